//! Documents of callers that keep no ids, such as 1C (`"repeats": "join"`).
//!
//! After an unknown outcome such a caller asks for the same document again, and nothing in the call says whether that
//! is a repetition or another sale with the same content. So the journal records for each such document whether its
//! caller received the outcome. While it is undelivered, a document with the same content is taken for it, whoever is its
//! cashier, whatever the buyer's address and the check of a marking code: the next cashier repeats the sale with another
//! name. If the
//! caller made other documents meanwhile, nobody can tell, and the call fails as unknown. The exception are documents
//! that a register does not make twice in a row (a shift, a registration): these are then new.
//!
//! See docs/en/exactly-once.md#callers-without-ids.

use super::asking::{Asking, new_id};
use super::device::Device;
use super::lock::{Held, Lock};
use crate::backends::Job;
use crate::error::{Error, ErrorKind, Outcome, Result};
use crate::journal::{Entry, JournalError, State, Undelivered};
use crate::log::{self, Level};
use crate::task::answer::Answer;
use crate::task::{Parsed, Task};
use crate::transport::CallContext;

impl Device {
    /// The id of a document whose caller gave none: that of an undelivered document with the same content, or a new
    /// one.
    pub(super) fn id_for(&self, parsed: &Parsed) -> Result<String> {
        if !self.joins {
            return new_id();
        }
        Self::id_after(self.undelivered_of(parsed)?, parsed)
    }

    /// The id of a document after an undelivered one that it may repeat.
    fn id_after(undelivered: Option<Entry>, parsed: &Parsed) -> Result<String> {
        match undelivered {
            // A document that was found missing may have come since: its repetition looks for it first and takes its
            // id.
            Some(entry) if entry.undelivered == Undelivered::Yes => Ok(entry.external_id),
            None | Some(Entry { state: State::NotMade { .. }, .. }) => new_id(),
            Some(_) if !matches!(parsed.task, Task::Receipt(_) | Task::Cash(_)) => new_id(),
            Some(entry) => {
                let id = entry.external_id;
                Err(Error::new(ErrorKind::Repeated(id.clone()), Outcome::Unknown).about(&id))
            }
        }
    }

    /// The undelivered document that this one may repeat. One that nothing was made after counts more than one that was
    /// left behind; of two such, the one with the same cashier and contact.
    fn undelivered_of(&self, parsed: &Parsed) -> Result<Option<Entry>> {
        let (device, name) = (self.name(), crate::task::words::Words::word(parsed.name));
        let mut journal = self.journal();
        let mut found: Option<Entry> = None;
        let rank = |entry: &Entry| (entry.undelivered == Undelivered::Yes, !entry.was_not_made());
        let mut consider = |entry: Option<Entry>| {
            if entry.as_ref().map(rank) > found.as_ref().map(rank) {
                found = entry;
            }
            found.as_ref().is_some_and(|found| found.undelivered == Undelivered::Yes)
        };
        let _found = consider(journal.find_undelivered(device, name, &parsed.digest())?)
            // Older versions recorded the digest of the JSON instead.
            || consider(journal.find_undelivered(device, name, &parsed.spelled())?)
            || consider(journal.find_undelivered_alike(device, name, &parsed.meaning.gist())?);
        Ok(found)
    }

    /// The same for one that was asked for at another address of this register: there it belongs to another device of the
    /// journal, whose turn is taken as well. A name that the journal does not know yet is that of a register whose address has
    /// changed. Under a name that it knows, documents may have been made since, so that one counts as left behind.
    fn undelivered_elsewhere(&self, parsed: &Parsed, context: &CallContext) -> Result<Option<(Entry, Held)>> {
        for entry in self.undelivered_of_others(parsed)? {
            let found = self.taken_from(&entry, context);
            if let Some(found) = found.map_err(|error| error.unresolved().about(&entry.external_id))? {
                return Ok(Some(found));
            }
        }
        Ok(None)
    }

