//! Values as people write them: what is taken, what is noted, and what is refused with which words.

use crate::documents::{BAD_DOCUMENT, OK, Till, changed, correction, said, sale, without};
use kassa_simulator::icash::Options;
use serde_json::{Value, json};

/// The Russian texts of the faults.
fn texts(answer: &Value) -> String {
    let text = |fault: &Value| fault["message"]["ru"].as_str().unwrap().to_owned();
    answer["error"]["faults"].as_array().into_iter().flatten().map(text).collect::<Vec<_>>().join("\n")
}

#[test]
fn the_base_date_of_a_correction_is_one_of_the_past() {
    let till = Till::open();
    for (date, part) in [
        ("2099.01.01", "ещё не наступила"),
        ("01.01.2099", "ещё не наступила"),
        ("0001-01-01", "пустую дату"),
        ("0001-01-01T00:00:00", "пустую дату"),
        ("1989.12.31", "пустую дату"),
    ] {
        let (status, answer) = till.device.validate(&changed(&correction(), &json!({ "correctionBaseDate": date })));
        assert_eq!(status, BAD_DOCUMENT, "{date}: {answer}");
        assert_eq!(said(&answer["error"]["faults"]), ["correctionBaseDate: correction"], "{date}");
        assert!(texts(&answer).contains(part), "{date}: {}", texts(&answer));
    }
    let relaxed = Till::with(&json!({ "rules": { "correction": "warn" } }));
    let future = changed(&correction(), &json!({ "correctionBaseDate": "2099.01.01" }));
    assert_eq!(relaxed.passed(&future), ["correctionBaseDate: correction"]);
}

#[test]
fn a_date_in_another_form_is_taken_with_a_note() {
    let till = Till::open();
    for (date, notes) in [
        ("2025.02.17", vec![]),
        ("2025-02-17", vec![]),
        ("17.02.2025", vec!["correctionBaseDate: form"]),
        ("2025-02-17T13:24:48", vec!["correctionBaseDate: form"]),
    ] {
        assert_eq!(till.passed(&changed(&correction(), &json!({ "correctionBaseDate": date }))), notes, "{date}");
    }
    let clock = |time: &str| json!({ "type": "setDateTime", "dateTime": time });
    assert_eq!(till.passed(&clock("2036.11.22 10:00:00")), Vec::<String>::new());
    assert_eq!(till.passed(&clock("22.11.2036 10:00")), ["dateTime: form"]);
    assert_eq!(till.passed(&clock("2036-11-22T10:00:00")), ["dateTime: form"]);
}

#[test]
fn the_vat_sum_of_a_line_is_rounded_to_the_kopeck() {
    let till = Till::open();
    let taxed = |digits: &str| {
        let sum: Value = serde_json::from_str(digits).unwrap();
        changed(
            &sale(),
            &json!({
                "items[0].price": 28000, "items[0].amount": 28000, "payments[0].sum": 28000,
                "items[0].tax": { "type": "vat20", "sum": sum },
            }),
        )
    };
    for digits in ["4666.666666666667", "4666.6666", "4666.66666666666666666666666666666666666666666667"] {
        let notes = till.passed(&taxed(digits));
        assert_eq!(notes, ["items[0].tax.sum: form", "items[0].tax.type: rateInForce"], "{digits}");
        assert_eq!(till.written(&taxed(digits))["T1059"][0]["T1200"], "4666.67", "{digits}");
    }
    assert_eq!(till.refused(&taxed("4667.6666")), ["items[0].tax.sum: vat"], "rounded, then judged");
    let amount: Value = serde_json::from_str("10.0051").unwrap();
    assert_eq!(till.refused(&changed(&sale(), &json!({ "items[0].amount": amount }))), ["items[0].amount: fraction"]);
}

