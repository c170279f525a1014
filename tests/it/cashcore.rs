//! CashCore through the C interface, against its simulator: a day, what the register reports, and lost answers.

use crate::support::abi::Device;
use crate::support::pages::json_of;
use kassa_simulator::Fault;
use kassa_simulator::cashcore::{By, DocumentKind, Options, Simulator};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::io::{Read, Write};
use std::net::TcpStream;

const OK: i32 = 0;
const BAD_CONFIG: i32 = 3;
const BAD_DOCUMENT: i32 = 4;
const UNSUPPORTED: i32 = 5;
const REFUSED: i32 = 7;
const NOT_MADE: i32 = 8;
const UNKNOWN: i32 = 9;

/// A little more than a day, in seconds.
const DAY: i64 = 24 * 3600 + 60;

/// A register and the driver's device for it.
struct Till {
    device: Device,
    register: Simulator,
    folder: tempfile::TempDir,
}

impl Till {
    fn open() -> Self {
        Self::with(&json!({}), Options::default())
    }

    fn with(settings: &Value, options: Options) -> Self {
        let register = Simulator::start(options).unwrap();
        let folder = tempfile::tempdir().unwrap();
        let journal = folder.path().join("kassa.db");
        let mut config = json!({
            "backend": "cashcore", "url": register.url(), "kkmOfdId": 6923, "pin": "3333", "journal": journal,
            "settleMs": 100, "resend": 0, "deadlineMs": 5000,
        });
        for (name, value) in settings.as_object().unwrap() {
            match value {
                Value::Null => config.as_object_mut().unwrap().remove(name),
                _ => config.as_object_mut().unwrap().insert(name.clone(), value.clone()),
            };
        }
        let device = Device::open(&config).unwrap_or_else(|error| panic!("{error:?}"));
        Self { device, register, folder }
    }

    /// Carries out a task that must succeed.
    fn make(&self, task: &Value) -> Value {
        let (status, answer) = self.device.execute(task);
        assert_eq!(status, OK, "{task}: {answer}");
        answer
    }

    /// The documents of this kind that the driver requested.
    fn made(&self, kind: DocumentKind) -> usize {
        self.register.ledger().iter().filter(|document| document.kind == kind && document.by == By::Api).count()
    }

    fn faults(&self, faults: &Value) {
        self.register.set_faults(Fault::list(&faults.to_string()).unwrap());
    }
}

fn sale(external_id: &str) -> Value {
    json!({
        "type": "sell", "externalId": external_id,
        "items": [
            {
                "type": "position", "name": "Қымыз 1 л", "price": 1250.50, "quantity": 2, "amount": 2501.00,
                "measurementUnit": "liter", "barcode": "4870204391510", "tax": { "type": "vat16" },
                "discount": { "name": "Тұрақты клиент", "sum": 125.05 },
            },
            { "type": "position", "name": "Нан", "price": 180, "quantity": 1.5, "amount": 270, "tax": { "type": "none" } },
        ],
        "payments": [{ "type": "cash", "sum": 2000 }, { "type": "mobile", "sum": 700 }], "total": 2645.95,
    })
}

#[test]
fn a_default_that_the_register_has_no_code_for_does_not_reach_it() {
    let taxed = |system: &str| {
        let till = Till::with(&json!({ "defaultTaxation": system }), Options::default());
        let (status, answer) = till.device.execute(&sale("a"));
        (status, answer["error"]["faults"][0]["path"].clone(), till.made(DocumentKind::Ticket))
    };
    for system in ["usnIncomeOutcome", "envd"] {
        assert_eq!(taxed(system), (BAD_DOCUMENT, json!("taxationType"), 0), "{system}");
    }
    for system in ["osn", "usnIncome", "esn", "patent"] {
        assert_eq!(taxed(system), (OK, Value::Null, 1), "{system}");
    }
}

