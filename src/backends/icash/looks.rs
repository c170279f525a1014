//! Looks at the documents past a number: which ones the register has made since.
//!
//! A lost answer may need many looks. The documents do not change, so each of them is read once as long as there is room
//! for it, and the questions of one look go over one connection.

use super::super::{Baseline, Each, Failure, Record, Sighting};
use super::Icash;
use crate::transport::{CallContext, Series};
use std::collections::BTreeMap;
use std::mem;
use std::sync::PoisonError;

/// Most documents by which the register's state may lag behind.
const MOST_AHEAD: u64 = 16;

/// How much memory the documents may take that are kept between looks, in bytes: more than a hundred receipts.
const MOST_KEPT: usize = 2 * 1024 * 1024;

/// Documents that earlier looks have read; those that do not fit are read again.
///
/// They are forgotten at the next baseline, which begins each call: a register that was reset gives old numbers to new
/// documents, and what stood under a number before says nothing of those.
#[derive(Default)]
pub(super) struct Memory {
    /// The numbering that they belong to, as the last look saw it.
    numbering: Option<Baseline>,
    records: BTreeMap<u64, Record>,
    /// How much memory they take, in bytes.
    taken: usize,
}

impl Memory {
    /// Forgets everything if the register's numbering is another one now.
    fn check(&mut self, now: &Baseline) {
        let grows = |before: &Baseline| before.drive == now.drive && before.document <= now.document;
        if !self.numbering.as_ref().is_some_and(grows) {
            (self.records, self.taken) = Default::default();
        }
        self.numbering = Some(now.clone());
    }

    fn keep(&mut self, record: &Record) {
        let size = record.memory();
        if self.taken + size <= MOST_KEPT {
            self.taken += size;
            self.records.insert(record.number, record.clone());
        }
    }
}

impl Icash {
    /// Forgets the documents that were read: they may be others now.
    pub(super) fn forget(&self) {
        mem::take(&mut *self.memory.lock().unwrap_or_else(PoisonError::into_inner));
    }

    /// Shows each document past a number, and returns the state of the numbering.
    pub(super) fn look_past(&self, past: u64, context: &CallContext, each: Each) -> Result<Sighting, Failure> {
        let memory = || self.memory.lock().unwrap_or_else(PoisonError::into_inner);
        // Out of its place while questions are asked, so that nothing waits for the lock. A look of another thread
        // meanwhile reads for itself.
        let mut known = mem::take(&mut *memory());
        let seen = self.look_with(&mut known, past, context, each);
        *memory() = known;
        seen
    }

    fn look_with(&self, known: &mut Memory, past: u64, context: &CallContext, each: Each) -> Result<Sighting, Failure> {
        let series = self.http.series();
        let status = Self::status_in(&series, context)?;
        let mut baseline = status.baseline();
        known.check(&baseline);
        let last = baseline.document;
        // The register's state may lag behind its documents; what is already there counts.
        for number in past.saturating_add(1).min(last + 1)..=last + MOST_AHEAD {
            let record = match Self::known_or_shown(known, number, &series, context)? {
                Some(record) => {
                    baseline.document = baseline.document.max(number);
                    record
                }
                None if number > last => break,
                // A document that the register does not show may be ours or not.
                None => Record::hidden(number),
            };
            if number > past && each(&baseline, record).is_break() {
                break;
            }
        }
        Ok(Sighting { baseline, busy: status.is_busy() })
    }

    /// A document by its number, from memory if it was shown before; `None` if the register does not show one.
    fn known_or_shown(
        known: &mut Memory,
        number: u64,
        series: &Series,
        context: &CallContext,
    ) -> Result<Option<Record>, Failure> {
        if let Some(record) = known.records.get(&number) {
            return Ok(Some(record.clone()));
        }
        let shown = Self::shown_in(series, number, context)?;
        if let Some(record) = &shown {
            known.keep(record);
        }
        Ok(shown)
    }
}
