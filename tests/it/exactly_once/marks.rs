//! A register that drops the marks it is sent, as the vendor's published server does.

use super::shop::{Kind, OK, Shop, UNKNOWN, sale_of};
use crate::documents::said;
use serde_json::json;

#[test]
fn a_register_that_drops_marks_is_known_by_its_answers_and_its_documents_by_content() {
    let shop = Shop::open(Kind::ForgetfulCashcore);
    let device = shop.device(&json!({ "settleMs": 3_600_000 }));
    let (status, answer) = device.execute(&sale_of("a", 10));
    assert_eq!((status, said(&answer["warnings"]["notes"])), (OK, vec!["operator: carried".to_owned()]), "{answer}");
    shop.fail(&[json!({ "point": "processed", "action": "reset" })]);
    // Another program that opens the journal knows it, too.
    let again = shop.device(&json!({ "settleMs": 3_600_000 }));
    let (status, answer) = again.execute(&sale_of("b", 20));
    assert_eq!((status, &answer["warnings"]["recovered"], shop.sold(20)), (OK, &json!(true), 1), "{answer}");
}

#[test]
fn the_very_first_document_may_be_lost_before_that_is_known() {
    let shop = Shop::open(Kind::ForgetfulCashcore);
    let device = shop.device(&json!({ "deadlineMs": 4000 }));
    shop.fail(&[json!({ "point": "processed", "action": "reset" })]);
    let (status, answer) = device.execute(&sale_of("a", 10));
    assert_eq!((status, answer["error"]["candidates"].as_array().map(Vec::len)), (UNKNOWN, Some(1)), "{answer}");
    assert_eq!(device.execute(&sale_of("b", 20)).0, OK, "it holds nobody up");
    let (status, answer) = device.recover("a");
    assert_eq!((status, &answer["warnings"]["recovered"], shop.sold(10)), (OK, &json!(true), 1), "{answer}");
}

#[test]
fn a_register_that_keeps_marks_is_believed_by_them() {
    let shop = Shop::open(Kind::Cashcore);
    let device = shop.device(&json!({ "deadlineMs": 4000 }));
    assert_eq!(device.execute(&sale_of("a", 10)).0, OK);
    // An equal sale of another program without a mark leaves the document unresolved, whatever the register usually
    // does.
    let stranger = json!({ "point": "received", "action": "stranger", "document": shop.foreign(20) });
    shop.fail(&[stranger, json!({ "point": "received", "action": "reset" })]);
    let (status, answer) = device.execute(&sale_of("b", 20));
    assert_eq!((status, shop.sold(20)), (UNKNOWN, 0), "{answer}");
}
