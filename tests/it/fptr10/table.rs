//! The whole table of functions, by the program in Python; and a day, by the one in C, on every register.

use super::Till;
use crate::support::{fptr10, root, run, scratch};
use kassa_simulator::{atolonline, atolweb, cashcore, icash, itkassa};
use serde_json::{Value, json};
use std::process::Command;

/// The configuration of a register with what every one has.
pub fn config(own: &Value, journal: &std::path::Path) -> Value {
    let mut config = json!({"journal": journal, "settleMs": 100, "deadlineMs": 60_000, "testMode": true});
    config.as_object_mut().unwrap().extend(own.as_object().unwrap().clone());
    config
}

#[test]
fn the_whole_table_is_there_for_a_program_in_python() {
    let (register, folder) = (icash::Simulator::start(icash::Options::default()).unwrap(), scratch());
    let till = Till::new(&config(&json!({"backend": "icash", "url": register.url()}), &folder.path().join("kassa.db")));
    run(Command::new("python3")
        .arg("-B")
        .arg(root().join("tests/fptr10/test_table.py"))
        .arg(fptr10())
        .arg(root().join("bindings/fptr10/tables/functions.tsv"))
        .arg(till.settings()));
}

#[test]
fn totals_and_errors_are_answered_where_the_register_keeps_them() {
    let folder = scratch();
    let icash = icash::Simulator::start(icash::Options::default()).unwrap();
    let cashcore = cashcore::Simulator::start(cashcore::Options::default()).unwrap();
    let atolweb = atolweb::Simulator::start(atolweb::Options::default()).unwrap();
    let settings = [
        json!({"backend": "atolweb", "url": atolweb.url()}),
        json!({"backend": "cashcore", "url": cashcore.url(), "kkmOfdId": 6923, "pin": "3333"}),
        json!({"backend": "icash", "url": icash.url()}),
    ]
    .map(|own| Till::new(&config(&own, &folder.path().join("kassa.db"))).settings().to_owned());
    run(Command::new("python3")
        .arg("-B")
        .arg(root().join("tests/fptr10/test_totals.py"))
        .arg(fptr10())
        .arg(root().join("bindings/fptr10/tables/functions.tsv"))
        .args(settings));
}

/// The lines of a day without the texts of errors, and whether there was a failure.
fn day(own: &Value) -> String {
    let folder = scratch();
    let said = Till::new(&config(own, &folder.path().join("kassa.db"))).runs(&["day"]);
    assert!(!said.contains("failed"), "{said}");
    assert!(said.contains("close_receipt: done\nbelieves: made\n"), "{said}");
    assert!(said.ends_with("close: done\nopen 0\n"), "{said}");
    said
}

/// The functions that the register lacks.
fn lacking(said: &str) -> Vec<&str> {
    said.lines().filter_map(|line| line.split_once(": not supported").map(|(name, _)| name)).collect()
}

#[test]
fn a_day_on_an_icash() {
    let register = icash::Simulator::start(icash::Options::default()).unwrap();
    let said = day(&json!({"backend": "icash", "url": register.url()}));
    assert_eq!(lacking(&said), ["cash_income", "x"], "{said}");
    let kinds: Vec<_> = register.ledger().iter().map(|document| document.kind.word()).collect();
    assert_eq!(kinds[kinds.len() - 3..], ["openShift", "receipt", "closeShift"]);
    let receipt = &register.ledger()[kinds.len() - 2];
    let sign = said.lines().find(|line| line.starts_with("number ")).unwrap();
    assert!(sign.starts_with(&format!("number {} sign ", receipt.number)), "{said}");
    assert!(said.contains("remainder 0.00, change 0.00\n") && said.contains("type 1 sum 251.00\n"), "{said}");
    assert!(said.contains("shift: done\n= 0\n") && said.contains("shift: done\n= 1\n"), "{said}");
}

#[test]
fn a_day_on_a_cashcore() {
    let register = cashcore::Simulator::start(cashcore::Options::default()).unwrap();
    let said = day(&json!({"backend": "cashcore", "url": register.url(), "kkmOfdId": 6923, "pin": "3333"}));
    assert_eq!(lacking(&said), ["print_text"], "{said}");
}

#[test]
fn a_day_on_a_queue() {
    let options = itkassa::Options::default();
    let key = options.api_key.clone();
    let service = itkassa::Simulator::start(options).unwrap();
    let url = service.url() + itkassa::BASE;
    let said = day(&json!({"backend": "itkassa", "url": url, "apiKey": key, "creItemId": itkassa::REGISTER}));
    assert_eq!(lacking(&said), [""; 0], "{said}");
}

#[test]
fn a_day_on_the_vendors_own_server() {
    let server = atolweb::Simulator::start(atolweb::Options::default()).unwrap();
    let said = day(&json!({"backend": "atolweb", "url": server.url()}));
    assert_eq!(lacking(&said), [""; 0], "{said}");
}

#[test]
fn a_day_on_the_vendors_cloud() {
    use atolonline::{BASE, GROUP, INN, LOGIN, PASSWORD};
    let service = atolonline::Simulator::start(atolonline::Options::default()).unwrap();
    let said = day(&json!({
        "backend": "atolonline", "url": service.url() + BASE, "login": LOGIN, "password": PASSWORD, "groupCode": GROUP,
        "company": {"email": "shop@example.com", "inn": INN, "paymentAddress": "https://shop.example.com"},
    }));
    let lacks = ["open_shift", "print_text", "cash_income", "x", "close_shift"];
    assert_eq!(lacking(&said), lacks, "{said}");
}
