//! The tables of the journal, and the steps that bring an older file up to date.

use rusqlite::{Connection, TransactionBehavior};

/// The migrations, in order. The file's `user_version` is the number of steps applied to it. A shipped step is never
/// changed; a new step follows it.
const STEPS: &[&str] = &[DOCUMENTS, ROADS, QUEUES, UNTOLD, ATTEMPTS, REGISTERS, GISTS, FEWER_INDEXES, LOSSES];

const DOCUMENTS: &str = "
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
    number      INTEGER,
    outcome     TEXT,
    intended_at INTEGER NOT NULL, -- Unix milliseconds, for people: nothing is decided by it
    settled_at  INTEGER,
    PRIMARY KEY (device, external_id)
);
CREATE INDEX document_open ON document (device, intended_at) WHERE state = 'open';
CREATE INDEX document_number ON document (device, drive, number) WHERE state = 'registered';
";

const ROADS: &str = "
CREATE TABLE road (
    registrar  TEXT NOT NULL,
    id         TEXT NOT NULL,
    register   TEXT NOT NULL,
    request    TEXT NOT NULL,
    progress   TEXT NOT NULL,
    begun_at   INTEGER NOT NULL, -- Unix milliseconds, for people, as all times here
    changed_at INTEGER NOT NULL,
    PRIMARY KEY (registrar, id)
);
CREATE TABLE road_step (
    registrar TEXT NOT NULL,
    id        TEXT NOT NULL,
    number    INTEGER NOT NULL,
    step      TEXT NOT NULL,
    mark      TEXT NOT NULL CHECK (mark IN ('begun', 'done')),
    at        INTEGER NOT NULL,
    PRIMARY KEY (registrar, id, number)
);
";

/// SQLite cannot change a column's check, so this step creates a new table and copies the rows.
const QUEUES: &str = "
ALTER TABLE document RENAME TO document_before;
CREATE TABLE document (
    device      TEXT NOT NULL,
    external_id TEXT NOT NULL,
    task        TEXT NOT NULL,
    digest      BLOB NOT NULL,
    drive       TEXT,
    baseline    TEXT NOT NULL,
    expected    TEXT NOT NULL,
    asked       TEXT NOT NULL,
    key         TEXT,
    ticket      TEXT,
    state       TEXT NOT NULL CHECK (state IN ('open', 'queued', 'registered', 'ambiguous', 'notMade')),
    number      INTEGER,
    outcome     TEXT,
    intended_at INTEGER NOT NULL, -- Unix milliseconds, for people: nothing is decided by it
    settled_at  INTEGER,
    PRIMARY KEY (device, external_id)
);
INSERT INTO document SELECT device, external_id, task, digest, drive, baseline, expected, asked, NULL, NULL, state,
    number, outcome, intended_at, settled_at FROM document_before;
DROP TABLE document_before;
CREATE INDEX document_open ON document (device, intended_at) WHERE state = 'open';
CREATE INDEX document_number ON document (device, drive, number) WHERE state = 'registered';
CREATE INDEX document_key ON document (device, key) WHERE key IS NOT NULL;
CREATE INDEX document_ticket ON document (device, ticket) WHERE ticket IS NOT NULL;
";

const UNTOLD: &str = "
ALTER TABLE document ADD COLUMN untold INTEGER NOT NULL DEFAULT 0; -- 1: not told yet; 2: left behind by others
CREATE INDEX document_untold ON document (device, task, digest) WHERE untold > 0;
";

const ATTEMPTS: &str = "
ALTER TABLE document ADD COLUMN attempt TEXT NOT NULL DEFAULT '';
";

/// What is learned about a register, and what each document needs for that.
const REGISTERS: &str = "
ALTER TABLE document ADD COLUMN epoch INTEGER NOT NULL DEFAULT 0; -- restarts of the register's numbering before it
ALTER TABLE document ADD COLUMN parts TEXT NOT NULL DEFAULT '{}';
ALTER TABLE document ADD COLUMN account TEXT;
ALTER TABLE document ADD COLUMN absent INTEGER NOT NULL DEFAULT 0; -- 1: not made, and known only by looking
-- What an older library took for absent may have come since.
UPDATE document SET absent = 1 WHERE state = 'notMade' AND json_valid(outcome) AND outcome ->> '$.name' = 'notMade';
CREATE INDEX document_id ON document (external_id);
-- The number that a register has at its operator tells it from others, as a drive's does.
UPDATE document SET drive = replace(device, rtrim(device, '0123456789'), ''),
    baseline = json_set(baseline, '$.drive', replace(device, rtrim(device, '0123456789'), ''))
    WHERE device LIKE 'cashcore %' AND drive IS NULL AND json_valid(baseline);
-- The drive of a queue's document is known with its answer.
UPDATE document SET drive = outcome ->> '$.fiscalParams.fnNumber'
    WHERE drive IS NULL AND state = 'registered' AND json_valid(outcome);
