//! The log: lines without secrets and without the content of documents, sent to where the host wants them.

use std::fmt::Arguments;
use std::sync::{Arc, PoisonError, RwLock};

/// Receives each line of the log, without a line end.
pub type Sink = Arc<dyn Fn(&str) + Send + Sync>;

static SINK: RwLock<Option<Sink>> = RwLock::new(None);

/// Sends the lines to `sink` from now on; `None` turns the log off.
pub fn set(sink: Option<Sink>) {
    *SINK.write().unwrap_or_else(PoisonError::into_inner) = sink;
}

/// Sends the lines to `sink`, unless the host has set a sink already.
pub fn set_unless_set(sink: Sink) {
    SINK.write().unwrap_or_else(PoisonError::into_inner).get_or_insert(sink);
}

/// Writes one line. Does nothing without a sink.
pub fn line(text: Arguments) {
    let sink = SINK.read().unwrap_or_else(PoisonError::into_inner).clone();
    if let Some(sink) = sink {
        sink(&text.to_string());
    }
}
