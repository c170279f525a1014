//! Pauses between questions about a document. Each is half as long again as the one before, up to a limit.

use crate::clock;
use crate::transport::CallContext;
use std::time::Duration;

/// By so much a pause may be longer than asked. Where it is more, the machine stood still, and perhaps the device with it.
const SLACK: Duration = Duration::from_secs(3);

/// The pauses of one loop; a new loop begins with short ones.
#[derive(Debug)]
pub(super) struct Pauses {
    next: Duration,
    longest: Duration,
    overslept: bool,
}

impl Pauses {
    /// For a register, which answers from its own memory: 20 ms to 1 s.
    pub(super) fn of_register() -> Self {
        Self { next: Duration::from_millis(20), longest: Duration::from_secs(1), overslept: false }
    }

    /// For a queue's server, which many clients ask: 50 ms to 2 s.
    pub(super) fn of_queue() -> Self {
        Self { next: Duration::from_millis(50), longest: Duration::from_secs(2), overslept: false }
    }

    /// Waits before the next question; `false` if the call would end before that.
    pub(super) fn wait(&mut self, context: &CallContext) -> bool {
        let (begun, pause) = (clock::now(), self.next);
        let goes_on = context.left() > pause && context.pause(self.take());
        self.overslept = clock::since(begun) > pause + SLACK;
        goes_on
    }

    /// Whether the last pause was far longer than asked: what was seen before it says nothing of that time.
    pub(super) fn overslept(&self) -> bool {
        self.overslept
    }

    /// The next pause, for callers that wait in their own way.
    pub(super) fn take(&mut self) -> Duration {
        let pause = self.next;
        self.next = (pause * 3 / 2).min(self.longest);
        pause
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::AtomicU64;

    #[test]
    fn pauses_grow_by_half_to_the_longest_and_end_with_the_call() {
        let mut pauses = Pauses { longest: Duration::from_millis(8), next: Duration::from_millis(4), overslept: false };
        assert_eq!([0; 4].map(|_| pauses.take().as_millis()), [4, 6, 8, 8]);
        let stops = AtomicU64::new(0);
        let ends_sooner = CallContext::new(Duration::from_millis(8), &stops, &|_| ());
        assert!(!pauses.wait(&ends_sooner));
        let goes_on = CallContext::new(Duration::from_secs(60), &stops, &|_| ());
        assert!(pauses.wait(&goes_on));
    }
}
