//! What a backend's failure means. This is the only place where a failure becomes an error.
//!
//! The same failure means different things by the phase of the call: a broken connection before the document was sent
//! is `noLink`, but while the document was being sent it may leave the outcome unknown. So the phase is a parameter,
//! and the table in the test below is the complete rule.

use crate::backends::{Failure, Refused};
use crate::error::{Error, ErrorKind, Fault, Outcome, Problem, Text};
use crate::journal::{Cause, JournalError};
use crate::transport::Sent;

/// What the backend was doing when it failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Phase {
    /// It was asked for the device's state, before the document was sent.
    BeforeSending,
    /// A query or a print of plain text; no fiscal document is involved.
    Asking,
    /// It was sending the document.
    Making,
    /// It was looking for a document that may have been made.
    Resolving,
}

/// What a call reports whose first attempt was not made, and whose second one failed with `again` before it was sent.
/// `may_be_lost`: another process may have the device by now.
pub(super) fn not_sent_again(not_made: Error, again: Error, may_be_lost: bool) -> Error {
    match again.kind {
        // The process that has the device now may have had the document made.
        ErrorKind::TakenOver { .. } => again.unresolved(),
        _ if may_be_lost => again.unresolved(),
        // That the second attempt could not be sent does not change what came of the first one.
        _ => not_made,
    }
}

