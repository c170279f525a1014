//! State that belongs to one process. A child made by `fork` has a copy of everything its parent had, but not the
//! parent's threads: a lock that one of them held stays locked there forever, and the child must not use what belongs
//! to the parent.

use std::process;
use std::sync::OnceLock;

/// A value of which each process has its own: a forked child starts with a new one and never touches its parent's.
pub struct PerProcess<T>(OnceLock<Box<Own<T>>>);

/// The value of one process, followed by the values of the child processes that it was forked into.
struct Own<T> {
    process: u32,
    value: T,
    after: PerProcess<T>,
}

impl<T> PerProcess<T> {
    pub const fn new() -> Self {
        Self(OnceLock::new())
    }
}

#[cfg(feature = "days")]
impl<T: Default + Send + Sync + 'static> PerProcess<T> {
    /// The value of this process, which may be a simulated one.
    pub fn get(&self) -> &T {
        match crate::days::world() {
            Some(world) => crate::days::own(world.process(), std::ptr::from_ref(self).addr()),
            None => self.real(),
        }
    }
}

#[cfg(not(feature = "days"))]
impl<T: Default> PerProcess<T> {
    /// The value of this process, created at first use.
    pub fn get(&self) -> &T {
        self.real()
    }
}

impl<T: Default> PerProcess<T> {
    fn real(&self) -> &T {
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
