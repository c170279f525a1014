//! The journal in a SQLite file, in WAL mode. Every commit is on the disk before the call continues.

use super::learned::{self, Last, Learned};
use super::row::{entry, entry_at_least, signed};
use super::workflow::{self, Mark, WorkflowEntry};
use super::{Cause, Entry, FileId, Journal, JournalError, State, Undelivered, file_id, migrations, patience, rebuilt};
use crate::error::Text;
use rusqlite::{Connection, ErrorCode, OpenFlags, OptionalExtension, TransactionBehavior, params};
use std::path::{Path, PathBuf};
use std::time::{Instant, SystemTime, UNIX_EPOCH};

/// How many pages the log may have before SQLite moves them into the file: about three dozen documents. What is in the
/// file survives the loss of the log.
const LONGEST_LOG: i64 = 400;

/// The identity of no file: after a failed reopening, the next call tries again.
const NOWHERE: FileId = (0, 0);

/// A journal in a file.
pub struct Sqlite {
    connection: Connection,
    path: PathBuf,
    /// The identity of the file that was opened, to see whether it is still the one at its path.
    opened: Option<FileId>,
    /// The same for the files beside it: the log, which holds the latest writes, and the log's index.
    beside: [Option<FileId>; 2],
}

impl Sqlite {
    /// Opens the file, or creates it.
    pub fn open(path: &Path) -> Result<Self, JournalError> {
        let path = &absolute(path)?;
        let begun = Instant::now();
        loop {
            match Self::try_open(path) {
                // Two processes that create the same new file can block each other.
                Err(error) if is_busy(&error) && patience::goes_on(begun.elapsed()) => {}
                opened => return opened.map_err(JournalError::from),
            }
        }
    }

    fn try_open(path: &Path) -> rusqlite::Result<Self> {
        // The path always names a file: no URI, and no in-memory database that would forget its intents.
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let mut connection = Connection::open_with_flags(path, flags)?;
        connection.busy_handler(Some(patience::wait))?;
        // Another program's database is left unchanged.
        if !migrations::is_ours_or_new(&connection)? {
            return Err(foreign());
        }
        connection.pragma_update(None, "journal_mode", "WAL")?;
        connection.pragma_update(None, "synchronous", "FULL")?;
        connection.pragma_update(None, "wal_autocheckpoint", LONGEST_LOG)?;
        migrations::make(&mut connection)?;
        let path = path.canonicalize().unwrap_or_else(|_| path.to_owned());
        Ok(Self { connection, opened: file_at(&path), beside: files_beside(&path), path })
    }

    /// The real path of the file, with links resolved.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Checks that the files are still at their paths. Writes to a file without a name are lost when the process ends.
    fn still_there(&self) -> Result<(), JournalError> {
        let same = |(kept, now): (&Option<FileId>, Option<FileId>)| kept.is_none() || *kept == now;
        if file_at(&self.path) == self.opened && self.beside.iter().zip(files_beside(&self.path)).all(same) {
            return Ok(());
        }
        let text =
            Text::of("файл удалён или заменён, пока был открыт", "the file was removed or replaced while it was open");
        Err(JournalError::broken(text.at(&self.path.display())))
    }
}

/// The path, independent of the current folder, before the first connection to it.
pub(super) fn absolute(path: &Path) -> Result<PathBuf, JournalError> {
    #[cfg(all(target_os = "linux", target_pointer_width = "64"))]
    super::fork::keep_apart();
    std::path::absolute(path).map_err(|error| JournalError::broken(Text::of_io(&error)))
}

/// The identities of the journal's log and of the log's index.
fn files_beside(path: &Path) -> [Option<FileId>; 2] {
    ["-wal", "-shm"].map(|end| {
        let mut beside = path.as_os_str().to_owned();
        beside.push(end);
        file_at(Path::new(&beside))
    })
}

fn file_at(path: &Path) -> Option<FileId> {
    file_id(std::fs::metadata(path))
}

fn is_busy(error: &rusqlite::Error) -> bool {
    matches!(error.sqlite_error_code(), Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked))
}

