//! Native calls: the service's own methods by their paths below `api/kkt` (§2) and `api` (Appendix 1).
//!
//! The authorisation is not one of them, because its answer is a secret.

use super::super::{Job, NativeCall, Reply, Request};
use super::words::Purpose;
use super::{client, native_parameters};
use crate::error::Fault;
use crate::task::json::Node;
use crate::task::policy::Policy;
use crate::task::read::{Fields, Reader};
use crate::task::words::Words;
use crate::transport::Method;
use serde_json::{Map, Value, json};
use std::path::PathBuf;

/// Creates an application. A lost answer is resolved by [`GET`].
pub const CREATE: &str = "POST application";
/// Changes the data of an application.
pub const UPDATE: &str = "PUT application";
/// One application by its `id`, or all of the account.
pub const GET: &str = "GET application";
/// Makes the service prepare the documents of an application.
pub const PREPARE: &str = "application/prepareDocuments";
/// Adds a signature to a document.
pub const SIGN: &str = "application/sign";
/// A document: its bytes in the answer or in a file.
pub const DOWNLOAD: &str = "application/document/download";
/// Registers a new client of the service.
pub const CLIENT: &str = "partner/v2/kkt/application";

pub(super) const NAMES: &[&str] = &[CREATE, UPDATE, GET, PREPARE, SIGN, DOWNLOAD, CLIENT];

/// Checks a native call and translates it into a request. `agreement` is the account of the configuration.
pub(super) fn prepare(
    name: &str,
    params: &Node,
    policy: &Policy,
    agreement: &str,
) -> Option<Result<Job<NativeCall>, Vec<Fault>>> {
    let table: fn(&Fields) = match name {
        CREATE => native_parameters::create,
        UPDATE => native_parameters::update,
        GET => native_parameters::get,
        PREPARE => native_parameters::by_id,
        SIGN => native_parameters::sign,
        DOWNLOAD => native_parameters::download,
        CLIENT => client::client,
        _ => return None,
    };
    let params = if *params == Node::Null { &Node::Object(Vec::new()) } else { params };
    let reader = Reader::new(policy);
    reader.object(params, None, |fields| {
        table(fields);
        Some(())
    });
    let (faults, _) = reader.found();
    if !faults.is_empty() {
        return Some(Err(faults));
    }
    let Value::Object(members) = given(params.to_value()) else { return None };
    Some(Ok(Job::Query(call(name, members, agreement))))
}

/// The request for checked parameters.
fn call(name: &str, mut members: Map<String, Value>, agreement: &str) -> NativeCall {
    const BASE: &str = "/api/kkt/application";
    let mut take = |name: &str| match members.remove(name) {
        Some(Value::String(text)) => text,
        _ => String::new(),
    };
    let own = |method, path, body: Value, reply| {
        let body = if method == Method::Get { Vec::new() } else { body.to_string().into_bytes() };
        NativeCall { method, request: Request::new(path, body.into()), reply, secret: false, shown_by: None }
    };
    let account = |given: String| if given.is_empty() { agreement.to_owned() } else { given };
    match name {
        CREATE => {
            let body = created(members, agreement);
            NativeCall { shown_by: Some(GET), ..own(Method::Post, BASE.into(), body, Reply::Json) }
        }
        UPDATE => {
            let path = format!("{BASE}/{}", take("id"));
            own(Method::Put, path, renamed(members, &["kktDetails", "companyDetails"]).into(), Reply::Json)
        }
        GET => {
            let (id, given) = (take("id"), take("ofdAgreementId"));
            let path = match id.is_empty() {
                true => format!("{BASE}?ofdAgreementId={}", account(given)),
                false => format!("{BASE}/{id}"),
            };
            own(Method::Get, path, Value::Null, Reply::Json)
        }
        PREPARE => own(Method::Post, format!("{BASE}/{}/prepareDocuments", take("id")), json!({}), Reply::Json),
        SIGN => own(Method::Post, format!("{BASE}/{}/sign", take("id")), members.into(), Reply::Json),
        DOWNLOAD => {
            let (id, document, file) = (take("id"), take("documentId"), take("file"));
            let path = format!("{BASE}/{id}/document/{document}/download");
            let file = Some(file).filter(|file| !file.is_empty()).map(PathBuf::from);
            own(Method::Get, path, Value::Null, Reply::Text(file))
        }
        _ => own(Method::Post, format!("/api/{CLIENT}"), renamed(members, &["name"]).into(), Reply::Json),
    }
}

/// The body of table 1: names in the table's spelling, and the account filled in.
fn created(members: Map<String, Value>, agreement: &str) -> Value {
    let mut body = renamed(members, &["KktDetails", "CompanyDetails"]);
    if let Some(purpose) = body.get("purpose").and_then(Value::as_str).and_then(Purpose::of) {
        body.insert("purpose".into(), json!(purpose.word()));
    }
    body.entry("ofdAgreementId").or_insert_with(|| json!(agreement));
    number_as_text(body.get_mut("KktDetails"));
    body.into()
}

/// Renames members that differ from one of `names` only in case.
fn renamed(members: Map<String, Value>, names: &[&str]) -> Map<String, Value> {
    let own = |name: String| match names.iter().find(|own| own.eq_ignore_ascii_case(&name)) {
        Some(own) => (*own).to_owned(),
        None => name,
    };
    let mut members: Map<_, _> = members.into_iter().map(|(name, value)| (own(name), value)).collect();
    number_as_text(members.get_mut("kktDetails"));
    members
}

/// The number of the registration report is a text in the tables of requests but a number in answers, so a number is
/// turned into a text.
fn number_as_text(details: Option<&mut Value>) {
    let number = details.and_then(|details| details.pointer_mut("/FiscalDocumentData/DocumentNumber"));
    if let Some(number) = number
        && number.is_number()
    {
        *number = json!(number.to_string());
    }
}

/// The parameters without missing members: absent, `null` and `{}` mean the same.
fn given(value: Value) -> Value {
    match value {
        Value::Object(members) => {
            let is_missing = |value: &Value| value.is_null() || value.as_object().is_some_and(Map::is_empty);
            let members = members.into_iter().map(|(name, value)| (name, given(value)));
            Value::Object(members.filter(|(_, value)| !is_missing(value)).collect())
        }
        other => other,
    }
}

#[cfg(test)]
#[path = "methods_tests.rs"]
mod tests;
