//! A register that another program also uses.

use super::shop::{BUSY, Kind, NOT_MADE, OK, Shop, UNKNOWN, sale_of};
use crate::support::register::await_that;
use serde_json::json;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

#[test]
fn a_neighbour_who_sells_all_the_time_does_not_hold_up_what_was_lost() {
    let shop = Shop::open(Kind::Icash);
    let device = shop.device(&json!({ "settleMs": 600, "deadlineMs": 30_000 }));
    let (theirs, over) = (shop.foreign(5), AtomicBool::new(false));
    shop.fail(&[json!({ "point": "received", "action": "reset" })]);
    thread::scope(|scope| {
        scope.spawn(|| {
            while !over.load(Ordering::SeqCst) {
                shop.sell_elsewhere(&theirs);
                thread::sleep(Duration::from_millis(150));
            }
        });
        let (status, answer) = device.execute(&sale_of("a", 10));
        over.store(true, Ordering::SeqCst);
        assert_eq!((status, shop.sold(10)), (NOT_MADE, 0), "{answer}");
    });
}

#[test]
fn an_equal_sale_of_a_known_neighbour_that_is_seen_first_is_not_taken_for_ours() {
    let shop = Shop::open(Kind::Icash);
    let device = shop.device(&json!({ "settleMs": 5000 }));
    // The other program is known from a sale of its own that came in between.
    let other = shop.foreign(5);
    let stranger = json!({ "point": "received", "action": "stranger", "document": other });
    shop.fail(&[stranger, json!({ "point": "processed", "action": "reset" })]);
    let (status, answer) = device.execute(&sale_of("a", 10));
    assert_eq!(status, OK, "{answer}");
    // Its equal sale exists at once, ours arrives while the register is being asked.
    let equal = json!({ "point": "received", "action": "stranger", "document": shop.foreign(20) });
    shop.fail(&[equal, json!({ "point": "received", "action": "reset" })]);
    shop.asked();
    let (status, answer) = thread::scope(|scope| {
        let sold = scope.spawn(|| device.execute(&sale_of("b", 20)));
        while !shop.has_asked("/search") {
            thread::sleep(Duration::from_millis(10));
        }
        shop.deliver();
        sold.join().unwrap()
    });
    assert_eq!((status, shop.sold(20)), (UNKNOWN, 1), "{answer}");
    assert_eq!(answer["error"]["candidates"].as_array().map(Vec::len), Some(2), "{answer}");
    // A single equal document is ours as far as anybody can see, and the answer says how it was recognised.
    shop.fail(&[json!({ "point": "processed", "action": "reset" })]);
    let (status, answer) = device.execute(&sale_of("c", 30));
    assert_eq!((status, &answer["warnings"]["byContent"]), (OK, &json!(true)), "{answer}");
    assert_eq!(shop.sold(30), 1);
}

#[test]
fn looks_read_each_document_once() {
    let shop = Shop::open(Kind::Icash);
    let device = shop.device(&json!({ "settleMs": 600 }));
    let stranger = json!({ "point": "received", "action": "stranger", "document": shop.foreign(5) });
    let reset = json!({ "point": "received", "action": "reset" });
    // Three documents of another program come in between; then the request is lost.
    shop.fail(&[stranger.clone(), stranger.clone(), stranger, reset]);
    shop.asked();
    let (status, answer) = device.execute(&sale_of("a", 10));
    assert_eq!(status, NOT_MADE, "{answer}");
    let asked = shop.asked();
    let count = |path: &str| asked.iter().filter(|asked| asked.starts_with(path)).count();
    let looks = count("/api/1/status") - 1;
    assert!(looks > 2, "{asked:?}");
    // The last one is read for as long as the register's state may lag behind it.
    assert_eq!(count("/api/1/search/"), 3 + looks, "{asked:?}");
    // The next call reads them again: they may be others by then.
    assert_eq!(device.recover("a").0, NOT_MADE);
    assert_eq!(shop.asked().iter().filter(|asked| asked.starts_with("/api/1/search/")).count(), 4);
}

