//! What C and C++ see: the header, and programs that are built on it.

mod header;
mod programs;
mod released;
