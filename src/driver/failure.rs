//! What a backend's failure means, by the phase of the call in which it failed: the one place where it becomes an error.

use crate::backends::{Failure, Refused};
use crate::error::{Error, ErrorKind, Outcome};
use crate::journal::{Cause, JournalError};
use crate::transport::Sent;

/// What a backend was asked for when it failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Phase {
    /// Where the device stands, before a document is sent: nothing of the document has left.
    BeforeSending,
    /// A query or a print: no document depends on it.
    Asking,
    /// The document itself.
    Making,
    /// What became of a document that may have been made.
    Resolving,
}

/// The error of a failure in this phase. Of one that leaves a doubt by itself (`Refused::unresolved`) it says only that the
/// device said no.
pub(super) fn error_of(failure: Failure, phase: Phase) -> Error {
    use Phase::{Asking, BeforeSending, Making, Resolving};
    let error = match (failure, phase) {
        (Failure::Local(fault), _) => Error::before(ErrorKind::BadDocument(vec![*fault])),
        (Failure::Transport(broken), BeforeSending | Resolving) => Error::before(ErrorKind::NoLink(broken.cause)),
        (Failure::Transport(broken), Asking | Making) if broken.left == Sent::Nothing => {
            Error::before(ErrorKind::NoLink(broken.cause))
        }
        (Failure::Transport(broken), Asking) => Error::new(ErrorKind::NoAnswer(broken.cause), Outcome::Unknown),
        // Less than the whole request left, so no document can come of it.
        (Failure::Transport(broken), Making) if broken.left == Sent::Partially => {
            Error::new(ErrorKind::NotMade, Outcome::Rejected)
        }
        (Failure::Transport(broken), Making) => Error::new(ErrorKind::Lost(broken.cause), Outcome::Unknown),
        (Failure::Refused(refused), _) => {
            let outcome = if matches!(phase, BeforeSending | Resolving) { Outcome::NotSent } else { Outcome::Rejected };
            refused_with(*refused, outcome)
        }
        (Failure::Unreadable(cause, vendor), BeforeSending | Resolving) => {
            Error::before(ErrorKind::NoAnswer(cause)).with_vendor(vendor)
        }
        (Failure::Unreadable(cause, vendor), Asking) => {
            Error::new(ErrorKind::NoAnswer(cause), Outcome::Unknown).with_vendor(vendor)
        }
        (Failure::Unreadable(cause, vendor), Making) => {
            Error::new(ErrorKind::Lost(cause), Outcome::Unknown).with_vendor(vendor)
        }
    };
    if phase == Resolving { error.unresolved() } else { error }
}

/// What kept a question from its answer, in a few words for people: the device's own where it said any.
pub(super) fn cause_of(failure: Failure) -> String {
    match failure {
        Failure::Transport(broken) => broken.cause,
        Failure::Refused(refused) => refused.vendor.text.unwrap_or_default(),
        Failure::Unreadable(cause, _) => cause,
        Failure::Local(fault) => fault.problem.message().en.into_owned(),
    }
}

/// The device or the server said no to a document.
pub(super) fn refused(refused: Refused) -> Error {
    refused_with(refused, Outcome::Rejected)
}

fn refused_with(refused: Refused, outcome: Outcome) -> Error {
    Error::new(ErrorKind::Refused(Box::new(refused.refusal)), outcome).with_vendor(refused.vendor)
}

/// What a failure of sending says of the document.
pub(super) enum Unmade {
    /// There is none, and none will come of it.
    Surely(Box<Error>),
    /// The other side said no.
    Refused(Box<Refused>),
    /// Nobody can tell yet.
    Perhaps(Box<Error>),
}

impl Unmade {
    pub(super) fn of(failure: Failure) -> Self {
        match failure {
            Failure::Refused(refused) => Self::Refused(refused),
            other => match Box::new(error_of(other, Phase::Making)) {
                error if error.outcome == Outcome::Unknown => Self::Perhaps(error),
                error => Self::Surely(error),
            },
        }
    }
}

/// Why a register or a queue could not be looked at.
#[derive(Debug)]
pub(super) enum Obstacle {
    /// It gave no answer to go on with.
    Device(Failure),
    /// The journal could not be read or written.
    Journal(JournalError),
}

impl Obstacle {
    /// The error of it in this phase.
    pub(super) fn error(self, phase: Phase) -> Error {
        match self {
            Self::Device(failure) => error_of(failure, phase),
            Self::Journal(journal_error) if phase == Phase::Resolving => Error::from(journal_error).unresolved(),
            Self::Journal(journal_error) => journal_error.into(),
        }
    }

    /// Nothing reached the register: it is switched off, or away.
    pub(super) fn is_away(&self) -> bool {
        matches!(self, Self::Device(Failure::Transport(broken)) if broken.left == Sent::Nothing)
    }
}

impl From<Failure> for Obstacle {
    fn from(failure: Failure) -> Self {
        Self::Device(failure)
    }
}

impl From<JournalError> for Obstacle {
    fn from(journal_error: JournalError) -> Self {
        Self::Journal(journal_error)
    }
}

impl From<JournalError> for ErrorKind {
    fn from(journal_error: JournalError) -> Self {
        match journal_error.1 {
            Cause::Held => Self::JournalHeld,
            Cause::Broken => Self::Journal(journal_error.0),
        }
    }
}

impl From<JournalError> for Error {
    fn from(journal_error: JournalError) -> Self {
        Self::before(journal_error.into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::{BackendError, Fault, Problem, Refusal, Retry, Text};
    use crate::transport::TransportError;

    #[test]
    fn the_same_failure_means_another_thing_in_each_phase() {
        let broken = |left| move || Failure::Transport(TransportError { left, cause: "cut".into() });
        let refused = || {
            let text = Text::of("нет", "no");
            let refusal = Refusal { message: text.clone(), advice: text, retry: Retry::Service, faults: Vec::new() };
            let vendor = BackendError::default();
            Failure::Refused(Box::new(Refused { refusal, vendor, unresolved: false, not_printed: false }))
        };
        let unreadable = || Failure::Unreadable("garbled".into(), BackendError::default());
        let here = || Failure::Local(Box::new(Fault { path: "a".into(), value: None, problem: Problem::Missing }));
        let failures: [(&str, &dyn Fn() -> Failure); 6] = [
            ("nothing left", &broken(Sent::Nothing)),
            ("a part left", &broken(Sent::Partially)),
            ("all left", &broken(Sent::Completely)),
            ("refused", &refused),
            ("unreadable", &unreadable),
            ("here", &here),
        ];
        let phases = [Phase::BeforeSending, Phase::Asking, Phase::Making, Phase::Resolving];
        let shown: Vec<String> = failures
            .iter()
            .map(|(name, failure)| {
                let each = phases.map(|phase| {
                    let error = error_of(failure(), phase);
                    format!("{} {}", error.code().name(), error.outcome.word())
                });
                format!("{name}: {}", each.join(", "))
            })
            .collect();
        assert_eq!(
            shown,
            [
                "nothing left: noLink notSent, noLink notSent, noLink notSent, unknown unknown",
                "a part left: noLink notSent, noAnswer unknown, notMade rejected, unknown unknown",
                "all left: noLink notSent, noAnswer unknown, unknown unknown, unknown unknown",
                "refused: refused notSent, refused rejected, refused rejected, refused unknown",
                "unreadable: noAnswer notSent, noAnswer unknown, unknown unknown, unknown unknown",
                "here: badDocument notSent, badDocument notSent, badDocument notSent, badDocument unknown",
            ]
        );
    }
}
