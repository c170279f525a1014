//! Host name lookup that keeps to a time limit and that the host can interrupt. The system's own lookup does neither.

use super::link::{SLICE, Stopped, broken_off, told, wait_for};
use crate::clock;
use crate::error::Text;
use crate::process::PerProcess;
use std::fmt;
use std::io;
use std::net::{IpAddr, SocketAddr, ToSocketAddrs};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;
use ureq::Error;
use ureq::http::Uri;
use ureq::http::uri::Scheme;
use ureq::unversioned::resolver::{ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::NextTimeout;

/// Longest list of addresses of one host that is tried.
const MOST: usize = 16;

/// The look-ups of this process.
static SLOTS: PerProcess<Slots> = PerProcess::new();

/// Most look-ups of a process that run at a time.
const MOST_AT_A_TIME: usize = 64;

/// Bounds the look-ups that run at a time. The system's own look-up cannot be interrupted, so one that nobody waits for
/// any more goes on, for minutes where no name server answers, and each has a thread.
#[derive(Default)]
struct Slots(AtomicUsize);

/// A place for one look-up, until it is dropped.
struct Slot<'a>(&'a Slots);

impl Slots {
    /// Waits for a place among `most`.
    fn take(&self, most: usize, time: Duration, stopped: Stopped) -> io::Result<Slot<'_>> {
        let begun = clock::now();
        loop {
            let one_more = |taken| (taken < most).then_some(taken + 1);
            let taken = self.0.fetch_update(Ordering::AcqRel, Ordering::Acquire, one_more);
            if taken.is_ok() {
                return Ok(Slot(self));
            }
            if stopped() {
                return Err(broken_off());
            }
            if clock::since(begun) >= time {
                return Err(io::ErrorKind::TimedOut.into());
            }
            clock::sleep(SLICE);
        }
    }
}

impl Drop for Slot<'_> {
    fn drop(&mut self) {
        self.0.0.fetch_sub(1, Ordering::AcqRel);
    }
}

/// What is told if the look-up of a name took too long.
const NOT_IN_TIME: Text = Text::of("имя узла не найдено за отведённое время", "the name was not looked up in time");

/// The addresses of a host, at most [`MOST`]. Square brackets around an IPv6 address are accepted.
pub(super) fn addresses(host: &str, port: u16, time: Duration, stopped: Stopped) -> io::Result<Vec<SocketAddr>> {
    let host = host.trim_start_matches('[').trim_end_matches(']');
    if let Ok(address) = host.parse::<IpAddr>() {
        return Ok(vec![SocketAddr::new(address, port)]);
    }
    let host = host.to_owned();
    let begun = clock::now();
    let look_up = |slot: Slot<'static>| {
        let work = move || {
            let _until_the_end = slot;
            (host.as_str(), port).to_socket_addrs().map(|found| found.take(MOST).collect())
        };
        wait_for("kassa-lookup", time.saturating_sub(clock::since(begun)), stopped, work)
    };
    SLOTS.get().take(MOST_AT_A_TIME, time, stopped).and_then(look_up).map_err(|error| match error.kind() {
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
    fn a_look_up_waits_for_its_place_among_a_limited_number() {
        let slots = Slots::default();
        let wait = |time| slots.take(2, Duration::from_millis(time), &|| false);
        let (first, _second) = (wait(0).unwrap(), wait(0).unwrap());
        assert_eq!(wait(10).map(drop).unwrap_err().kind(), io::ErrorKind::TimedOut);
        assert_eq!(
            slots.take(2, Duration::MAX, &|| true).map(drop).unwrap_err().kind(),
            io::ErrorKind::ConnectionAborted
        );
        drop(first);
        assert!(wait(0).is_ok());
    }

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
