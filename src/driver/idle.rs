//! The idle window: how long a device has been seen idle since a request was sent.
//!
//! A slow device may make a document after we looked. So "not made" is believed only if the device was idle, without
//! the document, for its whole settling time (`settleMs`). See docs/en/exactly-once.md#absence.

use crate::clock;
use crate::journal::Entry;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// Most documents that are looked for at once, each by a call of its own; the window of the one that began first ends.
const MOST: usize = 64;

/// The idle windows of a device, one for each document that is being looked for.
#[derive(Debug)]
pub(super) struct IdleWindow {
    /// `settleMs` of the configuration.
    pub length: Duration,
    begun: Mutex<Vec<Begun>>,
}

/// A window that has begun. A look at another attempt or drive, or with something else that may be ours, begins a new one.
#[derive(Debug)]
struct Begun {
    id: String,
    /// Changes when the document is sent again: an earlier look says nothing about the new request.
    attempt: String,
    /// The fiscal drive, because another drive has other documents; `None` where it was not asked for.
    drive: Option<String>,
    /// The only document that may be ours, if there is one; `None` while there is none.
    number: Option<u64>,
    /// When the look that began it had ended.
    since: Instant,
}

impl IdleWindow {
    pub(super) fn new(length: Duration) -> Self {
        Self { length, begun: Mutex::default() }
    }

    /// Whether the device has been idle for the whole window, all of it after this entry's request was sent. To be
    /// called when a look that began at `looked` has just shown it idle: the answer may have been long on its way, and says
    /// nothing of that time.
    ///
    /// Documents of other programs in between do not restart the window: a till would otherwise wait as long as its
    /// neighbour sells.
    pub(super) fn is_over(&self, entry: &Entry, drive: Option<String>, number: Option<u64>, looked: Instant) -> bool {
        if planted!(AbsentAtFirstLook) {
            return true;
        }
        let mut begun = self.begun();
        if let Some(seen) = begun.iter().find(|seen| seen.id == entry.external_id)
            && seen.attempt == entry.attempt
            && seen.drive == drive
            && seen.number == number
        {
            let idle = looked.saturating_duration_since(seen.since);
            return idle >= self.length / if planted!(WindowTooShort) { 4 } else { 1 };
        }
        begun.retain(|seen| seen.id != entry.external_id);
        if begun.len() == MOST {
            begun.remove(0);
        }
        let (id, attempt) = (entry.external_id.clone(), entry.attempt.clone());
        begun.push(Begun { id, attempt, drive, number, since: clock::now() });
        false
    }

    /// Restarts every window: the device was busy or could not be asked.
    pub(super) fn forget(&self) {
        self.begun().clear();
    }

    /// Restarts the window of one document.
    pub(super) fn forget_of(&self, entry: &Entry) {
        self.begun().retain(|seen| seen.id != entry.external_id);
    }

    fn begun(&self) -> MutexGuard<'_, Vec<Begun>> {
        self.begun.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::journal::{State, Undelivered};

    #[test]
    fn an_answer_that_was_long_on_its_way_says_nothing_of_that_time() {
        let entry = Entry {
            device: "icash a".into(),
            external_id: "a".into(),
            task: "sell".into(),
            digest: [0; 32],
            gist: None,
            drive: None,
            baseline: String::new(),
            fingerprint: String::new(),
            asked: String::new(),
            attempt: "1".into(),
            key: None,
            epoch: 0,
            parts: String::new(),
            account: None,
            undelivered: Undelivered::No,
            state: State::Open,
        };
        let window = IdleWindow::new(Duration::from_secs(60));
        let looked = Instant::now();
        assert!(!window.is_over(&entry, None, None, looked), "the first look begins it");
        for (later, is_over) in [(0, false), (59, false), (61, true)] {
            let looked = looked + Duration::from_secs(later);
            assert_eq!(
                window.is_over(&entry, None, None, looked),
                is_over,
                "{later} s later, whenever the answer came"
            );
        }
    }
}
