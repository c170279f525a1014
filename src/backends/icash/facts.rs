//! What the register says of a document: the common fields, and by what the document is known again.

use super::super::known::{Expected, Kind};
use super::super::{Record, text_of};
use crate::task::answer::{Answer, FiscalParams};
use crate::task::money::{Money, decimal};
use serde::Serialize;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// Tags that hold a sum.
const SUMS: &[&str] = &["T1020", "T1031", "T1081", "T1215", "T1216", "T1217"];

/// Tags that hold a text.
const TEXTS: &[&str] = &["T1021", "T1203", "T1008", "T1192", "T1227", "T1228", "T1018", "T1037"];

/// Tags by which a receipt is somebody's: name, ИНН, phone or e-mail of the buyer.
const BUYER: &[&str] = &["T1227", "T1228", "T1008"];

/// Texts and numbers that tell one registration from another.
const REGISTERED: &[&str] = &["T1048", "T1009", "T1187", "T1117", "T1017", "T1046", "T1036", "T1101"];

/// Lists of codes that do.
const CODES: &[&str] = &["T1062", "T1057"];

/// Switches that do.
const FLAGS: &[&str] = &["T1002", "T1221", "T1110", "T1056", "T1001", "T1108"];

/// Tags that only a correction has.
const CORRECTS: &[&str] = &["T1173", "T1174", "T1178", "T1179"];

/// Switches of a registration that a report may leave out where they are off.
const SWITCHES: &[&str] = &["T1109", "T1126", "T1193", "T1207"];

/// By what a receipt is known again: kind, sums, cashier, buyer, lines and, where there is one, the mark.
pub(super) fn of_receipt(kind: Kind, body: &impl Serialize, mark: &str) -> Expected {
    // The same reading as of an answer, so that what is compared is spelled alike.
    let sent = serde_json::to_value(body).unwrap_or_default();
    let marks = marks(&sent).into_iter().filter(|sent| sent == mark).collect();
    Expected { kind, facts: facts(kind, &sent), marks, unmarked_doubtful: false }
}

/// By what any other document is known again.
pub(super) fn of_tags(kind: Kind, sent: &Value) -> Expected {
    Expected { kind, facts: facts(kind, sent), marks: Vec::new(), unmarked_doubtful: false }
}

/// The common fields of a document's tags, or of an answer that has them under `data`.
pub(super) fn fiscal_params(answer: &Value) -> FiscalParams {
    let data = answer.get("data").unwrap_or(answer);
    let number = |name| text_of(data, name).and_then(|digits| digits.parse().ok());
    FiscalParams {
        total: text_of(data, "T1020").and_then(|digits| Money::parse(&digits)),
        document_number: number("T1040")
            .or_else(|| text_of(answer, "document_number").and_then(|digits| digits.parse().ok())),
        date_time: text_of(data, "T1012"),
        sign: text_of(data, "T1077"),
        receipt_number: number("T1042"),
        shift_number: number("T1038"),
        receipts_count: number("T1118"),
        fn_number: text_of(data, "T1041"),
        registration_number: text_of(data, "T1037"),
        fns_url: text_of(data, "T1060"),
        qr: text_of(data, "T1196"),
    }
}

/// A document found by its number (§6.5.3).
pub(super) fn record(number: u64, found: Value) -> Record {
    let code = found.get("document_type").and_then(Value::as_u64);
    let data = found.get("data").cloned().unwrap_or_default();
    let known = kind(code, &data).map(|kind| Expected {
        kind,
        facts: facts(kind, &data),
        marks: marks(&data),
        unmarked_doubtful: false,
    });
    let mut fiscal = fiscal_params(&found);
    fiscal.document_number = Some(number);
    Record { number, known, answer: Answer { fiscal: Some(fiscal), native: Some(found), ..Answer::default() } }
}

/// Kind of a document. Which of two code lists `document_type` follows is not said (6.1 has one, the FN another), so
/// the tags decide where the lists disagree.
fn kind(code: Option<u64>, data: &Value) -> Option<Kind> {
    let has = |tag| data.get(tag).is_some();
    if has("T1054") && has("T1020") {
        // Of these codes both lists say a correction, or something that is no settlement.
        let corrects = matches!(code, Some(20 | 21 | 31 | 41)) || CORRECTS.iter().any(|tag| has(tag));
        return Some(if corrects { Kind::Correction } else { Kind::Receipt });
    }
    match code? {
        1 => Some(Kind::Registration),
        2 => Some(Kind::OpenShift),
        3 | 4 | 17 => Some(Kind::Receipt),
        5 | 8 => Some(Kind::CloseShift),
        6 | 16 => Some(Kind::CloseArchive),
        11 | 18 | 19 => Some(Kind::Reregistration),
        20 | 31 | 41 => Some(Kind::Correction),
        // The list of 6.1 has the correction of a form of strict account here (21), but that has T1054.
        21 | 23 => Some(Kind::CurrentState),
        _ => None,
    }
}

/// What stands where marks of ours may stand: T1192, and the value of T1084.
fn marks(data: &Value) -> Vec<String> {
    let user = data.get("T1084").and_then(|attribute| text_of(attribute, "T1086"));
    text_of(data, "T1192").into_iter().chain(user).collect()
}

