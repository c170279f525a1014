//! Answers of the service: a document accepted, its report, a refusal.

use super::super::{Failure, Made, QueueStatus, Refused, Ticket, atol_codes, json, odd_answer, shown, text_of};
use super::{NAME, codes, of_total};
use crate::error::{BackendError, DeviceError, Text};
use crate::task::answer::{Answer, FiscalParams};
use crate::task::date::{iso, told_date_time};
use crate::task::json_slip::slip;
use crate::task::money::{Money, decimal};
use crate::task::words::{Words, words};
use crate::transport::Response;
use serde_json::{Map, Value, json};

words! {
    /// What a failure of the register means for the document: nothing is known, or it was not made.
    LinkMeans { Unknown = 0: "unknown", NotMade = 1: "notMade" }
}

/// The whole answer, if it has no error.
pub(super) fn accepted(response: &Response) -> Result<Value, Failure> {
    let value = read(response)?;
    match error_of(&value) {
        None if response.status < 300 => Ok(value),
        _ => Err(refusal(response, &value)),
    }
}

/// Whether the service no longer takes the token.
pub(super) fn is_token_refused(response: &Response) -> bool {
    let value: Option<Value> = json::read(&response.body).ok();
    let code = value.as_ref().and_then(error_of).and_then(|error| error.code);
    response.status == 401 && matches!(code, Some(codes::NO_TOKEN | codes::TOKEN_EXPIRED) | None)
}

/// The failure of a request for a token.
pub(super) fn no_token(body: &[u8], status: u16) -> Failure {
    // The body may repeat the password, so its text is not shown.
    let value: Option<Value> = json::read(body).ok();
    let code = value.as_ref().and_then(error_of).and_then(|error| error.code);
    let vendor = BackendError { name: NAME, code, text: None, http_status: Some(status) };
    match code {
        Some(code) if codes::is_shut_out(Some(code)) => Failure::Refused(Box::new(codes::refused(code, vendor))),
        _ => Failure::Unreadable(odd_answer(status), vendor),
    }
}

/// The ticket of a document that was put in: new, or known under its key.
pub(super) fn queued(response: &Response, lines: &[usize]) -> Result<Ticket, Failure> {
    let value = read(response)?;
    let code = error_of(&value).and_then(|error| error.code);
    let uuid = text_of(&value, "uuid");
    match (code, uuid) {
        (None, Some(uuid)) if response.status < 300 => Ok(ticket(Some(uuid), QueueStatus::Queued, value)),
        (Some(codes::KNOWN_KEY), Some(uuid)) => Ok(ticket(Some(uuid), QueueStatus::Queued, value)),
        // The document is there, and nothing says under which id: only a person or the support can find it.
        (Some(codes::KNOWN_KEY), None) => {
            let vendor = vendor(response, &value);
            Err(Failure::Unreadable(
                Text::of(
                    "у сервиса есть этот документ, но он не называет его",
                    "the service has the document and does not name it",
                ),
                vendor,
            ))
        }
        _ => Err(placed(refusal(response, &value), lines)),
    }
}

/// What the report says of a document; `None` if the service does not know its id.
pub(super) fn reported(response: &Response, means: LinkMeans) -> Result<Option<Ticket>, Failure> {
    let value = read(response)?;
    let code = error_of(&value).and_then(|error| error.code);
    if code == Some(codes::UNKNOWN_ID) || response.status == 404 {
        return Ok(None);
    }
    if value.get("status").and_then(Value::as_str) == Some("fail") && !is_of_document(response, &value) {
        return Err(refusal(response, &value));
    }
    report(value, means).map(Some).map_err(|value| refusal(response, &value))
}

/// The document of a callback, whose body is the same as a report.
pub(super) fn called_back(body: &[u8], means: LinkMeans) -> Result<Ticket, Text> {
    let value: Value = json::read(body).map_err(|error| slip(&String::from_utf8_lossy(body), &error))?;
    let ticket = report(value, means).ok().filter(Ticket::names_itself);
    ticket.ok_or(Text::of("нет документа", "no document"))
}

/// The ticket of a report; the report itself if it has no known status.
fn report(value: Value, means: LinkMeans) -> Result<Ticket, Value> {
    let code = error_of(&value).and_then(|error| error.code);
    let status = match value.get("status").and_then(Value::as_str) {
        Some("done") => QueueStatus::Made(Box::new(made(&value))),
        Some("wait") if code.is_none() || code == Some(codes::NO_STATE_YET) => QueueStatus::Queued,
        Some("fail") => failed(&value, means),
        _ => return Err(value),
    };
    let mut ticket = ticket(text_of(&value, "uuid"), status, value);
    if let QueueStatus::Made(made) = &ticket.status {
        // The service does not compare contents: it names the first document under a key, whatever is in the second.
        ticket.shown = made.answer.fiscal.as_ref().and_then(|fiscal| fiscal.total).map(of_total);
        ticket.by_number = true;
    }
    Ok(ticket)
}

