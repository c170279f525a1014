//! The journal: what was intended, and what came of it, durable before and after each request.

#[cfg(all(target_os = "linux", target_pointer_width = "64"))]
mod fork;
mod learned;
mod patience;
mod rebuilt;
mod road;
mod row;
mod sqlite;
mod tables;

pub use learned::{Last, Learned};
pub use patience::Patience;
pub use rebuilt::REBUILT;
pub use road::{Mark, RoadEntry};
pub use sqlite::Sqlite;

use std::fmt;

/// Where documents are recorded. SQLite serves one machine; several that share devices need a common database.
pub trait Journal: Send {
    /// The entry of a document, if there is one.
    fn find(&mut self, device: &str, external_id: &str) -> Result<Option<Entry>, Trouble>;

    /// The documents of a device whose fate another look may settle, oldest first.
    fn open_entries(&mut self, device: &str) -> Result<Vec<Entry>, Trouble>;

    /// The answers of the documents that are recorded under this number of the fiscal drive: one for each time that its
    /// numbering began anew.
    fn answers(&mut self, device: &str, drive: Option<&str>, number: u64) -> Result<Vec<String>, Trouble>;

    /// The recorded document of the highest number on the fiscal drive since its numbering began anew for the last time.
    fn last(&mut self, device: &str, drive: Option<&str>, epoch: u64) -> Result<Option<Last>, Trouble>;

    /// What earlier documents have told of the register.
    fn learned(&mut self, device: &str, drive: Option<&str>) -> Result<Learned, Trouble>;

    /// Keeps what a document told of the register.
    fn learn(&mut self, device: &str, learned: &Learned) -> Result<(), Trouble>;

    /// The entry of a document under another name of the register that has this fiscal drive.
    fn find_elsewhere(&mut self, device: &str, drive: &str, external_id: &str) -> Result<Option<Entry>, Trouble>;

    /// Whether there is an entry of a document under any other name, of this register or another.
    fn is_elsewhere(&mut self, device: &str, external_id: &str) -> Result<bool, Trouble>;

    /// The open documents under other names of the register that has this fiscal drive, oldest first.
    fn open_elsewhere(&mut self, device: &str, drive: &str) -> Result<Vec<Entry>, Trouble>;

    /// Another entry, of any device, that is registered as the document of this number on this fiscal drive; its id. One of
    /// the same id and key is the same document, by whatever name its device goes.
    fn who_has(&mut self, drive: &str, number: u64, but: &Entry) -> Result<Option<String>, Trouble>;

    /// Makes an intent durable; the entry of an earlier try that came to nothing is replaced. Gives how many there have
    /// been on the device.
    fn intend(&mut self, entry: &Entry) -> Result<u64, Trouble>;

    /// How many intents there have been on a device.
    fn intents(&mut self, device: &str) -> Result<u64, Trouble>;

    /// Whether it is still what stands at its place.
    fn is_there(&self) -> bool;

    /// Opens the journal anew if it was removed or replaced while it was open.
    fn revive(&mut self) -> Result<(), Trouble>;

    /// Makes durable what came of it, sent under this key: a later try under another one is not touched.
    fn settle(&mut self, device: &str, external_id: &str, key: Option<&str>, state: &State) -> Result<(), Trouble>;

    /// Makes durable that an ambiguous document was not made, for a person says so; `false` if it is not ambiguous.
    fn discard(&mut self, device: &str, external_id: &str, error: &str) -> Result<bool, Trouble>;

    /// The entry of a queued document, by the key it was put in under or else by the queue's own id.
    fn find_queued(&mut self, device: &str, key: Option<&str>, ticket: Option<&str>) -> Result<Option<Entry>, Trouble>;

    /// The document of this content whose caller, who keeps no ids, was not told what came of it; the latest of several.
    fn find_untold(&mut self, device: &str, task: &str, digest: &[u8; 32]) -> Result<Option<Entry>, Trouble>;

    /// All such documents, oldest first.
    fn untold(&mut self, device: &str) -> Result<Vec<Entry>, Trouble>;

    /// Makes durable that the caller was told; `goes_on` if all others that were not are now left behind.
    fn tell(&mut self, device: &str, external_id: &str, goes_on: bool) -> Result<(), Trouble>;

