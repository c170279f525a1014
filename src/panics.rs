//! No panic reaches a host: here it becomes an error, and the log gets its place in the source, but not its text.

use crate::error::{Error, ErrorKind, Outcome, Result};
use std::panic::{AssertUnwindSafe, catch_unwind, set_hook};
use std::sync::Once;

/// Installs the panic hook. The text of a panic may contain a part of a document or a secret, so the log gets only the
/// place and stderr gets nothing. The hook belongs to this library alone: the host's code has its own runtime.
fn quiet() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        set_hook(Box::new(|panic| {
            let (file, line) = panic.location().map_or(("?", 0), |place| (place.file(), place.line()));
            crate::log::line(crate::log::Level::Error, format_args!("panic at {file}:{line}"));
        }));
    });
}

/// Runs the body of a function that a host called. A panic becomes an internal error whose outcome is unknown.
pub fn contained<T>(body: impl FnOnce() -> Result<T>) -> Result<T> {
    quiet();
    catch_unwind(AssertUnwindSafe(body))
        .unwrap_or_else(|_| Err(Error::new(ErrorKind::Internal("panic, see the log".into()), Outcome::Unknown)))
}
