//! The devices of an object: the settings that 1C passes one by one, and the connected devices by their ids.

use super::log;
use super::query::ask;
use super::session::Session;
use super::settings::{LINE_WIDTH, Settings};
use kassa::driver::Device as Driver;
use kassa::error::{Error, ErrorKind, Result};
use kassa::task::TaskName;
use kassa::task::policy::Country;
use kassa::task::words::Words;
use serde_json::Value;
use std::collections::{BTreeMap, HashSet};
use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// The number for the next device id. All objects of the process share it.
static NEXT: AtomicU64 = AtomicU64::new(1);

/// Default for characters per line of the tape.
const LINE_LENGTH: i32 = 32;

/// Versions of FFD before 1.2.
const OLDER_FFD: [&str; 3] = ["1.0", "1.05", "1.1"];

/// How many notes are remembered. Some contain values of their document, and a shift has many documents.
const MOST_NOTED: usize = 1000;

/// A connected device.
pub struct Device {
    /// The driver of the core.
    pub driver: Driver,
    /// The settings it was opened with.
    pub settings: Settings,
    /// Notes that the log has already, of this shift.
    noted: Mutex<HashSet<String>>,
    /// The marking codes that were checked for the next receipt.
    session: Mutex<Session>,
    /// Whether the register makes documents of FFD 1.2, once it has told.
    is_ffd_1_2: Mutex<Option<bool>>,
}

/// The devices of an object.
#[derive(Default)]
pub struct Devices {
    next: Settings,
    /// What came last, which an additional action is about.
    last: Last,
    connected: BTreeMap<String, Device>,
}

/// What the program did last with settings.
#[derive(Default)]
enum Last {
    /// Nothing, or it set a parameter for the next device.
    #[default]
    Set,
    /// It connected the device of this id, with these settings.
    Connected(String, Settings),
    /// It tested these settings.
    Tested(Settings),
}

impl Devices {
    /// Sets a parameter of the next device.
    pub fn set(&mut self, name: &str, value: &str) {
        self.next.set(name, value);
        self.last = Last::Set;
    }

    /// The settings for the next device, as `SetParameter` collects them.
    pub fn next(&self) -> Settings {
        self.next.clone()
    }

    /// Connects a device and returns its id. Nothing is sent, so the register may be off.
    pub fn connect(&mut self, settings: Settings) -> Result<String> {
        let device = Device::open(settings.clone())?;
        let id = format!("kassa-{}", NEXT.fetch_add(1, Ordering::Relaxed));
        self.connected.insert(id.clone(), device);
        self.last = Last::Connected(id.clone(), settings);
        Ok(id)
    }

    /// Opens a device with these settings for a test. An additional action may follow that is about the same device.
    pub fn test(&mut self, settings: Settings) -> Result<Device> {
        self.last = Last::Tested(settings.clone());
        Device::open(settings)
    }

    /// Disconnects a device.
    pub fn disconnect(&mut self, id: &str) -> Result<()> {
        self.connected.remove(id).map(drop).ok_or_else(|| Error::before(ErrorKind::BadHandle))
    }

    /// Runs `work` with the device that an additional action is about, since the call does not name one: the device of
    /// the parameters that were set last; else the one that was connected last, or the only one; else the one whose
    /// settings were tested, or that was connected before.
    pub fn act<T>(&self, work: impl FnOnce(&Device) -> Result<T>) -> Result<T> {
        let only = || match self.connected.values().collect::<Vec<_>>().as_slice() {
            [device] => Some(*device),
            _ => None,
        };
        let (connected, settings) = match &self.last {
            Last::Set if self.next.is_empty() => (only(), None),
            Last::Set => (None, Some(&self.next)),
            Last::Connected(id, settings) => (self.connected.get(id).or_else(only), Some(settings)),
            Last::Tested(settings) => (only(), Some(settings)),
        };
        match (connected, settings) {
            (Some(device), _) => work(device),
            (None, Some(settings)) => work(&Device::open(settings.clone())?),
            (None, None) => Err(Error::before(ErrorKind::BadHandle)),
        }
    }

    /// The device of this id.
    pub fn get(&self, id: &str) -> Result<&Device> {
        self.connected.get(id).ok_or_else(|| Error::before(ErrorKind::BadHandle))
    }
}

impl Device {
    /// Opens a device with these settings.
    pub fn open(settings: Settings) -> Result<Self> {
        settings.check_equipment()?;
        keep_log(&settings);
        let driver = Driver::open(&settings.config()?)?;
        Ok(Self { driver, settings, noted: Mutex::default(), session: Mutex::default(), is_ffd_1_2: Mutex::default() })
    }

    /// Runs a task that needs nothing but its type.
    pub fn ask(&self, task: &str) -> Result<Value> {
        ask(&self.driver, task)
    }

    /// Whether the register is sent a field of a task, given by its path: `items[].discount.sum`.
    pub fn supports(&self, task: &str, path: &str) -> bool {
        let registered = self.settings.registered();
        let tables = TaskName::of(task).and_then(|task| (registered?.capabilities)(task)).unwrap_or_default();
        tables.iter().copied().flatten().any(|field| field.path == path && field.left_out.is_none())
    }

    /// The marking codes that were checked for the next receipt.
    pub fn session(&self) -> MutexGuard<'_, Session> {
        self.session.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether the register makes documents of FFD 1.2. One that does not tell is taken for a new one.
    pub fn has_ffd_1_2(&self) -> bool {
        let mut known = self.is_ffd_1_2.lock().unwrap_or_else(PoisonError::into_inner);
        if known.is_none() {
            let answer = self.ask("getDeviceInfo").unwrap_or_default();
            let version = answer.pointer("/deviceInfo/ffdVersion").and_then(Value::as_str);
            *known = version.map(|version| !OLDER_FFD.contains(&version));
        }
        known.unwrap_or(true)
    }

    /// Has the version asked for again: the registration has changed.
    pub fn forget_ffd(&self) {
        *self.is_ffd_1_2.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }

    /// Writes a note of a document into the log. A note that stands for every receipt is written once a shift.
    pub fn note(&self, place: &str, text: &str) {
        let standing = place.split(['[', ']']).step_by(2).chain([text]).collect();
        let mut noted = self.noted.lock().unwrap_or_else(PoisonError::into_inner);
        if noted.len() == MOST_NOTED {
            noted.clear();
        }
        if noted.insert(standing) {
            match place {
                "" => log::entry(format_args!("note: {text}")),
                _ => log::entry(format_args!("note: {place}: {text}")),
            }
        }
    }

    /// Writes all notes anew: a shift begins.
    pub fn begin_notes(&self) {
        self.noted.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }

    /// The register's state as a sentence.
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

    /// Whether the register numbers its documents within a shift, as those of Kazakhstan do.
    pub fn numbers_by_shift(&self) -> bool {
        self.settings.registered().is_some_and(|registered| registered.country == Country::Kazakhstan)
    }

    /// Characters per line of the tape.
    pub fn line_length(&self) -> i32 {
        self.settings.get(LINE_WIDTH).and_then(|width| width.parse().ok()).unwrap_or(LINE_LENGTH)
    }
}

/// Keeps the log where the settings say. Without a setting it stays where it is.
fn keep_log(settings: &Settings) {
    match settings.get("logPath") {
        _ if settings.flag("logOff") => log::set(None),
        Some(path) => log::set(Some(PathBuf::from(path))),
        None if log::path().is_none() => log::set(log::default_path()),
        None => {}
    }
}
