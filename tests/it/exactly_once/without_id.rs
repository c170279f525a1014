//! A caller without ids: the next cashier repeats a document whose answer was lost.

use super::relay::Relay;
use super::shop::{Kind, NOT_MADE, OK, Shop, UNKNOWN, sale_of};
use crate::documents::BAD_DOCUMENT;
use crate::support::abi::last_error;
use crate::support::register::await_that;
use serde_json::{Value, json};
use std::thread;

/// A sale for this sum without an id, with these members.
fn sale(sum: u32, members: &Value) -> Value {
    let mut sale = sale_of("", sum);
    let task = sale.as_object_mut().unwrap();
    task.remove("externalId");
    task.remove("clientInfo");
    task.extend(members.as_object().unwrap().clone());
    sale
}

/// The register makes the next sale, but no answer arrives any more.
fn lose(shop: &Shop) {
    shop.fail(&[
        json!({ "point": "processed", "action": "close" }),
        json!({ "path": "*", "point": "accept", "action": "reset", "times": 0, "skip": 2 }),
    ]);
}

const JOINS: &str = "join";

#[test]
fn a_lost_sale_that_differs_only_in_its_cashier_or_contact_is_that_sale() {
    let first = json!({ "operator": { "name": "Лунина" } });
    let others = [
        json!({ "operator": { "name": "Иванова" } }),
        json!({ "operator": { "name": "Иванова" }, "clientInfo": { "emailOrPhone": "a@example.com" } }),
    ];
    for kind in Kind::ALL {
        // Only an iCASH writes the buyer's contact down.
        let count = if matches!(kind, Kind::Icash | Kind::MarkedIcash) { 2 } else { 1 };
        for other in &others[..count] {
            let shop = Shop::open(kind);
            let device = shop.device(&json!({ "repeats": JOINS }));
            assert_eq!(device.execute(&sale(7, &first)).0, OK, "{kind:?}");
            lose(&shop);
            let hasty = shop.device(&json!({ "repeats": JOINS, "deadlineMs": 3000 }));
            assert_eq!(hasty.execute(&sale(10, &first)).0, UNKNOWN, "{kind:?}");
            shop.fail(&[]);
            let (status, answer) = device.execute(&sale(10, other));
            assert_eq!((status, shop.sold(10)), (OK, 1), "{kind:?}: {answer}");
            assert_eq!(answer["warnings"]["repeatDiffers"], true, "{kind:?}: {answer}");
            // Once the caller has it, the same content is another sale.
            let (status, answer) = device.execute(&sale(10, other));
            assert_eq!((status, shop.sold(10)), (OK, 2), "{kind:?}: {answer}");
            assert_eq!(answer["warnings"]["repeatDiffers"], Value::Null, "{kind:?}: {answer}");
        }
    }
}

#[test]
fn a_sale_that_was_not_made_is_made_with_the_cashier_who_repeats_it() {
    for kind in Kind::ALL {
        let shop = Shop::open(kind);
        let device = shop.device(&json!({ "repeats": JOINS }));
        assert_eq!(device.execute(&sale(7, &json!({}))).0, OK);
        shop.fail(&[json!({ "point": "received", "action": "reset" })]);
        assert_eq!(device.execute(&sale(10, &json!({ "operator": { "name": "Лунина" } }))).0, NOT_MADE);
        let (status, answer) = device.execute(&sale(10, &json!({ "operator": { "name": "Иванова" } })));
        assert_eq!((status, shop.sold(10)), (OK, 1), "{kind:?}: {answer}");
        assert_eq!(answer["warnings"]["repeatDiffers"], Value::Null, "{kind:?}: {answer}");
    }
}

#[test]
fn a_lost_sale_of_another_cashier_that_was_left_behind_needs_a_person() {
    let shop = Shop::open(Kind::Icash);
    let device = shop.device(&json!({ "repeats": JOINS }));
    let of = |sum, name: &str| sale(sum, &json!({ "operator": { "name": name } }));
    lose(&shop);
    let hasty = shop.device(&json!({ "repeats": JOINS, "deadlineMs": 3000 }));
    assert_eq!(hasty.execute(&of(10, "Лунина")).0, UNKNOWN);
    shop.fail(&[]);
    assert_eq!(device.execute(&of(20, "Иванова")).0, OK);
    let (status, answer) = device.execute(&of(10, "Иванова"));
    assert_eq!((status, shop.sold(10)), (UNKNOWN, 1), "{answer}");
    // Goods of another price were not lost.
    assert_eq!(device.execute(&of(11, "Иванова")).0, OK);
}

#[test]
fn a_caller_with_ids_is_not_joined() {
    let shop = Shop::open(Kind::Icash);
    let device = shop.device(&json!({ "repeats": JOINS }));
    assert_eq!(device.execute(&sale_of("a", 10)).0, OK);
    let mut other = sale_of("a", 10);
    other["operator"] = json!({ "name": "Иванова" });
    assert_eq!(device.execute(&other).0, super::shop::ID_REUSED);
}

