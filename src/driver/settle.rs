//! Settling a lost answer: was the document made, or not?
//!
//! Absence seen soon is not absence (docs/exactly-once.md): a slow device may make the document after we looked. Hence
//! three fates, and a time over which the device must be seen idle.

use super::Driver;
use super::make::{Till, recorded};
use crate::backends::known::{Expected, Kind, Likeness};
use crate::backends::{Baseline, Failure, Made, Record};
use crate::error::{BackendError, Error, Outcome, Result, What};
use crate::journal::{Entry, State};
use crate::task::answer::{Answer, Asked};
use crate::transport::{Left, Stage, Watch};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use std::sync::PoisonError;
use std::time::{Duration, Instant};

/// What is known of a document whose answer was lost.
pub(super) enum Fate {
    /// It is on the device.
    Made(Box<Made>),
    /// It was not made and will not be: sending it again is safe.
    NotMade(Box<Error>),
    /// Nobody can tell yet.
    Unknown(Box<Error>),
}

/// What one look at the device shows.
pub(super) enum Look {
    /// One document past the baseline is ours, and no other may be.
    Found(Box<Made>),
    /// None is ours, and the device is idle at this state of its numbering.
    Absent(Baseline),
    /// None is ours so far, but the device is at work.
    Busy,
    /// Some may be ours; whether another look can tell more.
    Ambiguous(Vec<Value>, bool),
}

/// Whether to go on when the device cannot be asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Patience {
    /// Until the deadline: this is the call that lost the answer.
    Long,
    /// No: this call is about something else, and may be made again.
    Short,
}

/// Since when, and at which state of its numbering, a device has been seen idle after a request left.
#[derive(Debug)]
pub(super) struct Quiet {
    id: String,
    /// The same document may have been sent again, by whomever: what was seen before says nothing about that.
    attempt: String,
    /// Nothing is numbered in a queue.
    at: Option<Baseline>,
    since: Instant,
}

/// First pause between looks; each is half as long again as the one before.
const FIRST_PAUSE: Duration = Duration::from_millis(20);

/// Longest pause between looks.
const LONGEST_PAUSE: Duration = Duration::from_secs(1);

