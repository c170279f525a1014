//! Whether a document that a register shows is one that the journal has, and how it is shown to a person.

use super::device::Device;
use super::record::parsed;
use crate::backends::fingerprint::Fingerprint;
use crate::backends::{Baseline, Record};
use crate::error::Candidate;
use crate::journal::{Entry, JournalError};
use crate::task::answer::{Answer, FiscalParams};
use serde_json::{Map, Value};

/// Whether a document on the register belongs to an entry of the journal.
pub(super) fn is_taken(device: &Device, record: &Record, drive: Option<&str>) -> Result<bool, JournalError> {
    if planted!(TakenNotLookedAt) {
        return Ok(false);
    }
    // Of a document that the register does not show, the number proves something only since the numbering restarted last.
    let since = if is_shown(&record.answer) { 0 } else { device.journal().learned(device.name(), drive)?.epoch };
    let recorded = device.journal().answers(device.name(), drive, record.number, since)?;
    Ok(recorded.iter().any(|answer| is_same(answer, &record.answer)))
}

/// Whether the register shows of a document more than its number.
pub(super) fn is_shown(answer: &Answer) -> bool {
    let facts = |fiscal: &FiscalParams| fiscal.sign.is_some() || fiscal.date_time.is_some() || fiscal.total.is_some();
    answer.fiscal.as_ref().is_some_and(facts)
}

/// Whether a document on the register is the recorded one: by its sum and fiscal sign, or by its sum and time if there
/// is no sign.
///
/// The number alone proves nothing on a register whose numbering went back. A document made offline may get another
/// sign later, so there the time counts. If neither is known, the number has to do.
pub(super) fn is_same(recorded: &str, shown: &Answer) -> bool {
    let recorded = Answer::read(recorded).unwrap_or_default();
    let (Some(kept), Some(shown_now)) = (&recorded.fiscal, &shown.fiscal) else { return true };
    let offline = shown.offline || recorded.offline;
    let sign = kept.sign.as_ref().filter(|_| !offline).zip(shown_now.sign.as_ref());
    let time = kept.date_time.as_ref().zip(shown_now.date_time.as_ref());
    let other_sum = kept.total.zip(shown_now.total).is_some_and(|(kept, now)| kept != now);
    !other_sum && sign.or(time).is_none_or(|(kept, now)| kept == now)
}

/// Whether the register's document of this number, which looks like that of `entry`, may also be that of one of these other
/// entries: it came after theirs were sent, and `is_like` says that it looks like theirs too.
pub(super) fn is_contested(
    entry: &Entry,
    number: u64,
    others: &[Entry],
    is_like: impl Fn(&Fingerprint) -> bool,
) -> bool {
    let is_other = |other: &&Entry| other.external_id != entry.external_id || other.device != entry.device;
    others.iter().filter(is_other).any(|other| {
        // An entry without a baseline has none in its text: its document may be any.
        let is_past = parsed::<Baseline>(&other.baseline).map_or(true, |baseline| baseline.past() < number);
        is_past && parsed::<Fingerprint>(&other.fingerprint).map_or(true, |fingerprint| is_like(&fingerprint))
    })
}

/// A document on the register as the error's candidate.
pub(super) fn candidate(record: Record) -> Candidate {
    shown(record.number, record.answer)
}

/// A recorded answer as the error's candidate; `number` is the register's own.
pub(super) fn shown(number: u64, answer: Answer) -> Candidate {
    // Where documents are numbered within each shift, `number` combines shift and number. A person sees the latter.
    let number = answer.fiscal.as_ref().and_then(|fiscal| fiscal.document_number).unwrap_or(number);
    let mut shown = if let Value::Object(members) = answer.into_json() { members } else { Map::new() };
    shown.retain(|name, _| !matches!(name.as_str(), "warnings" | "externalId"));
    Candidate::Document { number, shown }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::task::money::Money;

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
