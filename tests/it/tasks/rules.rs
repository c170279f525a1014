//! The fiscal rules: each one strict, as a warning, and switched off; and the register takes everything that passes.

use crate::documents::{BAD_DOCUMENT, OK, REFUSED, Till, agency, changed, correction, said, sale};
use kassa_simulator::icash::Options;
use proptest::prelude::*;
use serde_json::{Value, json};

/// Rules that can be relaxed, each with a receipt that breaks only this rule, and the place of the fault.
fn broken() -> Vec<(&'static str, Value, &'static str)> {
    let sale = |changes: Value| changed(&sale(), &changes);
    vec![
        ("textLength", sale(json!({ "machineNumber": "7".repeat(21) })), "machineNumber"),
        ("textLength", sale(json!({ "supplierInfo.phones": ["+".repeat(20)] })), "supplierInfo.phones[0]"),
        ("encoding", sale(json!({ "items[0].name": "Café Қымыз" })), "items[0].name"),
        ("encoding", sale(json!({ "clientInfo.name": "Тюрнё É" })), "clientInfo.name"),
        ("fraction", sale(json!({ "items[0].price": 9.995 })), "items[0].price"),
        ("fraction", sale(json!({ "payments[0].sum": 10.005 })), "payments[0].sum"),
        ("fraction", sale(json!({ "items[0].quantity": 1.0005 })), "items[0].quantity"),
        ("lineSum", sale(json!({ "items[0].price": 9.98 })), "items[0].amount"),
        ("lineSum", sale(json!({ "items[0].quantity": 1.002 })), "items[0].amount"),
        ("total", sale(json!({ "total": 10.01, "payments[0].sum": 11 })), "total"),
        ("total", sale(json!({ "total": 9.99 })), "total"),
        ("paymentsCover", sale(json!({ "payments[0].sum": 9.99 })), "payments"),
        ("paymentsCover", sale(json!({ "payments": [] })), "payments"),
        ("nonCash", sale(json!({ "payments[0]": { "type": "electronically", "sum": 10.01 } })), "payments"),
        ("nonCash", sale(json!({ "payments[1]": { "type": "credit", "sum": 10.01 } })), "payments"),
        ("vat", sale(json!({ "items[0].tax": { "type": "vat10", "sum": 0.93 } })), "items[0].tax.sum"),
        ("vat", sale(json!({ "items[0].tax": { "type": "vat10", "sum": 0 } })), "items[0].tax.sum"),
        ("vat", sale(json!({ "items[0].tax": { "type": "none", "sum": 1 } })), "items[0].tax.sum"),
        (
            "vat",
            sale(json!({ "items[0].tax.type": "vat10", "taxes": [{ "type": "vat10", "sum": 0.92 }] })),
            "taxes[0].sum",
        ),
        ("vat", sale(json!({ "taxes": [{ "type": "vat10", "sum": 0.91 }] })), "taxes[0].sum"),
        ("rateInForce", sale(json!({ "items[0].tax.type": "vat20" })), "items[0].tax.type"),
        ("rateInForce", sale(json!({ "items[0].tax.type": "vat120" })), "items[0].tax.type"),
        ("taxNumber", sale(json!({ "clientInfo.vatin": "771234567850" })), "clientInfo.vatin"),
        ("taxNumber", sale(json!({ "operator": { "name": "Лунина", "vatin": "123456789012" } })), "operator.vatin"),
        (
            "taxNumber",
            changed(&agency("another"), &json!({ "items[0].supplierInfo.vatin": "7743013902" })),
            "items[0].supplierInfo.vatin",
        ),
        ("agent", sale(json!({ "items[0].agentInfo.agents": ["another"] })), "items[0].supplierInfo"),
        ("agent", sale(json!({ "items[0].agentInfo.payingAgent.phones": ["+79161112233"] })), "items[0].agentInfo"),
        ("correction", changed(&correction(), &json!({ "correctionType": null })), "correctionType"),
        ("correction", changed(&correction(), &json!({ "correctionBaseDate": "" })), "correctionBaseDate"),
    ]
}

