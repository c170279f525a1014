//! Whether the journal still has every document that was about to be sent, and what a person says of one that is left.

use super::counter::Counted;
use super::device::Device;
use super::lock::Held;
use super::record::resolved;
use super::results::Discarded;
use crate::error::{Error, ErrorKind, Outcome, Result};
use crate::task::answer::Answer;
use crate::transport::CallContext;

impl Device {
    /// Waits for the device, for a call that makes a document or resolves one. With a journal that has lost some, neither
    /// is safe: nobody knows whether this very document was made.
    pub(super) fn hold(&self, context: &CallContext) -> Result<Held> {
        let held = self.lock.hold(context)?;
        self.journal().revive()?;
        match self.lost()? {
            None => Ok(held),
            Some(lost) => Err(Error::new(lost, Outcome::Unknown)),
        }
    }

    /// What was lost, if anything was.
    pub(super) fn lost(&self) -> Result<Option<ErrorKind>> {
        // In this order: where the lock is another process's, it may write both meanwhile, the journal first.
        let counted = self.lock.counted().map_err(|error| Error::before(ErrorKind::Journal(error.to_string())))?;
        let kept = self.journal().intents(self.name())?;
        Ok(match counted {
            Counted::Nothing => None,
            Counted::Known(counted) => {
                (counted > kept).then_some(ErrorKind::JournalLost { kept, counted: Some(counted) })
            }
            Counted::Garbled => Some(ErrorKind::JournalLost { kept, counted: None }),
        })
    }

    /// What `find` says. The word that there is no such document, or that it was not made, is believed of a whole journal
    /// only.
    pub(super) fn of_whole(&self, find: impl Fn() -> Result<Answer>, context: &CallContext) -> Result<Answer> {
        let found = find();
        let is_no =
            matches!(&found, Err(Error { kind: ErrorKind::NotFound | ErrorKind::NotMade | ErrorKind::Discarded, .. }));
        if !is_no || (self.journal().is_there() && matches!(self.lost(), Ok(None))) {
            return found;
        }
        // Perhaps it only could not be read while another process is at work.
        drop(self.hold(context).map_err(Error::unresolved)?);
        find()
    }

    /// Discards a document that several on the device may be: a person has compared them with the tape and says that none
    /// of them is it. The same id may then be sent again.
    ///
    /// # Errors
    ///
    /// [`Code::Busy`](crate::Code::Busy) of one that another look may still resolve, [`Code::NotMade`](crate::Code::NotMade)
    /// of one that was not made anyway.
    pub fn discard(&self, id: &str) -> Result<Discarded> {
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
        .map_err(|error| error.about(id))
    }
}
