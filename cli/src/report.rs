//! How a failure is told: to people, and to programs in JSON.

use crate::args::see_help;
use crate::failure::{Failure, NOT_WRITTEN, WRONG_USAGE};
use crate::lang::Lang;
use crate::{progress, show};
use kassa::{Candidate, Error, ErrorKind, Fault, Text};
use serde_json::{Value, json};
use std::process::ExitCode;

/// Names of the C functions in advice, and the commands that a user of this program has instead.
const FUNCTIONS: [(&str, &str); 4] = [
    ("kassa_recover", "kassa recover"),
    ("kassa_rebuild_journal", "kassa journal rebuild"),
    ("kassa_registration_start", "kassa register start"),
    ("kassa_registration_advance", "kassa register advance"),
];

/// Tells a failure, with `json` also on the standard output; the exit code that goes with it.
pub fn report(failure: &Failure, lang: Lang, json: bool) -> ExitCode {
    progress::clear();
    let own = |name, text: &Text| json!({ "name": name, "message": text.to_json() });
    let (error, text, code) = match failure {
        Failure::Shown(code) => return ExitCode::from(*code),
        Failure::Usage(text) => {
            let told = format!("kassa: {}\n{}\n", text.told(lang.is_russian()), see_help(lang));
            (own("usage", text), told, WRONG_USAGE)
        }
        Failure::Output(text) => {
            let told = lang.told("вывод не записан", "the output is not written");
            (own("output", text), format!("kassa: {told}: {}\n", text.told(lang.is_russian())), NOT_WRITTEN)
        }
        Failure::Library(error) => {
            (error.to_json(), told(lang, error), u8::try_from(error.code() as i32).unwrap_or(u8::MAX))
        }
    };
    if json {
        // If this cannot be written either, the exit code still tells it.
        let _gone = show::json(&json!({ "error": error }));
    }
    anstream::eprint!("{text}");
    ExitCode::from(code)
}

/// Every sentence about an error: what happened, each fault with its place, and what to do.
fn told(lang: Lang, error: &Error) -> String {
    let said = |text: &Text| text.told(lang.is_russian());
    let mut lines = vec![said(&error.message())];
    lines.extend(error.faults().iter().map(|fault| place(lang, fault)));
    if let Some(backend) = &error.backend {
        let code = backend.code.map(|code| format!(" {code}")).unwrap_or_default();
        let text = backend.text.as_ref().map(|text| format!(": {text}")).unwrap_or_default();
        lines.push(format!("  {}{code}{text}", backend.name));
    }
    if let Some(id) = &error.external_id {
        lines.push(format!("  externalId: {id}"));
    }
    if let ErrorKind::EarlierUnresolved(earlier) = &error.kind {
        lines.push(format!("  {}: kassa recover {earlier}", lang.told("сначала выясните", "resolve this first")));
    }
    if !error.candidates.is_empty() {
        let candidates: Vec<Value> = error.candidates.iter().map(Candidate::to_json).collect();
        lines.push(show::table(lang, &json!({ "candidates": candidates })).trim_end().to_owned());
    }
    lines.push(in_commands(&said(&error.advice())));
    lines.push(String::new());
    lines.join("\n")
}

/// Advice of the library in the words of this program.
pub fn in_commands(advice: &str) -> String {
    FUNCTIONS.iter().fold(advice.to_owned(), |advice, (function, command)| advice.replace(function, command))
}

fn place(lang: Lang, fault: &Fault) -> String {
    let path = if fault.path.is_empty() { "$" } else { &fault.path };
    let value = fault.value.as_ref().map(|value| format!(" = {value}")).unwrap_or_default();
    format!("  {path}{value}: {}", fault.problem.message().told(lang.is_russian()))
}
