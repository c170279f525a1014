//! Answers of the server: what became of a task, and of a call.

use super::super::atol_codes::{NOT_IN_DRIVE, is_doubtful, refused};
use super::super::{Failure, Made, QueueStatus, Refused, Ticket, json, odd_answer, shown, text_of};
use super::{NAME, fingerprint};
use crate::error::{BackendError, DeviceError, Refusal, Retry, Text};
use crate::task::answer::{Answer, FiscalParams};
use crate::transport::Response;
use serde_json::{Map, Value};

/// Who passes on the register's errors.
const TITLE: &str = "АТОЛ Web Requests";

/// The whole answer, if the server carried out the call.
pub(super) fn accepted(response: &Response) -> Result<Value, Failure> {
    let value: Option<Value> = json::read(&response.body).ok();
    match value {
        Some(value) if response.status < 300 => Ok(value),
        None if response.status < 300 && response.body.iter().all(u8::is_ascii_whitespace) => Ok(Value::Null),
        None if response.status < 300 => Err(Failure::Unreadable(odd_answer(response.status), vendor(response, None))),
        _ if response.status >= 500 && response.status != 501 => {
            // A failure of the server says nothing of what it did before.
            Err(Failure::Unreadable(odd_answer(response.status), vendor(response, value.as_ref())))
        }
        value => Err(Failure::Refused(Box::new(by_server(response, value.as_ref())))),
    }
}

/// The ticket of a task that the server has just taken.
pub(super) fn queued(key: &str, response: &Response) -> Result<Ticket, Failure> {
    let native = accepted(response)?;
    Ok(ticket(key, QueueStatus::Queued, native))
}

/// What the server knows of a key; `None` if it does not know it.
pub(super) fn known(key: &str, response: &Response) -> Result<Option<Ticket>, Failure> {
    if response.status == 404 {
        return Ok(None);
    }
    let native = accepted(response)?;
    let Some(result) = result(&native) else {
        return Err(Failure::Unreadable(
            Text::of("в ответе нет результата", "no result in the answer"),
            vendor(response, None),
        ));
    };
    let status = status(result);
    Ok(Some(ticket(key, status, native)))
}

/// What became of the tasks under a key: of the first one that is not ready, or else of the last. Servers before 10.7
/// answer a single task without a list.
pub(super) fn result(native: &Value) -> Option<&Value> {
    let is_open = |result: &&Value| result.get("status").and_then(Value::as_str) != Some("ready");
    match native.get("results") {
        Some(Value::Array(results)) => results.iter().find(is_open).or(results.last()),
        Some(result @ Value::Object(_)) => Some(result),
        _ => native.get("status").map(|_| native),
    }
}

fn ticket(key: &str, status: QueueStatus, native: Value) -> Ticket {
    // The server does not show the task that it was given under the key, only what came of it.
    Ticket { id: Some(key.to_owned()), key: Some(key.to_owned()), shown: None, by_number: false, status, native }
}

fn status(result: &Value) -> QueueStatus {
    let device = error_of(result);
    let failed = |unresolved| {
        let code = device.code.unwrap_or_default();
        let vendor = BackendError { name: NAME, code: device.code, text: device.text.clone(), http_status: None };
        let refused = Refused { unresolved, ..refused(TITLE, code, vendor) };
        QueueStatus::Failed(Box::new(refused), Some(device.clone()))
    };
    match result.get("status").and_then(Value::as_str) {
        Some("wait") => QueueStatus::Queued,
        Some("inProgress") => QueueStatus::OnRegister,
        Some("ready") => QueueStatus::Made(Box::new(made(result))),
        Some("blocked") => QueueStatus::Blocked(Box::new(blocked(&device, None))),
        Some("error") => failed(device.code.is_some_and(is_doubtful)),
        // Neither was begun.
        Some("interrupted" | "canceled") => failed(false),
        _ => failed(true),
    }
}

/// The error of a task: under `error`, or flat in servers before 10.7.
fn error_of(result: &Value) -> DeviceError {
    let nested = result.get("error").unwrap_or(&Value::Null);
    let code = nested.get("code").or_else(|| result.get("errorCode")).and_then(Value::as_i64);
    let text = text_of(nested, "description").or_else(|| text_of(result, "errorDescription"));
    DeviceError { code, text }
}

