//! The journal: which documents were intended and what came of each, written durably before and after each request.
//!
//! It is what keeps a document from being made twice: after a crash or a lost answer, the driver finds here what it had
//! started, and resolves that first.

#[cfg(test)]
mod contract_tests;
#[cfg(feature = "postgres")]
mod copy;
mod finding;
#[cfg(all(target_os = "linux", target_pointer_width = "64"))]
mod fork;
mod gate;
mod learned;
mod migrations;
mod patience;
#[cfg(feature = "postgres")]
mod postgres;
mod reading;
mod rebuilt;
mod row;
mod shared;
mod sqlite;
mod sync;
mod wal;
mod workflow;

#[cfg(feature = "postgres")]
pub use copy::copy;
pub use learned::{Last, Learned};
pub use patience::Patience;
#[cfg(all(test, feature = "postgres"))]
pub(crate) use postgres::tests as server_tests;
#[cfg(feature = "postgres")]
pub use postgres::{Address, Leases, Postgres, Times, is_address};
pub use reading::{JournalCount, JournalDocument, Reading};
pub use rebuilt::REBUILT;
pub use sqlite::Sqlite;
pub use workflow::{Mark, WorkflowEntry};

use crate::clock;
use crate::error::Text;
use std::fmt;

/// Where documents are recorded. SQLite serves one machine; several machines that share devices need a common database.
pub trait Journal: Send {
    /// The entry of a document.
    fn find(&mut self, device: &str, external_id: &str) -> Result<Option<Entry>, JournalError>;

    /// [`Journal::find`] and, if there is no such entry or its document was not made, [`Journal::is_elsewhere`].
    fn find_or_elsewhere(&mut self, device: &str, external_id: &str) -> Result<(Option<Entry>, bool), JournalError> {
        let found = self.find(device, external_id)?;
        let elsewhere = found.as_ref().is_none_or(Entry::was_not_made) && self.is_elsewhere(device, external_id)?;
        Ok((found, elsewhere))
    }

    /// The entry of a document that may exist: on this device or, unless it was made here, under another name of the
    /// register that has this fiscal drive.
    fn find_anywhere(
        &mut self,
        device: &str,
        drive: Option<&str>,
        external_id: &str,
    ) -> Result<Option<Entry>, JournalError> {
        let here = self.find(device, external_id)?;
        anywhere(here, drive, |drive| self.find_elsewhere(device, drive, external_id))
    }

    /// The open documents of a device, oldest first: another look at the device may resolve them.
    fn open_entries(&mut self, device: &str) -> Result<Vec<Entry>, JournalError>;

    /// The open documents of a device and those in its queue: each may have been made, and the journal does not know it
    /// yet. Also those under other names of the register that has this fiscal drive.
    fn unfinished_entries(&mut self, device: &str, drive: Option<&str>) -> Result<Vec<Entry>, JournalError>;

    /// The ambiguous documents of a register, under each of its names: any of them may have been made, or may still come.
    fn ambiguous_entries(&mut self, device: &str, drive: Option<&str>) -> Result<Vec<Entry>, JournalError>;

    /// The answers of the documents recorded under this number of the fiscal drive: one for each time that the
    /// numbering restarted, from the epoch `since` on.
    fn answers(
        &mut self,
        device: &str,
        drive: Option<&str>,
        number: u64,
        since: u64,
    ) -> Result<Vec<String>, JournalError>;

    /// The recorded document with the highest number on the fiscal drive in this epoch, that is, since its numbering
    /// last restarted.
    fn last(&mut self, device: &str, drive: Option<&str>, epoch: u64) -> Result<Option<Last>, JournalError>;

    /// The highest number in this epoch that the journal has under this name of the register.
    fn last_here(&mut self, device: &str, drive: Option<&str>, epoch: u64) -> Result<Option<u64>, JournalError>;

    /// What earlier documents have taught about the register.
    fn learned(&mut self, device: &str, drive: Option<&str>) -> Result<Learned, JournalError>;

