//! The log of the exchange with 1C: a file of calls with their documents, on by default, as the requirements ask.
//!
//! Unlike the library's own log it holds what documents say; secrets of the settings it does not.

use super::abi::Parameters;
use super::component::Method;
use super::{Returned, settings};
use std::fmt::Arguments;
use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use time::OffsetDateTime;

/// Size at which a file makes room for the next; one before it is kept.
const LARGEST: u64 = 10 * 1024 * 1024;

/// What stands for a secret.
pub const SECRET: &str = "***";

/// Where the lines go.
static LOG: Mutex<Place> = Mutex::new(Place { path: None, file: None, settled: false });

struct Place {
    path: Option<PathBuf>,
    file: Option<File>,
    /// The settings of a device have said where it is.
    settled: bool,
}

/// Begins the log at its usual place, unless the settings of a device have said otherwise.
pub fn begin() {
    let settled = LOG.lock().unwrap_or_else(PoisonError::into_inner).settled;
    if !settled {
        keep(default_path());
    }
}

/// Keeps the log in this file from now on, or keeps none.
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

/// The file, if a log is kept.
pub fn path() -> Option<PathBuf> {
    LOG.lock().unwrap_or_else(PoisonError::into_inner).path.clone()
}

/// Its place when the settings name none: where the journal of documents is when they name none for it.
pub fn default_path() -> Option<PathBuf> {
    kassa::driver::default_journal().map(|journal| journal.with_file_name("kassa-1c.log"))
}

/// Writes an entry. A log that cannot be written stops nobody.
pub fn entry(text: Arguments) {
    let mut place = LOG.lock().unwrap_or_else(PoisonError::into_inner);
    let now = OffsetDateTime::now_utc();
    let (hour, minute, second) = now.time().as_hms();
    let line = format!("{} {hour:02}:{minute:02}:{second:02}Z {text}\n", now.date());
    let Place { path: Some(path), file, .. } = &mut *place else { return };
    if file.as_ref().is_none_or(|file| file.metadata().is_ok_and(|data| data.len() >= LARGEST)) {
        *file = begun(path);
    }
    let written = file.as_mut().map(|file| file.write_all(line.as_bytes()));
    if !matches!(written, Some(Ok(()))) {
        *file = None;
    }
}

/// Writes down a call with the texts that it was given, and gives these.
pub fn call(method: &Method, parameters: &Parameters) -> Vec<(&'static str, String)> {
    let texts = parameters.texts();
    let secret = texts.first().is_some_and(|(name, set)| *name == "Name" && settings::is_secret(set));
    let mut shown = String::new();
    for (name, text) in texts.iter().filter(|(_, text)| !text.is_empty()) {
        let text = match *name {
            "Value" if secret => SECRET.to_owned(),
            "ConnectionParameters" => settings::shown(text),
            _ => text.clone(),
        };
        shown += &format!(" {name}={text}");
    }
    entry(format_args!("{}{shown}", method.en));
    texts
}

/// Writes down what a call returned, with the texts that are others now.
pub fn returned(method: &Method, returned: &Returned, given: &[(&'static str, String)], parameters: &Parameters) {
    let mut shown = String::new();
    for ((name, text), (_, before)) in parameters.texts().iter().zip(given) {
        if text != before && *name != "TableParameters" {
            shown += &format!(" {name}={text}");
        }
    }
    entry(format_args!("{} = {returned:?}{shown}", method.en));
}

/// The file, opened to be written on; one that is full becomes the one before.
fn begun(path: &Path) -> Option<File> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).ok()?;
    }
    if fs::metadata(path).is_ok_and(|data| data.len() >= LARGEST) {
        fs::rename(path, before(path)).ok()?;
    }
    File::options().create(true).append(true).open(path).ok()
}

/// The file before this one.
pub fn before(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".1");
    name.into()
}