#[test]
fn a_unit_is_a_code_of_the_countrys_own_list_however_it_is_written() {
    let till = Till::with(&json!({ "unit": "778" }), Options::default());
    for (number, (unit, code, noted)) in [
        (json!("шт"), "796", false),
        (json!("Шт."), "796", false),
        (json!("piece"), "796", false),
        (json!(0), "796", false),
        (json!("кг"), "166", false),
        (json!("kg"), "166", false),
        (json!("л"), "112", false),
        (json!("м"), "006", false),
        (json!("116"), "116", false),
        (json!(255), "778", true),
        (json!("otherUnits"), "778", true),
        (Value::Null, "778", false),
    ]
    .into_iter()
    .enumerate()
    {
        let mut task = sale(&format!("unit-{number}"));
        task["items"][0]["measurementUnit"] = unit.clone();
        let answer = till.make(&task);
        let made = till.register.ledger().pop().unwrap();
        assert_eq!(made.request["items"][0]["commodity"]["measure_unit_code"], code, "{unit}");
        let notes = answer["warnings"]["notes"].as_array().cloned().unwrap_or_default();
        let at_unit = |note: &Value| note["path"] == "items[0].measurementUnit";
        assert_eq!(notes.iter().any(at_unit), noted, "{unit}: {answer}");
    }
    let mut task = sale("unit-of-nobody");
    task["items"][0]["measurementUnit"] = json!("упаковка");
    assert_eq!(till.device.execute(&task).0, BAD_DOCUMENT);
}

#[test]
fn a_day_from_the_first_receipt_to_the_z_report() {
    let till = Till::open();
    assert_eq!(till.make(&json!({ "type": "getShiftStatus" }))["shiftStatus"]["state"], "closed");
    let opened = till.make(&json!({ "type": "openShift" }));
    assert_eq!(opened["shiftStatus"]["state"], "closed", "nothing is faked");
    assert_eq!(opened["warnings"]["notes"].as_array().unwrap().len(), 1);
    assert_eq!(till.register.ledger().len(), 0);
    // The journal keeps that it was opened, until the first document.
    let awaits = || till.make(&json!({ "type": "getShiftStatus" }))["shiftStatus"]["awaitsReceipt"].clone();
    assert_eq!(awaits(), true);
    let closed = till.make(&json!({ "type": "closeShift" }));
    assert_eq!(
        (&closed["fiscalParams"], till.register.ledger().len()),
        (&json!(null), 0),
        "nothing to close: {closed}"
    );
    assert_eq!(awaits(), json!(null));
    till.make(&json!({ "type": "openShift" }));

    let cash = till.make(&json!({ "type": "cashIn", "cashSum": 5000, "externalId": "in", "electronically": true }));
    assert_eq!(cash["warnings"]["notes"][0]["path"], "electronically", "it goes to no buyer: {cash}");
    assert_eq!(cash["fiscalParams"]["total"].to_string(), "5000.00");

    assert_eq!(awaits(), json!(null), "the shift is open now");
    let sold = till.make(&sale("a"));
    let fiscal = &sold["fiscalParams"];
    assert_eq!(fiscal["total"].to_string(), "2645.95");
    assert_eq!(sold["change"].to_string(), "54.05");
    assert!(fiscal["qr"].as_str().unwrap().starts_with("http"), "{fiscal}");
    assert!(fiscal["fiscalDocumentSign"].is_string() && fiscal["shiftNumber"].is_u64(), "{fiscal}");
    assert_eq!(fiscal["registrationNumber"], "010100134464");
    assert_eq!(sold["warnings"], json!({}), "what was sent is what was written down");
    assert_eq!(till.make(&sale("a")), sold, "the same again is the same answer");
    assert_eq!(till.made(DocumentKind::Ticket), 1);

    let mut back = sale("b");
    back["type"] = json!("sellReturn");
    back["payments"] = json!([{ "type": "cash", "sum": 2645.95 }]);
    till.make(&back);
    let (status, error) = till.device.execute(&json!({ "type": "cashOut", "cashSum": 1_000_000 }));
    assert_eq!((status, &error["error"]["backend"]["code"]), (REFUSED, &json!(58)), "{error}");
    assert_eq!(error["error"]["outcome"], "rejected");
    till.make(&json!({ "type": "cashOut", "cashSum": 1000.01 }));

    let x = till.make(&json!({ "type": "reportX", "electronically": true }));
    assert_eq!(x["counters"]["cashSum"].to_string(), "3299.99", "5000 + 1945.95 − 2645.95 − 1000.01");
    let z = till.make(&json!({ "type": "closeShift", "externalId": "z" }));
    assert_eq!(z["counters"]["cashSum"].to_string(), "3299.99");
    let receipts = &z["counters"]["receipts"];
    for (kind, count, sum) in
        [("sell", 1, "2645.95"), ("sellReturn", 1, "2645.95"), ("buy", 0, "0"), ("buyReturn", 0, "0")]
    {
        assert_eq!(receipts[kind]["count"], count, "{kind}: {receipts}");
        let told = receipts[kind]["sum"].to_string();
        assert_eq!(told.trim_end_matches(".00"), sum, "{kind}: {receipts}");
    }
    assert_eq!(till.make(&json!({ "type": "closeShift", "externalId": "z" })), z);
    assert_eq!((till.made(DocumentKind::CloseShift), till.made(DocumentKind::Report)), (1, 1));
    assert_eq!(till.make(&json!({ "type": "getShiftStatus" }))["shiftStatus"]["state"], "closed");
    assert!(!till.folder.path().join("none").exists());
}

