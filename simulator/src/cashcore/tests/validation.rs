//! What the server refuses, and with which code.

use super::*;

fn tax(percent: u32) -> Value {
    json!({"taxation_type": 101, "percent": percent, "sum": 1, "is_in_total_sum": true})
}

#[test]
fn a_wrong_ticket_has_a_code_of_its_own() {
    let cases = [
        ("kkm_ofd_id", json!(null), 2),
        ("kkm_ofd_id", json!("6923"), 2),
        ("kkm_ofd_id", json!(1), 61),
        ("operation", json!(null), 2),
        ("operation", json!(4), 2),
        ("unknown", json!(1), 2),
        ("is_printable", json!(1), 2),
        ("image_width", json!(0), 2),
        ("image_scale", json!("1.0"), 2),
        ("image_pixel_draw_threshold", json!(256), 2),
        ("items", json!(null), 44),
        ("items", json!([]), 45),
        ("items", json!({}), 2),
        ("/items/0/type", json!(3), 50),
        ("/items/0/type", json!(null), 2),
        ("/items/0/commodity", json!(null), 46),
        ("/items/0/commodity/name", json!(null), 46),
        ("/items/0/commodity/name", json!(" "), 46),
        ("/items/0/commodity/measure_unit_code", json!(""), 81),
        ("/items/0/commodity/section_code", json!(null), 82),
        ("/items/0/commodity/quantity", json!(0), 47),
        ("/items/0/commodity/quantity", json!(0.0005), 2),
        ("/items/0/commodity/quantity", json!("1"), 2),
        ("/items/0/commodity/price", json!(-1), 94),
        ("/items/0/commodity/sum", json!(0), 95),
        ("/items/0/commodity/sum", json!(10.001), 2),
        ("/items/0/commodity/barcode", json!(123), 2),
        ("/items/0/commodity/auxiliary", json!([{"value": "без ключа"}]), 2),
        ("/items/0/discount", json!({"sum": 1000}), 59),
        ("/items/0/discount", json!({"sum": -1}), 63),
        ("/items/0/markup", json!({"sum": -1}), 64),
        ("amounts", json!({"discount": {"sum": 1}, "markup": {"sum": 1}}), 65),
        ("amounts", json!({"discount": {"sum": 1250.5}}), 59),
        ("amounts", json!({"total": 1250}), 52),
        ("amounts", json!({"taken": -1}), 53),
        ("payments", json!([]), 56),
        ("payments", json!([{"type": 0, "sum": 1250.49}]), 57),
        ("payments", json!([{"type": 1, "sum": 1250.51}]), 55),
        ("payments", json!([{"type": 0, "sum": 1000}, {"type": 0, "sum": 250.5}]), 2),
        ("payments", json!([{"type": 2, "sum": 1250.5}]), 2),
        ("payments", json!([{"type": 0, "sum": -1}]), 56),
        ("taxes", json!([tax(12), tax(12)]), 89),
        ("taxes", json!([tax(12).with("taxation_type", json!(104))]), 60),
        ("taxes", json!([tax(12).with("is_in_total_sum", json!(null))]), 2),
        ("taxes", json!([tax(101)]), 2),
        ("/items/0/commodity/taxes", json!([tax(16), tax(16)]), 89),
        ("domain", json!({"type": 6}), 2),
        ("domain", json!({"type": 4}), 2),
        ("customer_iin_or_bin", json!("200140000014"), 77),
        ("customer_iin_or_bin", json!("200140000015"), 2),
        ("customer_iin_or_bin", json!("12345"), 2),
    ];
    let device = device();
    for (at, value, expected) in cases {
        assert_eq!(code(&device, "TradeOperation", &ticket().with(at, value.clone())), expected, "{at}: {value}");
    }
    assert!(device.ledger().is_empty());
}

#[test]
fn taxes_belong_to_items_or_to_the_ticket() {
    let device = device();
    let on_item = ticket().with("/items/0/commodity/taxes", json!([tax(12), tax(16)]));
    assert_eq!(code(&device, "TradeOperation", &on_item.clone().with("taxes", json!([tax(12)]))), 88);
    call(&device, "TradeOperation", &on_item);
    call(&device, "TradeOperation", &ticket().with("taxes", json!([tax(12), tax(16)])));
}