pub(super) fn foreign() -> rusqlite::Error {
    let text = format!("this is not a journal of version {} or older", migrations::newest());
    rusqlite::Error::SqliteFailure(rusqlite::ffi::Error::new(rusqlite::ffi::SQLITE_NOTADB), Some(text))
}

impl Journal for Sqlite {
    fn find(&mut self, device: &str, external_id: &str) -> Result<Option<Entry>, JournalError> {
        let mut query =
            self.connection.prepare_cached("SELECT * FROM document WHERE device = ?1 AND external_id = ?2")?;
        if let Some(entry) = query.query_row(params![device, external_id], entry).optional()? {
            return Ok(Some(entry));
        }
        // One damaged byte in an index hides a document from a search through that index, and SQLite does not report
        // it.
        let mut hidden = self
            .connection
            .prepare_cached("SELECT 1 FROM document INDEXED BY document_id WHERE external_id = ?2 AND device = ?1")?;
        if hidden.exists(params![device, external_id])? {
            // It may have been written between the two queries.
            if let Some(entry) = query.query_row(params![device, external_id], entry).optional()? {
                return Ok(Some(entry));
            }
            let text = Text::of("файл повреждён", "the file is damaged");
            return Err(JournalError::broken(text.at(&self.path.display())));
        }
        Ok(None)
    }

    fn open_entries(&mut self, device: &str) -> Result<Vec<Entry>, JournalError> {
        let mut query = self
            .connection
            .prepare_cached("SELECT * FROM document WHERE device = ?1 AND state = 'open' ORDER BY intended_at")?;
        let entries = query.query_map(params![device], entry_at_least)?.collect::<Result<_, _>>()?;
        Ok(entries)
    }

    fn answers(&mut self, device: &str, drive: Option<&str>, number: u64) -> Result<Vec<String>, JournalError> {
        learned::answers(&self.connection, device, drive, signed(number))
    }

    fn last(&mut self, device: &str, drive: Option<&str>, epoch: u64) -> Result<Option<Last>, JournalError> {
        learned::last(&self.connection, device, drive, epoch)
    }

    fn learned(&mut self, device: &str, drive: Option<&str>) -> Result<Learned, JournalError> {
        learned::find(&self.connection, device, drive)
    }

    fn learn(&mut self, device: &str, learned: &Learned) -> Result<(), JournalError> {
        learned::keep(&self.connection, device, learned)
    }

    fn find_elsewhere(&mut self, device: &str, drive: &str, external_id: &str) -> Result<Option<Entry>, JournalError> {
        let mut query = self.connection.prepare_cached(
            "SELECT * FROM document WHERE external_id = ?3 AND device <> ?1 AND drive = ?2
             ORDER BY state = 'notMade', intended_at DESC LIMIT 1",
        )?;
        Ok(query.query_row(params![device, drive, external_id], entry).optional()?)
    }

    fn is_elsewhere(&mut self, device: &str, external_id: &str) -> Result<bool, JournalError> {
        let mut query =
            self.connection.prepare_cached("SELECT 1 FROM document WHERE external_id = ?2 AND device <> ?1 LIMIT 1")?;
        Ok(query.exists(params![device, external_id])?)
    }

    fn open_elsewhere(&mut self, device: &str, drive: &str) -> Result<Vec<Entry>, JournalError> {
        let mut query = self.connection.prepare_cached(
            "SELECT * FROM document WHERE state = 'open' AND device <> ?1 AND drive = ?2 ORDER BY intended_at",
        )?;
        let entries = query.query_map(params![device, drive], entry)?.collect::<Result<_, _>>()?;
        Ok(entries)
    }

    fn who_has(&mut self, drive: &str, number: u64, but: &Entry) -> Result<Option<String>, JournalError> {
        let mut query = self.connection.prepare_cached(
            "SELECT external_id FROM document WHERE drive = ?1 AND number = ?2 AND state = 'registered'
             AND NOT (external_id = ?4 AND (device = ?3 OR ifnull(key = ?5, 0))) LIMIT 1",
        )?;
        Ok(query
            .query_row(params![drive, signed(number), but.device, but.external_id, but.key], |row| row.get(0))
            .optional()?)
    }

