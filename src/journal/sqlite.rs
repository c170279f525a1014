//! The journal in a SQLite file: WAL, every commit on the disk before the call goes on.

use super::{Entry, Journal, State, Trouble};
use crate::transport::Left;
use rusqlite::{Connection, ErrorCode, OptionalExtension, Row, TransactionBehavior, params};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

/// Version of the tables below, kept in the file.
const VERSION: i64 = 1;

/// Longest wait for another process that writes.
const PATIENCE: Duration = Duration::from_secs(10);

const TABLES: &str = "
CREATE TABLE document (
    device      TEXT NOT NULL,
    external_id TEXT NOT NULL,
    task        TEXT NOT NULL,
    digest      BLOB NOT NULL,
    drive       TEXT,
    baseline    TEXT NOT NULL,
    expected    TEXT NOT NULL,
    asked       TEXT NOT NULL,
    state       TEXT NOT NULL CHECK (state IN ('open', 'registered', 'ambiguous', 'notMade')),
    request_left TEXT CHECK (request_left IN ('nothing', 'part', 'whole')),
    number      INTEGER,
    outcome     TEXT,
    intended_at INTEGER NOT NULL, -- Unix milliseconds, for people: nothing is decided by it
    settled_at  INTEGER,
    PRIMARY KEY (device, external_id)
);
CREATE INDEX document_open ON document (device, intended_at) WHERE state = 'open';
CREATE INDEX document_number ON document (device, drive, number) WHERE state = 'registered';
";

/// Pause between tries at a file that another process is opening.
const PAUSE: Duration = Duration::from_millis(10);

/// A journal in a file.
pub struct Sqlite {
    connection: Connection,
    path: PathBuf,
    /// The file that was opened, to see whether it is still the one at its place.
    opened: Option<FileId>,
    /// The same of the file beside it that holds what was written last.
    wal: Option<FileId>,
}

/// What tells one file from another; nothing where an open file cannot be removed.
type FileId = (u64, u64);

impl Sqlite {
    /// Opens the file, or makes it.
    pub fn open(path: &Path) -> Result<Self, Trouble> {
        let begun = Instant::now();
        loop {
            match Self::try_open(path) {
                // Two processes that make the same new file can stand in each other's way.
                Err(error) if is_busy(&error) && begun.elapsed() < PATIENCE => std::thread::sleep(PAUSE),
                opened => return opened.map_err(Trouble::from),
            }
        }
    }

    fn try_open(path: &Path) -> rusqlite::Result<Self> {
        let mut connection = Connection::open(path)?;
        connection.busy_timeout(PATIENCE)?;
        // A database of somebody else's is left as it is.
        if !is_ours_or_new(&connection)? {
            return Err(foreign());
        }
        connection.pragma_update(None, "journal_mode", "WAL")?;
        connection.pragma_update(None, "synchronous", "FULL")?;
        make_tables(&mut connection)?;
        Ok(Self { connection, path: path.to_owned(), opened: file_id(path), wal: None })
    }

    fn wal_path(&self) -> PathBuf {
        let mut path = self.path.clone().into_os_string();
        path.push("-wal");
        path.into()
    }

    /// What is written into a file that has no name any more is lost with the process.
    fn still_there(&self) -> Result<(), Trouble> {
        let same_wal = self.wal.is_none() || file_id(&self.wal_path()) == self.wal;
        if file_id(&self.path) == self.opened && same_wal {
            return Ok(());
        }
        Err(Trouble(format!("{} was removed or replaced while it was open", self.path.display())))
    }
}

#[cfg(unix)]
fn file_id(path: &Path) -> Option<FileId> {
    use std::os::unix::fs::MetadataExt;
    std::fs::metadata(path).ok().map(|file| (file.dev(), file.ino()))
}

#[cfg(not(unix))]
fn file_id(_: &Path) -> Option<FileId> {
    None
}

fn is_busy(error: &rusqlite::Error) -> bool {
    matches!(error.sqlite_error_code(), Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked))
}

