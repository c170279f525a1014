//! Nothing unwinds into the host: a panic becomes a status, and the last error of each thread is kept.

use super::types::Status;
use crate::error::{Error, Outcome, Result, What};
use std::cell::RefCell;
use std::panic::{AssertUnwindSafe, catch_unwind, set_hook};
use std::sync::Once;

thread_local! {
    static LAST: RefCell<Option<Error>> = const { RefCell::new(None) };
}

/// A panic's text may hold a piece of a document or a secret, so the log is told the place only, and stderr nothing. The
/// hook is this library's own: the host's code has its own runtime.
fn quiet_panics() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        set_hook(Box::new(|panic| {
            let (file, line) = panic.location().map_or(("?", 0), |place| (place.file(), place.line()));
            crate::log::line(format_args!("panic at {file}:{line}"));
        }));
    });
}

/// Runs the body of an exported function; what fails is kept for [`last`] and given to `fail`.
pub(super) fn call(body: impl FnOnce() -> Result<()>, fail: impl FnOnce(&Error)) -> Status {
    quiet_panics();
    let error = match catch_unwind(AssertUnwindSafe(body)) {
        Ok(Ok(())) => return Status::Ok,
        Ok(Err(error)) => error,
        Err(_) => Error::new(What::Internal("panic, see the log".into()), Outcome::Unknown),
    };
    let status = Status::from(error.code());
    let told = catch_unwind(AssertUnwindSafe(|| {
        crate::log::line(format_args!("{}: {}", error.code().name(), error.message().en));
        fail(&error);
    }));
    // A thread on its last legs has no place for it any more.
    let _gone = LAST.try_with(|last| *last.borrow_mut() = Some(error));
    if told.is_ok() { status } else { Status::Internal }
}

/// The error of this thread's last failed call.
pub(super) fn last() -> Option<Error> {
    LAST.try_with(|last| last.borrow().clone()).ok().flatten()
}
