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
mod program;
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
pub(crate) use program::REGISTERED;

use super::running::{self, Setup};
use device::CashCore;
use serde_json::json;
use std::io;

/// How the simulated server is set up.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(clippy::struct_excessive_bools, reason = "each is a switch of its own")]
pub struct Options {
    /// What every simulated device is set up with.
    pub setup: Setup,
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
    /// Keeps the auxiliary pairs of a receipt; the vendor's published server drops them.
    pub keeps_auxiliary: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            setup: Setup::default(),
            operators: sample::operators(),
            licensed: true,
            cash_tenge: 0,
            ofd_online: true,
            checks_taxpayers: true,
            keeps_auxiliary: true,
        }
    }
}

/// A running server; a method is called by its name under its address.
pub type Simulator = running::Simulator<CashCore>;

impl Simulator {
    /// Switches the server on.
    pub fn start(options: Options) -> io::Result<Self> {
        let setup = options.setup.clone();
        Self::run(&setup, CashCore::new(options)?)
    }

    /// All documents, the oldest first.
    pub fn ledger(&self) -> Vec<Document> {
        self.device.memory.state().ledger.clone()
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
}