    /// [`Journal::learned`], and the number of [`Journal::last`] since the restart that it tells of.
    fn numbering(&mut self, device: &str, drive: Option<&str>) -> Result<(Learned, Option<u64>), JournalError> {
        let learned = self.learned(device, drive)?;
        let last = self.last(device, drive, learned.epoch)?;
        Ok((learned, last.map(|last| last.number)))
    }

    /// Stores what a document has taught about the register.
    fn learn(&mut self, device: &str, learned: &Learned) -> Result<(), JournalError>;

    /// The entry of a document under another name of the register that has this fiscal drive.
    fn find_elsewhere(&mut self, device: &str, drive: &str, external_id: &str) -> Result<Option<Entry>, JournalError>;

    /// The entries with this id under other names, be it the same register or another one, newest first.
    fn entries_elsewhere(&mut self, device: &str, external_id: &str) -> Result<Vec<Entry>, JournalError>;

    /// Whether a device has a document that was registered on this fiscal drive.
    fn has_used(&mut self, device: &str, drive: &str) -> Result<bool, JournalError>;

    /// What was read back from any register and not claimed yet.
    fn rebuilt_anywhere(&mut self) -> Result<Vec<Entry>, JournalError>;

    /// Whether any other device has an entry with this id, be it the same register under another name or another
    /// register.
    fn is_elsewhere(&mut self, device: &str, external_id: &str) -> Result<bool, JournalError>;

    /// The open documents under other names of the register that has this fiscal drive, oldest first.
    fn open_elsewhere(&mut self, device: &str, drive: &str) -> Result<Vec<Entry>, JournalError>;

    /// The id of another entry, of any device, that is registered as the document of this number on this fiscal drive.
    /// An entry with the same id and key as `but` is the same document, whatever its device is called.
    fn who_has(&mut self, drive: &str, number: u64, but: &Entry) -> Result<Option<String>, JournalError>;

    /// Makes an intent durable and returns how many intents there have been on the device. It replaces the entry of an
    /// earlier attempt that was not made.
    fn intend(&mut self, entry: &Entry) -> Result<u64, JournalError>;

    /// How many intents there have been on a device.
    fn intents(&mut self, device: &str) -> Result<u64, JournalError>;

    /// How many intents there have been on all devices together, and whether documents of any of them were lost.
    fn totals(&mut self) -> Result<(u64, bool), JournalError>;

    /// The documents of a device by task and state, for a monitor.
    fn counts(&mut self, device: &str) -> Result<Vec<JournalCount>, JournalError>;

    /// Whether the open file is still the one at its path.
    fn is_there(&self) -> bool;

    /// Opens the journal again if it was removed or replaced while it was open.
    fn revive(&mut self) -> Result<(), JournalError>;

    /// Records the state of a document, where it survives this process. It is durable when this returns, except for a
    /// registered document, which can be found on the device again: that one is durable with the next intent at the
    /// latest.
    ///
    /// Several callers may follow a queued document at once. `false` if another one was first: the document is recorded
    /// as registered, it was sent again since (a later attempt is not touched), or its number on the fiscal drive belongs
    /// to another entry by now.
    fn resolve(&mut self, entry: &Entry, state: &State) -> Result<bool, JournalError>;

    /// Makes durable that a document that is ambiguous, or that was looked for in vain, was not made, because a person says
    /// so. Returns `false` if it is neither.
    fn discard(&mut self, device: &str, external_id: &str, error: &str) -> Result<bool, JournalError>;

    /// The entry of a queued document, by the key that it was queued under, or else by the queue's own id.
    fn find_queued(
        &mut self,
        device: &str,
        key: Option<&str>,
        ticket: Option<&str>,
    ) -> Result<Option<Entry>, JournalError>;

