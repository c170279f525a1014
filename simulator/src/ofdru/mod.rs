//! OFD.ru: registration of fiscal registers with the tax service. Accounts and tax service exist only in memory.
//!
//! An application goes through two stages. In the first one the statement is signed and filed, and the tax service
//! assigns the registration number. In the second one the data of the register's registration report are filed, and the
//! tax service issues the card. A re-registration or deregistration can need only one.

mod accounts;
mod application;
mod by_hand;
mod calls;
mod clients;
mod device;
mod document;
mod fields;
mod filing;
mod handling;
mod page;
mod program;
mod refusal;
mod reg_number;
mod requests;
mod sample;
mod shapes;
mod signature;
mod state;
mod taxpayer;
#[cfg(test)]
mod tests;
mod words;

pub use accounts::Account;
pub use application::Application;
pub use clients::{Agreement, Company};
pub use document::{Document, DocumentKind, SignatureState};
pub use filing::{Decision, Filing, Registered, Verdict};
pub use shapes::{RefusalShape, Shapes};
pub use words::{By, Purpose, Stage, Status};

use super::base64::to_base64;
pub(crate) use program::REGISTERED;

use super::running;
use super::setup::Setup;
use device::OfdRu;
use std::io;

/// Settings of the simulated server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Options {
    /// The settings that every simulated device has. The processing delay applies to each call that changes something.
    pub setup: Setup,
    /// The accounts. Default: `partner@example.com` (`partner-password`) for the agreement
    /// `555b55e5-a555-5e55-55d5-5fcbafd5fe55`, and `other@example.com` (`other-password`) for another one.
    pub accounts: Vec<Account>,
    /// How long a token is valid, in seconds.
    pub token_seconds: u32,
    /// How long it takes to make documents after `prepareDocuments`, in seconds.
    pub documents_seconds: u32,
    /// How long the tax service takes to answer after the last signature, in seconds. With `None` it answers only
    /// through `Simulator::decide` or the control path.
    pub answer_seconds: Option<u32>,
    /// The tax service refuses an invalid ИНН, ОГРН or КПП. The numbers in the vendor's own examples are invalid.
    pub checks_taxpayers: bool,
    /// A refused application cannot be fixed: a new application is needed.
    pub final_rejections: bool,
    /// The tax service assigns registration numbers with wrong check digits.
    pub wrong_numbers: bool,
    /// The form of the answers.
    pub shapes: Shapes,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            setup: Setup::default(),
            accounts: sample::accounts(),
            token_seconds: 3600,
            documents_seconds: 0,
            answer_seconds: Some(0),
            checks_taxpayers: true,
            final_rejections: false,
            wrong_numbers: false,
            shapes: Shapes::default(),
        }
    }
}

/// Everything that a test can inspect.
#[derive(Clone, Debug, PartialEq)]
pub struct Ledger {
    /// All applications, oldest first.
    pub applications: Vec<Application>,
    /// Everything that was filed with the tax service, oldest first.
    pub filings: Vec<Filing>,
    /// The tax service's record of registers.
    pub registers: Vec<Registered>,
    /// All agreements, with the companies in them.
    pub agreements: Vec<Agreement>,
}

/// A running server. Its protocol is under `/api`.
pub type Simulator = running::Simulator<OfdRu>;

impl Simulator {
    /// Opens the memory and listens. Fails if the port is taken, or if the state file is another device's.
    pub fn start(options: Options) -> io::Result<Self> {
        let setup = options.setup.clone();
        Self::run(&setup, OfdRu::new(options)?)
    }

    /// The current content of the server.
    pub fn ledger(&self) -> Ledger {
        self.device.let_time_pass();
        let core = self.device.memory.state().core.clone();
        let (applications, filings) = (core.applications, core.filings);
        Ledger { applications, filings, registers: core.registers, agreements: core.agreements }
    }

    /// Answers on behalf of the tax service: to the application with this id or, with `*`, to the oldest one that
    /// waits. Returns `false` if no such application waits.
    pub fn decide(&self, id: &str, decision: &Decision) -> bool {
        self.device.decide(id, decision)
    }

    /// Changes how the server and the tax service behave. `setup`, `accounts` and `shapes` cannot be changed.
    pub fn behave(&self, change: impl FnOnce(&mut Options)) {
        self.device.behave(change);
    }

    /// Revokes all tokens. Returns `false` if the change could not be saved.
    pub fn revoke_tokens(&self) -> bool {
        self.device.revoke_tokens()
    }

    /// Adds a register to the tax service's record, as if it had been registered long ago. Returns its registration
    /// number, or `None` if the change could not be saved.
    pub fn put_on_record(&self, inn: &str, serial_number: &str, fn_number: &str) -> Option<String> {
        self.device.put_on_record(inn, serial_number, fn_number)
    }
}

/// The test signature of a document, in base64. It is obviously not a legal signature: the text `TEST SIGNATURE `,
/// followed by the FNV-1a hash of the document's bytes (64 bits, 16 hexadecimal digits).
pub fn test_signature(content: &[u8]) -> String {
    to_base64(signature::of(content).as_bytes())
}
