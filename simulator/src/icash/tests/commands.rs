//! Each command answers in its own form, and refuses in the wrong state.

use super::*;
use crate::icash::DocumentTypes;

#[test]
fn every_command_is_found_by_its_method_and_path_only() {
    let device = device();
    let paths = [
        ("GET", "/status"),
        ("GET", "/shift/status"),
        ("GET", "/settings"),
        ("POST", "/settings"),
        ("GET", "/search/1/"),
        ("GET", "/search/1"),
        ("POST", "/print/1/"),
        ("POST", "/print/1"),
        ("POST", "/printany"),
        ("POST", "/register"),
        ("POST", "/shift/open"),
        ("POST", "/currentstate"),
        ("POST", "/receipt"),
        ("POST", "/correctivereceipt"),
        ("POST", "/shift/close"),
        ("POST", "/finalize"),
        ("GET", "/ofd"),
        ("POST", "/ofd"),
        ("GET", "/ofd/status"),
        ("GET", "/log/5/"),
        ("POST", "/firmware/icash1f.bin"),
        ("POST", "/shell"),
        ("GET", "/wifi/station/aplist"),
        ("GET", "/wifi/station/ip"),
        ("POST", "/wifi/station/connect"),
    ];
    for (method, path) in paths {
        let reply = ask(&device.url(), method, &format!("/api/1{path}"), "").expect("an answer");
        assert_eq!(reply.status, 200, "{method} {path}");
        let other = if method == "GET" { "PUT" } else { "DELETE" };
        assert_eq!(ask(&device.url(), other, &format!("/api/1{path}"), "").expect("an answer").status, 404);
    }
    for path in ["/api/1/nothing", "/api/1", "/api/2/status", "/status", "/api/1/search/", "/api/1/status/"] {
        assert_eq!(ask(&device.url(), "GET", path, "").expect("an answer").status, 404, "{path}");
    }
}

#[test]
fn a_json_answer_has_its_content_type() {
    let reply = ask(&device().url(), "GET", "/api/1/status", "").expect("an answer");
    assert!(reply.head.contains("\r\nContent-Type: application/json; charset=utf-8\r\n"), "{}", reply.head);
}

#[test]
fn a_document_is_refused_in_the_wrong_state() {
    let fresh = started(Options { registered: false, ..Options::default() });
    let closed = device();
    let open = open_device(Options::default());
    let ended = device();
    assert_eq!(post(&ended, "/finalize", &json!({}))["ok"], true);
    let correction = receipt().with("T1173", json!(false)).with("T1174", json!({"T1178": "2026-01-02", "T1179": "5"}));
    let cases = [
        ("/receipt", receipt(), [34, 48, 0, 2]),
        ("/correctivereceipt", correction, [34, 48, 0, 2]),
        ("/shift/open", json!({}), [34, 0, 2, 2]),
        ("/shift/close", json!({}), [34, 0, 0, 2]),
        ("/currentstate", json!({}), [34, 0, 0, 2]),
        ("/register", registration().with("T1101", json!(3)), [51, 0, 0, 2]),
        ("/register", registration(), [0, 50, 50, 2]),
        ("/finalize", json!({"T1009": "Москва"}), [0, 0, 0, 2]),
    ];
    for (path, body, codes) in cases {
        for (device, code) in [&fresh, &closed, &open, &ended].into_iter().zip(codes) {
            let answer = post(device, path, &body);
            assert_eq!(answer["code"].as_i64().unwrap_or(0), code, "{path}: {answer}");
            assert_eq!(answer["ok"], code == 0, "{path}: {answer}");
        }
    }
}

#[test]
fn a_registration_with_an_open_shift_is_refused() {
    let device = open_device(Options::default());
    for (path, body) in [("/register", registration().with("T1101", json!(3))), ("/finalize", json!({}))] {
        assert_eq!(post(&device, path, &body)["code"], 2, "{path}");
    }
}

#[test]
fn a_receipt_is_refused_when_the_shift_is_closed() {
    assert_eq!(post(&device(), "/receipt", &receipt())["code"], 48);
}

#[test]
fn a_shift_takes_no_receipt_after_24_hours_and_can_be_closed() {
    let device = open_device(Options::default());
    device.set_clock_offset(24 * 3600 + 120);
    assert_eq!(post(&device, "/receipt", &receipt())["code"], 22);
    assert_eq!(post(&device, "/shift/close", &json!({}))["ok"], true);
    assert_eq!(post(&device, "/shift/open", &json!({}))["ok"], true);
    assert_eq!(post(&device, "/receipt", &receipt())["ok"], true);
}

