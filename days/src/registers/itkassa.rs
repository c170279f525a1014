//! Айти Касса: a server that can be asked for a key.
//!
//! It drops a document that comes again under its key only if no other document came in between.

use super::Answer;
use super::queue::{DRIVE, Document, Refusal, Service, sign_of, uuid_of};
use serde_json::{Value, json};

const PATH: &str = "/print-documents";

pub struct Itkassa;

fn refusal(code: u16) -> Value {
    json!({"code": code, "message": "Отказ"})
}

impl Service for Itkassa {
    fn makes_document(path: &str) -> bool {
        path == PATH
    }

    fn key_and_content(body: &Value) -> (String, Value) {
        (body["idempKey"].as_str().unwrap_or_default().to_owned(), body["commands"].clone())
    }

    fn known(documents: &[Document], key: &str) -> Option<usize> {
        documents.last().is_some_and(|last| last.key == key).then(|| documents.len() - 1)
    }

    fn show(documents: &[Document], at: usize, forged: bool) -> Value {
        let document = &documents[at];
        let mut object = json!({
            "id": uuid_of(at), "idempKey": document.key, "isFiscal": true,
            "commands": document.content, "sessionNumber": null, "checkNumber": null, "fsNumber": null,
            "checkDate": null, "checkUrl": null, "queueItem": {"id": at}, "resultItem": null,
        });
        if let Some(number) = document.number.or(forged.then_some(777)) {
            object["checkNumber"] = number.into();
            object["sessionNumber"] = 1.into();
            object["fsNumber"] = DRIVE.into();
            object["checkDate"] = "2026-11-28 12:00:00".into();
            object["checkUrl"] =
                format!("t=20261128T1200&s=100.00&fn={DRIVE}&i={number}&fp={}&n=1", sign_of(number)).into();
            object["queueItem"] = Value::Null;
            object["resultItem"] = json!({"creErrorId": "0", "creErrorText": "", "result": "success"});
        }
        object
    }

    fn asked(documents: &[Document], path: &str) -> Answer {
        let key = path.strip_prefix(PATH).map(|rest| rest.trim_matches('/').trim_end_matches("/idempotent"));
        match documents.iter().position(|document| Some(document.key.as_str()) == key) {
            Some(at) => Self::taken(documents, at, true),
            None => (404, refusal(404)),
        }
    }

    fn taken(documents: &[Document], at: usize, _: bool) -> Answer {
        (200, json!({"code": 0, "object": Self::show(documents, at, false)}))
    }

    fn refused(how: Refusal) -> Answer {
        match how {
            Refusal::Plainly => (400, refusal(1)),
            Refusal::Doubtfully => (500, refusal(2)),
            Refusal::AfterAll => (400, refusal(3)),
        }
    }

    fn foreign() -> Value {
        json!([{"type": "sale", "amountCash": "1.00", "lines": [{}]}])
    }
}
