//! Under which names devices have used a fiscal drive. The names are kept in the file of the drive's lock.
//!
//! Each name has a count of its own. A journal that has lost documents under one name of a register must not let another
//! name sell them again, and if it has lost all of them, it does not know the other name any more.

use super::counter::Counted;
use super::device::Device;
use super::lock::{Held, Lock, Place};
use crate::error::{Error, ErrorKind, Outcome, Result, Text};
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write};

/// Names are short and few; more than this is no list of names.
const LONGEST: u64 = 64 * 1024;

/// Documents that the journal lost under another name of the register.
pub(super) struct LostElsewhere {
    pub name: String,
    kept: u64,
    /// `None` if the count cannot be read.
    pub counted: Option<u64>,
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
    pub(super) fn has_used(&self, name: &str, drive: &str) -> bool {
        let Place::File(journal) = &self.place else { return false };
        let names = std::fs::read(Lock::beside(&drive_lock(drive), journal)).unwrap_or_default();
        names_in(&names).any(|kept| kept == name)
    }

    /// What the journal has lost under other names of the register whose drive is locked. This name is added to them.
    pub(super) fn lost_elsewhere(&self, drive: Option<&Held>) -> Result<Vec<LostElsewhere>> {
        let (Some(file), Place::File(journal)) = (drive.and_then(Held::file), &self.place) else {
            return Ok(Vec::new());
        };
        let unreadable = |error: io::Error| Error::before(ErrorKind::Journal(Text::of_io(&error)));
        let names = names_with(file, self.name()).map_err(unreadable)?;
        let mut lost = Vec::new();
        for name in names.into_iter().filter(|name| name != self.name()) {
            // In this order: a writer updates the journal first.
            let counted = Lock::counted_beside(&name, journal).map_err(unreadable)?;
            let kept = self.journal().intents(&name)?;
            match counted {
                Counted::Known(counted) if counted > kept => {
                    lost.push(LostElsewhere { name, kept, counted: Some(counted) });
                }
                Counted::Garbled => lost.push(LostElsewhere { name, kept, counted: None }),
                Counted::Known(_) | Counted::Nothing => {}
            }
        }
        Ok(lost)
    }
}

/// The name of the lock of a fiscal drive.
pub(super) fn drive_lock(drive: &str) -> String {
    format!("drive {drive}")
}

fn names_in(bytes: &[u8]) -> impl Iterator<Item = String> {
    let lines = bytes.split(|byte| *byte == b'\n').filter(|line| !line.is_empty());
    lines.map(|line| String::from_utf8_lossy(line).into_owned())
}

/// The names in the file, with this one.
fn names_with(mut file: &File, name: &str) -> io::Result<Vec<String>> {
    let mut bytes = Vec::new();
    file.seek(SeekFrom::Start(0))?;
    file.take(LONGEST).read_to_end(&mut bytes)?;
    let mut names: Vec<String> = names_in(&bytes).collect();
    if !names.iter().any(|kept| kept == name) {
        // The line before may have no end: a process can be killed while it writes.
        file.seek(SeekFrom::End(0))?;
        file.write_all(format!("\n{name}\n").as_bytes())?;
        names.push(name.to_owned());
    }
    Ok(names)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_added_once_whatever_was_half_written_before() {
        let mut file = tempfile::tempfile().unwrap();
        assert_eq!(names_with(&file, "icash a").unwrap(), ["icash a"]);
        assert_eq!(names_with(&file, "icash b").unwrap(), ["icash a", "icash b"]);
        assert_eq!(names_with(&file, "icash a").unwrap(), ["icash a", "icash b"]);
        file.seek(SeekFrom::End(0)).unwrap();
        file.write_all("icash ж".as_bytes().split_last().unwrap().1).unwrap();
        assert_eq!(names_with(&file, "icash c").unwrap().last().unwrap(), "icash c");
        assert_eq!(names_with(&file, "icash c").unwrap().len(), 4);
    }
}
