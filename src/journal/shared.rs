//! The connection to a journal, one for all devices of this process that use the file.
//!
//! One connection needs no lock of SQLite against the others of its process, a statement is prepared once for all of
//! them, and an idle device has neither descriptors nor a page cache of its own. Against other processes SQLite's lock
//! counts. Nobody waits for that lock with the connection in hand: a read needs no lock and is not held up by a writer
//! of another process.

use super::gate::Gate;
use super::patience::{self, Urgency};
use super::sync::Log;
use super::{Cause, JournalError, migrations, wal};
use crate::clock;
#[cfg(feature = "days")]
use crate::days::Point;
use crate::error::Text;
use crate::file_id::{FileId, file_id};
use crate::process::PerProcess;
use rusqlite::config::DbConfig;
use rusqlite::hooks::Wal;
use rusqlite::{Connection, ErrorCode, OpenFlags};
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicI32, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::Duration;

/// How many bytes the log may have before they are moved into the file: those of a few dozen documents. What is in the
/// file survives the loss of the log.
const LONGEST_LOG: i32 = 480 * 1024;

/// While other threads wait for the connection, the log may grow to so many times that.
const UNDER_LOAD: i32 = 8;

/// Size of a page of a new file. A commit writes whole pages, and most of what a document changes are a few bytes in
/// each index.
const PAGE: i32 = 512;

/// Statements that stay prepared: all that the journal has.
const STATEMENTS: usize = 64;

/// The identity of no file: after a failed reopening, the next call tries again.
const NOWHERE: FileId = (0, 0);

/// A journal that may be open. It is locked while somebody opens it.
type Slot = Arc<Mutex<Weak<Shared>>>;

/// The journals that are open in this process, by their paths.
static OPEN: PerProcess<Mutex<HashMap<PathBuf, Slot>>> = PerProcess::new();

/// An open journal.
pub(super) struct Shared {
    path: PathBuf,
    gate: Gate,
    // Before the connection: Windows deletes the log, as its last user wants it, only when no handle to it is left.
    pub(super) log: Log,
    files: Mutex<Files>,
    connection: Mutex<Connection>,
    /// Length of the log after the last commit, in bytes.
    logged: Arc<AtomicI32>,
}

/// The identities of the files that were opened, to see whether they are still those at their paths.
#[derive(Default)]
struct Files {
    database: Option<FileId>,
    /// The log, which holds the latest writes, and the log's index.
    beside: [Option<FileId>; 2],
    opened: Opened,
}

/// Which files of a journal are open, by how often it was opened in this process.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(super) struct Opened(u64);

impl Shared {
    /// The journal at this path, which is opened unless this process has it open.
    pub(super) fn open(path: &Path) -> Result<Arc<Self>, JournalError> {
        let path = absolute(path)?;
        let slot = {
            let mut open = OPEN.get().lock().unwrap_or_else(PoisonError::into_inner);
            open.retain(|_, slot| {
                Arc::strong_count(slot) > 1 || slot.try_lock().is_ok_and(|shared| shared.strong_count() > 0)
            });
            Arc::clone(open.entry(real(&path)).or_default())
        };
        let mut slot = slot.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(shared) = slot.upgrade() {
            shared.revive()?;
            return Ok(shared);
        }
        let logged = Arc::new(AtomicI32::new(0));
        let begun = clock::now();
        let connection = loop {
            match connect(&path, &logged) {
                // Two processes that create the same new file can block each other.
                Err(error) if error.1 == Cause::Held && patience::goes_on(Urgency::OfCall, clock::since(begun)) => {}
                connected => break connected?,
            }
        };
        let path = path.canonicalize().unwrap_or(path);
        let shared = Arc::new(Self {
            path,
            gate: Gate::default(),
            log: Log::default(),
            files: Mutex::default(),
            connection: Mutex::new(connection),
            logged,
        });
        shared.opened(&shared.connection())?;
        *slot = Arc::downgrade(&shared);
        Ok(shared)
    }

    /// The real path of the file, with links resolved.
    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Reads. A reader waits only for the connection.
    pub(super) fn read<T>(
        &self,
        mut work: impl FnMut(&Connection) -> Result<T, JournalError>,
    ) -> Result<T, JournalError> {
        self.with(Urgency::OfCall, |connection| work(connection))
    }