#[test]
fn a_document_before_the_last_one_is_refused() {
    let device = open_device(Options::default());
    device.set_clock_offset(-3600);
    for (path, body) in [("/receipt", receipt()), ("/shift/close", json!({})), ("/currentstate", json!({}))] {
        assert_eq!(post(&device, path, &body)["code"], 7, "{path}");
    }
    assert_eq!(device.ledger().len(), 2);
}

#[test]
fn settings_are_kept_and_set_the_clock() {
    let device = device();
    let before = get(&device, "/settings");
    assert!(before.get("ok").is_none());
    let changed = before
        .with("dateTime", json!("2090-02-03T04:05:00"))
        .with("ofdPort", json!(1))
        .with("iCashHost", json!("10.0.0.9"));
    assert_eq!(post(&device, "/settings", &changed), json!({"ok": true}));
    let after = get(&device, "/settings");
    assert_eq!(after["ofdPort"], 1);
    assert_eq!(after["iCashHost"], "10.0.0.9");
    assert!(after["dateTime"].as_str().is_some_and(|time| time.starts_with("2090-02-03T04:0")), "{after}");
    assert_eq!(post(&device, "/settings", &changed.with("dateTime", json!("2001-01-01T00:00:00")))["code"], 7);
}

#[test]
fn a_document_is_found_by_its_number_and_no_other() {
    let device = open_device(Options::default());
    let answer = post(&device, "/receipt", &receipt());
    let found = get(&device, "/search/3/");
    assert_eq!(found["data"], answer["data"]);
    assert_eq!((&found["document_number"], &found["document_type"]), (&json!(3), &json!(4)));
    for (path, code) in
        [("/search/4/", 8), ("/search/0/", 9), ("/search/x/", 9), ("/search/99999999999/", 9), ("/search/+3/", 9)]
    {
        assert_eq!(get(&device, path)["code"], code, "{path}");
    }
    let fresh = started(Options { registered: false, ..Options::default() });
    let refused = get(&fresh, "/search/1/");
    assert_eq!((&refused["code"], &refused["state"]), (&json!(34), &json!(1)));
}

#[test]
fn document_types_follow_the_configured_numbering() {
    for (types, codes) in
        [(DocumentTypes::Status, [1, 2, 4, 20, 23, 8, 19]), (DocumentTypes::FiscalDrive, [1, 2, 3, 31, 21, 5, 11])]
    {
        let device = open_device(Options { document_types: types, ..Options::default() });
        post(&device, "/receipt", &receipt());
        post(
            &device,
            "/correctivereceipt",
            &receipt().with("T1173", json!(true)).with("T1178", json!("2026-01-02")).with("T1179", json!("1")),
        );
        post(&device, "/currentstate", &json!({}));
        post(&device, "/shift/close", &json!({}));
        post(&device, "/register", &registration().with("T1101", json!(3)));
        for (number, code) in (1..).zip(codes) {
            assert_eq!(get(&device, &format!("/search/{number}/"))["document_type"], code, "{number}");
        }
    }
}

#[test]
fn a_copy_is_printed_again() {
    let device = open_device(Options::default());
    post(&device, "/receipt", &receipt());
    assert_eq!(post(&device, "/print/3/", &json!({})), json!({"ok": true, "document_number": 3, "document_type": 4}));
    assert_eq!(device.tape().matches("Молоко").count(), 2);
    let refused = post(&device, "/print/7", &json!({}));
    assert_eq!((&refused["code"], &refused["document_number"]), (&json!(8), &json!(7)));
}

#[test]
fn lines_are_printed_bare_and_under_data() {
    let device = device();
    let lines = json!([
        {"left": "Слева", "right": "справа"}, {"center": "☺ по центру", "left": "не видно"}, {"hr": true, "center": "нет"},
        {"feed": "2 lines"}, {"feed": "Default"}, {"feed": "255 dots"}, {"qrcode": "true", "center": "t=1"}, {"doubleWidth": true, "left": "x"},
    ]);
    assert_eq!(post(&device, "/printany", &lines), json!({"ok": true}));
    assert_eq!(post(&device, "/printany", &json!({"data": lines})), json!({"ok": true}));
    let tape = device.tape();
    assert!(tape.contains("Слева                               справа\n"), "{tape}");
    assert!(
        tape.contains(" по центру") && !tape.contains('☺') && !tape.contains("не видно") && tape.contains("[QR t=1]"),
        "{tape}"
    );
}