#[test]
fn a_mark_needs_no_wait_and_a_register_of_ours_alone_neither() {
    for kind in [Kind::MarkedIcash, Kind::Icash] {
        let shop = Shop::open(kind);
        // Longer than the test may take: a call that waited for it would not get an answer.
        let device = shop.device(&json!({ "settleMs": 3_600_000 }));
        if kind == Kind::MarkedIcash {
            let stranger = json!({ "point": "received", "action": "stranger", "document": shop.foreign(10) });
            shop.fail(&[stranger, json!({ "point": "processed", "action": "reset" })]);
            assert_eq!(device.execute(&sale_of("a", 10)).0, OK);
        }
        shop.fail(&[json!({ "point": "processed", "action": "reset" })]);
        let (status, answer) = device.execute(&sale_of("b", 20));
        assert_eq!((status, answer["warnings"].get("byContent")), (OK, None), "{kind:?}: {answer}");
    }
}

#[test]
fn an_equal_document_of_others_since_ours_is_told() {
    for kind in Kind::ALL {
        let shop = Shop::open(kind);
        let device = shop.device(&json!({}));
        assert_eq!(device.execute(&sale_of("a", 10)).0, OK);
        shop.sell_elsewhere(&shop.foreign(20));
        shop.sell_elsewhere(&shop.foreign(30));
        let (status, answer) = device.execute(&sale_of("b", 20));
        assert_eq!(status, OK, "{answer}");
        let similar = answer["warnings"]["similar"].as_array().map_or(0, Vec::len);
        assert_eq!((similar, shop.sold(20)), (1, 1), "{kind:?}: {answer}");
        let theirs = answer["warnings"]["similar"][0]["fiscalParams"]["fiscalDocumentNumber"].as_u64().unwrap();
        assert_eq!(answer["fiscalParams"]["fiscalDocumentNumber"].as_u64(), Some(theirs + 2), "{kind:?}: {answer}");
        assert_eq!(device.recover("b"), (OK, answer), "{kind:?}: it stays told");
        let (_, answer) = device.execute(&sale_of("c", 20));
        assert_eq!(answer["warnings"].get("similar"), None, "{kind:?}: our own sales are no neighbour's");
    }
}

#[test]
fn a_neighbours_equal_sale_after_ours_was_given_up_is_not_taken_for_ours_and_ours_not_sent_again() {
    let shop = Shop::open(Kind::Icash);
    let device = shop.device(&json!({}));
    let stranger = json!({ "point": "received", "action": "stranger", "document": shop.foreign(5) });
    shop.fail(&[stranger, json!({ "point": "received", "action": "reset" })]);
    assert_eq!(device.execute(&sale_of("a", 10)).0, NOT_MADE);
    shop.sell_elsewhere(&shop.foreign(10));
    for (status, answer) in [device.execute(&sale_of("a", 10)), device.recover("a")] {
        assert_eq!((status, shop.sold(10)), (UNKNOWN, 0), "{answer}");
        assert_eq!(answer["error"]["candidates"].as_array().map(Vec::len), Some(1), "{answer}");
    }
    assert_eq!(device.execute(&sale_of("b", 20)).0, OK, "it holds nobody up");
}

#[test]
fn a_call_that_has_waited_for_another_of_the_same_document_does_not_say_that_it_was_not_sent() {
    let shop = Shop::open(Kind::Icash);
    let (first, hasty) = (shop.device(&json!({})), shop.device(&json!({ "deadlineMs": 2_500 })));
    assert_eq!(first.execute(&sale_of("before", 7)).0, OK);
    shop.asked();
    // While the first call asks for the state, the second one finds nothing in the journal, and waits.
    let slow = |path: &str, millis| json!({ "path": path, "point": "received", "action": "delay", "delayMs": millis });
    shop.fail(&[slow("/status", 500), slow("/receipt", 6_000)]);
    thread::scope(|scope| {
        let made = scope.spawn(|| first.execute(&sale_of("a", 10)));
        await_that("the question for the state", || shop.has_asked("/status"));
        let (status, answer) = hasty.execute(&sale_of("a", 10));
        assert_eq!((status, &answer["error"]["outcome"]), (BUSY, &json!("unknown")), "{answer}");
        assert_eq!(made.join().unwrap().0, OK);
    });
    assert_eq!((hasty.execute(&sale_of("a", 10)).0, shop.sold(10)), (OK, 1));
}
