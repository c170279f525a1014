//! The program `kassa`, run against simulated registers.

mod commands;
mod counter;
mod docs;
mod doctor;
mod frame;
mod init;
mod journal;
mod programs;
mod register;
mod till;
