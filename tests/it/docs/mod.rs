//! What the documents show is true, and runs.

mod pages;
mod readme;
