//! A small HTTP server for the callbacks of a service. The size of bodies, times and the number of connections are
//! limited, and each answer is a status without a body.

use crate::clock;
use crate::log::{self, Level};
use crate::secret::Secret;
use std::cell::Cell;
use std::io::{self, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};
use ureq_proto::http::Method;
use ureq_proto::server::state::RecvBody;
use ureq_proto::server::{RecvRequestResult, Reply};
use zeroize::Zeroizing;

/// Connections that are served at once; others wait in the system's queue.
const WORKERS: usize = 8;

/// Longest time from accepting a connection to answering it.
const PATIENCE: Duration = Duration::from_secs(10);

/// The same while every worker is busy, so that slow clients do not keep the service out.
const HURRY: Duration = Duration::from_secs(1);

/// The status of a callback with a wrong key, and how long it is kept back, so that keys cannot be tried quickly.
const FORBIDDEN: u16 = 403;
const PENALTY: Duration = Duration::from_millis(600);

/// Longest wait without checking whether the server should end.
const SLICE: Duration = Duration::from_millis(200);

/// Pause between two tries to accept a connection. A blocking accept could not be interrupted.
const GLANCE: Duration = Duration::from_millis(10);

/// Longest head of a request, in bytes.
const LONGEST_HEAD: usize = 16 * 1024;

/// Longest body of a request, in bytes.
const LONGEST_BODY: usize = 1024 * 1024;

/// Longest line between the chunks of a body, in bytes.
const LONGEST_LINE: usize = 1024;

/// Most bytes read at once.
const PIECE: usize = 16 * 1024;

thread_local! {
    /// Whether this thread serves callbacks. A callback that ends the server does not wait: two callbacks that waited
    /// for each other would never end.
    static SERVES: Cell<bool> = const { Cell::new(false) };
}

/// A callback that was received.
#[derive(Debug)]
pub struct Received {
    /// Its headers, one of which contains the shared key. Headers that are not ASCII text are left out.
    pub headers: Vec<(String, Secret)>,
    /// Its body, at most 1 MiB.
    pub body: Vec<u8>,
}

/// Handles a callback and returns the HTTP status for its answer.
pub type Answering = Arc<dyn Fn(&Received) -> u16 + Send + Sync>;

/// A running server; dropping it ends it.
#[derive(Debug)]
pub struct Server {
    address: SocketAddr,
    /// Each worker holds a clone, so the count shows whether all have ended.
    ends: Arc<AtomicBool>,
    workers: Mutex<Vec<JoinHandle<()>>>,
}

impl Server {
    /// Starts to listen at the first of these addresses that can be bound; port 0 takes a free one.
    pub fn start(places: &[SocketAddr], answer: &Answering) -> io::Result<Self> {
        let listener = TcpListener::bind(places)?;
        listener.set_nonblocking(true)?;
        let address = listener.local_addr()?;
        let door = Arc::new(Mutex::new(listener));
        let ends = Arc::new(AtomicBool::new(false));
        let server = Self { address, ends, workers: Mutex::default() };
        let busy = Arc::new(AtomicUsize::new(0));
        for _ in 0..WORKERS {
            let (door, answer) = (Arc::clone(&door), Arc::clone(answer));
            let (ends, busy) = (Arc::clone(&server.ends), Arc::clone(&busy));
            let name = "kassa-listen".to_owned();
            let work = move || work(&door, &ends, &busy, &answer);
            let worker = thread::Builder::new().name(name).spawn(work)?;
            server.workers.lock().unwrap_or_else(PoisonError::into_inner).push(worker);
        }
        Ok(server)
    }

    /// The address it listens at.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Whether it is still listening.
    pub fn listens(&self) -> bool {
        !self.ends.load(Ordering::Acquire)
    }

    /// Whether it has ended and none of its callbacks is running any more.
    pub fn is_over(&self) -> bool {
        Arc::strong_count(&self.ends) == 1
    }

    /// Stops listening and waits for the callbacks that are running. When called within a callback, it does not wait.
    pub fn end(&self) {
        self.ends.store(true, Ordering::Release);
        if SERVES.get() {
            return;
        }
        // Another thread that ends the server waits here meanwhile.
        for worker in self.workers.lock().unwrap_or_else(PoisonError::into_inner).drain(..) {
            if worker.join().is_err() {
                crate::log::line(crate::log::Level::Error, format_args!("a listener thread failed"));
            }
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.end();
    }
}

fn work(door: &Mutex<TcpListener>, ends: &AtomicBool, busy: &AtomicUsize, answer: &Answering) {
    SERVES.set(true);
    while let Some(stream) = next(door, ends) {
        busy.fetch_add(1, Ordering::AcqRel);
        // Whatever a client sends, the next one still finds a worker.
        match catch_unwind(AssertUnwindSafe(|| serve(stream, ends, busy, answer))) {
            Ok(Ok(())) => {}
            Ok(Err(error)) => {
                crate::log::line(crate::log::Level::Warning, format_args!("a callback was interrupted: {error}"));
            }
            Err(_) => crate::log::line(crate::log::Level::Warning, format_args!("a callback could not be read")),
        }
        busy.fetch_sub(1, Ordering::AcqRel);
    }
}

/// The next connection; `None` once the server ends. One worker accepts at a time, the others wait for the lock.
fn next(door: &Mutex<TcpListener>, ends: &AtomicBool) -> Option<TcpStream> {
    let listener = door.lock().unwrap_or_else(PoisonError::into_inner);
    while !ends.load(Ordering::Acquire) {
        match listener.accept() {
            // Some systems give the new connection the listener's non-blocking mode.
            Ok((stream, _)) if stream.set_nonblocking(false).is_ok() => return Some(stream),
            Ok(_) => {}
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => clock::sleep(GLANCE),
            // Out of handles, or the client is already gone: both pass soon.
            Err(_) => clock::sleep(SLICE),
        }
    }
    None
}

/// Handles one callback: read, answer, close.
fn serve(stream: TcpStream, ends: &AtomicBool, busy: &AtomicUsize, answer: &Answering) -> io::Result<()> {
    // Never grows, so no copy of a header is left behind that is not wiped.
    let come = Zeroizing::new(Vec::with_capacity(LONGEST_HEAD + PIECE));
    let mut line = Line { stream, ends, busy, begun: clock::now(), come };
    // Of a callback that the device has answered, its log knows already.
    let (status, is_known) = match line.receive()? {
        Ok(received) => match catch_unwind(AssertUnwindSafe(|| answer(&received))) {
            Ok(status) => (status, true),
            Err(_panicked) => (500, false),
        },
        Err(status) => (status, false),
    };
    log::tell(format_args!("callback: {status}"));
    if !is_known {
        log::note(Level::Info, format_args!("callback: {status}"));
    }
    if status == FORBIDDEN {
        line.pause();
    }
    line.stream.set_write_timeout(Some(PATIENCE))?;
    write!(line.stream, "HTTP/1.1 {status} {}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n", reason(status))?;
    line.stream.shutdown(std::net::Shutdown::Write)
}

/// A connection, and what was received but not parsed yet.
struct Line<'a> {
    stream: TcpStream,
    ends: &'a AtomicBool,
    /// How many workers have a connection.
    busy: &'a AtomicUsize,
    begun: Instant,
    come: Zeroizing<Vec<u8>>,
}

