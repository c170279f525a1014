//! Documents that a server queues: put in once under a key, and followed until they are made.
//!
//! The key is made of the document's id and journalled before the document is sent, so whoever has the journal, in this
//! call or years later, can ask the server what became of it. Only putting in holds the device: once the server has a
//! document, the queue is what orders it, and others may follow.

use super::make::{Asking, Intent, Unmade, unsent};
use super::settle::{Fate, Patience, parsed};
use super::whole::unreadable;
use super::{Driver, key, new_id};
use crate::backends::known::{Expected, Likeness};
use crate::backends::{Document, Failure, Queue, Refused, Stand, Ticket};
use crate::error::{DeviceError, Error, Outcome, Refusal, Result, Retry, Text, What};
use crate::journal::{Entry, State};
use crate::transport::{Left, Stage, Watch};
use serde_json::{Value, json};
use std::time::Duration;

/// A queue, and the driver that puts documents in.
#[derive(Clone, Copy)]
pub(super) struct Line<'a> {
    pub driver: &'a Driver,
    pub queue: &'a dyn Queue,
}

/// What one look at a document of the queue shows.
pub(super) enum Seen {
    /// It stands there.
    Standing(Stage),
    /// Its turn is over.
    Over(Fate),
}

/// Where a document may be put in.
enum Place {
    /// Under this key, which the server does not know yet.
    Free(String),
    /// It is there already, under this key.
    Taken(String, Box<Ticket>),
}

/// First pause between questions; each is half as long again as the one before.
pub(super) const FIRST_PAUSE: Duration = Duration::from_millis(50);

/// Longest pause between questions.
pub(super) const LONGEST_PAUSE: Duration = Duration::from_secs(2);

/// Most keys of one document, each of a try that came to nothing.
const MOST_KEYS: usize = 64;

