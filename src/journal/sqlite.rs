//! The journal in a SQLite file, in WAL mode. An intent is on the disk before the call continues.

use super::learned::{self, Last, Learned};
use super::patience::Urgency;
use super::row::{entry, entry_at_least, signed};
use super::shared::{Opened, Shared, is_busy};
use super::workflow::{self, Mark, WorkflowEntry};
use super::{
    Cause, Entry, Journal, JournalCount, JournalError, State, Undelivered, anywhere, finding, now, reading, rebuilt,
};
use crate::error::Text;
use rusqlite::{Connection, ErrorCode, OptionalExtension, TransactionBehavior, params};
use std::path::Path;
use std::sync::Arc;

/// A journal in a file. All of a process that have the same file share its connection.
pub struct Sqlite {
    shared: Arc<Shared>,
    /// The files that its device has compared with its count. Another device may have opened others since.
    opened: Opened,
    syncs_outcomes: bool,
}

impl Sqlite {
    /// The undelivered document of this task that has this value in a column. One that may exist goes before one that was
    /// not made.
    fn undelivered_by(
        &self,
        column: &str,
        device: &str,
        task: &str,
        value: &[u8; 32],
    ) -> Result<Option<Entry>, JournalError> {
        self.shared.read(|connection| {
            let query = format!(
                "SELECT * FROM document WHERE device = ?1 AND task = ?2 AND {column} = ?3 AND untold > 0
                 AND (state <> 'notMade' OR absent) ORDER BY state = 'notMade', untold, rowid DESC LIMIT 1"
            );
            let mut query = connection.prepare_cached(&query)?;
            Ok(query.query_row(params![device, task, value], entry).optional()?)
        })
    }

    /// Opens the file, or creates it.
    pub fn open(path: &Path) -> Result<Self, JournalError> {
        let shared = Shared::open(path)?;
        Ok(Self { opened: shared.files_open(), shared, syncs_outcomes: false })
    }

    /// Whether a registered document is on the disk before its caller has the answer. If not, it is found on the device
    /// again after a power failure, as one whose answer was lost.
    pub fn syncing_outcomes(self, syncs_outcomes: bool) -> Self {
        Self { syncs_outcomes, ..self }
    }

    /// The real path of the file, with links resolved.
    pub fn path(&self) -> &Path {
        self.shared.path()
    }

    /// Reads by the connection.
    #[cfg(feature = "postgres")]
    pub(super) fn read<T>(&self, work: impl FnMut(&Connection) -> Result<T, JournalError>) -> Result<T, JournalError> {
        self.shared.read(work)
    }

    /// Writes what must be on the disk when the call continues.
    pub(super) fn write<T>(
        &self,
        work: impl FnMut(&mut Connection) -> Result<T, JournalError>,
    ) -> Result<T, JournalError> {
        self.shared.write(self.opened, Urgency::OfCall, true, work)
    }
}

impl Journal for Sqlite {
    fn find(&mut self, device: &str, external_id: &str) -> Result<Option<Entry>, JournalError> {
        self.shared.read(|connection| finding::find(connection, self.path(), device, external_id))
    }

    fn find_or_elsewhere(&mut self, device: &str, external_id: &str) -> Result<(Option<Entry>, bool), JournalError> {
        self.shared.read(|connection| {
            let found = finding::find(connection, self.path(), device, external_id)?;
            let elsewhere = found.as_ref().is_none_or(Entry::was_not_made)
                && finding::is_elsewhere(connection, device, external_id)?;
            Ok((found, elsewhere))
        })
    }

    fn find_anywhere(
        &mut self,
        device: &str,
        drive: Option<&str>,
        external_id: &str,
    ) -> Result<Option<Entry>, JournalError> {
        self.shared.read(|connection| {
            let here = finding::find(connection, self.path(), device, external_id)?;
            anywhere(here, drive, |drive| finding::find_elsewhere(connection, device, drive, external_id))
        })
    }

