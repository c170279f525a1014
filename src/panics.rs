//! No panic reaches a host: it becomes an error here, told to the log without what it says.

use crate::error::{Error, Outcome, Result, What};
use std::panic::{AssertUnwindSafe, catch_unwind, set_hook};
use std::sync::Once;

/// A panic's text may hold a piece of a document or a secret, so the log is told the place only, and stderr nothing. The
/// hook is this library's own: the host's code has its own runtime.
fn quiet() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        set_hook(Box::new(|panic| {
            let (file, line) = panic.location().map_or(("?", 0), |place| (place.file(), place.line()));
            crate::log::line(format_args!("panic at {file}:{line}"));
        }));
    });
}

/// Runs a body that a host called.
pub fn contained<T>(body: impl FnOnce() -> Result<T>) -> Result<T> {
    quiet();
    catch_unwind(AssertUnwindSafe(body))
        .unwrap_or_else(|_| Err(Error::new(What::Internal("panic, see the log".into()), Outcome::Unknown)))
}
