//! One native driver for any fiscal register, behind a flat C ABI.
//!
//! The way of a call: `ffi` turns words of C into Rust ones, `driver` makes each document exactly once with the help
//! of the `journal`, a backend speaks its register's protocol over the `transport`, and `task` says what can be asked.

// What is hidden is for the other packages of this workspace, not for users.
#[doc(hidden)]
pub mod backends;
#[doc(hidden)]
pub mod driver;
#[doc(hidden)]
pub mod error;
#[cfg(feature = "c-abi")]
pub mod ffi;
#[doc(hidden)]
pub mod journal;
#[doc(hidden)]
pub mod log;
#[doc(hidden)]
pub mod panics;
mod process;
mod secret;
#[doc(hidden)]
pub mod task;
mod transport;

pub use backends::ofdru::workflow::correspondences;
pub use task::schema::schemas;
