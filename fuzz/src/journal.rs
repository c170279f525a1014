//! Rows of a journal that something else has changed: each part of the input is a column of the only document, by name.

use crate::answers::told;
use crate::server::{answer, new_journal, open, parts, remove_journal};
use kassa::{JournalReader, Task};
use rusqlite::Connection;
use std::fs;
use std::path::Path;
use std::sync::LazyLock;

const SALE: &str = r#"{"type": "sell", "externalId": "a", "operator": {"name": "Лунина"},
    "items": [{"type": "position", "name": "a", "price": 10, "quantity": 1, "amount": 10, "tax": {"type": "none"}}],
    "payments": [{"type": "cash", "sum": 10}]}"#;

const STATE: &[u8] = br#"{"ok":true,"fiscal_drive_number":"9999078900012345","state":3,"document_code":0,"shift_status":1,"last_document_number":41}"#;

/// The file of a journal with one document that was made.
static MADE: LazyLock<Vec<u8>> = LazyLock::new(|| {
    let path = new_journal();
    let device = open("icash", &path);
    answer([STATE, br#"{"ok":true,"data":{"T1040":42,"T1077":"1234567890","T1020":10}}"#].into_iter());
    told(device.execute(&Task::from_json(SALE).unwrap()));
    drop(device);
    let database = Connection::open(&path).unwrap();
    database.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(())).unwrap();
    drop(database);
    fs::read(&path).unwrap()
});

pub fn run(data: &[u8]) {
    let path = new_journal();
    fs::write(&path, &*MADE).unwrap();
    let mut parts = parts(data);
    if change(&path, parts.next().unwrap_or_default()).is_some() {
        answer(parts);
        let device = open("icash", &path);
        for id in ["a", "b"] {
            told(device.recover(id));
        }
        told(device.execute(&Task::from_json(SALE).unwrap()));
        drop(device.discard("a"));
        drop(device.rebuild_journal());
        drop(device);
        if let Ok(reader) = JournalReader::open(&path) {
            drop((reader.documents(), reader.check()));
        }
    }
    remove_journal(&path);
}

/// Changes columns, each by a line `name=value`; a value in quotation marks may have several lines as JSON writes them.
fn change(path: &Path, lines: &[u8]) -> Option<()> {
    let database = Connection::open(path).ok()?;
    for line in str::from_utf8(lines).ok()?.lines() {
        let (name, value) = line.split_once('=')?;
        // The fuzzer changes values; a name that is no column ends the input.
        if !name.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_') || name.is_empty() {
            return None;
        }
        database.execute(&format!("UPDATE document SET {name} = ?1"), [value]).ok()?;
    }
    Some(())
}
