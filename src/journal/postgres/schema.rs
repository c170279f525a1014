//! The tables of the journal on a server, in a schema of their own.

use super::connection::{Connection, Failure, GoesOn};
use crate::error::Text;

/// Version of the tables that this library knows.
const VERSION: i64 = 2;

/// Creates what is missing. The columns are those of the file (`src/journal/migrations.rs`), under the same names.
///
/// The lock makes one program of several that start at once do it. All of it is one transaction.
const TABLES: &str = "
SELECT pg_advisory_xact_lock(7205759403792793);
CREATE SCHEMA IF NOT EXISTS kassa;
CREATE TABLE IF NOT EXISTS kassa.document (
    seq         bigint GENERATED ALWAYS AS IDENTITY,
    device      text NOT NULL,
    external_id text NOT NULL,
    task        text NOT NULL,
    digest      bytea NOT NULL,
    gist        bytea,
    drive       text,
    baseline    text NOT NULL,
    expected    text NOT NULL,
    asked       text NOT NULL,
    attempt     text NOT NULL DEFAULT '',
    key         text,
    ticket      text,
    account     text,
    epoch       bigint NOT NULL DEFAULT 0,
    parts       text NOT NULL DEFAULT '{}',
    untold      smallint NOT NULL DEFAULT 0,
    state       text NOT NULL CHECK (state IN ('open', 'queued', 'registered', 'ambiguous', 'notMade')),
    number      bigint,
    outcome     text,
    absent      boolean NOT NULL DEFAULT false,
    intended_at bigint NOT NULL,
    settled_at  bigint,
    PRIMARY KEY (device, external_id)
);
CREATE INDEX IF NOT EXISTS document_open ON kassa.document (device, intended_at) WHERE state = 'open';
CREATE INDEX IF NOT EXISTS document_number ON kassa.document (drive, number, epoch) WHERE state = 'registered';
CREATE INDEX IF NOT EXISTS document_id ON kassa.document (external_id);
CREATE INDEX IF NOT EXISTS document_key ON kassa.document (device, key) WHERE key IS NOT NULL;
CREATE INDEX IF NOT EXISTS document_ticket ON kassa.document (device, ticket) WHERE ticket IS NOT NULL;
CREATE INDEX IF NOT EXISTS document_untold ON kassa.document (device, task) WHERE untold > 0;
CREATE INDEX IF NOT EXISTS document_rebuilt ON kassa.document (number) WHERE task = 'rebuilt' AND asked = '{}';
CREATE TABLE IF NOT EXISTS kassa.register (
    device  text PRIMARY KEY,
    epoch   bigint NOT NULL DEFAULT 0,
    marks   text CHECK (marks IN ('kept', 'dropped')),
    shared  boolean NOT NULL DEFAULT false,
    intents bigint NOT NULL DEFAULT 0,
    lost    boolean NOT NULL DEFAULT false
);
CREATE TABLE IF NOT EXISTS kassa.shift_opening (device text PRIMARY KEY, opened_at text NOT NULL);
CREATE TABLE IF NOT EXISTS kassa.road (
    registrar  text NOT NULL,
    id         text NOT NULL,
    register   text NOT NULL,
    request    text NOT NULL,
    progress   text NOT NULL,
    begun_at   bigint NOT NULL,
    changed_at bigint NOT NULL,
    PRIMARY KEY (registrar, id)
);
CREATE TABLE IF NOT EXISTS kassa.road_step (
    registrar text NOT NULL,
    id        text NOT NULL,
    number    bigint NOT NULL,
    step      text NOT NULL,
    mark      text NOT NULL CHECK (mark IN ('begun', 'done')),
    at        bigint NOT NULL,
    PRIMARY KEY (registrar, id, number)
);
-- Who works a device: a token of each hold, for people its process, and how often it was taken. Free without a token.
CREATE TABLE IF NOT EXISTS kassa.lease (
    name  text PRIMARY KEY,
    token text,
    owner text,
    term  bigint NOT NULL DEFAULT 0,
    until timestamptz NOT NULL DEFAULT '-infinity'
) WITH (fillfactor = 50);
CREATE TABLE IF NOT EXISTS kassa.version (version bigint PRIMARY KEY);
INSERT INTO kassa.version SELECT 2 WHERE NOT EXISTS (SELECT 1 FROM kassa.version);
";

/// Brings tables of version 1 up to date. Programs of older versions refuse them then.
const FROM_FIRST: &str = "
SELECT pg_advisory_xact_lock(7205759403792793);
ALTER TABLE kassa.register ADD COLUMN IF NOT EXISTS lost boolean NOT NULL DEFAULT false;
UPDATE kassa.register SET lost = true WHERE device IN (SELECT device FROM kassa.document WHERE task = 'rebuilt');
UPDATE kassa.version SET version = 2 WHERE version = 1;
";

/// Creates the tables unless they are there, or brings them up to date; fails if they are newer than this library.
pub(super) fn make(connection: &mut Connection, goes_on: GoesOn) -> Result<(), Failure> {
    // Asked first: whoever only writes documents need not be allowed to create tables.
    let there = connection.run("SELECT to_regclass('kassa.version')::text", &[], goes_on)?;
    if there.iter().flatten().all(Option::is_none) {
        connection.run_all(TABLES, goes_on)?;
    }
    let mut found = version(connection, goes_on)?;
    if found == Some(1) {
        connection.run_all(FROM_FIRST, goes_on)?;
        found = version(connection, goes_on)?;
    }
    if found == Some(VERSION) {
        return Ok(());
    }
    Err(Failure::Link(Text::of(
        "журнал на сервере другой версии, чем эта библиотека",
        "the journal on the server is of another version than this library",
    )))
}

fn version(connection: &mut Connection, goes_on: GoesOn) -> Result<Option<i64>, Failure> {
    let rows = connection.run("SELECT max(version)::text FROM kassa.version", &[], goes_on)?;
    Ok(rows.into_iter().flatten().flatten().next().and_then(|version| version.parse().ok()))
}

/// Fails unless a commit on this server is on the disk when it returns, and on a synchronous standby if there is one.
pub(super) fn ensure_durable(connection: &mut Connection, goes_on: GoesOn) -> Result<(), Failure> {
    let asked = "SELECT pg_is_in_recovery()::text, current_setting('fsync'), current_setting('synchronous_commit')";
    let rows = connection.run(asked, &[], goes_on)?;
    let mut values = rows.into_iter().flatten().map(Option::unwrap_or_default);
    let mut next = || values.next().unwrap_or_default();
    let (standby, fsync, commit) = (next(), next(), next());
    let text = if standby != "false" {
        Text::of("это резервный сервер, он только для чтения", "this is a standby, which can only be read")
    } else if fsync != "on" {
        Text::of(
            "на сервере выключен fsync: записанное может пропасть",
            "fsync is off on the server: what is written may be lost",
        )
    } else if !matches!(commit.as_str(), "on" | "remote_apply") {
        Text::of(
            "на сервере synchronous_commit не on и не remote_apply: записанное может пропасть",
            "synchronous_commit on the server is neither on nor remote_apply: what is written may be lost",
        )
    } else {
        return Ok(());
    };
    Err(Failure::Link(text))
}
