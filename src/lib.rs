//! One native driver for any fiscal register.
//!
//! A shop's program opens a [`Device`], lets it execute a [`Task`] and gets an [`Answer`]. This is the same for every
//! register and cloud service that the library supports. A fiscal document is made **exactly once**, even if the
//! connection, the program or the power fails: each document has an id given by the caller (`externalId`), is recorded
//! in a journal before it is sent, and is looked for on the device if its answer is lost. The same call again, in this
//! process or years later, returns the recorded answer and sends nothing.
//!
//! ```
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! use kassa_simulator::icash; // stands in for a register
//! use kassa::{Device, Item, Money, Task};
//!
//! let register = icash::Simulator::start(icash::Options::default())?;
//! # let folder = tempfile::tempdir()?;
//! # let journal = folder.path().join("kassa.db").display().to_string().replace('\\', "/");
//! let config = format!(r#"{{"backend": "icash", "url": "{}", "journal": "{journal}"}}"#, register.url());
//! let device = Device::open(&config)?;
//!
//! device.execute(&Task::builder("openShift")?.set("operator.name", "Лунина")?.build())?;
//! let sale = Task::builder("sell")?
//!     .set("externalId", "order-1")?
//!     .set("taxationType", "osn")?
//!     .set("operator.name", "Лунина")?
//!     .item(Item::new("Хлеб ржаной", Money::minor(45_90), 3).tax("vat10"))
//!     .payment("cash", Money::minor(200_00))
//!     .build();
//! let answer = device.execute(&sale)?;
//! let fiscal = answer.fiscal.as_ref().ok_or("not fiscal")?;
//! assert_eq!(fiscal.total, Some(Money::minor(137_70)));
//! assert_eq!(answer.change, Some(Money::minor(62_30)));
//!
//! // The same task again is the same document: nothing is sent.
//! let again = device.execute(&sale)?;
//! assert_eq!(again.fiscal, answer.fiscal);
//! # Ok(())
//! # }
//! ```
//!
//! # When something fails
//!
//! [`Error::outcome`] says whether the document exists, and [`Error::retry`] what to do next. After
//! [`Outcome::Unknown`], call [`Device::recover`] before anything else:
//!
//! ```
//! use kassa::{Device, Error, Outcome, Task};
//!
//! fn sell(device: &Device, sale: &Task) -> Result<kassa::Answer, Error> {
//!     match device.execute(sale) {
//!         // The document may exist.
//!         Err(error) if error.outcome == Outcome::Unknown => match &error.external_id {
//!             Some(id) => device.recover(id),
//!             None => Err(error),
//!         },
//!         // It is made, or it is not: then `advice` says what to do. A repetition belongs to a person, or to a later time.
//!         done => done,
//!     }
//! }
//! ```
//!
//! If `recover` does not know it either, the device could not be asked, or it cannot tell. Keep the id and ask again later;
//! until then sell nothing in its place: the device does not always refuse that. When a person has compared
//! [`Error::candidates`] with the tape and the document is not there, [`Device::discard`] ends the question.
//!
//! # Without Rust
//!
//! Programs in other languages use the C functions of [`ffi`] (include/kassa.h), which convert the same types to JSON
//! and structs. docs/README.md lists the rest: the tasks, the configuration of each backend, the errors.
//!
//! # Inside
//!
//! `driver` makes each document exactly once with the help of the `journal`. A backend speaks its register's protocol
//! over the `transport`, and `task` defines what can be requested (docs/architecture.md).

// Tests measure real time.
#![cfg_attr(not(test), warn(clippy::disallowed_methods))]

/// Whether a bug is planted here: one of `days::Bug`, which a simulated world has and the days have to find. `false` in
/// all that is shipped.
#[cfg(feature = "days")]
macro_rules! planted {
    ($bug:ident) => {
        $crate::days::planted($crate::days::Bug::$bug)
    };
}
#[cfg(not(feature = "days"))]
macro_rules! planted {
    ($bug:ident) => {
        false
    };
}

// Hidden items are for the other packages of this workspace only.
#[doc(hidden)]
pub mod backends;
mod clock;
#[cfg(feature = "days")]
#[doc(hidden)]
pub mod days;
#[doc(hidden)]
pub mod driver;
#[doc(hidden)]
pub mod error;
#[cfg(feature = "c-abi")]
pub mod ffi;
mod file_id;
mod hex;
#[doc(hidden)]
pub mod journal;
#[doc(hidden)]
pub mod log;
#[doc(hidden)]
pub mod panics;
mod process;
#[cfg(feature = "render")]
mod render;
#[doc(hidden)]
pub mod rights;
mod secret;
#[doc(hidden)]
pub mod task;
#[doc(hidden)]
pub mod trace;
mod transport;
mod uuid;

#[cfg(feature = "postgres")]
pub use driver::copy_journal;
pub use driver::{
    CallbackResult, Device, Discarded, JournalHealth, JournalLoss, JournalReader, Progress, RebuiltJournal, ResultSink,
    default_journal,
};
pub use error::{
    BackendError, Candidate, Code, DeviceError, Difference, Error, ErrorKind, Fault, Level, Note, Outcome, Problem,
    RecordedError, Refusal, Result, Retry, Reused, Rule, Text,
};
pub use journal::{JournalCount, JournalDocument};
#[cfg(feature = "render")]
pub use render::{Form, Format, Paper, RenderRequest, Source};
pub use rust_decimal::Decimal;
pub use task::answer::{Answer, FiscalParams, Noticed};
pub use task::given::{Item, Task, TaskBuilder};
pub use task::money::Money;
pub use task::schema::schemas;
pub use transport::Stage;
