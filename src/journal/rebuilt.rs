//! Documents that were read back from the register after the journal had lost them.
//!
//! Nobody knows under which id each was sent, so they have ids made by the library. The column `asked` holds the id
//! that claimed the document, or `{}` while none has.

use super::row::{entry, signed};
use super::{Entry, JournalError, State};
use rusqlite::{Connection, TransactionBehavior, params};

/// Task name of these entries.
pub const REBUILT: &str = "rebuilt";

/// How many of a device's documents can have been sent again after they were not made, and that was lost.
pub(super) const DOUBTED: i64 = 250;

/// Records all entries or none, and that the device has lost documents; returns how many entries are new.
pub(super) fn record(
    connection: &mut Connection,
    device: &str,
    entries: &[Entry],
    at: i64,
) -> Result<usize, JournalError> {
    let change = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    // It counts as an intent, so that a journal that loses this as well has fewer than were counted.
    change.execute(
        "INSERT INTO register (device, lost, intents) VALUES (?1, 1, 1)
         ON CONFLICT (device) DO UPDATE SET lost = 1, intents = intents + 1",
        [device],
    )?;
    // What was not made may have been sent again since, also under another name of the register: it has to be looked for.
    // What a person has discarded has not.
    let drive = entries.first().and_then(|entry| entry.drive.as_deref());
    change.execute(
        "UPDATE document SET absent = 1 WHERE (device = ?1 OR drive = ?3) AND state = 'notMade' AND NOT absent
         AND outcome NOT LIKE '%errors/notMade#discarded%' AND rowid IN
         (SELECT rowid FROM document WHERE device = ?1 OR drive = ?3 ORDER BY rowid DESC LIMIT ?2)",
        params![device, DOUBTED, drive],
    )?;
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

/// Those of all registers that no id has claimed yet, oldest first.
pub(super) fn all_unclaimed(connection: &Connection) -> Result<Vec<Entry>, JournalError> {
    let mut query = connection.prepare_cached(
        "SELECT * FROM document WHERE task = 'rebuilt' AND asked = '{}' AND number IS NOT NULL ORDER BY number",
    )?;
    let entries = query.query_map([], entry)?.collect::<Result<_, _>>()?;
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
