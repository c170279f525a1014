//! One register under several names.

use super::relay::Relay;
use super::shop::{Kind, NOT_FOUND, OK, Shop, UNKNOWN, sale_of};
use serde_json::json;
use std::collections::BTreeSet;
use std::thread;

#[test]
fn a_register_under_another_spelling_of_its_address_is_the_same_device() {
    let shop = Shop::open(Kind::Icash);
    let (status, answer) = shop.device(&json!({})).execute(&sale_of("a", 10));
    assert_eq!(status, OK);
    let port = shop.address().rsplit_once(':').unwrap().1;
    for host in ["localhost", "LOCALHOST.", "127.1", "0x7f.1", "[::ffff:127.0.0.1]", "[::FFFF:7f00:1]"] {
        let device = shop.device_at(&format!("http://{host}:0{port}"), &json!({}));
        shop.asked();
        assert_eq!(device.execute(&sale_of("a", 10)), (OK, answer.clone()), "{host}");
        assert_eq!(shop.asked(), [""; 0], "{host}: nothing is asked of the register");
    }
    assert_eq!(shop.sold(10), 1);
}

#[test]
fn a_register_that_got_another_address_sells_no_id_again() {
    for kind in Kind::ALL {
        let shop = Shop::open(kind);
        let (status, answer) = shop.device(&json!({})).execute(&sale_of("a", 10));
        assert_eq!(status, OK);
        let moved = shop.device_at(&Relay::to(shop.address()).url(), &json!({}));
        assert_eq!(moved.execute(&sale_of("a", 10)), (OK, answer.clone()), "{kind:?}");
        assert_eq!(shop.sold(10), 1, "{kind:?}");
        // A program that only asks for it gets the same; for an id that is unknown everywhere, the register is not
        // asked.
        assert_eq!(moved.recover("a"), (OK, answer), "{kind:?}");
        shop.asked();
        assert_eq!((moved.recover("b").0, shop.asked().len()), (NOT_FOUND, 0), "{kind:?}");
    }
}

#[test]
fn what_was_left_open_under_the_old_address_is_resolved_under_the_new_one() {
    for kind in Kind::ALL {
        let shop = Shop::open(kind);
        assert_eq!(shop.device(&json!({})).execute(&sale_of("before", 7)).0, OK);
        let dead = json!({ "path": "*", "point": "accept", "action": "close", "times": 0, "skip": 2 });
        shop.fail(&[json!({ "point": "processed", "action": "reset" }), dead]);
        let hasty = shop.device(&json!({ "deadlineMs": 2000 }));
        assert_eq!(hasty.execute(&sale_of("a", 10)).0, UNKNOWN, "{kind:?}");
        shop.fail(&[]);
        let moved = shop.device_at(&Relay::to(shop.address()).url(), &json!({}));
        // Neither another sale with the same content nor the repetition is taken for it or makes it again.
        assert_eq!(moved.execute(&sale_of("b", 10)).0, OK, "{kind:?}");
        let (status, answer) = moved.execute(&sale_of("a", 10));
        assert_eq!((status, &answer["warnings"]["recovered"]), (OK, &json!(true)), "{kind:?}: {answer}");
        assert_eq!(shop.sold(10), 2, "{kind:?}");
    }
}

#[test]
fn two_addresses_of_one_register_take_turns_at_it() {
    let shop = Shop::open(Kind::Icash);
    let relay = Relay::to(shop.address());
    let devices = [shop.device(&json!({})), shop.device_at(&relay.url(), &json!({}))];
    let mut numbers = BTreeSet::new();
    thread::scope(|scope| {
        let tills = devices.iter().enumerate().map(|(till, device)| {
            scope.spawn(move || {
                let sell = |sale: u32| device.execute(&sale_of(&format!("{till} {sale}"), 10)).1;
                (0..12)
                    .map(sell)
                    .map(|answer| answer["fiscalParams"]["fiscalDocumentNumber"].as_u64().unwrap())
                    .collect()
            })
        });
        for till in tills.collect::<Vec<_>>() {
            let made: Vec<u64> = till.join().unwrap();
            numbers.extend(made);
        }
    });
    assert_eq!((numbers.len(), shop.sold(10)), (24, 24));
}
