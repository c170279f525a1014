//! The tables of the documents, in Markdown, made from what the code states.

use kassa::backends::setting::Setting;
use kassa::backends::{REGISTRY, Registered};
use kassa::driver::SETTINGS;
use kassa::error::{Level, RULES};
use kassa::task::capabilities::FieldSpec;
use kassa::task::words::Words;
use kassa::task::{TASKS, TaskName};

/// The README's table of what each register can do: tasks × registers. A service that has no task at all is no register.
pub fn capabilities() -> String {
    let has_tasks = |backend: &&Registered| TASKS.iter().any(|task| (backend.capabilities)(*task).is_some());
    let registers: Vec<&Registered> = REGISTRY.iter().filter(has_tasks).collect();
    let row = |first: &str, cell: &dyn Fn(&Registered) -> String| {
        let cells: String = registers.iter().map(|backend| format!(" {} |", cell(backend))).collect();
        format!("| {first} |{cells}\n")
    };
    let head = row("task", &|backend| format!("{} (`{}`)", backend.title, backend.name));
    let line = format!("|---|{}\n", "---|".repeat(registers.len()));
    let tasks: String =
        TASKS.iter().map(|task| row(&format!("`{}`", task.word()), &|backend| fields_taken(backend, *task))).collect();
    let own = row("own methods (`kassa_call`)", &|backend| backend.methods.len().to_string());
    head + &line + &tasks + &own
}

/// How many fields of the task a backend carries, or that it has no such task.
fn fields_taken(backend: &Registered, task: TaskName) -> String {
    match (backend.capabilities)(task) {
        None => "–".to_owned(),
        Some(tables) => match tables.iter().copied().flatten().filter(|field| is_leaf(field, tables)).count() {
            0 => "yes".to_owned(),
            1 => "yes, 1 field".to_owned(),
            fields => format!("yes, {fields} fields"),
        },
    }
}

/// Whether it is a field itself: a row about an object (it must be there) only says more of the fields within.
fn is_leaf(field: &FieldSpec, tables: &[&[FieldSpec]]) -> bool {
    let within = |other: &FieldSpec| other.path.strip_prefix(field.path).is_some_and(|rest| rest.starts_with('.'));
    !tables.iter().copied().flatten().any(within)
}

/// The rules that documents are checked against, for docs/config.md.
pub fn rules() -> String {
    let mut text = String::from("| rule | level by default | what it demands |\n|---|---|---|\n");
    for row in &RULES {
        let level = match row.default {
            None => "always strict",
            Some(Level::Strict) => "strict",
            Some(Level::Warn) => "warn",
            Some(Level::Off) => "off",
        };
        text += &format!("| `{}` | {level} | {} |\n", row.name, row.demands);
    }
    text
}

/// The tables by name: `common` for the keys of every backend, and one for each backend's own.
pub fn settings() -> Vec<(&'static str, String)> {
    let own = REGISTRY.iter().map(|registered| (registered.name, table(registered.settings)));
    [("common", table(SETTINGS))].into_iter().chain(own).collect()
}

fn table(rows: &[Setting]) -> String {
    let mut text = String::from("| key | value | default | meaning |\n|---|---|---|---|\n");
    for row in rows {
        text += &format!("| `{}` | {} | {} | {} |\n", row.key, row.values(false), row.default(false), row.about.en);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_says_in_both_languages_what_it_is_for() {
        for row in REGISTRY.iter().flat_map(|registered| registered.settings).chain(SETTINGS) {
            for text in [row.about].into_iter().chain(row.caption).flat_map(|text| [text.ru, text.en]) {
                assert!(!text.is_empty() && !text.contains('|'), "{}: {text:?}", row.key);
            }
        }
    }
}
