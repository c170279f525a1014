//! The C interface of ATOL's driver, libfptr10, over kassa: programs that already use it work every register of kassa.
//!
//! It is another entrance beside the C functions and the 1C component. It builds a task from the calls of a program and
//! executes it, and decides nothing about documents. The names, the numbers and the order of the calls are those that
//! programs know; docs/en/fptr10.md says what differs.
//!
//! `exports` has the functions, `com` the object that Windows has beside them, `java` the native methods of Java programs,
//! `handle` what is behind a handle; each of the other modules serves a group of functions.

mod closing;
#[cfg(any(windows, test))]
mod com;
mod exports;
mod failure;
mod handle;
mod inputs;
mod java;
mod json;
mod marking;
mod numbers;
mod place;
mod position;
mod printing;
mod queries;
mod receipt;
mod records;
mod settings;
mod stlv;
mod value;
mod wide;
mod words;
