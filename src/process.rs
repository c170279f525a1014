//! State of one process. A child made by `fork` has a copy of all that its parent had, but not the parent's threads: a
//! lock that one of them held is held for ever there, and what belongs to the parent must not be used.

use std::process;
use std::sync::OnceLock;

/// A value that each process has of its own: a forked child begins with a new one, and never touches its parent's.
pub struct PerProcess<T>(OnceLock<Box<Own<T>>>);

/// The value of one process, and those of the children that it has become.
struct Own<T> {
    process: u32,
    value: T,
    after: PerProcess<T>,
}

impl<T: Default> PerProcess<T> {
    pub const fn new() -> Self {
        Self(OnceLock::new())
    }

    /// The value of this process.
    pub fn get(&self) -> &T {
        let (mut place, process) = (self, process::id());
        loop {
            let new = || Box::new(Own { process, value: T::default(), after: Self::new() });
            let own = place.0.get_or_init(new);
            if own.process == process {
                return &own.value;
            }
            place = &own.after;
        }
    }
}
