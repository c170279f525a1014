//! Putting a document into a queue exactly once: ask for its key, record the intent, send, record the answer.

use super::super::asking::{Asking, Intent, new_id};
use super::super::failure::{Phase, SendFailure, error_of, not_sent_again};
use super::super::fate::{Fate, Patience};
use super::super::record::{not_made, parsed};
use super::engine::QueueEngine;
use super::key;
use super::seen::{Seen, absent, blocked, is_absent, is_discarded, refused_error, seen, taken, verdict};
use crate::backends::fingerprint::{Fingerprint, Match};
use crate::backends::{Baseline, Document, Failure, QueueStatus, Refused, Request, Ticket};
use crate::error::{Error, ErrorKind, Outcome, Result, Text};
use crate::journal::{Entry, State};
use crate::task::answer::Answer;
use crate::transport::Stage;

/// The key for a document, and whether the server already has it.
enum KeyState {
    /// The server does not know this key yet.
    Free(String),
    /// The server already has the document under this key.
    Taken(String, Box<Ticket>),
}

/// What became of a document that its server gave up in doubt and that was reported as not made.
enum AfterDoubt {
    /// There is none.
    None,
    /// It came later.
    Found(Box<Entry>, Seen),
    /// It still is not there, and its key is used up.
    Spent(String),
}

/// What an attempt to put a document into the queue has come to.
enum Put {
    /// Its entry, and what the server shows of it.
    Seen(Box<Entry>, Seen),
    /// It was asked for before, when this register had another name.
    Elsewhere(Box<Entry>),
}

/// Most keys of one document. Each refused attempt uses one up.
const MOST_KEYS: usize = 64;

