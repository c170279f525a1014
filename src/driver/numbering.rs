//! Where a register's numbering stands before a document: the last number, whether it began anew, what others made.

use super::look::candidate;
use super::make::{Till, unsent};
use super::settle::parsed;
use crate::backends::known::{Expected, Likeness};
use crate::backends::{Baseline, Document, Failure, Record};
use crate::error::Error;
use crate::journal::{Entry, Last, Learned, Trouble};
use crate::task::answer::{Answer, Noticed};
use crate::task::money::Money;
use crate::transport::{Left, Watch};
use serde_json::{Value, json};

/// Most documents of others that are looked through for one that equals the new one.
const MOST_OF_OTHERS: u64 = 20;

/// Why a register could not be looked at.
#[derive(Debug)]
pub(super) enum Obstacle {
    /// It gave no answer to go on with.
    Device(Failure),
    /// The journal could not be read.
    Journal(Trouble),
}

/// Where the numbering of a register stands.
#[derive(Debug)]
pub(super) struct Numbering {
    /// Its last document and drive.
    pub baseline: Baseline,
    /// What earlier documents have told of it.
    pub learned: Learned,
    /// The highest number that the journal has since the numbering began anew.
    last: Option<u64>,
    /// This look found that it has begun anew.
    pub restarted: bool,
}

impl Till<'_> {
    /// Asks the register where its numbering stands. Lower than a number that it has shown before, the journal's last one
    /// or the one before an open document, the numbering has begun anew: numbers of then say nothing any more.
    pub(super) fn numbering(&self, open: &[Entry], watch: &Watch) -> Result<Numbering, Obstacle> {
        let baseline = self.register.baseline(watch)?;
        let drive = baseline.drive.as_deref();
        let (mut learned, last) = self.recorded(drive)?;
        let before = |entry: &&Entry| entry.drive.as_deref() == drive && entry.epoch == learned.epoch;
        let before = open.iter().filter(before).filter_map(|entry| parsed::<Baseline>(&entry.baseline).ok());
        let numbers = last.iter().map(|last| last.number).chain(before.map(|before| before.document));
        let reached = numbers.max().unwrap_or_default();
        let number = last.as_ref().map(|last| last.number);
        if baseline.document >= reached {
            return Ok(Numbering { baseline, learned, last: number, restarted: false });
        }
        // Its state may lag behind its documents: one that is there still is no new beginning.
        let seen = self.register.look(reached - 1, watch)?;
        let is_kept = |record: &Record| {
            last.as_ref()
                .filter(|last| last.number == record.number)
                .is_none_or(|last| is_same(&last.answer, &record.answer))
        };
        if let Some(newest) = seen.records.iter().map(|record| record.number).max()
            && seen.records.iter().all(is_kept)
        {
            let baseline = Baseline { document: newest, ..seen.baseline };
            return Ok(Numbering { baseline, learned, last: number, restarted: false });
        }
        learned.epoch += 1;
        self.driver.journal().learn(self.driver.device(), &learned)?;
        let device = self.driver.device();
        crate::log::line(format_args!("{device}: the numbering began anew: {} after {reached}", baseline.document));
        Ok(Numbering { baseline, learned, last: None, restarted: true })
    }

    /// Keeps what was learned of the register; without it the next call learns it anew.
    pub(super) fn learn(&self, learned: &Learned) {
        let device = self.driver.device();
        let kept = self.driver.journal().learn(device, learned);
        if let Err(trouble) = kept {
            crate::log::line(format_args!("{device}: learned, not recorded: {trouble}"));
        }
    }

    fn recorded(&self, drive: Option<&str>) -> Result<(Learned, Option<Last>), Trouble> {
        let device = self.driver.device();
        let mut journal = self.driver.journal();
        let learned = journal.learned(device, drive)?;
        let last = journal.last(device, drive, learned.epoch)?;
        Ok((learned, last))
    }

    /// What a person compares a document with that was sent before the numbering began anew: where it stands now, and the
    /// newest documents that may be it.
    pub(super) fn candidates_anew(
        &self,
        then: &Baseline,
        expected: &Expected,
        numbering: &Numbering,
        watch: &Watch,
    ) -> Vec<Value> {
        let now = numbering.baseline.document;
        let restarted = json!({ "lastDocumentNumber": now, "expectedLastDocumentNumber": then.document });
        let seen = self.register.look(now.saturating_sub(MOST_OF_OTHERS), watch);
        let records = seen.map(|seen| seen.records).unwrap_or_default();
        let may_be =
            |record: &Record| record.known.as_ref().is_some_and(|shown| expected.compare(shown) != Likeness::Other);
        std::iter::once(restarted).chain(records.into_iter().filter(may_be).map(candidate)).collect()
    }

    /// What the caller of a new document should know of the register, with the documents of others that equal it: one
    /// made since ours under another journal, or by another program, may be the very sale.
    pub(super) fn noticed(&self, document: &Document, numbering: &Numbering, watch: &Watch) -> Noticed {
        let mut noticed = Noticed { restarted: numbering.restarted, ..Noticed::default() };
        let now = numbering.baseline.document;
        let is_sale = document.expected.kind.is_sale();
        let Some(last) = numbering.last.filter(|last| is_sale && *last < now) else { return noticed };
        // That it cannot be looked at now keeps nobody from selling.
        let Ok(seen) = self.register.look(last.max(now.saturating_sub(MOST_OF_OTHERS)), watch) else { return noticed };
        let drive = numbering.baseline.drive.as_deref();
        let is_equal = |record: &Record| {
            let shown = record.known.as_ref();
            shown.is_some_and(|shown| document.expected.compare_content(shown) == Likeness::Same)
                // Ours by another address of the register.
                && matches!(self.is_taken(record, drive), Ok(false))
        };
        let others = seen.records.into_iter().filter(|record| record.number <= now && is_equal(record));
        noticed.similar = others.map(candidate).collect();
        noticed
    }
}

