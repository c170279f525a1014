//! The settings that every simulated device has.

use super::tls::Tls;
use std::path::PathBuf;
use std::time::Duration;

/// The settings that every simulated device has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Setup {
    /// Address to listen on; port 0 selects a free port.
    pub listen: String,
    /// File that keeps the memory over restarts; `None` keeps nothing. If the file exists, its content replaces the
    /// options that describe the initial state.
    pub state_file: Option<PathBuf>,
    /// How long each command that makes or prints a document takes, in milliseconds. Other commands wait during this
    /// time.
    pub processing_delay_ms: u64,
    /// How many seconds the device's clock is ahead of UTC.
    pub clock_offset_seconds: i64,
    /// Copies the tape to the standard output as it grows.
    pub echo_tape: bool,
    /// What ends at a fault that simulates power loss.
    pub host: Host,
    /// The certificates for https. Without them the device speaks http.
    pub tls: Option<Tls>,
}

impl Setup {
    pub(super) fn processing_delay(&self) -> Duration {
        Duration::from_millis(self.processing_delay_ms)
    }
}

impl Default for Setup {
    fn default() -> Self {
        Self {
            listen: "127.0.0.1:0".to_owned(),
            state_file: None,
            processing_delay_ms: 0,
            clock_offset_seconds: 0,
            echo_tape: false,
            host: Host::default(),
            tls: None,
        }
    }
}

/// What the simulator runs in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Host {
    /// Another program, which must survive a simulated power loss.
    #[default]
    Library,
    /// A process of its own.
    Process,
}
