//! One call at a time on a device.
//!
//! Threads of this process queue up in their order of arrival (`Turns`). Processes use a locked file beside the
//! journal: the system releases it when a process dies, so no crash leaves a device locked. A second file, the gate,
//! keeps the order fair between processes. Where the journal is on a server, processes of several machines take a lease
//! there instead (`src/journal/postgres/lease.rs`).

use super::counter::{self, Counted, Counter};
use super::failure::beside_journal;
use crate::clock;
use crate::error::{Error, ErrorKind, Result, Text};
use crate::file_id::file_id;
use crate::journal::JournalError;
#[cfg(feature = "postgres")]
use crate::journal::Leases;
use crate::process::PerProcess;
use crate::rights::take_rights;
use crate::transport::{CallContext, Stage};
use sha2::{Digest, Sha256};
use std::collections::{HashMap, VecDeque};
use std::fs::{File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError, RwLock, Weak};
use std::thread::{self, ThreadId};
use std::time::{Duration, Instant};

/// `FILE_SHARE_READ` and `FILE_SHARE_WRITE`.
#[cfg(windows)]
const SHARED_TO_READ_AND_WRITE: u32 = 3;

/// `ERROR_LOCK_VIOLATION`: on Windows nobody reads a file that another handle has locked.
const LOCKED_REGION: i32 = 33;

/// Pause between attempts to lock a file that another process holds.
const PAUSE: Duration = Duration::from_millis(3);

/// Longest pause between attempts to take a lease from a server, which many processes may ask.
#[cfg(feature = "postgres")]
const LONGEST_PAUSE: Duration = Duration::from_millis(200);

/// Longest sleep before the call context is checked again.
const SLICE: Duration = Duration::from_millis(50);

/// The queues of all devices open in this process, by lock file.
///
/// They belong to one process. After a `fork` the owner recorded in the parent's queue would be a thread that the child
/// does not have, and the device would be locked forever.
static TURNS: PerProcess<Mutex<HashMap<PathBuf, Weak<Turns>>>> = PerProcess::new();

/// The lock of a device, of a fiscal drive, or of another thing that only one call at a time may use.
pub(super) struct Lock {
    turns: Arc<Turns>,
    /// Names it in this process: the path of its file, or the server and its name there.
    path: PathBuf,
    between: Between,
    /// The last count that this process has seen; it still counts if the file was removed.
    last_count: AtomicU64,
}

/// Where a journal is, and so the locks of its devices.
#[derive(Clone)]
pub(super) enum Place {
    /// A file, at its real path: the locks are files beside it.
    File(PathBuf),
    /// A server, with the leases of this device's calls.
    #[cfg(feature = "postgres")]
    Server(Arc<Leases>),
}

#[cfg(feature = "days")]
impl Place {
    /// The journal's file.
    pub(super) fn file(&self) -> Option<&Path> {
        match self {
            Self::File(path) => Some(path),
            #[cfg(feature = "postgres")]
            Self::Server(_) => None,
        }
    }
}

/// What keeps other processes out.
enum Between {
    /// The lock file. It is opened again if someone removes or replaces it.
    File(RwLock<Arc<File>>, Counter),
    /// A lease of this name.
    #[cfg(feature = "postgres")]
    Server(Arc<Leases>, String),
}

/// The device is locked while this value lives.
pub(super) struct Held {
    lock: Arc<Lock>,
    number: u64,
    taken: Taken,
    /// Another call had it first, so what was known of the device before may be old.
    pub waited: bool,
}

/// What a call has locked against other processes.
enum Taken {
    Nothing,
    File(Arc<File>),
    #[cfg(feature = "postgres")]
    Lease,
}

/// The threads that wait for the device, in their order of arrival.
#[derive(Default)]
struct Turns {
    queue: Mutex<Queue>,
    moved: Condvar,
}

#[derive(Default)]
struct Queue {
    waiting: VecDeque<u64>,
    next: u64,
    /// The thread that has the device.
    owner: Option<ThreadId>,
}

impl Lock {
    /// The lock of `device`. Files have a digest of the device's name in theirs.
    pub(super) fn of(device: &str, place: &Place) -> Result<Arc<Self>> {
        let (path, between) = match place {
            Place::File(journal) => {
                let path = Self::beside(device, journal);
                let file = open(&path)?;
                open(&gate(&path))?;
                (path, Between::File(RwLock::new(Arc::new(file)), Counter::of(device)))
            }
            #[cfg(feature = "postgres")]
            Place::Server(leases) => {
                let path = format!("{} {device}", leases.server_name()).into();
                (path, Between::Server(Arc::clone(leases), device.to_owned()))
            }
        };
        let mut all = TURNS.get().lock().unwrap_or_else(PoisonError::into_inner);
        let turns = all.get(&path).and_then(Weak::upgrade).unwrap_or_default();
        all.insert(path.clone(), Arc::downgrade(&turns));
        Ok(Arc::new(Self { turns, path, between, last_count: AtomicU64::new(0) }))
    }

