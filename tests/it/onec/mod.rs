//! The 1C component, worked by a stand-in for the platform in C++ whose classes another compiler laid out.
//!
//! Each scenario runs under valgrind and ends with every block given back. `KASSA_ONEC_HOST` names another stand-in, as
//! `wine host.exe kassa_onec.dll` for the Windows library; its words are parted by spaces.

mod cashcore;
mod day;
mod docs;
mod doubt;
mod interface;
mod known;
mod platform;
mod queue;
mod registration;
mod samples;
mod till;
