//! The log: lines without secrets and without the content of documents. They go to the host's functions and, if the
//! configuration names one, to the log file of the device whose call is running on this thread.

mod bodies;
mod file;
mod scope;

pub use bodies::exchange;
pub use file::{Limits, LogFile, older};
pub use scope::{DeviceLog, Entered, document, enter};

use crate::task::words::{Words, words};
use std::fmt::Arguments;
use std::sync::{Arc, PoisonError, RwLock};
use time::UtcOffset;

words! {
    /// How important a line is.
    Level {
        /// The outcome is unknown, the journal failed, or there is a fault of the library.
        Error = 0: "error",
        /// A call failed, or something went on in another way than it should.
        Warning = 1: "warning",
        /// What was done.
        Info = 2: "info",
        /// Each exchange with the register.
        Debug = 3: "debug",
    }
}

/// Receives each line of the log, without a line end.
pub type Sink = Arc<dyn Fn(&str) + Send + Sync>;

/// A line of the log with what it is about, as the log file has it.
#[derive(Debug)]
pub struct Record<'a> {
    /// How important it is.
    pub level: Level,
    /// The device's name; `None` if the line is about none.
    pub device: Option<&'a str>,
    /// The document's `externalId`.
    pub id: Option<&'a str>,
    /// What happened.
    pub text: &'a str,
}

/// Receives each line of the log as a record.
pub type RecordSink = Arc<dyn Fn(&Record) + Send + Sync>;

static SINK: RwLock<Option<Sink>> = RwLock::new(None);
static RECORDS: RwLock<Option<RecordSink>> = RwLock::new(None);

/// Sends the lines to `sink` from now on; `None` turns the log off.
pub fn set(sink: Option<Sink>) {
    *SINK.write().unwrap_or_else(PoisonError::into_inner) = sink;
}

/// Sends the records to `sink` from now on, whatever the log file has; `None` ends that.
pub fn set_records(sink: Option<RecordSink>) {
    *RECORDS.write().unwrap_or_else(PoisonError::into_inner) = sink;
}

/// The receiver of records.
fn records() -> Option<RecordSink> {
    RECORDS.read().unwrap_or_else(PoisonError::into_inner).clone()
}

/// Sends the lines to `sink`, unless the host has set a sink already.
pub fn set_unless_set(sink: Sink) {
    SINK.write().unwrap_or_else(PoisonError::into_inner).get_or_insert(sink);
}

/// Writes one line, to the host and to the file.
pub fn line(level: Level, text: Arguments) {
    tell(text);
    note(level, text);
}

/// Writes one line about the document with this id, which need not be the one that the call is about.
pub fn about(level: Level, id: &str, text: Arguments) {
    tell(format_args!("{id}: {text}"));
    scope::write(level, Some(id), text);
}

/// Writes one line to the host's function for lines only.
pub fn tell(text: Arguments) {
    let sink = SINK.read().unwrap_or_else(PoisonError::into_inner).clone();
    if let Some(sink) = sink {
        sink(&scope::clean(&text.to_string()));
    }
}

/// Writes one line to the file and to the host's function for records.
pub fn note(level: Level, text: Arguments) {
    scope::write(level, None, text);
}

/// The time of a line, in the zone of this machine: `2026-11-28T21:50:10.123+03:00`.
pub fn now() -> String {
    let now = crate::clock::utc();
    let offset = UtcOffset::local_offset_at(now).unwrap_or(UtcOffset::UTC);
    let now = now.to_offset(offset);
    let (date, (hour, minute, second)) = (now.date(), now.time().as_hms());
    let (sign, (hours, minutes, _)) = (if offset.is_negative() { '-' } else { '+' }, offset.as_hms());
    let (hours, minutes) = (hours.unsigned_abs(), minutes.unsigned_abs());
    format!("{date}T{hour:02}:{minute:02}:{second:02}.{:03}{sign}{hours:02}:{minutes:02}", now.millisecond())
}
