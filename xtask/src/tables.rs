//! The tables of the documents, in Markdown, generated from the tables of the code.

use kassa::backends::setting::Setting;
use kassa::backends::{REGISTRY, Registered};
use kassa::driver::SETTINGS;
use kassa::error::{Level, RULES, RuleRow};
use kassa::task::capabilities::FieldSpec;
use kassa::task::words::Words;
use kassa::task::{TASKS, TaskName};
use std::collections::BTreeSet;

/// The table of what each register supports: tasks × registers, in each cell the number of the task's fields that it is
/// sent. A service without any task is not a register.
pub fn capabilities(russian: bool) -> String {
    let told = |ru, en| if russian { ru } else { en };
    let has_tasks = |backend: &&Registered| TASKS.iter().any(|task| (backend.capabilities)(*task).is_some());
    let registers: Vec<&Registered> = REGISTRY.iter().filter(has_tasks).collect();
    let row = |first: &str, cell: &dyn Fn(&Registered) -> String| {
        let cells: String = registers.iter().map(|backend| format!(" {} |", cell(backend))).collect();
        format!("| {first} |{cells}\n")
    };
    let head = row(told("задание", "task"), &|backend| format!("{} (`{}`)", backend.title, backend.name));
    let line = format!("|---|{}\n", "---|".repeat(registers.len()));
    let tasks: String =
        TASKS.iter().map(|task| row(&format!("`{}`", task.word()), &|backend| fields_taken(backend, *task))).collect();
    let own = row(told("методы кассы (`kassa_call`)", "own methods (`kassa_call`)"), &|backend| {
        backend.methods.len().to_string()
    });
    head + &line + &tasks + &own
}

/// The number of the task's fields that a backend supports, or `–` if it does not support the task.
fn fields_taken(backend: &Registered, task: TaskName) -> String {
    match (backend.capabilities)(task) {
        None => "–".to_owned(),
        Some(tables) => sent(backend, task).filter(|field| is_leaf(field, tables)).count().to_string(),
    }
}

/// The rows of the task's fields that are sent.
pub(crate) fn sent(backend: &Registered, task: TaskName) -> impl Iterator<Item = &'static FieldSpec> + use<> {
    (backend.capabilities)(task).unwrap_or_default().iter().copied().flatten().filter(|field| field.left_out.is_none())
}

/// The backends whose register makes receipts.
pub(crate) fn selling() -> Vec<&'static Registered> {
    REGISTRY.iter().filter(|backend| (backend.capabilities)(TaskName::Sell).is_some()).collect()
}

/// Whether the row is a field of its own. A row about an object only says that the object is required; its fields have
/// their own rows.
pub(crate) fn is_leaf(field: &FieldSpec, tables: &[&[FieldSpec]]) -> bool {
    let within = |other: &FieldSpec| other.path.strip_prefix(field.path).is_some_and(|rest| rest.starts_with('.'));
    !tables.iter().copied().flatten().any(within)
}

/// The fields that are left out with a note, with the reason, for the docs: a row a field, a column a register.
pub fn left_out(russian: bool) -> String {
    let registers = selling();
    let reasons = |backend: &Registered, path: &str| -> Option<String> {
        let of_task = |task: &TaskName| {
            let tables = (backend.capabilities)(*task)?;
            let field = tables.iter().copied().flatten().find(|field| field.path == path)?;
            Some((*task, field.left_out))
        };
        let fields: Vec<_> = TASKS.iter().filter_map(of_task).collect();
        let reason = fields.iter().find_map(|(_, reason)| *reason)?;
        let reason = if russian { reason.ru } else { reason.en };
        let left: Vec<_> = fields.iter().filter(|(_, reason)| reason.is_some()).map(|(task, _)| task.word()).collect();
        let within = told(russian, "в", "in");
        let somewhere = || format!("{reason}: {within} `{}`", left.join("`, `"));
        Some(if left.len() == fields.len() { reason.to_owned() } else { somewhere() })
    };
    let all = registers.iter().flat_map(|backend| TASKS.iter().filter_map(|task| (backend.capabilities)(*task)));
    let paths: BTreeSet<&str> = all
        .flat_map(|tables| tables.iter().copied().flatten())
        .filter(|f| f.left_out.is_some())
        .map(|f| f.path)
        .collect();
    let titles: String = registers.iter().map(|backend| format!(" {} |", backend.title)).collect();
    let mut text = format!("| {} |{titles}\n|---|{}\n", told(russian, "поле", "field"), "---|".repeat(registers.len()));
    for path in paths {
        let cells: String = registers
            .iter()
            .map(|backend| format!(" {} |", reasons(backend, path).unwrap_or_else(|| "–".to_owned())))
            .collect();
        text += &format!("| `{path}` |{cells}\n");
    }
    text
}

/// The rules that check documents, as the table of docs/en/config.md; a rule's name leads to its page.
pub fn rules(russian: bool) -> String {
    let head = told(
        russian,
        "| правило | уровень по умолчанию | чего требует |",
        "| rule | level by default | what it demands |",
    );
    let mut text = format!("{head}\n|---|---|---|\n");
    for row in &RULES {
        let demands = told(russian, row.ru, row.en);
        text += &format!("| [`{0}`](errors/{0}.md) | {1} | {demands} |\n", row.name, level(row, russian));
    }
    text
}

/// The level of a rule without configuration.
pub(crate) fn level(row: &RuleRow, russian: bool) -> &'static str {
    match row.default {
        None => told(russian, "всегда strict", "always strict"),
        Some(Level::Strict) => "strict",
        Some(Level::Warn) => "warn",
        Some(Level::Off) => "off",
        Some(Level::Adjust) => row.adjust.unwrap_or_default(),
    }
}

/// The text in one of the two languages.
pub(crate) const fn told(russian: bool, ru: &'static str, en: &'static str) -> &'static str {
    if russian { ru } else { en }
}

/// The tables of the configuration's keys, by name: `common` for the keys of every backend, and one for each backend.
pub fn settings(russian: bool) -> Vec<(&'static str, String)> {
    let own = REGISTRY.iter().map(|registered| (registered.name, table(registered.settings, russian)));
    [("common", table(SETTINGS, russian))].into_iter().chain(own).collect()
}

fn table(rows: &[Setting], russian: bool) -> String {
    let head = told(russian, "| ключ | значение | по умолчанию | что это |", "| key | value | default | meaning |");
    let mut text = format!("{head}\n|---|---|---|---|\n");
    for row in rows {
        let (values, default, about) = (row.values(russian), row.default(russian), row.about.told(russian));
        text += &format!("| `{}` | {values} | {default} | {about} |\n", row.key);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_setting_is_described_in_both_languages() {
        for row in REGISTRY.iter().flat_map(|registered| registered.settings).chain(SETTINGS) {
            for text in [row.about].into_iter().chain(row.caption).flat_map(|text| [text.ru, text.en]) {
                assert!(!text.is_empty() && !text.contains('|'), "{}: {text:?}", row.key);
            }
        }
    }
}
