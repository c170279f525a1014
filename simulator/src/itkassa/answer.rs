//! The envelopes of the answers: success and refusal.

use super::fields::Faults;
use super::{Shapes, UnknownKey};
use crate::http::Answer;
use crate::json::Step;
use serde_json::{Value, json};

/// A refused request: the HTTP status and the reason.
pub(super) struct Refusal {
    status: u16,
    why: String,
}

impl Refusal {
    pub(super) fn new(status: u16, why: impl Into<String>) -> Self {
        Self { status, why: why.into() }
    }

    /// A request with invalid fields.
    pub(super) fn wrong(faults: &Faults) -> Self {
        Self::new(400, faults.join("; "))
    }

    /// A key that occurs twice in one object.
    pub(super) fn repeated(way: &[Step]) -> Self {
        let step = |step: &Step| match step {
            Step::Key(name) => format!(".{name}"),
            Step::Index(index) => format!("[{index}]"),
        };
        let way: String = way.iter().map(step).collect();
        Self::new(400, format!("{}: поле повторяется", way.trim_start_matches('.')))
    }

    /// The refusal of an idempotency key that no task has. Returns `None` if the answer's form treats this as a
    /// success.
    pub(super) fn unknown_key(form: UnknownKey) -> Option<Self> {
        match form {
            UnknownKey::NotFound => Some(Self::new(404, "документ не найден")),
            UnknownKey::Refused => Some(Self::new(400, "idempKey: документ не найден")),
            UnknownKey::Empty => None,
        }
    }

    pub(super) fn answer(&self, shapes: Shapes) -> Answer {
        let mut body = json!({"result": "critical_error", "result_description": self.why});
        if !shapes.refusal_bare {
            body["code"] = self.status.into();
        }
        let status = if shapes.refusal_200 { 200 } else { self.status };
        Answer { status, ..Answer::json(&body) }
    }
}

/// The answer to a successful request.
pub(super) fn done(object: &Value) -> Answer {
    Answer::json(&json!({"code": 0, "object": object}))
}