fn foreign() -> rusqlite::Error {
    let text = format!("this is no journal of version {VERSION}");
    rusqlite::Error::SqliteFailure(rusqlite::ffi::Error::new(rusqlite::ffi::SQLITE_NOTADB), Some(text))
}

fn version(connection: &Connection) -> rusqlite::Result<i64> {
    connection.pragma_query_value(None, "user_version", |row| row.get(0))
}

/// One question, so that another process that is making the tables is seen either before or after.
fn is_ours_or_new(connection: &Connection) -> rusqlite::Result<bool> {
    connection.query_row(
        "SELECT user_version = ?1 OR (user_version = 0 AND NOT EXISTS (SELECT 1 FROM sqlite_master))
         FROM pragma_user_version",
        params![VERSION],
        |row| row.get(0),
    )
}

fn make_tables(connection: &mut Connection) -> rusqlite::Result<()> {
    if version(connection)? == VERSION {
        return Ok(());
    }
    // Several processes may open a new file at once: the first one in makes the tables.
    let change = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    if version(&change)? == 0 {
        change.execute_batch(TABLES)?;
        change.pragma_update(None, "user_version", VERSION)?;
    }
    change.commit()
}

impl Journal for Sqlite {
    fn find(&mut self, device: &str, external_id: &str) -> Result<Option<Entry>, Trouble> {
        let mut query =
            self.connection.prepare_cached("SELECT * FROM document WHERE device = ?1 AND external_id = ?2")?;
        Ok(query.query_row(params![device, external_id], entry).optional()?)
    }

    fn open_entries(&mut self, device: &str) -> Result<Vec<Entry>, Trouble> {
        let mut query = self
            .connection
            .prepare_cached("SELECT * FROM document WHERE device = ?1 AND state = 'open' ORDER BY intended_at")?;
        let entries = query.query_map(params![device], entry)?.collect::<Result<_, _>>()?;
        Ok(entries)
    }

    fn is_taken(&mut self, device: &str, drive: Option<&str>, number: u64) -> Result<bool, Trouble> {
        let mut query = self.connection.prepare_cached(
            "SELECT 1 FROM document WHERE device = ?1 AND drive IS ?2 AND number = ?3 AND state = 'registered'",
        )?;
        Ok(query.exists(params![device, drive, signed(number)])?)
    }

    fn intend(&mut self, entry: &Entry) -> Result<(), Trouble> {
        self.still_there()?;
        {
            let mut change = self.connection.prepare_cached(
                "INSERT OR REPLACE INTO document
             (device, external_id, task, digest, drive, baseline, expected, asked, state, request_left, intended_at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, 'open', 'whole', ?9)",
            )?;
            change.execute(params![
                entry.device,
                entry.external_id,
                entry.task,
                entry.digest,
                entry.drive,
                entry.baseline,
                entry.expected,
                entry.asked,
                now()
            ])?;
        }
        self.wal = file_id(&self.wal_path());
        Ok(())
    }

    fn settle(&mut self, device: &str, external_id: &str, state: &State) -> Result<(), Trouble> {
        let (word, left, number, outcome) = match state {
            State::Open { left } => ("open", Some(word_of(*left)), None, None),
            State::Registered { number, answer } => ("registered", None, Some(signed(*number)), Some(answer)),
            State::Ambiguous { error } => ("ambiguous", None, None, Some(error)),
            State::NotMade { error } => ("notMade", None, None, Some(error)),
        };
        let mut change = self.connection.prepare_cached(
            "UPDATE document SET state = ?3, request_left = ?4, number = ?5, outcome = ?6, settled_at = ?7
             WHERE device = ?1 AND external_id = ?2",
        )?;
        change.execute(params![device, external_id, word, left, number, outcome, now()])?;
        Ok(())
    }
}

