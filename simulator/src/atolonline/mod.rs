//! ATOL Online with its API of version 5 (FFD 1.2). The registers exist only in memory.
//!
//! A client gets a token, adds a document to the queue of its group of registers and is answered at once with a `uuid`.
//! The client gets the result by asking for the report of that uuid, or by a call-back. Its own `external_id` makes the
//! adding idempotent: the same id again is the same document.

mod access;
mod control;
mod courier;
mod decimal;
mod delivery;
mod device;
mod document;
mod forms;
mod job;
mod operation;
mod order;
mod pace;
mod page;
mod program;
mod queue;
mod refusal;
mod register;
mod rows;
mod rules;
mod sample;
mod schema;
mod shapes;
mod state;
mod tape;
#[cfg(test)]
mod tests;
mod views;
mod work;

pub use document::Document;
pub use job::{By, MarkResult};
pub use operation::Operation;
pub(crate) use program::REGISTERED;
pub use sample::{
    GROUP, INN, LOGIN, OLD_GROUP, OLD_LOGIN, OLD_PASSWORD, OTHER_GROUP, OTHER_LOGIN, OTHER_PASSWORD, PASSWORD,
};
pub use schema::Edition;
pub use shapes::{KnownId, Shapes, TooSoon, UnknownUuid};

use super::running;
use super::setup::Setup;
use device::AtolOnline;
use serde_json::{Value, json};
use std::io;
use std::path::PathBuf;

/// The base path of the protocol.
pub const BASE: &str = "/possystem/v5";

/// Settings of the simulated service.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Options {
    /// The settings that every simulated device has. The processing delay applies to each document on its register.
    pub setup: Setup,
    /// The edition of the field tables.
    pub edition: Edition,
    /// How many registers each group has.
    pub registers: u32,
    /// How long a token is valid, in seconds.
    pub token_seconds: u32,
    /// How many reports of each document get error 34, because its state is not there yet.
    pub not_ready_reports: u32,
    /// A group gives at most one report per register in this time, in milliseconds; 0 for no limit.
    pub report_pause_ms: u64,
    /// How many times a call-back is attempted.
    pub callback_attempts: u32,
    /// The pause between two attempts, in milliseconds.
    pub callback_pause_ms: u64,
    /// PEM file of the certificate authorities trusted for https call-backs. Without it, call-backs are only sent over
    /// http.
    pub callback_ca: Option<PathBuf>,
    /// Its behaviour where the documents are ambiguous.
    pub shapes: Shapes,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            setup: Setup::default(),
            edition: Edition::default(),
            registers: 1,
            token_seconds: 86_400,
            not_ready_reports: 0,
            report_pause_ms: 1000,
            callback_attempts: 1,
            callback_pause_ms: 1000,
            callback_ca: None,
            shapes: Shapes::default(),
        }
    }
}

/// A running service. Its protocol is under [`BASE`].
pub type Simulator = running::Simulator<AtolOnline>;

impl Simulator {
    /// Opens the memory and listens. Fails if the port is taken, or if the state file is another device's.
    pub fn start(options: Options) -> io::Result<Self> {
        let setup = options.setup.clone();
        let simulator = Self::run(&setup, AtolOnline::new(options)?)?;
        simulator.beside(queue::work);
        simulator.beside(courier::work);
        Ok(simulator)
    }

    /// All fiscal documents of all registers, oldest first.
    pub fn ledger(&self) -> Vec<Document> {
        self.device.memory.state().ledger.clone()
    }

    /// Changes the environment of a group, as `POST /simulator/register` does. Returns `false` if the request is
    /// invalid.
    pub fn set_register(&self, given: &Value) -> bool {
        self.device.set_register(given).is_some()
    }

    /// Sets the result of a mark's check: the bits of tag 2106. The mark is given as it is sent. Returns `false` for a
    /// result that does not exist.
    pub fn set_mark(&self, mark: &str, result: u8) -> bool {
        self.device.set_mark(&json!({"code": mark, "result": result})).is_some()
    }

    /// Blocks a user, or stops blocking it. Returns `false` if there is no such user.
    pub fn block_user(&self, login: &str, blocked: bool) -> bool {
        self.device.set_user(&json!({"login": login, "blocked": blocked})).is_some()
    }

    /// Ends the time of every token. Returns `false` if the change could not be saved.
    pub fn expire_tokens(&self) -> bool {
        self.device.expire_tokens().is_some()
    }

    /// All call-backs so far; the same as `GET /simulator/callbacks`.
    pub fn callbacks(&self) -> Value {
        self.device.callbacks()
    }

    /// Delays, loses, doubles call-backs or loses their answers, as `POST /simulator/callbacks` does. Returns `false`
    /// if the request is invalid.
    pub fn set_callbacks(&self, given: &Value) -> bool {
        self.device.set_callbacks(given).is_some()
    }

    /// Posts a result again. Returns `false` if the document is unknown, not finished, or has no `callback_url`.
    pub fn repeat_callback(&self, uuid: &str) -> bool {
        self.device.repeat_callback(uuid).is_some()
    }
}
