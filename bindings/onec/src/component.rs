//! An object of the component: what a method is, what the object remembers between calls, and how a call fails.

use super::abi::Parameters;
use super::device::Devices;
use super::{Returned, log, texts};
use kassa::error::{Error, Result};
use serde_json::{Map, Value};

/// The only method that does not clear the last error.
pub const GET_LAST_ERROR: &str = "GetLastError";

/// A method that 1C can call.
pub struct Method {
    /// Name in Russian.
    pub ru: &'static str,
    /// Name in English.
    pub en: &'static str,
    /// Names of its parameters, as the requirements spell them.
    pub parameters: &'static [&'static str],
    /// Runs the method.
    pub body: fn(&mut Component, &mut Parameters) -> Result<Returned>,
}

/// What an object remembers between calls.
pub struct Component {
    /// Revision of 1C's requirements that its methods follow.
    pub revision: i32,
    /// The connected devices, and the settings for the next one.
    pub devices: Devices,
    /// A message for the user from a call that did not fail.
    pub(super) said: Option<String>,
    last: Option<Error>,
    answer: String,
    russian: bool,
}

impl Component {
    /// An object without devices, for this revision of the requirements. Also starts the log.
    pub fn new(revision: i32) -> Self {
        log::begin();
        Self { revision, devices: Devices::default(), said: None, last: None, answer: String::new(), russian: true }
    }

    /// Runs a method. If it fails, the error is kept for `GetLastError`, and the method returns `false` («Ложь»).
    pub fn call(&mut self, method: &'static Method, parameters: &mut Parameters) -> Returned {
        let given = log::call(method.en, parameters);
        match (method.body)(self, parameters) {
            Ok(returned) => {
                log::returned(method.en, &returned, &given, parameters);
                // `GetLastError` itself keeps the last error, so that it can be asked again.
                if method.en != GET_LAST_ERROR {
                    self.last = None;
                    self.answer = self.said.clone().unwrap_or_default();
                }
                returned
            }
            Err(error) => self.fail(method, error),
        }
    }

    /// Keeps the error of a failed method for `GetLastError`.
    pub fn fail(&mut self, method: &'static Method, error: Error) -> Returned {
        // Also for a configuration that does not ask for the error.
        let told = texts::logged(&error).replace('\n', "\n    ");
        log::entry(format_args!("{} = false: {} {}: {told}", method.en, error.code() as i32, error.code().name()));
        self.last = Some(error);
        Returned::Flag(false)
    }

    /// Keeps a message for the user from a call that did not fail.
    pub fn say(&mut self, text: String) {
        self.said = Some(text);
    }

    /// Keeps an answer's warnings as a message for the user. Only those that concern a person are shown; the log has the
    /// others, and the notes about fields of the document.
    pub fn heed(&mut self, answer: &Value) {
        let warnings = answer.get("warnings").unwrap_or(&Value::Null);
        let raised: Map<String, Value> = warnings
            .as_object()
            .into_iter()
            .flatten()
            .filter(|(name, _)| *name != "notes")
            .map(|(name, value)| (name.clone(), value.clone()))
            .collect();
        if !raised.is_empty() {
            log::entry(format_args!("warnings: {}", Value::Object(raised)));
        }
        self.said = texts::warned(warnings, self.russian);
    }

    /// Whether texts are in Russian.
    pub fn is_russian(&self) -> bool {
        self.russian
    }

    /// Code and text of the last failure. If the last call did not fail: 0 and its message, which may be empty.
    pub fn last_error(&self) -> (i32, String) {
        self.last
            .as_ref()
            .map_or_else(|| (0, self.answer.clone()), |error| (error.code() as i32, texts::told(error, self.russian)))
    }

    /// Sets the language of texts by a language code: Russian for `ru…`, otherwise English.
    pub fn set_language(&mut self, code: &str) {
        self.russian = code.to_lowercase().starts_with("ru");
    }

    /// Disconnects all devices.
    pub fn done(&mut self) {
        self.devices = Devices::default();
    }
}