    /// Makes durable that the next document of the content of an untold one is that one.
    fn doubt(&mut self, device: &str, external_id: &str) -> Result<(), Trouble>;

    /// Makes durable what was read back from the register; gives how many of them were not there yet.
    fn rebuild(&mut self, entries: &[Entry]) -> Result<usize, Trouble>;

    /// What was read back from the register, and was not asked about yet.
    fn rebuilt(&mut self, device: &str, drive: Option<&str>) -> Result<Vec<Entry>, Trouble>;

    /// Makes durable that a document of this id was asked about one that was read back.
    fn claim(&mut self, device: &str, rebuilt: &str, by: &str) -> Result<(), Trouble>;

    /// The road of this id, if there is one.
    fn find_road(&mut self, registrar: &str, id: &str) -> Result<Option<RoadEntry>, Trouble>;

    /// Makes durable where a road stands, and which step of it begins or is done.
    fn keep_road(&mut self, road: &RoadEntry, step: &str, mark: Mark) -> Result<(), Trouble>;
}

/// A document as the journal knows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The device, by what tells it from others.
    pub device: String,
    /// The caller's id of the document.
    pub external_id: String,
    /// Name of the task.
    pub task: String,
    /// Digest of its meaning.
    pub digest: [u8; 32],
    /// The fiscal drive that numbered the device's documents then: another one begins anew.
    pub drive: Option<String>,
    /// The device's last document and shift before the request, as the backend wrote it down.
    pub baseline: String,
    /// By what the backend knows the document again.
    pub expected: String,
    /// What its answer has beside the device's own.
    pub asked: String,
    /// What tells this try at it from every other.
    pub attempt: String,
    /// The key that it was put into a queue under; none where there is no queue.
    pub key: Option<String>,
    /// How often the numbering of the register had begun anew before it.
    pub epoch: u64,
    /// Digest of each part of its meaning (JSON), to name the parts in which another document differs.
    pub parts: String,
    /// The account that it was put into a queue with.
    pub account: Option<String>,
    /// Whether a caller who keeps no ids still has to learn what came of it.
    pub untold: Untold,
    /// What came of it.
    pub state: State,
}

/// Whether the caller of a document still has to learn what came of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Untold {
    /// It was told, or keeps an id to ask by.
    No,
    /// It was not, and has asked for nothing else since.
    Yes,
    /// It was not, and has had other documents made since.
    LeftBehind,
}

impl Untold {
    /// That of a new document.
    pub fn of(nameless: bool) -> Self {
        if nameless { Self::Yes } else { Self::No }
    }
}

/// What came of a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum State {
    /// The request may have left; nothing more is known.
    Open,
    /// A queue has it, and a register will make it or not: others may be sent meanwhile.
    Queued {
        /// The queue's own id of it.
        ticket: Option<String>,
    },
    /// The device made it.
    Registered {
        /// Its number on the device.
        number: u64,
        /// The answer for the caller.
        answer: String,
    },
    /// Several documents on the device may be it, and no look will tell more: a person has to.
    Ambiguous {
        /// The error object for the caller.
        error: String,
    },
    /// The device did not make it, and will not: the same id may be sent again.
    NotMade {
        /// The error object for the caller.
        error: String,
        /// Known only by looking: the device neither refused it nor was it kept from sending.
        absent: bool,
    },
}

/// What tells one file from another; nothing where an open file cannot be removed.
pub type FileId = (u64, u64);

/// The file of this metadata.
#[cfg(unix)]
pub fn file_id(file: std::io::Result<std::fs::Metadata>) -> Option<FileId> {
    use std::os::unix::fs::MetadataExt;
    file.ok().map(|file| (file.dev(), file.ino()))
}

/// Windows lets nobody remove a file that is open.
#[cfg(not(unix))]
pub fn file_id(_: std::io::Result<std::fs::Metadata>) -> Option<FileId> {
    None
}

/// The journal cannot do it.
#[derive(Debug, Clone)]
pub struct Trouble(pub String, pub Cause);

/// Why it cannot.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cause {
    /// Another program holds the file, and held it for as long as could be waited.
    Held,
    /// It is broken, or is not there.
    Broken,
}

impl Trouble {
    /// What is broken, or is not there.
    fn broken(text: String) -> Self {
        Self(text, Cause::Broken)
    }
}

impl fmt::Display for Trouble {
    fn fmt(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}
