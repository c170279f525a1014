//! The 1C component, used by a stand-in for the platform in C++, whose classes another compiler has laid out.
//!
//! Each scenario runs under valgrind and ends with every block freed. `KASSA_ONEC_HOST` names another stand-in, such as
//! `wine host.exe kassa_onec.dll` for the Windows library; its arguments are separated by spaces.

mod attributes;
mod bsl;
mod cases;
mod cashcore;
mod day;
mod docs;
mod ffd12;
mod folder;
mod interface;
mod marking;
mod platform;
mod queue;
mod registers;
mod registration;
mod samples;
mod till;
mod unresolved;
