//! The address of a device or server as the configuration gives it, and the HTTP client made from it.

use super::setting::{self, Absent, Kind, Setting, setting};
use crate::error::{Problem, Text};
use crate::task::read::{Fields, Need};
use crate::transport::{Http, Limits, Tls};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// The HTTP server of a device.
pub(super) struct Address {
    /// Host, port and path (if any) in one canonical spelling. It identifies the server in the journal and in the
    /// device lock.
    pub place: String,
    url: String,
    tls: Option<Tls>,
}

/// The row of `url`, which most backends have.
pub(super) const URL: Setting = setting("url", Kind::Text(2048), Absent::Required)
    .asked("Адрес: http://узел:порт или https://", "Address: http://host:port or https://")
    .about(
        "`http://узел[:порт]` или `https://…` кассы либо её сервера, без пути (у АТОЛ Онлайн — с путём); он же имя кассы в журнале документов",
        "`http://address[:port]` or `https://…`, without a path (ATOL Online: with its path); also the device's name in the journal",
    );

/// The row of `tls`, which every backend has.
pub const TLS: Setting = setting("tls", Kind::Object, Absent::Usual).about(
    "для адреса `https://`: файлы PEM `ca`, `certificate`, `key`, см. [TLS](#tls)",
    "for an `https://` address: PEM files, see [TLS](#tls)",
);

/// What is said of an address over which a secret would go in the clear.
const READABLE: Text = Text::of(
    "Ключ, пароль или ПИН-код уходит по http:// за пределы частной сети, и его может прочесть любой узел по пути: нужен https:// или VPN",
    "The key, password or PIN leaves the private network over http://, and any host on its way can read it: use https:// or a VPN",
);

/// What is wrong if the configuration has TLS files for an address without TLS.
const NEEDS_TLS: Text = Text::of(
    "Файлы tls действуют только с адресом https://: исправьте url или уберите tls",
    "The files of tls need an https:// address: fix url or remove tls",
);

impl Address {
    /// Reads `url` (with a path only if `path` allows one) and `tls` (`ca`, `certificate`, `key`: PEM files).
    pub(super) fn read(fields: &Fields, url: setting::Text, path: bool) -> Option<Self> {
        let key = url.key;
        let url = url.read(fields);
        let given = const { setting::object(&[TLS], "tls") }.read(fields, tls);
        let url = url?;
        let url = url.trim_end_matches('/');
        let Some((secure, place)) = place(url, path) else {
            let (ru, en) = match path {
                true => ("http://узел:порт/путь", "http://host:port/path"),
                false => ("http://узел:порт", "http://host:port"),
            };
            let text = Text::with(
                format!("Нужен адрес вида {ru} или https://…, без имени, пароля и параметров"),
                format!("An address such as {en} or https://… is needed, without a user, a password and parameters"),
            );
            // The value is not shown, because it may contain a password.
            fields.reader.judge(fields.at(key), None, Problem::Form(text));
            return None;
        };
        if given.is_some() && !secure {
            // The files would not be used, although the configuration asks for a secure connection.
            fields.reader.judge(fields.at(key), None, Problem::Form(NEEDS_TLS));
            return None;
        }
        Some(Self { place, url: url.to_owned(), tls: secure.then(|| given.unwrap_or_default()) })
    }

    /// Whether the server is on this machine.
    pub(super) fn is_here(&self) -> bool {
        self.host().parse().is_ok_and(|address: IpAddr| address.is_loopback())
    }

    /// Notes it if a secret sent to this address could be read on its way.
    pub(super) fn note_if_readable(&self, fields: &Fields) {
        if self.tls.is_none() && !is_private(self.host()) {
            fields.note(URL.key, Problem::Form(READABLE));
        }
    }

    /// The host, without the brackets of an IPv6 address.
    fn host(&self) -> &str {
        let server = self.place.split_once('/').map_or(self.place.as_str(), |(server, _)| server);
        let host = server.rsplit_once(':').map_or(server, |(host, _)| host);
        host.trim_start_matches('[').trim_end_matches(']')
    }

    /// The HTTP client for this address, with TLS if the address is `https://`.
    pub(super) fn way(&self, limits: Limits) -> Http {
        let http = Http::new(&self.url, limits);
        match &self.tls {
            Some(tls) => http.secured(tls.clone()),
            None => http,
        }
    }
}

