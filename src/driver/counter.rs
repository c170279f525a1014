//! How many intents the journal of a device has contained. The number is kept outside the journal, in the device's lock
//! file.
//!
//! SQLite silently drops the end of its log if that is missing or its checksum is wrong, and someone may put an older
//! copy of the journal in place. Both lose intents, and a lost document would be sold again. A journal with fewer
//! intents than this number is therefore not trusted (docs/en/exactly-once.md#a-journal-that-lost-documents).

use sha2::{Digest, Sha256};
use std::fs::File;
use std::io;

/// Bytes that are read from the file; what is written is shorter.
const LONGEST: usize = 256;

/// Bytes of one line: the number in 20 digits, a space, 8 digits of a checksum, a newline.
const LINE: usize = 30;

/// The counter of a device. The device's name is part of the checksum, so the number of another device is not believed.
pub(super) struct Counter {
    device: String,
}

/// What the file contains.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Counted {
    /// No number: the file is new.
    Nothing,
    /// This number.
    Known(u64),
    /// Bytes that are no number of this device, so how many there were is not known.
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
        // After a power failure the file may contain zeros instead of what never reached the disk.
        if written.iter().all(|byte| *byte == 0) {
            return Ok(Counted::Nothing);
        }
        let numbers = written.chunks(LINE).filter_map(|line| {
            let count = std::str::from_utf8(line).ok()?.split_once(' ')?.0.parse().ok()?;
            (self.line(count).as_bytes() == line).then_some(count)
        });
        Ok(numbers.max().map_or(Counted::Garbled, Counted::Known))
    }

    /// Writes the number twice, so that a few damaged bytes do not destroy it.
    ///
    /// There is no `fsync`. The losses that the number detects are those of a file or of a few bytes, at most after a
    /// process has died, and a written number survives a process anyway. After a power failure it may be behind the
    /// journal, which does no harm.
    pub(super) fn write(&self, file: &File, count: u64) -> io::Result<()> {
        let text = self.line(count).repeat(2);
        if write_at_start(file, text.as_bytes())? == text.len() { Ok(()) } else { Err(io::ErrorKind::WriteZero.into()) }
    }

    /// The number as a line. All lines have one length, so each overwrites the one before.
    fn line(&self, count: u64) -> String {
        let digest = Sha256::digest(format!("{} {count}", self.device));
        format!("{count:020} {:02x}{:02x}{:02x}{:02x}\n", digest[0], digest[1], digest[2], digest[3])
    }
}

/// The number in a file whose device is not known, so that its checksum cannot be compared.
pub(super) fn unproven(written: &[u8]) -> Option<u64> {
    std::str::from_utf8(written.get(..LINE)?).ok()?.split_once(' ')?.0.parse().ok()
}

#[cfg(unix)]
fn read_at_start(file: &File, bytes: &mut [u8]) -> io::Result<usize> {
    std::os::unix::fs::FileExt::read_at(file, bytes, 0)
}

#[cfg(unix)]
fn write_at_start(file: &File, bytes: &[u8]) -> io::Result<usize> {
    std::os::unix::fs::FileExt::write_at(file, bytes, 0)
}

/// On Windows a lock also covers the content of the file: only the handle that holds the lock may read it.
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
    fn a_count_is_read_as_written_and_a_damaged_one_is_not_believed() {
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
