//! Is the journal complete, and what can a person do about a document that stays ambiguous?
//!
//! A journal that lost documents must not decide anything: a document that it lost would be sold again. See
//! docs/en/exactly-once.md#a-journal-that-lost-documents.

use super::counter::Counted;
use super::device::Device;
use super::failure::beside_journal;
use super::gathered::Gathered;
use super::identity::{candidate, is_taken, shown};
use super::lock::{Held, Lock, Place};
use super::record::{parsed, resolved};
use super::results::Discarded;
use crate::backends::fingerprint::{Fingerprint, Kind, Match};
use crate::backends::{Baseline, Document, Documents, Record};
use crate::error::{Candidate, Error, ErrorKind, Outcome, Result};
use crate::journal::{Entry, State};
use crate::task::answer::Answer;
use crate::transport::CallContext;

impl Device {
    /// Locks the device for a call that makes or resolves a document. Fails if the journal has lost documents, because
    /// nobody knows then whether this very document was made, or if it still cannot take what became of earlier ones.
    pub(super) fn hold(&self, context: &CallContext) -> Result<Held> {
        #[cfg(feature = "days")]
        let held = if planted!(LockNotTaken) { self.lock.not_taken() } else { self.lock.hold(context)? };
        #[cfg(not(feature = "days"))]
        let held = self.lock.hold(context)?;
        self.journal().revive()?;
        match self.journal_loss()? {
            None => self.record_fates().map(|()| held),
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
        self.lock.counted().map_err(|error| beside_journal(&error))
    }

    /// Whether the journal once lost documents of this device, and what the register has of them was read back.
    fn has_lost(&self) -> Result<bool> {
        Ok(self.journal().learned(self.name(), None)?.lost)
    }

    /// The error of an id that the journal does not know. If the journal has lost documents, this may be one of them, so
    /// `NotFound` would be wrong.
    pub(super) fn unknown_id(&self) -> Result<Error> {
        let mut rebuilt = self.journal().rebuilt(self.name(), None)?;
        if rebuilt.is_empty() {
            // Read back under another name of this register.
            let anywhere = self.journal().rebuilt_anywhere()?;
            for entry in anywhere {
                if entry.drive.as_ref().map_or(Ok(false), |drive| self.has_used(self.name(), drive))? {
                    rebuilt.push(entry);
                }
            }
        }
        // While this name's own documents are missing, the caller is told of that.
        let is_lost =
            !rebuilt.is_empty() || self.has_lost()? || (self.journal_loss()?.is_none() && self.has_lost_elsewhere()?);
        if !is_lost {
            return Ok(Error::before(ErrorKind::NotFound));
        }
        Ok(forgotten(rebuilt.iter().filter_map(shown_of).collect()))
    }

    /// Whether the journal has lost documents of any device that may have been made under another name of this one: it knows
    /// none under this name, or nothing but a key tells which register it was.
    fn has_lost_elsewhere(&self) -> Result<bool> {
        let by_key = matches!(self.backend.documents(), Documents::Queue(queue) if queue.is_known_by_name());
        if !by_key && !self.is_new()? {
            return Ok(false);
        }
        let counted = match &self.place {
            Place::File(journal) => Lock::counted_elsewhere(&[], journal).map_err(|error| beside_journal(&error))?,
            #[cfg(feature = "postgres")]
            Place::Server(_) => Vec::new(),
        };
        let (kept, has_lost) = self.journal().totals()?;
        Ok(has_lost || counted.into_iter().fold(0, u64::saturating_add) > kept)
    }

    /// Whether the journal knows no document under this name.
    pub(super) fn is_new(&self) -> Result<bool> {
        Ok(self.journal().intents(self.name())? == 0)
    }

    /// Whether this device is a queue whose journal has lost documents: its server may have those of unknown ids.
    pub(super) fn has_lost_of_queue(&self) -> bool {
        let is_queue = matches!(self.backend.documents(), Documents::Queue(_));
        is_queue && matches!(self.has_lost(), Ok(true))
    }

    /// The error of a document that this call has not sent: an earlier call may have, if the journal has lost documents.
    pub(super) fn unresolved_if_lost(&self, error: Error, document: &Document, id: &str) -> Error {
        let may_exist = error.outcome == Outcome::NotSent && matches!(self.may_be_lost(document, id), Ok(true));
        error.unresolved_if(may_exist)
    }

    /// Whether the journal is known to lack documents now. While another process has the device, Windows does not show how
    /// many were counted.
    pub(super) fn is_incomplete(&self) -> bool {
        match self.journal_loss() {
            Ok(Some(_)) => true,
            // A name that the journal does not know may be another one of a register that it knows, or knew.
            Ok(None) => matches!(self.is_new(), Ok(true)) && matches!(self.has_lost_elsewhere(), Ok(true)),
            Err(_) => false,
        }
    }

    /// Documents that were read back, that no id has, and that came after this one was sent: if the journal lost that it was
    /// refused and sent again, perhaps with other content, it is one of them.
    pub(super) fn read_back_after(&self, entry: &Entry) -> Result<Vec<Candidate>> {
        let (baseline, drive) = (parsed::<Baseline>(&entry.baseline)?, entry.drive.as_deref());
        let mut documents = Gathered::default();
        let all = self.journal().rebuilt(self.name(), drive)?;
        for rebuilt in all {
            let State::Registered { number, answer } = &rebuilt.state else { continue };
            let is_after = rebuilt.epoch == entry.epoch && *number > baseline.past();
            let record = Record { answer: Answer::read(answer).unwrap_or_default(), ..Record::hidden(*number) };
            if rebuilt.drive == entry.drive && is_after && !is_taken(self, &record, drive)? {
                documents.push(record);
            }
        }
        Ok(documents.into_vec().into_iter().map(candidate).collect())
    }

    fn may_be_lost(&self, document: &Document, id: &str) -> Result<bool> {
        let is_incomplete = self.is_incomplete();
        if !is_incomplete && (is_made_once(document.fingerprint.kind) || !self.has_lost()?) {
            return Ok(false);
        }
        // An open one is that whose intent has just failed.
        match self.earlier(id)?.map(|entry| entry.state) {
            None | Some(State::Open)
                if !is_incomplete && matches!(self.backend.documents(), Documents::Register(_)) =>
            {
                let rebuilt = self.journal().rebuilt(self.name(), None)?;
                Ok(rebuilt.iter().any(|entry| compare(&document.fingerprint, entry) != Match::Other))
            }
            // What was not made may have been sent again since.
            None | Some(State::Open | State::NotMade { absent: true, .. }) => Ok(true),
            Some(State::NotMade { .. }) => Ok(is_incomplete),
            Some(State::Queued { .. } | State::Registered { .. } | State::Ambiguous { .. }) => Ok(false),
        }
    }

    /// The result of `find`. "No such document" and "not made" are believed only of a journal that was complete all the
    /// time; otherwise `find` is called again under the lock.
    pub(super) fn of_complete_journal(
        &self,
        find: impl Fn() -> Result<Answer>,
        context: &CallContext,
    ) -> Result<Answer> {
        // Another process may restore it meanwhile, and then nothing shows any more that it was not complete.
        let was_complete = matches!(self.journal_loss(), Ok(None));
        let found = find();
        let is_no =
            matches!(&found, Err(Error { kind: ErrorKind::NotFound | ErrorKind::NotMade | ErrorKind::Discarded, .. }));
        if !is_no || (was_complete && self.journal().is_there() && matches!(self.journal_loss(), Ok(None))) {
            return found;
        }
        // Perhaps it only seemed incomplete while another process was writing.
        drop(self.hold(context).map_err(Error::unresolved)?);
        find()
    }

    /// Discards an ambiguous document, or one that was perhaps sent again in the time that the journal has lost: a person has
    /// compared its candidates with the tape and states that none of them is it. It counts as not made then, and the same id
    /// may be sent again.
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
            // That it was not made is certain, unless it was perhaps sent again in the time that the journal has lost.
            let (here, is_elsewhere) = self.journal().find_or_elsewhere(self.name(), id)?;
            // It may have been asked for at another address.
            let entry = if is_elsewhere { self.known_anywhere(id, context)?.or(here) } else { here };
            let entry = entry.ok_or_else(|| Error::before(ErrorKind::NotFound))?;
            let is_certain = entry.was_not_made() && self.read_back_after(&entry)?.is_empty();
            if !is_certain && self.journal().discard(&entry.device, id, &error.to_json().to_string())? {
                return Ok(Discarded::Discarded);
            }
            let resolved = resolved(&self.now(&entry)?);
            let answer = resolved
                .unwrap_or_else(|| Err(Error::new(ErrorKind::EarlierUnresolved(id.to_owned()), Outcome::Unknown)))?;
            Ok(Discarded::Registered(Box::new(answer)))
        })
    }
}

