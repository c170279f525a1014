//! Tests of the simulated server through its socket, as its clients use it.

mod arithmetic;
mod control;
mod examples;
mod figures;
mod links;
mod lookups;
mod power;
mod registry;
mod shifts;
mod validation;

use super::{By, DocumentKind, Options, Simulator};
use crate::Setup;
use crate::client::{self, Reply, ask_with};
use crate::clock::DAY;
use crate::samples::With;
use serde_json::{Value, json};

fn started(options: Options) -> Simulator {
    Simulator::start(options).expect("the simulator starts")
}

/// A server whose register has 1000 tenge in the drawer.
fn device() -> Simulator {
    started(Options { cash_tenge: 1000, ..Options::default() })
}

fn call_as(device: &Simulator, authorization: &str, method: &str, body: &Value) -> Reply {
    let header = format!("Authorization: {authorization}");
    ask_with(&device.url(), &header, "POST", &format!("/{method}"), &body.to_string()).expect("an answer")
}

fn reply(device: &Simulator, method: &str, body: &Value) -> Reply {
    call_as(device, "0000", method, body)
}

/// Calls a method that must succeed. Returns its `response_data`.
fn call(device: &Simulator, method: &str, body: &Value) -> Value {
    let answer = reply(device, method, body).json();
    assert_eq!(answer["response_code"], 0, "{method} {body}: {answer}");
    answer["response_data"].clone()
}

/// Calls a method and returns the response code. Also checks that the HTTP status matches the code.
fn code(device: &Simulator, method: &str, body: &Value) -> u64 {
    let reply = reply(device, method, body);
    let code = reply.json()["response_code"].as_u64().expect("a code");
    assert_eq!(reply.status, super::codes::status(u16::try_from(code).expect("a code")), "{body}");
    code
}

fn register(device: &Simulator) -> Value {
    call(device, "GetKKMList", &json!({"ofd_id": 6923}))[0].clone()
}

/// Shift, next document, shift state, cash.
fn counters(device: &Simulator) -> [String; 4] {
    let register = register(device);
    ["fr_shift_number", "shift_document_number", "shift_state", "cash_sum"].map(|name| register[name].to_string())
}

fn item(sum: &Value) -> Value {
    json!({
        "type": 1,
        "commodity": {
            "name": "Хлеб", "section_code": "1", "quantity": 1, "price": sum, "sum": sum, "measure_unit_code": "796",
        },
    })
}

/// Two items, 1000 and 250.5, paid in cash without change.
fn ticket() -> Value {
    json!({
        "kkm_ofd_id": 6923, "operation": 2, "items": [item(&json!(1000)), item(&json!(250.5))],
        "payments": [{"type": 0, "sum": 1250.5}],
    })
}

fn placement(operation: u8, sum: &Value) -> Value {
    json!({"kkm_ofd_id": 6923, "operation": operation, "sum": sum})
}

fn report(kind: u8) -> Value {
    json!({"kkm_ofd_id": 6923, "report_type": kind})
}

/// The sum of a `Money` object in tiyn.
fn tiyn(money: &Value) -> i64 {
    money["bills"].as_i64().expect("bills") * 100 + money["coins"].as_i64().expect("coins")
}
