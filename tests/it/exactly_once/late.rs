//! A register that makes a document after the driver has given it up, and one that certainly did not make it.

use super::shop::{ID_REUSED, Kind, NOT_MADE, OK, Shop, UNKNOWN, sale_of};
use serde_json::json;

/// The request is read, but makes no document until the test delivers it.
fn lost() -> serde_json::Value {
    json!({ "point": "received", "action": "reset" })
}

#[test]
fn a_document_that_came_after_it_was_given_up_is_found_by_its_repetition() {
    for kind in Kind::ALL {
        let shop = Shop::open(kind);
        let device = shop.device(&json!({}));
        assert_eq!(device.execute(&sale_of("before", 7)).0, OK);
        shop.fail(&[lost()]);
        let (status, answer) = device.execute(&sale_of("a", 10));
        assert_eq!((status, answer["error"]["outcome"].as_str()), (NOT_MADE, Some("rejected")), "{kind:?}: {answer}");
        shop.deliver();
        // The next document does not hide it.
        assert_eq!(device.execute(&sale_of("b", 20)).0, OK);
        let (status, answer) = device.execute(&sale_of("a", 10));
        assert_eq!((status, &answer["warnings"]["recovered"]), (OK, &json!(true)), "{kind:?}: {answer}");
        assert_eq!(shop.sold(10), 1, "{kind:?}");
        assert_eq!(device.recover("a"), (OK, answer), "{kind:?}");
    }
}

#[test]
fn a_document_that_came_after_it_was_given_up_is_found_by_asking_for_it() {
    for kind in Kind::ALL {
        let shop = Shop::open(kind);
        let device = shop.device(&json!({}));
        assert_eq!(device.execute(&sale_of("before", 7)).0, OK);
        shop.fail(&[lost()]);
        assert_eq!(device.execute(&sale_of("a", 10)).0, NOT_MADE, "{kind:?}");
        assert_eq!(device.recover("a").0, NOT_MADE, "{kind:?}: it has not come yet");
        shop.deliver();
        let again = shop.device(&json!({}));
        let (status, answer) = again.recover("a");
        assert_eq!((status, &answer["warnings"]["recovered"]), (OK, &json!(true)), "{kind:?}: {answer}");
    }
}

#[test]
fn a_caller_without_ids_repeats_a_document_that_came_late_and_gets_it() {
    for kind in Kind::ALL {
        let shop = Shop::open(kind);
        let device = shop.device(&json!({ "repeats": "join" }));
        let sale = |sum| {
            let mut sale = sale_of("", sum);
            sale.as_object_mut().unwrap().remove("externalId");
            sale
        };
        assert_eq!(device.execute(&sale(7)).0, OK);
        shop.fail(&[lost()]);
        assert_eq!(device.execute(&sale(10)).0, NOT_MADE);
        shop.deliver();
        let (status, answer) = device.execute(&sale(10));
        assert_eq!((status, &answer["warnings"]["recovered"]), (OK, &json!(true)), "{kind:?}: {answer}");
        assert_eq!(shop.sold(10), 1, "{kind:?}");
        // Once the caller has received it, the same content is another sale; and what never arrived is simply made.
        assert_eq!((device.execute(&sale(10)).0, shop.sold(10)), (OK, 2), "{kind:?}");
        shop.fail(&[lost()]);
        assert_eq!(device.execute(&sale(20)).0, NOT_MADE);
        assert_eq!((device.execute(&sale(20)).0, shop.sold(20)), (OK, 1), "{kind:?}");
    }
}

#[test]
fn another_document_under_the_id_of_one_that_came_late_is_not_sent() {
    let shop = Shop::open(Kind::Icash);
    let device = shop.device(&json!({}));
    shop.fail(&[lost()]);
    assert_eq!(device.execute(&sale_of("a", 10)).0, NOT_MADE);
    shop.deliver();
    let (status, answer) = device.execute(&sale_of("a", 30));
    assert_eq!((status, shop.sold(30)), (ID_REUSED, 0), "{answer}");
    assert_eq!(device.recover("a").1["fiscalParams"]["total"].to_string(), "10.00");
}

#[test]
fn the_repetition_of_what_was_not_made_asks_for_one_look_while_the_numbering_stands_still() {
    let shop = Shop::open(Kind::Icash);
    let device = shop.device(&json!({}));
    shop.fail(&[json!({ "point": "received", "action": "reset" })]);
    assert_eq!(device.execute(&sale_of("a", 10)).0, NOT_MADE);
    shop.asked();
    // The state of the numbering, and one query for the document that would be next: the state may lag behind.
    let looked = ["/api/1/status", "/api/1/status", "/api/1/search/3/"];
    assert_eq!(device.recover("a").0, NOT_MADE);
    assert_eq!(shop.asked(), looked);
    assert_eq!(device.execute(&sale_of("a", 10)).0, OK);
    assert_eq!(shop.asked(), [looked.as_slice(), &["/api/1/receipt"]].concat());
}

