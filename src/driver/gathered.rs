//! What a look at a register keeps of the documents that it shows: those that may be ours, as far as there is room.
//!
//! How many documents there are and how long they are is what the register says. So they are compared one by one, and a
//! look needs the same memory for ten of them as for a million.

use crate::backends::{Baseline, Record};
use crate::task::answer::Answer;
use std::ops::ControlFlow;

/// How much memory the documents of one kind may take that are kept, in bytes: more than a hundred receipts.
const MOST_KEPT: usize = 2 * 1024 * 1024;

/// Documents that a look keeps.
#[derive(Default)]
pub(super) struct Gathered {
    records: Vec<Record>,
    /// How much memory they take, in bytes.
    taken: usize,
}

impl Gathered {
    /// Keeps a document. Where there is no room for it, the first one loses `native`, and any other is kept by its number,
    /// by which a person finds it on the register.
    pub(super) fn push(&mut self, record: Record) {
        let size = record.memory();
        if self.taken + size <= MOST_KEPT {
            self.taken += size;
            self.records.push(record);
            return;
        }
        let answer = match self.records.is_empty() {
            true => Answer { native: None, ..record.answer },
            false => Answer::default(),
        };
        self.records.push(Record { answer, ..record });
    }

    pub(super) fn into_vec(self) -> Vec<Record> {
        self.records
    }
}

/// Passes on at most `most` documents, and one more that stands for all later ones and may be any.
pub(super) fn at_most(
    most: usize,
    mut each: impl FnMut(&Baseline, Record),
) -> impl FnMut(&Baseline, Record) -> ControlFlow<()> {
    let mut left = most;
    move |now, record| {
        if left == 0 {
            each(now, Record::hidden(record.number));
            return ControlFlow::Break(());
        }
        left -= 1;
        each(now, record);
        ControlFlow::Continue(())
    }
}

/// Passes on all documents.
pub(super) fn all(mut each: impl FnMut(Record)) -> impl FnMut(&Baseline, Record) -> ControlFlow<()> {
    move |_, record| {
        each(record);
        ControlFlow::Continue(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn record(number: u64, bytes: usize) -> Record {
        let native = Some(json!("x".repeat(bytes)));
        Record { answer: Answer { native, ..Answer::default() }, ..Record::hidden(number) }
    }

    #[test]
    fn what_does_not_fit_is_kept_by_its_number() {
        let mut gathered = Gathered::default();
        for (number, bytes) in [(1, 2 * MOST_KEPT), (2, MOST_KEPT / 2), (3, MOST_KEPT), (4, 10)] {
            gathered.push(record(number, bytes));
        }
        let kept = gathered.into_vec();
        assert_eq!(kept.iter().map(|record| record.number).collect::<Vec<_>>(), [1, 2, 3, 4]);
        let whole = kept.iter().map(|record| record.answer.native.is_some());
        assert_eq!(whole.collect::<Vec<_>>(), [false, true, false, true]);
    }

    #[test]
    fn one_document_stands_for_all_that_were_not_looked_at() {
        let now = Baseline { document: 9, drive: None, since: None, shift: None, ffd: None };
        let mut came = Vec::new();
        let mut each = at_most(2, |_, record| came.push((record.number, record.answer.native.is_some())));
        let ends = (1..=3).map(|number| each(&now, record(number, 1)).is_break()).collect::<Vec<_>>();
        drop(each);
        assert_eq!((ends, came), (vec![false, false, true], vec![(1, true), (2, true), (3, false)]));
    }
}