/// Why the queue has stopped, and what to do. `reason` is the server's `blockReason`.
pub(super) fn blocked(device: &DeviceError, reason: Option<&str>) -> Refusal {
    let (ru, en, advice) = match reason {
        Some("paperError") => (
            "на кассе нет бумаги или открыта крышка",
            "the register has no paper, or its cover is open",
            Text::of(
                "Вставьте бумагу и закройте крышку: касса допечатает документ сама. Не отправляйте документ заново.",
                "Put in paper and close the cover: the register finishes the document itself. Do not send it again.",
            ),
        ),
        Some("fnError") => (
            "касса не может обменяться с фискальным накопителем",
            "the register cannot exchange data with its fiscal drive",
            Text::of(
                "Выключите и включите кассу. Если не помогло, нужен сервис. Не отправляйте документ заново.",
                "Switch the register off and on. If that does not help, call the service. Do not send the document again.",
            ),
        ),
        _ => (
            "нет связи с кассой",
            "the register does not answer",
            Text::of(
                "Проверьте питание кассы и её кабель: сервер сам выяснит, оформлен ли документ. Не отправляйте документ заново.",
                "Check the register's power and cable: the server itself finds out whether the document was made. Do not send it again.",
            ),
        ),
    };
    let own = device.text.as_deref().map(|text| format!(" ({})", text.trim_end_matches('.'))).unwrap_or_default();
    let message = Text::with(
        format!("Очередь кассы остановлена, судьба документа неизвестна: {ru}{own}."),
        format!("The register's queue has stopped, and the document's fate is unknown: {en}{own}."),
    );
    Refusal { message, advice, retry: Retry::Service, faults: Vec::new(), by_state: false }
}

/// The refusal to put a document into a queue that has stopped.
pub(super) fn stopped(reason: Option<&str>) -> Refusal {
    let message = Text::of(
        "Очередь кассы остановлена из-за прежнего документа, новый не отправлен.",
        "The register's queue has stopped at an earlier document; the new one was not sent.",
    );
    let advice = blocked(&DeviceError::default(), reason).advice;
    Refusal { message, advice, retry: Retry::Service, faults: Vec::new(), by_state: false }
}

/// The answer for a document that was made.
fn made(result: &Value) -> Made {
    let native = result.get("result").cloned().unwrap_or_default();
    let params = native.get("fiscalParams");
    let fiscal = params.map(FiscalParams::of);
    let warned =
        |name: &str| native.get("warnings").and_then(|warnings| warnings.get(name)) == Some(&Value::Bool(true));
    let answer = Answer {
        fields: fields(&native),
        not_printed: warned("notPrinted"),
        non_fiscal: warned("nonFiscal"),
        recovered: warned("recovered"),
        fiscal,
        native: Some(native),
        ..Answer::default()
    };
    let number = answer.fiscal.as_ref().and_then(|fiscal| fiscal.document_number);
    Made { number, answer, keeps_marks: None }
}

/// What a result has beside `fiscalParams` and `warnings`.
fn fields(native: &Value) -> Map<String, Value> {
    let members = native.as_object().into_iter().flatten();
    members
        .filter(|(name, _)| !matches!(name.as_str(), "fiscalParams" | "warnings"))
        .map(|(name, value)| (name.clone(), value.clone()))
        .collect()
}

/// The answer to a question, which is in the words of the vocabulary already.
pub(super) fn told(native: Value) -> Answer {
    let mut fields = fields(&native);
    if let Value::Array(list) = &native {
        // `validateMarks` answers with a bare list.
        fields.insert("results".into(), Value::Array(list.clone()));
    }
    Answer { fields, native: Some(native), ..Answer::default() }
}

/// The answer to a question beside the queue, in the form of the task: what the server left out of the task's own member
/// stands in it.
pub(super) fn told_beside(native: Value, member: &str) -> Answer {
    if member.is_empty() || native.get(member).is_some() {
        return told(native);
    }
    let fields = std::iter::once((member.to_owned(), native.clone())).collect();
    Answer { fields, native: Some(native), ..Answer::default() }
}

