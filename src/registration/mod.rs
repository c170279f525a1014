//! The road from a new register to its registration card, over two devices: the registration service and a register.
//!
//! Application → documents → signature → number from the tax service → the register's own report → the same once more
//! with the report's data → card. It takes days, so it is walked in calls: each goes as far as it can, writes down where
//! it stands, and says who is awaited. What the service shows decides what comes next, and each step is written down
//! before and after, so the process may stop anywhere (see docs/registration.md).

mod correspond;
mod look;
mod progress;
mod register;
mod request;
mod sign;
mod state;
mod walk;

pub use crate::backends::ofdru::methods;
pub use correspond::correspondences;

use crate::driver::Driver;
use crate::error::{Error, Problem, Result, What};
use crate::task::json::Node;
use progress::Road;
use request::Request;
use serde_json::Value;

/// Asks the host for the signature of a document: what it is (JSON), its bytes; gives base64, or nothing if it is not to
/// be had now.
pub type Signer<'a> = &'a dyn Fn(&Value, &[u8]) -> Option<String>;

/// Begins a road, or takes a mended request for one that waits for it. Nothing is sent; gives where the road stands.
pub fn start(registrar: &Driver, device: &Driver, request: &str) -> Result<Value> {
    registrar.has_method(methods::CREATE)?;
    let request = Request::read(request, registrar, Some(device))?;
    device.on_road(|| {
        let road = match Road::find(registrar, &request.id)? {
            None => Road::begin(registrar, device, request)?,
            Some(road) if road.request.digest == request.digest && road.register == device.device() => road,
            Some(road) => road.mended(registrar, device, request)?,
        };
        Ok(state::of(&road))
    })
}

/// Goes on as far as the road leads now; gives where it stands.
pub fn advance(registrar: &Driver, device: &Driver, id: &str, signer: Signer) -> Result<Value> {
    device.on_road(|| {
        let road = Road::of(registrar, id)?;
        road.is_of(device)?;
        let road = walk::walk(registrar, device, road, signer)?;
        Ok(state::of(&road))
    })
}

/// Where a road stands, by the journal alone.
pub fn state(registrar: &Driver, id: &str) -> Result<Value> {
    Road::of(registrar, id).map(|road| state::of(&road))
}

/// The applications of an account: the service's list, never one of them.
pub fn list(registrar: &Driver, params: &str) -> Result<Value> {
    without_or_with_id(registrar, params, false)
}

/// One application by its `id`.
pub fn get(registrar: &Driver, params: &str) -> Result<Value> {
    without_or_with_id(registrar, params, true)
}

/// Both are one method of the service's, parted by whether there is an id.
fn without_or_with_id(registrar: &Driver, params: &str, with_id: bool) -> Result<Value> {
    let node = if params.is_empty() { Node::Null } else { crate::task::parse_json(params)? };
    let fault = match node.member("id").filter(|id| !id.is_empty()) {
        Some(id) if !with_id => request::fault("id".into(), Some(&id.to_value()), Problem::Unknown),
        None if with_id => request::fault("id".into(), None, Problem::Missing),
        _ => return registrar.call(methods::GET, params),
    };
    Err(Error::before(What::BadDocument(vec![fault])))
}

/// Gives a document of an application as base64, or writes it into `file`.
pub fn download(registrar: &Driver, params: &str, file: Option<&str>) -> Result<Value> {
    let Some(file) = file else { return registrar.call(methods::DOWNLOAD, params) };
    let mut params = crate::task::parse_json(params)?.to_value();
    let Value::Object(members) = &mut params else { return registrar.call(methods::DOWNLOAD, &params.to_string()) };
    members.insert("file".into(), file.into());
    registrar.call(methods::DOWNLOAD, &params.to_string())
}

fn unknown_road() -> Error {
    Error::before(What::NotFound)
}
