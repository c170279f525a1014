//! The integration tests: they load the library as a host does, by its path, and look up its functions by name. The
//! registers are simulated. There is a folder for each subject; `support` has what they share.
//!
//! It is one program, so that a change of the library relinks one test and not thirty. A name, or a part of one,
//! selects tests: `cargo test --test it rules`. The matrices (`fault_matrix`, `registration_matrix`) take minutes.
//!
//! The modules for Unix only start compilers and valgrind, or kill processes with signals.
#![recursion_limit = "256"]
#![cfg_attr(not(unix), allow(dead_code, reason = "what the tests for Unix share"))]

#[cfg(unix)]
mod abuse;
mod atolonline;
mod atolweb;
#[cfg(unix)]
mod c;
mod cashcore;
mod device;
#[cfg(unix)]
mod docs;
mod documents;
#[cfg(unix)]
mod exactly_once;
#[cfg(unix)]
mod fault_matrix;
#[cfg(unix)]
mod fptr10;
mod icash;
mod itkassa;
mod ofdru;
#[cfg(unix)]
mod onec;
mod registration;
#[cfg(unix)]
mod registration_matrix;
#[cfg(unix)]
mod render;
mod support;
mod tasks;
