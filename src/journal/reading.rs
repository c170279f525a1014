//! Reading a journal without changing it, beside the programs that use it.

use super::shared::{absolute, foreign};
use super::{JournalError, migrations};
use crate::error::Text;
use rusqlite::{Connection, OpenFlags, Row};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// How long a reader waits for a program that has the file for itself, as at the end of its last connection.
const PATIENCE: Duration = Duration::from_secs(5);

/// A document as a journal has it, for people and reports.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct JournalDocument {
    /// The device, by its name in the journal, such as `icash 192.168.1.10:8080`.
    pub device: String,
    /// Its `externalId`.
    pub external_id: String,
    /// Name of its task, such as `sell`; `rebuilt` if it was read back from the register.
    pub task: String,
    /// `open`, `queued`, `registered`, `ambiguous` or `notMade`.
    pub state: String,
    /// Its number on the register (ФД, tag 1040); `None` if it has none or the register did not report it.
    pub number: Option<u64>,
    /// The fiscal drive at that time (ФН, tag 1041).
    pub drive: Option<String>,
    /// The answer or the error object that its caller received (JSON).
    pub outcome: Option<String>,
    /// When it was asked for, in Unix milliseconds.
    pub intended_at: i64,
    /// When its outcome became known, in Unix milliseconds.
    pub settled_at: Option<i64>,
}

/// How many documents of one kind a journal has, for a monitor.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct JournalCount {
    /// The device, by its name in the journal.
    pub device: String,
    /// Name of the task.
    pub task: String,
    /// `open`, `queued`, `registered`, `ambiguous` or `notMade`.
    pub state: String,
    /// The number of documents.
    pub documents: u64,
    /// When the oldest of them was asked for, in Unix milliseconds.
    pub oldest: i64,
    /// From asking to outcome, the sum of all of them, in milliseconds.
    pub took: u64,
    /// How many took no longer than each of [`JournalCount::LIMITS`].
    pub within: [u64; Self::LIMITS.len()],
}

impl JournalCount {
    /// The limits of `within`, in milliseconds.
    pub const LIMITS: [u32; 8] = [250, 500, 1_000, 2_500, 5_000, 15_000, 60_000, 600_000];

    /// The query for it: each value as text in this order, in the dialect that both databases share.
    pub(super) fn query(table: &str, condition: &str) -> String {
        let within: Vec<String> = Self::LIMITS
            .iter()
            .map(|most| format!("CAST(sum(CASE WHEN settled_at - intended_at <= {most} THEN 1 ELSE 0 END) AS TEXT)"))
            .collect();
        format!(
            "SELECT device, task, state, CAST(count(*) AS TEXT), CAST(min(intended_at) AS TEXT),
             CAST(coalesce(sum(settled_at - intended_at), 0) AS TEXT), {} FROM {table} {condition}
             GROUP BY device, task, state ORDER BY device, task, state",
            within.join(", ")
        )
    }

    /// Reads a row of it.
    pub(super) fn read(row: Vec<Option<String>>) -> Self {
        let mut values = row.into_iter().map(Option::unwrap_or_default);
        let mut text = || values.next().unwrap_or_default();
        let (device, task, state) = (text(), text(), text());
        let documents = text().parse().unwrap_or_default();
        let oldest = text().parse().unwrap_or_default();
        // The clock of a machine may have been set back meanwhile.
        let took = text().parse().map(|took: i64| u64::try_from(took).unwrap_or_default()).unwrap_or_default();
        Self {
            device,
            task,
            state,
            documents,
            oldest,
            took,
            within: [(); 8].map(|()| text().parse().unwrap_or_default()),
        }
    }
}

/// A journal that is open for reading.
pub enum Reading {
    /// A file.
    File(ReadingFile),
    /// On a server.
    #[cfg(feature = "postgres")]
    Server(super::postgres::ReadingServer),
}

/// A file that is open for reading.
pub struct ReadingFile {
    connection: Connection,
    path: PathBuf,
    /// The path as it was given.
    given: PathBuf,
}

impl Reading {
    /// Opens the journal at this path, or at the address of a server. It is not created, and an older one is not upgraded.
    pub fn open(path: &Path) -> Result<Self, JournalError> {
        #[cfg(feature = "postgres")]
        if let Some(address) = path.to_str().filter(|path| super::is_address(path)) {
            return super::postgres::ReadingServer::open(address).map(Self::Server);
        }
        ReadingFile::open(path).map(Self::File)
    }

    /// The real path of the file, with links resolved; `None` on a server.
    pub fn path(&self) -> Option<&Path> {
        match self {
            Self::File(file) => Some(&file.path),
            #[cfg(feature = "postgres")]
            Self::Server(_) => None,
        }
    }

