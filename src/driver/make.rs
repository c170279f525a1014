//! Making a fiscal document exactly once: intend, send once, record; on doubt, settle.

use super::lock::{Held, Lock};
use super::look::{Found, Look};
use super::numbering::{Numbering, Obstacle};
use super::settle::{Fate, Patience, asked, is_after_shift};
use super::{Driver, new_id};
use crate::backends::{Baseline, Document, Failure, Made, Refused, Register};
use crate::error::{Error, Fault, Outcome, Result, What};
use crate::journal::{Entry, Learned, State, Untold};
use crate::task::Parsed;
use crate::task::answer::{Asked, Noticed};
use crate::task::meaning::Meaning;
use crate::task::money::Money;
use crate::task::words::Words;
use crate::transport::{Left, Stage, Watch};
use serde_json::Value;
use std::sync::{Arc, PoisonError};

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
    pub nameless: bool,
    /// What the answer has beside the device's own.
    pub asked: Asked,
}

impl Asking {
    /// The asking of a task.
    pub(super) fn of(parsed: &Parsed, document: &Document) -> Self {
        let notes = parsed.notes.iter().map(Fault::to_json).collect();
        let asked = Asked { change: document.change.map(Money::units), notes, noticed: Noticed::default() };
        Self {
            task: parsed.name.word().to_owned(),
            digest: parsed.digest,
            spelled: parsed.spelled,
            meaning: parsed.meaning.clone(),
            wait: parsed.wait,
            nameless: false,
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
            Failure::Here(fault) => Self::Surely(Box::new(Error::before(What::BadDocument(vec![*fault])))),
            Failure::Broken(broken) => match broken.left {
                Left::Nothing => Self::Surely(Box::new(Error::before(What::NoLink(broken.cause)))),
                // Less than the whole request left, so no document can come of it.
                Left::Part => Self::Surely(Box::new(Error::new(What::NotMade, Outcome::Rejected))),
                Left::Whole => Self::Perhaps(Box::new(Error::new(What::Lost(broken.cause), Outcome::Unknown))),
            },
            Failure::Unreadable(cause, said) => {
                Self::Perhaps(Box::new(Error::new(What::Lost(cause), Outcome::Unknown).said(said)))
            }
            Failure::Refused(refused) => Self::Refused(refused),
        }
    }
}

/// A register that makes a document while it is waited for, and the driver that works it.
#[derive(Clone, Copy)]
pub(super) struct Till<'a> {
    pub driver: &'a Driver,
    pub register: &'a dyn Register,
}

