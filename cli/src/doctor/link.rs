//! The way to the register: its name, its port, and whether it is encrypted.

use super::finding::Finding;
use kassa::Text;
use kassa::backends::REGISTRY;
use kassa::backends::setting::Absent;
use serde_json::Value;
use std::net::{IpAddr, SocketAddr, TcpStream, ToSocketAddrs};
use std::time::Duration;

const ADDRESS: Text = Text::of("Адрес", "Address");
const PORT: Text = Text::of("Порт", "Port");

/// What there is to say about the way to the register.
pub fn findings(config: &Value) -> Vec<Finding> {
    let Some(url) = url(config) else { return Vec::new() };
    let Some((secure, host, port)) = parts(&url) else { return Vec::new() };
    let addresses: Vec<SocketAddr> = match (host.as_str(), port).to_socket_addrs() {
        Ok(addresses) => addresses.collect(),
        Err(error) => {
            let ru = format!("{host}: имя не найдено: проверьте `url` и DNS ({error})");
            let en = format!("{host}: the name is not found: check `url` and the DNS ({error})");
            return vec![Finding::stop(ADDRESS, Text::with(ru, en))];
        }
    };
    let Some(address) = addresses.first() else { return Vec::new() };
    let shown = format!("{host} ({})", address.ip());
    vec![
        Finding::ok(ADDRESS, Text::with(shown.clone(), shown)),
        open_port(config, *address),
        encrypted(secure, address.ip()),
    ]
}

fn open_port(config: &Value, address: SocketAddr) -> Finding {
    let time = config.get("connectTimeoutMs").and_then(Value::as_u64).unwrap_or(5_000);
    match TcpStream::connect_timeout(&address, Duration::from_millis(time.max(1))) {
        Ok(_) => {
            Finding::ok(PORT, Text::with(format!("{} открыт", address.port()), format!("{} is open", address.port())))
        }
        Err(error) => Finding::stop(
            PORT,
            Text::with(
                format!("{address} не отвечает: проверьте питание кассы, сеть и порт в `url` ({error})"),
                format!(
                    "{address} does not answer: check the register's power, the network and the port in `url` ({error})"
                ),
            ),
        ),
    }
}

fn encrypted(secure: bool, ip: IpAddr) -> Finding {
    let subject = Text::of("TLS", "TLS");
    let is_near = match ip {
        IpAddr::V4(ip) => ip.is_loopback() || ip.is_private() || ip.is_link_local(),
        IpAddr::V6(ip) => ip.is_loopback() || ip.is_unique_local() || ip.is_unicast_link_local(),
    };
    match (secure, is_near) {
        (true, _) => Finding::ok(
            subject,
            Text::of(
                "включён, сертификат проверяется при каждом обмене",
                "on; the certificate is verified in each exchange",
            ),
        ),
        (false, true) => Finding::ok(
            subject,
            Text::of("не используется, адрес внутри сети", "not used; the address is inside the network"),
        ),
        (false, false) => Finding::warning(
            subject,
            Text::of(
                "не используется, а касса вне локальной сети: задайте адрес https://",
                "not used, and the register is outside the local network: set an https:// address",
            ),
        ),
    }
}

/// The address: that of the configuration, or the backend's default.
fn url(config: &Value) -> Option<String> {
    if let Some(url) = config.get("url").and_then(Value::as_str) {
        return Some(url.to_owned());
    }
    let name = config.get("backend")?.as_str()?;
    let registered = REGISTRY.iter().find(|registered| registered.name == name)?;
    match registered.settings.iter().find(|setting| setting.key == "url")?.absent {
        Absent::Text(url) => Some(url.to_owned()),
        _ => None,
    }
}

/// Whether it is https, the host and the port. The library has accepted the address already.
fn parts(url: &str) -> Option<(bool, String, u16)> {
    let (scheme, rest) = url.split_once("://")?;
    let secure = scheme.eq_ignore_ascii_case("https");
    let place = rest.split('/').next()?;
    let (host, port) = match place.rsplit_once(':') {
        Some((host, port)) if !port.ends_with(']') => (host, port.parse().ok()?),
        _ => (place, if secure { 443 } else { 80 }),
    };
    Some((secure, host.trim_start_matches('[').trim_end_matches(']').to_owned(), port))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_has_a_host_and_a_port() {
        for (url, secure, host, port) in [
            ("http://192.168.1.10:8080", false, "192.168.1.10", 8080),
            ("https://kassa.example.com/possystem/v5", true, "kassa.example.com", 443),
            ("http://till", false, "till", 80),
            ("http://[::1]:8080", false, "::1", 8080),
            ("http://[::1]", false, "::1", 80),
        ] {
            assert_eq!(parts(url), Some((secure, host.to_owned(), port)), "{url}");
        }
    }
}
