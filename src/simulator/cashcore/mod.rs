//! Kazakhstan's software register CashCore: its protocol 2.0.2, over a license, registers and an OFD that are only memory.

mod amount;
mod body;
mod codes;
mod device;
mod document;
mod fields;
mod figures;
mod image;
mod methods;
mod operations;
mod operator;
mod refusal;
mod register;
mod registry;
mod report;
mod sample;
mod state;
mod tables;
mod tape;
mod taxpayer;
#[cfg(test)]
mod tests;
mod ticket;
mod transactions;

pub use document::{By, Document, DocumentKind};
pub use operator::Operator;

use super::faults::Fault;
use super::server::{Host, Server};
use device::CashCore;
use serde_json::{Value, json};
use std::io;
use std::path::PathBuf;
use std::sync::Arc;

/// How the simulated server is set up.
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of its own")]
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Options {
    /// Address to listen at; port 0 takes a free one.
    pub listen: String,
    /// Where its memory is kept over restarts; `None` forgets it. A file that is there outweighs `operators`,
    /// `licensed` and `cash_tenge`.
    pub state_file: Option<PathBuf>,
    /// Who may work with it. By default: administrator 0000 (token `administrator-token`), senior cashier 2222, cashier
    /// 3333 (token `cashier-token`), tax inspector 4444.
    pub operators: Vec<Operator>,
    /// The license is active; else nothing but `Ping` and `ActivateLicense` is done.
    pub licensed: bool,
    /// Cash in the drawer of the sample register 6923, in whole tenge.
    pub cash_tenge: u32,
    /// The OFD can be reached.
    pub ofd_online: bool,
    /// Refuses a buyer's ИИН or БИН whose check digit is wrong; the one in the document's own example is.
    pub checks_taxpayers: bool,
    /// What each operation that makes a document takes, in milliseconds; all others wait meanwhile.
    pub processing_delay_ms: u64,
    /// Seconds that the server's clock is ahead of UTC.
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
            operators: sample::operators(),
            licensed: true,
            cash_tenge: 0,
            ofd_online: true,
            checks_taxpayers: true,
            processing_delay_ms: 0,
            clock_offset_seconds: 0,
            echo_tape: false,
            host: Host::default(),
        }
    }
}

/// A running server; it stops when dropped.
pub struct Simulator {
    device: Arc<CashCore>,
    server: Server,
}

impl Simulator {
    /// Switches the server on.
    pub fn start(options: Options) -> io::Result<Self> {
        let (listen, host) = (options.listen.clone(), options.host);
        let device = Arc::new(CashCore::new(options)?);
        let server = Server::start(&listen, host, Box::new(Arc::clone(&device)))?;
        Ok(Self { device, server })
    }

    /// Where it listens, such as `http://127.0.0.1:40000`; a method is called by its name under that.
    pub fn url(&self) -> String {
        self.server.url()
    }

    /// All documents on paper, also those that nobody asked to print.
    pub fn tape(&self) -> String {
        self.device.state().tape.clone()
    }

    /// All documents, the oldest first.
    pub fn ledger(&self) -> Vec<Document> {
        self.device.state().ledger.clone()
    }

    /// Replaces the faults that wait for their requests.
    pub fn set_faults(&self, faults: Vec<Fault>) {
        self.server.shared.faults.replace(faults);
    }

    /// The requests received whole since the last [`Simulator::forget_requests`], as `GET /simulator/requests`.
    pub fn requests(&self) -> Vec<Value> {
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

    /// Makes a document as another program would; gives the server's answer, or `None` without power.
    pub fn make_document(&self, document: &Value) -> Option<Value> {
        let answer = self.device.make_stranger(document, &self.server.shared.halt)?;
        serde_json::from_slice(&answer.body).ok()
    }

    /// Cuts the line to the OFD, or mends it: then all that waited is sent. `false` when it could not be kept.
    pub fn set_ofd_online(&self, online: bool) -> bool {
        self.device.set_online(online).is_ok()
    }

    /// Blocks a register in the name of the OFD, or lets it work again; `false` for an unknown one.
    pub fn set_blocked(&self, ofd_id: i64, blocked: bool) -> bool {
        self.device.set_register(&json!({"ofdId": ofd_id, "blocked": blocked})).is_ok()
    }

    /// Has the OFD not know the register's token, or know it again; `false` for an unknown one.
    pub fn set_invalid_token(&self, ofd_id: i64, invalid: bool) -> bool {
        self.device.set_register(&json!({"ofdId": ofd_id, "invalidToken": invalid})).is_ok()
    }

    /// Cuts every link and waits until nothing moves any more.
    pub fn stop(mut self) {
        self.server.stop();
    }
}
