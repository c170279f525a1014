//! A TCP connection that takes its undelivered bytes with it when it ends, and waits that the host can interrupt.
//!
//! After an ordinary `close` the system continues to deliver what is in the send queue, even minutes later, when nobody
//! waits for an answer any more. So a document could be made after its call had failed. Here the ordinary close is the
//! exception: before the first byte is sent, the connection is set (`SO_LINGER` of zero) so that whatever ends it (the
//! deadline, the host, the end of the process for any reason) discards the queue and resets the connection. Only after
//! a complete answer is it closed in the ordinary way.
//!
//! Nothing calls `shutdown`: it would append an end mark to the queue instead of discarding it.

use super::send_tracker;
use crate::clock;
use socket2::SockRef;
use std::cell::Cell;
use std::fmt;
use std::io::{self, ErrorKind, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, mpsc};
use std::thread;
use std::time::Duration;
#[cfg(feature = "days")]
use std::time::Instant;
use ureq::Error;
use ureq::unversioned::transport::{Buffers, ConnectionDetails, Connector, LazyBuffers, NextTimeout, Transport};

/// Whether the host wants the call to end.
pub type Stopped<'a> = &'a dyn Fn() -> bool;

/// Longest wait without checking whether the host wants the call to end.
pub(super) const SLICE: Duration = Duration::from_millis(50);

/// Pause before the next try while the send queue is full.
const BREATH: Duration = Duration::from_millis(2);

/// The error of a wait that the host interrupted.
pub(super) fn broken_off() -> io::Error {
    io::Error::new(ErrorKind::ConnectionAborted, "the call was cancelled")
}

/// Whether an error is the one of a wait that the host interrupted, and not the system's.
pub(super) fn is_broken_off(error: &io::Error) -> bool {
    error.kind() == ErrorKind::ConnectionAborted && error.raw_os_error().is_none()
}

/// Runs work that cannot be interrupted on a thread of its own and waits for it. If the wait ends early, the thread
/// ends with the work.
pub(super) fn wait_for<T: Send + 'static>(
    name: &str,
    time: Duration,
    stopped: Stopped,
    work: impl FnOnce() -> io::Result<T> + Send + 'static,
) -> io::Result<T> {
    let ends = clock::now().checked_add(time);
    let (tell, told) = mpsc::sync_channel(1);
    let work = move || {
        // The caller may have stopped waiting.
        let _late = tell.send(work());
    };
    thread::Builder::new().name(name.into()).spawn(work)?;
    loop {
        if stopped() {
            return Err(broken_off());
        }
        let left = ends.map_or(SLICE, |ends| ends.saturating_duration_since(clock::now()));
        match told.recv_timeout(left.min(SLICE)) {
            Ok(done) => return done,
            Err(mpsc::RecvTimeoutError::Disconnected) => return Err(io::Error::other("the thread ended")),
            Err(mpsc::RecvTimeoutError::Timeout) if left <= SLICE => return Err(ErrorKind::TimedOut.into()),
            Err(mpsc::RecvTimeoutError::Timeout) => {}
        }
    }
}

/// Connects to the first of these addresses that answers. Bytes that the other side does not acknowledge within `heard`
/// are discarded, where the system supports that, even if something else (a copy of the process) keeps the connection
/// open.
pub(super) fn connect(
    places: Vec<SocketAddr>,
    time: Duration,
    heard: Duration,
    stopped: Stopped,
) -> io::Result<TcpStream> {
    let begun = clock::now();
    let mut last = io::Error::from(ErrorKind::NotFound);
    let count = places.len();
    for (at, place) in places.into_iter().enumerate() {
        let left = time.saturating_sub(clock::since(begun));
        // An address that does not answer leaves time for the others.
        let share = if at + 1 < count { left / 2 } else { left };
        if share.is_zero() {
            return Err(ErrorKind::TimedOut.into());
        }
        match connect_to(place, share, stopped) {
            Ok(stream) => {
                discard_at_end(&stream, heard)?;
                return Ok(stream);
            }
            Err(error) if is_broken_off(&error) => return Err(error),
            Err(error) => last = error,
        }
    }
    Err(last)
}

