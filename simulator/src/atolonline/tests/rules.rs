//! The rules that no field table says: each broken one names its field.

use super::*;

/// What is changed in the example, and the fields that are named; none if the document is right.
type Case<'a> = (&'a [Change], &'a [&'a str]);

/// A place in the example, and the JSON text that is put there.
type Change = (&'static str, &'static str);

const LINE: &str = "/receipt/items/0";
const MARK: Change = ("/receipt/items/0/mark_code", r#"{"gs1m": "MDEwNDYwMQ=="}"#);
const PIECES: &[Change] =
    &[("/receipt/items/0/measure", "0"), ("/receipt/items/0/quantity", "1"), ("/receipt/items/0/price", "291.10")];
const SUPPLIER: &str = r#"{"inn": "7743013901", "name": "Поставщик", "phones": ["+79990000000"]}"#;

fn changed(id: &str, changes: &[(&str, &str)]) -> Value {
    let changes = changes.iter().map(|(at, text)| (at, serde_json::from_str(text).expect("JSON")));
    changes.fold(receipt(id), |body, (at, value)| body.with(at, value))
}

fn assert_rules(cases: &[Case<'_>]) {
    let client = client();
    for (index, (changes, named)) in cases.iter().enumerate() {
        let body = changed(&index.to_string(), changes);
        if named.is_empty() {
            client.take("sell", &body);
            continue;
        }
        let text = client.faults("sell", &body);
        let places: Vec<&str> = text.split("; ").map(|fault| fault.split(": ").next().unwrap_or_default()).collect();
        assert_eq!(places, *named, "{changes:?}: {text}");
    }
}

#[test]
fn sums_agree_to_the_kopeck() {
    assert_rules(&[
        (&[("/receipt/total", "291.11")], &["receipt.total", "receipt.payments"]),
        (&[("/receipt/total", "291.1")], &[]),
        // There is no change: cash is paid exactly.
        (&[("/receipt/payments", r#"[{"type": 0, "sum": 300}]"#)], &["receipt.payments"]),
        (&[("/receipt/payments", r#"[{"type": 0, "sum": 91.10}, {"type": 1, "sum": 200}]"#)], &[]),
        (&[("/receipt/payments", r#"[{"type": 0, "sum": 0}]"#)], &["receipt.payments"]),
        // 820.00 × 0.355 is 291.10; one kopeck more or less is a rounding, two are not.
        (
            &[
                ("/receipt/items/0/sum", "291.12"),
                ("/receipt/total", "291.12"),
                ("/receipt/payments", r#"[{"type": 1, "sum": 291.12}]"#),
            ],
            &["receipt.items[0].sum"],
        ),
        (
            &[
                ("/receipt/items/0/sum", "291.09"),
                ("/receipt/total", "291.09"),
                ("/receipt/payments", r#"[{"type": 1, "sum": 291.09}]"#),
            ],
            &[],
        ),
    ]);
}

#[test]
fn a_receipt_names_the_contact_of_its_buyer() {
    assert_rules(&[
        (&[("/receipt/client", "{}")], &["receipt.client"]),
        (&[("/receipt/client", r#"{"name": "Покупатель"}"#)], &["receipt.client"]),
        (&[("/receipt/client", r#"{"phone": "none"}"#)], &[]),
        (&[("/receipt/client", r#"{"phone": "+79990000000", "email": "a@example.com"}"#)], &[]),
    ]);
    let client = client();
    client.take("sell_correction", &correction("a"));
    client.take("sell_correction", &correction("b").with("/correction/client", json!({"name": "Покупатель"})));
    let sums = correction("c").with("/correction/total", json!(1));
    assert_eq!(
        client.faults("sell_correction", &sums),
        "correction.total: не равно сумме строк; correction.payments: сумма оплат не равна total"
    );
}

#[test]
fn a_mark_is_one_code_of_one_piece() {
    let pieces = |more: &[Change]| [PIECES, more].concat();
    let [mark, none, two, kind] = [
        MARK,
        (MARK.0, "{}"),
        (MARK.0, r#"{"gs1m": "MDEwNDYwMQ==", "ean13": "4600705212345"}"#),
        (MARK.0, r#"{"ean13": "4600705212345"}"#),
    ];
    let several =
        [("/receipt/items/0/quantity", "2"), ("/receipt/items/0/price", "145.55"), ("/receipt/items/0/measure", "0")];
    let half = ("/receipt/items/0/mark_quantity", r#"{"numerator": 1, "denominator": 2}"#);
    let whole = ("/receipt/items/0/mark_quantity", r#"{"numerator": 2, "denominator": 2}"#);
    let cases: [(Vec<Change>, &[&str]); 9] = [
        (pieces(&[mark]), &[]),
        (pieces(&[none]), &["receipt.items[0].mark_code"]),
        (pieces(&[two]), &["receipt.items[0].mark_code"]),
        ([&several[..], &[mark]].concat(), &["receipt.items[0].quantity"]),
        // The number of a kind of goods marks no single piece.
        ([&several[..], &[kind]].concat(), &[]),
        // Goods by weight may be marked too.
        (vec![mark], &[]),
        (pieces(&[mark, half]), &[]),
        (pieces(&[mark, whole]), &["receipt.items[0].mark_quantity.numerator"]),
        (vec![mark, half], &["receipt.items[0].mark_quantity"]),
    ];
    assert_rules(&cases.each_ref().map(|(changes, named)| (changes.as_slice(), *named)));
}

#[test]
fn an_agent_names_its_supplier() {
    let client = client();
    let agents = ["bank_paying_agent", "bank_paying_subagent", "paying_agent", "paying_subagent"];
    let others = ["attorney", "commission_agent", "another"];
    let with = |kind: &str, supplier: &str| {
        let body = receipt(&format!("{kind} {supplier}")).with(&format!("{LINE}/agent_info"), json!({"type": kind}));
        body.with(&format!("{LINE}/supplier_info"), serde_json::from_str(supplier).expect("JSON"))
    };
    let bare = r#"{"inn": "7743013901"}"#;
    for kind in agents.iter().chain(&others) {
        client.take("sell", &with(kind, SUPPLIER));
        let text = client.faults("sell", &with(kind, "null"));
        assert_eq!(text, "receipt.items[0].supplier_info: обязательно при agent_info");
    }
    for kind in agents {
        for (supplier, named) in [
            (bare, "phones"),
            (r#"{"inn": "7743013901", "name": "Поставщик", "phones": []}"#, "phones"),
            (r#"{"inn": "7743013901", "phones": ["+7"]}"#, "name"),
        ] {
            let text = client.faults("sell", &with(kind, supplier));
            assert!(text.starts_with(&format!("receipt.items[0].supplier_info.{named}: ")), "{kind}: {text}");
        }
    }
    for kind in others {
        client.take("sell", &with(kind, bare));
    }
    // A supplier without an agent is no fault.
    client.take("sell", &receipt("z").with(&format!("{LINE}/supplier_info"), json!({"inn": "7743013901"})));
}
