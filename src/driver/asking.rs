//! The request for a document as the caller made it, and what the journal records with its intent.

use crate::backends::{Baseline, Document};
use crate::error::{Error, ErrorKind, Note, Result};
use crate::task::Parsed;
use crate::task::answer::{Asked, Noticed};
use crate::task::meaning::Meaning;
use crate::task::money::Money;
use crate::task::words::Words;
use std::sync::Arc;

/// The caller's request for a document, independent of how the register will get it.
pub(super) struct Asking {
    /// Name of the task (`sell`) or of the native method.
    pub task: String,
    /// SHA-256 of its meaning: equal however the task is written (docs/en/exactly-once.md#the-same-document).
    pub digest: [u8; 32],
    /// SHA-256 of its JSON as given. Journals of older versions have only this one, and it stays when defaults of the
    /// configuration change.
    pub spelled: [u8; 32],
    /// SHA-256 of its meaning without the cashier, the buyer's contact and the checks of codes. Only a document without an
    /// id is looked for by it.
    pub gist: Option<[u8; 32]>,
    /// The meaning itself, part by part: it names the places in which two documents differ.
    pub meaning: Arc<Meaning>,
    /// Whether the call waits until a queued document is made (`wait` of the task).
    pub wait: bool,
    /// The caller gave no id and repetitions are joined, so the journal records whether the outcome was acknowledged.
    pub without_id: bool,
    /// What the answer has in addition to the register's data: change, notes.
    pub asked: Asked,
}

impl Asking {
    /// The request that a task makes.
    pub(super) fn of(parsed: &Parsed, document: &Document) -> Self {
        let notes = parsed.notes.iter().cloned().map(Note::from).collect();
        let asked = Asked { change: document.change.map(Money::units), notes, noticed: Noticed::default() };
        Self {
            task: parsed.name.word().to_owned(),
            digest: parsed.digest(),
            spelled: parsed.spelled(),
            gist: None,
            meaning: parsed.meaning.clone(),
            wait: parsed.wait,
            without_id: false,
            asked,
        }
    }
}

/// What the journal records with an intent in addition to the request and the document.
#[derive(Debug, Default)]
pub(super) struct Intent<'a> {
    /// The register's last document before the send; `None` for a queue that does not show it.
    pub baseline: Option<&'a Baseline>,
    /// The fiscal drive, where it is known without a baseline.
    pub drive: Option<&'a str>,
    /// The key under which it is put into a queue.
    pub key: Option<String>,
    /// How often the register's numbering had restarted before it.
    pub epoch: u64,
    /// What the answer will warn of: a restarted numbering, similar documents.
    pub noticed: Noticed,
    /// An earlier attempt was looked for in vain, and may come late.
    pub absent: bool,
}

/// An id for a document whose caller gave none: 128 random bits in hexadecimal digits.
pub(super) fn new_id() -> Result<String> {
    crate::clock::random_digits().map_err(|error| Error::before(ErrorKind::Internal(error.to_string())))
}
