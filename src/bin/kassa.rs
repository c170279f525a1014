//! A register worked by hand, from the command line.

use std::process::ExitCode;

fn main() -> ExitCode {
    kassa::commands()
}