fn with_rule(rule: &str, level: &str) -> Till {
    Till::with(&json!({ "rules": { rule: level } }))
}

#[test]
fn a_strict_rule_refuses_the_document() {
    let mut tills = Vec::<(&str, Till)>::new();
    for (rule, task, path) in broken() {
        if !tills.iter().any(|(known, _)| *known == rule) {
            tills.push((rule, with_rule(rule, "strict")));
        }
        let till = &tills.iter().find(|(known, _)| *known == rule).unwrap().1;
        assert_eq!(till.refused(&task), [format!("{path}: {rule}")], "{task}");
    }
}

#[test]
fn a_rule_is_strict_when_the_settings_are_silent_unless_it_is_for_the_register_to_judge() {
    let till = Till::open();
    for (rule, task, path) in broken() {
        let is_noted = ["rateInForce", "taxNumber"].contains(&rule);
        let told = if is_noted { till.passed(&task) } else { till.refused(&task) };
        assert_eq!(told, [format!("{path}: {rule}")], "{task}");
    }
}

#[test]
fn a_warning_lets_the_document_pass_with_a_note() {
    for (rule, task, path) in broken() {
        let notes = with_rule(rule, "warn").passed(&task);
        assert!(notes.contains(&format!("{path}: {rule}")), "{rule}: {task}: {notes:?}");
        assert!(notes.iter().all(|note| note.starts_with(path)), "{rule}: nothing else is noted: {notes:?}");
    }
}

#[test]
fn a_rule_that_is_off_says_nothing() {
    for (rule, task, _) in broken() {
        let notes = with_rule(rule, "off").passed(&task);
        assert!(notes.iter().all(|note| !note.ends_with(rule)), "{rule}: {task}: {notes:?}");
    }
}

#[test]
fn a_relaxed_rule_relaxes_no_other() {
    let till = Till::with(&json!({ "rules": { "lineSum": "off", "total": "off", "textLength": "warn" } }));
    for (rule, task, path) in broken() {
        if !["lineSum", "total", "textLength", "rateInForce", "taxNumber"].contains(&rule) {
            assert_eq!(till.refused(&task), [format!("{path}: {rule}")], "{task}");
        }
    }
}

#[test]
fn a_sign_without_an_equivalent_is_refused_whatever_the_rule_allows() {
    let cake = changed(&sale(), &json!({ "items[0].name": "Торт 🎂 «Ёлка»" }));
    for level in ["strict", "replace", "warn"] {
        let faults = with_rule("encoding", level).refused(&cake);
        assert_eq!(faults, ["items[0].name: encoding"], "{level}");
    }
}

#[test]
fn by_default_signs_are_replaced_and_names_cut_with_a_note_each() {
    let till = Till::open();
    let long = "я".repeat(129);
    for (changes, path, rule) in [
        (json!({ "items[0].name": "Кофе «Жокей» — 100 г" }), "items[0].name", "encoding"),
        (json!({ "clientInfo.name": "ООО “Ромашка”" }), "clientInfo.name", "encoding"),
        (json!({ "items[0].name": long }), "items[0].name", "textLength"),
    ] {
        let task = changed(&sale(), &changes);
        assert_eq!(till.passed(&task), [format!("{path}: {rule}")], "{changes}");
        assert_eq!(with_rule(rule, "strict").refused(&task), [format!("{path}: {rule}")], "{changes}");
    }
    let buyer = changed(&sale(), &json!({ "machineNumber": "7".repeat(21) }));
    assert_eq!(till.refused(&buyer), ["machineNumber: textLength"], "only the name of goods is cut");
}

