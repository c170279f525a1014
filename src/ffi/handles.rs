//! Open devices by handle. A handle is a number that is never given twice, so a stale, foreign or doubly closed one is
//! an error and not undefined behaviour.

use super::words::Handle;
use crate::driver::Driver;
use crate::error::{Error, Result, What};
use std::collections::HashMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, LazyLock, PoisonError, RwLock};

static OPEN: LazyLock<RwLock<HashMap<usize, Arc<Driver>>>> = LazyLock::new(RwLock::default);

/// Odd, so that no handle is the address of anything aligned.
static NEXT: AtomicUsize = AtomicUsize::new(0x1001);

/// Gives a handle to a device.
pub(super) fn add(driver: Driver) -> Handle {
    let token = NEXT.fetch_add(2, Ordering::Relaxed);
    OPEN.write().unwrap_or_else(PoisonError::into_inner).insert(token, Arc::new(driver));
    core::ptr::without_provenance_mut(token)
}

/// The device of a handle.
pub(super) fn get(handle: Handle) -> Result<Arc<Driver>> {
    let open = OPEN.read().unwrap_or_else(PoisonError::into_inner);
    open.get(&handle.addr()).cloned().ok_or_else(|| Error::before(What::BadHandle))
}

/// Takes a handle back; null is none, and no error.
pub(super) fn remove(handle: Handle) -> Result<()> {
    if handle.is_null() {
        return Ok(());
    }
    let driver = OPEN.write().unwrap_or_else(PoisonError::into_inner).remove(&handle.addr());
    driver.map(drop).ok_or_else(|| Error::before(What::BadHandle))
}
