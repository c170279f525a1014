//! The queue: order, durations, restarts.

use super::*;
use DocumentKind::{CloseShift, OpenShift, Receipt};

#[test]
fn the_tasks_of_a_request_are_done_in_order() {
    let server = server();
    let tasks = [json!({"type": "openShift"}), sale(), json!({"type": "closeShift"})];
    let uuid = queued(&server, &tasks);
    await_that("the last", || results(&server, &uuid)[2]["status"] == "ready");
    assert_eq!(made(&server), [(OpenShift, By::Api), (Receipt, By::Api), (CloseShift, By::Api)]);
    let document = server.ledger().pop().expect("a document");
    assert_eq!((document.uuid.as_ref(), document.device.as_str()), (Some(&uuid), "1"));
}

#[test]
fn after_an_error_the_other_tasks_are_interrupted() {
    let server = server();
    let bad = sale().with("payments", json!([]));
    let uuid = queued(&server, &[json!({"type": "getFnStatus"}), bad, sale()]);
    await_that("the end", || results(&server, &uuid)[2]["status"] == "interrupted");
    let all = results(&server, &uuid);
    let codes: Vec<_> = [0, 1, 2].map(|at| all[at]["error"]["code"].clone()).into();
    assert_eq!(codes, [json!(0), json!(66), json!(502)]);
    assert_eq!(all[2]["error"]["description"], "Выполнение прервано из-за предыдущих ошибок");
    assert_eq!((&all[1]["status"], &all[1]["result"]), (&json!("error"), &Value::Null));
    // The register had opened the shift before it noticed.
    assert_eq!(made(&server), [(DocumentKind::OpenShift, By::Register)]);
}

#[test]
fn a_task_waits_begins_and_takes_its_time() {
    let server = server();
    set(&server, &json!({"waitMs": 80, "taskMs": 120, "held": "task"}));
    let begun = Instant::now();
    let uuid = queued(&server, &[sale()]);
    await_status(&server, &uuid, "inProgress");
    assert!(begun.elapsed() >= Duration::from_millis(80));
    assert_eq!(made(&server).len(), 0);
    let begun = Instant::now();
    set(&server, &json!({"held": null}));
    await_status(&server, &uuid, "ready");
    assert!(begun.elapsed() >= Duration::from_millis(120));
}

#[test]
fn a_held_document_lets_no_other_document_by_and_a_query_goes_on() {
    let server = server();
    set(&server, &json!({"held": "start", "heldTasks": "documents"}));
    ask(&server, "getFnStatus");
    let uuid = queued(&server, &[sale()]);
    assert_eq!((status(&server, &uuid), made(&server).len()), ("wait".to_owned(), 0));
    set(&server, &json!({"held": null}));
    await_status(&server, &uuid, "ready");
}

#[test]
fn the_processing_delay_is_the_duration_of_a_task() {
    let setup = crate::Setup { processing_delay_ms: 90, ..crate::Setup::default() };
    let server = started(Options { setup, ..Options::default() });
    let begun = Instant::now();
    ask(&server, "getFnStatus");
    assert!(begun.elapsed() >= Duration::from_millis(90));
}

#[test]
fn a_register_does_not_wait_for_another() {
    let server = server();
    assert!(server.set_register(&json!({"deviceID": "1", "held": "start"})));
    let waiting = queued(&server, &[sale()]);
    let body = json!({"uuid": "b", "request": [sale()]});
    assert_eq!(call(&server, "POST", "requests?deviceID=2", &body).status, 201);
    await_that("the other", || get(&server, "requests/b?deviceID=2")["results"][0]["status"] == "ready");
    assert_eq!(status(&server, &waiting), "wait");
}

#[test]
fn a_restart_keeps_the_queue_and_does_not_know_what_became_of_a_task() {
    for (held, documents, end) in [("start", 2, "ready"), ("task", 0, "error"), ("document", 2, "ready")] {
        let server = server();
        set(&server, &json!({"held": held}));
        let uuid = queued(&server, &[sale()]);
        let before = if held == "start" { "wait" } else { "inProgress" };
        await_status(&server, &uuid, before);
        await_that("the document", || held != "document" || made(&server).len() == 2);
        assert!(server.restart(false));
        set(&server, &json!({"held": null}));
        await_status(&server, &uuid, end);
        assert_eq!(made(&server).len(), documents, "{held}");
        let recovered = results(&server, &uuid)[0]["result"]["warnings"]["recovered"] == true;
        assert_eq!(recovered, held == "document");
    }
}

#[test]
fn a_restart_ends_a_query_with_an_error() {
    let server = server();
    set(&server, &json!({"held": "task"}));
    let uuid = queued(&server, &[json!({"type": "getFnStatus"}), sale()]);
    await_status(&server, &uuid, "inProgress");
    assert_eq!(control(&server, "restart", &json!({})).status, 200);
    let codes = [0, 1].map(|at| results(&server, &uuid)[at]["error"]["code"].clone());
    assert_eq!(codes, [json!(241), json!(502)]);
}

#[test]
fn a_server_that_loses_its_queue_knows_no_key() {
    let server = server();
    set(&server, &json!({"held": "document"}));
    let uuid = queued(&server, &[sale()]);
    await_that("the document", || made(&server).len() == 2);
    assert_eq!(control(&server, "restart", &json!({"queue": "lost"})).status, 200);
    assert_eq!(call(&server, "GET", &format!("requests/{uuid}"), &Value::Null).status, 404);
    assert_eq!(get(&server, "getRequestsQueueStatus")["number"], 0);
    assert_eq!(made(&server).len(), 2);
}

#[test]
fn every_request_can_be_inspected() {
    let server = server();
    ready(&server, &sale());
    let orders = server.orders();
    assert_eq!((&orders[0]["request"][0], &orders[0]["deviceID"]), (&sale(), &json!("1")));
    assert_eq!(orders[0]["results"][0]["status"], "ready");
    let reply = client::ask(&server.url(), "GET", "/simulator/orders", "").expect("an answer");
    assert_eq!(reply.json(), orders);
}

#[test]
fn a_fault_answers_in_the_form_of_the_protocol() {
    let server = server();
    for (code, status, shown) in [(404, 404, 505), (409, 409, 505), (2, 500, 2)] {
        let fault = json!([{"path": "/requests", "method": "POST", "point": "processed", "action": "error",
            "code": code}]);
        server.set_faults(crate::Fault::list(&fault.to_string()).expect("faults"));
        let reply = put(&server, &new_uuid(), &[sale()]);
        assert_eq!((reply.status, &reply.json()["error"]["code"]), (status, &json!(shown)));
    }
    // The requests were taken all the same.
    await_that("three receipts", || made(&server).len() == 4);
}

#[test]
fn a_stranger_of_a_fault_works_beside_the_server() {
    let server = server();
    let fault = json!([{"path": "/requests", "point": "received", "action": "stranger",
        "document": small("sell").with("deviceID", json!("2"))}]);
    server.set_faults(crate::Fault::list(&fault.to_string()).expect("faults"));
    ready(&server, &sale());
    let device = |by: By| server.ledger().into_iter().rfind(|it| it.by == by && it.kind == DocumentKind::Receipt);
    assert_eq!(device(By::Stranger).map(|it| it.device).as_deref(), Some("2"));
    assert_eq!(server.make_document(&json!({"type": "buyReturn"})).expect("an answer")["error"]["code"], 501);
}
