//! Generators of files that are checked in. Tests compare the output with the files; `cargo xtask bless` rewrites them.

mod registers;
mod tables;

pub use registers::registers;
pub use tables::{capabilities, left_out, rules, settings};
