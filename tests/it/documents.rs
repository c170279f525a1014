//! Documents that the tests start from, and a register that takes them.
#![allow(dead_code, reason = "each test program uses its part")]

use crate::support::{abi::Device, root};
use kassa_simulator::icash::{Options, Simulator};
use serde_json::{Value, json};
use std::fs;

pub const OK: i32 = 0;
pub const BAD_CONFIG: i32 = 3;
pub const BAD_DOCUMENT: i32 = 4;
pub const UNSUPPORTED: i32 = 5;
pub const NO_LINK: i32 = 6;
pub const REFUSED: i32 = 7;
pub const ALREADY_DONE: i32 = 17;
pub const NO_ANSWER: i32 = 10;

/// A register and the driver's device for it.
pub struct Till {
    pub device: Device,
    pub register: Simulator,
    _folder: tempfile::TempDir,
}

impl Till {
    /// A register with its shift open, and a device with the usual settings.
    pub fn open() -> Self {
        Self::with(&json!({}))
    }

    /// The same; `settings` are added to the device's configuration.
    pub fn with(settings: &Value) -> Self {
        Self::of(settings, Options::default())
    }

    /// The same with another kind of register.
    pub fn of(settings: &Value, options: Options) -> Self {
        let till = Self::closed(settings, options);
        till.foreign(&json!({ "command": "shift/open" }));
        till
    }

    /// A register that was just switched on.
    pub fn closed(settings: &Value, options: Options) -> Self {
        Self::tried(settings, options).unwrap_or_else(|error| panic!("{settings}: {error:?}"))
    }

    /// The same, or the error that the driver gives for these settings.
    pub fn tried(settings: &Value, options: Options) -> Result<Self, (i32, Value)> {
        let register = Simulator::start(options).unwrap();
        let folder = tempfile::tempdir().unwrap();
        let journal = folder.path().join("kassa.db");
        let usual =
            json!({ "backend": "icash", "url": register.url(), "journal": journal, "settleMs": 50, "resend": 0 });
        Device::open(&changed(&usual, settings)).map(|device| Self { device, register, _folder: folder })
    }

    /// A document made by another program; it must succeed.
    pub fn foreign(&self, document: &Value) {
        let answer = self.register.make_document(document).unwrap();
        assert_eq!(answer["ok"], true, "{document}: {answer}");
    }

    /// Carries out a task that must succeed.
    pub fn make(&self, task: &Value) -> Value {
        let (status, answer) = self.device.execute(task);
        assert_eq!(status, OK, "{task}: {answer}");
        answer
    }

    /// Carries out a task that must succeed; returns the body that the register received.
    pub fn written(&self, task: &Value) -> Value {
        self.register.forget_requests();
        self.make(task);
        self.received().unwrap_or_else(|| panic!("nothing was sent for {task}"))
    }

    /// The body of the last command that the register received.
    pub fn received(&self) -> Option<Value> {
        let requests = self.register.requests();
        let command = requests.iter().rfind(|request| request["method"] == "POST")?;
        Some(serde_json::from_str(command["body"].as_str().unwrap()).unwrap())
    }

    /// Validates a task that must be refused; returns its faults.
    pub fn refused(&self, task: &Value) -> Vec<String> {
        let (status, answer) = self.device.validate(task);
        assert_eq!(status, BAD_DOCUMENT, "{task}: {answer}");
        said(&answer["error"]["faults"])
    }

    /// Validates a task that must pass; returns its notes.
    pub fn passed(&self, task: &Value) -> Vec<String> {
        let (status, answer) = self.device.validate(task);
        assert_eq!(status, OK, "{task}: {answer}");
        said(&answer["warnings"]["notes"])
    }
}

/// Faults or notes as `path: rule`; each must have a text in both languages.
pub fn said(list: &Value) -> Vec<String> {
    let text = |value: &Value| value.as_str().unwrap_or_else(|| panic!("a text is missing in {list}")).to_owned();
    let one = |fault: &Value| {
        assert!(text(&fault["message"]["ru"]).chars().any(|letter| ('а'..='я').contains(&letter)), "{fault}");
        assert!(text(&fault["message"]["en"]).chars().any(|letter| letter.is_ascii_lowercase()), "{fault}");
        format!("{}: {}", text(&fault["path"]), text(&fault["rule"]))
    };
    list.as_array().into_iter().flatten().map(one).collect()
}

/// A receipt of one line that passes every rule.
pub fn sale() -> Value {
    json!({
        "type": "sell",
        "taxationType": "osn",
        "operator": { "name": "Лунина" },
        "items": [{
            "type": "position", "name": "Хлеб", "price": 10, "quantity": 1, "amount": 10, "tax": { "type": "none" },
            "paymentMethod": "fullPayment", "paymentObject": "commodity",
        }],
        "payments": [{ "type": "cash", "sum": 10 }],
    })
}

/// The same receipt as a correction.
pub fn correction() -> Value {
    changed(
        &sale(),
        &json!({ "type": "sellCorrection", "correctionType": "self", "correctionBaseDate": "2025.02.17", "correctionBaseNumber": "17" }),
    )
}

/// The same receipt with an agent of this kind and its supplier on its line.
pub fn agency(agent: &str) -> Value {
    changed(&sale(), &json!({ "items[0].agentInfo.agents": [agent], "items[0].supplierInfo.vatin": "7800987653" }))
}

/// The document with the values that `changes` gives by path: `{"items[0].tax.type": "vat10"}`.
pub fn changed(document: &Value, changes: &Value) -> Value {
    let mut document = document.clone();
    for (path, value) in changes.as_object().unwrap() {
        *place(&mut document, path) = value.clone();
    }
    document
}

fn place<'a>(document: &'a mut Value, path: &str) -> &'a mut Value {
    let mut place = document;
    for step in path.split('.') {
        let mut names = step.split(['[', ']']).filter(|name| !name.is_empty());
        place = &mut place[names.next().unwrap()];
        for index in names.map(|index| index.parse::<usize>().unwrap()) {
            if place.is_null() {
                *place = json!([]);
            }
            let list = place.as_array_mut().unwrap();
            list.resize(list.len().max(index + 1), Value::Null);
            place = &mut list[index];
        }
    }
    place
}

/// The document without the member at this path.
pub fn without(document: &Value, path: &str) -> Value {
    let mut document = document.clone();
    let parent = match path.rsplit_once('.') {
        Some((parent, _)) => place(&mut document, parent),
        None => &mut document,
    };
    parent.as_object_mut().unwrap().shift_remove(path.rsplit('.').next().unwrap());
    document
}

/// The example documents, each with its file name.
pub fn examples() -> Vec<(String, Value)> {
    let folder = root().join("tests/documents/tasks");
    let mut examples: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| {
            let path = entry.unwrap().path();
            let text = fs::read_to_string(&path).unwrap();
            let task = serde_json::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
            (path.file_stem().unwrap().to_str().unwrap().to_owned(), task)
        })
        .collect();
    examples.sort_by(|one, other| one.0.cmp(&other.0));
    examples
}

/// One of the example documents.
pub fn example(name: &str) -> Value {
    examples().into_iter().find(|(known, _)| known == name).unwrap_or_else(|| panic!("no example {name}")).1
}
