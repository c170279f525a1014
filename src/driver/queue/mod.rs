//! The queue engine: documents that a server queues, put in once under a key, and followed until they are made.
//!
//! The key is made of the document's id and journalled before the document is sent, so whoever has the journal, in this
//! call or years later, can ask the server what became of it. Only putting in holds the device: once the server has a
//! document, the queue is what orders it, and others may follow.

mod engine;
mod follow;
mod key;
mod make;
mod resolve;
mod seen;

pub(super) use engine::QueueEngine;
pub(super) use follow::{FORGOTTEN, Told};
pub(super) use seen::{Seen, seen};
