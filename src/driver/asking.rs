//! A document as it is asked for, and what its intent has beside it.

use crate::backends::{Baseline, Document};
use crate::error::{Error, ErrorKind, Note, Result};
use crate::task::Parsed;
use crate::task::answer::{Asked, Noticed};
use crate::task::meaning::Meaning;
use crate::task::money::Money;
use crate::task::words::Words;
use std::sync::Arc;

/// A document as it is asked for.
pub(super) struct Asking {
    /// Name of the task or method.
    pub task: String,
    /// Digest of its meaning.
    pub digest: [u8; 32],
    /// Digest of its JSON.
    pub spelled: [u8; 32],
    /// Its meaning.
    pub meaning: Arc<Meaning>,
    /// Whether the call waits for a document that stands in a queue.
    pub wait: bool,
    /// The caller keeps no id of it, so whether it was told is kept here.
    pub without_id: bool,
    /// What the answer has beside the device's own.
    pub asked: Asked,
}

impl Asking {
    /// The asking of a task.
    pub(super) fn of(parsed: &Parsed, document: &Document) -> Self {
        let notes = parsed.notes.iter().cloned().map(Note::from).collect();
        let asked = Asked { change: document.change.map(Money::units), notes, noticed: Noticed::default() };
        Self {
            task: parsed.name.word().to_owned(),
            digest: parsed.digest,
            spelled: parsed.spelled,
            meaning: parsed.meaning.clone(),
            wait: parsed.wait,
            without_id: false,
            asked,
        }
    }
}

/// What an intent has beside the document.
#[derive(Debug, Default)]
pub(super) struct Intent<'a> {
    /// The state of the register past which the document is looked for.
    pub baseline: Option<&'a Baseline>,
    /// The key that it is put into a queue under.
    pub key: Option<String>,
    /// How often the register's numbering had begun anew.
    pub epoch: u64,
    /// What was noticed on the register.
    pub noticed: Noticed,
}

/// An id for a document whose caller gave none: 128 random bits in hexadecimal digits.
pub(super) fn new_id() -> Result<String> {
    let mut bits = [0; 16];
    getrandom::fill(&mut bits).map_err(|error| Error::before(ErrorKind::Internal(error.to_string())))?;
    Ok(format!("{:032x}", u128::from_be_bytes(bits)))
}
