//! A running simulated device. Starting, inspecting and stopping work the same for every protocol.

use super::faults::Fault;
use super::server::{Device, Halt, Host, Server};
use super::tls::Tls;
use serde_json::Value;
use std::io;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

/// The settings that every simulated device has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Setup {
    /// Address to listen on; port 0 selects a free port.
    pub listen: String,
    /// File that keeps the memory over restarts; `None` keeps nothing. If the file exists, its content replaces the
    /// options that describe the initial state.
    pub state_file: Option<PathBuf>,
    /// How long each command that makes or prints a document takes, in milliseconds. Other commands wait during this
    /// time.
    pub processing_delay_ms: u64,
    /// How many seconds the device's clock is ahead of UTC.
    pub clock_offset_seconds: i64,
    /// Copies the tape to the standard output as it grows.
    pub echo_tape: bool,
    /// What ends at a fault that simulates power loss.
    pub host: Host,
    /// The certificates for https. Without them the device speaks http.
    pub tls: Option<Tls>,
}

impl Setup {
    pub(super) fn processing_delay(&self) -> Duration {
        Duration::from_millis(self.processing_delay_ms)
    }
}

impl Default for Setup {
    fn default() -> Self {
        Self {
            listen: "127.0.0.1:0".to_owned(),
            state_file: None,
            processing_delay_ms: 0,
            clock_offset_seconds: 0,
            echo_tape: false,
            host: Host::default(),
            tls: None,
        }
    }
}

/// A running device of one protocol. It stops when dropped.
pub struct Simulator<D> {
    pub(super) device: Arc<D>,
    server: Server,
}

impl<D> Simulator<D> {
    /// Starts the server of a device at the address of its setup.
    pub(super) fn run(setup: &Setup, device: D) -> io::Result<Self>
    where
        D: Device + 'static,
    {
        let device = Arc::new(device);
        let server = Server::start(&setup.listen, setup.host, setup.tls.as_ref(), Arc::<D>::clone(&device))?;
        Ok(Self { device, server })
    }

    /// The address that it listens on, such as `http://127.0.0.1:40000`. The protocol's paths are below it.
    pub fn url(&self) -> String {
        self.server.url()
    }

    /// Runs work in the background until the power is switched off.
    pub(super) fn beside(&self, work: fn(&D, &Halt))
    where
        D: Device + 'static,
    {
        let device = Arc::clone(&self.device);
        self.server.shared.run(move |shared| work(&device, &shared.halt));
    }

    /// Everything that was printed so far.
    pub fn tape(&self) -> String {
        self.server.shared.device.memory().tape()
    }

    /// Sets how many seconds the clock is ahead of UTC.
    pub fn set_clock_offset(&self, seconds: i64) {
        self.server.shared.device.set_clock(seconds);
    }

    /// Makes a document as another program would. Returns the device's answer, or `None` if the power is off.
    pub fn make_document(&self, document: &Value) -> Option<Value> {
        let shared = &self.server.shared;
        let answer = shared.device.make_document(document, &shared.halt)?;
        serde_json::from_slice(&answer.body).ok()
    }

    /// Replaces all active faults.
    pub fn set_faults(&self, faults: Vec<Fault>) {
        self.server.shared.faults.replace(faults);
    }

    /// The active faults, with how often each has `fired`; the same as `GET /simulator/faults`.
    pub fn faults(&self) -> Value {
        self.server.shared.faults.to_json()
    }

    /// The protocol's requests that were completely received since the last [`Simulator::forget_requests`], at most the
    /// last 10 000; the same as `GET /simulator/requests`.
    pub fn requests(&self) -> Vec<Value> {
        self.server.shared.exchanges.requests()
    }

    /// Clears the list that [`Simulator::requests`] returns.
    pub fn forget_requests(&self) {
        self.server.shared.exchanges.forget();
    }

    /// Breaks every connection and waits until all threads have ended.
    pub fn stop(mut self) {
        self.server.stop();
    }
}
