//! Small tasks that real programs send (tests/documents/cases.json), against the simulators of the registers that each
//! case names.

use crate::documents::{BAD_DOCUMENT, OK, changed, examples, said};
use crate::support::abi::Device;
use crate::support::root;
use kassa_simulator::{atolweb, cashcore, icash, itkassa};
use serde_json::{Value, json};
use std::fs;

/// A register with its shift open, and the driver's device for it.
struct Till {
    device: Device,
    register: Register,
    _folder: tempfile::TempDir,
}

enum Register {
    Icash(icash::Simulator),
    Itkassa(itkassa::Simulator),
    Cashcore(cashcore::Simulator),
    Atolweb(atolweb::Simulator),
}

impl Till {
    fn open(backend: &str, case: &Value) -> Self {
        let register = match backend {
            "icash" => {
                let short_tax_numbers = case["register"]["shortTaxNumbers"] == true;
                let options = icash::Options { short_tax_numbers, ..icash::Options::default() };
                Register::Icash(icash::Simulator::start(options).unwrap())
            }
            "itkassa" => Register::Itkassa(itkassa::Simulator::start(itkassa::Options::default()).unwrap()),
            "cashcore" => Register::Cashcore(cashcore::Simulator::start(cashcore::Options::default()).unwrap()),
            "atolweb" => {
                let ffd = case["register"]["ffd"].as_str().map_or_else(atolweb::Ffd::default, |word| {
                    atolweb::Ffd::of(word).unwrap_or_else(|| panic!("no FFD {word}"))
                });
                let registered = case["register"]["registered"] != false;
                let options = atolweb::Options { ffd, registered, cash_roubles: 10_000, ..atolweb::Options::default() };
                Register::Atolweb(atolweb::Simulator::start(options).unwrap())
            }
            other => panic!("{other} is no backend"),
        };
        let folder = tempfile::tempdir().unwrap();
        let usual = json!({
            "backend": backend, "journal": folder.path().join("kassa.db"), "settleMs": 100, "resend": 0, "deadlineMs": 30_000,
        });
        let own = match &register {
            Register::Icash(register) => json!({ "url": register.url() }),
            Register::Itkassa(service) => json!({
                "url": format!("{}{}", service.url(), itkassa::BASE), "creItemId": itkassa::REGISTER,
                "apiKey": itkassa::Options::default().api_key,
            }),
            Register::Cashcore(register) => json!({ "url": register.url(), "kkmOfdId": 6923, "pin": "3333" }),
            Register::Atolweb(server) => json!({ "url": server.url(), "testMode": true }),
        };
        let device = Device::open(&changed(&usual, &own)).unwrap_or_else(|error| panic!("{error:?}"));
        // The others open their shift with the first receipt.
        if backend == "icash" {
            let (status, answer) = device.execute(&json!({ "type": "openShift" }));
            assert_eq!(status, OK, "{answer}");
        }
        Self { device, register, _folder: folder }
    }

    /// What the register has received of each receipt and correction, oldest first.
    fn receipts(&self) -> Vec<Value> {
        match &self.register {
            Register::Icash(register) => {
                let is_receipt = |kind| matches!(kind, icash::DocumentKind::Receipt | icash::DocumentKind::Correction);
                let documents = register.ledger().into_iter().filter(|document| is_receipt(document.kind));
                documents.map(|document| document.request).collect()
            }
            Register::Itkassa(service) => {
                let documents = service.ledger().into_iter().filter(|document| document.request[0]["lines"].is_array());
                documents.map(|document| document.request[0].clone()).collect()
            }
            Register::Cashcore(register) => {
                let is_receipt = |document: &cashcore::Document| document.kind == cashcore::DocumentKind::Ticket;
                register.ledger().into_iter().filter(is_receipt).map(|document| document.request).collect()
            }
            // The task as it came, and what the fiscal drive has of it.
            Register::Atolweb(server) => {
                let is_receipt =
                    |kind| matches!(kind, atolweb::DocumentKind::Receipt | atolweb::DocumentKind::Correction);
                let documents = server.ledger().into_iter().filter(|document| is_receipt(document.kind));
                documents.map(|document| json!({ "task": document.task, "tags": document.tags })).collect()
            }
        }
    }
}

/// The calls of a case, with its items as often as it says.
fn calls(case: &Value) -> Vec<Value> {
    let mut calls = case["task"].as_array().cloned().unwrap_or_else(|| vec![case["task"].clone()]);
    if let Some(times) = case["itemsTimes"].as_u64() {
        for task in &mut calls {
            let items = task["items"].as_array().unwrap();
            task["items"] = (0..times).flat_map(|_| items.iter().cloned()).collect();
        }
    }
    calls
}

/// The Russian texts of faults or notes, joined.
fn texts(list: &Value) -> String {
    let text = |fault: &Value| fault["message"]["ru"].as_str().unwrap().to_owned();
    list.as_array().into_iter().flatten().map(text).collect::<Vec<_>>().join("\n")
}

