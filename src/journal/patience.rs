//! How long a statement waits for the journal: as long as the call that it belongs to.
//!
//! The journal is not given the call's context, so each thread keeps its call in a thread-local.

use crate::clock;
use std::cell::RefCell;
use std::fmt;
use std::time::Duration;

/// Minimum wait, also after the call's deadline: an ordinary commit of another program takes this long.
const GRACE: Duration = Duration::from_millis(100);

/// The same for the outcome of a document that was made.
const GRACE_OF_OUTCOME: Duration = Duration::from_secs(1);

/// Longest wait of a statement that belongs to no call.
const LONGEST: Duration = Duration::from_secs(10);

/// Pauses between attempts: short ones at first, since most programs hold the file for less than a millisecond.
const SHORTEST_PAUSE: Duration = Duration::from_micros(200);
const LONGEST_PAUSE: Duration = Duration::from_millis(5);

/// How long a statement of a call waits for the connection and for other processes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Urgency {
    /// As long as the call goes on.
    OfCall,
    /// Also for a while after it: a document that was made must be recorded.
    Outcome,
}

/// Whether the call still has time left.
type Lasts = Box<dyn Fn() -> bool>;

thread_local! {
    static CALL: RefCell<Option<Lasts>> = const { RefCell::new(None) };
}

/// While this lives, statements of this thread wait no longer than the call.
pub struct Patience {
    before: Option<Lasts>,
}

impl Patience {
    /// Sets the call of this thread; dropping the value restores the previous one.
    pub fn of(lasts: impl Fn() -> bool + 'static) -> Self {
        Self { before: CALL.replace(Some(Box::new(lasts))) }
    }
}

impl Drop for Patience {
    fn drop(&mut self) {
        // Thread-locals may already be destroyed while a thread exits.
        let _gone = CALL.try_with(|call| *call.borrow_mut() = self.before.take());
    }
}

impl fmt::Debug for Patience {
    fn fmt(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        formatter.debug_struct("Patience").finish_non_exhaustive()
    }
}

/// Whether to keep waiting after this much time.
pub(super) fn lasts(urgency: Urgency, waited: Duration) -> bool {
    let grace = match urgency {
        Urgency::OfCall => GRACE,
        Urgency::Outcome => GRACE_OF_OUTCOME,
    };
    waited < grace || CALL.with_borrow(|call| call.as_ref().map_or(waited < LONGEST, |lasts| lasts()))
}

/// The same before another attempt at a file that another program holds: if it goes on, it has slept.
pub(super) fn goes_on(urgency: Urgency, waited: Duration) -> bool {
    let goes_on = lasts(urgency, waited);
    if goes_on {
        clock::sleep((waited / 4).clamp(SHORTEST_PAUSE, LONGEST_PAUSE));
    }
    goes_on
}
