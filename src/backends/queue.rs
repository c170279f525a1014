//! A server that takes documents into a queue, and what it shows of them.

use super::known::Expected;
use super::{Failure, Made, Refused, Request};
use crate::error::DeviceError;
use crate::secret::Secret;
use crate::transport::Watch;
use serde_json::Value;

/// A queue of documents before one or more registers.
///
/// The server takes a key once: a document put in again under the same key is not made again.
pub trait Queue: Sync {
    /// What tells the account that documents are put in with from others; never a secret.
    fn account(&self) -> &str;

    /// What tells the register from others of its service, at whatever address that is reached.
    fn register(&self) -> &str;

    /// Puts a document in under this key, once.
    fn put(&self, request: &Request, key: &str, watch: &Watch) -> Result<Ticket, Failure>;

    /// Whether this refusal of putting in says by itself that the server looked at no document: one that it did look at
    /// may be in its queue all the same.
    fn is_plain(&self, refused: &Refused) -> bool;

    /// What the server knows of this key; `None` if it knows none such, or not yet.
    fn ask(&self, key: &str, watch: &Watch) -> Result<Option<Ticket>, Failure>;

    /// Reads a call of the server's own, by the headers and the body that came.
    fn called_back(&self, headers: &[(String, Secret)], body: &[u8]) -> Result<CallBack, Turned>;
}

/// A document of the queue, as the server shows it.
#[derive(Debug)]
pub struct Ticket {
    /// The server's own id of it.
    pub id: Option<String>,
    /// The key that it was put in under.
    pub key: Option<String>,
    /// By what it can be compared; `None` if the server did not show it.
    pub known: Option<Expected>,
    /// Where it stands.
    pub stand: Stand,
    /// What the server said, whole.
    pub native: Value,
}

impl Ticket {
    /// Whether the server says which document it speaks of.
    pub fn names_itself(&self) -> bool {
        self.id.is_some() || self.key.is_some() || self.known.is_some()
    }
}

/// Where a document of the queue stands.
#[derive(Debug)]
pub enum Stand {
    /// Others are before it.
    Queued,
    /// The register has it.
    OnRegister,
    /// It is made.
    Made(Box<Made>),
    /// Its turn is over, and the server or the register says no.
    Failed(Box<Refused>, Option<DeviceError>),
}

/// A call of the server's own that shows the key. What it says of a document is a hint to ask for it.
#[derive(Debug)]
pub enum CallBack {
    /// A trial of the way: it speaks of no document.
    Trial,
    /// What became of a document.
    Of {
        /// Whose document it is, as that device's `Backend::device` says; none if the call does not tell.
        device: Option<String>,
        /// The document.
        ticket: Box<Ticket>,
    },
}

/// Why a call is not believed.
#[derive(Debug)]
pub enum Turned {
    /// The configuration has no key that the server would show.
    NoKey,
    /// It does not show the key that the server would.
    Stranger,
    /// It shows the key, and says nothing that can be read.
    Unreadable(String),
}
