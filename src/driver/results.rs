//! Results of the calls that return something other than one answer.

use crate::error::{Candidate, Code, Error, RecordedError};
use crate::task::answer::Answer;
use serde_json::{Value, json};

/// What a callback of a queue's server reported.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum CallbackResult {
    /// A test of the connection; it is about no document.
    Trial,
    /// The document is registered.
    Registered(Box<Answer>),
    /// The document was refused, or is still in the queue ([`Code::Pending`]).
    Failed(Box<Error>),
    /// Several documents may be the one, and a person has to compare them. This is the error as it was first recorded.
    Ambiguous(RecordedError),
}

impl CallbackResult {
    /// Whether the document is finished: no test, and not still in the queue.
    pub(super) fn is_over(&self) -> bool {
        match self {
            Self::Trial => false,
            Self::Failed(error) => error.code() != Code::Pending,
            Self::Registered(_) | Self::Ambiguous(_) => true,
        }
    }

    /// As the C ABI returns it: the answer, `{"error": …}` or `{"trial": true}`.
    pub fn to_json(&self) -> Value {
        match self {
            Self::Trial => json!({ "trial": true }),
            Self::Registered(answer) => answer.to_json(),
            Self::Failed(error) => json!({ "error": error.to_json() }),
            Self::Ambiguous(error) => json!({ "error": error.to_json() }),
        }
    }
}

/// What was read back from a register into a journal that had lost documents.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct RebuiltJournal {
    /// How many documents the journal had lost; `None` if the count itself was damaged, or there is none.
    pub lost: Option<u64>,
    /// The documents that were found on the register.
    pub documents: Vec<Candidate>,
}

impl RebuiltJournal {
    /// `{"lost": …, "documents": […]}`.
    pub fn to_json(&self) -> Value {
        json!({ "lost": self.lost, "documents": self.documents.iter().map(Candidate::to_json).collect::<Vec<_>>() })
    }
}

/// The result of [`Device::discard`](crate::Device::discard).
#[derive(Debug)]
pub enum Discarded {
    /// It counts as not made from now on.
    Discarded,
    /// It is registered, so there was nothing to discard.
    Registered(Box<Answer>),
}