impl Till<'_> {
    /// Looks at the device until the fate of the document is known or the deadline passes.
    pub(super) fn settle(
        &self,
        entry: &Entry,
        expected: &Expected,
        baseline: &Baseline,
        mut lost: Error,
        patience: Patience,
        watch: &Watch,
    ) -> Fate {
        let mut pause = FIRST_PAUSE;
        watch.tell(Stage::Settling);
        loop {
            let look = self.look(expected, baseline, watch);
            lost.candidates.clear();
            let goes_on = match look {
                Ok(Look::Found(made)) => return Fate::Made(made),
                Ok(Look::Absent(at)) => {
                    if self.driver.is_quiet(entry, Some(at)) {
                        return Fate::NotMade(Box::new(Error::new(What::NotMade, Outcome::Rejected)));
                    }
                    true
                }
                Ok(Look::Ambiguous(candidates, may_clear)) => {
                    lost.candidates = candidates;
                    may_clear && patience == Patience::Long
                }
                Ok(Look::Busy) => {
                    self.driver.forget_quiet();
                    true
                }
                Err(_) => {
                    self.driver.forget_quiet();
                    patience == Patience::Long
                }
            };
            if !goes_on || watch.left() <= pause || !watch.pause(pause) {
                return Fate::Unknown(Box::new(lost));
            }
            pause = (pause * 3 / 2).min(LONGEST_PAUSE);
        }
    }

    /// One look at what the device has made past the baseline.
    pub(super) fn look(
        &self,
        expected: &Expected,
        baseline: &Baseline,
        watch: &Watch,
    ) -> std::result::Result<Look, Failure> {
        let mut sighting = self.register.look(baseline.document, watch)?;
        if sighting.baseline.drive != baseline.drive && expected.kind == Kind::Reregistration {
            // The report of a new drive is its first document; where it is not, nobody can tell from here.
            sighting = self.register.look(0, watch)?;
            if !sighting
                .records
                .iter()
                .any(|record| record.known.as_ref().is_some_and(|shown| expected.compare(shown) != Likeness::Other))
            {
                return Ok(Look::Ambiguous(
                    vec![json!({ "fnNumber": sighting.baseline.drive, "expectedFnNumber": baseline.drive })],
                    false,
                ));
            }
        } else if sighting.baseline.drive != baseline.drive {
            // Another fiscal drive numbers its documents anew: nothing on it says anything about ours.
            let other = json!({ "fnNumber": sighting.baseline.drive, "expectedFnNumber": baseline.drive });
            return Ok(Look::Ambiguous(vec![other], false));
        }
        let unreadable = |why: &str| Failure::Unreadable(why.to_owned(), BackendError::default());
        if sighting.baseline.drive == baseline.drive && sighting.baseline.document < baseline.document {
            return Err(unreadable("the numbering went back"));
        }
        let (mut same, mut perhaps) = (Vec::new(), Vec::new());
        for record in sighting.records {
            let drive = sighting.baseline.drive.as_deref();
            match self.driver.journal().is_taken(self.driver.backend.device(), drive, record.number) {
                Ok(false) => {}
                Ok(true) => continue,
                Err(trouble) => return Err(unreadable(&trouble.0)),
            }
            match record.known.as_ref().map_or(Likeness::Perhaps, |shown| expected.compare(shown)) {
                Likeness::Same => same.push(record),
                Likeness::Perhaps => perhaps.push(record),
                Likeness::Other => {}
            }
        }
        match (same.len(), perhaps.len()) {
            (0, 0) if sighting.busy => Ok(Look::Busy),
            (0, 0) => Ok(Look::Absent(sighting.baseline)),
            // Nobody else has our mark.
            (1, rest) if rest == 0 || !expected.marks.is_empty() => {
                Ok(Look::Found(Box::new(found(same.remove(0), baseline))))
            }
            (alike, _) => Ok(Look::Ambiguous(same.into_iter().chain(perhaps).map(candidate).collect(), alike < 2)),
        }
    }

    /// Settles the documents left open by earlier calls, `id` among them; a new one must not go out before that.
    pub(super) fn settle_open(&self, id: &str, watch: &Watch) -> Result<()> {
        let open = self.driver.journal().open_entries(self.driver.backend.device())?;
        for entry in open {
            match self.settle_entry(&entry, watch) {
                Fate::Unknown(error) if entry.external_id == id && error.candidates.is_empty() => return Err(*error),
                Fate::Unknown(error) if error.candidates.is_empty() && watch.is_stopped() => {
                    return Err(Error::before(What::Cancelled));
                }
                Fate::Unknown(error) if error.candidates.is_empty() => {
                    return Err(Error::before(match error.what {
                        What::NoLink(cause) => What::NoLink(cause),
                        _ => What::Unsettled(entry.external_id),
                    }));
                }
                settled => {
                    // The record says it now; as an answer it concerns only the call that asked for the document. An
                    // ambiguous one waits for a person, and the others do not wait for it.
                    if let Err(error) = self.driver.conclude(&entry, settled) {
                        crate::log::line(format_args!("{}: {}", entry.external_id, error.message().en));
                    }
                }
            }
        }
        Ok(())
    }

    pub(super) fn settle_entry(&self, entry: &Entry, watch: &Watch) -> Fate {
        let (baseline, expected) = match (parsed::<Baseline>(&entry.baseline), parsed::<Expected>(&entry.expected)) {
            (Ok(baseline), Ok(expected)) => (baseline, expected),
            (Err(error), _) | (_, Err(error)) => return Fate::Unknown(Box::new(error)),
        };
        // A device that is switched off would be waited for in vain: say so at once.
        if let Err(Failure::Broken(broken)) = self.register.baseline(watch)
            && broken.left == Left::Nothing
        {
            return Fate::Unknown(Box::new(Error::new(What::NoLink(broken.cause), Outcome::Unknown)));
        }
        let lost = Error::new(What::Lost("the earlier call was cut short".into()), Outcome::Unknown);
        self.settle(entry, &expected, &baseline, lost, Patience::Short, watch)
    }

    /// Finds out what became of a document.
    pub(super) fn find_out(&self, id: &str, watch: &Watch) -> Result<Value> {
        if let Some(answer) = settled(&self.driver.entry(id)?) {
            return answer;
        }
        let _held = self.driver.lock.hold(watch)?;
        // Another open document may be the one that this one would be taken for.
        let open = self.settle_open(id, watch);
        let entry = self.driver.entry(id)?;
        if let Some(answer) = settled(&entry) {
            return answer;
        }
        open?;
        self.driver.conclude(&entry, self.settle_entry(&entry, watch))
    }
}

