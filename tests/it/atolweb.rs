//! ATOL's local web server through the C interface, against its simulator: the vocabulary, the stopped queue, lost
//! answers, documents that the server takes for made by their number alone.

use crate::documents::{ALREADY_DONE, BAD_CONFIG, BAD_DOCUMENT, OK, REFUSED, changed, example, said, without};
use crate::support::abi::Device;
use crate::support::await_that;
use crate::support::pages::json_of;
use kassa_simulator::Fault;
use kassa_simulator::atolweb::{By, Dialect, Document, DocumentKind, Ffd, Options, Simulator};
use serde_json::{Value, json};

const NOT_MADE: i32 = 8;
const UNKNOWN: i32 = 9;
const REUSED: i32 = 13;
const NOT_FOUND: i32 = 14;
const PENDING: i32 = 16;

/// What the request for a sale has, and that for the last document has not.
const SALE: &str = r#""type":"sell""#;

/// A shop: the server, a journal, and the driver's device.
struct Shop {
    device: Device,
    service: Simulator,
    folder: tempfile::TempDir,
}

impl Shop {
    fn open() -> Self {
        Self::with(&json!({}), Options::default())
    }

    fn with(settings: &Value, options: Options) -> Self {
        let service = Simulator::start(options).unwrap();
        let folder = tempfile::tempdir().unwrap();
        let device = opened(&service, &folder, settings);
        Self { device, service, folder }
    }

    /// One whose calls end soon, with a shift that was opened in time.
    fn hurried() -> Self {
        let shop = Self::with(&json!({ "deadlineMs": 3000 }), Options::default());
        assert_eq!(shop.again(&json!({})).execute(&json!({ "type": "openShift" })).0, OK);
        shop
    }

    /// Another program with the same journal.
    fn again(&self, settings: &Value) -> Device {
        opened(&self.service, &self.folder, settings)
    }

    fn make(&self, task: &Value) -> Value {
        let (status, answer) = self.device.execute(task);
        assert_eq!(status, OK, "{task}: {answer}");
        answer
    }

    fn faults(&self, faults: &Value) {
        self.service.set_faults(Fault::list(&faults.to_string()).unwrap());
    }

    fn register(&self, world: &Value) {
        assert!(self.service.set_register(world), "{world}");
    }

    /// The documents of this kind that exist.
    fn made(&self, kind: DocumentKind) -> Vec<Document> {
        let mut all = self.service.ledger();
        all.retain(|document| document.kind == kind);
        all
    }

    fn receipts(&self) -> Vec<Document> {
        self.made(DocumentKind::Receipt)
    }

    fn refused(&self, task: &Value) -> Vec<String> {
        let (status, answer) = self.device.validate(task);
        assert_eq!(status, BAD_DOCUMENT, "{task}: {answer}");
        said(&answer["error"]["faults"])
    }
}

fn opened(service: &Simulator, folder: &tempfile::TempDir, settings: &Value) -> Device {
    let usual = json!({
        "backend": "atolweb", "url": service.url(), "journal": folder.path().join("kassa.db"), "settleMs": 300, "resend": 0,
        "deadlineMs": 20_000, "testMode": true,
    });
    Device::open(&changed(&usual, settings)).unwrap_or_else(|error| panic!("{error:?}"))
}

fn sale() -> Value {
    json!({
        "type": "sell", "externalId": "order-1", "taxationType": "osn", "operator": { "name": "Кассир Лунина" },
        "items": [{ "type": "position", "name": "Сыр", "price": 820.00, "quantity": 0.355, "amount": 291.10,
            "measurementUnit": "kilogram", "tax": { "type": "vat22" }, "paymentMethod": "fullPayment",
            "paymentObject": "commodity" }],
        "payments": [{ "type": "cash", "sum": 300 }],
    })
}

