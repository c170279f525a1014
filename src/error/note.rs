//! What the caller should know of a document all the same.

use super::{Fault, Text};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Value;

/// A note on a document that was made, or on a task that was carried out.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Note {
    /// What is not as the task says, and stopped nothing.
    Fault(Fault),
    /// As the journal has it, of an earlier call.
    Recorded(Value),
}

impl Note {
    /// Place in the task; empty for the task itself.
    pub fn path(&self) -> &str {
        match self {
            Self::Fault(fault) => &fault.path,
            Self::Recorded(note) => note.get("path").and_then(Value::as_str).unwrap_or_default(),
        }
    }

    /// What it says.
    pub fn message(&self) -> Text {
        match self {
            Self::Fault(fault) => fault.problem.message(),
            Self::Recorded(note) => Text::recorded(note.get("message")),
        }
    }

    /// As an answer shows it in `warnings.notes`.
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

/// Read back as it was written down, whatever version of the library wrote it: it goes out again word for word.
impl<'de> Deserialize<'de> for Note {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Value::deserialize(deserializer).map(Self::Recorded)
    }
}
