//! Making a fiscal document exactly once: intend, send once, record; on doubt, resolve.

use super::super::asking::{Asking, Intent};
use super::super::device::Device;
use super::super::failure::{Obstacle, Phase, Unmade, refused};
use super::super::fate::{Fate, Patience, Sought};
use super::super::lock::{Held, Lock};
use super::super::record::recorded;
use super::engine::RegisterEngine;
use super::look::{Found, Look, is_after_shift};
use super::numbering::Numbering;
use crate::backends::{Baseline, Document, Failure, Made, Refused};
use crate::error::{Error, ErrorKind, Outcome, Result};
use crate::journal::{Entry, Learned, State};
use crate::task::answer::Answer;
use crate::transport::{CallContext, Stage};
use std::sync::{Arc, PoisonError};

impl RegisterEngine<'_> {
    /// Makes the document, or tells what became of it when it was asked for before.
    pub(in super::super) fn make(&self, asking: &Asking, document: &Document, id: &str) -> Result<Answer> {
        let earlier = self.device.earlier(id)?;
        if let Some((entry, State::Registered { answer, .. })) = earlier.as_ref().map(|entry| (entry, &entry.state)) {
            // What is recorded needs neither the device nor a turn at it.
            return if asking.is_of(entry) { recorded(answer) } else { Err(asking.reused(entry)) };
        }
        let unresolved = |state: &State| matches!(state, State::Open | State::Queued { .. } | State::Ambiguous { .. });
        // What another name of the register has of it is seen once the register has told its drive.
        let unresolved = match &earlier {
            Some(entry) => unresolved(&entry.state),
            None => {
                let elsewhere = self.device.journal().is_elsewhere(self.device.name(), id);
                elsewhere.map_err(|journal_error| Error::from(journal_error).unresolved())?
            }
        };
        let as_unresolved = |error: Error| if unresolved { error.unresolved() } else { error };
        let _held = self.device.hold(self.context).map_err(as_unresolved)?;
        let mut made = self.attempt(asking, document, id, unresolved);
        for _ in 0..self.device.resend {
            match made {
                // It is known that nothing came of it, so the caller would do the same.
                Err(not_made) if matches!(not_made.kind, ErrorKind::NotMade) && !self.context.is_over() => {
                    crate::log::line(format_args!("{id}: not made, sent again"));
                    made = match self.attempt(asking, document, id, false) {
                        // What kept it from going out again changes nothing of the first try.
                        Err(again) if again.outcome == Outcome::NotSent => return Err(not_made),
                        again => again,
                    };
                }
                made => return made,
            }
        }
        made
    }

    /// Makes the document with one send, or tells what became of it.
    fn attempt(&self, asking: &Asking, document: &Document, id: &str, unresolved: bool) -> Result<Answer> {
        let as_unresolved = |error: Error| if unresolved { error.unresolved() } else { error };
        let (mut numbering, _drive, open) = self.arrive(id).map_err(as_unresolved)?;
        self.resolve_open(&open, id, &numbering).map_err(as_unresolved)?;
        let earlier = self.earlier_anywhere(id, &numbering.baseline)?;
        if !open.is_empty() {
            let restarted = numbering.restarted;
            numbering = self.numbering(&[]).map_err(|obstacle| obstacle.error(Phase::BeforeSending))?;
            numbering.restarted |= restarted;
        }
        if let Some(answer) = earlier.and_then(|entry| self.again(&entry, asking, &mut numbering)) {
            return answer;
        }
        if let Some(answer) = self.rebuilt(asking, document, id, numbering.baseline.drive.as_deref())? {
            return answer;
        }
        let noticed = self.noticed(document, &numbering);
        if self.context.is_stopped() {
            return Err(Error::before(ErrorKind::Cancelled));
        }
        let baseline = &numbering.baseline;
        let intent = Intent { baseline: Some(baseline), key: None, epoch: numbering.learned.epoch, noticed };
        let entry = self.device.intend(asking, document, id, intent)?;
        self.context.tell(Stage::Sending);
        let sent = self.register.send(&document.request, self.context);
        let fate = match sent {
            Ok(made) => {
                self.learn_marks(&made, &numbering.learned);
                self.complete(made, document, baseline)
            }
            Err(failure) => self.judge(failure, Sought { entry: &entry, fingerprint: &document.fingerprint, baseline }),
        };
        self.device.conclude(&entry, fate)
    }

    /// Asks the register where it stands, holds its drive, and gives the documents that earlier calls left open, `id`
    /// perhaps among them: under this name of it, and under others that lead to the same drive.
    pub(super) fn arrive(&self, id: &str) -> Result<(Numbering, Option<Held>, Vec<Entry>)> {
        let device = self.device.name();
        let mut open = self.device.journal().open_entries(device)?;
        self.context.tell(Stage::Looking);
        let numbering = match self.numbering(&open) {
            Ok(numbering) => numbering,
            Err(Obstacle::Journal(journal_error)) => return Err(journal_error.into()),
            // A device that is switched off would be waited for in vain: say so at once.
            Err(obstacle) => {
                let error = match open.iter().find(|entry| entry.external_id != id) {
                    Some(_) if self.context.is_stopped() => Error::before(ErrorKind::Cancelled),
                    Some(other) if !obstacle.is_away() => {
                        Error::before(ErrorKind::EarlierUnresolved(other.external_id.clone()))
                    }
                    _ => obstacle.error(Phase::BeforeSending),
                };
                let ours = open.iter().any(|entry| entry.external_id == id);
                return Err(if ours { error.unresolved() } else { error });
            }
        };
        let held = self.device.hold_drive(&numbering.baseline, self.context)?;
        if let Some(drive) = &numbering.baseline.drive {
            open.extend(self.device.journal().open_elsewhere(device, drive)?);
        }
        Ok((numbering, held, open))
    }

    /// The entry of a document that may have been asked for before, also by another name of this register.
    pub(super) fn earlier_anywhere(&self, id: &str, baseline: &Baseline) -> Result<Option<Entry>> {
        let here = self.device.earlier(id)?;
        let Some(drive) = baseline
            .drive
            .as_deref()
            .filter(|_| here.as_ref().is_none_or(|entry| matches!(entry.state, State::NotMade { .. })))
        else {
            return Ok(here);
        };
        let elsewhere = self.device.journal().find_elsewhere(self.device.name(), drive, id);
        let elsewhere = elsewhere.map_err(|journal_error| Error::from(journal_error).unresolved())?;
        Ok(elsewhere.filter(|entry| here.is_none() || !matches!(entry.state, State::NotMade { .. })).or(here))
    }

    /// The answer to a document that was asked for before; `None` if it may be sent.
    fn again(&self, entry: &Entry, asking: &Asking, numbering: &mut Numbering) -> Option<Result<Answer>> {
        let is_other = !asking.is_of(entry);
        match &entry.state {
            State::NotMade { absent: false, .. } => None,
            State::NotMade { .. } => match self.late(entry, numbering)? {
                Ok(_) if is_other => Some(Err(self.device.reused(entry, asking))),
                late => Some(late),
            },
            _ if is_other => Some(Err(asking.reused(entry))),
            State::Registered { answer, .. } => Some(recorded(answer)),
            State::Open | State::Queued { .. } | State::Ambiguous { .. } => {
                let fate = self.resolve_entry(entry, numbering);
                let sendable = matches!(fate, Fate::NotMade(_));
                let answer = self.device.conclude(entry, fate);
                (!sendable).then_some(answer)
            }
        }
    }

    /// Keeps whether the register keeps marks, as the answer to a new document shows it.
    fn learn_marks(&self, made: &Made, learned: &Learned) {
        if made.keeps_marks.is_none() || made.keeps_marks == learned.keeps_marks {
            return;
        }
        self.learn(&Learned { keeps_marks: made.keeps_marks, ..learned.clone() });
    }

    /// An answer without the number that comes next is completed from the register, which is no failure if it cannot be.
    fn complete(&self, mut made: Made, document: &Document, baseline: &Baseline) -> Fate {
        made.answer.shift_closed = is_after_shift(&made.answer, baseline);
        // The first number of the next shift comes next, too.
        let next = made.number.is_some() && made.number == baseline.document.checked_add(1);
        if next || (made.number.is_some() && made.answer.shift_closed) {
            return Fate::Made(Box::new(made));
        }
        match self.look(&document.fingerprint, baseline) {
            Ok(Look::Found(Found { made: mut found, .. })) => {
                found.answer.recovered = false;
                found.answer.fields = made.answer.fields;
                Fate::Made(found)
            }
            _ => Fate::Made(Box::new(made)),
        }
    }

    /// What a failure of sending means for the document.
    fn judge(&self, failure: Failure, sought: Sought) -> Fate {
        match Unmade::of(failure) {
            Unmade::Surely(error) => Fate::NotMade(error),
            Unmade::Refused(refused) => self.refused(*refused, sought),
            Unmade::Perhaps(lost) => self.resolve(sought, *lost, Patience::Long),
        }
    }

    /// The device said no; where that leaves a doubt, it is looked at.
    fn refused(&self, no: Refused, sought: Sought) -> Fate {
        let (unresolved, not_printed) = (no.unresolved, no.not_printed);
        let error = refused(no);
        if !unresolved {
            return Fate::NotMade(Box::new(error));
        }
        let code = error.backend.as_ref().and_then(|vendor| vendor.code).unwrap_or_default();
        let mut lost = Error::new(ErrorKind::Lost(format!("{} {code}", self.device.policy.backend)), Outcome::Unknown);
        lost.backend.clone_from(&error.backend);
        match self.resolve(sought, lost, Patience::Long) {
            Fate::Made(mut made) => {
                made.answer.not_printed = not_printed;
                Fate::Made(made)
            }
            Fate::NotMade(_) => Fate::NotMade(Box::new(Error { absent: true, ..error })),
            unknown @ Fate::Unknown(_) => unknown,
        }
    }
}

impl Device {
    /// Holds the register's drive: another name of the register has another lock, and leads to the same drive.
    fn hold_drive(&self, baseline: &Baseline, context: &CallContext) -> Result<Option<Held>> {
        let Some(drive) = &baseline.drive else { return Ok(None) };
        let lock = {
            let mut kept = self.drive.lock().unwrap_or_else(PoisonError::into_inner);
            match &*kept {
                Some((of, lock)) if of == drive => Arc::clone(lock),
                _ => {
                    let lock = Lock::of(&format!("drive {drive}"), &self.place)?;
                    *kept = Some((drive.clone(), Arc::clone(&lock)));
                    lock
                }
            }
        };
        lock.take_turn(context).map(Some)
    }
}
