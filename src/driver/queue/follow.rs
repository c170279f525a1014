//! Following a queued document until it is made or refused.

use super::super::failure::cause_of;
use super::super::fate::{Fate, recorded_candidates};
use super::super::pauses::Pauses;
use super::super::record::{parsed, resolved};
use super::engine::QueueEngine;
use super::seen::{Seen, blocked, withdrawn};
use crate::backends::fingerprint::Fingerprint;
use crate::backends::{Failure, Ticket};
use crate::clock;
use crate::error::{Error, ErrorKind, Outcome, Result, Text};
use crate::journal::{Entry, State};
use crate::task::answer::Answer;
use crate::transport::{CallContext, Stage};
use std::sync::atomic::AtomicU64;
use std::time::Duration;

/// Longest pause between two reads of the journal, which cost almost nothing.
const GLANCE: Duration = Duration::from_millis(100);

/// How long taking back a document may take beyond the call's own time.
const TAKING_BACK: Duration = Duration::from_secs(2);

/// The cause that is reported if the server had the document and no longer knows its key. That alone proves nothing about
/// the document.
pub(in super::super) const KEY_UNKNOWN: Text =
    Text::of("сервер не знает ключа этого документа", "the server does not know the key of the document");

/// The result of asking the server for the key of a document.
pub(in super::super) enum KeyLookup {
    /// The server knows it; this is what it shows.
    Shown(Seen),
    /// The server does not know it, or no longer, and nothing else is known of the document.
    UnknownKey,
    /// The server could not be asked or gave no usable answer; the cause.
    NoAnswer(Text),
}

/// How a pause between two questions ended.
enum Waited {
    /// It has passed.
    Elapsed,
    /// The deadline passed, or the host cancelled the call.
    CallEnded,
    /// Another call or a callback has recorded the result.
    Resolved(Box<Result<Answer>>),
}

impl QueueEngine<'_> {
    /// Asks until the document is made or refused, or the deadline passes.
    ///
    /// This needs no lock: of several callers that follow one document, the first that finds something out records it, and
    /// the others answer by that.
    pub(super) fn follow(&self, entry: &Entry, wait: bool, mut cause: Option<Text>) -> Result<Answer> {
        let pending = |cause| Err(Error::new(ErrorKind::Pending(cause), Outcome::Unknown));
        if !wait {
            return pending(cause);
        }
        let mut stopped = None;
        let mut pauses = Pauses::of_queue();
        loop {
            match self.pause(entry, pauses.take()).map_err(Error::unresolved)? {
                Waited::Elapsed => {}
                Waited::CallEnded => {
                    let withdrawn = self.withdraw(entry)?;
                    return match (withdrawn, stopped) {
                        (Some(answer), _) => answer,
                        (None, Some(why)) => Err(blocked(why)),
                        (None, None) => pending(cause),
                    };
                }
                Waited::Resolved(answer) => {
                    self.context.tell(Stage::Done);
                    return *answer;
                }
            }
            match self.look(entry)? {
                KeyLookup::Shown(Seen::Finished(fate)) => return self.conclude(entry, fate),
                KeyLookup::Shown(Seen::InQueue(stage)) => {
                    self.context.tell(stage);
                    (cause, stopped) = (None, None);
                }
                KeyLookup::Shown(Seen::Blocked(why)) => stopped = Some(why),
                KeyLookup::UnknownKey => cause = Some(KEY_UNKNOWN),
                // The deadline interrupted this question, so it says nothing about the server.
                KeyLookup::NoAnswer(_) if self.context.is_over() => {}
                KeyLookup::NoAnswer(why) => cause = Some(why),
            }
        }
    }

    /// Takes back a document that still waits when the call ends, where the server can do that: its caller then knows that
    /// it was not made. The answer if that is known now.
    fn withdraw(&self, entry: &Entry) -> Result<Option<Result<Answer>>> {
        // The call's own time is over; this is one short request.
        let stops = AtomicU64::new(0);
        let context = CallContext::new(TAKING_BACK, &stops, &|_| ());
        let key = entry.key.as_deref().unwrap_or_default();
        if !matches!(self.queue.withdraw(key, &context), Ok(true)) {
            return Ok(None);
        }
        let now = self.device.now(entry).map_err(Error::unresolved)?;
        if now.key != entry.key || resolved(&now).is_some() {
            return Ok(resolved(&now));
        }
        Ok(Some(self.conclude(entry, Fate::NotMade(Box::new(withdrawn())))))
    }

    /// Waits before the next question, and watches the journal meanwhile: a callback or another call may record the
    /// result.
    fn pause(&self, entry: &Entry, pause: Duration) -> Result<Waited> {
        let ends = clock::now() + pause;
        loop {
            let left = ends.saturating_duration_since(clock::now());
            if left.is_zero() {
                return Ok(Waited::Elapsed);
            }
            if !self.context.pause(left.min(GLANCE)) {
                return Ok(Waited::CallEnded);
            }
            let now = self.device.now(entry)?;
            if let Some(answer) = resolved(&now).filter(|_| now.key == entry.key) {
                return Ok(Waited::Resolved(Box::new(answer)));
            }
        }
    }

    /// What is known of a document: from the journal, or else from one question to the server.
    pub(super) fn look_once(&self, entry: &Entry) -> Result<Answer> {
        if let Some(answer) = resolved(entry) {
            return answer;
        }
        match self.look(entry)? {
            KeyLookup::Shown(Seen::Finished(fate)) => self.conclude(entry, fate),
            KeyLookup::Shown(Seen::InQueue(stage)) => {
                self.context.tell(stage);
                self.follow(entry, false, None)
            }
            KeyLookup::Shown(Seen::Blocked(why)) => Err(blocked(why)),
            KeyLookup::UnknownKey if matches!(entry.state, State::Ambiguous { .. }) => {
                let mut error = Error::new(ErrorKind::Lost(KEY_UNKNOWN), Outcome::Unknown);
                error.candidates = recorded_candidates(entry);
                Err(error.about(&entry.external_id))
            }
            KeyLookup::UnknownKey => self.follow(entry, false, Some(KEY_UNKNOWN)),
            KeyLookup::NoAnswer(cause) => self.follow(entry, false, Some(cause)),
        }
    }

    /// What the server shows of an entry.
    pub(super) fn ask(&self, entry: &Entry) -> std::result::Result<Option<Ticket>, Failure> {
        let ticket = match &entry.state {
            State::Queued { ticket } => ticket.as_deref(),
            _ => None,
        };
        self.queue.ask(entry.key.as_deref().unwrap_or_default(), ticket, self.context)
    }

    /// Asks the server once for a document. Fails only if the entry in the journal cannot be read.
    pub(in super::super) fn look(&self, entry: &Entry) -> Result<KeyLookup> {
        let fingerprint = parsed::<Fingerprint>(&entry.fingerprint)?;
        Ok(match self.ask(entry) {
            Ok(Some(ticket)) => {
                let seen = self.weighed(entry, &fingerprint, ticket, false);
                if !matches!(seen, Seen::Finished(_)) {
                    // A key that is known again is not one that was forgotten.
                    self.device.idle.forget_of(entry);
                }
                KeyLookup::Shown(seen)
            }
            Ok(None) => match self.without_key(entry, &fingerprint) {
                Some(fate) => KeyLookup::Shown(Seen::Finished(fate)),
                None => KeyLookup::UnknownKey,
            },
            Err(failure) => {
                self.device.idle.forget_of(entry);
                KeyLookup::NoAnswer(cause_of(failure))
            }
        })
    }
}
