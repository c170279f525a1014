//! The result of a task: the common fields, and everything else that the device returned, under `native`.
//!
//! ```json
//! {"externalId": "42", "fiscalParams": {"total": 100.00, "fiscalDocumentNumber": 5}, "warnings": {}, "native": {}}
//! ```

use super::money::Money;
use crate::error::{Candidate, Note};
use serde::ser::{SerializeMap, Serializer};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// What the register recorded about a document (task vocabulary §3, `fiscalParams`). A field that the register did not
/// return is `None`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FiscalParams {
    /// Sum of the receipt (tag 1020).
    pub total: Option<Money>,
    /// Number of the document (tag 1040).
    pub document_number: Option<u64>,
    /// Its date and time by the device's own clock (tag 1012).
    pub date_time: Option<String>,
    /// Fiscal sign (ФПД) (tag 1077).
    pub sign: Option<String>,
    /// Number of the receipt in its shift (tag 1042).
    pub receipt_number: Option<u64>,
    /// Number of the shift (tag 1038).
    pub shift_number: Option<u64>,
    /// Number of receipts in the shift (tag 1118).
    pub receipts_count: Option<u64>,
    /// Number of the fiscal drive (ФН) (tag 1041).
    pub fn_number: Option<String>,
    /// Registration number of the register (РНМ) (tag 1037).
    pub registration_number: Option<String>,
    /// Website of the tax service (tag 1060).
    pub fns_url: Option<String>,
    /// Text of the QR code (tag 1196).
    pub qr: Option<String>,
}

/// The part of an answer that does not come from the device. It is stored with the intent, so that a recovered answer
/// has it too.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Asked {
    /// Change given to the buyer, in minor units.
    pub change: Option<i64>,
    /// Notes for the caller about a document that was accepted anyway.
    pub notes: Vec<Note>,
    /// What was noticed on the register before the document was sent.
    #[serde(default)]
    pub noticed: Noticed,
}

/// What was noticed on a register before a document was sent.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Noticed {
    /// Its numbering had restarted: the register has another memory, or an older state of it.
    pub restarted: bool,
    /// Documents with the same content as this one which another program (or this one with another journal) made after
    /// the last document of this journal.
    pub similar: Vec<Candidate>,
}

/// What came of a task.
///
/// The fields are read by name; [`Answer::to_json`] spells the whole as the C ABI and the other hosts get it.
#[derive(Debug, Clone, Default)]
#[allow(clippy::struct_excessive_bools, reason = "each is a warning of its own")]
pub struct Answer {
    /// The caller's id of the document, or the one made for it; none of what makes no document.
    pub external_id: Option<String>,
    /// Common fields by their names, beside those below: `deviceStatus`, `shiftStatus`, `counters` and the like.
    pub fields: Map<String, Value>,
    /// The fiscal document's data, if the task made one.
    pub fiscal: Option<FiscalParams>,
    /// Change given to the buyer.
    pub change: Option<Money>,
    /// It was made on a test register and is not a fiscal document.
    pub non_fiscal: bool,
    /// The document is registered, but not printed completely.
    pub not_printed: bool,
    /// The answer was lost, and the document was found on the device.
    pub recovered: bool,
    /// It repeats an earlier document whose outcome was not delivered, and that one has another cashier or another contact
    /// of the buyer. The answer is that of the earlier one.
    pub repeat_differs: bool,
    /// The document was recognised by its content alone, on a register that another program also uses.
    pub by_content: bool,
    /// What was noticed on the register before it was sent.
    pub noticed: Noticed,
    /// Made without the OFD, under an offline sign of the register. The register sends it to the OFD later.
    pub offline: bool,
    /// The register closed the shift by itself and made the document in the next one.
    pub shift_closed: bool,
    /// Notes for the caller about a document that was accepted anyway.
    pub notes: Vec<Note>,
    /// The document is registered, and the journal could not write that down: look at its disk.
    pub not_recorded: bool,
    /// The device's own answer, unchanged.
    pub native: Option<Value>,
    /// The answer as the journal has it, which goes out unchanged: an earlier version of the library may have written
    /// members that this one spells otherwise or does not know. The fields above are read from it.
    pub(crate) recorded: Option<Box<Value>>,
    /// The text of an answer that was recorded just now. It goes out as it is, and need not be made again.
    pub(crate) text: Option<String>,
}

