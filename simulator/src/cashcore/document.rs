//! A document as the ledger keeps it.

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// What a document is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum DocumentKind {
    /// A ticket.
    Ticket,
    /// Cash put into the drawer or taken out of it.
    MoneyPlacement,
    /// An X report.
    Report,
    /// A Z report: the shift is closed.
    CloseShift,
}

impl DocumentKind {
    /// The code of `CommandTypeEnum` that the list of transactions gives it.
    pub fn command(self) -> u8 {
        match self {
            Self::Ticket => 1,
            Self::CloseShift => 2,
            Self::Report => 3,
            Self::MoneyPlacement => 6,
        }
    }
}

/// Who had a document made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum By {
    /// The protocol's client.
    Api,
    /// Another program.
    Stranger,
    /// The register itself: a shift that was too old, or cash taken out with the end of a shift.
    Register,
}

/// A document of the ledger.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Document {
    /// Number of the transaction.
    pub id: u64,
    /// What it is.
    #[serde(rename = "type")]
    pub kind: DocumentKind,
    /// The register's number at the OFD (`ofd_id`).
    pub register: i64,
    /// When it was made, by the server's clock: `2026-11-22T13:45:00`.
    pub time: String,
    /// Number of the shift.
    pub shift: u32,
    /// Number of the document in the shift.
    pub number: u32,
    /// ID of the operator.
    pub operator: i64,
    /// The body of the request.
    pub request: Value,
    /// The body of the document, as the answer and `GetTransaction` give it.
    pub data: Value,
    /// The fiscal sign of a ticket.
    pub fiscal_id: Option<String>,
    /// Made without the OFD.
    pub offline: bool,
    /// Waits to be sent to the OFD.
    pub unsent: bool,
    /// Who had it made.
    pub by: By,
}