#[test]
fn a_closing_whose_answer_was_lost_is_looked_for_although_the_shift_is_closed_by_now() {
    let till = Till::open();
    let closing = json!({ "type": "closeShift", "externalId": "z" });
    till.make(&json!({ "type": "openShift" }));
    // Another program opens the shift by its receipt.
    let spare = Till::open();
    spare.make(&sale("x"));
    let requests = spare.register.requests();
    let sold = requests.iter().rfind(|request| request["path"].as_str().unwrap().ends_with("/TradeOperation")).unwrap();
    let sold: Value = serde_json::from_str(sold["body"].as_str().unwrap()).unwrap();
    let made = till.register.make_document(&json!({ "command": "TradeOperation", "data": sold, "pin": "2222" }));
    assert_eq!(made.unwrap()["response_code"], 0);
    let lost = json!([
        { "path": "/ZXReport", "point": "processed", "action": "reset" },
        { "path": "/GetTransactionList", "point": "received", "action": "reset", "times": 0 },
    ]);
    till.register.set_faults(Fault::list(&lost.to_string()).unwrap());
    let (status, answer) = till.device.execute(&closing);
    assert_eq!(status, UNKNOWN, "{answer}");
    till.register.set_faults(Vec::new());
    let closed = till.make(&closing);
    assert!(closed["fiscalParams"].is_object() && closed["warnings"]["recovered"] == true, "{closed}");
    assert_eq!(till.made(DocumentKind::CloseShift), 1);
}

#[test]
fn a_document_is_found_by_its_numbers_and_drawn_as_a_picture() {
    let till = Till::open();
    let sold = till.make(&sale("a"))["fiscalParams"].clone();
    let numbers = json!({ "shiftNumber": sold["shiftNumber"], "fiscalDocumentNumber": sold["fiscalDocumentNumber"] });
    let asked = |kind: &str, more: &Value| {
        let mut task = numbers.clone();
        task["type"] = json!(kind);
        task.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        task
    };
    let found = till.make(&asked("getFnDocument", &json!({})));
    assert_eq!(found["fiscalDocumentType"], "receipt");
    assert_eq!(found["fiscalParams"]["fiscalDocumentSign"], sold["fiscalDocumentSign"]);
    assert_eq!(found["document"]["amounts"]["total"], json!({ "bills": 2645, "coins": 95 }));

    let drawn = till.make(&asked("getReceiptImage", &json!({ "image": { "width": 384 } })));
    assert!(drawn["image"].as_str().unwrap().starts_with("iVBORw0KGgo"), "the signature of PNG in base64");
    let file = till.folder.path().join("чек.png");
    let kept = till.make(&asked("getReceiptImage", &json!({ "file": file })));
    assert_eq!(std::fs::read(&file).unwrap().len() as u64, kept["bytes"].as_u64().unwrap());
    assert!(std::fs::read(&file).unwrap().starts_with(b"\x89PNG"));

    let (status, _) = till.device.execute(&json!({ "type": "getFnDocument", "fiscalDocumentNumber": 1 }));
    assert_eq!(status, BAD_DOCUMENT, "documents are numbered by shift");
    let (status, error) =
        till.device.execute(&json!({ "type": "getReceiptImage", "shiftNumber": 9, "fiscalDocumentNumber": 9 }));
    assert_eq!(status, REFUSED, "{error}");
}