    /// The lock file of a device.
    pub(super) fn beside(device: &str, journal: &Path) -> PathBuf {
        let digest = Sha256::digest(device.as_bytes());
        let mut name = journal.as_os_str().to_owned();
        name.push(format!(".{:02x}{:02x}{:02x}{:02x}.lock", digest[0], digest[1], digest[2], digest[3]));
        name.into()
    }

    /// How many intents were counted on a device that this process need not have open.
    pub(super) fn counted_beside(device: &str, journal: &Path) -> io::Result<Counted> {
        match File::open(Self::beside(device, journal)) {
            Ok(file) => match Counter::of(device).read(&file) {
                // The process that holds the device compares the counts itself.
                Err(error) if cfg!(windows) && error.raw_os_error() == Some(LOCKED_REGION) => Ok(Counted::Nothing),
                read => read,
            },
            // Without the file, a device that is opened now has no count either.
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Counted::Nothing),
            Err(error) => Err(error),
        }
    }

    /// The counts beside a journal that belong to none of these devices. A lock file does not name its device.
    pub(super) fn counted_elsewhere(devices: &[String], journal: &Path) -> io::Result<Vec<u64>> {
        let known: Vec<PathBuf> = devices.iter().map(|device| Self::beside(device, journal)).collect();
        let (Some(folder), Some(name)) = (journal.parent(), journal.file_name()) else { return Ok(Vec::new()) };
        let mut counts = Vec::new();
        for file in std::fs::read_dir(folder)? {
            let path = file?.path();
            let is_beside = path.file_stem().is_some_and(|stem| Path::new(stem).file_stem() == Some(name));
            if is_beside && path.extension().is_some_and(|end| end == "lock") && !known.contains(&path) {
                counts.extend(counter::unproven(&std::fs::read(&path).unwrap_or_default()));
            }
        }
        Ok(counts)
    }

    /// Waits for the device and reports [`Stage::Waiting`] to the host.
    pub(super) fn hold(self: &Arc<Self>, context: &CallContext) -> Result<Held> {
        context.tell(Stage::Waiting);
        self.take_turn(context)
    }

    /// Nothing is locked.
    #[cfg(feature = "days")]
    pub(super) fn not_taken(self: &Arc<Self>) -> Held {
        Held { lock: Arc::clone(self), number: u64::MAX, taken: Taken::Nothing, waited: false }
    }

    /// Waits for the device without reporting that to the host.
    pub(super) fn take_turn(self: &Arc<Self>, context: &CallContext) -> Result<Held> {
        let (number, waited) = self.turns.wait(context).ok_or_else(|| Error::before(ErrorKind::Busy))?;
        let mut held = Held { lock: Arc::clone(self), number, taken: Taken::Nothing, waited };
        let waited = match &self.between {
            Between::File(file, _) => {
                let (file, waited) = self.take_in_turn(file, context)?;
                held.taken = Taken::File(file);
                waited
            }
            #[cfg(feature = "postgres")]
            Between::Server(leases, name) => {
                let waited = lease(leases, name, context)?;
                held.taken = Taken::Lease;
                waited
            }
        };
        held.waited |= waited;
        Ok(held)
    }

    /// Locks the file. Processes wait at the gate: one that holds the device has to pass it again for its next turn, so it
    /// cannot keep the others out.
    fn take_in_turn(&self, file: &RwLock<Arc<File>>, context: &CallContext) -> Result<(Arc<File>, bool)> {
        // The gate's file is not kept open: most open devices are idle.
        let gate = open(&gate(&self.path))?;
        let at_gate = take(&gate, context)?;
        let taken = self.take_file(file, context);
        unlock(&gate);
        taken.map(|(file, waited)| (file, waited || at_gate))
    }

    /// Locks the file that is now at the path.
    ///
    /// If the file was removed or replaced since we opened it, other processes lock the new one, and a lock on the old
    /// one keeps nobody out. So the new file is locked as well. The old one stays locked until then, because another
    /// process may still wait for it.
    fn take_file(&self, place: &RwLock<Arc<File>>, context: &CallContext) -> Result<(Arc<File>, bool)> {
        let mut file = now_at(place);
        let mut waited = take(&file, context)?;
        while file_id(file.metadata()) != file_id(std::fs::metadata(&self.path)) {
            let new = open(&self.path).and_then(|new| take(&new, context).map(|_| Arc::new(new)));
            unlock(&file);
            (file, waited) = (new?, true);
            *place.write().unwrap_or_else(PoisonError::into_inner) = Arc::clone(&file);
        }
        Ok((file, waited))
    }

    /// How many intents the journal has contained. A caller that does not hold the lock must read this before the
    /// journal, because a writer updates the journal first.
    ///
    /// Of a journal on a server, only this process has counted: a standby that took over without the last commits has
    /// fewer.
    pub(super) fn counted(&self) -> io::Result<Counted> {
        let counted = match &self.between {
            Between::File(file, counter) => counter.read(&now_at(file))?,
            #[cfg(feature = "postgres")]
            Between::Server(..) => Counted::Nothing,
        };
        match (counted, self.last_count.load(Ordering::Acquire)) {
            (Counted::Nothing, last_count) if last_count > 0 => return Ok(Counted::Known(last_count)),
            (Counted::Known(count), _) => self.last_count.store(count, Ordering::Release),
            _ => {}
        }
        Ok(counted)
    }

    /// Records how many intents the journal contains. The caller must hold the device.
    pub(super) fn count(&self, count: u64) -> io::Result<()> {
        self.last_count.store(count, Ordering::Release);
        match &self.between {
            Between::File(file, counter) => counter.write(&now_at(file), count),
            #[cfg(feature = "postgres")]
            Between::Server(..) => Ok(()),
        }
    }

    /// Whether another call may have the device: this thread does not hold it, or its lease may have ended.
    pub(super) fn may_be_lost(&self) -> bool {
        if self.turns.queue().owner != Some(thread::current().id()) {
            return true;
        }
        match &self.between {
            Between::File(..) => false,
            #[cfg(feature = "postgres")]
            Between::Server(leases, _) => leases.may_have_ended(),
        }
    }

    /// Until when a call that holds the device may send a document; `None` if it cannot lose the device.
    pub(super) fn send_by(&self) -> Option<Instant> {
        match &self.between {
            Between::File(..) => None,
            #[cfg(feature = "postgres")]
            Between::Server(leases, _) => leases.send_by(),
        }
    }

    /// Renews the lease, so that the next request has all of its time. Fails if another process has the device by now.
    #[cfg_attr(not(feature = "postgres"), allow(clippy::unnecessary_wraps, reason = "a lock on a file is not lost"))]
    pub(super) fn renew(&self) -> std::result::Result<(), JournalError> {
        match &self.between {
            Between::File(..) => Ok(()),
            #[cfg(feature = "postgres")]
            Between::Server(leases, _) => leases.renew(),
        }
    }
}