impl Obstacle {
    /// The error where it stands before a document is sent.
    pub(super) fn before_sending(self) -> Error {
        match self {
            Self::Device(failure) => unsent(failure),
            Self::Journal(trouble) => trouble.into(),
        }
    }

    /// Nothing reached the register: it is switched off, or away.
    pub(super) fn is_away(&self) -> bool {
        matches!(self, Self::Device(Failure::Broken(broken)) if broken.left == Left::Nothing)
    }
}

impl From<Failure> for Obstacle {
    fn from(failure: Failure) -> Self {
        Self::Device(failure)
    }
}

impl From<Trouble> for Obstacle {
    fn from(trouble: Trouble) -> Self {
        Self::Journal(trouble)
    }
}

/// Whether a document on the register is the one of a recorded answer, by its sum and its fiscal sign, else by its time. A
/// document made offline may get another sign later. Where none is told, the number has to do.
pub(super) fn is_same(recorded: &str, shown: &Answer) -> bool {
    let recorded: Value = serde_json::from_str(recorded).unwrap_or_default();
    let of = |name: &str| recorded.get("fiscalParams").and_then(|fiscal| fiscal.get(name)).and_then(Value::as_str);
    let Some(fiscal) = &shown.fiscal else { return true };
    let offline = shown.offline || recorded.pointer("/warnings/offline") == Some(&Value::Bool(true));
    let sign = of("fiscalDocumentSign").filter(|_| !offline).zip(fiscal.sign.as_deref());
    let time = of("fiscalDocumentDateTime").zip(fiscal.date_time.as_deref());
    let sum = recorded.pointer("/fiscalParams/total").and_then(|total| Money::parse(&total.to_string()));
    let other_sum = sum.zip(fiscal.total).is_some_and(|(recorded, shown)| recorded != shown);
    !other_sum && sign.or(time).is_none_or(|(recorded, shown)| recorded == shown)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::task::answer::FiscalParams;

    #[test]
    fn a_document_is_the_recorded_one_by_its_sign_else_by_its_time_else_by_its_number() {
        let shown = |sign: Option<&str>, time: Option<&str>, offline| Answer {
            fiscal: Some(FiscalParams {
                sign: sign.map(ToOwned::to_owned),
                date_time: time.map(ToOwned::to_owned),
                ..FiscalParams::default()
            }),
            offline,
            ..Answer::default()
        };
        let recorded =
            r#"{"fiscalParams": {"total": 5.10, "fiscalDocumentSign": "11", "fiscalDocumentDateTime": "10:00"}}"#;
        let sum = |sum| {
            let shown = shown(Some("11"), Some("10:00"), false);
            let fiscal = shown.fiscal.map(|fiscal| FiscalParams { total: Money::parse(sum), ..fiscal });
            Answer { fiscal, ..shown }
        };
        for (shown, same) in [
            (shown(Some("11"), Some("10:01"), false), true),
            (shown(Some("12"), Some("10:00"), false), false),
            (shown(None, Some("10:00"), false), true),
            (shown(None, Some("10:01"), false), false),
            (shown(Some("12"), Some("10:00"), true), true),
            (shown(None, None, false), true),
            (Answer::default(), true),
            (sum("5.1"), true),
            (sum("5.11"), false),
        ] {
            assert_eq!(is_same(recorded, &shown), same, "{shown:?}");
        }
        assert!(is_same("{}", &shown(Some("11"), None, false)));
    }
}
