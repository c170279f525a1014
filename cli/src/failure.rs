//! What stops a command, and the exit codes that are not the library's.

use kassa::{Error, Text};

/// The result of a command that has shown its answer.
pub type Done = Result<(), Failure>;

/// What stopped a command.
#[derive(Debug)]
pub enum Failure {
    /// The command line, or a file that it names, is wrong.
    Usage(Text),
    /// The output cannot be written: the standard one, or the file that this begins with.
    Output(Text),
    /// The library reports an error.
    Library(Box<Error>),
    /// Everything has been told; this is the exit code.
    Shown(u8),
}

/// Exit code for a wrong command line: `EX_USAGE` of the BSD systems, which no status of the library uses.
pub const WRONG_USAGE: u8 = 64;

/// Exit code of a check that has found a fault: `EX_DATAERR` of the BSD systems.
pub const FAULT_FOUND: u8 = 65;

/// Exit code of an output that cannot be written: `EX_IOERR` of the BSD systems, which no status of the library uses.
pub const NOT_WRITTEN: u8 = 74;

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self::Library(Box::new(error))
    }
}

impl Failure {
    /// A wrong command line.
    pub fn usage(ru: String, en: String) -> Self {
        Self::Usage(Text::with(ru, en))
    }
}