#[test]
fn an_outcome_is_delivered_with_its_drawing_and_not_by_one_that_fails() {
    let plain = json!({});
    for is_drawn in [false, true] {
        let shop = Shop::open(Kind::Icash);
        let device = shop.device(&json!({ "repeats": JOINS }));
        lose(&shop);
        let hasty = shop.device(&json!({ "repeats": JOINS, "deadlineMs": 3000 }));
        assert_eq!(hasty.execute(&sale(10, &plain)).0, UNKNOWN);
        let id = last_error()["externalId"].clone();
        shop.fail(&[]);
        let task = if is_drawn { sale(10, &plain) } else { json!({ "type": "sell" }) };
        let (status, _) = device.render(&json!({ "externalId": id, "task": task, "format": "text" }));
        assert_eq!(status, if is_drawn { OK } else { BAD_DOCUMENT }, "{}", last_error());
        let (status, answer) = device.execute(&sale(10, &plain));
        // Whoever got the drawing has the receipt, so this is another sale; otherwise it is the lost one again.
        assert_eq!((status, shop.sold(10)), (OK, if is_drawn { 2 } else { 1 }), "{answer}");
        assert_eq!(answer["externalId"] == id, !is_drawn, "{answer}");
    }
}

#[test]
fn a_lost_sale_is_that_sale_also_at_another_address_of_its_register() {
    for kind in Kind::ALL {
        let shop = Shop::open(kind);
        let joins = json!({ "repeats": JOINS });
        let device = shop.device(&joins);
        assert_eq!(device.execute(&sale(7, &json!({}))).0, OK);
        lose(&shop);
        let hasty = shop.device(&json!({ "repeats": JOINS, "deadlineMs": 3000 }));
        assert_eq!(hasty.execute(&sale(10, &json!({}))).0, UNKNOWN, "{kind:?}");
        shop.fail(&[]);
        let moved = shop.device_at(&Relay::to(shop.address()).url(), &joins);
        let (status, answer) = moved.execute(&sale(10, &json!({})));
        assert_eq!(shop.sold(10), 1, "{kind:?}");
        if kind == Kind::ForgetfulCashcore {
            // It may be another program's.
            assert_eq!(
                (status, answer["error"]["candidates"].as_array().map(Vec::len)),
                (UNKNOWN, Some(1)),
                "{answer}"
            );
            continue;
        }
        assert_eq!((status, &answer["warnings"]["recovered"]), (OK, &json!(true)), "{kind:?}: {answer}");
        // Once the caller has it, the same content is another sale at either address.
        for (device, sold) in [(&device, 2), (&moved, 3)] {
            let (status, answer) = device.execute(&sale(10, &json!({})));
            assert_eq!((status, shop.sold(10)), (OK, sold), "{kind:?}: {answer}");
        }
    }
}

#[test]
fn a_sale_that_was_lost_at_another_address_before_others_were_made_needs_a_person() {
    for kind in [Kind::Icash, Kind::Cashcore] {
        let shop = Shop::open(kind);
        let joins = json!({ "repeats": JOINS });
        assert_eq!(shop.device(&joins).execute(&sale(7, &json!({}))).0, OK);
        lose(&shop);
        let hasty = shop.device(&json!({ "repeats": JOINS, "deadlineMs": 3000 }));
        assert_eq!(hasty.execute(&sale(10, &json!({}))).0, UNKNOWN, "{kind:?}");
        shop.fail(&[]);
        let moved = shop.device_at(&Relay::to(shop.address()).url(), &joins);
        assert_eq!(moved.execute(&sale(20, &json!({}))).0, OK, "{kind:?}");
        let (status, answer) = moved.execute(&sale(10, &json!({})));
        assert_eq!((status, shop.sold(10)), (UNKNOWN, 1), "{kind:?}: {answer}");
        // Once it is known what became of it, the same content is another sale.
        let id = answer["error"]["externalId"].as_str().unwrap();
        assert_eq!(moved.recover(id).0, OK, "{kind:?}");
        let (status, answer) = moved.execute(&sale(10, &json!({})));
        assert_eq!((status, shop.sold(10)), (OK, 2), "{kind:?}: {answer}");
    }
}

#[test]
fn two_tills_that_know_a_register_by_two_names_get_a_receipt_each() {
    let shop = Shop::open(Kind::Icash);
    let (joins, relay) = (json!({ "repeats": JOINS }), Relay::to(shop.address()));
    let (one, other) = (shop.device(&joins), shop.device_at(&relay.url(), &joins));
    assert_eq!(one.execute(&sale(7, &json!({}))).0, OK);
    shop.asked();
    shop.fail(&[json!({ "point": "received", "action": "delay", "delayMs": 1_500 })]);
    thread::scope(|scope| {
        let first = scope.spawn(|| one.execute(&sale(10, &json!({}))));
        await_that("the first sale", || shop.has_asked("/receipt"));
        let (status, answer) = other.execute(&sale(10, &json!({})));
        let (first_status, first) = first.join().unwrap();
        assert_eq!((first_status, status, shop.sold(10)), (OK, OK, 2), "{first} {answer}");
        let number = |answer: &Value| answer["fiscalParams"]["fiscalDocumentNumber"].as_u64();
        assert_ne!(number(&first), number(&answer));
    });
}