/// The error of a failure in this phase.
///
/// A refusal that leaves the outcome open (`Refused::unresolved`) is reported as a plain refusal; the engines look on
/// the device before they use it.
pub(super) fn error_of(failure: Failure, phase: Phase) -> Error {
    use Phase::{Asking, BeforeSending, Making, Resolving};
    let error = match (failure, phase) {
        (Failure::Local(fault), _) => Error::before(ErrorKind::BadDocument(vec![*fault])),
        (Failure::NothingFound(what), _) => Error::before(ErrorKind::NothingFound(what)),
        // It is another device, or none of ours, so this is no refusal of the document.
        (Failure::Refused(refused), BeforeSending | Asking | Resolving) if refused.key.is_some() => {
            let Refused { refusal, vendor, key, .. } = *refused;
            let text = Text::with(
                format!("{} {}", refusal.message.ru, refusal.advice.ru),
                format!("{} {}", refusal.message.en, refusal.advice.en),
            );
            let path = key.unwrap_or_default().to_owned();
            let fault = Fault { path, value: None, problem: Problem::Form(text) };
            Error::before(ErrorKind::BadConfig(vec![fault])).with_vendor(vendor)
        }
        (Failure::Transport(broken), BeforeSending | Resolving) => Error::before(ErrorKind::NoLink(broken.cause)),
        (Failure::Transport(broken), Asking | Making) if broken.left == Sent::Nothing => {
            Error::before(ErrorKind::NoLink(broken.cause))
        }
        (Failure::Transport(broken), Asking) => Error::new(ErrorKind::NoAnswer(broken.cause.text), Outcome::Unknown),
        // Only a part of the request was sent, and no register makes a document from that.
        (Failure::Transport(broken), Making) if broken.left == Sent::Partially => {
            Error::new(ErrorKind::NotMade, Outcome::Rejected)
        }
        (Failure::Transport(broken), Making) => Error::new(ErrorKind::Lost(broken.cause.text), Outcome::Unknown),
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
    match phase {
        Resolving => error.unresolved(),
        Asking => Error { query: true, ..error },
        BeforeSending | Making => error,
    }
}

/// The error of a file beside the journal: a lock, or what is kept in it.
pub(super) fn beside_journal(error: &std::io::Error) -> Error {
    Error::before(ErrorKind::Journal(Text::of_io(error)))
}

/// The error of a document that may exist, since the device could not be asked about it.
pub(super) fn unasked(failure: Failure) -> Error {
    let (cause, vendor) = match failure {
        Failure::Transport(broken) => (broken.cause, None),
        Failure::Unreadable(cause, vendor) => (cause.into(), Some(vendor)),
        Failure::Refused(refused) => {
            let vendor = refused.vendor.clone();
            // With a key, the advice is about the configuration; any other is about a document.
            let hint = match refused.key {
                Some(_) => refused.refusal.advice.clone(),
                None => Text::of(
                    "Проверьте состояние устройства и настройки доступа к нему.",
                    "Check the state of the device, and the settings of the access to it.",
                ),
            };
            let text = cause_of(Failure::Refused(refused));
            (crate::error::Cause { text, hint: Some(hint) }, Some(vendor))
        }
        other => (cause_of(other).into(), None),
    };
    Error { backend: vendor, ..Error::new(ErrorKind::Unasked(cause), Outcome::Unknown) }
}

/// Why a question got no answer, in a few words for people, without a full stop: the device's own text if it has one.
pub(super) fn cause_of(failure: Failure) -> Text {
    let open = |text: Text| {
        let [ru, en] = [text.ru, text.en].map(|text| text.trim_end().trim_end_matches('.').to_owned());
        Text::with(ru, en)
    };
    match failure {
        Failure::Transport(broken) => broken.cause.text,
        Failure::Refused(refused) => open(match refused.vendor.text {
            Some(text) => Text::with(text.clone(), text),
            None => refused.refusal.message,
        }),
        Failure::Unreadable(cause, _) => cause,
        Failure::Local(fault) => fault.problem.message(),
        Failure::NothingFound(what) => open(what),
    }
}

/// The error of a document that the device or the server refused.
pub(super) fn refused(refused: Refused) -> Error {
    refused_with(refused, Outcome::Rejected)
}

fn refused_with(refused: Refused, outcome: Outcome) -> Error {
    Error::new(ErrorKind::Refused(Box::new(refused.refusal)), outcome).with_vendor(refused.vendor)
}

/// What a failed send means for the document.
pub(super) enum SendFailure {
    /// It was certainly not made.
    NotMade(Box<Error>),
    /// The device or server refused it; whether that is final is for the engine to judge.
    Refused(Box<Refused>),
    /// The answer was lost: it may have been made.
    Unknown(Box<Error>),
}

impl SendFailure {
    pub(super) fn of(failure: Failure) -> Self {
        match failure {
            Failure::Refused(refused) => Self::Refused(refused),
            other => match Box::new(error_of(other, Phase::Making)) {
                error if error.outcome == Outcome::Unknown => Self::Unknown(error),
                error => Self::NotMade(error),
            },
        }
    }
}

/// Why a look on a register failed. The journal is kept apart, so that its failure is not reported as the register's.
#[derive(Debug)]
pub(super) enum Obstacle {
    /// The register gave no usable answer.
    Device(Failure),
    /// The journal could not be read or written.
    Journal(JournalError),
}

impl Obstacle {
    /// The error of this obstacle in this phase.
    pub(super) fn error(self, phase: Phase) -> Error {
        match self {
            Self::Device(failure) => error_of(failure, phase),
            Self::Journal(journal_error) if phase == Phase::Resolving => Error::from(journal_error).unresolved(),
            Self::Journal(journal_error) => journal_error.into(),
        }
    }

    /// Whether nothing reached the register: it is switched off or unreachable.
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
            Cause::Busy => Self::Busy,
            Cause::Broken | Cause::Missing | Cause::Away => Self::Journal(journal_error.0),
            Cause::TakenOver => Self::TakenOver { made: None },
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
    use crate::error::{BackendError, Refusal, Retry};
    use crate::transport::TransportError;

    #[test]
    fn a_second_attempt_that_is_not_sent_leaves_the_first_answer_only_while_nobody_else_has_the_device() {
        let not_made = || Error::new(ErrorKind::NotMade, Outcome::Rejected);
        let cancelled = || Error::before(ErrorKind::Cancelled);
        let taken_over = Error::before(ErrorKind::TakenOver { made: None });
        assert_eq!(not_sent_again(not_made(), cancelled(), false).outcome, Outcome::Rejected);
        assert_eq!(not_sent_again(not_made(), cancelled(), true).outcome, Outcome::Unknown);
        assert_eq!(not_sent_again(not_made(), taken_over, false).outcome, Outcome::Unknown);
    }

    #[test]
    fn the_same_failure_means_something_different_in_each_phase() {
        let broken =
            |left| move || Failure::Transport(TransportError { left, cause: Text::of("обрыв", "cut").into() });
        let refused = || {
            let text = Text::of("нет", "no");
            let refusal = Refusal {
                message: text.clone(),
                advice: text,
                retry: Retry::Service,
                faults: Vec::new(),
                by_state: false,
            };
            let vendor = BackendError::default();
            Failure::Refused(Box::new(Refused { refusal, vendor, unresolved: false, not_printed: false, key: None }))
        };
        let unreadable = || Failure::Unreadable(Text::of("неразборчиво", "garbled"), BackendError::default());
        let elsewhere = || match refused() {
            Failure::Refused(refused) => Failure::Refused(Box::new(Refused { key: Some("url"), ..*refused })),
            other => other,
        };
        let nothing = || Failure::NothingFound(Text::of("нет", "none"));
        let here = || Failure::Local(Box::new(Fault { path: "a".into(), value: None, problem: Problem::Missing }));
        let failures: [(&str, &dyn Fn() -> Failure); 8] = [
            ("nothing left", &broken(Sent::Nothing)),
            ("a part left", &broken(Sent::Partially)),
            ("all left", &broken(Sent::Completely)),
            ("refused", &refused),
            ("another device", &elsewhere),
            ("unreadable", &unreadable),
            ("nothing found", &nothing),
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
                "another device: badConfig notSent, badConfig notSent, refused rejected, badConfig unknown",
                "unreadable: noAnswer notSent, noAnswer unknown, unknown unknown, unknown unknown",
                "nothing found: notFound notSent, notFound notSent, notFound notSent, notFound unknown",
                "here: badDocument notSent, badDocument notSent, badDocument notSent, badDocument unknown",
            ]
        );
    }
}
