//! Generators of files that are checked in. Tests compare the output with the files; `cargo xtask bless` rewrites them.

mod correspondences;
mod errors;
mod fields;
mod registers;
mod samples;
mod tables;
mod tags;

pub use correspondences::correspondences;
pub use errors::error_pages;
pub use fields::field_tables;
pub use registers::registers;
pub use tables::{capabilities, left_out, rules, settings};
pub use tags::tags_table;