fn now_at(file: &RwLock<Arc<File>>) -> Arc<File> {
    Arc::clone(&file.read().unwrap_or_else(PoisonError::into_inner))
}

/// Takes a lease; waits while another process has it. Returns whether it has waited.
#[cfg(feature = "postgres")]
fn lease(leases: &Leases, name: &str, context: &CallContext) -> Result<bool> {
    let (mut pause, mut waited) = (PAUSE, false);
    while !leases.take(name)? {
        // What this thread has already must not be lost meanwhile.
        leases.keep()?;
        if !context.pause(pause) {
            return Err(Error::before(ErrorKind::Busy));
        }
        (pause, waited) = ((pause * 2).min(LONGEST_PAUSE), true);
    }
    Ok(waited)
}

/// The file of its gate.
fn gate(lock: &Path) -> PathBuf {
    lock.with_extension("gate")
}

fn open(path: &Path) -> Result<File> {
    let mut options = File::options();
    options.create(true).truncate(false).read(true).write(true);
    // By default Windows lets others rename or remove an open file; then two processes could hold the device.
    #[cfg(windows)]
    std::os::windows::fs::OpenOptionsExt::share_mode(&mut options, SHARED_TO_READ_AND_WRITE);
    let opened = options.open(path);
    let file = opened.map_err(|error| Error::before(ErrorKind::Journal(Text::of_io(&error).at(&path.display()))))?;
    // `kassa.db` of `kassa.db.5f3a0c11.lock`.
    take_rights(&file, &path.with_extension("").with_extension(""));
    Ok(file)
}

fn unlock(file: &File) {
    // Closing the file unlocks it anyway.
    if let Err(error) = file.unlock() {
        crate::log::line(crate::log::Level::Warning, format_args!("unlock: {error}"));
    }
}