/// Connects to this address. The connection is set up while this thread looks now and then whether it stands: no thread
/// of its own has to be started for it, and what was given up ends at once.
#[cfg(not(windows))]
fn connect_to(place: SocketAddr, time: Duration, stopped: Stopped) -> io::Result<TcpStream> {
    use socket2::{Domain, Protocol, Socket, Type};

    /// Pauses between two looks: an eighth of the time waited so far, within these.
    const SHORTEST: Duration = Duration::from_micros(20);
    const LONGEST: Duration = Duration::from_millis(20);

    if stopped() {
        return Err(broken_off());
    }
    let socket = Socket::new(Domain::for_address(place), Type::STREAM, Some(Protocol::TCP))?;
    socket.set_nonblocking(true)?;
    let begun = clock::now();
    match socket.connect(&place.into()) {
        Err(error) if !is_under_way(&error) => return Err(error),
        Ok(()) | Err(_) => {}
    }
    loop {
        // In this order: an error that comes between the two is found by the next look.
        if let Some(error) = socket.take_error()? {
            return Err(error);
        }
        if socket.peer_addr().is_ok() {
            socket.set_nonblocking(false)?;
            return Ok(socket.into());
        }
        if stopped() {
            return Err(broken_off());
        }
        let waited = clock::since(begun);
        if waited >= time {
            return Err(ErrorKind::TimedOut.into());
        }
        clock::sleep((waited / 8).clamp(SHORTEST, LONGEST).min(time.saturating_sub(waited)));
    }
}

/// Connects to this address, on a thread of its own: Windows need not tell a mere look that the other side refuses, and
/// its wait cannot be interrupted.
#[cfg(windows)]
fn connect_to(place: SocketAddr, time: Duration, stopped: Stopped) -> io::Result<TcpStream> {
    wait_for("kassa-connect", time, stopped, move || TcpStream::connect_timeout(&place, time))
}

/// Whether an error says that the connection is being set up.
#[cfg(not(windows))]
fn is_under_way(error: &io::Error) -> bool {
    #[cfg(target_os = "linux")]
    let in_progress = libc::EINPROGRESS;
    // That of the BSDs and of macOS.
    #[cfg(not(target_os = "linux"))]
    let in_progress = 36;
    error.kind() == ErrorKind::WouldBlock || error.raw_os_error() == Some(in_progress)
}

/// From now on the end of the connection discards what was not delivered.
fn discard_at_end(stream: &TcpStream, heard: Duration) -> io::Result<()> {
    let socket = SockRef::from(stream);
    socket.set_linger(Some(Duration::ZERO))?;
    // Only a second safeguard, so a system without it is accepted.
    #[cfg(any(target_os = "linux", target_os = "android"))]
    let _lacking = socket.set_tcp_user_timeout(Some(heard.max(Duration::from_millis(1))));
    #[cfg(not(any(target_os = "linux", target_os = "android")))]
    let _ = heard;
    stream.set_nodelay(true)
}

/// The exchange succeeded: the connection is closed in the ordinary way.
pub(super) fn end_well(stream: &TcpStream) {
    // If this fails, the connection ends with a reset, which does no harm to an answer that was read.
    let _reset = SockRef::from(stream).set_linger(None);
}

/// Passes all the bytes to the system.
pub(super) fn write_all(stream: &TcpStream, bytes: &[u8], time: Duration, stopped: Stopped) -> io::Result<()> {
    // On Windows a blocking write that times out does not report how many bytes it took.
    stream.set_nonblocking(true)?;
    let written = write_in_slices(stream, bytes, time, stopped);
    stream.set_nonblocking(false)?;
    written
}

