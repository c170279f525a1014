//! The answers of the service: the registers, and the current state of a task.

use super::register::Register;
use super::state::State;
use super::task::{Outcome, Task};
use super::{ResultShape, Shapes, decimal, sample};
use crate::clock::Moment;
use serde_json::{Value, json};

/// A time with its zone: `2019-10-23T18:51:59+00:00`.
pub(super) fn stamp(moment: Moment) -> String {
    format!("{moment}+00:00")
}

/// The answer of `GET cre/items`.
pub(super) fn items(state: &State, now: Moment) -> Value {
    let list: Vec<Value> = state.core.registers.iter().map(|register| item(register, now)).collect();
    json!({"code": 0, "list": list, "related": {"node": {sample::NODE: {
        "id": sample::NODE, "name": "Узел f5717f0c", "status": "active", "lastExchangeAt": stamp(now),
        "createdAt": "2020-01-31T11:51:47+00:00", "updatedAt": stamp(now), "organizationId": sample::ORGANIZATION,
    }}}})
}

fn item(register: &Register, now: Moment) -> Value {
    let online = register.world.link == super::Link::Online;
    let [year, ..] = now.parts();
    let drive_expires = if register.is_test { "1970-01-01".to_owned() } else { format!("{}-02-17", year + 1) };
    let card = &register.card;
    json!({
        "id": register.id, "title": register.title, "productNumber": register.product_number, "location": null,
        "fiscalizationNumber": register.fiscalization_number, "fsNumber": register.drive,
        "defaultPpr": card.subject, "defaultPsr": card.method, "defaultSno": card.taxation, "defaultTax": card.tax,
        "noCashier": register.is_test,
        "state": {
            "id": register.state_id, "isOnline": u8::from(online), "lastErrorId": register.last_error.to_string(),
            "lastErrorText": register.last_error_text, "sessionNumber": register.session.to_string(),
            "sessionState": register.session_at(now).word(), "ofdUnsentNumber": 0, "ofdFirstUnsentNumber": "0",
            "ofdFirstUnsentDate": "1970-01-01T00:00:00.000", "lastExchangeAt": stamp(register.updated),
            "createdAt": "2019-09-10T17:24:38+00:00", "updatedAt": stamp(register.updated),
            "creItemId": register.id,
        },
        "nodeStatus": "ready", "status": "active", "isFiscalized": true, "isPrintable": true,
        "licenseExpireAtDate": format!("{}-02-19T10:29:41+00:00", year + 1), "fsExpireAt": drive_expires,
        "createdAt": "2019-09-10T17:24:38+00:00", "updatedAt": stamp(register.updated), "nodeId": sample::NODE,
        "cashier": null,
    })
}

/// The current state of a task: the `object` of an answer, and the body of a callback.
pub(super) fn object(task: &Task, register: &Register, shapes: Shapes) -> Value {
    let mut object = json!({
        "id": task.id, "idempKey": task.key, "title": task.kind.title(), "type": task.word,
        "orderNumber": task.order, "isFiscal": task.kind.is_fiscal(), "commands": task.commands,
        "sessionNumber": null, "checkNumber": null, "fsNumber": null, "checkDate": null, "checkUrl": null,
        "checkUrlOfd": null, "createdAt": stamp(task.created), "updatedAt": stamp(task.updated),
        "organizationId": sample::ORGANIZATION, "creItemId": task.register, "createdById": sample::USER,
        "registryId": null, "queueItem": null, "resultItem": null,
    });
    let Some(outcome) = &task.outcome else {
        if !task.printing {
            object["queueItem"] = json!({"id": task.order, "createdAt": stamp(task.created)});
        }
        if shapes.state_while_queued {
            object["lastErrorId"] = register.last_error.into();
            object["lastErrorMessage"] = register.last_error_text.as_str().into();
            object["sessionNumber"] = register.session.to_string().into();
            object["sessionState"] = register.session_at(register.updated).word().into();
        }
        return object;
    };
    put_record(&mut object, task, outcome, register);
    if shapes.result == ResultShape::Nested {
        object["resultItem"] = json!({
            "id": outcome.id, "queueItemId": task.order, "creErrorId": outcome.error.to_string(),
            "creErrorText": outcome.text, "commands": ascii(&json!(task.commands).to_string()),
            "result": result(outcome), "printedAt": stamp(task.updated), "createdAt": stamp(task.updated),
            "updatedAt": stamp(task.updated), "printDocumentId": task.id,
        });
    } else {
        put_flat(&mut object, outcome, shapes.result);
    }
    object
}

