use super::super::members::{date_time, member};
use super::*;
use serde_json::json;

/// The ticket from the vendor's document (`TradeOperation`, request), as printed.
pub const REQUEST: &str = r#"{"kkm_ofd_id": 6923, "is_printable": true, "image_width": 576, "image_scale": 1.3,
"image_pixel_draw_threshold": 192, "operation": 2, "domain": {"type": 0}, "items": [{"type": 1, "commodity": {
"name": "tovar1", "section_code": "Отдел1", "quantity": 2, "price": 1000, "sum": 2000, "taxes": [],
"excise_stamp": "excise_stamp_value", "physical_label": "physical_label_value", "product_id": "product_id_value",
"barcode": "123456789012345", "measure_unit_code": "116", "auxiliary": []}, "discount": {
"name": "Скидка на позицию tovar1", "sum": 50, "taxes": [], "auxiliary": []}}],
"payments": [{"type": 0, "sum": 1000}, {"type": 1, "sum": 1000}],
"taxes": [{"taxation_type": 101, "percent": 12, "sum": 187.5, "is_in_total_sum": true}],
"amounts": {"total": 1750, "taken": 0, "change": 0, "markup": {"name": "", "sum": 0, "taxes": [], "auxiliary": []},
"discount": {"name": "Сумма общей скидки", "sum": 200, "taxes": [], "auxiliary": []}},
"customer_iin_or_bin": "123456789012", "auxiliary": []}"#;

/// The body of the answer to it, as printed.
pub const TICKET: &str = r#"{"operation": 2, "date_time": {"date": {"year": 2025, "month": 1, "day": 17},
"time": {"hour": 13, "minute": 34, "second": 37}}, "operator": {"code": 1, "name": "Administrator"},
"domain": {"type": 0}, "amounts": {"total": {"bills": 1750, "coins": 0}, "taken": {"bills": 1000, "coins": 0},
"change": {"bills": 250, "coins": 0}, "markup": {"name": "", "sum": {"bills": 0, "coins": 0}, "taxesList": [],
"auxiliaryList": []}, "discount": {"name": "Сумма общей скидки", "sum": {"bills": 200, "coins": 0}, "taxesList": [],
"auxiliaryList": []}}, "extension_options": {"customer_email": "", "customer_phone": "",
"customer_iin_or_bin": "123456789012", "auxiliaryList": []}, "offline_ticket_number": 1008,
"printed_document_number_old": "1008",
"printed_ticket": "http://consumer.test-oofd.kz/?&i=1008&f=010100134464&s=1750,00&t=20250117T133437",
"fr_shift_number": 124, "shift_document_number": 8, "printed_document_number": 0, "itemsList": [{"type": 1,
"commodity": {"code": 0, "name": "tovar1", "section_code": "Отдел1", "quantity": 2000,
"price": {"bills": 1000, "coins": 0}, "sum": {"bills": 2000, "coins": 0}, "excise_stamp": "excise_stamp_value",
"physical_label": "physical_label_value", "product_id": "product_id_value", "barcode": "123456789012345",
"measure_unit_code": "116", "taxesList": [], "auxiliaryList": []}}, {"type": 5, "discount": {
"name": "Скидка на позицию tovar1", "sum": {"bills": 50, "coins": 0}, "taxesList": [], "auxiliaryList": []}}],
"paymentsList": [{"type": 0, "sum": {"bills": 750, "coins": 0}}, {"type": 1, "sum": {"bills": 1000, "coins": 0}}],
"taxesList": [{"percent": 12000, "sum": {"bills": 187, "coins": 50}, "is_in_total_sum": true}], "ad_infosList": []}"#;

