//! The cloud queue Айти Касса: its public OpenAPI 1.1, over registers that are only memory.

mod answer;
mod control;
mod courier;
mod decimal;
mod device;
mod document;
mod fields;
mod guid;
mod kind;
mod post;
mod program;
mod queue;
mod register;
mod sample;
mod shapes;
mod state;
mod tables;
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

use super::running::{self, Setup};
use device::ItKassa;
use serde_json::Value;
use std::io;
use std::path::PathBuf;

/// The base path of its protocol.
pub const BASE: &str = "/open/api/v1";

/// How the simulated service is set up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Options {
    /// What every simulated device is set up with; its delay is that of each task on its register.
    pub setup: Setup,
    /// The key that every request must show.
    pub api_key: String,
    /// The forms of its answers.
    pub shapes: Shapes,
    /// A register opens a session with its first receipt, and closes one of 24 hours before the next.
    pub automatic_sessions: bool,
    /// Cash in each drawer, in whole roubles.
    pub cash_roubles: u32,
    /// How often a call-back is tried.
    pub callback_attempts: u32,
    /// The pause after the first attempt, in milliseconds; each next one is twice as long.
    pub callback_pause_ms: u64,
    /// The longest of the pauses, in milliseconds.
    pub callback_longest_pause_ms: u64,
    /// The authorities, in PEM, of the hosts that are called back by https; without them only http is spoken.
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

/// A running service; its protocol is under [`BASE`] of its address.
pub type Simulator = running::Simulator<ItKassa>;

impl Simulator {
    /// Switches the service on.
    pub fn start(options: Options) -> io::Result<Self> {
        let setup = options.setup.clone();
        let simulator = Self::run(&setup, ItKassa::new(options)?)?;
        simulator.beside(queue::work);
        simulator.beside(courier::work);
        Ok(simulator)
    }

    /// All documents of all registers, the oldest first, fiscal or not.
    pub fn ledger(&self) -> Vec<Document> {
        self.device.memory.state().ledger.clone()
    }

    /// What the world does to a register, as `POST /simulator/register`; `false` for what cannot be.
    pub fn set_register(&self, given: &Value) -> bool {
        self.device.set_register(given).is_some()
    }

    /// The call-backs so far, as `GET /simulator/callbacks`.
    pub fn callbacks(&self) -> Value {
        self.device.callbacks()
    }

    /// Posts the call-back about a task once more; `false` for an unknown or unfinished one.
    pub fn repeat_callback(&self, task: &str) -> bool {
        self.device.repeat_callback(task).is_some()
    }
}
