//! How many documents the journal of a device was seen to have: a number beside the journal, in the file that is locked
//! anyway.
//!
//! SQLite drops the end of its log in silence where that is missing or does not add up, and a journal can be replaced by
//! an older copy. Then it has fewer intents than this number says.

use sha2::{Digest, Sha256};
use std::fs::File;
use std::io;

/// Longest content that is looked at; what is written is shorter.
const LONGEST: usize = 256;

/// Length of the number as it is written.
const LINE: usize = 30;

/// The counter of a device.
pub(super) struct Counter {
    device: String,
}

/// What the file says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Counted {
    /// Nothing: the file is new.
    Nothing,
    /// So many.
    Known(u64),
    /// Something, but no number of this device.
    Garbled,
}

impl Counter {
    pub(super) fn of(device: &str) -> Self {
        Self { device: device.to_owned() }
    }

    pub(super) fn read(&self, file: &File) -> io::Result<Counted> {
        let mut bytes = [0; LONGEST];
        let length = read_at_start(file, &mut bytes)?;
        let written = bytes.get(..length).unwrap_or_default();
        // A power cut may leave zeros where nothing reached the disk.
        if written.iter().all(|byte| *byte == 0) {
            return Ok(Counted::Nothing);
        }
        let shown = written.chunks(LINE).filter_map(|line| {
            let count = std::str::from_utf8(line).ok()?.split_once(' ')?.0.parse().ok()?;
            (self.line(count).as_bytes() == line).then_some(count)
        });
        Ok(shown.max().map_or(Counted::Garbled, Counted::Known))
    }

    /// Writes the number twice, so that a few spoilt bytes do not take it away. It is not brought to the disk: the losses
    /// that it tells of are those of a file or of a few bytes, after a process has died at most, and what was written
    /// outlives a process at once. After a power cut it may be behind the journal, which does no harm.
    pub(super) fn write(&self, file: &File, count: u64) -> io::Result<()> {
        let text = self.line(count).repeat(2);
        if write_at_start(file, text.as_bytes())? == text.len() { Ok(()) } else { Err(io::ErrorKind::WriteZero.into()) }
    }

    /// All of the same length, so that each covers the one before.
    fn line(&self, count: u64) -> String {
        let digest = Sha256::digest(format!("{} {count}", self.device));
        format!("{count:020} {:02x}{:02x}{:02x}{:02x}\n", digest[0], digest[1], digest[2], digest[3])
    }
}

#[cfg(unix)]
fn read_at_start(file: &File, bytes: &mut [u8]) -> io::Result<usize> {
    std::os::unix::fs::FileExt::read_at(file, bytes, 0)
}

#[cfg(unix)]
fn write_at_start(file: &File, bytes: &[u8]) -> io::Result<usize> {
    std::os::unix::fs::FileExt::write_at(file, bytes, 0)
}

/// Windows locks what is in the file as well: it is open to the handle that holds the lock.
#[cfg(windows)]
fn read_at_start(file: &File, bytes: &mut [u8]) -> io::Result<usize> {
    std::os::windows::fs::FileExt::seek_read(file, bytes, 0)
}

#[cfg(windows)]
fn write_at_start(file: &File, bytes: &[u8]) -> io::Result<usize> {
    std::os::windows::fs::FileExt::seek_write(file, bytes, 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_count_is_read_as_it_was_written_and_a_spoilt_one_is_none() {
        let (file, counter) = (tempfile::tempfile().unwrap(), Counter::of("icash a"));
        assert_eq!(counter.read(&file).unwrap(), Counted::Nothing);
        for count in [u64::MAX, 1, 0, 7] {
            counter.write(&file, count).unwrap();
            assert_eq!(counter.read(&file).unwrap(), Counted::Known(count));
        }
        assert_eq!(Counter::of("icash b").read(&file).unwrap(), Counted::Garbled, "of another device");
        let (one, other) = (counter.line(7), counter.line(8));
        for (text, read) in [
            (format!("{other}{one}"), Counted::Known(8)),
            (one.replace('7', "9") + &one, Counted::Known(7)),
            (one.replace('7', "9"), Counted::Garbled),
            ("shopping list".into(), Counted::Garbled),
            (format!("{}\u{1}", "\0".repeat(59)), Counted::Garbled),
            ("\0".repeat(60), Counted::Nothing),
        ] {
            file.set_len(0).unwrap();
            write_at_start(&file, text.as_bytes()).unwrap();
            assert_eq!(counter.read(&file).unwrap(), read, "{text:?}");
        }
    }
}
