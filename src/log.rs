//! The log: lines without secrets and without the content of documents, to wherever the host wants them.

use std::fmt::Arguments;
use std::sync::{Arc, PoisonError, RwLock};

/// Where lines go.
pub type Sink = Arc<dyn Fn(&str) + Send + Sync>;

static SINK: RwLock<Option<Sink>> = RwLock::new(None);

/// Sends the lines to `sink` from now on, or nowhere.
pub fn set(sink: Option<Sink>) {
    *SINK.write().unwrap_or_else(PoisonError::into_inner) = sink;
}

/// Sends the lines to `sink`, unless the host wants them elsewhere already.
pub fn set_unless_set(sink: Sink) {
    SINK.write().unwrap_or_else(PoisonError::into_inner).get_or_insert(sink);
}

/// Writes a line.
pub fn line(text: Arguments) {
    let sink = SINK.read().unwrap_or_else(PoisonError::into_inner).clone();
    if let Some(sink) = sink {
        sink(&text.to_string());
    }
}