impl QueueEngine<'_> {
    /// Makes the document, or returns what became of it if it was asked for before.
    pub(in super::super) fn make(&self, asking: &Asking, document: &Document, id: &str) -> Result<Answer> {
        let earlier = self.earlier(asking, id)?;
        let unresolved = earlier.as_ref().is_some_and(|entry| entry.state == State::Open);
        if let Some(entry) = earlier.filter(|_| !unresolved) {
            return self.answer(&entry, asking.wait);
        }
        // Another call may have begun with it while this one waited for the device.
        let as_unresolved = |error: Error| error.unresolved_if(unresolved || self.device.may_be_begun(id));
        let (entry, is_new) = {
            let _held = self.device.hold(self.context).map_err(as_unresolved)?;
            self.resolve_open(id, Some(document)).map_err(as_unresolved)?;
            match self.earlier(asking, id)? {
                Some(entry) => (entry, false),
                None => match self.send(asking, document, id)? {
                    Put::Seen(entry, Seen::Finished(fate)) => return self.conclude(&entry, fate),
                    Put::Seen(entry, Seen::InQueue(stage)) => {
                        self.context.tell(stage);
                        (*entry, true)
                    }
                    Put::Seen(entry, Seen::Blocked(_)) => (*entry, true),
                    Put::Elsewhere(entry) => (*entry, false),
                },
            }
        };
        // The device is not locked while the call waits for the document.
        if is_new {
            // The journal has the server's id by now, by which some servers are asked.
            let entry = self.device.entry(id).map_err(|error| error.unresolved().about(id))?;
            self.follow(&entry, asking.wait, None)
        } else {
            self.answer(&entry, asking.wait)
        }
    }

    /// Finds out what became of the document `id` (`kassa_recover`).
    pub(in super::super) fn find_out(&self, id: &str) -> Result<Answer> {
        let Some(mut entry) = self.earlier_at_any_address(id)? else { return self.find_out_elsewhere(id) };
        if entry.was_not_made()
            && !self.queue.is_known_by_name()
            && self.device.journal().is_elsewhere(self.device.name(), id)?
            && let Some(made) = self.entry_elsewhere(id)?
        {
            entry = made;
        }
        if entry.state == State::Open {
            let _held = self.device.hold(self.context)?;
            let open = self.resolve_open(id, None);
            entry = self.device.now(&entry)?;
            if entry.state == State::Open {
                // Perhaps another document is the one that could not be resolved.
                open?;
            }
        }
        if !is_absent(&entry) {
            return self.look_once(&entry);
        }
        match self.look_late(&entry) {
            // It may have been sent again, under another key, and that was lost.
            Err(error) if error.outcome == Outcome::Rejected && self.device.has_lost_of_queue() => {
                Err(self.device.unknown_id()?)
            }
            found => found,
        }
    }

    /// The same for a document that was asked for when this register had another name: at another address, or under
    /// another id of its server. Which register it is shows its fiscal drive.
    fn find_out_elsewhere(&self, id: &str) -> Result<Answer> {
        if !self.device.journal().is_elsewhere(self.device.name(), id)? {
            return Err(self.device.unknown_id()?);
        }
        match self.entry_elsewhere(id)? {
            Some(entry) if entry.state == State::Open => {
                let _held = self.device.hold(self.context)?;
                let entry = self.device.now(&entry)?;
                if entry.state == State::Open {
                    self.resolve_these(vec![entry.clone()], id, None)?;
                }
                self.look_once(&self.device.now(&entry)?)
            }
            Some(entry) => self.look_once(&entry),
            None => Err(self.device.unknown_id()?),
        }
    }

    /// The entry of a document that was asked for at whatever address of this register; `None` if it was another register
    /// there.
    pub(in super::super) fn known_anywhere(&self, id: &str) -> Result<Option<Entry>> {
        match self.earlier_at_any_address(id)? {
            None => self.entry_elsewhere(id),
            known => Ok(known),
        }
    }

    /// The entry of this id that counts, of all names of this register.
    fn entry_elsewhere(&self, id: &str) -> Result<Option<Entry>> {
        let baseline =
            self.queue.baseline(None, self.context).map_err(|failure| error_of(failure, Phase::Resolving))?;
        baseline.map_or(Ok(None), |baseline| self.device.earlier_anywhere(id, &baseline))
    }

    /// The entry of a document that was asked for when this register had another name. Fails if the id has different
    /// content.
    fn elsewhere(&self, asking: &Asking, id: &str, baseline: &Baseline) -> Result<Option<Entry>> {
        let is_elsewhere = |entry: &Entry| entry.device != self.device.name() && !entry.was_not_made();
        match self.device.earlier_anywhere(id, baseline)?.filter(is_elsewhere) {
            Some(entry) if !asking.is_of(&entry) => Err(asking.reused(&entry)),
            entry => Ok(entry),
        }
    }

    /// Asks once more for a document that was reported as not made: absence cannot be proven, presence can
    /// (docs/en/exactly-once.md#not-made-is-not-final).
    fn look_late(&self, entry: &Entry) -> Result<Answer> {
        let key = entry.key.as_deref().unwrap_or_default();
        let fingerprint = parsed::<Fingerprint>(&entry.fingerprint)?;
        let Some(ticket) =
            self.queue.ask(key, None, self.context).map_err(|failure| error_of(failure, Phase::Resolving))?
        else {
            self.ensure_absent(entry, &fingerprint, Phase::Resolving)?;
            return self.look_once(entry);
        };
        if verdict(&ticket, &fingerprint) == Match::Other {
            return Err(Error { outcome: Outcome::Rejected, ..taken(ticket) });
        }
        let _held = self.device.hold(self.context).map_err(Error::unresolved)?;
        let now = self.device.now(entry)?;
        if now.attempt != entry.attempt || !is_absent(&now) {
            return self.look_once(&now);
        }
        let entry = self.revive(now, &ticket)?;
        match self.weighed(&entry, &fingerprint, ticket, true) {
            Seen::Finished(fate) => self.conclude(&entry, fate),
            Seen::InQueue(stage) => {
                self.context.tell(stage);
                self.follow(&entry, false, None)
            }
            Seen::Blocked(why) => Err(blocked(why)),
        }
    }

    /// Reopens the entry of a document that came in after it was reported as not made.
    fn revive(&self, entry: Entry, ticket: &Ticket) -> Result<Entry> {
        let entry = Entry { attempt: new_id()?, state: State::Open, ..entry };
        self.device.intend_found(&entry)?;
        self.mark_queued(entry, ticket)
    }

    /// The entry of a document that was asked for before; `None` if it may be sent. Fails if the id has different
    /// content.
    fn earlier(&self, asking: &Asking, id: &str) -> Result<Option<Entry>> {
        let Some(entry) = self.earlier_at_any_address(id)? else { return Ok(None) };
        match &entry.state {
            State::NotMade { .. } => Ok(None),
            _ if !asking.is_of(&entry) => Err(asking.reused(&entry)),
            _ => Ok(Some(entry)),
        }
    }

    /// The entry of a document that may have been asked for before, also at another address of this server. Its key shows
    /// that: the address is no part of it. What may have been made counts more than what was not.
    pub(super) fn earlier_at_any_address(&self, id: &str) -> Result<Option<Entry>> {
        let here = self.device.earlier(id)?;
        if !self.queue.is_known_by_name() || here.as_ref().is_some_and(|entry| !entry.was_not_made()) {
            return Ok(here);
        }
        let elsewhere = self.device.journal().entries_elsewhere(self.device.name(), id);
        let elsewhere = elsewhere.map_err(|journal_error| Error::from(journal_error).unresolved())?;
        let (mut made, mut not_made) = (None, here);
        for entry in elsewhere.into_iter().filter(|entry| self.is_its_key(entry)) {
            let place = if entry.was_not_made() { &mut not_made } else { &mut made };
            place.get_or_insert(entry);
        }
        Ok(made.or(not_made))
    }

    /// Whether the key of an entry is one that its document gets on this register.
    fn is_its_key(&self, entry: &Entry) -> bool {
        let id = entry.external_id.as_str();
        let keys = std::iter::successors(Some(self.first_key(id)), |key| Some(self.key_after(id, key)));
        keys.take(MOST_KEYS).any(|key| entry.key.as_ref() == Some(&key))
    }

    /// The first key of a document. The address is not part of it: the server knows the document whatever address leads
    /// to it.
    fn first_key(&self, id: &str) -> String {
        key::key(&[self.device.policy.backend, self.queue.register(), id])
    }

    /// The key after this one, which is used up.
    fn key_after(&self, id: &str, used: &str) -> String {
        key::key(&[self.device.policy.backend, self.queue.register(), id, used])
    }

    /// The answer to a document that was asked for before.
    fn answer(&self, entry: &Entry, wait: bool) -> Result<Answer> {
        match &entry.state {
            State::Queued { .. } if wait => self.follow(entry, true, None),
            _ => self.look_once(entry),
        }
    }

    /// Puts a new document into the queue and repeats that while the server does not have it, at most `resend` times. A
    /// repetition uses the same key, so the server can drop a duplicate.
    fn send(&self, asking: &Asking, document: &Document, id: &str) -> Result<Put> {
        let mut put = self.put(asking, document, id)?;
        for _ in 0..self.device.resend {
            match &put {
                Put::Seen(entry, Seen::Finished(Fate::NotMade(error)))
                    if matches!(error.kind, ErrorKind::NotMade) && !self.context.is_over() =>
                {
                    self.note(entry, Fate::NotMade(Box::new(absent())));
                }
                _ => return Ok(put),
            }
            put = match self.put(asking, document, id) {
                Err(again) if again.outcome == Outcome::NotSent => {
                    return Err(not_sent_again(absent(), again, self.device.lock.may_be_lost()));
                }
                put => put?,
            };
        }
        Ok(put)
    }

    /// One attempt to put a document into the queue.
    fn put(&self, asking: &Asking, document: &Document, id: &str) -> Result<Put> {
        self.context.tell(Stage::Looking);
        let earlier = self.earlier_at_any_address(id)?;
        let mut spent = None;
        if let Some(earlier) = &earlier {
            match self.after_doubt(earlier, asking)? {
                AfterDoubt::Found(entry, seen) => return Ok(Put::Seen(entry, seen)),
                AfterDoubt::Spent(key) => spent = Some(key),
                AfterDoubt::None => {}
            }
        }
        let late = match (&earlier, &spent) {
            (Some(earlier), None) => self.after_absence(earlier, asking, document)?,
            _ => None,
        };
        let key_state = match late {
            Some(key_state) => key_state,
            None => self.choose_key(document, id, earlier.as_ref(), spent)?,
        };
        if self.context.is_stopped() {
            let is_there = matches!(key_state, KeyState::Taken(..));
            return Err(Error::before(ErrorKind::Cancelled).unresolved_if(is_there));
        }
        let (key, ticket) = match key_state {
            KeyState::Free(key) => (key, None),
            KeyState::Taken(key, ticket) => (key, Some(ticket)),
        };
        let ask = || match ticket {
            None => self.queue.baseline(Some(&document.request), self.context).map_err(unsent),
            Some(_) => Ok(None),
        };
        // Another call may know the same register by another name.
        let (baseline, _drive) = self.device.hold_drive(ask, Option::as_ref, self.context)?;
        if let Some(baseline) = &baseline
            && let Some(mut entry) = self.elsewhere(asking, id, baseline)?
        {
            if entry.state == State::Open {
                self.resolve_these(vec![entry.clone()], id, Some(document))?;
                entry = self.device.now(&entry)?;
            }
            if !entry.was_not_made() {
                return Ok(Put::Elsewhere(Box::new(entry)));
            }
        }
        let absent = earlier.is_some_and(|earlier| is_absent(&earlier) && earlier.key.as_ref() == Some(&key));
        let intent = Intent { key: Some(key), baseline: baseline.as_ref(), absent, ..Intent::default() };
        if let Some(ticket) = ticket {
            // It was put in by a program with another journal, or before this journal was lost.
            let entry = self.device.intend_made(asking, document, id, intent).map_err(Error::unresolved)?;
            let entry = self.mark_queued(entry, &ticket)?;
            return Ok(Put::Seen(Box::new(entry), seen(*ticket, &document.fingerprint, true)));
        }
        let entry = self.device.intend(asking, document, id, intent)?;
        self.context.tell(Stage::Sending);
        let key = entry.key.as_deref().unwrap_or_default();
        let put = self.put_in_time(&document.request, key, baseline.as_ref());
        let mut seen = self.judge(put, &entry, document)?;
        if let Seen::Finished(Fate::NotMade(error)) = &mut seen {
            // An earlier attempt that was looked for in vain may still come.
            error.absent |= absent;
        }
        Ok(Put::Seen(Box::new(entry), seen))
    }

    /// Puts a document in while nobody else can have the device.
    pub(super) fn put_in_time(
        &self,
        request: &Request,
        key: &str,
        baseline: Option<&Baseline>,
    ) -> std::result::Result<Ticket, Failure> {
        self.context.send_by(self.device.lock.send_by());
        let put = self.queue.put(request, key, baseline, self.context);
        self.context.send_by(None);
        put
    }

    /// The key of a document that was reported as not made: still free, or taken if the document came in later. `None`
    /// if [`QueueEngine::choose_key`] has to choose a key.
    fn after_absence(&self, earlier: &Entry, asking: &Asking, document: &Document) -> Result<Option<KeyState>> {
        let Some(key) = earlier.key.as_deref().filter(|_| is_absent(earlier)) else { return Ok(None) };
        let Some(ticket) = self.queue.ask(key, None, self.context).map_err(unsent)? else {
            let wanted = document.key.as_deref().unwrap_or(key);
            return Ok((wanted == key).then(|| KeyState::Free(key.to_owned())));
        };
        if matches!(&ticket.status, QueueStatus::Failed(refused, _) if !refused.unresolved) {
            return Ok(None);
        }
        if verdict(&ticket, &parsed(&earlier.fingerprint)?) == Match::Other {
            return Err(taken(ticket));
        }
        if asking.is_of(earlier) {
            return Ok(Some(KeyState::Taken(key.to_owned(), Box::new(ticket))));
        }
        // The late document is what was asked for then; under this id nothing else can be made now.
        self.revive(earlier.clone(), &ticket)?;
        Err(taken(ticket).unresolved())
    }

    /// Looks once more for a document that its server gave up in doubt and that the register did not have: absence cannot
    /// be proven, presence can. If a person has discarded it, a failure in doubt is a failure.
    fn after_doubt(&self, earlier: &Entry, asking: &Asking) -> Result<AfterDoubt> {
        let discarded = is_discarded(earlier) && self.queue.finds_keys();
        let looked_for =
            matches!(earlier.state, State::NotMade { .. }) && parsed::<Baseline>(&earlier.baseline).is_ok();
        let concluded = discarded || looked_for;
        let Some(key) = earlier.key.clone().filter(|_| concluded) else { return Ok(AfterDoubt::None) };
        let fingerprint = parsed::<Fingerprint>(&earlier.fingerprint)?;
        let Some(ticket) = self.queue.ask(&key, None, self.context).map_err(unsent)? else {
            if is_absent(earlier) {
                self.ensure_absent(earlier, &fingerprint, Phase::BeforeSending).map_err(Error::unresolved)?;
            }
            return Ok(AfterDoubt::None);
        };
        let failed = matches!(&ticket.status, QueueStatus::Failed(refused, _) if refused.unresolved);
        let other = ticket.by_number && verdict(&ticket, &fingerprint) == Match::Other;
        if !(failed || other) {
            return Ok(AfterDoubt::None);
        }
        let id = ticket.id.clone();
        match self.weighed(earlier, &fingerprint, ticket, true) {
            Seen::Finished(Fate::Made(made)) => {
                let entry = Entry { attempt: new_id()?, state: State::Open, ..earlier.clone() };
                self.device.intend_found(&entry)?;
                let entry = Entry { state: State::Queued { ticket: id }, ..entry };
                if !asking.is_of(earlier) {
                    // The late document is what was asked for then; under this id nothing else can be made now.
                    self.note(&entry, Fate::Made(made));
                    return Err(asking.reused(&entry));
                }
                Ok(AfterDoubt::Found(Box::new(entry), Seen::Finished(Fate::Made(made))))
            }
            Seen::Finished(Fate::Unknown(error)) if !discarded => Err(*error),
            _ => Ok(AfterDoubt::Spent(key)),
        }
    }

    /// The first key of the document that is not used up by a refusal. Each further key is made from the one before, so
    /// the whole chain can be made again without the journal.
    fn choose_key(
        &self,
        document: &Document,
        id: &str,
        earlier: Option<&Entry>,
        spent: Option<String>,
    ) -> Result<KeyState> {
        let id = if planted!(KeyReused) { "" } else { id };
        if !self.queue.finds_keys() {
            // Whatever was refused under the earlier key, the next attempt has another one.
            return Ok(KeyState::Free(match earlier.and_then(|entry| Some((entry, entry.key.as_deref()?))) {
                Some((entry, unused)) if was_not_sent(entry) => unused.to_owned(),
                Some((_, used)) => self.key_after(id, used),
                None => self.first_key(id),
            }));
        }
        let earlier = earlier.and_then(|entry| entry.key.clone());
        let next = spent.map(|spent| self.key_after(id, &spent));
        let first = document.key.clone().or(next).or(earlier);
        let mut key = first.unwrap_or_else(|| self.first_key(id));
        for _ in 0..MOST_KEYS {
            let Some(ticket) = self.queue.ask(&key, None, self.context).map_err(unsent)? else {
                return Ok(KeyState::Free(key));
            };
            match &ticket.status {
                // A refused key is used up: the next attempt has another one, unless the caller wants this very key.
                QueueStatus::Failed(refused, _) if !refused.unresolved && document.key.is_none() => {
                    key = self.key_after(id, &key);
                }
                _ if verdict(&ticket, &document.fingerprint) == Match::Other => return Err(taken(ticket)),
                _ => return Ok(KeyState::Taken(key, Box::new(ticket))),
            }
        }
        Err(Error::before(ErrorKind::IdReused))
    }

    /// What the answer to the send means for the document.
    ///
    /// A refusal is not believed at once: a server may refuse after it has accepted the document, so it is asked for
    /// the key first. Only a request that was not admitted at all (`Queue::is_plain`) needs no question.
    fn judge(&self, put: std::result::Result<Ticket, Failure>, entry: &Entry, document: &Document) -> Result<Seen> {
        let fingerprint = &document.fingerprint;
        let lost = |refused: &Refused| {
            let cause = match &refused.vendor.text {
                Some(text) => Text::with(text.clone(), text.clone()),
                None => Text::of("сервер ответил отказом", "the server refused"),
            };
            Error::new(ErrorKind::Lost(cause), Outcome::Unknown).with_vendor(refused.vendor.clone())
        };
        let (lost, refusal) = match put.map_err(SendFailure::of) {
            Ok(Ticket { status: QueueStatus::Failed(refused, device), .. }) if !refused.unresolved => {
                (lost(&refused), Some(refused_error(*refused, device)))
            }
            Ok(ticket) => {
                self.mark_queued(entry.clone(), &ticket)?;
                return Ok(self.weighed(entry, fingerprint, ticket, false));
            }
            Err(SendFailure::NotMade(error)) => return Ok(Seen::Finished(Fate::NotMade(error))),
            Err(SendFailure::Refused(refused)) if refused.unresolved => (lost(&refused), None),
            Err(SendFailure::Refused(refused)) if self.queue.is_plain(&refused) => {
                return Ok(Seen::Finished(Fate::NotMade(Box::new(refused_error(*refused, None)))));
            }
            Err(SendFailure::Refused(refused)) => (lost(&refused), Some(refused_error(*refused, None))),
            Err(SendFailure::Unknown(lost)) => (*lost, None),
        };
        if let Some(refusal) = refusal.as_ref().filter(|_| planted!(RefusalBelieved)) {
            return Ok(Seen::Finished(Fate::NotMade(Box::new(refusal.clone()))));
        }
        if !self.queue.finds_keys() {
            // A refusal is not believed at once here either: the same document once more shows whether it is there.
            return Ok(self.put_again(entry, document, lost, refusal.is_some(), Patience::Long));
        }
        Ok(self.resolve(entry, fingerprint, lost, refusal, Patience::Long))
    }
}

/// Whether nothing was sent under the key of a document that was not made.
fn was_not_sent(entry: &Entry) -> bool {
    entry.was_not_made() && not_made(entry).earlier.is_some_and(|error| error.was_not_sent())
}

fn unsent(failure: Failure) -> Error {
    error_of(failure, Phase::BeforeSending)
}
