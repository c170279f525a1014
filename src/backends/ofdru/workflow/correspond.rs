//! The correspondences: which member of the application becomes which member of the register's task, and which of the
//! register's report goes back into the application. Data flow between the two only through these tables.

use super::place::{at, fault, put};
use super::request::Request;
use crate::backends::ofdru::application::Application;
use crate::backends::ofdru::words::Purpose;
use crate::backends::workflow::RegisterDevice;
use crate::error::{Error, ErrorKind, Fault, Problem, Result, Text};
use crate::task::date::{iso, told_date_time};
use crate::task::json::Node;
use crate::task::words::{ReregistrationReason, Words};
use serde_json::{Map, Value, json};

/// How a member of the application becomes a member of the task.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum How {
    /// The same text; if the task has its own, both must agree.
    Same,
    /// The same text, unless the task has its own.
    Unless,
    /// The parts of an address on one line, unless the task has its own.
    Line,
    /// The same flag; if the task has its own, both must agree.
    Flag,
    /// A kind of agent: the first word, unless the task has any of these.
    Agent(&'static [&'static str]),
}

/// One correspondence.
pub struct Row {
    /// The member of the application.
    pub application: &'static str,
    /// The member of the task.
    pub task: &'static str,
    /// How the one becomes the other.
    pub how: How,
}

const fn row(application: &'static str, task: &'static str, how: How) -> Row {
    Row { application, task, how }
}

/// From the application into the task. `RegNumber` is the number from the tax service.
pub const INTO_TASK: [Row; 14] = [
    row("CompanyDetails.CompanyName", "organization.name", How::Same),
    row("CompanyDetails.Inn", "organization.vatin", How::Same),
    row("KktDetails.RegNumber", "device.registrationNumber", How::Same),
    row("KktDetails.InstallmentAddress", "organization.address", How::Line),
    row("KktDetails.InstallmentPlace", "device.paymentsAddress", How::Unless),
    row("KktDetails.AutomaticDeviceNumber", "device.machineNumber", How::Same),
    row("KktDetails.UsageMode.AutomatedDevice", "device.autoMode", How::Flag),
    row("KktDetails.UsageMode.Internet", "device.internet", How::Flag),
    row("KktDetails.UsageMode.FormsForReports", "device.bso", How::Flag),
    row("KktDetails.UsageMode.ExcisableGoods", "device.excise", How::Flag),
    row("KktDetails.UsageMode.Gambling", "device.gambling", How::Flag),
    row("KktDetails.UsageMode.Lottery", "device.lottery", How::Flag),
    row("KktDetails.UsageMode.Banking", AGENTS, How::Agent(&["bankPayingAgent", "bankPayingSubagent"])),
    row("KktDetails.UsageMode.Agent", AGENTS, How::Agent(&["payingAgent", "payingSubagent"])),
];

/// From the register's report into the application.
pub const INTO_APPLICATION: [(&str, &str); 3] = [
    ("fiscalDocumentDateTime", "KktDetails.FiscalDocumentData.DateTime"),
    ("fiscalDocumentNumber", "KktDetails.FiscalDocumentData.DocumentNumber"),
    ("fiscalDocumentSign", "KktDetails.FiscalDocumentData.Signature"),
];

/// Reasons of a changed registration, the most specific first, with the register's word for each (tag 1101).
pub const REASONS: [(&str, ReregistrationReason); 8] = [
    ("FnChanged", ReregistrationReason::FnChange),
    ("OfdChaged", ReregistrationReason::OfdChange),
    ("UserChanged", ReregistrationReason::AttributesChange),
    ("InstallmentPlaceChanged", ReregistrationReason::AttributesChange),
    ("AutomatedDeviceChanged", ReregistrationReason::SettingsChange),
    ("SwitchedFromOfflineToOnlineMode", ReregistrationReason::SettingsChange),
    ("SwitchedFromOnlineToOfflineMode", ReregistrationReason::SettingsChange),
    ("Other", ReregistrationReason::SettingsChange),
];

const AGENTS: &str = "organization.agents";

/// Parts of an address in the order in which they are written on one line.
const ADDRESS: [&str; 7] = ["PostalCode", "Region", "Settlement", "Street", "HouseNumber", "Building", "Office"];

/// A placeholder for the registration number that is not known yet.
const NO_NUMBER: &str = "0000000000000000";

/// The register's task with a registration number.
pub(super) fn task(request: &Request, number: &str) -> Value {
    build(request, number).0
}

/// The register's report from an application; `None` if the application does not have all of it.
pub(super) fn report(application: &Application) -> Option<Value> {
    let mut report = Map::new();
    for (name, path) in INTO_APPLICATION {
        let text = application.text(path)?;
        let number = text.parse::<u64>().ok().filter(|_| name == "fiscalDocumentNumber");
        report.insert(name.to_owned(), number.map_or_else(|| json!(text), Value::from));
    }
    Some(report.into())
}

/// Writes the register's report into an application, with the time in the service's form.
pub(super) fn put_report(details: &mut Map<String, Value>, report: &Value) {
    for (name, path) in INTO_APPLICATION {
        let reported = report.get(name).cloned().unwrap_or_default();
        let time = reported.as_str().filter(|_| name == "fiscalDocumentDateTime").and_then(told_date_time);
        let spelled = time.map(|time| json!(iso(time)));
        put(details, path, spelled.unwrap_or(reported));
    }
}

