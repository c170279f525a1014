//! The documents that the registers made: one entry each, fiscal or not.

use super::kind::DocumentKind;
use super::task::By;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// A document in the ledger.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Document {
    /// The register's `creItemId`.
    pub register: String,
    /// Id of the task that requested it; `None` for a session that the register opened or closed by itself.
    pub task: Option<String>,
    /// The task's idempotency key.
    pub key: Option<String>,
    /// Kind of the document.
    #[serde(rename = "type")]
    pub kind: DocumentKind,
    /// Its number in the fiscal drive; `None` for a document that is not fiscal.
    pub number: Option<u32>,
    /// Number of its session (shift).
    pub shift: u32,
    /// When it was made, by the register's clock, such as `2026-11-22T13:45:00`.
    pub time: String,
    /// Fiscal sign (tag 1077); `None` for a document that is not fiscal.
    pub sign: Option<String>,
    /// The commands of the task, as received.
    pub request: Value,
    /// Who requested it: the client of the protocol, or a test in the name of another program.
    pub by: By,
    /// When it was made, in milliseconds since the Unix epoch.
    pub made_ms: u64,
}
