//! Making a fiscal document exactly once: intend, send once, record; on doubt, settle.

use super::Driver;
use super::settle::{Fate, Look, Patience};
use crate::backends::{Baseline, Document, Failure, Made, Refused};
use crate::error::{Error, Fault, Outcome, Result, What};
use crate::journal::{Entry, State};
use crate::task::answer::Answer;
use crate::task::Parsed;
use crate::task::words::Words;
use crate::transport::{Deadline, Left};
use serde_json::Value;

impl Driver {
    /// Makes the document, or tells what became of it when it was asked for before.
    pub(super) fn make(&self, parsed: &Parsed, document: &Document, id: &str, deadline: Deadline) -> Result<Value> {
        let _held = self.lock.hold(deadline)?;
        self.settle_open(id, deadline)?;
        let earlier = self.journal().find(self.backend.device(), id)?;
        if let Some(answer) = earlier.and_then(|entry| self.again(&entry, parsed, deadline)) {
            return answer;
        }
        let baseline = self.backend.baseline(deadline).map_err(unsent)?;
        self.intend(parsed, document, id, &baseline)?;
        let sent = self.backend.send(&document.request, deadline);
        let fate = match sent {
            Ok(made) => self.complete(made, document, &baseline, deadline),
            Err(failure) => self.judge(failure, document, &baseline, id, deadline),
        };
        self.conclude(id, fate, Some((&document.answer, &parsed.notes)))
    }

    /// The answer to a document that was asked for before; `None` if it may be sent.
    fn again(&self, entry: &Entry, parsed: &Parsed, deadline: Deadline) -> Option<Result<Value>> {
        match &entry.state {
            State::NotMade { .. } => None,
            _ if entry.digest != parsed.digest => Some(Err(Error::before(What::IdReused))),
            State::Registered { answer, .. } => Some(recorded(answer)),
            State::Open { .. } | State::Ambiguous { .. } => {
                let fate = self.settle_entry(entry, deadline);
                let sendable = matches!(fate, Fate::NotMade(_));
                let answer = self.conclude(&entry.external_id, fate, None);
                (!sendable).then_some(answer)
            }
        }
    }

    fn intend(&self, parsed: &Parsed, document: &Document, id: &str, baseline: &Baseline) -> Result<()> {
        let spell = |error: serde_json::Error| Error::before(What::Internal(error.to_string()));
        let entry = Entry {
            device: self.backend.device().to_owned(),
            external_id: id.to_owned(),
            task: parsed.name.word().to_owned(),
            digest: parsed.digest,
            baseline: serde_json::to_string(baseline).map_err(spell)?,
            expected: serde_json::to_string(&document.expected).map_err(spell)?,
            state: State::Open { left: Left::Whole },
        };
        self.journal().intend(&entry)?;
        Ok(())
    }

    /// An answer without the document's number is completed from the register, which is no failure if it cannot be.
    fn complete(&self, made: Made, document: &Document, baseline: &Baseline, deadline: Deadline) -> Fate {
        if made.number.is_some() {
            return Fate::Made(Box::new(made));
        }
        match self.look(&document.expected, baseline, deadline) {
            Ok(Look::Found(mut found)) => {
                found.answer.recovered = false;
                Fate::Made(found)
            }
            _ => Fate::Made(Box::new(made)),
        }
    }

    /// What a failure of sending means for the document.
    fn judge(&self, failure: Failure, document: &Document, baseline: &Baseline, id: &str, deadline: Deadline) -> Fate {
        match failure {
            Failure::Broken(broken) if broken.left == Left::Nothing => {
                Fate::NotMade(Box::new(Error::before(What::NoLink(broken.cause))))
            }
            // Less than the whole request left, so no document can come of it.
            Failure::Broken(broken) if broken.left == Left::Part => {
                Fate::NotMade(Box::new(Error::new(What::NotMade, Outcome::Rejected)))
            }
            Failure::Broken(broken) => {
                let lost = Error::new(What::Lost(broken.cause), Outcome::Unknown);
                self.settle(id, &document.expected, baseline, lost, Patience::Long, deadline)
            }
            Failure::Unreadable(cause, said) => {
                let lost = Error::new(What::Lost(cause), Outcome::Unknown).said(said);
                self.settle(id, &document.expected, baseline, lost, Patience::Long, deadline)
            }
            Failure::Refused(refused) => self.refused(*refused, document, baseline, id, deadline),
        }
    }

    /// The device said no; where that leaves a doubt, it is looked at.
    fn refused(&self, refused: Refused, document: &Document, baseline: &Baseline, id: &str, deadline: Deadline) -> Fate {
        let error = Error::new(What::Refused(Box::new(refused.refusal)), Outcome::Rejected).said(refused.said);
        if !refused.doubtful {
            return Fate::NotMade(Box::new(error));
        }
        match self.look(&document.expected, baseline, deadline) {
            Ok(Look::Found(mut made)) => {
                made.answer.not_printed = refused.not_printed;
                Fate::Made(made)
            }
            // It answered, so it is not still at work on the request: what it has not made now, it will not make.
            Ok(Look::Absent(_)) => Fate::NotMade(Box::new(error)),
            _ => {
                let lost = Error { outcome: Outcome::Unknown, ..error };
                self.settle(id, &document.expected, baseline, lost, Patience::Long, deadline)
            }
        }
    }

    /// Records a fate and turns it into the caller's answer; `asked` is what the answer has beside the device's own, when
    /// the caller of now is the one who asked for the document.
    pub(super) fn conclude(&self, id: &str, fate: Fate, asked: Option<(&Answer, &[Fault])>) -> Result<Value> {
        match fate {
            Fate::Made(made) => {
                let Made { number, mut answer } = *made;
                if let Some((extra, notes)) = asked {
                    answer.change = extra.change;
                    answer.notes = notes.to_vec();
                }
                let answer = answer.into_json(Some(id));
                let state = State::Registered { number: number.unwrap_or(0), answer: answer.to_string() };
                // The document exists whatever becomes of its record: a later call finds it on the device again.
                if let Err(trouble) = self.record(id, &state) {
                    crate::log::line(format_args!("{id}: registered, not recorded: {trouble}"));
                }
                Ok(answer)
            }
            Fate::NotMade(error) => {
                let error = error.about(id);
                if let Err(trouble) = self.record(id, &State::NotMade { error: error.to_json().to_string() }) {
                    crate::log::line(format_args!("{id}: not made, not recorded: {trouble}"));
                }
                Err(error)
            }
            Fate::Unknown(error) => {
                let error = error.about(id);
                if !error.candidates.is_empty()
                    && let Err(trouble) = self.record(id, &State::Ambiguous { error: error.to_json().to_string() })
                {
                    crate::log::line(format_args!("{id}: ambiguous, not recorded: {trouble}"));
                }
                Err(error)
            }
        }
    }
}

/// The recorded answer.
pub(super) fn recorded(answer: &str) -> Result<Value> {
    serde_json::from_str(answer).map_err(|error| Error::new(What::Journal(error.to_string()), Outcome::Registered))
}

/// A failure before anything fiscal was sent.
fn unsent(failure: Failure) -> Error {
    match failure {
        Failure::Broken(broken) => Error::before(What::NoLink(broken.cause)),
        Failure::Refused(refused) => Error::before(What::Refused(Box::new(refused.refusal))).said(refused.said),
        Failure::Unreadable(cause, said) => Error::before(What::NoAnswer(cause)).said(said),
    }
}
