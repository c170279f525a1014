//! The fiscal register iCASH-1F: its protocol under `/api/1`, over a drive and a printer that are only memory.

mod amount;
mod commands;
mod counters;
mod device;
mod document;
mod fields;
mod fiscal;
mod ofd;
mod receipt;
mod refusal;
mod registration;
mod sample;
mod state;
mod sums;
mod tables;
mod tape;
#[cfg(test)]
mod tests;
mod views;

pub use document::{By, Document, DocumentKind, DocumentTypes};

use super::faults::Fault;
use super::server::{Host, Server};
use device::Icash;
use std::io;
use std::path::PathBuf;
use std::sync::Arc;

/// How the simulated device is set up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Options {
    /// Address to listen at; port 0 takes a free one.
    pub listen: String,
    /// Where its memory is kept over restarts; `None` forgets it. A file that is there outweighs `registered`.
    pub state_file: Option<PathBuf>,
    /// Starts registered with an invented shop, its shift closed; else with a fresh drive.
    pub registered: bool,
    /// What each command that prints takes, in milliseconds; all others wait meanwhile.
    pub processing_delay_ms: u64,
    /// Leaves the number, the drive, the sign and the QR text (T1040, T1041, T1077, T1196) out of a receipt's answer.
    pub bare_answers: bool,
    /// The codes of `document_type`.
    pub document_types: DocumentTypes,
    /// Seconds that the device's clock is ahead of UTC.
    pub clock_offset_seconds: i64,
    /// Copies the tape to the standard output as it grows.
    pub echo_tape: bool,
    /// Who ends at a fault that cuts the power.
    pub host: Host,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            listen: "127.0.0.1:0".to_owned(),
            state_file: None,
            registered: true,
            processing_delay_ms: 0,
            bare_answers: false,
            document_types: DocumentTypes::default(),
            clock_offset_seconds: 0,
            echo_tape: false,
            host: Host::default(),
        }
    }
}

/// A running device; it stops when dropped.
pub struct Simulator {
    device: Arc<Icash>,
    server: Server,
}

impl Simulator {
    /// Switches the device on.
    pub fn start(options: Options) -> io::Result<Self> {
        let (listen, host) = (options.listen.clone(), options.host);
        let device = Arc::new(Icash::new(options)?);
        let server = Server::start(&listen, host, Box::new(Arc::clone(&device)))?;
        Ok(Self { device, server })
    }

    /// Where it listens, such as `http://127.0.0.1:40000`; the protocol is under `/api/1`.
    pub fn url(&self) -> String {
        self.server.url()
    }

    /// All that it has printed.
    pub fn tape(&self) -> String {
        self.device.state().tape.clone()
    }

    /// All fiscal documents, the oldest first; a registered device begins with its registration.
    pub fn ledger(&self) -> Vec<Document> {
        self.device.state().ledger.clone()
    }

    /// Replaces the faults that wait for their requests.
    pub fn set_faults(&self, faults: Vec<Fault>) {
        self.server.shared.faults.replace(faults);
    }

    /// The API requests received whole since the last [`Simulator::forget_requests`], as `GET /simulator/requests`.
    pub fn requests(&self) -> Vec<serde_json::Value> {
        self.server.shared.requests()
    }

    /// Forgets the requests received so far.
    pub fn forget_requests(&self) {
        self.server.shared.forget_requests();
    }

    /// Puts the clock so many seconds ahead of UTC.
    pub fn set_clock_offset(&self, seconds: i64) {
        self.device.set_clock(seconds);
    }

    /// Makes a document as another program would; gives the device's answer, or `None` without power.
    pub fn make_document(&self, document: &serde_json::Value) -> Option<serde_json::Value> {
        let answer = self.device.make_stranger(document, &self.server.shared.halt)?;
        serde_json::from_slice(&answer.body).ok()
    }

    /// Cuts every link and waits until nothing moves any more.
    pub fn stop(mut self) {
        self.server.stop();
    }
}
