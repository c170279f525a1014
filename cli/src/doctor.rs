//! `doctor`: looks at everything that stops a till sooner or later, and says what to do.

mod drive;
mod finding;
mod journal;
mod link;
mod log;
mod register;

use crate::config::journal_of;
use crate::failure::{Done, FAULT_FOUND, Failure};
use crate::lang::Lang;
use crate::session::Session;
use crate::{args, progress, show};
use clap::{ArgMatches, Command};
use finding::{Finding, Level};
use kassa::{Device, Text};
use serde_json::{Value, json};

/// Its arguments.
pub fn grammar(lang: Lang, name: &'static str) -> Command {
    let about = lang.told(
        "Проверить настройки, связь, часы, смену, накопитель, обмен с ОФД и журнал",
        "Check the configuration, the link, the clock, the shift, the drive, the OFD and the journal",
    );
    args::command(lang, name, about)
}

/// Checks everything that can be checked. Nothing is sent that makes a document.
pub fn run(session: &Session, _: &ArgMatches) -> Done {
    let findings = findings(session)?;
    progress::clear();
    match session.json {
        true => show::json(&json!({ "checks": findings.iter().map(Finding::to_json).collect::<Vec<_>>() }))?,
        false => show::text(&findings.iter().map(|finding| finding.told(session.lang)).collect::<String>())?,
    }
    if findings.iter().any(|finding| finding.level == Level::Fault) { Err(Failure::Shown(FAULT_FOUND)) } else { Ok(()) }
}

fn findings(session: &Session) -> Result<Vec<Finding>, Failure> {
    const SUBJECT: Text = Text::of("Настройки", "Configuration");
    let text = session.given.text()?;
    let device = match Device::open(&text) {
        Ok(device) => device,
        Err(error) => return Ok(vec![Finding::of_error(SUBJECT, &error)]),
    };
    progress::follow(&device, session.lang);
    let config: Value = serde_json::from_str(&text).unwrap_or_default();
    let mut findings = vec![Finding::ok(SUBJECT, Text::with(device.name().to_owned(), device.name().to_owned()))];
    findings.extend(device.notes().iter().map(|note| Finding::of_note(SUBJECT, note)));
    findings.extend(journal_of(&config).iter().flat_map(|path| journal::findings(&config, path)));
    findings.extend(log::findings(&config));
    findings.extend(link::findings(&config));
    let is_reachable = findings.iter().all(|finding| finding.level != Level::Fault || !finding.stops);
    if is_reachable {
        findings.extend(register::findings(&device));
    }
    Ok(findings)
}
