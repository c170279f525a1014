//! Whether the journal still has every document that was about to be sent, and what is done with an entry that cannot be
//! read.

use super::Driver;
use super::counter::Counted;
use super::lock::Held;
use super::settle::{Fate, settled};
use crate::error::{Error, Outcome, Result, What};
use crate::journal::{Entry, State};
use crate::transport::Watch;
use serde_json::{Value, json};

impl Driver {
    /// Waits for the device, for a call that makes a document or settles one. With a journal that has lost some, neither
    /// is safe: nobody knows whether this very document was made.
    pub(super) fn hold(&self, watch: &Watch) -> Result<Held> {
        let held = self.lock.hold(watch)?;
        self.journal().revive()?;
        match self.lost()? {
            None => Ok(held),
            Some(lost) => Err(Error::new(lost, Outcome::Unknown)),
        }
    }

    /// What was lost, if anything was.
    pub(super) fn lost(&self) -> Result<Option<What>> {
        // In this order: where the lock is another process's, it may write both meanwhile, the journal first.
        let counted = self.lock.counted().map_err(|error| Error::before(What::Journal(error.to_string())))?;
        let kept = self.journal().intents(self.backend.device())?;
        Ok(match counted {
            Counted::Nothing => None,
            Counted::Known(counted) => (counted > kept).then_some(What::JournalLost { kept, counted: Some(counted) }),
            Counted::Garbled => Some(What::JournalLost { kept, counted: None }),
        })
    }

    /// What `find` says. The word that there is no such document, or that it was not made, is believed of a whole journal
    /// only.
    pub(super) fn of_whole(&self, find: impl Fn() -> Result<Value>, watch: &Watch) -> Result<Value> {
        let found = find();
        let is_no = matches!(&found, Err(Error { what: What::NotFound | What::NotMade | What::Discarded, .. }));
        if !is_no || (self.journal().is_there() && matches!(self.lost(), Ok(None))) {
            return found;
        }
        // Perhaps it only could not be read while another process is at work.
        drop(self.hold(watch).map_err(Error::in_doubt)?);
        find()
    }

    /// Makes an intent durable and counts it: in the journal first, so that the count is never ahead of it, and both
    /// before the request leaves.
    pub(super) fn intend_counted(&self, entry: &Entry) -> Result<()> {
        let count = self.journal().intend(entry)?;
        let Err(error) = self.lock.count(count) else { return Ok(()) };
        let error = Error::before(What::Journal(error.to_string()));
        self.conclude(entry, Fate::NotMade(Box::new(error))).map(drop)
    }

    /// The same for a document that is there already: without the count it is there all the same.
    pub(super) fn intend_found(&self, entry: &Entry) -> Result<()> {
        let count = self.journal().intend(entry).map_err(|trouble| Error::from(trouble).in_doubt())?;
        if let Err(error) = self.lock.count(count) {
            crate::log::line(format_args!("{}: not counted: {error}", entry.external_id));
        }
        Ok(())
    }

    /// Lets go of a document that several on the device may be: a person has compared them with the tape and says that
    /// none of them is it. The same id may then be sent again.
    pub fn discard(&self, id: &str) -> Result<Value> {
        self.watched(|watch| {
            let _held = self.hold(watch)?;
            let error = Error::new(What::Discarded, Outcome::Rejected).about(id);
            if self.journal().discard(self.backend.device(), id, &error.to_json().to_string())? {
                return Ok(json!({ "externalId": id, "discarded": true }));
            }
            settled(&self.entry(id)?)
                .unwrap_or_else(|| Err(Error::new(What::Unsettled(id.to_owned()), Outcome::Unknown)))
        })
        .map_err(|error| error.about(id))
    }
}

/// The fate of a document whose entry does not say by what to look for it: nobody can tell, and no look will. It is shown
/// with what the entry has, and holds nobody up.
pub(super) fn unreadable(entry: &Entry, error: &Error) -> Fate {
    crate::log::line(format_args!("{}: {}", entry.external_id, error.message().en));
    let mut error = Error::new(What::Untraceable, Outcome::Unknown);
    let shown = match &entry.state {
        State::Ambiguous { error } => serde_json::from_str::<Value>(error).ok(),
        _ => None,
    };
    let shown = shown.and_then(|shown| shown.get("candidates").and_then(Value::as_array).cloned());
    error.candidates = shown.filter(|shown| !shown.is_empty()).unwrap_or_else(|| {
        vec![json!({ "journal": { "task": entry.task, "fnNumber": entry.drive, "baseline": entry.baseline } })]
    });
    Fate::Unknown(Box::new(error))
}
