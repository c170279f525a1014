//! An open device: its register or queue, its journal, its locks, and the clock that its calls run against.

use super::idle::IdleWindow;
use super::lock::Lock;
use super::results::CallbackResult;
use crate::backends::{Backend, Documents};
use crate::error::{Error, ErrorKind, Outcome, Result};
use crate::journal::{Journal, Patience};
use crate::task::policy::Policy;
use crate::transport::server::Server;
use crate::transport::{CallContext, Stage};
use std::fmt;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};
use std::time::{Duration, Instant};

/// Where a call stands, to wherever the host wants it.
pub type Progress = Arc<dyn Fn(Stage) + Send + Sync>;

/// Each result that comes by a call of the server's, to wherever the host wants it.
pub type ResultSink = Arc<dyn Fn(&CallbackResult) + Send + Sync>;

/// An open device: one register, or one queue of a cloud service.
///
/// It may be used from any thread; its calls go one by one, also across processes that share the journal. Nothing is sent
/// before the first call, so the register may be off when it is opened.
///
/// # Example
///
/// ```
/// # #[cfg(feature = "simulator")]
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let folder = tempfile::tempdir()?;
/// # let journal = folder.path().join("kassa.db").display().to_string().replace('\\', "/");
/// use kassa::simulator::icash; // stands in for a register
/// use kassa::{Code, Device, Task};
///
/// let register = icash::Simulator::start(icash::Options::default())?;
/// let config = format!(r#"{{"backend": "icash", "url": "{}", "journal": "{journal}"}}"#, register.url());
/// let device = Device::open(&config)?;
/// let state = device.execute(&Task::named("getShiftStatus"))?;
/// assert_eq!(state.fields["shiftStatus"]["state"], "closed");
///
/// // Of a document that was never sent nobody knows anything.
/// assert_eq!(device.recover("order-1").unwrap_err().code(), Code::NotFound);
/// # Ok(())
/// # }
/// # #[cfg(not(feature = "simulator"))]
/// # fn main() {}
/// ```
pub struct Device {
    pub(super) backend: Box<dyn Backend>,
    pub(super) policy: Policy,
    pub(super) journal: Mutex<Box<dyn Journal>>,
    pub(super) lock: Arc<Lock>,
    /// The lock of the register's fiscal drive, which has one whatever name leads to it.
    pub(super) drive: Mutex<Option<(String, Arc<Lock>)>>,
    /// Where the journal is.
    pub(super) place: PathBuf,
    /// Over which it must be seen idle before it is believed to have made nothing.
    pub(super) idle: IdleWindow,
    pub(super) progress: RwLock<Option<Progress>>,
    /// Where the calls of a queue's server come in, and those that have ended with calls still under way.
    pub(super) listeners: Mutex<Vec<Arc<Server>>>,
    /// Who gets each result that they bring.
    pub(super) result: RwLock<Option<ResultSink>>,
    /// A document without an id may be one that its caller was left in doubt about.
    pub(super) joins: bool,
    /// How often a document is sent again within a call, once it is known that it was not made.
    pub(super) resend: u32,
    /// Counted up by every `cancel`.
    pub(super) stops: Arc<AtomicU64>,
    /// How long a call may take in all.
    pub(super) time: Duration,
}

impl Device {
    /// What tells this device from others.
    pub fn name(&self) -> &str {
        self.backend.device()
    }

    /// Breaks off the calls that other threads are making on this device.
    ///
    /// They return soon: as [`Code::Cancelled`](crate::Code::Cancelled) if nothing was sent yet, else as unknown, for what
    /// has left cannot be called back. Calls that begin later are not touched.
    pub fn cancel(&self) {
        self.stops.fetch_add(1, Ordering::Release);
        self.backend.interrupt();
    }

    /// How often calls on this device have been broken off.
    pub(crate) fn stops(&self) -> u64 {
        self.stops.load(Ordering::Acquire)
    }

    /// Tells `progress` from now on where calls stand, or nobody. It is called on the thread that makes the call, and must
    /// call nothing of this device but [`Device::cancel`]. A call that is under way keeps the function it began with.
    pub fn set_progress(&self, progress: Option<Progress>) {
        *self.progress.write().unwrap_or_else(PoisonError::into_inner) = progress;
    }

    /// What the account of a queue is told from others by; none where there is no queue.
    pub(super) fn account(&self) -> Option<String> {
        match self.backend.documents() {
            Documents::Queue(queue) => Some(queue.account().to_owned()),
            Documents::None | Documents::Register(_) => None,
        }
    }

    pub(super) fn journal(&self) -> MutexGuard<'_, Box<dyn Journal>> {
        self.journal.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Runs a call under its watch.
    pub(super) fn with_context<T>(&self, call: impl FnOnce(&CallContext) -> Result<T>) -> Result<T> {
        self.watched_for(self.time, call)
    }

    pub(super) fn watched_for<T>(&self, time: Duration, call: impl FnOnce(&CallContext) -> Result<T>) -> Result<T> {
        let progress = self.progress.read().unwrap_or_else(PoisonError::into_inner).clone();
        let tell = |stage| {
            if let Some(progress) = &progress {
                progress(stage);
            }
        };
        let context = CallContext::new(time, &self.stops, &tell);
        let (stops, ends) = (Arc::clone(&self.stops), Instant::now() + time);
        let begun_at = stops.load(Ordering::Acquire);
        let _patience = Patience::of(move || stops.load(Ordering::Acquire) == begun_at && Instant::now() < ends);
        call(&context).map_err(|error| {
            let unsent = error.outcome == Outcome::NotSent
                && matches!(error.kind, ErrorKind::NoLink(_) | ErrorKind::Busy | ErrorKind::JournalHeld);
            if context.is_stopped() && (unsent || matches!(error.kind, ErrorKind::NoAnswer(_))) {
                // No document had been sent yet, so the wish to stop is all there is to say.
                return Error { kind: ErrorKind::Cancelled, ..error };
            }
            error
        })
    }
}

impl fmt::Debug for Device {
    fn fmt(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        formatter.debug_struct("Device").field("name", &self.name()).finish_non_exhaustive()
    }
}
