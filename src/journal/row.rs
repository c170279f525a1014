//! Reads a row of the table of documents as an entry.

use super::{Entry, State, Undelivered};
use rusqlite::Row;
use rusqlite::types::ValueRef;

/// The entry of a row. Its texts may be invalid UTF-8 or no texts at all: the caller checks their content.
pub(super) fn entry(row: &Row) -> rusqlite::Result<Entry> {
    read(row, row.get("digest")?)
}

/// The same for a document that other documents wait for: a damaged digest is no error here.
pub(super) fn entry_at_least(row: &Row) -> rusqlite::Result<Entry> {
    read(row, row.get("digest").unwrap_or_default())
}

fn read(row: &Row, digest: [u8; 32]) -> rusqlite::Result<Entry> {
    let text = |name: &str| Ok::<_, rusqlite::Error>(lossy(row.get_ref(name)?).unwrap_or_default());
    let maybe = |name: &str| Ok::<_, rusqlite::Error>(lossy(row.get_ref(name)?));
    let state = match row.get_ref("state")?.as_str()? {
        "queued" => State::Queued { ticket: maybe("ticket")? },
        "registered" => {
            let number: i64 = row.get("number")?;
            State::Registered { number: number.unsigned_abs(), answer: text("outcome")? }
        }
        "ambiguous" => State::Ambiguous { error: text("outcome")? },
        "notMade" => State::NotMade { error: text("outcome")?, absent: row.get("absent").unwrap_or(true) },
        _ => State::Open,
    };
    Ok(Entry {
        device: text("device")?,
        external_id: text("external_id")?,
        task: text("task")?,
        digest,
        gist: row.get("gist").unwrap_or_default(),
        drive: maybe("drive")?,
        baseline: text("baseline")?,
        fingerprint: text("expected")?,
        asked: text("asked")?,
        attempt: text("attempt")?,
        key: maybe("key")?,
        epoch: row.get::<_, i64>("epoch").unwrap_or_default().unsigned_abs(),
        parts: text("parts")?,
        account: maybe("account")?,
        undelivered: match row.get("untold") {
            Ok(0) => Undelivered::No,
            Ok(1) => Undelivered::Yes,
            _ => Undelivered::LeftBehind,
        },
        state,
    })
}

/// Reads any value as text.
fn lossy(value: ValueRef) -> Option<String> {
    match value {
        ValueRef::Null => None,
        ValueRef::Integer(number) => Some(number.to_string()),
        ValueRef::Real(number) => Some(number.to_string()),
        ValueRef::Text(bytes) | ValueRef::Blob(bytes) => Some(String::from_utf8_lossy(bytes).into_owned()),
    }
}

/// SQLite's integers are signed. This loses nothing, since document numbers have 32 bits.
pub(super) fn signed(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}
