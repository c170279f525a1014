//! ATOL Online: a service that keeps one receipt a key, cannot be asked for a key, and names the receipt that it has when
//! the key comes again.

use super::Answer;
use super::queue::{DRIVE, Document, Refusal, Service, sign_of, uuid_of};
use serde_json::{Value, json};

/// The address of the service below that of its host, and the group of registers.
pub const BASE: &str = "/possystem/v5";
pub const GROUP: &str = "shop_1";

const NOW: &str = "28.11.2026 12:00:00";

pub struct Atolonline;

fn failure(code: u16, text: &str) -> Value {
    json!({"error_id": "4475d6d8d-844d-4d05-aa8b-e3dbdf4defd5", "code": code, "text": text, "type": "system"})
}

fn refusal(code: u16) -> Value {
    json!({"uuid": null, "status": "fail", "error": failure(code, "Отказ"), "timestamp": NOW})
}

impl Service for Atolonline {
    fn makes_document(path: &str) -> bool {
        path.ends_with("/sell")
    }

    fn key_and_content(body: &Value) -> (String, Value) {
        (body["external_id"].as_str().unwrap_or_default().to_owned(), body["receipt"]["total"].clone())
    }

    fn known(documents: &[Document], key: &str) -> Option<usize> {
        documents.iter().position(|document| document.key == key)
    }

    fn show(documents: &[Document], at: usize, forged: bool) -> Value {
        let document = &documents[at];
        let mut report = json!({
            "uuid": uuid_of(at), "external_id": document.key, "group_code": GROUP, "daemon_code": "prod-agent-1",
            "device_code": "KSR13.11-1", "callback_url": "", "timestamp": NOW, "warnings": null,
            "status": "wait", "payload": null, "error": failure(34, "Чек ещё не обработан"),
        });
        if let Some(number) = document.number.or(forged.then_some(777)) {
            report["status"] = "done".into();
            report["error"] = Value::Null;
            report["payload"] = json!({
                "total": document.content, "fns_site": "www.nalog.gov.ru", "fn_number": DRIVE, "shift_number": 1,
                "receipt_datetime": NOW, "fiscal_receipt_number": number,
                "fiscal_document_number": number, "fiscal_document_attribute": sign_of(number),
                "ecr_registration_number": "0000000001045548",
            });
        }
        report
    }

    fn asked(documents: &[Document], path: &str) -> Answer {
        if path.ends_with("/getToken") {
            return (200, json!({"error": null, "token": "token-1", "timestamp": NOW}));
        }
        let uuid = path.rsplit('/').next().unwrap_or_default();
        match (0..documents.len()).find(|at| uuid_of(*at) == uuid) {
            Some(at) => (200, Self::show(documents, at, false)),
            None => (400, refusal(30)),
        }
    }

    fn taken(_: &[Document], at: usize, was_known: bool) -> Answer {
        let taken = |error: Value| json!({"uuid": uuid_of(at), "status": "wait", "error": error, "timestamp": NOW});
        if was_known {
            (400, taken(failure(33, "Такой чек уже есть")))
        } else {
            (200, taken(Value::Null))
        }
    }

    fn refused(how: Refusal) -> Answer {
        match how {
            Refusal::Plainly => (400, refusal(32)),
            Refusal::Doubtfully => (500, refusal(50)),
            Refusal::AfterAll => (400, refusal(1)),
        }
    }

    fn foreign() -> Value {
        json!(1.00)
    }
}
