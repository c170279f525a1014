//! An object of the component: its class with its methods, what it remembers between calls, how a call fails.

use super::abi::Parameters;
use super::device::Devices;
use super::{Returned, actions, equipment, kkt, log, texts};
use kassa::error::{Error, Result};
use serde_json::Value;
use std::sync::LazyLock;

/// A class of objects: one for each arity of the methods that changed theirs.
pub struct Class {
    /// Its name, after `AddIn.Kassa.` in a program.
    pub name: &'static str,
    /// Revision of the requirements that its methods follow.
    pub revision: i32,
    all: LazyLock<Vec<&'static Method>>,
}

/// A method.
pub struct Method {
    /// Its name in Russian.
    pub ru: &'static str,
    /// Its name in English.
    pub en: &'static str,
    /// Names of its parameters in the requirements.
    pub parameters: &'static [&'static str],
    /// What it does.
    pub body: fn(&mut Component, &mut Parameters) -> Result<Returned>,
}

/// Every class; the first is the one to take.
pub static CLASSES: [Class; 2] = [
    Class { name: "Kassa", revision: 4007, all: LazyLock::new(|| listed(kkt::SINCE_4004)) },
    Class { name: "Kassa4000", revision: 4000, all: LazyLock::new(|| listed(kkt::BEFORE_4004)) },
];

fn listed(own: &'static [Method]) -> Vec<&'static Method> {
    [equipment::METHODS, actions::METHODS, kkt::METHODS, own].into_iter().flatten().collect()
}

impl Class {
    /// Its methods; the place of each is its number.
    pub fn methods(&self) -> &[&'static Method] {
        &self.all
    }

    /// The number of a method by its name in either language, compared without case.
    pub fn find(&self, name: &str) -> Option<usize> {
        let name = name.to_lowercase();
        self.methods().iter().position(|method| method.ru.to_lowercase() == name || method.en.to_lowercase() == name)
    }
}

/// What an object remembers between calls.
pub struct Component {
    /// Its class.
    pub class: &'static Class,
    /// The devices that are connected, and the settings for the next one.
    pub devices: Devices,
    /// Something that the user should see although nothing failed.
    pub(super) said: Option<String>,
    last: Option<Error>,
    answer: String,
    russian: bool,
}

impl Component {
    /// An object of a class.
    pub fn new(class: &'static Class) -> Self {
        log::begin();
        Self { class, devices: Devices::default(), said: None, last: None, answer: String::new(), russian: true }
    }

    /// Carries out a method. What fails is kept for `GetLastError`, and the method returns «Ложь».
    pub fn call(&mut self, method: &'static Method, parameters: &mut Parameters) -> Returned {
        let given = log::call(method, parameters);
        match (method.body)(self, parameters) {
            Ok(returned) => {
                log::returned(method, &returned, &given, parameters);
                // Asked why, a component goes on knowing it.
                if method.en != equipment::GET_LAST_ERROR {
                    self.last = None;
                    self.answer = self.said.clone().unwrap_or_default();
                }
                returned
            }
            Err(error) => self.fail(method, error),
        }
    }

    /// Keeps why a method failed.
    pub fn fail(&mut self, method: &'static Method, error: Error) -> Returned {
        kassa::log::line(format_args!("{}: {}: {}", method.en, error.code().name(), error.message().en));
        self.last = Some(error);
        Returned::Flag(false)
    }

    /// Has the user read something, although nothing failed.
    pub fn say(&mut self, text: String) {
        self.said = Some(text);
    }

    /// Has the user read what the driver warns of in an answer; the log has all of it.
    pub fn heed(&mut self, answer: &Value) {
        let warnings = answer.get("warnings").unwrap_or(&Value::Null);
        if warnings.as_object().is_some_and(|warnings| !warnings.is_empty()) {
            log::entry(format_args!("warnings: {warnings}"));
        }
        self.said = texts::warned(warnings, self.russian);
    }

    /// Whether texts are in Russian.
    pub fn is_russian(&self) -> bool {
        self.russian
    }

    /// Code and text of the last failure; nought and what the last call said, if it said anything, when it did not fail.
    pub fn last_error(&self) -> (i32, String) {
        self.last
            .as_ref()
            .map_or_else(|| (0, self.answer.clone()), |error| (error.code() as i32, texts::told(error, self.russian)))
    }

    /// Texts are in the language of the user's program from now on: Russian, or English for any other.
    pub fn set_language(&mut self, code: &str) {
        self.russian = code.to_lowercase().starts_with("ru");
    }

    /// Gives all devices back.
    pub fn done(&mut self) {
        self.devices = Devices::default();
    }
}
