//! The log file of a device (`log` and its keys): what it has, what it never has, and that it stops nobody.
#![allow(unsafe_code, reason = "a foreign host calls C functions")]

use crate::documents::{OK, Till, changed, sale};
use crate::support::abi::{Device, Told, function};
use crate::support::{alone, scratch};
use kassa_simulator::Fault;
use serde_json::{Value, json};
use std::ffi::{CStr, c_char, c_int, c_void};
use std::fs;
use std::io::{Read, Write};
use std::net::TcpListener;
use std::path::Path;
use std::sync::Mutex;
use std::thread;

/// What is private in the sale below.
const PRIVATE: [&str; 5] = ["Лунина", "Иванов", "buyer@example.com", "500100732259", "Чай"];

fn private_sale(id: &str) -> Value {
    let mut sale = changed(
        &sale(),
        &json!({
            "externalId": id,
            "clientInfo": { "emailOrPhone": "buyer@example.com", "name": "Иванов", "vatin": "500100732259" },
        }),
    );
    sale["items"][0]["name"] = json!("Чай");
    sale
}

/// The lines of a log, each as its columns.
fn lines(path: &Path) -> Vec<Vec<String>> {
    let text = fs::read_to_string(path).unwrap_or_default();
    text.lines().map(|line| line.split('\t').map(str::to_owned).collect()).collect()
}

/// The levels of a log, in their order, without repetitions.
fn levels(path: &Path) -> Vec<String> {
    let mut levels: Vec<String> = lines(path).into_iter().map(|line| line[2].clone()).collect();
    levels.sort();
    levels.dedup();
    levels
}

#[test]
fn each_line_has_its_time_process_level_device_and_document() {
    let folder = scratch();
    let log = folder.path().join("kassa.log");
    let till = Till::with(&json!({ "log": log, "logLevel": "debug" }));
    till.make(&private_sale("order-1"));
    assert_ne!(till.device.execute(&changed(&sale(), &json!({ "externalId": "order\t2", "payments": [] }))).0, OK);
    assert_eq!(till.device.execute(&json!({ "type": "getShiftStatus" })).0, OK);
    let process = std::process::id().to_string();
    let all = lines(&log);
    for line in &all {
        assert_eq!(line.len(), 6, "{line:?}");
        let is_time = line[0].len() == "2026-11-28T21:50:10.123+03:00".len() && line[0].as_bytes()[10] == b'T';
        assert!(is_time && line[1] == process && line[3].starts_with("icash 127.0.0.1:"), "{line:?}");
    }
    let text = |level: &str, id: &str| -> Vec<&str> {
        all.iter().filter(|line| line[2] == level && line[4] == id).map(|line| line[5].as_str()).collect()
    };
    assert!(text("debug", "order-1").iter().any(|line| line.starts_with("POST /api/1/receipt ")), "{all:?}");
    assert!(text("info", "order-1")[0].starts_with("sell: registered "), "{all:?}");
    assert!(text("warning", "-")[0].starts_with("sell: badDocument: "), "{all:?}");
    assert!(text("warning", "-")[0].contains("payments"), "the places of its faults: {all:?}");
    assert!(text("info", "-").iter().any(|line| line.starts_with("getShiftStatus: done in ")), "{all:?}");
    let whole = fs::read_to_string(&log).unwrap();
    assert!(PRIVATE.iter().all(|word| !whole.contains(word)), "{whole}");
}

#[test]
fn a_level_leaves_out_what_is_less_important() {
    let folder = scratch();
    for (level, expected) in [
        ("error", &[][..]),
        ("warning", &["warning"]),
        ("info", &["info", "warning"]),
        ("debug", &["debug", "info", "warning"]),
    ] {
        let log = folder.path().join(level);
        let till = Till::with(&json!({ "log": log, "logLevel": level }));
        till.make(&sale());
        till.device.execute(&changed(&sale(), &json!({ "payments": [] })));
        assert_eq!(levels(&log), expected, "{level}");
    }
    let log = folder.path().join("lost");
    let till = Till::with(&json!({ "log": log, "logLevel": "error", "deadlineMs": 2_000, "timeoutMs": 1_500 }));
    let lost = r#"[{"path": "/receipt", "point": "processed", "action": "close"}, {"path": "/search", "point": "processed", "action": "close", "times": 0}, {"path": "/status", "point": "processed", "action": "close", "skip": 1, "times": 0}]"#;
    till.register.set_faults(Fault::list(lost).unwrap());
    till.device.execute(&sale());
    assert_eq!(levels(&log), ["error"]);
}

#[test]
fn bodies_are_in_the_log_if_they_are_asked_for_without_personal_data() {
    let folder = scratch();
    let log = folder.path().join("kassa.log");
    let till = Till::with(&json!({ "log": log, "logLevel": "error", "logBodies": true }));
    till.make(&private_sale("order-1"));
    let bodies: Vec<String> = lines(&log).into_iter().map(|line| line[5].clone()).collect();
    let request = bodies.iter().find(|line| line.starts_with("request ") && line.contains("T1054")).unwrap();
    let answer = bodies.iter().find(|line| line.starts_with("answer ") && line.contains("T1077"));
    let request: Value = serde_json::from_str(&request["request ".len()..]).unwrap();
    let sent = till.received().unwrap();
    assert_eq!(
        (&request["T1054"], &request["T1008"], &sent["T1008"]),
        (&sent["T1054"], &json!("***"), &json!("buyer@example.com"))
    );
    assert!(request.to_string().contains("Чай") && answer.is_some(), "{bodies:?}");
    let whole = fs::read_to_string(&log).unwrap();
    assert!(PRIVATE[..4].iter().all(|word| !whole.contains(word)), "{whole}");
}

