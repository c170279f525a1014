//! Answers of the service: accepted, refused, or neither.
//!
//! The body decides, since a refusal may come with any HTTP status.

use super::super::{Failure, Refused, json, not_json, odd_answer, shown, text_of};
use super::NAME;
use super::codes::{self, Named};
use crate::error::{BackendError, Text};
use crate::transport::Response;
use serde_json::Value;

/// The whole answer, if the service accepted.
pub(super) fn accepted(response: &Response) -> Result<Value, Failure> {
    let value: Value = json::read(&response.body).map_err(|error| no_json(response, &error))?;
    if response.status < 400 && says_yes(&value) {
        return Ok(value);
    }
    match refusal(&value, response.status) {
        Some(refused) => Err(Failure::Refused(Box::new(refused))),
        None => Err(unreadable(response, odd_answer(response.status))),
    }
}

/// The bytes of a document, or the refusal. Refusals are JSON, and no document is.
pub(super) fn document(response: Response) -> Result<Vec<u8>, Failure> {
    if let Ok(value @ Value::Object(_)) = json::read(&response.body)
        && let Some(refused) = refusal(&value, response.status)
    {
        return Err(Failure::Refused(Box::new(refused)));
    }
    if response.status >= 400 || response.body.is_empty() {
        return Err(unreadable(&response, odd_answer(response.status)));
    }
    Ok(response.body)
}

/// Whether the service denied access, as it does when the token has expired.
pub(super) fn is_shut_out(answer: &Result<Value, Failure>, status: u16) -> bool {
    let denied =
        |refused: &Refused| refused.vendor.text.as_deref().is_some_and(|text| text.starts_with("AccessDenied"));
    matches!(status, 401 | 403) || matches!(answer, Err(Failure::Refused(refused)) if denied(refused))
}

/// The failure of a request for a token.
pub(super) fn no_token(body: &[u8], status: u16) -> Failure {
    let value: Option<Value> = json::read(body).ok();
    let no = matches!(status, 400 | 401 | 403) || value.as_ref().is_some_and(|value| !says_yes(value));
    match no && status < 500 {
        true => Failure::Refused(Box::new(codes::no_token(nothing_shown(status)))),
        false => Failure::Unreadable(odd_answer(status), nothing_shown(status)),
    }
}

/// Nothing of an answer without a token is shown, because it may repeat the password.
fn nothing_shown(status: u16) -> BackendError {
    BackendError { name: NAME, http_status: Some(status), ..BackendError::default() }
}

/// `Status` in the answers of section 2, `Success` in those of the appendix.
fn says_yes(value: &Value) -> bool {
    match (value.get("Status"), value.get("Success").or_else(|| value.get("success"))) {
        (Some(status), _) => status == "Success",
        (None, Some(success)) => *success == Value::Bool(true),
        (None, None) => false,
    }
}

/// Reads a refusal; `None` if the body is no answer of this service.
fn refusal(value: &Value, status: u16) -> Option<Refused> {
    let own = ["Status", "Success", "success", "Errors", "Error", "Message", "errorText", "errorValue"];
    if says_yes(value) || !own.iter().any(|name| value.get(name).is_some()) {
        return None;
    }
    let mut named = Vec::new();
    names(value, &mut named);
    let text = match named.first() {
        Some(_) => Some(named.iter().map(|named| named.text.as_str()).collect::<Vec<_>>().join(", ")),
        None => None,
    };
    let spoken = ["errorText", "Message", "Error"].iter().find_map(|name| text_of(value, name));
    let spoken = spoken.filter(|spoken| text.as_deref() != Some(spoken.as_str()));
    let text = match (text, spoken) {
        (Some(text), Some(spoken)) => format!("{text}: {spoken}"),
        (text, spoken) => text.or(spoken).unwrap_or_else(|| shown(value.to_string().as_bytes())),
    };
    let text = shown(text.as_bytes());
    let vendor = BackendError { name: NAME, code: None, text: Some(text), http_status: Some(status) };
    Some(codes::refused(&named, vendor))
}