    /// The undelivered document with this content, sent by a caller without ids; the latest one if there are several.
    fn find_undelivered(&mut self, device: &str, task: &str, digest: &[u8; 32]) -> Result<Option<Entry>, JournalError>;

    /// The same for a document that differs from this one at most in its cashier and in the buyer's contact.
    fn find_undelivered_alike(
        &mut self,
        device: &str,
        task: &str,
        gist: &[u8; 32],
    ) -> Result<Option<Entry>, JournalError>;

    /// When the caller opened a shift on a register that opens it only with the first receipt; `None` if that receipt
    /// was made, or the shift closed.
    fn shift_opening(&mut self, device: &str) -> Result<Option<String>, JournalError>;

    /// Makes such an opening durable; `None` ends it.
    fn keep_shift_opening(&mut self, device: &str, opened_at: Option<&str>) -> Result<(), JournalError>;

    /// All undelivered documents of a device, oldest first.
    fn undelivered(&mut self, device: &str) -> Result<Vec<Entry>, JournalError>;

    /// The undelivered documents of a task and content that were asked for on other devices, perhaps other addresses of the
    /// same register; those that nothing was made after, and the newest, first.
    fn undelivered_elsewhere(
        &mut self,
        device: &str,
        task: &str,
        digest: &[u8; 32],
        gist: &[u8; 32],
    ) -> Result<Vec<Entry>, JournalError>;

    /// The document of a device that a caller without ids asks about first: the newest one whose outcome it has not
    /// received, else the newest of all.
    fn newest(&mut self, device: &str) -> Result<Option<Entry>, JournalError>;

    /// Makes durable that the caller has received the outcome. With `goes_on`, all other undelivered documents are
    /// marked as left behind.
    fn tell(&mut self, device: &str, external_id: &str, goes_on: bool) -> Result<(), JournalError>;

    /// Makes durable that the next document with the content of this undelivered one is taken for this one.
    fn doubt(&mut self, device: &str, external_id: &str) -> Result<(), JournalError>;

    /// Makes durable that documents of a device were lost, and what was read back from its register; returns how many of
    /// the entries are new.
    fn rebuild(&mut self, device: &str, entries: &[Entry]) -> Result<usize, JournalError>;

    /// What was read back from the register and not claimed yet.
    fn rebuilt(&mut self, device: &str, drive: Option<&str>) -> Result<Vec<Entry>, JournalError>;

    /// Whether the register's document of this number was read back, whether or not it was claimed since.
    fn was_read_back(&mut self, device: &str, drive: Option<&str>, number: u64) -> Result<bool, JournalError>;

    /// Makes durable that the document with the id `by` was compared with one that was read back.
    fn claim(&mut self, device: &str, rebuilt: &str, by: &str) -> Result<(), JournalError>;

    /// The registration workflow of this id, if there is one.
    fn find_workflow(&mut self, registrar: &str, id: &str) -> Result<Option<WorkflowEntry>, JournalError>;

    /// Makes durable how far a registration workflow has come, and which step of it begins or is done.
    fn keep_workflow(&mut self, workflow: &WorkflowEntry, step: &str, mark: Mark) -> Result<(), JournalError>;
}

/// A document as the journal knows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The device, by a name that is unique to it.
    pub device: String,
    /// The caller's id of the document.
    pub external_id: String,
    /// Name of the task, for example `sell`.
    pub task: String,
    /// Digest of the meaning of the document (SHA-256). The same id with another digest is another document.
    pub digest: [u8; 32],
    /// The same without its cashier, the buyer's contact and the checks of marking codes; only of a document whose caller
    /// gave no id.
    pub gist: Option<[u8; 32]>,
    /// The fiscal drive that numbered the device's documents at that time. A new drive numbers from the beginning.
    pub drive: Option<String>,
    /// The device's last document and shift before the request (JSON), for example `{"document": 41, "drive": "9999"}`;
    /// `{}` if there is none.
    pub baseline: String,
    /// The fingerprint by which the backend recognises the document (JSON).
    pub fingerprint: String,
    /// What the answer contains besides the device's own data (JSON): change and notes.
    pub asked: String,
    /// Identifies this attempt to send the document. It is also the salt of the digests in `parts`.
    pub attempt: String,
    /// The key that it was queued under; `None` if the backend has no queue.
    pub key: Option<String>,
    /// How often the numbering of the register had restarted before this document.
    pub epoch: u64,
    /// Digest of each part of its meaning (JSON), to name the parts in which another document differs.
    pub parts: String,
    /// The account that it was queued with.
    pub account: Option<String>,
    /// Whether a caller without ids still has to receive the outcome.
    pub undelivered: Undelivered,
    /// What came of it.
    pub state: State,
}