    fn undelivered_of_others(&self, parsed: &Parsed) -> Result<Vec<Entry>> {
        let (name, gist) = (crate::task::words::Words::word(parsed.name), parsed.meaning.gist());
        Ok(self.journal().undelivered_elsewhere(self.name(), name, &parsed.digest(), &gist)?)
    }

    /// This document of another device, if that is this register and its caller has not received it.
    fn taken_from(&self, entry: &Entry, context: &CallContext) -> Result<Option<(Entry, Held)>> {
        if !self.is_of_this_register(entry, context)? {
            return Ok(None);
        }
        // A call that is making it just now delivers it.
        let turn = Lock::of(&turn_of(&entry.device), &self.place)?.take_turn(context)?;
        let now = self.now(entry)?;
        if now.undelivered == Undelivered::No {
            return Ok(None);
        }
        let undelivered = if self.is_new()? { now.undelivered } else { Undelivered::LeftBehind };
        Ok(Some((Entry { undelivered, ..now }, turn)))
    }

    /// Whether a document of another device was asked for on this register.
    fn is_of_this_register(&self, entry: &Entry, context: &CallContext) -> Result<bool> {
        if let Some(drive) = &entry.drive
            && self.has_used(self.name(), drive)?
        {
            return Ok(true);
        }
        let known = self.known_anywhere(&entry.external_id, context)?;
        Ok(known.is_some_and(|known| known.device == entry.device))
    }

    /// A document that a call without an id may be about, which could not take its turn. The register is not asked.
    fn perhaps_undelivered(&self, parsed: &Parsed) -> Result<Option<Entry>> {
        let is_new = self.is_new()?;
        for entry in self.undelivered_of_others(parsed)? {
            if is_new || entry.drive.as_ref().map_or(Ok(true), |drive| self.has_used(self.name(), drive))? {
                return Ok(Some(entry));
            }
        }
        Ok(None)
    }

    /// Whether the journal has to record if the caller received the outcome.
    pub(super) fn is_without_id(&self, parsed: &Parsed) -> bool {
        self.joins && parsed.external_id.is_none()
    }

    /// Makes a document whose caller gave no id. From the choice of the id until the caller has its outcome, no other
    /// thread or process does this on the device: a document that is still being made must not be mistaken for an
    /// undelivered one.
    pub(super) fn make_without_id(&self, parsed: &Parsed, id: &str, context: &CallContext) -> Result<Answer> {
        let lock = Lock::of(&turn_of(self.name()), &self.place)?;
        let _turn = match lock.hold(context) {
            Ok(turn) => turn,
            Err(error) => {
                let perhaps = self.perhaps_undelivered(parsed).map_err(Error::unresolved)?;
                let id = perhaps.map_or_else(|| id.to_owned(), |entry| entry.external_id);
                let may_exist = self.journal().find_or_elsewhere(self.name(), &id);
                let may_exist = !matches!(may_exist, Ok((None, false))) || self.is_incomplete();
                return Err(if may_exist { error.unresolved().about(&id) } else { error });
            }
        };
        // Else an equal sale would get the receipt of one whose caller has it already.
        self.record_delivered(context)?;
        let here = self.undelivered_of(parsed)?;
        let is_here = here.as_ref().is_some_and(|entry| entry.undelivered == Undelivered::Yes);
        let (elsewhere, _its_turn) = if is_here { None } else { self.undelivered_elsewhere(parsed, context)? }.unzip();
        let id = Self::id_after(elsewhere.or(here), parsed)?;
        let Job::Document(document) = self.job(parsed, &id)? else {
            return Err(Error::before(ErrorKind::Internal("there is no document under another id".into())));
        };
        let gist = Some(parsed.meaning.gist());
        let asking = Asking { without_id: true, gist, ..Asking::of(parsed, &document) };
        let mut made = self.make(&asking, &document, &id, context);
        self.acknowledge(&id, &made, true);
        if let Ok(answer) = &mut made
            && let Ok(Some(entry)) = self.earlier(&id)
            && !asking.is_exactly(&entry)
        {
            answer.repeat_differs();
        }
        made
    }

