//! Exclusive use of a journal's connection, fair to the threads that wait for it.
//!
//! A thread that is running takes a free connection at once: a change of threads for every statement would cost more
//! than the statements. Now and then the connection is handed to the thread that has waited longest, so none waits
//! behind newcomers for ever. A waiting thread hears that its call is over.

use crate::clock;
use std::collections::VecDeque;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::{self, Thread};
use std::time::{Duration, Instant};

/// How often the longest waiting thread is served before any other.
const FAIR: Duration = Duration::from_micros(500);

/// Longest sleep before a thread checks again whether its call goes on.
const SLICE: Duration = Duration::from_millis(20);

#[derive(Debug, Default)]
pub(super) struct Gate(Mutex<Queue>);

#[derive(Debug, Default)]
struct Queue {
    taken: bool,
    waiting: VecDeque<Arc<Waiter>>,
    served_fairly: Option<Instant>,
}

#[derive(Debug)]
struct Waiter {
    thread: Thread,
    /// The gate is this thread's: it was never free in between.
    handed: AtomicBool,
    /// It was woken to try, and has not tried yet.
    called: AtomicBool,
}

/// The gate is this thread's while this value lives.
#[derive(Debug)]
pub(super) struct Passed<'a>(&'a Gate);

impl Gate {
    /// Waits for the gate for as long as `goes_on` says of the time waited; `None` if it no longer does.
    pub(super) fn pass(&self, goes_on: impl Fn(Duration) -> bool) -> Option<Passed<'_>> {
        let mut queue = self.queue();
        if !queue.taken {
            queue.taken = true;
            return Some(Passed(self));
        }
        let begun = clock::now();
        let waiter = Arc::new(Waiter {
            thread: thread::current(),
            handed: AtomicBool::new(false),
            called: AtomicBool::new(false),
        });
        queue.waiting.push_back(Arc::clone(&waiter));
        loop {
            waiter.called.store(false, Ordering::Relaxed);
            drop(queue);
            thread::park_timeout(SLICE);
            queue = self.queue();
            if waiter.handed.load(Ordering::Relaxed) {
                return Some(Passed(self));
            }
            let is_free = !queue.taken;
            if is_free || !goes_on(clock::since(begun)) {
                queue.waiting.retain(|other| !Arc::ptr_eq(other, &waiter));
                queue.taken = true;
                return is_free.then(|| Passed(self));
            }
        }
    }

    /// Whether any thread waits for it.
    pub(super) fn is_wanted(&self) -> bool {
        !self.queue().waiting.is_empty()
    }

    /// Each field is changed under this mutex only, and it is held for no longer than that.
    fn queue(&self) -> MutexGuard<'_, Queue> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Passed<'_> {
    fn drop(&mut self) {
        let mut queue = self.0.queue();
        let now = clock::now();
        let is_due = queue.served_fairly.is_none_or(|served| now.duration_since(served) >= FAIR);
        if is_due && let Some(first) = queue.waiting.pop_front() {
            queue.served_fairly = Some(now);
            first.handed.store(true, Ordering::Relaxed);
            drop(queue);
            first.thread.unpark();
            return;
        }
        queue.taken = false;
        if let Some(first) = queue.waiting.front().filter(|first| !first.called.swap(true, Ordering::Relaxed)) {
            let first = Arc::clone(first);
            drop(queue);
            first.thread.unpark();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::AtomicUsize;

    #[test]
    fn one_thread_at_a_time_passes_and_each_of_them_does() {
        let (gate, inside, passed) = (Gate::default(), AtomicUsize::new(0), AtomicUsize::new(0));
        thread::scope(|scope| {
            for _ in 0..16 {
                scope.spawn(|| {
                    for _ in 0..200 {
                        let _passed = gate.pass(|_| true).unwrap();
                        assert_eq!(inside.fetch_add(1, Ordering::SeqCst), 0);
                        thread::yield_now();
                        inside.fetch_sub(1, Ordering::SeqCst);
                        passed.fetch_add(1, Ordering::SeqCst);
                    }
                });
            }
        });
        assert_eq!(passed.into_inner(), 16 * 200);
        assert!(!gate.is_wanted());
    }

    #[test]
    fn a_thread_whose_call_is_over_gives_up_and_the_others_still_pass() {
        let gate = Gate::default();
        let held = gate.pass(|_| true).unwrap();
        assert!(gate.pass(|waited| waited < Duration::from_millis(30)).is_none());
        thread::scope(|scope| {
            let waiting = scope.spawn(|| gate.pass(|_| true).is_some());
            while !gate.is_wanted() {
                thread::yield_now();
            }
            drop(held);
            assert!(waiting.join().unwrap());
        });
        assert!(gate.pass(|_| false).is_some(), "it is free again");
    }

    #[test]
    fn a_thread_that_never_pauses_does_not_keep_the_others_out() {
        let (gate, over) = (Gate::default(), AtomicBool::new(false));
        thread::scope(|scope| {
            scope.spawn(|| {
                while !over.load(Ordering::SeqCst) {
                    let _passed = gate.pass(|_| true).unwrap();
                    thread::sleep(Duration::from_millis(1));
                }
            });
            let begun = Instant::now();
            for _ in 0..20 {
                drop(gate.pass(|_| true).unwrap());
            }
            let waited = begun.elapsed();
            over.store(true, Ordering::SeqCst);
            assert!(waited < Duration::from_secs(5), "{waited:?}");
        });
    }
}
