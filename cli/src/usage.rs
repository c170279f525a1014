//! A wrong command line, told in one or two lines of the user's language.

use crate::args::see_help;
use crate::failure::WRONG_USAGE;
use crate::lang::Lang;
use crate::report::report;
use crate::show;
use clap::Error;
use clap::error::{ContextKind, ContextValue, ErrorKind};
use std::error::Error as _;
use std::process::ExitCode;

/// Words that clap itself writes into help.
const WORDS: [(&str, &str, &str); 3] = [
    ("[OPTIONS]", "[параметры]", "[options]"),
    ("[default: ", "[по умолчанию: ", "[default: "),
    ("[possible values: ", "[варианты: ", "[one of: "),
];

/// Shows help, the version or the error.
pub fn shown(lang: Lang, error: &Error) -> ExitCode {
    if matches!(error.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion) {
        let text = error.render().ansi().to_string();
        let text = WORDS.iter().fold(text, |text, (word, ru, en)| text.replace(word, lang.told(ru, en)));
        return match show::text(&(text.trim_end().to_owned() + "\n")) {
            Ok(()) => ExitCode::SUCCESS,
            Err(failure) => report(&failure, lang, false),
        };
    }
    anstream::eprintln!("kassa: {}\n{}", sentence(lang, error), see_help(lang));
    ExitCode::from(WRONG_USAGE)
}

fn sentence(lang: Lang, error: &Error) -> String {
    let of = |kind| error.get(kind).map(listed).unwrap_or_default();
    let (argument, value) = (of(ContextKind::InvalidArg), of(ContextKind::InvalidValue));
    let what = match error.kind() {
        ErrorKind::UnknownArgument => format!("{}: {argument}", lang.told("неизвестный аргумент", "unknown argument")),
        ErrorKind::InvalidSubcommand => {
            let name = of(ContextKind::InvalidSubcommand);
            format!("{}: {name}", lang.told("неизвестная команда", "unknown command"))
        }
        ErrorKind::MissingSubcommand => {
            let known = of(ContextKind::ValidSubcommand);
            format!("{}: {known}", lang.told("не задана команда, одна из", "a command is missing, one of"))
        }
        ErrorKind::MissingRequiredArgument => format!("{}: {argument}", lang.told("не задано", "missing")),
        ErrorKind::ArgumentConflict => {
            let other = of(ContextKind::PriorArg);
            format!("{argument}: {} {other}", lang.told("нельзя задать вместе с", "cannot be used with"))
        }
        ErrorKind::InvalidValue if value.is_empty() => {
            format!("{argument}: {}", lang.told("не задано значение", "the value is missing"))
        }
        ErrorKind::InvalidValue => {
            let known = of(ContextKind::ValidValue);
            let (no, allowed) = (lang.told("недопустимое значение", "invalid value"), lang.told("возможны", "allowed"));
            format!("{argument}: {no} {value}; {allowed}: {known}")
        }
        ErrorKind::ValueValidation => {
            let cause = error.source().map(|cause| format!(" ({cause})")).unwrap_or_default();
            format!("{argument}: {} {value}{cause}", lang.told("недопустимое значение", "invalid value"))
        }
        ErrorKind::InvalidUtf8 => lang.told("аргумент не в UTF-8", "an argument is not UTF-8").to_owned(),
        _ => format!("{} {argument} {value}", lang.told("неверная командная строка:", "wrong command line:")),
    };
    let meant = [ContextKind::SuggestedArg, ContextKind::SuggestedSubcommand].map(of).concat();
    match meant.is_empty() {
        true => what,
        false => format!("{what}. {} {meant}?", lang.told("Возможно,", "Did you mean")),
    }
}

fn listed(value: &ContextValue) -> String {
    match value {
        ContextValue::String(text) => text.clone(),
        ContextValue::Strings(texts) => texts.join(", "),
        ContextValue::StyledStr(text) => text.to_string(),
        ContextValue::StyledStrs(texts) => texts.iter().map(ToString::to_string).collect::<Vec<_>>().join(", "),
        ContextValue::Bool(_) | ContextValue::Number(_) => value.to_string(),
        _ => String::new(),
    }
}
