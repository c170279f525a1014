//! Shifts, cash, and prints that are not fiscal.

use super::*;

#[test]
fn a_receipt_opens_a_closed_shift_unless_that_is_switched_off() {
    let server = server();
    ready(&server, &sale());
    assert_eq!(made(&server), [(DocumentKind::OpenShift, By::Register), (DocumentKind::Receipt, By::Api)]);
    assert_eq!(server.ledger()[2].tags["1021"], "Кассир Лунина");
    let manual = started(Options { manual_shifts: true, ..Options::default() });
    for task in [sale(), json!({"type": "cashIn", "cashSum": 1})] {
        assert_eq!(code(&manual, &task), 73);
    }
    assert_eq!(made(&manual), []);
    opened(&manual);
    ready(&manual, &sale());
}

#[test]
fn a_shift_ends_after_24_hours() {
    let server = server();
    opened(&server);
    server.set_clock_offset(DAY - 60);
    ready(&server, &sale());
    server.set_clock_offset(DAY + 60);
    let status = ask(&server, "getShiftStatus")["shiftStatus"].clone();
    assert_eq!((&status["state"], &status["number"]), (&json!("expired"), &json!(1)));
    for task in [sale(), json!({"type": "cashIn", "cashSum": 1})] {
        assert_eq!(code(&server, &task), 68);
    }
    assert_eq!(code(&server, &json!({"type": "openShift"})), 83);
    let closed = ready(&server, &json!({"type": "closeShift"}));
    assert_eq!(
        (&closed["fiscalParams"]["receiptsCount"], &closed["fiscalParams"]["shiftNumber"]),
        (&json!(1), &json!(1))
    );
    assert_eq!(code(&server, &json!({"type": "closeShift"})), 73);
    let answer = ready(&server, &sale());
    assert_eq!(answer["fiscalParams"]["shiftNumber"], 2);
    assert_eq!(answer["fiscalParams"]["fiscalReceiptNumber"], 1);
}

#[test]
fn a_document_is_not_older_than_the_last_one() {
    let server = server();
    ready(&server, &sale());
    server.set_clock_offset(-120);
    assert_eq!(code(&server, &sale()), 36);
    // `setDateTime` moves the clock of the register.
    ready(&server, &json!({"type": "setDateTime", "dateTime": "2035.01.02 03:04:05"}));
    let time = ask(&server, "getDeviceStatus")["deviceStatus"]["currentDateTime"].clone();
    assert!(time.as_str().is_some_and(|time| time.starts_with("2035-01-02T03:04:")), "{time}");
    assert_eq!(code(&server, &json!({"type": "setDateTime", "dateTime": "2035.02.30 03:04:05"})), 77);
}

#[test]
fn cash_goes_in_and_out() {
    let server = started(Options { cash_roubles: 50, ..Options::default() });
    let cash = |kind: &str, sum: Value| json!({"type": kind, "cashSum": sum});
    assert_eq!(ready(&server, &cash("cashIn", json!(100.5))), json!({"counters": {"cashSum": 150.5}}));
    assert_eq!(ready(&server, &cash("cashOut", json!(150))), json!({"counters": {"cashSum": 0.5}}));
    for (task, expected) in
        [(cash("cashOut", json!(0.51)), 80), (cash("cashOut", json!(-1)), 16), (cash("cashIn", json!(0.001)), 16)]
    {
        assert_eq!(code(&server, &task), expected, "{task}");
    }
    let kinds: Vec<_> = server.ledger().iter().map(|it| (it.kind, it.number.is_some())).collect();
    assert_eq!(kinds[3..], [(DocumentKind::CashIn, false), (DocumentKind::CashOut, false)]);
}

#[test]
fn prints_make_no_fiscal_document() {
    let server = server();
    ready(&server, &sale());
    let before = made(&server).len();
    let tasks = [
        json!({"type": "reportX", "operator": {"name": "А"}}),
        json!({"type": "reportDepartments"}),
        json!({"type": "nonFiscal", "items": [{"type": "text", "text": "Привет"}]}),
        json!({"type": "openCashDrawer"}),
        json!({"type": "continuePrint"}),
    ];
    for task in tasks {
        assert_eq!(ready(&server, &task), Value::Null, "{task}");
    }
    assert_eq!(made(&server).len(), before);
    assert_eq!(ask(&server, "getCashDrawerStatus")["cashDrawerStatus"]["cashDrawerOpened"], true);
    set(&server, &json!({"drawer": "closed"}));
    assert_eq!(ask(&server, "getDeviceStatus")["deviceStatus"]["cashDrawerOpened"], false);
}

#[test]
fn a_document_is_printed_again() {
    let server = server();
    ready(&server, &sale());
    ready(&server, &small("sell"));
    let count = |text: &str| server.tape().matches(text).count();
    ask(&server, "printLastReceiptCopy");
    assert_eq!((count("Хлеб ржаной"), count("Чай")), (1, 2));
    ready(&server, &json!({"type": "printFnDocument", "fiscalDocumentNumber": 3}));
    assert_eq!((count("Хлеб ржаной"), count("Чай")), (2, 2));
    ready(&server, &json!({"type": "printDocumentsFromJournal", "filter": "shiftNumber", "from": 1, "to": 1}));
    assert_eq!((count("Хлеб ржаной"), count("Чай")), (3, 3));
    ready(&server, &json!({"type": "printDocumentsFromJournal", "filter": "fiscalDocumentNumber", "from": 4, "to": 9}));
    assert_eq!((count("Хлеб ржаной"), count("Чай")), (3, 4));
    assert_eq!(code(&server, &json!({"type": "printFnDocument", "fiscalDocumentNumber": 9})), 123);
    assert_eq!(made(&server).len(), 3);
}

#[test]
fn a_line_of_print_that_fails_cancels_its_document() {
    let server = server();
    opened(&server);
    let bad = json!({"type": "barcode", "barcodeType": "EAN13", "barcode": "1"});
    assert_eq!(code(&server, &json!({"type": "nonFiscal", "items": [bad]})), 157);
    let mut task = sale();
    task["items"].as_array_mut().expect("items").push(bad.clone());
    assert_eq!(code(&server, &task), 157);
    assert_eq!(made(&server).len(), 1);
    ready(&server, &task.with("ignoreNonFiscalPrintErrors", json!(true)));
    // What stands before and after a document never cancels it.
    let around = json!([{"type": "text", "text": "скидка"}, bad]);
    ready(&server, &sale().with("preItems", around.clone()).with("postItems", around));
    assert_eq!((server.tape().matches("скидка").count(), server.tape().matches("[EAN13").count()), (2, 0));
}
