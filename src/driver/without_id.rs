//! Documents of callers that keep no ids of their own.
//!
//! Such a caller, once it was left in doubt, asks for the same document again, and nothing in the call says whether that
//! is a repetition or another sale of the same content. So the journal keeps of each such document whether its caller
//! was told what came of it. While it was not, a document of the same content is taken for that one; if the caller went
//! on to other documents meanwhile, nobody can tell, and that is said. What a register does not do twice in a row by
//! itself, a shift or a registration, is then a new document.

use super::asking::{Asking, new_id};
use super::device::Device;
use super::lock::Lock;
use crate::backends::Job;
use crate::error::{Error, ErrorKind, Outcome, Result};
use crate::journal::{Entry, State, Undelivered};
use crate::task::answer::Answer;
use crate::task::{Parsed, Task};
use crate::transport::CallContext;

impl Device {
    /// The id of a document whose caller gave none.
    pub(super) fn id_for(&self, parsed: &Parsed) -> Result<String> {
        if !self.joins {
            return new_id();
        }
        let name = crate::task::words::Words::word(parsed.name);
        let mut earlier = self.journal().find_undelivered(self.name(), name, &parsed.digest)?;
        if earlier.as_ref().is_none_or(|entry| entry.undelivered != Undelivered::Yes) {
            // An older library wrote it down by its JSON.
            let older = self.journal().find_undelivered(self.name(), name, &parsed.spelled)?;
            earlier = older.filter(|entry| earlier.is_none() || entry.undelivered == Undelivered::Yes).or(earlier);
        }
        match earlier {
            // One that was seen to be absent may have come since: its repetition looks first, and takes its place.
            Some(entry) if entry.undelivered == Undelivered::Yes => Ok(entry.external_id),
            None | Some(Entry { state: State::NotMade { .. }, .. }) => new_id(),
            Some(_) if !matches!(parsed.task, Task::Receipt(_) | Task::Cash(_)) => new_id(),
            Some(entry) => {
                let id = entry.external_id;
                Err(Error::new(ErrorKind::Repeated(id.clone()), Outcome::Unknown).about(&id))
            }
        }
    }

    /// Whether the journal has to keep whether the caller was told.
    pub(super) fn is_without_id(&self, parsed: &Parsed) -> bool {
        self.joins && parsed.external_id.is_none()
    }

    /// Makes a document whose caller gave no id. From the choice of one until the caller is told no other thread or
    /// process does so on this device: a document that is still being made is nobody's repetition.
    pub(super) fn make_without_id(&self, parsed: &Parsed, id: &str, context: &CallContext) -> Result<Answer> {
        let lock = Lock::of(&format!("without ids {}", self.name()), &self.place)?;
        let _turn = match lock.hold(context) {
            Ok(turn) => turn,
            Err(error) => return Err(if self.earlier(id)?.is_some() { error.unresolved().about(id) } else { error }),
        };
        let id = self.id_for(parsed)?;
        let Job::Document(document) = self.job(parsed, &id)? else {
            return Err(Error::before(ErrorKind::Internal("there is no document under another id".into())));
        };
        let asking = Asking { without_id: true, ..Asking::of(parsed, &document) };
        let made = self.make(&asking, &document, &id, context);
        self.acknowledge(&id, &made, true);
        made
    }

    /// Keeps that the caller knows what came of its document, if it does now.
    /// `goes_on` if it was another document than those that it was left in doubt about.
    pub(super) fn acknowledge(&self, id: &str, result: &Result<Answer>, goes_on: bool) {
        let told = match result {
            Ok(_) => self.journal().tell(self.name(), id, goes_on),
            // The document that is asked for next is this one again, which may have come late.
            Err(error) if error.absent || matches!(error.kind, ErrorKind::NotMade) => return,
            Err(error) if matches!(error.outcome, Outcome::NotSent | Outcome::Rejected) => {
                self.journal().tell(self.name(), id, false)
            }
            Err(_) => return,
        };
        // Then the next document of this content is taken for this one, which is the safer mistake.
        if let Err(journal_error) = told {
            crate::log::line(format_args!("{id}: outcome delivered, not recorded: {journal_error}"));
        }
    }

    /// Finds out what became of each document without an id whose caller has not received its outcome (`"repeats": "join"`
    /// in the configuration): its id, and what [`Device::recover`] says of it.
    ///
    /// A person has asked, so the next document of the same content is taken for it, whatever was made meanwhile.
    pub fn undelivered(&self) -> Result<Vec<(String, Result<Answer>)>> {
        let entries = self.journal().undelivered(self.name())?;
        let mut found = Vec::with_capacity(entries.len());
        for Entry { external_id, .. } in entries {
            let fate = self.with_context(|context| self.find_out(&external_id, context).map_err(Error::unresolved));
            self.journal().doubt(self.name(), &external_id)?;
            found.push((external_id, fate));
        }
        Ok(found)
    }

    /// Counts the outcomes that no caller has received as received, for a person knows of them: the next document of the
    /// same content is a new one. Gives how many there were.
    ///
    /// # Errors
    ///
    /// [`Code::Busy`](crate::Code::Busy) while nobody can know of one of them yet: find that out first, by
    /// [`Device::undelivered`].
    pub fn acknowledge_undelivered(&self) -> Result<usize> {
        let entries = self.journal().undelivered(self.name())?;
        let open = entries.iter().find(|entry| matches!(entry.state, State::Open | State::Queued { .. }));
        if let Some(entry) = open {
            // Nobody can know of it yet.
            return Err(Error::before(ErrorKind::EarlierUnresolved(entry.external_id.clone())));
        }
        for entry in &entries {
            self.journal().tell(self.name(), &entry.external_id, false)?;
        }
        Ok(entries.len())
    }
}
