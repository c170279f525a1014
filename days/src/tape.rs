//! What the disk of a journal has been asked to do since it was synced last, and what is left of that after a power
//! failure: any part of what was not synced, in sectors, in any combination.

use crate::plan::Damage;
use crate::random::Random;
use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{LazyLock, Mutex, MutexGuard, PoisonError};

/// A disk writes a sector wholly or not at all.
const SECTOR: usize = 512;

/// The journals that are watched, by the path of their database.
static TAPES: LazyLock<Mutex<HashMap<PathBuf, Tape>>> = LazyLock::new(Mutex::default);

/// The two files of a journal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Of {
    Database,
    Log,
}

/// A change of a file.
#[derive(Debug, Clone)]
pub enum Change {
    Write {
        at: usize,
        bytes: Vec<u8>,
    },
    /// It gets this length.
    Cut(usize),
}

/// A file.
#[derive(Debug, Default)]
struct File {
    /// What is certainly on the disk.
    synced: Vec<u8>,
    /// What was asked for since.
    changes: Vec<Change>,
}

/// A journal.
#[derive(Debug, Default)]
struct Tape {
    files: [File; 2],
    writes: u64,
    /// The power fails in this write, counted from 1.
    fails_in: Option<u64>,
    /// Seed of what is left then.
    seed: u64,
    /// What is left after the power has failed.
    left: Option<[Vec<u8>; 2]>,
}

/// The log of a journal.
pub fn log_of(journal: &Path) -> PathBuf {
    journal.with_extension("db-wal")
}

fn tapes() -> MutexGuard<'static, HashMap<PathBuf, Tape>> {
    TAPES.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Watches a journal from now on; all that is in its files is on the disk.
pub fn watch(journal: &Path, seed: u64, fails_in: Option<u64>) {
    let file = |path: &Path| File { synced: fs::read(path).unwrap_or_default(), changes: Vec::new() };
    let files = [file(journal), file(&log_of(journal))];
    tapes().insert(journal.to_owned(), Tape { files, fails_in, seed, ..Tape::default() });
}

pub fn forget(journal: &Path) {
    tapes().remove(journal);
}

/// Whether a file is that of a watched journal.
pub fn watched(file: &Path) -> Option<(PathBuf, Of)> {
    let journal = file.with_extension("db");
    let of = match file.extension()?.to_str()? {
        "db" => Of::Database,
        "db-wal" => Of::Log,
        _ => return None,
    };
    tapes().contains_key(&journal).then_some((journal, of))
}

/// A file is changed.
pub fn change(journal: &Path, of: Of, change: Change) {
    let mut tapes = tapes();
    let Some(tape) = tapes.get_mut(journal).filter(|tape| tape.left.is_none()) else { return };
    tape.files[of as usize].changes.push(change);
    tape.writes += 1;
    if tape.fails_in == Some(tape.writes) {
        tape.fail();
    }
}

/// What was changed is on the disk.
pub fn sync(journal: &Path, of: Of) {
    let mut tapes = tapes();
    let Some(tape) = tapes.get_mut(journal).filter(|tape| tape.left.is_none()) else { return };
    let file = &mut tape.files[of as usize];
    for change in std::mem::take(&mut file.changes) {
        change.apply(&mut file.synced, |_| true);
    }
}

/// The power fails now, unless it has failed already.
pub fn fail(journal: &Path) {
    if let Some(tape) = tapes().get_mut(journal).filter(|tape| tape.left.is_none()) {
        tape.fail();
    }
}

/// The processes of the machine end now. All that they wrote stays, but for one bit of the log, or of each count beside the
/// journal.
pub fn damage(journal: &Path, of: Damage, bit: u64) {
    let mut tapes = tapes();
    let Some(tape) = tapes.get_mut(journal).filter(|tape| tape.left.is_none()) else { return };
    tape.end(100, Random::of(bit));
    match (of, &mut tape.left) {
        (Damage::Log, Some([_, log])) => flip(log, bit),
        (Damage::Log, None) => {}
        (Damage::Count, _) => {
            for count in counts_of(journal) {
                let mut bytes = fs::read(&count).expect("a count");
                flip(&mut bytes, bit);
                fs::write(&count, bytes).expect("a count");
            }
        }
    }
}

/// Another journal is put in the place of this one, or nothing. `running`: at once, while programs have its files open; else
/// when the processes have ended.
pub fn replace(journal: &Path, copy: Option<[Vec<u8>; 2]>, running: bool) {
    let mut tapes = tapes();
    let Some(tape) = tapes.get_mut(journal).filter(|tape| tape.left.is_none()) else { return };
    if !running {
        tape.left = Some(copy.unwrap_or_default());
        return;
    }
    let files = [journal.to_owned(), log_of(journal)];
    for file in files.iter().chain([&journal.with_extension("db-shm")]) {
        fs::remove_file(file).unwrap_or_default();
    }
    tape.files = Default::default();
    for ((path, bytes), file) in files.iter().zip(copy.into_iter().flatten()).zip(&mut tape.files) {
        fs::write(path, &bytes).expect("a copy is put in its place");
        file.synced = bytes;
    }
}