#[test]
fn an_answer_lost_at_any_point_leaves_one_document_or_none() {
    let tasks = [
        ("/TradeOperation", sale("x")),
        ("/MoneyPlacement", json!({ "type": "cashIn", "cashSum": 10.01, "externalId": "x" })),
        ("/MoneyPlacement", json!({ "type": "cashOut", "cashSum": 10.01, "externalId": "x" })),
        ("/ZXReport", json!({ "type": "closeShift", "externalId": "x" })),
    ];
    for (path, task) in tasks {
        for (fault, ends, documents) in [
            (json!({ "point": "received", "action": "reset" }), NOT_MADE, 0),
            (json!({ "point": "received", "action": "error", "code": 19 }), REFUSED, 0),
            (json!({ "point": "received", "action": "error", "code": 62 }), REFUSED, 0),
            (json!({ "point": "received", "action": "status", "status": 502 }), NOT_MADE, 0),
            (json!({ "point": "processed", "action": "reset" }), OK, 1),
            (json!({ "point": "processed", "action": "close" }), OK, 1),
            (json!({ "point": "processed", "action": "malformed" }), OK, 1),
            (json!({ "point": "processed", "action": "error", "code": 19 }), OK, 1),
            (json!({ "point": "answer", "action": "close", "bytes": 300 }), OK, 1),
            (json!({ "point": "late", "action": "reset", "delayMs": 40 }), OK, 1),
        ] {
            let till = Till::with(&json!({ "deadlineMs": 60_000 }), Options { cash_tenge: 1000, ..Options::default() });
            let mut fault = fault.clone();
            fault["path"] = json!(path);
            till.faults(&json!([fault]));
            let (status, answer) = till.device.execute(&task);
            assert_eq!(status, ends, "{task} {fault}: {answer}");
            let count = || till.register.ledger().iter().filter(|document| document.by == By::Api).count();
            assert_eq!(count(), documents, "{task} {fault}: {answer}");
            assert_eq!(answer["warnings"]["recovered"] == true, documents == 1, "{fault}: {answer}");
            till.faults(&json!([]));
            let again = till.make(&task);
            assert_eq!(count(), 1, "{task} {fault}");
            assert!(again["fiscalParams"]["fiscalDocumentNumber"].is_u64(), "{again}");
            if documents == 1 {
                assert_eq!(again, answer);
            }
        }
    }
}

#[test]
fn a_recovered_receipt_has_the_data_of_the_lost_answer() {
    let (whole, broken) = (Till::open(), Till::open());
    broken.faults(&json!([{ "path": "/TradeOperation", "point": "processed", "action": "reset" }]));
    let (said, found) = (whole.make(&sale("a")), broken.make(&sale("a")));
    for name in ["total", "fiscalDocumentNumber", "shiftNumber", "registrationNumber"] {
        assert_eq!(said["fiscalParams"][name], found["fiscalParams"][name], "{name}");
    }
    assert!(found["fiscalParams"]["fiscalDocumentSign"].is_string() && found["fiscalParams"]["qr"].is_string());
    assert_eq!((&said["change"], &found["warnings"]["recovered"]), (&found["change"], &json!(true)));
}

/// The same sale by a second cashier on the same register, as the register's own request.
fn foreign(till: &Till) -> Value {
    let request = till.register.requests();
    let sent = request.iter().rfind(|request| request["path"] == "/TradeOperation").unwrap();
    let mut body: Value = serde_json::from_str(sent["body"].as_str().unwrap()).unwrap();
    body.as_object_mut().unwrap().remove("auxiliary");
    json!({ "command": "TradeOperation", "data": body, "pin": "2222" })
}

