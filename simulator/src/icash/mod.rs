//! The fiscal register iCASH-1F: its protocol under `/api/1`, over a drive and a printer that are only memory.

mod amount;
mod commands;
mod counters;
mod device;
mod document;
mod fields;
mod fiscal;
mod ofd;
mod program;
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
pub(crate) use program::REGISTERED;

use super::running::{self, Setup};
use device::Icash;
use std::io;

/// How the simulated device is set up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Options {
    /// What every simulated device is set up with.
    pub setup: Setup,
    /// Starts registered with an invented shop, its shift closed; else with a fresh drive.
    pub registered: bool,
    /// Serial number of the device; a file that is there outweighs it, as it does the next.
    pub serial_number: String,
    /// Number of the fiscal drive that it begins with.
    pub fn_number: String,
    /// Leaves the number, the drive, the sign and the QR text (T1040, T1041, T1077, T1196) out of a receipt's answer.
    pub bare_answers: bool,
    /// The codes of `document_type`.
    pub document_types: DocumentTypes,
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
        }
    }
}

/// A running device, its protocol under `/api/1`.
pub type Simulator = running::Simulator<Icash>;

impl Simulator {
    /// Switches the device on.
    pub fn start(options: Options) -> io::Result<Self> {
        let setup = options.setup.clone();
        Self::run(&setup, Icash::new(options)?)
    }

    /// All fiscal documents, the oldest first; a registered device begins with its registration.
    pub fn ledger(&self) -> Vec<Document> {
        self.device.memory.state().ledger.clone()
    }

    /// Changes the fiscal drive for a fresh one of this number; `false` while a shift is open.
    pub fn put_in(&self, drive: &str) -> bool {
        self.device.put_in(drive).is_ok()
    }
}
