//! Making commits durable: one `fdatasync` for all who wait for theirs.
//!
//! SQLite appends each commit to the write-ahead log and does not sync it (`synchronous=NORMAL`). Whoever needs its
//! commit on the disk waits here; the first who waits syncs the log for all that was appended before. What was appended
//! without waiting is on the disk with the next sync, because a log is valid only up to its first missing record.

use std::fs::File;
use std::io;
use std::path::Path;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

/// The write-ahead log of an open journal.
#[derive(Debug, Default)]
pub(super) struct Log {
    state: Mutex<State>,
    moved: Condvar,
}

#[derive(Debug, Default)]
struct State {
    /// A handle of our own. Closing it is harmless: the locks of SQLite are on the other two files.
    file: Option<Arc<File>>,
    #[cfg(feature = "days")]
    path: std::path::PathBuf,
    /// Commits so far, and how many of them are on the disk.
    commits: u64,
    synced: u64,
    /// A thread is syncing the log.
    running: bool,
    /// Up to this commit, syncing has failed. What the system has in memory need not be what is on the disk then, and the
    /// next sync may report nothing, so there is none until the log was moved into the database.
    failed: u64,
    /// The database may be on the disk without its tables, or as a name without a length, beside which SQLite would drop
    /// the log.
    unsettled: bool,
}

impl Log {
    /// Takes the log of a journal that was just opened; `settled` if its database is known to be on the disk.
    pub(super) fn follow(&self, path: &Path, settled: bool) -> io::Result<()> {
        let file = Arc::new(File::options().read(true).write(true).open(path)?);
        let mut state = self.state();
        state.file = Some(file);
        #[cfg(feature = "days")]
        path.clone_into(&mut state.path);
        state.synced = state.commits;
        state.unsettled = !settled;
        Ok(())
    }

    /// Counts a commit. Call it before the next one can begin.
    pub(super) fn appended(&self) -> u64 {
        let mut state = self.state();
        state.commits += 1;
        state.commits
    }

    /// Waits until this commit and all before it are on the disk.
    pub(super) fn sync(&self, commit: u64) -> io::Result<()> {
        let mut state = self.state();
        while state.synced < commit {
            if state.failed > state.synced {
                return Err(io::Error::other("the log could not be written to the disk"));
            }
            if state.running {
                state = self.moved.wait(state).unwrap_or_else(PoisonError::into_inner);
                continue;
            }
            state.running = true;
            let (commits, file) = (state.commits, state.file.clone());
            #[cfg(feature = "days")]
            let file = file.filter(|_| crate::days::world().is_none_or(|world| world.syncs(&state.path).is_ok()));
            drop(state);
            let synced = file.map_or_else(|| Err(io::ErrorKind::NotFound.into()), |file| file.sync_data());
            state = self.state();
            state.running = false;
            match &synced {
                Ok(()) => state.synced = state.synced.max(commits),
                Err(_) => state.failed = state.failed.max(commits),
            }
            self.moved.notify_all();
            synced?;
        }
        Ok(())
    }

    /// Whether a sync of the log is not enough: one has failed and nothing has made up for it since, or the database may
    /// not be on the disk.
    pub(super) fn is_in_doubt(&self) -> bool {
        let state = self.state();
        state.unsettled || state.failed > state.synced
    }

    /// Everything in the log was moved into the database, and that is on the disk.
    pub(super) fn moved_into_database(&self) {
        let mut state = self.state();
        state.synced = state.commits;
        state.unsettled = false;
    }

    /// Whether all commits are on the disk.
    #[cfg(test)]
    pub(super) fn is_synced(&self) -> bool {
        let state = self.state();
        state.synced == state.commits
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_sync_serves_all_who_wait_and_all_who_do_not() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("log");
        File::create(&path).unwrap();
        let log = Log::default();
        log.follow(&path, true).unwrap();
        let commits: Vec<u64> = (0..3).map(|_| log.appended()).collect();
        assert_eq!(commits, [1, 2, 3]);
        log.sync(2).unwrap();
        assert_eq!(log.state().synced, 3);
        std::thread::scope(|scope| {
            for _ in 0..8 {
                scope.spawn(|| (0..10).for_each(|_| log.sync(log.appended()).unwrap()));
            }
        });
        assert!(!log.is_in_doubt());
        assert_eq!(log.state().synced, 83);
    }

    #[cfg(unix)]
    #[test]
    fn a_sync_that_failed_is_not_made_good_by_the_next_one() {
        use std::os::unix::net::UnixStream;
        let log = Log::default();
        // A socket cannot be synced.
        let socket: std::os::fd::OwnedFd = UnixStream::pair().unwrap().0.into();
        log.state().file = Some(Arc::new(socket.into()));
        let commit = log.appended();
        assert!(log.sync(commit).is_err());
        assert!(log.is_in_doubt());
        log.state().file = Some(Arc::new(tempfile::tempfile().unwrap()));
        assert!(log.sync(commit).is_err() && log.sync(log.appended()).is_err(), "not tried again");
        log.moved_into_database();
        assert!(log.sync(commit).is_ok() && !log.is_in_doubt());
    }
}
