//! The guard around every exported function: a panic becomes a status, and the last error of each thread is kept.

use super::types::Status;
use crate::error::{Error, Result};
use crate::panics::contained;
use std::cell::RefCell;
use std::panic::{AssertUnwindSafe, catch_unwind};

thread_local! {
    static LAST: RefCell<Option<Error>> = const { RefCell::new(None) };
}

/// Runs the body of an exported function. An error is kept for [`last`] and passed to `fail`.
pub(super) fn call(body: impl FnOnce() -> Result<()>, fail: impl FnOnce(&Error)) -> Status {
    let Err(error) = contained(body) else { return Status::Ok };
    let status = Status::from(error.code());
    let passed_on = catch_unwind(AssertUnwindSafe(|| {
        // The file of the device, if it has one, has the failure already.
        crate::log::tell(format_args!("{}", error.logged()));
        fail(&error);
    }));
    // Thread-locals may already be destroyed while a thread exits.
    let _kept = LAST.try_with(|last| *last.borrow_mut() = Some(error));
    if passed_on.is_ok() { status } else { Status::Internal }
}

/// The error of this thread's last failed call.
pub(super) fn last() -> Option<Error> {
    LAST.try_with(|last| last.borrow().clone()).ok().flatten()
}
