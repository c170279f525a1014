//! Simulated registers: strict, stateful servers of the vendors' protocols that can fail on demand.
//!
//! Each protocol has a folder of its own. The files beside the folders are what all protocols share: the server, the
//! faults, the control paths under `/simulator`, the memory and the clock.
//!
//! Nothing here uses the driver's code, and each protocol is written from the vendor's document. If the driver and the
//! simulator shared code, no test would notice a mistake in it.

pub mod atolonline;
pub mod atolweb;
mod base64;
pub mod cashcore;
#[cfg(test)]
mod client;
mod clock;
mod control;
mod demo;
mod device;
mod exchange;
mod exchanges;
mod faults;
mod guid;
mod halt;
mod http;
pub mod icash;
pub mod itkassa;
mod json;
mod law;
#[cfg(test)]
mod listener;
mod memory;
pub mod ofdru;
mod page;
mod paper;
mod post;
#[cfg(test)]
mod power;
pub mod program;
mod query;
mod registry;
mod running;
#[cfg(test)]
mod samples;
mod server;
mod setup;
mod shared;
mod tls;
#[cfg(test)]
mod tls_tests;
mod turn;
mod wire;

pub use faults::{Action, Fault, FaultError, Point};
pub use running::Simulator;
pub use setup::{Host, Setup};
pub use tls::Tls;
