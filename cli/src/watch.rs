//! `watch`: the state of the register, again and again.

use crate::failure::{Done, Failure};
use crate::lang::Lang;
use crate::session::Session;
use crate::{args, progress, show, time};
use clap::{ArgMatches, Command};
use serde_json::json;
use std::io::{self, IsTerminal};
use std::thread;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// Clears a terminal and begins at its first line.
const CLEAR: &str = "\x1b[2J\x1b[H";

/// Its arguments.
pub fn grammar(lang: Lang, name: &'static str) -> Command {
    let about =
        lang.told("Показывать состояние кассы, пока не остановят", "Show the state of the register until stopped");
    let number = lang.told("ЧИСЛО", "NUMBER");
    let every = lang.told("Секунд между показами (5)", "Seconds between two looks (5)");
    let count = lang.told("Сколько раз показать", "How many times to show it");
    let number = |name, help| args::option(lang, name, number, help).value_parser(clap::value_parser!(u32));
    args::command(lang, name, about).arg(number("every", every)).arg(number("count", count))
}

/// Shows the state, with `--json` as one object a line. If the register is off, it goes on: the register may come back.
pub fn run(session: &Session, matches: &ArgMatches) -> Done {
    let device = session.device()?;
    let number = |name: &str| matches.get_one::<u32>(name).copied();
    let pause = Duration::from_secs(u64::from(number("every").unwrap_or(5)));
    let count = number("count").unwrap_or(u32::MAX);
    let mut last = Ok(());
    for round in 0..count {
        if round > 0 {
            thread::sleep(pause);
        }
        let state = device.state();
        progress::clear();
        let text = match (&state, session.json) {
            (Ok(state), true) => format!("{state}\n"),
            (Err(error), true) => format!("{}\n", json!({ "error": error.to_json() })),
            (Ok(state), false) => headed(&show::table(session.lang, state)),
            (Err(error), false) => headed(&(error.message().told(session.lang.is_russian()) + "\n")),
        };
        // Nobody reads on: that ends it, too.
        if let Err(error) = show::write(&text) {
            return show::ended(Err(error));
        }
        last = state.map(drop).map_err(Failure::from);
    }
    last
}

/// The time, and on a terminal nothing of the look before.
fn headed(text: &str) -> String {
    let clear = if io::stdout().is_terminal() { CLEAR } else { "" };
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_millis();
    format!("{clear}{}\n\n{text}\n", time::local(i64::try_from(now).unwrap_or_default()))
}
