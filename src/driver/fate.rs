//! What is known of a document whose answer was lost.
//!
//! Absence seen soon is not absence (docs/exactly-once.md): a slow device may make the document after we looked. Hence
//! three fates, and a time over which the device must be seen idle (`idle`).

use crate::backends::fingerprint::Fingerprint;
use crate::backends::{Baseline, Made};
use crate::error::{Candidate, Error, ErrorKind, Outcome, RecordedError};
use crate::journal::{Entry, State};

/// What is known of a document whose answer was lost.
pub(super) enum Fate {
    /// It is on the device.
    Made(Box<Made>),
    /// It was not made and will not be: sending it again is safe.
    NotMade(Box<Error>),
    /// Nobody can tell yet.
    Unknown(Box<Error>),
}

/// Whether to go on when the device cannot be asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Patience {
    /// Until the deadline: this is the call that lost the answer.
    Long,
    /// No: this call is about something else, and may be made again.
    Short,
}

/// A document that is looked for.
#[derive(Clone, Copy)]
pub(super) struct Sought<'a> {
    /// What the journal has of it.
    pub entry: &'a Entry,
    /// By what it is known.
    pub fingerprint: &'a Fingerprint,
    /// Past which state of the register it is looked for.
    pub baseline: &'a Baseline,
}

/// The error of a document of which nobody can tell: an earlier call was cut short.
pub(super) fn cut_short() -> Error {
    Error::new(ErrorKind::Lost("the earlier call was interrupted".into()), Outcome::Unknown)
}

/// The fate of a document whose entry does not say by what to look for it: nobody can tell, and no look will. It is shown
/// with what the entry has, and holds nobody up.
pub(super) fn unreadable(entry: &Entry, error: &Error) -> Fate {
    crate::log::line(format_args!("{}: {}", entry.external_id, error.message().en));
    let mut error = Error::new(ErrorKind::Untraceable, Outcome::Unknown);
    let shown = match &entry.state {
        State::Ambiguous { error } => RecordedError::read(error).map(|error| error.candidates()).unwrap_or_default(),
        _ => Vec::new(),
    };
    error.candidates = shown;
    if error.candidates.is_empty() {
        let (task, drive, baseline) = (entry.task.clone(), entry.drive.clone(), entry.baseline.clone());
        error.candidates = vec![Candidate::Entry { task, drive, baseline }];
    }
    Fate::Unknown(Box::new(error))
}