    fn open_entries(&mut self, device: &str) -> Result<Vec<Entry>, JournalError> {
        self.shared.read(|connection| {
            let mut query = connection
                .prepare_cached("SELECT * FROM document WHERE device = ?1 AND state = 'open' ORDER BY intended_at")?;
            let entries = query.query_map(params![device], entry_at_least)?.collect::<Result<_, _>>()?;
            Ok(entries)
        })
    }

    fn unfinished_entries(&mut self, device: &str, drive: Option<&str>) -> Result<Vec<Entry>, JournalError> {
        self.shared.read(|connection| {
            let mut query = connection.prepare_cached(
                "SELECT * FROM document WHERE (device = ?1 OR drive = ?2) AND state IN ('open', 'queued')
                 ORDER BY intended_at",
            )?;
            let entries = query.query_map(params![device, drive], entry_at_least)?.collect::<Result<_, _>>()?;
            Ok(entries)
        })
    }

    fn ambiguous_entries(&mut self, device: &str, drive: Option<&str>) -> Result<Vec<Entry>, JournalError> {
        self.shared.read(|connection| {
            let mut query = connection.prepare_cached(
                "SELECT * FROM document WHERE (device = ?1 OR drive = ?2) AND state = 'ambiguous' ORDER BY intended_at",
            )?;
            let entries = query.query_map(params![device, drive], entry_at_least)?.collect::<Result<_, _>>()?;
            Ok(entries)
        })
    }

    fn answers(
        &mut self,
        device: &str,
        drive: Option<&str>,
        number: u64,
        since: u64,
    ) -> Result<Vec<String>, JournalError> {
        self.shared.read(|connection| learned::answers(connection, device, drive, signed(number), signed(since)))
    }

    fn last(&mut self, device: &str, drive: Option<&str>, epoch: u64) -> Result<Option<Last>, JournalError> {
        self.shared.read(|connection| learned::last(connection, device, drive, epoch))
    }

    fn last_here(&mut self, device: &str, drive: Option<&str>, epoch: u64) -> Result<Option<u64>, JournalError> {
        self.shared.read(|connection| learned::last_here(connection, device, drive, epoch))
    }

    fn learned(&mut self, device: &str, drive: Option<&str>) -> Result<Learned, JournalError> {
        self.shared.read(|connection| learned::find(connection, device, drive))
    }

    fn numbering(&mut self, device: &str, drive: Option<&str>) -> Result<(Learned, Option<u64>), JournalError> {
        self.shared.read(|connection| {
            let learned = learned::find(connection, device, drive)?;
            let last = learned::last_number(connection, device, drive, learned.epoch)?;
            Ok((learned, last))
        })
    }

    fn learn(&mut self, device: &str, learned: &Learned) -> Result<(), JournalError> {
        self.write(|connection| learned::keep(connection, device, learned))
    }

    fn find_elsewhere(&mut self, device: &str, drive: &str, external_id: &str) -> Result<Option<Entry>, JournalError> {
        self.shared.read(|connection| finding::find_elsewhere(connection, device, drive, external_id))
    }

    fn entries_elsewhere(&mut self, device: &str, external_id: &str) -> Result<Vec<Entry>, JournalError> {
        self.shared.read(|connection| finding::entries_elsewhere(connection, device, external_id))
    }

    fn has_used(&mut self, device: &str, drive: &str) -> Result<bool, JournalError> {
        self.shared.read(|connection| {
            let mut query = connection.prepare_cached(
                "SELECT 1 FROM document WHERE drive = ?2 AND state = 'registered' AND device = ?1 LIMIT 1",
            )?;
            Ok(query.exists(params![device, drive])?)
        })
    }

    fn rebuilt_anywhere(&mut self) -> Result<Vec<Entry>, JournalError> {
        self.shared.read(rebuilt::all_unclaimed)
    }

    fn is_elsewhere(&mut self, device: &str, external_id: &str) -> Result<bool, JournalError> {
        self.shared.read(|connection| finding::is_elsewhere(connection, device, external_id))
    }

