//! Notes: what the caller should know about a document that was accepted.

use super::{Fault, Text};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Value;

/// A note on a document or a task that succeeded (`warnings.notes`).
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Note {
    /// A broken rule of level `warn`: it stopped nothing.
    Fault(Fault),
    /// A note of an earlier call, as the journal recorded it.
    Recorded(Value),
}

impl Note {
    /// JSON path in the task; empty for the task itself.
    pub fn path(&self) -> &str {
        match self {
            Self::Fault(fault) => &fault.path,
            Self::Recorded(note) => note.get("path").and_then(Value::as_str).unwrap_or_default(),
        }
    }

    /// The sentence of the note.
    pub fn message(&self) -> Text {
        match self {
            Self::Fault(fault) => fault.problem.message(),
            Self::Recorded(note) => Text::recorded(note.get("message")),
        }
    }

    /// Its JSON in `warnings.notes` of an answer.
    pub fn to_json(&self) -> Value {
        match self {
            Self::Fault(fault) => fault.to_json(),
            Self::Recorded(note) => note.clone(),
        }
    }
}

impl From<Fault> for Note {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}

impl Serialize for Note {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.to_json().serialize(serializer)
    }
}

/// A recorded note stays as it is, whatever version of the library wrote it, and is returned unchanged.
impl<'de> Deserialize<'de> for Note {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Value::deserialize(deserializer).map(Self::Recorded)
    }
}
