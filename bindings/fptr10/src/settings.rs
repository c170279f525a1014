//! The settings of a handle: all that the interface names, with their defaults, and whatever else a program sets.
//!
//! They say how a program would reach its register. kassa reaches it by its own configuration; the settings choose which
//! one (`place`), and are given back as they were set.

use super::failure::{Failure, Result};
use super::numbers::error as code;
use serde_json::{Map, Value, json};

/// The key of a configuration of kassa among the settings: an object, or the same as a text.
pub const KASSA: &str = "Kassa";

/// What a setting is, with its default.
#[derive(Clone, Copy)]
enum Kind {
    Number(i64),
    Flag(bool),
    Text(&'static str),
}

/// The settings of the interface.
#[rustfmt::skip]
const SETTINGS: &[(&str, Kind)] = &[
    ("LibraryPath", Kind::Text("")), ("Model", Kind::Number(500)), ("Port", Kind::Number(0)),
    ("BaudRate", Kind::Number(115_200)), ("Bits", Kind::Number(8)), ("Parity", Kind::Number(0)), ("StopBits", Kind::Number(0)),
    ("IPAddress", Kind::Text("")), ("IPPort", Kind::Number(5555)), ("MACAddress", Kind::Text("")), ("ComFile", Kind::Text("")),
    ("UsbDevicePath", Kind::Text("auto")), ("AutoEnableBluetooth", Kind::Flag(false)), ("AutoDisableBluetooth", Kind::Flag(false)),
    ("AccessPassword", Kind::Text("")), ("UserPassword", Kind::Text("")), ("OfdChannel", Kind::Number(0)),
    ("ExistedComFiles", Kind::Text("")), ("ScriptsPath", Kind::Text("")), ("DocumentsJournalPath", Kind::Text("")),
    ("UseDocumentsJournal", Kind::Flag(false)), ("AutoReconnect", Kind::Flag(true)), ("InvertCashDrawerStatus", Kind::Flag(false)),
    ("RemoteServerAddr", Kind::Text("")), ("RemoteServerConnectionTimeout", Kind::Number(3)),
    ("ValidateMarksWithFnmOnly", Kind::Flag(false)), ("AutoMeasurementUnit", Kind::Flag(false)), ("SilentReboot", Kind::Number(0)),
    ("GuiParametersMapping", Kind::Text("")), ("PatternParameters", Kind::Text("")), ("AutoTimeSync", Kind::Flag(false)),
    ("AutoTimeSyncTime", Kind::Number(0)), ("LogPaths", Kind::Text("")), ("MergeReceiptItems", Kind::Number(0)),
    ("Licenses", Kind::Text("")), ("TimeZone", Kind::Number(0)), ("RemoteTimeout", Kind::Number(0)),
    ("UseCommodityNameForAdvance", Kind::Flag(false)),
];

/// The settings of a handle.
#[derive(Clone)]
pub struct Settings(Map<String, Value>);

impl Default for Settings {
    fn default() -> Self {
        let default = |kind: &Kind| match kind {
            Kind::Number(number) => json!(number),
            Kind::Flag(flag) => json!(flag),
            Kind::Text(text) => json!(text),
        };
        Self(SETTINGS.iter().map(|(key, kind)| ((*key).to_owned(), default(kind))).collect())
    }
}

impl Settings {
    /// Sets those of a JSON object. An empty text sets none.
    pub fn set_all(&mut self, text: &str) -> Result<()> {
        if text.trim().is_empty() {
            return Ok(());
        }
        let wrong = |_| Failure::new(code::INVALID_SETTINGS, "Настройки — не объект JSON");
        let given: Map<String, Value> = serde_json::from_str(text).map_err(wrong)?;
        for (key, value) in given {
            let value = match value {
                Value::String(text) => of_text(&key, text),
                other => other,
            };
            self.0.insert(key, value);
        }
        Ok(())
    }

    /// Sets one.
    pub fn set(&mut self, key: &str, text: String) {
        self.0.insert(key.to_owned(), of_text(key, text));
    }

    /// A setting as a text; empty if there is none of this name.
    pub fn text(&self, key: &str) -> String {
        self.0.get(key).map(as_text).unwrap_or_default()
    }

    /// All of them as JSON.
    pub fn to_json(&self) -> String {
        Value::Object(self.0.clone()).to_string()
    }

    /// The configuration of kassa among them.
    pub fn kassa(&self) -> Option<Value> {
        match self.0.get(KASSA)? {
            Value::String(text) if text.is_empty() => None,
            Value::String(text) => Some(serde_json::from_str(text).unwrap_or(Value::Null)),
            other => Some(other.clone()),
        }
    }
}

/// A value that is given as a text: numbers and flags are kept as such where it can be read as one.
fn of_text(key: &str, text: String) -> Value {
    let kind = SETTINGS.iter().find(|(known, _)| *known == key).map(|(_, kind)| *kind);
    match (kind, text.trim()) {
        (Some(Kind::Number(_)), number) if number.parse::<i64>().is_ok() => json!(number.parse::<i64>().ok()),
        (Some(Kind::Flag(_)), "1" | "true") => json!(true),
        (Some(Kind::Flag(_)), "0" | "false" | "") => json!(false),
        _ => Value::String(text),
    }
}

/// A value of JSON as the settings compare it.
pub fn as_text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Bool(flag) => u8::from(*flag).to_string(),
        Value::Null => String::new(),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::numbers::SETTINGS as SETTINGS_BY_NAME;

    #[test]
    fn every_setting_has_the_name_that_programs_use_for_it() {
        let named: Vec<_> = SETTINGS_BY_NAME.lines().filter_map(|line| line.split_once('\t')).collect();
        let known: Vec<_> = SETTINGS.iter().map(|(key, _)| *key).collect();
        assert_eq!(named.iter().map(|(_, key)| *key).collect::<Vec<_>>(), known);
        assert!(named.iter().all(|(name, _)| name.starts_with("LIBFPTR_SETTING_")));
    }

    #[test]
    fn a_setting_is_one_whether_it_is_a_text_or_a_number() {
        let mut settings = Settings::default();
        settings
            .set_all(r#"{"Port": "2", "IPPort": 5555, "IPAddress": "192.168.1.10", "AutoReconnect": "0", "Own": 1}"#)
            .unwrap();
        assert_eq!(
            ["Port", "IPPort", "AutoReconnect", "Own", "no"].map(|key| settings.text(key)),
            ["2", "5555", "0", "1", ""]
        );
        settings.set("Port", "1".to_owned());
        let all: Value = serde_json::from_str(&settings.to_json()).unwrap();
        assert_eq!((&all["Port"], &all["Model"], &all["AutoReconnect"]), (&json!(1), &json!(500), &json!(false)));
        assert_eq!(all.as_object().unwrap().len(), SETTINGS.len() + 1);
        assert_eq!(settings.set_all("[]").unwrap_err().code, 9);
        settings.set_all("").unwrap();
        assert_eq!(settings.kassa(), None);
        settings.set(KASSA, r#"{"backend": "icash"}"#.to_owned());
        assert_eq!(settings.kassa(), Some(json!({"backend": "icash"})));
    }
}
