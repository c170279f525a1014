//! The log of the exchange with 1C: a file of calls with their documents, on by default, as the requirements demand.
//!
//! Unlike the library's own log it contains the content of documents, so only its owner may read it. It does not contain
//! secrets of the settings.

use super::abi::Parameters;
use super::{Returned, settings};
use std::fmt::Arguments;
use std::fs::{self, File, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use time::OffsetDateTime;

/// Size in bytes at which a new file is started. One previous file is kept.
const LARGEST: u64 = 10 * 1024 * 1024;

static LOG: Mutex<Place> = Mutex::new(Place { path: None, file: None, settled: false });

struct Place {
    path: Option<PathBuf>,
    file: Option<File>,
    /// The settings of a device have set the place, so [`begin`] does not change it.
    settled: bool,
}

/// Starts the log at its default place, unless a device's settings have set another one.
pub fn begin() {
    let settled = LOG.lock().unwrap_or_else(PoisonError::into_inner).settled;
    if !settled {
        keep(default_path());
    }
}

/// Continues the log in this file; `None` turns it off.
pub fn set(path: Option<PathBuf>) {
    keep(path);
    LOG.lock().unwrap_or_else(PoisonError::into_inner).settled = true;
}

fn keep(path: Option<PathBuf>) {
    let mut place = LOG.lock().unwrap_or_else(PoisonError::into_inner);
    if place.path != path {
        place.path = path;
        place.file = None;
    }
    drop(place);
    kassa::log::set_unless_set(Arc::new(|line| entry(format_args!("{line}"))));
}

/// The log's file; `None` if the log is off.
pub fn path() -> Option<PathBuf> {
    LOG.lock().unwrap_or_else(PoisonError::into_inner).path.clone()
}

/// The default place: the folder of the default journal.
pub fn default_path() -> Option<PathBuf> {
    kassa::driver::default_journal().map(|journal| journal.with_file_name("kassa-1c.log"))
}

/// Writes an entry. Errors are ignored, because a log must not stop work.
pub fn entry(text: Arguments) {
    let mut place = LOG.lock().unwrap_or_else(PoisonError::into_inner);
    let now = OffsetDateTime::now_utc();
    let (hour, minute, second) = now.time().as_hms();
    // Several programs may share the file.
    let (date, process) = (now.date(), std::process::id());
    let line = format!("{date} {hour:02}:{minute:02}:{second:02}Z [{process}] {text}\n");
    let Place { path: Some(path), file, .. } = &mut *place else { return };
    if file.as_ref().is_none_or(|file| file.metadata().is_ok_and(|data| data.len() >= LARGEST)) {
        *file = begun(path);
    }
    let written = file.as_mut().map(|file| file.write_all(line.as_bytes()));
    if !matches!(written, Some(Ok(()))) {
        *file = None;
    }
}

/// Logs a call with its parameters. Returns them, so that [`returned`] can log what changed.
pub fn call(method: &str, parameters: &Parameters) -> Vec<(&'static str, String)> {
    let texts = parameters.shown();
    let secret = texts.first().is_some_and(|(name, set)| *name == "Name" && settings::is_secret(set));
    let mut shown = String::new();
    for (name, text) in texts.iter().filter(|(_, text)| !text.is_empty()) {
        let text = match *name {
            "Value" if secret => settings::SECRET.to_owned(),
            "ConnectionParameters" => settings::shown(text),
            _ => text.clone(),
        };
        shown += &format!(" {name}={text}");
    }
    entry(format_args!("{method}{shown}"));
    texts
}

/// Logs what a call returned, and the parameters that it changed.
pub fn returned(method: &str, returned: &Returned, given: &[(&'static str, String)], parameters: &Parameters) {
    let mut shown = String::new();
    for ((name, text), (_, before)) in parameters.shown().iter().zip(given) {
        if text != before && *name != "TableParameters" {
            shown += &format!(" {name}={text}");
        }
    }
    entry(format_args!("{method} = {returned:?}{shown}"));
}

/// Opens the file for appending. A full file becomes the previous one first.
fn begun(path: &Path) -> Option<File> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).ok()?;
    }
    if fs::metadata(path).is_ok_and(|data| data.len() >= LARGEST) {
        fs::rename(path, before(path)).ok()?;
    }
    private(File::options().create(true).append(true)).open(path).ok()
}

/// A file that is created with these options can be read only by its owner.
#[cfg(unix)]
pub fn private(options: &mut OpenOptions) -> &mut OpenOptions {
    use std::os::unix::fs::OpenOptionsExt;
    options.mode(0o600)
}

/// On Windows a file has the rights of its folder, and the user's profile is the user's own.
#[cfg(not(unix))]
pub fn private(options: &mut OpenOptions) -> &mut OpenOptions {
    options
}

/// The file before this one: `….1`.
pub fn before(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".1");
    name.into()
}
