//! Open devices and receipts in the making, by handle. A handle is a number that is never given out twice, so a stale,
//! foreign or doubly freed one is an error and not undefined behaviour.

use crate::driver::Driver;
use crate::error::{Error, Result, What};
use crate::task::build::Draft;
use std::collections::HashMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, LazyLock, Mutex, PoisonError, RwLock};

/// Open devices.
pub(super) static DEVICES: LazyLock<Registry<Driver>> = LazyLock::new(Registry::default);

/// Receipts in the making.
pub(super) static RECEIPTS: LazyLock<Registry<Mutex<Draft>>> = LazyLock::new(Registry::default);

/// Signatures that a function of the host is being asked for.
pub(super) static SIGNATURES: LazyLock<Registry<Mutex<Option<String>>>> = LazyLock::new(Registry::default);

/// Odd, so that no handle is the address of anything aligned; one for all kinds, so that none is taken for another.
static NEXT: AtomicUsize = AtomicUsize::new(0x1001);

/// Things of one kind by their handles.
pub(super) struct Registry<T>(RwLock<HashMap<usize, Arc<T>>>);

impl<T> Default for Registry<T> {
    fn default() -> Self {
        Self(RwLock::default())
    }
}

impl<T> Registry<T> {
    /// Gives a handle.
    pub(super) fn add<H>(&self, thing: T) -> *mut H {
        let token = NEXT.fetch_add(2, Ordering::Relaxed);
        self.0.write().unwrap_or_else(PoisonError::into_inner).insert(token, Arc::new(thing));
        core::ptr::without_provenance_mut(token)
    }

    /// The thing of a handle.
    pub(super) fn get<H>(&self, handle: *mut H) -> Result<Arc<T>> {
        let all = self.0.read().unwrap_or_else(PoisonError::into_inner);
        all.get(&handle.addr()).cloned().ok_or_else(|| Error::before(What::BadHandle))
    }

    /// Takes a handle back, and gives its thing; null is none, and no error.
    pub(super) fn remove<H>(&self, handle: *mut H) -> Result<Option<Arc<T>>> {
        if handle.is_null() {
            return Ok(None);
        }
        let thing = self.0.write().unwrap_or_else(PoisonError::into_inner).remove(&handle.addr());
        thing.map(Some).ok_or_else(|| Error::before(What::BadHandle))
    }
}
