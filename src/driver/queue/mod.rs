//! The queue engine: puts a document into a cloud queue once, under a key, and follows it until a register has made it.
//!
//! A queue has no document numbers to compare with. It has keys instead: the server accepts each key once and can be
//! asked for it. The key is made from the register and the document's id, and is in the journal before the document is
//! sent. So anyone with the journal, in this call or years later, can ask the server for the document.
//!
//! The device is locked only until the server has answered. After that the queue itself keeps the order, and several
//! calls may follow their documents at once. See docs/en/exactly-once.md#queues.

mod doubt;
mod engine;
mod follow;
mod key;
mod make;
mod resolve;
mod seen;

pub(super) use engine::QueueEngine;
pub(super) use follow::{KEY_UNKNOWN, KeyLookup};
pub(super) use seen::{Seen, seen};
