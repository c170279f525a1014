//! The fault matrix: at every point of an exchange, for each fiscal task, every fault; then a restart and a recovery.
//! Each document must be in the register's ledger exactly once, and every answer on the way must have been true.
//!
//! The engine knows no protocol: `protocol.rs` says what it has to be told of one, and each protocol has a file and a
//! wing of its own.

mod beyond;
mod callbacks;
mod cashcore;
mod faults;
mod host;
mod icash;
mod itkassa;
mod kills;
mod link;
mod power;
mod protocol;
mod queue;
mod register;
mod report;
mod scene;
#[path = "../support/mod.rs"]
mod support;
mod wire;
