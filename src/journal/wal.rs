//! Does the log of a journal belong to its database?
//!
//! Who puts an older copy in the place of the database, and leaves the newer log beside it, gets pages of two times: SQLite
//! lays those of the log over those of the file. The count of intents is among the former, so it does not show that
//! documents are missing, and a search may silently not find them.
//!
//! A journal only grows. So pages show it that the log counts on and that are in neither of the two. The format is that of
//! SQLite's documentation ("The WAL file format").

use super::JournalError;
use super::shared::is_busy;
use crate::error::Text;
use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};
use std::collections::HashSet;
use std::fs;
use std::io;
use std::path::Path;

/// Bytes of the log's header, and of the header of each page in it.
const HEADER: usize = 32;
const PAGE_HEADER: usize = 24;

/// Whether a page up to the length that the log gives the database is in neither. Then the two may not belong together.
pub(super) fn lacks_pages(database: &Path, log: &Path) -> io::Result<bool> {
    let length = match fs::metadata(database) {
        Ok(metadata) => metadata.len(),
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(false),
        Err(error) => return Err(error),
    };
    match fs::read(log) {
        Ok(log) => Ok(lacks(length, &log)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
        Err(error) => Err(error),
    }
}

fn lacks(length: u64, log: &[u8]) -> bool {
    let number = |at: usize| {
        let bytes = log.get(at..at + 4)?;
        Some(u32::from_be_bytes(bytes.try_into().ok()?))
    };
    let salt = log.get(16..24);
    let Some(page) = number(8).filter(|page| *page >= 512) else { return false };
    let (mut pages, mut committed, mut last) = (Vec::new(), 0, 0);
    let mut at = HEADER;
    while let (Some(place), Some(after)) = (number(at), number(at + 4)) {
        // What a log contains beyond its end is of an earlier one.
        if log.get(at + 8..at + 16) != salt {
            break;
        }
        pages.push(place);
        if after > 0 {
            (committed, last) = (pages.len(), after);
        }
        at += PAGE_HEADER + page as usize;
    }
    let logged: HashSet<u32> = pages.into_iter().take(committed).collect();
    let kept = u32::try_from(length / u64::from(page)).unwrap_or(u32::MAX);
    (kept..last).any(|before| !logged.contains(&(before + 1)))
}

/// Fails if SQLite finds the database unsound. Only after [`lacks_pages`]: it reads all of it.
pub(super) fn ensure_whole(path: &Path) -> Result<(), JournalError> {
    let connection =
        Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
    // Else the end of the connection would write the pages of the log into the file.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true)?;
    let found = connection.query_row("PRAGMA quick_check(1)", [], |row| row.get::<_, String>(0));
    match found {
        Ok(found) if found == "ok" => return Ok(()),
        Err(error) if is_busy(&error) => return Err(error.into()),
        Ok(_) | Err(_) => {}
    }
    let text = Text::of(
        "это старая копия, а файл -wal рядом с ней новее. Уберите файл -wal и восстановите журнал",
        "this is an old copy, and the -wal file beside it is newer. Remove the -wal file and rebuild the journal",
    );
    Err(JournalError::broken(text.at(&path.display())))
}

#[cfg(test)]
mod tests {
    use super::super::contract_tests::sample;
    use super::super::{Journal, Sqlite};
    use super::*;

    #[test]
    fn an_old_copy_beside_a_newer_log_is_refused_and_any_other_is_not() {
        let folder = tempfile::tempdir().unwrap();
        let (path, log) = (folder.path().join("kassa.db"), folder.path().join("kassa.db-wal"));
        let (moved, moved_log) = (folder.path().join("moved.db"), folder.path().join("moved.db-wal"));
        let mut journal = Sqlite::open(&path).unwrap();
        let mut sell = |from: usize, to: usize| {
            for number in from..to {
                journal.intend(&sample(&number.to_string())).unwrap();
                assert!(!lacks_pages(&path, &log).unwrap(), "{number}");
            }
        };
        sell(0, 100);
        let old = fs::read(&path).unwrap();
        sell(100, 300);
        // As after a program that was killed: nothing closes the files.
        let now = fs::read(&path).unwrap();
        assert!(now.len() > old.len());
        for (database, is_refused) in [(&old, true), (&now, false)] {
            fs::write(&moved, database).unwrap();
            fs::copy(&log, &moved_log).unwrap();
            assert_eq!(lacks_pages(&moved, &moved_log).unwrap(), is_refused);
            assert_eq!(Sqlite::open(&moved).is_err(), is_refused);
            if is_refused {
                assert_eq!(&fs::read(&moved).unwrap(), database, "nothing was written into it");
                assert!(Sqlite::open(&moved).is_err(), "nor is it taken the next time");
            }
        }
        // Without the log it is merely an old copy.
        fs::remove_file(&moved_log).unwrap_or_default();
        fs::write(&moved, &old).unwrap();
        assert!(Sqlite::open(&moved).is_ok());
    }
}