/// The error of a document that may be one of those that the journal has lost, perhaps one of `candidates`.
pub(super) fn forgotten(candidates: Vec<Candidate>) -> Error {
    Error { candidates, ..Error::new(ErrorKind::Forgotten, Outcome::Unknown) }
}

/// A document that was read back, as the error's candidate; `None` if the entry is not registered.
pub(super) fn shown_of(entry: &Entry) -> Option<Candidate> {
    let State::Registered { number, answer } = &entry.state else { return None };
    Some(shown(*number, Answer::read(answer).unwrap_or_default()))
}

/// A register does not make these twice in a row, so nothing has to be known of an earlier one.
pub(super) fn is_made_once(kind: Kind) -> bool {
    matches!(kind, Kind::OpenShift | Kind::CloseShift)
}

/// How a document compares with one that was read back.
pub(super) fn compare(fingerprint: &Fingerprint, rebuilt: &Entry) -> Match {
    let Some(shown) = parsed::<Option<Fingerprint>>(&rebuilt.fingerprint).unwrap_or_default() else {
        return Match::Maybe;
    };
    match fingerprint.compare(&shown) {
        // It may have been sent while the configuration asked for no mark.
        Match::Other if shown.marks.is_empty() && fingerprint.compare_content(&shown) != Match::Other => Match::Maybe,
        verdict => verdict,
    }
}
