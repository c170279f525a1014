//! Documents that were read back from the register after the journal had lost them.
//!
//! Nobody knows under which id each was sent, so they have ids made by the library. The column `asked` holds the id
//! that claimed the document, or `{}` while none has.

use super::row::{entry, signed};
use super::{Entry, JournalError, State};
use rusqlite::{Connection, TransactionBehavior, params};

/// Task name of these entries.
pub const REBUILT: &str = "rebuilt";

/// Records all entries or none; returns how many are new.
pub(super) fn record(connection: &mut Connection, entries: &[Entry], at: i64) -> Result<usize, JournalError> {
    let change = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let mut new = 0;
    for entry in entries {
        let State::Registered { number, answer } = &entry.state else { continue };
        new += change.execute(
            "INSERT INTO document (device, external_id, task, digest, drive, baseline, expected, asked, state, number,
             outcome, intended_at, settled_at, epoch)
             VALUES (?1, ?2, 'rebuilt', ?3, ?4, '{}', ?5, '{}', 'registered', ?6, ?7, ?8, ?8, ?9)
             ON CONFLICT (device, external_id) DO NOTHING",
            params![
                entry.device,
                entry.external_id,
                entry.digest,
                entry.drive,
                entry.fingerprint,
                signed(*number),
                answer,
                at,
                signed(entry.epoch)
            ],
        )?;
    }
    change.commit()?;
    Ok(new)
}

/// Those that no id has claimed yet, oldest first, under whatever name the register with this drive was asked.
pub(super) fn unclaimed(
    connection: &Connection,
    device: &str,
    drive: Option<&str>,
) -> Result<Vec<Entry>, JournalError> {
    let mut query = connection.prepare_cached(
        "SELECT * FROM document WHERE task = 'rebuilt' AND asked = '{}' AND (device = ?1 OR drive = ?2) ORDER BY number",
    )?;
    let entries = query.query_map(params![device, drive], entry)?.collect::<Result<_, _>>()?;
    Ok(entries)
}

/// Stores which id has claimed the document.
pub(super) fn claim(connection: &Connection, device: &str, rebuilt: &str, by: &str) -> Result<(), JournalError> {
    let mut change = connection.prepare_cached(
        "UPDATE document SET asked = json_object('claimedBy', ?3)
         WHERE device = ?1 AND external_id = ?2 AND task = 'rebuilt'",
    )?;
    change.execute(params![device, rebuilt, by])?;
    Ok(())
}
