//! The paths under `/simulator`, by which a test in any language looks into the device and breaks it.

use super::faults::Fault;
use super::http::{Answer, Request};
use super::server::Shared;
use serde_json::json;

/// Answers a control request; what is not the server's own is asked of the device.
pub(super) fn answer(shared: &Shared, mut request: Request) -> Answer {
    let path = request.path.strip_prefix("/simulator").unwrap_or_default().to_owned();
    match (request.method.as_str(), path.as_str()) {
        ("GET", "/faults") => Answer::json(&shared.faults.to_json()),
        ("POST", "/faults") => set_faults(shared, &request.body),
        ("GET", "/requests") => Answer::json(&shared.requests().into()),
        ("DELETE", "/requests") => {
            shared.forget_requests();
            Answer::json(&json!({"ok": true}))
        }
        _ => {
            request.path = path;
            let answer = shared.device.control(&request, &shared.halt);
            answer.unwrap_or_else(|| Answer::text(404, "no such control path\n"))
        }
    }
}

fn set_faults(shared: &Shared, body: &[u8]) -> Answer {
    match Fault::list(&String::from_utf8_lossy(body)) {
        Ok(faults) => {
            shared.faults.replace(faults);
            Answer::json(&json!({"ok": true}))
        }
        Err(error) => Answer::text(400, &format!("{error}\n")),
    }
}