impl FiscalParams {
    /// The way back from [`FiscalParams::to_json`], and from `fiscalParams` of a device that speaks the vocabulary.
    pub(crate) fn of(recorded: &Value) -> Self {
        let count = |name: &str| recorded.get(name).and_then(Value::as_u64);
        let text = |name: &str| recorded.get(name).and_then(Value::as_str).map(ToOwned::to_owned);
        Self {
            total: recorded.get("total").and_then(sum),
            document_number: count("fiscalDocumentNumber"),
            date_time: text("fiscalDocumentDateTime"),
            sign: text("fiscalDocumentSign"),
            receipt_number: count("fiscalReceiptNumber"),
            shift_number: count("shiftNumber"),
            receipts_count: count("receiptsCount"),
            fn_number: text("fnNumber"),
            registration_number: text("registrationNumber"),
            fns_url: text("fnsUrl"),
            qr: text("qr"),
        }
    }

    /// Takes from `found` what is not known yet.
    pub(crate) fn fill(&mut self, found: Self) {
        let known = std::mem::take(self);
        *self = Self {
            total: known.total.or(found.total),
            document_number: known.document_number.or(found.document_number),
            date_time: known.date_time.or(found.date_time),
            sign: known.sign.or(found.sign),
            receipt_number: known.receipt_number.or(found.receipt_number),
            shift_number: known.shift_number.or(found.shift_number),
            receipts_count: known.receipts_count.or(found.receipts_count),
            fn_number: known.fn_number.or(found.fn_number),
            registration_number: known.registration_number.or(found.registration_number),
            fns_url: known.fns_url.or(found.fns_url),
            qr: known.qr.or(found.qr),
        };
    }

    /// `fiscalParams` of an answer.
    pub fn to_json(&self) -> Value {
        // Only texts and numbers are in it, which cannot fail.
        serde_json::to_value(self).unwrap_or_default()
    }
}

impl Serialize for FiscalParams {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = serializer.serialize_map(None)?;
        put(&mut object, "total", self.total.map(Money::to_number))?;
        put(&mut object, "fiscalDocumentNumber", self.document_number)?;
        put(&mut object, "fiscalDocumentDateTime", self.date_time.as_ref())?;
        put(&mut object, "fiscalDocumentSign", self.sign.as_ref())?;
        put(&mut object, "fiscalReceiptNumber", self.receipt_number)?;
        put(&mut object, "shiftNumber", self.shift_number)?;
        put(&mut object, "receiptsCount", self.receipts_count)?;
        put(&mut object, "fnNumber", self.fn_number.as_ref())?;
        put(&mut object, "registrationNumber", self.registration_number.as_ref())?;
        put(&mut object, "fnsUrl", self.fns_url.as_ref())?;
        put(&mut object, "qr", self.qr.as_ref())?;
        object.end()
    }
}

/// Writes a member if there is one.
fn put<M: SerializeMap>(object: &mut M, name: &str, value: Option<impl Serialize>) -> Result<(), M::Error> {
    value.map_or(Ok(()), |value| object.serialize_entry(name, &value))
}

/// An answer as it is spelled, from its fields.
struct Spelled<'a>(&'a Answer);

impl Serialize for Spelled<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self(answer) = self;
        let mut object = serializer.serialize_map(None)?;
        for (name, value) in answer.fields.iter().filter(|(name, _)| !MEMBERS.contains(&name.as_str())) {
            object.serialize_entry(name, value)?;
        }
        put(&mut object, "externalId", answer.external_id.as_ref())?;
        put(&mut object, "fiscalParams", answer.fiscal.as_ref())?;
        put(&mut object, "change", answer.change.map(Money::to_number))?;
        object.serialize_entry("warnings", &answer.warnings())?;
        put(&mut object, "native", answer.native.as_ref())?;
        object.end()
    }
}