    fn open_elsewhere(&mut self, device: &str, drive: &str) -> Result<Vec<Entry>, JournalError> {
        self.shared.read(|connection| {
            let mut query = connection.prepare_cached(
                "SELECT * FROM document WHERE state = 'open' AND device <> ?1 AND drive = ?2 ORDER BY intended_at",
            )?;
            let entries = query.query_map(params![device, drive], entry)?.collect::<Result<_, _>>()?;
            Ok(entries)
        })
    }

    fn who_has(&mut self, drive: &str, number: u64, but: &Entry) -> Result<Option<String>, JournalError> {
        self.shared.read(|connection| learned::who_has(connection, drive, signed(number), but))
    }

    fn intend(&mut self, entry: &Entry) -> Result<u64, JournalError> {
        self.shared.write(self.opened, Urgency::OfCall, !planted!(IntentNotSynced), |connection| {
            let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
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
            let count: i64 = transaction
                .prepare_cached(
                    "INSERT INTO register (device, intents, epoch) VALUES (?1, 1, ?2)
                     ON CONFLICT (device) DO UPDATE SET intents = intents + 1 RETURNING intents",
                )?
                .query_row(params![entry.device, signed(entry.epoch)], |row| row.get(0))?;
            transaction.commit()?;
            Ok(count.unsigned_abs())
        })
    }

    fn intents(&mut self, device: &str) -> Result<u64, JournalError> {
        self.shared.read(|connection| {
            let mut query = connection.prepare_cached("SELECT intents FROM register WHERE device = ?1")?;
            let count: Option<i64> = query.query_row(params![device], |row| row.get(0)).optional()?;
            Ok(count.unwrap_or_default().unsigned_abs())
        })
    }

    fn totals(&mut self) -> Result<(u64, bool), JournalError> {
        self.shared.read(|connection| {
            let mut query =
                connection.prepare_cached("SELECT coalesce(sum(intents), 0), coalesce(max(lost), 0) FROM register")?;
            Ok(query.query_row([], |row| Ok((row.get::<_, i64>(0)?.unsigned_abs(), row.get(1)?)))?)
        })
    }

    fn counts(&mut self, device: &str) -> Result<Vec<JournalCount>, JournalError> {
        self.shared.read(|connection| reading::counts(connection, "WHERE device = ?1", &[device]))
    }

    fn is_there(&self) -> bool {
        self.shared.is_there()
    }

    fn revive(&mut self) -> Result<(), JournalError> {
        self.opened = self.shared.revive()?;
        Ok(())
    }

    fn resolve(&mut self, entry: &Entry, state: &State) -> Result<bool, JournalError> {
        let Entry { device, external_id, key, attempt, .. } = entry;
        // A registered document is on the device, where it can be found again; what else is known here is nowhere else.
        let is_found_again = matches!(state, State::Registered { .. });
        let durable = self.syncs_outcomes || !is_found_again;
        self.shared.write(self.opened, Urgency::Outcome, durable, |connection| {
            let (word, number, outcome, ticket) = match state {
                State::Open => ("open", None, None, None),
                State::Queued { ticket } => ("queued", None, None, ticket.as_ref()),
                State::Registered { number, answer } => ("registered", Some(signed(*number)), Some(answer), None),
                State::Ambiguous { error } => ("ambiguous", None, Some(error), None),
                State::NotMade { error, .. } => ("notMade", None, Some(error), None),
            };
            let absent = matches!(state, State::NotMade { absent: true, .. });
            let mut change = connection.prepare_cached(
                "UPDATE document SET state = ?3, number = ?4, outcome = ?5, settled_at = ?6, ticket = coalesce(?7, ticket),
                 absent = ?9, drive = CASE WHEN key IS NOT NULL AND ?3 = 'registered' THEN coalesce(?5 ->> '$.fiscalParams.fnNumber', drive) ELSE coalesce(?11, drive) END
                 WHERE device = ?1 AND external_id = ?2 AND key IS ?8 AND attempt = ?10 AND state <> 'registered'
                 AND (?3 <> 'queued' OR state IN ('open', 'queued'))
                 AND (?3 <> 'registered' OR key IS NULL OR ?4 = 0 OR NOT EXISTS (SELECT 1 FROM document AS other
                 WHERE other.drive = ?5 ->> '$.fiscalParams.fnNumber' AND other.number = ?4 AND other.state = 'registered'
                 AND NOT (other.external_id = ?2 AND (other.device = ?1 OR ifnull(other.key = ?8, 0)))))",
            )?;
            let values = params![device, external_id, word, number, outcome, now(), ticket, key, absent, attempt, entry.drive];
            if change.execute(values)? == 1 {
                return Ok(true);
            }
            let mut kept =
                connection.prepare_cached("SELECT 1 FROM document WHERE device = ?1 AND external_id = ?2")?;
            match kept.exists(params![device, external_id])? {
                true if key.is_some() => Ok(false),
                _ => {
                    let text = Text::of("документа больше нет в журнале", "the document is no longer in the journal");
                    Err(JournalError(text.at(&external_id), Cause::Missing))
                }
            }
        })
    }

