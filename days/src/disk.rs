//! The disk of each journal: whether it takes writes, and what is left of it after a power failure.

use crate::plan::{Event, Fault};
use crate::tape::{self, Of};
use crate::vfs;
use crate::world::Core;
use kassa::days::Point;
use std::collections::HashMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

#[derive(Default)]
pub struct Disk {
    /// Until when the disk of a journal takes no writes.
    full: HashMap<PathBuf, Duration>,
    /// Until when it fails to sync.
    fails: HashMap<PathBuf, Duration>,
    /// The last copy that a person has made of a journal: its database and its log.
    copies: HashMap<PathBuf, [Vec<u8>; 2]>,
}

/// The file of a journal.
pub fn path_of(folder: &Path, journal: usize) -> PathBuf {
    folder.join(format!("{journal}.db"))
}

impl Core {
    /// The file of a journal.
    pub fn file_of(&self, journal: usize) -> PathBuf {
        path_of(&self.folder, journal)
    }

    /// Watches the disks of those machines whose power will fail.
    pub fn watch_disks(&mut self) {
        for journal in 0..self.plan.journals {
            let fails = |fault: &Fault| match fault {
                Fault::At(
                    _,
                    Event::HostPower { journal: of }
                    | Event::Damaged { journal: of, .. }
                    | Event::Replaced { journal: of, .. },
                ) if *of == journal => Some(None),
                Fault::PowerInWrite { journal: of, write } if *of == journal => Some(Some(*write)),
                _ => None,
            };
            let fails: Vec<Option<u64>> = self.plan.faults.iter().filter_map(fails).collect();
            if !fails.is_empty() {
                vfs::listen();
                let write = fails.into_iter().flatten().min();
                tape::watch(&self.file_of(journal), self.plan.seed, write);
            }
        }
    }

    /// From now on no power fails. Where it has failed meanwhile, the machine starts again.
    pub fn spare_disks(&mut self) {
        for journal in 0..self.plan.journals {
            let journal = self.file_of(journal);
            tape::spare(&journal);
            tape::restart(&journal);
        }
    }

    /// The day is over.
    pub fn forget_disks(&mut self) {
        for journal in 0..self.plan.journals {
            tape::forget(&self.file_of(journal));
        }
    }

    /// A till has come to this point with the journal.
    pub fn at_disk(&mut self, task: usize, point: Point, journal: &Path) -> io::Result<()> {
        match point {
            Point::Write if !self.calm && self.disk.full.get(journal).is_some_and(|until| self.now < *until) => {
                self.tell(|| "    the disk is full".into());
                Err(io::ErrorKind::StorageFull.into())
            }
            Point::Synced => {
                tape::sync(journal, Of::Log);
                self.tasks[task].has_intended = true;
                Ok(())
            }
            _ => Ok(()),
        }
    }

    /// The disk takes no writes for so many milliseconds.
    pub fn fill_disk(&mut self, journal: PathBuf, time: u64) {
        let until = self.now + Duration::from_millis(time);
        self.disk.full.insert(journal, until);
    }

    /// Whether a log can be synced now.
    pub fn can_sync(&mut self, log: &Path) -> io::Result<()> {
        let fails = self.disk.fails.get(&log.with_extension("db")).is_some_and(|until| self.now < *until);
        if self.calm || !fails {
            return Ok(());
        }
        self.tell(|| "    the disk fails to sync".into());
        Err(io::Error::other("the disk has failed"))
    }

    /// The disk fails to sync for so many milliseconds.
    pub fn break_sync(&mut self, journal: PathBuf, time: u64) {
        let until = self.now + Duration::from_millis(time);
        self.disk.fails.insert(journal, until);
    }

    /// A person copies the files of a journal.
    pub fn copy_journal(&mut self, journal: PathBuf) {
        let copy = [journal.clone(), tape::log_of(&journal)].map(|file| fs::read(file).unwrap_or_default());
        self.disk.copies.insert(journal, copy);
    }

    /// A person puts the last copy in the place of a journal, or removes it if there is none.
    pub fn replace_journal(&mut self, journal: &Path, running: bool) {
        let copy = self.disk.copies.get(journal).cloned();
        self.tell(|| format!("    journal replaced by {}", if copy.is_some() { "a copy" } else { "nothing" }));
        tape::replace(journal, copy, running);
    }

    /// Ends the processes of a machine whose power has failed in a write.
    pub fn stop_without_power(&mut self) {
        for at in 0..self.plan.faults.len() {
            let Fault::PowerInWrite { journal, write } = self.plan.faults[at] else { continue };
            if !self.used[at] && tape::has_failed(&self.file_of(journal)) {
                self.used[at] = true;
                self.facts.power_failures += 1;
                self.tell(|| format!("    the power of the machine fails in write {write} of journal {journal}"));
                self.facts.forget(journal);
                self.kill_users(journal);
            }
        }
    }

    /// Kills all processes that use a journal.
    pub fn kill_users(&mut self, journal: usize) {
        let tills = self.plan.tills.iter().filter(|till| till.journal == journal);
        let mut processes: Vec<usize> = tills.map(|till| till.process).collect();
        processes.dedup();
        for process in processes {
            self.kill(process);
        }
    }
}
