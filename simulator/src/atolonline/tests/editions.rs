//! What newer clients send: accepted by the edition of 2025, refused by that of 2024.

use super::*;

const LINE: &str = "/receipt/items/0";

/// Where a newer member stands, its value, and wrong values of it with the path that is named.
type Case = (&'static str, &'static str, &'static [(&'static str, &'static str)]);

const NEWER: &[Case] = &[
    ("/receipt/items/0/vat/type", "\"vat5\"", &[("\"vat8\"", "")]),
    ("/receipt/items/0/vat/type", "\"vat7\"", &[("7", "")]),
    ("/receipt/items/0/vat/type", "\"vat105\"", &[("\"vat108\"", "")]),
    ("/receipt/items/0/vat/type", "\"vat107\"", &[("null", "")]),
    ("/receipt/items/0/vat/type", "\"vat22\"", &[("\"22\"", "")]),
    ("/receipt/items/0/vat/type", "\"vat122\"", &[("\"vat18\"", "")]),
    ("/receipt/items/0/measure", "255", &[("254", ""), ("256", "")]),
    ("/receipt/items/0/wholesale", "true", &[("1", "")]),
    ("/receipt/items/0/planned_status", "1", &[("0", ""), ("7", ""), ("\"1\"", "")]),
    ("/receipt/internet", "true", &[("\"true\"", "")]),
    ("/receipt/timezone", "1", &[("0", ""), ("12", ""), ("\"1\"", "")]),
    (
        "/receipt/cashless_payments",
        r#"[{"sum": 291.10, "method": 1, "id": "7", "additional_info": "карта"}]"#,
        &[
            ("{}", ""),
            (r#"[{"sum": "291.10", "method": 1, "id": "7"}]"#, "[0].sum"),
            (r#"[{"sum": 291.10, "method": "1", "id": "7"}]"#, "[0].method"),
            (r#"[{"sum": 291.10, "method": 256, "id": "7"}]"#, "[0].method"),
            (r#"[{"sum": 291.10, "method": 1}]"#, "[0].id"),
            (r#"[{"sum": 291.10, "method": 1, "id": "7", "bank": "1"}]"#, "[0].bank"),
        ],
    ),
];

fn place(pointer: &str) -> String {
    pointer.trim_start_matches('/').replace("/0", "[0]").replace('/', ".")
}

/// The example with a rate that both editions have.
fn plain(id: &str) -> Value {
    receipt(id).with(&format!("{LINE}/vat/type"), json!("vat20"))
}

#[test]
fn newer_members_need_the_edition_of_2025() {
    let newer = client();
    let older = started(Options { edition: Edition::Of2024, ..quick() });
    older.take("sell", &plain("plain"));
    for (index, (pointer, value, wrong)) in NEWER.iter().enumerate() {
        let with = |text: &str| {
            let mut body = plain(&format!("{index}"));
            let (parent, name) = pointer.rsplit_once('/').expect("a name");
            body.pointer_mut(parent).expect("a place")[name] = serde_json::from_str(text).expect("JSON");
            body
        };
        newer.take("sell", &with(value));
        let text = older.faults("sell", &with(value));
        assert!(text.starts_with(&format!("{}: ", place(pointer))), "{pointer}: {text}");
        for (value, below) in *wrong {
            let text = newer.faults("sell", &with(value));
            assert!(text.starts_with(&format!("{}{below}: ", place(pointer))), "{pointer} {value}: {text}");
        }
    }
}

#[test]
fn the_rates_of_a_receipt_are_of_the_edition_too() {
    let older = started(Options { edition: Edition::Of2024, ..quick() });
    let vats = json!([{"type": "vat22", "sum": 52.49}]);
    let body = plain("a").with("/receipt/vats", vats);
    assert!(older.faults("sell", &body).starts_with("receipt.vats[0].type: "));
    client().take("sell", &body);
}
