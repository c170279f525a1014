//! Making a fiscal document exactly once: record the intent, send once, record the answer; if the answer is lost,
//! resolve it.
//!
//! The order of the steps is that of docs/en/exactly-once.md#step-by-step.

use super::super::asking::{Asking, Intent};
use super::super::failure::{Obstacle, Phase, SendFailure, not_sent_again, refused};
use super::super::fate::{Fate, Patience, Search};
use super::super::lock::Held;
use super::super::record::{parsed, recorded};
use super::engine::RegisterEngine;
use super::look::{Found, Look, is_after_shift};
use super::numbering::Numbering;
use crate::backends::{Baseline, Document, Failure, Made, Refused};
use crate::error::{Error, ErrorKind, Outcome, Result, Text};
use crate::journal::{Entry, Learned, State};
use crate::log::{self, Level};
use crate::task::answer::{Answer, FiscalParams};
use crate::transport::Stage;

/// Most documents that other programs can have had made between the baseline and our own.
const MOST_BETWEEN: u64 = 1_000;

impl RegisterEngine<'_> {
    /// Makes the document, or returns what became of it if it was asked for before.
    pub(in super::super) fn make(&self, asking: &Asking, document: &Document, id: &str) -> Result<Answer> {
        let found = self.device.journal().find_or_elsewhere(self.device.name(), id);
        let (earlier, is_elsewhere) = found.map_err(|journal_error| Error::from(journal_error).unresolved())?;
        if let Some((entry, State::Registered { answer, .. })) = earlier.as_ref().map(|entry| (entry, &entry.state)) {
            // A recorded answer needs no lock.
            return if asking.is_of(entry) { recorded(answer) } else { Err(asking.reused(entry)) };
        }
        let unresolved = |state: &State| matches!(state, State::Open | State::Queued { .. } | State::Ambiguous { .. });
        // An entry under another address of this register is found only after the register has reported its drive.
        let unresolved = match &earlier {
            Some(entry) => unresolved(&entry.state) || is_elsewhere,
            None => is_elsewhere,
        };
        let as_unresolved = |error: Error| error.unresolved_if(unresolved || self.device.may_be_begun(id));
        let _held = self.device.hold(self.context).map_err(as_unresolved)?;
        let mut made = self.attempt(asking, document, id, unresolved);
        for _ in 0..self.device.resend {
            match made {
                // It was not made, so the caller would do the same.
                Err(not_made) if matches!(not_made.kind, ErrorKind::NotMade) && !self.context.is_over() => {
                    log::about(Level::Warning, id, format_args!("not made, sent again"));
                    made = match self.attempt(asking, document, id, false) {
                        Err(again) if again.outcome == Outcome::NotSent => {
                            return Err(not_sent_again(not_made, again, self.device.lock.may_be_lost()));
                        }
                        again => again,
                    };
                }
                made => return made,
            }
        }
        made
    }

    /// Makes the document with one send, or returns what became of it.
    ///
    /// The intent is on disk before the request is sent, and the request is sent once. Everything before that can fail
    /// without a trace on the register; everything after it has an entry from which a later call continues.
    fn attempt(&self, asking: &Asking, document: &Document, id: &str, unresolved: bool) -> Result<Answer> {
        // Another call may have begun with it, or have made it, while this one waited for the device.
        let as_unresolved = |error: Error| error.unresolved_if(unresolved || self.device.may_be_begun(id));
        let (mut numbering, _drive, open) = self.begin(id).map_err(as_unresolved)?;
        let unresolved = unresolved || open.iter().any(|entry| entry.external_id == id);
        let as_unresolved = |error: Error| error.unresolved_if(unresolved);
        if !planted!(ResentWhileOpen) {
            self.resolve_open(&open, id, &numbering).map_err(as_unresolved)?;
        }
        let earlier = self.device.earlier_anywhere(id, &numbering.baseline).map_err(as_unresolved)?;
        // This document may have been among them. Then a register that is away now does not make it one that was not sent.
        let state = earlier.as_ref().map(|entry| &entry.state);
        if !open.is_empty() && !matches!(state, Some(State::Registered { .. })) {
            let restarted = numbering.restarted;
            let may_exist = matches!(state, Some(State::Open | State::Queued { .. } | State::Ambiguous { .. }));
            numbering = self
                .numbering(&[])
                .map_err(|obstacle| obstacle.error(Phase::BeforeSending).unresolved_if(may_exist))?;
            numbering.restarted |= restarted;
        }
        if let Some(answer) = earlier.as_ref().and_then(|entry| self.repeated(entry, asking, &mut numbering)) {
            return answer;
        }
        let late = earlier.and_then(|entry| self.may_come_late(&entry, asking, &numbering));
        if let Some(answer) = self.rebuilt(asking, document, id, numbering.baseline.drive.as_deref())? {
            return answer;
        }
        let noticed = self.noticed(document, &numbering);
        if self.context.is_stopped() {
            return Err(Error::before(ErrorKind::Cancelled));
        }
        let baseline = &numbering.baseline;
        let since = Baseline { since: late, ..baseline.clone() };
        let early = planted!(IntentAfterRequest).then(|| self.register.send(&document.request, self.context));
        let absent = late.is_some();
        let intent =
            Intent { baseline: Some(&since), epoch: numbering.learned.epoch, noticed, absent, ..Intent::default() };
        let entry = self.device.intend(asking, document, id, intent).map_err(as_unresolved)?;
        self.context.tell(Stage::Sending);
        self.context.send_by(self.device.lock.send_by());
        let sent = early.unwrap_or_else(|| self.register.send(&document.request, self.context));
        self.context.send_by(None);
        let mut fate = match sent {
            Ok(made) => {
                self.learn_marks(&made, &numbering.learned);
                self.complete(made, document, baseline)
            }
            Err(failure) => {
                let search = Search { entry: &entry, fingerprint: &document.fingerprint, baseline: &since };
                self.judge(failure, search)
            }
        };
        if let Fate::NotMade(error) = &mut fate {
            error.absent |= absent;
        }
        self.device.conclude(&entry, fate)
    }

    /// The last number before an earlier attempt with this document that was looked for in vain: it may still come, also
    /// while the next attempt sends nothing. Both are looked for past this number then.
    fn may_come_late(&self, earlier: &Entry, asking: &Asking, numbering: &Numbering) -> Option<u64> {
        let is_it = matches!(earlier.state, State::NotMade { absent: true, .. }) && asking.is_of(earlier);
        let is_here = earlier.device == self.device.name() && earlier.epoch == numbering.learned.epoch;
        let baseline = parsed::<Baseline>(&earlier.baseline).ok()?;
        (is_it && is_here && baseline.drive == numbering.baseline.drive).then(|| baseline.past())
    }

    /// Asks the register for its numbering and locks its drive. Returns the documents that earlier calls left open,
    /// perhaps `id` among them: those of this device, and those of other devices with the same drive.
    pub(super) fn begin(&self, id: &str) -> Result<(Numbering, Option<Held>, Vec<Entry>)> {
        let device = self.device.name();
        let mut open = self.device.journal().open_entries(device)?;
        let ours = open.iter().any(|entry| entry.external_id == id);
        let as_open = |error: Error| error.unresolved_if(ours);
        self.context.tell(Stage::Looking);
        let mut restarted = false;
        let ask = || {
            let numbering = self.numbering(&open).map_err(|obstacle| self.not_begun(obstacle, &open, id))?;
            restarted |= numbering.restarted;
            Ok(numbering)
        };
        let asked = self.device.hold_drive(ask, |numbering| Some(&numbering.baseline), self.context);
        let (mut numbering, held) = asked.map_err(as_open)?;
        numbering.restarted = restarted;
        self.device.ensure_complete_elsewhere(held.as_ref()).map_err(as_open)?;
        let drive = numbering.baseline.drive.as_ref().filter(|_| !planted!(OtherNameForgotten));
        if let Some(drive) = drive {
            let elsewhere = self.device.journal().open_elsewhere(device, drive);
            open.extend(elsewhere.map_err(|journal_error| as_open(journal_error.into()))?);
        }
        Ok((numbering, held, open))
    }

    /// The error of a document that cannot be begun with, since the register's numbering is not known.
    fn not_begun(&self, obstacle: Obstacle, open: &[Entry], id: &str) -> Error {
        match obstacle {
            Obstacle::Journal(journal_error) => journal_error.into(),
            // If the device is switched off, waiting does not help: report it at once.
            obstacle @ Obstacle::Device(_) => match open.iter().find(|entry| entry.external_id != id) {
                Some(_) if self.context.is_stopped() => Error::before(ErrorKind::Cancelled),
                Some(other) if !obstacle.is_away() => {
                    Error::before(ErrorKind::EarlierUnresolved(other.external_id.clone()))
                }
                _ => obstacle.error(Phase::BeforeSending),
            },
        }
    }

    /// The answer to a document that was asked for before; `None` if it may be sent.
    fn repeated(&self, entry: &Entry, asking: &Asking, numbering: &mut Numbering) -> Option<Result<Answer>> {
        let is_other = !asking.is_of(entry);
        match &entry.state {
            State::NotMade { absent: false, .. } => None,
            State::NotMade { .. } => match self.find_late(entry, numbering)? {
                Ok(_) if is_other => Some(Err(self.device.reused(entry, asking))),
                late => Some(late),
            },
            _ if is_other => Some(Err(asking.reused(entry))),
            State::Registered { answer, .. } => Some(recorded(answer)),
            State::Open if planted!(ResentWhileOpen) => {
                let error = Error::new(ErrorKind::NotMade, Outcome::Rejected);
                self.device.conclude(entry, Fate::NotMade(Box::new(error))).err()?;
                None
            }
            State::Open | State::Queued { .. } | State::Ambiguous { .. } => {
                let fate = self.resolve_entry(entry, numbering);
                let may_send = matches!(fate, Fate::NotMade(_));
                let answer = self.device.conclude(entry, fate);
                // What could not be recorded may be another process's by now.
                let is_unknown = matches!(&answer, Err(error) if error.outcome == Outcome::Unknown);
                (!may_send || is_unknown).then_some(answer)
            }
        }
    }

    /// Records whether the register keeps marks, as the answer to a new document shows.
    fn learn_marks(&self, made: &Made, learned: &Learned) {
        if made.keeps_marks.is_none() || made.keeps_marks == learned.keeps_marks {
            return;
        }
        self.learn(&Learned { keeps_marks: made.keeps_marks, ..learned.clone() });
    }

    /// Completes an answer that does not have the expected next number, by a look on the register. The document is made
    /// in any case, so it is no failure if the look fails. A number that the answer has counts, if it can be one: the look may
    /// show an equal document of another program, and not ours yet.
    fn complete(&self, mut made: Made, document: &Document, baseline: &Baseline) -> Fate {
        made.answer.shift_closed = is_after_shift(&made.answer, baseline);
        // The first number of the next shift counts as the next one, too.
        let next = made.number.is_some() && made.number == baseline.document.checked_add(1);
        if next || (made.number.is_some() && made.answer.shift_closed) {
            return Fate::Made(Box::new(made));
        }
        let possible = 1..=MOST_BETWEEN;
        let is_possible =
            |number: &u64| number.checked_sub(baseline.document).is_some_and(|past| possible.contains(&past));
        let number = made.number.filter(is_possible);
        match self.look(&document.fingerprint, baseline) {
            Ok(Look::Found(Found { made: mut found, .. })) if number.is_none_or(|it| found.number == Some(it)) => {
                found.answer.recovered = false;
                found.answer.fields = made.answer.fields;
                Fate::Made(found)
            }
            _ => Fate::Made(Box::new(made)),
        }
    }

    /// What a failed send means for the document.
    fn judge(&self, failure: Failure, search: Search) -> Fate {
        match SendFailure::of(failure) {
            SendFailure::NotMade(error) => Fate::NotMade(error),
            SendFailure::Refused(refused) => self.refused(*refused, search),
            SendFailure::Unknown(_) if planted!(OutcomeBeforeAnswer) => {
                let number = Some(search.baseline.document + 1);
                let fiscal = FiscalParams { document_number: number, ..FiscalParams::default() };
                let answer = Answer { fiscal: Some(fiscal), ..Answer::default() };
                Fate::Made(Box::new(Made { number, answer, keeps_marks: None }))
            }
            SendFailure::Unknown(lost) => self.resolve(search, *lost, Patience::Long),
        }
    }

    /// What a refusal means for the document. Some refusals (a paper jam, an unknown code) leave it open whether the
    /// document was made; then the register is looked at first.
    fn refused(&self, refusal: Refused, search: Search) -> Fate {
        let (unresolved, not_printed) = (refusal.unresolved, refusal.not_printed);
        let error = refused(refusal);
        if !unresolved {
            return Fate::NotMade(Box::new(error));
        }
        let code = error.backend.as_ref().and_then(|vendor| vendor.code).unwrap_or_default();
        let cause =
            Text::with(format!("касса сообщила об ошибке {code}"), format!("the register reported error {code}"));
        let mut lost = Error::new(ErrorKind::Lost(cause), Outcome::Unknown);
        lost.backend.clone_from(&error.backend);
        match self.resolve(search, lost, Patience::Long) {
            Fate::Made(mut made) => {
                made.answer.not_printed = not_printed;
                Fate::Made(made)
            }
            Fate::NotMade(_) => Fate::NotMade(Box::new(Error { absent: true, ..error })),
            unknown @ Fate::Unknown(_) => unknown,
        }
    }
}
