//! Cases that a queue leaves open: documents that wait, keys that the service forgets, results that arrive in another
//! way or too late.

use super::{
    BASE, ID_REUSED, NOT_FOUND, NOT_MADE, PENDING, REFUSED, SHARED, Shop, UNKNOWN, named, opened, parse, sale, until,
};
use crate::documents::{OK, changed};
use kassa_simulator::itkassa::{OTHER_REGISTER, Options, Shapes, UnknownKey};
use serde_json::{Value, json};
use std::thread;

/// The look-up of a document by its key: the path that faults name.
const LOOK_UP: &str = "/print-documents/*/idempotent";

fn unawaited(task: &Value) -> Value {
    changed(task, &json!({ "wait": false }))
}

/// How many requests of this method arrived.
fn count(shop: &Shop, method: &str) -> usize {
    shop.service.requests().iter().filter(|request| request["method"] == method).count()
}

/// The last task that was queued, as its result is called back.
fn called_back(shop: &Shop) -> Value {
    let requests = shop.service.requests();
    let sent = requests.iter().rfind(|request| request["method"] == "POST").unwrap();
    let task: Value = serde_json::from_str(sent["body"].as_str().unwrap()).unwrap();
    json!({
        "id": "9c60d0a6-130a-485b-8878-78f899346dfd", "idempKey": task["idempKey"], "type": "sale", "isFiscal": true,
        "commands": task["commands"], "creItemId": task["creItemId"], "sessionNumber": "1", "checkNumber": "12",
        "checkDate": "2026-11-25 12:00:00",
        "resultItem": { "creErrorId": "0", "creErrorText": "Ошибка нет", "result": "success" },
    })
}

#[test]
fn waiting_for_a_document_holds_up_no_other() {
    let shop = Shop::with(&json!({ "deadlineMs": 3000, "timeoutMs": 2000 }), Options::default());
    shop.hold(true);
    // The queue has it, but the answer was lost.
    shop.faults(&json!([
        { "path": "/print-documents", "method": "POST", "point": "processed", "action": "reset" },
        { "path": LOOK_UP, "point": "received", "action": "status", "status": 503, "skip": 1, "times": 0 },
    ]));
    let (_, answer) = shop.device.execute(&sale());
    assert_eq!(
        (&answer["error"]["name"], &answer["error"]["outcome"]),
        (&json!("unknown"), &json!("unknown")),
        "{answer}"
    );
    shop.faults(&json!([]));
    let (patient, other) = (shop.again(&json!({ "deadlineMs": 60_000 })), shop.again(&json!({})));
    thread::scope(|scope| {
        let before = count(&shop, "GET");
        let waits = scope.spawn(|| patient.execute(&sale()));
        until("questions about it", || count(&shop, "GET") > before + 3);
        let (status, answer) = other.execute(&unawaited(&named("order-2")));
        shop.hold(false);
        assert_eq!(status, PENDING, "{answer}");
        assert_eq!(waits.join().unwrap().0, OK);
    });
    until("the other one", || other.recover("order-2").0 == OK);
    assert_eq!(shop.made().len(), 2);
}

#[test]
fn the_registers_last_state_is_not_taken_for_the_result_of_a_document_that_waits() {
    let shapes = Shapes { state_while_queued: true, ..Shapes::default() };
    for error in [None, Some(json!({ "id": 83, "text": "Смена открыта, операция невозможна", "times": 1 }))]
    {
        let shop = Shop::with(&json!({}), Options { shapes, ..Options::default() });
        if let Some(error) = error {
            shop.service.set_register(&json!({ "error": error }));
            assert_ne!(shop.device.execute(&named("failed")).0, OK);
        }
        shop.hold(true);
        let (status, answer) = shop.device.execute(&unawaited(&sale()));
        assert_eq!(status, PENDING, "{answer}");
        assert_eq!(shop.device.recover("order-1").0, PENDING);
        shop.hold(false);
        assert_eq!(shop.device.execute(&sale()).0, OK);
        assert_eq!(shop.made().len(), 1);
    }
}

