//! The program `kassa`, run against simulated registers.

// The same application as in the library's own tests.
#[path = "../../../tests/it/support/application.rs"]
mod application;
mod commands;
mod counter;
mod docs;
mod doctor;
mod find;
mod frame;
mod init;
mod journal;
mod programs;
mod register;
mod till;
