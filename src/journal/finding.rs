//! Searches for one document by its id.

use super::row::entry;
use super::{Entry, JournalError};
use crate::error::Text;
use rusqlite::{Connection, OptionalExtension, params};
use std::path::Path;

/// The entry of a document on this device. `path` is that of the file, for an error.
pub(super) fn find(
    connection: &Connection,
    path: &Path,
    device: &str,
    external_id: &str,
) -> Result<Option<Entry>, JournalError> {
    let mut query = connection.prepare_cached("SELECT * FROM document WHERE device = ?1 AND external_id = ?2")?;
    if let Some(entry) = query.query_row(params![device, external_id], entry).optional()? {
        return Ok(Some(entry));
    }
    // One damaged byte in an index hides a document from a search through that index, and SQLite does not report it.
    let mut hidden = connection
        .prepare_cached("SELECT 1 FROM document INDEXED BY document_id WHERE external_id = ?2 AND device = ?1")?;
    if hidden.exists(params![device, external_id])? {
        // It may have been written between the two queries.
        if let Some(entry) = query.query_row(params![device, external_id], entry).optional()? {
            return Ok(Some(entry));
        }
        let text = Text::of("файл повреждён", "the file is damaged");
        return Err(JournalError::broken(text.at(&path.display())));
    }
    Ok(None)
}

/// The entry under another name of the register that has this drive.
pub(super) fn find_elsewhere(
    connection: &Connection,
    device: &str,
    drive: &str,
    external_id: &str,
) -> Result<Option<Entry>, JournalError> {
    let mut query = connection.prepare_cached(
        "SELECT * FROM document WHERE external_id = ?3 AND device <> ?1 AND drive = ?2
         ORDER BY state = 'notMade', intended_at DESC LIMIT 1",
    )?;
    Ok(query.query_row(params![device, drive, external_id], entry).optional()?)
}

/// The entries with this id under other names, be it the same register or another one, newest first.
pub(super) fn entries_elsewhere(
    connection: &Connection,
    device: &str,
    external_id: &str,
) -> Result<Vec<Entry>, JournalError> {
    let mut query = connection
        .prepare_cached("SELECT * FROM document WHERE external_id = ?2 AND device <> ?1 ORDER BY intended_at DESC")?;
    let entries = query.query_map(params![device, external_id], entry)?.collect::<Result<_, _>>()?;
    Ok(entries)
}

/// Whether any other device has an entry with this id.
pub(super) fn is_elsewhere(connection: &Connection, device: &str, external_id: &str) -> Result<bool, JournalError> {
    let mut query =
        connection.prepare_cached("SELECT 1 FROM document WHERE external_id = ?2 AND device <> ?1 LIMIT 1")?;
    Ok(query.exists(params![device, external_id])?)
}
