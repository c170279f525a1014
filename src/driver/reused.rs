//! An id that is asked for again: is it the same document, and if not, where does it differ from the one of this id?

use super::asking::Asking;
use super::device::Device;
use crate::error::{Difference, Error, ErrorKind, Outcome, Reused};
use crate::journal::{Entry, State};
use crate::task::answer::Answer;
use crate::task::meaning::{hex, place};
use serde_json::{Map, Value};
use std::collections::BTreeSet;

/// Most places that are named.
const MOST: usize = 5;

/// The member of the parts that holds the digest of the JSON itself, and the digest within each part.
const WHOLE: &str = "";

impl Asking {
    /// Whether the entry is of this very document: of the same meaning, or of the same JSON, which is all that an older
    /// journal knows and what stays when the defaults of the configuration change.
    pub(super) fn is_of(&self, entry: &Entry) -> bool {
        let spelled = || read(&entry.parts).get(WHOLE).and_then(Value::as_str) == Some(&hex(&self.spelled));
        entry.task == self.task && (entry.digest == self.digest || entry.digest == self.spelled || spelled())
    }

    /// The error of a document under the id of another one.
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

    /// What the journal keeps of the parts of the document, for a try at it.
    pub(super) fn parts(&self, attempt: &str) -> String {
        let mut parts = self.meaning.parts(attempt);
        parts.insert(WHOLE.to_owned(), hex(&self.spelled).into());
        Value::Object(parts).to_string()
    }
}

impl Device {
    /// The same as the journal has the entry now.
    pub(super) fn reused(&self, entry: &Entry, asking: &Asking) -> Error {
        match self.journal().find(&entry.device, &entry.external_id) {
            Ok(Some(now)) => asking.reused(&now),
            Ok(None) | Err(_) => asking.reused(entry),
        }
    }
}

/// What the recorded answer says of the document.
fn fiscal_params(answer: &str) -> Option<Value> {
    Answer::read(answer).ok()?.fiscal_to_json().filter(|fiscal| !fiscal.is_null())
}

fn read(parts: &str) -> Map<String, Value> {
    serde_json::from_str(parts).unwrap_or_default()
}

/// The first places in which the document differs from the one of the entry; none where an older journal kept no parts.
fn differences(entry: &Entry, asking: &Asking) -> Vec<Difference> {
    let plain = |word: &str| Some(Value::from(word));
    if entry.task != asking.task {
        return vec![Difference { path: "type".into(), was: plain(&entry.task), is: plain(&asking.task) }];
    }
    let (was, is) = (read(&entry.parts), asking.meaning.parts(&entry.attempt));
    if was.is_empty() {
        return Vec::new();
    }
    let mut parts: Vec<&String> = was.keys().chain(is.keys()).collect::<BTreeSet<_>>().into_iter().collect();
    parts.retain(|part| *part != WHOLE && was.get(*part) != is.get(*part));
    parts.sort_by_key(|part| place(part));
    parts.into_iter().flat_map(|part| within(part, was.get(part), is.get(part))).take(MOST).collect()
}

/// The places within a part that differ, or the part itself where nothing of it may be shown.
fn within(part: &str, was: Option<&Value>, is: Option<&Value>) -> Vec<Difference> {
    let (Some(Value::Object(before)), Some(Value::Object(now))) = (was, is) else {
        return vec![Difference { path: part.to_owned(), was: shown(was), is: shown(is) }];
    };
    let leaves = before.keys().chain(now.keys()).collect::<BTreeSet<_>>();
    // Of a large document there may be digests alone.
    let told = before.len() > 1 && now.len() > 1;
    let differ = |leaf: &&String| told && *leaf != WHOLE && before.get(*leaf) != now.get(*leaf);
    let of = |leaf: &String| Some(before.get(leaf).cloned().unwrap_or_default());
    let to = |leaf: &String| Some(now.get(leaf).cloned().unwrap_or_default());
    let found: Vec<Difference> = leaves
        .into_iter()
        .filter(differ)
        .map(|leaf| Difference { path: format!("{part}.{leaf}"), was: of(leaf), is: to(leaf) })
        .collect();
    if found.is_empty() { vec![Difference { path: part.to_owned(), was: None, is: None }] } else { found }
}

/// A part as an error may show it: its value, the name of a line, `null` for none, or nothing.
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