    fn intend(&mut self, entry: &Entry) -> Result<u64, JournalError> {
        self.still_there()?;
        let transaction = self.connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let changed = {
            let mut change = transaction.prepare_cached(
                "INSERT INTO document
             (device, external_id, task, digest, drive, baseline, expected, asked, key, state, intended_at, untold, attempt,
              epoch, parts, account, gist)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, 'open', ?10, ?11, ?12, ?13, ?14, ?15, ?16)
             ON CONFLICT (device, external_id) DO UPDATE SET task = ?3, digest = ?4, drive = ?5, baseline = ?6,
             expected = ?7, asked = ?8, key = ?9, ticket = NULL, state = 'open', number = NULL, outcome = NULL,
             intended_at = ?10, settled_at = NULL, untold = ?11, attempt = ?12, epoch = ?13, parts = ?14, account = ?15,
             absent = 0, gist = ?16
             WHERE state = 'notMade'",
            )?;
            change.execute(params![
                entry.device,
                entry.external_id,
                entry.task,
                entry.digest,
                entry.drive,
                entry.baseline,
                entry.fingerprint,
                entry.asked,
                entry.key,
                now(),
                match entry.undelivered {
                    Undelivered::No => 0,
                    Undelivered::Yes => 1,
                    Undelivered::LeftBehind => 2,
                },
                entry.attempt,
                signed(entry.epoch),
                entry.parts,
                entry.account,
                entry.gist,
            ])?
        };
        if changed != 1 {
            // Cannot happen under the device lock: an entry that is open or made is never sent again.
            let text = Text::of(
                "документ уже отправляется или зарегистрирован",
                "the document is already being sent or was registered",
            );
            return Err(JournalError::broken(text.at(&entry.external_id)));
        }
        // In the same transaction as the intent, so that every intent is counted.
        let count: i64 = transaction.query_row(
            "INSERT INTO register (device, intents, epoch) VALUES (?1, 1, ?2)
             ON CONFLICT (device) DO UPDATE SET intents = intents + 1 RETURNING intents",
            params![entry.device, signed(entry.epoch)],
            |row| row.get(0),
        )?;
        transaction.commit()?;
        self.still_there()?;
        Ok(count.unsigned_abs())
    }

    fn intents(&mut self, device: &str) -> Result<u64, JournalError> {
        let mut query = self.connection.prepare_cached("SELECT intents FROM register WHERE device = ?1")?;
        let count: Option<i64> = query.query_row(params![device], |row| row.get(0)).optional()?;
        Ok(count.unwrap_or_default().unsigned_abs())
    }

    fn is_there(&self) -> bool {
        self.still_there().is_ok()
    }

    fn revive(&mut self) -> Result<(), JournalError> {
        if self.still_there().is_ok() {
            return Ok(());
        }
        // Close the old connection first: SQLite keeps one state per file for the whole process, and would write the
        // log into the file if that state stayed the same.
        self.connection = Connection::open_in_memory()?;
        self.opened = Some(NOWHERE);
        *self = Self::open(&self.path)?;
        Ok(())
    }

    fn resolve(
        &mut self,
        device: &str,
        external_id: &str,
        key: Option<&str>,
        state: &State,
    ) -> Result<(), JournalError> {
        self.still_there()?;
        let (word, number, outcome, ticket) = match state {
            State::Open => ("open", None, None, None),
            State::Queued { ticket } => ("queued", None, None, ticket.as_ref()),
            State::Registered { number, answer } => ("registered", Some(signed(*number)), Some(answer), None),
            State::Ambiguous { error } => ("ambiguous", None, Some(error), None),
            State::NotMade { error, .. } => ("notMade", None, Some(error), None),
        };
        let absent = matches!(state, State::NotMade { absent: true, .. });
        // Several callers may follow a queued document at once; the first result is kept.
        let mut change = self.connection.prepare_cached(
            "UPDATE document SET state = ?3, number = ?4, outcome = ?5, settled_at = ?6, ticket = coalesce(?7, ticket),
             absent = ?9, drive = CASE WHEN key IS NOT NULL AND ?3 = 'registered' THEN coalesce(?5 ->> '$.fiscalParams.fnNumber', drive) ELSE drive END
             WHERE device = ?1 AND external_id = ?2 AND key IS ?8 AND state <> 'registered'
             AND (?3 <> 'queued' OR state IN ('open', 'queued'))",
        )?;
        if change.execute(params![device, external_id, word, number, outcome, now(), ticket, key, absent])? == 1 {
            return self.still_there();
        }
        let mut kept =
            self.connection.prepare_cached("SELECT 1 FROM document WHERE device = ?1 AND external_id = ?2")?;
        match kept.exists(params![device, external_id])? {
            true if key.is_some() => Ok(()),
            _ => {
                let text = Text::of("документа больше нет в журнале", "the document is no longer in the journal");
                Err(JournalError::broken(text.at(&external_id)))
            }
        }
    }

    fn discard(&mut self, device: &str, external_id: &str, error: &str) -> Result<bool, JournalError> {
        self.still_there()?;
        // A digest that could not be read is not kept.
        let mut change = self.connection.prepare_cached(
            "UPDATE document SET state = 'notMade', outcome = ?3, settled_at = ?4, absent = 0,
             digest = CASE WHEN typeof(digest) = 'blob' AND length(digest) = 32 THEN digest ELSE zeroblob(32) END
             WHERE device = ?1 AND external_id = ?2 AND state = 'ambiguous'",
        )?;
        let changed = change.execute(params![device, external_id, error, now()])?;
        self.still_there()?;
        Ok(changed == 1)
    }

    fn find_queued(
        &mut self,
        device: &str,
        key: Option<&str>,
        ticket: Option<&str>,
    ) -> Result<Option<Entry>, JournalError> {
        let (column, value) = match (key, ticket) {
            (Some(key), _) => ("key", key),
            (None, Some(ticket)) => ("ticket", ticket),
            (None, None) => return Ok(None),
        };
        let query = format!("SELECT * FROM document WHERE device = ?1 AND {column} = ?2");
        let mut query = self.connection.prepare_cached(&query)?;
        Ok(query.query_row(params![device, value], entry).optional()?)
    }

    fn find_undelivered(&mut self, device: &str, task: &str, digest: &[u8; 32]) -> Result<Option<Entry>, JournalError> {
        let mut query = self.connection.prepare_cached(
            "SELECT * FROM document WHERE device = ?1 AND task = ?2 AND digest = ?3 AND untold > 0
             AND (state <> 'notMade' OR absent) ORDER BY state = 'notMade', untold, rowid DESC LIMIT 1",
        )?;
        Ok(query.query_row(params![device, task, digest], entry).optional()?)
    }

    fn find_undelivered_alike(
        &mut self,
        device: &str,
        task: &str,
        gist: &[u8; 32],
    ) -> Result<Option<Entry>, JournalError> {
        let mut query = self.connection.prepare_cached(
            "SELECT * FROM document WHERE device = ?1 AND task = ?2 AND gist = ?3 AND untold > 0
             AND (state <> 'notMade' OR absent) ORDER BY state = 'notMade', untold, rowid DESC LIMIT 1",
        )?;
        Ok(query.query_row(params![device, task, gist], entry).optional()?)
    }

    fn shift_opening(&mut self, device: &str) -> Result<Option<String>, JournalError> {
        let mut query = self.connection.prepare_cached("SELECT opened_at FROM shift_opening WHERE device = ?1")?;
        Ok(query.query_row(params![device], |row| row.get(0)).optional()?)
    }

    fn keep_shift_opening(&mut self, device: &str, opened_at: Option<&str>) -> Result<(), JournalError> {
        self.still_there()?;
        match opened_at {
            Some(opened_at) => self
                .connection
                .prepare_cached(
                    "INSERT INTO shift_opening VALUES (?1, ?2) ON CONFLICT (device) DO UPDATE SET opened_at = ?2",
                )?
                .execute(params![device, opened_at])?,
            None => self
                .connection
                .prepare_cached("DELETE FROM shift_opening WHERE device = ?1")?
                .execute(params![device])?,
        };
        self.still_there()
    }

    fn undelivered(&mut self, device: &str) -> Result<Vec<Entry>, JournalError> {
        let mut query = self.connection.prepare_cached(
            "SELECT * FROM document WHERE device = ?1 AND untold > 0 AND state <> 'notMade' ORDER BY rowid",
        )?;
        let entries = query.query_map(params![device], entry_at_least)?.collect::<Result<_, _>>()?;
        Ok(entries)
    }

    fn tell(&mut self, device: &str, external_id: &str, goes_on: bool) -> Result<(), JournalError> {
        // Check with a read first: reading does not wait for other writers.
        let mut query = self.connection.prepare_cached(
            "SELECT 1 FROM document WHERE device = ?1 AND untold > 0 AND (external_id = ?2 OR ?3) LIMIT 1",
        )?;
        if !query.exists(params![device, external_id, goes_on])? {
            return Ok(());
        }
        let mut change = self.connection.prepare_cached(
            "UPDATE document SET untold = CASE external_id WHEN ?2 THEN 0 ELSE 2 END
             WHERE device = ?1 AND untold > 0 AND (external_id = ?2 OR ?3)",
        )?;
        change.execute(params![device, external_id, goes_on])?;
        Ok(())
    }

    fn doubt(&mut self, device: &str, external_id: &str) -> Result<(), JournalError> {
        let mut change = self
            .connection
            .prepare_cached("UPDATE document SET untold = 1 WHERE device = ?1 AND external_id = ?2 AND untold > 0")?;
        change.execute(params![device, external_id])?;
        Ok(())
    }

    fn rebuild(&mut self, entries: &[Entry]) -> Result<usize, JournalError> {
        let new = rebuilt::record(&mut self.connection, entries, now())?;
        self.still_there()?;
        Ok(new)
    }

    fn rebuilt(&mut self, device: &str, drive: Option<&str>) -> Result<Vec<Entry>, JournalError> {
        rebuilt::unclaimed(&self.connection, device, drive)
    }

    fn claim(&mut self, device: &str, rebuilt: &str, by: &str) -> Result<(), JournalError> {
        rebuilt::claim(&self.connection, device, rebuilt, by)
    }

    fn find_workflow(&mut self, registrar: &str, id: &str) -> Result<Option<WorkflowEntry>, JournalError> {
        workflow::find(&self.connection, registrar, id)
    }

    fn keep_workflow(&mut self, workflow: &WorkflowEntry, step: &str, mark: Mark) -> Result<(), JournalError> {
        self.still_there()?;
        workflow::keep(&mut self.connection, workflow, step, mark, now())?;
        self.still_there()
    }
}

