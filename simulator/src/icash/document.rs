//! A fiscal document as the ledger stores it.

use serde_json::{Value, json};

/// The kind of a fiscal document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DocumentKind {
    /// The first registration (отчёт о регистрации).
    Registration,
    /// The opening of a shift.
    OpenShift,
    /// A receipt, or a strict reporting form (БСО).
    Receipt,
    /// A correction receipt (чек коррекции).
    Correction,
    /// The closing of a shift.
    CloseShift,
    /// The closing of the fiscal drive's archive.
    CloseArchive,
    /// A report on the current state of settlements.
    CurrentState,
    /// A change of the registration.
    Reregistration,
}

const WORDS: [(DocumentKind, &str); 8] = [
    (DocumentKind::Registration, "registration"),
    (DocumentKind::OpenShift, "openShift"),
    (DocumentKind::Receipt, "receipt"),
    (DocumentKind::Correction, "correction"),
    (DocumentKind::CloseShift, "closeShift"),
    (DocumentKind::CloseArchive, "closeArchive"),
    (DocumentKind::CurrentState, "currentState"),
    (DocumentKind::Reregistration, "reregistration"),
];

impl DocumentKind {
    /// The name in the ledger: `receipt`, `openShift` and so on.
    pub fn word(self) -> &'static str {
        WORDS.iter().find(|(kind, _)| *kind == self).map_or("", |(_, word)| word)
    }

    /// Whether the document records a settlement with a buyer.
    pub(super) fn is_receipt(self) -> bool {
        matches!(self, Self::Receipt | Self::Correction)
    }
}

/// Who had a document made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum By {
    /// The client of the protocol.
    Api,
    /// Another program, or the factory.
    Stranger,
}

/// Which codes `document_type` contains. The vendor's document does not define them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum DocumentTypes {
    /// The codes of `document_code` in §6.1: 4 is a receipt, 8 the closing of a shift.
    #[default]
    Status,
    /// The codes of the fiscal drive: 3 is a receipt, 5 the closing of a shift.
    FiscalDrive,
}

/// A document in the ledger.
#[derive(Clone, Debug, PartialEq)]
pub struct Document {
    /// Number of the fiscal document (T1040).
    pub number: u32,
    /// Kind of the document.
    pub kind: DocumentKind,
    /// When it was made, by the device's clock, without seconds: `2026-11-22T13:45:00`.
    pub time: String,
    /// Number of the shift in which it was made. If no shift was open, the number of the last one.
    pub shift: u32,
    /// The tags of the request, as received.
    pub request: Value,
    /// All tags of the document.
    pub data: Value,
    /// Who had it made.
    pub by: By,
    /// Number of the fiscal drive that stores it (T1041).
    pub drive: String,
    /// Whether it is a strict reporting form (БСО): the device was registered for them (T1110).
    pub strict_form: bool,
}

impl Document {
    /// The code of `document_type`.
    pub(super) fn code(&self, types: DocumentTypes) -> u8 {
        let by_status = types == DocumentTypes::Status;
        let code = |status, drive| if by_status { status } else { drive };
        match self.kind {
            DocumentKind::Registration => code(1, 1),
            DocumentKind::OpenShift => code(2, 2),
            DocumentKind::Receipt if self.strict_form => code(17, 4),
            DocumentKind::Receipt => code(4, 3),
            DocumentKind::Correction if self.strict_form => code(21, 41),
            DocumentKind::Correction => code(20, 31),
            DocumentKind::CloseShift => code(8, 5),
            DocumentKind::CloseArchive => code(16, 6),
            DocumentKind::CurrentState => code(23, 21),
            DocumentKind::Reregistration if self.data["T1101"].as_i64() == Some(1) => code(18, 11),
            DocumentKind::Reregistration => code(19, 11),
        }
    }

    /// The document in the form of `GET /simulator/ledger` and of the state file.
    pub(super) fn to_json(&self) -> Value {
        let by = if self.by == By::Api { "api" } else { "stranger" };
        json!({
            "number": self.number, "type": self.kind.word(), "time": self.time, "shift": self.shift,
            "request": self.request, "data": self.data, "by": by, "drive": self.drive, "strictForm": self.strict_form,
        })
    }

    pub(super) fn from_json(value: &Value) -> Option<Self> {
        Some(Self {
            number: value["number"].as_u64()?.try_into().ok()?,
            kind: WORDS.iter().find(|(_, word)| value["type"] == *word)?.0,
            time: value["time"].as_str()?.to_owned(),
            shift: value["shift"].as_u64()?.try_into().ok()?,
            request: value["request"].clone(),
            data: value["data"].clone(),
            by: if value["by"] == "api" { By::Api } else { By::Stranger },
            drive: value["drive"].as_str()?.to_owned(),
            strict_form: value["strictForm"].as_bool()?,
        })
    }
}