fn tls(fields: &Fields) -> Option<Tls> {
    let file = |name| fields.text(name, Need::Optional, 4096).and_then(|text| setting::path(fields, name, text));
    let (ca, certificate, key) = (file("ca"), file("certificate"), file("key"));
    let client = match (certificate, key) {
        (Some(certificate), Some(key)) => Some((certificate, key)),
        (None, None) => None,
        (given, _) => {
            fields.judge(if given.is_some() { "key" } else { "certificate" }, Problem::Missing);
            return None;
        }
    };
    let tls = Tls { ca, client };
    match tls.check() {
        // A file that cannot be read now (a disk or a token that is not mounted yet) is no fault here. Each call reads
        // it again and reports it by name.
        Err(journal_error) if !journal_error.unread => {
            let cause = journal_error.cause;
            let (ru, en) =
                (format!("Файл не подходит: {}", cause.ru), format!("The file cannot be used: {}", cause.en));
            let text = Text::with(ru, en);
            fields.reader.judge(fields.at(journal_error.file.word()), None, Problem::Form(text));
            None
        }
        _ => Some(tls),
    }
}

/// Whether the URL is TLS, and its canonical host, port and path.
///
/// The default port is always written out, so `http://kassa` and `http://kassa:80` are the same server.
fn place(url: &str, path: bool) -> Option<(bool, String)> {
    let (secure, port, rest) = match (url.strip_prefix("https://"), url.strip_prefix("http://")) {
        (Some(rest), _) => (true, 443, rest),
        (_, Some(rest)) => (false, 80, rest),
        _ => return None,
    };
    let (address, path) = match rest.split_once('/') {
        Some((address, below)) if path && is_path(below) => (address, format!("/{below}")),
        Some(_) => return None,
        None => (rest, String::new()),
    };
    let (host, given) = host_and_port(address)?;
    Some((secure, format!("{}:{}{path}", one_spelling(host), given.unwrap_or(port))))
}

/// The canonical spelling of a host.
///
/// The host names the device in the journal and in its lock. If one register had two names there, one document could be
/// sold twice.
fn one_spelling(host: &str) -> String {
    let host = host.to_lowercase();
    let host = host.strip_suffix('.').unwrap_or(&host);
    let v6 = host.strip_prefix('[').and_then(|host| host.strip_suffix(']')).and_then(|host| host.parse().ok());
    match v6.map(|address: Ipv6Addr| address.to_canonical()) {
        Some(IpAddr::V6(address)) => format!("[{address}]"),
        Some(IpAddr::V4(address)) => address.to_string(),
        None if host == "localhost" => Ipv4Addr::LOCALHOST.to_string(),
        None => ipv4(host).map_or_else(|| host.to_owned(), |address| address.to_string()),
    }
}

/// Whether a host, in its canonical spelling, is on this machine or in a private network, as far as its name tells.
fn is_private(host: &str) -> bool {
    const SUFFIXES: [&str; 5] = [".local", ".lan", ".home.arpa", ".internal", ".localdomain"];
    match host.parse() {
        Ok(IpAddr::V4(address)) => {
            let [first, second, ..] = address.octets();
            let is_of_provider = first == 100 && (64..128).contains(&second);
            address.is_loopback() || address.is_private() || address.is_link_local() || is_of_provider
        }
        Ok(IpAddr::V6(address)) => {
            address.is_loopback() || address.is_unique_local() || address.is_unicast_link_local()
        }
        Err(_) => !host.contains('.') || SUFFIXES.iter().any(|suffix| host.ends_with(suffix)),
    }
}

/// Reads an IPv4 address as resolvers do: one to four numbers in decimal, octal (`0…`) or hexadecimal (`0x…`), the last
/// of which fills the remaining bytes (`127.1` is `127.0.0.1`).
fn ipv4(host: &str) -> Option<Ipv4Addr> {
    let number = |digits: &str| match (digits.strip_prefix("0x"), digits.strip_prefix('0')) {
        (Some(hexadecimal), _) => u32::from_str_radix(hexadecimal, 16).ok(),
        (None, Some(octal)) if !octal.is_empty() => u32::from_str_radix(octal, 8).ok(),
        _ => digits.parse().ok(),
    };
    let numbers: Vec<u32> = host.split('.').map(number).collect::<Option<_>>()?;
    let (last, first) = numbers.split_last()?;
    let bits = 32_usize.checked_sub(8 * first.len()).filter(|bits| *bits > 0)?;
    let fits = first.iter().all(|part| *part < 256) && u64::from(*last) < 1 << bits;
    let high = first.iter().fold(0_u64, |high, part| high << 8 | u64::from(*part));
    fits.then(|| u32::try_from(high << bits | u64::from(*last)).ok().map(Ipv4Addr::from))?
}

