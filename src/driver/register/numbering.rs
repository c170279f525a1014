//! The state of a register's numbering before a document: its last number, whether it has restarted, what others made.
//!
//! Everything else relies on numbers that only grow. A register restored from an older copy of its memory, created
//! again, or with a test drive gives old numbers again; that must be detected before a number is compared. See
//! docs/en/exactly-once.md#restarted-numbering.

use super::super::failure::Obstacle;
use super::super::gathered::{Gathered, all};
use super::super::identity::{candidate, is_same, is_taken};
use super::super::record::parsed;
use super::engine::RegisterEngine;
use crate::backends::fingerprint::{Fingerprint, Match};
use crate::backends::{Baseline, Document, Record};
use crate::error::Candidate;
use crate::journal::{Entry, Learned};
use crate::task::answer::Noticed;

/// Most documents of other programs that are compared with the new one.
const MOST_OF_OTHERS: u64 = 20;

/// The state of a register's numbering.
#[derive(Debug)]
pub(super) struct Numbering {
    /// Its last document and drive.
    pub baseline: Baseline,
    /// What earlier documents have shown of the register.
    pub learned: Learned,
    /// The highest number in the journal since the last restart of the numbering.
    last: Option<u64>,
    /// The restart was detected just now.
    pub restarted: bool,
}

impl Numbering {
    /// Whether the register has another drive than when the document of this entry was sent, or its numbering has restarted
    /// since: earlier numbers say nothing then.
    pub(super) fn is_newer_than(&self, entry: &Entry) -> bool {
        entry.epoch < self.learned.epoch || entry.drive != self.baseline.drive
    }
}

impl RegisterEngine<'_> {
    /// Asks the register for its last document.
    ///
    /// If the number is lower than one that the register has shown before (the last one in the journal, or the one
    /// before an open document), the numbering has restarted. Earlier numbers say nothing any more, so the epoch is
    /// increased.
    pub(super) fn numbering(&self, open: &[Entry]) -> Result<Numbering, Obstacle> {
        let baseline = self.register.baseline(self.context)?;
        let drive = baseline.drive.as_deref();
        let (mut learned, last) = self.device.journal().numbering(self.device.name(), drive)?;
        let before = |entry: &&Entry| entry.drive.as_deref() == drive && entry.epoch == learned.epoch;
        let before = open.iter().filter(before).filter_map(|entry| parsed::<Baseline>(&entry.baseline).ok());
        let reached = last.into_iter().chain(before.map(|before| before.document)).max().unwrap_or_default();
        if baseline.document >= reached || planted!(NumberingNotCompared) {
            return Ok(Numbering { baseline, learned, last, restarted: false });
        }
        // The register's state may lag behind its documents. If the document of that number is still there, the
        // numbering has not restarted.
        let kept = self.device.journal().last(self.device.name(), drive, learned.epoch)?;
        let is_kept = |record: &Record| {
            kept.as_ref()
                .filter(|last| last.number == record.number)
                .is_none_or(|last| is_same(&last.answer, &record.answer))
        };
        let (mut newest, mut all_kept) = (None, true);
        let mut note = all(|record| {
            newest = newest.max(Some(record.number));
            all_kept &= is_kept(&record);
        });
        let seen = self.register.look(reached - 1, self.context, &mut note)?;
        drop(note);
        if let Some(document) = newest.filter(|_| all_kept) {
            let baseline = Baseline { document, ..seen.baseline };
            return Ok(Numbering { baseline, learned, last, restarted: false });
        }
        learned.epoch += 1;
        self.device.journal().learn(self.device.name(), &learned)?;
        let device = self.device.name();
        crate::log::line(
            crate::log::Level::Warning,
            format_args!("{device}: numbering restarted: {} after {reached}", baseline.document),
        );
        Ok(Numbering { baseline, learned, last: None, restarted: true })
    }

    /// Records what was learned about the register. If that fails, the next call learns it again.
    pub(super) fn learn(&self, learned: &Learned) {
        let device = self.device.name();
        let kept = self.device.journal().learn(device, learned);
        if let Err(journal_error) = kept {
            crate::log::line(
                crate::log::Level::Error,
                format_args!("{device}: learned, not recorded: {journal_error}"),
            );
        }
    }

    /// What a person has to compare with a document that was sent before the numbering restarted: the last number now,
    /// and the newest documents that may be it.
    pub(super) fn candidates_after_restart(
        &self,
        then: &Baseline,
        fingerprint: &Fingerprint,
        numbering: &Numbering,
    ) -> Vec<Candidate> {
        let now = numbering.baseline.document;
        let restarted = Candidate::NumberingRestarted { last: now, expected: then.document };
        let mut possible = Gathered::default();
        let mut keep = all(|record: Record| {
            if record.shown.as_ref().is_some_and(|shown| fingerprint.compare(shown) != Match::Other) {
                possible.push(record);
            }
        });
        let seen = self.register.look(now.saturating_sub(MOST_OF_OTHERS), self.context, &mut keep);
        drop(keep);
        let possible = if seen.is_ok() { possible.into_vec() } else { Vec::new() };
        std::iter::once(restarted).chain(possible.into_iter().map(candidate)).collect()
    }

    /// What the caller of a new document should know about the register: a restarted numbering, and documents of other
    /// programs that equal the new one. Such a document, made since our last one, may be this very sale under another
    /// journal.
    pub(super) fn noticed(&self, document: &Document, numbering: &Numbering) -> Noticed {
        let mut noticed = Noticed { restarted: numbering.restarted, ..Noticed::default() };
        let now = numbering.baseline.document;
        let is_sale = document.fingerprint.kind.is_sale();
        let Some(last) = numbering.last.filter(|last| is_sale && *last < now) else { return noticed };
        let drive = numbering.baseline.drive.as_deref();
        let is_equal = |record: &Record| {
            let shown = record.shown.as_ref();
            shown.is_some_and(|shown| document.fingerprint.compare_content(shown) == Match::Same)
                // One of ours, made at another address of this register, is no document of another program.
                && matches!(is_taken(self.device, record, drive), Ok(false))
        };
        let mut others = Gathered::default();
        let mut keep = all(|record: Record| {
            if record.number <= now && is_equal(&record) {
                others.push(record);
            }
        });
        let past = last.max(now.saturating_sub(MOST_OF_OTHERS));
        // This look only adds a warning, so its failure stops nothing.
        let seen = self.register.look(past, self.context, &mut keep);
        drop(keep);
        if seen.is_ok() {
            noticed.similar = others.into_vec().into_iter().map(candidate).collect();
        }
        noticed
    }
}
