//! The integration tests: the library as its hosts meet it, loaded by its path and entered by name, against simulated
//! registers. A folder for each subject; `support` has what they share.
//!
//! One program, so that a change of the library links one test and not thirty. A name, or a part of one, picks tests:
//! `cargo test --test it rules`. The matrices (`fault_matrix`, `registration_matrix`) take minutes.
//!
//! What is for Unix alone starts compilers and valgrind, or kills processes as Unix does.
#![recursion_limit = "256"]
#![cfg_attr(not(unix), allow(dead_code, reason = "what the tests for Unix share"))]

#[cfg(unix)]
mod abuse;
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
mod icash;
mod itkassa;
mod ofdru;
#[cfg(unix)]
mod onec;
mod registration;
#[cfg(unix)]
mod registration_matrix;
mod support;
mod tasks;
