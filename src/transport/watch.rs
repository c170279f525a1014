//! What a call is watched by: its deadline, the host's wish to stop it, and the host's wish to see how it goes.

use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// Where a call stands, for the host's progress function.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// Another call has the device.
    Waiting,
    /// The device is asked for its last document.
    Looking,
    /// The request goes out, and the answer is waited for.
    Sending,
    /// The answer was lost; the device is asked what it has made.
    Settling,
    /// The document stands in the register's queue.
    Queued,
    /// The register has it.
    OnRegister,
    /// Its turn is over.
    Done,
    /// A file comes in: bytes so far, and in all where that is known.
    Downloading(u64, Option<u64>),
    /// Documents go to the operator of fiscal data: so many so far.
    Relaying(u64, Option<u64>),
}

/// The watch over one call.
pub struct Watch<'a> {
    ends: Instant,
    begun_at: u64,
    stops: &'a AtomicU64,
    tell: &'a dyn Fn(Stage),
}

impl<'a> Watch<'a> {
    /// A call that may take so long. It is stopped by counting up `stops`.
    pub fn new(time: Duration, stops: &'a AtomicU64, tell: &'a dyn Fn(Stage)) -> Self {
        Self { ends: Instant::now() + time, begun_at: stops.load(Ordering::Acquire), stops, tell }
    }

    /// The time that is left; none once the call is stopped.
    pub fn left(&self) -> Duration {
        if self.is_stopped() { Duration::ZERO } else { self.ends.saturating_duration_since(Instant::now()) }
    }

    /// Whether the time is over or the call stopped.
    pub fn is_over(&self) -> bool {
        self.left().is_zero()
    }

    /// Whether the host stopped the call.
    pub fn is_stopped(&self) -> bool {
        self.stops.load(Ordering::Acquire) != self.begun_at
    }

    /// Tells the host where the call stands.
    pub fn tell(&self, stage: Stage) {
        (self.tell)(stage);
    }

    /// Sleeps, unless the call ends sooner; `false` if it does.
    pub fn pause(&self, time: Duration) -> bool {
        const SLICE: Duration = Duration::from_millis(20);
        let wakes = Instant::now() + time;
        while Instant::now() < wakes {
            if self.is_over() {
                return false;
            }
            std::thread::sleep(SLICE.min(wakes.saturating_duration_since(Instant::now())));
        }
        !self.is_over()
    }
}

impl fmt::Debug for Watch<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        formatter.debug_struct("Watch").field("left", &self.left()).finish_non_exhaustive()
    }
}
