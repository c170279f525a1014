//! What a document that is done looks like: its report, the ledger, the tape.

use super::*;
use crate::atolonline::{By, Operation};

#[test]
fn the_example_of_the_description_is_done() {
    let client = client();
    let report = client.done("sell", &receipt("k1-order-1001"));
    let document = client.server.ledger().pop().expect("a document");
    assert_eq!(
        report,
        json!({
            "uuid": document.uuid,
            "status": "done",
            "error": null,
            "payload": {
                "total": report["payload"]["total"],
                "fns_site": "www.nalog.gov.ru",
                "fn_number": "9999078900000001",
                "shift_number": 1,
                "receipt_datetime": report["timestamp"],
                "fiscal_receipt_number": 1,
                "fiscal_document_number": 2,
                "ecr_registration_number": "0005307000101234",
                "fiscal_document_attribute": document.sign,
                "ofd_inn": "7712345678",
                "ofd_receipt_url": format!("https://check.ofd.example/rec/9999078900000001/2/{}", document.sign),
            },
            "timestamp": report["timestamp"],
            "group_code": GROUP,
            "daemon_code": "agent-1",
            "device_code": "KSR-0-1",
            "external_id": "k1-order-1001",
            "callback_url": "",
            "warnings": null,
        })
    );
    assert_eq!(report["payload"]["total"].to_string(), "291.10");
}

#[test]
fn the_tape_has_the_lines_of_the_document() {
    let client = client();
    let second = json!({
        "name": "Пакет", "price": 5, "quantity": 2, "measure": 0, "sum": 10, "payment_method": "full_payment",
        "payment_object": 1, "vat": {"type": "vat107"},
    });
    let body = receipt("a")
        .with("/receipt/cashier", json!("Кассир Лунина"))
        .with("/receipt/items", json!([receipt("a")["receipt"]["items"][0], second]))
        .with("/receipt/payments", json!([{"type": 1, "sum": 291.10}, {"type": 0, "sum": 10}]))
        .with("/receipt/total", json!(301.10));
    let report = client.done("sell", &body);
    let document = client.server.ledger().pop().expect("a document");
    let (time, sign) = (&document.time, document.sign);
    let (date, clock) = (format!("{}.{}.{}", &time[8..10], &time[5..7], &time[..4]), &time[11..16]);
    let code = format!(
        "[QR t={}T{}&s=301.10&fn=9999078900000001&i=2&fp={sign}&n=1]",
        time[..10].replace('-', ""),
        clock.replace(':', "")
    );
    let pair = |left: &str, right: &str| format!("{left}{right:>width$}", width = 42 - left.chars().count());
    let center = |text: &str| format!("{}{text}", " ".repeat((42 - text.chars().count()) / 2));
    let expected = [
        center("https://shop.example.com"),
        center("ИНН 7743013901"),
        center("КАССОВЫЙ ЧЕК. ПРИХОД"),
        pair("КАССИР", "Кассир Лунина"),
        "-".repeat(42),
        "Сыр".to_owned(),
        pair("820.00 x 0.355", "291.10"),
        "НДС 22%".to_owned(),
        pair("ТОВАР", "ПОЛНЫЙ РАСЧЕТ"),
        "Пакет".to_owned(),
        pair("5.00 x 2.000", "10.00"),
        "НДС 7/107".to_owned(),
        pair("ТОВАР", "ПОЛНЫЙ РАСЧЕТ"),
        "-".repeat(42),
        pair("ИТОГ", "301.10"),
        pair("БЕЗНАЛИЧНЫМИ", "291.10"),
        pair("НАЛИЧНЫМИ", "10.00"),
        pair("СНО", "ОСН"),
        pair("ПОКУПАТЕЛЬ", "buyer@example.com"),
        pair("СМЕНА 1", &format!("{date} {clock}")),
        pair("ЭЛ.АДР.ОТПРАВИТЕЛЯ", "shop@example.com"),
        pair("САЙТ ФНС", "www.nalog.gov.ru"),
        pair("РН ККТ", "0005307000101234"),
        pair("ФН", "9999078900000001"),
        pair("ФД 2", &format!("ФП {sign:010}")),
        pair("ФФД", "1.2"),
        code[..42].to_owned(),
        code[42..].to_owned(),
        "-".repeat(42),
    ];
    let tape = client.server.tape();
    let printed: Vec<&str> = tape.trim_end().lines().rev().take(expected.len()).collect();
    assert_eq!(printed.into_iter().rev().collect::<Vec<_>>(), expected);
    assert_eq!(report["payload"]["total"].to_string(), "301.10");
}

#[test]
fn every_operation_makes_its_document() {
    let client = client();
    let operations = [
        ("sell", Operation::Sell, 1),
        ("sell_refund", Operation::SellRefund, 2),
        ("buy", Operation::Buy, 3),
        ("buy_refund", Operation::BuyRefund, 4),
        ("sell_correction", Operation::SellCorrection, 1),
        ("buy_correction", Operation::BuyCorrection, 3),
        ("sell_refund_correction", Operation::SellRefundCorrection, 2),
        ("buy_refund_correction", Operation::BuyRefundCorrection, 4),
    ];
    for (number, (word, operation, settlement)) in (2..).zip(operations) {
        let (right, wrong) = (receipt(word), correction(word));
        let (right, wrong) = if word.ends_with("_correction") { (wrong, right) } else { (right, wrong) };
        assert!(client.faults(word, &wrong).contains(": неизвестное поле"), "{word}");
        let payload = &client.done(word, &right)["payload"];
        assert_eq!(payload["fiscal_document_number"], number);
        let document = client.server.ledger().pop().expect("a document");
        assert_eq!((document.operation, document.number, document.by), (operation, number, By::Api));
        assert_eq!((document.external_id.as_deref(), document.total), (Some(word), 29_110));
        assert_eq!(document.request, right, "the request is kept as it was sent");
        let code = format!(
            "&s=291.10&fn=9999078900000001&i={number}&fp={}&n={settlement}]",
            payload["fiscal_document_attribute"]
        );
        assert!(client.server.tape().replace('\n', "").contains(&code), "{code}");
        let shown = client.control("GET", "/ledger", &Value::Null).json();
        assert_eq!(shown[number as usize - 1]["type"], word);
    }
}