fn entry(row: &Row) -> rusqlite::Result<Entry> {
    let state = match row.get_ref("state")?.as_str()? {
        "registered" => {
            let number: i64 = row.get("number")?;
            State::Registered { number: number.unsigned_abs(), answer: row.get("outcome")? }
        }
        "ambiguous" => State::Ambiguous { error: row.get("outcome")? },
        "notMade" => State::NotMade { error: row.get("outcome")? },
        _ => {
            let left: Option<String> = row.get("request_left")?;
            State::Open { left: left_of(left.as_deref().unwrap_or_default()) }
        }
    };
    Ok(Entry {
        device: row.get("device")?,
        external_id: row.get("external_id")?,
        task: row.get("task")?,
        digest: row.get("digest")?,
        drive: row.get("drive")?,
        baseline: row.get("baseline")?,
        expected: row.get("expected")?,
        asked: row.get("asked")?,
        state,
    })
}

fn word_of(left: Left) -> &'static str {
    match left {
        Left::Nothing => "nothing",
        Left::Part => "part",
        Left::Whole => "whole",
    }
}

fn left_of(word: &str) -> Left {
    match word {
        "nothing" => Left::Nothing,
        "part" => Left::Part,
        // What is not known may have left whole.
        _ => Left::Whole,
    }
}

/// SQLite's integers are signed; numbers of documents have 32 bits.
fn signed(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

fn now() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
}

impl From<rusqlite::Error> for Trouble {
    fn from(error: rusqlite::Error) -> Self {
        Self(error.to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample(external_id: &str) -> Entry {
        Entry {
            device: "icash 127.0.0.1".into(),
            external_id: external_id.into(),
            task: "sell".into(),
            digest: [7; 32],
            drive: Some("9999".into()),
            baseline: "{}".into(),
            expected: "{}".into(),
            asked: "{}".into(),
            state: State::Open { left: Left::Whole },
        }
    }

    #[test]
    fn an_intent_outlives_its_process() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("касса.db");
        Sqlite::open(&path).unwrap().intend(&sample("a")).unwrap();
        let mut again = Sqlite::open(&path).unwrap();
        assert_eq!(again.find("icash 127.0.0.1", "a").unwrap(), Some(sample("a")));
        assert_eq!(again.open_entries("icash 127.0.0.1").unwrap(), [sample("a")]);
        assert_eq!(again.find("another", "a").unwrap(), None);
    }

    #[test]
    fn every_state_is_read_as_it_was_written() {
        let folder = tempfile::tempdir().unwrap();
        let mut journal = Sqlite::open(&folder.path().join("kassa.db")).unwrap();
        for state in [
            State::Open { left: Left::Nothing },
            State::Open { left: Left::Part },
            State::Registered { number: 4_294_967_295, answer: "{}".into() },
            State::Ambiguous { error: "{}".into() },
            State::NotMade { error: "{}".into() },
        ] {
            let mut entry = sample("a");
            journal.intend(&entry).unwrap();
            journal.settle(&entry.device, "a", &state).unwrap();
            entry.state = state.clone();
            assert_eq!(journal.find(&entry.device, "a").unwrap(), Some(entry.clone()));
            let taken = journal.is_taken(&entry.device, Some("9999"), 4_294_967_295).unwrap();
            assert!(!journal.is_taken(&entry.device, Some("another"), 4_294_967_295).unwrap());
            assert_eq!(taken, matches!(state, State::Registered { .. }));
        }
    }

    #[test]
    fn a_file_that_is_no_journal_is_an_error() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("kassa.db");
        std::fs::write(&path, "not a database, and long enough to be seen as none".repeat(20)).unwrap();
        assert!(Sqlite::open(&path).is_err());
        assert!(Sqlite::open(folder.path()).is_err());
    }

    #[test]
    fn many_openers_of_a_new_file_agree() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("kassa.db");
        std::thread::scope(|scope| {
            for number in 0..8 {
                let path = &path;
                scope.spawn(move || Sqlite::open(path).unwrap().intend(&sample(&number.to_string())).unwrap());
            }
        });
        assert_eq!(Sqlite::open(&path).unwrap().open_entries("icash 127.0.0.1").unwrap().len(), 8);
    }
}
