//! What the register answers about a document it made, as the common fields and notes for the caller.

use super::super::fingerprint::Fingerprint;
use super::super::{Made, text_of};
use super::fingerprint;
use super::members::{count, date_time, member};
use super::number::sum_of;
use crate::error::{Fault, Note, Problem, Text};
use crate::task::answer::{Answer, FiscalParams};
use crate::task::money::Money;
use serde_json::{Map, Value, json};

/// The answer to a document that was just made.
///
/// `expected` is the fingerprint of what was sent. A fact that the register recorded differently becomes a note, so
/// that the caller learns of it.
pub(super) fn made(native: Value, fingerprint: &Fingerprint) -> Made {
    let data = native.get("response_data").cloned().unwrap_or_default();
    let body = body_of(&data);
    let number = count(&data, "fr_shift_number").zip(count(&data, "shift_document_number"));
    let mut answer = answer(&data, body);
    let shown = fingerprint::of_document(fingerprint.kind, body);
    for (name, fact) in &fingerprint.attributes {
        match shown.attributes.get(name) {
            Some(seen) if seen != fact => answer.notes.push(note(&other(name, fact, seen))),
            _ => {}
        }
    }
    let keeps_marks = (!fingerprint.marks.is_empty() && body.is_object()).then_some(!shown.marks.is_empty());
    answer.native = Some(native);
    Made { number: number.map(|(shift, document)| fingerprint::serial(shift, document)), answer, keeps_marks }
}

/// The document itself: under `body`. For cash, the vendor's table has it under `money_placement`.
pub(super) fn body_of(data: &Value) -> &Value {
    data.get("body").or_else(|| data.get("money_placement")).unwrap_or(&Value::Null)
}

/// The common fields of a document: `data` is its envelope, `body` the document itself.
pub(super) fn answer(data: &Value, body: &Value) -> Answer {
    let flag = |name| member(data, name).and_then(Value::as_bool).unwrap_or(false);
    let sum = |name| body.get(name).and_then(sum_of);
    let registered = data.get("reg_info").and_then(|info| info.get("kkm")).and_then(|kkm| text_of(kkm, "fns_kkm_id"));
    let fiscal = FiscalParams {
        total: body.get("amounts").and_then(|amounts| amounts.get("total")).and_then(sum_of).or_else(|| sum("sum")),
        document_number: count(data, "shift_document_number"),
        date_time: ["date_time", "datetime"]
            .iter()
            .find_map(|name| body.get(*name).and_then(date_time))
            .or_else(|| text_of(data, "date")),
        sign: text_of(data, "fiscal_id").or_else(|| text_of(body, "printed_document_number_old")),
        shift_number: count(data, "fr_shift_number"),
        registration_number: registered,
        fns_url: text_of(data, "ofd_url"),
        qr: text_of(data, "qr_code").or_else(|| text_of(body, "printed_ticket")),
        ..FiscalParams::default()
    };
    let mut answer = Answer { fields: counters(body), offline: flag("is_offline"), ..Answer::default() };
    if answer.offline {
        answer.notes.push(note(&autonomous(fiscal.sign.as_deref())));
    }
    if flag("is_invalid_token") {
        answer.notes.push(note(&invalid_token()));
    }
    answer.fiscal = Some(fiscal);
    answer
}

/// Receipt types in the order of `OperationTypeEnum`.
const OPERATIONS: [&str; 4] = ["buy", "buyReturn", "sell", "sellReturn"];

/// The counters of a report: cash in the drawer, revenue of the shift, and count and sum of receipts by type.
fn counters(body: &Value) -> Map<String, Value> {
    let mut counters = Map::new();
    let number = |sum: Money| Value::Number(sum.to_number());
    if let Some(cash) = body.get("cash_sum").and_then(sum_of) {
        counters.insert("cashSum".into(), number(cash));
    }
    if let Some(revenue) = body.get("revenue")
        && let Some(sum) = revenue.get("sum").and_then(sum_of)
    {
        let negative = revenue.get("is_negative") == Some(&Value::Bool(true));
        counters.insert("revenue".into(), number(if negative { Money::ZERO - sum } else { sum }));
    }
    let receipts: Map<String, Value> = body
        .get("ticket_operationsList")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .filter_map(|of| {
            let name = OPERATIONS.get(usize::try_from(count(of, "operation")?).ok()?)?;
            let sum = of.get("tickets_sum").and_then(sum_of)?;
            Some(((*name).to_owned(), json!({ "count": count(of, "tickets_count")?, "sum": sum.to_number() })))
        })
        .collect();
    if !receipts.is_empty() {
        counters.insert("receipts".into(), Value::Object(receipts));
    }
    let mut fields = Map::new();
    if !counters.is_empty() {
        fields.insert("counters".into(), Value::Object(counters));
    }
    fields
}

/// A note of an answer.
pub(super) fn note(text: &Text) -> Note {
    Fault { path: String::new(), value: None, problem: Problem::Form(text.clone()) }.into()
}

fn autonomous(sign: Option<&str>) -> Text {
    let sign = sign.unwrap_or("–");
    Text::with(
        format!("Касса без связи с ОФД: автономный признак {sign}, документ передаётся в ОФД позже (до 72 часов)"),
        format!("The register is offline: offline sign {sign}, the document goes to the OFD later (within 72 hours)"),
    )
}

fn invalid_token() -> Text {
    Text::of(
        "ОФД не принимает токен кассы: получите новый и задайте его методом SaveKKM",
        "The OFD does not accept the token of the register: get a new one and set it with SaveKKM",
    )
}

fn other(name: &str, sent: &str, seen: &str) -> Text {
    Text::with(
        format!("Касса записала другое значение ({name}): отправлено «{sent}», записано «{seen}»"),
        format!("The register recorded another value ({name}): sent \"{sent}\", recorded \"{seen}\""),
    )
}

/// An answer to a query: one named object.
pub(super) fn named(name: &str, fields: Map<String, Value>, native: Value) -> Answer {
    let fields = [(name.to_owned(), Value::Object(fields))].into_iter().collect();
    Answer { fields, native: Some(native), ..Answer::default() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cash_is_read_under_both_of_its_names() {
        let fingerprint = fingerprint::of_request("MoneyPlacement", &json!({"operation": 0, "sum": 1000}));
        for name in ["body", "money_placement"] {
            let placed = json!({"operation": 0, "sum": {"bills": 1000, "coins": 0}});
            let data = json!({"fr_shift_number": 4, "shift_document_number": 2, name: placed});
            let made = made(json!({"response_code": 0, "response_data": data}), &fingerprint);
            let fiscal = made.answer.fiscal.unwrap();
            assert_eq!((fiscal.total, made.number), (Money::parse("1000"), Some(fingerprint::serial(4, 2))), "{name}");
            assert!(made.answer.notes.is_empty(), "{name}: {:?}", made.answer.notes);
        }
    }
}
