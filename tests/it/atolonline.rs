//! ATOL Online through the C interface, against its simulator: receipts, corrections, marking, lost answers, tokens.

use crate::documents::{BAD_DOCUMENT, OK, REFUSED, UNSUPPORTED, changed, said};
use crate::support::abi::Device;
use crate::support::await_that;
use crate::support::pages::json_of;
use kassa_simulator::atolonline::{
    BASE, Document, GROUP, INN, KnownId, LOGIN, Operation, Options, PASSWORD, Shapes, Simulator,
};
use kassa_simulator::{Fault, Setup};
use serde_json::{Value, json};

const UNKNOWN: i32 = 9;
const NOT_FOUND: i32 = 14;
const PENDING: i32 = 16;

/// A web shop: the service, a journal, and the driver's device.
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
        let service = Simulator::start(Options { report_pause_ms: 0, ..options }).unwrap();
        let folder = tempfile::tempdir().unwrap();
        let device = opened(&service, &folder, settings);
        Self { device, service, folder }
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

    /// The receipts and corrections that exist.
    fn made(&self) -> Vec<Document> {
        let mut all = self.service.ledger();
        all.retain(|document| document.uuid.is_some());
        all
    }
}

fn opened(service: &Simulator, folder: &tempfile::TempDir, settings: &Value) -> Device {
    let usual = json!({
        "backend": "atolonline", "url": format!("{}{BASE}", service.url()), "login": LOGIN, "password": PASSWORD,
        "groupCode": GROUP, "journal": folder.path().join("kassa.db"), "settleMs": 300, "resend": 0, "deadlineMs": 20_000,
        "company": { "email": "shop@example.com", "inn": INN, "paymentAddress": "https://shop.example.com" },
        // The simulated company's ИНН is invented.
        "testMode": true,
    });
    Device::open(&changed(&usual, settings)).unwrap_or_else(|error| panic!("{error:?}"))
}

fn sale() -> Value {
    json!({
        "type": "sell", "externalId": "order-1", "taxationType": "osn", "operator": { "name": "Кассир Лунина" },
        "clientInfo": { "emailOrPhone": "buyer@example.com" },
        "items": [{ "type": "position", "name": "Сыр", "price": 820.00, "quantity": 0.355, "amount": 291.10,
            "measurementUnit": "kilogram", "tax": { "type": "vat22" }, "paymentMethod": "fullPayment",
            "paymentObject": "commodity" }],
        "payments": [{ "type": "electronically", "sum": 291.10 }],
    })
}

fn named(id: &str) -> Value {
    changed(&sale(), &json!({ "externalId": id }))
}

#[test]
fn every_kind_of_receipt_and_correction_is_registered() {
    let shop = Shop::open();
    let sold = shop.make(&sale());
    let fiscal = &sold["fiscalParams"];
    assert_eq!((fiscal["total"].to_string().as_str(), &sold["warnings"]), ("291.10", &json!({})), "{sold}");
    assert!(fiscal["fiscalDocumentSign"].is_string() && fiscal["fiscalDocumentDateTime"].is_string(), "{sold}");
    for kind in ["sellReturn", "buy", "buyReturn"] {
        shop.make(&changed(&named(kind), &json!({ "type": kind })));
    }
    for kind in ["sellCorrection", "sellReturnCorrection", "buyCorrection", "buyReturnCorrection"] {
        let basis = json!({ "type": kind, "correctionType": "self", "correctionBaseDate": "2026.02.17" });
        shop.make(&changed(&named(kind), &basis));
    }
    let kinds: Vec<Operation> = shop.made().iter().map(|document| document.operation).collect();
    assert_eq!(kinds.len(), 8);
    assert!(kinds.iter().enumerate().all(|(at, kind)| !kinds[..at].contains(kind)), "{kinds:?}");
}