/// Faults of the register's task, each at its place in the workflow's request.
pub(super) fn faults(request: &Request, device: &dyn RegisterDevice) -> Result<Vec<Fault>> {
    if !request.has_task() {
        return Ok(Vec::new());
    }
    let (task, mut faults) = build(request, NO_NUMBER);
    match device.check(&node(&task)?) {
        Ok(()) => {}
        Err(Error { kind: ErrorKind::BadDocument(found), .. }) => {
            faults.extend(found.into_iter().map(|fault| Fault { path: origin(request, &fault.path), ..fault }));
        }
        Err(error) => return Err(error),
    }
    Ok(faults)
}

/// A task in the form that a device accepts.
pub(super) fn node(task: &Value) -> Result<Node> {
    Node::parse(&task.to_string()).map_err(|cause| Error::before(ErrorKind::Internal(cause.en.into_owned())))
}

/// The place in the request from which a member of the task comes.
pub(super) fn origin(request: &Request, path: &str) -> String {
    let covers = |row: &&Row| path.strip_prefix(row.task).is_some_and(|rest| rest.is_empty() || rest.starts_with('['));
    let row = INTO_TASK.iter().find(covers).filter(|row| at(&request.own, row.task).is_none());
    match row {
        Some(row) => row.application.to_owned(),
        None if path.is_empty() || path == "type" => "registration".to_owned(),
        None => format!("registration.{path}"),
    }
}

fn build(request: &Request, number: &str) -> (Value, Vec<Fault>) {
    let (mut task, mut faults) = (request.own.clone(), Vec::new());
    for name in ["type", "externalId"] {
        if let Some(given) = task.remove(name) {
            faults.push(fault(format!("registration.{name}"), Some(&given), Problem::Unknown(None)));
        }
    }
    if request.purpose != Purpose::Unregistration {
        let mut details = request.details.clone();
        put(&mut details, "KktDetails.RegNumber", json!(number));
        for row in &INTO_TASK {
            if let Some(fault) = carry(row, &details, &mut task) {
                faults.push(fault);
            }
        }
    }
    let reason = match request.purpose {
        Purpose::Reregistration => reason(request, &task),
        _ => None,
    };
    let name = match (request.purpose, reason) {
        (Purpose::Unregistration, _) => "closeArchive",
        (_, None) => "registration",
        (_, Some("fnChange")) => "fnChange",
        (_, Some(_)) => "changeRegistrationParameters",
    };
    match reason {
        Some(reason) if name == "changeRegistrationParameters" => {
            task.insert("reason".into(), json!(reason));
        }
        _ if request.purpose == Purpose::Reregistration => {
            task.remove("reason");
        }
        _ => {}
    }
    let mut whole = Map::new();
    whole.insert("type".into(), json!(name));
    whole.append(&mut task);
    (whole.into(), faults)
}

/// The reason of a changed registration, in the register's words: the task's own, or that of the application's first
/// reason.
fn reason(request: &Request, task: &Map<String, Value>) -> Option<&'static str> {
    if let Some(own) = task.get("reason").and_then(Value::as_str).and_then(ReregistrationReason::of) {
        return Some(own.word());
    }
    let given = |reason: &str| request.flag(&format!("KktDetails.ReregistrationReasons.{reason}"));
    REASONS.iter().find(|(reason, _)| given(reason)).map(|(_, word)| word.word())
}

/// Copies one member into the task; a contradiction is a fault.
fn carry(row: &Row, details: &Map<String, Value>, task: &mut Map<String, Value>) -> Option<Fault> {
    let from = at(details, row.application).filter(|value| !is_empty(value));
    let own = at(task, row.task).filter(|value| !is_empty(value)).cloned();
    match row.how {
        How::Same => match (from, own) {
            (Some(from), Some(own)) if own != *from => return Some(contradicts(row, &own)),
            (Some(from), _) => put(task, row.task, from.clone()),
            _ => {}
        },
        How::Unless | How::Line => {
            let line = |from: &Value| if row.how == How::Line { json!(one_line(from)) } else { from.clone() };
            if let (Some(value), None) = (from.map(line).filter(|value| !is_empty(value)), own) {
                put(task, row.task, value);
            }
        }
        How::Flag => {
            let set = from == Some(&Value::Bool(true));
            match own {
                Some(own) if own != Value::Bool(set) => return Some(contradicts(row, &own)),
                _ if set => put(task, row.task, json!(true)),
                _ => {}
            }
        }
        How::Agent(words) => return agent(row, words, from == Some(&Value::Bool(true)), task),
    }
    None
}

fn agent(row: &Row, words: &[&str], set: bool, task: &mut Map<String, Value>) -> Option<Fault> {
    let mut list = match at(task, row.task) {
        Some(Value::Array(list)) => list.clone(),
        _ => Vec::new(),
    };
    let has = list.iter().any(|word| words.iter().any(|own| word == own));
    if has && !set {
        return Some(contradicts(row, &Value::Array(list)));
    }
    if set && !has {
        list.push(json!(words[0]));
        put(task, row.task, list.into());
    }
    None
}

fn contradicts(row: &Row, own: &Value) -> Fault {
    let text = Text::with(
        format!("Не совпадает с полем {} заявки", row.application),
        format!("Differs from {} of the application", row.application),
    );
    fault(format!("registration.{}", row.task), Some(own), Problem::Form(text))
}

fn one_line(address: &Value) -> String {
    let part = |name: &&str| address.get(*name).and_then(Value::as_str).filter(|part| !part.is_empty());
    ADDRESS.iter().filter_map(part).collect::<Vec<_>>().join(", ")
}

fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.is_empty(),
        Value::Object(members) => members.is_empty(),
        _ => false,
    }
}

#[cfg(test)]
#[path = "correspond_tests.rs"]
mod tests;