#[test]
fn every_optional_field_is_accepted() {
    let full = ticket()
        .with("is_printable", json!(true))
        .with("image_width", json!(576))
        .with("image_scale", json!(1.3))
        .with("image_pixel_draw_threshold", json!(192))
        .with("domain", json!({"type": 4, "taxi": {"car_number": "001 AAA 01", "is_order": true}}))
        .with("auxiliary", json!([{"key": "заказ", "value": "17"}]))
        .with("customer_iin_or_bin", json!(""))
        .with("/items/0/commodity/excise_stamp", json!("stamp"))
        .with("/items/0/commodity/physical_label", json!("label"))
        .with("/items/0/commodity/product_id", json!("product"))
        .with("/items/0/commodity/barcode", json!("4870001234567"));
    let body = &call(&device(), "TradeOperation", &full)["body"];
    assert_eq!(body["domain"], full["domain"]);
    assert_eq!(body["extension_options"]["auxiliaryList"], full["auxiliary"]);
    for name in ["excise_stamp", "physical_label", "product_id", "barcode"] {
        assert_eq!(body["itemsList"][0]["commodity"][name], full["items"][0]["commodity"][name]);
    }
}

#[test]
fn other_methods_check_their_fields_too() {
    let device = device();
    let cases = [
        ("MoneyPlacement", placement(2, &json!(1)), 2),
        ("MoneyPlacement", placement(0, &json!(0)), 2),
        ("MoneyPlacement", placement(0, &json!(-1)), 53),
        ("MoneyPlacement", placement(0, &json!(1)).with("kkm_ofd_id", json!(7)), 61),
        ("ZXReport", report(2), 34),
        ("ZXReport", json!({"kkm_ofd_id": 6923}), 2),
        ("GetKKMList", json!({"ofd_id": 7}), 61),
        ("GetVendorId", json!({"ofd_uid": "dafbd8ce28025ae70c95227db8b30b11"}), 78),
        ("ActivateLicense", json!({"licenseKey": "A7D3"}), 90),
        ("GetTransactionList", json!({"kkm_ofd_id": 6923, "period_start": "24.02.2022"}), 2),
        ("GetTransactionList", json!({"kkm_ofd_id": 6923, "command_type_list": [4]}), 2),
        ("GetTransactionList", json!({"kkm_ofd_id": 6923, "fiscal_id": "1"}), 2),
        ("GetTransaction", json!({"kkm_ofd_id": 6923, "transaction_id": 1}), 43),
        ("GetDocumentImage", json!({"kkm_ofd_id": 6923, "fr_shift_number": 1, "shift_document_number": 1}), 37),
        ("Ping", json!({"a": 1}), 2),
        ("OpenShift", json!({}), 3),
    ];
    for (method, body, expected) in cases {
        assert_eq!(code(&device, method, &body), expected, "{method} {body}");
    }
}

#[test]
fn a_body_that_is_not_an_object_is_refused() {
    let device = device();
    for body in ["{", "[]", "1", r#"{"kkm_ofd_id": 6923, "kkm_ofd_id": 6923}"#] {
        let reply = ask_with(&device.url(), "Authorization: 0000", "POST", "/GetTransaction", body).expect("an answer");
        assert_eq!((reply.status, reply.json()["response_code"].as_u64()), (400, Some(2)), "{body}");
    }
}

#[test]
fn the_codes_are_known_with_their_constants() {
    use super::super::codes;
    assert_eq!(
        (codes::constant(0), codes::constant(58), codes::constant(95)),
        ("ok", "not_enough_cash", "item_sum_is_incorrect")
    );
    assert!((0..96).all(|code| codes::constant(code) != "unknown_error" && !codes::meaning(code).is_empty()));
    assert_eq!(codes::constant(96), "unknown_error");
}

#[test]
fn a_refusal_is_in_the_clients_language() {
    let device = device();
    let message = |language: &str| {
        let headers = format!("Authorization: 0000\r\nAccept-Language: {language}");
        let reply = ask_with(&device.url(), &headers, "POST", "/GetKKMList", r#"{"ofd_id": 7}"#).expect("an answer");
        reply.json()["message"].as_str().expect("a message").to_owned()
    };
    assert_eq!(message("en-US,en;q=0.9"), "invalid kkm ofd id");
    assert_eq!(message("ru"), "кассы с таким ID нет");
}
