//! What the simulated days (`days`, a package of its own) put in the place of the system: time, random bytes, links, a
//! process that may be killed, a disk that may fail. And planted bugs, each of which the days have to find.
//!
//! Only with the feature `days`; what is shipped has none of it.

use std::any::Any;
use std::cell::RefCell;
use std::collections::HashMap;
use std::fmt;
use std::io;
use std::net::SocketAddr;
use std::path::Path;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};
use std::time::{Duration, Instant};
use time::OffsetDateTime;

/// How long a wait for another thread lasts at most before its condition is looked at again.
pub(crate) const GLANCE: Duration = Duration::from_millis(5);

/// A place where a process can be killed and a disk can fail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Point {
    /// The journal is about to be read or written. No lock of this process is held.
    Journal,
    /// A commit is about to be made, or a statement to be sent to the server; an error here is one of the disk, or of the
    /// link.
    Write,
    /// A commit is in the log, and not on the disk. An error here is of the link to the server.
    Committed,
    /// What was committed is about to be synced.
    Sync,
    /// What was committed is on the disk. An error here is of the link to the server.
    Synced,
}

/// A simulated world, as one thread of it sees it. Any of these may end the thread with a panic, as a kill does.
pub trait World: Send + Sync {
    /// Now.
    fn now(&self) -> Instant;

    /// The date and time, in UTC.
    fn utc(&self) -> OffsetDateTime;

    /// Lets this much time pass.
    fn sleep(&self, time: Duration);

    /// Fills the buffer with bytes that the seed decides.
    fn random(&self, bytes: &mut [u8]);

    /// The simulated process of this thread, by a number that no other process has, of whatever world.
    fn process(&self) -> u64;

    /// The thread has come to this point with the journal at this path; on a server the path says nothing.
    fn reached(&self, point: Point, journal: &Path) -> io::Result<()>;

    /// The log at this path is about to be synced. An error is that of the disk.
    fn syncs(&self, log: &Path) -> io::Result<()>;

    /// Connects.
    fn connect(&self, place: SocketAddr, time: Duration, stopped: &dyn Fn() -> bool) -> io::Result<Box<dyn Wire>>;

    /// The bug that is planted.
    fn bug(&self) -> Option<Bug>;
}

/// A connection of a simulated world. Dropping it closes the connection.
pub trait Wire: fmt::Debug + Send + Sync {
    /// Hands bytes to the system.
    fn write(&self, bytes: &[u8]) -> io::Result<()>;

    /// Waits for bytes; 0 once the other side has closed.
    fn read(&self, buffer: &mut [u8], time: Duration, stopped: &dyn Fn() -> bool) -> io::Result<usize>;

    /// Whether the connection is open and nothing has come on it that was not read.
    fn is_quiet(&self) -> bool;

    /// From now on the end of this connection discards what was not delivered.
    fn discard_at_end(&self);

    /// The end of this connection discards nothing.
    fn end_well(&self);
}

thread_local! {
    static WORLD: RefCell<Option<Arc<dyn World>>> = const { RefCell::new(None) };
}

/// Runs a thread's work in a world.
pub fn within<T>(world: Arc<dyn World>, work: impl FnOnce() -> T) -> T {
    /// Also ends where the work panics.
    struct Left;
    impl Drop for Left {
        fn drop(&mut self) {
            WORLD.with_borrow_mut(Option::take);
        }
    }
    WORLD.set(Some(world));
    let _left = Left;
    work()
}

/// The world of this thread; `None` if it is the real one.
pub(crate) fn world() -> Option<Arc<dyn World>> {
    WORLD.try_with(|world| world.borrow().clone()).ok().flatten()
}

/// This thread has come to a point.
pub(crate) fn reached(point: Point, journal: &Path) -> io::Result<()> {
    world().map_or(Ok(()), |world| world.reached(point, journal))
}

/// The values of one simulated process, by the address of the `PerProcess` that they belong to.
type Values = HashMap<(u64, usize), &'static (dyn Any + Send + Sync)>;