impl Entry {
    /// Whether its document was not made.
    pub fn was_not_made(&self) -> bool {
        matches!(self.state, State::NotMade { .. })
    }
}

/// Whether the caller of a document still has to receive its outcome.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Undelivered {
    /// The caller has received it, or keeps an id to ask by.
    No,
    /// The caller has not received it, and has asked for nothing else since.
    Yes,
    /// The caller has not received it, and has had other documents made since.
    LeftBehind,
}

impl Undelivered {
    /// The value for a new document; `without_id` is true if its caller sent no id.
    pub fn of(without_id: bool) -> Self {
        if without_id { Self::Yes } else { Self::No }
    }
}

/// What came of a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum State {
    /// The request may have been sent; nothing more is known.
    Open,
    /// A queue has the document, and a register will make it or not. Other documents may be sent meanwhile.
    Queued {
        /// The queue's own id of it.
        ticket: Option<String>,
    },
    /// The device made it. This state is final.
    Registered {
        /// Its number on the device.
        number: u64,
        /// The answer for the caller (JSON).
        answer: String,
    },
    /// Several documents on the device may be this one, and looking again will not help: a person has to decide.
    Ambiguous {
        /// The error object for the caller (JSON).
        error: String,
    },
    /// The device did not make it and will not: the same id may be sent again.
    NotMade {
        /// The error object for the caller (JSON).
        error: String,
        /// Known only by looking: the device did not refuse the document, and nothing kept it from being sent.
        absent: bool,
    },
}

/// The journal cannot be read or written: a text for people, and the cause.
#[derive(Debug, Clone)]
pub struct JournalError(pub Text, pub Cause);

/// Why the journal failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cause {
    /// Another program holds the file, and did so for as long as the call could wait.
    Held,
    /// Other calls of this process were using the file for as long as the call could wait.
    Busy,
    /// The file is damaged or missing.
    Broken,
    /// It has no such entry, or one that cannot be read.
    Missing,
    /// The server of the journal cannot be reached, or stops.
    Away,
    /// Another process has taken over the device: nothing was written.
    TakenOver,
}

impl JournalError {
    fn broken(text: Text) -> Self {
        Self(text, Cause::Broken)
    }
}

impl fmt::Display for JournalError {
    fn fmt(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        formatter.write_str(&self.0.en)
    }
}

/// The entry that counts of those of one id: the one of this device, or the one that `elsewhere` finds under another name
/// of its register. A document that was not made here may have been made there.
fn anywhere(
    here: Option<Entry>,
    drive: Option<&str>,
    elsewhere: impl FnOnce(&str) -> Result<Option<Entry>, JournalError>,
) -> Result<Option<Entry>, JournalError> {
    let Some(drive) = drive.filter(|_| here.as_ref().is_none_or(Entry::was_not_made)) else { return Ok(here) };
    let elsewhere = elsewhere(drive)?;
    Ok(elsewhere.filter(|entry| here.is_none() || !entry.was_not_made()).or(here))
}

/// The current time in Unix milliseconds, for people.
fn now() -> i64 {
    i64::try_from(clock::utc().unix_timestamp_nanos() / 1_000_000).unwrap_or(i64::MAX)
}
