//! What the register shows of a document: the common fields of an answer, and the fingerprint.

use super::super::fingerprint::{Fingerprint, Kind};
use super::super::{Record, text_of};
use super::counters;
use super::tags::{self, At, Form, Known, Needed, Place, Tag};
use crate::task::answer::{Answer, FiscalParams};
use crate::task::json::Node;
use crate::task::money::{Money, decimal};
use serde_json::Value;
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

/// Tags as they are sent or shown. What is sent is read as it is written, without a map for each of a thousand lines.
pub(super) trait Tags: Sized {
    /// A member of an object.
    fn member(&self, name: &str) -> Option<&Self>;

    /// The elements of an array.
    fn elements(&self) -> Option<&[Self]>;

    /// A flag.
    fn flag(&self) -> Option<bool>;

    /// A whole number.
    fn whole(&self) -> Option<u64>;

    /// A text or a number, as text.
    fn text(&self) -> Option<Cow<'_, str>>;

    /// A member that is a non-empty text or a number, as text.
    fn text_of(&self, name: &str) -> Option<Cow<'_, str>> {
        self.member(name)?.text()
    }
}

impl Tags for Value {
    fn member(&self, name: &str) -> Option<&Self> {
        self.get(name)
    }

    fn elements(&self) -> Option<&[Self]> {
        self.as_array().map(Vec::as_slice)
    }

    fn flag(&self) -> Option<bool> {
        self.as_bool()
    }

    fn whole(&self) -> Option<u64> {
        self.as_u64()
    }

    fn text(&self) -> Option<Cow<'_, str>> {
        match self {
            Self::String(text) => shown(text),
            Self::Number(number) => Some(Cow::Borrowed(number.as_str())),
            _ => None,
        }
    }
}

impl Tags for Node {
    fn member(&self, name: &str) -> Option<&Self> {
        self.member(name)
    }

    fn elements(&self) -> Option<&[Self]> {
        if let Self::List(list) = self { Some(list) } else { None }
    }

    fn flag(&self) -> Option<bool> {
        if let Self::Bool(flag) = self { Some(*flag) } else { None }
    }

    fn whole(&self) -> Option<u64> {
        if let Self::Number(digits) = self { digits.parse().ok() } else { None }
    }

    fn text(&self) -> Option<Cow<'_, str>> {
        match self {
            Self::Text(text) => shown(text),
            Self::Number(digits) => Some(Cow::Borrowed(digits)),
            _ => None,
        }
    }
}

/// A text without padding; `None` if nothing is left of it.
fn shown(text: &str) -> Option<Cow<'_, str>> {
    Some(text.trim()).filter(|text| !text.is_empty()).map(Cow::Borrowed)
}

/// The fingerprint of a receipt: kind, sums, cashier, buyer, lines and, if it has one, the mark.
pub(super) fn of_receipt(kind: Kind, sent: &impl Tags, mark: &str) -> Fingerprint {
    let marks = marks(sent).into_iter().filter(|sent| sent == mark).collect();
    Fingerprint { kind, attributes: attributes(kind, sent), marks, unmarked_maybe: false }
}

/// The fingerprint of any other document.
pub(super) fn of_tags(kind: Kind, sent: &impl Tags) -> Fingerprint {
    Fingerprint { kind, attributes: attributes(kind, sent), marks: Vec::new(), unmarked_maybe: false }
}

/// The common fields from a document's tags, or from an answer that has them in `data`.
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
    let data = found.get("data").unwrap_or(&Value::Null);
    let shown = kind(code, data).map(|kind| Fingerprint {
        kind,
        attributes: attributes(kind, data),
        marks: marks(data),
        unmarked_maybe: false,
    });
    let mut fiscal = fiscal_params(&found);
    fiscal.document_number = Some(number);
    Record { number, shown, answer: Answer { fiscal: Some(fiscal), native: Some(found), ..Answer::default() } }
}

/// The kind of a document. The vendor's document does not say which of two code lists `document_type` follows (6.1 has
/// one, the fiscal drive another), so the tags decide where the lists disagree.
fn kind(code: Option<u64>, data: &Value) -> Option<Kind> {
    let has = |tag: &str| data.get(tag).is_some();
    let of_corrections = || tags::names_of(Place::Correction).chain(tags::names_of(Place::Basis));
    if has("T1054") && has("T1020") {
        // For these codes both lists say a correction, or no settlement.
        let corrects = matches!(code, Some(20 | 21 | 31 | 41)) || of_corrections().any(has);
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
        // In the list of 6.1, 21 is the correction of a strict accounting form, but that one has T1054.
        21 | 23 => Some(Kind::CurrentState),
        _ => None,
    }
}

