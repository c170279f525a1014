//! Answers of the register: accepted, refused, or unreadable.

use super::super::{Failure, Refused, shown, text_of};
use super::{NAME, codes, errors};
use crate::error::{BackendError, Refusal, Retry, Text};
use crate::task::json::Node;
use crate::transport::Response;
use serde_json::Value;

/// The JSON of an answer that is no refusal. `lines` maps the receipt's lines to the task's items, for the places of
/// faults.
///
/// Some answers have no `ok` (settings, state of the shift), so only `ok: false` is a refusal.
pub(super) fn accepted(response: &Response, lines: &[usize]) -> Result<Value, Failure> {
    let vendor =
        |text: Option<String>| BackendError { name: NAME, code: None, text, http_status: Some(response.status) };
    if response.status == 404 {
        // By the scheme of §10 an unknown path is refused before any command runs. But it cannot be seen whether the
        // register answered or something on the way to it.
        return Err(Failure::Refused(Box::new(Refused {
            refusal: Refusal {
                message: Text::of(
                    "По этому адресу нет такой команды (HTTP 404).",
                    "This address has no such command (HTTP 404).",
                ),
                advice: Text::of(
                    "Проверьте url в настройках: это должен быть адрес ККТ iCASH-1F.",
                    "Check url in the configuration: it must be the address of an iCASH-1F register.",
                ),
                retry: Retry::FixInput,
                faults: Vec::new(),
            },
            vendor: vendor(Some(shown(&response.body))),
            unresolved: true,
            not_printed: false,
        })));
    }
    let value: Value = match serde_json::from_slice::<Node>(&response.body) {
        // If a member occurs twice, nobody can tell which one is meant.
        Ok(node) if node.has_doubled_member() => {
            let text = Some(shown(&response.body));
            return Err(Failure::Unreadable("the answer has a member twice".into(), vendor(text)));
        }
        Ok(node) => node.to_value(),
        Err(error) => {
            return Err(Failure::Unreadable(
                format!("HTTP {}, {error}", response.status),
                vendor(Some(shown(&response.body))),
            ));
        }
    };
    match value.get("ok") {
        Some(Value::Bool(false)) => Err(refusal(&value, response.status, lines)),
        None | Some(Value::Bool(true)) if response.status < 400 && value.is_object() => Ok(value),
        _ => Err(Failure::Unreadable(format!("HTTP {}", response.status), vendor(Some(shown(&response.body))))),
    }
}

fn refusal(value: &Value, status: u16, lines: &[usize]) -> Failure {
    let code = value.get("code").and_then(Value::as_i64);
    let vendor = BackendError { name: NAME, code, text: text_of(value, "message"), http_status: Some(status) };
    let mut refused = match code {
        Some(code) => codes::refused(code, vendor),
        None => codes::refused(0, vendor),
    };
    refused.refusal.faults = errors::faults(value, lines);
    Failure::Refused(Box::new(refused))
}

/// A refusal instead of a requested file: every command refuses in this form (§6).
pub(super) fn refused(body: &[u8], status: u16) -> Option<Failure> {
    let value: Value = serde_json::from_slice(body).ok()?;
    (value.get("ok") == Some(&Value::Bool(false))).then(|| refusal(&value, status, &[]))
}

/// The answer to a command that makes a document: only `ok: true` is a success.
pub(super) fn made(value: Value) -> Result<Value, Failure> {
    if value.get("ok") == Some(&Value::Bool(true)) {
        return Ok(value);
    }
    let text = Some(shown(value.to_string().as_bytes()));
    Err(Failure::Unreadable("no ok in the answer".into(), BackendError { name: NAME, text, ..BackendError::default() }))
}
