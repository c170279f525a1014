//! The register engine: makes a document on a register that answers in the same request.
//!
//! Before it sends anything it asks for the number of the register's last document (the baseline). If the answer is
//! lost, every later document is compared with what was sent; the number is what makes "later" certain.
//!
//! `numbering` finds out what the register shows, `look` compares it with a document, `resolve` concludes what became of
//! the document, and `make` makes one. `rebuilt` reads back what the journal has lost.

mod engine;
mod look;
mod make;
mod numbering;
mod rebuilt;
mod resolve;

pub(super) use engine::RegisterEngine;
