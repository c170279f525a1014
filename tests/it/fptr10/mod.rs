//! The interface of ATOL's driver, used by programs that know nothing of kassa: in C, Python and Java.
//!
//! What happens to a receipt under faults is in `fault_matrix::fptr10`.

mod java;
mod table;
mod till;

pub use till::Till;
