//! The registration workflow: from a new register to its registration card, over two devices, the service and a register.
//!
//! Application → documents → signature → number from the tax service → the register's own report → the same once more
//! with the report's data → card. It takes days, so it advances in calls: each makes the steps that can be made now,
//! writes down how far it has come, and says who is awaited. What the service shows decides what comes next, and each step
//! is written down before and after, so the process may stop anywhere (see docs/registration.md).

mod advance;
mod correspond;
mod find;
mod place;
mod progress;
mod register;
mod request;
mod sign;
mod state;

pub use advance::Signer;
pub use correspond::correspondences;

use super::methods;
use crate::backends::workflow::{RegisterDevice, RegistrarDevice};
use crate::error::{Error, ErrorKind, Problem, Result, Rule};
use crate::task::json::Node;
use progress::Workflow;
use request::Request;
use serde_json::Value;

/// Begins a workflow, or takes a corrected request for one that waits for it. Nothing is sent; gives how far it has come.
pub fn start(registrar: &impl RegistrarDevice, device: &impl RegisterDevice, request: &str) -> Result<Value> {
    registrar.ensure_method(methods::CREATE)?;
    let request = checked(request, registrar, device)?;
    device.in_workflow(|| {
        let workflow = match Workflow::find(registrar, &request.id)? {
            None => Workflow::begin(registrar, device, request)?,
            Some(shown) if shown.request.digest == request.digest && shown.register == device.name() => shown,
            Some(shown) => shown.corrected(registrar, device, request)?,
        };
        Ok(state::of(&workflow))
    })
}

/// A request with nothing wrong in it. The register's task is tried too, so that all faults of both are found before
/// anything is sent.
fn checked(request: &str, registrar: &dyn RegistrarDevice, device: &dyn RegisterDevice) -> Result<Request> {
    let (request, mut faults) = Request::read(request, registrar.level(Rule::TaxNumber))?;
    if let Some(request) = &request {
        let shown: Vec<String> = faults.iter().map(|fault| fault.path.clone()).collect();
        let more = correspond::faults(request, device)?;
        // What is missing from the application is missing from the task too; that has been said once.
        faults.extend(more.into_iter().filter(|fault| !shown.contains(&fault.path)));
    }
    match request {
        Some(request) if faults.is_empty() => Ok(request),
        _ => Err(Error::before(ErrorKind::BadDocument(faults))),
    }
}

/// Makes every step that can be made now; gives how far the workflow has come.
pub fn advance(
    registrar: &impl RegistrarDevice,
    device: &impl RegisterDevice,
    id: &str,
    signer: Signer,
) -> Result<Value> {
    device.in_workflow(|| {
        let workflow = Workflow::of(registrar, id)?;
        workflow.ensure_is_of(device)?;
        let workflow = advance::advance(registrar, device, workflow, signer)?;
        Ok(state::of(&workflow))
    })
}

/// How far a workflow has come, by the journal alone.
pub fn state(registrar: &impl RegistrarDevice, id: &str) -> Result<Value> {
    Workflow::of(registrar, id).map(|workflow| state::of(&workflow))
}

/// The applications of an account: the service's list, never one of them.
pub fn list(registrar: &impl RegistrarDevice, params: &str) -> Result<Value> {
    without_or_with_id(registrar, params, false)
}

/// One application by its `id`.
pub fn get(registrar: &impl RegistrarDevice, params: &str) -> Result<Value> {
    without_or_with_id(registrar, params, true)
}

/// Both are one method of the service's, parted by whether there is an id.
fn without_or_with_id(registrar: &impl RegistrarDevice, params: &str, with_id: bool) -> Result<Value> {
    let node = if params.is_empty() { Node::Null } else { crate::task::parse_json(params)? };
    let fault = match node.member("id").filter(|id| !id.is_empty()) {
        Some(id) if !with_id => place::fault("id".into(), Some(&id.to_value()), Problem::Unknown),
        None if with_id => place::fault("id".into(), None, Problem::Missing),
        _ => return registrar.call(methods::GET, params),
    };
    Err(Error::before(ErrorKind::BadDocument(vec![fault])))
}

/// Gives a document of an application as base64, or writes it into `file`.
pub fn download(registrar: &impl RegistrarDevice, params: &str, file: Option<&str>) -> Result<Value> {
    let Some(file) = file else { return registrar.call(methods::DOWNLOAD, params) };
    let mut params = crate::task::parse_json(params)?.to_value();
    let Value::Object(members) = &mut params else { return registrar.call(methods::DOWNLOAD, &params.to_string()) };
    members.insert("file".into(), file.into());
    registrar.call(methods::DOWNLOAD, &params.to_string())
}
