//! OFD.ru: registration of registers with the tax service, over accounts and a tax service that are only memory.

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
mod program;
mod refusal;
mod reg_number;
mod sample;
mod shapes;
mod signature;
mod state;
mod tables;
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

use super::running::{self, Setup};
use device::OfdRu;
use std::io;

/// How the simulated server is set up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Options {
    /// What every simulated device is set up with; its processing time is taken by each call that changes something.
    pub setup: Setup,
    /// Who may work with it. By default `partner@example.com` (`partner-password`) for the agreement
    /// `555b55e5-a555-5e55-55d5-5fcbafd5fe55`, and `other@example.com` (`other-password`) for another one.
    pub accounts: Vec<Account>,
    /// How long a token is good, in seconds.
    pub token_seconds: u32,
    /// How long documents take to be made after `prepareDocuments`, in seconds.
    pub documents_seconds: u32,
    /// How long the tax service takes from the last signature on, in seconds; `None` has it answer by hand alone.
    pub answer_seconds: Option<u32>,
    /// The tax service refuses an ИНН, ОГРН or КПП that is wrong; those of the document's own examples are.
    pub checks_taxpayers: bool,
    /// A refused application cannot be mended: a new one is needed.
    pub final_rejections: bool,
    /// The tax service gives out registration numbers whose check digits are wrong.
    pub wrong_numbers: bool,
    /// The forms of the answers.
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

/// All that a test may look at.
#[derive(Clone, Debug, PartialEq)]
pub struct Ledger {
    /// Every application, the oldest first.
    pub applications: Vec<Application>,
    /// Everything that was filed with the tax service, the oldest first.
    pub filings: Vec<Filing>,
    /// The tax service's record.
    pub registers: Vec<Registered>,
    /// The agreements.
    pub agreements: Vec<Agreement>,
}

/// A running server; the protocol is under `/api`.
pub type Simulator = running::Simulator<OfdRu>;

impl Simulator {
    /// Switches the server on.
    pub fn start(options: Options) -> io::Result<Self> {
        let setup = options.setup.clone();
        Self::run(&setup, OfdRu::new(options)?)
    }

    /// What there is now.
    pub fn ledger(&self) -> Ledger {
        self.device.let_time_pass();
        let core = self.device.memory.state().core.clone();
        let (applications, filings) = (core.applications, core.filings);
        Ledger { applications, filings, registers: core.registers, agreements: core.agreements }
    }

    /// Answers as the tax service, to the application of this id or, with `*`, to the oldest that waits; `false` when
    /// none does.
    pub fn decide(&self, id: &str, decision: &Decision) -> bool {
        self.device.decide(id, decision)
    }

    /// Changes how the server and the tax service behave; `setup`, `accounts` and `shapes` stay as they were.
    pub fn behave(&self, change: impl FnOnce(&mut Options)) {
        self.device.behave(change);
    }

    /// Takes every token back; `false` when that could not be kept.
    pub fn revoke_tokens(&self) -> bool {
        self.device.revoke_tokens()
    }

    /// Puts a register on the tax service's record, as if it had been registered long ago; gives its number, or `None`
    /// when it could not be kept.
    pub fn put_on_record(&self, inn: &str, serial_number: &str, fn_number: &str) -> Option<String> {
        self.device.put_on_record(inn, serial_number, fn_number)
    }
}

/// The test signature of a document, in base64: plainly none by law. It is the text `TEST SIGNATURE `, followed by the
/// FNV-1a of the document's bytes (64 bits, 16 hexadecimal digits).
pub fn test_signature(content: &[u8]) -> String {
    to_base64(signature::of(content).as_bytes())
}
