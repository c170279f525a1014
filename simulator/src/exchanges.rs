//! The protocol's requests that arrived completely, and what became of each.
//!
//! One list with two readers: a test reads the requests as they came, with their headers (`GET /simulator/requests`); the
//! page is told each change of an exchange, without the secrets of its headers (`page/events.rs`).

use super::clock::unix_ms;
use super::faults::Fault;
use super::http::{Answer, Request};
use serde_json::{Map, Value, json};
use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Instant;

const MOST: usize = 10_000;
/// How much of an answer is kept, in bytes.
const MOST_OF_ANSWER: usize = 64 * 1024;

/// How the answer fared.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Ending {
    /// There is none yet.
    Pending,
    /// It was sent to its last byte.
    Sent,
    /// The connection ended before that.
    Lost,
}

impl Ending {
    fn word(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Sent => "sent",
            Self::Lost => "lost",
        }
    }
}

struct Exchange {
    /// From 1.
    number: u64,
    /// The count of changes when it changed last.
    changed: u64,
    request: Map<String, Value>,
    at_ms: u64,
    began: Instant,
    faults: Vec<String>,
    answer: Option<Value>,
    took_ms: Option<u64>,
    ending: Ending,
}

#[derive(Default)]
struct Kept {
    list: VecDeque<Exchange>,
    numbers: u64,
    changes: u64,
}

/// The last 10 000 of them.
pub(super) struct Exchanges {
    started: Instant,
    kept: Mutex<Kept>,
}

impl Exchanges {
    pub(super) fn new() -> Self {
        Self { started: Instant::now(), kept: Mutex::default() }
    }

    fn locked(&self) -> MutexGuard<'_, Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Remembers a request. Returns its number.
    pub(super) fn begin(&self, request: &Request) -> u64 {
        let mut members = Map::new();
        members.insert("method".to_owned(), request.method.as_str().into());
        members.insert("path".to_owned(), request.path.as_str().into());
        members.insert("body".to_owned(), String::from_utf8_lossy(&request.body).into());
        members.insert("timeMs".to_owned(), millis(self.started).into());
        for name in ["authorization", "token"] {
            if let Some(value) = request.header(name) {
                members.insert(name.to_owned(), value.into());
            }
        }
        let mut kept = self.locked();
        if kept.list.len() >= MOST {
            kept.list.pop_front();
        }
        kept.numbers += 1;
        kept.changes += 1;
        let exchange = Exchange {
            number: kept.numbers,
            changed: kept.changes,
            request: members,
            at_ms: unix_ms(),
            began: Instant::now(),
            faults: Vec::new(),
            answer: None,
            took_ms: None,
            ending: Ending::Pending,
        };
        let number = exchange.number;
        kept.list.push_back(exchange);
        number
    }

    fn change(&self, number: u64, change: impl FnOnce(&mut Exchange)) {
        let mut kept = self.locked();
        let changes = kept.changes + 1;
        // It may have been forgotten meanwhile.
        let Some(exchange) = kept.list.iter_mut().rev().find(|exchange| exchange.number == number) else { return };
        change(exchange);
        exchange.changed = changes;
        kept.changes = changes;
    }

    /// A fault was applied to it.
    pub(super) fn struck(&self, number: u64, fault: &Fault) {
        self.change(number, |exchange| exchange.faults.push(fault.words()));
    }

    /// What the device answers, whether or not it arrives.
    pub(super) fn answered(&self, number: u64, answer: &Answer) {
        let bytes = &answer.body[..answer.body.len().min(MOST_OF_ANSWER)];
        let shown = json!({
            "status": answer.status, "type": answer.content_type, "length": answer.body.len(),
            "body": String::from_utf8_lossy(bytes),
        });
        self.change(number, |exchange| exchange.answer = Some(shown));
    }

    /// The answer was sent to its last byte.
    pub(super) fn sent(&self, number: u64) {
        self.change(number, |exchange| exchange.ending = Ending::Sent);
    }

    /// Nothing more happens to it.
    pub(super) fn end(&self, number: u64) {
        self.change(number, |exchange| {
            exchange.took_ms = Some(millis(exchange.began));
            if exchange.ending == Ending::Pending {
                exchange.ending = Ending::Lost;
            }
        });
    }

    /// The requests alone, as `GET /simulator/requests` returns them.
    pub(super) fn requests(&self) -> Vec<Value> {
        self.locked().list.iter().map(|exchange| exchange.request.clone().into()).collect()
    }

    pub(super) fn forget(&self) {
        self.locked().list.clear();
    }

    /// The count of changes, and at most `most` of the exchanges that changed after the count was `seen`.
    pub(super) fn changed_since(&self, seen: u64, most: usize) -> (u64, Vec<Value>) {
        let kept = self.locked();
        let changed: Vec<&Exchange> = kept.list.iter().filter(|exchange| exchange.changed > seen).collect();
        let newest = &changed[changed.len().saturating_sub(most)..];
        (kept.changes, newest.iter().map(|exchange| exchange.to_json()).collect())
    }
}

impl Exchange {
    fn to_json(&self) -> Value {
        json!({
            "number": self.number, "atMs": self.at_ms, "method": self.request["method"], "path": self.request["path"],
            "body": self.request["body"], "faults": self.faults, "answer": self.answer, "tookMs": self.took_ms,
            "ending": self.ending.word(),
        })
    }
}

fn millis(since: Instant) -> u64 {
    u64::try_from(since.elapsed().as_millis()).unwrap_or(u64::MAX)
}
