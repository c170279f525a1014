//! Where a host is: looked up in bounded time, to which the system does not hold itself.

use std::io;
use std::net::{IpAddr, SocketAddr, ToSocketAddrs};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;
use ureq::Error;
use ureq::http::Uri;
use ureq::http::uri::Scheme;
use ureq::unversioned::resolver::{ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::NextTimeout;

/// Most addresses of one host that are tried.
const MOST: usize = 16;

/// The addresses of a host. A name is looked up on a thread of its own, which ends with the look-up.
pub(super) fn addresses(host: &str, port: u16, time: Duration) -> io::Result<Vec<SocketAddr>> {
    let host = host.trim_start_matches('[').trim_end_matches(']');
    if let Ok(address) = host.parse::<IpAddr>() {
        return Ok(vec![SocketAddr::new(address, port)]);
    }
    let (tell, told) = mpsc::sync_channel(1);
    let host = host.to_owned();
    let look_up = move || {
        let found = (host.as_str(), port).to_socket_addrs().map(|found| found.take(MOST).collect());
        // Nobody may be waiting for it any more.
        let _late = tell.send(found);
    };
    thread::Builder::new().name("kassa-lookup".into()).spawn(look_up)?;
    told.recv_timeout(time).unwrap_or_else(|_| Err(io::ErrorKind::TimedOut.into()))
}

/// The same for the HTTP client.
#[derive(Debug)]
pub(super) struct Lookup;

impl Resolver for Lookup {
    fn resolve(&self, uri: &Uri, _: &ureq::config::Config, time: NextTimeout) -> Result<ResolvedSocketAddrs, Error> {
        let usual = if uri.scheme() == Some(&Scheme::HTTPS) { 443 } else { 80 };
        let host = uri.host().ok_or(Error::HostNotFound)?;
        let found =
            addresses(host, uri.port_u16().unwrap_or(usual), *time.after).map_err(|error| match error.kind() {
                io::ErrorKind::TimedOut => Error::Timeout(time.reason),
                _ => Error::Io(error),
            })?;
        let mut places = self.empty();
        for place in found {
            places.push(place);
        }
        if places.is_empty() { Err(Error::HostNotFound) } else { Ok(places) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_needs_no_look_up_and_a_name_is_looked_up() {
        for (host, shown) in [("127.0.0.1", "127.0.0.1:80"), ("[::1]", "[::1]:80"), ("::1", "[::1]:80")] {
            let found = addresses(host, 80, Duration::ZERO).unwrap();
            assert_eq!(found, [shown.parse().unwrap()], "{host}");
        }
        assert!(
            addresses("localhost", 80, Duration::from_secs(30)).unwrap().iter().all(|place| place.ip().is_loopback())
        );
    }
}
