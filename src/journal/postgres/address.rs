//! The address of a journal on a server: `postgres://user:password@host:port/database?sslmode=verify-full`.

use crate::error::Text;
use crate::secret::Secret;
use std::fmt;
use std::path::PathBuf;

/// How a connection is protected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Protection {
    /// Not at all: for a server on this machine, or behind a protected network.
    None,
    /// TLS. The certificate of the server must name the host and be of an authority in this file.
    Verified(PathBuf),
}

/// Where a journal is, and as whom to connect.
#[derive(Debug, Clone)]
pub struct Address {
    /// The hosts in the order in which they are tried: a primary and its standbys.
    pub(super) hosts: Vec<(String, u16)>,
    pub(super) user: String,
    pub(super) password: Option<Secret>,
    pub(super) database: String,
    pub(super) protection: Protection,
}

/// The port of PostgreSQL.
const PORT: u16 = 5432;

/// Whether the text is the address of a server and not the path of a file.
pub fn is_address(text: &str) -> bool {
    text.starts_with("postgres://") || text.starts_with("postgresql://")
}

impl Address {
    /// Reads an address. The error says what is wrong and never shows the address, which may have a password.
    pub fn parse(text: &str) -> Result<Self, Text> {
        let rest = text.split_once("://").filter(|_| is_address(text)).ok_or(SHAPE)?.1;
        let (rest, query) = rest.split_once('?').unwrap_or((rest, ""));
        let (authority, database) = rest.split_once('/').unwrap_or((rest, ""));
        let (login, hosts) = authority.rsplit_once('@').ok_or(SHAPE)?;
        let (user, password) = match login.split_once(':') {
            Some((user, password)) => (user, Some(Secret::new(&decoded(password)?))),
            None => (login, None),
        };
        let (user, database) = (decoded(user)?, decoded(database)?);
        let hosts = hosts.split(',').map(host).collect::<Option<Vec<_>>>().ok_or(SHAPE)?;
        if user.is_empty() || database.is_empty() {
            return Err(SHAPE);
        }
        Ok(Self { hosts, user, password, database, protection: protection(query)? })
    }

    /// The password, for the masks of the log.
    pub fn password(&self) -> Option<&Secret> {
        self.password.as_ref()
    }

    /// Whether a password goes over a network in the clear, or could be asked for in the clear.
    pub fn is_open(&self) -> bool {
        let is_here =
            |host: &str| host == "localhost" || host.parse().is_ok_and(|ip: std::net::IpAddr| ip.is_loopback());
        self.protection == Protection::None && !self.hosts.iter().all(|(host, _)| is_here(host))
    }
}

/// The address without its password.
impl fmt::Display for Address {
    fn fmt(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        write!(formatter, "postgres://{}@", self.user)?;
        for (at, (host, port)) in self.hosts.iter().enumerate() {
            let comma = if at > 0 { "," } else { "" };
            match host.contains(':') {
                true => write!(formatter, "{comma}[{host}]:{port}")?,
                false => write!(formatter, "{comma}{host}:{port}")?,
            }
        }
        write!(formatter, "/{}", self.database)
    }
}

const SHAPE: Text = Text::of(
    "Нужен адрес вида postgres://пользователь:пароль@сервер:5432/база?sslmode=verify-full&sslrootcert=/путь/ca.pem; знаки : / ? # @ % в пароле пишутся через %",
    "Expected an address such as postgres://user:password@host:5432/database?sslmode=verify-full&sslrootcert=/path/ca.pem; write : / ? # @ % in a password with %",
);

fn host(text: &str) -> Option<(String, u16)> {
    let (host, port) = match text.strip_prefix('[') {
        Some(rest) => rest.split_once(']').map(|(host, port)| (host, port.strip_prefix(':')))?,
        None => text.split_once(':').map_or((text, None), |(host, port)| (host, Some(port))),
    };
    let port = port.map_or(Some(PORT), |port| port.parse().ok().filter(|port| *port > 0))?;
    (!host.is_empty()).then(|| (host.to_owned(), port))
}