#[test]
fn what_the_register_certainly_did_not_make_is_sent_again_within_the_call() {
    for (resend, lost, ends, sold) in [(1, 1, OK, 1), (2, 2, OK, 1), (1, 2, NOT_MADE, 0), (0, 1, NOT_MADE, 0)] {
        for kind in Kind::ALL {
            let shop = Shop::open(kind);
            let device = shop.device(&json!({ "resend": resend }));
            assert_eq!(device.execute(&sale_of("before", 7)).0, OK);
            shop.asked();
            shop.fail(&[json!({ "point": "received", "action": "reset", "times": lost })]);
            let (status, answer) = device.execute(&sale_of("a", 10));
            assert_eq!((status, shop.sold(10)), (ends, sold), "{kind:?} {resend} {lost}: {answer}");
            let sent = shop.asked().iter().filter(|path| path.ends_with(kind.path())).count();
            assert_eq!(sent, usize::min(lost, resend + 1) + sold.min(resend + 1 - usize::min(lost, resend + 1)));
        }
    }
}

#[test]
fn by_default_a_lost_document_is_sent_again_once() {
    let shop = Shop::open(Kind::Icash);
    let device = shop.device(&json!({ "resend": null }));
    shop.fail(&[json!({ "point": "received", "action": "reset" })]);
    assert_eq!((device.execute(&sale_of("a", 10)).0, shop.sold(10)), (OK, 1));
}

/// The request that shows a document, or the list of them.
fn looks(kind: Kind) -> &'static str {
    match kind {
        Kind::Icash | Kind::MarkedIcash => "/search",
        Kind::Cashcore | Kind::ForgetfulCashcore => "/GetTransactionList",
    }
}

#[test]
fn a_register_that_does_not_speak_is_not_told_as_one_that_was_sent_a_document() {
    let try_with = |kind: Kind| {
        let shop = Shop::open(kind);
        shop.fail(&[json!({ "point": "processed", "action": "delay", "delayMs": 60_000 })]);
        let (status, answer) = shop.device(&json!({ "deadlineMs": 3000 })).execute(&sale_of("a", 10));
        assert_eq!((status, &answer["error"]["docs"]), (UNKNOWN, &json!("errors/unknown#lost")), "{kind:?}: {answer}");
        let device = shop.device(&json!({ "deadlineMs": 3000 }));
        // It says nothing at all; then it tells its state, and not its documents.
        for path in ["*", looks(kind)] {
            shop.fail(&[json!({ "path": path, "point": "received", "action": "reset", "times": 0 })]);
            for (status, answer) in [device.recover("a"), device.execute(&sale_of("a", 10))] {
                let error = &answer["error"];
                assert_eq!((status, &error["outcome"]), (UNKNOWN, &json!("unknown")), "{kind:?} {path}: {answer}");
                assert_eq!(error["docs"], "errors/unknown#unasked", "{kind:?} {path}: {answer}");
                assert_eq!((&error["externalId"], &error["retry"]), (&json!("a"), &json!("recoverFirst")), "{answer}");
            }
        }
        drop(device);
        shop.fail(&[]);
        let (status, answer) = shop.device(&json!({})).recover("a");
        assert_eq!(status, OK, "{kind:?}: {answer}");
        assert_eq!(shop.sold(10), 1, "{kind:?}");
    };
    std::thread::scope(|scope| {
        for kind in [Kind::Icash, Kind::MarkedIcash, Kind::Cashcore] {
            scope.spawn(move || try_with(kind));
        }
    });
}

#[test]
fn a_refused_repetition_leaves_what_may_come_late_to_be_found() {
    for kind in [Kind::Icash, Kind::MarkedIcash] {
        for asks in [true, false] {
            let shop = Shop::open(kind);
            let device = shop.device(&json!({}));
            assert_eq!(device.execute(&sale_of("before", 7)).0, OK);
            shop.fail(&[lost()]);
            assert_eq!(device.execute(&sale_of("a", 10)).0, NOT_MADE, "{kind:?}");
            // The register plainly refuses the second request, and makes the first one now.
            shop.fail(&[json!({ "point": "received", "action": "error", "code": 50 })]);
            let (_, answer) = device.execute(&sale_of("a", 10));
            assert_eq!(answer["error"]["outcome"], "rejected", "{kind:?}: {answer}");
            shop.deliver();
            let (status, answer) = if asks { device.recover("a") } else { device.execute(&sale_of("a", 10)) };
            assert_eq!((status, &answer["warnings"]["recovered"]), (OK, &json!(true)), "{kind:?} {asks}: {answer}");
            assert_eq!(shop.sold(10), 1, "{kind:?} {asks}");
        }
    }
}
