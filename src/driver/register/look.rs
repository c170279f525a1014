//! One look at what a register has made since the baseline: is one of these documents ours?

use super::super::failure::Obstacle;
use super::super::gathered::{Gathered, at_most};
use super::super::identity::{candidate, is_taken};
use super::engine::RegisterEngine;
use crate::backends::fingerprint::{Fingerprint, Kind, Match};
use crate::backends::{Baseline, Failure, Made, Record, Sighting};
use crate::error::{BackendError, Candidate, Text};
use crate::journal::{JournalError, Learned};
use crate::task::answer::Answer;

/// Most documents that one look compares. A shop that made more since is asked to compare the rest itself.
const MOST_COMPARED: usize = 1000;

/// What one look at the register shows.
pub(super) enum Look {
    /// One document after the baseline is ours, and no other may be.
    Found(Found),
    /// None is ours, and the register is idle; its numbering now.
    Absent(Baseline),
    /// None is ours so far, but the register is busy.
    Busy,
    /// Some may be ours; the flag says whether another look may tell more.
    Ambiguous(Vec<Candidate>, bool),
}

/// A document that is ours as far as the register shows.
pub(super) struct Found {
    pub made: Box<Made>,
    /// It was recognised by its content alone, on a register that another program uses too: that program may have made
    /// it.
    pub by_content: bool,
    /// It has the mark that is made from our id.
    pub by_mark: bool,
    /// The register is busy with another document.
    pub busy: bool,
    /// The register's drive now.
    pub drive: Option<String>,
}

impl Found {
    /// It as the error's candidate.
    pub(super) fn shown(self) -> Candidate {
        let Made { number, answer, .. } = *self.made;
        candidate(Record { number: number.unwrap_or_default(), shown: None, answer })
    }
}

impl RegisterEngine<'_> {
    /// Compares what the register has made since the baseline with the document.
    ///
    /// A document that belongs to another entry of the journal is skipped. Every other one is ours, may be ours, or is
    /// another program's. If that is a sale, the journal remembers it: from then on content alone is weaker evidence
    /// (docs/en/exactly-once.md#other-programs).
    pub(super) fn look(&self, fingerprint: &Fingerprint, baseline: &Baseline) -> Result<Look, Obstacle> {
        let past = if planted!(NoBaseline) { 0 } else { baseline.past() };
        let mut seen = self.compared(fingerprint, past, baseline.document)?;
        let is_other_drive = seen.sighting.baseline.drive != baseline.drive;
        if is_other_drive && fingerprint.kind == Kind::Reregistration {
            // The report of a drive replacement is the first document of the new drive. If it is not there, nothing on
            // this drive says anything about it.
            seen = self.compared(fingerprint, 0, 0)?;
        }
        let Seen { sighting, same, perhaps, others, alike, nothing, learned } = seen;
        // Another fiscal drive has its own numbering: nothing on it says anything about our document.
        if is_other_drive && !planted!(DriveNotCompared) && !(fingerprint.kind == Kind::Reregistration && alike) {
            return Ok(Look::Ambiguous(vec![other_drive(&sighting.baseline, baseline)], false));
        }
        let drive = sighting.baseline.drive.clone();
        if drive == baseline.drive && sighting.baseline.document < baseline.document && nothing {
            let cause = Text::of("нумерация документов началась заново", "the document numbers restarted");
            return Err(Failure::Unreadable(cause, BackendError::default()).into());
        }
        let (mut same, perhaps) = (same.into_vec(), perhaps.into_vec());
        let shared = learned.shared || others;
        if shared && !learned.shared {
            self.device.journal().learn(self.device.name(), &Learned { shared, ..learned })?;
        }
        let is_marked = |record: &Record| has_mark(fingerprint, record);
        // A mark is made from our id, so one document with it is ours whatever else looks alike.
        let marked = same.iter().position(is_marked).filter(|_| same.iter().filter(|one| is_marked(one)).count() == 1);
        let found = match (marked, same.len(), perhaps.len()) {
            (_, 0, 0) if sighting.busy && !planted!(BusyIsIdle) => return Ok(Look::Busy),
            (_, 0, 0) => return Ok(Look::Absent(sighting.baseline)),
            (Some(place), _, _) => (same.swap_remove(place), false, true),
            (None, 1, 0) => (same.swap_remove(0), shared, false),
            (None, alike, _) => {
                return Ok(Look::Ambiguous(same.into_iter().chain(perhaps).map(candidate).collect(), alike < 2));
            }
        };
        let (record, by_content, by_mark) = found;
        let made = Box::new(made(record, baseline));
        Ok(Look::Found(Found { made, by_content, by_mark, busy: sighting.busy, drive }))
    }

    /// Compares each document past a number with ours. `last` is the number that the register had before the request.
    fn compared(&self, fingerprint: &Fingerprint, past: u64, last: u64) -> Result<Seen, Obstacle> {
        let (mut same, mut perhaps, mut others) = (Gathered::default(), Gathered::default(), false);
        let (mut alike, mut nothing) = (false, true);
        let (mut learned, mut compared) = (None, 0);
        let mut compare_one = |now: &Baseline, record: Record| -> Result<(), JournalError> {
            nothing &= record.number <= last;
            compared += 1;
            // The last one stands for all later ones.
            let stands_for_others = compared > MOST_COMPARED;
            alike |= record.shown.as_ref().is_some_and(|shown| fingerprint.compare(shown) != Match::Other);
            let learned = match &learned {
                Some(learned) => learned,
                None => learned.insert(self.device.journal().learned(self.device.name(), now.drive.as_deref())?),
            };
            if !stands_for_others && is_taken(self.device, &record, now.drive.as_deref())? {
                return Ok(());
            }
            let mut found = record.shown.as_ref().map_or(Match::Maybe, |shown| compare(fingerprint, shown, learned));
            // What was read back after a loss may be of any lost id.
            if found == Match::Same && !has_mark(fingerprint, &record) {
                let name = self.device.name();
                if self.device.journal().was_read_back(name, now.drive.as_deref(), record.number)? {
                    found = Match::Maybe;
                }
            }
            match found {
                Match::Same => same.push(record),
                Match::Maybe => perhaps.push(Record { shown: None, ..record }),
                Match::Other => others |= record.shown.is_some_and(|shown| shown.kind.is_sale()),
            }
            Ok(())
        };
        let mut failed = None;
        let each = |now: &Baseline, record| {
            if failed.is_none() {
                failed = compare_one(now, record).err();
            }
        };
        let sighting = self.register.look(past, self.context, &mut at_most(MOST_COMPARED, each))?;
        if let Some(journal_error) = failed {
            return Err(journal_error.into());
        }
        let learned = match learned {
            Some(learned) => learned,
            None => self.device.journal().learned(self.device.name(), sighting.baseline.drive.as_deref())?,
        };
        Ok(Seen { sighting, same, perhaps, others, alike, nothing, learned })
    }
}

