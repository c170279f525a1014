//! A document as the ledger keeps it.

use super::tlv::{self, Tags};
use super::words;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// The kind of a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum DocumentKind {
    /// The first registration (отчёт о регистрации).
    Registration,
    /// A change of the registration, also with a new fiscal drive.
    ChangeRegistrationParameters,
    /// The opening of a shift.
    OpenShift,
    /// A receipt (кассовый чек).
    Receipt,
    /// A correction receipt (чек коррекции).
    Correction,
    /// A report on the current state of settlements.
    OfdExchangeStatus,
    /// The closing of a shift.
    CloseShift,
    /// The closing of the fiscal drive's archive.
    CloseArchive,
    /// Cash put into the drawer. Not fiscal, so without a number.
    CashIn,
    /// Cash taken out of the drawer. Not fiscal.
    CashOut,
    /// An X report, a list of departments, a copy. Not fiscal.
    Report,
    /// A text. Not fiscal.
    NonFiscal,
}

/// Who had a document made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum By {
    /// The client of the server.
    Api,
    /// Another program that works the same register.
    Stranger,
    /// The register itself: a shift that opened with its first document.
    Register,
}

/// A document in the ledger, fiscal or not.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Document {
    /// Identifier of the register (`deviceID`).
    pub device: String,
    /// Number of the fiscal document (1040); `None` if the document is not fiscal.
    pub number: Option<u32>,
    /// Kind of the document; `type` in the ledger of every simulator.
    #[serde(rename = "type")]
    pub kind: DocumentKind,
    /// When it was made, by the register's clock: `2026-11-22T13:45:00`.
    pub time: String,
    /// Number of the shift in which it was made; if none was open, of the last one.
    pub shift: u32,
    /// The task as it was sent; `{}` for a document of the register itself.
    pub task: Value,
    /// Key of the request; `None` if the document was not made by a request.
    pub uuid: Option<String>,
    /// The tags in the fiscal drive, as `getFnDocument` shows them; `{}` if the document is not fiscal.
    pub tags: Value,
    /// Who had it made.
    pub by: By,
    /// Number of the fiscal drive that keeps it.
    pub drive: String,
    /// Whether it is complete on paper. An electronic document counts as complete.
    pub printed: bool,
    /// When it was made, in milliseconds of the Unix clock.
    pub made_ms: u64,
}

impl DocumentKind {
    pub(super) fn is_settlement(self) -> bool {
        matches!(self, Self::Receipt | Self::Correction)
    }

    /// `fiscalDocumentType` of `getFnDocument`.
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Registration => "registration",
            Self::ChangeRegistrationParameters => "changeRegistrationParameters",
            Self::OpenShift => "openShift",
            Self::Receipt => "receipt",
            Self::Correction => "receiptCorrection",
            Self::OfdExchangeStatus => "ofdExchangeStatus",
            Self::CloseShift => "closeShift",
            Self::CloseArchive => "closeArchive",
            Self::CashIn | Self::CashOut | Self::Report | Self::NonFiscal => "",
        }
    }
}

impl Document {
    pub(super) fn tags(&self) -> &Tags {
        static NONE: std::sync::LazyLock<Tags> = std::sync::LazyLock::new(Tags::new);
        self.tags.as_object().unwrap_or(&NONE)
    }

    /// The sign of a settlement (1054); 0 for other documents.
    pub(super) fn sign(&self) -> i64 {
        tlv::integer(self.tags(), 1054)
    }

    /// The fiscal sign (1077) as the decimal number of its last four bytes.
    pub(super) fn fiscal_sign(&self) -> String {
        let bytes = tlv::text(self.tags(), 1077);
        let last = bytes.get(4..).and_then(|hex| u32::from_str_radix(hex, 16).ok());
        last.map_or_else(String::new, |sign| sign.to_string())
    }

    /// The text of the QR code; `None` for what is no settlement.
    pub(super) fn qr(&self) -> Option<String> {
        self.kind.is_settlement().then_some(())?;
        let tags = self.tags();
        let digits = |letter: &char| letter.is_ascii_digit() || *letter == 'T';
        let time: String = tlv::text(tags, 1012).chars().filter(digits).take(13).collect();
        let total = super::decimal::printed(tlv::sum(tags, 1020));
        let (drive, number, sign) = (tlv::text(tags, 1041), tlv::integer(tags, 1040), self.fiscal_sign());
        Some(format!("t={time}&s={total}&fn={drive}&i={number}&fp={sign}&n={}", self.sign()))
    }

    /// What was paid in each of the ten ways, in kopecks. The fiscal drive does not tell the electronic kinds apart, so
    /// the task does.
    pub(super) fn paid(&self) -> [i64; 10] {
        let mut paid = [0; 10];
        for (number, tag) in [1031, 1081, 1215, 1216, 1217].into_iter().enumerate() {
            paid[number] = tlv::sum(self.tags(), tag);
        }
        for payment in self.task["payments"].as_array().into_iter().flatten() {
            let Some((_, number)) = payment["type"].as_str().and_then(words::payment).filter(|(_, number)| *number > 4)
            else {
                continue;
            };
            let sum = super::decimal::rounded(&payment["sum"], 2).unwrap_or(0);
            paid[number] += sum;
            paid[1] -= sum;
        }
        paid
    }
}