#[test]
fn a_second_cashiers_receipts_of_equal_content_are_never_taken_for_ours() {
    let till = Till::open();
    till.make(&sale("first"));
    let stranger = foreign(&till);
    // Our receipt was made, and one of equal content before it: the mark distinguishes them.
    till.faults(&json!([
        { "path": "/TradeOperation", "point": "received", "action": "stranger", "document": stranger },
        { "path": "/TradeOperation", "point": "processed", "action": "reset" },
    ]));
    let found = till.make(&sale("second"));
    assert_eq!(found["fiscalParams"]["fiscalDocumentNumber"], 3, "{found}");
    // Ours was not made, the other one was. Nobody can know that it is not ours, so nothing is sent again.
    till.faults(&json!([
        { "path": "/TradeOperation", "point": "received", "action": "stranger", "document": stranger },
        { "path": "/TradeOperation", "point": "received", "action": "reset" },
    ]));
    let (status, error) = till.device.execute(&sale("third"));
    assert_eq!((status, &error["error"]["outcome"]), (UNKNOWN, &json!("unknown")), "{error}");
    assert_eq!(error["error"]["candidates"].as_array().unwrap().len(), 1);
    assert_eq!(error["error"]["candidates"][0]["fiscalDocumentNumber"], 4);
    assert_eq!(till.made(DocumentKind::Ticket), 2);
}

#[test]
fn a_receipt_of_another_machine_with_the_same_id_is_not_taken_for_ours() {
    let (till, another) = (Till::open(), Till::open());
    let mut other = sale("0017");
    other["items"][1] = json!({ "type": "position", "name": "Шай", "price": 90, "quantity": 3, "amount": 270, "tax": { "type": "none" } });
    another.make(&other);
    let request = another.register.requests();
    let sent = request.iter().rfind(|request| request["path"] == "/TradeOperation").unwrap();
    let body: Value = serde_json::from_str(sent["body"].as_str().unwrap()).unwrap();
    assert_eq!(body["auxiliary"][0]["key"], "kassa", "it has the mark that ours would have");
    let theirs = json!({ "command": "TradeOperation", "data": body, "pin": "2222" });
    till.faults(&json!([
        { "path": "/TradeOperation", "point": "received", "action": "stranger", "document": theirs },
        { "path": "/TradeOperation", "point": "received", "action": "reset" },
    ]));
    let (status, error) = till.device.execute(&sale("0017"));
    assert_eq!((status, &error["error"]["outcome"]), (UNKNOWN, &json!("unknown")), "{error}");
    assert_eq!(error["error"]["candidates"].as_array().unwrap().len(), 1, "{error}");
    // When ours was made as well, ours is the one whose content matches.
    let till = Till::open();
    till.faults(&json!([
        { "path": "/TradeOperation", "point": "received", "action": "stranger", "document": theirs },
        { "path": "/TradeOperation", "point": "processed", "action": "reset" },
    ]));
    assert_eq!(till.make(&sale("0017"))["fiscalParams"]["fiscalDocumentNumber"], 2);
}

#[test]
fn without_a_mark_several_of_equal_content_are_candidates() {
    let till = Till::with(&json!({ "mark": "none" }), Options::default());
    till.make(&sale("first"));
    assert!(!till.register.requests().iter().any(|request| request["body"].to_string().contains("auxiliary")));
    let stranger = foreign(&till);
    till.faults(&json!([
        { "path": "/TradeOperation", "point": "received", "action": "stranger", "document": stranger },
        { "path": "/TradeOperation", "point": "processed", "action": "reset" },
    ]));
    let (status, error) = till.device.execute(&sale("second"));
    assert_eq!(status, UNKNOWN, "{error}");
    assert_eq!(error["error"]["candidates"].as_array().unwrap().len(), 2);
    till.faults(&json!([{ "path": "/TradeOperation", "point": "processed", "action": "reset" }]));
    assert_eq!(till.make(&sale("third"))["warnings"]["recovered"], true, "one candidate is proof enough");
}

