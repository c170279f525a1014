//! Answers of the server: accepted, refused, or neither; and what they report of a document.

use super::super::{Failure, Made, QueueStatus, Refused, Ticket, json, odd_answer, shown, text_of, unknown_path};
use super::config::NoLinkMeans;
use super::{NAME, advice, fingerprint};
use crate::error::{BackendError, DeviceError, Text};
use crate::task::answer::{Answer, FiscalParams};
use crate::task::money::Money;
use crate::transport::Response;
use serde_json::{Map, Value};

/// The code that stands for a register which the server has no link to.
const NO_LINK: i64 = 255;

/// The whole answer, if the server accepted (`code` 0).
///
/// The vendor's document has no table of errors. So every other answer is a refusal with all its texts, except a
/// failure of the server itself (5xx, 408): that says nothing of what the server did before it failed.
pub(super) fn accepted(response: &Response) -> Result<Value, Failure> {
    let vendor = |code, text| BackendError { name: NAME, code, text, http_status: Some(response.status) };
    let value: Option<Value> = json::read(&response.body).ok();
    let code = value.as_ref().and_then(|value| whole(value.get("code")?));
    match value {
        Some(value) if response.status < 300 && code == Some(0) => Ok(value),
        _ if response.status >= 500 || response.status == 408 => {
            let text = Some(shown(&response.body));
            Err(Failure::Unreadable(odd_answer(response.status), vendor(code, text)))
        }
        // The service answers in JSON, so this is another server, or another path.
        None if response.status == 404 => Err(unknown_path(vendor(None, Some(shown(&response.body))))),
        value if response.status >= 400 || code.is_some_and(|code| code != 0) => {
            let text = value.as_ref().map(texts).filter(|text| !text.is_empty());
            let text = text.or_else(|| Some(shown(&response.body)));
            // A body that is not JSON is not from the service: a proxy may have answered after the service had accepted
            // the request.
            let unresolved = value.is_none();
            let refused = Refused { unresolved, ..advice::by_server(response.status, vendor(code, text)) };
            Err(Failure::Refused(Box::new(refused)))
        }
        _ => Err(Failure::Unreadable(odd_answer(response.status), vendor(None, Some(shown(&response.body))))),
    }
}

/// As [`accepted`], for an answer about a document. Such an answer may have no `code` and report a result directly, as
/// the vendor's example of an error does.
pub(super) fn told(response: &Response) -> Result<Value, Failure> {
    let value: Option<Value> = json::read(&response.body).ok();
    match value.filter(|value| response.status < 300 && value.get("code").is_none() && has_result(value)) {
        Some(value) => Ok(value),
        None => accepted(response),
    }
}

/// What the server knows of a key; `None` if it does not know it.
///
/// An unknown key is reported by 404, by an error, or by an answer without a document. Of a page with 404 the caller has to find
/// out whose it is.
pub(super) fn known(response: &Response, means: NoLinkMeans) -> Result<Option<Ticket>, Failure> {
    match told(response) {
        Ok(value) => {
            let there = has_result(&value) || value.get("object").is_some_and(|object| !is_empty(object));
            let shown = if there { Some(ticket(&value, means)?) } else { None };
            // An error that names neither a document nor a register's error is about the query, not about a document.
            Ok(shown.filter(|ticket| ticket.names_itself() || !matches!(ticket.status, QueueStatus::Failed(_, None))))
        }
        // An answer to a client without access says nothing about the key, and neither does an answer that is not from
        // the service.
        Err(Failure::Refused(refused))
            if response.status == 404 && !is_page_not_found(response)
                || !(refused.unresolved || is_shut_out(response.status)) =>
        {
            crate::log::line(crate::log::Level::Debug, format_args!("unknown key: {}", response.status));
            Ok(None)
        }
        Err(failure) => Err(failure),
    }
}

/// HTTP 404 with a page or a text, which the service may answer or something on the way to it.
pub(super) fn is_page_not_found(response: &Response) -> bool {
    let is_json = || json::read::<Value>(&response.body).is_ok();
    response.status == 404 && !response.body.trim_ascii().is_empty() && !is_json()
}

/// Whether the server did not look at the request at all: no access (401, 403) or too many requests (429).
pub(super) fn is_shut_out(status: u16) -> bool {
    matches!(status, 401 | 403 | 429)
}