#[test]
fn what_a_ticket_does_not_show_or_shows_unreadably_makes_the_match_uncertain() {
    use crate::backends::fingerprint::Match;
    let (sent, shown) = (of_request("TradeOperation", &parsed(REQUEST)), parsed(TICKET));
    let zero = json!({ "type": 6, "markup": { "name": "", "sum": { "bills": 0, "coins": 0 } } });
    for (pointer, value, expected) in [
        ("/itemsList/0/commodity/quantity", parsed("2000.0"), Match::Same),
        ("/itemsList/1/markup", zero["markup"].clone(), Match::Same),
        ("/itemsList/0/commodity/quantity", json!("2"), Match::Maybe),
        ("/itemsList/0/commodity/price", json!("1000"), Match::Maybe),
        ("/itemsList/0/commodity/sum", Value::Null, Match::Maybe),
        ("/itemsList/0/commodity/name", Value::Null, Match::Maybe),
        ("/itemsList/1/discount/sum", Value::Null, Match::Maybe),
        ("/paymentsList/0/sum", Value::Null, Match::Maybe),
        ("/paymentsList/0/type", Value::Null, Match::Maybe),
        ("/extension_options/customer_iin_or_bin", json!(""), Match::Maybe),
        ("/extension_options", Value::Null, Match::Maybe),
        ("/itemsList/0/commodity/quantity", json!(1000), Match::Other),
        ("/paymentsList/0/type", json!(1), Match::Other),
        ("/extension_options/customer_iin_or_bin", json!("910812450255"), Match::Other),
    ] {
        let mut shown = shown.clone();
        let (parent, name) = pointer.rsplit_once('/').unwrap();
        match shown.pointer_mut(parent).unwrap() {
            Value::Array(list) => list[name.parse::<usize>().unwrap()] = value,
            parent => parent[name] = value,
        }
        assert_eq!(sent.compare(&of_ticket(&shown)), expected, "{pointer}");
    }
    let mut nobodys = parsed(REQUEST);
    nobodys.as_object_mut().unwrap().remove("customer_iin_or_bin");
    assert_eq!(of_request("TradeOperation", &nobodys).compare(&of_ticket(&shown)), Match::Maybe);
}

fn parsed(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

#[test]
fn the_vendors_request_becomes_the_vendors_ticket() {
    let (sent, shown) = (of_request("TradeOperation", &parsed(REQUEST)), of_ticket(&parsed(TICKET)));
    assert_eq!(sent.attributes["total"], "1750.00");
    assert_eq!(sent.attributes["cash"], "750.00");
    assert_eq!(sent.attributes["items"], "tovar1|2000|1000.00|2000.00|discount 50.00");
    assert_eq!(sent, shown);
    assert_eq!(change(&parsed(REQUEST)), Money::minor(25_000));
}

#[test]
fn a_mark_is_found_among_the_auxiliary_pairs_under_both_names() {
    let ours = mark::of("A-1");
    let pairs = json!([
        { "key": "till", "value": "3" },
        { "key": "kassa", "value": "Касса 1" },
        { "key": "kassa", "value": ours },
    ]);
    for body in [
        json!({ "extension_options": { "auxiliaryList": pairs } }),
        json!({ "extension_options": { "auxiliary": pairs } }),
        json!({ "auxiliaryList": pairs }),
    ] {
        assert_eq!(of_ticket(&body).marks, [ours.as_str()], "{body}");
    }
    assert_eq!(marks(&json!({ "auxiliary": pairs })), [ours.as_str()]);
    assert_eq!(of_ticket(&json!({ "extension_options": { "auxiliaryList": {} } })).marks, [""; 0]);
}

#[test]
fn what_an_operation_is_follows_from_its_command_and_body() {
    for (command, body, expected) in [
        (1, json!({}), Some(Kind::Receipt)),
        (2, json!({ "type": 0 }), Some(Kind::CloseShift)),
        (3, json!({ "type": 1 }), None),
        (3, json!({ "type": 0 }), Some(Kind::CloseShift)),
        (6, json!({ "operation": 0 }), Some(Kind::CashIn)),
        (6, json!({ "operation": 1 }), Some(Kind::CashOut)),
        (5, json!({}), None),
    ] {
        assert_eq!(kind(command, &body), expected, "{command} {body}");
    }
}

#[test]
fn numbers_over_all_shifts_grow_from_shift_to_shift() {
    assert!(serial(124, 8) > serial(124, 7) && serial(125, 0) > serial(124, 999_999));
    assert_eq!(of_serial(serial(124, 8)), (124, 8));
    assert!(serial(u64::MAX, u64::MAX) > serial(124, 8));
}

#[test]
fn the_vendors_dates_are_read() {
    assert_eq!(date_time(&parsed(TICKET)["date_time"]).as_deref(), Some("2025-01-17T13:34:37"));
    let none = json!({ "date": { "year": 0, "month": 0, "day": 0 }, "time": { "hour": 0, "minute": 0, "second": 0 } });
    assert_eq!(date_time(&none), None);
    assert_eq!(member(&json!({ "Is_blocked": true }), "is_blocked"), Some(&json!(true)));
    assert_eq!(list(&json!({ "paymentsList": {} }), "payments"), Some(&[][..]));
}

#[test]
fn anything_a_server_shows_is_read_without_a_panic() {
    for body in
        ["null", "[]", "{\"itemsList\": [1, {}]}", "{\"amounts\": {\"total\": {\"bills\": -1}}}", "{\"operation\": -5}"]
    {
        of_ticket(&parsed(body));
        of_request("TradeOperation", &parsed(body));
        change(&parsed(body));
    }
}