    /// The path of the file as it was given, or the address of the server without its password.
    pub fn name(&self) -> String {
        match self {
            Self::File(file) => file.given.display().to_string(),
            #[cfg(feature = "postgres")]
            Self::Server(server) => server.name(),
        }
    }

    /// All documents, in the order in which they were asked for.
    pub fn documents(&self) -> Result<Vec<JournalDocument>, JournalError> {
        match self {
            Self::File(file) => file.documents(),
            #[cfg(feature = "postgres")]
            Self::Server(server) => server.documents(),
        }
    }

    /// The documents by device, task and state.
    pub fn counts(&self) -> Result<Vec<JournalCount>, JournalError> {
        match self {
            Self::File(file) => file.counts(),
            #[cfg(feature = "postgres")]
            Self::Server(server) => server.counts(),
        }
    }

    /// What SQLite finds wrong with the file, in its own words; empty for a sound file. A server checks itself.
    pub fn damage(&self) -> Result<Vec<String>, JournalError> {
        match self {
            Self::File(file) => file.damage(),
            #[cfg(feature = "postgres")]
            Self::Server(_) => Ok(Vec::new()),
        }
    }

    /// Every device, with the number of its intents; no devices in a journal that is older than their count.
    pub fn intents(&self) -> Result<Vec<(String, u64)>, JournalError> {
        match self {
            Self::File(file) => file.intents(),
            #[cfg(feature = "postgres")]
            Self::Server(server) => server.intents(),
        }
    }
}

impl ReadingFile {
    fn open(path: &Path) -> Result<Self, JournalError> {
        let given = path.to_owned();
        let path = absolute(path)?;
        // SQLite's own error about a file that it cannot open does not say why.
        std::fs::File::open(&path).map_err(|error| JournalError::broken(Text::of_io(&error).at(&path.display())))?;
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags(&path, flags)?;
        connection.busy_timeout(PATIENCE)?;
        if !migrations::is_ours_or_new(&connection)? {
            return Err(foreign().into());
        }
        let path = path.canonicalize().unwrap_or(path);
        Ok(Self { connection, path, given })
    }

    fn documents(&self) -> Result<Vec<JournalDocument>, JournalError> {
        if self.is_empty()? {
            return Ok(Vec::new());
        }
        let mut query = self.connection.prepare(
            "SELECT device, external_id, task, state, number, drive, outcome, intended_at, settled_at
             FROM document ORDER BY intended_at, rowid",
        )?;
        let documents = query.query_map([], document)?.collect::<Result<_, _>>()?;
        Ok(documents)
    }

    fn counts(&self) -> Result<Vec<JournalCount>, JournalError> {
        if self.is_empty()? {
            return Ok(Vec::new());
        }
        counts(&self.connection, "", &[])
    }

    fn damage(&self) -> Result<Vec<String>, JournalError> {
        let mut query = self.connection.prepare("PRAGMA integrity_check(20)")?;
        let found = query.query_map([], |row| row.get::<_, String>(0))?.collect::<Result<Vec<_>, _>>()?;
        Ok(found.into_iter().filter(|line| line != "ok").collect())
    }

    fn intents(&self) -> Result<Vec<(String, u64)>, JournalError> {
        if !self.connection.table_exists(None, "register")? {
            return Ok(Vec::new());
        }
        let mut query = self.connection.prepare("SELECT device, intents FROM register ORDER BY device")?;
        let counted = query.query_map([], |row| Ok((row.get(0)?, row.get::<_, i64>(1)?.unsigned_abs())))?;
        Ok(counted.collect::<Result<_, _>>()?)
    }

    /// Whether it is a file in which no table was created yet.
    fn is_empty(&self) -> Result<bool, JournalError> {
        Ok(!self.connection.table_exists(None, "document")?)
    }
}

/// The documents that a condition selects, counted.
pub(super) fn counts(
    connection: &Connection,
    condition: &str,
    values: &[&str],
) -> Result<Vec<JournalCount>, JournalError> {
    let mut query = connection.prepare_cached(&JournalCount::query("document", condition))?;
    let columns = query.column_count();
    let row = |row: &Row| (0..columns).map(|at| row.get(at)).collect::<rusqlite::Result<_>>();
    let rows = query.query_map(rusqlite::params_from_iter(values), row)?;
    Ok(rows.map(|row| row.map(JournalCount::read)).collect::<Result<_, _>>()?)
}

fn document(row: &Row) -> rusqlite::Result<JournalDocument> {
    let number: Option<i64> = row.get("number")?;
    Ok(JournalDocument {
        device: row.get("device")?,
        external_id: row.get("external_id")?,
        task: row.get("task")?,
        state: row.get("state")?,
        number: number.map(i64::unsigned_abs).filter(|number| *number > 0),
        drive: row.get("drive")?,
        outcome: row.get("outcome")?,
        intended_at: row.get("intended_at")?,
        settled_at: row.get("settled_at")?,
    })
}
