//! The fate of a document: made, not made, or unknown.
//!
//! There are three fates because a document that is missing now may still come: a slow register may make it after we
//! looked. So "not made" is concluded only after the device was seen idle for a whole window (`idle`). See
//! docs/en/exactly-once.md#absence.

use crate::backends::fingerprint::Fingerprint;
use crate::backends::{Baseline, Made};
use crate::error::{Candidate, Error, ErrorKind, Outcome, RecordedError, Text};
use crate::journal::{Entry, State};
use crate::log::{self, Level};

/// What is known of a document after its request was sent, or could not be sent.
pub(super) enum Fate {
    /// The device has it.
    Made(Box<Made>),
    /// It was not made, as far as anyone can tell: sending it again is safe. The error says why.
    NotMade(Box<Error>),
    /// Not known. With candidates in the error, a person has to compare them and no other document waits for this one;
    /// without, the entry stays open and is looked for again.
    Unknown(Box<Error>),
}

/// Whether to keep trying when the device cannot be asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Patience {
    /// Until the deadline: this is the call that lost the answer, and its caller needs to know.
    Long,
    /// No: this call is about another document and can be repeated.
    Short,
}

/// A search for one document on a register.
#[derive(Clone, Copy)]
pub(super) struct Search<'a> {
    /// Its entry in the journal.
    pub entry: &'a Entry,
    /// The facts by which it is recognised.
    pub fingerprint: &'a Fingerprint,
    /// The state of the register before it was sent: only later documents can be it.
    pub baseline: &'a Baseline,
}

/// The error of a document whose call was interrupted (a crash, a deadline), as long as its fate is unknown.
pub(super) fn cut_short() -> Error {
    Error::new(ErrorKind::Lost(Text::of("прежний вызов прерван", "the earlier call was interrupted")), Outcome::Unknown)
}

/// The fate of a document whose entry cannot be read, so that no look can find it.
///
/// It gets candidates in any case (at least what the entry itself has): that makes it ambiguous, and an ambiguous
/// document does not block others.
pub(super) fn unreadable(entry: &Entry, error: &Error) -> Fate {
    log::about(Level::Warning, &entry.external_id, format_args!("{}", error.logged()));
    let mut error = Error::new(ErrorKind::Untraceable, Outcome::Unknown);
    error.candidates = recorded_candidates(entry);
    if error.candidates.is_empty() {
        let (task, drive, baseline) = (entry.task.clone(), entry.drive.clone(), entry.baseline.clone());
        error.candidates = vec![Candidate::Entry { task, drive, baseline }];
    }
    Fate::Unknown(Box::new(error))
}

/// The candidates of an ambiguous entry, as they were recorded.
pub(super) fn recorded_candidates(entry: &Entry) -> Vec<Candidate> {
    match &entry.state {
        State::Ambiguous { error } => RecordedError::read(error).map(|error| error.candidates()).unwrap_or_default(),
        _ => Vec::new(),
    }
}
