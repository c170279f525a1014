//! The power switch of a simulated device.

use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// The power switch. Once off, it stays off.
///
/// Delays use [`Halt::wait`] in place of a sleep, so that stopping the simulator ends them at once.
#[derive(Default)]
pub(super) struct Halt {
    off: Mutex<bool>,
    changed: Condvar,
}

impl Halt {
    pub(super) fn is_off(&self) -> bool {
        *locked(&self.off)
    }

    /// Waits. Returns `true` if the power went off during the wait.
    pub(super) fn wait(&self, time: Duration) -> bool {
        let waited = self.changed.wait_timeout_while(locked(&self.off), time, |off| !*off);
        *waited.unwrap_or_else(PoisonError::into_inner).0
    }

    pub(super) fn switch_off(&self) {
        *locked(&self.off) = true;
        self.changed.notify_all();
    }
}

/// Locks, also after a thread has panicked with the lock held.
pub(super) fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
