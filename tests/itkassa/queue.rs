//! What a queue leaves open: documents that wait, keys that are forgotten, results that come by another way or too late.

use super::documents::{OK, changed};
use super::{NOT_FOUND, NOT_MADE, PENDING, SHARED, Shop, named, opened, parse, sale, until};
use kassa::simulator::itkassa::{OTHER_REGISTER, Options, Shapes};
use serde_json::{Value, json};
use std::thread;

/// The look-up by a key, as faults name it.
const LOOK_UP: &str = "/print-documents/*/idempotent";

fn unawaited(task: &Value) -> Value {
    changed(task, &json!({ "wait": false }))
}

/// How many requests of this method have come.
fn count(shop: &Shop, method: &str) -> usize {
    shop.service.requests().iter().filter(|request| request["method"] == method).count()
}

/// The last task that was put in, as its result is called back.
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
fn who_waits_for_a_document_holds_up_no_other() {
    let shop = Shop::with(&json!({ "deadlineMs": 700, "timeoutMs": 300 }), Options::default());
    shop.hold(true);
    // The queue has it, and nobody was told.
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
fn a_key_that_the_service_forgets_leaves_a_doubt_and_makes_no_second_document() {
    let shop = Shop::open();
    shop.hold(true);
    assert_eq!(shop.device.execute(&unawaited(&sale())).0, PENDING);
    let forgotten = json!([{ "path": LOOK_UP, "point": "received", "action": "status", "status": 404, "times": 0 }]);
    shop.faults(&forgotten);
    let other = shop.again(&json!({ "deadlineMs": 700 }));
    for (status, answer) in [
        shop.device.recover("order-1"),
        other.recover("order-1"),
        shop.device.execute(&unawaited(&sale())),
        other.execute(&sale()),
    ] {
        assert_eq!((status, &answer["error"]["outcome"]), (PENDING, &json!("unknown")), "{answer}");
        assert!(answer["error"]["message"]["en"].as_str().unwrap().contains("does not know its key"), "{answer}");
    }
    // The others go on.
    assert_eq!(shop.device.execute(&unawaited(&named("order-2"))).0, PENDING);
    assert_eq!(count(&shop, "POST"), 2);
    let (status, answer) = parse(&shop.device, &json!({ "X-API-Key": SHARED }), &called_back(&shop).to_string());
    assert_eq!((status, &answer["externalId"]), (OK, &json!("order-2")), "{answer}");
    shop.faults(&json!([]));
    shop.hold(false);
    assert_eq!(shop.device.execute(&sale()).0, OK);
    assert_eq!(shop.made().len(), 2);
}

#[test]
fn any_device_of_the_service_takes_a_call_about_a_document_in_its_journal() {
    let shop = Shop::open();
    let other = shop.again(&json!({ "creItemId": OTHER_REGISTER }));
    shop.hold(true);
    // The same id on both registers: two documents.
    assert_eq!(shop.device.execute(&unawaited(&sale())).0, PENDING);
    assert_eq!(other.execute(&unawaited(&sale())).0, PENDING);
    let (headers, call) = (json!({ "X-API-Key": SHARED }), called_back(&shop));
    assert_eq!(call["creItemId"], OTHER_REGISTER);
    let elsewhere = tempfile::tempdir().unwrap();
    let stranger = opened(&shop.service, &elsewhere, &json!({ "creItemId": OTHER_REGISTER }));
    assert_eq!(parse(&stranger, &headers, &call.to_string()).0, NOT_FOUND);
    let of_another = changed(&call, &json!({ "creItemId": "00000000-0000-0000-0000-000000000000" }));
    assert_eq!(parse(&shop.device, &headers, &of_another.to_string()).0, NOT_FOUND);
    let (status, answer) = parse(&shop.device, &headers, &call.to_string());
    assert_eq!((status, &answer["fiscalParams"]["fiscalDocumentNumber"]), (OK, &json!(12)), "{answer}");
    assert_eq!(answer["change"].to_string(), "12.30", "{answer}");
    // The registers still hold both: only the journal can know.
    assert_eq!(other.recover("order-1"), (OK, answer));
    assert_eq!(shop.device.recover("order-1").0, PENDING, "the document of that id on the other register");
}

#[test]
fn a_call_back_corrects_who_took_a_document_for_not_made() {
    let shop = Shop::with(&json!({ "settleMs": 100 }), Options::default());
    shop.faults(&json!([{ "path": "/print-documents", "method": "POST", "point": "received", "action": "reset" }]));
    let (status, answer) = shop.device.execute(&sale());
    assert_eq!((status, &answer["error"]["outcome"]), (NOT_MADE, &json!("rejected")), "{answer}");
    let (headers, call) = (json!({ "X-API-Key": SHARED }), called_back(&shop));
    // Whoever says no once more says nothing new.
    let no = changed(&call, &json!({ "resultItem.creErrorId": "83", "resultItem.result": "critical_error" }));
    let (status, answer) = parse(&shop.device, &headers, &no.to_string());
    assert_eq!((status, &answer["error"]["name"]), (OK, &json!("notMade")), "{answer}");
    let (status, answer) = parse(&shop.device, &headers, &call.to_string());
    assert_eq!((status, &answer["fiscalParams"]["fiscalDocumentNumber"]), (OK, &json!(12)), "{answer}");
    assert_eq!(shop.device.recover("order-1"), (OK, answer.clone()));
    assert_eq!(shop.device.execute(&sale()), (OK, answer));
    assert_eq!(count(&shop, "POST"), 1, "it is not sent again");
}