/// The files that count the documents of each device of a journal.
fn counts_of(journal: &Path) -> impl Iterator<Item = PathBuf> {
    let beside = fs::read_dir(journal.parent().expect("a folder")).expect("the folder of the journal");
    let name = format!("{}.", journal.display());
    let is_count = move |file: &PathBuf| {
        file.to_string_lossy().starts_with(&name) && file.extension().is_some_and(|it| it == "lock")
    };
    beside.flatten().map(|file| file.path()).filter(is_count)
}

fn flip(bytes: &mut [u8], bit: u64) {
    if let Some(at) = usize::try_from(bit).expect("a number").checked_rem(bytes.len() * 8) {
        bytes[at / 8] ^= 1 << (at % 8);
    }
}

/// Whether the power has failed.
pub fn has_failed(journal: &Path) -> bool {
    tapes().get(journal).is_some_and(|tape| tape.left.is_some())
}

/// The power does not fail any more.
pub fn spare(journal: &Path) {
    if let Some(tape) = tapes().get_mut(journal) {
        tape.fails_in = None;
    }
}

/// The machine starts again: the files are what the disk has. Does nothing if the power has not failed.
pub fn restart(journal: &Path) {
    let Some(left) = tapes().get_mut(journal).and_then(|tape| tape.left.take()) else { return };
    // It is in memory, and no connection is left that could use it.
    fs::remove_file(journal.with_extension("db-shm")).unwrap_or_default();
    let [database, log] = &left;
    fs::write(journal, database).expect("the journal is written back");
    fs::write(log_of(journal), log).expect("the log is written back");
    let mut tapes = tapes();
    let tape = tapes.get_mut(journal).expect("a tape");
    tape.files = left.map(|synced| File { synced, changes: Vec::new() });
}

impl Tape {
    fn fail(&mut self) {
        // All, nothing, or any part of what was not synced.
        let mut random = Random::of(self.seed ^ self.writes << 20);
        let kept = random.one(&[0, 30, 50, 90, 100]);
        self.end(kept, random);
    }

    /// Nothing is written any more; of what was not synced, this percentage is left.
    fn end(&mut self, kept: u64, mut random: Random) {
        self.fails_in = None;
        random.next();
        self.left = Some(std::array::from_fn(|of| {
            let file = &self.files[of];
            let mut left = file.synced.clone();
            for change in &file.changes {
                change.apply(&mut left, |_| random.percent(kept));
            }
            left
        }));
    }
}

impl Change {
    /// Changes those sectors of a file that reach the disk.
    fn apply(&self, file: &mut Vec<u8>, mut reaches: impl FnMut(usize) -> bool) {
        match self {
            Self::Cut(length) if reaches(*length) => file.resize(*length, 0),
            Self::Cut(_) => {}
            Self::Write { at, bytes } => {
                let mut from = 0;
                while from < bytes.len() {
                    let place = at + from;
                    let to = bytes.len().min(from + SECTOR - place % SECTOR);
                    if reaches(place) {
                        let end = at + to;
                        if file.len() < end {
                            file.resize(end, 0);
                        }
                        file[place..end].copy_from_slice(&bytes[from..to]);
                    }
                    from = to;
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_synced_stays_and_the_rest_is_lost_by_sectors() {
        let mut file = vec![1; 600];
        let change = Change::Write { at: 500, bytes: vec![2; 600] };
        change.apply(&mut file, |place| place == 512);
        assert_eq!(file.len(), 1024);
        assert!(file[..512].iter().all(|byte| *byte == 1) && file[512..].iter().all(|byte| *byte == 2));
        Change::Cut(10).apply(&mut file, |_| true);
        assert_eq!(file.len(), 10);
    }

    #[test]
    fn the_power_fails_in_the_write_that_was_chosen_and_nothing_reaches_the_disk_after_it() {
        let folder = std::env::temp_dir().join(format!("kassa-tape-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        let journal = folder.join("0.db");
        fs::write(&journal, b"old").unwrap();
        watch(&journal, 0, Some(2));
        let write = |byte| change(&journal, Of::Database, Change::Write { at: 0, bytes: vec![byte; 3] });
        write(b'1');
        sync(&journal, Of::Database);
        assert!(!has_failed(&journal));
        write(b'2');
        assert!(has_failed(&journal));
        write(b'3');
        sync(&journal, Of::Database);
        restart(&journal);
        let left = fs::read(&journal).unwrap();
        assert!(left == b"111" || left == b"222", "{left:?}");
        forget(&journal);
        fs::remove_dir_all(&folder).unwrap();
    }
}
