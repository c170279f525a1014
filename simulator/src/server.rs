//! The server that all simulated devices share: connections, faults, and what tests can inspect.

use super::exchange::converse;
use super::exchanges::Exchanges;
use super::faults::FaultList;
use super::http::{Answer, Link, Request};
use super::memory::Shown;
use super::tls::Tls;
use super::wire::Wire;
use rustls::ServerConfig;
use serde_json::Value;
use std::io;
use std::net::{Ipv4Addr, Ipv6Addr, Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError, Weak};
use std::thread::{self, JoinHandle};
use std::time::Duration;

/// What the server needs from a device. There is one implementation per protocol.
///
/// Each connection has its own thread, so these methods run at the same time. A device that executes one command at a
/// time locks its memory for the whole command.
pub(super) trait Device: Send + Sync {
    /// The base path of its protocol.
    fn base(&self) -> &'static str;
    /// Executes one command. The request's path comes without the base path. Returns `None` if the power went off
    /// first.
    fn serve(&self, request: &Request, halt: &Halt) -> Option<Answer>;
    /// Makes a document on behalf of another program. Returns `None` if the power went off first.
    fn make_document(&self, document: &Value, halt: &Halt) -> Option<Answer>;
    fn memory(&self) -> &dyn Shown;
    /// All documents, oldest first.
    fn ledger(&self) -> Value;
    /// Sets how many seconds the clock is ahead of UTC. A device that does something at its time begins with it here.
    fn set_clock(&self, offset_seconds: i64) {
        self.memory().set_clock(offset_seconds);
    }
    /// A refusal in the form of the protocol.
    fn refusal(&self, code: u16) -> Answer;
    /// Answers the control paths that only this device has, without `/simulator`. Returns `None` for an unknown path.
    fn control(&self, _request: &Request) -> Option<Answer> {
        None
    }
    /// The power has gone off. The device must wake all threads that wait in it.
    fn power_off(&self) {}
    /// Whether the device closes the connection after each answer.
    fn closes(&self) -> bool {
        false
    }
}

/// The power switch. Once off, it stays off.
///
/// Delays use [`Halt::wait`] in place of a sleep, so that stopping the simulator ends them at once.
#[derive(Default)]
pub(super) struct Halt {
    off: Mutex<bool>,
    changed: Condvar,
}

impl Halt {
    pub(super) fn is_off(&self) -> bool {
        *locked(&self.off)
    }

    /// Waits. Returns `true` if the power went off during the wait.
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

/// What the simulator runs in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Host {
    /// Another program, which must survive a simulated power loss.
    #[default]
    Library,
    /// A process of its own.
    Process,
}

/// What all connections share.
pub(super) struct Shared {
    pub(super) device: Arc<dyn Device>,
    pub(super) faults: FaultList,
    pub(super) halt: Halt,
    pub(super) host: Host,
    tls: Option<Arc<ServerConfig>>,
    pub(super) exchanges: Exchanges,
    links: Mutex<Vec<Weak<TcpStream>>>,
    threads: Mutex<Vec<JoinHandle<()>>>,
}

impl Shared {
    pub(super) fn run(self: &Arc<Self>, work: impl FnOnce(&Arc<Self>) + Send + 'static) {
        let shared = Arc::clone(self);
        let mut threads = locked(&self.threads);
        threads.retain(|thread| !thread.is_finished());
        // If no thread can be started, the connection is dropped and the client sees it closed.
        if let Ok(thread) = thread::Builder::new().spawn(move || work(&shared)) {
            threads.push(thread);
        }
    }

    /// Breaks every connection and stops all processing.
    pub(super) fn switch_off(&self) {
        self.halt.switch_off();
        self.device.power_off();
        for stream in locked(&self.links).drain(..).filter_map(|link| link.upgrade()) {
            let _ = stream.shutdown(Shutdown::Both);
        }
    }
}

/// A running server. It stops when dropped.
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
            exchanges: Exchanges::new(),
            links: Mutex::default(),
            threads: Mutex::default(),
        });
        let accepted = Arc::clone(&shared);
        let accepting = thread::Builder::new().spawn(move || accept(&listener, &accepted))?;
        Ok(Self { shared, address, accepting: Some(accepting) })
    }

    pub(super) fn url(&self) -> String {
        format!("{}://{}", if self.shared.tls.is_some() { "https" } else { "http" }, self.address)
    }

    /// Switches the power off and waits for every thread to end.
    pub(super) fn stop(&mut self) {
        self.shared.switch_off();
        let mut address = self.address;
        if address.ip().is_unspecified() {
            let is_v4 = address.is_ipv4();
            address.set_ip(if is_v4 { Ipv4Addr::LOCALHOST.into() } else { Ipv6Addr::LOCALHOST.into() });
        }
        // This connection wakes the accepting thread, which then sees that the power is off.
        let _ = TcpStream::connect_timeout(&address, Duration::from_secs(1));
        if let Some(accepting) = self.accepting.take() {
            let _ = accepting.join();
        }
        loop {
            // A thread may have started another one before it ended.
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
            // For example too many open files: give the other connections time to close.
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