/// What a warning changes in the document is listed under `notes`. A rule that is off only changes what cannot be sent.
#[test]
fn relaxed_rules_send_what_the_note_says() {
    let long = "я".repeat(129);
    for (rule, level, changes, member, written) in [
        ("textLength", "warn", json!({ "items[0].name": long }), "/T1059/0/T1030", json!("я".repeat(128))),
        (
            "encoding",
            "warn",
            json!({ "items[0].name": "Café «Ёлка» — 5 €, қымыз" }),
            "/T1059/0/T1030",
            json!("Cafe \"Ёлка\" - 5 EUR, кымыз"),
        ),
        (
            "encoding",
            "replace",
            json!({ "items[0].name": "Чай «Ёлка»\n№ 1" }),
            "/T1059/0/T1030",
            json!("Чай \"Ёлка\" № 1"),
        ),
        ("textLength", "cutNames", json!({ "items[0].name": long }), "/T1059/0/T1030", json!("я".repeat(128))),
        ("encoding", "off", json!({ "items[0].name": "Кофе «Ёлка»" }), "/T1059/0/T1030", json!("Кофе «Ёлка»")),
        ("fraction", "warn", json!({ "payments[0].sum": 10.005 }), "/T1031", json!(10)),
        ("fraction", "warn", json!({ "items[0].price": 9.995 }), "/T1059/0/T1079", json!(10)),
        ("fraction", "warn", json!({ "items[0].quantity": 1.0005 }), "/T1059/0/T1023", json!("1.001")),
        ("fraction", "off", json!({ "items[0].price": 9.995 }), "/T1059/0/T1079", json!(10)),
        ("taxNumber", "warn", json!({ "clientInfo.vatin": "771234567850" }), "/T1228", json!("771234567850")),
        ("taxNumber", "off", json!({ "clientInfo.vatin": "771234567850" }), "/T1228", json!("771234567850")),
        ("rateInForce", "off", json!({ "items[0].tax.type": "vat20" }), "/T1059/0/T1199", json!(1)),
        ("agent", "off", json!({ "items[0].agentInfo.agents": ["another"] }), "/T1059/0/T1222", json!([7])),
        ("vat", "warn", json!({ "items[0].tax": { "type": "vat10", "sum": 0.5 } }), "/T1059/0/T1200", json!("0.50")),
        ("vat", "off", json!({ "items[0].tax": { "type": "vat10", "sum": 0.5 } }), "/T1103", json!("0.50")),
    ] {
        let till = with_rule(rule, level);
        let task = changed(&sale(), &changes);
        // A quantity rounded to 1.001 makes a line of 10.01: one kopeck off, which is allowed.
        let body = till.written(&task);
        assert_eq!(body.pointer(member), Some(&written), "{rule}: {level}: {task}");
    }
    let notes = with_rule("textLength", "warn").make(&changed(&sale(), &json!({ "items[0].name": long })));
    let told = notes["warnings"]["notes"].to_string();
    assert!(told.contains(&"я".repeat(128)), "the text as it was printed is told: {told}");
}

/// With relaxed rules the driver sends sums as they were given: the register has the last word.
#[test]
fn relaxed_sums_go_out_as_they_were_given() {
    for (rule, changes, member, written) in [
        ("lineSum", json!({ "items[0].price": 9.5 }), "/T1059/0/T1043", json!(10)),
        ("total", json!({ "total": 9.99 }), "/T1020", json!("9.99")),
        ("paymentsCover", json!({ "payments[0].sum": 9 }), "/T1031", json!(9)),
        ("nonCash", json!({ "payments[0]": { "type": "electronically", "sum": 11 } }), "/T1081", json!(11)),
        ("vat", json!({ "taxes": [{ "type": "none", "sum": 9 }] }), "/T1105", json!(9)),
    ] {
        for level in ["warn", "off"] {
            let till = with_rule(rule, level);
            let (status, answer) = till.device.execute(&changed(&sale(), &changes));
            assert_eq!(till.received().unwrap().pointer(member), Some(&written), "{rule}: {level}");
            assert_eq!(
                (status, &answer["error"]["outcome"]),
                (REFUSED, &json!("rejected")),
                "{rule}: the register adds up too"
            );
        }
    }
}