    fn discard(&mut self, device: &str, external_id: &str, error: &str) -> Result<bool, JournalError> {
        self.write(|connection| {
            // A digest that could not be read is not kept.
            let mut change = connection.prepare_cached(
                "UPDATE document SET state = 'notMade', outcome = ?3, settled_at = ?4, absent = 0,
                 digest = CASE WHEN typeof(digest) = 'blob' AND length(digest) = 32 THEN digest ELSE zeroblob(32) END
                 WHERE device = ?1 AND external_id = ?2 AND (state = 'ambiguous' OR state = 'notMade' AND absent)",
            )?;
            let changed = change.execute(params![device, external_id, error, now()])?;
            Ok(changed == 1)
        })
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
        self.shared.read(|connection| {
            let query = format!("SELECT * FROM document WHERE device = ?1 AND {column} = ?2");
            let mut query = connection.prepare_cached(&query)?;
            Ok(query.query_row(params![device, value], entry).optional()?)
        })
    }

    fn find_undelivered(&mut self, device: &str, task: &str, digest: &[u8; 32]) -> Result<Option<Entry>, JournalError> {
        self.undelivered_by("digest", device, task, digest)
    }

    fn find_undelivered_alike(
        &mut self,
        device: &str,
        task: &str,
        gist: &[u8; 32],
    ) -> Result<Option<Entry>, JournalError> {
        self.undelivered_by("gist", device, task, gist)
    }

    fn undelivered_elsewhere(
        &mut self,
        device: &str,
        task: &str,
        digest: &[u8; 32],
        gist: &[u8; 32],
    ) -> Result<Vec<Entry>, JournalError> {
        self.shared.read(|connection| {
            let mut query = connection.prepare_cached(
                "SELECT * FROM document INDEXED BY document_untold WHERE untold > 0 AND device <> ?1 AND task = ?2
                 AND (digest = ?3 OR gist = ?4) AND (state <> 'notMade' OR absent)
                 ORDER BY untold, state = 'notMade', rowid DESC",
            )?;
            let entries = query.query_map(params![device, task, digest, gist], entry)?.collect::<Result<_, _>>()?;
            Ok(entries)
        })
    }

    fn shift_opening(&mut self, device: &str) -> Result<Option<String>, JournalError> {
        self.shared.read(|connection| {
            let mut query = connection.prepare_cached("SELECT opened_at FROM shift_opening WHERE device = ?1")?;
            Ok(query.query_row(params![device], |row| row.get(0)).optional()?)
        })
    }

