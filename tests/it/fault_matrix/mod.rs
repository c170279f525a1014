//! The fault matrix: every fault at every point of an exchange, for each fiscal task; then a restart and a recovery.
//! Each document must be in the register's ledger exactly once, and every answer on the way must have been true.
//!
//! The engine knows no protocol: `protocol.rs` defines what it needs to know of one, and each protocol has its own
//! file.

mod atolonline;
mod atolonline_ways;
mod atolweb;
mod atolweb_server;
mod atolweb_stops;
mod callbacks;
mod cashcore;
mod content;
mod faults;
mod fptr10;
mod icash;
mod itkassa;
mod journal;
mod kills;
mod link;
mod other_ways;
mod power;
mod protocol;
mod queue;
mod report;
mod scene;
mod ways;
mod wire;
mod woken;
