//! Following a document that stands in a queue, until it is made or refused.

use super::super::failure::cause_of;
use super::super::pauses::Pauses;
use super::super::record::{parsed, resolved};
use super::engine::QueueEngine;
use super::seen::{Seen, seen};
use crate::backends::fingerprint::Fingerprint;
use crate::error::{Error, ErrorKind, Outcome, Result};
use crate::journal::Entry;
use crate::task::answer::Answer;
use crate::transport::Stage;
use std::time::{Duration, Instant};

/// Longest pause between looks into the journal, which cost next to nothing.
const GLANCE: Duration = Duration::from_millis(100);

/// What is told where the server had the document and knows its key no more: that proves nothing of the document.
pub(in super::super) const FORGOTTEN: &str = "the server does not know the key of the document";

/// What one question about a document brings.
pub(in super::super) enum Told {
    /// The server shows it.
    Shown(Seen),
    /// The server knows its key no more.
    Forgotten,
    /// The server could not be asked, or says something else: this.
    Silent(String),
}

/// How a pause between two questions ended.
enum Waited {
    /// It is over.
    Whole,
    /// The deadline passed, or the host stopped the call.
    Ended,
    /// The result has come to the journal.
    Over(Box<Result<Answer>>),
}

impl QueueEngine<'_> {
    /// Asks until the document's turn is over or the deadline passes. Neither the device nor a turn at it is needed: what
    /// several find out is the same.
    pub(super) fn follow(&self, entry: &Entry, wait: bool, mut journal_error: Option<String>) -> Result<Answer> {
        let pending = |journal_error| Err(Error::new(ErrorKind::Pending(journal_error), Outcome::Unknown));
        if !wait {
            return pending(journal_error);
        }
        let mut pauses = Pauses::of_queue();
        loop {
            match self.pause(entry, pauses.take()).map_err(Error::unresolved)? {
                Waited::Whole => {}
                Waited::Ended => return pending(journal_error),
                Waited::Over(answer) => {
                    self.context.tell(Stage::Done);
                    return *answer;
                }
            }
            match self.look(entry)? {
                Told::Shown(Seen::Over(fate)) => return self.conclude(entry, fate),
                Told::Shown(Seen::Standing(stage)) => {
                    self.context.tell(stage);
                    journal_error = None;
                }
                Told::Forgotten => journal_error = Some(FORGOTTEN.to_owned()),
                // A question that the deadline cut off changes nothing of what was known.
                Told::Silent(_) if self.context.is_over() => {}
                Told::Silent(cause) => journal_error = Some(cause),
            }
        }
    }

    /// Waits before the next question. A call-back, or another call, may bring the result to the journal meanwhile.
    fn pause(&self, entry: &Entry, pause: Duration) -> Result<Waited> {
        let ends = Instant::now() + pause;
        loop {
            let left = ends.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return Ok(Waited::Whole);
            }
            if !self.context.pause(left.min(GLANCE)) {
                return Ok(Waited::Ended);
            }
            let now = self.device.entry(&entry.external_id)?;
            if let Some(answer) = resolved(&now).filter(|_| now.key == entry.key) {
                return Ok(Waited::Over(Box::new(answer)));
            }
        }
    }

    /// What is known of a document, with one question to the server where the journal cannot tell.
    pub(super) fn look_once(&self, entry: &Entry) -> Result<Answer> {
        if let Some(answer) = resolved(entry) {
            return answer;
        }
        match self.look(entry)? {
            Told::Shown(Seen::Over(fate)) => self.conclude(entry, fate),
            Told::Shown(Seen::Standing(stage)) => {
                self.context.tell(stage);
                self.follow(entry, false, None)
            }
            Told::Forgotten => self.follow(entry, false, Some(FORGOTTEN.to_owned())),
            Told::Silent(cause) => self.follow(entry, false, Some(cause)),
        }
    }

    /// One question about a document that the server has. An entry that cannot be read is the journal's failure.
    pub(in super::super) fn look(&self, entry: &Entry) -> Result<Told> {
        let fingerprint = parsed::<Fingerprint>(&entry.fingerprint)?;
        Ok(match self.queue.ask(entry.key.as_deref().unwrap_or_default(), self.context) {
            Ok(Some(ticket)) => Told::Shown(seen(ticket, &fingerprint, false)),
            Ok(None) => Told::Forgotten,
            Err(failure) => Told::Silent(cause_of(failure)),
        })
    }
}