    fn keep_shift_opening(&mut self, device: &str, opened_at: Option<&str>) -> Result<(), JournalError> {
        self.write(|connection| {
            match opened_at {
                Some(opened_at) => connection
                    .prepare_cached(
                        "INSERT INTO shift_opening VALUES (?1, ?2) ON CONFLICT (device) DO UPDATE SET opened_at = ?2",
                    )?
                    .execute(params![device, opened_at])?,
                None => connection
                    .prepare_cached("DELETE FROM shift_opening WHERE device = ?1")?
                    .execute(params![device])?,
            };
            Ok(())
        })
    }

    fn undelivered(&mut self, device: &str) -> Result<Vec<Entry>, JournalError> {
        self.shared.read(|connection| {
            let mut query = connection.prepare_cached(
                "SELECT * FROM document WHERE device = ?1 AND untold > 0 AND state <> 'notMade' ORDER BY rowid",
            )?;
            let entries = query.query_map(params![device], entry_at_least)?.collect::<Result<_, _>>()?;
            Ok(entries)
        })
    }

    fn newest(&mut self, device: &str) -> Result<Option<Entry>, JournalError> {
        self.shared.read(|connection| {
            // One sort by both would read every document of the device.
            for condition in ["untold > 0 AND untold = 1", "TRUE"] {
                let mut query = connection.prepare_cached(&format!(
                    "SELECT * FROM document WHERE device = ?1 AND {condition} ORDER BY rowid DESC LIMIT 1"
                ))?;
                let entry = query.query_row(params![device], entry_at_least).optional()?;
                if entry.is_some() {
                    return Ok(entry);
                }
            }
            Ok(None)
        })
    }

    fn tell(&mut self, device: &str, external_id: &str, goes_on: bool) -> Result<(), JournalError> {
        // Check with a read first: reading does not wait for other writers, and nothing has to be on the disk.
        let is_undelivered = self.shared.read(|connection| {
            let mut query = connection.prepare_cached(
                "SELECT 1 FROM document WHERE device = ?1 AND untold > 0 AND (external_id = ?2 OR ?3) LIMIT 1",
            )?;
            Ok(query.exists(params![device, external_id, goes_on])?)
        })?;
        if !is_undelivered {
            return Ok(());
        }
        self.write(|connection| {
            let mut change = connection.prepare_cached(
                "UPDATE document SET untold = CASE external_id WHEN ?2 THEN 0 ELSE 2 END
                 WHERE device = ?1 AND untold > 0 AND (external_id = ?2 OR ?3)",
            )?;
            change.execute(params![device, external_id, goes_on])?;
            Ok(())
        })
    }

    fn doubt(&mut self, device: &str, external_id: &str) -> Result<(), JournalError> {
        self.write(|connection| {
            let mut change = connection.prepare_cached(
                "UPDATE document SET untold = 1 WHERE device = ?1 AND external_id = ?2 AND untold > 0",
            )?;
            change.execute(params![device, external_id])?;
            Ok(())
        })
    }

    fn rebuild(&mut self, device: &str, entries: &[Entry]) -> Result<usize, JournalError> {
        self.write(|connection| rebuilt::record(connection, device, entries, now()))
    }

    fn rebuilt(&mut self, device: &str, drive: Option<&str>) -> Result<Vec<Entry>, JournalError> {
        self.shared.read(|connection| rebuilt::unclaimed(connection, device, drive))
    }

    fn was_read_back(&mut self, device: &str, drive: Option<&str>, number: u64) -> Result<bool, JournalError> {
        self.shared.read(|connection| learned::was_read_back(connection, device, drive, signed(number)))
    }

    fn claim(&mut self, device: &str, rebuilt: &str, by: &str) -> Result<(), JournalError> {
        self.write(|connection| rebuilt::claim(connection, device, rebuilt, by))
    }

    fn find_workflow(&mut self, registrar: &str, id: &str) -> Result<Option<WorkflowEntry>, JournalError> {
        self.shared.read(|connection| workflow::find(connection, registrar, id))
    }

