//! Settling a lost answer: was the document made, or not?
//!
//! Absence seen soon is not absence (docs/exactly-once.md): a slow device may make the document after we looked. Hence
//! three fates, and a time over which the device must be seen idle.

use super::Driver;
use super::look::Look;
use super::make::{Till, recorded, unsent};
use super::numbering::{Numbering, Obstacle};
use super::whole::unreadable;
use crate::backends::known::Expected;
use crate::backends::{Baseline, Made};
use crate::error::{Error, Outcome, Result, What};
use crate::journal::{Entry, State};
use crate::task::answer::{Answer, Asked};
use crate::transport::{Stage, Watch};
use serde::de::DeserializeOwned;
use serde_json::Value;
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

/// Whether to go on when the device cannot be asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Patience {
    /// Until the deadline: this is the call that lost the answer.
    Long,
    /// No: this call is about something else, and may be made again.
    Short,
}

/// Since when a device has been seen idle after a request left.
#[derive(Debug)]
pub(super) struct Quiet {
    id: String,
    /// The same document may have been sent again: what was seen before says nothing about that.
    attempt: String,
    /// The drive that numbers its documents; none of a queue.
    drive: Option<String>,
    /// The one document that has been seen all the time and may be this one.
    number: Option<u64>,
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
            if look.is_ok() {
                lost.candidates.clear();
            }
            let goes_on = match look {
                Ok(Look::Found(found)) if !found.by_content => return Fate::Made(found.made),
                // A person has to compare it already, for others may have sold the same since.
                Ok(Look::Found(found)) if matches!(entry.state, State::Ambiguous { .. }) => {
                    lost.candidates = vec![found.shown()];
                    false
                }
                // Another program may have made it, and ours may still come.
                Ok(Look::Found(found)) if found.busy => {
                    self.driver.forget_quiet();
                    true
                }
                Ok(Look::Found(mut found)) => {
                    if self.driver.is_quiet(entry, found.drive, found.made.number) {
                        found.made.answer.by_content = true;
                        return Fate::Made(found.made);
                    }
                    true
                }
                Ok(Look::Absent(now)) => {
                    if self.driver.is_quiet(entry, now.drive, None) {
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
                Err(obstacle) => {
                    self.driver.forget_quiet();
                    if let Obstacle::Journal(trouble) = obstacle {
                        lost.what = What::Journal(trouble.0);
                    }
                    patience == Patience::Long
                }
            };
            if !goes_on || watch.left() <= pause || !watch.pause(pause) {
                return Fate::Unknown(Box::new(lost));
            }
            pause = (pause * 3 / 2).min(LONGEST_PAUSE);
        }
    }

    /// Settles the documents left open by earlier calls, `id` among them; a new one must not go out before that.
    pub(super) fn settle_open(&self, open: &[Entry], id: &str, numbering: &Numbering, watch: &Watch) -> Result<()> {
        for entry in open {
            match self.settle_entry(entry, numbering, watch) {
                Fate::Unknown(error) if entry.external_id == id && error.candidates.is_empty() => return Err(*error),
                Fate::Unknown(error) if error.candidates.is_empty() && watch.is_stopped() => {
                    return Err(Error::before(What::Cancelled));
                }
                Fate::Unknown(error) if error.candidates.is_empty() => {
                    return Err(Error::before(match error.what {
                        What::Journal(cause) => What::Journal(cause),
                        _ => What::Unsettled(entry.external_id.clone()),
                    }));
                }
                settled => {
                    // The record says it now; as an answer it concerns only the call that asked for the document. An
                    // ambiguous one waits for a person, and the others do not wait for it.
                    if let Err(error) = self.driver.conclude(entry, settled) {
                        crate::log::line(format_args!("{}: {}", entry.external_id, error.message().en));
                    }
                }
            }
        }
        Ok(())
    }

    /// Finds out what became of a document whose call was cut short.
    pub(super) fn settle_entry(&self, entry: &Entry, numbering: &Numbering, watch: &Watch) -> Fate {
        let cut_short = || Error::new(What::Lost("the earlier call was cut short".into()), Outcome::Unknown);
        let (baseline, expected) = match sought(entry) {
            Ok(sought) => sought,
            Err(fate) => return fate,
        };
        if entry.epoch < numbering.learned.epoch && baseline.drive == numbering.baseline.drive {
            let mut error = cut_short();
            error.candidates = self.candidates_anew(&baseline, &expected, numbering, watch);
            return Fate::Unknown(Box::new(error));
        }
        self.settle(entry, &expected, &baseline, cut_short(), Patience::Short, watch)
    }

    /// Finds out what became of a document.
    pub(super) fn find_out(&self, id: &str, watch: &Watch) -> Result<Value> {
        let here = self.driver.earlier(id)?;
        if let Some(answer) = here.as_ref().and_then(known) {
            return answer;
        }
        // Which register it is that another name led to, its drive tells.
        if here.is_none() && !self.driver.journal().is_elsewhere(self.driver.device(), id)? {
            return Err(self.maybe_rebuilt()?.unwrap_or_else(|| Error::before(What::NotFound)));
        }
        let _held = self.driver.hold(watch)?;
        let (mut numbering, _drive, open) = match self.arrive(id, watch) {
            Ok(arrived) => arrived,
            // Another open document may be the one that this one would be taken for.
            Err(error) => return self.driver.earlier(id)?.as_ref().and_then(known).unwrap_or(Err(error)),
        };
        let open = self.settle_open(&open, id, &numbering, watch);
        let Some(entry) = self.earlier_anywhere(id, &numbering.baseline)? else {
            return Err(Error::before(What::NotFound));
        };
        if let Some(answer) = known(&entry) {
            return answer;
        }
        if let State::NotMade { .. } = &entry.state {
            return self.late(&entry, &mut numbering, watch).unwrap_or_else(|| Err(not_made(&entry)));
        }
        open?;
        self.driver.conclude(&entry, self.settle_entry(&entry, &numbering, watch))
    }

