//! The fiscal register iCASH-1F with its protocol under `/api/1`. Fiscal drive and printer exist only in memory.

mod amount;
mod commands;
mod counters;
mod device;
mod document;
mod fields;
mod fiscal;
mod ofd;
mod page;
mod program;
mod receipt;
mod refusal;
mod registration;
mod requests;
mod sample;
mod size;
mod state;
mod sums;
mod tape;
#[cfg(test)]
mod tests;
mod views;

pub use document::{By, Document, DocumentKind, DocumentTypes};
pub(crate) use program::REGISTERED;

use super::running;
use super::setup::Setup;
use device::Icash;
use std::io;

/// Settings of the simulated device.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Options {
    /// The settings that every simulated device has.
    pub setup: Setup,
    /// Whether it starts registered for an invented shop, with the shift closed. Otherwise it starts with a new fiscal
    /// drive.
    pub registered: bool,
    /// Serial number of the device. An existing state file replaces this and the next value.
    pub serial_number: String,
    /// Number of the fiscal drive at the start.
    pub fn_number: String,
    /// Leaves document number, fiscal drive, fiscal sign and QR text (T1040, T1041, T1077, T1196) out of a receipt's
    /// answer.
    pub bare_answers: bool,
    /// Which codes `document_type` contains.
    pub document_types: DocumentTypes,
    /// Accepts an ИНН of 10 digits where the vendor's table has 12: of the buyer (T1228) and of the operator who transfers
    /// money (T1016). Never of a cashier.
    pub short_tax_numbers: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            setup: Setup::default(),
            registered: true,
            serial_number: sample::SERIAL.to_owned(),
            fn_number: sample::DRIVE.to_owned(),
            bare_answers: false,
            document_types: DocumentTypes::default(),
            short_tax_numbers: false,
        }
    }
}

/// A running device. Its protocol is under `/api/1`.
pub type Simulator = running::Simulator<Icash>;

impl Simulator {
    /// Opens the memory and listens. Fails if the port is taken, or if the state file is another device's.
    pub fn start(options: Options) -> io::Result<Self> {
        let setup = options.setup.clone();
        Self::run(&setup, Icash::new(options)?)
    }

    /// All fiscal documents, oldest first. The first document of a registered device is its registration.
    pub fn ledger(&self) -> Vec<Document> {
        self.device.memory.state().ledger.clone()
    }

    /// Replaces the fiscal drive with a new one that has this number. Returns `false` while a shift is open.
    pub fn put_in(&self, drive: &str) -> bool {
        self.device.put_in(drive).is_ok()
    }
}