/// Locks a file; waits while another process holds it. Returns whether it has waited.
fn take(file: &File, context: &CallContext) -> Result<bool> {
    let mut waited = false;
    loop {
        match file.try_lock() {
            Ok(()) => return Ok(waited),
            Err(TryLockError::WouldBlock) if context.is_over() => return Err(Error::before(ErrorKind::Busy)),
            Err(TryLockError::WouldBlock) => clock::sleep(PAUSE),
            Err(TryLockError::Error(error)) => return Err(beside_journal(&error)),
        }
        waited = true;
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        let mut all = TURNS.get().lock().unwrap_or_else(PoisonError::into_inner);
        // No other lock has this queue, and none can get it meanwhile.
        if Arc::strong_count(&self.turns) == 1 {
            all.remove(&self.path);
        }
    }
}

impl Held {
    /// The locked file, if it is one.
    pub(super) fn file(&self) -> Option<&File> {
        match &self.taken {
            Taken::File(file) => Some(file),
            Taken::Nothing => None,
            #[cfg(feature = "postgres")]
            Taken::Lease => None,
        }
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        match &self.taken {
            Taken::Nothing => {}
            Taken::File(file) => unlock(file),
            #[cfg(feature = "postgres")]
            Taken::Lease => {
                if let Between::Server(leases, name) = &self.lock.between {
                    leases.release(name);
                }
            }
        }
        self.lock.turns.leave(self.number);
    }
}

impl Turns {
    fn queue(&self) -> MutexGuard<'_, Queue> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits until this thread is first in the queue. Returns its number and whether it was not first at once; `None` if
    /// the call ends before, or if this thread has the device already.
    fn wait(&self, context: &CallContext) -> Option<(u64, bool)> {
        let mut queue = self.queue();
        if queue.owner == Some(thread::current().id()) {
            // A callback of the host made this call from within a call on the same device: it would wait for itself.
            return None;
        }
        let number = queue.next;
        queue.next += 1;
        let waits = !queue.waiting.is_empty();
        queue.waiting.push_back(number);
        while queue.waiting.front() != Some(&number) {
            if context.is_over() {
                queue.waiting.retain(|waiting| *waiting != number);
                return None;
            }
            // Wakes up now and then to see whether the call was cancelled.
            let time = context.left().min(SLICE);
            queue = clock::wait(&self.moved, &self.queue, queue, time);
        }
        queue.owner = Some(thread::current().id());
        Some((number, waits))
    }

    fn leave(&self, number: u64) {
        let mut queue = self.queue();
        queue.owner = None;
        queue.waiting.retain(|waiting| *waiting != number);
        drop(queue);
        self.moved.notify_all();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};

    #[test]
    fn threads_take_turns_and_a_passed_deadline_is_an_error() {
        let folder = tempfile::tempdir().unwrap();
        let journal = Place::File(folder.path().join("kassa.db"));
        let (inside, stops) = (AtomicUsize::new(0), AtomicU64::new(0));
        std::thread::scope(|scope| {
            for _ in 0..16 {
                scope.spawn(|| {
                    let lock = Lock::of("icash a", &journal).unwrap();
                    let _held = lock.hold(&CallContext::new(Duration::from_secs(30), &stops, &|_| ())).unwrap();
                    assert_eq!(inside.fetch_add(1, Ordering::SeqCst), 0);
                    std::thread::sleep(Duration::from_millis(1));
                    inside.fetch_sub(1, Ordering::SeqCst);
                });
            }
        });
        let (one, other) = (Lock::of("icash a", &journal).unwrap(), Lock::of("icash b", &journal).unwrap());
        let soon = || CallContext::new(Duration::from_millis(20), &stops, &|_| ());
        let _held = one.hold(&soon()).unwrap();
        assert!(matches!(one.hold(&soon()).map(|_| ()).unwrap_err().kind, ErrorKind::Busy));
        assert!(other.hold(&soon()).is_ok());
    }

    #[test]
    fn a_thread_does_not_wait_for_itself() {
        let folder = tempfile::tempdir().unwrap();
        let (lock, stops) =
            (Lock::of("icash a", &Place::File(folder.path().join("kassa.db"))).unwrap(), AtomicU64::new(0));
        let context = CallContext::new(Duration::from_secs(3600), &stops, &|_| ());
        let held = lock.hold(&context).unwrap();
        assert!(matches!(lock.hold(&context).map(|_| ()).unwrap_err().kind, ErrorKind::Busy));
        drop(held);
        assert!(lock.hold(&context).is_ok());
    }
}
