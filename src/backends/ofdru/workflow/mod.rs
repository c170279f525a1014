//! The registration workflow: from a new register to its registration card, over two devices, the service and a
//! register.
//!
//! Application → documents → signature → number from the tax service → the register's own report → the same once more
//! with the report's data → card. This takes days, so it advances in calls: each call makes the steps that are possible
//! now, records the state, and returns who is awaited.
//!
//! What the service shows decides what comes next, and each step is recorded before and after it. So the process may
//! stop anywhere, and a step whose answer was lost is seen at the service (docs/en/registration.md,
//! docs/en/exactly-once.md#the-registration-workflow).

mod advance;
pub mod correspond;
mod find;
mod place;
mod progress;
mod register;
mod request;
mod sign;
mod state;

pub use advance::Signer;

use super::methods;
use crate::backends::workflow::{RegisterDevice, RegistrarDevice};
use crate::error::{Error, ErrorKind, Problem, Result, Rule};
use crate::task::json::Node;
use progress::Workflow;
use request::Request;
use serde_json::Value;

/// Starts a workflow, or accepts a corrected request for a workflow that waits for one. Sends nothing. Returns its
/// state.
pub fn start(registrar: &impl RegistrarDevice, device: &impl RegisterDevice, request: &str) -> Result<Value> {
    registrar.ensure_method(methods::CREATE)?;
    let request = checked(request, registrar, device)?;
    device.in_workflow(|_| {
        let workflow = match Workflow::find(registrar, &request.id)? {
            None => Workflow::begin(registrar, device, request)?,
            Some(shown) if shown.request.digest == request.digest && shown.register == device.name() => shown,
            Some(shown) => shown.corrected(registrar, device, request)?,
        };
        Ok(state::of(&workflow))
    })
}

/// A valid request. The register's task is checked too, so that all faults of both are found before anything is sent.
fn checked(request: &str, registrar: &dyn RegistrarDevice, device: &dyn RegisterDevice) -> Result<Request> {
    let (request, mut faults) = Request::read(request, registrar.level(Rule::TaxNumber))?;
    if let Some(request) = &request {
        let reported: Vec<String> = faults.iter().map(|fault| fault.path.clone()).collect();
        let more = correspond::faults(request, device)?;
        // What is missing from the application is missing from the task too; it is reported once.
        faults.extend(more.into_iter().filter(|fault| !reported.contains(&fault.path)));
    }
    match request {
        Some(request) if faults.is_empty() => Ok(request),
        _ => Err(Error::before(ErrorKind::BadDocument(faults))),
    }
}

/// Makes every step that is possible now. Returns the state of the workflow.
pub fn advance(
    registrar: &impl RegistrarDevice,
    device: &impl RegisterDevice,
    id: &str,
    signer: Signer,
) -> Result<Value> {
    device.in_workflow(|turn| {
        let workflow = Workflow::of(registrar, id)?;
        workflow.ensure_is_of(device)?;
        let workflow = advance::advance(registrar, device, turn, workflow, signer)?;
        Ok(state::of(&workflow))
    })
}

/// The state of a workflow, from the journal alone.
pub fn state(registrar: &impl RegistrarDevice, id: &str) -> Result<Value> {
    Workflow::of(registrar, id).map(|workflow| state::of(&workflow))
}

/// The service's list of the account's applications; refuses an `id`.
pub fn list(registrar: &impl RegistrarDevice, params: &str) -> Result<Value> {
    without_or_with_id(registrar, params, false)
}

/// One application by its `id`.
pub fn get(registrar: &impl RegistrarDevice, params: &str) -> Result<Value> {
    without_or_with_id(registrar, params, true)
}

/// The list and a single application are one method of the service, with or without an `id`. Here each call allows only
/// one of them.
fn without_or_with_id(registrar: &impl RegistrarDevice, params: &str, with_id: bool) -> Result<Value> {
    let node = if params.is_empty() { Node::Null } else { crate::task::parse_json(params)? };
    let fault = match node.member("id").filter(|id| !id.is_empty()) {
        Some(id) if !with_id => place::fault("id".into(), Some(&id.to_value()), Problem::Unknown(None)),
        None if with_id => place::fault("id".into(), None, Problem::Missing),
        _ => return registrar.call(methods::GET, params),
    };
    Err(Error::before(ErrorKind::BadDocument(vec![fault])))
}

/// Returns a document of an application as base64, or writes it into `file`.
pub fn download(registrar: &impl RegistrarDevice, params: &str, file: Option<&str>) -> Result<Value> {
    let Some(file) = file else { return registrar.call(methods::DOWNLOAD, params) };
    let mut params = crate::task::parse_json(params)?.to_value();
    let Value::Object(members) = &mut params else { return registrar.call(methods::DOWNLOAD, &params.to_string()) };
    members.insert("file".into(), file.into());
    registrar.call(methods::DOWNLOAD, &params.to_string())
}
