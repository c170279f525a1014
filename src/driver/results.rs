//! What the calls give that are about more or less than one answer.

use crate::error::{Candidate, Code, Error, RecordedError};
use crate::task::answer::Answer;
use serde_json::{Value, json};

/// What a call-back of a queue's server told.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum CallbackResult {
    /// A trial of the way: it speaks of no document.
    Trial,
    /// A document is registered.
    Registered(Box<Answer>),
    /// A document was refused, or stands in the queue.
    Failed(Box<Error>),
    /// Several documents may be the one: a person has to compare them. The error is that of the first time.
    Ambiguous(RecordedError),
}

impl CallbackResult {
    /// Whether it is the end of a document's way: no trial, and nothing that stands in the queue.
    pub(super) fn is_over(&self) -> bool {
        match self {
            Self::Trial => false,
            Self::Failed(error) => error.code() != Code::Pending,
            Self::Registered(_) | Self::Ambiguous(_) => true,
        }
    }

    /// As the C ABI gives it: the answer, `{"error": …}` or `{"trial": true}`.
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
    /// How many documents the journal had lost; `None` if nobody knows, for the count itself was spoilt.
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

/// What became of a document that a person wanted to discard.
#[derive(Debug)]
pub enum Discarded {
    /// It counts as not made from now on.
    Discarded,
    /// It is registered, so there was nothing to discard.
    Registered(Box<Answer>),
}