/// The failure of a question that the register did not answer.
pub(super) fn failed(ticket: &Ticket) -> Failure {
    match &ticket.status {
        QueueStatus::Failed(refused, _) => Failure::Refused(refused.clone()),
        _ => {
            let vendor = BackendError { name: NAME, ..BackendError::default() };
            let cause =
                Text::of("касса не ответила на вопрос вовремя", "the register did not answer the question in time");
            Failure::Unreadable(cause, vendor)
        }
    }
}

/// The failure of printing the last receipt again, if the drive has none.
pub(super) fn without_receipt(failure: Failure) -> Failure {
    match failure {
        Failure::Refused(refused) if refused.vendor.code == Some(NOT_IN_DRIVE) => {
            Failure::NothingFound(Text::of("На кассе нет чека.", "There is no receipt on the register."))
        }
        other => other,
    }
}

/// Whether the server took a document as made without its data: it saw only that the numbering had grown.
pub(super) fn is_by_number(made: &Made) -> bool {
    let fiscal = made.answer.fiscal.as_ref();
    made.answer.recovered || fiscal.is_some_and(|fiscal| fiscal.document_number.is_some() && fiscal.sign.is_none())
}

/// The document of a number as the drive has it, and its data where the ticket lacks them.
pub(super) fn with_document(mut ticket: Ticket, document: &Value) -> Ticket {
    let Some(tags) = document.get("documentTLV") else { return ticket };
    ticket.shown = fingerprint::of_document(tags);
    ticket.by_number = true;
    if let QueueStatus::Made(made) = &mut ticket.status {
        let found = fingerprint::fiscal_params(tags);
        if let Some(fiscal) = &mut made.answer.fiscal {
            fiscal.fill(found);
        }
        made.answer.recovered = true;
    }
    ticket
}

fn vendor(response: &Response, value: Option<&Value>) -> BackendError {
    let error = value.and_then(|value| value.get("error"));
    let code = error.and_then(|error| error.get("code")).and_then(Value::as_i64);
    let text = error.and_then(|error| text_of(error, "description")).unwrap_or_else(|| shown(&response.body));
    BackendError {
        name: NAME,
        code,
        text: Some(text).filter(|text| !text.is_empty()),
        http_status: Some(response.status),
    }
}

/// A refusal by the server itself, by its HTTP status.
fn by_server(response: &Response, value: Option<&Value>) -> Refused {
    let vendor = vendor(response, value);
    let text = vendor.text.clone().unwrap_or_default();
    let (retry, advice) = match response.status {
        401 | 403 => (
            Retry::FixInput,
            Text::of(
                "Проверьте user и password в настройках: веб-сервер не пускает.",
                "Check user and password in the configuration: the web server refuses access.",
            ),
        ),
        404 => (
            Retry::FixInput,
            Text::of(
                "Проверьте deviceID, dialect и url в настройках: такой кассы или такого адреса на веб-сервере нет.",
                "Check deviceID, dialect and url in the configuration: the web server has no such register or address.",
            ),
        ),
        409 => (
            Retry::Service,
            Text::of(
                "Включите кассу и подключите её в веб-сервере АТОЛ, затем повторите тот же вызов.",
                "Switch the register on and connect it in ATOL's web server, then retry the same call.",
            ),
        ),
        413 => (Retry::FixInput, Text::of("Разделите документ на части.", "Split the document.")),
        _ => (
            Retry::FixInput,
            Text::of(
                "Исправьте документ: веб-сервер назвал ошибку.",
                "Fix the document: the web server named the error.",
            ),
        ),
    };
    let message = Text::with(
        format!("Веб-сервер кассы не принял запрос (HTTP {}): {text}.", response.status),
        format!("The register's web server did not accept the request (HTTP {}): {text}.", response.status),
    );
    let refusal = Refusal { message, advice, retry, faults: Vec::new(), by_state: false };
    // An answer that is not from the server may come from a proxy that had passed on the request.
    let key = match response.status {
        401 | 403 => Some("user"),
        404 => Some("deviceID"),
        _ => None,
    };
    Refused { refusal, vendor, unresolved: value.is_none() && response.status != 401, not_printed: false, key }
}