#[test]
fn eighteen_percent_is_made_as_twenty_unless_the_tax_is_one_of_eighteen() {
    let till = Till::open();
    let line = |kind: &str, rate: &str, sum: Value| {
        changed(
            &sale(),
            &json!({
                "type": kind, "items[0].price": 118, "items[0].amount": 118, "payments[0].sum": 118,
                "items[0].tax": { "type": rate, "sum": sum },
            }),
        )
    };
    for (rate, code) in [("vat18", 1), ("18", 1), ("vat118", 3), ("118", 3)] {
        for sum in [Value::Null, json!(19.67)] {
            let task = line("sellReturn", rate, sum);
            assert_eq!(till.passed(&task), ["items[0].tax.type: form"], "{rate}");
            let body = till.written(&task);
            assert_eq!((&body["T1059"][0]["T1199"], &body["T1059"][0]["T1200"]), (&json!(code), &json!("19.67")));
        }
        let (status, answer) = till.device.execute(&line("sellReturn", rate, json!(18)));
        assert_eq!(status, BAD_DOCUMENT, "{answer}");
        assert_eq!(said(&answer["error"]["faults"]), ["items[0].tax.type: form"]);
        assert!(texts(&answer).contains("а сумма НДС этой позиции посчитана по 18"), "{answer}");
    }
}

#[test]
fn a_missing_rate_or_taxation_names_the_setting_that_gives_one() {
    let till = Till::open();
    for (path, key) in [("taxationType", "defaultTaxation"), ("items[0].tax", "defaultVat")] {
        let (status, answer) = till.device.validate(&without(&sale(), path));
        assert_eq!((status, said(&answer["error"]["faults"])), (BAD_DOCUMENT, vec![format!("{path}: form")]));
        let message = &answer["error"]["faults"][0]["message"];
        for language in ["ru", "en"] {
            assert!(message[language].as_str().unwrap().contains(key), "{message}");
        }
    }
}

#[test]
fn a_missing_kind_or_subject_of_settlement_names_the_setting_that_gives_one() {
    let till = Till::open();
    for (path, key) in
        [("items[0].paymentMethod", "defaultPaymentMethod"), ("items[0].paymentObject", "defaultPaymentObject")]
    {
        let (status, answer) = till.device.validate(&without(&sale(), path));
        assert_eq!((status, said(&answer["warnings"]["notes"])), (OK, vec![format!("{path}: form")]), "{answer}");
        let message = &answer["warnings"]["notes"][0]["message"];
        for language in ["ru", "en"] {
            assert!(message[language].as_str().unwrap().contains(key), "{message}");
        }
    }
}

#[test]
fn a_line_that_cannot_be_read_hides_no_fault_of_the_sums() {
    let till = Till::open();
    for (changes, faults) in [
        // The sum of the line is known, so the total and the payments are judged.
        (
            json!({ "items[0].name": 1, "total": 11 }),
            vec!["items[0].name: form", "payments: paymentsCover", "total: total"],
        ),
        (
            json!({ "items[0].tax.type": "x", "payments[0].sum": 1 }),
            vec!["items[0].tax.type: form", "payments: paymentsCover"],
        ),
        (
            json!({ "items[1]": { "type": "userAttribute", "name": 5 }, "total": 9 }),
            vec!["items[1].name: form", "items[1].value: form", "total: total"],
        ),
        // Here it is not.
        (json!({ "items[0].amount": "10", "total": 11 }), vec!["items[0].amount: form"]),
        (json!({ "items[1]": { "type": "positon" }, "total": 11 }), vec!["items[1].type: form"]),
        (json!({ "items[1]": null, "total": 11 }), vec!["items[1]: form"]),
    ] {
        let mut found = till.refused(&changed(&sale(), &changes));
        found.sort_unstable();
        assert_eq!(found, faults, "{changes}");
    }
}

