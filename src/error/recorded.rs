//! Errors that were recorded in the journal.

use super::kind::DISCARDED;
use super::{Candidate, Code, Outcome, Text};
use serde_json::Value;

/// The error of an earlier call, as the journal recorded it.
///
/// It is the error object of that time, unchanged: another version of the library may have written it, with members
/// that this one does not know. The methods read what all versions have.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RecordedError(Value);

impl RecordedError {
    /// Reads the error from the journal's text.
    pub(crate) fn read(text: &str) -> serde_json::Result<Self> {
        serde_json::from_str(text).map(Self)
    }

    /// Its code; `None` if this version does not know it.
    pub fn code(&self) -> Option<Code> {
        Code::of(self.0.get("name")?.as_str()?)
    }

    /// Whether it says that nothing was sent.
    pub(crate) fn was_not_sent(&self) -> bool {
        self.0.get("outcome").is_some_and(|outcome| outcome == Outcome::NotSent.word())
    }

    /// Whether it says that a person has discarded the document.
    pub(crate) fn is_discarded(&self) -> bool {
        self.0.get("docs").is_some_and(|docs| docs == DISCARDED)
    }

    /// What happened, as it was recorded.
    pub fn message(&self) -> Text {
        Text::recorded(self.0.get("message"))
    }

    /// Documents that may be the one in question.
    pub fn candidates(&self) -> Vec<Candidate> {
        let listed = self.0.get("candidates").and_then(Value::as_array);
        listed.into_iter().flatten().cloned().map(Candidate::Recorded).collect()
    }

    /// The error object, unchanged.
    pub fn to_json(&self) -> Value {
        self.0.clone()
    }
}
