//! The devices of an object: the settings that 1C gives one by one, and what is connected, by its id.

use super::draft::Draft;
use super::log;
use super::settings::Settings;
use super::xml::Element;
use kassa::driver::Driver;
use kassa::error::{Error, Result, What};
use kassa::task::TaskName;
use kassa::task::json::Node;
use kassa::task::words::Words;
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering};

/// Numbers of devices, one count for all objects of the process.
static NEXT: AtomicU64 = AtomicU64::new(1);

/// Characters on a line of the tape when nobody says otherwise.
const LINE_LENGTH: i32 = 32;

/// Attributes that repeat the registration, and where it has them: address (1009), place (1187), mail (1117).
const REPEATED: [(&str, &[&str]); 5] = [
    ("SaleAddress", &["/organization/address", "/device/paymentsAddress"]),
    ("AddressSettle", &["/organization/address", "/device/paymentsAddress"]),
    ("SaleLocation", &["/device/paymentsAddress", "/device/paymentsPlace"]),
    ("PlaceSettle", &["/device/paymentsAddress", "/device/paymentsPlace"]),
    ("SenderEmail", &["/organization/email"]),
];

/// A connected device.
pub struct Device {
    /// The core's own.
    pub driver: Driver,
    /// What was entered for it.
    pub settings: Settings,
    registered: OnceLock<Value>,
}

/// The devices of an object.
#[derive(Default)]
pub struct Devices {
    /// What was set for the device to be opened next.
    pub next: Settings,
    connected: BTreeMap<String, Device>,
}

impl Devices {
    /// Connects a device and gives its id. Nothing is sent: it may be off.
    pub fn connect(&mut self, settings: Settings) -> Result<String> {
        let device = Device::open(settings)?;
        let id = format!("kassa-{}", NEXT.fetch_add(1, Ordering::Relaxed));
        self.connected.insert(id.clone(), device);
        Ok(id)
    }

    /// Gives a device back.
    pub fn disconnect(&mut self, id: &str) -> Result<()> {
        self.connected.remove(id).map(drop).ok_or_else(|| Error::before(What::BadHandle))
    }

    /// Does something with the device that the settings describe, or with the only one that is connected.
    pub fn act<T>(&self, work: impl FnOnce(&Device) -> Result<T>) -> Result<T> {
        if !self.next.is_empty() {
            return work(&Device::open(self.next.clone())?);
        }
        match self.connected.values().collect::<Vec<_>>().as_slice() {
            [device] => work(device),
            _ => Err(Error::before(What::BadHandle)),
        }
    }

    /// The device of an id.
    pub fn get(&self, id: &str) -> Result<&Device> {
        self.connected.get(id).ok_or_else(|| Error::before(What::BadHandle))
    }

    /// The device of an id, for what may change how it is registered.
    pub fn get_anew(&mut self, id: &str) -> Result<&Device> {
        let device = self.connected.get_mut(id).ok_or_else(|| Error::before(What::BadHandle))?;
        device.registered.take();
        Ok(device)
    }
}

impl Device {
    /// Opens a device by what was entered.
    pub fn open(settings: Settings) -> Result<Self> {
        settings.check_equipment()?;
        keep_log(&settings);
        let driver = Driver::open(&settings.config()?)?;
        Ok(Self { driver, settings, registered: OnceLock::new() })
    }

    /// Carries out a task that is no more than its name.
    pub fn ask(&self, task: &str) -> Result<Value> {
        self.driver.execute_node(&Node::Object(vec![("type".into(), Node::Text(task.into()))]))
    }

    /// What the configuration says for what 1C did not.
    pub fn complete(&self, draft: &mut Draft) {
        if let Some(name) = self.settings.get("cashierName").filter(|_| !draft.has("operator")) {
            draft.put("operator.name", Node::Text(name.into()), "CashierName");
            if let Some(number) = self.settings.get("cashierInn") {
                draft.put("operator.vatin", Node::Text(number.into()), "CashierInn");
            }
        }
        if self.settings.flag("leaveOutCashier") {
            draft.may_leave_out("operator");
        }
    }

    /// The attributes, less those that only repeat what the register prints on every document by its registration.
    pub fn without_registered(&self, parameters: &Element) -> Result<Element> {
        let mut kept = parameters.clone();
        if parameters.attribute(&REPEATED.map(|(name, _)| name)).is_none() {
            return Ok(kept);
        }
        let registered = self.registered()?;
        let repeats = |name: &str, value: &str| {
            let places =
                REPEATED.iter().filter(|(repeated, _)| *repeated == name).flat_map(|(_, places)| places.iter());
            places.filter_map(|place| registered.pointer(place)?.as_str()).any(|known| known.trim() == value.trim())
        };
        kept.attributes.retain(|(name, value)| !repeats(name, value));
        Ok(kept)
    }

    /// Whether the register has room for a field of a task, by its path: `items[].discount.sum`.
    pub fn has_room(&self, task: &str, path: &str) -> bool {
        let registered = self.settings.registered();
        let tables = TaskName::of(task).and_then(|task| (registered?.carries)(task)).unwrap_or_default();
        tables.iter().copied().flatten().any(|field| field.path == path)
    }

    /// How the register is registered, asked once in a shift, within which it cannot change; nothing where it cannot say.
    fn registered(&self) -> Result<&Value> {
        if let Some(known) = self.registered.get() {
            return Ok(known);
        }
        let known = match self.ask("getRegistrationInfo") {
            Err(Error { what: What::Unsupported { .. }, .. }) => Value::Null,
            other => other?,
        };
        Ok(self.registered.get_or_init(|| known))
    }

    /// The register's state in a sentence.
    pub fn state(&self, russian: bool) -> Result<String> {
        let answer = self.ask("getDeviceStatus")?;
        let state = answer.get("deviceStatus").unwrap_or(&Value::Null);
        let word = |(ru, en): (&'static str, &'static str)| if russian { ru } else { en };
        let mut text = word(("ККТ отвечает", "The register answers")).to_owned();
        for (name, caption) in [
            ("currentDateTime", ("часы", "clock")),
            ("shift", ("смена", "shift")),
            ("fnPresent", ("ФН", "fiscal drive")),
        ] {
            let Some(value) = state.get(name) else { continue };
            let value = value.to_string().replace('"', "");
            let told = match value.as_str() {
                "true" => word(("есть", "present")),
                "false" => word(("нет", "absent")),
                "opened" => word(("открыта", "open")),
                "closed" => word(("закрыта", "closed")),
                "expired" => word(("истекла", "expired")),
                other => other,
            };
            text += &format!("; {}: {told}", word(caption));
        }
        Ok(text)
    }

    /// Characters on a line of the tape.
    pub fn line_length(&self) -> i32 {
        self.settings.get("lineWidth").and_then(|width| width.parse().ok()).unwrap_or(LINE_LENGTH)
    }
}

/// Keeps the log where the settings want it; where they do not say, it stays where it is.
fn keep_log(settings: &Settings) {
    match settings.get("logPath") {
        _ if settings.flag("logOff") => log::set(None),
        Some(path) => log::set(Some(PathBuf::from(path))),
        None if log::path().is_none() => log::set(log::default_path()),
        None => {}
    }
}