#[test]
fn an_empty_name_is_refused_even_where_long_ones_are_allowed() {
    for level in ["strict", "warn", "off"] {
        let till = with_rule("textLength", level);
        for (path, task) in [
            ("items[0].name", sale()),
            ("operator.name", changed(&sale(), &json!({ "operator.vatin": "771234567859" }))),
            ("correctionBaseNumber", changed(&correction(), &json!({ "correctionType": "instruction" }))),
        ] {
            let (status, answer) = till.device.validate(&changed(&task, &json!({ path: "" })));
            assert_eq!(status, BAD_DOCUMENT, "{level}: {path}: {answer}");
            let faults = said(&answer["error"]["faults"]);
            assert!(faults.len() == 1 && faults[0].starts_with(path), "{level}: {faults:?}");
        }
    }
}

#[test]
fn a_line_may_be_a_kopeck_off() {
    let till = Till::open();
    for (price, quantity, amount, right) in [
        ("33.33", "1.115", "37.16", true),
        ("33.33", "1.115", "37.17", true),
        ("33.33", "1.115", "37.15", false),
        ("33.33", "1.115", "37.18", false),
        ("10", "1", "10.01", true),
        ("10", "1", "9.99", true),
        ("10", "1", "10.02", false),
        ("10", "1", "9.98", false),
        ("0.01", "0.001", "0", true),
        ("0.01", "0.001", "0.01", true),
        ("0", "1", "0.02", false),
    ] {
        let number = |digits: &str| serde_json::from_str::<Value>(digits).unwrap();
        let line = json!({ "items[0].price": number(price), "items[0].quantity": number(quantity), "items[0].amount": number(amount), "payments[0].sum": 100 });
        let (status, answer) = till.device.execute(&changed(&sale(), &line));
        assert_eq!(status == OK, right, "{price} × {quantity} = {amount}: {answer}");
        if !right {
            assert_eq!(said(&answer["error"]["faults"]), ["items[0].amount: lineSum"]);
        }
    }
}

#[test]
fn vat_is_counted_by_line_and_added_up_by_rate() {
    let till = Till::open();
    let line = |amount: f64, tax: Value| json!({ "type": "position", "name": "Соль", "price": amount, "quantity": 1, "amount": amount, "tax": tax });
    let rate = |word: &str| json!({ "type": word });
    for (items, expected) in [
        // The VAT of each of the two lines is half a kopeck and rounds up to one; that of their sum would be one in
        // all.
        (json!([line(0.03, rate("vat20")), line(0.03, rate("vat20"))]), json!({ "T1102": "0.02" })),
        (json!([line(0.09, rate("vat120")), line(0.01, rate("vat110"))]), json!({ "T1106": "0.02", "T1107": 0 })),
        (json!([line(100.0, rate("vat10")), line(50.0, rate("vat20"))]), json!({ "T1103": "9.09", "T1102": "8.33" })),
        (
            json!([line(1.0, rate("vat0")), line(2.5, rate("vat0")), line(4.0, rate("none"))]),
            json!({ "T1104": "3.50", "T1105": 4 }),
        ),
        (
            json!([line(100.0, json!({ "type": "vat10", "sum": 9.1 })), line(100.0, rate("vat10"))]),
            json!({ "T1103": "18.19" }),
        ),
        (
            json!([
                line(100.0, json!({ "type": "vat0", "sum": 100 })),
                line(10.0, json!({ "type": "none", "sum": 0 }))
            ]),
            json!({ "T1104": 100, "T1105": 10 }),
        ),
    ] {
        let task = changed(&sale(), &json!({ "items": items, "payments[0].sum": 1000 }));
        let body = till.written(&task);
        for tag in ["T1102", "T1103", "T1104", "T1105", "T1106", "T1107"] {
            assert_eq!(body.get(tag), expected.get(tag), "{tag} of {items}");
        }
    }
    let two = json!({ "items": [line(0.03, rate("vat20")), line(0.03, rate("vat20"))], "payments[0].sum": 1 });
    let given = |sum: f64| changed(&changed(&sale(), &two), &json!({ "taxes": [{ "type": "vat20", "sum": sum }] }));
    assert_eq!(till.written(&given(0.02))["T1102"], "0.02");
    assert_eq!(till.written(&given(0.0))["T1102"], "0.02", "a sum of nought is none given");
    let (status, answer) = till.device.validate(&given(0.01));
    assert_eq!(status, BAD_DOCUMENT, "{answer}");
    let faults = answer["error"]["faults"].as_array().unwrap();
    assert_eq!(faults[0]["path"], "taxes[0].sum");
    assert!(faults[0]["message"]["ru"].as_str().unwrap().contains("0.02"), "what it should be is told: {}", faults[0]);
}

