//! The calls, their statuses and their refusals.

use super::*;
use crate::base64::to_base64;
use crate::client::ask_with;

/// The status of a reply, and the text of its error.
fn refused(reply: &Reply) -> (u16, String) {
    let error = reply.json()["error"].clone();
    assert_eq!(error["code"], 505, "{error}");
    (reply.status, error["description"].as_str().expect("a text").to_owned())
}

#[test]
fn each_wrong_call_has_its_status() {
    let server = server();
    let task = json!({"type": "getFnStatus"});
    let taken = queued(&server, std::slice::from_ref(&task));
    let post = |body: Value| ("POST", "requests", body);
    let cases = [
        (post(json!({"request": [task]})), 400, "'uuid'"),
        (post(json!({"uuid": "", "request": [task]})), 400, "'uuid'"),
        (post(json!({"uuid": 1, "request": [task]})), 400, "'uuid'"),
        (post(json!({"uuid": "a"})), 400, "'request'"),
        (post(json!({"uuid": "a", "request": []})), 400, "'request'"),
        (post(json!({"uuid": "a", "request": task})), 400, "'request'"),
        (post(json!({"uuid": "a", "request": [task], "callbacks": {}})), 400, "'callbacks'"),
        (post(json!([])), 400, "объект"),
        (post(json!({"uuid": taken, "request": [task]})), 409, "уже есть"),
        (("POST", "requests?deviceID=7", json!({"uuid": "a", "request": [task]})), 404, "[7]"),
        (("POST", "requests?device=1", json!({"uuid": "a", "request": [task]})), 400, "'device'"),
        (("GET", "requests/none", Value::Null), 404, "[none]"),
        // Each register has a list of its own.
        (("GET", &format!("requests/{taken}?deviceID=2"), Value::Null), 404, "[2]"),
        (("DELETE", "requests/none", Value::Null), 404, "[none]"),
        (("GET", "devices/7", Value::Null), 404, "[7]"),
        (("GET", "nothing", Value::Null), 404, "nothing"),
        (("POST", "operations/queryNothing", Value::Null), 501, "queryNothing"),
        (("PUT", "settings", json!({"deleteRequestsAfter": "1"})), 400, "u32"),
        (("PUT", "settings", json!({"other": 1})), 400, "other"),
    ];
    for ((method, path, body), status, text) in cases {
        let (given, why) = refused(&call(&server, method, path, &body));
        assert!(given == status && why.contains(text), "{method} {path} {body}: {given} {why}");
    }
    let raw = |header: &str, body: &str| {
        let reply = ask_with(&server.url(), header, "POST", "/api/v2/requests", body).expect("an answer");
        refused(&reply).0
    };
    let good = json!({"uuid": "a", "request": [task]}).to_string();
    assert_eq!(raw(JSON, "{"), 400);
    assert_eq!(raw(JSON, r#"{"uuid": "a", "uuid": "b", "request": [{"type": "getFnStatus"}]}"#), 400);
    assert_eq!(raw("Content-Type: text/plain", &good), 400);
    assert_eq!(raw(JSON, &format!("{good}{}", " ".repeat(1024 * 1024))), 413);
}

#[test]
fn a_register_that_is_not_active_takes_nothing() {
    let server = server();
    assert_eq!(call(&server, "POST", "deactivateDevice?deviceID=1", &Value::Null).status, 200);
    let uuid = new_uuid();
    let (status, why) = refused(&put(&server, &uuid, &[sale()]));
    assert!(status == 409 && why.contains("не подключена"), "{why}");
    assert_eq!(refused(&call(&server, "GET", &format!("requests/{uuid}"), &Value::Null)).0, 404);
    assert_eq!(refused(&call(&server, "POST", "operations/queryDeviceStatus", &Value::Null)).0, 409);
    // A lost link is the reason why it cannot be activated.
    set(&server, &json!({"trouble": {"code": 2, "at": "now"}}));
    assert_eq!(refused(&call(&server, "POST", "activateDevice", &Value::Null)).0, 409);
    assert_eq!(call(&server, "POST", "deactivateDevice", &Value::Null).status, 200);
    set(&server, &json!({"trouble": null}));
    assert_eq!(call(&server, "POST", "activateDevice", &Value::Null).status, 200);
    assert_eq!(put(&server, &uuid, &[sale()]).status, 201);
}

#[test]
fn a_queued_task_waits_while_its_register_is_not_active() {
    let server = server();
    set(&server, &json!({"held": "start"}));
    let uuid = queued(&server, &[sale()]);
    set(&server, &json!({"active": false}));
    set(&server, &json!({"held": null}));
    thread::sleep(Duration::from_millis(30));
    assert_eq!(status(&server, &uuid), "wait");
    set(&server, &json!({"active": true}));
    await_status(&server, &uuid, "ready");
}

#[test]
fn an_account_is_needed_if_there_is_one() {
    let accounts = vec![("kassa".to_owned(), "секрет:1".to_owned()), ("b".to_owned(), String::new())];
    let server = started(Options { accounts, ..Options::default() });
    let ask = |path: &str, pair: &str| {
        let header = format!("Authorization: Basic {}", to_base64(pair.as_bytes()));
        ask_with(&server.url(), &header, "GET", &format!("/api/v2/{path}"), "").expect("an answer")
    };
    for (pair, status) in [("kassa:секрет:1", 200), ("b:", 200), ("kassa:", 401), ("b", 401), ("kassa:секрет", 401)]
    {
        assert_eq!(ask("devices", pair).status, status, "{pair}");
    }
    let reply = call(&server, "GET", "settings", &Value::Null);
    assert_eq!(refused(&reply).0, 401);
    assert!(reply.head.contains("WWW-Authenticate: Basic"), "{}", reply.head);
    assert_eq!(get(&server, "serverInfo")["serverVersion"], "1.0.4.0");
}

#[test]
fn a_request_goes_to_the_register_it_names() {
    let server = server();
    let body = json!({"uuid": "a", "request": [sale()]});
    let reply = call(&server, "POST", "requests?deviceID=2", &body);
    assert_eq!((reply.status, &reply.json()["number"]), (201, &json!(1)));
    // The same key on another register is another request.
    assert_eq!(call(&server, "POST", "requests", &body).status, 201);
    await_that("both", || server.ledger().iter().filter(|it| it.kind == DocumentKind::Receipt).count() == 2);
    let drives: Vec<_> =
        server.ledger().iter().filter(|it| it.kind == DocumentKind::Receipt).map(|it| it.device.clone()).collect();
    assert!(drives.contains(&"1".to_owned()) && drives.contains(&"2".to_owned()));
    assert_eq!(get(&server, "devices/default")["id"], "1");
    assert_eq!(control(&server, "default", &json!({"deviceID": "2"})).status, 200);
    let devices = get(&server, "devices");
    let default = |at: usize| devices[at]["isDefault"].clone();
    assert_eq!((default(0), default(1), devices[1]["isActive"].clone()), (json!(false), json!(true), json!(true)));
    assert_eq!(control(&server, "default", &json!({"deviceID": null})).status, 200);
    assert_eq!(refused(&put(&server, "b", &[sale()])).0, 404);
}

#[test]
fn a_key_is_found_by_its_escaped_form() {
    let server = server();
    assert_eq!(put(&server, "заказ 7/1", &[sale()]).status, 201);
    let path = "requests/%D0%B7%D0%B0%D0%BA%D0%B0%D0%B7%207%2F1";
    await_that("the end", || get(&server, path)["results"][0]["status"] == "ready");
}

#[test]
fn a_finished_request_is_forgotten_after_its_time() {
    let server = server();
    assert_eq!(get(&server, "settings"), json!({"deleteRequestsAfter": 43_200, "blockQueueOnPrintErrors": true}));
    let uuid = queued(&server, &[small("sell")]);
    await_status(&server, &uuid, "ready");
    server.set_clock_offset(30 * DAY - 60);
    assert_eq!(status(&server, &uuid), "ready");
    server.set_clock_offset(30 * DAY);
    assert_eq!(call(&server, "GET", &format!("requests/{uuid}"), &Value::Null).status, 404);
    assert_eq!(get(&server, "getRequestsQueueStatus")["ready"], 0);
    // The key is free again: the same request would make a second document.
    assert_eq!(put(&server, &uuid, &[json!({"type": "getFnStatus"})]).status, 201);
    assert_eq!(call(&server, "PUT", "settings", &json!({"deleteRequestsAfter": 1})).status, 200);
    await_status(&server, &uuid, "ready");
    server.set_clock_offset(30 * DAY + 61);
    assert_eq!(call(&server, "GET", &format!("requests/{uuid}"), &Value::Null).status, 404);
    assert_eq!(server.orders().as_array().map(Vec::len), Some(2));
}

#[test]
fn only_what_has_not_begun_can_be_cancelled() {
    let server = server();
    set(&server, &json!({"held": "task"}));
    let tasks = [sale(), small("sell")];
    let [first, second] = [queued(&server, &tasks), queued(&server, &tasks)];
    await_status(&server, &first, "inProgress");
    let delete = |uuid: &str| call(&server, "DELETE", &format!("requests/{uuid}"), &Value::Null).status;
    assert_eq!((delete(&first), delete(&second), delete(&second)), (409, 200, 409));
    set(&server, &json!({"held": null}));
    await_status(&server, &first, "ready");
    await_that("the second", || results(&server, &first)[1]["status"] == "ready");
    assert_eq!(delete(&first), 409);
    let canceled = results(&server, &second);
    assert_eq!((&canceled[1]["status"], &canceled[1]["error"]["code"]), (&json!("canceled"), &json!(503)));
    let status = get(&server, "getRequestsQueueStatus");
    let expected = json!({
        "number": 0, "ready": 1, "canceled": 1, "isBlocked": false, "blockedUUID": "", "blockReason": "",
    });
    assert_eq!(status, expected);
    assert_eq!(made(&server).len(), 3);
}

#[test]
fn a_query_answers_beside_the_queue() {
    let server = server();
    set(&server, &json!({"held": "start"}));
    queued(&server, &[sale()]);
    let query = |name: &str| call(&server, "POST", &format!("operations/{name}"), &Value::Null);
    let members = [
        ("queryDeviceStatus", "shift"),
        ("queryDeviceInfo", "serial"),
        ("queryShiftStatus", "state"),
        ("queryShiftTotals", "receipts"),
        ("queryFnInfo", "livePhase"),
        ("queryFnStatus", "fiscalDocumentNumber"),
        ("queryOfdExchangeStatus", "status"),
        ("queryIsmExchangeStatus", "status"),
        ("queryLicenses", "licenses"),
    ];
    for (name, member) in members {
        let answer = query(name);
        assert!(answer.status == 200 && !answer.json()[member].is_null(), "{name}: {}", answer.text());
    }
    set(&server, &json!({"trouble": {"code": 2, "at": "now"}}));
    assert_eq!(refused(&query("queryDeviceStatus")), (400, "Нет связи".to_owned()));
}