#[test]
fn an_envelope_of_the_web_server_holds_one_task() {
    let till = Till::open();
    let without_id = till.passed(&json!({ "request": sale() }));
    assert_eq!(without_id, Vec::<String>::new());
    for (envelope, id) in [
        (json!({ "uuid": "order-1", "request": [sale()] }), "order-1"),
        (json!({ "uuid": "order-2", "request": sale() }), "order-2"),
        (json!({ "uuid": "order-3", "request": [changed(&sale(), &json!({ "externalId": "order-3" }))] }), "order-3"),
        (json!({ "uuid": "", "request": [changed(&sale(), &json!({ "externalId": "order-4" }))] }), "order-4"),
        (json!({ "callbacks": {}, "request": [changed(&sale(), &json!({ "externalId": "order-5" }))] }), "order-5"),
    ] {
        let (status, answer) = till.device.execute(&envelope);
        assert_eq!((status, &answer["externalId"]), (OK, &json!(id)), "{envelope}: {answer}");
    }
    let told = json!({ "uuid": "order-6", "request": [sale()], "callbacks": { "resultUrl": "http://127.0.0.1/done" } });
    assert_eq!(till.passed(&told), ["callbacks: carried"], "the call itself returns the result");
    let strict = Till::with(&json!({ "uncarried": "refuse" }));
    assert_eq!(strict.refused(&told), ["callbacks: form"]);
    let made = till.register.ledger().len();
    till.make(&changed(&sale(), &json!({ "externalId": "order-1" })));
    assert_eq!(till.register.ledger().len(), made, "the task alone is the same document");
    for (envelope, faults) in [
        (json!({ "uuid": "a", "request": [] }), vec!["request: form"]),
        (json!({ "uuid": "a", "request": [sale(), sale()] }), vec!["request: form"]),
        (json!({ "uuid": 7, "request": [sale()] }), vec!["uuid: form"]),
        (json!({ "uuid": "a", "request": [changed(&sale(), &json!({ "externalId": "b" }))] }), vec!["uuid: form"]),
        (json!({ "uuid": "a", "request": [sale()], "priority": 1 }), vec!["priority: form"]),
        (json!({ "uuid": "a", "request": [changed(&sale(), &json!({ "total": "10" }))] }), vec!["total: form"]),
    ] {
        assert_eq!(till.refused(&envelope), faults, "{envelope}");
        assert_eq!(till.device.execute(&envelope).0, BAD_DOCUMENT, "{envelope}");
    }
}

#[test]
fn a_document_larger_than_the_fiscal_drive_takes_is_refused_by_driver_and_register_at_the_same_size() {
    let till = Till::of(&json!({}), Options::default());
    let lines = |count: usize, name: usize| {
        let mut task = sale();
        task["items"][0]["name"] = json!("Т".repeat(name));
        let line = task["items"][0].clone();
        task["items"] = (0..count).map(|_| line.clone()).collect();
        task["payments"][0]["sum"] = json!(10 * count);
        task
    };
    // A line has 41 bytes beside its name; the last one takes what is left, byte by byte.
    let whole = |last: usize| {
        let mut task = lines(201, 122);
        task["items"][200]["name"] = json!("Т".repeat(last));
        task
    };
    let fits = |last: usize| till.device.validate(&whole(last)).0 == OK;
    let longest = (1..=128).rev().find(|last| fits(*last)).expect("a receipt that fits");
    assert!(longest < 128, "the limit is within the last line");
    till.make(&whole(longest));
    let (_, answer) = till.device.validate(&whole(longest + 1));
    assert_eq!(said(&answer["error"]["faults"]), ["items: form"]);
    assert!(texts(&answer).contains("32 769 байт из 32 768"), "{}", texts(&answer));

    // The register computes the same by itself.
    let mut body = till.received().unwrap();
    body["T1059"][200]["T1030"] = json!("Т".repeat(longest + 1));
    let (status, answer) = till.device.call("receipt", Some(&body.to_string()));
    assert_eq!((status, &answer["error"]["backend"]["code"]), (7, &json!(16)), "{answer}");
}

#[test]
fn a_text_that_is_too_long_to_print_is_refused() {
    let till = Till::open();
    let print = |count: usize| {
        let line = json!({ "type": "text", "text": "Т".repeat(3072) });
        json!({ "type": "nonFiscal", "items": vec![line; count] })
    };
    till.make(&print(10));
    assert_eq!(till.refused(&print(11)), ["items: form"]);
    let (_, answer) = till.device.validate(&print(11));
    assert!(texts(&answer).contains("33 792 байт из 30 720"), "{}", texts(&answer));
}
