//! Simulated registers: strict, stateful servers of the vendors' protocols that can fail on demand.
//!
//! Nothing here uses the driver's code. A mistake in shared code would not be noticed.

mod base64;
pub mod cashcore;
#[cfg(test)]
mod client;
mod clock;
mod control;
mod exchange;
mod faults;
mod http;
pub mod icash;
pub mod itkassa;
mod json;
mod memory;
pub mod ofdru;
#[cfg(test)]
mod power;
pub mod program;
mod query;
mod registry;
mod running;
#[cfg(test)]
mod samples;
mod server;
mod tls;
#[cfg(test)]
mod tls_tests;
mod wire;

pub use faults::{Action, Fault, FaultError, Point};
pub use running::{Setup, Simulator};
pub use server::Host;
pub use tls::Tls;
