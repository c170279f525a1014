//! The queue: order, delays, broken links, and idempotency keys.

use super::*;

fn register_state(service: &Simulator, register: &str) -> Value {
    let items = reply(service, "GET", "cre/items", &Value::Null).json();
    let list = items["list"].as_array().expect("a list");
    list.iter().find(|item| item["id"] == register).expect("the register")["state"].clone()
}

#[test]
fn tasks_of_one_register_are_done_one_after_another() {
    let service = service();
    service.set_register(&json!({"held": true}));
    for key in ["a", "b", "c"] {
        take(&service, &sale().with("idempKey", json!(key)));
    }
    assert!(service.ledger().is_empty());
    assert_eq!(state_of(&service, "b"), "waiting");
    service.set_register(&json!({"held": false}));
    await_that("the last result", || is_done(&service, "c"));
    let made: Vec<_> =
        service.ledger().into_iter().map(|document| (document.key, document.number, document.by)).collect();
    let ours = |key: &str, number| (Some(key.to_owned()), Some(number), By::Api);
    assert_eq!(made, [(None, Some(1), By::Register), ours("a", 2), ours("b", 3), ours("c", 4)]);
}

#[test]
fn a_register_does_not_wait_for_another() {
    let service = service();
    service.set_register(&json!({"creItemId": REGISTER, "held": true}));
    take(&service, &sale().with("idempKey", json!("a")));
    done(&service, &sale().with("creItemId", json!(OTHER_REGISTER)), "b");
    assert!(look(&service, "a")["resultItem"].is_null());
}

#[test]
fn a_task_takes_its_time() {
    let service = service();
    service.set_register(&json!({"delayMs": 150}));
    let begun = Instant::now();
    take(&service, &sale().with("idempKey", json!("a")));
    await_that("the beginning", || state_of(&service, "a") == "printing");
    // The task has left the queue, and there is no result yet.
    let object = look(&service, "a");
    assert!(object["queueItem"].is_null() && object["resultItem"].is_null());
    await_that("the result", || is_done(&service, "a"));
    assert!(begun.elapsed() >= Duration::from_millis(150));
}

#[test]
fn a_key_twice_in_a_row_is_one_task() {
    let service = service();
    let first = take(&service, &sale().with("idempKey", json!("a")));
    // Even if the second task asks for something else.
    let second = take(&service, &session("closeSession").with("idempKey", json!("a")));
    assert_eq!(second["id"], first["id"]);
    // A task of another register in between changes nothing; one of the same register does.
    take(&service, &sale().with("creItemId", json!(OTHER_REGISTER)).with("idempKey", json!("b")));
    assert_eq!(take(&service, &sale().with("idempKey", json!("a")))["id"], first["id"]);
    take(&service, &sale().with("idempKey", json!("b")));
    let third = take(&service, &sale().with("idempKey", json!("a")));
    assert_ne!(third["id"], first["id"]);
    assert_eq!(look(&service, "a")["id"], third["id"]);
}

#[test]
fn tasks_without_a_key_are_never_the_same() {
    let service = service();
    assert_ne!(take(&service, &sale())["id"], take(&service, &sale())["id"]);
}

#[test]
fn an_unknown_key_has_three_forms_of_answer() {
    for (service, status, code) in
        [(service(), 404, 404), (shaped("key-refused"), 400, 400), (shaped("key-empty"), 200, 0)]
    {
        let reply = reply(&service, "GET", "print-documents/none/idempotent", &Value::Null);
        assert_eq!((reply.status, &reply.json()["code"]), (status, &json!(code)));
        assert!(reply.json()["object"].is_null());
    }
}

#[test]
fn a_key_is_found_by_its_escaped_form() {
    let service = service();
    take(&service, &sale().with("idempKey", json!("заказ 7/1")));
    let found = look(&service, "%D0%B7%D0%B0%D0%BA%D0%B0%D0%B7%207%2F1");
    assert_eq!(found["idempKey"], "заказ 7/1");
}

