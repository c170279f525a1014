//! The 17 methods. A request calls one by POST with a JSON body, or by GET with query parameters where that is
//! permitted.

use super::refusal::{INVALID_FIELDS, NO_SUCH_METHOD, Refusal};
use crate::http::Request;
use crate::json;
use crate::query;
use serde_json::{Map, Value};

/// The methods of the server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Method {
    Ping,
    ActivateLicense,
    GetOfdList,
    GetKkmList,
    GetVendorId,
    SaveKkm,
    DeleteKkm,
    GetOperatorList,
    SaveOperator,
    DeleteOperator,
    TradeOperation,
    MoneyPlacement,
    ZxReport,
    GetTransactionList,
    GetTransaction,
    GetPrinterList,
    GetDocumentImage,
}

/// The name, the method, and whether GET is permitted.
const METHODS: [(&str, Method, bool); 17] = [
    ("Ping", Method::Ping, true),
    ("ActivateLicense", Method::ActivateLicense, true),
    ("GetOFDList", Method::GetOfdList, true),
    ("GetKKMList", Method::GetKkmList, true),
    ("GetVendorId", Method::GetVendorId, true),
    ("SaveKKM", Method::SaveKkm, false),
    ("DeleteKKM", Method::DeleteKkm, true),
    ("GetOperatorList", Method::GetOperatorList, true),
    ("SaveOperator", Method::SaveOperator, false),
    ("DeleteOperator", Method::DeleteOperator, true),
    ("TradeOperation", Method::TradeOperation, false),
    ("MoneyPlacement", Method::MoneyPlacement, false),
    ("ZXReport", Method::ZxReport, false),
    ("GetTransactionList", Method::GetTransactionList, false),
    ("GetTransaction", Method::GetTransaction, false),
    ("GetPrinterList", Method::GetPrinterList, true),
    ("GetDocumentImage", Method::GetDocumentImage, false),
];

/// A method with its parameters.
#[derive(Clone, Debug)]
pub(super) struct Call {
    pub(super) method: Method,
    pub(super) body: Map<String, Value>,
}

impl Method {
    /// Whether the method makes a document.
    pub(super) fn makes_document(self) -> bool {
        matches!(self, Self::TradeOperation | Self::MoneyPlacement | Self::ZxReport)
    }

    /// Finds a method by its name, ignoring case.
    pub(super) fn named(name: &str) -> Option<Self> {
        METHODS.iter().find(|(known, ..)| known.eq_ignore_ascii_case(name)).map(|(_, method, _)| *method)
    }

    fn by_get(self) -> bool {
        METHODS.iter().any(|(_, method, by_get)| *method == self && *by_get)
    }
}

/// Reads the method and its parameters from a request.
pub(super) fn call(request: &Request) -> Result<Call, Refusal> {
    let path = request.path.split('?').next().unwrap_or_default();
    let found = Method::named(path.trim_matches('/'));
    let allowed = |method: &Method| request.method == "POST" || (request.method == "GET" && method.by_get());
    let method = found.filter(allowed).ok_or_else(|| Refusal::new(NO_SUCH_METHOD))?;
    let body = if request.method == "GET" { from_query(&request.path) } else { read(&request.body)? };
    with_id(Call { method, body })
}

/// Parses a body as a JSON object without duplicate keys. An empty body is an empty object.
pub(super) fn read(body: &[u8]) -> Result<Map<String, Value>, Refusal> {
    if body.iter().all(u8::is_ascii_whitespace) {
        return Ok(Map::new());
    }
    let value = json::parse(body).map_err(|why| Refusal::because(INVALID_FIELDS, why))?;
    if let Some(way) = json::repeated_keys(body).first() {
        return Err(Refusal::repeated(way));
    }
    match value {
        Value::Object(members) => Ok(members),
        _ => Err(Refusal::because(INVALID_FIELDS, "нужен объект")),
    }
}

/// The vendor's tables write `ID` and the examples `id`. Both mean the same field.
fn with_id(mut call: Call) -> Result<Call, Refusal> {
    if matches!(call.method, Method::SaveOperator | Method::DeleteOperator)
        && let Some(id) = call.body.shift_remove("id")
        && call.body.insert("ID".to_owned(), id).is_some()
    {
        return Err(Refusal::because(INVALID_FIELDS, "ID: поле повторяется"));
    }
    Ok(call)
}

/// The parameters of a GET request. Query parameters have no types, so integers and booleans are recognised by their
/// form.
fn from_query(path: &str) -> Map<String, Value> {
    let parameter = |(name, text): (String, String)| {
        let value = match text.parse::<i64>() {
            Ok(number) => number.into(),
            Err(_) => text.parse::<bool>().map_or(Value::String(text), Value::Bool),
        };
        (name, value)
    };
    query::pairs(path).into_iter().map(parameter).collect()
}