impl Line<'_> {
    /// The callback, or the status that it is rejected with.
    fn receive(&mut self) -> io::Result<Result<Received, u16>> {
        let mut head = Reply::new().map_err(io::Error::other)?;
        let request = loop {
            match head.try_request(&self.come) {
                Ok((used, Some(request))) => {
                    self.come.drain(..used);
                    break request;
                }
                Ok((used, None)) => {
                    self.come.drain(..used);
                }
                Err(_) => return Ok(Err(400)),
            }
            if self.come.len() > LONGEST_HEAD {
                return Ok(Err(431));
            }
            self.more()?;
        };
        if request.method() != Method::POST {
            return Ok(Err(405));
        }
        let text = |(name, value): (&ureq_proto::http::HeaderName, &ureq_proto::http::HeaderValue)| {
            Some((name.as_str().to_owned(), Secret::new(value.to_str().ok()?)))
        };
        let headers = request.headers().iter().filter_map(text).collect();
        // Without a length there is no body (RFC 9112, section 6.3); the parser would wait for one in chunks.
        if !["content-length", "transfer-encoding"].iter().any(|name| request.headers().contains_key(*name)) {
            return Ok(Ok(Received { headers, body: Vec::new() }));
        }
        let body = match head.proceed() {
            Some(RecvRequestResult::RecvBody(body)) => self.body(body)?,
            Some(RecvRequestResult::Send100(waiting)) => {
                let mut go_on = [0; 64];
                let (length, body) = waiting.accept(&mut go_on).map_err(io::Error::other)?;
                self.stream.write_all(&go_on[..length])?;
                self.body(body)?
            }
            Some(RecvRequestResult::ProvideResponse(_)) => Ok(Vec::new()),
            None => Err(400),
        };
        Ok(body.map(|body| Received { headers, body }))
    }

    fn body(&mut self, mut reader: Reply<RecvBody>) -> io::Result<Result<Vec<u8>, u16>> {
        let mut body = Vec::new();
        let mut buffer = vec![0; PIECE];
        loop {
            let Ok((used, read)) = reader.read(&self.come, &mut buffer) else { return Ok(Err(400)) };
            self.come.drain(..used);
            body.extend_from_slice(&buffer[..read]);
            if body.len() > LONGEST_BODY {
                return Ok(Err(413));
            }
            if reader.is_ended() {
                return Ok(Ok(body));
            }
            if used == 0 && read == 0 {
                if self.come.len() > LONGEST_LINE {
                    return Ok(Err(400));
                }
                self.more()?;
            }
        }
    }

    /// Keeps an answer back. Not while every worker is busy, or the service would wait too.
    fn pause(&self) {
        let begun = clock::now();
        while clock::since(begun) < PENALTY
            && self.busy.load(Ordering::Acquire) < WORKERS
            && !self.ends.load(Ordering::Acquire)
        {
            clock::sleep(GLANCE);
        }
    }

    /// Waits for more bytes and appends them; fails at the end of the connection or of its time.
    fn more(&mut self) -> io::Result<()> {
        let before = self.come.len();
        loop {
            let patience = if self.busy.load(Ordering::Acquire) < WORKERS { PATIENCE } else { HURRY };
            let left = patience.saturating_sub(clock::since(self.begun));
            if left.is_zero() || self.ends.load(Ordering::Acquire) {
                return Err(io::ErrorKind::TimedOut.into());
            }
            self.stream.set_read_timeout(Some(left.min(SLICE)))?;
            self.come.resize(before + PIECE, 0);
            let read = self.stream.read(&mut self.come[before..]);
            self.come.truncate(before + *read.as_ref().unwrap_or(&0));
            match read {
                Ok(0) => return Err(io::ErrorKind::UnexpectedEof.into()),
                Ok(_) => return Ok(()),
                Err(error) if matches!(error.kind(), io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut) => {}
                Err(error) => return Err(error),
            }
        }
    }
}

fn reason(status: u16) -> &'static str {
    ureq_proto::http::StatusCode::from_u16(status).ok().and_then(|status| status.canonical_reason()).unwrap_or("Error")
}

#[cfg(test)]
#[path = "server_tests.rs"]
mod tests;