/// JSON text in which each character beyond ASCII is written as `\u041a`.
fn ascii(text: &str) -> String {
    let mut escaped = String::new();
    for letter in text.chars() {
        let mut units = [0; 2];
        match letter {
            ' '..='~' => escaped.push(letter),
            _ => letter.encode_utf16(&mut units).iter().for_each(|unit| escaped.push_str(&format!("\\u{unit:04x}"))),
        }
    }
    escaped
}

fn result(outcome: &Outcome) -> &'static str {
    if outcome.error == 0 { "success" } else { "critical_error" }
}

/// Adds the data from the register and its drive. Missing values are empty texts.
fn put_record(object: &mut Value, task: &Task, outcome: &Outcome, register: &Register) {
    object["sessionNumber"] = outcome.session.to_string().into();
    for name in ["checkNumber", "fsNumber", "checkUrl", "checkUrlOfd"] {
        object[name] = "".into();
    }
    let Some(record) = outcome.shown() else { return };
    if register.is_test {
        // As in the document's examples. For a document that neither opens nor closes a session the number is 0, as
        // the document's prose says.
        let (number, date) = match task.word.as_str() {
            "openSession" => (record.number.to_string(), "1969-12-31 21:00:00"),
            "closeSession" => (String::new(), "1970-01-01 00:00:00"),
            _ => ("0".to_owned(), "1970-01-01 00:00:00"),
        };
        if task.word == "closeSession" {
            object["sessionNumber"] = "".into();
        }
        let shown = if number.is_empty() { "0" } else { &number };
        object["checkUrl"] = format!("t=19700101T000000&s=0.00&fn=&i={shown}&fp=0000000000&n=0").into();
        (object["checkNumber"], object["checkDate"]) = (number.into(), date.into());
        return;
    }
    object["checkNumber"] = record.number.to_string().into();
    object["fsNumber"] = register.drive.as_str().into();
    object["checkDate"] = record.time.to_string().replace('T', " ").into();
    let url = qr(record, register);
    object["checkUrlOfd"] = format!("https://check.ofd.example/rec/{}/{}", register.drive, record.sign).into();
    object["checkUrl"] = url.into();
}

/// The text of the QR code.
pub(super) fn qr(record: &super::task::Record, register: &Register) -> String {
    format!(
        "t={}00&s={}&fn={}&i={}&fp={}&n={}",
        record.time.compact(),
        decimal::printed(record.total),
        register.drive,
        record.number,
        record.sign,
        record.settlement
    )
}

/// Adds the result beside the other fields, as in the document's prose.
fn put_flat(object: &mut Value, outcome: &Outcome, shape: ResultShape) {
    if shape == ResultShape::Flat {
        for name in ["sessionNumber", "checkNumber"] {
            let number: Option<u64> = object[name].as_str().and_then(|text| text.parse().ok());
            object[name] = number.into();
        }
    }
    object["checkSign"] = outcome.shown().map(|record| record.sign.as_str()).into();
    object["lastErrorId"] = outcome.error.into();
    object["lastErrorMessage"] =
        if shape == ResultShape::FlatList { json!([outcome.text]) } else { outcome.text.as_str().into() };
    object["result"] = result(outcome).into();
    object["result_description"] = "Задание выполнено на ККТ".into();
    object["sessionState"] = outcome.session_state.as_str().into();
}