impl Driver {
    pub(super) fn entry(&self, id: &str) -> Result<Entry> {
        self.journal().find(self.backend.device(), id)?.ok_or_else(|| Error::before(What::NotFound))
    }

    /// Whether the device has been idle at one state of its numbering over the settling time, all of it seen after the
    /// request of this entry left.
    pub(super) fn is_quiet(&self, entry: &Entry, at: Option<Baseline>) -> bool {
        let mut quiet = self.quiet.lock().unwrap_or_else(PoisonError::into_inner);
        match &*quiet {
            Some(seen) if seen.id == entry.external_id && seen.attempt == entry.attempt && seen.at == at => {
                seen.since.elapsed() >= self.settle
            }
            _ => {
                let (id, attempt) = (entry.external_id.clone(), entry.attempt.clone());
                *quiet = Some(Quiet { id, attempt, at, since: Instant::now() });
                false
            }
        }
    }

    pub(super) fn forget_quiet(&self) {
        *self.quiet.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }
}

/// What the journal says of a document whose fate is known.
pub(super) fn settled(entry: &Entry) -> Option<Result<Value>> {
    match &entry.state {
        State::Open | State::Queued { .. } | State::Ambiguous { .. } => None,
        State::Registered { answer, .. } => Some(recorded(answer)),
        State::NotMade { error, .. } => {
            let mut not_made = Error::new(What::NotMade, Outcome::Rejected);
            not_made.earlier = serde_json::from_str(error).ok();
            Some(Err(not_made))
        }
    }
}

/// What the answer to a document has beside the device's own, as its first call asked for it.
pub(super) fn asked(entry: &Entry) -> Asked {
    parsed(&entry.asked).unwrap_or_default()
}

pub(super) fn parsed<T: DeserializeOwned>(text: &str) -> Result<T> {
    serde_json::from_str(text).map_err(|error| Error::new(What::Journal(error.to_string()), Outcome::Unknown))
}

fn found(mut record: Record, baseline: &Baseline) -> Made {
    record.answer.recovered = true;
    record.answer.shift_closed = is_after_shift(&record.answer, baseline);
    Made { number: Some(record.number), answer: record.answer }
}

/// Whether the shift that was open before the document is not the document's: the register closed it in between.
pub(super) fn is_after_shift(answer: &Answer, baseline: &Baseline) -> bool {
    let shift = answer.fiscal.as_ref().and_then(|fiscal| fiscal.shift_number);
    baseline.shift.is_some_and(|before| shift.is_some_and(|shift| shift > before))
}

/// A document that may be the one in question, as the error shows it.
fn candidate(record: Record) -> Value {
    let mut shown = record.answer.into_json(None);
    if let Value::Object(members) = &mut shown {
        members.remove("warnings");
        // Where documents are numbered by shift, the device's own number is within it.
        let number = members.get("fiscalParams").and_then(|fiscal| fiscal.get("fiscalDocumentNumber")).cloned();
        members.insert("fiscalDocumentNumber".into(), number.unwrap_or_else(|| json!(record.number)));
    }
    shown
}
