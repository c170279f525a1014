//! The documentation: its examples run, and its tables agree with the code.

pub mod blocks;
pub mod day;
mod pages;
mod readme;
mod russian;
