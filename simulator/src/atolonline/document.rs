//! The fiscal documents that the registers made: one entry each.

use super::job::{By, MarkResult};
use super::operation::Operation;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// A document in the ledger.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Document {
    /// Code of the group.
    pub group: String,
    /// `device_code` of the register.
    pub device: String,
    /// Its `uuid` in the queue; `None` for a shift.
    pub uuid: Option<String>,
    /// Its `external_id`; `None` for a shift.
    pub external_id: Option<String>,
    /// What kind of document it is.
    #[serde(rename = "type")]
    pub operation: Operation,
    /// Its number in the fiscal drive, from 1.
    pub number: u32,
    /// Its number in the shift, from 1; 0 for a shift.
    pub receipt_number: u32,
    /// Number of its shift.
    pub shift: u32,
    /// When it was made, by the register's clock, such as `2026-11-22T13:45:07`.
    pub time: String,
    /// Fiscal sign (tag 1077).
    pub sign: u32,
    /// Its total in kopecks.
    pub total: i64,
    /// The request as received; an empty object for a shift.
    pub request: Value,
    /// The results of its marks' checks.
    pub marks: Vec<MarkResult>,
    /// Who requested it: the client of the protocol, or a test in the name of another program.
    pub by: By,
    /// When it was made, in milliseconds since the Unix epoch.
    pub made_ms: u64,
}
