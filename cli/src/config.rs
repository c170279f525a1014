//! Where the configuration comes from, and the options that override its members.

use crate::failure::Failure;
use kassa::{Text, default_journal};
use serde_json::{Map, Value, json};
use std::path::{Path, PathBuf};
use std::{env, fs, io};

/// The name of the file in a folder.
const FILE: &str = "kassa.json";

/// What the command line says about the configuration.
#[derive(Debug, Default)]
pub struct Given {
    /// `--config`.
    pub config: Option<String>,
    /// Members that options override.
    pub members: Vec<(&'static str, Value)>,
}

impl Given {
    /// The configuration as JSON.
    pub fn text(&self) -> Result<String, Failure> {
        let found = match &self.config {
            Some(word) => Some(text(word)?),
            None => search()?,
        };
        let names_backend = || self.members.iter().any(|(key, _)| *key == "backend");
        match found {
            Some(text) => Ok(self.over(text)),
            None if names_backend() => Ok(self.over("{}".to_owned())),
            None => Err(Failure::Usage(not_found())),
        }
    }

    /// The path of the journal. It is all that reading a journal needs, so other faults of the configuration do not matter.
    pub fn journal(&self) -> Result<PathBuf, Failure> {
        let named = self.members.iter().find(|(key, _)| *key == "journal").map(|(key, value)| json!({ *key: value }));
        let config = match named {
            Some(config) => config,
            None => serde_json::from_str(&self.text()?).unwrap_or_default(),
        };
        journal_of(&config).ok_or_else(|| {
            Failure::Usage(Text::of("путь журнала не задан: --journal ФАЙЛ", "no path of a journal: --journal FILE"))
        })
    }

    fn over(&self, text: String) -> String {
        if self.members.is_empty() {
            return text;
        }
        // The library tells what is wrong with a configuration that is no object.
        let Ok(mut members) = serde_json::from_str::<Map<String, Value>>(&text) else { return text };
        members.extend(self.members.iter().map(|(key, value)| ((*key).to_owned(), value.clone())));
        Value::Object(members).to_string()
    }
}

/// The journal of a configuration.
pub fn journal_of(config: &Value) -> Option<PathBuf> {
    config.get("journal").and_then(Value::as_str).map(PathBuf::from).or_else(default_journal)
}

/// JSON as it is, the standard input for `-`, or the contents of the file with this path.
pub fn text(word: &str) -> Result<String, Failure> {
    if word.trim_start().starts_with('{') {
        return Ok(word.to_owned());
    }
    let read = if word == "-" { io::read_to_string(io::stdin()) } else { fs::read_to_string(word) };
    let text = read.map_err(|error| Failure::Usage(Text::of_io(&error).at(&word)))?;
    // Notepad of Windows begins a file with a mark of its encoding.
    Ok(text.strip_prefix('\u{feff}').map(ToOwned::to_owned).unwrap_or(text))
}

fn search() -> Result<Option<String>, Failure> {
    if let Some(word) = env::var("KASSA_CONFIG").ok().filter(|word| !word.is_empty()) {
        return text(&word).map(Some);
    }
    let found = places().into_iter().find(|place| place.exists());
    found.map(|place| text(&place.to_string_lossy())).transpose()
}

/// The files that are looked for, in this order.
pub fn places() -> Vec<PathBuf> {
    let below = |folder: PathBuf| folder.join("kassa").join(FILE);
    [Some(PathBuf::from(FILE)), user().map(below), system().map(below)].into_iter().flatten().collect()
}

fn user() -> Option<PathBuf> {
    if cfg!(windows) {
        folder("APPDATA")
    } else {
        folder("XDG_CONFIG_HOME").or_else(|| Some(folder("HOME")?.join(".config")))
    }
}

fn system() -> Option<PathBuf> {
    if cfg!(windows) { folder("PROGRAMDATA") } else { Some(Path::new("/etc").to_owned()) }
}

fn folder(name: &str) -> Option<PathBuf> {
    env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from)
}

fn not_found() -> Text {
    let places: Vec<String> = places().iter().map(|place| place.display().to_string()).collect();
    let places = places.join(", ");
    Text::with(
        format!("настройки не найдены: нет ни --config, ни KASSA_CONFIG, ни файлов {places}"),
        format!("no configuration: neither --config nor KASSA_CONFIG nor any of the files {places}"),
    )
}
