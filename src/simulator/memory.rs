//! The file that keeps a device's memory over a power loss.

use serde_json::Value;
use std::fs::{self, File};
use std::io::{self, ErrorKind, Write};
use std::path::Path;

/// What the file holds; `None` when there is none yet.
pub(super) fn load(path: &Path) -> io::Result<Option<Value>> {
    match fs::read(path) {
        Ok(text) => serde_json::from_slice(&text).map(Some).map_err(|_| foreign(path)),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

/// The file holds something else than this device's memory.
pub(super) fn foreign(path: &Path) -> io::Error {
    io::Error::new(ErrorKind::InvalidData, format!("{}: no memory of this device", path.display()))
}

/// Writes beside the file and renames, so that there is a whole file at any moment.
pub(super) fn save(path: &Path, memory: &Value) -> io::Result<()> {
    let mut name = path.as_os_str().to_owned();
    name.push(".new");
    let mut file = File::create(&name)?;
    file.write_all(memory.to_string().as_bytes())?;
    file.sync_data()?;
    drop(file);
    fs::rename(&name, path)
}
