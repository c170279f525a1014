//! The software fiscal register CashCore of Kazakhstan, protocol 2.0.2. License, registers and OFD exist only in
//! memory.
//!
//! One server has many registers and operators. A request names the register by its number at the OFD and the operator
//! by a PIN or token. Without a connection to the OFD a ticket gets a number of the register's own (an autonomous
//! ticket) and is sent later; after three days the register stops.

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
mod page;
mod program;
mod refusal;
mod register;
mod registry;
mod report;
mod requests;
mod sample;
mod state;
mod tape;
mod taxpayer;
#[cfg(test)]
mod tests;
mod ticket;
mod transactions;

pub use document::{By, Document, DocumentKind};
pub use operator::Operator;
pub(crate) use program::REGISTERED;

use super::running;
use super::setup::Setup;
use device::CashCore;
use serde_json::json;
use std::io;

/// Settings of the simulated server.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(clippy::struct_excessive_bools, reason = "each is a switch of its own")]
pub struct Options {
    /// The settings that every simulated device has.
    pub setup: Setup,
    /// The operators. Default: administrator with PIN 0000 (token `administrator-token`), senior cashier 2222, cashier
    /// 3333 (token `cashier-token`), tax inspector 4444.
    pub operators: Vec<Operator>,
    /// Whether the license is active. Without it only `Ping` and `ActivateLicense` work.
    pub licensed: bool,
    /// Cash in the drawer of the sample register 6923, in whole tenge.
    pub cash_tenge: u32,
    /// Whether the OFD can be reached.
    pub ofd_online: bool,
    /// Rejects a buyer's ИИН or БИН with a wrong check digit. The number in the vendor's own example is wrong.
    pub checks_taxpayers: bool,
    /// Keeps the auxiliary key-value pairs of a receipt. The vendor's published server drops them.
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

/// A running server. A method's path is its name directly below the address.
pub type Simulator = running::Simulator<CashCore>;

impl Simulator {
    /// Opens the memory and listens. Fails if the port is taken, or if the state file is another device's.
    pub fn start(options: Options) -> io::Result<Self> {
        let setup = options.setup.clone();
        Self::run(&setup, CashCore::new(options)?)
    }

    /// All documents, oldest first.
    pub fn ledger(&self) -> Vec<Document> {
        self.device.memory.state().ledger.clone()
    }

    /// Breaks or restores the connection to the OFD. When it is restored, all waiting documents are sent. Returns
    /// `false` if the change could not be saved.
    pub fn set_ofd_online(&self, online: bool) -> bool {
        self.device.set_online(online).is_ok()
    }

    /// Blocks a register as the OFD would, or unblocks it. Returns `false` for an unknown register.
    pub fn set_blocked(&self, ofd_id: i64, blocked: bool) -> bool {
        self.device.set_register(&json!({"ofdId": ofd_id, "blocked": blocked})).is_ok()
    }

    /// Makes the register's token invalid at the OFD, or valid again. Returns `false` for an unknown register.
    pub fn set_invalid_token(&self, ofd_id: i64, invalid: bool) -> bool {
        self.device.set_register(&json!({"ofdId": ofd_id, "invalidToken": invalid})).is_ok()
    }
}
