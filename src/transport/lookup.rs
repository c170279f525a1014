//! Host name lookup that keeps to a time limit and that the host can interrupt. The system's own lookup does neither.

use super::link::{Stopped, told, wait_for};
use crate::error::Text;
use std::fmt;
use std::io;
use std::net::{IpAddr, SocketAddr, ToSocketAddrs};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use ureq::Error;
use ureq::http::Uri;
use ureq::http::uri::Scheme;
use ureq::unversioned::resolver::{ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::NextTimeout;

/// Longest list of addresses of one host that is tried.
const MOST: usize = 16;

/// What is told if the look-up of a name took too long.
const NOT_IN_TIME: Text = Text::of("имя узла не найдено за отведённое время", "the name was not looked up in time");

/// The addresses of a host, at most [`MOST`]. Square brackets around an IPv6 address are accepted.
pub(super) fn addresses(host: &str, port: u16, time: Duration, stopped: Stopped) -> io::Result<Vec<SocketAddr>> {
    let host = host.trim_start_matches('[').trim_end_matches(']');
    if let Ok(address) = host.parse::<IpAddr>() {
        return Ok(vec![SocketAddr::new(address, port)]);
    }
    let host = host.to_owned();
    let look_up = move || (host.as_str(), port).to_socket_addrs().map(|found| found.take(MOST).collect());
    wait_for("kassa-lookup", time, stopped, look_up).map_err(|error| match error.kind() {
        io::ErrorKind::TimedOut => io::Error::new(error.kind(), NOT_IN_TIME.en),
        io::ErrorKind::ConnectionAborted => error,
        _ => io::Error::new(io::ErrorKind::HostUnreachable, NameNotFound(error)),
    })
}

/// The host name cannot be resolved; the system's error.
#[derive(Debug)]
pub(super) struct NameNotFound(io::Error);

impl fmt::Display for NameNotFound {
    fn fmt(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        write!(formatter, "the host name cannot be resolved: {}", self.0)
    }
}

impl std::error::Error for NameNotFound {}

/// An error of [`places`] or of a connection, for people.
pub fn text_of(error: &io::Error) -> Text {
    match error.get_ref().and_then(|inner| inner.downcast_ref::<NameNotFound>()) {
        Some(inner) => Text::foreign("узла с таким именем нет в сети", inner),
        // The system's own time-out of a connection has no text of ours.
        None if error.kind() == io::ErrorKind::TimedOut && error.get_ref().is_some() => NOT_IN_TIME,
        None if error.kind() == io::ErrorKind::InvalidInput => Text::of(
            "нужны адрес и порт, например 0.0.0.0:8085",
            "an address and a port are needed, such as 0.0.0.0:8085",
        ),
        None => Text::of_io(error),
    }
}

/// The addresses of a host and port written as one text, for example `localhost:8085`.
pub fn places(address: &str, time: Duration, stopped: Stopped) -> io::Result<Vec<SocketAddr>> {
    let bad = || io::Error::new(io::ErrorKind::InvalidInput, "not an address and a port");
    let (host, port) = address.rsplit_once(':').ok_or_else(bad)?;
    addresses(host, port.parse().map_err(|_| bad())?, time, stopped)
}

/// The same for the HTTP client. The flag tells it that the client was interrupted for good.
#[derive(Debug)]
pub(super) struct Lookup(pub(super) Arc<AtomicBool>);

impl Resolver for Lookup {
    fn resolve(&self, uri: &Uri, _: &ureq::config::Config, time: NextTimeout) -> Result<ResolvedSocketAddrs, Error> {
        let usual = if uri.scheme() == Some(&Scheme::HTTPS) { 443 } else { 80 };
        let host = uri.host().ok_or(Error::HostNotFound)?;
        let stopped = || self.0.load(Ordering::Acquire);
        let found = addresses(host, uri.port_u16().unwrap_or(usual), *time.after, &stopped);
        let found = found.map_err(|error| told(error, time))?;
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
            let found = addresses(host, 80, Duration::ZERO, &|| false).unwrap();
            assert_eq!(found, [shown.parse().unwrap()], "{host}");
        }
        let found = addresses("localhost", 80, Duration::from_secs(30), &|| false).unwrap();
        assert!(found.iter().all(|place| place.ip().is_loopback()));
    }
}
