//! Generators of files that are checked in. Tests compare the output with the files; `cargo xtask bless` rewrites them.

mod tables;

pub use tables::{capabilities, left_out, rules, settings};
