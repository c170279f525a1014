//! A small HTTP server for a service's own calls: bodies, times and connections are bounded, and each answer is a status.

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

/// Longest time of a connection, from its acceptance to its answer.
const PATIENCE: Duration = Duration::from_secs(10);

/// The same while every worker is busy, so that those who are slow do not keep the service out.
const HURRY: Duration = Duration::from_secs(1);

/// Longest wait without a look whether the server is to end.
const SLICE: Duration = Duration::from_millis(200);

/// The same at the door: a wait for a connection cannot be broken off, so there is none.
const GLANCE: Duration = Duration::from_millis(10);

/// Longest head of a request, in bytes.
const LONGEST_HEAD: usize = 16 * 1024;

/// Longest body of a request, in bytes.
const LONGEST_BODY: usize = 1024 * 1024;

/// Longest line between the pieces of a body, in bytes.
const LONGEST_LINE: usize = 1024;

/// Most that is read at once, in bytes.
const PIECE: usize = 16 * 1024;

thread_local! {
    /// Whether this thread serves calls: of two that waited for each other's end, neither would come to it.
    static SERVES: Cell<bool> = const { Cell::new(false) };
}

/// A call that came in.
#[derive(Debug)]
pub struct Received {
    /// Its headers, one of which has the shared key; those that are no text are left out.
    pub headers: Vec<(String, Secret)>,
    /// Its body.
    pub body: Vec<u8>,
}

/// Gives the status that a call is answered with.
pub type Answering = Arc<dyn Fn(&Received) -> u16 + Send + Sync>;

/// A running server; it ends when dropped.
#[derive(Debug)]
pub struct Server {
    address: SocketAddr,
    /// Each worker has it as well.
    ends: Arc<AtomicBool>,
    workers: Mutex<Vec<JoinHandle<()>>>,
}

impl Server {
    /// Begins to listen at one of these places; port 0 takes a free one.
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

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Whether it listens still.
    pub fn listens(&self) -> bool {
        !self.ends.load(Ordering::Acquire)
    }

    /// Whether it has ended, and none of its calls is under way any more.
    pub fn is_over(&self) -> bool {
        Arc::strong_count(&self.ends) == 1
    }

    /// Listens no longer, and waits for the calls that are under way; within a call, it does not wait.
    pub fn end(&self) {
        self.ends.store(true, Ordering::Release);
        if SERVES.get() {
            return;
        }
        // Whoever else ends it waits here meanwhile.
        for worker in self.workers.lock().unwrap_or_else(PoisonError::into_inner).drain(..) {
            if worker.join().is_err() {
                crate::log::line(format_args!("a listening thread ended badly"));
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
        // Whatever comes in, the next one finds a worker.
        match catch_unwind(AssertUnwindSafe(|| serve(stream, ends, busy, answer))) {
            Ok(Ok(())) => {}
            Ok(Err(error)) => crate::log::line(format_args!("a call was cut short: {error}")),
            Err(_) => crate::log::line(format_args!("a call could not be read")),
        }
        busy.fetch_sub(1, Ordering::AcqRel);
    }
}

/// The next connection; none once the server ends. One worker stands at the door, and the others behind it.
fn next(door: &Mutex<TcpListener>, ends: &AtomicBool) -> Option<TcpStream> {
    let listener = door.lock().unwrap_or_else(PoisonError::into_inner);
    while !ends.load(Ordering::Acquire) {
        match listener.accept() {
            // Some systems hand the listener's own mode on.
            Ok((stream, _)) if stream.set_nonblocking(false).is_ok() => return Some(stream),
            Ok(_) => {}
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => thread::sleep(GLANCE),
            // Out of handles, or a client that is gone already: soon there are more.
            Err(_) => thread::sleep(SLICE),
        }
    }
    None
}

/// One call: read, answered, closed.
fn serve(stream: TcpStream, ends: &AtomicBool, busy: &AtomicUsize, answer: &Answering) -> io::Result<()> {
    // It does not grow, so no copy of a header is left behind unwiped.
    let come = Zeroizing::new(Vec::with_capacity(LONGEST_HEAD + PIECE));
    let mut line = Line { stream, ends, busy, begun: Instant::now(), come };
    let status = match line.receive() {
        Ok(Ok(received)) => catch_unwind(AssertUnwindSafe(|| answer(&received))).unwrap_or(500),
        Ok(Err(status)) => status,
        Err(error) => return Err(error),
    };
    crate::log::line(format_args!("call-back: {status}"));
    line.stream.set_write_timeout(Some(PATIENCE))?;
    write!(line.stream, "HTTP/1.1 {status} {}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n", reason(status))?;
    line.stream.shutdown(std::net::Shutdown::Write)
}

/// A connection, and what has come of it and is not read yet.
struct Line<'a> {
    stream: TcpStream,
    ends: &'a AtomicBool,
    /// How many workers have a connection.
    busy: &'a AtomicUsize,
    begun: Instant,
    come: Zeroizing<Vec<u8>>,
}

impl Line<'_> {
    /// The call, or the status that it is turned away with.
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

    /// Waits for more of the call.
    fn more(&mut self) -> io::Result<()> {
        let before = self.come.len();
        loop {
            let patience = if self.busy.load(Ordering::Acquire) < WORKERS { PATIENCE } else { HURRY };
            let left = patience.saturating_sub(self.begun.elapsed());
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
