//! The tables of docs/en/fields.md: for each task its fields, and what each register does with them.

use crate::tables::{is_leaf, selling, told};
use kassa::task::capabilities::{FieldSpec, Limit};
use kassa::task::words::Words;
use kassa::task::{TASKS, TaskName};

type Tables = Option<&'static [&'static [FieldSpec]]>;

/// One table for each group of tasks that have the same fields on every register.
pub fn field_tables(russian: bool) -> String {
    let registers = selling();
    let columns = |task: TaskName| registers.iter().map(|backend| (backend.capabilities)(task)).collect::<Vec<_>>();
    let mut groups: Vec<(Vec<TaskName>, String)> = Vec::new();
    for task in TASKS {
        let rows = rows(&columns(*task), russian);
        match groups.iter_mut().find(|(_, others)| *others == rows) {
            Some((tasks, _)) => tasks.push(*task),
            None => groups.push((vec![*task], rows)),
        }
    }
    let titles: String = registers.iter().map(|backend| format!(" {} |", backend.title)).collect();
    let mut text = String::new();
    for (tasks, rows) in &groups {
        let names: Vec<String> = tasks.iter().map(|task| format!("`{}`", task.word())).collect();
        text += &format!("## {}\n\n", names.join(", "));
        let head = told(russian, "поле", "field");
        text += &format!("| {head} |{titles}\n|---|{}\n{rows}\n", "---|".repeat(registers.len()));
    }
    text
}

/// The rows of one task: whether it is supported at all, then its fields.
fn rows(columns: &[Tables], russian: bool) -> String {
    let mut paths: Vec<&str> = Vec::new();
    for tables in columns.iter().copied().flatten() {
        let leaves = tables.iter().copied().flatten().filter(|field| is_leaf(field, tables));
        for path in leaves.map(|field| field.path) {
            if !paths.contains(&path) {
                paths.push(path);
            }
        }
    }
    paths.sort_unstable();
    let row = |name: &str, cell: &dyn Fn(&Tables) -> String| {
        format!("| {name} |{}\n", columns.iter().map(|tables| format!(" {} |", cell(tables))).collect::<String>())
    };
    let supported = |tables: &Tables| {
        told(russian, if tables.is_some() { "да" } else { "нет" }, if tables.is_some() { "yes" } else { "no" })
            .to_owned()
    };
    let fields = paths.iter().map(|path| row(&format!("`{path}`"), &|tables| cell(*tables, path, russian)));
    row(told(russian, "**задание**", "**task**"), &supported) + &fields.collect::<String>()
}

/// What a register does with a field: it is sent (with its limits), left out with a note, or refused.
fn cell(tables: Tables, path: &str, russian: bool) -> String {
    let Some(tables) = tables else { return String::new() };
    match tables.iter().copied().flatten().find(|field| field.path == path) {
        None => "–".to_owned(),
        Some(field) if field.left_out.is_some() => "○".to_owned(),
        Some(field) => format!("+{}", limits(&field.limit, russian)),
    }
}

/// The limits that a register adds to those of the vocabulary.
fn limits(limit: &Limit, russian: bool) -> String {
    let mut parts = Vec::new();
    if limit.required {
        parts.push(told(russian, "обязательно", "required").to_owned());
    }
    if limit.most != usize::MAX {
        let unit = if limit.digits { told(russian, " цифр", " digits") } else { "" };
        parts.push(match limit.least {
            least if least == limit.most => format!("{least}{unit}"),
            0 | 1 => format!("≤ {}{unit}", limit.most),
            least => format!("{least}–{}{unit}", limit.most),
        });
    }
    if limit.fraction != u32::MAX {
        parts.push(format!("0.{}", "0".repeat(limit.fraction as usize)));
    }
    parts.extend(limit.words.iter().map(|word| format!("`{word}`")));
    if parts.is_empty() { String::new() } else { format!(" {}", parts.join(", ")) }
}
