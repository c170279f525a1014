//! Pauses between questions about a document. Each is half as long again as the one before, up to a limit.

use crate::transport::CallContext;
use std::time::Duration;

/// The pauses of one loop; a new loop begins with short ones.
#[derive(Debug)]
pub(super) struct Pauses {
    next: Duration,
    longest: Duration,
}

impl Pauses {
    /// For a register, which answers from its own memory: 20 ms to 1 s.
    pub(super) fn of_register() -> Self {
        Self { next: Duration::from_millis(20), longest: Duration::from_secs(1) }
    }

    /// For a queue's server, which many clients ask: 50 ms to 2 s.
    pub(super) fn of_queue() -> Self {
        Self { next: Duration::from_millis(50), longest: Duration::from_secs(2) }
    }

    /// Waits before the next question; `false` if the call would end before that.
    pub(super) fn wait(&mut self, context: &CallContext) -> bool {
        context.left() > self.next && context.pause(self.take())
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
        let mut pauses = Pauses { next: Duration::from_millis(4), longest: Duration::from_millis(8) };
        assert_eq!([0; 4].map(|_| pauses.take().as_millis()), [4, 6, 8, 8]);
        let stops = AtomicU64::new(0);
        let ends_sooner = CallContext::new(Duration::from_millis(8), &stops, &|_| ());
        assert!(!pauses.wait(&ends_sooner));
        let goes_on = CallContext::new(Duration::from_secs(60), &stops, &|_| ());
        assert!(pauses.wait(&goes_on));
    }
}
