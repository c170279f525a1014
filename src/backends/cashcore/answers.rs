//! Answers of the register: accepted, refused, or neither.
//!
//! The `response_code` decides; the HTTP status alone never means success.

use super::super::{Failure, Refused, json, not_json, odd_answer, shown, text_of, unknown_path};
use super::{NAME, codes};
use crate::error::{BackendError, Refusal, Retry, Text};
use crate::transport::Response;
use serde_json::Value;

/// The whole answer, if the register accepted (`response_code` 0).
pub(super) fn accepted(response: &Response) -> Result<Value, Failure> {
    let vendor = |code, text| BackendError { name: NAME, code, text, http_status: Some(response.status) };
    let unreadable = |cause: Text| Failure::Unreadable(cause, vendor(None, Some(shown(&response.body))));
    let value: Value = json::read(&response.body).map_err(|error| match response.status {
        // The core refuses an unknown method in JSON, so this is another server.
        404 => unknown_path(vendor(None, Some(shown(&response.body)))),
        status => unreadable(not_json(status, &error)),
    })?;
    match value.get("response_code").and_then(Value::as_i64) {
        Some(0) if response.status < 400 => Ok(value),
        Some(code) if code != 0 => {
            // An error has its constant in `response_data`, sometimes with a `message` for people.
            let text = text_of(&value, "message").or_else(|| text_of(&value, "response_data"));
            Err(Failure::Refused(Box::new(codes::refused(code, vendor(Some(code), text)))))
        }
        _ => Err(unreadable(odd_answer(response.status))),
    }
}

/// `response_data` of an answer that accepts.
pub(super) fn data(response: &Response) -> Result<Value, Failure> {
    let mut value = accepted(response)?;
    Ok(value.get_mut("response_data").map(Value::take).unwrap_or_default())
}

/// The whole answer to a call that makes a document. An answer of success with `is_dummy` is a refusal: the register
/// made nothing.
pub(super) fn made(response: &Response) -> Result<Value, Failure> {
    let value = accepted(response)?;
    let data = value.get("response_data").unwrap_or(&Value::Null);
    let places = [Some(&value), Some(data), data.get("body")];
    if places.into_iter().flatten().any(|place| place.get("is_dummy") == Some(&Value::Bool(true))) {
        return Err(Failure::Refused(Box::new(not_fiscalised(response.status))));
    }
    if data.is_object() {
        return Ok(value);
    }
    let text = Some(shown(&response.body));
    let vendor = BackendError { name: NAME, code: None, text, http_status: Some(response.status) };
    Err(Failure::Unreadable(Text::of("в ответе нет документа", "no document in the answer"), vendor))
}

fn not_fiscalised(status: u16) -> Refused {
    Refused {
        refusal: Refusal {
            message: Text::of(
                "Касса ответила пробным чеком (is_dummy): ничего не зарегистрировано.",
                "The register answered with a trial receipt (is_dummy): nothing was registered.",
            ),
            advice: Text::of(
                "Так касса отвечает налоговому инспектору. Укажите в настройках pin или token кассира.",
                "The register gives this answer to a tax inspector. Set the pin or token of a cashier in the configuration.",
            ),
            retry: Retry::FixInput,
            faults: Vec::new(),
            by_state: false,
        },
        vendor: BackendError { name: NAME, code: Some(0), text: Some("is_dummy".into()), http_status: Some(status) },
        unresolved: false,
        not_printed: false,
        key: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(status: u16, body: &str) -> Response {
        Response { status, body: body.as_bytes().to_vec() }
    }

    #[test]
    fn a_refusal_is_read_at_every_status() {
        for (status, code, unresolved) in [
            (400, 2, false),
            (401, 71, false),
            (403, 5, false),
            (404, 3, false),
            (500, 58, false),
            (500, 19, true),
            (200, 45, false),
        ] {
            let body = format!(r#"{{"response_code": {code}, "response_data": "text", "message": "сообщение"}}"#);
            match accepted(&answer(status, &body)) {
                Err(Failure::Refused(refused)) => {
                    assert_eq!(refused.vendor.code, Some(code));
                    assert_eq!(refused.vendor.text.as_deref(), Some("сообщение"));
                    assert_eq!(refused.unresolved, unresolved, "{code}");
                }
                other => panic!("{status}: {other:?}"),
            }
        }
    }

    #[test]
    fn what_neither_accepts_nor_refuses_says_nothing_of_the_document() {
        for (status, body) in [
            (200, ""),
            (200, "[]"),
            (200, "{}"),
            (500, r#"{"response_code": 0}"#),
            (502, "<html>"),
            (200, r#"{"response_code": "0"}"#),
        ] {
            assert!(matches!(accepted(&answer(status, body)), Err(Failure::Unreadable(..))), "{status} {body}");
        }
        assert!(matches!(
            made(&answer(200, r#"{"response_code": 0, "response_data": "ok"}"#)),
            Err(Failure::Unreadable(..))
        ));
    }

    #[test]
    fn a_trial_receipt_is_no_receipt() {
        for body in [
            r#"{"response_code": 0, "response_data": {"is_dummy": true, "fiscal_id": "1"}}"#,
            r#"{"response_code": 0, "response_data": {"body": {"is_dummy": true}}}"#,
        ] {
            match made(&answer(200, body)) {
                Err(Failure::Refused(refused)) => assert!(!refused.unresolved),
                other => panic!("{other:?}"),
            }
        }
    }
}
