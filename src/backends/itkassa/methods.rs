//! The document's own methods, called by their own names and checked against their own tables before they are sent.

use super::super::{Document, Job, OwnCall, Reply, Request};
use super::{facts, request, tables};
use crate::error::Fault;
use crate::task::json::Node;
use crate::task::read::{Fields, Reader};
use crate::task::terms::Terms;
use crate::transport::Method;
use serde_json::Value;

/// Their names.
pub(super) const NAMES: &[&str] =
    &["cre/items", "organization/settings", "print-documents", "print-documents/idempotent"];

/// Turns a call into what is to be sent; `register` is the one of the configuration.
pub(super) fn prepare(
    name: &str,
    params: &Node,
    terms: &Terms,
    register: &str,
) -> Option<Result<Job<OwnCall>, Vec<Fault>>> {
    let table: fn(&Fields, &str) = match name {
        "cre/items" => tables::nothing,
        "organization/settings" => tables::settings,
        "print-documents" => tables::print_documents,
        "print-documents/idempotent" => tables::idempotent,
        _ => return None,
    };
    let params = if *params == Node::Null { &Node::Object(Vec::new()) } else { params };
    let reader = Reader::new(terms);
    let read = reader.object(params, None, |fields| {
        table(fields, register);
        Some(())
    });
    let (faults, _) = reader.found();
    if read.is_none() || !faults.is_empty() {
        return Some(Err(faults));
    }
    let body = params.to_value();
    Some(Ok(match name {
        "print-documents" => document(body, register),
        "organization/settings" => call(Method::Post, "/organization/settings".into(), &body, true),
        "print-documents/idempotent" => {
            let key = body.get("key").and_then(Value::as_str).unwrap_or_default();
            call(Method::Get, super::lookup(key), &Value::Null, false)
        }
        _ => call(Method::Get, "/cre/items/".into(), &Value::Null, false),
    }))
}

/// A task for the register: whatever it makes, it is put in once.
fn document(mut body: Value, register: &str) -> Job<OwnCall> {
    let mut key = None;
    if let Value::Object(members) = &mut body {
        members.retain(|name, _| !crate::task::OWN.contains(&name.as_str()));
        key = members.shift_remove("idempKey").and_then(|key| key.as_str().map(ToOwned::to_owned));
        members.insert("creItemId".into(), register.into());
    }
    let expected = facts::of_commands(&body["commands"]).unwrap_or_else(facts::nothing);
    Job::Document(Box::new(Document { request: request(&body), expected, change: None, key }))
}

fn call(method: Method, path: String, body: &Value, secret: bool) -> Job<OwnCall> {
    let body = if body.is_null() { Vec::new() } else { body.to_string().into_bytes() };
    let request = Request { path, body, lines: Vec::new() };
    Job::Errand(OwnCall { method, request, reply: Reply::Json, secret, shown_by: None })
}