/// The current time in Unix milliseconds.
fn now() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
}

/// What an error of SQLite means, in Russian.
fn in_russian(error: &rusqlite::Error) -> &'static str {
    match error.sqlite_error_code() {
        Some(ErrorCode::DiskFull) => "на диске нет места",
        Some(ErrorCode::ReadOnly) => "файл доступен только для чтения",
        Some(ErrorCode::CannotOpen) => "файл не открывается: проверьте путь и права",
        Some(ErrorCode::PermissionDenied | ErrorCode::AuthorizationForStatementDenied) => "не хватает прав",
        Some(ErrorCode::NotADatabase) => "это не журнал или журнал более новой версии",
        Some(ErrorCode::DatabaseCorrupt) => "файл повреждён",
        Some(ErrorCode::SystemIoFailure) => "диск не читается или не пишется",
        Some(ErrorCode::OutOfMemory) => "не хватает памяти",
        _ => "ошибка базы данных журнала",
    }
}

impl From<rusqlite::Error> for JournalError {
    fn from(error: rusqlite::Error) -> Self {
        if is_busy(&error) {
            let text = Text::of("файл журнала занят другой программой", "another program is using the journal file");
            return Self(text, Cause::Held);
        }
        Self::broken(Text { ru: in_russian(&error).into(), en: error.to_string().into() })
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
            gist: Some([8; 32]),
            drive: Some("9999".into()),
            baseline: "{}".into(),
            fingerprint: "{}".into(),
            asked: "{}".into(),
            attempt: "1".into(),
            key: None,
            epoch: 3,
            parts: "{}".into(),
            account: None,
            undelivered: Undelivered::No,
            state: State::Open,
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
        for (id, state) in [
            ("open", State::Open),
            ("queued", State::Queued { ticket: Some("b61a171e".into()) }),
            ("registered", State::Registered { number: 4_294_967_295, answer: "{}".into() }),
            ("ambiguous", State::Ambiguous { error: "{}".into() }),
            ("not made", State::NotMade { error: "{}".into(), absent: true }),
        ] {
            let mut entry = sample(id);
            journal.intend(&entry).unwrap();
            journal.resolve(&entry.device, id, None, &state).unwrap();
            entry.state = state;
            assert_eq!(journal.find(&entry.device, id).unwrap(), Some(entry));
        }
        let mut answers = |drive| journal.answers("icash 127.0.0.1", Some(drive), 4_294_967_295).unwrap();
        assert_eq!(answers("9999"), ["{}"]);
        assert_eq!(answers("another"), [""; 0]);
    }

