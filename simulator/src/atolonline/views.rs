//! A document in the form of a report, which is also the form of the call-back.

use super::decimal;
use super::job::{Failure, Job, Record};
use super::state::State;
use crate::clock::Moment;
use serde_json::{Value, json};

/// The report of a document (`GET …/report/{uuid}`).
pub(super) fn report(state: &State, job: &Job, now: Moment) -> Value {
    let outcome = job.outcome.as_ref();
    let (status, error, payload) = match outcome.map(|outcome| &outcome.result) {
        None => ("wait", Value::Null, Value::Null),
        Some(Ok(record)) => ("done", Value::Null, payload(record)),
        Some(Err(failure)) => ("fail", error(failure), Value::Null),
    };
    json!({
        "uuid": job.uuid,
        "status": status,
        "error": error,
        "payload": payload,
        "timestamp": outcome.map_or(now, |outcome| outcome.at).printed_seconds(),
        "group_code": job.group,
        "daemon_code": "agent-1",
        "device_code": outcome.and_then(|outcome| outcome.device.as_deref()),
        "external_id": job.external_id,
        "callback_url": job.callback_url.as_deref().unwrap_or_default(),
        "warnings": warnings(state, job),
    })
}

fn payload(record: &Record) -> Value {
    let mut payload = json!({
        "total": decimal::number(record.total),
        "fns_site": "www.nalog.gov.ru",
        "fn_number": record.drive,
        "shift_number": record.shift,
        "receipt_datetime": record.time.printed_seconds(),
        "fiscal_receipt_number": record.receipt_number,
        "fiscal_document_number": record.number,
        "ecr_registration_number": record.registration_number,
        "fiscal_document_attribute": record.sign,
        "ofd_inn": "7712345678",
        "ofd_receipt_url": format!("https://check.ofd.example/rec/{}/{}/{}", record.drive, record.number, record.sign),
    });
    if !record.marks.is_empty() {
        let mark = |mark: &super::MarkResult| json!({"position": mark.position, "mark_code": mark.mark_code, "result": mark.result});
        payload["marks_result"] = record.marks.iter().map(mark).collect();
    }
    payload
}

fn error(failure: &Failure) -> Value {
    json!({"error_id": failure.id, "code": failure.code, "text": failure.text, "type": failure.kind})
}

/// A warning if the result was posted in vain.
fn warnings(state: &State, job: &Job) -> Value {
    let mut deliveries = state.core.deliveries.iter().filter(|delivery| delivery.uuid == job.uuid);
    if deliveries.any(|delivery| delivery.over && !delivery.delivered && !delivery.attempts.is_empty()) {
        json!({"callback_url": "Результат не доставлен на callback_url"})
    } else {
        Value::Null
    }
}