#[test]
fn change_is_given_from_cash_alone() {
    let till = Till::open();
    for (payments, cash, card, change) in [
        (json!([{ "type": "cash", "sum": 10 }]), json!(10), json!(0), "0.00"),
        (json!([{ "type": "cash", "sum": 500 }]), json!(10), json!(0), "490.00"),
        (json!([{ "type": "cash", "sum": 7.5 }, { "type": "electronically", "sum": 4 }]), json!(6), json!(4), "1.50"),
        (json!([{ "type": "electronically", "sum": 10 }, { "type": "cash", "sum": 5 }]), json!(0), json!(10), "5.00"),
        (json!([{ "type": "electronically", "sum": 10 }]), json!(0), json!(10), "0.00"),
    ] {
        let answer = till.make(&changed(&sale(), &json!({ "payments": payments })));
        let body = till.received().unwrap();
        assert_eq!((&body["T1031"], &body["T1081"]), (&cash, &card), "{payments}");
        assert_eq!(answer["change"].to_string(), change, "{payments}");
    }
}

#[test]
fn the_total_is_the_sum_of_lines_whose_kopecks_may_be_dropped() {
    let till = Till::open();
    let task = |total: f64| {
        changed(
            &sale(),
            &json!({ "items[0].price": 10.9, "items[0].amount": 10.9, "payments[0].sum": 20, "total": total }),
        )
    };
    for total in [10.9, 10.89, 10.0] {
        assert_eq!(till.passed(&task(total)), Vec::<String>::new(), "{total}");
    }
    for total in [10.91, 11.0, 9.9, 0.0] {
        assert_eq!(till.refused(&task(total)), ["total: total"], "{total}");
    }
    let made = till.make(&task(10.0));
    assert_eq!((&made["change"].to_string()[..], &made["fiscalParams"]["total"].to_string()[..]), ("10.00", "10.00"));
}

#[test]
fn rates_out_of_force_are_noted_on_new_sales_only() {
    let till = with_rule("rateInForce", "strict");
    for (kind, noted) in [("sell", true), ("buy", true), ("sellReturn", false), ("buyReturn", false)] {
        let (status, answer) =
            till.device.validate(&changed(&sale(), &json!({ "type": kind, "items[0].tax.type": "vat20" })));
        assert_eq!(status, if noted { BAD_DOCUMENT } else { OK }, "{kind}: {answer}");
    }
    assert_eq!(till.passed(&changed(&correction(), &json!({ "items[0].tax.type": "vat20" }))), Vec::<String>::new());
    for rate in ["vat10", "vat0", "none", "vat110"] {
        assert_eq!(
            till.passed(&changed(&sale(), &json!({ "items[0].tax.type": rate }))),
            Vec::<String>::new(),
            "{rate}"
        );
    }
}

#[test]
fn check_digits_of_tax_numbers_stop_a_receipt_only_if_the_rule_is_strict() {
    let (strict, till) = (with_rule("taxNumber", "strict"), Till::open());
    for (vatin, right) in [
        ("7700123459", true),
        ("7800987653", true),
        ("771234567859", true),
        ("7701237658", false),
        ("123456789012", false),
    ] {
        let task = changed(&agency("another"), &json!({ "items[0].supplierInfo.vatin": vatin }));
        if right {
            assert_eq!(strict.passed(&task), Vec::<String>::new(), "{vatin}");
        } else {
            assert_eq!(strict.refused(&task), ["items[0].supplierInfo.vatin: taxNumber"]);
            assert_eq!(till.passed(&task), ["items[0].supplierInfo.vatin: taxNumber"]);
        }
    }
    let exact = Till::with(&json!({ "testMode": true, "rules": { "taxNumber": "off" } }));
    assert_eq!(
        exact.passed(&changed(&sale(), &json!({ "clientInfo.vatin": "771234567850" }))),
        Vec::<String>::new(),
        "the rule's own word counts"
    );
    for vatin in ["77", "77001234590", "7700 123459", "77001234S9", "77001234591234"] {
        let task = changed(&agency("another"), &json!({ "items[0].supplierInfo.vatin": vatin }));
        assert_eq!(till.refused(&task), ["items[0].supplierInfo.vatin: form"], "{vatin} is no ИНН at any level");
    }
}

