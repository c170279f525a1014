//! One native driver for any fiscal register, behind a flat C ABI.
//!
//! The way of a call: `ffi` turns words of C into Rust ones, `driver` makes each document exactly once with the help
//! of the `journal`, a backend speaks its register's protocol over the `transport`, and `task` says what can be asked.

mod backends;
#[cfg(feature = "cli")]
mod commands;
mod driver;
mod error;
pub mod ffi;
mod journal;
mod log;
pub mod onec;
mod panics;
mod process;
mod registration;
mod secret;
#[cfg(feature = "simulator")]
pub mod simulator;
mod task;
mod transport;

pub use backends::table::capabilities;
#[cfg(feature = "cli")]
pub use commands::main as commands;
pub use error::rules_table;
pub use registration::correspondences;
pub use task::schema::schemas;
