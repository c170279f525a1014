//! A small HTTP server for a service's own calls: bodies, times and connections are bounded, and each answer is a status.

use crate::secret::Secret;
use std::cell::Cell;
use std::io::{self, Read, Write};
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr, TcpListener, TcpStream};
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

/// Longest head of a request, in bytes.
const LONGEST_HEAD: usize = 16 * 1024;

/// Longest body of a request, in bytes.
const LONGEST_BODY: usize = 1024 * 1024;

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
        let listener = Arc::new(TcpListener::bind(places)?);
        let address = listener.local_addr()?;
        let ends = Arc::new(AtomicBool::new(false));
        let server = Self { address, ends, workers: Mutex::default() };
        let busy = Arc::new(AtomicUsize::new(0));
        for _ in 0..WORKERS {
            let (listener, answer) = (Arc::clone(&listener), Arc::clone(answer));
            let (ends, busy) = (Arc::clone(&server.ends), Arc::clone(&busy));
            let name = "kassa-listen".to_owned();
            let work = move || work(&listener, &ends, &busy, &answer);
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
        if !self.ends.swap(true, Ordering::AcqRel) {
            self.wake();
        }
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

    /// Wakes the workers that wait for a connection; the others look by themselves.
    fn wake(&self) {
        let mut own = self.address;
        if own.ip().is_unspecified() {
            own.set_ip(if own.is_ipv4() { Ipv4Addr::LOCALHOST.into() } else { Ipv6Addr::LOCALHOST.into() });
        }
        for _ in 0..WORKERS {
            if let Err(error) = TcpStream::connect_timeout(&own, SLICE) {
                crate::log::line(format_args!("listening ends: {error}"));
            }
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.end();
    }
}

fn work(listener: &TcpListener, ends: &AtomicBool, busy: &AtomicUsize, answer: &Answering) {
    SERVES.set(true);
    while !ends.load(Ordering::Acquire) {
        match listener.accept() {
            Ok((stream, _)) if !ends.load(Ordering::Acquire) => {
                busy.fetch_add(1, Ordering::AcqRel);
                // Whatever comes in, the next one finds a worker.
                match catch_unwind(AssertUnwindSafe(|| serve(stream, ends, busy, answer))) {
                    Ok(Ok(())) => {}
                    Ok(Err(error)) => crate::log::line(format_args!("a call was cut short: {error}")),
                    Err(_) => crate::log::line(format_args!("a call could not be read")),
                }
                busy.fetch_sub(1, Ordering::AcqRel);
            }
            Ok(_) => {}
            // Out of handles, or a client that is gone already: soon there are more.
            Err(_) => thread::sleep(SLICE),
        }
    }
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
mod tests {
    use super::*;
    use std::sync::Mutex;

    /// A server, and the bodies that it took.
    fn server() -> (Server, Arc<Mutex<Vec<String>>>) {
        let taken = Arc::new(Mutex::new(Vec::new()));
        let kept = Arc::clone(&taken);
        let answer: Answering = Arc::new(move |call| {
            kept.lock().unwrap().push(String::from_utf8_lossy(&call.body).into_owned());
            if call.body == b"panic" { panic!("in the host") } else { 200 }
        });
        (Server::start(&[([127, 0, 0, 1], 0).into()], &answer).unwrap(), taken)
    }

    fn ask(server: &Server, request: &str) -> String {
        let mut stream = TcpStream::connect(server.address()).unwrap();
        // One that is turned away early may find the line closed.
        let _cut = stream.write_all(request.as_bytes());
        let mut answer = String::new();
        let _cut = stream.read_to_string(&mut answer);
        answer.lines().next().unwrap_or_default().to_owned()
    }

    #[test]
    fn a_call_is_taken_whole_or_turned_away() {
        let (server, taken) = server();
        let long = "a".repeat(LONGEST_BODY + 1);
        for (request, status) in [
            ("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n{}".to_owned(), "HTTP/1.1 200 OK"),
            (
                "POST /any HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n[]\r\n0\r\n\r\n".to_owned(),
                "HTTP/1.1 200 OK",
            ),
            (
                "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\npanic".to_owned(),
                "HTTP/1.1 500 Internal Server Error",
            ),
            ("GET / HTTP/1.1\r\nHost: x\r\n\r\n".to_owned(), "HTTP/1.1 405 Method Not Allowed"),
            (
                format!("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: {}\r\n\r\n{long}", long.len()),
                "HTTP/1.1 413 Payload Too Large",
            ),
            (
                format!("POST / HTTP/1.1\r\nHost: x\r\nA: {}\r\n\r\n", &long[..2 * LONGEST_HEAD]),
                "HTTP/1.1 431 Request Header Fields Too Large",
            ),
            ("nonsense\r\n\r\n".to_owned(), "HTTP/1.1 400 Bad Request"),
        ] {
            let answer = ask(&server, &request);
            // A big one may be cut off before its answer is read.
            assert!(answer == status || (request.len() > LONGEST_HEAD && answer.is_empty()), "{status}: {answer}");
        }
        assert_eq!(*taken.lock().unwrap(), ["{}", "[]", "panic"]);
    }

    #[test]
    fn silent_connections_hold_up_neither_the_others_nor_the_end() {
        let (server, taken) = server();
        let silent: Vec<_> = (1..WORKERS).map(|_| TcpStream::connect(server.address()).unwrap()).collect();
        let request = "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n{}";
        assert_eq!(ask(&server, request), "HTTP/1.1 200 OK");
        drop(server);
        assert_eq!(taken.lock().unwrap().len(), 1);
        drop(silent);
    }
}
