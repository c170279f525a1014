//! The generated part of the pages docs/en/errors and docs/ru/errors: for each status what may have happened, whether
//! the document exists, and what to do; for each rule what it demands and what a fault says. The texts are those of
//! the error objects.

use crate::samples::{errors, problems};
use crate::tables::{level, told};
use kassa::error::{Code, Error, Outcome, RULES, Retry, RuleRow, Text};

/// The pages of errors by name, each with its generated part.
pub fn error_pages(russian: bool) -> Vec<(&'static str, String)> {
    let codes = Code::ALL.into_iter().map(|code| (code.name(), of_code(code, russian)));
    let rules = RULES.iter().map(|row| (row.name, of_rule(row, russian)));
    codes.chain(rules).collect()
}

/// The part of a status: a section for each kind of error, with a text for each outcome.
fn of_code(code: Code, russian: bool) -> String {
    let (mut text, mut kind) = (String::new(), "");
    for error in errors().iter().filter(|error| error.code() == code) {
        if error.docs() != kind {
            kind = error.docs();
            if let Some((_, part)) = kind.split_once('#') {
                text += &format!("## {part}\n\n");
            }
        }
        text += &told_of(error, russian);
    }
    text.trim_end().to_owned() + "\n"
}

/// One error: its outcome in words, what the program may do, its message and advice.
fn told_of(error: &Error, russian: bool) -> String {
    // A cause that only the moment knows ends a sentence.
    let within = |text: Text| text.told(russian).replace("….", "…").replace("kassa_recover", "`kassa_recover`");
    let exists = match error.outcome {
        _ if error.query => told(russian, "документа не было", "no document is meant"),
        Outcome::NotSent => told(russian, "документа нет, ничего не отправлено", "no document, nothing was sent"),
        Outcome::Rejected => told(russian, "документа нет", "no document"),
        Outcome::Registered => told(russian, "документ есть", "the document exists"),
        Outcome::Unknown => {
            told(russian, "пока неизвестно, есть ли документ", "not known yet whether the document exists")
        }
    };
    let next = match error.retry() {
        Retry::Safe => told(russian, "повторить тот же вызов", "make the same call again"),
        Retry::FixInput => told(russian, "исправить документ или настройки", "fix the document or the configuration"),
        Retry::RecoverFirst => told(russian, "сначала `kassa_recover`", "`kassa_recover` first"),
        Retry::Service => told(russian, "позвать человека", "call a person"),
    };
    format!(
        "`outcome` — `{}`: {exists}. `retry` — `{}`: {next}.\n\n> {}\n>\n> **{}** {}\n\n",
        error.outcome.word(),
        error.retry().word(),
        within(error.message()),
        told(russian, "Что делать.", "What to do."),
        within(error.advice()),
    )
}

/// The part of a rule: what it demands, its levels, and the sentences of its faults and notes.
fn of_rule(row: &RuleRow, russian: bool) -> String {
    let title = told(russian, "Уровни (`rules` в настройках)", "Levels (`rules` of the configuration)");
    let default = level(row, russian);
    let levels = match row.default {
        None => format!("{title}: {default}."),
        Some(_) => {
            let words: Vec<String> = row.levels().map(|(word, _)| format!("`{word}`")).collect();
            format!("{title}: {}; {} `{default}`.", words.join(", "), told(russian, "по умолчанию", "by default"))
        }
    };
    let demands = told(russian, row.ru, row.en);
    let mut text = format!("{}: {demands}.\n\n{levels}\n", told(russian, "Правило требует", "The rule demands"));
    let said: Vec<String> = problems()
        .into_iter()
        .filter(|problem| problem.rule() == row.rule)
        .map(|problem| format!("- {}\n", problem.message().told(russian)))
        .collect();
    if !said.is_empty() {
        text += told(
            russian,
            "\nЧто пишется в `faults` и `warnings.notes`:\n\n",
            "\nWhat `faults` and `warnings.notes` say:\n\n",
        );
        text += &said.concat();
    }
    text
}
