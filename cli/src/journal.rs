//! `journal …`: what the journal knows, and a person's decision about one that has lost documents.

use crate::args;
use crate::failure::Done;
use crate::lang::Lang;
use crate::session::Session;
use clap::{ArgMatches, Command};
use serde_json::json;

/// Its arguments.
pub fn grammar(lang: Lang, name: &'static str) -> Command {
    let rebuild = lang.told(
        "Прочитать из кассы документы, которые журнал потерял",
        "Read the documents that the journal has lost back from the register",
    );
    let accept = lang.told(
        "Признать потерянные документы утраченными: кассы больше нет",
        "Accept that the lost documents are gone: the register no longer exists",
    );
    args::group(lang, name, lang.told("Журнал документов", "The journal of documents"))
        .subcommand(args::command(lang, "rebuild", rebuild))
        .subcommand(args::command(lang, "accept", accept))
}

/// Runs one of them.
pub fn run(session: &Session, matches: &ArgMatches) -> Done {
    match matches.subcommand_name() {
        Some("rebuild") => session.show(&session.device()?.rebuild_journal()?.to_json()),
        _ => session.show(&json!({ "lost": session.device()?.accept_journal()? })),
    }
    Ok(())
}
