//! A simulated register as a process of its own, for trying the driver out and for tests in other languages.

use std::process::ExitCode;

fn main() -> ExitCode {
    kassa_simulator::program::run(std::env::args_os().skip(1))
}
