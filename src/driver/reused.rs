//! An `externalId` that is used again: is it the same document, and if not, where does it differ from the recorded one?
//!
//! See docs/en/exactly-once.md#the-same-document.

use super::asking::Asking;
use super::device::Device;
use crate::error::{Difference, Error, ErrorKind, Outcome, Reused};
use crate::hex::hex;
use crate::journal::{Entry, State};
use crate::task::answer::Answer;
use crate::task::meaning::place;
use serde_json::{Map, Value};
use std::collections::BTreeSet;

/// Most differences that an error names.
const MOST: usize = 5;

/// The empty name. Among the parts it holds the digest of the complete JSON, within a part the digest of that part.
const DIGEST: &str = "";

impl Asking {
    /// Whether the entry is of the same document: of the same meaning, or of the same JSON; for a caller without ids also
    /// if only the cashier or the buyer's contact differs. Journals of older versions
    /// know only the JSON, and the same JSON stays the same document when defaults of the configuration change.
    pub(super) fn is_of(&self, entry: &Entry) -> bool {
        entry.task == self.task && (self.is_exactly(entry) || (self.without_id && self.is_alike(entry)))
    }

    /// Whether the entry is of the same document, with the same cashier and the same contact of the buyer.
    pub(super) fn is_exactly(&self, entry: &Entry) -> bool {
        let spelled = || read(&entry.parts).get(DIGEST).and_then(Value::as_str) == Some(&hex(&self.spelled));
        entry.digest == self.digest || entry.digest == self.spelled || spelled()
    }

    /// Whether the entry differs at most in its cashier and in the buyer's contact.
    fn is_alike(&self, entry: &Entry) -> bool {
        self.gist.is_some() && entry.gist == self.gist
    }

    /// The error of a document whose id the entry has for different content.
    pub(super) fn reused(&self, entry: &Entry) -> Error {
        let (outcome, recorded) = match &entry.state {
            State::Registered { answer, .. } => (Outcome::Registered, fiscal_params(answer)),
            State::Open | State::Queued { .. } | State::Ambiguous { .. } => (Outcome::Unknown, None),
            State::NotMade { .. } => (Outcome::NotSent, None),
        };
        let mut error = Error::new(ErrorKind::IdReused, outcome).about(&entry.external_id);
        error.reused = Some(Box::new(Reused { recorded, differences: differences(entry, self) }));
        error
    }

    /// The parts of the document as the journal keeps them: digests salted with `attempt`, and values that are not
    /// personal.
    pub(super) fn parts(&self, attempt: &str) -> String {
        let mut parts = self.meaning.parts(attempt);
        parts.add(DIGEST, hex(&self.spelled));
        // Only texts are in it, which cannot fail.
        serde_json::to_string(&parts).unwrap_or_default()
    }
}

impl Device {
    /// [`Asking::reused`] with the entry as the journal has it now.
    pub(super) fn reused(&self, entry: &Entry, asking: &Asking) -> Error {
        match self.journal().find(&entry.device, &entry.external_id) {
            Ok(Some(now)) => asking.reused(&now),
            Ok(None) | Err(_) => asking.reused(entry),
        }
    }
}

/// `fiscalParams` of a recorded answer.
fn fiscal_params(answer: &str) -> Option<Value> {
    Answer::read(answer).ok()?.fiscal_to_json().filter(|fiscal| !fiscal.is_null())
}

fn read(parts: &str) -> Map<String, Value> {
    serde_json::from_str(parts).unwrap_or_default()
}

/// The first places in which the document differs from the entry; none if an older journal recorded no parts.
fn differences(entry: &Entry, asking: &Asking) -> Vec<Difference> {
    let plain = |word: &str| Some(Value::from(word));
    if entry.task != asking.task {
        return vec![Difference { path: "type".into(), was: plain(&entry.task), is: plain(&asking.task) }];
    }
    let (was, is) = (read(&entry.parts), asking.meaning.parts(&entry.attempt).to_map());
    if was.is_empty() {
        return Vec::new();
    }
    let mut parts: Vec<&String> = was.keys().chain(is.keys()).collect::<BTreeSet<_>>().into_iter().collect();
    parts.retain(|part| *part != DIGEST && was.get(*part) != is.get(*part));
    parts.sort_by_key(|part| place(part));
    if let Some(difference) = other_payment_type(was.get("payments"), is.get("payments")) {
        let others = parts.into_iter().filter(|part| *part != "payments");
        let others = others.flat_map(|part| within(part, was.get(part), is.get(part)));
        return std::iter::once(difference).chain(others).take(MOST).collect();
    }
    parts.into_iter().flat_map(|part| within(part, was.get(part), is.get(part))).take(MOST).collect()
}

/// The difference if both documents have one payment of the same sum, of another type. The meaning of payments is their
/// sum by type, and its places would name two types where the caller has one field.
fn other_payment_type(was: Option<&Value>, is: Option<&Value>) -> Option<Difference> {
    let only = |part: Option<&Value>| {
        let Value::Object(types) = part? else { return None };
        let mut types = types.iter().filter(|(kind, _)| *kind != DIGEST);
        let (kind, sum) = types.next()?;
        types.next().is_none().then(|| (kind.clone(), sum.clone()))
    };
    let ((was, sum), (is, same)) = (only(was)?, only(is)?);
    let (was, is) = (Value::from(was), Value::from(is));
    let path = "payments[0].type".to_owned();
    (was != is && sum == same).then_some(Difference { path, was: Some(was), is: Some(is) })
}

/// The places within a part that differ, or the part itself if nothing within it may be shown.
fn within(part: &str, was: Option<&Value>, is: Option<&Value>) -> Vec<Difference> {
    let (Some(Value::Object(before)), Some(Value::Object(now))) = (was, is) else {
        return vec![Difference { path: part.to_owned(), was: shown(was), is: shown(is) }];
    };
    let leaves = before.keys().chain(now.keys()).collect::<BTreeSet<_>>();
    // Of a large document the journal keeps only digests.
    let has_values = before.len() > 1 && now.len() > 1;
    let differ = |leaf: &&String| has_values && *leaf != DIGEST && before.get(*leaf) != now.get(*leaf);
    let of = |leaf: &String| Some(before.get(leaf).cloned().unwrap_or_default());
    let to = |leaf: &String| Some(now.get(leaf).cloned().unwrap_or_default());
    let found: Vec<Difference> = leaves
        .into_iter()
        .filter(differ)
        .map(|leaf| Difference { path: format!("{part}.{leaf}"), was: of(leaf), is: to(leaf) })
        .collect();
    if found.is_empty() { vec![Difference { path: part.to_owned(), was: None, is: None }] } else { found }
}

/// A part as an error may show it: its value, the name of a line, `null` if there is none. `None` if it must not be
/// shown.
fn shown(part: Option<&Value>) -> Option<Value> {
    match part {
        None => Some(Value::Null),
        Some(Value::Object(leaves)) => leaves.get("name").cloned(),
        Some(value) => Some(value.clone()),
    }
}

#[cfg(test)]
#[path = "reused_tests.rs"]
mod tests;
