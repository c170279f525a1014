//! The journal of a scene: a file, or a database with `KASSA_MATRIX_JOURNAL=postgres` under `tests/with-postgres`.

use crate::support::postgres::{Database, Session};
use crate::support::scratch_in_memory;
use rusqlite::{Connection, OpenFlags, OptionalExtension};
use std::path::PathBuf;
use std::time::Duration;
use tempfile::TempDir;

pub enum Journal {
    File(TempDir),
    Server(Database),
}

/// A lock on a journal that keeps everybody from writing; it ends with its value.
#[expect(dead_code, reason = "they are held, and never read")]
pub enum Locked {
    File(Connection),
    Server(Session),
}

/// State and number of the documents of an id. One registered under any of the register's names goes first.
const ROW: &str =
    "SELECT state, coalesce(number, 0) FROM document WHERE external_id = ?1 ORDER BY state = 'registered' DESC";

impl Journal {
    pub fn new() -> Self {
        match std::env::var("KASSA_MATRIX_JOURNAL").as_deref() {
            Ok("postgres") => Self::Server(Database::new()),
            Ok(other) => panic!("KASSA_MATRIX_JOURNAL={other}: postgres, or nothing for a file"),
            Err(_) => Self::File(scratch_in_memory()),
        }
    }

    pub fn is_on_a_server(&self) -> bool {
        matches!(self, Self::Server(_))
    }

    /// The value of the key `journal`.
    pub fn place(&self) -> String {
        match self {
            Self::File(_) => self.file().into_os_string().into_string().unwrap(),
            Self::Server(database) => database.url(),
        }
    }

    /// The file. What is done to it has no counterpart on a server.
    pub fn file(&self) -> PathBuf {
        match self {
            Self::File(folder) => folder.path().join("kassa.db"),
            Self::Server(_) => panic!("a journal in a file"),
        }
    }

    pub fn lock(&self) -> Locked {
        match self {
            Self::File(_) => {
                let journal = Connection::open(self.file()).unwrap();
                journal.busy_timeout(Duration::from_secs(10)).unwrap();
                journal.execute_batch("BEGIN IMMEDIATE").unwrap();
                Locked::File(journal)
            }
            Self::Server(database) => Locked::Server(database.session("LOCK kassa.document IN EXCLUSIVE MODE")),
        }
    }

    /// State and number of a document.
    pub fn row(&self, id: &str) -> Option<(String, u64)> {
        match self {
            Self::File(_) => {
                let journal = Connection::open_with_flags(self.file(), OpenFlags::SQLITE_OPEN_READ_WRITE).ok()?;
                journal.busy_timeout(Duration::from_secs(5)).unwrap();
                let row = journal.query_row(ROW, [id], |row| Ok((row.get(0)?, row.get::<_, i64>(1)?.unsigned_abs())));
                row.optional().ok().flatten()
            }
            Self::Server(database) => {
                let sql = ROW.replace("FROM document", "FROM kassa.document").replace("?1", &format!("'{id}'"));
                let row = database.row(&sql)?;
                let (state, number) = row.split_once('|').unwrap();
                Some((state.to_owned(), number.parse().unwrap()))
            }
        }
    }
}