impl Line<'_> {
    /// Makes the document, or tells what became of it when it was asked for before.
    pub(super) fn make(&self, asking: &Asking, document: &Document, id: &str, watch: &Watch) -> Result<Value> {
        let earlier = self.earlier(asking, id)?;
        let in_doubt = earlier.as_ref().is_some_and(|entry| entry.state == State::Open);
        if let Some(entry) = earlier.filter(|_| !in_doubt) {
            return self.answer(&entry, asking.wait, watch);
        }
        let doubting = |error: Error| if in_doubt { error.in_doubt() } else { error };
        let (entry, is_new) = {
            let _held = self.driver.hold(watch).map_err(doubting)?;
            self.settle_open(id, watch).map_err(doubting)?;
            match self.earlier(asking, id)? {
                Some(entry) => (entry, false),
                None => match self.send(asking, document, id, watch)? {
                    (entry, Seen::Over(fate)) => return self.conclude(&entry, fate, watch),
                    (entry, Seen::Standing(stage)) => {
                        watch.tell(stage);
                        (entry, true)
                    }
                },
            }
        };
        // The device is free while the document is waited for.
        if is_new { self.follow(&entry, asking.wait, None, watch) } else { self.answer(&entry, asking.wait, watch) }
    }

    /// Finds out what became of a document.
    pub(super) fn find_out(&self, id: &str, watch: &Watch) -> Result<Value> {
        let mut entry = self.driver.entry(id)?;
        if entry.state == State::Open {
            let _held = self.driver.hold(watch)?;
            let open = self.settle_open(id, watch);
            entry = self.driver.entry(id)?;
            if entry.state == State::Open {
                // Perhaps it is another one that cannot be settled.
                open?;
            }
        }
        if is_absent(&entry) { self.look_late(&entry, watch) } else { self.look_once(&entry, watch) }
    }

    /// What is known of a document that was not there when it was looked for: absence cannot be known, presence can.
    fn look_late(&self, entry: &Entry, watch: &Watch) -> Result<Value> {
        let key = entry.key.as_deref().unwrap_or_default();
        let Some(ticket) = self.queue.ask(key, watch).map_err(|failure| unsent(failure).in_doubt())? else {
            return self.look_once(entry, watch);
        };
        let expected = parsed::<Expected>(&entry.expected)?;
        if likeness(&ticket, &expected) == Likeness::Other {
            return Err(Error { outcome: Outcome::Rejected, ..taken(&ticket) });
        }
        let _held = self.driver.hold(watch).map_err(Error::in_doubt)?;
        let now = self.driver.entry(&entry.external_id)?;
        if now.attempt != entry.attempt || !is_absent(&now) {
            return self.look_once(&now, watch);
        }
        let entry = self.revive(now, &ticket)?;
        match seen(ticket, &expected, true) {
            Seen::Over(fate) => self.conclude(&entry, fate, watch),
            Seen::Standing(stage) => {
                watch.tell(stage);
                self.follow(&entry, false, None, watch)
            }
        }
    }

    /// The entry of a document that came in after it was taken for absent.
    fn revive(&self, entry: Entry, ticket: &Ticket) -> Result<Entry> {
        let entry = Entry { attempt: new_id()?, state: State::Open, ..entry };
        self.driver.intend_found(&entry)?;
        self.kept(entry, ticket)
    }

    /// The document as it was asked for before; `None` if it may be sent.
    fn earlier(&self, asking: &Asking, id: &str) -> Result<Option<Entry>> {
        let Some(entry) = self.driver.earlier(id)? else { return Ok(None) };
        match &entry.state {
            State::NotMade { .. } => Ok(None),
            _ if !asking.is_of(&entry) => Err(asking.reused(&entry)),
            _ => Ok(Some(entry)),
        }
    }

    /// The answer to a document that was asked for before.
    fn answer(&self, entry: &Entry, wait: bool, watch: &Watch) -> Result<Value> {
        match &entry.state {
            State::Queued { .. } if wait => self.follow(entry, true, None, watch),
            _ => self.look_once(entry, watch),
        }
    }

    /// Puts a new document in, and once more where it proved absent, as often as the configuration lets.
    fn send(&self, asking: &Asking, document: &Document, id: &str, watch: &Watch) -> Result<(Entry, Seen)> {
        let mut put = self.put(asking, document, id, watch)?;
        for _ in 0..self.driver.resend {
            match &put {
                (entry, Seen::Over(Fate::NotMade(error)))
                    if matches!(error.what, What::NotMade) && !watch.is_over() =>
                {
                    self.note(entry, Fate::NotMade(Box::new(absent())));
                }
                _ => return Ok(put),
            }
            put = match self.put(asking, document, id, watch) {
                // What kept it from going out again changes nothing: it was not made.
                Err(again) if again.outcome == Outcome::NotSent => return Err(absent()),
                put => put?,
            };
        }
        Ok(put)
    }

    /// Puts a new document in; gives its entry and what the server says of it.
    fn put(&self, asking: &Asking, document: &Document, id: &str, watch: &Watch) -> Result<(Entry, Seen)> {
        watch.tell(Stage::Looking);
        let earlier = self.driver.journal().find(self.driver.backend.device(), id)?;
        let late = earlier.as_ref().map_or(Ok(None), |earlier| self.after_absence(earlier, asking, document, watch))?;
        let place = match late {
            Some(place) => place,
            None => self.place(document, id, earlier.and_then(|entry| entry.key), watch)?,
        };
        if watch.is_stopped() {
            return Err(Error::before(What::Cancelled));
        }
        let (key, there) = match place {
            Place::Free(key) => (key, None),
            Place::Taken(key, ticket) => (key, Some(ticket)),
        };
        let entry = self.driver.intend(asking, document, id, Intent { key: Some(key), ..Intent::default() })?;
        if let Some(ticket) = there {
            // Put in by a program with another journal, or before this one was lost.
            return Ok((self.kept(entry, &ticket)?, seen(*ticket, &document.expected, true)));
        }
        watch.tell(Stage::Sending);
        let key = entry.key.as_deref().unwrap_or_default();
        let put = self.queue.put(&document.request, key, watch);
        let seen = self.judge(put, &entry, &document.expected, watch)?;
        Ok((entry, seen))
    }

    /// The place of a document that was taken for absent: its key, free or, if it came in later, not. `None` if another
    /// key is to be looked for.
    fn after_absence(
        &self,
        earlier: &Entry,
        asking: &Asking,
        document: &Document,
        watch: &Watch,
    ) -> Result<Option<Place>> {
        let Some(key) = earlier.key.as_deref().filter(|_| is_absent(earlier)) else { return Ok(None) };
        let Some(ticket) = self.queue.ask(key, watch).map_err(unsent)? else {
            let wanted = document.key.as_deref().unwrap_or(key);
            return Ok((wanted == key).then(|| Place::Free(key.to_owned())));
        };
        if matches!(&ticket.stand, Stand::Failed(refused, _) if !refused.doubtful) {
            return Ok(None);
        }
        if likeness(&ticket, &parsed(&earlier.expected)?) == Likeness::Other {
            return Err(taken(&ticket));
        }
        if asking.is_of(earlier) {
            return Ok(Some(Place::Taken(key.to_owned(), Box::new(ticket))));
        }
        // It is what was asked for then, and stands in the way of what is asked for now.
        self.revive(earlier.clone(), &ticket)?;
        Err(taken(&ticket))
    }

    /// The first key of the document under which nothing failed yet.
    fn place(&self, document: &Document, id: &str, earlier: Option<String>, watch: &Watch) -> Result<Place> {
        // Not of the address: reached by another one, the server knows the document all the same.
        let (backend, register) = (self.driver.terms.backend, self.queue.register());
        let mut key = document.key.clone().or(earlier).unwrap_or_else(|| key::key(&[backend, register, id]));
        for _ in 0..MOST_KEYS {
            let Some(ticket) = self.queue.ask(&key, watch).map_err(unsent)? else { return Ok(Place::Free(key)) };
            match &ticket.stand {
                // A key serves once: the next try goes under another one, unless the caller wants this very key.
                Stand::Failed(refused, _) if !refused.doubtful && document.key.is_none() => {
                    key = key::key(&[backend, register, id, &key]);
                }
                _ if likeness(&ticket, &document.expected) == Likeness::Other => return Err(taken(&ticket)),
                _ => return Ok(Place::Taken(key, Box::new(ticket))),
            }
        }
        Err(Error::before(What::IdReused))
    }

    /// The entry with the server's word that it has the document.
    fn kept(&self, mut entry: Entry, ticket: &Ticket) -> Result<Entry> {
        entry.state = State::Queued { ticket: ticket.id.clone() };
        let record = self.driver.record(&entry, &entry.state);
        // The document stands in the queue whatever becomes of its record: the next look at the open entry finds it.
        record.map_err(|trouble| Error::new(What::Journal(trouble.0), Outcome::Unknown))?;
        Ok(entry)
    }

    /// What the answer to putting in means for the document, or that there is none.
    fn judge(
        &self,
        put: std::result::Result<Ticket, Failure>,
        entry: &Entry,
        expected: &Expected,
        watch: &Watch,
    ) -> Result<Seen> {
        let lost = |refused: &Refused| {
            let cause = refused.said.text.clone().unwrap_or_default();
            Error::new(What::Lost(cause), Outcome::Unknown).said(refused.said.clone())
        };
        let (lost, refusal) = match put.map_err(Unmade::of) {
            Ok(Ticket { stand: Stand::Failed(refused, device), .. }) if !refused.doubtful => {
                (lost(&refused), Some(no(*refused, device)))
            }
            Ok(ticket) => {
                self.kept(entry.clone(), &ticket)?;
                return Ok(seen(ticket, expected, false));
            }
            Err(Unmade::Surely(error)) => return Ok(Seen::Over(Fate::NotMade(error))),
            Err(Unmade::Refused(refused)) if refused.doubtful => (lost(&refused), None),
            Err(Unmade::Refused(refused)) if self.queue.is_plain(&refused) => {
                return Ok(Seen::Over(Fate::NotMade(Box::new(no(*refused, None)))));
            }
            Err(Unmade::Refused(refused)) => (lost(&refused), Some(no(*refused, None))),
            Err(Unmade::Perhaps(lost)) => (*lost, None),
        };
        Ok(self.settle(entry, expected, lost, refusal, Patience::Long, watch))
    }

    /// Asks until the server says what it knows of a document whose answer was lost, or the deadline passes.
    ///
    /// A key unknown so far is no proof: the server may still be at work on the request. It counts as not put in once it
    /// has been unknown over the settling time, all of it after the request left; or at once, where the server has refused
    /// it: then it is done with the request, and has only not to have it.
    fn settle(
        &self,
        entry: &Entry,
        expected: &Expected,
        lost: Error,
        mut refusal: Option<Error>,
        patience: Patience,
        watch: &Watch,
    ) -> Seen {
        let mut pause = FIRST_PAUSE;
        watch.tell(Stage::Settling);
        loop {
            match self.queue.ask(entry.key.as_deref().unwrap_or_default(), watch) {
                Ok(Some(ticket)) => match self.kept(entry.clone(), &ticket) {
                    Ok(_) => return seen(ticket, expected, true),
                    Err(error) => return Seen::Over(Fate::Unknown(Box::new(error))),
                },
                Ok(None) => {
                    if let Some(refusal) = refusal.take() {
                        return Seen::Over(Fate::NotMade(Box::new(refusal)));
                    }
                    if self.driver.is_quiet(entry, None, None) {
                        return Seen::Over(Fate::NotMade(Box::new(absent())));
                    }
                }
                Err(Failure::Broken(broken)) if patience == Patience::Short && broken.left == Left::Nothing => {
                    return Seen::Over(Fate::Unknown(Box::new(Error::new(
                        What::NoLink(broken.cause),
                        Outcome::Unknown,
                    ))));
                }
                Err(_) => {
                    self.driver.forget_quiet();
                    if patience == Patience::Short {
                        return Seen::Over(Fate::Unknown(Box::new(lost)));
                    }
                }
            }
            if watch.left() <= pause || !watch.pause(pause) {
                return Seen::Over(Fate::Unknown(Box::new(lost)));
            }
            pause = (pause * 3 / 2).min(LONGEST_PAUSE);
        }
    }

    /// Settles the documents whose putting in was cut short, `id` among them; a new one must not go in before that.
    fn settle_open(&self, id: &str, watch: &Watch) -> Result<()> {
        let open = self.driver.journal().open_entries(self.driver.backend.device())?;
        for entry in open {
            let lost = Error::new(What::Lost("the earlier call was cut short".into()), Outcome::Unknown);
            let expected = match parsed::<Expected>(&entry.expected) {
                Ok(expected) => expected,
                Err(error) => {
                    self.note(&entry, unreadable(&entry, &error));
                    continue;
                }
            };
            match self.settle(&entry, &expected, lost, None, Patience::Short, watch) {
                Seen::Standing(_) => {}
                Seen::Over(Fate::Unknown(error)) if !error.candidates.is_empty() => {
                    self.note(&entry, Fate::Unknown(error));
                }
                Seen::Over(Fate::Unknown(error)) if entry.external_id == id => return Err(error.in_doubt()),
                Seen::Over(Fate::Unknown(_)) if watch.is_stopped() => return Err(Error::before(What::Cancelled)),
                Seen::Over(Fate::Unknown(error)) => {
                    return Err(Error::before(match error.what {
                        What::NoLink(cause) => What::NoLink(cause),
                        _ => What::Unsettled(entry.external_id),
                    }));
                }
                Seen::Over(fate) => self.note(&entry, fate),
            }
        }
        Ok(())
    }

    /// Records a fate that is no answer to this call.
    fn note(&self, entry: &Entry, fate: Fate) {
        if let Err(error) = self.driver.conclude(entry, self.checked(entry, fate)) {
            crate::log::line(format_args!("{}: {}", entry.external_id, error.message().en));
        }
    }

    /// Records the fate of a document, and turns it into the caller's answer.
    pub(super) fn conclude(&self, entry: &Entry, fate: Fate, watch: &Watch) -> Result<Value> {
        watch.tell(Stage::Done);
        self.driver.conclude(entry, self.checked(entry, fate))
    }

    /// The fate, unless the document that is shown as ours is another entry's: a drive gives each number once.
    pub(super) fn checked(&self, entry: &Entry, fate: Fate) -> Fate {
        let Fate::Made(made) = &fate else { return fate };
        let drive = made.answer.fiscal.as_ref().and_then(|fiscal| fiscal.fn_number.as_deref());
        let (Some(drive), Some(number)) = (drive, made.number) else { return fate };
        let owner = self.driver.journal().who_has(drive, number, entry);
        match owner {
            Ok(None) => fate,
            Ok(Some(owner)) => {
                crate::log::line(format_args!("{}: {number} of drive {drive} is {owner}'s", entry.external_id));
                let mut error = Error::new(What::Unclear(Box::new(of_another(number, &owner))), Outcome::Unknown);
                error.candidates = vec![json!({ "externalId": owner, "native": made.answer.native })];
                Fate::Unknown(Box::new(error))
            }
            Err(trouble) => Fate::Unknown(Box::new(Error::new(What::Journal(trouble.0), Outcome::Unknown))),
        }
    }
}