#[test]
fn a_key_that_the_service_forgets_leaves_an_unresolved_document_and_makes_no_second_one() {
    let shop = Shop::open();
    shop.hold(true);
    assert_eq!(shop.device.execute(&unawaited(&sale())).0, PENDING);
    let forgotten = json!([{ "path": LOOK_UP, "point": "received", "action": "status", "status": 404, "times": 0 }]);
    shop.faults(&forgotten);
    let other = shop.again(&json!({ "deadlineMs": 3000 }));
    for (status, answer) in [
        shop.device.recover("order-1"),
        other.recover("order-1"),
        shop.device.execute(&unawaited(&sale())),
        other.execute(&sale()),
    ] {
        assert_eq!((status, &answer["error"]["outcome"]), (PENDING, &json!("unknown")), "{answer}");
        assert!(
            answer["error"]["message"]["en"].as_str().unwrap().contains("does not know the key of the document"),
            "{answer}"
        );
    }
    // Other documents are not held up.
    assert_eq!(shop.device.execute(&unawaited(&named("order-2"))).0, PENDING);
    assert_eq!(count(&shop, "POST"), 2);
    let (status, answer) = parse(&shop.device, &json!({ "X-API-Key": SHARED }), &called_back(&shop).to_string());
    assert_eq!((status, &answer["error"]["externalId"]), (PENDING, &json!("order-2")), "{answer}");
    assert!(
        answer["error"]["message"]["en"].as_str().unwrap().contains("does not know the key of the document"),
        "{answer}"
    );
    shop.faults(&json!([]));
    shop.hold(false);
    assert_eq!(shop.device.execute(&sale()).0, OK);
    assert_eq!(shop.device.execute(&named("order-2")).0, OK);
    assert_eq!(shop.made().len(), 2);
}

#[test]
fn a_gateway_that_answers_every_question_with_a_page_says_nothing_of_a_document() {
    let shop = Shop::open();
    let page = json!({
        "method": "GET", "path": "*", "point": "received", "action": "status", "status": 404, "times": 0, "skip": 1,
    });
    shop.faults(&json!([{ "path": "/print-documents", "point": "processed", "action": "reset" }, page]));
    let hasty = shop.again(&json!({ "deadlineMs": 4000, "settleMs": 300 }));
    let (_, answer) = hasty.execute(&sale());
    assert_eq!(answer["error"]["outcome"], "unknown", "{answer}");
    shop.faults(&json!([]));
    assert_eq!(shop.device.execute(&sale()).0, OK);
    assert_eq!(shop.made().len(), 1);
}

#[test]
fn any_device_of_the_service_takes_a_callback_about_a_document_in_its_journal() {
    let shop = Shop::open();
    let other = shop.again(&json!({ "creItemId": OTHER_REGISTER }));
    shop.hold(true);
    // The same id on both registers: these are two documents.
    assert_eq!(shop.device.execute(&unawaited(&sale())).0, PENDING);
    assert_eq!(other.execute(&unawaited(&sale())).0, PENDING);
    let (headers, call) = (json!({ "X-API-Key": SHARED }), called_back(&shop));
    assert_eq!(call["creItemId"], OTHER_REGISTER);
    let elsewhere = tempfile::tempdir().unwrap();
    let stranger = opened(&shop.service, &elsewhere, &json!({ "creItemId": OTHER_REGISTER }));
    assert_eq!(parse(&stranger, &headers, &call.to_string()).0, NOT_FOUND);
    let of_another = changed(&call, &json!({ "creItemId": "00000000-0000-0000-0000-000000000000" }));
    assert_eq!(parse(&shop.device, &headers, &of_another.to_string()).0, NOT_FOUND);
    shop.hold(false);
    until("both documents", || shop.made().len() == 2);
    let there = shop.made().into_iter().find(|document| document.register == OTHER_REGISTER).unwrap();
    let (status, answer) = parse(&shop.device, &headers, &call.to_string());
    assert_eq!((status, &answer["fiscalParams"]["fiscalDocumentNumber"]), (OK, &json!(there.number)), "{answer}");
    assert_eq!(answer["change"].to_string(), "12.30", "{answer}");
    // From here on only the journal can know.
    shop.faults(&blind());
    assert_eq!(other.recover("order-1"), (OK, answer));
    assert_eq!(shop.device.recover("order-1").0, PENDING, "the document of that id on the other register");
}

