//! Following a document that stands in a queue, until it is made or refused.

use super::queue::{FIRST_PAUSE, LONGEST_PAUSE, Line, Seen, seen};
use super::settle::{parsed, settled};
use crate::backends::Failure;
use crate::backends::known::Expected;
use crate::error::{Error, Outcome, Result, What};
use crate::journal::Entry;
use crate::transport::{Stage, Watch};
use serde_json::Value;
use std::time::{Duration, Instant};

/// Longest pause between looks into the journal, which cost next to nothing.
const GLANCE: Duration = Duration::from_millis(100);

/// What is told where the server had the document and knows its key no more: that proves nothing of the document.
pub(super) const FORGOTTEN: &str = "the server does not know its key";

/// How a pause between two questions ended.
enum Waited {
    /// It is over.
    Whole,
    /// The deadline passed, or the host stopped the call.
    Ended,
    /// The result has come to the journal.
    Told(Box<Result<Value>>),
}

impl Line<'_> {
    /// Asks until the document's turn is over or the deadline passes. Neither the device nor a turn at it is needed: what
    /// several find out is the same.
    pub(super) fn follow(
        &self,
        entry: &Entry,
        wait: bool,
        mut trouble: Option<String>,
        watch: &Watch,
    ) -> Result<Value> {
        let pending = |trouble| Err(Error::new(What::Pending(trouble), Outcome::Unknown));
        if !wait {
            return pending(trouble);
        }
        let mut pause = FIRST_PAUSE;
        loop {
            match self.pause(entry, pause, watch).map_err(Error::in_doubt)? {
                Waited::Whole => {}
                Waited::Ended => return pending(trouble),
                Waited::Told(answer) => {
                    watch.tell(Stage::Done);
                    return *answer;
                }
            }
            match self.look(entry, watch) {
                Ok(Some(Seen::Over(fate))) => return self.conclude(entry, fate, watch),
                Ok(Some(Seen::Standing(stage))) => {
                    watch.tell(stage);
                    trouble = None;
                }
                Ok(None) => trouble = Some(FORGOTTEN.to_owned()),
                // A question that the deadline cut off changes nothing of what was known.
                Err(_) if watch.is_over() => {}
                Err(cause) => trouble = Some(cause),
            }
            pause = (pause * 3 / 2).min(LONGEST_PAUSE);
        }
    }

    /// Waits before the next question. A call-back, or another call, may bring the result to the journal meanwhile.
    fn pause(&self, entry: &Entry, pause: Duration, watch: &Watch) -> Result<Waited> {
        let ends = Instant::now() + pause;
        loop {
            let left = ends.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return Ok(Waited::Whole);
            }
            if !watch.pause(left.min(GLANCE)) {
                return Ok(Waited::Ended);
            }
            let now = self.driver.entry(&entry.external_id)?;
            if let Some(answer) = settled(&now).filter(|_| now.key == entry.key) {
                return Ok(Waited::Told(Box::new(answer)));
            }
        }
    }

    /// What is known of a document, with one question to the server where the journal cannot tell.
    pub(super) fn look_once(&self, entry: &Entry, watch: &Watch) -> Result<Value> {
        if let Some(answer) = settled(entry) {
            return answer;
        }
        match self.look(entry, watch) {
            Ok(Some(Seen::Over(fate))) => self.conclude(entry, fate, watch),
            Ok(Some(Seen::Standing(stage))) => {
                watch.tell(stage);
                self.follow(entry, false, None, watch)
            }
            Ok(None) => self.follow(entry, false, Some(FORGOTTEN.to_owned()), watch),
            Err(cause) => self.follow(entry, false, Some(cause), watch),
        }
    }

    /// One question about a document that the server has; the error is what the server said instead.
    pub(super) fn look(&self, entry: &Entry, watch: &Watch) -> std::result::Result<Option<Seen>, String> {
        let expected = parsed::<Expected>(&entry.expected).map_err(|error| error.message().en.into_owned())?;
        match self.queue.ask(entry.key.as_deref().unwrap_or_default(), watch) {
            Ok(ticket) => Ok(ticket.map(|ticket| seen(ticket, &expected, false))),
            Err(failure) => Err(match failure {
                Failure::Broken(broken) => broken.cause,
                Failure::Refused(refused) => refused.said.text.unwrap_or_default(),
                Failure::Unreadable(cause, _) => cause,
                Failure::Here(fault) => fault.problem.message().en.into_owned(),
            }),
        }
    }
}