impl Answer {
    /// An answer of the journal.
    pub(crate) fn read(text: &str) -> serde_json::Result<Self> {
        serde_json::from_str(text).map(Self::of)
    }

    /// The way back from [`Answer::to_json`].
    pub(crate) fn of(recorded: Value) -> Self {
        let warnings = recorded.get("warnings").unwrap_or(&Value::Null);
        let flag = |name: &str| warnings.get(name) == Some(&Value::Bool(true));
        let listed = |name: &str| warnings.get(name).and_then(Value::as_array).into_iter().flatten().cloned();
        let fields = recorded.as_object().into_iter().flatten().filter(|(name, _)| !MEMBERS.contains(&name.as_str()));
        Self {
            external_id: recorded.get("externalId").and_then(Value::as_str).map(ToOwned::to_owned),
            fields: fields.map(|(name, value)| (name.clone(), value.clone())).collect(),
            fiscal: recorded.get("fiscalParams").map(FiscalParams::of),
            change: recorded.get("change").and_then(sum),
            non_fiscal: flag("nonFiscal"),
            not_printed: flag("notPrinted"),
            recovered: flag("recovered"),
            repeat_differs: flag("repeatDiffers"),
            by_content: flag("byContent"),
            noticed: Noticed {
                restarted: flag("numberingRestarted"),
                similar: listed("similar").map(Candidate::Recorded).collect(),
            },
            offline: flag("offline"),
            shift_closed: flag("shiftClosed"),
            notes: listed("notes").map(Note::Recorded).collect(),
            not_recorded: flag("notRecorded"),
            native: recorded.get("native").cloned(),
            recorded: Some(Box::new(recorded)),
            text: None,
        }
    }

    /// The answer as JSON (docs/en/tasks.md): the common fields, `externalId`, `fiscalParams`, `change`, `warnings`, `native`.
    pub fn to_json(&self) -> Value {
        match &self.recorded {
            Some(recorded) => Value::clone(recorded),
            // Only texts, numbers and values are in it, which cannot fail.
            None => serde_json::to_value(Spelled(self)).unwrap_or_default(),
        }
    }

    /// The same of an answer that is not needed any more.
    pub fn into_json(self) -> Value {
        match self.recorded {
            Some(recorded) => *recorded,
            None => self.to_json(),
        }
    }

    /// The same as text, without the values in between.
    pub(crate) fn to_text(&self) -> String {
        let text = match &self.recorded {
            Some(recorded) => serde_json::to_string(recorded),
            None => serde_json::to_string(&Spelled(self)),
        };
        text.unwrap_or_default()
    }

    /// The same of an answer that is not needed any more.
    pub(crate) fn into_text(mut self) -> String {
        self.text.take().unwrap_or_else(|| self.to_text())
    }

    /// Marks the answer as that of an earlier document with another cashier or contact. This concerns only the call that
    /// repeats it, so the journal does not have it.
    pub(crate) fn repeat_differs(&mut self) {
        self.repeat_differs = true;
        self.text = None;
        if let Some(warnings) =
            self.recorded.as_mut().and_then(|recorded| recorded.get_mut("warnings")?.as_object_mut())
        {
            warnings.insert("repeatDiffers".into(), Value::Bool(true));
        }
    }

    /// What the register wrote down, word for word where the journal has it.
    pub(crate) fn fiscal_to_json(&self) -> Option<Value> {
        match &self.recorded {
            Some(recorded) => recorded.get("fiscalParams").cloned(),
            None => self.fiscal.as_ref().map(FiscalParams::to_json),
        }
    }