#[test]
fn a_link_that_is_down_delays_a_task_or_fails_it() {
    let service = service();
    service.set_register(&json!({"link": "waiting"}));
    take(&service, &sale().with("idempKey", json!("a")));
    let state = register_state(&service, REGISTER);
    assert_eq!((&state["isOnline"], &state["sessionState"]), (&json!(0), &json!("closed")));
    assert!(look(&service, "a")["resultItem"].is_null());
    service.set_register(&json!({"link": "failing"}));
    await_that("the result", || is_done(&service, "a"));
    let failed = look(&service, "a");
    assert_eq!(
        (&failed["resultItem"]["creErrorId"], &failed["resultItem"]["result"]),
        (&json!("255"), &json!("critical_error"))
    );
    assert_eq!(register_state(&service, REGISTER)["lastErrorId"], "255");
    assert!(service.ledger().is_empty());
    // The document is made, but no result comes back.
    service.set_register(&json!({"link": "severed"}));
    assert_eq!(error_of(&service, &sale(), "b"), 255);
    assert_eq!(service.ledger().len(), 2);
    service.set_register(&json!({"link": "online"}));
    assert_eq!(error_of(&service, &sale(), "c"), 0);
    assert!(!service.set_register(&json!({"link": "no"})) && !service.set_register(&json!({"creItemId": "no"})));
}

#[test]
fn a_register_reports_the_errors_that_a_test_sets() {
    let service = service();
    service.set_register(&json!({"error": {"id": -7, "text": "Нет бумаги", "times": 2}}));
    assert_eq!([error_of(&service, &sale(), "a"), error_of(&service, &sale(), "b")], [-7, -7]);
    assert_eq!(look(&service, "b")["resultItem"]["creErrorText"], "[ Sale.Report ] Нет бумаги");
    assert_eq!(error_of(&service, &sale(), "c"), 0);
}

#[test]
fn a_result_has_its_numbers_in_every_shape() {
    let services = [(service(), json!("2")), (shaped("flat"), json!(2)), (shaped("flat-list"), json!("2"))];
    for (at, (service, number)) in services.into_iter().enumerate() {
        let object = done(&service, &sale(), "a");
        assert_eq!(object["checkNumber"], number);
        assert_eq!(object["resultItem"].is_null(), at > 0);
        let document = service.ledger().pop().expect("a document");
        let (url, sign) = (object["checkUrl"].as_str().expect("a URL"), document.sign.expect("a sign"));
        assert!(
            url.contains("&s=251.00&fn=9999078900006849&i=2&") && url.contains(&format!("&fp={sign}&n=1")),
            "{url}"
        );
        if at > 0 {
            assert_eq!((&object["checkSign"], &object["lastErrorId"]), (&json!(sign), &json!(0)));
        }
        assert_eq!(object["lastErrorMessage"].is_array(), at == 2);
    }
}

#[test]
fn a_test_register_has_no_real_numbers() {
    let service = service();
    let object = done(&service, &sale().with("creItemId", json!(TEST_REGISTER)), "a");
    assert_eq!(
        ["checkNumber", "checkDate", "fsNumber"].map(|name| object[name].clone()),
        [json!("0"), json!("1970-01-01 00:00:00"), json!("")]
    );
}

#[test]
fn another_program_has_its_tasks_in_the_same_queue() {
    let service = service();
    service.set_register(&json!({"held": true}));
    take(&service, &sale().with("idempKey", json!("a")));
    assert_eq!(service.make_document(&sale()).expect("an answer")["code"], 0);
    assert_eq!(service.make_document(&json!({})).expect("an answer")["result"], "critical_error");
    service.set_register(&json!({"held": false}));
    await_that("both", || service.ledger().len() == 3);
    assert_eq!(service.ledger().last().expect("a document").by, By::Stranger);
    assert_eq!(service.requests().iter().filter(|request| request["method"] == "POST").count(), 1);
}

#[test]
fn what_is_not_to_be_printed_is_not_on_the_tape() {
    let service = service();
    let silent = json!({"isPrintable": false, "tagClientContact": "buyer@example.com"});
    done(&service, &sale().within("/commands/0", silent), "a");
    assert!(!service.tape().contains("Чай"));
    done(&service, &sale(), "b");
    assert!(service.tape().contains("Чай") && service.tape().contains("ИТОГ"));
    let slip = json!({"creItemId": REGISTER, "commands": [{"type": "print", "text": "раз\nдва"}]});
    done(&service, &slip, "c");
    assert!(service.tape().contains("раз\nдва\n"));
    assert_eq!(service.ledger().last().map(|slip| (slip.kind, slip.number)), Some((DocumentKind::Slip, None)));
}