#[test]
fn a_task_that_the_service_does_by_itself_is_refused_by_name() {
    let shop = Shop::open();
    for task in ["openShift", "closeShift", "reportX", "getShiftStatus"] {
        assert_eq!(shop.device.execute(&json!({ "type": task })).0, UNSUPPORTED, "{task}");
    }
    let (status, answer) = shop.device.execute(&json!({ "type": "cashIn", "cashSum": 10 }));
    assert_eq!(status, UNSUPPORTED, "{answer}");
}

#[test]
fn a_callback_is_a_hint_and_the_service_is_asked() {
    let shop = Shop::with(
        &json!({}),
        Options { setup: Setup { processing_delay_ms: 600, ..Setup::default() }, ..Options::default() },
    );
    assert_eq!(shop.device.execute(&changed(&sale(), &json!({ "wait": false }))).0, PENDING);
    let called = |body: &Value| shop.device.answering_two("kassa_parse_callback", "{}", &body.to_string());
    let journal = rusqlite::Connection::open(shop.folder.path().join("kassa.db")).unwrap();
    let uuid: String = journal.query_row("SELECT ticket FROM document", [], |row| row.get(0)).unwrap();
    let done = json!({ "uuid": uuid, "status": "done", "error": null, "payload": { "total": 291.10 } });
    assert_eq!(called(&json!([])).0, BAD_DOCUMENT);
    assert_eq!(called(&changed(&done, &json!({ "uuid": "another" }))).0, NOT_FOUND);
    // It is not made yet, whatever the callback says.
    let (status, early) = called(&done);
    assert_eq!((status, shop.made().len()), (PENDING, 0), "{early}");
    await_that("the document is made", || shop.made().len() == 1);
    let failed = json!({ "uuid": uuid, "status": "fail", "error": { "code": 32, "type": "system", "text": "no" } });
    let (status, told) = called(&failed);
    assert_eq!((status, &told["externalId"]), (OK, &json!("order-1")), "{told}");
    assert_eq!(shop.make(&sale())["fiscalParams"]["total"].to_string(), "291.10");
}

#[test]
fn the_same_document_again_gives_the_recorded_answer() {
    let shop = Shop::open();
    let first = shop.make(&sale());
    assert_eq!(shop.make(&sale())["fiscalParams"], first["fiscalParams"]);
    assert_eq!(shop.made().len(), 1);
}

#[test]
fn a_lost_answer_is_resolved_by_putting_the_document_in_again() {
    for (point, action) in [("received", "reset"), ("processed", "reset"), ("received", "hang"), ("processed", "hang")]
    {
        for known in [KnownId::Refused, KnownId::Accepted] {
            let shapes = Shapes { known_id: known, ..Shapes::default() };
            let shop = Shop::with(&json!({ "timeoutMs": 700 }), Options { shapes, ..Options::default() });
            shop.faults(&json!([{ "path": "/*/sell", "point": point, "action": action }]));
            let (status, answer) = shop.device.execute(&sale());
            assert_eq!(status, OK, "{point} {action}: {answer}");
            assert_eq!(shop.made().len(), 1, "{point} {action}");
        }
    }
}

/// The call ends before the service answers again. Another program with the same journal finishes it.
#[test]
fn the_repetition_after_a_crash_finds_the_document() {
    for point in ["received", "processed"] {
        let shop = Shop::with(&json!({ "deadlineMs": 1500, "timeoutMs": 300 }), Options::default());
        shop.faults(&json!([{ "path": "/*/sell", "point": point, "action": "reset", "times": 0 }]));
        let (status, answer) = shop.device.execute(&sale());
        assert_eq!((status, &answer["error"]["outcome"]), (UNKNOWN, &json!("unknown")), "{answer}");
        let made = shop.made().len();
        shop.faults(&json!([]));
        let another = shop.again(&json!({}));
        // Other documents do not wait for it: the service keeps them apart.
        assert_eq!(another.execute(&named("order-2")).0, OK);
        let (status, answer) = another.recover("order-1");
        assert_eq!(
            (status, &answer["error"]["outcome"]),
            (UNKNOWN, &json!("unknown")),
            "no content to put in: {answer}"
        );
        let (status, answer) = another.execute(&sale());
        assert_eq!(status, OK, "{answer}");
        assert_eq!(shop.made().len(), 2, "{point}: {made} were made at once");
    }
}