    fn keep_workflow(&mut self, workflow: &WorkflowEntry, step: &str, mark: Mark) -> Result<(), JournalError> {
        self.write(|connection| {
            workflow::keep(connection, workflow, step, mark, now())?;
            Ok(())
        })
    }
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
    use super::super::contract_tests::sample;
    use super::*;

    #[test]
    fn the_tables_of_a_new_journal_are_in_its_file_before_the_first_intent() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("kassa.db");
        // Without its log, as after a power cut that the log's name did not survive.
        let documents_alone = || {
            let alone = folder.path().join("alone.db");
            std::fs::copy(&path, &alone).unwrap();
            let alone = Connection::open(&alone).unwrap();
            alone.query_row("SELECT count(*) FROM document", [], |row| row.get::<_, i64>(0)).ok()
        };
        let mut journal = Sqlite::open(&path).unwrap();
        assert_eq!(documents_alone(), None, "opening waits for no disk");
        journal.intend(&sample("a")).unwrap();
        assert_eq!(documents_alone(), Some(0));
        assert_eq!(journal.find("icash 127.0.0.1", "a").unwrap(), Some(sample("a")));
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
    fn all_but_the_outcome_of_a_registered_document_is_on_the_disk_when_the_call_continues() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("kassa.db");
        for (id, both) in [("a", false), ("b", true)] {
            let mut journal = Sqlite::open(&path).unwrap().syncing_outcomes(both);
            let device = sample(id).device;
            journal.intend(&Entry { undelivered: Undelivered::Yes, ..sample(id) }).unwrap();
            assert!(journal.shared.log.is_synced(), "the intent");
            for state in [
                State::Queued { ticket: None },
                State::Ambiguous { error: "{}".into() },
                State::NotMade { error: "{}".into(), absent: true },
            ] {
                journal.resolve(&sample(id), &state).unwrap();
                assert!(journal.shared.log.is_synced(), "{state:?}");
            }
            journal.intend(&sample(id)).unwrap();
            let registered = State::Registered { number: 1, answer: "{}".into() };
            journal.resolve(&sample(id), &registered).unwrap();
            assert_eq!(journal.shared.log.is_synced(), both);
            assert_eq!(Sqlite::open(&path).unwrap().find(&device, id).unwrap().unwrap().state, registered);
            journal.intend(&Entry { undelivered: Undelivered::Yes, ..sample("c") }).ok();
            journal.tell(&device, "c", true).unwrap();
            assert!(journal.shared.log.is_synced(), "what was acknowledged, and all before it");
        }
    }

    #[test]
    fn devices_of_a_process_share_one_connection() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("kassa.db");
        let devices: Vec<Sqlite> = (0..3).map(|_| Sqlite::open(&path).unwrap()).collect();
        assert!(devices.iter().all(|device| Arc::ptr_eq(&device.shared, &devices[0].shared)));
    }

    /// Windows lets nobody remove an open file.
    #[cfg(unix)]
    #[test]
    fn a_replaced_file_is_opened_again_for_all_devices_of_a_process() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("kassa.db");
        let mut devices: Vec<Sqlite> = (0..3).map(|_| Sqlite::open(&path).unwrap()).collect();
        devices[0].intend(&sample("a")).unwrap();
        for end in ["db", "db-wal", "db-shm"] {
            std::fs::remove_file(path.with_extension(end)).unwrap();
        }
        assert!(!devices[1].is_there() && devices[1].intend(&sample("b")).is_err());
        devices[2].revive().unwrap();
        // Its device has not compared these files with its count yet.
        assert!(devices[1].intend(&sample("b")).is_err());
        devices[1].revive().unwrap();
        devices[1].intend(&sample("b")).unwrap();
        assert_eq!(devices[0].find("icash 127.0.0.1", "a").unwrap(), None);
        drop(devices);
        assert_eq!(Sqlite::open(&path).unwrap().open_entries("icash 127.0.0.1").unwrap(), [sample("b")]);
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