/// Whether the document was only looked for and not found: neither was it refused, nor kept from sending.
fn is_absent(entry: &Entry) -> bool {
    // Journals of before say so in the error alone.
    let named = |error: &str| parsed::<Value>(error).is_ok_and(|error| error["name"] == "notMade");
    matches!(&entry.state, State::NotMade { error, absent } if *absent || named(error))
}

fn absent() -> Error {
    Error::new(What::NotMade, Outcome::Rejected)
}

/// Another document stands under the key; that one is shown.
fn taken(ticket: &Ticket) -> Error {
    let mut error = Error::before(What::IdReused);
    error.candidates = vec![json!({ "native": ticket.native })];
    error
}

/// The server or the register said no.
fn no(refused: Refused, device: Option<DeviceError>) -> Error {
    let mut error = Error::new(What::Refused(Box::new(refused.refusal)), Outcome::Rejected);
    error.device = device.map(Box::new);
    error.said(refused.said)
}

/// The server shows one document of a register for two of ours.
fn of_another(number: u64, owner: &str) -> Refusal {
    let message = Text::with(
        format!("Сервер показал для этого документа номер {number}, а под ним в журнале уже есть документ {owner}."),
        format!(
            "The server shows the number {number} for this document, and the journal has {owner} under that number."
        ),
    );
    let advice = Text::of(
        "Не печатайте документ заново. Сверьте оба документа с лентой кассы или личным кабинетом.",
        "Do not print the document anew. Compare both documents with the register's tape or the service's office.",
    );
    Refusal { message, advice, retry: Retry::Service, faults: Vec::new() }
}

