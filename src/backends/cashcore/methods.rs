//! Native calls: the register's own methods by their own names, checked against the vendor's tables before anything is
//! sent.

use super::super::{Document, Job, NativeCall, Reply, Request};
use super::{fingerprint, native_parameters};
use crate::error::{Fault, Problem};
use crate::task::json::Node;
use crate::task::policy::Policy;
use crate::task::read::{Fields, Need, Reader};
use crate::transport::Method;
use std::path::PathBuf;

type Table = fn(&Fields);

/// All methods of the vendor's document, each with the function that checks its parameters.
const METHODS: [(&str, Table); 17] = [
    ("Ping", native_parameters::nothing),
    ("ActivateLicense", native_parameters::activate_license),
    ("GetOFDList", native_parameters::nothing),
    ("GetKKMList", native_parameters::kkm_list),
    ("GetVendorId", native_parameters::vendor_id),
    ("SaveKKM", native_parameters::save_kkm),
    ("DeleteKKM", native_parameters::delete_kkm),
    ("GetOperatorList", native_parameters::nothing),
    ("SaveOperator", native_parameters::save_operator),
    ("DeleteOperator", native_parameters::delete_operator),
    ("TradeOperation", native_parameters::trade_operation),
    ("MoneyPlacement", native_parameters::money_placement),
    ("ZXReport", native_parameters::zx_report),
    ("GetTransactionList", native_parameters::transaction_list),
    ("GetTransaction", native_parameters::transaction),
    ("GetPrinterList", native_parameters::nothing),
    ("GetDocumentImage", native_parameters::document_image),
];

pub(super) const NAMES: &[&str] = &{
    let mut names = [""; METHODS.len()];
    let mut at = 0;
    while at < METHODS.len() {
        names[at] = METHODS[at].0;
        at += 1;
    }
    names
};

/// Methods that act on one register, given in `kkm_ofd_id`.
const OF_REGISTER: [&str; 6] =
    ["TradeOperation", "MoneyPlacement", "ZXReport", "GetTransactionList", "GetTransaction", "GetDocumentImage"];

/// Checks a native call and translates it into a request. `register` is the register of the configuration.
pub(super) fn prepare(
    name: &str,
    params: &Node,
    policy: &Policy,
    register: i64,
) -> Option<Result<Job<NativeCall>, Vec<Fault>>> {
    let (name, table) = METHODS.iter().find(|(own, _)| *own == name)?;
    // Numbers are normalised first: whether `0` or `0.0` was written must change neither the checks nor the
    // fingerprint.
    let params = &if *params == Node::Null { Node::Object(Vec::new()) } else { params.clone().plain() };
    let reader = Reader::new(policy);
    let file = reader.object(params, None, |fields| {
        table(fields);
        if OF_REGISTER.contains(name) {
            same_register(fields, register);
        }
        Some(fields.peek("file").map(Node::show).filter(|_| *name == "GetDocumentImage").map(PathBuf::from))
    });
    let (faults, _) = reader.found();
    Some(match file {
        Some(file) if faults.is_empty() => Ok(job(name, &body(name, params, register), file)),
        _ => Err(faults),
    })
}

/// Refuses another register: the lock and the journal belong to the configured one, so a document of another register
/// must not be made under them.
fn same_register(fields: &Fields, register: i64) {
    if let Some(given) = fields.integer("kkm_ofd_id", Need::Optional, 1, i64::from(u32::MAX))
        && given != register
    {
        fields.judge("kkm_ofd_id", Problem::Range(register.to_string()));
    }
}

/// The parameters without the library's own members, and with the register's number if it was left out.
fn body(name: &str, params: &Node, register: i64) -> Node {
    let own: &[&str] = if name == "GetDocumentImage" { &["externalId", "file"] } else { &["externalId"] };
    let mut body = params.without(own);
    if let Node::Object(members) = &mut body
        && OF_REGISTER.contains(&name)
        && !members.iter().any(|(member, _)| &**member == "kkm_ofd_id")
    {
        members.push(("kkm_ofd_id".into(), Node::Number(register.to_string().into())));
    }
    body
}

fn job(name: &str, body: &Node, file: Option<PathBuf>) -> Job<NativeCall> {
    let request = Request::new(format!("/{name}"), body.to_text());
    let is_z = || body.member("report_type") == Some(&Node::Number("0".into()));
    let fiscal = matches!(name, "TradeOperation" | "MoneyPlacement") || (name == "ZXReport" && is_z());
    if fiscal {
        let sent = body.to_value();
        let change = (name == "TradeOperation").then(|| fingerprint::change(&sent));
        let fingerprint = fingerprint::of_request(name, &sent);
        return Job::Document(Box::new(Document { request, fingerprint, change, key: None }));
    }
    let reply = match name {
        "GetDocumentImage" => file.map_or(Reply::Text(None), Reply::File),
        _ => Reply::Json,
    };
    let secret = matches!(name, "SaveOperator" | "SaveKKM" | "ActivateLicense");
    Job::Query(NativeCall { method: Method::Post, request, reply, secret, shown_by: None })
}

#[cfg(test)]
#[path = "methods_tests.rs"]
mod tests;
