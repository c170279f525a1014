//! A running simulated device. Starting, inspecting and stopping work the same for every protocol.

use super::control;
use super::device::Device;
use super::faults::Fault;
use super::halt::Halt;
use super::http::Request;
use super::server::Server;
use super::setup::Setup;
use serde_json::Value;
use std::io;
use std::sync::Arc;

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

    /// The body of the answer to a request of the control paths, such as `GET` and `/ledger`. It is the same as
    /// `/simulator/ledger` over HTTP, without a connection.
    pub fn control(&self, method: &str, path: &str, body: &str) -> String {
        let answer = control::answer(&self.server.shared, Request::own(method, &format!("/simulator{path}"), body));
        String::from_utf8_lossy(&answer.body).into_owned()
    }

    /// Breaks every connection and waits until all threads have ended.
    pub fn stop(mut self) {
        self.server.stop();
    }
}
