//! `status`: the register, its shift, its fiscal drive, and what waits for the OFD.

use crate::args;
use crate::failure::Done;
use crate::lang::Lang;
use crate::session::Session;
use clap::{ArgMatches, Command};

/// Its arguments.
pub fn grammar(lang: Lang, name: &'static str) -> Command {
    let about = lang.told(
        "Показать состояние кассы, смены, фискального накопителя и обмена с ОФД",
        "Show the state of the register, its shift, its fiscal drive and the exchange with the OFD",
    );
    args::command(lang, name, about)
}

/// Shows the state.
pub fn run(session: &Session, _: &ArgMatches) -> Done {
    session.show(&session.device()?.state()?)
}