    /// The device's own answer, with the library's warnings beside it where there are any: what a call of a native method
    /// gives.
    pub(crate) fn into_native(self) -> Value {
        let warnings = match &self.recorded {
            Some(recorded) => recorded.get("warnings").and_then(Value::as_object).cloned().unwrap_or_default(),
            None => self.warnings(),
        };
        let mut native = self.native.unwrap_or_default();
        if let Value::Object(members) = &mut native
            && !warnings.is_empty()
        {
            members.insert("warnings".into(), Value::Object(warnings));
        }
        native
    }

    fn warnings(&self) -> Map<String, Value> {
        let mut warnings = Map::new();
        let mut raise = |name: &str, raised: bool, shown: &dyn Fn() -> Value| {
            if raised {
                warnings.insert(name.into(), shown());
            }
        };
        let yes = || Value::Bool(true);
        raise("nonFiscal", self.non_fiscal, &yes);
        raise("notPrinted", self.not_printed, &yes);
        raise("recovered", self.recovered, &yes);
        raise("repeatDiffers", self.repeat_differs, &yes);
        raise("byContent", self.by_content, &yes);
        raise("numberingRestarted", self.noticed.restarted, &yes);
        let similar = || self.noticed.similar.iter().map(Candidate::to_json).collect();
        raise("similar", !self.noticed.similar.is_empty(), &similar);
        raise("offline", self.offline, &yes);
        raise("shiftClosed", self.shift_closed, &yes);
        raise("notes", !self.notes.is_empty(), &|| self.notes.iter().map(Note::to_json).collect());
        raise("notRecorded", self.not_recorded, &yes);
        warnings
    }
}

/// Members of an answer that are not among its `fields`.
const MEMBERS: [&str; 5] = ["externalId", "fiscalParams", "change", "warnings", "native"];

/// A sum as an answer spells it.
fn sum(spelled: &Value) -> Option<Money> {
    Money::parse(&spelled.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn what_is_spelled_is_read_back_and_goes_out_word_for_word() {
        let fiscal = FiscalParams {
            total: Money::parse("137.70"),
            document_number: Some(7),
            date_time: Some("2026-03-01T10:00:00".into()),
            sign: Some("11".into()),
            receipt_number: Some(3),
            shift_number: Some(2),
            receipts_count: Some(4),
            fn_number: Some("9999".into()),
            registration_number: Some("0001".into()),
            fns_url: Some("nalog.gov.ru".into()),
            qr: Some("t=1".into()),
        };
        let similar = Candidate::Document { number: 6, shown: Map::new() };
        let spelled = Answer {
            external_id: Some("a".into()),
            fields: Map::from_iter([("counters".to_owned(), json!([1.50]))]),
            fiscal: Some(fiscal.clone()),
            change: Money::parse("62.30"),
            non_fiscal: true,
            not_printed: true,
            recovered: true,
            repeat_differs: true,
            by_content: true,
            noticed: Noticed { restarted: true, similar: vec![similar] },
            offline: true,
            shift_closed: true,
            notes: vec![Note::Recorded(json!({ "path": "items[0]" }))],
            not_recorded: true,
            native: Some(json!({ "T1040": 7 })),
            recorded: None,
            text: None,
        };
        let text = spelled.to_json().to_string();
        assert_eq!(spelled.to_text(), text);
        let read = Answer::read(&text).unwrap();
        assert_eq!(read.fiscal, Some(fiscal));
        assert_eq!(read.to_json().to_string(), text);
        assert_eq!(read.to_text(), text);
        assert_eq!(Answer { recorded: None, ..read }.into_json().to_string(), text);
        let of_then = r#"{"warnings":{"old":true},"fiscalParams":{"total":5.1,"own":1},"externalId":"a","change":1.0}"#;
        let read = Answer::read(of_then).unwrap();
        assert_eq!((read.change, read.external_id.as_deref()), (Money::parse("1"), Some("a")));
        assert_eq!(read.into_json().to_string(), of_then);
    }
}
