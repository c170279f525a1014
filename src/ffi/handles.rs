//! Open devices and receipts in the making, by handle. A handle is a number that is never given out twice, so a stale,
//! foreign or doubly freed one is an error and not undefined behaviour. It belongs to the process that got it: a child
//! made by `fork` would share its parent's locks and its connection to the journal, so there it is an error, too.

use crate::driver::Driver;
use crate::error::{Error, Result, What};
use crate::process::PerProcess;
use crate::task::build::Draft;
use std::collections::HashMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError, RwLock};

/// Open devices.
pub(super) static DEVICES: Registry<Driver> = Registry::new();

/// Receipts in the making.
pub(super) static RECEIPTS: Registry<Mutex<Draft>> = Registry::new();

/// Signatures that a function of the host is being asked for.
pub(super) static SIGNATURES: Registry<Mutex<Option<String>>> = Registry::new();

/// The first handle: odd, so that none is the address of anything aligned.
const FIRST: usize = 0x1001;

/// One for all kinds, so that none is taken for another; a child goes on where its parent stood.
static NEXT: AtomicUsize = AtomicUsize::new(FIRST);

/// The first handle that this process could give: those before it were given out before it was forked.
static OWN: PerProcess<Own> = PerProcess::new();

struct Own(usize);

impl Default for Own {
    fn default() -> Self {
        Self(NEXT.load(Ordering::Relaxed))
    }
}

/// Things of one kind by their handles.
pub(super) struct Registry<T>(PerProcess<Things<T>>);

type Things<T> = RwLock<HashMap<usize, Arc<T>>>;

impl<T> Registry<T> {
    const fn new() -> Self {
        Self(PerProcess::new())
    }

    /// Gives a handle.
    pub(super) fn add<H>(&self, thing: T) -> *mut H {
        OWN.get();
        let token = NEXT.fetch_add(2, Ordering::Relaxed);
        self.0.get().write().unwrap_or_else(PoisonError::into_inner).insert(token, Arc::new(thing));
        core::ptr::without_provenance_mut(token)
    }

    /// The thing of a handle.
    pub(super) fn get<H>(&self, handle: *mut H) -> Result<Arc<T>> {
        let all = self.0.get().read().unwrap_or_else(PoisonError::into_inner);
        all.get(&handle.addr()).cloned().ok_or_else(|| Error::before(lack(handle.addr())))
    }

    /// Takes a handle back, and gives its thing; null is none, and no error. One of before a fork is left to the process
    /// that has it: its thing is neither dropped nor closed here, which would unlock what a thread of the parent holds.
    pub(super) fn remove<H>(&self, handle: *mut H) -> Result<Option<Arc<T>>> {
        if handle.is_null() {
            return Ok(None);
        }
        let thing = self.0.get().write().unwrap_or_else(PoisonError::into_inner).remove(&handle.addr());
        match thing.ok_or_else(|| lack(handle.addr())) {
            Err(What::Forked) => Ok(None),
            found => found.map(Some).map_err(Error::before),
        }
    }
}

/// Why there is nothing of a handle.
fn lack(token: usize) -> What {
    let inherited = (FIRST..OWN.get().0).contains(&token) && token % 2 == 1;
    if inherited { What::Forked } else { What::BadHandle }
}
