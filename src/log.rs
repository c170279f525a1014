//! The log: lines without secrets and without the content of documents, to wherever the host wants them.

use crate::transport::Broken;
use std::fmt::Arguments;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

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

/// Writes a line about an exchange.
pub fn exchange(method: &str, path: &str, sent: usize, answer: &Result<u16, Broken>, took: Duration) {
    let took = took.as_millis();
    match answer {
        Ok(status) => line(format_args!("{method} {path} {sent} bytes: {status} in {took} ms")),
        Err(broken) => {
            line(format_args!("{method} {path} {sent} bytes: {:?} left, {} in {took} ms", broken.left, broken.cause));
        }
    }
}
