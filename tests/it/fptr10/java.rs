//! Java: a till that sells a receipt through the native methods, and every method of the table.
//!
//! The class that declares them is written from the table here: a program has that of the vendor.

use super::Till;
use super::table::config;
use super::till::library;
use crate::support::{root, run, scratch};
use kassa_simulator::atolweb::{self, DocumentKind};
use serde_json::json;
use std::fmt::Write as _;
use std::fs;
use std::path::PathBuf;
use std::process::Command;
use std::sync::LazyLock;
use tempfile::TempDir;

/// The error of a function that no register of kassa serves.
const NOT_SUPPORTED: &str = "11";

/// The methods: name, types, and the C function of each.
fn table() -> Vec<[String; 3]> {
    let table = fs::read_to_string(root().join("bindings/fptr10/tables/java.tsv")).unwrap();
    let row = |line: &str| {
        let mut columns = line.split('\t').map(str::to_owned);
        [(); 3].map(|()| columns.next().unwrap())
    };
    table.lines().map(row).collect()
}

/// The types of a method in Java: `(JI)[B` takes a `long` and an `int`, and returns a `byte[]`.
fn types(mut descriptor: &str) -> (Vec<&'static str>, &'static str) {
    const TYPES: &[(&str, &str)] = &[
        ("J", "long"),
        ("I", "int"),
        ("Z", "boolean"),
        ("D", "double"),
        ("V", "void"),
        ("[B", "byte[]"),
        ("Ljava/lang/String;", "String"),
        ("Ljava/util/Date;", "java.util.Date"),
    ];
    let mut found = Vec::new();
    while !descriptor.is_empty() {
        descriptor = descriptor.trim_start_matches(['(', ')']);
        let (letters, name) = TYPES.iter().find(|(letters, _)| descriptor.starts_with(letters)).unwrap();
        descriptor = &descriptor[letters.len()..];
        found.push(*name);
    }
    let result = found.pop().unwrap();
    (found, result)
}

/// The class with the native methods of the table.
fn declared() -> String {
    let mut class = "package ru.atol.drivers10.fptr;\n\npublic class FptrNative {\n".to_owned();
    class.push_str("    static {\n        System.loadLibrary(\"fptr10\");\n    }\n\n");
    for [name, descriptor, _] in table() {
        let (taken, result) = types(&descriptor);
        let taken: Vec<_> = taken.iter().enumerate().map(|(place, name)| format!("{name} a{place}")).collect();
        writeln!(class, "    public native {result} {name}({});", taken.join(", ")).unwrap();
    }
    class.push_str("}\n");
    class
}

/// The folder of the compiled classes.
static CLASSES: LazyLock<TempDir> = LazyLock::new(|| {
    let folder = scratch();
    let written = folder.path().join("FptrNative.java");
    fs::write(&written, declared()).unwrap();
    let programs = ["Till", "Table"].map(|name| root().join(format!("tests/fptr10/java/{name}.java")));
    run(Command::new("javac")
        .args(["-encoding", "UTF-8", "-nowarn", "-d"])
        .arg(folder.path())
        .arg(written)
        .args(programs));
    folder
});

/// Runs a program in a zone that no machine of ours is in. The checks of the machine find what a native method does wrong.
fn java(program: &str, words: &[&str]) -> String {
    let path = |folder: PathBuf| folder.into_os_string().into_string().unwrap();
    let mut command = Command::new("java");
    command.args(["-Xcheck:jni", "-Xshare:auto", "-XX:TieredStopAtLevel=1", "-Duser.timezone=Asia/Kamchatka"]);
    command.arg(format!("-Djava.library.path={}", path(library().to_owned())));
    command.arg("-cp").arg(CLASSES.path()).arg(program).args(words);
    String::from_utf8(run(&mut command).stdout).unwrap()
}

