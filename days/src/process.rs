//! A program that is started again whenever its process was killed.

use crate::tape;
use crate::world::{Killed, Seat};
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

/// From the end of a process to the beginning of the next.
const RESTART: Duration = Duration::from_millis(1_500);

/// Runs a program with this journal to its end.
pub fn survive(seat: &Seat, journal: &Path, mut program: impl FnMut()) {
    let mut killed = false;
    loop {
        let worked = catch_unwind(AssertUnwindSafe(|| {
            kassa::days::within(Arc::new(seat.clone()), || {
                if killed {
                    seat.pass(RESTART);
                    tape::restart(journal);
                }
                program();
            });
        }));
        match worked {
            Ok(()) => return,
            Err(panic) if panic.is::<Killed>() => {
                killed = true;
                seat.core().tasks[seat.task].id = None;
                seat.start_again();
            }
            Err(panic) => resume_unwind(panic),
        }
    }
}
