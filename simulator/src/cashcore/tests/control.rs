//! The control paths, as another process uses them.

use super::*;
use client::ask;

fn control(device: &Simulator, method: &str, path: &str, body: &str) -> Reply {
    ask(&device.url(), method, &format!("/simulator{path}"), body).expect("an answer")
}

#[test]
fn the_ledger_and_the_tape_can_be_read() {
    let device = device();
    call(&device, "TradeOperation", &ticket());
    let ledger = control(&device, "GET", "/ledger", "").json();
    assert_eq!(
        (&ledger[0]["type"], &ledger[0]["by"], &ledger[0]["request"]),
        (&json!("ticket"), &json!("api"), &ticket())
    );
    let tape = control(&device, "GET", "/tape", "");
    assert!(tape.head.contains("text/plain") && tape.text() == device.tape());
    assert!(tape.text().contains("ПРОДАЖА") && tape.text().contains("1250.50"));
    assert!(tape.text().lines().all(|line| line.chars().count() <= 48));
}

#[test]
fn requests_are_recorded_with_their_authorization() {
    let device = device();
    call(&device, "GetKKMList", &json!({}));
    let requests = control(&device, "GET", "/requests", "").json();
    assert_eq!((&requests[0]["path"], &requests[0]["authorization"]), (&json!("/GetKKMList"), &json!("0000")));
    control(&device, "DELETE", "/requests", "");
    assert!(device.requests().is_empty());
}

#[test]
fn control_paths_change_the_ofd_and_the_register() {
    let device = device();
    assert_eq!(control(&device, "POST", "/ofd", r#"{"online": false}"#).json(), json!({"ok": true}));
    assert_eq!(call(&device, "TradeOperation", &ticket())["is_offline"], true);
    control(&device, "POST", "/ofd", r#"{"online": true}"#);
    control(&device, "POST", "/register", r#"{"ofdId": 6923, "blocked": true, "reason": "долг"}"#);
    assert_eq!(register(&device)["blocked_info"], "долг");
    control(&device, "POST", "/register", r#"{"blocked": false, "valuesConflict": true}"#);
    assert_eq!(code(&device, "TradeOperation", &ticket()), 68);
    assert_eq!(register(&device)["local_state"], 1);
    assert_eq!(control(&device, "POST", "/register", r#"{"ofdId": 1}"#).status, 400);
    control(&device, "POST", "/clock", r#"{"offsetSeconds": 31536000}"#);
    control(&device, "POST", "/register", r#"{"valuesConflict": false}"#);
    call(&device, "MoneyPlacement", &placement(0, &json!(1)));
    let ledger = device.ledger();
    assert!(ledger[1].time[..4] > ledger[0].time[..4]);
    for (path, body) in [("/clock", "{}"), ("/ofd", "{}")] {
        assert_eq!(control(&device, "POST", path, body).status, 400, "{path}");
    }
    assert_eq!(control(&device, "POST", "/stop", "").status, 404);
}

#[test]
fn another_program_can_make_documents_of_any_kind() {
    let device = device();
    assert_eq!(control(&device, "POST", "/document", &ticket().to_string()).json()["response_code"], 0);
    let z = json!({"command": "ZXReport", "data": report(0), "pin": "3333"});
    assert_eq!(device.make_document(&z).expect("an answer")["response_data"]["operator_name"], "Кассир");
    assert_eq!(device.make_document(&json!({"command": "SaveKKM"})), None);
    let ledger = device.ledger();
    assert_eq!((ledger[0].by, ledger[1].kind, ledger[1].by), (By::Stranger, DocumentKind::CloseShift, By::Stranger));
    assert!(device.requests().is_empty());
    assert_eq!(control(&device, "POST", "/document", "{}").json()["response_code"], 2);
}
