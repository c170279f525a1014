//! Documents that may be the one in question: a person compares them with the tape.

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::{Map, Value, json};

/// What may be, or may hide, the document that an error speaks of.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Candidate {
    /// A document on the register.
    Document {
        /// Its number (ФД, 1040); where documents are numbered by shift, its number within the shift.
        number: u64,
        /// What the register shows of it: `fiscalParams`, `native` and the rest, as an answer has them.
        shown: Map<String, Value>,
    },
    /// The register has another fiscal drive now, whose documents say nothing of this one.
    OtherDrive {
        /// Number of the drive that it has now (ФН, 1041).
        now: Option<String>,
        /// Number of the drive that it had when the document was sent.
        expected: Option<String>,
    },
    /// The register numbers its documents anew since the document was sent.
    NumberingRestarted {
        /// Number of its last document now.
        last: u64,
        /// Number of the last document before this one was sent.
        expected: u64,
    },
    /// A document of a queue, as its server shows it.
    Queued {
        /// The document of the journal that has it already, if it is another's.
        external_id: Option<String>,
        /// What the server says of it, whole.
        native: Value,
    },
    /// All that the journal has of the document itself: it cannot be looked for.
    Entry {
        /// Name of its task.
        task: String,
        /// The fiscal drive that the register had (ФН, 1041).
        drive: Option<String>,
        /// Where the register's numbering stood before it, as the journal has it.
        baseline: String,
    },
    /// As it was written down, or as a service shows it.
    Recorded(Value),
}

impl Candidate {
    /// As the error object shows it in `candidates`, and an answer in `warnings.similar`.
    pub fn to_json(&self) -> Value {
        match self {
            Self::Document { number, shown } => {
                let mut shown = shown.clone();
                shown.insert("fiscalDocumentNumber".into(), json!(number));
                Value::Object(shown)
            }
            Self::OtherDrive { now, expected } => json!({ "fnNumber": now, "expectedFnNumber": expected }),
            Self::NumberingRestarted { last, expected } => {
                json!({ "lastDocumentNumber": last, "expectedLastDocumentNumber": expected })
            }
            Self::Queued { external_id: Some(id), native } => json!({ "externalId": id, "native": native }),
            Self::Queued { external_id: None, native } => json!({ "native": native }),
            Self::Entry { task, drive, baseline } => {
                json!({ "journal": { "task": task, "fnNumber": drive, "baseline": baseline } })
            }
            Self::Recorded(shown) => shown.clone(),
        }
    }
}

impl Serialize for Candidate {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.to_json().serialize(serializer)
    }
}

/// Read back as it was written down, whatever version of the library wrote it: it goes out again word for word.
impl<'de> Deserialize<'de> for Candidate {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Value::deserialize(deserializer).map(Self::Recorded)
    }
}
