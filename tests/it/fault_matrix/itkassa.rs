//! Айти Касса in the matrix: its queue also accepts the tasks of another program.

use super::content::{lines, tea};
use super::faults::Manner;
use super::protocol::{Before, Fiscal, Protocol, Queue, wing};
use super::queue::{queue_wing, service_wing};
use crate::support::register::{Register, await_that};
use kassa_simulator::Setup;
use kassa_simulator::itkassa::{BASE, Options, REGISTER, Simulator};
use serde_json::{Value, json};

wing!(&PROTOCOL);
queue_wing!();
service_wing!();

/// The key that the service sends with its callbacks.
pub const CALLBACK_KEY: &str = "s3cret*of*the*shop";

pub const PROTOCOL: Protocol = Protocol {
    word: "itkassa",
    base: BASE,
    tasks: TASKS,
    thorough: TASKS.len(),
    next: "sellCorrection",
    config: |_| json!({"apiKey": Options::default().api_key, "creItemId": REGISTER, "callbackKey": CALLBACK_KEY}),
    here,
    apart: |_| &[],
    prepare: |register, before| {
        if before == Before::Open {
            register.make(&of_another(&json!([{"type": "openSession"}])));
            await_that("the session", || !register.strangers().is_empty());
        }
    },
    is_fiscal: |request| request["method"] == "POST",
    told_by: |_| None,
    before: 1,
    state: "/print-documents/*/idempotent",
    look: "/print-documents/*/idempotent",
    absent: 500,
    unwell: &[500, 503],
    first_looks: 0,
    unresolved: &[500, 502, 503],
    refused: &[400, 401, 422],
    // The key marks every document.
    marks: &[Some("idempKey")],
    keeps_marks: true,
    unmarked: |body| body,
    manners: &[Manner::Flat, Manner::Texts],
    serial: |_, number| number,
    ledger: ["type", "request"],
    sign: |document| document["sign"].clone(),
    // It leaves the session as it finds it.
    other: |_| of_another(&json!([{"type": "xReport"}])),
    same: |_, body| of_another(&body),
    queue: Some(QUEUE),
};

const QUEUE: Queue = Queue {
    tells_at_once: true,
    finds_keys: true,
    gives_up_prints: false,
    result: "/print-documents/*/idempotent",
    beside: Some("nonFiscal"),
    held: || json!({"held": true}),
    free: || json!({"held": false}),
    well: || json!({"held": false, "delayMs": 0, "link": "online"}),
    down: || json!({"link": "waiting"}),
    slow: || json!({"delayMs": 500}),
    // A busy machine may look only after the print is over.
    has_begun: |register| register.tasks().iter().any(|task| task["state"] != "waiting"),
    refusals: &[
        (Manner::Usual, 400),
        (Manner::Usual, 422),
        (Manner::Flat, 409),
        (Manner::Texts, 400),
        (Manner::Texts, 500),
    ],
    // The error 255.
    doubts: || {
        [("failing", false), ("severed", true)].map(|(link, made)| (link.into(), json!({"link": link}), made)).into()
    },
};

const fn row(name: &'static str, kind: &'static str, before: Before, content: fn() -> Value) -> Fiscal {
    Fiscal {
        title: name,
        name,
        path: "/print-documents",
        kind,
        before,
        content,
        marked: true,
        numbered: true,
        only: false,
    }
}

const fn session(name: &'static str, kind: &'static str, before: Before) -> Fiscal {
    Fiscal { only: true, ..row(name, kind, before, cashier) }
}

const TASKS: &[Fiscal] = &[
    row("sell", "sale", Before::Open, tea),
    session("openShift", "openSession", Before::Closed),
    Fiscal { numbered: false, ..row("nonFiscal", "slip", Before::Closed, lines) },
    row("sellCorrection", "correction", Before::Open, correction),
    session("closeShift", "closeSession", Before::Open),
];

/// A task of another program.
fn of_another(commands: &Value) -> Value {
    json!({"creItemId": REGISTER, "commands": commands})
}

fn here(setup: Setup, _: Before, manner: Manner) -> Register {
    // Never given up and never far apart, so that a callback is in time on any machine.
    let mut options = Options {
        setup,
        callback_attempts: u32::MAX,
        callback_pause_ms: 40,
        callback_longest_pause_ms: 160,
        ..Options::default()
    };
    let words: &[&str] = match manner {
        Manner::Flat => &["flat", "key-refused", "queued-state"],
        Manner::Texts => &["flat-list", "key-empty", "refusal-200"],
        _ => &[],
    };
    for word in words {
        options.shapes = options.shapes.with(word).unwrap();
    }
    Register::here(Simulator::start(options).unwrap())
}

fn cashier() -> Value {
    json!({"operator": {"name": "Кассир Лунина"}})
}

fn correction() -> Value {
    json!({
        "operator": {"name": "Кассир Лунина"}, "taxationType": "osn", "correctionType": "instruction",
        "correctionBaseDate": "2025.11.17", "correctionBaseNumber": "17/03-А", "correctionBaseName": "Предписание",
        "taxes": [{"type": "vat20", "sum": 251}],
    })
}
