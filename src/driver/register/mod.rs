//! The register engine: documents that a register makes while they are waited for.
//!
//! `engine` is what its parts work on; `identity` and `numbering` say where the register stands, `look` what it has made
//! since, `resolve` what became of a document, and `make` makes one. `rebuilt` reads back what the journal has lost.

mod engine;
mod identity;
mod look;
mod make;
mod numbering;
mod rebuilt;
mod resolve;

pub(super) use engine::RegisterEngine;
pub(super) use identity::is_taken;