    /// A document that counts as not made, and that may have been made all the same: absence cannot be known, presence
    /// can. `None` if nothing has come; then the numbering stands as the look has shown it. It looks also where the last
    /// number is that of then: the register's state may lag behind its documents.
    pub(super) fn late(&self, entry: &Entry, numbering: &mut Numbering, watch: &Watch) -> Option<Result<Value>> {
        let doubt = |error: Error| Some(Err(error.in_doubt().about(&entry.external_id)));
        let (baseline, expected) = match sought(entry) {
            Ok(sought) => sought,
            Err(fate) => return Some(self.driver.conclude(entry, fate)),
        };
        if baseline.drive != numbering.baseline.drive || entry.epoch < numbering.learned.epoch {
            return None;
        }
        let mut pause = FIRST_PAUSE;
        loop {
            match self.look(&expected, &baseline, watch) {
                Ok(Look::Absent(now)) => {
                    numbering.baseline = now;
                    return None;
                }
                Ok(Look::Found(found)) if !found.by_content => {
                    return Some(self.driver.conclude(entry, Fate::Made(found.made)));
                }
                // Since then a neighbour may have sold the same: nobody can tell whose it is.
                Ok(Look::Found(found)) => return Some(self.driver.conclude(entry, seen_late(vec![found.shown()]))),
                Ok(Look::Ambiguous(candidates, _)) => {
                    return Some(self.driver.conclude(entry, seen_late(candidates)));
                }
                // The document at work may be ours.
                Ok(Look::Busy) if watch.left() <= pause || !watch.pause(pause) => {
                    return doubt(Error::before(What::Busy));
                }
                Ok(Look::Busy) => pause = (pause * 3 / 2).min(LONGEST_PAUSE),
                Err(Obstacle::Device(failure)) => return doubt(unsent(failure)),
                Err(Obstacle::Journal(trouble)) => return doubt(trouble.into()),
            }
        }
    }
}

impl Driver {
    pub(super) fn entry(&self, id: &str) -> Result<Entry> {
        self.journal().find(self.backend.device(), id)?.ok_or_else(|| Error::before(What::NotFound))
    }

    /// Whether the device has been idle over the settling time, all of it seen after the request of this entry left.
    /// Documents of others in between, which are none of ours, do not count as work on ours.
    pub(super) fn is_quiet(&self, entry: &Entry, drive: Option<String>, number: Option<u64>) -> bool {
        let mut quiet = self.quiet.lock().unwrap_or_else(PoisonError::into_inner);
        match &*quiet {
            Some(seen)
                if seen.id == entry.external_id
                    && seen.attempt == entry.attempt
                    && seen.drive == drive
                    && seen.number == number =>
            {
                seen.since.elapsed() >= self.settle
            }
            _ => {
                let (id, attempt) = (entry.external_id.clone(), entry.attempt.clone());
                *quiet = Some(Quiet { id, attempt, drive, number, since: Instant::now() });
                false
            }
        }
    }

    pub(super) fn forget_quiet(&self) {
        *self.quiet.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }
}

/// Past which state of the register a document is looked for, and by what it is known; else its fate: no look can tell
/// what it was, and the others do not wait for it.
fn sought(entry: &Entry) -> std::result::Result<(Baseline, Expected), Fate> {
    match (parsed(&entry.baseline), parsed(&entry.expected)) {
        (Ok(baseline), Ok(expected)) => Ok((baseline, expected)),
        (Err(error), _) | (_, Err(error)) => Err(unreadable(entry, &error)),
    }
}

/// The fate of a document that may have come after it was given up.
fn seen_late(candidates: Vec<Value>) -> Fate {
    let mut error = Error::new(What::Lost("it may have come late".into()), Outcome::Unknown);
    error.candidates = candidates;
    Fate::Unknown(Box::new(error))
}

/// What the journal says of a document whose fate is known.
pub(super) fn settled(entry: &Entry) -> Option<Result<Value>> {
    match &entry.state {
        State::Open | State::Queued { .. } | State::Ambiguous { .. } => None,
        State::Registered { answer, .. } => Some(recorded(answer)),
        State::NotMade { .. } => Some(Err(not_made(entry))),
    }
}

/// The same, but for a document that was only seen to be absent: it may have come since.
fn known(entry: &Entry) -> Option<Result<Value>> {
    settled(entry).filter(|_| !matches!(entry.state, State::NotMade { absent: true, .. }))
}

/// The error of a document that was not made.
pub(super) fn not_made(entry: &Entry) -> Error {
    let mut not_made = Error::new(What::NotMade, Outcome::Rejected);
    if let State::NotMade { error, .. } = &entry.state {
        not_made.earlier = serde_json::from_str(error).ok().map(Box::new);
    }
    not_made
}

/// What the answer to a document has beside the device's own, as its first call asked for it.
pub(super) fn asked(entry: &Entry) -> Asked {
    parsed(&entry.asked).unwrap_or_default()
}

pub(super) fn parsed<T: DeserializeOwned>(text: &str) -> Result<T> {
    serde_json::from_str(text).map_err(|error| Error::new(What::Journal(error.to_string()), Outcome::Unknown))
}

/// Whether the shift that was open before the document is not the document's: the register closed it in between.
pub(super) fn is_after_shift(answer: &Answer, baseline: &Baseline) -> bool {
    let shift = answer.fiscal.as_ref().and_then(|fiscal| fiscal.shift_number);
    baseline.shift.is_some_and(|before| shift.is_some_and(|shift| shift > before))
}
