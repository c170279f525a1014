//! The connection between the driver and a register, and its faults: before, during and after the connect, and within
//! the request, where the register's own faults begin too late.

use super::protocol::Protocol;
use crate::support::register::{await_that, own_address};
use serde_json::{Value, json};
use std::io::{ErrorKind, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::os::fd::AsRawFd;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Condvar, Mutex};
use std::thread;
use std::time::Duration;

/// What happens to the connection of the first document. Those before it are for questions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cut {
    /// Nobody listens any more.
    Refused,
    /// The connect is not answered.
    Deaf,
    /// This much of the request passes, then the connection ends.
    After(Upto, End),
    /// The request waits until the wire is released.
    Held,
}

/// How much of a request passes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Upto {
    Nothing,
    OneByte,
    HalfOfHead,
    Head,
    HalfOfBody,
    AllButOne,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    Reset,
    Close,
    Hang,
}

/// A wire; dropping it cuts it for good.
pub struct Wire {
    shared: Arc<Shared>,
}

struct Shared {
    address: SocketAddr,
    register: String,
    cut: Cut,
    protocol: &'static Protocol,
    connections: AtomicUsize,
    /// The connection of the first document has come.
    taken: AtomicBool,
    struck: AtomicBool,
    delivered: AtomicBool,
    over: AtomicBool,
    listening: AtomicBool,
    whole: Mutex<bool>,
    faults_over: Condvar,
    /// Connections of our own that fill the queue of a deaf listener.
    fillers: Mutex<Vec<TcpStream>>,
}

impl Wire {
    /// A wire to the register at `url`.
    pub fn new(url: &str, cut: Cut, protocol: &'static Protocol) -> Self {
        let listener = TcpListener::bind(format!("{}:0", own_address())).unwrap();
        let shared = Arc::new(Shared {
            address: listener.local_addr().unwrap(),
            register: url.strip_prefix("http://").unwrap().to_owned(),
            cut,
            protocol,
            connections: AtomicUsize::new(0),
            taken: AtomicBool::new(false),
            struck: AtomicBool::new(false),
            delivered: AtomicBool::new(false),
            over: AtomicBool::new(false),
            listening: AtomicBool::new(true),
            whole: Mutex::new(false),
            faults_over: Condvar::new(),
            fillers: Mutex::default(),
        });
        let accepting = Arc::clone(&shared);
        thread::spawn(move || accepting.accept(listener));
        Self { shared }
    }

    /// The register's address as the driver sees it.
    pub fn url(&self) -> String {
        format!("http://{}", self.shared.address)
    }

    /// Whether the cut has happened.
    pub fn has_struck(&self) -> bool {
        self.shared.struck.load(Ordering::SeqCst)
    }

    /// Whether the register's complete answer has passed through a wire that was held.
    pub fn has_delivered(&self) -> bool {
        self.shared.delivered.load(Ordering::SeqCst)
    }

    /// Repairs the wire: from now on everything passes.
    pub fn end_faults(&self) {
        self.shared.end_faults();
        await_that("the wire takes connections", || self.shared.listening.load(Ordering::SeqCst));
    }
}

impl Drop for Wire {
    fn drop(&mut self) {
        self.shared.over.store(true, Ordering::SeqCst);
        self.shared.end_faults();
        let _ = TcpStream::connect_timeout(&self.shared.address, Duration::from_millis(200));
    }
}

impl Shared {
    fn end_faults(&self) {
        *self.whole.lock().unwrap() = true;
        self.fillers.lock().unwrap().clear();
        self.faults_over.notify_all();
    }

    fn await_mending(&self) {
        drop(self.faults_over.wait_while(self.whole.lock().unwrap(), |whole| !*whole).unwrap());
    }

    fn accept(self: &Arc<Self>, mut listener: TcpListener) {
        loop {
            let accepted = listener.accept();
            if self.over.load(Ordering::SeqCst) {
                return;
            }
            let Ok((stream, _)) = accepted else { continue };
            let number = self.connections.fetch_add(1, Ordering::SeqCst);
            if number + 1 == self.protocol.before && matches!(self.cut, Cut::Refused | Cut::Deaf) {
                // The listener is closed before the last question is answered, so before the document comes.
                let deaf = (self.cut == Cut::Deaf).then_some(listener);
                if let Some(listener) = &deaf {
                    self.stop_listening(listener);
                }
                self.listening.store(false, Ordering::SeqCst);
                self.struck.store(true, Ordering::SeqCst);
                let register = self.register.clone();
                thread::spawn(move || pass(&stream, &register));
                self.await_mending();
                listener = deaf.inspect(|listener| queue_of(listener, 128)).unwrap_or_else(|| self.listen_again());
                self.listening.store(true, Ordering::SeqCst);
                continue;
            }
            let shared = Arc::clone(self);
            thread::spawn(move || shared.serve(&stream));
        }
    }

