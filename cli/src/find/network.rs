//! The addresses of a network: those given, or the /24 networks of this machine.

use crate::failure::Failure;
use std::net::{IpAddr, Ipv4Addr};

/// Shortest prefix that is looked through: 65,536 addresses take some minutes.
const SHORTEST: u32 = 16;

/// The addresses of these networks, each once.
pub fn addresses(given: &[&String]) -> Result<Vec<Ipv4Addr>, Failure> {
    let networks = match given {
        [] => own()?,
        given => given.iter().map(|text| network(text)).collect::<Result<_, _>>()?,
    };
    let mut all: Vec<Ipv4Addr> = networks.into_iter().flat_map(|(address, prefix)| hosts(address, prefix)).collect();
    all.sort_unstable();
    all.dedup();
    Ok(all)
}

fn network(text: &str) -> Result<(Ipv4Addr, u32), Failure> {
    let (address, prefix) = text.split_once('/').unwrap_or((text, "32"));
    let parsed = address.parse().ok().zip(prefix.parse().ok().filter(|prefix| (SHORTEST..=32).contains(prefix)));
    parsed.ok_or_else(|| {
        Failure::usage(
            format!("--network {text}: нужна сеть IPv4 от /{SHORTEST} до /32, например 192.168.1.0/24"),
            format!("--network {text}: a network of IPv4 from /{SHORTEST} to /32 is expected, such as 192.168.1.0/24"),
        )
    })
}

/// The networks that this machine is in. A larger one is looked through only if it is named.
fn own() -> Result<Vec<(Ipv4Addr, u32)>, Failure> {
    let cards = if_addrs::get_if_addrs().map_err(|error| {
        Failure::usage(format!("сети не прочитаны: {error}"), format!("cannot read the networks: {error}"))
    })?;
    let near = cards.iter().filter_map(|card| match card.ip() {
        IpAddr::V4(address) if !address.is_loopback() && !address.is_link_local() => Some((address, 24)),
        _ => None,
    });
    let near: Vec<_> = near.collect();
    if near.is_empty() {
        return Err(Failure::usage(
            "у этого компьютера нет сети: --network СЕТЬ".into(),
            "this machine is in no network: --network NETWORK".into(),
        ));
    }
    Ok(near)
}

/// The addresses of a network, without its own and that of its broadcasts.
fn hosts(address: Ipv4Addr, prefix: u32) -> impl Iterator<Item = Ipv4Addr> {
    let size = 1_u64 << (32 - prefix);
    let first = u64::from(u32::from(address)) & !(size - 1);
    let (begin, end) = if size > 2 { (first + 1, first + size - 1) } else { (first, first + size) };
    (begin..end).filter_map(|address| u32::try_from(address).ok().map(Ipv4Addr::from))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_network_has_its_hosts() {
        for (text, count, first, last) in [
            ("192.168.1.77/24", 254, "192.168.1.1", "192.168.1.254"),
            ("127.0.0.1/32", 1, "127.0.0.1", "127.0.0.1"),
            ("10.0.0.5", 1, "10.0.0.5", "10.0.0.5"),
            ("10.0.0.4/31", 2, "10.0.0.4", "10.0.0.5"),
            ("255.255.255.0/24", 254, "255.255.255.1", "255.255.255.254"),
        ] {
            let found = addresses(&[&text.to_owned()]).unwrap();
            let ends = (found[0].to_string(), found[found.len() - 1].to_string());
            assert_eq!((found.len(), ends), (count, (first.to_owned(), last.to_owned())), "{text}");
        }
        for text in ["10.0.0.0/8", "10.0.0.0/33", "host/24", "10.0.0.0/x", "::1/128"] {
            assert!(addresses(&[&text.to_owned()]).is_err(), "{text}");
        }
    }
}
