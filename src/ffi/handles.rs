//! Open devices, receipts and signatures, by handle.
//!
//! A handle is a number that is never given out twice, so a stale, foreign or doubly freed handle is an error and not
//! undefined behaviour. It belongs to the process that got it: a child made by `fork` would share the locks of its
//! parent and its connection to the journal, so there the handle is an error, too.

use crate::driver::Device;
use crate::error::{Error, ErrorKind, Result};
use crate::process::PerProcess;
use crate::task::build::Draft;
use std::collections::HashMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError, RwLock};

/// Open devices.
pub(super) static DEVICES: Registry<Device> = Registry::new();

/// Receipts that are put together field by field.
pub(super) static RECEIPTS: Registry<Mutex<Draft>> = Registry::new();

/// Places for the signatures that a host's function is asked for.
pub(super) static SIGNATURES: Registry<Mutex<Option<String>>> = Registry::new();

/// The first handle: odd, so that none is the address of anything aligned.
const FIRST: usize = 0x1001;

/// One counter for all kinds, so that no handle is taken for one of another kind; a child continues with its parent's.
static NEXT: AtomicUsize = AtomicUsize::new(FIRST);

/// The first handle of this process; smaller ones were given out before it was forked.
static OWN: PerProcess<Own> = PerProcess::new();

struct Own(usize);

impl Default for Own {
    fn default() -> Self {
        Self(NEXT.load(Ordering::Relaxed))
    }
}

/// Objects of one kind by their handles.
pub(super) struct Registry<T>(PerProcess<Things<T>>);

type Things<T> = RwLock<HashMap<usize, Arc<T>>>;

impl<T: Send + Sync + 'static> Registry<T> {
    const fn new() -> Self {
        Self(PerProcess::new())
    }

    /// Registers an object and returns its handle.
    pub(super) fn add<H>(&self, thing: T) -> *mut H {
        OWN.get();
        let token = NEXT.fetch_add(2, Ordering::Relaxed);
        self.0.get().write().unwrap_or_else(PoisonError::into_inner).insert(token, Arc::new(thing));
        core::ptr::without_provenance_mut(token)
    }

    /// The object of a handle.
    pub(super) fn get<H>(&self, handle: *mut H) -> Result<Arc<T>> {
        let all = self.0.get().read().unwrap_or_else(PoisonError::into_inner);
        all.get(&handle.addr()).cloned().ok_or_else(|| Error::before(lack(handle.addr())))
    }

    /// Takes a handle back and returns its object; `None` for null. The object of a handle from before a `fork` is
    /// neither dropped nor closed here: that would unlock what a thread of the parent holds.
    pub(super) fn remove<H>(&self, handle: *mut H) -> Result<Option<Arc<T>>> {
        if handle.is_null() {
            return Ok(None);
        }
        let thing = self.0.get().write().unwrap_or_else(PoisonError::into_inner).remove(&handle.addr());
        match thing.ok_or_else(|| lack(handle.addr())) {
            Err(ErrorKind::Forked) => Ok(None),
            found => found.map(Some).map_err(Error::before),
        }
    }
}

/// Why a handle has no object.
fn lack(token: usize) -> ErrorKind {
    let inherited = (FIRST..OWN.get().0).contains(&token) && token % 2 == 1;
    if inherited { ErrorKind::Forked } else { ErrorKind::BadHandle }
}