#[test]
fn a_receipt_on_an_expired_shift_says_that_a_z_report_came_in_between() {
    for lost in [false, true] {
        let till = Till::open();
        till.make(&sale("a"));
        till.register.set_clock_offset(DAY);
        if lost {
            till.faults(&json!([{ "path": "/TradeOperation", "point": "processed", "action": "reset" }]));
        }
        let sold = till.make(&sale("b"));
        assert_eq!(sold["warnings"]["shiftClosed"], true, "{sold}");
        assert_eq!(sold["warnings"].get("recovered").is_some(), lost);
        assert_eq!(sold["fiscalParams"]["fiscalDocumentNumber"], 1);
        assert_eq!(till.made(DocumentKind::Ticket), 2);
        assert!(till.make(&sale("c"))["warnings"].get("shiftClosed").is_none());
    }
}

#[test]
fn without_the_ofd_a_receipt_has_an_autonomous_sign_and_after_72_hours_there_is_none() {
    let till = Till::open();
    till.register.set_ofd_online(false);
    let sold = till.make(&sale("a"));
    assert_eq!(sold["warnings"]["offline"], true, "{sold}");
    let sign = sold["fiscalParams"]["fiscalDocumentSign"].as_str().unwrap();
    assert!(sold["warnings"]["notes"][0]["message"]["ru"].as_str().unwrap().contains(sign));
    assert_eq!(till.make(&json!({ "type": "getDeviceStatus" }))["deviceStatus"]["offline"], true);
    till.register.set_clock_offset(3 * DAY);
    let (status, error) = till.device.execute(&sale("b"));
    assert_eq!((status, &error["error"]["backend"]["code"]), (REFUSED, &json!(18)), "{error}");
    assert_eq!(till.made(DocumentKind::Ticket), 1);
}

#[test]
fn what_was_not_fiscalised_is_no_receipt() {
    let till = Till::with(&json!({ "pin": "4444" }), Options { cash_tenge: 1000, ..Options::default() });
    for task in [sale("a"), json!({ "type": "cashIn", "cashSum": 1 }), json!({ "type": "closeShift" })] {
        let (status, error) = till.device.execute(&task);
        assert_eq!((status, &error["error"]["outcome"]), (REFUSED, &json!("rejected")), "{error}");
        assert_eq!(error["error"]["backend"]["text"], "is_dummy");
    }
    assert_eq!(till.register.ledger().len(), 0);
}

#[test]
fn a_blocked_register_and_a_token_that_the_ofd_refuses_are_reported() {
    let till = Till::open();
    till.register.set_blocked(6923, true);
    let (status, error) = till.device.execute(&sale("a"));
    assert_eq!((status, &error["error"]["backend"]["code"]), (REFUSED, &json!(62)), "{error}");
    assert_eq!(till.make(&json!({ "type": "getDeviceStatus" }))["deviceStatus"]["blocked"], true);
    till.register.set_blocked(6923, false);
    till.register.set_invalid_token(6923, true);
    let sold = till.make(&sale("b"));
    let notes = sold["warnings"]["notes"].to_string();
    assert!(sold["warnings"]["offline"] == true && notes.contains("SaveKKM"), "{sold}");
}

#[test]
fn a_secret_is_shown_nowhere() {
    // Words: four digits also stand in a fiscal sign or in a time, once in some hundred runs.
    let mut options = Options::default();
    options.operators.iter_mut().find(|operator| operator.pin == "3333").unwrap().pin = "cashier-pin".to_owned();
    for (settings, works) in [
        (json!({ "pin": "cashier-pin" }), true),
        (json!({ "pin": null, "token": "cashier-token" }), true),
        (json!({ "pin": null, "token": "cashier-token", "authorization": "bearer" }), true),
        (json!({ "pin": "wrong-secret" }), false),
        (json!({ "pin": null, "token": "wrong-secret", "authorization": "bearer" }), false),
    ] {
        let till = Till::with(&settings, options.clone());
        let (status, answer) = till.device.execute(&sale("a"));
        assert_eq!(status == OK, works, "{answer}");
        if !works {
            assert_eq!(answer["error"]["backend"]["code"], 5, "{answer}");
        }
        assert!(!answer.to_string().contains("wrong-secret"), "{answer}");
        let bodies: String = till.register.requests().iter().map(|request| request["body"].to_string()).collect();
        for secret in ["cashier-pin", "cashier-token", "wrong-secret"] {
            assert!(!bodies.contains(secret), "{bodies}");
            for file in ["kassa.db", "kassa.db-wal"] {
                let journal = std::fs::read(till.folder.path().join(file)).unwrap_or_default();
                assert!(!journal.windows(secret.len()).any(|bytes| bytes == secret.as_bytes()), "{secret}");
            }
        }
    }
    let config = |more: Value| {
        let mut config =
            json!({ "backend": "cashcore", "url": "http://127.0.0.1:1", "kkmOfdId": 1, "journal": "/tmp/none/k.db" });
        config.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        config
    };
    for wrong in [
        json!({}),
        json!({ "pin": "wrong-secret", "token": "wrong-secret" }),
        json!({ "pin": 719_371_937 }),
        json!({ "pin": "wrong-secret\n" }),
        json!({ "token": ["wrong-secret"] }),
        json!({ "pin": "wrong-secret", "authorization": "basic" }),
    ] {
        let Err((status, error)) = Device::open(&config(wrong.clone())) else { panic!("{wrong} was taken") };
        assert_eq!(status, BAD_CONFIG);
        assert!(!error.to_string().contains("wrong-secret") && !error.to_string().contains("719371937"), "{error}");
    }
}

