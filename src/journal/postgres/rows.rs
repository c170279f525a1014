//! Rows of the server, as text, to values and back.

use super::connection::Row;
use crate::error::Text;
use crate::hex::{bytes, hex};
use crate::journal::row::signed;
use crate::journal::{Cause, Entry, JournalError, State, Undelivered};
use serde_json::{Value, json};

/// The columns of a document, in the order in which `entry` reads them.
pub(super) const DOCUMENT: &str =
    "device, external_id, task, encode(digest, 'hex'), encode(gist, 'hex'), drive, baseline, expected,
    asked, attempt, key, epoch::text, parts, account, untold::text, state, ticket, number::text, outcome, absent::text";

/// The values of a row, from left to right.
pub(super) struct Values(pub std::vec::IntoIter<Option<String>>);

impl Values {
    pub fn maybe(&mut self) -> Option<String> {
        self.0.next().flatten()
    }

    pub fn text(&mut self) -> String {
        self.maybe().unwrap_or_default()
    }

    pub fn number(&mut self) -> u64 {
        self.maybe().and_then(|digits| digits.parse().ok()).unwrap_or_default()
    }

    pub fn flag(&mut self) -> bool {
        self.maybe().as_deref() == Some("true")
    }

    fn digest(&mut self) -> Option<[u8; 32]> {
        bytes(&self.maybe()?)
    }
}

pub(super) fn entry(row: Row) -> Result<Entry, JournalError> {
    let mut values = Values(row.into_iter());
    let damaged = || JournalError(Text::of("запись повреждена", "a record is damaged"), Cause::Broken);
    let mut entry = Entry {
        device: values.text(),
        external_id: values.text(),
        task: values.text(),
        digest: values.digest().ok_or_else(damaged)?,
        gist: values.digest(),
        drive: values.maybe(),
        baseline: values.text(),
        fingerprint: values.text(),
        asked: values.text(),
        attempt: values.text(),
        key: values.maybe(),
        epoch: values.number(),
        parts: values.text(),
        account: values.maybe(),
        undelivered: match values.number() {
            0 => Undelivered::No,
            1 => Undelivered::Yes,
            _ => Undelivered::LeftBehind,
        },
        state: State::Open,
    };
    let (state, ticket, number) = (values.text(), values.maybe(), values.number());
    let outcome = values.text();
    entry.state = match state.as_str() {
        "queued" => State::Queued { ticket },
        "registered" => State::Registered { number, answer: outcome },
        "ambiguous" => State::Ambiguous { error: outcome },
        "notMade" => State::NotMade { error: outcome, absent: values.flag() },
        _ => State::Open,
    };
    Ok(entry)
}

/// A document that was read back, as a row of the statement that records it.
pub(super) fn rebuilt(entry: &Entry) -> Option<Value> {
    let State::Registered { number, answer } = &entry.state else { return None };
    Some(json!({
        "device": entry.device, "external_id": entry.external_id, "digest": hex(&entry.digest), "drive": entry.drive,
        "expected": entry.fingerprint, "number": signed(*number), "outcome": answer, "epoch": signed(entry.epoch),
    }))
}

/// The fiscal drive that an answer names.
pub(super) fn drive_of(answer: &str) -> Option<String> {
    let answer: Value = serde_json::from_str(answer).ok()?;
    Some(answer.get("fiscalParams")?.get("fnNumber")?.as_str()?.to_owned())
}
