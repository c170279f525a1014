//! An open device: its register or queue, its journal, its locks, and the call context of its calls.

use super::idle::IdleWindow;
use super::lock::{Lock, Place};
use super::results::CallbackResult;
use super::unrecorded::Unrecorded;
use crate::backends::{Backend, Documents};
use crate::clock;
use crate::error::{Error, ErrorKind, Note, Outcome, Result};
use crate::journal::{Journal, Patience};
use crate::log::{self, DeviceLog};
use crate::task::policy::Policy;
use crate::trace;
use crate::transport::server::Server;
use crate::transport::{CallContext, Stage};
use std::cell::RefCell;
use std::fmt;
#[cfg(feature = "days")]
use std::sync::TryLockError;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};
use std::time::Duration;

/// The host's function that is told the stage of a running call.
pub type Progress = Arc<dyn Fn(Stage) + Send + Sync>;

/// The host's function that receives each result that a queue's server reports by callback.
pub type ResultSink = Arc<dyn Fn(&CallbackResult) + Send + Sync>;

/// An open device: one register, or one queue of a cloud service.
///
/// It may be used from any thread. Its calls run one at a time, also across processes that share the journal. Nothing
/// is sent before the first call, so the register may be switched off when the device is opened.
///
/// # Example
///
/// ```
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let folder = tempfile::tempdir()?;
/// # let journal = folder.path().join("kassa.db").display().to_string().replace('\\', "/");
/// use kassa_simulator::icash; // stands in for a register
/// use kassa::{Code, Device, Task};
///
/// let register = icash::Simulator::start(icash::Options::default())?;
/// let config = format!(r#"{{"backend": "icash", "url": "{}", "journal": "{journal}"}}"#, register.url());
/// let device = Device::open(&config)?;
/// let state = device.execute(&Task::named("getShiftStatus"))?;
/// assert_eq!(state.fields["shiftStatus"]["state"], "closed");
///
/// // This document was never sent.
/// assert_eq!(device.recover("order-1").unwrap_err().code(), Code::NotFound);
/// # Ok(())
/// # }
/// ```
pub struct Device {
    pub(super) backend: Box<dyn Backend>,
    pub(super) policy: Policy,
    pub(super) journal: Mutex<Box<dyn Journal>>,
    pub(super) lock: Arc<Lock>,
    /// Where the journal is.
    pub(super) place: Place,
    /// The log file of the configuration.
    pub(super) log: Arc<DeviceLog>,
    /// What a person should know of the configuration although it is right.
    pub(super) notes: Vec<Note>,
    /// How long the device has been seen idle after a lost answer.
    pub(super) idle: IdleWindow,
    /// What the journal could not take so far.
    pub(super) unrecorded: Unrecorded,
    pub(super) progress: RwLock<Option<Progress>>,
    /// The servers that listen for callbacks: the current one, and ended ones whose last callbacks are still running.
    pub(super) listeners: Mutex<Vec<Arc<Server>>>,
    /// Receives each result that they bring.
    pub(super) result: RwLock<Option<ResultSink>>,
    /// `"repeats": "join"`: a document without an id may be one whose outcome is undelivered.
    pub(super) joins: bool,
    /// How often a call sends a document again after it was found not made.
    pub(super) resend: u32,
    /// Incremented by every `cancel`; a call ends when the value has changed since its start.
    pub(super) stops: Arc<AtomicU64>,
    /// `deadlineMs`: the longest time of a call.
    pub(super) time: Duration,
}

impl Device {
    /// The device's name in the journal: backend and address in one spelling, such as `icash 192.168.1.10:8080`.
    pub fn name(&self) -> &str {
        self.backend.device()
    }

    /// What a person should know of the configuration although it is right, such as a password that goes over the
    /// network in the clear. The log has it too.
    ///
    /// ```
    /// # let folder = tempfile::tempdir().unwrap();
    /// # let journal = folder.path().join("kassa.db").display().to_string().replace('\\', "/");
    /// use kassa::Device;
    ///
    /// let config = format!(
    ///     r#"{{"backend": "cashcore", "url": "http://kassa.example.com", "pin": "4812", "kkmOfdId": 1, "journal": "{journal}"}}"#
    /// );
    /// assert_eq!(Device::open(&config)?.notes()[0].path(), "url");
    /// # Ok::<(), kassa::Error>(())
    /// ```
    pub fn notes(&self) -> &[Note] {
        &self.notes
    }

    /// Writes a line into the log of this device.
    #[doc(hidden)]
    pub fn write_log(&self, level: log::Level, text: fmt::Arguments) {
        let _entered = log::enter(&self.log, None);
        log::line(level, text);
    }

