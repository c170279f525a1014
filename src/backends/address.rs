//! Address of a device or server as the configuration gives it, and the way there.

use crate::error::{Problem, Text};
use crate::task::read::{Fields, Need};
use crate::transport::{Http, Limits, Tls};
use std::path::PathBuf;

/// The HTTP server of a device.
pub(super) struct Address {
    /// Host and port, and the path if there is one, in one spelling: what tells one server from another.
    pub place: String,
    url: String,
    tls: Option<Tls>,
}

/// What may stand in `url`.
#[derive(Debug, Clone, Copy)]
pub(super) struct Form {
    /// The address if none is given; without it one must be.
    pub default: Option<&'static str>,
    /// A path may follow it.
    pub path: bool,
}

impl Form {
    /// An address without a path, which must be given.
    pub(super) const BARE: Self = Self { default: None, path: false };
}

impl Address {
    /// Reads `url` and `tls` (`ca`, `certificate`, `key`: files in PEM).
    pub(super) fn read(fields: &Fields, form: Form) -> Option<Self> {
        let need = if form.default.is_some() { Need::May } else { Need::Must };
        let url = fields.text("url", need, 2048);
        let given = fields.object("tls", Need::May, tls);
        let url = url.or_else(|| form.default.map(ToOwned::to_owned))?;
        let url = url.trim_end_matches('/');
        let Some((secure, place)) = place(url, form.path) else {
            let path = if form.path { "[/path]" } else { "" };
            // Without the value: a password may stand in it.
            fields.reader.judge(fields.at("url"), None, Problem::Range(format!("http[s]://address[:port]{path}")));
            return None;
        };
        if given.is_some() && !secure {
            // Files that would not be used: whoever names them believes the way to be safe.
            fields.reader.judge(fields.at("url"), None, Problem::Range("https://".into()));
            return None;
        }
        Some(Self { place, url: url.to_owned(), tls: secure.then(|| given.unwrap_or_default()) })
    }

    /// The way there.
    pub(super) fn way(&self, limits: Limits) -> Http {
        let http = Http::new(&self.url, limits);
        match &self.tls {
            Some(tls) => http.secured(tls.clone()),
            None => http,
        }
    }
}

fn tls(fields: &Fields) -> Option<Tls> {
    let file = |name| fields.text(name, Need::May, 4096).map(PathBuf::from);
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
        // A disk or a token that is not there yet: asked for again with each call, which names it.
        Err(trouble) if !trouble.unread => {
            let cause = trouble.cause;
            let text = Text::with(format!("Файл не годится: {cause}"), format!("The file does not serve: {cause}"));
            fields.reader.judge(fields.at(trouble.file.word()), None, Problem::Form(text));
            None
        }
        _ => Some(tls),
    }
}

/// Whether it is TLS, and the place in one spelling: with and without the usual port it is the same server.
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
    is_address(address).then(|| (secure, format!("{}{path}", with_port(&address.to_lowercase(), port))))
}

fn with_port(address: &str, usual: u16) -> String {
    match address.rsplit_once(':') {
        Some((_, port)) if !port.ends_with(']') => address.to_owned(),
        _ => format!("{address}:{usual}"),
    }
}

fn is_path(path: &str) -> bool {
    path.chars().all(|letter| letter.is_ascii_alphanumeric() || matches!(letter, '/' | '.' | '-' | '_' | '~'))
}

/// A host with an optional port, and nothing after it.
fn is_address(address: &str) -> bool {
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
    fn an_address_has_no_password_and_a_path_only_where_one_may_be() {
        for (url, path, right) in [
            ("http://192.168.1.10:8080", false, Some((false, "192.168.1.10:8080"))),
            ("http://Kassa-1.shop.local", false, Some((false, "kassa-1.shop.local:80"))),
            ("https://kassa", false, Some((true, "kassa:443"))),
            ("http://[::1]:80", false, Some((false, "[::1]:80"))),
            ("http://[::1]", false, Some((false, "[::1]:80"))),
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
