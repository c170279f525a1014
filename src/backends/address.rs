//! Address of a device on the network, as the configuration gives it.

/// The address with its port in any case: with and without the usual one it is the same device.
pub(super) fn with_port(address: &str) -> String {
    match address.rsplit_once(':') {
        Some((_, port)) if !port.ends_with(']') => address.to_owned(),
        _ => format!("{address}:80"),
    }
}

/// A host with an optional port, and nothing after it.
pub(super) fn is_address(address: &str) -> bool {
    let (host, port) = match address.rsplit_once(':') {
        Some((host, port)) if !port.ends_with(']') => (host, Some(port)),
        _ => (address, None),
    };
    let letters = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '.' | '-' | '_' | ':' | '[' | ']');
    !host.is_empty()
        && host.chars().all(letters)
        && port.is_none_or(|port| port.parse::<u16>().is_ok_and(|port| port > 0))
}

#[cfg(test)]
mod tests {
    #[test]
    fn an_address_has_no_path_and_no_password() {
        for (address, right) in [
            ("192.168.1.10:8080", true),
            ("kassa-1.shop.local", true),
            ("[::1]:80", true),
            ("host:0", false),
            ("host:99999", false),
            ("host/api", false),
            ("user:pass@host", false),
            ("", false),
        ] {
            assert_eq!(super::is_address(address), right, "{address}");
        }
    }
}