#[test]
fn a_callback_corrects_a_document_that_was_taken_for_not_made() {
    let shop = comes_late();
    let (headers, call) = (json!({ "X-API-Key": SHARED }), called_back(&shop));
    // A second refusal changes nothing.
    let no = changed(&call, &json!({ "resultItem.creErrorId": "83", "resultItem.result": "critical_error" }));
    let (status, answer) = parse(&shop.device, &headers, &no.to_string());
    assert_eq!((status, &answer["error"]["name"]), (OK, &json!("notMade")), "{answer}");
    let number = shop.made()[0].number;
    let (status, answer) = parse(&shop.device, &headers, &call.to_string());
    assert_eq!((status, &answer["fiscalParams"]["fiscalDocumentNumber"]), (OK, &json!(number)), "{answer}");
    assert_eq!(shop.device.recover("order-1"), (OK, answer.clone()));
    assert_eq!(shop.device.execute(&sale()), (OK, answer));
    assert_eq!(count(&shop, "POST"), 1, "it is not sent again");
}

/// No look-up is answered.
pub fn blind() -> Value {
    json!([{ "path": LOOK_UP, "point": "received", "action": "status", "status": 503, "times": 0 }])
}

/// A shop whose document was reported as not made, and was made after that.
fn comes_late() -> Shop {
    let shop = Shop::with(&json!({ "settleMs": 100, "resend": 0 }), Options::default());
    shop.faults(&json!([
        { "path": "/print-documents", "method": "POST", "point": "late", "action": "reset", "delayMs": 1500 },
    ]));
    let (status, answer) = shop.device.execute(&sale());
    assert_eq!((status, &answer["error"]["outcome"]), (NOT_MADE, &json!("rejected")), "{answer}");
    until("the document", || shop.made().len() == 1);
    shop
}

#[test]
fn a_document_that_arrived_after_it_was_taken_for_absent_is_found_by_the_next_call() {
    type Ask = fn(&Shop) -> (i32, Value);
    let ways: [(&str, Ask); 4] = [
        ("recovered", |shop| shop.device.recover("order-1")),
        ("recovered after a restart", |shop| shop.again(&json!({})).recover("order-1")),
        ("repeated", |shop| shop.device.execute(&sale())),
        ("repeated after a restart", |shop| shop.again(&json!({})).execute(&sale())),
    ];
    for (way, ask) in ways {
        let shop = comes_late();
        let (status, answer) = ask(&shop);
        assert_eq!((status, &answer["warnings"]["recovered"]), (OK, &json!(true)), "{way}: {answer}");
        assert_eq!(shop.device.recover("order-1"), (OK, answer), "{way}");
        assert_eq!((shop.made().len(), count(&shop, "POST")), (1, 1), "{way}");
    }
    let shop = comes_late();
    shop.faults(&blind());
    let (status, answer) = shop.device.recover("order-1");
    assert_eq!(answer["error"]["outcome"], "unknown", "who cannot ask cannot know: {status} {answer}");
    assert_eq!(shop.device.execute(&sale()).1["error"]["outcome"], "notSent");
    shop.faults(&json!([]));
    // Different content under its id is not sent, either: the existing document is shown, and resolved.
    for other in
        [json!({ "items[0].name": "Чай" }), json!({ "payments[0].type": "electronically", "payments[0].sum": 137.70 })]
    {
        let shop = comes_late();
        let (status, answer) = shop.device.execute(&changed(&sale(), &other));
        let shown = &answer["error"]["candidates"][0]["native"]["object"]["checkNumber"];
        assert_eq!((status, shown), (ID_REUSED, &json!(shop.made()[0].number.unwrap().to_string())), "{answer}");
        assert_eq!(shop.device.recover("order-1").0, OK);
        assert_eq!((shop.made().len(), count(&shop, "POST")), (1, 1));
    }
}

#[test]
fn a_document_that_proved_absent_is_resent_as_often_as_the_configuration_allows() {
    for (resend, losses, status, posts) in [(0, 1, NOT_MADE, 1), (1, 1, OK, 2), (1, 2, NOT_MADE, 2), (2, 2, OK, 3)] {
        let shop = Shop::with(&json!({ "settleMs": 50, "resend": resend }), Options::default());
        shop.faults(&json!([
            { "path": "/print-documents", "method": "POST", "point": "received", "action": "reset", "times": losses },
        ]));
        let (said, answer) = shop.device.execute(&sale());
        assert_eq!((said, count(&shop, "POST")), (status, posts), "{resend} {losses}: {answer}");
        assert_eq!(shop.device.execute(&sale()).0, OK);
        assert_eq!(shop.made().len(), 1, "{resend} {losses}");
    }
    // What prevents the resend does not change what is known.
    let shop = Shop::with(&json!({ "settleMs": 50 }), Options::default());
    shop.faults(&json!([
        { "path": "/print-documents", "method": "POST", "point": "request", "action": "reset" },
        { "path": LOOK_UP, "point": "received", "action": "status", "status": 503, "skip": 1, "times": 0 },
    ]));
    let (status, answer) = shop.device.execute(&sale());
    assert!(matches!(answer["error"]["outcome"].as_str(), Some("rejected" | "unknown")), "{status} {answer}");
}

