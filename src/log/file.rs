//! A log file that starts anew at a size and keeps some older ones. Several processes may write the same file.

use crate::file_id::file_id;
use crate::rights::{private, private_folder};
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

/// When a file is full, and how many older ones are kept.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Size in bytes from which a new file is started.
    pub size: u64,
    /// Older files: `kassa.log.1` is the newest of them.
    pub older: u32,
}

/// A file that lines are added to.
#[derive(Debug)]
pub struct LogFile {
    path: PathBuf,
    limits: Limits,
    /// `None` until the first line, and after an error.
    file: Mutex<Option<File>>,
}

impl LogFile {
    /// The file at this path. It is created with the first line.
    pub fn new(path: &Path, limits: Limits) -> Self {
        // The program may change its folder.
        let path = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
        Self { path, limits, file: Mutex::default() }
    }

    /// Its path.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Whether lines can be added.
    pub fn check(&self) -> io::Result<()> {
        self.begin().map(drop)
    }

    /// Adds a line with its end. An error is ignored: it must not stop a sale.
    pub fn write(&self, line: &str) {
        let mut file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        if !file.as_ref().is_some_and(|file| self.is_usable(file)) {
            // Closed first: on Windows a new file cannot take the name of a removed one while that is open.
            *file = None;
            *file = self.begin().ok();
        }
        // The system appends what one call writes as a whole, whatever other processes write.
        if file.as_mut().is_none_or(|file| file.write_all(line.as_bytes()).is_err()) {
            *file = None;
        }
    }

    /// Whether the open file is not full, and still the one at the path: another process may have renamed it.
    fn is_usable(&self, file: &File) -> bool {
        let own = file.metadata();
        let is_full = own.as_ref().is_ok_and(|data| data.len() >= self.limits.size);
        let there = fs::metadata(&self.path);
        !is_full && there.is_ok() && file_id(there) == file_id(own)
    }

    /// Whether the file at the path is to be renamed. A folder there is not.
    fn is_full(&self) -> bool {
        fs::metadata(&self.path).is_ok_and(|data| data.is_file() && data.len() >= self.limits.size)
    }

    /// Opens the file. If it cannot be renamed when it is full, it grows further.
    fn begin(&self) -> io::Result<File> {
        if let Some(folder) = self.path.parent() {
            private_folder(folder)?;
        }
        if self.is_full() {
            let _stays = self.rotate();
        }
        opened(private(File::options().create(true).append(true)), &self.path)
    }

    /// Renames the full file and the older ones. One process does it; the others go on in the file that they have.
    fn rotate(&self) -> io::Result<()> {
        let mut lock = self.path.as_os_str().to_owned();
        lock.push(".lock");
        // Windows locks no file that is open only for appending.
        let lock = opened(private(File::options().create(true).truncate(false).write(true)), Path::new(&lock))?;
        match lock.try_lock() {
            Err(TryLockError::WouldBlock) => return Ok(()),
            locked => locked?,
        }
        // Another process may have done it before the lock was ours.
        if !self.is_full() {
            return Ok(());
        }
        for number in (1..self.limits.older).rev() {
            let from = older(&self.path, number);
            if from.exists() {
                fs::rename(from, older(&self.path, number + 1))?;
            }
        }
        fs::rename(&self.path, older(&self.path, 1))
    }
}

/// Opens a file. Nothing but a file is opened: a pipe would stop the call until somebody reads it.
fn opened(options: &OpenOptions, path: &Path) -> io::Result<File> {
    if fs::metadata(path).is_ok_and(|data| !data.is_file()) {
        return Err(io::ErrorKind::InvalidInput.into());
    }
    options.open(path)
}

/// An older file: `….1`, `….2`.
pub fn older(path: &Path, number: u32) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(format!(".{number}"));
    name.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(path: &Path) -> Vec<String> {
        fs::read_to_string(path).unwrap_or_default().lines().map(str::to_owned).collect()
    }

    #[test]
    fn a_full_file_is_renamed_and_the_oldest_one_goes() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("new/kassa.log");
        let log = LogFile::new(&path, Limits { size: 10, older: 2 });
        for line in ["one one one\n", "two two two\n", "three three\n", "four four 4\n"] {
            log.write(line);
        }
        let kept = [lines(&path), lines(&older(&path, 1)), lines(&older(&path, 2)), lines(&older(&path, 3))];
        assert_eq!(
            kept,
            [vec!["four four 4".to_owned()], vec!["three three".to_owned()], vec!["two two two".to_owned()], vec![]]
        );
    }

    #[test]
    fn writers_that_share_a_file_lose_no_line() {
        const WRITERS: usize = 4;
        const EACH: usize = 400;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("kassa.log");
        std::thread::scope(|scope| {
            for writer in 0..WRITERS {
                // Each has a file of its own, as another process has.
                let log = LogFile::new(&path, Limits { size: 2_000, older: 99 });
                scope.spawn(move || {
                    for number in 0..EACH {
                        log.write(&format!("writer {writer} number {number:04} end\n"));
                    }
                });
            }
        });
        let mut all = lines(&path);
        all.extend((1..=99).flat_map(|number| lines(&older(&path, number))));
        assert!(older(&path, 2).exists(), "it was rotated");
        assert!(all.iter().all(|line| line.len() == "writer 0 number 0000 end".len()), "whole lines");
        all.sort();
        all.dedup();
        assert_eq!(all.len(), WRITERS * EACH);
    }

    #[test]
    fn a_file_that_was_removed_is_created_again() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("kassa.log");
        let log = LogFile::new(&path, Limits { size: 1_000, older: 1 });
        log.write("one\n");
        fs::remove_file(&path).unwrap();
        log.write("two\n");
        assert_eq!(lines(&path), ["two"]);
    }

    #[test]
    fn what_cannot_be_written_stops_nobody() {
        let folder = tempfile::tempdir().unwrap();
        for path in [folder.path().to_owned(), folder.path().join("a\0b")] {
            let log = LogFile::new(&path, Limits { size: 1_000, older: 1 });
            log.write("one\n");
            assert!(log.check().is_err(), "{}", path.display());
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_log_is_private() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("kassa.log");
        let log = LogFile::new(&path, Limits { size: 1, older: 1 });
        log.write("one\n");
        log.write("two\n");
        for made in [path.clone(), older(&path, 1), folder.path().join("kassa.log.lock")] {
            assert_eq!(fs::metadata(&made).unwrap().permissions().mode() & 0o777, 0o600, "{}", made.display());
        }
    }
}