    /// Cancels the calls that other threads are making on this device.
    ///
    /// They return soon: with [`Code::Cancelled`](crate::Code::Cancelled) if nothing was sent yet, else with an unknown
    /// outcome, because a request that was sent cannot be taken back. Calls that begin later are not affected.
    pub fn cancel(&self) {
        self.stops.fetch_add(1, Ordering::Release);
        self.backend.interrupt();
    }

    /// How often calls on this device have been cancelled.
    pub(crate) fn stops(&self) -> u64 {
        self.stops.load(Ordering::Acquire)
    }

    /// Reports the stage of each call to `progress` from now on; `None` ends that.
    ///
    /// The function is called on the thread that makes the call. Of this device it can call [`Device::cancel`]; other
    /// calls from it end with [`Code::Busy`](crate::Code::Busy). A call that is already running keeps the function it
    /// began with.
    pub fn set_progress(&self, progress: Option<Progress>) {
        *self.progress.write().unwrap_or_else(PoisonError::into_inner) = progress;
    }

    /// Identifies the account of a queue; `None` for a register.
    pub(super) fn account(&self) -> Option<String> {
        match self.backend.documents() {
            Documents::Queue(queue) => Some(queue.account().to_owned()),
            Documents::None | Documents::Register(_) => None,
        }
    }

    pub(super) fn journal(&self) -> MutexGuard<'_, Box<dyn Journal>> {
        #[cfg(feature = "days")]
        {
            let path = self.place.file().unwrap_or(std::path::Path::new("server"));
            crate::days::reached(crate::days::Point::Journal, path).unwrap_or_default();
            // The thread that has it may be waiting for a time of its own: it goes on only while this one waits as well.
            while matches!(self.journal.try_lock(), Err(TryLockError::WouldBlock)) {
                clock::sleep(crate::days::GLANCE);
            }
        }
        self.journal.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Runs a call with a call context that ends after `deadlineMs`.
    pub(super) fn with_context<T>(&self, call: impl FnOnce(&CallContext) -> Result<T>) -> Result<T> {
        self.with_context_for(self.time, call)
    }

    pub(super) fn with_context_for<T>(
        &self,
        time: Duration,
        call: impl FnOnce(&CallContext) -> Result<T>,
    ) -> Result<T> {
        let _entered = log::enter(&self.log, None);
        let told = Told(Arc::as_ptr(&self.stops) as usize);
        if told.is_running() {
            return Err(Error::before(ErrorKind::WithinProgress));
        }
        let progress = self.progress.read().unwrap_or_else(PoisonError::into_inner).clone();
        let tell = |stage: Stage| {
            trace::stage(stage.word());
            if let Some(progress) = &progress {
                told.during(|| progress(stage));
            }
        };
        let context = CallContext::new(time, &self.stops, &tell);
        let (stops, ends) = (Arc::clone(&self.stops), clock::now() + time);
        let begun_at = stops.load(Ordering::Acquire);
        let _patience = Patience::of(move || stops.load(Ordering::Acquire) == begun_at && clock::now() < ends);
        call(&context).map_err(|error| {
            let unsent = error.outcome == Outcome::NotSent
                && matches!(
                    error.kind,
                    ErrorKind::NoLink(_) | ErrorKind::Busy | ErrorKind::JournalHeld | ErrorKind::TakenOver { .. }
                );
            if context.is_stopped() && (unsent || matches!(error.kind, ErrorKind::NoAnswer(_))) {
                // No document had been sent yet, so that the call was cancelled is all there is to report.
                return Error { kind: ErrorKind::Cancelled, ..error };
            }
            error
        })
    }
}

thread_local! {
    /// The devices whose progress function this thread is running.
    static TOLD: RefCell<Vec<usize>> = const { RefCell::new(Vec::new()) };
}

/// A device as [`TOLD`] names it: by the address of what only this device has.
///
/// A progress function that called its own device would be told of that call too, and so on until the stack is full.
struct Told(usize);

impl Told {
    fn is_running(&self) -> bool {
        TOLD.try_with(|told| told.borrow().contains(&self.0)).unwrap_or(false)
    }

    fn during(&self, tell: impl FnOnce()) {
        /// Also ends where the function panics.
        struct Noted;
        impl Drop for Noted {
            fn drop(&mut self) {
                let _kept = TOLD.try_with(|told| told.borrow_mut().pop());
            }
        }
        // Thread-locals may already be destroyed while a thread exits; then nothing is noted.
        let _kept = TOLD.try_with(|told| told.borrow_mut().push(self.0));
        let _noted = Noted;
        tell();
    }
}

impl fmt::Debug for Device {
    fn fmt(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        formatter.debug_struct("Device").field("name", &self.name()).finish_non_exhaustive()
    }
}
