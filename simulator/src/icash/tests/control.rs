//! The control paths, as another process uses them.

use super::*;

fn control(device: &Simulator, method: &str, path: &str, body: &str) -> client::Reply {
    ask(&device.url(), method, &format!("/simulator{path}"), body).expect("an answer")
}

#[test]
fn the_ledger_and_the_tape_can_be_read() {
    let device = open_device(Options::default());
    post(&device, "/receipt", &receipt());
    let ledger = control(&device, "GET", "/ledger", "").json();
    assert_eq!(ledger[2]["type"], "receipt");
    assert_eq!(ledger[2]["by"], "api");
    assert_eq!(ledger[2]["request"], receipt());
    let tape = control(&device, "GET", "/tape", "");
    assert!(tape.head.contains("text/plain") && tape.text() == device.tape());
}

#[test]
fn requests_are_recorded_until_they_are_deleted() {
    let device = device();
    post(&device, "/shift/open", &json!({}));
    let requests = control(&device, "GET", "/requests", "").json();
    assert_eq!(requests.as_array().map(Vec::len), Some(1));
    assert_eq!(
        (&requests[0]["method"], &requests[0]["path"], &requests[0]["body"]),
        (&json!("POST"), &json!("/api/1/shift/open"), &json!("{}"))
    );
    control(&device, "DELETE", "/requests", "");
    assert_eq!(control(&device, "GET", "/requests", "").json(), json!([]));
}

#[test]
fn another_program_can_make_documents_of_any_kind() {
    let device = open_device(Options::default());
    assert_eq!(control(&device, "POST", "/document", &receipt().to_string()).json()["data"]["T1040"], 3);
    let close = json!({"command": "shift/close", "data": {"T1021": "Чужой"}});
    assert_eq!(device.make_document(&close).expect("an answer")["document_number"], 4);
    let ledger = control(&device, "GET", "/ledger", "").json();
    assert_eq!(
        (&ledger[2]["by"], &ledger[3]["by"], &ledger[3]["type"]),
        (&json!("stranger"), &json!("stranger"), &json!("closeShift"))
    );
    assert_eq!(device.requests().len(), 1);
    assert_eq!(control(&device, "POST", "/document", "{}").json()["code"], 50);
}

#[test]
fn the_clock_is_set() {
    let device = device();
    control(&device, "POST", "/clock", r#"{"offsetSeconds": 31536000}"#);
    post(&device, "/currentstate", &json!({}));
    let ledger = device.ledger();
    assert!(ledger[1].time[..4] > ledger[0].time[..4]);
    assert_eq!(control(&device, "POST", "/clock", "{}").status, 400);
}

#[test]
fn faults_are_shown_with_how_often_they_fired() {
    let device = device();
    let faults = r#"[{"path": "/status", "point": "received", "action": "error", "code": 33, "skip": 1, "times": 2}]"#;
    assert_eq!(control(&device, "POST", "/faults", faults).json(), json!({"ok": true}));
    let codes: Vec<Value> = (0..4).map(|_| get(&device, "/status")["code"].clone()).collect();
    assert_eq!(codes, [Value::Null, json!(33), json!(33), Value::Null]);
    let shown = control(&device, "GET", "/faults", "").json();
    assert_eq!((&shown[0]["fired"], &shown[0]["left"], &shown[0]["action"]), (&json!(2), &json!(0), &json!("error")));
}

#[test]
fn an_impossible_fault_is_refused() {
    let device = device();
    let wrong = [
        "{}",
        "[1]",
        r#"[{"point": "received"}]"#,
        r#"[{"point": "nowhere", "action": "reset"}]"#,
        r#"[{"point": "received", "action": "reset", "wait": 1}]"#,
        r#"[{"point": "accept", "action": "malformed"}]"#,
        r#"[{"point": "late", "action": "drip"}]"#,
        r#"[{"point": "received", "action": "stranger"}]"#,
    ];
    for faults in wrong {
        assert_eq!(control(&device, "POST", "/faults", faults).status, 400, "{faults}");
    }
}

#[test]
fn a_library_is_not_stopped_over_http() {
    assert_eq!(control(&device(), "POST", "/stop", "").status, 404);
}
