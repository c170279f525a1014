//! A register whose numbering goes back (restored from a copy, deleted and created again), and one whose state only
//! lags.

use super::relay::Relay;
use super::shop::{Kind, NOT_MADE, OK, Shop, UNKNOWN, sale_of};
use serde_json::{Value, json};

fn restarted(answer: &Value) -> bool {
    answer["warnings"]["numberingRestarted"] == true
}

#[test]
fn a_document_under_a_number_that_an_older_one_had_is_still_ours() {
    for kind in Kind::ALL {
        let mut shop = Shop::open(kind);
        let device = shop.device(&json!({}));
        assert_eq!(device.execute(&sale_of("a", 1)).0, OK);
        shop.back_up();
        for (id, sum) in [("b", 2), ("c", 3), ("d", 4)] {
            let (status, answer) = device.execute(&sale_of(id, sum));
            assert_eq!((status, restarted(&answer)), (OK, false), "{kind:?}: {answer}");
        }
        shop.restore();
        shop.fail(&[json!({ "point": "processed", "action": "reset" })]);
        let (status, answer) = device.execute(&sale_of("e", 5));
        assert_eq!((status, shop.sold(5)), (OK, 1), "{kind:?}: {answer}");
        assert_eq!((restarted(&answer), &answer["warnings"]["recovered"]), (true, &json!(true)), "{kind:?}: {answer}");
        // Only the first one after it reports the restart, and each is made once, up to the old numbers and past them.
        for (id, sum) in [("f", 6), ("g", 7), ("h", 8)] {
            shop.fail(&[json!({ "point": "processed", "action": "reset" })]);
            let (status, answer) = device.execute(&sale_of(id, sum));
            assert_eq!((status, shop.sold(sum), restarted(&answer)), (OK, 1, false), "{kind:?}: {answer}");
        }
    }
}

#[test]
fn a_document_left_open_before_the_numbering_restarted_needs_a_person_and_the_shop_keeps_selling() {
    for kind in [Kind::Icash, Kind::Cashcore] {
        let mut shop = Shop::open(kind);
        let device = shop.device(&json!({}));
        shop.back_up();
        for (id, sum) in [("a", 1), ("b", 2)] {
            assert_eq!(device.execute(&sale_of(id, sum)).0, OK, "{kind:?}");
        }
        let dead = json!({ "path": "*", "point": "accept", "action": "close", "times": 0, "skip": 2 });
        shop.fail(&[json!({ "point": "processed", "action": "reset" }), dead]);
        let hasty = shop.device(&json!({ "deadlineMs": 2000 }));
        assert_eq!(hasty.execute(&sale_of("open", 3)).0, UNKNOWN, "{kind:?}");
        shop.fail(&[]);
        shop.restore();
        let (status, answer) = device.execute(&sale_of("c", 4));
        assert_eq!((status, restarted(&answer)), (OK, true), "{kind:?}: {answer}");
        let (status, answer) = device.recover("open");
        assert_eq!((status, answer["error"]["outcome"].as_str()), (UNKNOWN, Some("unknown")), "{kind:?}: {answer}");
        assert!(!answer["error"]["candidates"].as_array().unwrap().is_empty(), "{answer}");
        let (status, answer) = device.execute(&sale_of("open", 3));
        assert_eq!((status, shop.sold(3)), (UNKNOWN, 0), "{kind:?}: {answer}");
        assert_eq!(device.execute(&sale_of("d", 5)).0, OK, "{kind:?}");
    }
}

#[test]
fn a_state_that_lags_behind_the_documents_is_no_new_numbering_and_hides_none() {
    let shop = Shop::open(Kind::Icash);
    let relay = Relay::to(shop.address());
    let device = shop.device_at(&relay.url(), &json!({}));
    for (id, sum) in [("a", 1), ("b", 2)] {
        assert_eq!(device.execute(&sale_of(id, sum)).0, OK);
    }
    relay.lag(1);
    let (status, answer) = device.execute(&sale_of("c", 3));
    assert_eq!((status, restarted(&answer)), (OK, false), "{answer}");
    shop.fail(&[json!({ "point": "processed", "action": "reset" })]);
    let (status, answer) = device.execute(&sale_of("d", 4));
    assert_eq!((status, &answer["warnings"]["recovered"], shop.sold(4)), (OK, &json!(true), 1), "{answer}");
}

#[test]
fn a_document_that_came_late_is_found_behind_a_state_that_lags() {
    let shop = Shop::open(Kind::Icash);
    let relay = Relay::to(shop.address());
    let device = shop.device_at(&relay.url(), &json!({}));
    assert_eq!(device.execute(&sale_of("before", 7)).0, OK);
    shop.fail(&[json!({ "point": "received", "action": "reset" })]);
    assert_eq!(device.execute(&sale_of("a", 10)).0, NOT_MADE);
    shop.deliver();
    relay.lag(1);
    for (status, answer) in [device.recover("a"), device.execute(&sale_of("a", 10))] {
        assert_eq!((status, &answer["warnings"]["recovered"], shop.sold(10)), (OK, &json!(true), 1), "{answer}");
    }
}

#[test]
fn a_shift_that_never_was_is_not_asked_for() {
    let shop = Shop::open(Kind::Cashcore);
    let device = shop.device(&json!({}));
    shop.fail(&[json!({ "point": "processed", "action": "reset" })]);
    let (status, answer) = device.execute(&sale_of("a", 1));
    assert_eq!((status, shop.sold(1)), (OK, 1), "{answer}");
    let lists: Vec<Value> = shop.bodies("/GetTransactionList");
    assert!(!lists.is_empty() && lists.iter().all(|asked| asked["shift_number"] != 0), "{lists:?}");
}
