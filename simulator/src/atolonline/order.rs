//! The body of a request: read, and checked against the tables and the rules.

use super::operation::Operation;
use super::refusal::{BAD_REQUEST, FIELDS, Refusal};
use super::schema::{Edition, Faults, Members, Row, Schema};
use super::{rows, rules};
use crate::json::{self, Step};
use serde_json::Value;

/// A valid request for a document.
pub(super) struct Order {
    pub(super) external_id: String,
    pub(super) callback_url: Option<String>,
    pub(super) body: Members,
}

/// Reads the request for a document. The refusal names every wrong field at once.
pub(super) fn read(operation: Operation, bytes: &[u8], edition: Edition) -> Result<Order, Refusal> {
    let member = operation.member();
    let (head, document): (&'static [&'static [Row]], &'static [&'static [Row]]) = if member == "receipt" {
        (&[rows::HEAD, rows::RECEIPT_HEAD], &[rows::RECEIPT, rows::ITEMS, rows::DOCUMENT])
    } else {
        (&[rows::HEAD, rows::CORRECTION_HEAD], &[rows::CORRECTION, rows::ITEMS, rows::DOCUMENT])
    };
    let (body, mut faults) = object(bytes)?;
    let inner = body.get(member).and_then(Value::as_object);
    Schema { tables: head, edition }.check(&body, "", &mut faults);
    if let Some(inner) = inner {
        Schema { tables: document, edition }.check(inner, member, &mut faults);
    }
    // The rules read sums and codes, so they need fields of the right type.
    if let Some(inner) = inner.filter(|_| faults.is_empty()) {
        rules::check(inner, member, &mut faults);
    }
    Refusal::of_fields(FIELDS, &faults)?;
    let text = |value: &Value| value.as_str().map(str::to_owned);
    let callback_url = body.get("service").and_then(|service| text(service.get("callback_url")?));
    let external_id = body.get("external_id").and_then(text).unwrap_or_default();
    Ok(Order { external_id, callback_url, body })
}

/// Parses a JSON object. Names that occur twice in one object are faults.
pub(super) fn object(bytes: &[u8]) -> Result<(Members, Faults), Refusal> {
    let value = json::parse(bytes).map_err(|error| Refusal::because(BAD_REQUEST, &error))?;
    let Value::Object(members) = value else {
        return Err(Refusal::because(BAD_REQUEST, "нужен объект JSON"));
    };
    let faults = json::repeated_keys(bytes).iter().map(|way| format!("{}: поле повторяется", path(way))).collect();
    Ok((members, faults))
}

fn path(way: &[Step]) -> String {
    let step = |step: &Step| match step {
        Step::Key(name) => format!(".{name}"),
        Step::Index(index) => format!("[{index}]"),
    };
    way.iter().map(step).collect::<String>().trim_start_matches('.').to_owned()
}
