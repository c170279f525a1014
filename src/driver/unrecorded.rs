//! What this process knows and the journal could not take: its disk was full or failed, or another program held the file.
//!
//! It is recorded before the device makes anything else. Otherwise a document that was not made would take the equal one
//! of another program, and the next equal sale of a caller without ids would get the receipt of the sale before it.

use super::device::Device;
use crate::error::{Error, Result};
use crate::journal::{Cause, Entry, JournalError, State};
use crate::log::{self, Level};
use crate::transport::CallContext;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// What a device has to record yet.
#[derive(Debug, Default)]
pub(super) struct Unrecorded {
    /// What became of documents, each with its entry.
    fates: Mutex<Vec<(Entry, State)>>,
    /// Documents without ids whose callers have received the outcome, and whether they went on then.
    delivered: Mutex<Vec<(String, bool)>>,
}

impl Unrecorded {
    /// Keeps what became of a document.
    pub(super) fn keep(&self, entry: &Entry, state: &State) {
        let mut fates = self.fates();
        fates.retain(|(kept, _)| kept.attempt != entry.attempt);
        fates.push((entry.clone(), state.clone()));
    }

    /// Keeps that a caller has received the outcome of a document.
    pub(super) fn keep_delivered(&self, id: &str, goes_on: bool) {
        self.delivered().push((id.to_owned(), goes_on));
    }

    fn fates(&self) -> MutexGuard<'_, Vec<(Entry, State)>> {
        self.fates.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn delivered(&self) -> MutexGuard<'_, Vec<(String, bool)>> {
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
            // A record that is damaged holds nobody up.
            if journal_error.1 != Cause::Missing {
                self.unrecorded.keep(&entry, &state);
                held = held.or(Some(journal_error));
            }
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
                    now => matches!(state, State::Registered { .. }) || now == entry.state,
                }
        });
        if is_news {
            self.journal().resolve(entry, state)?;
        }
        Ok(())
    }

    /// Records which outcomes callers without ids have received.
    pub(super) fn record_delivered(&self, context: &CallContext) -> Result<()> {
        let delivered = std::mem::take(&mut *self.unrecorded.delivered());
        if delivered.is_empty() {
            return Ok(());
        }
        let mut delivered = delivered.into_iter();
        // The journal may have been replaced since.
        let told = self.hold(context).and_then(|_held| {
            delivered.try_for_each(|(id, goes_on)| {
                let told = self.acknowledge_anywhere(&id, goes_on);
                told.map_err(|journal_error| {
                    self.unrecorded.keep_delivered(&id, goes_on);
                    Error::from(journal_error)
                })
            })
        });
        self.unrecorded.delivered().extend(delivered);
        told
    }
}