fn has_result(value: &Value) -> bool {
    value.get("result").is_some_and(Value::is_string)
}

fn is_empty(object: &Value) -> bool {
    match object {
        Value::Object(members) => members.is_empty(),
        Value::Array(list) => list.is_empty(),
        other => other.is_null(),
    }
}

/// A document as the server shows it: under `object` in an answer, at the top in a callback.
pub(super) fn ticket(native: &Value, means: NoLinkMeans) -> Result<Ticket, Failure> {
    let object = native.get("object").filter(|object| object.is_object()).unwrap_or(native);
    let id = text_of(object, "id");
    let key = text_of(object, "idempKey");
    let is_bare = id.is_none() && key.is_none() && object.get("commands").is_none();
    if is_bare && verdict(object).is_none() {
        let vendor = BackendError { name: NAME, ..BackendError::default() };
        return Err(Failure::Unreadable(Text::of("в ответе нет документа", "no document in the answer"), vendor));
    }
    let shown = object.get("commands").and_then(fingerprint::of_commands);
    let status = status(object, native, means);
    Ok(Ticket { id, key, shown, by_number: false, status, native: native.clone() })
}

/// The result of a document, nested in `resultItem` or flat ("Пример ответа содержащего ошибку").
struct Verdict<'a> {
    word: Option<&'a str>,
    description: Option<String>,
    device: DeviceError,
}

fn verdict(object: &Value) -> Option<Verdict<'_>> {
    let nested = object.get("resultItem").filter(|item| item.is_object());
    let place = nested.unwrap_or(object);
    let code = ["creErrorId", "lastErrorId"].iter().find_map(|name| whole(place.get(*name)?));
    let text = ["creErrorText", "lastErrorMessage"].iter().find_map(|name| sentence(place.get(*name)?));
    let word = place.get("result").and_then(Value::as_str).filter(|word| !word.is_empty());
    // Every answer about a waiting document may contain the register's last known state. Neither an error nor a success
    // in it belongs to this document.
    let refused = word == Some("critical_error");
    if nested.is_none() && !refused && (word.is_none() || waits(object)) {
        return None;
    }
    let description = text_of(place, "result_description").or_else(|| text_of(object, "result_description"));
    Some(Verdict { word, description, device: DeviceError { code, text } })
}

/// Whether no register has worked on the document yet. Then its result, number, date, drive and link are all null.
fn waits(object: &Value) -> bool {
    let is_null = |name: &&str| object.get(*name).is_some_and(Value::is_null);
    ["resultItem", "checkNumber", "checkDate", "fsNumber", "checkUrl"].iter().all(is_null)
}

fn status(object: &Value, native: &Value, means: NoLinkMeans) -> QueueStatus {
    let Some(verdict) = verdict(object) else {
        // `queueItem` is null once the document has left the queue. Absent, it says nothing.
        let left = object.get("queueItem").is_some_and(Value::is_null);
        return if left { QueueStatus::OnRegister } else { QueueStatus::Queued };
    };
    let code = verdict.device.code;
    let vendor = BackendError { name: NAME, code: None, text: verdict.description, http_status: None };
    match (verdict.word, code) {
        (Some("success"), Some(0) | None) | (None, Some(0)) => QueueStatus::Made(Box::new(made(object, native))),
        // The task itself was wrong; it never reached a register.
        (Some("critical_error"), Some(0) | None) => QueueStatus::Failed(Box::new(advice::by_server(200, vendor)), None),
        (Some("critical_error") | None, Some(code)) => {
            let cut_off = code == NO_LINK && means == NoLinkMeans::Unknown;
            // A register that numbers a document and reports an error may have made it or not: the answer does not say.
            let numbered = count(object, "checkNumber").is_some_and(|number| number > 0);
            let mut refused = Refused { unresolved: cut_off || numbered, ..advice::by_device(code, vendor) };
            // No table tells which codes are about the shift. Without a link the register has refused nothing, and what
            // the server shows of its shift may be old.
            refused.refusal.by_state = code != NO_LINK;
            QueueStatus::Failed(Box::new(refused), Some(verdict.device))
        }
        // A success with an error code, or a word that the vendor's document does not list.
        (Some(_), _) | (None, None) => {
            let refused = Refused { unresolved: true, ..advice::by_device(code.unwrap_or_default(), vendor) };
            QueueStatus::Failed(Box::new(refused), Some(verdict.device))
        }
    }
}