fn write_in_slices(mut stream: &TcpStream, mut bytes: &[u8], time: Duration, stopped: Stopped) -> io::Result<()> {
    let begun = clock::now();
    loop {
        if stopped() {
            return Err(broken_off());
        }
        match stream.write(bytes) {
            Ok(0) => return Err(ErrorKind::WriteZero.into()),
            Ok(count) => bytes = &bytes[count..],
            Err(error) if is_silence(&error) => clock::sleep(BREATH),
            Err(error) => return Err(error),
        }
        if bytes.is_empty() {
            return Ok(());
        }
        // Asked before each further piece: the process may have been stopped meanwhile.
        if clock::since(begun) >= time {
            return Err(ErrorKind::TimedOut.into());
        }
    }
}

/// Waits for bytes and reads them; 0 bytes once the other side has closed.
pub(super) fn read(mut stream: &TcpStream, buffer: &mut [u8], time: Duration, stopped: Stopped) -> io::Result<usize> {
    let begun = clock::now();
    loop {
        if stopped() {
            return Err(broken_off());
        }
        let left = time.saturating_sub(clock::since(begun));
        if left.is_zero() {
            return Err(ErrorKind::TimedOut.into());
        }
        stream.set_read_timeout(Some(left.min(SLICE)))?;
        // Wait without reading: on Windows a read that times out may lose bytes that arrive at that moment.
        match stream.peek(&mut [0]) {
            Ok(_) => return stream.read(buffer),
            Err(error) if is_silence(&error) => {}
            Err(error) => return Err(error),
        }
    }
}

/// Whether the connection is open and nothing has come on it.
fn is_quiet(stream: &TcpStream) -> bool {
    let quiet = stream.set_nonblocking(true).is_ok()
        && matches!(stream.peek(&mut [0]), Err(error) if error.kind() == ErrorKind::WouldBlock);
    stream.set_nonblocking(false).is_ok() && quiet
}

/// The connection of an exchange.
#[derive(Debug)]
enum Stream {
    Tcp(TcpStream),
    /// That of a simulated world.
    #[cfg(feature = "days")]
    Days(Simulated),
}

/// A connection of a simulated world. The HTTP client measures its limits by the real clock, which is not that of the
/// world, so they are measured here.
#[cfg(feature = "days")]
#[derive(Debug)]
struct Simulated {
    wire: Box<dyn crate::days::Wire>,
    made: Instant,
    /// How long its exchanges may take from then on.
    lasts: Duration,
    /// How long an answer may be on its way.
    heard: Duration,
}

#[cfg(feature = "days")]
impl Simulated {
    fn read(&self, buffer: &mut [u8], stopped: Stopped) -> io::Result<usize> {
        let left = self.lasts.saturating_sub(clock::since(self.made));
        let time = if first_byte().is_some() { left } else { left.min(self.heard) };
        self.wire.read(buffer, time, stopped)
    }
}

impl Stream {
    fn connect(details: &ConnectionDetails, heard: Duration, stopped: Stopped) -> io::Result<Self> {
        let (places, time) = (details.addrs.to_vec(), *details.timeout.after);
        #[cfg(feature = "days")]
        if let (Some(world), Some(place)) = (crate::days::world(), places.first()) {
            let limits = details.config.timeouts();
            let (made, lasts) = (clock::now(), limits.global.unwrap_or(Duration::MAX));
            let wire = world.connect(*place, lasts.min(limits.connect.unwrap_or(time)), stopped)?;
            if !planted!(DeliveredLater) {
                wire.discard_at_end();
            }
            return Ok(Self::Days(Simulated { wire, made, lasts, heard }));
        }
        connect(places, time, heard, stopped).map(Self::Tcp)
    }

    fn discard_at_end(&self, heard: Duration) -> io::Result<()> {
        match self {
            Self::Tcp(stream) => discard_at_end(stream, heard),
            #[cfg(feature = "days")]
            Self::Days(simulated) => {
                simulated.wire.discard_at_end();
                Ok(())
            }
        }
    }

    fn end_well(&self) {
        match self {
            Self::Tcp(stream) => end_well(stream),
            #[cfg(feature = "days")]
            Self::Days(simulated) => simulated.wire.end_well(),
        }
    }