    #[test]
    fn a_number_of_a_drive_belongs_to_one_document_of_all_devices() {
        let folder = tempfile::tempdir().unwrap();
        let mut journal = Sqlite::open(&folder.path().join("kassa.db")).unwrap();
        let by_answer = Entry { device: "itkassa b".into(), drive: None, key: Some("k".into()), ..sample("b") };
        for (entry, number) in [(sample("a"), 7), (by_answer.clone(), 8)] {
            journal.intend(&entry).unwrap();
            let answer = r#"{"fiscalParams": {"fnNumber": "9999"}}"#.into();
            let (device, key) = (&entry.device, entry.key.as_deref());
            journal.resolve(device, &entry.external_id, key, &State::Registered { number, answer }).unwrap();
        }
        let renamed = Entry { device: "itkassa a".into(), ..by_answer.clone() };
        let other = Entry { device: "itkassa c".into(), ..sample("a") };
        for (drive, number, but, owner) in [
            ("9999", 7, &other, Some("a")),
            ("9999", 8, &other, Some("b")),
            ("9999", 7, &sample("a"), None),
            ("9999", 8, &by_answer, None),
            ("9999", 8, &renamed, None),
            ("9999", 9, &other, None),
            ("8888", 8, &other, None),
        ] {
            assert_eq!(journal.who_has(drive, number, but).unwrap().as_deref(), owner, "{drive} {number}");
        }
    }

