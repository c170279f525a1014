//! What this process knows and the journal could not take: its disk was full or failed, or another program held the file.
//!
//! It is recorded before the device makes anything else. Otherwise a document that was not made would take the equal one
//! of another program, and the next equal sale of a caller without ids would get the receipt of the sale before it.

use super::device::Device;
use crate::error::Result;
use crate::journal::{Cause, Entry, JournalError, State};
use crate::log::{self, Level};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// What a device has to record yet.
#[derive(Debug, Default)]
pub(super) struct Unrecorded {
    /// What became of documents, each with its entry.
    fates: Mutex<Vec<(Entry, State)>>,
    /// Documents without ids whose callers have received the outcome.
    delivered: Mutex<Vec<String>>,
}

impl Unrecorded {
    /// Keeps what became of a document.
    pub(super) fn keep(&self, entry: &Entry, state: &State) {
        let mut fates = self.fates();
        fates.retain(|(kept, _)| kept.attempt != entry.attempt);
        fates.push((entry.clone(), state.clone()));
    }

    /// Keeps that a caller has received the outcome of a document.
    pub(super) fn keep_delivered(&self, id: &str) {
        self.delivered().push(id.to_owned());
    }

    fn fates(&self) -> MutexGuard<'_, Vec<(Entry, State)>> {
        self.fates.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn delivered(&self) -> MutexGuard<'_, Vec<String>> {
        self.delivered.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Device {
    /// Records what became of earlier documents. Fails if the journal can take nothing now.
    pub(super) fn record_fates(&self) -> Result<()> {
        let fates = std::mem::take(&mut *self.unrecorded.fates());
        let mut held = None;
        for (entry, state) in fates {
            let Err(journal_error) = self.record_fate(&entry, &state) else { continue };
            log::about(Level::Error, &entry.external_id, format_args!("still not recorded: {journal_error}"));
            self.unrecorded.keep(&entry, &state);
            // A record that is damaged holds nobody up; a disk that takes nothing takes no intent either.
            held = held.or(Some(journal_error).filter(|error| error.1 != Cause::Broken));
        }
        held.map_or(Ok(()), |journal_error| Err(journal_error.into()))
    }

    fn record_fate(&self, entry: &Entry, state: &State) -> std::result::Result<(), JournalError> {
        let now = self.journal().find(&entry.device, &entry.external_id)?;
        // Meanwhile another process may have found it out, or have sent the document again.
        let is_news = now.is_some_and(|now| {
            now.attempt == entry.attempt
                && match now.state {
                    State::Registered { .. } => false,
                    State::NotMade { .. } | State::Ambiguous { .. } => matches!(state, State::Registered { .. }),
                    State::Open | State::Queued { .. } => true,
                }
        });
        if is_news {
            self.journal().resolve(entry, state)?;
        }
        Ok(())
    }

    /// Records which outcomes callers without ids have received.
    pub(super) fn record_delivered(&self) -> Result<()> {
        let mut delivered = std::mem::take(&mut *self.unrecorded.delivered()).into_iter();
        while let Some(id) = delivered.next() {
            let told = {
                let mut journal = self.journal();
                journal.revive().and_then(|()| journal.tell(self.name(), &id, true))
            };
            if let Err(journal_error) = told {
                self.unrecorded.delivered().extend(std::iter::once(id).chain(delivered));
                return Err(journal_error.into());
            }
        }
        Ok(())
    }
}