#[test]
fn agents_and_suppliers_require_each_other() {
    let till = Till::open();
    let supplier = json!({ "vatin": "7800987653" });
    assert_eq!(till.passed(&agency("commissionAgent")), Vec::<String>::new());
    for (changes, fault) in [
        (json!({ "items[0].agentInfo.agents": ["attorney"] }), "items[0].supplierInfo: agent"),
        (json!({ "items[0].supplierInfo": supplier }), "items[0].supplierInfo: agent"),
        (json!({ "items[0].supplierInfo.phones": ["+78120000002"] }), "items[0].supplierInfo: agent"),
        (json!({ "items[0].agentInfo.payingAgent.operation": "перевод" }), "items[0].agentInfo: agent"),
        (
            json!({ "items[0].agentInfo.agents": ["attorney"], "items[0].supplierInfo": { "vatin": "7800987653", "name": "ООО Тропа" } }),
            "items[0].supplierInfo.phones: agent",
        ),
    ] {
        assert_eq!(till.refused(&changed(&sale(), &changes)), [fault], "{changes}");
    }
}

#[test]
fn a_correction_names_its_basis() {
    let till = Till::open();
    assert_eq!(till.passed(&correction()), Vec::<String>::new());
    for (changes, faults) in [
        (json!({ "correctionType": null }), ["correctionType: correction"].as_slice()),
        (json!({ "correctionType": "" }), &["correctionType: correction"]),
        (json!({ "correctionType": "order" }), &["correctionType: form"]),
        (json!({ "correctionType": 0 }), &["correctionType: form"]),
        (json!({ "correctionBaseDate": null }), &["correctionBaseDate: correction"]),
        (json!({ "correctionBaseDate": "" }), &["correctionBaseDate: correction"]),
        (
            json!({ "correctionType": "instruction", "correctionBaseNumber": null }),
            &["correctionBaseNumber: correction"],
        ),
        (json!({ "items": null }), &["items: form"]),
    ] {
        assert_eq!(till.refused(&changed(&correction(), &changes)), faults, "{changes}");
    }
    let of_its_own = changed(&correction(), &json!({ "correctionBaseNumber": null }));
    assert_eq!(till.passed(&of_its_own), Vec::<String>::new(), "without an order there is no number");
    let described = changed(&correction(), &json!({ "correctionBaseName": "акт" }));
    assert_eq!(till.passed(&described), ["correctionBaseName: carried"], "a description is in no format above 1.0");
    let long = changed(&correction(), &json!({ "correctionBaseNumber": "7".repeat(33) }));
    assert_eq!(till.refused(&long), ["correctionBaseNumber: textLength"]);
    for field in ["correctionType", "correctionBaseDate", "correctionBaseNumber"] {
        let faults = till.refused(&changed(&sale(), &json!({ field: correction()[field] })));
        assert_eq!(faults, [format!("{field}: form")], "no field of a receipt");
    }
}

