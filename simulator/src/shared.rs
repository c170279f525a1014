//! What all connections of a server share.

use super::device::Device;
use super::exchanges::Exchanges;
use super::faults::FaultList;
use super::halt::{Halt, locked};
use super::setup::Host;
use rustls::ServerConfig;
use std::net::{Shutdown, TcpStream};
use std::sync::{Arc, Mutex, Weak};
use std::thread::{self, JoinHandle};

/// What all connections share.
pub(super) struct Shared {
    pub(super) device: Arc<dyn Device>,
    pub(super) faults: FaultList,
    pub(super) halt: Halt,
    pub(super) host: Host,
    pub(super) tls: Option<Arc<ServerConfig>>,
    pub(super) exchanges: Exchanges,
    pub(super) links: Mutex<Vec<Weak<TcpStream>>>,
    pub(super) threads: Mutex<Vec<JoinHandle<()>>>,
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
