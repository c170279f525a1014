//! A server that queues documents for registers, and what it shows of them.

use super::fingerprint::Fingerprint;
use super::{Baseline, Each, Failure, Made, Refused, Request, Sighting};
use crate::error::{DeviceError, Refusal, Text};
use crate::secret::Secret;
use crate::transport::CallContext;
use serde_json::Value;

/// A queue of documents in front of one or more registers.
///
/// The server accepts a key once: a document submitted again under the same key is not made again. That is how a queue
/// keeps the exactly-once guarantee.
pub trait Queue: Sync {
    /// Identifies the account that submits documents. Never a secret, since it goes into the journal.
    fn account(&self) -> &str;

    /// Identifies the register within the service, whatever the service's address.
    fn register(&self) -> &str;

    /// Whether [`Queue::register`] alone tells registers apart. Where not, the fiscal drive does, which
    /// [`Queue::baseline`] shows.
    fn is_known_by_name(&self) -> bool {
        true
    }

    /// The register's last document, where the server shows it. It is read before a document is put in, so that a failure
    /// that leaves its fate open can be looked into. A failure means that nothing should be put in now, or that the
    /// register cannot take this document (`request`; `None` if none is to be put in).
    fn baseline(&self, _request: Option<&Request>, _context: &CallContext) -> Result<Option<Baseline>, Failure> {
        Ok(None)
    }

    /// Shows each of the register's documents past a number; `None` if the server does not show them.
    fn look(&self, _past: u64, _context: &CallContext, _each: Each) -> Result<Option<Sighting>, Failure> {
        Ok(None)
    }

    /// Submits a document under this key, once. `baseline` is what [`Queue::baseline`] has just returned; `None` if the
    /// document is put in again, which only happens where nobody can ask for a key: there the body must be the same.
    fn put(
        &self,
        request: &Request,
        key: &str,
        baseline: Option<&Baseline>,
        context: &CallContext,
    ) -> Result<Ticket, Failure>;

    /// Whether a refused submission proves that the server did not examine the document. If it did, the document may be
    /// in the queue despite the refusal.
    fn is_plain(&self, refused: &Refused) -> bool;

    /// What the server knows of this key; `None` if it does not know the key, or not yet. `ticket` is the server's own id,
    /// once it has given one.
    fn ask(&self, key: &str, ticket: Option<&str>, context: &CallContext) -> Result<Option<Ticket>, Failure>;

    /// Whether the server can be asked for a key alone. If not, whoever lost an answer puts the same document in again
    /// under the same key, and the server names the one that it has.
    fn finds_keys(&self) -> bool {
        true
    }

    /// Takes back a document that still waits; `true` if the server confirms that it will never be made. A server that
    /// cannot do that returns `false`.
    fn withdraw(&self, _key: &str, _context: &CallContext) -> Result<bool, Failure> {
        Ok(false)
    }

    /// Reads a callback from the server: its headers and body.
    fn called_back(&self, headers: &[(String, Secret)], body: &[u8]) -> Result<CallBack, CallbackRejected>;
}

/// A document of the queue, as the server shows it.
#[derive(Debug)]
pub struct Ticket {
    /// The server's own id.
    pub id: Option<String>,
    /// The key under which it was submitted.
    pub key: Option<String>,
    /// Its fingerprint; `None` if the server does not show the content.
    pub shown: Option<Fingerprint>,
    /// The server concluded from the register's numbering alone that the document was made. If the shown document is
    /// another one, nothing is known of ours.
    pub by_number: bool,
    /// Its status in the queue.
    pub status: QueueStatus,
    /// The server's complete answer.
    pub native: Value,
}

impl Ticket {
    /// Whether the answer identifies the document it describes.
    pub fn names_itself(&self) -> bool {
        self.id.is_some() || self.key.is_some() || self.shown.is_some()
    }
}

/// The status of a document in the queue.
#[derive(Debug)]
pub enum QueueStatus {
    /// Waiting in the queue.
    Queued,
    /// Sent to the register; no result yet.
    OnRegister,
    /// The server does not know what became of it and waits for the register; why, and what to do.
    Blocked(Box<Refusal>),
    /// Made.
    Made(Box<Made>),
    /// Finished without a document: the server or the register refused. With the register's error, if it is the
    /// register that refused.
    Failed(Box<Refused>, Option<DeviceError>),
}

/// A callback that shows the right key.
///
/// What it says of a document is only a hint: the driver then asks the server for the document.
#[derive(Debug)]
pub enum CallBack {
    /// A test of the connection, without a document.
    Trial,
    /// The result of a document.
    Of {
        /// The device, spelled as its `Backend::device`; `None` if the callback does not name it.
        device: Option<String>,
        /// What the server reports of the document.
        ticket: Box<Ticket>,
    },
}

/// Why a callback is rejected.
#[derive(Debug)]
pub enum CallbackRejected {
    /// The server makes none.
    None,
    /// The configuration has no key for callbacks.
    NoKey,
    /// The callback does not show the configured key.
    Unauthorized,
    /// The key is right, but the content cannot be read. The text is the cause.
    Unreadable(Text),
}
