//! ATOL's web server in the matrix. Another program prints on the same register, beside the server.

use super::content::{corrected, lines, money, sold, tea};
use super::faults::Manner;
use super::link;
use super::protocol::{Before, Fiscal, Protocol, Queue, wing};
use super::queue::queue_wing;
use crate::support::register::Register;
use kassa_simulator::Setup;
use kassa_simulator::atolweb::{Dialect, Options, Simulator};
use serde_json::{Value, json};

wing!(&PROTOCOL);
queue_wing!();

/// A server before 10.7 answers on other paths and refuses without JSON.
#[test]
fn the_decisive_faults_leave_one_document_behind_a_server_of_the_first_dialect() {
    link::every_fault_at_every_point_leaves_one_document_after_a_restart(&FIRST_DIALECT);
}

pub const PROTOCOL: Protocol = Protocol {
    word: "atolweb",
    base: "",
    tasks: TASKS,
    thorough: 1,
    next: "sellReturn",
    config: |_| json!({"testMode": true}),
    here,
    apart: |before| match before {
        Before::Unregistered => &["--unregistered"],
        _ => &["--cash", "10000"],
    },
    prepare: |register, before| {
        if before == Before::Open {
            register.make(&json!({"type": "openShift", "operator": {"name": "Другая программа"}}));
        }
    },
    is_fiscal: |request| is_document(request, "/api/v2/requests"),
    told_by: |task| Some(format!(r#""type":"{}""#, task.name)),
    // The key, the state of the queue, and the question for the last document with its result.
    before: 4,
    // The key of the document `a`. It is made from the backend, the register and the id alone.
    state: "/requests/c0ae5ead-2b04-887f-8ff1-2646a9427b3b",
    look: "/requests/c0ae5ead-2b04-887f-8ff1-2646a9427b3b",
    absent: 404,
    unwell: &[500, 503],
    first_looks: 0,
    unresolved: &[500, 502, 503, 241],
    refused: &[400, 401, 413, 501, 409],
    // The key marks every document.
    marks: &[Some("uuid")],
    // A server that has lost its queue knows no key, and then only the content is left.
    keeps_marks: false,
    unmarked: |body| body,
    manners: &[Manner::Older],
    serial: |_, number| number,
    ledger: ["type", "task"],
    sign: |document| {
        // Two bytes of the kind, and the sign itself.
        let sign = document["tags"]["1077"].as_str().map(|hex| u32::from_str_radix(&hex[4..], 16).unwrap());
        sign.map_or(Value::Null, |sign| sign.to_string().into())
    },
    // It leaves the shift as it finds it.
    other: |_| json!({"type": "reportOfdExchangeStatus", "operator": {"name": "Другая программа"}}),
    same: |_, body| body,
    queue: Some(Queue {
        tells_at_once: false,
        finds_keys: true,
        gives_up_prints: true,
        result: "/requests/c0ae5ead-2b04-887f-8ff1-2646a9427b3b",
        beside: None,
        held: || json!({"held": "task", "heldTasks": "documents"}),
        free: || json!({"held": null}),
        well: || json!({"held": null, "taskMs": 0, "trouble": null}),
        down: || json!({"trouble": {"code": 241, "document": "after"}}),
        slow: || json!({"taskMs": 500}),
        has_begun,
        refusals: &[(Manner::Usual, 400), (Manner::Usual, 409), (Manner::Usual, 413), (Manner::Older, 501)],
        doubts: Vec::new,
    }),
};

const FIRST_DIALECT: Protocol = Protocol {
    tasks: &[
        row("sell", "receipt", Before::Open, tea),
        only("openShift", Before::Closed, cashier),
        slip("nonFiscal", "nonFiscal", lines),
        row("sellCorrection", "correction", Before::Open, corrected),
    ],
    thorough: 0,
    config: |_| json!({"testMode": true, "dialect": "v1"}),
    here: |setup, before, _| {
        let options = Options { setup, registered: before != Before::Unregistered, ..Options::default() };
        Register::here(Simulator::start(Options { dialect: Dialect::V1, ..options }).unwrap())
    },
    is_fiscal: |request| is_document(request, "/requests"),
    ..PROTOCOL
};

/// Whether a request puts in a document and no question.
fn is_document(request: &Value, path: &str) -> bool {
    let body = request["body"].as_str().unwrap_or_default();
    request["method"] == "POST" && request["path"] == path && !body.contains(r#""type":"get"#)
}

const fn row(name: &'static str, kind: &'static str, before: Before, content: fn() -> Value) -> Fiscal {
    Fiscal { title: name, name, path: "/requests", kind, before, content, marked: true, numbered: true, only: false }
}

const fn only(name: &'static str, before: Before, content: fn() -> Value) -> Fiscal {
    Fiscal { only: true, ..row(name, name, before, content) }
}

const fn slip(name: &'static str, kind: &'static str, content: fn() -> Value) -> Fiscal {
    Fiscal { numbered: false, ..row(name, kind, Before::Closed, content) }
}

const TASKS: &[Fiscal] = &[
    row("sell", "receipt", Before::Open, tea),
    only("openShift", Before::Closed, cashier),
    slip("nonFiscal", "nonFiscal", lines),
    row("sellCorrection", "correction", Before::Open, corrected),
    only("closeShift", Before::Open, cashier),
    // A receipt opens the shift.
    row("sellReturn", "receipt", Before::Closed, milk),
    row("buy", "receipt", Before::Open, milk),
    row("buyReturn", "receipt", Before::Open, milk),
    row("sellReturnCorrection", "correction", Before::Open, corrected),
    row("buyCorrection", "correction", Before::Open, corrected),
    row("buyReturnCorrection", "correction", Before::Open, corrected),
    slip("cashIn", "cashIn", money),
    slip("cashOut", "cashOut", money),
    slip("reportX", "report", cashier),
    row("reportOfdExchangeStatus", "ofdExchangeStatus", Before::Open, cashier),
    only("registration", Before::Unregistered, registration),
    only("changeRegistrationParameters", Before::Closed, change),
    only("closeArchive", Before::Closed, cashier),
];

fn here(setup: Setup, before: Before, manner: Manner) -> Register {
    let options = Options {
        setup,
        registered: before != Before::Unregistered,
        cash_roubles: 10_000,
        never_blocks: manner == Manner::Older,
        one_fiscal_task: manner == Manner::Older,
        ..Options::default()
    };
    Register::here(Simulator::start(options).unwrap())
}

/// Whether a register has begun with a document of ours.
fn has_begun(register: &Register) -> bool {
    let orders: Vec<Value> = serde_json::from_str(&register.ask("GET", "/orders", "")).unwrap();
    let begun = |order: &Value| {
        let is_question = order["request"][0]["type"].as_str().unwrap().starts_with("get");
        !is_question && order["results"][0]["status"] != "wait"
    };
    orders.iter().any(begun)
}

fn cashier() -> Value {
    json!({"operator": {"name": "Кассир Лунина"}})
}

fn milk() -> Value {
    sold("Молоко")
}

fn registration() -> Value {
    json!({
        "operator": {"name": "Инженер Седов"},
        "organization": {
            "name": "ООО Ромашка", "vatin": "7700123459", "address": "125009, г. Москва, ул. Примерная, д. 1",
            "email": "kassa@example.com", "taxationTypes": ["osn", "patent"],
        },
        "device": {"registrationNumber": "0001234567007512", "ffdVersion": "1.2", "paymentsAddress": "Магазин № 1"},
        "ofd": {"name": "ООО Пример ОФД", "vatin": "5000111221"},
    })
}

fn change() -> Value {
    let mut content = registration();
    content["reason"] = json!("settingsChange");
    content
}
