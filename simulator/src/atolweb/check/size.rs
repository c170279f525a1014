//! The size of the document in the fiscal drive, estimated before it is begun.

use super::Fault;
use serde_json::Value;

/// The most bytes of a document.
pub(super) const MOST: usize = 32_768;
/// The tag and the length that stand before each value.
const HEAD: usize = 4;
const NUMBER: usize = 8;

/// The estimate leaves a fifth of the room free.
pub(super) fn check(task: &Value) -> Result<(), Fault> {
    let bytes = estimated(task) * 5 / 4;
    if bytes > MOST { Err(Fault::Size(bytes)) } else { Ok(()) }
}

fn estimated(value: &Value) -> usize {
    match value {
        Value::String(text) => text.chars().count() + HEAD,
        Value::Number(_) => NUMBER + HEAD,
        Value::Array(elements) => elements.iter().map(estimated).sum(),
        Value::Object(members) => members.values().map(estimated).sum(),
        Value::Null | Value::Bool(_) => 0,
    }
}
