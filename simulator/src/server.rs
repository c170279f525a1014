//! The server that all simulated devices share: it accepts connections until the power goes off.

use super::device::Device;
use super::exchange::converse;
use super::exchanges::Exchanges;
use super::faults::FaultList;
use super::halt::{Halt, locked};
use super::http::Link;
use super::setup::Host;
use super::shared::Shared;
use super::tls::Tls;
use super::wire::Wire;
use std::io;
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread::{self, JoinHandle};
use std::time::Duration;

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
