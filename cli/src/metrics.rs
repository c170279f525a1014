//! `metrics`: what the journal and the register are like now, as OpenMetrics text for a monitor.

use crate::failure::Done;
use crate::lang::Lang;
use crate::session::Session;
use crate::{args, show};
use clap::{ArgMatches, Command};
use kassa::JournalReader;

/// Its arguments.
pub fn grammar(lang: Lang, name: &'static str) -> Command {
    let about = lang.told(
        "Показатели журнала и кассы для системы наблюдения, в формате OpenMetrics",
        "Metrics of the journal and the register for a monitor, as OpenMetrics text",
    );
    let register = lang.told(
        "Только эта касса, с её собственными сведениями: на связи ли она, смена, ОФД",
        "Only this register, with what it tells of itself: is it up, its shift, the OFD",
    );
    args::command(lang, name, about).arg(args::flag(lang, "register", register))
}

/// Writes them.
pub fn run(session: &Session, matches: &ArgMatches) -> Done {
    if matches.get_flag("register") {
        return show::text(&session.device()?.metrics(true)?);
    }
    show::text(&JournalReader::open(&session.given.journal()?)?.metrics()?)
}
