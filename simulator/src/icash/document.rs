//! A fiscal document as the ledger keeps it.

use serde_json::{Value, json};

/// What a fiscal document is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DocumentKind {
    /// The first registration.
    Registration,
    /// The opening of a shift.
    OpenShift,
    /// A receipt, or a strict form (БСО).
    Receipt,
    /// A correction.
    Correction,
    /// The closing of a shift.
    CloseShift,
    /// The end of the fiscal drive's life.
    CloseArchive,
    /// The state of settlements.
    CurrentState,
    /// A later registration.
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
    /// The word of the ledger: `receipt`, `openShift` and so on.
    pub fn word(self) -> &'static str {
        WORDS.iter().find(|(kind, _)| *kind == self).map_or("", |(_, word)| word)
    }

    /// Whether it settles something with a buyer.
    pub(super) fn is_receipt(self) -> bool {
        matches!(self, Self::Receipt | Self::Correction)
    }
}

/// Who had a document made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum By {
    /// The protocol's client.
    Api,
    /// Another program, or the factory.
    Stranger,
}

/// Which codes stand in `document_type`, since the document names none for it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum DocumentTypes {
    /// Those of `document_code` in §6.1: 4 is a receipt, 8 the closing of a shift.
    #[default]
    Status,
    /// Those of the fiscal drive: 3 is a receipt, 5 the closing of a shift.
    FiscalDrive,
}

/// A document of the ledger.
#[derive(Clone, Debug, PartialEq)]
pub struct Document {
    /// Number of the fiscal document (T1040).
    pub number: u32,
    /// What it is.
    pub kind: DocumentKind,
    /// When it was made, by the device's clock, to the minute: `2026-11-22T13:45:00`.
    pub time: String,
    /// Number of the shift it was made in, or of the last one.
    pub shift: u32,
    /// The tags as they came.
    pub request: Value,
    /// The tags of the document, all of them.
    pub data: Value,
    /// Who had it made.
    pub by: By,
    /// The fiscal drive that holds it (T1041).
    pub drive: String,
    /// Made as a strict form (БСО): the device was registered so (T1110).
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

    /// The document as `GET /simulator/ledger` shows it and the state file keeps it.
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