fn is_path(path: &str) -> bool {
    path.chars().all(|letter| letter.is_ascii_alphanumeric() || matches!(letter, '/' | '.' | '-' | '_' | '~'))
}

/// Splits `host[:port]`. `None` if anything else follows or if the port is invalid.
fn host_and_port(address: &str) -> Option<(&str, Option<u16>)> {
    let (host, port) = match address.rsplit_once(':') {
        Some((host, port)) if !port.ends_with(']') => (host, Some(port.parse().ok().filter(|port| *port > 0)?)),
        _ => (address, None),
    };
    let letters = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '.' | '-' | '_' | ':' | '[' | ']');
    (!host.is_empty() && host.chars().all(letters)).then_some((host, port))
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_private_address_is_known_by_its_numbers_or_its_name() {
        for (host, private) in [
            ("127.0.0.1", true),
            ("10.1.2.3", true),
            ("172.31.0.1", true),
            ("172.32.0.1", false),
            ("192.168.1.10", true),
            ("169.254.7.7", true),
            ("100.64.0.1", true),
            ("100.128.0.1", false),
            ("8.8.8.8", false),
            ("::1", true),
            ("fd00::10", true),
            ("fe80::10", true),
            ("2001:db8::10", false),
            ("kassa-1", true),
            ("kassa-1.shop.local", true),
            ("kassa.example.com", false),
            ("127.evil.example", false),
            ("192.168.1.10.evil.example", false),
        ] {
            assert_eq!(super::is_private(host), private, "{host}");
        }
    }

    #[test]
    fn only_an_address_of_this_machine_is_here() {
        for (url, here) in [
            ("http://127.1:8080", true),
            ("http://LOCALHOST/open", true),
            ("http://[::1]:80", true),
            ("http://[::ffff:127.0.0.1]", true),
            ("http://127.evil.example", false),
            ("http://localhost.evil.example/127.0.0.1", false),
            ("http://192.168.1.10", false),
        ] {
            let (_, place) = super::place(url, true).unwrap();
            let address = super::Address { place, url: url.to_owned(), tls: None };
            assert_eq!(address.is_here(), here, "{url}");
        }
    }

    #[test]
    fn an_address_has_no_password_and_only_some_take_a_path() {
        for (url, path, right) in [
            ("http://192.168.1.10:8080", false, Some((false, "192.168.1.10:8080"))),
            ("http://Kassa-1.shop.local", false, Some((false, "kassa-1.shop.local:80"))),
            ("https://kassa", false, Some((true, "kassa:443"))),
            ("http://[::1]:80", false, Some((false, "[::1]:80"))),
            ("http://[::1]", false, Some((false, "[::1]:80"))),
            ("http://[0:0::1]:080", false, Some((false, "[::1]:80"))),
            ("http://[::ffff:192.168.1.10]:8080", false, Some((false, "192.168.1.10:8080"))),
            ("http://[::FFFF:C0A8:010A]:08080", false, Some((false, "192.168.1.10:8080"))),
            ("http://3232235786:8080", false, Some((false, "192.168.1.10:8080"))),
            ("http://0xc0.0250.1.10:8080", false, Some((false, "192.168.1.10:8080"))),
            ("http://192.168.1.256", false, Some((false, "192.168.1.256:80"))),
            ("http://1.2.3.4.5", false, Some((false, "1.2.3.4.5:80"))),
            ("http://127.1", false, Some((false, "127.0.0.1:80"))),
            ("http://LocalHost:80", false, Some((false, "127.0.0.1:80"))),
            ("http://kassa-1.shop.local.", false, Some((false, "kassa-1.shop.local:80"))),
            ("https://host/open/api/v1", true, Some((true, "host:443/open/api/v1"))),
            ("https://host/open/api/v1", false, None),
            ("https://host/a?b=c", true, None),
            ("https://user@host/a", true, None),
            ("ftp://host", true, None),
            ("http://host:0", false, None),
            ("http://host:99999", false, None),
            ("http://user:pass@host", false, None),
            ("http://", false, None),
        ] {
            let right = right.map(|(secure, place)| (secure, place.to_owned()));
            assert_eq!(super::place(url, path), right, "{url}");
        }
    }
}