    /// Writes with one commit. If it is `durable`, it is on the disk when this returns; else it is in the log, where it
    /// survives this process, and is on the disk with the next durable one.
    ///
    /// Fails if the files are not at their paths any more: what is written to a file without a name is lost when the
    /// process ends. Fails as well if they are not those that were `opened`: whether the others are complete is not known
    /// yet.
    pub(super) fn write<T>(
        &self,
        opened: Opened,
        urgency: Urgency,
        durable: bool,
        mut work: impl FnMut(&mut Connection) -> Result<T, JournalError>,
    ) -> Result<T, JournalError> {
        let (done, commit) = self.with(urgency, |connection| {
            self.ensure_there(opened)?;
            if durable {
                self.ensure_in_log(connection)?;
            }
            #[cfg(feature = "days")]
            self.reached(Point::Write)?;
            let done = work(connection)?;
            Ok((done, self.log.appended()))
        })?;
        #[cfg(feature = "days")]
        self.reached(Point::Committed)?;
        if durable {
            #[cfg(feature = "days")]
            self.reached(Point::Sync)?;
            self.log
                .sync(commit)
                .map_err(|error| JournalError::broken(Text::of_io(&error).at(&self.path.display())))?;
            #[cfg(feature = "days")]
            self.reached(Point::Synced)?;
        }
        // Another thread may have opened the journal again meanwhile.
        self.ensure_there(opened)?;
        self.shorten_log();
        Ok(done)
    }

    /// Whether the files are still at their paths.
    pub(super) fn is_there(&self) -> bool {
        let files = self.files();
        let same = |(kept, now): (&Option<FileId>, Option<FileId>)| kept.is_none() || *kept == now;
        file_at(&self.path) == files.database && files.beside.iter().zip(files_beside(&self.path)).all(same)
    }

    /// Which files are open now.
    pub(super) fn files_open(&self) -> Opened {
        self.files().opened
    }

    /// Opens the journal again if its files were removed or replaced. Returns which are open now.
    pub(super) fn revive(&self) -> Result<Opened, JournalError> {
        let opened = self.files_open();
        if self.is_there() {
            return Ok(opened);
        }
        self.with(Urgency::OfCall, |connection| {
            if self.is_there() {
                return Ok(());
            }
            // Close the old connection first: SQLite keeps one state per file for the whole process, and would write
            // the log into the file if that state stayed the same.
            *connection = Connection::open_in_memory()?;
            self.files().database = Some(NOWHERE);
            *connection = connect(&self.path, &self.logged)?;
            self.opened(connection)
        })?;
        Ok(self.files_open())
    }

    /// Works with the connection. While another process holds the file, others may have the connection.
    fn with<T>(
        &self,
        urgency: Urgency,
        mut work: impl FnMut(&mut Connection) -> Result<T, JournalError>,
    ) -> Result<T, JournalError> {
        let begun = clock::now();
        loop {
            let Some(passed) = self.gate.pass(|waited| patience::lasts(urgency, waited)) else {
                let text = Text::of("журнал занят другими вызовами", "other calls are using the journal");
                return Err(JournalError(text, Cause::Busy));
            };
            let mut connection = self.connection();
            let done = work(&mut connection);
            if !connection.is_autocommit() {
                // The next caller must not write into this one's transaction.
                connection.execute_batch("ROLLBACK")?;
            }
            drop((connection, passed));
            match done {
                Err(error) if error.1 == Cause::Held && patience::goes_on(urgency, clock::since(begun)) => {}
                done => return done,
            }
        }
    }

    /// Remembers which files were opened.
    fn opened(&self, connection: &Connection) -> Result<(), JournalError> {
        let log = beside(&self.path, "-wal");
        // A journal without documents is perhaps new, and nothing of it is on the disk.
        let settled = migrations::has_documents(connection)?;
        self.log.follow(&log, settled).map_err(|error| JournalError::broken(Text::of_io(&error).at(&log.display())))?;
        let mut files = self.files();
        let opened = Opened(files.opened.0 + 1);
        *files = Files { database: file_at(&self.path), beside: files_beside(&self.path), opened };
        Ok(())
    }

    fn ensure_there(&self, opened: Opened) -> Result<(), JournalError> {
        if self.files_open() == opened && self.is_there() { Ok(()) } else { Err(self.gone()) }
    }

    #[cfg(feature = "days")]
    fn reached(&self, point: Point) -> Result<(), JournalError> {
        crate::days::reached(point, &self.path)
            .map_err(|error| JournalError::broken(Text::of_io(&error).at(&self.path.display())))
    }

    fn gone(&self) -> JournalError {
        let text =
            Text::of("файл удалён или заменён, пока был открыт", "the file was removed or replaced while it was open");
        JournalError::broken(text.at(&self.path.display()))
    }

