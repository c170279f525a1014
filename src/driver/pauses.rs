//! Pauses between questions about a document, each half as long again as the one before.

use crate::transport::CallContext;
use std::time::Duration;

/// The pauses of one loop.
#[derive(Debug)]
pub(super) struct Pauses {
    next: Duration,
    longest: Duration,
}

impl Pauses {
    /// Between looks at a register, which answers from its memory.
    pub(super) fn of_register() -> Self {
        Self { next: Duration::from_millis(20), longest: Duration::from_secs(1) }
    }

    /// Between questions to a server, which others ask as well.
    pub(super) fn of_queue() -> Self {
        Self { next: Duration::from_millis(50), longest: Duration::from_secs(2) }
    }

    /// Waits before the next question; `false` if the call ends before that.
    pub(super) fn wait(&mut self, context: &CallContext) -> bool {
        context.left() > self.next && context.pause(self.take())
    }

    /// The pause that is due now, for who waits it out by other means.
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
