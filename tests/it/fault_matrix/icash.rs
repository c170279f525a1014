//! The iCASH-1F in the matrix.

use super::content::{corrected, tea};
use super::faults::Manner;
use super::other_ways::courses;
use super::protocol::{Before, Fiscal, Protocol, wing};
use super::scene::body_of;
use crate::support::register::Register;
use kassa_simulator::Setup;
use kassa_simulator::icash::{DocumentTypes, Options, Simulator};
use serde_json::{Value, json};

wing!(&PROTOCOL);
courses!();

pub const PROTOCOL: Protocol = Protocol {
    word: "icash",
    base: "",
    tasks: TASKS,
    thorough: TASKS.len(),
    next: "buy",
    config: |mark| mark.map_or(json!({}), |mark| json!({"mark": mark})),
    here,
    apart: |before| if before == Before::Unregistered { &["--unregistered"] } else { &[] },
    prepare: |register, before| {
        if before == Before::Open {
            register.open_shift();
        }
    },
    is_fiscal: |request| request["method"] == "POST",
    told_by: |_| None,
    before: 1,
    state: "/status",
    look: "/search",
    absent: 8,
    unwell: &[404, 503],
    first_looks: 1,
    unresolved: &[3, 33, 43, 45, 46, 52, 250],
    refused: &[1, 48, 51],
    marks: &[None, Some("T1192"), Some("T1084")],
    keeps_marks: true,
    unmarked,
    manners: &[Manner::Bare, Manner::DriveTypes],
    serial: |_, number| number,
    ledger: ["type", "request"],
    sign: |document| document["data"]["T1077"].clone(),
    other: |task| match task.kind {
        "currentState" => json!({"command": "receipt", "data": body_of(&PROTOCOL, PROTOCOL.named("sell"))}),
        _ => json!({"command": "currentstate"}),
    },
    same: |task, body| json!({"command": &task.path[1..], "data": body}),
    queue: None,
};

const fn row(
    name: &'static str,
    path: &'static str,
    kind: &'static str,
    before: Before,
    content: fn() -> Value,
) -> Fiscal {
    Fiscal { title: name, name, path, kind, before, content, marked: false, numbered: true, only: true }
}

const fn receipt(name: &'static str, content: fn() -> Value) -> Fiscal {
    Fiscal { marked: true, only: false, ..row(name, "/receipt", "receipt", Before::Open, content) }
}

const fn correction(name: &'static str) -> Fiscal {
    Fiscal { path: "/correctivereceipt", kind: "correction", ..receipt(name, corrected) }
}

const TASKS: &[Fiscal] = &[
    receipt("sell", tea),
    row("openShift", "/shift/open", "openShift", Before::Closed, cashier),
    row("closeShift", "/shift/close", "closeShift", Before::Open, cashier),
    receipt("sellReturn", tea),
    receipt("buy", tea),
    receipt("buyReturn", tea),
    correction("sellCorrection"),
    correction("sellReturnCorrection"),
    correction("buyCorrection"),
    correction("buyReturnCorrection"),
    Fiscal {
        only: false,
        ..row("reportOfdExchangeStatus", "/currentstate", "currentState", Before::Open, || json!({}))
    },
    row("registration", "/register", "registration", Before::Unregistered, registration),
    row("changeRegistrationParameters", "/register", "reregistration", Before::Closed, change),
    row("fnChange", "/register", "reregistration", Before::Closed, registration),
    row("closeArchive", "/finalize", "closeArchive", Before::Closed, cashier),
];

fn here(setup: Setup, before: Before, manner: Manner) -> Register {
    let options = Options {
        setup,
        bare_answers: manner == Manner::Bare,
        document_types: match manner {
            Manner::DriveTypes => DocumentTypes::FiscalDrive,
            _ => DocumentTypes::Status,
        },
        registered: before != Before::Unregistered,
        ..Options::default()
    };
    Register::here(Simulator::start(options).unwrap())
}

/// The tags of a document without a mark.
fn unmarked(mut tags: Value) -> Value {
    if let Some(tags) = tags.as_object_mut() {
        tags.remove("T1192");
        tags.remove("T1084");
    }
    tags
}

fn cashier() -> Value {
    json!({"operator": {"name": "Кассир Лунина"}})
}

fn registration() -> Value {
    json!({
        "operator": {"name": "Инженер Седов"},
        "organization": {
            "name": "ООО Ромашка", "vatin": "7743013901", "address": "125009, г. Москва, ул. Примерная, д. 1",
            "email": "kassa@example.com", "taxationTypes": ["osn", "patent"],
        },
        "device": {"registrationNumber": "0000000001045548", "ffdVersion": "1.05", "paymentsAddress": "Магазин № 1"},
        "ofd": {"name": "ООО Пример ОФД", "vatin": "5000111221"},
    })
}

fn change() -> Value {
    let mut content = registration();
    content["reason"] = json!("attributesChange");
    content
}
