//! The control paths under `/simulator`. A test in any language uses them to inspect the device and to inject faults.

use super::faults::Fault;
use super::http::{Answer, Request};
use super::page;
use super::shared::Shared;
use serde_json::{Value, json};

/// Answers a control request. Paths that not all devices share are passed to the device.
pub(super) fn answer(shared: &Shared, mut request: Request) -> Answer {
    if !page::is_own(&request) {
        return Answer::text(403, "a page of another origin may not control the simulator\n");
    }
    if request.method == "GET"
        && let Some(file) = page::file(&request.path)
    {
        return file;
    }
    let path = request.path.strip_prefix("/simulator").unwrap_or_default().to_owned();
    let answer = match (request.method.as_str(), path.as_str()) {
        ("GET", "/faults") => Some(Answer::json(&shared.faults.to_json())),
        ("POST", "/faults") => Some(set_faults(&request.body, |faults| shared.faults.replace(faults))),
        ("POST", "/faults/more") => Some(set_faults(&request.body, |faults| shared.faults.add(faults))),
        ("GET", "/requests") => Some(Answer::json(&shared.exchanges.requests().into())),
        ("DELETE", "/requests") => {
            shared.exchanges.forget();
            Some(done())
        }
        ("GET", "/ledger") => Some(Answer::json(&shared.device.ledger())),
        ("GET", "/tape") => Some(Answer::text(200, &shared.device.memory().tape())),
        ("POST", "/clock") => Some(set_clock(shared, &request.body)),
        ("POST", "/document") => Some(make_document(shared, &request.body)),
        _ => {
            request.path = path;
            shared.device.control(&request)
        }
    };
    answer.unwrap_or_else(|| Answer::text(404, "unknown control path\n"))
}

/// The answer when the request was carried out.
pub(super) fn done() -> Answer {
    Answer::json(&json!({"ok": true}))
}

/// The body of a control request; `null` if it is not valid JSON.
pub(super) fn body(bytes: &[u8]) -> Value {
    serde_json::from_slice(bytes).unwrap_or_default()
}

fn set_faults(bytes: &[u8], set: impl FnOnce(Vec<Fault>)) -> Answer {
    match Fault::list(&String::from_utf8_lossy(bytes)) {
        Ok(faults) => {
            set(faults);
            done()
        }
        Err(error) => Answer::text(400, &format!("{error}\n")),
    }
}

fn set_clock(shared: &Shared, bytes: &[u8]) -> Answer {
    let Some(offset) = body(bytes)["offsetSeconds"].as_i64() else {
        return Answer::text(400, "{\"offsetSeconds\": n} is needed\n");
    };
    shared.device.set_clock(offset);
    done()
}

fn make_document(shared: &Shared, bytes: &[u8]) -> Answer {
    let document = body(bytes);
    if !document.is_object() {
        return Answer::text(400, "a JSON object is needed\n");
    }
    let made = shared.device.make_document(&document, &shared.halt);
    made.unwrap_or_else(|| Answer::text(503, "the device is switched off\n"))
}