#[test]
fn a_shift_opens_and_closes_by_itself() {
    let client = client();
    let numbers = |report: &Value| {
        ["shift_number", "fiscal_receipt_number", "fiscal_document_number"].map(|name| report["payload"][name].clone())
    };
    assert_eq!(numbers(&client.done("sell", &receipt("a"))), [1, 1, 2]);
    client.server.set_clock_offset(DAY - 60);
    assert_eq!(numbers(&client.done("sell", &receipt("b"))), [1, 2, 3]);
    client.server.set_clock_offset(DAY + 60);
    let client = Client { token: token_of(&client.server, LOGIN, PASSWORD), ..client };
    assert_eq!(numbers(&client.done("sell", &receipt("c"))), [2, 1, 6]);
    let kinds: Vec<Operation> = client.server.ledger().iter().map(|document| document.operation).collect();
    let shift = [Operation::OpenShift, Operation::Sell, Operation::Sell, Operation::CloseShift];
    assert_eq!(kinds, [&shift[..], &[Operation::OpenShift, Operation::Sell]].concat());
}

#[test]
fn the_report_has_the_clock_of_the_register() {
    let client = client();
    client.server.set_clock_offset(400 * DAY);
    let client = Client { token: token_of(&client.server, LOGIN, PASSWORD), ..client };
    let report = client.done("sell", &receipt("a"));
    let time = client.server.ledger().pop().expect("a document").time;
    let (date, clock) = time.split_once('T').expect("a time");
    let parts: Vec<&str> = date.split('-').rev().collect();
    assert_eq!(report["payload"]["receipt_datetime"], format!("{} {clock}", parts.join(".")));
}

#[test]
fn the_registers_of_a_group_take_its_documents_in_order() {
    let client = started(Options { registers: 2, ..quick() });
    assert!(client.server.set_register(&json!({"held": true})));
    let uuids = ["a", "b", "c"].map(|id| client.take("sell", &receipt(id)));
    assert_eq!(client.report(&uuids[0])["status"], "wait");
    assert!(client.server.set_register(&json!({"held": false})));
    let devices = uuids.map(|uuid| client.result(&uuid)["device_code"].as_str().expect("a device").to_owned());
    assert_eq!(devices[..2], ["KSR-0-1", "KSR-0-2"]);
    let drives: std::collections::BTreeSet<String> =
        client.server.ledger().into_iter().map(|document| document.device).collect();
    assert_eq!(drives.len(), 2);
    assert_eq!(client.server.ledger().len(), 5, "two shifts, three receipts");
}

#[test]
fn marks_are_checked_with_the_result_that_a_test_sets() {
    let client = client();
    let line = |code: &Value| {
        json!({
            "name": "Вода", "price": 10, "quantity": 1, "measure": 0, "sum": 10, "payment_method": "full_payment",
            "payment_object": 33, "vat": {"type": "vat22"}, "mark_code": code, "mark_processing_mode": "0",
        })
    };
    let (first, second, third) = ("MDEwNDYwMQ==", "MDEwNDYwMg==", "MDEwNDYwMw==");
    assert!(client.server.set_mark(second, 5) && client.server.set_mark(third, 0));
    assert!(!client.server.set_mark(first, 2), "2106 has no such result");
    let codes =
        [json!({"gs1m": first}), json!({"ean13": "4600705212345"}), json!({"gs1m": second}), json!({"gs1m": third})];
    let body = receipt("a")
        .with("/receipt/items", codes.iter().map(line).collect())
        .with("/receipt/total", json!(40))
        .with("/receipt/payments", json!([{"type": 1, "sum": 40}]));
    let report = client.done("sell", &body);
    let result = |position: u8, code: &str, bits: u8| json!({"position": position, "mark_code": code, "result": bits});
    assert_eq!(
        report["payload"]["marks_result"],
        json!([result(0, first, 15), result(2, second, 5), result(3, third, 0)])
    );
    let tape = client.server.tape();
    let names: Vec<&str> = tape.lines().filter(|row| row.starts_with("Вода")).collect();
    assert_eq!(names, ["Вода [M+]", "Вода", "Вода [M-]", "Вода [M]"]);
}

#[test]
fn another_program_uses_the_same_queue() {
    let client = client();
    let request = receipt("x").with("external_id", Value::Null);
    for _ in 0..2 {
        let answer = client.server.make_document(&json!({"operation": "sell", "request": request})).expect("an answer");
        assert_eq!(answer["status"], "wait", "{answer}");
    }
    for (document, code) in [
        (json!({"operation": "sell", "request": {}}), 32),
        (json!({"operation": "sell"}), 40),
        (json!({"operation": "sale", "request": request}), 31),
        (json!({"operation": "sell", "request": request, "groupCode": "nothing"}), 20),
    ] {
        let refused = client.server.make_document(&document).expect("an answer");
        assert_eq!(refused["error"]["code"], code, "{document}");
    }
    await_that("both", || client.made() == 2);
    assert!(client.server.ledger()[1..].iter().all(|document| document.by == By::Stranger));
    assert!(client.server.requests().iter().all(|request| request["path"] == format!("{BASE}/getToken")));
}
