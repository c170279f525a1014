//! Tests of the simulated device through its socket, as its clients use it.

mod answers;
mod commands;
mod control;
mod link;
mod power;
mod sums;
mod validation;

use super::{Options, Simulator};
use crate::Setup;
use crate::client::{self, ask};
use crate::samples::With;
use serde_json::{Value, json};

fn started(options: Options) -> Simulator {
    Simulator::start(options).expect("the simulator starts")
}

fn device() -> Simulator {
    started(Options::default())
}

/// A registered device with an open shift. It has made two documents.
fn open_device(options: Options) -> Simulator {
    let device = started(options);
    assert_eq!(post(&device, "/shift/open", &json!({}))["ok"], true);
    device
}

fn post(device: &Simulator, path: &str, body: &Value) -> Value {
    ask(&device.url(), "POST", &format!("/api/1{path}"), &body.to_string()).expect("an answer").json()
}

fn get(device: &Simulator, path: &str) -> Value {
    ask(&device.url(), "GET", &format!("/api/1{path}"), "").expect("an answer").json()
}

/// Two items: 20.45 and 3 × 18, half of it paid in cash.
fn receipt() -> Value {
    json!({
        "T1054": 1, "T1055": 1, "T1021": "Иванова А.", "T1020": "74.45", "T1031": 40, "T1081": "34.45",
        "T1102": 9, "T1105": "20.45",
        "T1059": [
            {"T1030": "Хлеб", "T1079": "20.45", "T1023": "1", "T1043": "20.45", "T1199": 6, "T1214": 4, "T1212": 1},
            {"T1030": "Молоко", "T1079": 18, "T1023": "3.000", "T1043": 54, "T1199": 1, "T1200": 9},
        ],
    })
}

fn registration() -> Value {
    json!({
        "T1048": "ООО Пример", "T1018": "7743013901", "T1062": [1, 2], "T1037": "0000000001045548", "T1002": false,
        "T1221": false, "T1110": false, "T1056": false, "T1001": false, "T1108": false, "T1021": "Админ",
        "T1117": "a@example.com", "T1017": "7704453017", "T1046": "ОФД",
    })
}
