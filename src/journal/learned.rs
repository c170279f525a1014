//! What the journal has learned about a register from its documents, and which documents it knows of each fiscal drive.

use super::row::signed;
use super::{Entry, JournalError};
use rusqlite::{Connection, OptionalExtension, params};

/// Facts about a register, learned from its earlier documents.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Learned {
    /// How often its numbering has restarted.
    pub epoch: u64,
    /// Whether the register keeps the marks that it is sent; `None` while unknown.
    pub keeps_marks: Option<bool>,
    /// Another program was also seen to use the register.
    pub shared: bool,
    /// The journal has lost documents of it, so an unknown id may be one of them. Only [`super::Journal::rebuild`] records
    /// that.
    pub lost: bool,
}

/// The last document of a fiscal drive that the journal knows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Last {
    /// Its number on the drive.
    pub number: u64,
    /// The answer that its caller got (JSON).
    pub answer: String,
}

/// What is known of a device. A register under a new name starts with the epoch of the last document of its drive.
pub(super) fn find(connection: &Connection, device: &str, drive: Option<&str>) -> Result<Learned, JournalError> {
    let mut query = connection.prepare_cached("SELECT epoch, marks, shared, lost FROM register WHERE device = ?1")?;
    let found = query
        .query_row([device], |row| {
            let marks: Option<String> = row.get(1)?;
            Ok(Learned {
                epoch: row.get::<_, i64>(0)?.unsigned_abs(),
                keeps_marks: marks.map(|word| word == "kept"),
                shared: row.get(2)?,
                lost: row.get(3)?,
            })
        })
        .optional()?;
    if let Some(learned) = found {
        return Ok(learned);
    }
    let mut query = connection.prepare_cached(
        "SELECT max(epoch) FROM document INDEXED BY document_number WHERE drive = ?1 AND state = 'registered'",
    )?;
    let epoch: Option<i64> = query.query_row([drive], |row| row.get(0))?;
    Ok(Learned { epoch: epoch.unwrap_or_default().unsigned_abs(), ..Learned::default() })
}

pub(super) fn keep(connection: &Connection, device: &str, learned: &Learned) -> Result<(), JournalError> {
    let marks = learned.keeps_marks.map(|kept| if kept { "kept" } else { "dropped" });
    let mut change = connection.prepare_cached(
        "INSERT INTO register (device, epoch, marks, shared) VALUES (?1, ?2, ?3, ?4)
         ON CONFLICT (device) DO UPDATE SET epoch = ?2, marks = ?3, shared = ?4",
    )?;
    change.execute(params![device, signed(learned.epoch), marks, learned.shared])?;
    Ok(())
}

/// A query for the documents registered under the number ?2 on the drive ?1, in every epoch. There are few epochs, and
/// an index by number alone would have to be written with each document.
macro_rules! in_every_epoch {
    ($select:literal, $conditions:literal) => {
        concat!(
            "WITH RECURSIVE past (epoch) AS (
                 SELECT min(epoch) FROM document WHERE drive IS ?1 AND state = 'registered'
                 UNION ALL
                 SELECT (SELECT min(epoch) FROM document
                         WHERE drive IS ?1 AND state = 'registered' AND epoch > past.epoch)
                 FROM past WHERE past.epoch IS NOT NULL
             )
             SELECT ",
            $select,
            " FROM past CROSS JOIN document INDEXED BY document_number
             ON drive IS ?1 AND document.epoch = past.epoch AND number = ?2 AND state = 'registered' WHERE ",
            $conditions
        )
    };
}

/// The answers of the documents registered under this number, in any epoch.
pub(super) fn answers(
    connection: &Connection,
    device: &str,
    drive: Option<&str>,
    number: i64,
    since: i64,
) -> Result<Vec<String>, JournalError> {
    // A drive belongs to one register, whatever name that register is reached by. Without a drive, the device's name
    // must do.
    let mut query = connection.prepare_cached(in_every_epoch!(
        "outcome",
        "(?1 IS NOT NULL OR device = ?3) AND task <> 'rebuilt' AND document.epoch >= ?4"
    ))?;
    let found = query.query_map(params![drive, number, device, since], |row| row.get(0))?.collect::<Result<_, _>>()?;
    Ok(found)
}

/// Whether the document of this number was read back after a loss.
pub(super) fn was_read_back(
    connection: &Connection,
    device: &str,
    drive: Option<&str>,
    number: i64,
) -> Result<bool, JournalError> {
    let mut query = connection
        .prepare_cached(in_every_epoch!("1", "(?1 IS NOT NULL OR device = ?3) AND task = 'rebuilt' LIMIT 1"))?;
    Ok(query.exists(params![drive, number, device])?)
}

/// The id of another entry that is registered as the document of this number.
pub(super) fn who_has(
    connection: &Connection,
    drive: &str,
    number: i64,
    but: &Entry,
) -> Result<Option<String>, JournalError> {
    let mut query = connection.prepare_cached(in_every_epoch!(
        "external_id",
        "NOT (external_id = ?4 AND (device = ?3 OR ifnull(key = ?5, 0))) LIMIT 1"
    ))?;
    let found = query.query_row(params![drive, number, but.device, but.external_id, but.key], |row| row.get(0));
    Ok(found.optional()?)
}

pub(super) fn last(
    connection: &Connection,
    device: &str,
    drive: Option<&str>,
    epoch: u64,
) -> Result<Option<Last>, JournalError> {
    let mut query = connection.prepare_cached(
        "SELECT number, outcome FROM document WHERE drive IS ?2 AND epoch = ?3 AND (?2 IS NOT NULL OR device = ?1)
         AND state = 'registered' ORDER BY number DESC LIMIT 1",
    )?;
    let found = query.query_row(params![device, drive, signed(epoch)], |row| {
        Ok(Last { number: row.get::<_, i64>(0)?.unsigned_abs(), answer: row.get(1)? })
    });
    Ok(found.optional()?)
}

/// The number of [`last`], without reading its row.
pub(super) fn last_number(
    connection: &Connection,
    device: &str,
    drive: Option<&str>,
    epoch: u64,
) -> Result<Option<u64>, JournalError> {
    let mut query = connection.prepare_cached(
        "SELECT number FROM document WHERE drive IS ?2 AND epoch = ?3 AND (?2 IS NOT NULL OR device = ?1)
         AND state = 'registered' ORDER BY number DESC LIMIT 1",
    )?;
    let found = query.query_row(params![device, drive, signed(epoch)], |row| row.get::<_, i64>(0)).optional()?;
    Ok(found.map(i64::unsigned_abs))
}

/// The highest number that a device has on this drive in this epoch.
pub(super) fn last_here(
    connection: &Connection,
    device: &str,
    drive: Option<&str>,
    epoch: u64,
) -> Result<Option<u64>, JournalError> {
    let mut query = connection.prepare_cached(
        "SELECT max(number) FROM document WHERE device = ?1 AND drive IS ?2 AND epoch = ?3 AND state = 'registered'",
    )?;
    let number: Option<i64> = query.query_row(params![device, drive, signed(epoch)], |row| row.get(0))?;
    Ok(number.map(i64::unsigned_abs))
}
