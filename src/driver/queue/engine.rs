//! The queue engine itself, and how it records fates.

use super::super::device::Device;
use super::super::fate::Fate;
use super::seen::of_another;
use crate::backends::{Queue, Ticket};
use crate::error::{Candidate, Error, ErrorKind, Outcome, Result};
use crate::journal::{Entry, JournalError, State};
use crate::log::{self, Level};
use crate::task::answer::Answer;
use crate::transport::{CallContext, Stage};

/// The queue engine, for the time of one call.
#[derive(Clone, Copy)]
pub(in super::super) struct QueueEngine<'a> {
    pub device: &'a Device,
    pub queue: &'a dyn Queue,
    /// Deadline, cancelling and progress of the call.
    pub context: &'a CallContext<'a>,
}

impl QueueEngine<'_> {
    /// Records that the server has the document, and returns the entry in its new state.
    pub(super) fn mark_queued(&self, mut entry: Entry, ticket: &Ticket) -> Result<Entry> {
        entry.state = State::Queued { ticket: ticket.id.clone() };
        let record = self.device.record(&entry, &entry.state);
        // The document is in the queue even if this cannot be recorded: the next look at the open entry finds it.
        record.map_err(|journal_error| Error::new(journal_error.into(), Outcome::Unknown))?;
        Ok(entry)
    }

    /// Records the fate of a document that this call is not about.
    pub(super) fn note(&self, entry: &Entry, fate: Fate) {
        if let Err(error) = self.device.conclude(entry, self.checked(entry, fate)) {
            log::about(Level::Warning, &entry.external_id, format_args!("{}", error.logged()));
        }
    }

    /// Records the fate of a document and turns it into the caller's answer.
    pub(super) fn conclude(&self, entry: &Entry, fate: Fate) -> Result<Answer> {
        self.context.tell(Stage::Done);
        self.device.conclude(entry, self.checked(entry, fate))
    }

    /// The id of another entry that is registered as the document of this number on the drive of this answer.
    pub(super) fn owner(
        &self,
        entry: &Entry,
        answer: &Answer,
        number: u64,
    ) -> std::result::Result<Option<String>, JournalError> {
        let drive = answer.fiscal.as_ref().and_then(|fiscal| fiscal.fn_number.as_deref());
        drive.map_or(Ok(None), |drive| self.device.journal().who_has(drive, number, entry))
    }

    /// Checks that the document the server shows is not another entry's. A fiscal drive gives each number once, so two
    /// entries with one number cannot both be registered; the fate is then unknown.
    pub(in super::super) fn checked(&self, entry: &Entry, fate: Fate) -> Fate {
        let Fate::Made(made) = &fate else { return fate };
        let Some(number) = made.number else { return fate };
        match self.owner(entry, &made.answer, number) {
            Ok(None) => fate,
            Ok(Some(owner)) => {
                log::about(Level::Error, &entry.external_id, format_args!("number {number} belongs to {owner}"));
                let mut error = Error::new(ErrorKind::Unclear(Box::new(of_another(number, &owner))), Outcome::Unknown);
                error.candidates = vec![Candidate::Queued {
                    external_id: Some(owner),
                    native: made.answer.native.clone().unwrap_or_default(),
                }];
                Fate::Unknown(Box::new(error))
            }
            Err(journal_error) => Fate::Unknown(Box::new(Error::new(journal_error.into(), Outcome::Unknown))),
        }
    }
}
