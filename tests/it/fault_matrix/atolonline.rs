//! ATOL Online in the matrix. The service cannot be asked for a key: after a lost answer the same document is put in
//! again. Another program sells through the same group of registers.

use super::content;
use super::faults::Manner;
use super::protocol::Before;
use super::protocol::{Fiscal, Protocol, Queue, wing};
use super::queue::{queue_wing, service_wing};
use super::scene::body_of;
use crate::support::register::Register;
use kassa_simulator::Setup;
use kassa_simulator::atolonline::{
    BASE, GROUP, INN, KnownId, LOGIN, Options, PASSWORD, Shapes, Simulator, UnknownUuid,
};
use serde_json::{Value, json};

wing!(&PROTOCOL);
queue_wing!();
service_wing!();

pub const PROTOCOL: Protocol = Protocol {
    word: "atolonline",
    base: BASE,
    tasks: TASKS,
    thorough: 1,
    next: "sellCorrection",
    config: |_| account(LOGIN, PASSWORD, GROUP, INN),
    here,
    apart: |_| &["--report-pause-ms", "0"],
    prepare: |_, _| {},
    is_fiscal: |request| request["method"] == "POST" && !request["path"].as_str().unwrap().ends_with("/getToken"),
    told_by: |_| None,
    // The token.
    before: 1,
    // After a loss the document is put in again.
    state: "/shop-group_1/*",
    look: "/shop-group_1/*",
    // The service has the document and does not name it.
    absent: 33,
    unwell: &[429, 500, 503],
    first_looks: 0,
    unresolved: &[0, 1, 33, 50],
    refused: &[32, 11, 14, 20, 31, 40, 41],
    marks: &[Some("external_id")],
    keeps_marks: true,
    unmarked,
    manners: &[Manner::Lenient, Manner::NotReady],
    serial: |_, number| number,
    ledger: ["type", "request"],
    sign: |document| document["sign"].clone(),
    other: |_| of_another("sell_correction", body_of(&PROTOCOL, PROTOCOL.named("sellCorrection"))),
    same: |task, body| of_another(task.kind, body),
    queue: Some(Queue {
        tells_at_once: false,
        finds_keys: false,
        gives_up_prints: false,
        result: "/shop-group_1/report/*",
        beside: Some("sellCorrection"),
        held: || json!({"held": true}),
        free: || json!({"held": false}),
        well: || json!({"held": false, "delayMs": 0, "fail": null}),
        down: || json!({"held": true}),
        slow: || json!({"delayMs": 500}),
        has_begun: |register| register.tasks().iter().any(|task| task["state"] != "waiting"),
        refusals: &[
            (Manner::Usual, 31),
            (Manner::Usual, 32),
            (Manner::Usual, 33),
            (Manner::Lenient, 32),
            (Manner::NotReady, 40),
            (Manner::Usual, 41),
        ],
        doubts,
    }),
};

const fn row(name: &'static str, path: &'static str, kind: &'static str, content: fn() -> Value) -> Fiscal {
    Fiscal { title: name, name, path, kind, before: Before::Closed, content, marked: true, numbered: true, only: false }
}

const TASKS: &[Fiscal] = &[
    row("sell", "/shop-group_1/sell", "sell", tea),
    row("sellReturn", "/shop-group_1/sell_refund", "sell_refund", tea),
    row("sellCorrection", "/shop-group_1/sell_correction", "sell_correction", corrected),
    row("buy", "/shop-group_1/buy", "buy", tea),
    row("buyReturn", "/shop-group_1/buy_refund", "buy_refund", tea),
    row("sellReturnCorrection", "/shop-group_1/sell_refund_correction", "sell_refund_correction", corrected),
    row("buyCorrection", "/shop-group_1/buy_correction", "buy_correction", corrected),
    row("buyReturnCorrection", "/shop-group_1/buy_refund_correction", "buy_refund_correction", corrected),
];

/// The configuration of an account.
pub fn account(login: &str, password: &str, group: &str, inn: &str) -> Value {
    json!({
        "login": login, "password": password, "groupCode": group, "testMode": true,
        "company": {"email": "shop@example.com", "inn": inn, "paymentAddress": "https://shop.example.com"},
    })
}

fn here(setup: Setup, _: Before, manner: Manner) -> Register {
    let shapes = match manner {
        Manner::Lenient => Shapes {
            known_id: KnownId::Accepted,
            unknown_uuid: UnknownUuid::Wrong,
            failed_id_is_free: true,
            new_tokens: true,
            ..Shapes::default()
        },
        Manner::Nameless => Shapes { known_id: KnownId::RefusedWithoutUuid, ..Shapes::default() },
        _ => Shapes::default(),
    };
    let not_ready_reports = if manner == Manner::NotReady { 2 } else { 0 };
    let options = Options { setup, report_pause_ms: 0, shapes, not_ready_reports, ..Options::default() };
    Register::here(Simulator::start(options).unwrap())
}

/// Failures that may hide a document: of the register's driver, and of nobody knows what.
fn doubts() -> Vec<(String, Value, bool)> {
    let failing = |kind: &str, code: u16, made: bool| {
        let name = format!("{kind} error {code}, {}", if made { "made" } else { "not made" });
        (name, json!({"fail": {"type": kind, "code": code, "text": "сбой", "made": made, "times": 1}}), made)
    };
    let rows = [("driver", 2), ("driver", 3), ("driver", 4), ("driver", 241), ("driver", 115), ("unknown", 1)];
    rows.into_iter().flat_map(|(kind, code)| [failing(kind, code, false), failing(kind, code, true)]).collect()
}

/// The request without what differs in each.
fn unmarked(mut body: Value) -> Value {
    if let Some(members) = body.as_object_mut() {
        for name in ["external_id", "timestamp", "service"] {
            members.remove(name);
        }
    }
    body
}

fn of_another(operation: &str, mut body: Value) -> Value {
    body["timestamp"] = json!("28.11.2026 12:05:31");
    json!({"operation": operation, "request": body})
}

/// The service wants the buyer's contact and the unit of each line.
fn tea() -> Value {
    let mut content = content::tea();
    content["clientInfo"] = json!({"emailOrPhone": "buyer@example.com"});
    content["items"][0]["measurementUnit"] = json!("piece");
    content
}

fn corrected() -> Value {
    content::correction(tea())
}
