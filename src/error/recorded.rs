//! An error as the journal keeps it.

use super::{Candidate, Code, Text};
use serde_json::Value;

/// The error of an earlier call, as the journal keeps it.
///
/// It is the error object of then, word for word: another version of the library may have written it, and it goes out
/// again as it is. What is the same in all of them can be asked for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RecordedError(Value);

impl RecordedError {
    /// The error of this text of the journal.
    pub(crate) fn read(text: &str) -> serde_json::Result<Self> {
        serde_json::from_str(text).map(Self)
    }

    /// Its class; `None` for one that this version does not know.
    pub fn code(&self) -> Option<Code> {
        Code::of(self.0.get("name")?.as_str()?)
    }

    /// What happened.
    pub fn message(&self) -> Text {
        Text::recorded(self.0.get("message"))
    }

    /// Documents that may be the one in question.
    pub fn candidates(&self) -> Vec<Candidate> {
        let listed = self.0.get("candidates").and_then(Value::as_array);
        listed.into_iter().flatten().cloned().map(Candidate::Recorded).collect()
    }

    /// The error object.
    pub fn to_json(&self) -> Value {
        self.0.clone()
    }
}
