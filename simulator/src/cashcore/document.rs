//! A document as the ledger stores it.

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// The kind of a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum DocumentKind {
    /// A ticket (receipt).
    Ticket,
    /// Cash put into the drawer or taken out of it.
    MoneyPlacement,
    /// An X report: the figures of the shift, which stays open.
    Report,
    /// A Z report: it closes the shift.
    CloseShift,
}

impl DocumentKind {
    /// The code of `CommandTypeEnum` that the list of transactions shows.
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
    /// The client of the protocol.
    Api,
    /// Another program, in whose name a test makes documents.
    Stranger,
    /// The register itself: it closed a shift that was too old, or withdrew the cash at the end of a shift.
    Register,
}

/// A document in the ledger.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Document {
    /// Number of the transaction, from 1.
    pub id: u64,
    /// Kind of the document.
    #[serde(rename = "type")]
    pub kind: DocumentKind,
    /// The register's number at the OFD (`ofd_id`).
    pub register: i64,
    /// When it was made, by the server's clock: `2026-11-22T13:45:00`.
    pub time: String,
    /// Number of the shift.
    pub shift: u32,
    /// Number of the document in the shift, from 1.
    pub number: u32,
    /// ID of the operator.
    pub operator: i64,
    /// The body of the request.
    pub request: Value,
    /// The body of the document, as the answer and `GetTransaction` show it.
    pub data: Value,
    /// The fiscal sign; only a ticket has one.
    pub fiscal_id: Option<String>,
    /// It was made without a connection to the OFD.
    pub offline: bool,
    /// It still waits to be sent to the OFD.
    pub unsent: bool,
    /// Who had it made.
    pub by: By,
}
