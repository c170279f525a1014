//! One call at a time on a device: among the threads of this process by turns, among processes by a locked file.

use crate::error::{Error, Result, What};
use crate::journal::file_id;
use crate::process::PerProcess;
use crate::transport::{Stage, Watch};
use sha2::{Digest, Sha256};
use std::collections::{HashMap, VecDeque};
use std::fs::{File, TryLockError};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError, Weak};
use std::thread::{self, ThreadId};
use std::time::Duration;

/// Pause between tries at a file that another process holds.
const PAUSE: Duration = Duration::from_millis(3);

/// Longest sleep without a look at the watch.
const SLICE: Duration = Duration::from_millis(50);

/// The turns of every device open in this process, by lock file. In a child the owner of a turn of before the fork is a
/// thread that is not there, and would keep it for ever.
static TURNS: PerProcess<Mutex<HashMap<PathBuf, Weak<Turns>>>> = PerProcess::new();

/// The lock of a device.
pub(super) struct Lock {
    turns: Arc<Turns>,
    /// Where one process waits: who has the device must come here again for another turn.
    gate: File,
    file: File,
    path: PathBuf,
}

/// The device is ours while this lives.
pub(super) struct Held {
    lock: Arc<Lock>,
    number: u64,
}

/// Threads in the order of their coming.
#[derive(Default)]
struct Turns {
    queue: Mutex<Queue>,
    moved: Condvar,
}

#[derive(Default)]
struct Queue {
    waiting: VecDeque<u64>,
    next: u64,
    /// Whose turn it is.
    owner: Option<ThreadId>,
}

impl Lock {
    /// The lock of `device`, in a file beside the journal.
    pub(super) fn of(device: &str, journal: &Path) -> Result<Arc<Self>> {
        let digest = Sha256::digest(device.as_bytes());
        let mut name = journal.as_os_str().to_owned();
        name.push(format!(".{:02x}{:02x}{:02x}{:02x}.lock", digest[0], digest[1], digest[2], digest[3]));
        let path = PathBuf::from(name);
        let open = |path: &Path| {
            let file = File::options().create(true).truncate(false).write(true).open(path);
            file.map_err(|error| Error::before(What::Journal(format!("{}: {error}", path.display()))))
        };
        let (file, gate) = (open(&path)?, open(&path.with_extension("gate"))?);
        let path = path.canonicalize().unwrap_or(path);
        let mut all = TURNS.get().lock().unwrap_or_else(PoisonError::into_inner);
        all.retain(|_, turns| turns.strong_count() > 0);
        let turns = all.get(&path).and_then(Weak::upgrade).unwrap_or_default();
        let place = path.clone();
        all.insert(path, Arc::downgrade(&turns));
        Ok(Arc::new(Self { turns, gate, file, path: place }))
    }

    /// Waits for the device.
    pub(super) fn hold(self: &Arc<Self>, watch: &Watch) -> Result<Held> {
        watch.tell(Stage::Waiting);
        self.take_turn(watch)
    }

    /// The same without telling the host.
    pub(super) fn take_turn(self: &Arc<Self>, watch: &Watch) -> Result<Held> {
        let number = self.turns.wait(watch).ok_or_else(|| Error::before(What::Busy))?;
        let held = Held { lock: Arc::clone(self), number };
        take(&self.gate, watch)?;
        let taken = take(&self.file, watch);
        if let Err(error) = self.gate.unlock() {
            crate::log::line(format_args!("unlock: {error}"));
        }
        taken?;
        // Another process locks the file that stands there now: one without a name keeps nobody out.
        if file_id(self.file.metadata()) != file_id(std::fs::metadata(&self.path)) {
            let text = format!("{} was removed while the device was open", self.path.display());
            return Err(Error::before(What::Journal(text)));
        }
        Ok(held)
    }
}

/// Locks a file that another process may hold.
fn take(file: &File, watch: &Watch) -> Result<()> {
    loop {
        match file.try_lock() {
            Ok(()) => return Ok(()),
            Err(TryLockError::WouldBlock) if watch.is_over() => return Err(Error::before(What::Busy)),
            Err(TryLockError::WouldBlock) => thread::sleep(PAUSE),
            Err(TryLockError::Error(error)) => return Err(Error::before(What::Journal(error.to_string()))),
        }
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        // A file that cannot be unlocked is unlocked when it is closed; there is nobody to tell.
        if let Err(error) = self.lock.file.unlock() {
            crate::log::line(format_args!("unlock: {error}"));
        }
        self.lock.turns.leave(self.number);
    }
}

impl Turns {
    fn queue(&self) -> MutexGuard<'_, Queue> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits until this thread is the first in the queue.
    fn wait(&self, watch: &Watch) -> Option<u64> {
        let mut queue = self.queue();
        if queue.owner == Some(thread::current().id()) {
            // A function of the host calls from within a call: it would wait for itself.
            return None;
        }
        let number = queue.next;
        queue.next += 1;
        queue.waiting.push_back(number);
        while queue.waiting.front() != Some(&number) {
            if watch.is_over() {
                queue.waiting.retain(|waiting| *waiting != number);
                return None;
            }
            // Woken now and then to see whether the call was stopped.
            let time = watch.left().min(SLICE);
            queue = self.moved.wait_timeout(queue, time).unwrap_or_else(PoisonError::into_inner).0;
        }
        queue.owner = Some(thread::current().id());
        Some(number)
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
        let journal = folder.path().join("kassa.db");
        let (inside, stops) = (AtomicUsize::new(0), AtomicU64::new(0));
        std::thread::scope(|scope| {
            for _ in 0..16 {
                scope.spawn(|| {
                    let lock = Lock::of("icash a", &journal).unwrap();
                    let _held = lock.hold(&Watch::new(Duration::from_secs(30), &stops, &|_| ())).unwrap();
                    assert_eq!(inside.fetch_add(1, Ordering::SeqCst), 0);
                    std::thread::sleep(Duration::from_millis(1));
                    inside.fetch_sub(1, Ordering::SeqCst);
                });
            }
        });
        let (one, other) = (Lock::of("icash a", &journal).unwrap(), Lock::of("icash b", &journal).unwrap());
        let soon = || Watch::new(Duration::from_millis(20), &stops, &|_| ());
        let _held = one.hold(&soon()).unwrap();
        assert!(matches!(one.hold(&soon()).map(|_| ()).unwrap_err().what, What::Busy));
        assert!(other.hold(&soon()).is_ok());
    }

    #[test]
    fn a_thread_does_not_wait_for_itself() {
        let folder = tempfile::tempdir().unwrap();
        let (lock, stops) = (Lock::of("icash a", &folder.path().join("kassa.db")).unwrap(), AtomicU64::new(0));
        let watch = Watch::new(Duration::from_secs(3600), &stops, &|_| ());
        let held = lock.hold(&watch).unwrap();
        assert!(matches!(lock.hold(&watch).map(|_| ()).unwrap_err().what, What::Busy));
        drop(held);
        assert!(lock.hold(&watch).is_ok());
    }
}
