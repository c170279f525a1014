//! A TCP connection whose undelivered bytes die with it, and waits that the host can break off.
//!
//! After an ordinary `close` the system goes on delivering what stands in the send queue, minutes later too, when nobody
//! waits for an answer any more. So here the ordinary one is the exception: before the first byte goes out the connection
//! is set so that whatever ends it (the time, the host's wish, the end of the process by whatever cause) discards the
//! queue and resets the connection (`SO_LINGER` of zero). Only once a whole answer was read it is closed as usual.
//!
//! Nothing calls `shutdown`: it would put an end mark behind the queue instead of discarding it.

use socket2::SockRef;
use std::cell::Cell;
use std::fmt;
use std::io::{self, ErrorKind, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, mpsc};
use std::thread;
use std::time::{Duration, Instant};
use ureq::Error;
use ureq::unversioned::transport::{Buffers, ConnectionDetails, Connector, LazyBuffers, NextTimeout, Transport};

/// Whether the host wants the call to end.
pub type Stopped<'a> = &'a dyn Fn() -> bool;

/// Longest wait without a look whether the host wants the call to end.
const SLICE: Duration = Duration::from_millis(50);

/// Longest wait for room in the send queue before the next try.
const BREATH: Duration = Duration::from_millis(2);

/// Why a wait ended that the host broke off.
fn broken_off() -> io::Error {
    io::Error::new(ErrorKind::ConnectionAborted, "the call was broken off")
}

/// Waits for work that cannot be broken off: it has a thread of its own, which ends with the work.
pub(super) fn wait_for<T: Send + 'static>(
    name: &str,
    time: Duration,
    stopped: Stopped,
    work: impl FnOnce() -> io::Result<T> + Send + 'static,
) -> io::Result<T> {
    let ends = Instant::now().checked_add(time);
    let (tell, told) = mpsc::sync_channel(1);
    let work = move || {
        // Nobody may be waiting for it any more.
        let _late = tell.send(work());
    };
    thread::Builder::new().name(name.into()).spawn(work)?;
    loop {
        if stopped() {
            return Err(broken_off());
        }
        let left = ends.map_or(SLICE, |ends| ends.saturating_duration_since(Instant::now()));
        match told.recv_timeout(left.min(SLICE)) {
            Ok(done) => return done,
            Err(mpsc::RecvTimeoutError::Disconnected) => return Err(io::Error::other("the thread ended")),
            Err(mpsc::RecvTimeoutError::Timeout) if left <= SLICE => return Err(ErrorKind::TimedOut.into()),
            Err(mpsc::RecvTimeoutError::Timeout) => {}
        }
    }
}

/// Connects to the first of these places that answers. Bytes that the other side does not acknowledge within `heard` are
/// discarded, where the system can do that, also if something else (a copy of the process) holds the connection open.
pub(super) fn connect(
    places: Vec<SocketAddr>,
    time: Duration,
    heard: Duration,
    stopped: Stopped,
) -> io::Result<TcpStream> {
    let ends = Instant::now().checked_add(time);
    let first_that_answers = move || {
        let mut last = io::Error::from(ErrorKind::NotFound);
        let count = places.len();
        for (at, place) in places.iter().enumerate() {
            let left = ends.map_or(time, |ends| ends.saturating_duration_since(Instant::now()));
            // A place that is silent leaves time for the others.
            let share = if at + 1 < count { left / 2 } else { left };
            if share.is_zero() {
                return Err(ErrorKind::TimedOut.into());
            }
            match TcpStream::connect_timeout(place, share) {
                Ok(stream) => {
                    discard_at_end(&stream, heard)?;
                    return Ok(stream);
                }
                Err(error) => last = error,
            }
        }
        Err(last)
    };
    wait_for("kassa-connect", time, stopped, first_that_answers)
}

/// From now on the end of the connection discards what was not delivered.
fn discard_at_end(stream: &TcpStream, heard: Duration) -> io::Result<()> {
    let socket = SockRef::from(stream);
    socket.set_linger(Some(Duration::ZERO))?;
    // Only a second line, so a system that lacks it is taken.
    #[cfg(any(target_os = "linux", target_os = "android"))]
    let _lacking = socket.set_tcp_user_timeout(Some(heard.max(Duration::from_millis(1))));
    #[cfg(not(any(target_os = "linux", target_os = "android")))]
    let _ = heard;
    stream.set_nodelay(true)
}

/// The exchange went well: the connection is closed as usual.
pub(super) fn end_well(stream: &TcpStream) {
    // Else it ends with a reset, which takes nothing from an answer that was read.
    let _reset = SockRef::from(stream).set_linger(None);
}

/// Hands all the bytes over to the system.
pub(super) fn write_all(stream: &TcpStream, bytes: &[u8], time: Duration, stopped: Stopped) -> io::Result<()> {
    // On Windows a blocking write whose time is over does not say how much it took.
    stream.set_nonblocking(true)?;
    let written = write_in_slices(stream, bytes, time, stopped);
    stream.set_nonblocking(false)?;
    written
}