/// Collects the names of errors, wherever they occur in the answer.
fn names(value: &Value, found: &mut Vec<Named>) {
    match value {
        Value::String(text) => {
            let word = |letter: char| !letter.is_ascii_alphanumeric() && !matches!(letter, '_' | '.');
            for named in text.split(word).filter_map(codes::named) {
                if !found.contains(&named) {
                    found.push(named);
                }
            }
        }
        Value::Array(list) => list.iter().for_each(|value| names(value, found)),
        Value::Object(members) => members.values().for_each(|value| names(value, found)),
        _ => {}
    }
}

fn no_json(response: &Response, error: &serde_json::Error) -> Failure {
    unreadable(response, not_json(response.status, error))
}

fn unreadable(response: &Response, cause: Text) -> Failure {
    let text = Some(shown(&response.body));
    Failure::Unreadable(cause, BackendError { name: NAME, code: None, text, http_status: Some(response.status) })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(status: u16, body: &str) -> Result<Value, Failure> {
        accepted(&Response { status, body: body.as_bytes().to_vec() })
    }

    #[test]
    fn a_refusal_is_known_by_its_name_wherever_it_stands() {
        for (status, body, name) in [
            (200, r#"{"Status": "Error", "Errors": ["InvalidStatus"]}"#, "InvalidStatus"),
            (200, r#"{"Status": "Error", "Errors": [{"Code": "InvalidStatus", "Text": "статус"}]}"#, "InvalidStatus"),
            (400, r#"{"Status": "InvalidStatus"}"#, "InvalidStatus"),
            (403, r#"{"Status": "Failed", "Error": "AccessDenied", "Message": "нельзя"}"#, "AccessDenied: нельзя"),
            (
                200,
                r#"{"Success": false, "errorText": "Не найден", "errorValue": "AgreementNotFound"}"#,
                "AgreementNotFound: Не найден",
            ),
            (500, r#"{"Message": "что-то новое"}"#, "что-то новое"),
        ] {
            match answer(status, body) {
                Err(Failure::Refused(refused)) => assert_eq!(refused.vendor.text.as_deref(), Some(name), "{body}"),
                other => panic!("{body}: {other:?}"),
            }
        }
    }

    #[test]
    fn every_missing_field_is_a_fault_at_its_place() {
        let body =
            r#"{"Status": "Error", "Errors": ["Missing_KktDetails.FnName", "Missing_CompanyDetails.Signatory.Email"]}"#;
        let Err(Failure::Refused(refused)) = answer(200, body) else { panic!("no refusal") };
        let places: Vec<_> = refused.refusal.faults.iter().map(|fault| fault.path.as_str()).collect();
        assert_eq!(places, ["KktDetails.FnName", "CompanyDetails.Signatory.Email"]);
    }

    #[test]
    fn what_neither_accepts_nor_refuses_says_nothing() {
        for (status, body) in [(200, ""), (200, "[]"), (200, "{}"), (502, "<html>"), (500, r#"{"Status": "Success"}"#)]
        {
            assert!(matches!(answer(status, body), Err(Failure::Unreadable(..))), "{status} {body}");
        }
    }

    #[test]
    fn both_envelopes_can_accept() {
        assert!(answer(200, r#"{"Status": "Success", "Data": {}}"#).is_ok());
        assert!(answer(200, r#"{"data": {"agreement": "1"}, "Success": true}"#).is_ok());
    }

    #[test]
    fn everything_that_is_no_answer_of_the_service_is_a_document() {
        let document = |status, body: &str| document(Response { status, body: body.as_bytes().to_vec() });
        assert_eq!(document(200, "<?xml?>").unwrap(), b"<?xml?>");
        assert!(matches!(document(200, r#"{"Status": "ApplicationNotFound"}"#), Err(Failure::Refused(_))));
        assert!(matches!(document(404, "<html>"), Err(Failure::Unreadable(..))));
        assert!(matches!(document(200, ""), Err(Failure::Unreadable(..))));
    }
}
