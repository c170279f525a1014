//! The server that every simulated device stands behind: connections, faults, and what the tests may ask.

use super::exchange::converse;
use super::faults::FaultList;
use super::http::{Answer, Link, Request};
use super::tls::Tls;
use super::wire::Wire;
use rustls::ServerConfig;
use serde_json::{Value, json};
use std::collections::VecDeque;
use std::io;
use std::net::{Ipv4Addr, Ipv6Addr, Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError, Weak};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

const KEPT_REQUESTS: usize = 10_000;

/// What the server needs of a device.
pub(super) trait Device: Send + Sync {
    /// The base path of its protocol.
    fn base(&self) -> &'static str;
    /// Does one command, whose path has no base; `None` when the power went off first.
    fn serve(&self, request: &Request, halt: &Halt) -> Option<Answer>;
    /// Makes a document in the name of another program; `None` when the power went off first.
    fn make_document(&self, document: &Value, halt: &Halt) -> Option<Answer>;
    /// All documents, the oldest first.
    fn ledger(&self) -> Value;
    /// All that it has printed.
    fn tape(&self) -> String;
    /// Puts the clock so many seconds ahead of UTC.
    fn set_clock(&self, offset_seconds: i64);
    /// A refusal in the protocol's own form.
    fn refusal(&self, code: u16) -> Answer;
    /// The control paths that no other device has, without `/simulator`; `None` for an unknown one.
    fn control(&self, _request: &Request) -> Option<Answer> {
        None
    }
    /// The power has gone off: whoever waits in the device is to look up.
    fn power_off(&self) {}
    /// Whether each answer is the last one of its connection.
    fn closes(&self) -> bool {
        false
    }
}

/// Power: off once and for all; every wait in the simulator ends with it.
#[derive(Default)]
pub(super) struct Halt {
    off: Mutex<bool>,
    changed: Condvar,
}

impl Halt {
    pub(super) fn is_off(&self) -> bool {
        *locked(&self.off)
    }

    /// Waits; `true` when the power went off meanwhile.
    pub(super) fn wait(&self, time: Duration) -> bool {
        let waited = self.changed.wait_timeout_while(locked(&self.off), time, |off| !*off);
        *waited.unwrap_or_else(PoisonError::into_inner).0
    }

    fn switch_off(&self) {
        *locked(&self.off) = true;
        self.changed.notify_all();
    }
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Who the simulator lives in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Host {
    /// Another program, which power loss must not end.
    #[default]
    Library,
    /// A process of its own.
    Process,
}

/// What the connections have in common.
pub(super) struct Shared {
    pub(super) device: Arc<dyn Device>,
    pub(super) faults: FaultList,
    pub(super) halt: Halt,
    pub(super) host: Host,
    tls: Option<Arc<ServerConfig>>,
    requests: Mutex<VecDeque<Value>>,
    links: Mutex<Vec<Weak<TcpStream>>>,
    threads: Mutex<Vec<JoinHandle<()>>>,
    started: Instant,
}

impl Shared {
    pub(super) fn requests(&self) -> Vec<Value> {
        locked(&self.requests).iter().cloned().collect()
    }

    pub(super) fn forget_requests(&self) {
        locked(&self.requests).clear();
    }

    pub(super) fn remember(&self, request: &Request) {
        let mut requests = locked(&self.requests);
        if requests.len() >= KEPT_REQUESTS {
            requests.pop_front();
        }
        let mut kept = json!({
            "method": request.method,
            "path": request.path,
            "body": String::from_utf8_lossy(&request.body),
            "timeMs": u64::try_from(self.started.elapsed().as_millis()).unwrap_or(u64::MAX),
        });
        if let Some(authorization) = request.header("authorization") {
            kept["authorization"] = authorization.into();
        }
        requests.push_back(kept);
    }

    pub(super) fn run(self: &Arc<Self>, work: impl FnOnce(&Arc<Self>) + Send + 'static) {
        let shared = Arc::clone(self);
        let mut threads = locked(&self.threads);
        threads.retain(|thread| !thread.is_finished());
        // Without a thread the connection is dropped: the client sees it closed.
        if let Ok(thread) = thread::Builder::new().spawn(move || work(&shared)) {
            threads.push(thread);
        }
    }

    /// Cuts every link and lets nothing more be processed.
    pub(super) fn switch_off(&self) {
        self.halt.switch_off();
        self.device.power_off();
        for stream in locked(&self.links).drain(..).filter_map(|link| link.upgrade()) {
            let _ = stream.shutdown(Shutdown::Both);
        }
    }
}

/// A running server; it stops when dropped.
pub(super) struct Server {
    pub(super) shared: Arc<Shared>,
    address: SocketAddr,
    accepting: Option<JoinHandle<()>>,
}

impl Server {
    pub(super) fn start(listen: &str, host: Host, tls: Option<&Tls>, device: Arc<dyn Device>) -> io::Result<Self> {
        let tls = tls.map(Tls::config).transpose()?;
        let listener = TcpListener::bind(listen)?;
        let address = listener.local_addr()?;
        let shared = Arc::new(Shared {
            device,
            faults: FaultList::default(),
            halt: Halt::default(),
            host,
            tls,
            requests: Mutex::default(),
            links: Mutex::default(),
            threads: Mutex::default(),
            started: Instant::now(),
        });
        let accepted = Arc::clone(&shared);
        let accepting = thread::Builder::new().spawn(move || accept(&listener, &accepted))?;
        Ok(Self { shared, address, accepting: Some(accepting) })
    }

    pub(super) fn url(&self) -> String {
        format!("{}://{}", if self.shared.tls.is_some() { "https" } else { "http" }, self.address)
    }

    /// Switches the power off and waits for every thread.
    pub(super) fn stop(&mut self) {
        self.shared.switch_off();
        let mut address = self.address;
        if address.ip().is_unspecified() {
            let is_v4 = address.is_ipv4();
            address.set_ip(if is_v4 { Ipv4Addr::LOCALHOST.into() } else { Ipv6Addr::LOCALHOST.into() });
        }
        // Wakes the accepting thread, which then sees that the power is off.
        let _ = TcpStream::connect_timeout(&address, Duration::from_secs(1));
        if let Some(accepting) = self.accepting.take() {
            let _ = accepting.join();
        }
        loop {
            // A thread may have begun another one while it ended.
            let Some(thread) = locked(&self.shared.threads).pop() else { return };
            let _ = thread.join();
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.stop();
    }
}

fn accept(listener: &TcpListener, shared: &Arc<Shared>) {
    for stream in listener.incoming() {
        if shared.halt.is_off() {
            return;
        }
        let Ok(stream) = stream else {
            // Such as too many open files: give the others time to close.
            shared.halt.wait(Duration::from_millis(10));
            continue;
        };
        let _ = stream.set_nodelay(true);
        let stream = Arc::new(stream);
        let mut links = locked(&shared.links);
        links.retain(|link| link.strong_count() > 0);
        links.push(Arc::downgrade(&stream));
        drop(links);
        let wire = Wire::new(stream, shared.tls.clone());
        shared.run(move |shared| converse(shared, Link::new(wire)));
    }
}