    fn listen_again(&self) -> TcpListener {
        TcpListener::bind(self.address).unwrap()
    }

    /// Fills the listener's queue, so that the kernel drops new connections.
    fn stop_listening(&self, listener: &TcpListener) {
        queue_of(listener, 0);
        let mut fillers = self.fillers.lock().unwrap();
        while let Ok(filler) = TcpStream::connect_timeout(&self.address, Duration::from_millis(50)) {
            fillers.push(filler);
        }
    }

    fn serve(&self, stream: &TcpStream) {
        let Some(request) = self.first_document(stream) else { return pass(stream, &self.register) };
        match self.cut {
            Cut::After(upto, end) => self.cut_within(stream, &request, upto, end),
            Cut::Held => {
                self.struck.store(true, Ordering::SeqCst);
                self.await_mending();
                pass(stream, &self.register);
                self.delivered.store(true, Ordering::SeqCst);
            }
            Cut::Refused | Cut::Deaf => pass(stream, &self.register),
        }
    }

    /// The request of this connection, if it is the first one for a document.
    fn first_document(&self, client: &TcpStream) -> Option<Request> {
        if self.taken.load(Ordering::SeqCst) {
            return None;
        }
        let request = whole_request(client).filter(|request| (self.protocol.is_fiscal)(&request.shown))?;
        (!self.taken.swap(true, Ordering::SeqCst)).then_some(request)
    }

    fn cut_within(&self, mut client: &TcpStream, request: &Request, upto: Upto, end: End) {
        let (head, whole) = (request.head, request.whole);
        let count = match upto {
            Upto::Nothing => 0,
            Upto::OneByte => 1,
            Upto::HalfOfHead => head / 2,
            Upto::Head => head,
            Upto::HalfOfBody => usize::midpoint(head, whole),
            Upto::AllButOne => whole - 1,
        };
        let mut passed = vec![0; count];
        client.read_exact(&mut passed).unwrap();
        let mut register = TcpStream::connect(&self.register).unwrap();
        register.write_all(&passed).unwrap();
        self.struck.store(true, Ordering::SeqCst);
        match end {
            // The rest is not read, so the kernel closes with RST.
            End::Reset => {}
            End::Close => {
                let _ = client.shutdown(Shutdown::Write);
                let _ = client.set_read_timeout(Some(Duration::from_millis(500)));
                let _ = client.read_to_end(&mut Vec::new());
            }
            End::Hang => self.await_mending(),
        }
    }
}

/// A request that was seen and not read.
struct Request {
    /// Method, path and body.
    shown: Value,
    /// Lengths of its head and of all of it.
    head: usize,
    whole: usize,
}

/// Waits for the complete request without reading it.
fn whole_request(client: &TcpStream) -> Option<Request> {
    let mut seen = vec![0; 256 * 1024];
    loop {
        let count = client.peek(&mut seen).ok().filter(|count| *count > 0)?;
        let text = String::from_utf8_lossy(&seen[..count]);
        if let Some((head, _)) = text.split_once("\r\n\r\n") {
            let field = head
                .lines()
                .find_map(|line| line.to_ascii_lowercase().strip_prefix("content-length:").map(str::to_owned));
            let body: usize = field.map_or(0, |length| length.trim().parse().unwrap());
            let (head_length, whole) = (head.len() + 4, head.len() + 4 + body);
            if count >= whole {
                let mut words = head.split(' ');
                let (method, path) = (words.next(), words.next());
                let body = String::from_utf8_lossy(&seen[head_length..whole]);
                let shown = json!({"method": method, "path": path, "body": body});
                return Some(Request { shown, head: head_length, whole });
            }
        }
        thread::sleep(Duration::from_millis(1));
    }
}

/// Passes bytes in both directions until both sides are done.
fn pass(client: &TcpStream, register: &str) {
    let Ok(register) = TcpStream::connect(register) else { return };
    let _ = (client.set_nodelay(true), register.set_nodelay(true));
    thread::scope(|scope| {
        scope.spawn(|| carry(client, &register));
        carry(&register, client);
    });
}

fn carry(mut from: &TcpStream, mut to: &TcpStream) {
    let mut bytes = [0; 16 * 1024];
    loop {
        match from.read(&mut bytes) {
            Ok(0) => break,
            Ok(count) if to.write_all(&bytes[..count]).is_ok() => {}
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            _ => {
                let _ = (from.shutdown(Shutdown::Both), to.shutdown(Shutdown::Both));
                return;
            }
        }
    }
    let _ = to.shutdown(Shutdown::Write);
}

/// Sets the length of the queue of connections that are not accepted yet.
#[allow(unsafe_code, reason = "the standard library cannot")]
fn queue_of(listener: &TcpListener, length: i32) {
    unsafe extern "C" {
        fn listen(socket: i32, length: i32) -> i32;
    }
    assert_eq!(unsafe { listen(listener.as_raw_fd(), length) }, 0);
}
