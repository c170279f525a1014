//! The commands: each is one row.

use crate::failure::Done;
use crate::lang::Lang;
use crate::session::Session;
use crate::{
    args, doctor, explain, find, init, journal, metrics, native, programs, register, render, sell, shift, status, task,
    watch,
};
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
    Row { name: "init", grammar: init::grammar, run: init::run },
    Row { name: "doctor", grammar: doctor::grammar, run: doctor::run },
    Row { name: "find", grammar: find::grammar, run: find::run },
    Row { name: "status", grammar: status::grammar, run: status::run },
    Row { name: "watch", grammar: watch::grammar, run: watch::run },
    Row { name: "shift", grammar: shift::grammar, run: shift::run },
    Row { name: "sell", grammar: sell::sell_grammar, run: sell::sell },
    Row { name: "return", grammar: sell::return_grammar, run: sell::give_back },
    Row { name: "correct", grammar: sell::correct_grammar, run: sell::correct },
    Row { name: "x", grammar: shift::x_grammar, run: shift::x },
    Row { name: "cash", grammar: shift::cash_grammar, run: shift::cash },
    Row { name: "copy", grammar: shift::copy_grammar, run: shift::copy },
    Row { name: "print", grammar: shift::print_grammar, run: shift::print },
    Row { name: "execute", grammar: task::execute_grammar, run: task::execute },
    Row { name: "validate", grammar: task::validate_grammar, run: task::validate },
    Row { name: "recover", grammar: task::recover_grammar, run: task::recover },
    Row { name: "discard", grammar: task::discard_grammar, run: task::discard },
    Row { name: "forget", grammar: task::forget_grammar, run: task::forget },
    Row { name: "explain", grammar: explain::grammar, run: explain::run },
    Row { name: "journal", grammar: journal::grammar, run: journal::run },
    Row { name: "metrics", grammar: metrics::grammar, run: metrics::run },
    Row { name: "render", grammar: render::grammar, run: render::run },
    Row { name: "call", grammar: native::grammar, run: native::run },
    Row { name: "register", grammar: register::grammar, run: register::run },
    Row { name: "simulator", grammar: programs::simulator_grammar, run: programs::simulator },
    Row { name: "completions", grammar: programs::completions_grammar, run: programs::completions },
];

/// The grammar of the program with every command.
pub fn program(lang: Lang) -> Command {
    args::program(lang, ALL.iter().map(|row| (row.grammar)(lang, row.name)))
}

/// Runs the command that was asked for.
pub fn run(session: &Session, matches: &ArgMatches) -> Done {
    let asked = matches.subcommand();
    // The grammar lets nothing else through.
    let found = asked.and_then(|(name, own)| Some((ALL.iter().find(|row| row.name == name)?, own)));
    found.map_or(Ok(()), |(row, own)| (row.run)(session, own))
}
