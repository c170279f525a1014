//! The fault matrix: at every point of an exchange, for each fiscal task, every fault; then a restart and a recovery.
//! Each document must be in the register's ledger exactly once, and every answer on the way must have been true.
#![cfg(feature = "simulator")]

mod faults;
mod host;
mod kills;
mod link;
mod power;
mod register;
mod report;
mod scene;
#[path = "../support/mod.rs"]
mod support;
mod tasks;
mod wire;
