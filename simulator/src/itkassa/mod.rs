//! The cloud queue Айти Касса with its public OpenAPI 1.1. The registers exist only in memory.
//!
//! A client does not talk to a register. It adds a task to a queue and is answered at once; the register processes the
//! task later. The client gets the result by asking with the task's idempotency key, or by a callback to the
//! organization's address.

mod answer;
mod control;
mod courier;
mod decimal;
mod delivery;
mod device;
mod document;
mod fields;
mod kind;
mod page;
mod program;
mod queue;
mod register;
mod requests;
mod sample;
mod shapes;
mod size;
mod state;
mod tape;
mod task;
#[cfg(test)]
mod tests;
mod views;
mod work;

pub use document::Document;
pub use kind::DocumentKind;
pub(crate) use program::REGISTERED;
pub use register::Link;
pub use sample::{OTHER_REGISTER, REGISTER, TEST_REGISTER};
pub use shapes::{ResultShape, Shapes, UnknownKey};
pub use task::By;

use super::running;
use super::setup::Setup;
use device::ItKassa;
use serde_json::Value;
use std::io;
use std::path::PathBuf;

/// The base path of the protocol.
pub const BASE: &str = "/open/api/v1";

/// Settings of the simulated service.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Options {
    /// The settings that every simulated device has. The processing delay applies to each task on its register.
    pub setup: Setup,
    /// The API key that every request must send.
    pub api_key: String,
    /// The forms of its answers.
    pub shapes: Shapes,
    /// Whether a register opens a session with its first receipt, and closes a session older than 24 hours before the
    /// next receipt.
    pub automatic_sessions: bool,
    /// Cash in each drawer, in whole roubles.
    pub cash_roubles: u32,
    /// How many times a callback is attempted.
    pub callback_attempts: u32,
    /// The pause after the first attempt, in milliseconds. It doubles after each attempt.
    pub callback_pause_ms: u64,
    /// The longest pause, in milliseconds.
    pub callback_longest_pause_ms: u64,
    /// PEM file of the certificate authorities trusted for https callbacks. Without it, callbacks are only sent over
    /// http.
    pub callback_ca: Option<PathBuf>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            setup: Setup::default(),
            api_key: "KqZD0anh8wkRs01eZVwhkPSR7d3Fgq4k".to_owned(),
            shapes: Shapes::default(),
            automatic_sessions: true,
            cash_roubles: 0,
            callback_attempts: 5,
            callback_pause_ms: 1000,
            callback_longest_pause_ms: 3_600_000,
            callback_ca: None,
        }
    }
}

/// A running service. Its protocol is under [`BASE`].
pub type Simulator = running::Simulator<ItKassa>;

impl Simulator {
    /// Opens the memory and listens. Fails if the port is taken, or if the state file is another device's.
    pub fn start(options: Options) -> io::Result<Self> {
        let setup = options.setup.clone();
        let simulator = Self::run(&setup, ItKassa::new(options)?)?;
        simulator.beside(queue::work);
        simulator.beside(courier::work);
        Ok(simulator)
    }

    /// All documents of all registers, oldest first, fiscal or not.
    pub fn ledger(&self) -> Vec<Document> {
        self.device.memory.state().ledger.clone()
    }

    /// Changes the environment of a register, as `POST /simulator/register` does. Returns `false` if the request is
    /// invalid.
    pub fn set_register(&self, given: &Value) -> bool {
        self.device.set_register(given).is_some()
    }

    /// All callbacks so far; the same as `GET /simulator/callbacks`.
    pub fn callbacks(&self) -> Value {
        self.device.callbacks()
    }

    /// Posts the callback for a task again. Returns `false` if the task is unknown or not finished.
    pub fn repeat_callback(&self, task: &str) -> bool {
        self.device.repeat_callback(task).is_some()
    }
}