/// A sum as the server and the driver write it, `291.1` and `291.10`, in one spelling.
fn rubles(sum: &Value) -> String {
    format!("{:.2}", sum.as_f64().unwrap())
}

fn paths(list: &Value) -> Vec<String> {
    said(list).into_iter().map(|fault| fault.split(": ").next().unwrap().to_owned()).collect()
}

fn strings(list: &Value) -> Vec<&str> {
    list.as_array().into_iter().flatten().map(|text| text.as_str().unwrap()).collect()
}

/// What is expected of a backend: `on` has what is different there.
fn expected(case: &Value, backend: &str) -> Value {
    let mut expect = case["expect"].clone();
    for (name, value) in case["on"][backend].as_object().into_iter().flatten() {
        expect[name] = value.clone();
    }
    expect
}

fn check(case: &Value, backend: &str) {
    let at = format!("{} on {backend}", case["id"]);
    let (till, expect) = (Till::open(backend, case), expected(case, backend));
    let mut calls = calls(case);
    let task = calls.pop().unwrap();
    for earlier in calls {
        let (status, answer) = till.device.execute(&earlier);
        assert_eq!(status, OK, "{at}: {answer}");
    }
    let before = till.receipts().len();
    let (judged, verdict) = till.device.validate(&task);
    let (status, answer) = till.device.execute(&task);
    let list = if expect["refused"].is_array() {
        assert_eq!((judged, status), (BAD_DOCUMENT, BAD_DOCUMENT), "{at}: {verdict} {answer}");
        for answer in [&verdict, &answer] {
            let mut found = paths(&answer["error"]["faults"]);
            found.sort_unstable();
            assert_eq!(found, strings(&expect["refused"]), "{at}: {answer}");
        }
        assert_eq!(till.receipts().len(), before, "{at}: nothing is made");
        answer["error"]["faults"].clone()
    } else {
        assert_eq!((judged, status), (OK, OK), "{at}: {verdict} {answer}");
        let made = till.receipts();
        assert_eq!(made.len() as u64, expect["made"].as_u64().unwrap_or(1), "{at}: {answer}");
        if let (Register::Atolweb(_), Some(last)) = (&till.register, made.last()) {
            assert_eq!(rubles(&last["tags"]["1020"]), rubles(&answer["fiscalParams"]["total"]), "{at}: {answer}");
        }
        for (pointer, value) in expect["document"][backend].as_object().into_iter().flatten() {
            let found = made.last().unwrap().pointer(pointer).unwrap_or(&Value::Null);
            assert_eq!(found, value, "{at}: {pointer} of {}", made.last().unwrap());
        }
        if let Some(id) = expect.get("externalId") {
            assert_eq!(&answer["externalId"], id, "{at}");
        }
        answer["warnings"]["notes"].clone()
    };
    for path in strings(&expect["notes"]) {
        assert!(paths(&list).iter().any(|found| found == path), "{at}: no note at {path} in {list}");
    }
    for part in strings(&expect["says"]) {
        assert!(texts(&list).contains(part), "{at}: {part} is not in {}", texts(&list));
    }
}

#[test]
fn what_programs_really_send_is_sold_or_refused_for_a_reason() {
    let text = fs::read_to_string(root().join("tests/documents/cases.json")).unwrap();
    let cases: Value = serde_json::from_str(&text).unwrap();
    for case in cases["cases"].as_array().unwrap() {
        for backend in strings(&case["backends"]) {
            check(case, backend);
        }
    }
}

/// The examples of the vocabulary on a register that speaks it. Each row: the example, what was done before it, the
/// register.
#[test]
fn every_example_of_the_vocabulary_is_done_by_a_register_of_atol() {
    let usual = json!({});
    let other = [
        // Its goods code (1162) is one of FFD 1.05 and 1.1.
        ("everything", json!({ "register": { "ffd": "1.05" } })),
        ("registration", json!({ "register": { "registered": false } })),
    ];
    for (name, task) in examples() {
        let case = other.iter().find(|(known, _)| *known == name).map_or(&usual, |(_, case)| case);
        let till = Till::open("atolweb", case);
        if name == "closeShift" {
            assert_eq!(till.device.execute(&json!({ "type": "openShift" })).0, OK);
        }
        let (judged, verdict) = till.device.validate(&task);
        let (status, answer) = till.device.execute(&task);
        assert_eq!((judged, status), (OK, OK), "{name}: {verdict} {answer}");
        let Register::Atolweb(server) = &till.register else { unreachable!() };
        let sent = server.ledger().pop().map(|document| document.task);
        // A question makes no document.
        if sent.as_ref().is_some_and(|sent| sent["type"] == task["type"]) {
            assert_eq!(names(&sent.unwrap()["items"]), names(&task["items"]), "{name}");
        }
    }
}

/// The names and texts of items.
fn names(items: &Value) -> Vec<&Value> {
    items
        .as_array()
        .into_iter()
        .flatten()
        .map(|item| if item["type"] == "text" { &item["text"] } else { &item["name"] })
        .collect()
}
