//! ATOL's local web server («Веб-сервер ККТ», «АТОЛ. Web Requests») with registers behind it that exist only in memory.
//!
//! A client puts tasks into the queue of a register under a key of its own, and asks by the key what came of them. If
//! the link, the fiscal drive or the paper fails during a fiscal task, the queue stands until the server has settled
//! what became of the document.

mod answer;
mod api;
mod check;
mod control;
mod cp866;
mod dates;
mod decimal;
mod device;
mod document;
mod failure;
mod fiscal;
mod fn_document;
mod mark_check;
mod marks;
mod operations;
mod order;
mod page;
mod perform;
mod position;
mod print_items;
mod program;
mod queries;
mod queue;
mod receipt;
mod refusal;
mod register;
mod registration;
mod run;
mod sample;
mod serve;
mod state;
mod tags;
mod tape;
#[cfg(test)]
mod tests;
mod tlv;
mod totals;
mod words;
mod world;

pub use document::{By, Document, DocumentKind};
pub(crate) use program::REGISTERED;

use super::running;
use super::setup::Setup;
use device::AtolWeb;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::io;

/// The paths and answers that the server has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Dialect {
    /// Servers before 10.7: `/requests`, one register.
    V1,
    /// Servers since 10.7: `/api/v2/requests`, several registers.
    #[default]
    V2,
}

impl Dialect {
    /// The base path of the protocol.
    pub fn base(self) -> &'static str {
        match self {
            Self::V1 => "",
            Self::V2 => "/api/v2",
        }
    }
}

/// The version of the fiscal documents.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Ffd {
    /// FFD 1.05: a correction has sums and no positions.
    V1_05,
    /// FFD 1.1: a correction has positions.
    V1_1,
    /// FFD 1.2, with the checking of marks.
    #[default]
    V1_2,
}

impl Ffd {
    const WORDS: [(&'static str, Self); 3] = [("1.05", Self::V1_05), ("1.1", Self::V1_1), ("1.2", Self::V1_2)];

    /// The version of a word: `1.05`, `1.1`, `1.2`.
    pub fn of(word: &str) -> Option<Self> {
        Self::WORDS.iter().find(|(known, _)| *known == word).map(|(_, ffd)| *ffd)
    }

    fn word(self) -> &'static str {
        Self::WORDS.iter().find(|(_, ffd)| *ffd == self).map_or("", |(word, _)| word)
    }

    /// The code of tag 1209.
    fn code(self) -> u16 {
        words::code(words::FFD, self.word()).unwrap_or(0)
    }

    fn is_1_2(self) -> bool {
        self == Self::V1_2
    }
}

/// Settings of the simulated server. An existing state file replaces those that describe the initial state.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(clippy::struct_excessive_bools, reason = "each is a switch of its own")]
pub struct Options {
    /// The settings that every simulated device has. The processing delay applies to each task.
    pub setup: Setup,
    /// Users with their passwords. If there are none, no request needs one.
    pub accounts: Vec<(String, String)>,
    /// The paths and answers.
    pub dialect: Dialect,
    /// The version of the fiscal documents at the start.
    pub ffd: Ffd,
    /// Whether the registers start registered for an invented shop. Otherwise their fiscal drives are new.
    pub registered: bool,
    /// Whether a receipt is refused while the shift is closed. Otherwise it opens one.
    pub manual_shifts: bool,
    /// Cash in each drawer, in whole roubles.
    pub cash_roubles: u32,
    /// A driver before 10.10.6: the rates of 2025 and 2026 are refused.
    pub old_driver: bool,
    /// Ignores members and items that the driver does not know, and drops what the version of the documents does not
    /// have, as the real driver does. Otherwise they are errors, so that a test notices what would be lost.
    pub ignore_unknown: bool,
    /// The fiscal drive loses the characters that CP866 does not have, such as `«` and `—`. Otherwise it keeps every
    /// text as it was sent.
    pub cp866: bool,
    /// An older server: a task of unknown fate ends with its error, and the queue does not stand.
    pub never_blocks: bool,
    /// An older server: a request with several fiscal tasks is refused.
    pub one_fiscal_task: bool,
    /// An older server: a task may stand in place of the array of tasks. The first dialect always accepts this.
    pub single_task: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            setup: Setup::default(),
            accounts: Vec::new(),
            dialect: Dialect::default(),
            ffd: Ffd::default(),
            registered: true,
            manual_shifts: false,
            cash_roubles: 0,
            old_driver: false,
            ignore_unknown: false,
            cp866: false,
            never_blocks: false,
            one_fiscal_task: false,
            single_task: false,
        }
    }
}

/// A running server. Its protocol is under [`Dialect::base`].
pub type Simulator = running::Simulator<AtolWeb>;

impl Simulator {
    /// Opens the memory and listens. Fails if the port is taken, or if the state file is another device's.
    pub fn start(options: Options) -> io::Result<Self> {
        let setup = options.setup.clone();
        let simulator = Self::run(&setup, AtolWeb::new(options)?)?;
        simulator.beside(queue::work);
        Ok(simulator)
    }

    /// All documents of all registers, oldest first, fiscal or not. The first one of each is its registration.
    pub fn ledger(&self) -> Vec<Document> {
        self.device.memory.state().ledger.clone()
    }

    /// Changes the surroundings of a register, as `POST /simulator/register` does. Returns `false` if the request is
    /// invalid.
    pub fn set_register(&self, given: &Value) -> bool {
        self.device.set_register(given)
    }

    /// Changes how checks of marks end, as `POST /simulator/marks` does. Returns `false` if the request is invalid.
    pub fn set_marks(&self, given: &Value) -> bool {
        self.device.set_marks(given)
    }

    /// Ends the server and starts it again, while the registers stay on: with its queue, or without (`is_lost`).
    pub fn restart(&self, is_lost: bool) -> bool {
        self.device.restart(is_lost)
    }

    /// Every request with its tasks and their results; the same as `GET /simulator/orders`.
    pub fn orders(&self) -> Value {
        self.device.orders()
    }
}
