//! The commands: each is one row.

use crate::failure::Done;
use crate::lang::Lang;
use crate::session::Session;
use crate::{journal, native, status, task};
use clap::{ArgMatches, Command};

/// A command of the program.
pub struct Row {
    /// Its name.
    pub name: &'static str,
    /// Its arguments and its help.
    pub grammar: fn(Lang, &'static str) -> Command,
    /// What it does.
    pub run: fn(&Session, &ArgMatches) -> Done,
}

/// All commands, in the order of the help.
pub const ALL: &[Row] = &[
    Row { name: "status", grammar: status::grammar, run: status::run },
    Row { name: "execute", grammar: task::execute_grammar, run: task::execute },
    Row { name: "validate", grammar: task::validate_grammar, run: task::validate },
    Row { name: "recover", grammar: task::recover_grammar, run: task::recover },
    Row { name: "discard", grammar: task::discard_grammar, run: task::discard },
    Row { name: "forget", grammar: task::forget_grammar, run: task::forget },
    Row { name: "journal", grammar: journal::grammar, run: journal::run },
    Row { name: "call", grammar: native::grammar, run: native::run },
];

/// Runs the command that was asked for.
pub fn run(session: &Session, matches: &ArgMatches) -> Done {
    let asked = matches.subcommand();
    // The grammar lets nothing else through.
    let found = asked.and_then(|(name, own)| Some((ALL.iter().find(|row| row.name == name)?, own)));
    found.map_or(Ok(()), |(row, own)| (row.run)(session, own))
}