fn write_in_slices(mut stream: &TcpStream, mut bytes: &[u8], time: Duration, stopped: Stopped) -> io::Result<()> {
    let begun = Instant::now();
    while !bytes.is_empty() {
        if stopped() {
            return Err(broken_off());
        }
        match stream.write(bytes) {
            Ok(0) => return Err(ErrorKind::WriteZero.into()),
            Ok(count) => bytes = &bytes[count..],
            Err(error) if is_silence(&error) && begun.elapsed() >= time => return Err(ErrorKind::TimedOut.into()),
            Err(error) if is_silence(&error) => thread::sleep(BREATH),
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

/// Reads what has come, and waits for it; 0 bytes once the other side has closed.
pub(super) fn read(mut stream: &TcpStream, buffer: &mut [u8], time: Duration, stopped: Stopped) -> io::Result<usize> {
    let begun = Instant::now();
    loop {
        if stopped() {
            return Err(broken_off());
        }
        let left = time.saturating_sub(begun.elapsed());
        if left.is_zero() {
            return Err(ErrorKind::TimedOut.into());
        }
        stream.set_read_timeout(Some(left.min(SLICE)))?;
        // Nothing is taken while waiting: on Windows a read whose time is over may lose what came at that moment.
        match stream.peek(&mut [0]) {
            Ok(_) => return stream.read(buffer),
            Err(error) if is_silence(&error) => {}
            Err(error) => return Err(error),
        }
    }
}

fn is_silence(error: &io::Error) -> bool {
    matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut | ErrorKind::Interrupted)
}

thread_local! {
    /// The connection of the exchange that runs on this thread; the client works on the caller's thread.
    static HELD: Cell<Option<Arc<TcpStream>>> = const { Cell::new(None) };
}

/// Holds the connection of the exchange on this thread open until it is known how the exchange went: the client lets go
/// of it before it has told us that the answer is whole.
#[derive(Default)]
pub(super) struct Held {
    /// A whole answer was read.
    pub(super) whole: bool,
}

impl Held {
    /// For an exchange that begins.
    pub(super) fn begin() -> Self {
        hold(None);
        Self::default()
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        let stream = HELD.try_with(Cell::take).ok().flatten();
        if let Some(stream) = stream.filter(|_| self.whole) {
            end_well(&stream);
        }
    }
}

fn hold(stream: Option<Arc<TcpStream>>) {
    // On a thread that ends there is no such place any more: there the connection ends with a reset, however it went.
    let _earlier = HELD.try_with(|held| held.replace(stream));
}

/// The link of the chain that connects; a client that is broken off for good is told so by the flag.
#[derive(Debug)]
pub(super) struct Connect(pub(super) Arc<AtomicBool>);

/// A connection of the HTTP client's.
pub(super) struct Link {
    stream: Arc<TcpStream>,
    stop: Arc<AtomicBool>,
    buffers: LazyBuffers,
}

impl Connector for Connect {
    type Out = Link;

    fn connect(&self, details: &ConnectionDetails, _: Option<()>) -> Result<Option<Link>, Error> {
        let config = details.config;
        let limits = config.timeouts();
        let heard = [limits.recv_response, limits.global].into_iter().flatten().min().unwrap_or(Duration::MAX);
        let stopped = || self.0.load(Ordering::Acquire);
        let stream = connect(details.addrs.to_vec(), *details.timeout.after, heard, &stopped)
            .map_err(|error| told(error, details.timeout))?;
        let stream = Arc::new(stream);
        hold(Some(Arc::clone(&stream)));
        let buffers = LazyBuffers::new(config.input_buffer_size(), config.output_buffer_size());
        Ok(Some(Link { stream, stop: Arc::clone(&self.0), buffers }))
    }
}

impl Transport for Link {
    fn buffers(&mut self) -> &mut dyn Buffers {
        &mut self.buffers
    }

    fn transmit_output(&mut self, amount: usize, timeout: NextTimeout) -> Result<(), Error> {
        let output = &self.buffers.output()[..amount];
        let stopped = || self.stop.load(Ordering::Acquire);
        write_all(&self.stream, output, *timeout.after, &stopped).map_err(|error| told(error, timeout))
    }

    fn await_input(&mut self, timeout: NextTimeout) -> Result<bool, Error> {
        let stopped = || self.stop.load(Ordering::Acquire);
        let input = self.buffers.input_append_buf();
        let count = read(&self.stream, input, *timeout.after, &stopped).map_err(|error| told(error, timeout))?;
        self.buffers.input_appended(count);
        Ok(count > 0)
    }

    /// No connection serves a second exchange.
    fn is_open(&mut self) -> bool {
        false
    }
}

impl fmt::Debug for Link {
    fn fmt(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        formatter.debug_struct("Link").field("peer", &self.stream.peer_addr().ok()).finish_non_exhaustive()
    }
}

/// An error as the HTTP client knows it.
pub(super) fn told(error: io::Error, timeout: NextTimeout) -> Error {
    match error.kind() {
        ErrorKind::TimedOut => Error::Timeout(timeout.reason),
        _ => Error::Io(error),
    }
}

#[cfg(test)]
#[path = "link_tests.rs"]
mod tests;
