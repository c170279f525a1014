//! The program `kassa`, run against simulated registers.

mod commands;
mod counter;
mod frame;
mod journal;
mod till;
