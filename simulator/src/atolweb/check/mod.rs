//! The check of a task before it is executed: its members against a table, in the order of the driver's scripts. The
//! first fault ends the check.

mod blocks;
mod field;
mod members;
mod print;
mod receipt;
mod registration;
mod size;
mod tasks;
mod unknown;

pub(super) use tasks::{Kind as TaskKind, of as task_of};

use super::Ffd;
use super::failure::{self, Failure};
use serde_json::Value;

/// How strict the driver and the register are.
#[derive(Clone, Copy, Debug)]
pub(super) struct Rules {
    /// The version of the fiscal documents that the register makes.
    pub(super) ffd: Ffd,
    /// Whether the driver knows the rates of 2025 and 2026.
    pub(super) new_rates: bool,
    /// Whether members and items that the driver does not know are faults. The real driver ignores them.
    pub(super) strict: bool,
}

/// What is wrong with a task.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Fault {
    Missing(String),
    WrongType(String, String),
    WrongValue(String, String),
    Size(usize),
    /// The driver's own script fails on the task.
    Crash,
}

impl From<Fault> for Failure {
    fn from(fault: Fault) -> Self {
        let why = match fault {
            Fault::Missing(path) => format!("Поле \"{path}\" отсутствует"),
            Fault::WrongType(path, types) => format!("Поле \"{path}\" имеет неверный тип (ожидается \"{types}\")"),
            Fault::WrongValue(path, value) => format!("Некорректное значение поля \"{path}\" ({value})"),
            Fault::Size(bytes) => {
                format!("Размер чека: {bytes} байт. Допустимый размер чека не более {} байт", size::MOST)
            }
            Fault::Crash => return Self::because(failure::SCRIPT, "Ошибка скрипта драйвера"),
        };
        Self::because(failure::PARSE, why)
    }
}

/// Checks a task. Returns what it is, or the first fault.
pub(super) fn check(task: &Value, rules: Rules) -> Result<TaskKind, Failure> {
    let Some(word) = task.get("type").and_then(Value::as_str) else {
        return Err(Fault::Missing("type".to_owned()).into());
    };
    let Some(kind) = task_of(word) else { return Err(Failure::new(failure::NO_SUCH_TASK)) };
    let fields = kind.fields(rules.ffd);
    members::check(fields, task, "", rules)?;
    if kind.is_sized(rules.ffd) {
        size::check(task)?;
    }
    if rules.strict {
        unknown::check(fields, task, rules)?;
    }
    Ok(kind)
}

/// Whether a member counts as missing: absent, `null` or `{}`.
pub(super) fn is_missing(value: Option<&Value>) -> bool {
    match value {
        None | Some(Value::Null) => true,
        Some(Value::Object(members)) => members.is_empty(),
        Some(_) => false,
    }
}

/// The member at a path such as `clientInfo.name`, unless it is missing.
pub(super) fn at<'a>(value: &'a Value, path: &str) -> Option<&'a Value> {
    let found = path.split('.').try_fold(value, |value, name| value.get(name))?;
    (!is_missing(Some(found))).then_some(found)
}
