//! An open device: its configuration, its connection, its threads and processes, its secrets.

mod cable;
mod cancel;
mod config;
mod crowd;
mod secrets;
mod tls;
