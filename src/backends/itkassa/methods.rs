//! Native calls: the service's own methods by their own names, checked against the vendor's tables before anything is
//! sent.

use super::super::{Document, Job, NativeCall, Reply, Request};
use super::{fingerprint, native_parameters, request};
use crate::error::Fault;
use crate::task::json::Node;
use crate::task::policy::Policy;
use crate::task::read::{Fields, Reader};
use crate::transport::Method;
use serde_json::Value;
use zeroize::Zeroizing;

pub(super) const NAMES: &[&str] =
    &["cre/items", "organization/settings", "print-documents", "print-documents/idempotent"];

/// Checks a native call and translates it into a request. `register` is the register of the configuration.
pub(super) fn prepare(
    name: &str,
    params: &Node,
    policy: &Policy,
    register: &str,
) -> Option<Result<Job<NativeCall>, Vec<Fault>>> {
    let table: fn(&Fields, &str) = match name {
        "cre/items" => native_parameters::nothing,
        "organization/settings" => native_parameters::settings,
        "print-documents" => native_parameters::print_documents,
        "print-documents/idempotent" => native_parameters::idempotent,
        _ => return None,
    };
    let params = if *params == Node::Null { &Node::Object(Vec::new()) } else { params };
    let reader = Reader::new(policy);
    let read = reader.object(params, None, |fields| {
        table(fields, register);
        Some(())
    });
    let (faults, _) = reader.found();
    if read.is_none() || !faults.is_empty() {
        return Some(Err(faults));
    }
    Some(Ok(match name {
        "print-documents" => document(params.to_value(), register),
        "organization/settings" => call(Method::Post, "/organization/settings".into(), params.to_text()),
        "print-documents/idempotent" => {
            let key = params.member("key").map(Node::show).unwrap_or_default();
            call(Method::Get, super::lookup(&key), Zeroizing::default())
        }
        _ => call(Method::Get, "/cre/items/".into(), Zeroizing::default()),
    }))
}

/// A task for the register. Even a mere print goes through the journal, so that it is submitted once.
fn document(mut body: Value, register: &str) -> Job<NativeCall> {
    let mut key = None;
    if let Value::Object(members) = &mut body {
        members.retain(|name, _| !crate::task::OWN.contains(&name.as_str()));
        key = members.shift_remove("idempKey").and_then(|key| key.as_str().map(ToOwned::to_owned));
        members.insert("creItemId".into(), register.into());
    }
    let fingerprint = fingerprint::of_commands(&body["commands"]).unwrap_or_else(fingerprint::nothing);
    Job::Document(Box::new(Document { request: request(&body), fingerprint, change: None, key }))
}

/// A call that submits no task. Only the settings have a body, and it contains a secret.
fn call(method: Method, path: String, body: Zeroizing<Vec<u8>>) -> Job<NativeCall> {
    let secret = !body.is_empty();
    let request = Request::new(path, body);
    Job::Query(NativeCall { method, request, reply: Reply::Json, secret, shown_by: None })
}
