//! The interface of ATOL's driver, used by programs that know nothing of kassa: one in C, one in Python.
//!
//! What happens to a receipt under faults is in `fault_matrix::fptr10`.

mod table;
mod till;

pub use till::Till;