    /// Records that the caller receives this outcome, if it is a definite one. `goes_on`: this document was another one
    /// than the undelivered ones, so the caller has gone on.
    pub(super) fn acknowledge(&self, id: &str, result: &Result<Answer>, goes_on: bool) {
        let recorded = match result {
            Ok(_) => self.acknowledge_anywhere(id, goes_on),
            // The next document with this content is this one again, because it may have come late.
            Err(error) if error.absent || matches!(error.kind, ErrorKind::NotMade) => return,
            Err(error) if matches!(error.outcome, Outcome::NotSent | Outcome::Rejected) => {
                // The same of one that this call has not come to look for.
                let earlier = self.journal().find(self.name(), id);
                if matches!(earlier, Ok(Some(Entry { state: State::NotMade { absent: true, .. }, .. }))) {
                    return;
                }
                self.acknowledge_anywhere(id, false)
            }
            Err(_) => return,
        };
        if let Err(journal_error) = recorded {
            self.unrecorded.keep_delivered(id, goes_on && result.is_ok());
            log::about(Level::Error, id, format_args!("outcome delivered, not recorded: {journal_error}"));
        }
    }

    /// Makes durable that the caller has received the outcome of a document, at whatever address it was asked for.
    pub(super) fn acknowledge_anywhere(&self, id: &str, goes_on: bool) -> std::result::Result<(), JournalError> {
        let mut journal = self.journal();
        journal.tell(self.name(), id, goes_on)?;
        let elsewhere = journal.entries_elsewhere(self.name(), id)?;
        elsewhere.iter().try_for_each(|entry| journal.tell(&entry.device, id, goes_on))
    }

    /// Finds out what became of each undelivered document (`"repeats": "join"` in the configuration). Returns each id
    /// with the result of [`Device::recover`].
    ///
    /// A person has asked, so the next document with the same content is taken for it, whatever was made meanwhile.
    pub fn undelivered(&self) -> Result<Vec<(String, Result<Answer>)>> {
        self.with_context(|context| self.hold(context).map(drop))?;
        let entries = self.journal().undelivered(self.name())?;
        let mut found = Vec::with_capacity(entries.len());
        for Entry { external_id, .. } in entries {
            let fate = self.with_context(|context| self.find_out(&external_id, context).map_err(Error::unresolved));
            self.journal().doubt(self.name(), &external_id)?;
            found.push((external_id, fate));
        }
        Ok(found)
    }

    /// The id of the document that a program which has just started asks about, by [`Device::recover_within`]: the newest
    /// one whose outcome no program without ids has received, else the newest of all.
    #[doc(hidden)]
    pub fn newest_document(&self) -> Result<Option<String>> {
        Ok(self.journal().newest(self.name())?.map(|entry| entry.external_id))
    }

    /// Acknowledges all undelivered outcomes, because a person knows them: the next document with the same content is a
    /// new one. Returns how many there were.
    ///
    /// # Errors
    ///
    /// [`Code::Busy`](crate::Code::Busy) while one of them is still open or queued: call [`Device::undelivered`] first.
    pub fn acknowledge_undelivered(&self) -> Result<usize> {
        self.logged("acknowledge undelivered", None, || self.acknowledged())
    }

    fn acknowledged(&self) -> Result<usize> {
        // The journal may have been replaced since the last call.
        self.with_context(|context| self.hold(context).map(drop))?;
        let entries = self.journal().undelivered(self.name())?;
        let open = entries.iter().find(|entry| matches!(entry.state, State::Open | State::Queued { .. }));
        if let Some(entry) = open {
            // Its outcome is not known yet.
            return Err(Error::before(ErrorKind::EarlierUnresolved(entry.external_id.clone())));
        }
        for entry in &entries {
            self.acknowledge_anywhere(&entry.external_id, false)?;
        }
        Ok(entries.len())
    }
}

/// The name of the lock of those that make documents without ids on a device.
fn turn_of(device: &str) -> String {
    format!("without ids {device}")
}
