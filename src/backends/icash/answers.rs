//! Answers of the register: accepted, refused, or unreadable.

use super::super::{Failure, json, not_json, odd_answer, shown, text_of, unknown_path};
use super::{NAME, codes, errors};
use crate::error::{BackendError, Text};
use crate::transport::Response;
use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::{Map, Value};
use std::fmt;

/// The JSON of an answer that is no refusal. `lines` maps the receipt's lines to the task's items, for the places of
/// faults.
///
/// Some answers have no `ok` (settings, state of the shift), so only `ok: false` is a refusal.
pub(super) fn accepted(response: &Response, lines: &[usize]) -> Result<Value, Failure> {
    let vendor =
        |text: Option<String>| BackendError { name: NAME, code: None, text, http_status: Some(response.status) };
    if response.status == 404 {
        // By the scheme of §10 an unknown path is refused before any command runs.
        return Err(unknown_path(vendor(Some(shown(&response.body)))));
    }
    let value = match Told::read(&response.body) {
        // If a member occurs twice, nobody can tell which one is meant.
        Ok(told) if told.has_doubled_member => {
            let text = Some(shown(&response.body));
            return Err(Failure::Unreadable(
                Text::of("в ответе поле повторяется", "the answer has a member twice"),
                vendor(text),
            ));
        }
        Ok(told) => told.value,
        Err(error) => {
            return Err(Failure::Unreadable(not_json(response.status, &error), vendor(Some(shown(&response.body)))));
        }
    };
    match value.get("ok") {
        Some(Value::Bool(false)) => Err(refusal(&value, response.status, lines)),
        None | Some(Value::Bool(true)) if response.status < 400 && value.is_object() => Ok(value),
        _ => Err(Failure::Unreadable(odd_answer(response.status), vendor(Some(shown(&response.body))))),
    }
}

/// An answer, and whether a member of it occurs twice.
struct Told {
    value: Value,
    has_doubled_member: bool,
}

impl Told {
    fn read(body: &[u8]) -> serde_json::Result<Self> {
        match json::read(body) {
            // Anything but an object has no members.
            Err(error) if error.is_data() => Ok(Self { value: json::read(body)?, has_doubled_member: false }),
            told => told,
        }
    }
}

impl<'de> Deserialize<'de> for Told {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(ToldVisitor)
    }
}

struct ToldVisitor;

impl<'de> Visitor<'de> for ToldVisitor {
    type Value = Told;

    fn expecting(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        formatter.write_str("a JSON object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Told, A::Error> {
        let (mut members, mut has_doubled_member) = (Map::new(), false);
        while let Some((name, value)) = map.next_entry::<String, Value>()? {
            has_doubled_member |= members.insert(name, value).is_some();
        }
        Ok(Told { value: Value::Object(members), has_doubled_member })
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
    let value: Value = json::read(body).ok()?;
    (value.get("ok") == Some(&Value::Bool(false))).then(|| refusal(&value, status, &[]))
}

/// The answer to a command that makes a document: only `ok: true` is a success.
pub(super) fn made(value: Value) -> Result<Value, Failure> {
    if value.get("ok") == Some(&Value::Bool(true)) {
        return Ok(value);
    }
    let text = Some(shown(value.to_string().as_bytes()));
    Err(Failure::Unreadable(
        Text::of("в ответе нет признака ok", "no ok in the answer"),
        BackendError { name: NAME, text, ..BackendError::default() },
    ))
}
