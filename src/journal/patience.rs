//! How long a statement waits for another program that holds the file: as long as the call that it belongs to.
//!
//! SQLite asks a plain function whether to keep waiting. That function gets no context, so each thread keeps its call
//! in a thread-local.

use std::cell::{Cell, RefCell};
use std::fmt;
use std::thread;
use std::time::{Duration, Instant};

/// Minimum wait, also after the call's deadline. An ordinary commit of another program takes this long, and a document
/// that was made must be recorded.
const GRACE: Duration = Duration::from_millis(100);

/// Longest wait of a statement that belongs to no call.
const LONGEST: Duration = Duration::from_secs(10);

const PAUSE: Duration = Duration::from_millis(5);

/// Whether the call still has time left.
type Lasts = Box<dyn Fn() -> bool>;

thread_local! {
    static CALL: RefCell<Option<Lasts>> = const { RefCell::new(None) };
    static SINCE: Cell<Option<Instant>> = const { Cell::new(None) };
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

/// Whether to keep waiting after this much time. If so, it has slept for [`PAUSE`].
pub(super) fn goes_on(waited: Duration) -> bool {
    let lasts = || CALL.with_borrow(|call| call.as_ref().map_or(waited < LONGEST, |lasts| lasts()));
    let goes_on = waited < GRACE || lasts();
    if goes_on {
        thread::sleep(PAUSE);
    }
    goes_on
}

/// The busy handler of a connection. SQLite counts the tries of each statement from zero.
pub(super) fn wait(tries: i32) -> bool {
    let now = Instant::now();
    if tries == 0 {
        SINCE.set(Some(now));
    }
    goes_on(SINCE.get().map_or(LONGEST, |since| now - since))
}