/// The answer for a document that was made.
fn made(object: &Value, native: &Value) -> Made {
    let command = object.get("commands").and_then(fingerprint::of_commands);
    let qr = text_of(object, "checkUrl");
    let part = |name: &str| qr.as_deref().and_then(|qr| qr.split('&').find_map(|part| part.strip_prefix(name)));
    let number = count(object, "checkNumber").filter(|number| *number > 0);
    let date = text_of(object, "checkDate");
    let no_time = |text: &str| text.starts_with("1970") || text.starts_with("1969");
    // A test register assigns no numbers, and its clock is at the start of the epoch.
    let for_tests = count(object, "checkNumber") == Some(0)
        || date.as_deref().is_some_and(no_time)
        || part("t=").is_some_and(no_time);
    let fiscal = FiscalParams {
        total: part("s=").and_then(Money::parse),
        document_number: number.filter(|_| !for_tests),
        date_time: date.map(|date| date.replacen(' ', "T", 1)),
        sign: text_of(object, "checkSign").or_else(|| part("fp=").map(ToOwned::to_owned)),
        shift_number: count(object, "sessionNumber"),
        fn_number: text_of(object, "fsNumber").or_else(|| part("fn=").filter(|fn_| !fn_.is_empty()).map(Into::into)),
        qr: qr.clone(),
        ..FiscalParams::default()
    };
    let is_fiscal = object.get("isFiscal").and_then(Value::as_bool).unwrap_or_else(|| {
        use super::super::fingerprint::Kind;
        command.as_ref().is_some_and(|shown| !matches!(shown.kind, Kind::Slip | Kind::ReportX))
    });
    let mut fields = Map::new();
    if let Some(link) = text_of(object, "checkUrlOfd") {
        fields.insert("ofdReceiptUrl".into(), link.into());
    }
    if let Some(id) = text_of(object, "id") {
        fields.insert("documentId".into(), id.into());
    }
    let answer = Answer {
        fields,
        fiscal: is_fiscal.then_some(fiscal),
        non_fiscal: is_fiscal && for_tests,
        native: Some(native.clone()),
        ..Answer::default()
    };
    Made { number, answer, keeps_marks: None }
}

/// An integer, written as a number or as a text of digits.
pub(super) fn whole(value: &Value) -> Option<i64> {
    match value {
        Value::Number(number) => number.to_string().parse().ok(),
        Value::String(text) => text.trim().parse().ok(),
        _ => None,
    }
}

/// A non-negative integer, written as a number or as a text of digits.
pub(super) fn count(object: &Value, name: &str) -> Option<u64> {
    whole(object.get(name)?).and_then(|number| u64::try_from(number).ok())
}

/// A text, or a list of texts joined into one.
fn sentence(value: &Value) -> Option<String> {
    let text = match value {
        Value::String(text) => text.trim().to_owned(),
        Value::Array(list) => list.iter().filter_map(Value::as_str).map(str::trim).collect::<Vec<_>>().join("; "),
        _ => String::new(),
    };
    Some(text).filter(|text| !text.is_empty())
}

/// All texts of a refusal with the names of their members, at most 1000 characters.
fn texts(value: &Value) -> String {
    const LONGEST: usize = 1000;
    let mut found = Vec::new();
    gather("", value, 0, &mut found);
    found.join("; ").chars().filter(|letter| !letter.is_control()).take(LONGEST).collect()
}

fn gather(name: &str, value: &Value, depth: usize, found: &mut Vec<String>) {
    const DEEPEST: usize = 8;
    match value {
        // A refusal repeats the document. Its texts are the caller's own.
        _ if depth > DEEPEST || name.ends_with("commands") => {}
        Value::Object(members) => {
            for (member, value) in members {
                let name = if name.is_empty() { member.clone() } else { format!("{name}.{member}") };
                gather(&name, value, depth + 1, found);
            }
        }
        Value::Array(list) => list.iter().for_each(|value| gather(name, value, depth + 1, found)),
        Value::String(text) if !text.trim().is_empty() => found.push(match name {
            "" | "message" | "error" | "result_description" => text.trim().to_owned(),
            name => format!("{name}: {}", text.trim()),
        }),
        _ => {}
    }
}

#[cfg(test)]
#[path = "answers_tests.rs"]
mod tests;
