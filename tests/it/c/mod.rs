//! The C and C++ interface: the header, and programs that are built with it.

mod header;
mod programs;
mod released;