#[test]
fn a_program_in_java_sells_a_receipt() {
    let (register, folder) = (atolweb::Simulator::start(atolweb::Options::default()).unwrap(), scratch());
    let own = json!({"backend": "atolweb", "url": register.url(), "defaultTaxation": "osn"});
    let said = java("Till", &[Till::new(&config(&own, &folder.path().join("kassa.db"))).settings()]);
    let ledger = register.ledger();
    let receipt = ledger.iter().rfind(|document| document.kind == DocumentKind::Receipt).unwrap();
    // Two bytes before the four that are printed in decimal digits.
    let sign = u32::from_str_radix(&receipt.tags["1077"].as_str().unwrap()[4..], 16).unwrap();
    let told = [
        "version: 10.10.8.0",
        "setSettings: done",
        "getSingleSetting: Касса № 7 😀",
        "getSingleSetting: half \u{FFFD}",
        "getSingleSetting: zero 0 within",
        "getSingleSetting: ",
        "getSingleSetting: ",
        "applySingleSettings: done",
        "getSettings: true",
        "logWrite: 0",
        "isOpened: false",
        "open: done",
        "isOpened: true",
        "cancelReceipt: -1",
        "errorCode: 81",
        "errorCode: 0 Ошибок нет",
        "showProperties: -1 11",
        "errorRecommendation: true",
        "operatorLogin: done",
        "openShift: done",
        "queryData: done",
        "shift: 1",
        "available: true false",
        "openReceipt: done",
        "registration: done",
        "payment: done",
        "change: 49.0",
        "closeReceipt: done",
        "checkDocumentClosed: done",
        "closed: true",
        "fnQueryData: done",
        &format!("number: {}", receipt.number.unwrap()),
        &format!("sign: {sign}"),
        // The clock of the register, whatever the zone of the machine.
        &format!("time: {}", receipt.time),
        "nothing: 0 [] 0 1970-01-01T00:00:00",
        "utilFormTlv: done",
        "utilFormTlv: done",
        "alike: true",
        "utilFormTlv: done",
        "null: [-118, 4, 0, 0, -18, 4, 0, 0]",
        "resetParams: 0",
        "utilFormTlv: done",
        "reset: []",
        "beginReadRecords: done",
        "attribute 1262: [48, 51, 48]",
        "attribute 1162: [0, -128, -1]",
        // 2026-02-17.
        "attribute 1178: [-128, -81, -109, 105]",
        "attribute 1002: [1]",
        "attribute 1055: [1]",
        "attribute 1209: [4]",
        "attribute 1229: [1]",
        "errorCode: 30",
        "close: done",
        "stale: -1",
    ];
    assert_eq!(said.lines().collect::<Vec<_>>(), told);
    let task = &receipt.task;
    assert_eq!(
        (&task["electronically"], &task["operator"]["name"], &task["clientInfo"]["emailOrPhone"]),
        (&json!(true), &json!("Иванов И. И."), &json!("buyer@example.com"))
    );
    assert_eq!(task["items"][0], json!({"type": "additionalAttribute", "value": "Заказ 15", "print": false}));
    let item = &task["items"][1];
    assert_eq!((&item["name"], item["amount"].as_f64()), (&json!("Чай \"Юность\""), Some(251.0)));
    assert_eq!((&item["ucUserParam3"], &item["ucUserParam4"]), (&json!(4_294_967_296_i64), &json!(4)));
    assert_eq!(
        item["customParameters"],
        json!([
            {"id": 11, "value": "1"},
            {"id": 12, "value": "0.5"},
            {"id": 13, "value": "Кофе"},
            {"id": 14, "value": "bytes"},
            {"id": 15, "value": "2026.02.17 15:30:45"},
        ])
    );
}

#[test]
fn every_native_method_of_the_table_answers_on_any_handle() {
    let said = java("Table", &[]);
    let said: Vec<[&str; 4]> =
        said.lines().map(|line| line.split('\t').collect::<Vec<_>>().try_into().unwrap()).collect();
    let table = table();
    assert_eq!(table.len(), 163);
    assert_eq!(said.len(), table.len());
    for ([name, descriptor, function], [method, answer, code, named]) in table.iter().zip(&said) {
        assert_eq!((name.as_str(), answer.contains("Error")), (*method, false), "{answer}");
        let is_refused = *code == NOT_SUPPORTED;
        assert!(!is_refused || (*answer == "-1" && *named == "named"), "{name} is {function}: {answer}, {named}");
        assert!(descriptor != "(J)I" || ["-1", "0"].contains(answer), "{name}: {answer}");
    }
    assert_eq!(said.iter().filter(|[_, _, code, _]| *code == NOT_SUPPORTED).count(), 81);
}

/// Every function of the C interface is a native method, but for these: no class of a program declares them.
#[test]
fn the_table_of_java_has_the_functions_of_the_c_interface() {
    let functions = fs::read_to_string(root().join("bindings/fptr10/tables/functions.tsv")).unwrap();
    let of_java = table();
    let left: Vec<_> = functions
        .lines()
        .map(|line| line.split('\t').next().unwrap())
        .filter(|function| of_java.iter().all(|[_, _, known]| known != function))
        .collect();
    let but = [
        "libfptr_change_label",
        "libfptr_create_with_id",
        "libfptr_init_library",
        "libfptr_log_write_ex",
        "libfptr_validate_merge_position_support",
    ];
    assert_eq!(left, but);
}
