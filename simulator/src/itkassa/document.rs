//! What has come out of the registers: one entry for each document, fiscal or not.

use super::kind::DocumentKind;
use super::task::By;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// A document as it was made.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Document {
    /// Its `creItemId`.
    pub register: String,
    /// Id of the task that asked for it; `None` for a session that the register opened or closed by itself.
    pub task: Option<String>,
    /// The task's idempotency key.
    pub key: Option<String>,
    /// What it is.
    #[serde(rename = "type")]
    pub kind: DocumentKind,
    /// Its number in the fiscal drive; `None` for what is no fiscal document.
    pub number: Option<u32>,
    /// Number of its session (shift).
    pub shift: u32,
    /// Time of the register's clock, such as `2026-11-22T13:45:00`.
    pub time: String,
    /// Its fiscal sign.
    pub sign: Option<String>,
    /// The commands as they came.
    pub request: Value,
    /// Who asked for it.
    pub by: By,
    /// When it was made, in milliseconds of the Unix clock.
    pub made_ms: u64,
}