#[test]
fn a_refusal_is_believed_once_the_server_does_not_have_the_document() {
    let post = |point: &str, code: u16| json!({ "path": "/print-documents", "method": "POST", "point": point, "action": "error", "code": code });
    for (shapes, code) in [
        (Shapes::default(), 400),
        (Shapes::default(), 422),
        (Shapes { refusal_200: true, ..Shapes::default() }, 400),
        (Shapes { refusal_200: true, ..Shapes::default() }, 500),
        (Shapes { refusal_200: true, refusal_bare: true, ..Shapes::default() }, 400),
        (Shapes { unknown_key: UnknownKey::Refused, ..Shapes::default() }, 409),
    ] {
        // The server refused after it had accepted the document.
        let shop = Shop::with(&json!({}), Options { shapes, ..Options::default() });
        shop.faults(&json!([post("processed", code)]));
        let (status, answer) = shop.device.execute(&sale());
        assert_eq!(status, OK, "{code} {shapes:?}: {answer}");
        assert_eq!((shop.made().len(), count(&shop, "POST")), (1, 1), "{code} {shapes:?}");
        // The server refused before it accepted the document.
        shop.faults(&json!([post("received", code)]));
        let before = count(&shop, "GET");
        let (status, answer) = shop.device.execute(&named("order-2"));
        assert_eq!((status, &answer["error"]["outcome"]), (REFUSED, &json!("rejected")), "{code} {shapes:?}: {answer}");
        assert_eq!(count(&shop, "GET") - before, 2, "asked before it was sent, and once after it was refused");
        assert_eq!(shop.device.recover("order-2").0, NOT_MADE);
        assert_eq!(count(&shop, "GET") - before, 2, "a refusal is remembered");
    }
    // While the server cannot be queried, the outcome is unknown.
    let shop = Shop::with(&json!({ "deadlineMs": 700 }), Options::default());
    shop.faults(&json!([
        post("processed", 400),
        { "path": LOOK_UP, "point": "received", "action": "status", "status": 503, "skip": 1, "times": 0 },
    ]));
    let (status, answer) = shop.device.execute(&sale());
    assert_eq!((status, &answer["error"]["outcome"]), (UNKNOWN, &json!("unknown")), "{answer}");
    shop.faults(&json!([]));
    let patient = shop.again(&json!({}));
    assert_eq!(patient.execute(&sale()).0, OK);
    assert_eq!((shop.made().len(), count(&shop, "POST")), (1, 1));
    // A request without valid authorisation cannot have queued anything.
    shop.faults(&json!([post("received", 401)]));
    let before = count(&shop, "GET");
    assert_eq!(patient.execute(&named("order-3")).1["error"]["outcome"], "rejected");
    assert_eq!(count(&shop, "GET") - before, 1);
}

#[test]
fn a_callback_resolves_nothing_that_the_server_does_not_show() {
    let shop = Shop::open();
    shop.hold(true);
    assert_eq!(shop.device.execute(&unawaited(&sale())).0, PENDING);
    assert_eq!(shop.device.execute(&unawaited(&named("order-2"))).0, PENDING);
    let (headers, call) = (json!({ "X-API-Key": SHARED }), called_back(&shop));
    let refused = json!({ "resultItem.creErrorId": "83", "resultItem.result": "critical_error" });
    let bare = json!({ "commands": null, "creItemId": null });
    for (what, faults, changes) in [
        ("it still waits", json!([]), json!({})),
        ("it still waits, and was not refused", json!([]), refused.clone()),
        ("part of a body", json!([]), bare.clone()),
        ("the server cannot be asked", blind(), json!({})),
    ] {
        shop.faults(&faults);
        let (status, answer) = parse(&shop.device, &headers, &changed(&call, &changes).to_string());
        assert_eq!((status, &answer["error"]["outcome"]), (PENDING, &json!("unknown")), "{what}: {answer}");
    }
    let (_, address) = super::listen(&shop.device, Some("127.0.0.1:0"));
    let address = address["listening"].as_str().unwrap();
    assert_eq!(super::post(address, Some(SHARED), &call.to_string()), 503, "so that it comes again");
    shop.faults(&json!([]));
    assert_eq!(super::post(address, Some(SHARED), &call.to_string()), 503);
    shop.hold(false);
    until("both", || shop.made().len() == 2);
    // A callback with the body of another document is only a hint at this one.
    let copied = changed(&call, &json!({ "checkNumber": "1", "sessionNumber": "9" }));
    assert_eq!(super::post(address, Some(SHARED), &copied.to_string()), 200);
    let (_, answer) = shop.device.recover("order-2");
    assert_eq!(answer["fiscalParams"]["fiscalDocumentNumber"], json!(shop.made()[1].number), "{answer}");
    assert_eq!(answer["fiscalParams"]["shiftNumber"], 1, "{answer}");
}