/// A value of a simulated process, made at first use. It is a few words and stays for ever, as a process's own would
/// until the process ends.
pub(crate) fn own<T: Default + Send + Sync + 'static>(process: u64, place: usize) -> &'static T {
    static VALUES: LazyLock<Mutex<Values>> = LazyLock::new(Mutex::default);
    let mut values = VALUES.lock().unwrap_or_else(PoisonError::into_inner);
    let value = *values.entry((process, place)).or_insert_with(|| Box::leak(Box::<T>::default()));
    value.downcast_ref().expect("a place has values of one type")
}

/// Declares the bugs that can be planted, with a sentence on each.
macro_rules! bugs {
    (
        $($(#[doc = $what:literal])+ $bug:ident,)*
        => $($(#[doc = $of_fleet:literal])+ $fleet:ident,)*
    ) => {
        /// A bug that can be planted.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum Bug {
            $($(#[doc = $what])+ $bug,)*
            $($(#[doc = $of_fleet])+ $fleet,)*
        }

        impl Bug {
            /// Those that the days have to find.
            pub const ALL: &[Self] = &[$(Self::$bug,)*];

            /// Those that only days with the journal on a server can find, and tests/fleet/fleet.py.
            pub const OF_FLEET: &[Self] = &[$(Self::$fleet,)*];

            /// Its name.
            pub fn name(self) -> &'static str {
                match self {
                    $(Self::$bug => stringify!($bug),)*
                    $(Self::$fleet => stringify!($fleet),)*
                }
            }

            /// What is wrong with it.
            pub fn what(self) -> &'static str {
                match self {
                    $(Self::$bug => concat!($($what),+).trim_ascii(),)*
                    $(Self::$fleet => concat!($($of_fleet),+).trim_ascii(),)*
                }
            }
        }
    };
}

bugs! {
    /// Documents before the baseline are looked at, too.
    NoBaseline,
    /// A document with the same sum is taken for ours.
    AmountDecides,
    /// A document that is still open is sent again.
    ResentWhileOpen,
    /// A document of another entry is taken for ours.
    TakenNotLookedAt,
    /// A document is not made if the first look misses it.
    AbsentAtFirstLook,
    /// The settling time counts as over after a quarter of it.
    WindowTooShort,
    /// A register that is making a document counts as idle.
    BusyIsIdle,
    /// The request goes out before the intent is written.
    IntentAfterRequest,
    /// An intent is not on the disk when the request goes out.
    IntentNotSynced,
    /// A document counts as registered although its answer was not read.
    OutcomeBeforeAnswer,
    /// A repetition looks only past the newest document, not past the old baseline.
    OldBaselineLost,
    /// A lower number than before is not taken for a restart of the numbering.
    NumberingNotCompared,
    /// Documents of another fiscal drive are compared with ours.
    DriveNotCompared,
    /// Neither the lock of a device nor that of its drive is taken.
    LockNotTaken,
    /// The lock of a fiscal drive is not taken.
    DriveNotLocked,
    /// What the register said before a call waited for its drive counts as new after it.
    OldAfterWaiting,
    /// An open document of the same register under another name is not looked for.
    OtherNameForgotten,
    /// All documents have one key.
    KeyReused,
    /// What a callback says is recorded without asking the server.
    CallbackBelieved,
    /// A refusal of a server is believed without asking for the key.
    RefusalBelieved,
    /// A request that was sent completely counts as sent in part.
    SentTooLittle,
    /// The end of a failed exchange does not discard what was not delivered.
    DeliveredLater,
    /// What the journal lost under another name of the register is not looked at.
    OtherNameTrusted,
    /// An application at OFD.ru is created without looking at those that are there.
    ApplicationNotLookedFor,
    /// A registration does not look for the report that another program's registration has let the register make.
    ReportNotLookedFor,
    /// A registration is advanced while another program advances one of the same register.
    WorkflowLockNotTaken,
    =>
    /// A process that was stopped past its lease sends and writes as if it still had the device.
    LeaseOutlived,
}

/// Whether this bug is planted in the world of this thread; in the real world, in this process, by its environment.
pub(crate) fn planted(bug: Bug) -> bool {
    static OF_PROCESS: LazyLock<Option<Bug>> = LazyLock::new(|| {
        let name = std::env::var("KASSA_PLANTED").ok()?;
        Bug::ALL.iter().chain(Bug::OF_FLEET).copied().find(|bug| bug.name() == name)
    });
    world().map_or_else(|| *OF_PROCESS, |world| world.bug()) == Some(bug)
}
