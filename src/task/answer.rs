//! The result of a task: the common fields, and everything else that the device returned, under `native`.
//!
//! ```json
//! {"externalId": "42", "fiscalParams": {"total": 100.00, "fiscalDocumentNumber": 5}, "warnings": {}, "native": {}}
//! ```

use super::money::Money;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Number, Value, json};

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
    pub notes: Vec<Value>,
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
    pub similar: Vec<Value>,
}

/// The answer to a task.
#[derive(Debug, Clone, Default)]
#[allow(clippy::struct_excessive_bools, reason = "each is a warning of its own")]
pub struct Answer {
    /// Common fields by their names, besides those below.
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
    /// The document was recognised by its content alone, on a register that another program also uses.
    pub by_content: bool,
    /// What was noticed on the register before it was sent.
    pub noticed: Noticed,
    /// Made without the OFD, under an offline sign of the register. The register sends it to the OFD later.
    pub offline: bool,
    /// The register closed the shift by itself and made the document in the next one.
    pub shift_closed: bool,
    /// Notes for the caller about a document that was accepted anyway.
    pub notes: Vec<Value>,
    /// The device's own answer, unchanged.
    pub native: Option<Value>,
}

impl FiscalParams {
    fn to_json(&self) -> Value {
        let mut object = Map::new();
        let mut put = |name: &str, value: Option<Value>| {
            if let Some(value) = value {
                object.insert(name.to_owned(), value);
            }
        };
        let count = |number: Option<u64>| number.map(|number| Value::Number(Number::from(number)));
        let text = |text: &Option<String>| text.as_ref().map(|text| json!(text));
        put("total", self.total.map(|total| Value::Number(total.to_number())));
        put("fiscalDocumentNumber", count(self.document_number));
        put("fiscalDocumentDateTime", text(&self.date_time));
        put("fiscalDocumentSign", text(&self.sign));
        put("fiscalReceiptNumber", count(self.receipt_number));
        put("shiftNumber", count(self.shift_number));
        put("receiptsCount", count(self.receipts_count));
        put("fnNumber", text(&self.fn_number));
        put("registrationNumber", text(&self.registration_number));
        put("fnsUrl", text(&self.fns_url));
        put("qr", text(&self.qr));
        Value::Object(object)
    }
}

impl Answer {
    /// The answer in the form that the caller gets.
    pub fn into_json(self, external_id: Option<&str>) -> Value {
        let mut warnings = Map::new();
        if self.non_fiscal {
            warnings.insert("nonFiscal".into(), json!(true));
        }
        if self.not_printed {
            warnings.insert("notPrinted".into(), json!(true));
        }
        if self.recovered {
            warnings.insert("recovered".into(), json!(true));
        }
        if self.by_content {
            warnings.insert("byContent".into(), json!(true));
        }
        if self.noticed.restarted {
            warnings.insert("numberingRestarted".into(), json!(true));
        }
        if !self.noticed.similar.is_empty() {
            warnings.insert("similar".into(), Value::Array(self.noticed.similar));
        }
        if self.offline {
            warnings.insert("offline".into(), json!(true));
        }
        if self.shift_closed {
            warnings.insert("shiftClosed".into(), json!(true));
        }
        if !self.notes.is_empty() {
            warnings.insert("notes".into(), Value::Array(self.notes));
        }
        let mut object = self.fields;
        if let Some(id) = external_id {
            object.insert("externalId".into(), json!(id));
        }
        if let Some(fiscal) = &self.fiscal {
            object.insert("fiscalParams".into(), fiscal.to_json());
        }
        if let Some(change) = self.change {
            object.insert("change".into(), Value::Number(change.to_number()));
        }
        object.insert("warnings".into(), Value::Object(warnings));
        if let Some(native) = self.native {
            object.insert("native".into(), native);
        }
        Value::Object(object)
    }
}
