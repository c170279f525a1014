//! The disk of each journal: what was synced, and whether it takes writes.

use crate::plan::{Event, Fault};
use crate::world::Core;
use kassa::days::Point;
use std::collections::HashMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

#[derive(Default)]
pub struct Disk {
    /// The files of each journal as they were when they were synced last.
    synced: HashMap<PathBuf, [Vec<u8>; 2]>,
    /// The power of the machine has failed since.
    lost: Vec<PathBuf>,
    /// Until when the disk of a journal takes no writes.
    full: HashMap<PathBuf, Duration>,
}

/// The file of a journal.
pub fn path_of(folder: &Path, journal: usize) -> PathBuf {
    folder.join(format!("{journal}.db"))
}

fn log_of(journal: &Path) -> PathBuf {
    journal.with_extension("db-wal")
}

impl Core {
    /// A till has come to this point with the journal.
    pub fn at_disk(&mut self, point: Point, journal: &Path) -> io::Result<()> {
        match point {
            Point::Write if !self.calm && self.disk.full.get(journal).is_some_and(|until| self.now < *until) => {
                self.tell(|| "    the disk is full".into());
                Err(io::ErrorKind::StorageFull.into())
            }
            Point::Synced if self.can_lose_power() => {
                let files = [fs::read(journal)?, fs::read(log_of(journal))?];
                self.disk.synced.insert(journal.to_owned(), files);
                Ok(())
            }
            _ => Ok(()),
        }
    }

    fn can_lose_power(&self) -> bool {
        self.plan.faults.iter().any(|fault| matches!(fault, Fault::At(_, Event::HostPower { .. })))
    }

    /// The disk takes no writes for so many milliseconds.
    pub fn fill_disk(&mut self, journal: PathBuf, time: u64) {
        let until = self.now + Duration::from_millis(time);
        self.disk.full.insert(journal, until);
    }

    /// The power of the machine with this journal fails.
    pub fn lose_unsynced(&mut self, journal: PathBuf) {
        self.disk.lost.push(journal);
    }

    /// The machine starts again: what was not synced is not there.
    pub fn start_disk(&mut self, journal: &Path) {
        let Some(at) = self.disk.lost.iter().position(|lost| lost == journal) else { return };
        self.disk.lost.remove(at);
        let Some([database, log]) = self.disk.synced.get(journal) else { return };
        let index = journal.with_extension("db-shm");
        fs::remove_file(index).unwrap_or_default();
        fs::write(journal, database).expect("the journal is written back");
        fs::write(log_of(journal), log).expect("the log is written back");
    }
}
