//! Under which names devices have used a fiscal drive. The names are kept in the file of the drive's lock.
//!
//! Each name has a count of its own. A journal that has lost documents under one name of a register must not let another
//! name sell them again, and if it has lost all of them, it does not know the other name any more.
//!
//! A line has a name, and after a tab the count up to which its documents of this drive were read back. Its own count
//! stays as it is: by now the name may be that of another register, whose documents were not read.

use super::counter::Counted;
use super::device::Device;
use super::failure::beside_journal;
use super::lock::{Held, Lock, Place};
use crate::error::{Error, ErrorKind, Outcome, Result};
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write};

/// Names are short and few; more than this is no list of names.
const LONGEST: u64 = 64 * 1024;

/// Documents that the journal lost under another name of the register.
pub(super) struct LostElsewhere {
    name: String,
    kept: u64,
    /// `None` if the count cannot be read.
    counted: Option<u64>,
}

impl LostElsewhere {
    /// How many are missing.
    pub(super) fn documents(&self) -> Option<u64> {
        self.counted.map(|counted| counted.saturating_sub(self.kept))
    }
}

impl Device {
    /// Fails if the journal has lost documents that this register made under another name.
    pub(super) fn ensure_complete_elsewhere(&self, drive: Option<&Held>) -> Result<()> {
        match self.lost_elsewhere(drive)?.first().filter(|_| !planted!(OtherNameTrusted)) {
            None => Ok(()),
            Some(LostElsewhere { kept, counted, .. }) => {
                Err(Error::new(ErrorKind::JournalLost { kept: *kept, counted: *counted }, Outcome::Unknown))
            }
        }
    }

    /// Whether the register of this name has had this drive.
    pub(super) fn has_used(&self, name: &str, drive: &str) -> Result<bool> {
        if self.journal().has_used(name, drive)? {
            return Ok(true);
        }
        let names = match &self.place {
            // On Windows nobody reads the file while the drive is locked.
            Place::File(journal) => std::fs::read(Lock::beside(&drive_lock(drive), journal)).unwrap_or_default(),
            #[cfg(feature = "postgres")]
            Place::Server(_) => Vec::new(),
        };
        Ok(names_in(&names).iter().any(|(kept, _)| kept == name))
    }

    /// What the journal has lost under other names of the register whose drive is locked. This name is added to them.
    pub(super) fn lost_elsewhere(&self, drive: Option<&Held>) -> Result<Vec<LostElsewhere>> {
        let (Some(file), Place::File(journal)) = (drive.and_then(Held::file), &self.place) else {
            return Ok(Vec::new());
        };
        let unreadable = |error: io::Error| beside_journal(&error);
        let names = names_with(file, self.name()).map_err(unreadable)?;
        let mut lost = Vec::new();
        for (name, read_back) in names.into_iter().filter(|(name, _)| name != self.name()) {
            // In this order: a writer updates the journal first.
            let counted = Lock::counted_beside(&name, journal).map_err(unreadable)?;
            let kept = self.journal().intents(&name)?;
            match counted {
                Counted::Known(counted) if counted > kept.max(read_back) => {
                    lost.push(LostElsewhere { name, kept, counted: Some(counted) });
                }
                Counted::Garbled if read_back < u64::MAX => lost.push(LostElsewhere { name, kept, counted: None }),
                Counted::Known(_) | Counted::Garbled | Counted::Nothing => {}
            }
        }
        Ok(lost)
    }
}

/// Notes that what the journal lost under other names was read back from this drive.
pub(super) fn note_read_back(drive: Option<&Held>, lost: &[LostElsewhere]) -> Result<()> {
    let Some(mut file) = drive.and_then(Held::file) else { return Ok(()) };
    let lines = lost.iter().map(|lost| format!("\n{}\t{}\n", lost.name, lost.counted.unwrap_or(u64::MAX)));
    let written = file.seek(SeekFrom::End(0)).and_then(|_| file.write_all(lines.collect::<String>().as_bytes()));
    written.map_err(|error| beside_journal(&error))
}

/// The name of the lock of a fiscal drive.
pub(super) fn drive_lock(drive: &str) -> String {
    format!("drive {drive}")
}

/// The names, each with the count up to which its documents were read back.
fn names_in(bytes: &[u8]) -> Vec<(String, u64)> {
    let mut names: Vec<(String, u64)> = Vec::new();
    for line in bytes.split(|byte| *byte == b'\n').filter(|line| !line.is_empty()) {
        let line = String::from_utf8_lossy(line);
        let (name, read_back) = line.split_once('\t').unwrap_or((&line, "0"));
        let read_back: u64 = read_back.parse().unwrap_or_default();
        match names.iter_mut().find(|(kept, _)| kept == name) {
            Some((_, most)) => *most = read_back.max(*most),
            None => names.push((name.to_owned(), read_back)),
        }
    }
    names
}

/// The names in the file, with this one.
fn names_with(mut file: &File, name: &str) -> io::Result<Vec<(String, u64)>> {
    let mut bytes = Vec::new();
    file.seek(SeekFrom::Start(0))?;
    file.take(LONGEST).read_to_end(&mut bytes)?;
    let mut names = names_in(&bytes);
    if !names.iter().any(|(kept, _)| kept == name) {
        // The line before may have no end: a process can be killed while it writes.
        file.seek(SeekFrom::End(0))?;
        file.write_all(format!("\n{name}\n").as_bytes())?;
        names.push((name.to_owned(), 0));
    }
    Ok(names)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_added_once_whatever_was_half_written_before() {
        let file = tempfile::tempfile().unwrap();
        let names = |name| names_with(&file, name).unwrap().into_iter().map(|(name, _)| name).collect::<Vec<_>>();
        assert_eq!(names("icash a"), ["icash a"]);
        assert_eq!(names("icash b"), ["icash a", "icash b"]);
        assert_eq!(names("icash a"), ["icash a", "icash b"]);
        (&file).seek(SeekFrom::End(0)).unwrap();
        (&file).write_all("icash ж".as_bytes().split_last().unwrap().1).unwrap();
        assert_eq!(names("icash c").last().unwrap(), "icash c");
        assert_eq!(names("icash c").len(), 4);
        assert_eq!(names_in(b"\na\n\na\t7\n\na\t5\nb\n"), [("a".to_owned(), 7), ("b".to_owned(), 0)]);
    }
}