#[test]
fn a_known_key_without_an_id_is_never_sold_under_another_one() {
    let shapes = Shapes { known_id: KnownId::RefusedWithoutUuid, ..Shapes::default() };
    let shop = Shop::with(&json!({ "deadlineMs": 2000 }), Options { shapes, ..Options::default() });
    shop.faults(&json!([{ "path": "/*/sell", "point": "processed", "action": "reset" }]));
    for _ in 0..2 {
        let (status, answer) = shop.device.execute(&sale());
        assert_eq!((status, &answer["error"]["outcome"]), (UNKNOWN, &json!("unknown")), "{answer}");
    }
    assert_eq!(shop.made().len(), 1);
}

/// The service refuses to report: it is asked too often, the token has ended, the group is another one.
#[test]
fn a_refusal_to_report_is_no_failure_of_the_document() {
    for code in [1, 11, 20, 32, 50] {
        let shop = Shop::with(&json!({ "deadlineMs": 1500 }), Options::default());
        shop.faults(
            &json!([{ "path": "/*/report/*", "point": "received", "action": "error", "code": code, "times": 0 }]),
        );
        let (status, answer) = shop.device.execute(&sale());
        assert_eq!((status, &answer["error"]["outcome"]), (PENDING, &json!("unknown")), "{code}: {answer}");
        shop.faults(&json!([]));
        assert_eq!(shop.again(&json!({})).execute(&sale()).0, OK, "{code}");
        assert_eq!(shop.made().len(), 1, "{code}");
    }
}

/// What answers may be the service or a proxy before it, after it has passed the receipt on.
#[test]
fn a_refusal_of_what_the_service_has_taken_is_not_believed() {
    for code in [31, 32, 40, 41] {
        let shop = Shop::open();
        shop.faults(&json!([{ "path": "/*/sell", "point": "processed", "action": "error", "code": code }]));
        let (status, answer) = shop.device.execute(&sale());
        assert_eq!((status, shop.made().len()), (OK, 1), "{code}: {answer}");
    }
}

#[test]
fn a_failure_of_the_register_says_what_became_of_the_document() {
    for (kind, code, made, status, outcome) in [
        ("driver", 68, false, REFUSED, "rejected"),
        ("timeout", 1, false, REFUSED, "rejected"),
        ("agent", 2003, false, REFUSED, "rejected"),
        ("driver", 2, true, UNKNOWN, "unknown"),
        ("driver", 241, false, UNKNOWN, "unknown"),
        ("driver", 115, true, UNKNOWN, "unknown"),
        ("unknown", 1, true, UNKNOWN, "unknown"),
    ] {
        let shop = Shop::open();
        let fail = json!({ "type": kind, "code": code, "text": "сбой", "made": made, "times": 1 });
        assert!(shop.service.set_register(&json!({ "fail": fail })));
        let (got, answer) = shop.device.execute(&sale());
        assert_eq!((got, &answer["error"]["outcome"]), (status, &json!(outcome)), "{kind} {code}: {answer}");
        // The repetition of what was refused is a new document under a new key; of what is unknown it is none.
        let (again, answer) = shop.device.execute(&sale());
        if outcome == "rejected" {
            assert_eq!(again, OK, "{answer}");
        } else {
            assert_ne!(again, OK, "{answer}");
        }
        assert_eq!(shop.made().len(), usize::from(made || outcome == "rejected"), "{kind} {code}");
    }
}

#[test]
fn an_administrator_may_know_that_a_lost_link_means_no_document() {
    let shop = Shop::with(&json!({ "linkMeans": "notMade" }), Options::default());
    assert!(shop.service.set_register(
        &json!({ "fail": { "type": "driver", "code": 2, "text": "нет связи", "made": false, "times": 1 } })
    ));
    assert_eq!(shop.device.execute(&sale()).0, REFUSED);
    assert_eq!(shop.device.execute(&sale()).0, OK);
}

