//! A simulated device that runs: switched on, looked into and switched off in the same way, whatever its protocol.

use super::faults::Fault;
use super::server::{Device, Halt, Host, Server};
use super::tls::Tls;
use serde_json::Value;
use std::io;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

/// What every simulated device is set up with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Setup {
    /// Address to listen at; port 0 takes a free one.
    pub listen: String,
    /// Where its memory is kept over restarts; `None` forgets it. What the file holds outweighs the options that say
    /// with what a device begins.
    pub state_file: Option<PathBuf>,
    /// What each command that makes or prints a document takes, in milliseconds; all others wait meanwhile.
    pub processing_delay_ms: u64,
    /// Seconds that the device's clock is ahead of UTC.
    pub clock_offset_seconds: i64,
    /// Copies the tape to the standard output as it grows.
    pub echo_tape: bool,
    /// Who ends at a fault that cuts the power.
    pub host: Host,
    /// What it proves itself with over https; without it, it speaks http.
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

/// A running device of one protocol; it stops when dropped.
pub struct Simulator<D> {
    pub(super) device: Arc<D>,
    server: Server,
}

impl<D> Simulator<D> {
    /// Switches the device on.
    pub(super) fn run(setup: &Setup, device: D) -> io::Result<Self>
    where
        D: Device + 'static,
    {
        let device = Arc::new(device);
        let server = Server::start(&setup.listen, setup.host, setup.tls.as_ref(), Arc::<D>::clone(&device))?;
        Ok(Self { device, server })
    }

    /// Where it listens, such as `http://127.0.0.1:40000`; the protocol's own paths are under that.
    pub fn url(&self) -> String {
        self.server.url()
    }

    /// Has the device do something by itself, until the power goes off.
    pub(super) fn beside(&self, work: fn(&D, &Halt))
    where
        D: Device + 'static,
    {
        let device = Arc::clone(&self.device);
        self.server.shared.run(move |shared| work(&device, &shared.halt));
    }

    /// All that it has printed.
    pub fn tape(&self) -> String {
        self.server.shared.device.tape()
    }

    /// Puts the clock so many seconds ahead of UTC.
    pub fn set_clock_offset(&self, seconds: i64) {
        self.server.shared.device.set_clock(seconds);
    }

    /// Makes a document as another program would; gives the device's answer, or `None` without power.
    pub fn make_document(&self, document: &Value) -> Option<Value> {
        let shared = &self.server.shared;
        let answer = shared.device.make_document(document, &shared.halt)?;
        serde_json::from_slice(&answer.body).ok()
    }

    /// Replaces the faults that wait for their requests.
    pub fn set_faults(&self, faults: Vec<Fault>) {
        self.server.shared.faults.replace(faults);
    }

    /// The faults that wait for their requests, with how often each has `fired`, as `GET /simulator/faults`.
    pub fn faults(&self) -> Value {
        self.server.shared.faults.to_json()
    }

    /// The protocol's requests received whole since the last [`Simulator::forget_requests`], as `GET
    /// /simulator/requests`.
    pub fn requests(&self) -> Vec<Value> {
        self.server.shared.requests()
    }

    /// Forgets the requests received so far.
    pub fn forget_requests(&self) {
        self.server.shared.forget_requests();
    }

    /// Cuts every link and waits until nothing moves any more.
    pub fn stop(mut self) {
        self.server.stop();
    }
}