/// A server that answers each request with this body; returns its address.
fn server(status: &'static str, body: &'static str) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    thread::spawn(move || {
        for mut stream in listener.incoming().map_while(Result::ok) {
            let _read = stream.read(&mut vec![0; 64 * 1024]);
            let _ = write!(stream, "HTTP/1.1 {status}\r\nContent-Length: {}\r\n\r\n{body}", body.len());
        }
    });
    format!("http://{address}")
}

#[test]
fn neither_words_of_a_server_nor_a_short_secret_reach_the_log() {
    let folder = scratch();
    let body = r#"{"response_code": 2, "message": "Иванов, PIN q7zx (\u00717zx) is wrong", "response_data": null}"#;
    let url = server("403 Forbidden", body);
    for bodies in [false, true] {
        let log = folder.path().join(format!("{bodies}.log"));
        let device = Device::open(&json!({
            "backend": "cashcore", "url": url, "kkmOfdId": 1, "pin": "q7zx", "journal": folder.path().join("kassa.db"),
            "log": log, "logLevel": "debug", "logBodies": bodies,
        }))
        .unwrap();
        let (status, answer) = device.execute(&json!({ "type": "getShiftStatus" }));
        assert_ne!(status, OK, "{answer}");
        assert!(!answer.to_string().contains("q7zx"), "{answer}");
        let text = fs::read_to_string(&log).unwrap();
        assert!(!text.contains("q7zx") && text.contains("getShiftStatus: "), "{text}");
        assert_eq!(text.contains("Иванов"), bodies, "what a server says is in its body only: {text}");
    }
}

#[test]
fn a_log_that_cannot_be_written_stops_no_sale() {
    let folder = scratch();
    let file = folder.path().join("file");
    fs::write(&file, "").unwrap();
    for log in [folder.path().to_owned(), file.join("kassa.log")] {
        let till = Till::with(&json!({ "log": log }));
        till.make(&sale());
    }
}

#[test]
fn devices_share_a_log_and_an_older_file_is_kept() {
    let folder = scratch();
    let log = folder.path().join("kassa.log");
    let settings = json!({ "log": log, "logLevel": "debug", "logMaxBytes": 4096, "logKeep": 2 });
    let tills = [Till::with(&settings), Till::with(&settings)];
    for round in 0..20 {
        for till in &tills {
            till.make(&changed(&sale(), &json!({ "externalId": format!("order-{round}") })));
        }
    }
    let names: Vec<String> = ["kassa.log", "kassa.log.1", "kassa.log.2", "kassa.log.3"]
        .into_iter()
        .filter(|name| folder.path().join(name).exists())
        .map(str::to_owned)
        .collect();
    assert_eq!(names, ["kassa.log", "kassa.log.1", "kassa.log.2"]);
    let older = lines(&folder.path().join("kassa.log.1"));
    let mut devices: Vec<&str> = older.iter().map(|line| line[3].as_str()).collect();
    devices.sort_unstable();
    devices.dedup();
    assert!(devices.len() == 2 && older.iter().all(|line| line.len() == 6), "{older:?}");
}

static RECORDS: Mutex<Vec<Value>> = Mutex::new(Vec::new());

extern "C" fn record(_: *mut c_void, line: *const c_char) {
    let line = unsafe { CStr::from_ptr(line) }.to_str().unwrap();
    RECORDS.lock().unwrap().push(serde_json::from_str(line).unwrap());
}

#[test]
fn records_have_level_device_and_document_without_a_file() {
    // In a process of its own: the function is that of the whole process.
    alone(module_path!(), "records_have_level_device_and_document_without_a_file", listen_for_records);
}

fn listen_for_records() {
    type SetLog = unsafe extern "C" fn(Option<Told>, *mut c_void) -> c_int;
    let set = |told| assert_eq!(unsafe { function::<SetLog>("kassa_set_log_records")(told, std::ptr::null_mut()) }, OK);
    set(Some(record));
    let till = Till::with(&json!({}));
    till.make(&private_sale("order \"1\""));
    assert_ne!(till.device.execute(&changed(&sale(), &json!({ "externalId": "order-2", "payments": [] }))).0, OK);
    set(None);
    till.device.execute(&json!({ "type": "getShiftStatus" }));
    let records = std::mem::take(&mut *RECORDS.lock().unwrap());
    let text = |level: &str, id: &Value| -> Vec<&str> {
        let of = records.iter().filter(|record| record["level"] == level && &record["externalId"] == id);
        of.map(|record| record["text"].as_str().unwrap()).collect()
    };
    assert!(text("debug", &json!("order \"1\"")).iter().any(|line| line.starts_with("POST ")), "{records:?}");
    assert!(text("info", &json!("order \"1\""))[0].starts_with("sell: registered "), "{records:?}");
    assert!(text("warning", &Value::Null)[0].starts_with("sell: badDocument: "), "{records:?}");
    assert!(records.iter().all(|record| record["device"].as_str().unwrap().starts_with("icash 127.0.0.1:")));
    assert!(!records.iter().any(|record| record["text"].as_str().unwrap().contains("getShiftStatus")), "{records:?}");
    let whole = Value::from(records.clone()).to_string();
    assert!(PRIVATE.iter().all(|word| !whole.contains(word)), "{whole}");
}
