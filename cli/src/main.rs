//! The program `kassa`: controls a register from the command line, shows its state, finds out what became of a document.

mod args;
mod captions;
mod commands;
mod config;
mod doctor;
mod explain;
mod failure;
mod find;
mod init;
mod journal;
mod lang;
mod metrics;
mod money;
mod native;
mod programs;
mod progress;
mod register;
mod render;
mod report;
mod sell;
mod session;
mod shift;
mod show;
mod status;
mod task;
mod time;
mod usage;
mod watch;

use lang::Lang;
use session::Session;
use std::env;
use std::ffi::OsString;
use std::process::ExitCode;

fn main() -> ExitCode {
    let words: Vec<OsString> = env::args_os().collect();
    let lang = Lang::of(&words);
    let matches = match commands::program(lang).try_get_matches_from(words) {
        Ok(matches) => matches,
        Err(error) => return usage::shown(lang, &error),
    };
    let session = Session::new(lang, commands::program, &matches);
    match commands::run(&session, &matches) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => report::report(&failure, session.lang, session.json),
    }
}
