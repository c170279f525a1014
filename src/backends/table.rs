//! The README's table of what each backend can do, made from what the backends state in code.

use super::{REGISTRY, Registered};
use crate::task::words::Words;
use crate::task::{TASKS, TaskName};

/// Tasks × backends in Markdown.
pub fn capabilities() -> String {
    let row = |first: &str, cell: &dyn Fn(&Registered) -> String| {
        let cells: String = REGISTRY.iter().map(|backend| format!(" {} |", cell(backend))).collect();
        format!("| {first} |{cells}\n")
    };
    let head = row("task", &|backend| format!("{} (`{}`)", backend.title, backend.name));
    let line = format!("|---|{}\n", "---|".repeat(REGISTRY.len()));
    let tasks: String =
        TASKS.iter().map(|task| row(&format!("`{}`", task.word()), &|backend| carries(backend, *task))).collect();
    let own = row("own methods (`kassa_call`)", &|backend| backend.methods.len().to_string());
    head + &line + &tasks + &own
}

/// How many fields of the task a backend carries, or that it has no such task.
fn carries(backend: &Registered, task: TaskName) -> String {
    match (backend.carries)(task) {
        None => "–".to_owned(),
        Some(tables) => match tables.iter().map(|table| table.len()).sum::<usize>() {
            0 => "yes".to_owned(),
            1 => "yes, 1 field".to_owned(),
            fields => format!("yes, {fields} fields"),
        },
    }
}
