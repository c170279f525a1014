//! Which device, and which document, the lines of this thread are about. A call runs on one thread from its first byte to
//! its last, so the layers below the driver need not be told.

use super::{Level, LogFile, Record, now, records};
use crate::secret::Masks;
use crate::task::words::Words;
use std::cell::RefCell;
use std::fmt::{self, Arguments};
use std::sync::Arc;

/// What the log knows of an open device, by its configuration.
pub struct DeviceLog {
    /// The file; `None` if the configuration names none.
    pub file: Option<LogFile>,
    /// The least important lines that are written.
    pub level: Level,
    /// Whether requests and answers are written too.
    pub bodies: bool,
    /// The device's name.
    pub device: String,
    /// The secrets of its configuration.
    pub secrets: Masks,
}

/// What the lines of this thread are about.
struct Scope {
    log: Arc<DeviceLog>,
    id: Option<String>,
}

thread_local! {
    static SCOPES: RefCell<Vec<Scope>> = const { RefCell::new(Vec::new()) };
}

/// The lines of this thread are about one device while this value lives.
#[must_use]
pub struct Entered(());

/// From now on the lines of this thread are about this device.
pub fn enter(log: &Arc<DeviceLog>, id: Option<&str>) -> Entered {
    let add = |scopes: &RefCell<Vec<Scope>>| {
        let mut scopes = scopes.borrow_mut();
        let around = scopes.last().filter(|around| Arc::ptr_eq(&around.log, log));
        // A call within a call of the same device is about the same document.
        let id = id.map(str::to_owned).or_else(|| around.and_then(|around| around.id.clone()));
        scopes.push(Scope { log: Arc::clone(log), id });
    };
    // Thread-locals may already be destroyed while a thread exits; then there is no log, but the call works.
    let _kept = SCOPES.try_with(add);
    Entered(())
}

/// From now on the lines of this thread are about this document.
pub fn document(id: &str) {
    let _kept = SCOPES.try_with(|scopes| {
        if let Some(scope) = scopes.borrow_mut().last_mut() {
            scope.id = Some(id.to_owned());
        }
    });
}

/// The log of the running call, and the id of its document.
pub(super) fn current() -> Option<(Arc<DeviceLog>, Option<String>)> {
    let read = |scopes: &RefCell<Vec<Scope>>| {
        let scopes = scopes.try_borrow().ok()?;
        let scope = scopes.last()?;
        Some((Arc::clone(&scope.log), scope.id.clone()))
    };
    SCOPES.try_with(read).ok().flatten()
}

/// Writes one line about the document `id`, or about that of the call.
pub(super) fn write(level: Level, id: Option<&str>, text: Arguments) {
    let records = records();
    // Most calls are not logged: nothing is copied for them.
    if records.is_none() && !is_for_file(level) {
        return;
    }
    let (log, of_call) = current().unzip();
    let of_call = of_call.flatten();
    let id = id.or(of_call.as_deref());
    let text = cleaned(&text.to_string(), log.as_deref());
    if let Some(log) = log.as_ref().filter(|log| level <= log.level) {
        log.write(level, id, &text);
    }
    if let Some(records) = records {
        records(&Record { level, device: log.as_ref().map(|log| log.device.as_str()), id, text: &text });
    }
}

/// Whether the file of the running call has lines of this level.
fn is_for_file(level: Level) -> bool {
    let read = |scopes: &RefCell<Vec<Scope>>| {
        let scopes = scopes.try_borrow().ok()?;
        let log = &scopes.last()?.log;
        Some(log.file.is_some() && level <= log.level)
    };
    SCOPES.try_with(read).ok().flatten().unwrap_or(false)
}

/// A line without the secrets of the running call's device, and without signs that end a line.
pub(super) fn clean(text: &str) -> String {
    cleaned(text, current().map(|(log, _)| log).as_deref())
}

fn cleaned(text: &str, log: Option<&DeviceLog>) -> String {
    log.map_or_else(|| plain(text), |log| plain(&log.secrets.masked(text)))
}

impl DeviceLog {
    /// Writes one line: time, process, level, device, document, clean text, with tabs between them.
    pub(super) fn write(&self, level: Level, id: Option<&str>, text: &str) {
        let Some(file) = &self.file else { return };
        let (device, id) = (plain(&self.device), plain(id.unwrap_or("-")));
        file.write(&format!("{}\t{}\t{}\t{device}\t{id}\t{text}\n", now(), std::process::id(), level.word()));
    }
}

/// A column without the signs that end it: nobody can add a line of his own to the log.
fn plain(text: &str) -> String {
    text.chars().map(|letter| if letter.is_control() { ' ' } else { letter }).collect()
}

impl Drop for Entered {
    fn drop(&mut self) {
        let _gone = SCOPES.try_with(|scopes| scopes.borrow_mut().pop());
    }
}

impl fmt::Debug for DeviceLog {
    fn fmt(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        formatter
            .debug_struct("DeviceLog")
            .field("file", &self.file)
            .field("level", &self.level)
            .finish_non_exhaustive()
    }
}
