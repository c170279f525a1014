//! The calls of the vendor's document, with their methods and paths.

use super::fields::{Field, complaints};
use super::refusal::{self, Refusal};
use super::requests;
use crate::http::Request;
use crate::json::{self, Step};
use crate::query;
use serde_json::{Map, Value};

/// The calls of the server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Call {
    /// Authorisation. It is described in the project's notes on this protocol.
    CreateToken,
    /// Create an application (§2.1).
    Create,
    /// Change an application (§2.2). Holds the application's id.
    Update(String),
    /// List the applications (§2.3). Holds the agreement's id, if given.
    List(Option<String>),
    /// Get one application (§2.4). Holds its id.
    Get(String),
    /// Prepare the documents of an application (§2.5). Holds its id.
    Prepare(String),
    /// Sign a document of an application (§2.6). Holds the application's id.
    Sign(String),
    /// Download a document (§2.7). Holds the ids of the application and of the document.
    Download(String, String),
    /// Register a new client (appendix 1).
    RegisterClient,
}

/// A call with its parameters.
#[derive(Clone, Debug)]
pub(super) struct Asked {
    pub(super) call: Call,
    pub(super) token: Option<String>,
    pub(super) body: Map<String, Value>,
}

impl Call {
    /// The call for a method and a path; `None` if there is no such call.
    pub(super) fn of(method: &str, path: &str) -> Option<Self> {
        let path = path.split('?').next().unwrap_or_default();
        let parts: Vec<&str> = path.trim_matches('/').split('/').collect();
        let text = |part: &str| part.to_owned();
        Some(match (method, parts.as_slice()) {
            ("POST", ["Authorization", "CreateAuthToken"]) => Self::CreateToken,
            ("POST", ["kkt", "application"]) => Self::Create,
            ("GET", ["kkt", "application"]) => Self::List(None),
            ("GET", ["kkt", "application", id]) => Self::Get(text(id)),
            ("PUT", ["kkt", "application", id]) => Self::Update(text(id)),
            ("POST", ["kkt", "application", id, "prepareDocuments"]) => Self::Prepare(text(id)),
            ("POST", ["kkt", "application", id, "sign"]) => Self::Sign(text(id)),
            ("GET", ["kkt", "application", id, "document", document, "download"]) => {
                Self::Download(text(id), text(document))
            }
            ("POST", ["partner", "v2", "kkt", "application"]) => Self::RegisterClient,
            _ => return None,
        })
    }

    /// Whether the call changes anything.
    pub(super) fn changes(&self) -> bool {
        !matches!(self, Self::CreateToken | Self::List(_) | Self::Get(_) | Self::Download(..))
    }

    /// The table of the call's body. `RegisterClient` has none, because its body is checked separately.
    fn table(&self) -> Option<&'static [Field]> {
        Some(match self {
            Self::CreateToken => requests::LOGIN,
            Self::Create => requests::CREATE,
            Self::Update(_) => requests::UPDATE,
            Self::Sign(_) => requests::SIGN,
            Self::RegisterClient => return None,
            _ => requests::NOTHING,
        })
    }
}

/// Reads the request of a known call.
pub(super) fn read(mut call: Call, request: &Request) -> Result<Asked, Refusal> {
    let mut token = None;
    let mut wrong = Vec::new();
    for (name, value) in query::pairs(&request.path) {
        let place = match (name.as_str(), &mut call) {
            ("AuthToken", call) if *call != Call::CreateToken => &mut token,
            ("ofdAgreementId", Call::List(agreement)) => agreement,
            _ => {
                wrong.push(format!("{name}: параметр неизвестен"));
                continue;
            }
        };
        if place.replace(value).is_some() {
            wrong.push(format!("{name}: параметр повторяется"));
        }
    }
    let body = one_spelling(&call, members(&request.body)?, &mut wrong);
    if let Some(table) = call.table() {
        wrong.extend(complaints(table, &body, ""));
    }
    Refusal::of_complaints(&wrong)?;
    Ok(Asked { call, token, body })
}

/// Parses a body as a JSON object without duplicate keys. An empty body is an empty object.
pub(super) fn members(body: &[u8]) -> Result<Map<String, Value>, Refusal> {
    if body.iter().all(u8::is_ascii_whitespace) {
        return Ok(Map::new());
    }
    let value = json::parse(body).map_err(|why| Refusal::because(refusal::VALIDATION, why))?;
    if let Some(way) = json::repeated_keys(body).first() {
        let step = |step: &Step| match step {
            Step::Key(name) => format!(".{name}"),
            Step::Index(index) => format!("[{index}]"),
        };
        let way: String = way.iter().map(step).collect();
        let why = format!("{}: поле повторяется", way.trim_start_matches('.'));
        return Err(Refusal::because(refusal::VALIDATION, why));
    }
    match value {
        Value::Object(members) => Ok(members),
        _ => Err(Refusal::because(refusal::VALIDATION, "нужен объект")),
    }
}

/// Table 1 writes `KktDetails` and table 3 `kktDetails`. Both spellings are accepted in either request.
fn one_spelling(call: &Call, mut body: Map<String, Value>, wrong: &mut Vec<String>) -> Map<String, Value> {
    let spellings = [("KktDetails", "kktDetails"), ("CompanyDetails", "companyDetails")];
    for (capital, small) in spellings {
        let (kept, other) = match call {
            Call::Create => (capital, small),
            Call::Update(_) => (small, capital),
            _ => return body,
        };
        if let Some(value) = body.shift_remove(other)
            && body.insert(kept.to_owned(), value).is_some()
        {
            wrong.push(format!("{kept}: поле повторяется"));
        }
    }
    body
}