    /// Moves the log into the database where a sync of the log alone would prove nothing. This syncs the log, its name
    /// in the folder and the database.
    fn ensure_in_log(&self, connection: &Connection) -> Result<(), JournalError> {
        if !self.log.is_in_doubt() {
            return Ok(());
        }
        let busy: bool = connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get(0))?;
        if busy {
            let text = Text::of("файл журнала занят другой программой", "another program is using the journal file");
            return Err(JournalError(text, Cause::Held));
        }
        self.log.moved_into_database();
        Ok(())
    }

    /// Moves the log into the database once it is long; later if other threads wait for the connection.
    fn shorten_log(&self) {
        let most = if self.gate.is_wanted() { LONGEST_LOG * UNDER_LOAD } else { LONGEST_LOG };
        if self.logged.load(Ordering::Relaxed) < most {
            return;
        }
        // If it fails, the next call tries again.
        let _moved = self.with(Urgency::OfCall, |connection| {
            if self.logged.swap(0, Ordering::Relaxed) >= LONGEST_LOG {
                connection.query_row("PRAGMA wal_checkpoint(PASSIVE)", [], |_| Ok(()))?;
            }
            Ok(())
        });
    }

    fn connection(&self) -> MutexGuard<'_, Connection> {
        self.connection.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn files(&self) -> MutexGuard<'_, Files> {
        self.files.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Opens the file, or creates it. `bytes` will have the length of the log.
fn connect(path: &Path, bytes: &Arc<AtomicI32>) -> Result<Connection, JournalError> {
    let log = beside(path, "-wal");
    // Before SQLite has the two: it would write the pages of the log into the file.
    let is_doubtful =
        wal::lacks_pages(path, &log).map_err(|error| JournalError::broken(Text::of_io(&error).at(&path.display())))?;
    if is_doubtful {
        wal::ensure_whole(path)?;
    }
    Ok(connected(path, bytes)?)
}

fn connected(path: &Path, bytes: &Arc<AtomicI32>) -> rusqlite::Result<Connection> {
    // The path always names a file: no URI, and no in-memory database that would forget its intents.
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let mut connection = Connection::open_with_flags(path, flags)?;
    connection.busy_timeout(Duration::ZERO)?;
    // Another program's database is left unchanged.
    if !migrations::is_ours_or_new(&connection)? {
        return Err(foreign());
    }
    if migrations::is_new(&connection)? {
        connection.pragma_update(None, "page_size", PAGE)?;
        // Nothing is in it that could be lost, and each sync takes longer than all else.
        connection.pragma_update(None, "synchronous", "OFF")?;
    }
    connection.pragma_update(None, "journal_mode", "WAL")?;
    // Else a statement would be prepared anew whenever a value is bound that could decide for a partial index.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    connection.set_prepared_statement_cache_capacity(STATEMENTS);
    let page: i32 = connection.pragma_query_value(None, "page_size", |row| row.get(0))?;
    let bytes = Arc::clone(bytes);
    // Replaces SQLite's own rule for moving the log into the database.
    connection.wal_hook(Some(move |_: &mut Wal, pages: i32| {
        bytes.store(pages.saturating_mul(page), Ordering::Relaxed);
        Ok(())
    }))?;
    migrations::make(&mut connection)?;
    // `Log` syncs what must be on the disk.
    connection.pragma_update(None, "synchronous", "NORMAL")?;
    Ok(connection)
}

/// The path, independent of the current folder, before the first connection to it.
pub(super) fn absolute(path: &Path) -> Result<PathBuf, JournalError> {
    #[cfg(all(target_os = "linux", target_pointer_width = "64"))]
    super::fork::keep_apart();
    std::path::absolute(path).map_err(|error| JournalError::broken(Text::of_io(&error)))
}

/// The path with its links resolved, also of a file that does not exist yet.
fn real(path: &Path) -> PathBuf {
    let in_folder = || Some(path.parent()?.canonicalize().ok()?.join(path.file_name()?));
    path.canonicalize().ok().or_else(in_folder).unwrap_or_else(|| path.to_owned())
}

/// The identities of the journal's log and of the log's index.
fn files_beside(path: &Path) -> [Option<FileId>; 2] {
    ["-wal", "-shm"].map(|end| file_at(&beside(path, end)))
}

fn beside(path: &Path, end: &str) -> PathBuf {
    let mut beside = path.as_os_str().to_owned();
    beside.push(end);
    beside.into()
}

fn file_at(path: &Path) -> Option<FileId> {
    file_id(std::fs::metadata(path))
}

pub(super) fn is_busy(error: &rusqlite::Error) -> bool {
    matches!(error.sqlite_error_code(), Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked))
}

pub(super) fn foreign() -> rusqlite::Error {
    let text = format!("this is not a journal of version {} or older", migrations::newest());
    rusqlite::Error::SqliteFailure(rusqlite::ffi::Error::new(rusqlite::ffi::SQLITE_NOTADB), Some(text))
}
