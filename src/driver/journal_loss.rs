//! Is the journal complete, and what can a person do about a document that stays ambiguous?
//!
//! A journal that lost documents must not decide anything: a document that it lost would be sold again. See
//! docs/en/exactly-once.md#a-journal-that-lost-documents.

use super::counter::Counted;
use super::device::Device;
use super::lock::Held;
use super::record::resolved;
use super::results::Discarded;
use crate::error::{Error, ErrorKind, Outcome, Result, Text};
use crate::task::answer::Answer;
use crate::transport::CallContext;

impl Device {
    /// Locks the device for a call that makes or resolves a document. Fails if the journal has lost documents, because
    /// nobody knows then whether this very document was made.
    pub(super) fn hold(&self, context: &CallContext) -> Result<Held> {
        #[cfg(feature = "days")]
        let held = if planted!(LockNotTaken) { self.lock.not_taken() } else { self.lock.hold(context)? };
        #[cfg(not(feature = "days"))]
        let held = self.lock.hold(context)?;
        self.journal().revive()?;
        match self.journal_loss()? {
            None => Ok(held),
            Some(lost) => Err(Error::new(lost, Outcome::Unknown)),
        }
    }

    /// The loss, if the journal has fewer documents than were counted.
    pub(super) fn journal_loss(&self) -> Result<Option<ErrorKind>> {
        // In this order: if another process holds the lock, it may be writing both, the journal first.
        let counted = self.counted()?;
        let kept = self.journal().intents(self.name())?;
        Ok(match counted {
            Counted::Nothing => None,
            Counted::Known(counted) => {
                (counted > kept).then_some(ErrorKind::JournalLost { kept, counted: Some(counted) })
            }
            Counted::Garbled => Some(ErrorKind::JournalLost { kept, counted: None }),
        })
    }

    /// How many documents were counted outside the journal.
    pub(super) fn counted(&self) -> Result<Counted> {
        self.lock.counted().map_err(|error| Error::before(ErrorKind::Journal(Text::of_io(&error))))
    }

    /// The result of `find`. "No such document" and "not made" are believed only of a complete journal; otherwise
    /// `find` is called again under the lock.
    pub(super) fn of_complete_journal(
        &self,
        find: impl Fn() -> Result<Answer>,
        context: &CallContext,
    ) -> Result<Answer> {
        let found = find();
        let is_no =
            matches!(&found, Err(Error { kind: ErrorKind::NotFound | ErrorKind::NotMade | ErrorKind::Discarded, .. }));
        if !is_no || (self.journal().is_there() && matches!(self.journal_loss(), Ok(None))) {
            return found;
        }
        // Perhaps it only seemed incomplete while another process was writing.
        drop(self.hold(context).map_err(Error::unresolved)?);
        find()
    }

    /// Discards an ambiguous document: a person has compared its candidates with the tape and states that none of them
    /// is it. It counts as not made then, and the same id may be sent again.
    ///
    /// # Errors
    ///
    /// [`Code::Busy`](crate::Code::Busy) if another look may still resolve it, [`Code::NotMade`](crate::Code::NotMade)
    /// if it was not made anyway.
    pub fn discard(&self, id: &str) -> Result<Discarded> {
        self.logged("discard", Some(id), || self.discarded(id)).map_err(|error| error.about(id))
    }

    fn discarded(&self, id: &str) -> Result<Discarded> {
        self.with_context(|context| {
            let _held = self.hold(context)?;
            let error = Error::new(ErrorKind::Discarded, Outcome::Rejected).about(id);
            if self.journal().discard(self.name(), id, &error.to_json().to_string())? {
                return Ok(Discarded::Discarded);
            }
            let resolved = resolved(&self.entry(id)?);
            let answer = resolved
                .unwrap_or_else(|| Err(Error::new(ErrorKind::EarlierUnresolved(id.to_owned()), Outcome::Unknown)))?;
            Ok(Discarded::Registered(Box::new(answer)))
        })
    }
}