#[test]
fn the_settings_fill_in_what_receipts_leave_out() {
    let till = Till::with(&json!({ "defaultTaxation": "usnIncomeOutcome", "defaultVat": "vat10" }));
    for missing in [json!(null), json!({})] {
        let body = till.written(&changed(&sale(), &json!({ "taxationType": missing, "items[0].tax": missing })));
        assert_eq!((&body["T1055"], &body["T1059"][0]["T1199"]), (&json!(3), &json!(2)));
        assert_eq!((&body["T1059"][0]["T1200"], &body["T1103"]), (&json!("0.91"), &json!("0.91")));
    }
    let body = till.written(&sale());
    assert_eq!((&body["T1055"], &body["T1059"][0]["T1199"]), (&json!(1), &json!(6)), "what is given counts");
    assert_eq!(till.refused(&changed(&sale(), &json!({ "taxationType": "x" }))), ["taxationType: form"]);
    assert_eq!(till.refused(&changed(&sale(), &json!({ "items[0].tax": 10 }))), ["items[0].tax: form"]);
    assert_eq!(till.refused(&changed(&sale(), &json!({ "items[0].tax": { "sum": 1 } }))), ["items[0].tax.type: form"]);
}

#[test]
fn the_settings_fill_in_the_kind_and_the_subject_of_settlement() {
    let till = Till::with(&json!({ "defaultPaymentMethod": "advance", "defaultPaymentObject": "payment" }));
    for missing in [json!(null), json!({}), json!("")] {
        let task = changed(&sale(), &json!({ "items[0].paymentMethod": missing, "items[0].paymentObject": missing }));
        assert_eq!(till.passed(&task), Vec::<String>::new(), "the law has what it wants");
        let body = till.written(&task);
        assert_eq!((&body["T1059"][0]["T1214"], &body["T1059"][0]["T1212"]), (&json!(3), &json!(10)));
    }
    let body = till.written(&sale());
    assert_eq!(
        (&body["T1059"][0]["T1214"], &body["T1059"][0]["T1212"]),
        (&json!(4), &json!(1)),
        "what is given counts"
    );
    let newer = Till::with(&json!({ "defaultPaymentObject": "commodityWithMarking" }));
    let task = changed(&sale(), &json!({ "items[0].paymentObject": null }));
    assert_eq!(newer.refused(&task), ["items[0].paymentObject: carried"], "FFD 1.05 has no such code");
}

#[test]
fn a_default_that_the_register_has_no_code_for_does_not_reach_it() {
    for rate in ["vat22", "vat5", "vat16"] {
        // Refused with the settings, or with the receipt; but not sent.
        if let Ok(till) = Till::tried(&json!({ "defaultVat": rate }), Options::default()) {
            till.foreign(&json!({ "command": "shift/open" }));
            till.register.forget_requests();
            let (status, answer) = till.device.execute(&changed(&sale(), &json!({ "items[0].tax": null })));
            assert_eq!((status, till.received()), (BAD_DOCUMENT, None), "{rate}: {answer}");
        }
    }
}

