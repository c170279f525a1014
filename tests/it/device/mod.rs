//! An open device: its configuration, its connection, its threads and processes, its secrets.

mod cancel;
mod capabilities;
mod concurrency;
mod config;
mod log;
mod messages;
mod network_loss;
mod progress;
mod rights;
mod secrets;
mod tls;
