//! A journal read without its device: its documents, and whether it is sound and complete.

use super::counter::Counted;
use super::failure::beside_journal;
use super::lock::Lock;
use crate::error::Result;
use crate::journal::{JournalCount, JournalDocument, Reading};
use std::fmt;
use std::path::Path;

/// A journal that is open for reading. Nothing of it is changed, and the programs that use it are not disturbed.
///
/// Do not use it in a process with another SQLite that opens the same file: see docs/en/exactly-once.md#the-journal.
///
/// # Example
///
/// ```
/// use kassa::{Device, JournalReader};
///
/// let folder = std::env::temp_dir().join(format!("kassa-reader-{}", std::process::id()));
/// let journal = folder.join("kassa.db");
/// let config = format!(r#"{{"backend": "icash", "url": "http://192.168.1.10:8080", "journal": {journal:?}}}"#);
/// let _till = Device::open(&config)?;
/// let reader = JournalReader::open(&journal)?;
/// assert!(reader.documents()?.is_empty());
/// assert!(reader.check()?.is_sound());
/// # std::fs::remove_dir_all(&folder).ok();
/// # Ok::<(), kassa::Error>(())
/// ```
pub struct JournalReader(Reading);

/// What a check of a journal has found.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct JournalHealth {
    /// What SQLite finds wrong with the file, in its own words.
    pub damage: Vec<String>,
    /// The devices that have lost documents.
    pub losses: Vec<JournalLoss>,
}

/// A device whose journal has fewer documents than were sent.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct JournalLoss {
    /// The device, by its name in the journal; `None` if the journal does not know it any more.
    pub device: Option<String>,
    /// Documents that the journal has counted.
    pub kept: u64,
    /// Documents that were counted beside it; `None` if that count is damaged.
    pub counted: Option<u64>,
}

impl JournalHealth {
    /// Whether the file is undamaged and nothing is lost.
    pub fn is_sound(&self) -> bool {
        self.damage.is_empty() && self.losses.is_empty()
    }
}

impl JournalReader {
    /// Opens the journal at this path, or at this address (`postgres://…`). It is not created.
    ///
    /// # Errors
    ///
    /// [`Code::Journal`](crate::Code::Journal) if the file cannot be read or is no journal.
    pub fn open(path: &Path) -> Result<Self> {
        Ok(Self(Reading::open(path)?))
    }

    /// The path of the file as it was given, or the address of the server without its password.
    pub fn name(&self) -> String {
        self.0.name()
    }

    /// All documents, in the order in which they were asked for.
    ///
    /// # Errors
    ///
    /// [`Code::Journal`](crate::Code::Journal).
    pub fn documents(&self) -> Result<Vec<JournalDocument>> {
        Ok(self.0.documents()?)
    }

    /// The documents by device, task and state, for a monitor. The journal counts them itself, so this is much less work
    /// than to read them all.
    ///
    /// # Errors
    ///
    /// [`Code::Journal`](crate::Code::Journal).
    pub fn counts(&self) -> Result<Vec<JournalCount>> {
        Ok(self.0.counts()?)
    }

    /// Checks the file, and the count of its documents beside it.
    ///
    /// # Errors
    ///
    /// [`Code::Journal`](crate::Code::Journal) if it cannot even be read.
    pub fn check(&self) -> Result<JournalHealth> {
        // In this order: a program may be writing both, the journal first.
        let devices: Vec<String> = self.0.intents()?.into_iter().map(|(device, _)| device).collect();
        let unreadable = |error: std::io::Error| beside_journal(&error);
        // Nothing is counted beside a server.
        let Some(path) = self.0.path() else {
            return Ok(JournalHealth { damage: Vec::new(), losses: Vec::new() });
        };
        let forgotten = Lock::counted_elsewhere(&devices, path).map_err(unreadable)?;
        let counted = devices.into_iter().map(|device| Ok((Lock::counted_beside(&device, path)?, device)));
        let counted = counted.collect::<std::io::Result<Vec<_>>>().map_err(unreadable)?;
        let kept = self.0.intents()?;
        let loss = |(count, device): (Counted, String)| {
            let kept = kept.iter().find(|(name, _)| *name == device).map_or(0, |(_, kept)| *kept);
            let counted = match count {
                Counted::Known(counted) if counted > kept => Some(counted),
                Counted::Garbled => None,
                Counted::Nothing | Counted::Known(_) => return None,
            };
            Some(JournalLoss { device: Some(device), kept, counted })
        };
        let whole =
            |counted: u64| (counted > 0).then_some(JournalLoss { device: None, kept: 0, counted: Some(counted) });
        let losses = counted.into_iter().filter_map(loss).chain(forgotten.into_iter().filter_map(whole)).collect();
        Ok(JournalHealth { damage: self.0.damage()?, losses })
    }
}