/// What the documents past a number are.
struct Seen {
    sighting: Sighting,
    /// Those that are ours.
    same: Gathered,
    /// Those that may be ours.
    perhaps: Gathered,
    /// Another program has sold something.
    others: bool,
    /// At least one is ours or may be, even if the journal has it under another id.
    alike: bool,
    /// There are none past the last number.
    nothing: bool,
    /// What earlier documents have shown of the register.
    learned: Learned,
}

/// How a document on the register compares with ours. On a register that drops marks, a missing mark says nothing.
fn compare(fingerprint: &Fingerprint, shown: &Fingerprint, learned: &Learned) -> Match {
    if fingerprint.unmarked_maybe && learned.keeps_marks == Some(false) && shown.marks.is_empty() {
        return fingerprint.compare_content(shown);
    }
    fingerprint.compare(shown)
}

fn has_mark(fingerprint: &Fingerprint, record: &Record) -> bool {
    let shown = record.shown.as_ref().map(|shown| &shown.marks);
    fingerprint.marks.first().is_some_and(|mark| shown.is_some_and(|shown| shown.contains(mark)))
}

fn other_drive(now: &Baseline, then: &Baseline) -> Candidate {
    Candidate::OtherDrive { now: now.drive.clone(), expected: then.drive.clone() }
}

fn made(mut record: Record, baseline: &Baseline) -> Made {
    record.answer.recovered = true;
    record.answer.shift_closed = is_after_shift(&record.answer, baseline);
    Made { number: Some(record.number), answer: record.answer, keeps_marks: None }
}

/// Whether the document is in a later shift than the baseline: the register closed the shift in between.
pub(super) fn is_after_shift(answer: &Answer, baseline: &Baseline) -> bool {
    let shift = answer.fiscal.as_ref().and_then(|fiscal| fiscal.shift_number);
    baseline.shift.is_some_and(|before| shift.is_some_and(|shift| shift > before))
}
