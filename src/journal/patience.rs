//! How long a statement waits for another program that holds the file: as long as the call that it belongs to.
//!
//! SQLite asks a plain function whether to go on waiting, so the call is kept by the thread that makes it.

use std::cell::{Cell, RefCell};
use std::fmt;
use std::thread;
use std::time::{Duration, Instant};

/// An ordinary commit of another program takes so long: it is waited for also where a call is over, so that a document
/// that was made is recorded.
const GRACE: Duration = Duration::from_millis(100);

/// Longest wait of what belongs to no call.
const LONGEST: Duration = Duration::from_secs(10);

/// Pause between tries.
const PAUSE: Duration = Duration::from_millis(5);

/// Whether the call still lasts.
type Lasts = Box<dyn Fn() -> bool>;

thread_local! {
    static CALL: RefCell<Option<Lasts>> = const { RefCell::new(None) };
    static SINCE: Cell<Option<Instant>> = const { Cell::new(None) };
}

/// Statements of this thread wait no longer than the call, while this lives.
pub struct Patience {
    before: Option<Lasts>,
}

impl Patience {
    /// That of a call.
    pub fn of(lasts: impl Fn() -> bool + 'static) -> Self {
        Self { before: CALL.replace(Some(Box::new(lasts))) }
    }
}

impl Drop for Patience {
    fn drop(&mut self) {
        // A thread that ends has no place for it any more.
        let _gone = CALL.try_with(|call| *call.borrow_mut() = self.before.take());
    }
}

impl fmt::Debug for Patience {
    fn fmt(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        formatter.debug_struct("Patience").finish_non_exhaustive()
    }
}

/// Whether to go on after so long a wait; then it has slept a little.
pub(super) fn goes_on(waited: Duration) -> bool {
    let lasts = || CALL.with_borrow(|call| call.as_ref().map_or(waited < LONGEST, |lasts| lasts()));
    let goes_on = waited < GRACE || lasts();
    if goes_on {
        thread::sleep(PAUSE);
    }
    goes_on
}

/// The busy handler of a connection; SQLite counts the tries of each statement from zero.
pub(super) fn wait(tries: i32) -> bool {
    let now = Instant::now();
    if tries == 0 {
        SINCE.set(Some(now));
    }
    goes_on(SINCE.get().map_or(LONGEST, |since| now - since))
}
