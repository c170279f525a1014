//! A document in the queue, from the request to the result.

use super::operation::Operation;
use super::schema::Members;
use crate::clock::{DAY, Moment};
use serde::{Deserialize, Serialize};

/// How long a result and its `external_id` are kept, in seconds.
const KEPT: i64 = 30 * DAY;

/// Who requested a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum By {
    /// The client of the API.
    Api,
    /// Another program, simulated by a test.
    Stranger,
    /// The register itself: it opened or closed a shift.
    Register,
}

/// A document that waits in the queue or is done.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Job {
    pub(super) uuid: String,
    pub(super) external_id: String,
    pub(super) group: String,
    pub(super) operation: Operation,
    /// The request as received.
    pub(super) body: Members,
    /// Where the result is posted.
    pub(super) callback_url: Option<String>,
    pub(super) by: By,
    pub(super) created: Moment,
    /// Place of the register that is making it. It is not saved.
    #[serde(skip)]
    pub(super) register: Option<usize>,
    /// How often its state was asked for.
    pub(super) asked: u32,
    pub(super) outcome: Option<Outcome>,
}

/// The result of a document.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Outcome {
    pub(super) at: Moment,
    /// `device_code` of the register; `None` if no register took it.
    pub(super) device: Option<String>,
    pub(super) result: Result<Record, Failure>,
}

/// Why a document failed.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Failure {
    pub(super) id: String,
    pub(super) code: u32,
    pub(super) text: String,
    pub(super) kind: FailureKind,
}

/// Which part of the service reports a failure (`error.type`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum FailureKind {
    System,
    Driver,
    Timeout,
    Agent,
    Unknown,
}

/// What the register wrote into the fiscal drive.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Record {
    pub(super) number: u32,
    pub(super) receipt_number: u32,
    pub(super) shift: u32,
    pub(super) sign: u32,
    pub(super) time: Moment,
    /// Total in kopecks.
    pub(super) total: i64,
    pub(super) drive: String,
    pub(super) registration_number: String,
    pub(super) marks: Vec<MarkResult>,
}

/// The result of a mark's check.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MarkResult {
    /// Index of the line, from 0.
    pub position: usize,
    /// The mark as it was sent.
    pub mark_code: String,
    /// The bits of tag 2106.
    pub result: u8,
}

impl Job {
    /// Whether the service still knows it.
    pub(super) fn is_kept(&self, now: Moment) -> bool {
        now.since(self.created) < KEPT
    }

    /// Whether it waits and no register has taken it.
    pub(super) fn waits(&self) -> bool {
        self.outcome.is_none() && self.register.is_none()
    }

    pub(super) fn has_failed(&self) -> bool {
        self.outcome.as_ref().is_some_and(|outcome| outcome.result.is_err())
    }
}

impl FailureKind {
    const WORDS: [(&'static str, Self); 5] = [
        ("system", Self::System),
        ("driver", Self::Driver),
        ("timeout", Self::Timeout),
        ("agent", Self::Agent),
        ("unknown", Self::Unknown),
    ];

    pub(super) fn named(word: &str) -> Option<Self> {
        Self::WORDS.iter().find(|(name, _)| *name == word).map(|(_, kind)| *kind)
    }
}
