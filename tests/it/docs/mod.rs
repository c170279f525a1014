//! The documentation: its examples run, and its tables agree with the code.

mod pages;
mod readme;
mod russian;