#[test]
fn a_document_that_waits_is_pending_and_recovered_later() {
    let shop = Shop::with(&json!({ "deadlineMs": 1000 }), Options { not_ready_reports: 2, ..Options::default() });
    assert!(shop.service.set_register(&json!({ "held": true })));
    let (status, answer) = shop.device.execute(&sale());
    assert_eq!((status, &answer["error"]["outcome"]), (PENDING, &json!("unknown")), "{answer}");
    assert!(shop.service.set_register(&json!({ "held": false })));
    let mut recovered = shop.device.recover("order-1");
    while recovered.0 == PENDING {
        recovered = shop.device.recover("order-1");
    }
    assert_eq!(recovered.0, OK, "{}", recovered.1);
    assert_eq!(shop.made().len(), 1);
}

#[test]
fn a_token_that_has_ended_is_renewed_within_the_call() {
    let shop = Shop::open();
    shop.make(&sale());
    assert!(shop.service.expire_tokens());
    shop.make(&named("order-2"));
    let tokens = shop.service.requests().into_iter().filter(|request| request["path"] == format!("{BASE}/getToken"));
    assert_eq!(tokens.count(), 2);
    assert!(shop.service.block_user(LOGIN, true));
    assert!(shop.service.expire_tokens());
    let (status, answer) = shop.device.execute(&named("order-3"));
    assert_eq!((status, &answer["error"]["outcome"]), (REFUSED, &json!("rejected")), "{answer}");
    assert!(!answer.to_string().contains(PASSWORD), "{answer}");
    assert_eq!(shop.made().len(), 2);
}

#[test]
fn what_the_service_refuses_is_found_in_the_callers_document() {
    let shop = Shop::with(&json!({ "company.inn": "7700123459" }), Options::default());
    let (status, answer) = shop.device.execute(&sale());
    assert_eq!((status, &answer["error"]["outcome"]), (REFUSED, &json!("rejected")), "{answer}");
    let old = Options { edition: kassa_simulator::atolonline::Edition::Of2024, ..Options::default() };
    let shop = Shop::with(&json!({}), old);
    let (status, answer) = shop.device.execute(&sale());
    assert_eq!(status, REFUSED, "{answer}");
    assert_eq!(said(&answer["error"]["faults"]), ["items[0].tax.type: carried"], "{answer}");
    assert_eq!(shop.made().len(), 0);
}

#[test]
fn a_marked_thing_is_sold_with_the_result_of_its_check() {
    let shop = Shop::open();
    let code = "0104607427512375215Qgj=T\u{1d}91EE06\u{1d}92YWJj";
    let encoded = "MDEwNDYwNzQyNzUxMjM3NTIxNVFnaj1UHTkxRUUwNh05MllXSmo=";
    assert!(shop.service.set_mark(code, 15) || shop.service.set_mark(encoded, 15));
    let marked = changed(
        &sale(),
        &json!({
            "items[0].quantity": 1, "items[0].price": 291.10, "items[0].measurementUnit": "piece",
            "items[0].paymentObject": "commodityWithMarking",
            "items[0].imcParams": { "imc": encoded, "itemEstimatedStatus": "itemPieceSold" },
        }),
    );
    let answer = shop.make(&marked);
    assert_eq!(answer["marksResult"][0]["result"].to_string(), "15", "{answer}");
    let sent = &shop.made()[0].request["receipt"]["items"][0];
    assert_eq!((&sent["mark_code"]["gs1m"], &sent["planned_status"]), (&json!(encoded), &json!(1)), "{sent}");
}

#[test]
fn a_receipt_needs_the_buyers_contact() {
    let shop = Shop::open();
    let (status, answer) = shop.device.validate(&changed(&sale(), &json!({ "clientInfo": null })));
    assert_eq!(status, BAD_DOCUMENT, "{answer}");
    assert_eq!(said(&answer["error"]["faults"]), ["clientInfo: form"]);
}

#[test]
fn every_task_of_the_page_runs() {
    let shop = Shop::open();
    for task in json_of("atolonline") {
        shop.make(&task);
    }
    assert_eq!(shop.made().len(), 1);
}