#[test]
fn every_method_is_called_by_its_own_name_and_documents_are_made_once() {
    let till = Till::with(&json!({ "pin": "0000" }), Options { cash_tenge: 1000, ..Options::default() });
    for (method, params) in [
        ("Ping", None),
        ("GetOFDList", None),
        ("GetKKMList", Some("{}")),
        ("GetVendorId", Some("{}")),
        ("GetOperatorList", None),
        ("GetPrinterList", None),
        ("GetTransactionList", Some(r#"{"shift_number": 1}"#)),
        ("ZXReport", Some(r#"{"report_type": 1}"#)),
    ] {
        let (status, answer) = till.device.call(method, params);
        assert_eq!((status, &answer["response_code"]), (OK, &json!(0)), "{method}: {answer}");
    }
    let placed = r#"{"operation": 1, "sum": 5.5, "externalId": "own"}"#;
    till.faults(&json!([{ "path": "/MoneyPlacement", "point": "processed", "action": "reset" }]));
    let (first, second) =
        (till.device.call("MoneyPlacement", Some(placed)), till.device.call("MoneyPlacement", Some(placed)));
    assert_eq!((first.0, &first), (OK, &second));
    assert_eq!(till.made(DocumentKind::MoneyPlacement), 1);
    assert_eq!(till.device.call("MoneyPlacement", Some(r#"{"operation": 2, "sum": 5.5}"#)).0, BAD_DOCUMENT);
    assert_eq!(till.device.call("Reboot", None).0, UNSUPPORTED);
}

/// The register's answer to a request that bypasses the library.
fn said(till: &Till, method: &str) -> Value {
    let mut stream = TcpStream::connect(till.register.url().trim_start_matches("http://")).unwrap();
    let head = format!("POST /{method} HTTP/1.1\r\nHost: register\r\nAuthorization: 3333\r\nContent-Length: 2\r\n");
    stream.write_all(format!("{head}\r\n{{}}").as_bytes()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    serde_json::from_str(answer.split_once("\r\n\r\n").unwrap().1).unwrap()
}

#[test]
fn every_code_of_the_register_is_reported_under_its_own_name_with_what_to_do() {
    let till = Till::open();
    let mut names = BTreeSet::new();
    for code in 1..=95 {
        till.faults(&json!([{ "path": "/Ping", "point": "received", "action": "error", "code": code, "times": 2 }]));
        let constant = said(&till, "Ping")["response_data"].as_str().unwrap().to_owned();
        let (status, answer) = till.device.call("Ping", None);
        let error = &answer["error"];
        assert_eq!((status, &error["backend"]["code"]), (REFUSED, &json!(code)), "{answer}");
        for language in ["ru", "en"] {
            let message = error["message"][language].as_str().unwrap();
            assert!(message.contains(&format!("{code} ({constant}): ")), "{code} {constant}: {message}");
            assert!(error["advice"][language].as_str().unwrap().len() > 10, "{answer}");
        }
        assert_ne!(error["message"]["ru"], error["message"]["en"]);
        names.insert(constant);
    }
    assert_eq!(names.len(), 95);
    till.faults(&json!([{ "path": "/Ping", "point": "received", "action": "error", "code": 250 }]));
    let (status, answer) = till.device.call("Ping", None);
    assert_eq!((status, &answer["error"]["backend"]["code"]), (REFUSED, &json!(250)), "{answer}");
}

#[test]
fn every_task_of_the_page_is_carried_out() {
    let till = Till::open();
    let tasks = json_of("cashcore");
    assert!(tasks.len() > 7);
    for task in tasks {
        till.make(&task);
    }
}

#[test]
fn a_number_with_a_zero_after_its_point_is_the_same_number() {
    let till = Till::open();
    till.make(&json!({"type": "cashIn", "cashSum": 100}));
    for (method, params, path, kind, count) in [
        (
            "MoneyPlacement",
            r#"{"operation": 1.0, "sum": 10.50, "externalId": "out"}"#,
            "/MoneyPlacement",
            DocumentKind::MoneyPlacement,
            2,
        ),
        ("ZXReport", r#"{"report_type": -0.0, "externalId": "z"}"#, "/ZXReport", DocumentKind::CloseShift, 1),
        ("ZXReport", r#"{"report_type": 0e1, "externalId": "z"}"#, "/ZXReport", DocumentKind::CloseShift, 1),
    ] {
        till.register.set_faults(
            Fault::list(&json!([{"path": path, "point": "processed", "action": "reset"}]).to_string()).unwrap(),
        );
        let (status, answer) = till.device.call(method, Some(params));
        assert_eq!(status, OK, "{method} {params}: {answer}");
        let made = till.register.ledger().into_iter().filter(|document| document.kind == kind).count();
        assert_eq!(made, count, "{method} {params}");
    }
}

#[test]
fn an_unknown_register_and_another_server_are_faults_of_the_configuration() {
    let till = Till::open();
    let config = |settings: Value| {
        let mut config = json!({
            "backend": "cashcore", "url": till.register.url(), "kkmOfdId": 6923, "pin": "3333",
            "journal": till.folder.path().join("kassa.db"),
        });
        config.as_object_mut().unwrap().extend(settings.as_object().unwrap().clone());
        Device::open(&config).unwrap()
    };
    let other = config(json!({ "kkmOfdId": 77 }));
    let ours = config(json!({}));
    for task in [json!({ "type": "getShiftStatus" }), json!({ "type": "closeShift" })] {
        let (status, answer) = other.execute(&task);
        assert_eq!((status, &answer["error"]["outcome"]), (BAD_CONFIG, &json!("notSent")), "{answer}");
        assert_eq!(answer["error"]["faults"][0]["path"], "kkmOfdId", "{answer}");
        let fault = json!([{ "path": "/GetKKMList", "point": "received", "action": "status", "status": 404 }]);
        till.register.set_faults(Fault::list(&fault.to_string()).unwrap());
        let (status, answer) = ours.execute(&task);
        assert_eq!((status, &answer["error"]["faults"][0]["path"]), (BAD_CONFIG, &json!("url")), "{answer}");
    }
}

#[test]
fn a_shift_older_than_a_day_is_expired_and_tells_since_when() {
    let till = Till::open();
    till.register.set_clock_offset(-DAY);
    till.make(&json!({
        "type": "sell", "items": [{ "type": "position", "name": "Чай", "price": 100, "quantity": 1, "amount": 100, "tax": { "type": "none" } }],
        "payments": [{ "type": "cash", "sum": 100 }],
    }));
    let shift = till.make(&json!({ "type": "getShiftStatus" }))["shiftStatus"].clone();
    assert_eq!(shift["state"], "expired", "{shift}");
    assert!(shift["expiredTime"].as_str().unwrap() > shift["openedAt"].as_str().unwrap(), "{shift}");
    let device = till.make(&json!({ "type": "getDeviceStatus" }))["deviceStatus"].clone();
    assert_eq!((&device["shift"], &device["expiredTime"]), (&json!("expired"), &shift["expiredTime"]), "{device}");
}
