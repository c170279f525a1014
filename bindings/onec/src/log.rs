//! The log of the exchange with 1C: a file of calls with their documents, on by default, as the requirements demand.
//!
//! Unlike the library's own log it contains the content of documents, so only its owner may read it. It does not contain
//! secrets of the settings.

use super::abi::Parameters;
use super::{Returned, settings};
use kassa::log::{Limits, LogFile, now};
use std::fmt::Arguments;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

/// 10 MiB; one previous file is kept.
const LIMITS: Limits = Limits { size: 10 << 20, older: 1 };

static LOG: Mutex<Place> = Mutex::new(Place { file: None, settled: false });

struct Place {
    /// `None`: the log is off.
    file: Option<LogFile>,
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
    place.file = path.map(|path| LogFile::new(&path, LIMITS));
    drop(place);
    kassa::log::set_unless_set(Arc::new(|line| entry(format_args!("{line}"))));
}

/// The log's file; `None` if the log is off.
pub fn path() -> Option<PathBuf> {
    LOG.lock().unwrap_or_else(PoisonError::into_inner).file.as_ref().map(|file| file.path().to_owned())
}

/// The default place: the folder of the default journal.
pub fn default_path() -> Option<PathBuf> {
    kassa::driver::default_journal().map(|journal| journal.with_file_name("kassa-1c.log"))
}

/// Writes an entry. Errors are ignored, because a log must not stop work.
pub fn entry(text: Arguments) {
    let place = LOG.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(file) = &place.file {
        // Several programs may share the file.
        file.write(&format!("{} [{}] {text}\n", now(), std::process::id()));
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