    #[test]
    fn only_what_was_not_made_is_intended_again_and_what_was_made_stays_made() {
        let folder = tempfile::tempdir().unwrap();
        let mut journal = Sqlite::open(&folder.path().join("kassa.db")).unwrap();
        let entry = sample("a");
        journal.intend(&entry).unwrap();
        assert!(journal.intend(&entry).is_err());
        journal.resolve(&entry.device, "a", None, &State::NotMade { error: "{}".into(), absent: true }).unwrap();
        journal.intend(&entry).unwrap();
        journal.resolve(&entry.device, "a", None, &State::Registered { number: 2, answer: "{}".into() }).unwrap();
        assert!(journal.intend(&entry).is_err());
        assert!(
            journal.resolve(&entry.device, "a", None, &State::NotMade { error: "{}".into(), absent: true }).is_err()
        );
        assert!(journal.resolve(&entry.device, "b", None, &State::Open).is_err());
    }

    #[test]
    fn a_queued_document_is_found_by_its_key_and_a_late_result_of_an_earlier_attempt_changes_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let mut journal = Sqlite::open(&folder.path().join("kassa.db")).unwrap();
        let (device, no) = ("icash 127.0.0.1", || State::NotMade { error: "{}".into(), absent: true });
        let first = Entry { key: Some("k1".into()), ..sample("a") };
        journal.intend(&first).unwrap();
        let queued = State::Queued { ticket: Some("t1".into()) };
        journal.resolve(device, "a", Some("k1"), &queued).unwrap();
        assert_eq!(journal.open_entries(device).unwrap(), [], "what is queued holds nobody up");
        for (key, ticket) in [(Some("k1"), None), (None, Some("t1")), (Some("k1"), Some("another"))] {
            let found = journal.find_queued(device, key, ticket).unwrap().map(|entry| entry.state);
            assert_eq!(found, Some(queued.clone()), "{key:?} {ticket:?}");
        }
        for (key, ticket) in [(Some("k2"), Some("t1")), (None, None), (None, Some("t2"))] {
            assert_eq!(journal.find_queued(device, key, ticket).unwrap(), None, "{key:?} {ticket:?}");
        }
        journal.resolve(device, "a", Some("k1"), &no()).unwrap();
        let second = Entry { key: Some("k2".into()), ..sample("a") };
        journal.intend(&second).unwrap();
        for late in [no(), queued.clone(), State::Registered { number: 1, answer: "{}".into() }] {
            journal.resolve(device, "a", Some("k1"), &late).unwrap();
            assert_eq!(journal.find(device, "a").unwrap(), Some(second.clone()), "{late:?}");
        }
        journal.resolve(device, "a", Some("k2"), &State::Registered { number: 1, answer: "{}".into() }).unwrap();
        for late in [no(), queued] {
            journal.resolve(device, "a", Some("k2"), &late).unwrap();
            let kept = journal.find(device, "a").unwrap().unwrap().state;
            assert!(matches!(kept, State::Registered { .. }), "{late:?}: {kept:?}");
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

    #[test]
    fn an_undelivered_document_of_a_caller_without_ids_is_found_by_its_content() {
        let folder = tempfile::tempdir().unwrap();
        let mut journal = Sqlite::open(&folder.path().join("kassa.db")).unwrap();
        let device = "icash 127.0.0.1";
        let found = |journal: &mut Sqlite, task| {
            let entry = journal.find_undelivered(device, task, &[7; 32]).unwrap();
            entry.map(|entry| (entry.external_id, entry.undelivered))
        };
        journal.intend(&sample("named")).unwrap();
        assert_eq!(found(&mut journal, "sell"), None, "who keeps ids asks by them");
        let without_id = |id| Entry { undelivered: Undelivered::Yes, ..sample(id) };
        journal.intend(&without_id("a")).unwrap();
        assert_eq!(found(&mut journal, "sell"), Some(("a".into(), Undelivered::Yes)));
        assert_eq!(found(&mut journal, "buy"), None);
        journal.intend(&Entry { digest: [8; 32], ..without_id("b") }).unwrap();
        journal.tell(device, "b", true).unwrap();
        assert_eq!(found(&mut journal, "sell"), Some(("a".into(), Undelivered::LeftBehind)));
        journal.doubt(device, "a").unwrap();
        assert_eq!(found(&mut journal, "sell"), Some(("a".into(), Undelivered::Yes)));
        assert_eq!(journal.undelivered(device).unwrap().len(), 1);
        journal.resolve(device, "a", None, &State::NotMade { error: "{}".into(), absent: true }).unwrap();
        assert_eq!(found(&mut journal, "sell"), Some(("a".into(), Undelivered::Yes)), "it may have come since");
        assert_eq!(journal.undelivered(device).unwrap(), [], "it is no doubt");
        journal.intend(&without_id("a")).unwrap();
        journal.resolve(device, "a", None, &State::NotMade { error: "{}".into(), absent: false }).unwrap();
        assert_eq!(found(&mut journal, "sell"), None, "what was not made is made anew");
        journal.intend(&without_id("a")).unwrap();
        journal.tell(device, "a", false).unwrap();
        assert_eq!(found(&mut journal, "sell"), None);
    }
}
