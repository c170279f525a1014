//! What is made of the sources and checked in. Tests compare it with the files; `cargo xtask bless` renews them.

mod tables;

pub use tables::{capabilities, rules, settings};