/// The values in which our mark may be: T1192, and the value of T1084.
fn marks(data: &impl Tags) -> Vec<String> {
    let user = data.member("T1084").and_then(|attribute| attribute.text_of("T1086"));
    data.text_of("T1192").into_iter().chain(user).map(Cow::into_owned).collect()
}

/// The facts of a document from its tags, each in one canonical spelling. A tag in another form than the one sent is no
/// fact.
fn attributes(kind: Kind, data: &impl Tags) -> BTreeMap<String, String> {
    const OTHERS: &[Place] = &[Place::Registration, Place::Change, Place::Shift, Place::Finalize];
    let places = if data.member("T1054").is_some() { &[Place::Receipt] } else { OTHERS };
    let mut attributes = BTreeMap::new();
    for (tag, at) in places.iter().flat_map(|place| tags::of(*place)).filter(|(_, at)| at.known != Known::Not) {
        match spelled(kind, tag, at, data) {
            Some(fact) => _ = attributes.insert(tag.name.to_owned(), fact),
            // A missing tag is a fact too. If it was sent and is not shown, the document may still be ours.
            None if at.known == Known::ValueOrNone => _ = attributes.insert(format!("no {}", tag.name), String::new()),
            None => {}
        }
    }
    if let Some(lines) = data.member("T1059").and_then(Tags::elements).filter(|lines| !lines.is_empty()) {
        let known = tags::of(Place::Line).filter(|(_, at)| at.known != Known::Not);
        attributes.extend(known.filter_map(|(tag, _)| Some((format!("T1059.{}", tag.name), column(lines, tag)?))));
    }
    attributes
}

/// The canonical spelling of a tag's value: texts without padding spaces, codes sorted and each once. A sum of zero
/// counts as no sum.
fn spelled(kind: Kind, tag: &Tag, at: &At, data: &impl Tags) -> Option<String> {
    let given = data.member(tag.name);
    match tag.form {
        Form::Sum => {
            let sum = Money::parse(&data.text_of(tag.name)?)?;
            (sum != Money::ZERO).then(|| sum.to_string())
        }
        Form::Codes(_) => {
            let codes = given?.elements()?.iter().map(Tags::whole).collect::<Option<BTreeSet<u64>>>()?;
            Some(codes.iter().map(u64::to_string).collect::<Vec<_>>().join(","))
        }
        // A registration report may leave out flags that are off.
        Form::Flag if at.need == Needed::Optional && matches!(kind, Kind::Registration | Kind::Reregistration) => {
            given.map_or(Some(false), Tags::flag).map(|flag| flag.to_string())
        }
        Form::Flag => Some(given?.flag()?.to_string()),
        _ => data.text_of(tag.name).map(Cow::into_owned),
    }
}

/// The values of one tag in all lines; `None`, so no fact, if it is missing or unreadable in one of them.
fn column(lines: &[impl Tags], tag: &Tag) -> Option<String> {
    let mut column = String::new();
    for (at, line) in lines.iter().enumerate() {
        if at > 0 {
            column.push('\n');
        }
        let text = line.text_of(tag.name)?;
        match tag.form {
            Form::Sum => column.push_str(&Money::parse(&text)?.to_string()),
            Form::Quantity => column.push_str(&decimal(&text)?.to_string()),
            _ => column.push_str(&text),
        }
    }
    Some(column)
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

/// What a report shows beside the document itself: what waits for the OFD, and the counters of a shift that it closes.
pub(super) fn reported(answer: &Value) -> serde_json::Map<String, Value> {
    let data = answer.get("data").unwrap_or(answer);
    let names = [("notSentCount", "T1097"), ("notSentFirstDocNumber", "T1116"), ("notSentFirstDocDateTime", "T1098")];
    let status: serde_json::Map<String, Value> =
        names.iter().filter_map(|(name, tag)| Some(((*name).to_owned(), data.get(tag)?.clone()))).collect();
    let mut fields = serde_json::Map::new();
    if !status.is_empty() {
        fields.insert("status".to_owned(), Value::Object(status));
    }
    if let Some(counters) = counters::of_shift(data) {
        fields.insert("counters".to_owned(), counters);
    }
    fields
}

#[cfg(test)]
#[path = "fingerprint_tests.rs"]
mod tests;