#[test]
fn the_key_of_one_account_resolves_no_document_of_another() {
    let shop = Shop::open();
    let tenant = json!({ "creItemId": OTHER_REGISTER, "apiKey": "the*key*of*another*account" });
    let (tenant, colleague) = (shop.again(&tenant), shop.again(&json!({ "creItemId": OTHER_REGISTER })));
    shop.make(&sale());
    let (headers, call) = (json!({ "X-API-Key": SHARED }), called_back(&shop).to_string());
    assert_eq!(parse(&tenant, &headers, &call).0, NOT_FOUND);
    assert_eq!(parse(&colleague, &headers, &call).0, OK);
    // An older journal does not tell the account; then the document belongs to the device's own account only.
    let journal = rusqlite::Connection::open(shop.folder.path().join("kassa.db")).unwrap();
    let account: String = journal.query_row("SELECT account FROM document", [], |row| row.get(0)).unwrap();
    assert!(account.len() == 16 && account.bytes().all(|byte| byte.is_ascii_hexdigit()), "{account}");
    journal.execute("UPDATE document SET account = NULL", []).unwrap();
    assert_eq!(parse(&colleague, &headers, &call).0, NOT_FOUND);
    assert_eq!(parse(&shop.device, &headers, &call).0, OK);
}

#[test]
fn one_document_of_a_register_is_not_taken_for_two() {
    let shop = Shop::open();
    let receipt = json!({ "idempKey": "own-key-1", "commands": [{
        "type": "sale", "isPrintable": true, "sno": "sno_osn", "amountCash": "54.00",
        "lines": [{ "title": "Молоко", "price": "18", "quantity": "3", "total": "54", "tax": "vat_10", "ppr": "goods",
            "psr": "full_settle" }],
    }]});
    let call = |id: &str| {
        let task = changed(&receipt, &json!({ "externalId": id }));
        shop.device.call("print-documents", Some(&task.to_string()))
    };
    assert_eq!(call("own-1").0, OK);
    for _ in 0..2 {
        let (status, answer) = call("own-2");
        let error = &answer["error"];
        assert_eq!((status, &error["outcome"]), (UNKNOWN, &json!("unknown")), "{answer}");
        assert_eq!(error["candidates"][0]["externalId"], "own-1", "{answer}");
    }
    assert_eq!(call("own-1").0, OK);
    shop.make(&sale());
    assert_eq!((shop.made().len(), count(&shop, "POST")), (2, 2));
}

#[test]
fn a_service_under_another_address_is_asked_for_the_same_key() {
    let mut options = Options::default();
    options.setup.listen = "0.0.0.0:0".into();
    let shop = Shop::with(&json!({}), options);
    let port = shop.service.url().rsplit_once(':').unwrap().1.to_owned();
    // The complete range 127.0.0.0/8 is this machine.
    let at = |host: &str, journal: &str| {
        let journal = shop.folder.path().join(journal);
        shop.again(&json!({ "url": format!("http://{host}:{port}{BASE}"), "journal": journal }))
    };
    assert_eq!(at("127.0.0.1", "kassa.db").execute(&sale()).0, OK);
    // This journal has the answer, another one learns it from the server.
    for (journal, warnings) in [("kassa.db", json!({})), ("another.db", json!({ "recovered": true }))] {
        let elsewhere = at("127.0.0.2", journal);
        let (status, answer) = elsewhere.execute(&sale());
        assert_eq!((status, &answer["warnings"]), (OK, &warnings), "{journal}: {answer}");
        assert_eq!(elsewhere.recover("order-1"), (OK, answer), "{journal}");
    }
    assert_eq!(shop.made().len(), 1);
}