fn ticket(id: Option<String>, status: QueueStatus, native: Value) -> Ticket {
    Ticket { id, key: text_of(&native, "external_id"), shown: None, by_number: false, status, native }
}

/// Whether an answer with the status `fail` is about the document. A refusal to report on it has the same form: the token
/// has ended, or it was asked for too often.
fn is_of_document(response: &Response, value: &Value) -> bool {
    response.status < 300 || matches!(kind_of_error(value), Some("driver" | "timeout" | "agent"))
}

/// Which part of the service reports an error.
fn kind_of_error(value: &Value) -> Option<&str> {
    value.get("error")?.get("type")?.as_str()
}

/// A failure that the service has finished with. The register's own errors are the driver's.
fn failed(value: &Value, means: LinkMeans) -> QueueStatus {
    let error = error_of(value).unwrap_or_default();
    let code = error.code.unwrap_or_default();
    let vendor = BackendError { name: NAME, code: error.code, text: error.text.clone(), http_status: None };
    let (refused, doubtful) = match kind_of_error(value) {
        Some("driver") => (atol_codes::refused("АТОЛ Онлайн", code, vendor), atol_codes::is_doubtful(code)),
        Some("system" | "agent" | "timeout") => (codes::refused(code, vendor), false),
        // Nothing says how far the document came.
        _ => (codes::refused(code, vendor), true),
    };
    let refused = Refused { unresolved: doubtful && means == LinkMeans::Unknown, ..refused };
    QueueStatus::Failed(Box::new(refused), Some(error))
}

/// The answer for a document that was made.
fn made(value: &Value) -> Made {
    let payload = value.get("payload").unwrap_or(&Value::Null);
    let count = |name: &str| text_of(payload, name).and_then(|digits| digits.parse().ok());
    let total = text_of(payload, "total").and_then(|digits| decimal(&digits)).and_then(Money::rounded);
    // Without a QR code: it needs the operation, which the report does not name.
    let fiscal = FiscalParams {
        total,
        document_number: count("fiscal_document_number"),
        date_time: text_of(payload, "receipt_datetime").and_then(|text| told_date_time(&text)).map(iso),
        sign: text_of(payload, "fiscal_document_attribute"),
        receipt_number: count("fiscal_receipt_number"),
        shift_number: count("shift_number"),
        fn_number: text_of(payload, "fn_number"),
        registration_number: text_of(payload, "ecr_registration_number"),
        fns_url: text_of(payload, "fns_site"),
        ..FiscalParams::default()
    };
    let mut fields = Map::new();
    if let Some(link) = text_of(payload, "ofd_receipt_url") {
        fields.insert("ofdReceiptUrl".into(), json!(link));
    }
    if let Some(results) = payload.get("marks_result").filter(|results| results.is_array()) {
        fields.insert("marksResult".into(), results.clone());
    }
    let number = fiscal.document_number;
    let answer = Answer { fields, fiscal: Some(fiscal), native: Some(value.clone()), ..Answer::default() };
    Made { number, answer, keeps_marks: None }
}

/// The error of an answer; `None` if it has none.
fn error_of(value: &Value) -> Option<DeviceError> {
    let error = value.get("error").filter(|error| error.is_object())?;
    Some(DeviceError { code: error.get("code").and_then(Value::as_i64), text: text_of(error, "text") })
}

fn read(response: &Response) -> Result<Value, Failure> {
    let vendor = || BackendError {
        name: NAME,
        code: None,
        text: Some(shown(&response.body)).filter(|text| !text.is_empty()),
        http_status: Some(response.status),
    };
    match json::read(&response.body) {
        Ok(value @ Value::Object(_)) => Ok(value),
        _ => Err(Failure::Unreadable(odd_answer(response.status), vendor())),
    }
}

fn vendor(response: &Response, value: &Value) -> BackendError {
    let error = error_of(value).unwrap_or_default();
    BackendError { name: NAME, code: error.code, text: error.text, http_status: Some(response.status) }
}

fn refusal(response: &Response, value: &Value) -> Failure {
    let vendor = vendor(response, value);
    match vendor.code {
        // A failure of the service says nothing of what it did before.
        None | Some(0 | 1 | 50) => Failure::Unreadable(odd_answer(response.status), vendor),
        Some(code) => Failure::Refused(Box::new(codes::refused(code, vendor))),
    }
}

/// The refusal with the fields that the service names, at their places in the caller's document.
fn placed(failure: Failure, lines: &[usize]) -> Failure {
    let Failure::Refused(mut refused) = failure else { return failure };
    if refused.vendor.code == Some(32) {
        let text = refused.vendor.text.clone().unwrap_or_default();
        refused.refusal.faults = super::capabilities::faults(&text, lines);
    }
    Failure::Refused(refused)
}