/// A line of a random receipt: price in kopecks, quantity in thousandths, how far the sum is off, rate, VAT given or
/// not.
type Line = (i64, i64, i64, &'static str, Option<i64>);

fn lines(off: impl Strategy<Value = i64> + Clone + 'static) -> impl Strategy<Value = Vec<Line>> {
    let rate = proptest::sample::select(vec!["vat20", "vat10", "vat120", "vat110", "vat0", "none"]);
    let quantity = prop_oneof![(1i64..=20).prop_map(|whole| whole * 1000), 1i64..=5000];
    proptest::collection::vec((0i64..=1_000_000, quantity, off.clone(), rate, proptest::option::of(off)), 1..8)
}

fn rubles(kopecks: i64) -> Value {
    let sign = if kopecks < 0 { "-" } else { "" };
    serde_json::from_str(&format!("{sign}{}.{:02}", kopecks.abs() / 100, kopecks.abs() % 100)).unwrap()
}

/// The tax contained in a sum; halves round up.
fn tax(amount: i64, rate: &str) -> Option<i64> {
    let percent = match rate {
        "vat20" | "vat120" => 20,
        "vat10" | "vat110" => 10,
        _ => return None,
    };
    Some((2 * amount * percent + 100 + percent) / (2 * (100 + percent)))
}

/// The items of a receipt and their sum in kopecks.
fn items(lines: &[Line]) -> (Vec<Value>, i64) {
    let mut total = 0;
    let item = |(price, thousandths, off, rate, vat): &Line| {
        let amount = ((price * thousandths + 500) / 1000 + off).max(0);
        total += amount;
        let quantity: Value =
            serde_json::from_str(&format!("{}.{:03}", thousandths / 1000, thousandths % 1000)).unwrap();
        let mut item = json!({ "type": "position", "name": "Соль", "price": rubles(*price), "quantity": quantity, "amount": rubles(amount), "tax": { "type": rate } });
        if let Some(vat) = vat {
            item["tax"]["sum"] = rubles(tax(amount, rate).map_or(0, |tax| (tax + vat).max(0)));
        }
        item
    };
    (lines.iter().map(item).collect(), total)
}

/// The payments: the total by payment type, and how much more the buyer gives in cash.
fn payments(total: i64, parts: &[i64], over: i64) -> Vec<Value> {
    let kinds = ["electronically", "prepaid", "credit", "other"];
    let mut rest = total;
    let mut payments: Vec<Value> = kinds
        .iter()
        .zip(parts)
        .map(|(kind, part)| {
            let sum = rest * part / 100;
            rest -= sum;
            json!({ "type": kind, "sum": rubles(sum) })
        })
        .collect();
    payments.push(json!({ "type": "cash", "sum": rubles(rest + over) }));
    payments
}

fn kopecks(sum: Option<&Value>) -> i64 {
    let text = sum.map_or_else(|| "0".to_owned(), |sum| sum.as_str().map_or_else(|| sum.to_string(), str::to_owned));
    let (whole, part) = text.split_once('.').unwrap_or((&text, "0"));
    whole.parse::<i64>().unwrap() * 100 + format!("{part:0<2}").parse::<i64>().unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_valid_receipt_is_exact_to_the_kopeck(lines in lines(-1i64..=1), parts in proptest::collection::vec(0i64..=100, 4), over in 0i64..=100_000) {
        let exact = lines.iter().map(|line| (line.0, line.1, 0, line.3, line.4)).collect::<Vec<Line>>();
        let (items, total) = items(&exact);
        let task = changed(&sale(), &json!({ "items": items, "payments": payments(total, &parts, over), "total": rubles(total) }));
        TILL.with(|till| {
            let (status, answer) = till.device.execute(&task);
            prop_assert_eq!(status, OK, "{}: {}", task, answer);
            let body = till.received().unwrap();
            let sum = |tags: &[&str]| tags.iter().map(|tag| kopecks(body.get(*tag))).sum::<i64>();
            prop_assert_eq!(sum(&["T1020"]), total);
            prop_assert_eq!(sum(&["T1031", "T1081", "T1215", "T1216", "T1217"]), total);
            let of_lines = body["T1059"].as_array().unwrap().iter().map(|line| kopecks(line.get("T1043"))).sum::<i64>();
            prop_assert_eq!(of_lines, total);
            let change = answer["change"].to_string();
            prop_assert_eq!(change, rubles(over).to_string());
            prop_assert_eq!(answer["fiscalParams"]["total"].to_string(), rubles(total).to_string());
            Ok(())
        })?;
    }

    #[test]
    fn the_register_takes_everything_that_is_accepted(
        lines in lines(-3i64..=3),
        parts in proptest::collection::vec(0i64..=100, 4),
        over in prop_oneof![3 => Just(0i64), 1 => -200i64..=200],
        off in prop_oneof![3 => Just(0i64), 1 => -150i64..=150],
        sold in proptest::sample::select(vec!["sell", "sellReturn", "buy", "buyReturn"]),
    ) {
        let (items, total) = items(&lines);
        let task = changed(&sale(), &json!({
            "type": sold, "items": items, "payments": payments(total, &parts, over), "total": rubles(total + off),
        }));
        TILL.with(|till| {
            till.register.forget_requests();
            let (status, answer) = till.device.execute(&task);
            match status {
                OK => prop_assert!(till.received().is_some()),
                _ => {
                    prop_assert_eq!(status, BAD_DOCUMENT, "the register found what the driver did not: {}: {}", task, answer);
                    prop_assert_eq!(till.received(), None);
                }
            }
            Ok(())
        })?;
    }
}

thread_local! {
    static TILL: Till = Till::open();
}