/// What the server's word on a document means; `recovered`: its answer had been lost.
pub(super) fn seen(ticket: Ticket, expected: &Expected, recovered: bool) -> Seen {
    let other = likeness(&ticket, expected) == Likeness::Other;
    if other {
        // The server took the key for another document, and ignored ours.
        return Seen::Over(Fate::NotMade(Box::new(Error::new(What::IdReused, Outcome::Rejected))));
    }
    match ticket.stand {
        Stand::Queued => Seen::Standing(Stage::Queued),
        Stand::OnRegister => Seen::Standing(Stage::OnRegister),
        Stand::Made(mut made) => {
            made.answer.recovered = recovered;
            Seen::Over(Fate::Made(made))
        }
        Stand::Failed(refused, device) if refused.doubtful => {
            // No look will tell more: the server is done with it, and the register cannot be asked.
            let mut error = Error::new(What::Unclear(Box::new(refused.refusal)), Outcome::Unknown);
            error.device = device.map(Box::new);
            error.candidates = vec![json!({ "native": ticket.native })];
            Seen::Over(Fate::Unknown(Box::new(error.said(refused.said))))
        }
        Stand::Failed(refused, device) => Seen::Over(Fate::NotMade(Box::new(no(*refused, device)))),
    }
}

/// How the document of a ticket compares with the one that was sent.
fn likeness(ticket: &Ticket, expected: &Expected) -> Likeness {
    ticket.known.as_ref().map_or(Likeness::Perhaps, |known| expected.compare(known))
}
