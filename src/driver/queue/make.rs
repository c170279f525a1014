//! Putting a document into the queue exactly once: looked for under its key, intended, put in, recorded.

use super::super::asking::{Asking, Intent, new_id};
use super::super::failure::{Phase, Unmade, error_of};
use super::super::fate::{Fate, Patience};
use super::super::record::parsed;
use super::engine::QueueEngine;
use super::key;
use super::seen::{Seen, absent, is_absent, no, seen, taken, verdict};
use crate::backends::fingerprint::{Fingerprint, Match};
use crate::backends::{Document, Failure, QueueStatus, Refused, Ticket};
use crate::error::{Error, ErrorKind, Outcome, Result};
use crate::journal::{Entry, State};
use crate::task::answer::Answer;
use crate::transport::Stage;

/// Where a document may be put in.
enum Place {
    /// Under this key, which the server does not know yet.
    Free(String),
    /// It is there already, under this key.
    Taken(String, Box<Ticket>),
}

/// Most keys of one document, each of a try that came to nothing.
const MOST_KEYS: usize = 64;

impl QueueEngine<'_> {
    /// Makes the document, or tells what became of it when it was asked for before.
    pub(in super::super) fn make(&self, asking: &Asking, document: &Document, id: &str) -> Result<Answer> {
        let earlier = self.earlier(asking, id)?;
        let unresolved = earlier.as_ref().is_some_and(|entry| entry.state == State::Open);
        if let Some(entry) = earlier.filter(|_| !unresolved) {
            return self.answer(&entry, asking.wait);
        }
        let as_unresolved = |error: Error| if unresolved { error.unresolved() } else { error };
        let (entry, is_new) = {
            let _held = self.device.hold(self.context).map_err(as_unresolved)?;
            self.resolve_open(id).map_err(as_unresolved)?;
            match self.earlier(asking, id)? {
                Some(entry) => (entry, false),
                None => match self.send(asking, document, id)? {
                    (entry, Seen::Over(fate)) => return self.conclude(&entry, fate),
                    (entry, Seen::Standing(stage)) => {
                        self.context.tell(stage);
                        (entry, true)
                    }
                },
            }
        };
        // The device is free while the document is waited for.
        if is_new { self.follow(&entry, asking.wait, None) } else { self.answer(&entry, asking.wait) }
    }

    /// Finds out what became of a document.
    pub(in super::super) fn find_out(&self, id: &str) -> Result<Answer> {
        let mut entry = self.device.entry(id)?;
        if entry.state == State::Open {
            let _held = self.device.hold(self.context)?;
            let open = self.resolve_open(id);
            entry = self.device.entry(id)?;
            if entry.state == State::Open {
                // Perhaps it is another one that cannot be resolved.
                open?;
            }
        }
        if is_absent(&entry) { self.look_late(&entry) } else { self.look_once(&entry) }
    }

    /// What is known of a document that was not there when it was looked for: absence cannot be known, presence can.
    fn look_late(&self, entry: &Entry) -> Result<Answer> {
        let key = entry.key.as_deref().unwrap_or_default();
        let Some(ticket) = self.queue.ask(key, self.context).map_err(|failure| error_of(failure, Phase::Resolving))?
        else {
            return self.look_once(entry);
        };
        let fingerprint = parsed::<Fingerprint>(&entry.fingerprint)?;
        if verdict(&ticket, &fingerprint) == Match::Other {
            return Err(Error { outcome: Outcome::Rejected, ..taken(ticket) });
        }
        let _held = self.device.hold(self.context).map_err(Error::unresolved)?;
        let now = self.device.entry(&entry.external_id)?;
        if now.attempt != entry.attempt || !is_absent(&now) {
            return self.look_once(&now);
        }
        let entry = self.revive(now, &ticket)?;
        match seen(ticket, &fingerprint, true) {
            Seen::Over(fate) => self.conclude(&entry, fate),
            Seen::Standing(stage) => {
                self.context.tell(stage);
                self.follow(&entry, false, None)
            }
        }
    }

    /// The entry of a document that came in after it was taken for absent.
    fn revive(&self, entry: Entry, ticket: &Ticket) -> Result<Entry> {
        let entry = Entry { attempt: new_id()?, state: State::Open, ..entry };
        self.device.intend_found(&entry)?;
        self.kept(entry, ticket)
    }

    /// The document as it was asked for before; `None` if it may be sent.
    fn earlier(&self, asking: &Asking, id: &str) -> Result<Option<Entry>> {
        let Some(entry) = self.device.earlier(id)? else { return Ok(None) };
        match &entry.state {
            State::NotMade { .. } => Ok(None),
            _ if !asking.is_of(&entry) => Err(asking.reused(&entry)),
            _ => Ok(Some(entry)),
        }
    }

    /// The answer to a document that was asked for before.
    fn answer(&self, entry: &Entry, wait: bool) -> Result<Answer> {
        match &entry.state {
            State::Queued { .. } if wait => self.follow(entry, true, None),
            _ => self.look_once(entry),
        }
    }

    /// Puts a new document in, and once more where it proved absent, as often as the configuration lets.
    fn send(&self, asking: &Asking, document: &Document, id: &str) -> Result<(Entry, Seen)> {
        let mut put = self.put(asking, document, id)?;
        for _ in 0..self.device.resend {
            match &put {
                (entry, Seen::Over(Fate::NotMade(error)))
                    if matches!(error.kind, ErrorKind::NotMade) && !self.context.is_over() =>
                {
                    self.note(entry, Fate::NotMade(Box::new(absent())));
                }
                _ => return Ok(put),
            }
            put = match self.put(asking, document, id) {
                // What kept it from going out again changes nothing: it was not made.
                Err(again) if again.outcome == Outcome::NotSent => return Err(absent()),
                put => put?,
            };
        }
        Ok(put)
    }

    /// Puts a new document in; gives its entry and what the server says of it.
    fn put(&self, asking: &Asking, document: &Document, id: &str) -> Result<(Entry, Seen)> {
        self.context.tell(Stage::Looking);
        let earlier = self.device.journal().find(self.device.name(), id)?;
        let late = earlier.as_ref().map_or(Ok(None), |earlier| self.after_absence(earlier, asking, document))?;
        let place = match late {
            Some(place) => place,
            None => self.place(document, id, earlier.and_then(|entry| entry.key))?,
        };
        if self.context.is_stopped() {
            return Err(Error::before(ErrorKind::Cancelled));
        }
        let (key, there) = match place {
            Place::Free(key) => (key, None),
            Place::Taken(key, ticket) => (key, Some(ticket)),
        };
        let entry = self.device.intend(asking, document, id, Intent { key: Some(key), ..Intent::default() })?;
        if let Some(ticket) = there {
            // Put in by a program with another journal, or before this one was lost.
            return Ok((self.kept(entry, &ticket)?, seen(*ticket, &document.fingerprint, true)));
        }
        self.context.tell(Stage::Sending);
        let key = entry.key.as_deref().unwrap_or_default();
        let put = self.queue.put(&document.request, key, self.context);
        let seen = self.judge(put, &entry, &document.fingerprint)?;
        Ok((entry, seen))
    }

    /// The place of a document that was taken for absent: its key, free or, if it came in later, not. `None` if another
    /// key is to be looked for.
    fn after_absence(&self, earlier: &Entry, asking: &Asking, document: &Document) -> Result<Option<Place>> {
        let Some(key) = earlier.key.as_deref().filter(|_| is_absent(earlier)) else { return Ok(None) };
        let Some(ticket) = self.queue.ask(key, self.context).map_err(unsent)? else {
            let wanted = document.key.as_deref().unwrap_or(key);
            return Ok((wanted == key).then(|| Place::Free(key.to_owned())));
        };
        if matches!(&ticket.status, QueueStatus::Failed(refused, _) if !refused.unresolved) {
            return Ok(None);
        }
        if verdict(&ticket, &parsed(&earlier.fingerprint)?) == Match::Other {
            return Err(taken(ticket));
        }
        if asking.is_of(earlier) {
            return Ok(Some(Place::Taken(key.to_owned(), Box::new(ticket))));
        }
        // It is what was asked for then, and stands in the way of what is asked for now.
        self.revive(earlier.clone(), &ticket)?;
        Err(taken(ticket))
    }

    /// The first key of the document under which nothing failed yet.
    fn place(&self, document: &Document, id: &str, earlier: Option<String>) -> Result<Place> {
        // Not of the address: reached by another one, the server knows the document all the same.
        let (backend, register) = (self.device.policy.backend, self.queue.register());
        let mut key = document.key.clone().or(earlier).unwrap_or_else(|| key::key(&[backend, register, id]));
        for _ in 0..MOST_KEYS {
            let Some(ticket) = self.queue.ask(&key, self.context).map_err(unsent)? else { return Ok(Place::Free(key)) };
            match &ticket.status {
                // A key serves once: the next try goes under another one, unless the caller wants this very key.
                QueueStatus::Failed(refused, _) if !refused.unresolved && document.key.is_none() => {
                    key = key::key(&[backend, register, id, &key]);
                }
                _ if verdict(&ticket, &document.fingerprint) == Match::Other => return Err(taken(ticket)),
                _ => return Ok(Place::Taken(key, Box::new(ticket))),
            }
        }
        Err(Error::before(ErrorKind::IdReused))
    }

    /// What the answer to putting in means for the document, or that there is none.
    fn judge(
        &self,
        put: std::result::Result<Ticket, Failure>,
        entry: &Entry,
        fingerprint: &Fingerprint,
    ) -> Result<Seen> {
        let lost = |refused: &Refused| {
            let cause = refused.vendor.text.clone().unwrap_or_default();
            Error::new(ErrorKind::Lost(cause), Outcome::Unknown).with_vendor(refused.vendor.clone())
        };
        let (lost, refusal) = match put.map_err(Unmade::of) {
            Ok(Ticket { status: QueueStatus::Failed(refused, device), .. }) if !refused.unresolved => {
                (lost(&refused), Some(no(*refused, device)))
            }
            Ok(ticket) => {
                self.kept(entry.clone(), &ticket)?;
                return Ok(seen(ticket, fingerprint, false));
            }
            Err(Unmade::Surely(error)) => return Ok(Seen::Over(Fate::NotMade(error))),
            Err(Unmade::Refused(refused)) if refused.unresolved => (lost(&refused), None),
            Err(Unmade::Refused(refused)) if self.queue.is_plain(&refused) => {
                return Ok(Seen::Over(Fate::NotMade(Box::new(no(*refused, None)))));
            }
            Err(Unmade::Refused(refused)) => (lost(&refused), Some(no(*refused, None))),
            Err(Unmade::Perhaps(lost)) => (*lost, None),
        };
        Ok(self.resolve(entry, fingerprint, lost, refusal, Patience::Long))
    }
}

fn unsent(failure: Failure) -> Error {
    error_of(failure, Phase::BeforeSending)
}
