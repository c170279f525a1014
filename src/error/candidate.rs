//! Documents that may be the one in question, for a person to compare with the tape.

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::{Map, Value, json};

/// Something on the device that may be the document in question, or a reason why it cannot be found.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Candidate {
    /// A document on the register.
    Document {
        /// Its number (ФД, tag 1040). Where documents are numbered within each shift, its number in the shift.
        number: u64,
        /// What the register shows of it: `fiscalParams`, `native` and so on, as in an answer.
        shown: Map<String, Value>,
    },
    /// The register has another fiscal drive now; its documents say nothing about this one.
    OtherDrive {
        /// The number of the drive now (ФН, tag 1041).
        now: Option<String>,
        /// The number of the drive when the document was sent.
        expected: Option<String>,
    },
    /// The register's numbering has restarted since the document was sent.
    NumberingRestarted {
        /// Its last document number now.
        last: u64,
        /// Its last document number before this document was sent.
        expected: u64,
    },
    /// A document of a queue, as its server shows it.
    Queued {
        /// `externalId` of the journal entry that already has it, if it is another one's.
        external_id: Option<String>,
        /// The server's complete answer about it.
        native: Value,
    },
    /// All that the journal has of the document itself; it cannot be looked for.
    Entry {
        /// Name of its task.
        task: String,
        /// The register's fiscal drive at that time (ФН, tag 1041).
        drive: Option<String>,
        /// The baseline before it, as the journal has it (JSON).
        baseline: String,
    },
    /// A candidate of an earlier call as it was recorded, or as a service shows it.
    Recorded(Value),
}

impl Candidate {
    /// Whether both are the same document on the register. Its number alone may be that within a shift.
    pub(crate) fn is_same_document(&self, other: &Self) -> bool {
        let (Self::Document { number, shown }, Self::Document { number: of_other, shown: other }) = (self, other)
        else {
            return false;
        };
        number == of_other && shown.get("fiscalParams") == other.get("fiscalParams")
    }

    /// Its JSON in `candidates` of an error object and in `warnings.similar` of an answer.
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

/// A recorded candidate stays as it is, whatever version of the library wrote it, and is returned unchanged.
impl<'de> Deserialize<'de> for Candidate {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Value::deserialize(deserializer).map(Self::Recorded)
    }
}
