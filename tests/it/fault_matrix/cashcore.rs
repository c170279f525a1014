//! CashCore in the matrix. The other program is a second cashier on the same register.

use super::content::money;
use super::faults::Manner;
use super::other_ways::courses;
use super::protocol::{Before, Fiscal, Protocol, wing};
use crate::support::register::Register;
use kassa_simulator::Setup;
use kassa_simulator::cashcore::{Options, Simulator};
use serde_json::{Value, json};

wing!(&PROTOCOL);
courses!();

/// A little more than a day, in seconds.
const DAY: i64 = 24 * 3600 + 60;

/// Tenge in the drawer: enough to pay out.
const CASH: u32 = 10_000;

pub const PROTOCOL: Protocol = Protocol {
    word: "cashcore",
    base: "",
    tasks: TASKS,
    thorough: TASKS.len(),
    next: "buy",
    config: |mark| json!({"kkmOfdId": 6923, "pin": "3333", "mark": mark.unwrap_or("none")}),
    here,
    apart: |_| &["--cash", "10000"],
    prepare,
    is_fiscal: |request| {
        ["/TradeOperation", "/MoneyPlacement", "/ZXReport"].contains(&request["path"].as_str().unwrap())
    },
    told_by: |_| None,
    before: 1,
    state: "/GetKKMList",
    look: "/GetTransactionList",
    absent: 37,
    unwell: &[404, 503],
    first_looks: 1,
    unresolved: &[1, 19, 20, 24, 29, 250],
    refused: &[2, 58, 62],
    marks: &[Some("auxiliary"), None],
    // The vendor's document says only in an example that it does.
    keeps_marks: false,
    unmarked,
    manners: &[Manner::Offline],
    serial: |shift, number| shift * 1_000_000 + number,
    ledger: ["type", "request"],
    sign: |document| document["fiscalId"].clone(),
    other: |_| stranger("TradeOperation", &another()),
    same: |task, body| stranger(&task.path[1..], &body),
    queue: None,
};

const fn row(title: &'static str, name: &'static str, before: Before, content: fn() -> Value) -> Fiscal {
    Fiscal {
        title,
        name,
        path: "/TradeOperation",
        kind: "ticket",
        before,
        content,
        marked: true,
        numbered: true,
        only: false,
    }
}

const fn cash(name: &'static str, before: Before) -> Fiscal {
    Fiscal { path: "/MoneyPlacement", kind: "moneyPlacement", marked: false, ..row(name, name, before, money) }
}

const fn z_report(before: Before) -> Fiscal {
    let name = "closeShift";
    Fiscal { path: "/ZXReport", kind: name, marked: false, ..row(name, name, before, || json!({})) }
}

/// Every fiscal task. A receipt opens the shift by itself, and first closes one that is a day old.
const TASKS: &[Fiscal] = &[
    row("sell", "sell", Before::Open, kymyz),
    cash("cashOut", Before::Open),
    z_report(Before::Open),
    row("sell, shift a day old", "sell", Before::Expired, kymyz),
    row("sellReturn, shift closed", "sellReturn", Before::Closed, kymyz),
    row("buy", "buy", Before::Open, kymyz),
    row("buyReturn, shift a day old", "buyReturn", Before::Expired, kymyz),
    cash("cashIn", Before::Closed),
];

fn kymyz() -> Value {
    json!({
        "items": [
            {
                "type": "position", "name": "Қымыз 1 л", "price": 1250.50, "quantity": 2, "amount": 2501,
                "tax": {"type": "vat16"}, "discount": {"name": "Тұрақты клиент", "sum": 125.05},
            },
            {"type": "position", "name": "Нан", "price": 180, "quantity": 1.5, "amount": 270, "tax": {"type": "none"}},
        ],
        "payments": [{"type": "cash", "sum": 2000}, {"type": "mobile", "sum": 700}], "total": 2645.95,
    })
}

/// A ticket with another content.
fn another() -> Value {
    json!({
        "kkm_ofd_id": 6923, "operation": 2, "payments": [{"type": 1, "sum": 900}],
        "items": [{"type": 1, "commodity": {
            "name": "Сүт", "section_code": "1", "measure_unit_code": "796", "quantity": 2, "price": 450, "sum": 900,
        }}],
    })
}

/// A document of the senior cashier.
fn stranger(command: &str, body: &Value) -> Value {
    json!({"command": command, "data": body, "pin": "2222"})
}

fn here(setup: Setup, _: Before, manner: Manner) -> Register {
    let online = manner != Manner::Offline;
    let options = Options { setup, cash_tenge: CASH, ofd_online: online, ..Options::default() };
    Register::here(Simulator::start(options).unwrap())
}

fn prepare(register: &Register, before: Before) {
    if before != Before::Closed {
        register.make(&stranger("TradeOperation", &another()));
    }
    if before == Before::Expired {
        register.clock(DAY);
    }
}

/// The body of a request without a mark.
fn unmarked(mut body: Value) -> Value {
    if let Some(members) = body.as_object_mut() {
        members.remove("auxiliary");
    }
    body
}
