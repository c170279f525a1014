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
            match self.pause(entry, pause, watch) {
                Ok(true) => {}
                Ok(false) => return pending(trouble),
                Err(answer) => {
                    watch.tell(Stage::Done);
                    return answer;
                }
            }
            match self.look(entry, watch) {
                Ok(Some(Seen::Over(fate))) => return self.conclude(entry, fate, watch),
                Ok(Some(Seen::Standing(stage))) => {
                    watch.tell(stage);
                    trouble = None;
                }
                Ok(None) => {}
                Err(cause) => trouble = Some(cause),
            }
            pause = (pause * 3 / 2).min(LONGEST_PAUSE);
        }
    }

    /// Waits before the next question; `false` if the call is over. A call-back, or another call, may bring the result to
    /// the journal meanwhile: then that is the error.
    fn pause(&self, entry: &Entry, pause: Duration, watch: &Watch) -> std::result::Result<bool, Result<Value>> {
        let ends = Instant::now() + pause;
        loop {
            let left = ends.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return Ok(true);
            }
            if !watch.pause(left.min(GLANCE)) {
                return Ok(false);
            }
            let now = self.driver.entry(&entry.external_id).map_err(|error| Err(error.in_doubt()))?;
            if let Some(answer) = settled(&now).filter(|_| now.key == entry.key) {
                return Err(answer);
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
            Ok(seen) => {
                if let Some(Seen::Standing(stage)) = seen {
                    watch.tell(stage);
                }
                self.follow(entry, false, None, watch)
            }
            Err(cause) => self.follow(entry, false, Some(cause), watch),
        }
    }

    /// One question about a document that the server has; the error is what the server said instead.
    fn look(&self, entry: &Entry, watch: &Watch) -> std::result::Result<Option<Seen>, String> {
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