fn facts(kind: Kind, data: &Value) -> BTreeMap<String, String> {
    let mut facts = BTreeMap::new();
    if matches!(kind, Kind::Registration | Kind::Reregistration) {
        let is_on = |tag: &str| data.get(tag).map_or(Some(false), Value::as_bool);
        facts.extend(SWITCHES.iter().filter_map(|tag| Some(((*tag).to_owned(), is_on(tag)?.to_string()))));
    }
    if let Some(operation) = text_of(data, "T1054") {
        facts.insert("T1054".to_owned(), operation);
    }
    for tag in SUMS {
        if let Some(sum) = text_of(data, tag).and_then(|digits| Money::parse(&digits)).filter(|sum| *sum != Money::ZERO)
        {
            facts.insert((*tag).to_owned(), sum.to_string());
        }
    }
    for tag in TEXTS {
        if let Some(text) = text_of(data, tag) {
            facts.insert((*tag).to_owned(), text);
        }
    }
    if data.get("T1054").is_none() {
        facts.extend(registered(data));
    } else {
        // That there is none has to agree as well; one that was given and is not shown leaves a doubt.
        let absent = BUYER.iter().filter(|tag| text_of(data, tag).is_none());
        facts.extend(absent.map(|tag| (format!("no {tag}"), String::new())));
    }
    if let Some(Value::Array(lines)) = data.get("T1059").filter(|lines| **lines != Value::Array(Vec::new())) {
        facts.extend(LINE.iter().filter_map(|(tag, read)| Some((format!("T1059.{tag}"), column(lines, tag, *read)?))));
    }
    facts
}

/// Reads a part of a line into one spelling.
type Read = fn(String) -> Option<String>;

/// Parts of a line by which it is known: name, price, quantity, sum.
const LINE: &[(&str, Read)] = &[
    ("T1030", Some),
    ("T1079", |digits| Some(Money::parse(&digits)?.to_string())),
    ("T1023", |digits| Some(decimal(&digits)?.to_string())),
    ("T1043", |digits| Some(Money::parse(&digits)?.to_string())),
];

/// A part of all lines; no fact where that of one line is left out or cannot be read.
fn column(lines: &[Value], tag: &str, read: Read) -> Option<String> {
    let parts: Option<Vec<String>> = lines.iter().map(|line| text_of(line, tag).and_then(read)).collect();
    Some(parts?.join("\n"))
}

/// What a registration says, in one spelling: texts without the spaces that fill a field up, codes in their order and
/// each once. What has another form than it was sent in says nothing.
fn registered(data: &Value) -> BTreeMap<String, String> {
    let text = |tag: &str| text_of(data, tag);
    let codes = |tag: &str| {
        let codes: BTreeSet<u64> = data.get(tag)?.as_array()?.iter().map(Value::as_u64).collect::<Option<_>>()?;
        Some(codes.iter().map(u64::to_string).collect::<Vec<_>>().join(","))
    };
    let flag = |tag: &str| Some(data.get(tag)?.as_bool()?.to_string());
    let of = |tags: &[&str], read: &dyn Fn(&str) -> Option<String>| -> Vec<(String, String)> {
        tags.iter().filter_map(|tag| Some(((*tag).to_owned(), read(tag)?))).collect()
    };
    [of(REGISTERED, &text), of(CODES, &codes), of(FLAGS, &flag)].into_iter().flatten().collect()
}

/// The vocabulary's word for a document's type.
pub(super) fn type_word(found: &Value, data: &Value) -> &'static str {
    let code = found.get("document_type").and_then(Value::as_u64);
    match kind(code, data) {
        Some(Kind::Registration) => "registration",
        Some(Kind::Reregistration) => "changeRegistrationParameters",
        Some(Kind::OpenShift) => "openShift",
        Some(Kind::Receipt) if code == Some(17) => "bso",
        Some(Kind::Receipt) => "receipt",
        Some(Kind::Correction) if matches!(code, Some(21 | 41)) => "bsoCorrection",
        Some(Kind::Correction) => "receiptCorrection",
        Some(Kind::CloseShift) => "closeShift",
        Some(Kind::CloseArchive) => "closeArchive",
        Some(Kind::CurrentState) => "ofdExchangeStatus",
        None | Some(Kind::CashIn | Kind::CashOut | Kind::ReportX | Kind::Slip) => "unknown",
    }
}

/// What a report of settlements says of the documents that wait for the operator of fiscal data.
pub(super) fn settlements(answer: &Value) -> serde_json::Map<String, Value> {
    let data = answer.get("data").unwrap_or(answer);
    let names = [("notSentCount", "T1097"), ("notSentFirstDocNumber", "T1116"), ("notSentFirstDocDateTime", "T1098")];
    let status: serde_json::Map<String, Value> =
        names.iter().filter_map(|(name, tag)| Some(((*name).to_owned(), data.get(tag)?.clone()))).collect();
    let mut fields = serde_json::Map::new();
    if !status.is_empty() {
        fields.insert("status".to_owned(), Value::Object(status));
    }
    fields
}

#[cfg(test)]
#[path = "facts_tests.rs"]
mod tests;
