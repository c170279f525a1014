//! Stand-ins for the registers: servers of their protocols, strict and stateful, that fail on demand.
//!
//! Nothing here uses the driver: a mistake made in both would hide itself.

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
