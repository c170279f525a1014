//! The commands that only read the journal. They open no device, so a till at work is not disturbed.

use super::table;
use crate::failure::{Done, FAULT_FOUND, Failure};
use crate::lang::Lang;
use crate::session::Session;
use crate::task::given;
use crate::{args, show};
use clap::{ArgMatches, Command};
use kassa::{Error, ErrorKind, JournalDocument, JournalLoss, JournalReader, Outcome};
use serde_json::{Value, json};

/// The states that are not final.
const UNRESOLVED: [&str; 3] = ["open", "queued", "ambiguous"];

/// Adds the options that choose documents.
pub fn filtered(lang: Lang, command: Command) -> Command {
    let device = lang.told(
        "Только этой кассы, как в журнале: «icash 192.168.1.10:8080»",
        "Only of this device, as the journal has it: \"icash 192.168.1.10:8080\"",
    );
    let unresolved = lang.told("Только невыясненные", "Only unresolved ones");
    let last = lang.told("Только последние", "Only the last ones");
    let last = args::option(lang, "last", lang.told("ЧИСЛО", "NUMBER"), last);
    command
        .arg(args::option(lang, "device", lang.told("КАССА", "DEVICE"), device))
        .arg(args::flag(lang, "unresolved", unresolved))
        .arg(last.value_parser(clap::value_parser!(u32)))
}

fn reader(session: &Session) -> Result<JournalReader, Failure> {
    Ok(JournalReader::open(&session.given.journal()?)?)
}

fn chosen(session: &Session, matches: &ArgMatches) -> Result<Vec<JournalDocument>, Failure> {
    let device = matches.get_one::<String>("device");
    let is_chosen = |document: &JournalDocument| {
        device.is_none_or(|device| document.device == *device)
            && (!matches.get_flag("unresolved") || UNRESOLVED.contains(&document.state.as_str()))
    };
    let mut documents: Vec<_> = reader(session)?.documents()?.into_iter().filter(is_chosen).collect();
    if let Some(last) = matches.get_one::<u32>("last") {
        let first = documents.len().saturating_sub(usize::try_from(*last).unwrap_or(usize::MAX));
        documents.drain(..first);
    }
    Ok(documents)
}

/// `journal list`.
pub fn list(session: &Session, matches: &ArgMatches) -> Done {
    let documents = chosen(session, matches)?;
    match session.json {
        true => show::json(&documents.iter().map(table::brief).map(Value::Object).collect()),
        false => show::text(&table::rows(session.lang, &documents)),
    }
}

/// `journal export`.
pub fn export(session: &Session, matches: &ArgMatches) -> Done {
    let documents = chosen(session, matches)?;
    match session.json {
        true => show::json(&documents.iter().map(table::whole).collect()),
        false => show::text(&table::csv(&documents)),
    }
}

/// `journal show`. Several devices may have a document of this id; all are shown.
pub fn show(session: &Session, matches: &ArgMatches) -> Done {
    let id = given(matches, "id");
    let found: Vec<Value> =
        reader(session)?.documents()?.iter().filter(|document| document.external_id == id).map(table::whole).collect();
    match found.as_slice() {
        [] => Err(Error::new(ErrorKind::NotFound, Outcome::NotSent).about(id).into()),
        [one] => session.show(one),
        several => session.show(&json!({ "documents": several })),
    }
}

/// `journal check`.
pub fn check(session: &Session) -> Done {
    let (reader, lang) = (reader(session)?, session.lang);
    let (health, documents) = (reader.check()?, reader.documents()?);
    let unresolved: Vec<_> =
        documents.into_iter().filter(|document| UNRESOLVED.contains(&document.state.as_str())).collect();
    if session.json {
        let losses = health
            .losses
            .iter()
            .map(|loss| json!({ "device": loss.device, "kept": loss.kept, "counted": loss.counted }));
        show::json(&json!({
            "sound": health.is_sound(), "damage": health.damage, "losses": losses.collect::<Vec<_>>(),
            "unresolved": unresolved.iter().map(table::brief).map(Value::Object).collect::<Vec<_>>(),
        }))?;
    } else {
        let mut lines: Vec<String> =
            health.damage.iter().map(|line| format!("{}: {line}", lang.told("повреждён", "damaged"))).collect();
        lines.extend(health.losses.iter().map(|loss| lost(lang, loss)));
        if lines.is_empty() {
            lines.push(
                lang.told("Файл цел, документы не потеряны", "The file is sound, and no document is lost").to_owned(),
            );
        }
        if !unresolved.is_empty() {
            lines.push(format!(
                "{}: {}",
                lang.told("Невыяснено документов (kassa recover ID)", "Unresolved documents (kassa recover ID)"),
                unresolved.len()
            ));
            lines.push(table::rows(lang, &unresolved).trim_end().to_owned());
        }
        show::text(&(lines.join("\n") + "\n"))?;
    }
    if health.is_sound() { Ok(()) } else { Err(Failure::Shown(FAULT_FOUND)) }
}

/// What a device has lost, and what to do.
pub fn lost(lang: Lang, loss: &JournalLoss) -> String {
    let counted = loss.counted.map_or_else(|| "?".to_owned(), |counted| counted.to_string());
    format!(
        "{}: {} {} {} {counted}; {}",
        loss.device.as_deref().unwrap_or("?"),
        lang.told("в журнале документов", "the journal has"),
        loss.kept,
        lang.told("из", "documents of"),
        lang.told(
            "верните верную копию или выполните kassa journal rebuild",
            "put the right copy back, or run kassa journal rebuild"
        ),
    )
}