    fn write_all(&self, bytes: &[u8], time: Duration, stopped: Stopped) -> io::Result<()> {
        match self {
            Self::Tcp(stream) => write_all(stream, bytes, time, stopped),
            #[cfg(feature = "days")]
            Self::Days(simulated) => simulated.wire.write(bytes),
        }
    }

    fn read(&self, buffer: &mut [u8], time: Duration, stopped: Stopped) -> io::Result<usize> {
        match self {
            Self::Tcp(stream) => read(stream, buffer, time, stopped),
            #[cfg(feature = "days")]
            Self::Days(simulated) => simulated.read(buffer, stopped),
        }
    }
}

fn is_silence(error: &io::Error) -> bool {
    matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut | ErrorKind::Interrupted)
}

thread_local! {
    /// The connection of the exchange on this thread; the HTTP client works on the caller's thread.
    static HELD: Cell<Option<Arc<Stream>>> = const { Cell::new(None) };
    /// The first byte that came on it: it tells a TLS server from one that speaks HTTP.
    static FIRST: Cell<Option<u8>> = const { Cell::new(None) };
    /// How it failed, if it had served another exchange before and not one byte of this answer came.
    static STALE: Cell<Option<Stale>> = const { Cell::new(None) };
}

/// Keeps the connection of this thread's exchange open until the result is known: the client drops the connection
/// before it reports that the answer is complete.
#[derive(Default)]
pub(super) struct Held {
    /// A complete answer was read.
    pub(super) whole: bool,
}

impl Held {
    /// Call it when an exchange begins.
    pub(super) fn begin() -> Self {
        hold(None);
        // While a thread exits, the thread-local may be destroyed already; then a message is less precise.
        let _gone = FIRST.try_with(|first| first.set(None));
        let _gone = STALE.try_with(|stale| stale.set(None));
        Self::default()
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        let stream = HELD.try_with(Cell::take).ok().flatten();
        if let Some(stream) = stream.filter(|_| self.whole) {
            stream.end_well();
        }
    }
}

/// The first byte of the answer in this thread's exchange, below TLS; `None` if none came.
pub(super) fn first_byte() -> Option<u8> {
    FIRST.try_with(Cell::get).ok().flatten()
}

/// How a kept connection failed that had served another exchange before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stale {
    /// The other side had closed it, or closed it at that moment.
    Closed,
    /// No answer came on it in time: perhaps the server reads only one request of a connection.
    Silent,
}

/// How the connection of this thread's exchange failed, if it is one that had served another exchange before.
pub(super) fn stale() -> Option<Stale> {
    STALE.try_with(Cell::get).ok().flatten()
}

fn hold(stream: Option<Arc<Stream>>) {
    // While a thread exits, the thread-local may be destroyed already. Then the connection ends with a reset, whatever
    // the result.
    let _earlier = HELD.try_with(|held| held.replace(stream));
}

/// The part of the client's connector chain that connects.
#[derive(Debug)]
pub(super) struct Connect {
    /// Tells that the client was interrupted for good.
    pub(super) stop: Arc<AtomicBool>,
    /// The client may use a connection for several exchanges, which are nothing but questions.
    pub(super) keeps: bool,
}

/// A connection of the HTTP client.
pub(super) struct Link {
    stream: Arc<Stream>,
    stop: Arc<AtomicBool>,
    keeps: bool,
    /// The last exchange is over, and the connection waits for another one.
    idle: bool,
    /// This exchange is not the first one.
    resumed: bool,
    /// How long the other side may take to acknowledge what was sent.
    heard: Duration,
    buffers: LazyBuffers,
}

impl Link {
    /// Makes an idle connection that of this thread's exchange, as a new one is.
    fn resume(&mut self) -> io::Result<()> {
        self.stream.discard_at_end(self.heard)?;
        hold(Some(Arc::clone(&self.stream)));
        (self.idle, self.resumed) = (false, true);
        Ok(())
    }

