//! The README's table of what each backend can do, made from what the backends state in code.

use super::{REGISTRY, Registered};
use crate::task::words::Words;
use crate::task::{TASKS, TaskName};

/// Tasks × backends in Markdown.
pub fn capabilities() -> String {
    let mut text = String::from("| task |");
    for backend in REGISTRY {
        text += &format!(" {} (`{}`) |", backend.title, backend.name);
    }
    text += "\n|---|";
    text += &"---|".repeat(REGISTRY.len());
    text.push('\n');
    for task in TASKS {
        text += &format!("| `{}` |", task.word());
        for backend in REGISTRY {
            text += &format!(" {} |", cell(backend, *task));
        }
        text.push('\n');
    }
    text += "| own methods (`kassa_call`) |";
    for backend in REGISTRY {
        text += &format!(" {} |", backend.methods.len());
    }
    text.push('\n');
    text
}

/// How many fields of the task a backend carries, or that it has no such task.
fn cell(backend: &Registered, task: TaskName) -> String {
    match (backend.carries)(task) {
        None => "–".to_owned(),
        Some(tables) => match tables.iter().map(|table| table.len()).sum::<usize>() {
            0 => "yes".to_owned(),
            fields => format!("yes, {fields} fields"),
        },
    }
}