#[test]
fn the_ofd_takes_documents_in_their_order() {
    let device = open_device(Options::default());
    post(&device, "/receipt", &receipt());
    let status = get(&device, "/ofd/status");
    assert_eq!(
        (&status["exchangeState"], &status["msgCountForExch"], &status["noOfFirstDocForExch"]),
        (&json!(2), &json!(2), &json!(2))
    );
    assert_eq!(post(&device, "/ofd", &json!({"data": "b2s="}))["code"], 32);
    let first = get(&device, "/ofd");
    assert_eq!(get(&device, "/ofd"), first);
    assert_eq!(get(&device, "/ofd/status")["exchangeState"], 6);
    assert_eq!(post(&device, "/ofd", &json!({"data": "b2s="})), json!({"ok": true}));
    assert_ne!(get(&device, "/ofd")["data"], first["data"]);
    post(&device, "/ofd", &json!({"data": "b2s="}));
    assert_eq!(get(&device, "/ofd")["code"], 8);
    assert_eq!(
        get(&device, "/ofd/status"),
        json!({"exchangeState": 0, "readMsgState": 0, "msgCountForExch": 0, "noOfFirstDocForExch": 0})
    );
}

#[test]
fn a_closed_drive_is_archived_once_the_ofd_has_all_documents() {
    let device = device();
    post(&device, "/finalize", &json!({}));
    assert_eq!(get(&device, "/status")["state"], 7);
    get(&device, "/ofd");
    post(&device, "/ofd", &json!({"data": "b2s="}));
    assert_eq!(get(&device, "/status")["state"], 15);
    assert_eq!(post(&device, "/register", &registration().with("T1101", json!(1)))["ok"], true);
    let status = get(&device, "/status");
    assert_eq!((&status["state"], &status["last_document_number"]), (&json!(3), &json!(1)));
    assert_eq!(status["fiscal_drive_number"], "9999078900012346");
}

#[test]
fn files_are_returned_as_files() {
    let device = device();
    let firmware = ask(&device.url(), "POST", "/api/1/firmware/icash1f.bin", "").expect("an answer");
    assert!(firmware.head.contains("application/octet-stream") && firmware.body.len() == 65_536);
    let log = ask(&device.url(), "GET", "/api/1/log/1/", "").expect("an answer");
    assert!(log.text().contains("POST /firmware/icash1f.bin 0"), "{}", log.text());
    assert_eq!(get(&device, "/log/0/")["code"], 9);
}

#[test]
fn wifi_answers_as_its_examples() {
    let device = device();
    assert_eq!(get(&device, "/wifi/station/ip")["gateway"], "10.0.0.1");
    assert_eq!(get(&device, "/wifi/station/aplist")["AccessPoints"][1]["ssid"], "MAGWIFI");
    let connect =
        |ssid: &str| post(&device, "/wifi/station/connect", &json!({"ssid": ssid, "password": "120426120426"}));
    assert_eq!(connect("iCASH"), json!({"ok": true}));
    assert_eq!(connect("unseen"), json!({"ok": false}));
}

#[test]
fn a_shell_calls_every_command() {
    let device = open_device(Options::default());
    let shell = |method: &str, command: &str, content: Value| {
        let body = json!({"method": method, "command": command}).with("content", content);
        post(&device, "/shell", &body)
    };
    assert_eq!(shell("POST", "receipt", receipt())["data"]["T1040"], 3);
    assert_eq!(shell("GET", "search", json!({"document_number": 3}))["document_type"], 4);
    assert_eq!(shell("POST", "print", json!({"document_number": 3}))["ok"], true);
    assert_eq!(shell("GET", "status", Value::Null)["last_document_number"], 3);
    assert_eq!(shell("GET", "shift/status", Value::Null)["checkNo"], 1);
    assert_eq!(shell("POST", "reset", Value::Null)["ok"], true);
    assert_eq!(shell("POST", "printany", json!([{"left": "x"}]))["ok"], true);
    assert_eq!(shell("POST", "shift/close", Value::Null)["document_number"], 4);
    assert_eq!(shell("GET", "receipt", receipt())["errors"][0]["field"], "method");
    assert_eq!(
        shell("GET", "search", json!({"document_number": "3"}))["errors"][0]["errors"][0]["field"],
        "document_number"
    );
    assert_eq!(shell("GET", "search", Value::Null)["errors"][0]["errors"][0]["code"], 50);
    for command in ["shell", "nothing", "/status", "search/x/y"] {
        assert_eq!(shell("POST", command, Value::Null)["errors"][0]["field"], "command", "{command}");
    }
}