DROP INDEX document_number;
CREATE INDEX document_number ON document (drive, epoch, number) WHERE state = 'registered';
CREATE INDEX document_place ON document (drive, number) WHERE state = 'registered';
CREATE INDEX document_rebuilt ON document (number) WHERE task = 'rebuilt' AND asked = '{}';
CREATE TABLE register (
    device  TEXT NOT NULL PRIMARY KEY,
    epoch   INTEGER NOT NULL DEFAULT 0,
    marks   TEXT CHECK (marks IN ('kept', 'dropped')),
    shared  INTEGER NOT NULL DEFAULT 0, -- 1: another program was seen to work it
    intents INTEGER NOT NULL DEFAULT 0
);
";

/// By what a document is known that another cashier repeats, and which shifts were opened in word only.
const GISTS: &str = "
ALTER TABLE document ADD COLUMN gist BLOB; -- digest of its meaning without cashier and buyer's contact
CREATE INDEX document_gist ON document (device, task, gist) WHERE untold > 0;
CREATE TABLE shift_opening (
    device    TEXT NOT NULL PRIMARY KEY,
    opened_at TEXT NOT NULL -- local time, for people
);
";

/// The other index of numbers serves its queries, too. Each index is written with every document.
const FEWER_INDEXES: &str = "
DROP INDEX document_place;
";

/// Of which devices the file has lost documents.
const LOSSES: &str = "
ALTER TABLE register ADD COLUMN lost INTEGER NOT NULL DEFAULT 0; -- 1: an unknown id may be one of the lost documents
UPDATE register SET lost = 1 WHERE device IN (SELECT device FROM document WHERE task = 'rebuilt');
";

/// The number of steps that this library knows.
pub(super) fn newest() -> i64 {
    i64::try_from(STEPS.len()).unwrap_or(i64::MAX)
}

/// The number of steps already applied to the file.
fn version(connection: &Connection) -> rusqlite::Result<i64> {
    connection.pragma_query_value(None, "user_version", |row| row.get(0))
}

/// Whether the file has no tables yet.
pub(super) fn is_new(connection: &Connection) -> rusqlite::Result<bool> {
    Ok(version(connection)? == 0)
}

/// Whether the journal has documents. Its tables must be there.
pub(super) fn has_documents(connection: &Connection) -> rusqlite::Result<bool> {
    connection.query_row("SELECT EXISTS (SELECT 1 FROM document)", [], |row| row.get(0))
}

/// Whether the file is a journal of this library or of an older one, or is new. One query, so that the tables which
/// another process is creating are seen either before or after, never half-made.
pub(super) fn is_ours_or_new(connection: &Connection) -> rusqlite::Result<bool> {
    connection.query_row(
        "SELECT (user_version BETWEEN 1 AND ?1
                 AND EXISTS (SELECT 1 FROM pragma_table_info('document') WHERE name = 'external_id'))
             OR (user_version = 0 AND NOT EXISTS (SELECT 1 FROM sqlite_master))
         FROM pragma_user_version",
        [newest()],
        |row| row.get(0),
    )
}

/// Applies the missing steps, all of them or none.
pub(super) fn make(connection: &mut Connection) -> rusqlite::Result<()> {
    if version(connection)? == newest() {
        return Ok(());
    }
    // Several processes may open a file at once: the first one applies the steps.
    let change = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let had = usize::try_from(version(&change)?).unwrap_or(usize::MAX);
    for step in STEPS.iter().skip(had) {
        change.execute_batch(step)?;
    }
    if had < STEPS.len() {
        change.pragma_update(None, "user_version", newest())?;
    }
    change.commit()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::journal::Sqlite;

    /// A file as an earlier version of the library left it.
    fn of_version(steps: usize, version: i64) -> (tempfile::TempDir, std::path::PathBuf) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("kassa.db");
        let connection = Connection::open(&path).unwrap();
        for step in STEPS.iter().take(steps) {
            connection.execute_batch(step).unwrap();
        }
        connection.pragma_update(None, "user_version", version).unwrap();
        (folder, path)
    }

    #[test]
    fn an_older_journal_keeps_its_documents_and_gets_the_newer_tables() {
        for steps in 1..=STEPS.len() {
            let (_folder, path) = of_version(steps, i64::try_from(steps).unwrap());
            let kept =
                "INSERT INTO document (device, external_id, task, digest, baseline, expected, asked, state, intended_at)
                 VALUES ('d', 'a', 'sell', x'00', '', '', '', 'open', 1)";
            Connection::open(&path).unwrap().execute(kept, []).unwrap();
            drop(Sqlite::open(&path).unwrap());
            let connection = Connection::open(&path).unwrap();
            assert_eq!(version(&connection).unwrap(), newest(), "after {steps}");
            let count = |table| connection.query_row(&format!("SELECT count(*) FROM {table}"), [], |row| row.get(0));
            assert_eq!((count("document"), count("road"), count("road_step")), (Ok(1), Ok(0), Ok(0)), "after {steps}");
        }
    }

    #[test]
    fn a_newer_journal_and_a_foreign_file_are_left_alone() {
        for (steps, version) in [(STEPS.len(), newest() + 1), (1, 0), (0, 1), (0, -1)] {
            let (_folder, path) = of_version(steps, version);
            let before = std::fs::read(&path).unwrap();
            let error = Sqlite::open(&path).err().unwrap_or_else(|| panic!("version {version} was taken"));
            assert!(error.to_string().contains("not a journal of version"), "{error}");
            assert_eq!(std::fs::read(&path).unwrap(), before, "version {version}");
        }
    }
}
