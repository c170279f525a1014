//! What is behind a handle: its settings, its parameters, its device, and the documents that it builds.

use super::closing::Last;
use super::failure::{Failure, NO_ERROR, Result};
use super::inputs::Inputs;
use super::numbers::error as code;
use super::place;
use super::receipt::{Draft, Slip};
use super::records::Records;
use super::settings::Settings;
use super::value::Value;
use core::ffi::c_int;
use core::fmt::Arguments;
use kassa::log::Level;
use kassa::task::answer::FiscalParams;
use kassa::{Device, Task};
use serde_json::{Map, Value as Json};
use std::collections::HashMap;

/// The results of a call.
pub type Outputs = HashMap<i32, Value>;

/// A function of the interface: takes the parameters that were set for it, and returns its results.
pub type Verb = fn(&mut Handle, &Inputs) -> Result<Outputs>;

/// What is behind a handle. One thread at a time uses it.
#[derive(Default)]
pub struct Handle {
    /// The id that the program gave it.
    pub id: String,
    pub settings: Settings,
    pub inputs: Inputs,
    pub outputs: Outputs,
    failure: Option<Failure>,
    device: Option<Device>,
    /// The name of the device that was open last. What became of documents is about it.
    name: String,
    /// The cashier of the next documents: `operator` of a task.
    pub operator: Option<Json>,
    /// The receipt that is being built.
    pub draft: Option<Draft>,
    /// The non-fiscal document that is being built.
    pub slip: Option<Slip>,
    /// What became of the last fiscal document.
    pub last: Last,
    /// The last document of this handle that the register made.
    pub made: Option<FiscalParams>,
    /// The last receipt among them, with its type.
    pub receipt: Option<(i64, FiscalParams)>,
    /// Which register it is, once it has told.
    pub info: Option<Json>,
    /// Attributes that are being read one by one.
    pub records: Records,
}

impl Handle {
    /// A new handle with this id.
    pub fn new(id: String) -> Self {
        Self { id, ..Self::default() }
    }

    /// Calls a function with the parameters that were set. Returns 0, or −1 if it failed.
    pub fn call(&mut self, verb: Verb) -> c_int {
        let inputs = std::mem::take(&mut self.inputs);
        let done = kassa::panics::contained(|| Ok(verb(self, &inputs)));
        let done = done.unwrap_or_else(|error| Err(error.into()));
        (self.outputs, self.failure) = match done {
            Ok(outputs) => (outputs, None),
            Err(failure) => {
                // The text may have values of the document.
                self.log(Level::Info, format_args!("libfptr10: error {}", failure.code));
                (Outputs::new(), Some(failure))
            }
        };
        if self.failure.is_none() { 0 } else { -1 }
    }

    /// Writes a line into the log of the device, if it is open.
    pub fn log(&self, level: Level, text: Arguments) {
        if let Some(device) = &self.device {
            device.write_log(level, text);
        }
    }

    /// Fails without calling anything.
    pub fn fail(&mut self, failure: Failure) -> c_int {
        self.inputs = Inputs::default();
        self.outputs = Outputs::new();
        self.failure = Some(failure);
        -1
    }

    /// Succeeds without a result.
    pub fn done(&mut self) -> c_int {
        self.failure = None;
        0
    }

    /// Sets the settings of a JSON object.
    pub fn set_settings(&mut self, text: &str) -> c_int {
        match self.settings.set_all(text) {
            Ok(()) => self.done(),
            Err(failure) => self.fail(failure),
        }
    }

    /// Forgets the parameters that were set.
    pub fn reset_params(&mut self) -> c_int {
        self.inputs = Inputs::default();
        0
    }

    /// Forgets the last failure.
    pub fn reset_error(&mut self) {
        self.failure = None;
    }

    /// The code of the last failure; 0 for none.
    pub fn error_code(&self) -> c_int {
        self.failure.as_ref().map_or(0, |failure| failure.code)
    }

    /// What happened.
    pub fn error_text(&self) -> String {
        self.failure.as_ref().map_or(NO_ERROR, |failure| &failure.text).to_owned()
    }

    /// What to do about it.
    pub fn error_advice(&self) -> String {
        self.failure.as_ref().map_or("", |failure| &failure.advice).to_owned()
    }

    /// Whether it is open. A link that is lost does not close it.
    pub fn is_open(&self) -> bool {
        self.device.is_some()
    }

    /// The open device.
    pub fn device(&self) -> Result<&Device> {
        self.device.as_ref().ok_or_else(|| Failure::new(code::CONNECTION_DISABLED, "Соединение с кассой не открыто"))
    }

    /// Whether the register can do this task.
    pub fn can(&self, task: &str) -> bool {
        self.device.as_ref().is_some_and(|device| device.can(task, None))
    }

    /// Asks the register: a task without fields, and its answer.
    pub fn ask(&self, task: &str) -> Result<Json> {
        Ok(self.device()?.execute(&Task::named(task))?.into_json())
    }

    /// The same, or an empty answer if the register cannot do this task.
    pub fn ask_if_it_can(&self, task: &str) -> Result<Json> {
        if self.can(task) { self.ask(task) } else { Ok(Json::Null) }
    }

    /// A task with the cashier who has logged in.
    pub fn task_of_operator(&self, name: &str) -> Map<String, Json> {
        let mut task = Map::from_iter([("type".to_owned(), Json::from(name))]);
        if let Some(operator) = &self.operator {
            task.insert("operator".into(), operator.clone());
        }
        task
    }
}

/// A task made of these members.
pub fn task(members: Map<String, Json>) -> Result<Task> {
    Ok(Task::from_json(&Json::Object(members).to_string())?)
}

/// Opens the device and asks the register for its state. The parameters stay: some programs set those of the next call
/// before they open the device.
pub fn open(handle: &mut Handle, inputs: &Inputs) -> Result<Outputs> {
    handle.inputs = inputs.clone();
    if handle.device.is_some() {
        return Ok(Outputs::new());
    }
    let config = place::config(&handle.settings, &handle.id)?;
    let device = Device::open(&config)?;
    if device.can("getDeviceStatus", None) {
        device.execute(&Task::named("getDeviceStatus"))?;
    }
    if device.name() != handle.name {
        device.name().clone_into(&mut handle.name);
        handle.last = Last::default();
        (handle.draft, handle.slip, handle.info, handle.made, handle.receipt) = (None, None, None, None, None);
    }
    handle.device = Some(device);
    Ok(Outputs::new())
}

/// Closes the device. A receipt that is being built stays, as it does on the vendor's registers: programs open the device
/// again after an error.
#[allow(clippy::unnecessary_wraps, reason = "as every function of the interface")]
pub fn close(handle: &mut Handle, _: &Inputs) -> Result<Outputs> {
    handle.device = None;
    Ok(Outputs::new())
}

/// The settings that were set one by one are in force: they are read when the device is opened.
#[allow(clippy::unnecessary_wraps, reason = "as every function of the interface")]
pub fn apply(_: &mut Handle, _: &Inputs) -> Result<Outputs> {
    Ok(Outputs::new())
}

/// Keeps the cashier for the next documents (1021, 1203).
pub fn operator_login(handle: &mut Handle, inputs: &Inputs) -> Result<Outputs> {
    let name = inputs.required(1021, |inputs, id| Ok(inputs.text(id)))?;
    let mut operator = Map::from_iter([("name".to_owned(), Json::from(name))]);
    if let Some(vatin) = inputs.text(1203) {
        operator.insert("vatin".into(), Json::from(vatin.trim()));
    }
    handle.operator = Some(Json::Object(operator));
    Ok(Outputs::new())
}