/// Only what is verified counts as protected: `require` and its like accept any certificate.
fn protection(query: &str) -> Result<Protection, Text> {
    let (mut mode, mut authorities) = (String::from("verify-full"), None);
    for pair in query.split('&').filter(|pair| !pair.is_empty()) {
        let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
        match key {
            "sslmode" => mode = decoded(value)?,
            "sslrootcert" => authorities = Some(PathBuf::from(decoded(value)?)),
            _ => {
                return Err(Text::of(
                    "После ? допустимы только sslmode и sslrootcert",
                    "Only sslmode and sslrootcert may follow the ?",
                ));
            }
        }
    }
    match (mode.as_str(), authorities) {
        ("disable", None) => Ok(Protection::None),
        ("verify-full", Some(file)) => Ok(Protection::Verified(file)),
        ("verify-full", None) => Err(Text::of(
            "Для sslmode=verify-full нужен sslrootcert: файл PEM с удостоверяющим центром сервера; без TLS — sslmode=disable",
            "sslmode=verify-full needs sslrootcert, a PEM file with the authority of the server; sslmode=disable is without TLS",
        )),
        _ => Err(Text::of(
            "sslmode бывает verify-full (с sslrootcert) и disable: остальные значения не проверяют сервер",
            "sslmode is verify-full (with sslrootcert) or disable: other values do not verify the server",
        )),
    }
}

/// Resolves `%40` and its like.
fn decoded(text: &str) -> Result<String, Text> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        let value = match byte {
            b'%' => {
                let mut digit = || rest.next().and_then(|digit| char::from(digit).to_digit(16));
                let (high, low) = (digit().ok_or(SHAPE)?, digit().ok_or(SHAPE)?);
                u8::try_from(high * 16 + low).map_err(|_| SHAPE)?
            }
            byte => byte,
        };
        // A zero ends a text in the protocol.
        if value == 0 {
            return Err(SHAPE);
        }
        bytes.push(value);
    }
    String::from_utf8(bytes).map_err(|_| SHAPE)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_read_in_its_parts_and_shown_without_its_password() {
        for (text, shown, password, protection) in [
            ("postgres://kassa@db/shop?sslmode=disable", "postgres://kassa@db:5432/shop", None, Protection::None),
            (
                "postgresql://k%40a:p%2F%3A1@[::1]:6000,db2:5433/shop?sslrootcert=/etc/ca.pem",
                "postgres://k@a@[::1]:6000,db2:5433/shop",
                Some("p/:1"),
                Protection::Verified("/etc/ca.pem".into()),
            ),
        ] {
            let address = Address::parse(text).unwrap();
            assert_eq!(address.to_string(), shown);
            assert_eq!(address.password().map(Secret::reveal), password);
            assert_eq!(address.protection, protection);
        }
    }

    #[test]
    fn what_is_no_address_or_does_not_verify_the_server_is_refused_without_showing_it() {
        for text in [
            "postgres://db/shop?sslmode=disable",
            "postgres://hidden@/shop?sslmode=disable",
            "postgres://hidden@db?sslmode=disable",
            "postgres://hidden@db:0/shop?sslmode=disable",
            "postgres://hidden@db:port/shop?sslmode=disable",
            "postgres://hidden:%zz@db/shop?sslmode=disable",
            "postgres://hidden:%00@db/shop?sslmode=disable",
            "postgres://hidden@db/shop",
            "postgres://hidden@db/shop?sslmode=require",
            "postgres://hidden@db/shop?sslmode=disable&host=/tmp",
            "kassa.db",
        ] {
            let error = Address::parse(text).map(|address| address.to_string()).unwrap_err();
            assert!(!error.en.contains("hidden"), "{text}");
        }
    }

    #[test]
    fn a_password_in_the_clear_is_noticed_unless_the_server_is_on_this_machine() {
        for (host, open) in [("localhost", false), ("127.0.0.1", false), ("[::1]", false), ("localhost,db", true)] {
            let address = Address::parse(&format!("postgres://u@{host}/d?sslmode=disable")).unwrap();
            assert_eq!(address.is_open(), open, "{host}");
        }
    }
}