/// What became of a document, when the server has settled it.
fn ended(device: &Device, id: &str) -> (i32, Value) {
    for _ in 0..500 {
        let (status, answer) = device.recover(id);
        if status != PENDING {
            return (status, answer);
        }
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
    panic!("{id} stays pending");
}

fn named(id: &str) -> Value {
    changed(&sale(), &json!({ "externalId": id }))
}

#[test]
fn a_day_of_every_kind_of_document_is_made() {
    let shop = Shop::with(&json!({}), Options { cash_roubles: 10_000, ..Options::default() });
    shop.make(&json!({ "type": "openShift", "operator": { "name": "Лунина" } }));
    let sold = shop.make(&sale());
    let fiscal = &sold["fiscalParams"];
    assert_eq!(
        (fiscal["total"].to_string().as_str(), sold["change"].to_string().as_str()),
        ("291.10", "8.90"),
        "{sold}"
    );
    assert!(fiscal["fiscalDocumentSign"].is_string() && fiscal["fnNumber"].is_string(), "{sold}");
    assert_eq!(sold["warnings"], json!({}));
    for kind in ["sellReturn", "buy", "buyReturn"] {
        shop.make(&changed(&named(kind), &json!({ "type": kind })));
    }
    for kind in ["sellCorrection", "sellReturnCorrection", "buyCorrection", "buyReturnCorrection"] {
        let basis = json!({ "type": kind, "correctionType": "self", "correctionBaseDate": "2026.02.17" });
        shop.make(&changed(&named(kind), &basis));
    }
    shop.make(&json!({ "type": "cashIn", "cashSum": 500.52 }));
    shop.make(&json!({ "type": "cashOut", "cashSum": 100 }));
    shop.make(&json!({ "type": "reportX", "operator": { "name": "Лунина" } }));
    shop.make(&json!({ "type": "reportOfdExchangeStatus", "operator": { "name": "Лунина" } }));
    shop.make(&json!({ "type": "nonFiscal", "items": [{ "type": "text", "text": "Привет", "alignment": "center" }] }));
    let closed = shop.make(&json!({ "type": "closeShift", "operator": { "name": "Лунина" } }));
    assert!(closed["fiscalParams"]["receiptsCount"].is_u64(), "{closed}");
    let made = |kind| shop.made(kind).len();
    assert_eq!((made(DocumentKind::Receipt), made(DocumentKind::Correction)), (4, 4));
}

#[test]
fn every_question_of_the_vocabulary_is_answered() {
    let shop = Shop::open();
    shop.make(&sale());
    for (task, member) in [
        ("getDeviceStatus", "deviceStatus"),
        ("getDeviceInfo", "deviceInfo"),
        ("getShiftStatus", "shiftStatus"),
        ("getShiftTotals", "shiftTotals"),
        ("getOverallTotals", "overallTotals"),
        ("getFnStatus", "fnStatus"),
        ("getFnInfo", "fnInfo"),
        ("getRegistrationInfo", "organization"),
        ("ofdExchangeStatus", "status"),
        ("getCashDrawerStatus", "counters"),
        ("getDepartmentSum", "departmentSum"),
    ] {
        let answer = shop.make(&json!({ "type": task }));
        assert!(answer[member].is_object(), "{task}: {answer}");
    }
    for task in ["openCashDrawer", "continuePrint", "printLastReceiptCopy", "checkImcWorkState"] {
        shop.make(&json!({ "type": task }));
    }
    let number = shop.receipts()[0].number.unwrap();
    let document = shop.make(&json!({ "type": "getFnDocument", "fiscalDocumentNumber": number }));
    assert_eq!(document["documentTLV"]["1020"].to_string(), "291.1", "{document}");
}

#[test]
fn a_register_without_a_receipt_has_no_last_one_to_print() {
    let shop = Shop::open();
    let print = json!({ "type": "printLastReceiptCopy" });
    let (status, answer) = shop.device.execute(&print);
    let error = &answer["error"];
    assert_eq!((status, &error["name"]), (NOT_FOUND, &json!("notFound")), "{answer}");
    assert_eq!((&error["outcome"], &error["retry"]), (&json!("notSent"), &json!("fixInput")), "{answer}");
    assert!(error["message"]["ru"].as_str().unwrap().contains("нет чека"), "{answer}");
    shop.make(&json!({ "type": "openShift" }));
    assert_eq!(shop.device.execute(&print).0, NOT_FOUND, "a report is no receipt");
    shop.make(&example("sell"));
    shop.make(&print);
}

/// The vocabulary's own examples, and what else only this register takes.
#[test]
fn a_document_goes_as_it_was_read() {
    let shop = Shop::open();
    shop.make(&example("sell"));
    let sent = shop.receipts().pop().unwrap().task;
    assert_eq!(sent["items"][1], json!({ "type": "text", "text": "Спасибо!", "alignment": "center" }), "{sent}");
    assert_eq!(
        (&sent["items"][2]["paymentMethod"], &sent["items"][2]["tax"]["type"]),
        (&json!("fullPayment"), &json!("vat10"))
    );
    let odd = json!({
        "items[0].department": 3, "items[0].name": "Кофе «Жокей» — 100 г", "payments[0].type": 0, "wait": true,
        "clientInfo": { "emailOrPhone": "+79160000001", "name": "Иванов", "birthDate": "01.02.1990" },
        "industryInfo": [{ "fois": "030", "date": "2023-11-21", "number": "1944", "industryAttribute": "UUID=1&Time=2" }],
        "operationInfo": { "id": 0, "data": "данные", "dateTime": "2026.11.28 12:05:31" },
        "postItems": [{ "type": "barcode", "barcode": "17", "barcodeType": "QR" }],
    });
    shop.make(&changed(&named("odd"), &odd));
    let sent = shop.receipts().pop().unwrap().task;
    let line = &sent["items"][0];
    assert_eq!((&line["department"], &line["name"]), (&json!(3), &json!("Кофе \"Жокей\" - 100 г")), "{sent}");
    assert_eq!((&sent["payments"][0]["type"], sent.get("wait"), sent.get("externalId")), (&json!("cash"), None, None));
    assert_eq!(
        (&sent["industryInfo"][0]["date"], &sent["clientInfo"]["birthDate"]),
        (&json!("2023.11.21"), &json!("01.02.1990"))
    );
    assert_eq!(sent["postItems"][0]["barcode"], "17");
    let faults = shop.refused(&changed(
        &sale(),
        &json!({ "discount": { "sum": 1 }, "items[0].tags": [{ "id": 1, "type": "byte", "value": "1" }] }),
    ));
    assert_eq!(faults, ["items[0].tags: carried", "discount: carried"]);
}

#[test]
fn what_a_report_has_no_field_for_is_left_out_with_a_note() {
    let shop = Shop::open();
    for kind in ["reportX", "reportOfdExchangeStatus"] {
        let made = shop.make(&json!({ "type": kind, "operator": { "name": "Лунина" }, "electronically": true }));
        assert_eq!(made["warnings"]["notes"][0]["path"], "electronically", "{kind}: {made}");
    }
}

#[test]
fn a_line_that_is_split_is_sent_as_two() {
    let shop = Shop::with(&json!({ "rules": { "lineSum": "split" } }), Options::default());
    let split = changed(
        &sale(),
        &json!({
            "items[0].quantity": 7, "items[0].price": 14.29, "items[0].amount": 100.00, "items[0].measurementUnit": "piece",
            "items[0].tax": { "type": "vat22", "sum": 18.03 }, "items[0].infoDiscountAmount": 1,
        }),
    );
    let mut task = split;
    let text = json!({ "type": "text", "text": "Спасибо" });
    task["items"].as_array_mut().unwrap().insert(0, text);
    shop.make(&task);
    let receipt = shop.receipts().pop().unwrap();
    let of = |name: &str| receipt.tags["1059"].as_array().unwrap().iter().map(|line| line[name].to_string()).collect();
    let lines: [Vec<String>; 4] = ["1023", "1079", "1043", "1200"].map(of);
    let expected = [["6", "1"], ["14.28", "14.32"], ["85.68", "14.32"], ["15.45", "2.58"]];
    assert_eq!(lines, expected.map(|pair| pair.map(str::to_owned).to_vec()), "{}", receipt.tags);
    assert_eq!(receipt.task["items"].as_array().unwrap().len(), 3, "{}", receipt.task);
}

#[test]
fn a_marked_thing_is_checked_and_sold() {
    let shop = Shop::open();
    let mark = json!({ "imc": "MDEwNDYwNzQyNzUxMjM3NTIxNVFnaj1UHTkxRUUwNh05MllXSmo=", "itemEstimatedStatus": "itemPieceSold" });
    let checked = shop.make(&json!({ "type": "validateMarks", "params": [mark] }));
    assert!(checked["results"][0]["onlineValidation"].is_object(), "{checked}");
    let begun = shop.make(&json!({ "type": "beginMarkingCodeValidation", "params": mark }));
    assert!(begun.get("error").is_none(), "{begun}");
    shop.make(&json!({ "type": "getMarkingCodeValidationStatus" }));
    shop.make(&json!({ "type": "acceptMarkingCode" }));
    let marked = changed(
        &sale(),
        &json!({
            "items[0].quantity": 1, "items[0].price": 291.10, "items[0].measurementUnit": "piece",
            "items[0].paymentObject": "commodityWithMarking", "items[0].imcParams": mark, "validateMarkingCodes": true,
        }),
    );
    shop.make(&marked);
    let sent = shop.receipts().pop().unwrap().task;
    assert_eq!((&sent["items"][0]["imcParams"], &sent["validateMarkingCodes"]), (&mark, &json!(true)), "{sent}");
    shop.make(&json!({ "type": "clearMarkingCodeValidationResult" }));
}

#[test]
fn a_lost_answer_is_found_under_its_key() {
    for (point, action) in [("received", "reset"), ("processed", "reset"), ("received", "hang"), ("processed", "hang")]
    {
        let shop = Shop::with(&json!({ "timeoutMs": 500, "resend": 1 }), Options::default());
        shop.faults(&json!([{ "path": "/requests", "body": SALE, "point": point, "action": action }]));
        let (status, answer) = shop.device.execute(&sale());
        assert_eq!(status, OK, "{point} {action}: {answer}");
        assert_eq!(shop.service.faults()[0]["fired"], 1, "{point} {action}");
        // What was not processed is put in again.
        let is_put = |request: &&Value| request["body"].as_str().is_some_and(|body| body.contains(SALE));
        let puts = shop.service.requests().iter().filter(is_put).count();
        assert_eq!(puts, if point == "received" { 2 } else { 1 }, "{point} {action}");
        assert_eq!(shop.receipts().len(), 1, "{point} {action}");
    }
}

/// The server loses its queue after it has passed the receipt on, and knows the key no more than if it had never come.
#[test]
fn a_key_that_a_server_does_not_know_proves_nothing_if_the_register_has_such_a_receipt() {
    let shop = Shop::with(&json!({ "deadlineMs": 1500 }), Options::default());
    let key_of_order_1 = "/requests/318b7beb-d498-85b7-bfe1-575507b962f9";
    shop.faults(&json!([
        { "path": "/requests", "body": SALE, "point": "processed", "action": "reset" },
        { "path": key_of_order_1, "skip": 1, "times": 0, "point": "received", "action": "reset" },
    ]));
    assert_eq!(shop.device.execute(&sale()).0, UNKNOWN);
    assert!(shop.service.restart(true));
    shop.faults(&json!([]));
    let patient = shop.again(&json!({}));
    for (status, answer) in [patient.recover("order-1"), patient.execute(&sale()), patient.recover("order-1")] {
        assert_eq!(status, UNKNOWN, "{answer}");
        assert_eq!(answer["error"]["candidates"].as_array().map(Vec::len), Some(1), "{answer}");
    }
    assert_eq!(patient.execute(&named("order-2")).0, OK);
    assert_eq!(shop.receipts().len(), 2);
}

/// The drive keeps no cash movements, prints and X reports, so that it does not show whether one was made.
#[test]
fn what_the_drive_does_not_keep_is_not_made_again_if_the_server_does_not_know_its_fate() {
    for (task, kind) in [
        (json!({ "type": "cashIn", "cashSum": 100 }), DocumentKind::CashIn),
        (json!({ "type": "nonFiscal", "items": [{ "type": "text", "text": "Талон 17" }] }), DocumentKind::NonFiscal),
        (json!({ "type": "reportX" }), DocumentKind::Report),
    ] {
        for after in [true, false] {
            let shop = Shop::open();
            let document = if after { "after" } else { "before" };
            shop.register(&json!({ "trouble": { "code": 241, "document": document, "times": 1 } }));
            let task = changed(&task, &json!({ "externalId": "slip-1" }));
            for _ in 0..2 {
                let (status, answer) = shop.device.execute(&task);
                assert_eq!((status, &answer["error"]["outcome"]), (UNKNOWN, &json!("unknown")), "{document}: {answer}");
            }
            assert_eq!(shop.made(kind).len(), usize::from(after), "{task}");
        }
    }
}

#[test]
fn a_stopped_queue_says_why_and_goes_on_by_itself() {
    for (code, reason, after) in [(241, "нет связи", true), (241, "нет связи", false), (115, "накопител", false)]
    {
        let shop = Shop::hurried();
        let trouble = json!({ "code": code, "document": if after { "after" } else { "before" } });
        shop.register(&json!({ "trouble": trouble }));
        let (status, answer) = shop.device.execute(&sale());
        assert_eq!((status, &answer["error"]["outcome"]), (PENDING, &json!("unknown")), "{code}: {answer}");
        assert!(answer["error"]["message"]["ru"].as_str().unwrap().contains(reason), "{code}: {answer}");
        // Nothing is put behind it, and the till is told why.
        let (status, answer) = shop.device.execute(&named("order-2"));
        assert_eq!((status, &answer["error"]["outcome"]), (REFUSED, &json!("notSent")), "{code}: {answer}");
        shop.register(&json!({ "trouble": null }));
        let patient = shop.again(&json!({}));
        let recovered = ended(&patient, "order-1");
        let made = shop.receipts().len();
        assert_eq!(made, usize::from(after), "{code}");
        assert_eq!(recovered.0, if after { OK } else { REFUSED }, "{code}: {}", recovered.1);
        assert_eq!(recovered.1["warnings"]["recovered"] == true, after, "the server found it itself: {}", recovered.1);
        assert_eq!(patient.execute(&sale()).0, OK);
        assert_eq!(shop.receipts().len(), 1, "{code}: one document");
    }
}

#[test]
fn a_receipt_without_paper_is_registered_and_the_next_one_waits_for_paper() {
    let shop = Shop::hurried();
    shop.register(&json!({ "trouble": { "code": 44, "document": "after" } }));
    let sold = shop.make(&sale());
    assert_eq!(sold["warnings"]["notPrinted"], true, "{sold}");
    let (status, answer) = shop.device.execute(&named("order-2"));
    assert_eq!((status, &answer["error"]["outcome"]), (REFUSED, &json!("notSent")), "{answer}");
    assert!(answer["error"]["advice"]["ru"].as_str().unwrap().contains("бумагу"), "{answer}");
    // Questions are answered beside the queue, in the same form.
    for (task, member, within) in [
        ("getDeviceStatus", "deviceStatus", "paperPresent"),
        ("getDeviceInfo", "deviceInfo", "serial"),
        ("getShiftStatus", "shiftStatus", "state"),
        ("getShiftTotals", "shiftTotals", "receipts"),
        ("getFnInfo", "fnInfo", "warnings"),
        ("getFnStatus", "fnStatus", "warnings"),
        ("ofdExchangeStatus", "status", "notSentCount"),
    ] {
        let answer = shop.make(&json!({ "type": task }));
        assert!(!answer[member][within].is_null(), "{task}: {answer}");
    }
    shop.register(&json!({ "trouble": null }));
    let patient = shop.again(&json!({}));
    while patient.execute(&named("order-2")).0 != OK {}
    assert_eq!(shop.receipts().len(), 2);
}

/// The server believes that a document was made when the numbering has grown. Another program's document or an opened
/// shift makes it grow too.
#[test]
fn a_document_that_the_server_takes_for_made_is_compared() {
    // The receipt opens the shift, and the link breaks before the receipt itself.
    let shop = Shop::with(&json!({ "deadlineMs": 1500 }), Options::default());
    shop.register(&json!({ "trouble": { "code": 241, "document": "shift" } }));
    assert_eq!(shop.device.execute(&sale()).0, PENDING);
    shop.register(&json!({ "trouble": null }));
    let patient = shop.again(&json!({}));
    let recovered = ended(&patient, "order-1");
    assert_eq!((recovered.0, shop.receipts().len()), (NOT_MADE, 0), "{}", recovered.1);
    assert_eq!(patient.execute(&sale()).0, OK);
    assert_eq!(shop.receipts().len(), 1);

    // Another program sells the same meanwhile: nobody can tell whose it is.
    let shop = Shop::hurried();
    shop.register(&json!({ "trouble": { "code": 241 } }));
    assert_eq!(shop.device.execute(&sale()).0, PENDING);
    let other = changed(&without(&sale(), "externalId"), &json!({ "items[0].name": "Хлеб" }));
    assert!(shop.service.make_document(&other).is_some());
    shop.register(&json!({ "trouble": null }));
    let patient = shop.again(&json!({}));
    let recovered = ended(&patient, "order-1");
    assert_ne!(recovered.0, OK, "the other program's receipt is not ours: {}", recovered.1);
    assert_eq!(shop.receipts().iter().filter(|document| document.by == By::Stranger).count(), 1);
}

/// The server knows a document by the number of the last one, and another program has sold the same since.
#[test]
fn of_two_equal_receipts_none_is_taken_for_ours_by_its_number() {
    let shop = Shop::hurried();
    shop.register(&json!({ "trouble": { "code": 241, "document": "after" } }));
    assert_eq!(shop.device.execute(&sale()).0, PENDING);
    assert!(shop.service.make_document(&shop.receipts()[0].task).is_some());
    shop.register(&json!({ "trouble": null }));
    let (status, answer) = ended(&shop.again(&json!({})), "order-1");
    assert_eq!((status, answer["error"]["candidates"].as_array().map(Vec::len)), (UNKNOWN, Some(2)), "{answer}");
}

/// The next buyer buys the same before the outcome of the first receipt is asked for.
#[test]
fn an_equal_receipt_of_the_next_buyer_is_not_taken_for_the_first_one() {
    for (document, ends) in [("before", REFUSED), ("after", OK)] {
        let shop = Shop::hurried();
        shop.register(&json!({ "trouble": { "code": 241, "document": document } }));
        assert_eq!(shop.device.execute(&sale()).0, PENDING);
        shop.register(&json!({ "trouble": null }));
        let patient = shop.again(&json!({}));
        while patient.execute(&named("order-2")).0 != OK {}
        let (status, answer) = ended(&patient, "order-1");
        assert_eq!(status, ends, "{document}: {answer}");
        assert_eq!((patient.execute(&sale()).0, shop.receipts().len()), (OK, 2), "{document}");
    }
}

/// The first receipt was not made, the next buyer's equal one was, and nobody has read either outcome.
#[test]
fn an_equal_receipt_whose_outcome_nobody_has_read_is_not_taken_for_the_one_in_doubt() {
    let shop = Shop::with(&json!({ "deadlineMs": 1500 }), Options { never_blocks: true, ..Options::default() });
    shop.make(&json!({ "type": "openShift" }));
    // Each is carried out, and its result is held back until the call has ended.
    shop.register(&json!({ "held": "document", "heldTasks": "documents" }));
    shop.register(&json!({ "trouble": { "code": 241, "times": 1 } }));
    assert_eq!(shop.device.execute(&sale()).0, PENDING);
    shop.register(&json!({ "held": null }));
    // A question waits for its turn behind the first receipt.
    let patient = shop.again(&json!({}));
    assert_eq!(patient.execute(&json!({ "type": "getFnStatus" })).0, OK);
    assert_eq!(shop.receipts().len(), 0);
    shop.register(&json!({ "held": "document" }));
    assert_eq!(shop.device.execute(&named("order-2")).0, PENDING);
    assert_eq!(shop.receipts().len(), 1);
    shop.register(&json!({ "held": null }));
    let (status, answer) = shop.device.recover("order-1");
    assert_eq!((status, &answer["error"]["outcome"]), (UNKNOWN, &json!("unknown")), "{answer}");
    assert_eq!(ended(&patient, "order-2").0, OK);
    let (status, answer) = ended(&patient, "order-1");
    assert_eq!(status, REFUSED, "{answer}");
    assert_eq!((patient.execute(&sale()).0, shop.receipts().len()), (OK, 2));
}

#[test]
fn an_older_server_that_gives_up_in_doubt_is_looked_into() {
    for (after, ends) in [(true, OK), (false, REFUSED)] {
        let shop = Shop::with(&json!({}), Options { never_blocks: true, ..Options::default() });
        shop.make(&json!({ "type": "openShift" }));
        let document = if after { "after" } else { "before" };
        shop.register(&json!({ "trouble": { "code": 241, "document": document, "times": 1 } }));
        let (status, answer) = shop.device.execute(&sale());
        assert_eq!(status, ends, "{answer}");
        assert_eq!(answer["warnings"]["recovered"] == true, after, "{answer}");
        assert_eq!(shop.device.execute(&sale()).0, OK);
        assert_eq!(shop.receipts().len(), 1, "{document}");
    }
}

#[test]
fn a_register_that_is_not_connected_is_no_known_key() {
    let shop = Shop::open();
    shop.register(&json!({ "active": false }));
    let (status, answer) = shop.device.execute(&sale());
    assert_eq!((status, &answer["error"]["outcome"]), (REFUSED, &json!("notSent")), "{answer}");
    shop.register(&json!({ "active": true }));
    assert_eq!(shop.device.execute(&sale()).0, OK);
    assert_eq!(shop.receipts().len(), 1);
}

#[test]
fn a_document_that_still_waits_when_the_call_ends_is_taken_back() {
    let shop = Shop::hurried();
    shop.faults(&json!([]));
    // The question for the last document passes, the receipt waits.
    shop.register(&json!({ "waitMs": 400 }));
    shop.device.execute(&json!({ "type": "getFnStatus" }));
    shop.register(&json!({ "held": "start", "waitMs": 0 }));
    let (status, answer) = shop.device.execute(&sale());
    assert!(matches!(status, NOT_MADE | REFUSED | PENDING) || answer["error"]["outcome"] == "notSent", "{answer}");
    shop.register(&json!({ "held": null }));
    let patient = shop.again(&json!({}));
    assert_eq!(patient.execute(&sale()).0, OK);
    assert_eq!(shop.receipts().len(), 1);
}

#[test]
fn a_receipt_that_was_accepted_and_whose_key_is_forgotten_is_looked_for_on_the_register() {
    let shop = Shop::hurried();
    shop.register(&json!({ "trouble": { "code": 241, "document": "after" } }));
    assert_eq!(shop.device.execute(&sale()).0, PENDING);
    shop.register(&json!({ "trouble": null }));
    // By a device with another journal, which records nothing of the sale.
    let other = shop.again(&json!({ "journal": shop.folder.path().join("other.db") }));
    await_that("the queue goes on", || other.execute(&json!({ "type": "getFnStatus" })).0 == OK);
    shop.service.set_clock_offset(31 * 24 * 3600);
    let later = shop.again(&json!({}));
    // Another program may have sold the same, so a person compares.
    for (status, answer) in [later.execute(&sale()), later.recover("order-1"), later.execute(&sale())] {
        let error = &answer["error"];
        assert_eq!((status, &error["outcome"]), (UNKNOWN, &json!("unknown")), "{answer}");
        let number = &error["candidates"][0]["fiscalParams"]["fiscalDocumentNumber"];
        assert_eq!(number, &json!(shop.receipts()[0].number), "{answer}");
    }
    assert_eq!(shop.receipts().len(), 1);
    // It holds up nobody else.
    for task in [json!({ "type": "closeShift" }), named("order-2")] {
        let (status, answer) = later.execute(&task);
        assert_eq!(status, OK, "{answer}");
    }
}

#[test]
fn a_receipt_that_was_accepted_by_a_server_that_lost_its_queue_is_known_as_not_made() {
    let shop = Shop::hurried();
    shop.register(&json!({ "trouble": { "code": 241 } }));
    assert_eq!(shop.device.execute(&sale()).0, PENDING);
    assert!(shop.service.restart(true), "the server starts again without its queue");
    // The register cannot be asked, so nothing follows from the key.
    assert_eq!(shop.device.recover("order-1").0, PENDING);
    shop.register(&json!({ "trouble": null }));
    let (status, answer) = ended(&shop.device, "order-1");
    assert_eq!((status, &answer["error"]["outcome"]), (NOT_MADE, &json!("rejected")), "{answer}");
    assert_eq!(shop.again(&json!({})).execute(&sale()).0, OK);
    assert_eq!(shop.receipts().len(), 1);
}

#[test]
fn a_server_that_was_away_between_two_looks_has_not_shown_that_a_receipt_is_absent() {
    let shop = Shop::hurried();
    shop.register(&json!({ "trouble": { "code": 241 } }));
    assert_eq!(shop.device.execute(&sale()).0, PENDING);
    assert!(shop.service.restart(true), "the server starts again without its queue");
    shop.register(&json!({ "trouble": null }));
    let patient = shop.again(&json!({}));
    assert_eq!(patient.recover("order-1").0, PENDING, "the first look");
    shop.faults(
        &json!([{ "path": "/requests/*", "method": "GET", "point": "received", "action": "reset", "times": 9 }]),
    );
    assert_eq!(patient.recover("order-1").0, PENDING, "nothing can be asked");
    shop.faults(&json!([]));
    std::thread::sleep(std::time::Duration::from_millis(400));
    assert_eq!(patient.recover("order-1").0, PENDING, "what it was doing meanwhile is not known");
    let (status, answer) = ended(&patient, "order-1");
    assert_eq!((status, &answer["error"]["outcome"]), (NOT_MADE, &json!("rejected")), "{answer}");
    assert!(shop.receipts().is_empty());
}

#[test]
fn a_key_that_the_server_has_forgotten_is_no_proof_that_the_register_has_nothing() {
    let shop = Shop::with(&json!({ "deadlineMs": 2000 }), Options::default());
    shop.make(&json!({ "type": "openShift" }));
    // The call ends before the answer comes, so nothing is known.
    shop.faults(&json!([{ "path": "/requests", "method": "POST", "skip": 1, "point": "processed", "action": "hang" }]));
    let (status, lost) = shop.device.execute(&sale());
    assert_eq!((status, &lost["error"]["outcome"]), (UNKNOWN, &json!("unknown")), "{lost}");
    await_that("the register has made it", || shop.receipts().len() == 1);
    shop.service.set_clock_offset(31 * 24 * 3600);
    let later = shop.again(&json!({}));
    let (status, answer) = later.execute(&sale());
    assert_eq!(status, UNKNOWN, "{answer}");
    let candidate = &answer["error"]["candidates"][0];
    assert_eq!(candidate["fiscalParams"]["fiscalDocumentNumber"], json!(shop.receipts()[0].number), "{answer}");
    assert_eq!(shop.receipts().len(), 1);
    // It holds up nobody else.
    for task in [json!({ "type": "closeShift" }), named("order-2")] {
        let (status, answer) = later.execute(&task);
        assert_eq!(status, OK, "{answer}");
    }
}

#[test]
fn the_first_dialect_sells_too() {
    let shop = Shop::with(&json!({ "dialect": "v1" }), Options { dialect: Dialect::V1, ..Options::default() });
    let sold = shop.make(&sale());
    assert_eq!(sold["fiscalParams"]["total"].to_string(), "291.10", "{sold}");
    assert_eq!(shop.make(&sale())["fiscalParams"], sold["fiscalParams"]);
    assert_eq!(shop.receipts().len(), 1);
}

#[test]
fn an_account_is_needed_where_the_server_has_accounts() {
    let accounts = vec![("kassir".to_owned(), "s3cret-word".to_owned())];
    let options = Options { accounts, ..Options::default() };
    let shop = Shop::with(&json!({ "user": "kassir", "password": "s3cret-word" }), options.clone());
    shop.make(&sale());
    let shop = Shop::with(&json!({ "user": "kassir", "password": "wr0ng-word" }), options);
    let (status, answer) = shop.device.execute(&sale());
    assert_eq!((status, &answer["error"]["outcome"]), (BAD_CONFIG, &json!("notSent")), "{answer}");
    assert!(!answer.to_string().contains("wr0ng-word"), "{answer}");
}

#[test]
fn two_registers_of_one_server_are_two_devices() {
    let shop = Shop::with(&json!({ "deviceID": "1" }), Options::default());
    shop.make(&sale());
    let second = shop.again(&json!({ "deviceID": "2" }));
    assert_eq!(second.execute(&sale()).0, OK);
    let drives: Vec<String> = shop.receipts().into_iter().map(|document| document.device).collect();
    assert_eq!(drives, ["1", "2"]);
    let error = Device::open(&json!({ "backend": "atolweb", "user": "a", "journal": shop.folder.path().join("b.db") }))
        .err()
        .unwrap();
    assert_eq!(error.0, BAD_CONFIG, "{error:?}");
}

#[test]
fn a_receipt_that_was_not_made_is_looked_for_on_the_register_before_it_is_made_again() {
    let shop = Shop::open();
    shop.make(&json!({ "type": "openShift" }));
    shop.faults(&json!([{ "path": "/requests", "body": SALE, "point": "received", "action": "reset" }]));
    assert_eq!(shop.device.execute(&sale()).0, NOT_MADE);
    // It comes late, to a server that has lost its keys since; or another program has sold the same.
    assert!(shop.service.make_document(&without(&sale(), "externalId")).is_some());
    for (status, answer) in [shop.device.execute(&sale()), shop.device.recover("order-1")] {
        assert_eq!((status, &answer["error"]["outcome"]), (UNKNOWN, &json!("unknown")), "{answer}");
        assert!(answer["error"]["candidates"][0]["fiscalParams"].is_object(), "{answer}");
    }
    assert_eq!(shop.receipts().len(), 1);
}

/// The real register drops them, and its simulator too where it is told to.
#[test]
fn what_the_registers_version_of_documents_lacks_is_refused_before_it_is_sent() {
    let product = json!({ "items[0].productCodes": { "ean13": "4607427512375" } });
    let agent = json!({ "agentInfo": { "agents": ["another"] }, "supplierInfo": { "phones": ["+79991234567"] } });
    for (ffd, given, path) in [(Ffd::V1_05, &product, "items[0].productCodes"), (Ffd::V1_2, &agent, "agentInfo.agents")]
    {
        let shop = Shop::with(&json!({}), Options { ffd, ignore_unknown: true, ..Options::default() });
        let (status, answer) = shop.device.execute(&changed(&sale(), given));
        let error = &answer["error"];
        assert_eq!(
            (status, &error["outcome"], &error["faults"][0]["path"]),
            (REFUSED, &json!("notSent"), &json!(path)),
            "{answer}"
        );
        assert!(shop.receipts().is_empty());
        shop.make(&sale());
    }
}

#[test]
fn a_shift_that_is_open_or_closed_already_leaves_nothing_to_do() {
    let shop = Shop::open();
    for (task, code) in [("openShift", 83), ("closeShift", 73)] {
        shop.make(&json!({ "type": task }));
        let (status, answer) = shop.device.execute(&json!({ "type": task }));
        let error = &answer["error"];
        assert_eq!((status, &error["device"]["code"]), (ALREADY_DONE, &json!(code)), "{answer}");
    }
    shop.make(&json!({ "type": "openShift" }));
    shop.service.set_clock_offset(25 * 3600);
    let (status, answer) = shop.device.execute(&json!({ "type": "openShift" }));
    assert_eq!(status, REFUSED, "{answer}");
}

#[test]
fn a_unit_stands_on_the_receipt_in_russian_before_ffd_12() {
    for (ffd, given, tag, printed) in [
        (Ffd::V1_05, json!("кг"), "1197", json!("кг")),
        (Ffd::V1_1, json!("kilogram"), "1197", json!("кг")),
        (Ffd::V1_05, json!(0), "1197", json!("шт.")),
        (Ffd::V1_1, json!("упаковка"), "1197", json!("упаковка")),
        (Ffd::V1_2, json!("кг"), "2108", json!(11)),
    ] {
        let shop = Shop::with(&json!({}), Options { ffd, ..Options::default() });
        shop.make(&changed(&sale(), &json!({ "items[0].measurementUnit": given })));
        let line = shop.receipts()[0].tags["1059"][0].clone();
        assert_eq!(line[tag], printed, "{ffd:?} {given}: {line}");
    }
}

/// In FFD 1.05 a correction has its sums and no lines; since FFD 1.1 it has lines.
#[test]
fn a_correction_has_the_form_of_the_registers_version_of_documents() {
    let by_sums = json!({
        "type": "sellCorrection", "externalId": "c-1", "taxationType": "osn", "operator": { "name": "Кассир Лунина" },
        "correctionType": "self", "correctionBaseDate": "2026.02.17", "correctionBaseNumber": "17",
        "payments": [{ "type": "cash", "sum": 100 }, { "type": "electronically", "sum": 20 }],
        "taxes": [{ "type": "vat20", "sum": 20 }],
    });
    let with_lines =
        changed(&by_sums, &json!({ "items": sale()["items"], "payments": sale()["payments"], "taxes": null }));
    for (ffd, made, refused, path) in
        [(Ffd::V1_05, &by_sums, &with_lines, "items[0]"), (Ffd::V1_2, &with_lines, &by_sums, "items")]
    {
        let shop = Shop::with(&json!({}), Options { ffd, ignore_unknown: true, ..Options::default() });
        let (status, answer) = shop.device.execute(refused);
        let error = &answer["error"];
        assert_eq!((status, &error["outcome"]), (REFUSED, &json!("notSent")), "{answer}");
        assert_eq!(error["faults"][0]["path"], path, "{answer}");
        shop.make(&changed(made, &json!({ "externalId": "c-2" })));
        assert_eq!(shop.made(DocumentKind::Correction).len(), 1);
    }
    let shop = Shop::with(&json!({}), Options { ffd: Ffd::V1_05, ..Options::default() });
    for (wrong, place) in [
        (json!({ "taxes": null }), "taxes: form"),
        (json!({ "payments": null }), "payments: form"),
        (json!({ "total": 100 }), "total: total"),
    ] {
        assert_eq!(shop.refused(&changed(&by_sums, &wrong)), [place]);
    }
    // The answer is lost; the correction is known by its sums.
    let correction = r#""type":"sellCorrection""#;
    shop.faults(&json!([{ "path": "/requests", "body": correction, "point": "processed", "action": "reset" }]));
    let made = shop.make(&changed(&by_sums, &json!({ "total": 120 })));
    assert_eq!(made["fiscalParams"]["total"].to_string(), "120.00", "{made}");
    let tags = &shop.made(DocumentKind::Correction)[0].tags;
    assert_eq!((&tags["1031"], &tags["1081"], &tags["1102"]), (&json!(100), &json!(20), &json!(20)), "{tags}");
}

#[test]
fn the_settings_fill_in_what_a_receipt_leaves_out() {
    let shop = Shop::open();
    let bare = without(&without(&sale(), "taxationType"), "items[0].tax");
    let (status, answer) = shop.device.execute(&bare);
    let advice = &answer["error"]["advice"];
    assert_eq!((status, &answer["error"]["backend"]["code"]), (REFUSED, &json!(143)), "{answer}");
    for language in ["ru", "en"] {
        assert!(advice[language].as_str().unwrap().contains("defaultTaxation"), "{advice}");
    }
    let defaults = shop.again(&json!({ "defaultTaxation": "osn", "defaultVat": "vat10" }));
    let (status, answer) = defaults.execute(&changed(&bare, &json!({ "externalId": "order-2" })));
    assert_eq!(status, OK, "{answer}");
    let made = shop.receipts().pop().unwrap();
    assert_eq!(
        (&made.task["taxationType"], &made.task["items"][0]["tax"]),
        (&json!("osn"), &json!({ "type": "vat10" }))
    );
    assert_eq!((&made.tags["1055"], &made.tags["1059"][0]["1199"]), (&json!(1), &json!(2)), "{}", made.tags);
}

#[test]
fn one_register_under_two_names_makes_a_document_once() {
    let shop = Shop::open();
    let first = shop.make(&sale());
    // The default register of the server, by its id: another device of the journal, and other keys.
    let named = shop.again(&json!({ "deviceID": "1" }));
    let (status, again) = named.execute(&sale());
    assert_eq!((status, &again["fiscalParams"]), (OK, &first["fiscalParams"]), "{again}");
    let (status, found) = named.recover("order-1");
    assert_eq!((status, &found["fiscalParams"]), (OK, &first["fiscalParams"]), "{found}");
    let (status, other) = named.execute(&changed(&sale(), &json!({ "payments": [{ "type": "cash", "sum": 301 }] })));
    assert_eq!((status, &other["error"]["name"]), (REUSED, &json!("idReused")), "{other}");
    let (status, unknown) = named.recover("order-2");
    assert_eq!((status, &unknown["error"]["name"]), (NOT_FOUND, &json!("notFound")), "{unknown}");
    assert_eq!(shop.receipts().len(), 1);
}

#[test]
fn every_task_of_the_page_runs() {
    let shop = Shop::open();
    let mut run = 0;
    for task in json_of("atolweb") {
        let (status, answer) = shop.device.execute(&task);
        // The simulated register has no settings, licences or processor: it refuses these.
        let is_there = !["getDeviceParameters", "setDeviceParameters", "getLicenses", "getMcu"]
            .contains(&task["type"].as_str().unwrap());
        assert_eq!(status, if is_there { OK } else { REFUSED }, "{task}: {answer}");
        run += usize::from(is_there);
    }
    assert_eq!(run, 23);
    assert_eq!(shop.receipts().len(), 1);
}
