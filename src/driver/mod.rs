//! The exactly-once engine: one device, one call at a time.
//!
//! It reads a task, makes its document exactly once, and turns every failure into an error that says whether the
//! document exists. docs/en/exactly-once.md has the complete procedure and its reasons.
//!
//! From the bottom up: `lock` and `device` (what is open), the shared vocabulary (`asking`, `failure`, `fate`, `idle`,
//! `pauses`), `record` and `unrecorded` (what the journal keeps of a document, and what it could not take), the two engines (`register`, `queue`), and on top of
//! them the public calls.

mod asking;
mod callback;
mod calls;
mod capable;
mod config;
mod counter;
mod device;
mod dispatch;
mod drive_names;
mod elsewhere;
mod failure;
mod fate;
mod gathered;
mod identity;
mod idle;
mod journal_loss;
mod journal_reader;
#[cfg(test)]
mod journal_tests;
mod listen;
mod lock;
mod logged;
mod metrics;
mod pauses;
mod queue;
mod record;
mod register;
#[cfg(feature = "render")]
mod render;
mod results;
mod reused;
mod settings;
mod shift_opening;
#[cfg(all(test, feature = "postgres"))]
mod taken_over_tests;
mod unrecorded;
mod without_id;
mod workflow;

pub use config::default_journal;
pub use device::{Device, Progress, ResultSink};
#[cfg(feature = "postgres")]
pub use journal_reader::copy_journal;
pub use journal_reader::{JournalHealth, JournalLoss, JournalReader};
pub use results::{CallbackResult, Discarded, RebuiltJournal};
pub use settings::SETTINGS;
