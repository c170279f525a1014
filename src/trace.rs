//! Spans: each call on a device, with its stages, for a host that traces. Without secrets and without the content of documents.
//!
//! A call runs on one thread from its beginning to its end, so what is inside it is told to the thread.

use crate::clock;
use std::cell::RefCell;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::{Duration, Instant};

/// A call that has ended, or a stage of one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Span {
    /// The task (`sell`), `recover`, `validate sell`, `call` and the method; or the stage (`sending`).
    pub name: String,
    /// When it began, in Unix microseconds by this machine's clock.
    pub start: i64,
    /// How long it took.
    pub took: Duration,
    /// Its stages, in their order: each lasts until the next one begins, or until the call ends.
    pub stages: Vec<Self>,
    /// What is said of a call; `None` for a stage.
    pub about: Option<About>,
}

/// What is said of a call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct About {
    /// The device's name.
    pub device: String,
    /// The document's `externalId`.
    pub id: Option<String>,
    /// Whether the document exists: `registered`, `notSent`, `rejected`, `unknown`; `None` for a call that made none.
    pub outcome: Option<&'static str>,
    /// The name of its status: `ok`, `noLink`.
    pub status: &'static str,
    /// The document's number.
    pub number: Option<u64>,
}

/// Receives each call when it has ended, on its thread.
pub type Sink = Arc<dyn Fn(&Span) + Send + Sync>;

static SINK: RwLock<Option<Sink>> = RwLock::new(None);

/// The stages that a call has come to.
type Reached = Vec<(&'static str, Instant)>;

thread_local! {
    /// The calls that run on this thread, the innermost last: a function of the host may call another device.
    static CALLS: RefCell<Vec<Reached>> = const { RefCell::new(Vec::new()) };
}

/// Gives each call to `sink` from now on; `None` ends that.
pub fn set(sink: Option<Sink>) {
    *SINK.write().unwrap_or_else(PoisonError::into_inner) = sink;
}

/// A call that has come to a stage.
pub fn stage(name: &'static str) {
    // Thread-locals may already be destroyed while a thread exits.
    let _kept = CALLS.try_with(|calls| {
        if let Some(reached) = calls.borrow_mut().last_mut()
            // A file that is downloaded is at the same stage all the while.
            && reached.last().is_none_or(|(last, _)| *last != name)
        {
            reached.push((name, clock::now()));
        }
    });
}

/// A running call. Nothing is kept of it if no host traces.
pub struct Running {
    sink: Sink,
    begun: Instant,
    start: i64,
}

impl Running {
    /// A call begins; `None` if no host traces.
    pub fn begin() -> Option<Self> {
        let sink = SINK.read().unwrap_or_else(PoisonError::into_inner).clone()?;
        let start = i64::try_from(clock::utc().unix_timestamp_nanos() / 1_000).unwrap_or_default();
        CALLS.try_with(|calls| calls.borrow_mut().push(Reached::new())).ok()?;
        Some(Self { sink, begun: clock::now(), start })
    }

    /// It has ended.
    pub fn end(self, name: &str, about: About) {
        let ended = clock::now();
        let reached = CALLS.try_with(|calls| calls.borrow_mut().last_mut().map(std::mem::take)).ok().flatten();
        let reached = reached.unwrap_or_default();
        let ends = reached.iter().skip(1).map(|(_, at)| *at).chain([ended]);
        let stages = reached.iter().zip(ends).map(|((name, at), end)| Span {
            name: (*name).to_owned(),
            start: self.start + i64::try_from(at.duration_since(self.begun).as_micros()).unwrap_or_default(),
            took: end.duration_since(*at),
            stages: Vec::new(),
            about: None,
        });
        let took = ended.duration_since(self.begun);
        let span =
            Span { name: name.to_owned(), start: self.start, took, stages: stages.collect(), about: Some(about) };
        (self.sink)(&span);
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _kept = CALLS.try_with(|calls| calls.borrow_mut().pop());
    }
}
