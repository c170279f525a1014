//! Native calls: the report of a document by the service's own id.

use super::super::{Job, NativeCall, Reply, Request};
use crate::error::Fault;
use crate::task::json::Node;
use crate::task::policy::Policy;
use crate::task::read::{Need, Reader};
use crate::transport::Method;
use zeroize::Zeroizing;

pub(super) const NAMES: &[&str] = &["report"];

/// Checks a native call and translates it into a request.
pub(super) fn prepare(
    name: &str,
    params: &Node,
    policy: &Policy,
    group: &str,
) -> Option<Result<Job<NativeCall>, Vec<Fault>>> {
    if !NAMES.contains(&name) {
        return None;
    }
    let params = if *params == Node::Null { &Node::Object(Vec::new()) } else { params };
    let reader = Reader::new(policy);
    let uuid = reader.object(params, None, |fields| fields.text("uuid", Need::Required, 64));
    let (faults, _) = reader.found();
    let plain = |uuid: &String| uuid.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    let Some(uuid) = uuid.filter(plain).filter(|_| faults.is_empty()) else { return Some(Err(faults)) };
    let request = Request::new(format!("/{group}/report/{uuid}"), Zeroizing::default());
    Some(Ok(Job::Query(NativeCall { method: Method::Get, request, reply: Reply::Json, secret: false, shown_by: None })))
}
