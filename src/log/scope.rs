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
    /// `None`: the device has no log.
    log: Option<Arc<DeviceLog>>,
    id: Option<String>,
}

thread_local! {
    static SCOPES: RefCell<Vec<Scope>> = const { RefCell::new(Vec::new()) };
}

/// The lines of this thread are about one device while this value lives.
#[must_use]
pub struct Entered(());

/// From now on the lines of this thread are about this device.
pub fn enter(log: Option<&Arc<DeviceLog>>, id: Option<&str>) -> Entered {
    let add = |scopes: &RefCell<Vec<Scope>>| {
        let mut scopes = scopes.borrow_mut();
        let around = scopes.last().filter(|around| match (&around.log, log) {
            (Some(around), Some(log)) => Arc::ptr_eq(around, log),
            _ => false,
        });
        // A call within a call of the same device is about the same document.
        let id = id.map(str::to_owned).or_else(|| around.and_then(|around| around.id.clone()));
        scopes.push(Scope { log: log.cloned(), id });
    };
    // Thread-locals may already be destroyed while a thread exits; then there is no log, but the call works.
    let _kept = SCOPES.try_with(add);
    Entered(())
}

/// From now on they are about this document.
pub fn document(id: &str) {
    let _kept = SCOPES.try_with(|scopes| {
        if let Some(scope) = scopes.borrow_mut().last_mut().filter(|scope| scope.log.is_some()) {
            scope.id = Some(id.to_owned());
        }
    });
}

/// The log of the running call, and the id of its document.
pub(super) fn current() -> Option<(Arc<DeviceLog>, Option<String>)> {
    let read = |scopes: &RefCell<Vec<Scope>>| {
        let scopes = scopes.try_borrow().ok()?;
        let scope = scopes.last()?;
        Some((scope.log.clone()?, scope.id.clone()))
    };
    SCOPES.try_with(read).ok().flatten()
}

/// Writes one line about the document `id`, or about that of the call.
pub(super) fn write(level: Level, id: Option<&str>, text: Arguments) {
    let (log, of_call) = current().unzip();
    let of_call = of_call.flatten();
    let id = id.or(of_call.as_deref());
    let file = log.as_ref().filter(|log| log.file.is_some() && level <= log.level);
    let records = records();
    if file.is_none() && records.is_none() {
        return;
    }
    let text = text.to_string();
    if let Some(log) = file {
        log.write(level, id, &text);
    }
    if let Some(records) = records {
        let text = plain(&log.as_ref().map_or_else(|| text.clone(), |log| log.secrets.masked(&text)));
        records(&Record { level, device: log.as_ref().map(|log| log.device.as_str()), id, text: &text });
    }
}

impl DeviceLog {
    /// Writes one line: time, process, level, device, document, text, with tabs between them.
    pub(super) fn write(&self, level: Level, id: Option<&str>, text: &str) {
        let Some(file) = &self.file else { return };
        let columns = [&self.device, id.unwrap_or("-"), &self.secrets.masked(text)].map(plain);
        file.write(&format!("{}\t{}\t{}\t{}\n", now(), std::process::id(), level.word(), columns.join("\t")));
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
