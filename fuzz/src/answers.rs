//! Answers of a device to a query, and to a receipt with all that is asked about it. The first byte says which.

use crate::server::{answer, new_journal, open, parts, remove_journal};
use kassa::{Device, Task};
use std::collections::HashMap;
use std::sync::LazyLock;

const SALE: &str = r#"{"type": "sell", "externalId": "a", "taxationType": "osn", "operator": {"name": "Лунина"},
    "items": [{"type": "position", "name": "a", "price": 10, "quantity": 1, "amount": 10, "tax": {"type": "none"},
               "paymentMethod": "fullPayment", "paymentObject": "commodity"}],
    "payments": [{"type": "cash", "sum": 10}], "total": 10,
    "clientInfo": {"emailOrPhone": "a@example.com"}}"#;

/// Backend and task of each first byte, from `a` on.
const CALLS: [(&str, &str); 20] = [
    ("icash", SALE),
    ("icash", r#"{"type": "getDeviceStatus"}"#),
    ("icash", r#"{"type": "getDeviceInfo"}"#),
    ("icash", r#"{"type": "getFnStatus"}"#),
    ("icash", r#"{"type": "getRegistrationInfo"}"#),
    ("icash", r#"{"type": "ofdExchangeStatus"}"#),
    ("icash", r#"{"type": "getFnDocument", "fiscalDocumentNumber": 5}"#),
    ("icash", r#"{"type": "ofdRelay", "limit": 2}"#),
    ("cashcore", SALE),
    ("cashcore", r#"{"type": "getShiftStatus"}"#),
    ("cashcore", r#"{"type": "getFnDocument", "shiftNumber": 7, "fiscalDocumentNumber": 5}"#),
    ("cashcore", r#"{"type": "getDeviceInfo"}"#),
    ("itkassa", SALE),
    ("itkassa", r#"{"type": "getDeviceStatus"}"#),
    ("itkassa", r#"{"type": "getShiftStatus"}"#),
    ("atolweb", SALE),
    ("atolweb", r#"{"type": "getDeviceStatus"}"#),
    ("atolweb", r#"{"type": "getFnStatus"}"#),
    ("atolonline", SALE),
    ("ofdru", r#"{"type": "getDeviceInfo"}"#),
];

static DEVICES: LazyLock<HashMap<&str, Device>> = LazyLock::new(|| {
    let journal = new_journal();
    CALLS.iter().map(|(backend, _)| (*backend, open(backend, &journal))).collect()
});

static TASKS: LazyLock<Vec<Task>> =
    LazyLock::new(|| CALLS.iter().map(|(_, task)| Task::from_json(task).unwrap()).collect());

pub fn run(data: &[u8]) {
    let Some((first, rest)) = data.split_first() else { return };
    let at = usize::from(first.wrapping_sub(b'a'));
    let Some((backend, task)) = CALLS.get(at) else { return };
    answer(parts(rest));
    if *task == SALE {
        // What became of it is found in a journal of its own.
        let journal = new_journal();
        let device = open(backend, &journal);
        told(device.execute(&TASKS[at]));
        told(device.recover("a"));
        drop(device);
        remove_journal(&journal);
    } else {
        told(DEVICES[backend].execute(&TASKS[at]));
    }
}

pub fn told(done: kassa::Result<kassa::Answer>) {
    match done {
        Ok(answer) => drop(answer.into_json().to_string()),
        Err(error) => drop(error.to_json().to_string()),
    }
}