impl Till<'_> {
    /// Makes the document, or tells what became of it when it was asked for before.
    pub(super) fn make(&self, asking: &Asking, document: &Document, id: &str, watch: &Watch) -> Result<Value> {
        let earlier = self.driver.earlier(id)?;
        if let Some((entry, State::Registered { answer, .. })) = earlier.as_ref().map(|entry| (entry, &entry.state)) {
            // What is recorded needs neither the device nor a turn at it.
            return if asking.is_of(entry) { recorded(answer) } else { Err(asking.reused(entry)) };
        }
        let unsettled = |state: &State| matches!(state, State::Open | State::Queued { .. } | State::Ambiguous { .. });
        // What another name of the register has of it is seen once the register has told its drive.
        let in_doubt = match &earlier {
            Some(entry) => unsettled(&entry.state),
            None => {
                let elsewhere = self.driver.journal().is_elsewhere(self.driver.device(), id);
                elsewhere.map_err(|trouble| Error::from(trouble).in_doubt())?
            }
        };
        let doubting = |error: Error| if in_doubt { error.in_doubt() } else { error };
        let _held = self.driver.hold(watch).map_err(doubting)?;
        let mut made = self.attempt(asking, document, id, in_doubt, watch);
        for _ in 0..self.driver.resend {
            match made {
                // It is known that nothing came of it, so the caller would do the same.
                Err(not_made) if matches!(not_made.what, What::NotMade) && !watch.is_over() => {
                    crate::log::line(format_args!("{id}: not made, sent again"));
                    made = match self.attempt(asking, document, id, false, watch) {
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
    fn attempt(&self, asking: &Asking, document: &Document, id: &str, in_doubt: bool, watch: &Watch) -> Result<Value> {
        let doubting = |error: Error| if in_doubt { error.in_doubt() } else { error };
        let (mut numbering, _drive, open) = self.arrive(id, watch).map_err(doubting)?;
        self.settle_open(&open, id, &numbering, watch).map_err(doubting)?;
        let earlier = self.earlier_anywhere(id, &numbering.baseline)?;
        if !open.is_empty() {
            let restarted = numbering.restarted;
            numbering = self.numbering(&[], watch).map_err(Obstacle::before_sending)?;
            numbering.restarted |= restarted;
        }
        if let Some(answer) = earlier.and_then(|entry| self.again(&entry, asking, &mut numbering, watch)) {
            return answer;
        }
        if let Some(answer) = self.rebuilt(asking, document, id, numbering.baseline.drive.as_deref())? {
            return answer;
        }
        let noticed = self.noticed(document, &numbering, watch);
        if watch.is_stopped() {
            return Err(Error::before(What::Cancelled));
        }
        let baseline = &numbering.baseline;
        let intent = Intent { baseline: Some(baseline), key: None, epoch: numbering.learned.epoch, noticed };
        let entry = self.driver.intend(asking, document, id, intent)?;
        watch.tell(Stage::Sending);
        let sent = self.register.send(&document.request, watch);
        let fate = match sent {
            Ok(made) => {
                self.learn_marks(&made, &numbering.learned);
                self.complete(made, document, baseline, watch)
            }
            Err(failure) => self.judge(failure, document, baseline, &entry, watch),
        };
        self.driver.conclude(&entry, fate)
    }

    /// Asks the register where it stands, holds its drive, and gives the documents that earlier calls left open, `id`
    /// perhaps among them: under this name of it, and under others that lead to the same drive.
    pub(super) fn arrive(&self, id: &str, watch: &Watch) -> Result<(Numbering, Option<Held>, Vec<Entry>)> {
        let device = self.driver.device();
        let mut open = self.driver.journal().open_entries(device)?;
        watch.tell(Stage::Looking);
        let numbering = match self.numbering(&open, watch) {
            Ok(numbering) => numbering,
            Err(Obstacle::Journal(trouble)) => return Err(trouble.into()),
            // A device that is switched off would be waited for in vain: say so at once.
            Err(obstacle) => {
                let error = match open.iter().find(|entry| entry.external_id != id) {
                    Some(_) if watch.is_stopped() => Error::before(What::Cancelled),
                    Some(other) if !obstacle.is_away() => Error::before(What::Unsettled(other.external_id.clone())),
                    _ => obstacle.before_sending(),
                };
                let ours = open.iter().any(|entry| entry.external_id == id);
                return Err(if ours { error.in_doubt() } else { error });
            }
        };
        let held = self.driver.hold_drive(&numbering.baseline, watch)?;
        if let Some(drive) = &numbering.baseline.drive {
            open.extend(self.driver.journal().open_elsewhere(device, drive)?);
        }
        Ok((numbering, held, open))
    }

    /// The entry of a document that may have been asked for before, also by another name of this register.
    pub(super) fn earlier_anywhere(&self, id: &str, baseline: &Baseline) -> Result<Option<Entry>> {
        let here = self.driver.earlier(id)?;
        let Some(drive) = baseline
            .drive
            .as_deref()
            .filter(|_| here.as_ref().is_none_or(|entry| matches!(entry.state, State::NotMade { .. })))
        else {
            return Ok(here);
        };
        let elsewhere = self.driver.journal().find_elsewhere(self.driver.device(), drive, id);
        let elsewhere = elsewhere.map_err(|trouble| Error::from(trouble).in_doubt())?;
        Ok(elsewhere.filter(|entry| here.is_none() || !matches!(entry.state, State::NotMade { .. })).or(here))
    }

    /// The answer to a document that was asked for before; `None` if it may be sent.
    fn again(&self, entry: &Entry, asking: &Asking, numbering: &mut Numbering, watch: &Watch) -> Option<Result<Value>> {
        let is_other = !asking.is_of(entry);
        match &entry.state {
            State::NotMade { absent: false, .. } => None,
            State::NotMade { .. } => match self.late(entry, numbering, watch)? {
                Ok(_) if is_other => Some(Err(self.driver.reused(entry, asking))),
                late => Some(late),
            },
            _ if is_other => Some(Err(asking.reused(entry))),
            State::Registered { answer, .. } => Some(recorded(answer)),
            State::Open | State::Queued { .. } | State::Ambiguous { .. } => {
                let fate = self.settle_entry(entry, numbering, watch);
                let sendable = matches!(fate, Fate::NotMade(_));
                let answer = self.driver.conclude(entry, fate);
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
    fn complete(&self, mut made: Made, document: &Document, baseline: &Baseline, watch: &Watch) -> Fate {
        made.answer.shift_closed = is_after_shift(&made.answer, baseline);
        // The first number of the next shift comes next, too.
        let next = made.number.is_some() && made.number == baseline.document.checked_add(1);
        if next || (made.number.is_some() && made.answer.shift_closed) {
            return Fate::Made(Box::new(made));
        }
        match self.look(&document.expected, baseline, watch) {
            Ok(Look::Found(Found { made: mut found, .. })) => {
                found.answer.recovered = false;
                found.answer.fields = made.answer.fields;
                Fate::Made(found)
            }
            _ => Fate::Made(Box::new(made)),
        }
    }

    /// What a failure of sending means for the document.
    fn judge(&self, failure: Failure, document: &Document, baseline: &Baseline, entry: &Entry, watch: &Watch) -> Fate {
        match Unmade::of(failure) {
            Unmade::Surely(error) => Fate::NotMade(error),
            Unmade::Refused(refused) => self.refused(*refused, document, baseline, entry, watch),
            Unmade::Perhaps(lost) => self.settle(entry, &document.expected, baseline, *lost, Patience::Long, watch),
        }
    }

    /// The device said no; where that leaves a doubt, it is looked at.
    fn refused(
        &self,
        refused: Refused,
        document: &Document,
        baseline: &Baseline,
        entry: &Entry,
        watch: &Watch,
    ) -> Fate {
        let error = Error::new(What::Refused(Box::new(refused.refusal)), Outcome::Rejected).said(refused.said);
        if !refused.doubtful {
            return Fate::NotMade(Box::new(error));
        }
        let code = error.backend.as_ref().and_then(|said| said.code).unwrap_or_default();
        let mut lost = Error::new(What::Lost(format!("{} {code}", self.driver.terms.backend)), Outcome::Unknown);
        lost.backend.clone_from(&error.backend);
        match self.settle(entry, &document.expected, baseline, lost, Patience::Long, watch) {
            Fate::Made(mut made) => {
                made.answer.not_printed = refused.not_printed;
                Fate::Made(made)
            }
            Fate::NotMade(_) => Fate::NotMade(Box::new(Error { absent: true, ..error })),
            unknown @ Fate::Unknown(_) => unknown,
        }
    }
}

impl Driver {
    /// Holds the register's drive: another name of the register has another lock, and leads to the same drive.
    fn hold_drive(&self, baseline: &Baseline, watch: &Watch) -> Result<Option<Held>> {
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
        lock.take_turn(watch).map(Some)
    }

    /// The entry of a document that may have been asked for before. While the journal does not say, nobody knows.
    pub(super) fn earlier(&self, id: &str) -> Result<Option<Entry>> {
        self.journal().find(self.backend.device(), id).map_err(|trouble| Error::from(trouble).in_doubt())
    }

    /// Makes it durable that a document is about to be sent.
    pub(super) fn intend(&self, asking: &Asking, document: &Document, id: &str, intent: Intent) -> Result<Entry> {
        let Intent { baseline, key, epoch, noticed } = intent;
        let asked = Asked { noticed, ..asking.asked.clone() };
        let attempt = new_id()?;
        let spell = |error: serde_json::Error| Error::before(What::Internal(error.to_string()));
        let entry = Entry {
            device: self.backend.device().to_owned(),
            external_id: id.to_owned(),
            task: asking.task.clone(),
            digest: asking.digest,
            drive: baseline.and_then(|baseline| baseline.drive.clone()),
            baseline: baseline.map_or_else(|| Ok("{}".to_owned()), serde_json::to_string).map_err(spell)?,
            expected: serde_json::to_string(&document.expected).map_err(spell)?,
            asked: serde_json::to_string(&asked).map_err(spell)?,
            parts: asking.parts(&attempt),
            attempt,
            key,
            epoch,
            account: self.account(),
            untold: Untold::of(asking.nameless),
            state: State::Open,
        };
        self.intend_counted(&entry)?;
        Ok(entry)
    }

    /// Records the fate of a document, and turns it into the caller's answer.
    pub(super) fn conclude(&self, entry: &Entry, fate: Fate) -> Result<Value> {
        let id = entry.external_id.as_str();
        match fate {
            Fate::Made(made) => {
                let Made { number, mut answer, .. } = *made;
                let asked = asked(entry);
                answer.noticed = asked.noticed;
                answer.change = asked.change.map(Money::minor);
                answer.notes.extend(asked.notes);
                let mut answer = answer.into_json(Some(id));
                let state = State::Registered { number: number.unwrap_or(0), answer: answer.to_string() };
                // The document exists whatever becomes of its record: a later call finds it on the device again.
                if let Err(trouble) = self.record(entry, &state) {
                    crate::log::line(format_args!("{id}: registered, not recorded: {trouble}"));
                    answer["warnings"]["notRecorded"] = true.into();
                }
                Ok(answer)
            }
            Fate::NotMade(error) => {
                let error = error.about(id);
                if let Err(trouble) = self.record(entry, &not_made(&error)) {
                    crate::log::line(format_args!("{id}: not made, not recorded: {trouble}"));
                }
                Err(error)
            }
            Fate::Unknown(error) => {
                let error = error.in_doubt().about(id);
                if !error.candidates.is_empty()
                    && let Err(trouble) = self.record(entry, &State::Ambiguous { error: error.to_json().to_string() })
                {
                    crate::log::line(format_args!("{id}: ambiguous, not recorded: {trouble}"));
                }
                Err(error)
            }
        }
    }
}

/// The state of a document that was not made.
fn not_made(error: &Error) -> State {
    let absent = error.absent || matches!(error.what, What::NotMade);
    State::NotMade { error: error.to_json().to_string(), absent }
}

/// The recorded answer.
pub(super) fn recorded(answer: &str) -> Result<Value> {
    serde_json::from_str(answer).map_err(|error| Error::new(What::Journal(error.to_string()), Outcome::Registered))
}

/// A failure before anything fiscal was sent.
pub(super) fn unsent(failure: Failure) -> Error {
    match failure {
        Failure::Here(fault) => Error::before(What::BadDocument(vec![*fault])),
        Failure::Broken(broken) => Error::before(What::NoLink(broken.cause)),
        Failure::Refused(refused) => Error::before(What::Refused(Box::new(refused.refusal))).said(refused.said),
        Failure::Unreadable(cause, said) => Error::before(What::NoAnswer(cause)).said(said),
    }
}
