//! The idle window: since when a device has been seen idle after a request left.
//!
//! A slow device may make a document after we looked (docs/exactly-once.md), so it must be seen idle over its settling
//! time before it is believed to have made nothing.

use crate::journal::Entry;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// The idle window of a device.
#[derive(Debug)]
pub(super) struct IdleWindow {
    /// How long the device must be seen idle.
    pub length: Duration,
    begun: Mutex<Option<Begun>>,
}

/// A window that has begun, and for which document.
#[derive(Debug)]
struct Begun {
    id: String,
    /// The same document may have been sent again: what was seen before says nothing about that.
    attempt: String,
    /// The drive that numbers its documents; none of a queue.
    drive: Option<String>,
    /// The one document that has been seen all the time and may be this one.
    number: Option<u64>,
    since: Instant,
}

impl IdleWindow {
    pub(super) fn new(length: Duration) -> Self {
        Self { length, begun: Mutex::default() }
    }

    /// Whether the device, seen idle now, has been so over the whole window, all of it after the request of this entry
    /// left. Documents of others in between, which are none of ours, do not count as work on ours.
    pub(super) fn is_over(&self, entry: &Entry, drive: Option<String>, number: Option<u64>) -> bool {
        let mut begun = self.begun();
        match &*begun {
            Some(seen)
                if seen.id == entry.external_id
                    && seen.attempt == entry.attempt
                    && seen.drive == drive
                    && seen.number == number =>
            {
                seen.since.elapsed() >= self.length
            }
            _ => {
                let (id, attempt) = (entry.external_id.clone(), entry.attempt.clone());
                *begun = Some(Begun { id, attempt, drive, number, since: Instant::now() });
                false
            }
        }
    }

    /// The device was seen at work, or could not be asked: the window begins anew.
    pub(super) fn forget(&self) {
        *self.begun() = None;
    }

    fn begun(&self) -> MutexGuard<'_, Option<Begun>> {
        self.begun.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