    /// Notes how a kept connection failed before the answer began.
    fn note_failure(&self, error: Option<&io::Error>) {
        let stale = match error {
            Some(error) if is_broken_off(error) => None,
            Some(error) if error.kind() == ErrorKind::TimedOut => Some(Stale::Silent),
            Some(_) | None => Some(Stale::Closed),
        };
        if self.resumed && first_byte().is_none() {
            let _gone = STALE.try_with(|noted| noted.set(stale));
        }
    }

    /// Whether the connection is open and nothing has come on it that nobody asked for.
    fn is_quiet(&self) -> bool {
        match &*self.stream {
            Stream::Tcp(stream) => is_quiet(stream),
            #[cfg(feature = "days")]
            Stream::Days(simulated) => simulated.wire.is_quiet(),
        }
    }
}

impl Connector for Connect {
    type Out = Link;

    fn connect(&self, details: &ConnectionDetails, _: Option<()>) -> Result<Option<Link>, Error> {
        let config = details.config;
        let limits = config.timeouts();
        let heard = [limits.recv_response, limits.global].into_iter().flatten().min().unwrap_or(Duration::MAX);
        let stopped = || self.stop.load(Ordering::Acquire);
        let stream = Stream::connect(details, heard, &stopped).map_err(|error| told(error, details.timeout))?;
        let stream = Arc::new(stream);
        hold(Some(Arc::clone(&stream)));
        let buffers = LazyBuffers::new(config.input_buffer_size(), config.output_buffer_size());
        Ok(Some(Link {
            stream,
            stop: Arc::clone(&self.stop),
            keeps: self.keeps,
            idle: false,
            resumed: false,
            heard,
            buffers,
        }))
    }
}

impl Transport for Link {
    fn buffers(&mut self) -> &mut dyn Buffers {
        &mut self.buffers
    }

    fn transmit_output(&mut self, amount: usize, timeout: NextTimeout) -> Result<(), Error> {
        if self.idle {
            self.resume()?;
        }
        // What TLS could not pass on at once, it keeps and passes on later: below it the time is looked at again.
        let left = send_tracker::in_time().map_err(Error::Io)?;
        let time = left.map_or(*timeout.after, |left| left.min(*timeout.after));
        let output = &self.buffers.output()[..amount];
        let stopped = || self.stop.load(Ordering::Acquire);
        let written = self.stream.write_all(output, time, &stopped);
        written.inspect_err(|error| self.note_failure(Some(error))).map_err(|error| told(error, timeout))
    }

    fn await_input(&mut self, timeout: NextTimeout) -> Result<bool, Error> {
        let stopped = || self.stop.load(Ordering::Acquire);
        let input = self.buffers.input_append_buf();
        let read = self.stream.read(input, *timeout.after, &stopped);
        match &read {
            Ok(0) => self.note_failure(None),
            Ok(_) => {}
            Err(error) => self.note_failure(Some(error)),
        }
        let input = self.buffers.input_append_buf();
        let count = read.map_err(|error| told(error, timeout))?;
        if let (Some(byte), None) = (input[..count].first(), first_byte()) {
            let _gone = FIRST.try_with(|first| first.set(Some(*byte)));
        }
        self.buffers.input_appended(count);
        Ok(count > 0)
    }

    /// `false` unless the client keeps its connection: then the client asks this after each exchange and before the
    /// next one.
    fn is_open(&mut self) -> bool {
        self.idle = self.keeps && self.is_quiet();
        self.idle
    }
}

impl fmt::Debug for Link {
    fn fmt(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        formatter.debug_struct("Link").field("stream", &self.stream).finish_non_exhaustive()
    }
}

/// Converts an error to one that the HTTP client knows.
pub(super) fn told(error: io::Error, timeout: NextTimeout) -> Error {
    match error.kind() {
        ErrorKind::TimedOut => Error::Timeout(timeout.reason),
        _ => Error::Io(error),
    }
}

#[cfg(test)]
#[path = "link_tests.rs"]
mod tests;
