//! Native calls: the server's own methods, by the last part of their paths.

use super::super::{Job, NativeCall, Reply, Request};
use super::calls::Dialect;
use crate::error::Fault;
use crate::task::json::Node;
use crate::task::policy::Policy;
use crate::task::read::{Fields, Need, Reader};
use crate::transport::Method;
use zeroize::Zeroizing;

pub(super) const NAMES: &[&str] = &[
    "GET settings",
    "PUT settings",
    "activateDevice",
    "deactivateDevice",
    "devices",
    "getRequestsQueueStatus",
    "requests",
    "serverInfo",
];

/// Checks a native call and translates it into a request.
pub(super) fn prepare(
    name: &str,
    params: &Node,
    policy: &Policy,
    dialect: &Dialect,
) -> Option<Result<Job<NativeCall>, Vec<Fault>>> {
    if !NAMES.contains(&name) {
        return None;
    }
    let params = if *params == Node::Null { &Node::Object(Vec::new()) } else { params };
    let reader = Reader::new(policy);
    let read = reader.object(params, None, |fields| parameters(name, fields));
    let (faults, _) = reader.found();
    let Some(key) = read.filter(|_| faults.is_empty()) else { return Some(Err(faults)) };
    let (method, path) = match name {
        "requests" => (Method::Get, dialect.request(&key)),
        "getRequestsQueueStatus" => (Method::Get, dialect.queue()),
        "activateDevice" | "deactivateDevice" => (Method::Post, dialect.about(name)),
        "GET settings" => (Method::Get, dialect.about("settings")),
        "PUT settings" => (Method::Put, dialect.about("settings")),
        _ => (Method::Get, dialect.about(name)),
    };
    let body = if method == Method::Put { params.to_text() } else { Zeroizing::default() };
    // The settings of a register contain its passwords.
    let secret = name == "devices";
    let request = Request::new(path, body);
    Some(Ok(Job::Query(NativeCall { method, request, reply: Reply::Json, secret, shown_by: None })))
}

/// The parameters of a method; the key of `requests`.
fn parameters(name: &str, fields: &Fields) -> Option<String> {
    match name {
        "requests" => fields.text("uuid", Need::Required, 128),
        "PUT settings" => {
            // Minutes that the server keeps a task.
            fields.integer("deleteRequestsAfter", Need::Optional, 1, 5_256_000);
            fields.flag_given("blockQueueOnPrintErrors", Need::Optional);
            Some(String::new())
        }
        _ => Some(String::new()),
    }
}
