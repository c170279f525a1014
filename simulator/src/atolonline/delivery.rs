//! The call-back of a result: the delivery to one address, and what a test does to deliveries.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::time::Instant;

/// The delivery of a result.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Delivery {
    pub(super) uuid: String,
    pub(super) url: String,
    /// The result of each attempt: an HTTP status, or an error text.
    pub(super) attempts: Vec<Value>,
    /// No more attempts follow.
    pub(super) over: bool,
    pub(super) delivered: bool,
    /// The time of the next attempt; `None`: now. It is not saved.
    #[serde(skip)]
    pub(super) due: Option<Instant>,
}

/// What a test does to the next deliveries.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Postman {
    /// How late each result is posted for the first time, in milliseconds.
    pub(super) delay_ms: u64,
    /// How many results are still to be lost before they are posted.
    pub(super) lost: u64,
    /// How many results are still to be posted twice.
    pub(super) doubled: u64,
    /// How many answers of the receiver are still to be lost.
    pub(super) unheard: u64,
}

impl Postman {
    /// Takes one of a number of events that are still to happen.
    pub(super) fn takes(left: &mut u64) -> bool {
        let happens = *left > 0;
        *left = left.saturating_sub(1);
        happens
    }
}
