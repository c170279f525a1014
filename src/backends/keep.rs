//! Stores bytes that a device returned: as base64 in the answer, or in a file.

use super::Failure;
use crate::error::{Fault, Problem, Text};
use crate::rights::fresh;
use base64::prelude::{BASE64_STANDARD, Engine};
use serde_json::{Map, Value, json};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// The answer's fields for `bytes`: base64 under `name`, or `file` and `bytes` (the size) if they went to a file.
///
/// The file is written as `<file>.part` and renamed when complete, so a partly written file never has the final name.
pub(super) fn keep(bytes: &[u8], name: &str, file: Option<&Path>) -> Result<Map<String, Value>, Failure> {
    let mut fields = Map::new();
    let Some(file) = file else {
        fields.insert(name.to_owned(), json!(BASE64_STANDARD.encode(bytes)));
        return Ok(fields);
    };
    write(file, bytes).map_err(|error| {
        let error = Text::of_io(&error);
        let ru = format!("Не удалось создать файл: {}", error.ru);
        let cause = Text::with(ru, format!("Cannot create the file: {}", error.en));
        let value = Some(file.display().to_string());
        Failure::Local(Box::new(Fault { path: "file".into(), value, problem: Problem::Form(cause) }))
    })?;
    fields.insert("file".into(), json!(file.display().to_string()));
    fields.insert("bytes".into(), json!(bytes.len()));
    Ok(fields)
}

fn write(file: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut part = file.as_os_str().to_owned();
    part.push(".part");
    let part = PathBuf::from(part);
    let mut written = fresh(&part)?;
    let whole = written.write_all(bytes).and_then(|()| written.sync_all());
    drop(written);
    let named = whole.and_then(|()| std::fs::rename(&part, file));
    if named.is_err()
        && let Err(error) = std::fs::remove_file(&part)
    {
        crate::log::line(crate::log::Level::Warning, format_args!("{}: {error}", part.display()));
    }
    named
}