/// Copies a journal from a file to a server, or back, and compares the copy. Each end is a path or an address
/// (`postgres://…`); the second must be empty. Returns the number of documents.
///
/// End all programs that use the journal first: what they made meanwhile would be missing from the copy.
///
/// # Errors
///
/// [`Code::Journal`](crate::Code::Journal): one end cannot be used, the second is not empty, or the copy differs.
#[cfg(feature = "postgres")]
pub fn copy_journal(from: &str, to: &str) -> Result<u64> {
    Ok(crate::journal::copy(from, to)?)
}

impl fmt::Debug for JournalReader {
    fn fmt(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        formatter.debug_tuple("JournalReader").field(&self.name()).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Device, Task};
    use kassa_simulator::icash::{Options, Simulator};

    #[test]
    fn a_reader_sees_what_a_till_records_and_tells_what_its_journal_lost() {
        let folder = tempfile::tempdir().unwrap();
        let (path, register) = (folder.path().join("kassa.db"), Simulator::start(Options::default()).unwrap());
        let config = serde_json::json!({ "backend": "icash", "url": register.url(), "journal": path }).to_string();
        let till = Device::open(&config).unwrap();
        let reader = JournalReader::open(&path).unwrap();
        let opening = Task::from_json(r#"{"type": "openShift", "externalId": "morning"}"#).unwrap();
        till.execute(&opening).unwrap();
        let documents = reader.documents().unwrap();
        let read: Vec<_> = documents.iter().map(|made| (made.external_id.as_str(), made.task.as_str())).collect();
        assert_eq!(read, [("morning", "openShift")]);
        assert_eq!((documents[0].state.as_str(), documents[0].device.as_str()), ("registered", till.name()));
        assert!(documents[0].outcome.as_ref().unwrap().contains("fiscalDocumentNumber"));
        assert!(reader.check().unwrap().is_sound());
        let counts = reader.counts().unwrap();
        let counted = [counts[0].device.as_str(), &counts[0].task, &counts[0].state];
        assert_eq!((counts.len(), counted), (1, [till.name(), "openShift", "registered"]));
        assert_eq!((counts[0].documents, counts[0].within[7], counts[0].oldest), (1, 1, documents[0].intended_at));
        let device = till.name().to_owned();
        drop((till, reader));
        rusqlite::Connection::open(&path).unwrap().execute("UPDATE register SET intents = 0", []).unwrap();
        let health = JournalReader::open(&path).unwrap().check().unwrap();
        assert_eq!(health.losses, [JournalLoss { device: Some(device), kept: 0, counted: Some(1) }]);
        std::fs::remove_file(&path).unwrap();
        drop(Device::open(&config).unwrap());
        let health = JournalReader::open(&path).unwrap().check().unwrap();
        assert_eq!(health.losses, [JournalLoss { device: None, kept: 0, counted: Some(1) }]);
        let nowhere = JournalReader::open(&folder.path().join("no.db")).unwrap_err();
        assert_eq!(nowhere.code(), crate::Code::Journal);
        assert!(!folder.path().join("no.db").exists(), "a reader creates nothing");
    }
}
