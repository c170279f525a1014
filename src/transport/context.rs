//! The context of a call: its deadline, the host's request to stop it, and the host's progress function.

use crate::clock;
use std::cell::Cell;
use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// What a call is doing, for the host's progress function.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// Another call is using the device.
    Waiting,
    /// The device is asked for its last document.
    Looking,
    /// The request is sent, and the answer is awaited.
    Sending,
    /// The answer was lost; the device is asked what it has made.
    Settling,
    /// The document is in the register's queue.
    Queued,
    /// The register has received the document.
    OnRegister,
    /// The queue has finished with it.
    Done,
    /// A file is downloaded: bytes so far, and the total where it is known.
    Downloading(u64, Option<u64>),
    /// Documents are sent to the OFD: how many so far, and the total where it is known.
    Relaying(u64, Option<u64>),
}

impl Stage {
    /// The word for it, as hosts have it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Looking => "looking",
            Self::Sending => "sending",
            Self::Settling => "settling",
            Self::Queued => "queued",
            Self::OnRegister => "onRegister",
            Self::Done => "done",
            Self::Downloading(..) => "downloading",
            Self::Relaying(..) => "relaying",
        }
    }
}

/// The context of one call.
pub struct CallContext<'a> {
    ends: Instant,
    begun_at: u64,
    stops: &'a AtomicU64,
    tell: &'a dyn Fn(Stage),
    /// After this, nothing that changes anything may be sent.
    send_by: Cell<Option<Instant>>,
}

impl<'a> CallContext<'a> {
    /// A call that may take this long. Adding to `stops` stops it.
    pub fn new(time: Duration, stops: &'a AtomicU64, tell: &'a dyn Fn(Stage)) -> Self {
        Self {
            ends: clock::now() + time,
            begun_at: stops.load(Ordering::Acquire),
            stops,
            tell,
            send_by: Cell::new(None),
        }
    }

    /// The time left; zero once the call is stopped.
    pub fn left(&self) -> Duration {
        if self.is_stopped() { Duration::ZERO } else { self.ends.saturating_duration_since(clock::now()) }
    }

    /// Whether the time is over or the call was stopped.
    pub fn is_over(&self) -> bool {
        self.left().is_zero()
    }

    /// Whether the host stopped the call.
    pub fn is_stopped(&self) -> bool {
        self.stops.load(Ordering::Acquire) != self.begun_at
    }

    /// Lets a request with a document be sent only until then; `None` ends that.
    pub fn send_by(&self, limit: Option<Instant>) {
        self.send_by.set(limit);
    }

    /// Until when one may be.
    pub(super) fn is_sent_by(&self) -> Option<Instant> {
        self.send_by.get()
    }

    /// Tells the host what the call is doing.
    pub fn tell(&self, stage: Stage) {
        (self.tell)(stage);
    }

    /// Sleeps for this time; `false` if the call ended earlier.
    pub fn pause(&self, time: Duration) -> bool {
        const SLICE: Duration = Duration::from_millis(20);
        let wakes = clock::now() + time;
        while clock::now() < wakes {
            if self.is_over() {
                return false;
            }
            clock::sleep(SLICE.min(wakes.saturating_duration_since(clock::now())));
        }
        !self.is_over()
    }
}

impl fmt::Debug for CallContext<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        formatter.debug_struct("Watch").field("left", &self.left()).finish_non_exhaustive()
    }
}
