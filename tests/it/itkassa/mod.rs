//! Айти Касса through the C interface, against its simulator: a day, the queue, lost answers, callbacks.

mod queue;
mod secrets;

use crate::documents::{ALREADY_DONE, BAD_CONFIG, BAD_DOCUMENT, OK, REFUSED, changed, said, without};
use crate::support::abi::{Device, function, taken};
use crate::support::await_that as until;
use crate::support::pages::json_of;
use kassa_simulator::itkassa::{
    BASE, Document, OTHER_REGISTER, Options, REGISTER, ResultShape, Shapes, Simulator, TEST_REGISTER, UnknownKey,
};
use kassa_simulator::{Fault, Setup, Tls};
use serde_json::{Value, json};
use std::ffi::{CString, c_char, c_void};
use std::io::{Read, Write};
use std::sync::Mutex;
use std::thread;

const NO_LINK: i32 = 6;
const NOT_MADE: i32 = 8;
const UNKNOWN: i32 = 9;
const BUSY: i32 = 11;
const ID_REUSED: i32 = 13;
const NOT_FOUND: i32 = 14;
const PENDING: i32 = 16;

/// The key of the callbacks, as the service's form takes it.
const SHARED: &str = "*shared*key*of*the*shop*1";

/// A shop: the service, a journal, and the driver's device for one of the shop's registers.
struct Shop {
    device: Device,
    service: Simulator,
    folder: tempfile::TempDir,
}

impl Shop {
    pub fn open() -> Self {
        Self::with(&json!({}), Options::default())
    }

    pub fn with(settings: &Value, options: Options) -> Self {
        let service = Simulator::start(options).unwrap();
        let folder = tempfile::tempdir().unwrap();
        let device = opened(&service, &folder, settings);
        Self { device, service, folder }
    }

    /// Another handle on the same journal.
    pub fn again(&self, settings: &Value) -> Device {
        opened(&self.service, &self.folder, settings)
    }

    pub fn make(&self, task: &Value) -> Value {
        let (status, answer) = self.device.execute(task);
        assert_eq!(status, OK, "{task}: {answer}");
        answer
    }

    pub fn faults(&self, faults: &Value) {
        self.service.set_faults(Fault::list(&faults.to_string()).unwrap());
    }

    /// The documents that were requested through the API.
    pub fn made(&self) -> Vec<Document> {
        let mut all = self.service.ledger();
        all.retain(|document| document.task.is_some());
        all
    }

    /// The command of the last document that was made.
    fn written(&self, task: &Value) -> Value {
        self.make(task);
        self.made().last().unwrap().request[0].clone()
    }

    fn refused(&self, task: &Value) -> Vec<String> {
        let (status, answer) = self.device.validate(task);
        assert_eq!(status, BAD_DOCUMENT, "{task}: {answer}");
        said(&answer["error"]["faults"])
    }

    pub fn hold(&self, held: bool) {
        assert!(self.service.set_register(&json!({ "held": held })));
    }
}

fn config(service: &Simulator, folder: &tempfile::TempDir) -> Value {
    json!({
        "backend": "itkassa", "url": format!("{}{BASE}", service.url()), "apiKey": Options::default().api_key,
        "creItemId": REGISTER, "journal": folder.path().join("kassa.db"), "settleMs": 300, "resend": 0, "deadlineMs": 10_000,
        "callbackKey": SHARED,
    })
}

fn opened(service: &Simulator, folder: &tempfile::TempDir, settings: &Value) -> Device {
    Device::open(&changed(&config(service, folder), settings)).unwrap_or_else(|error| panic!("{error:?}"))
}

fn sale() -> Value {
    json!({
        "type": "sell", "externalId": "order-1", "taxationType": "osn", "operator": { "name": "Лунина" },
        "items": [{ "type": "position", "name": "Хлеб ржаной", "price": 45.90, "quantity": 3, "amount": 137.70,
            "tax": { "type": "vat10" }, "paymentMethod": "fullPayment", "paymentObject": "commodity" }],
        "payments": [{ "type": "cash", "sum": 150 }],
    })
}

fn named(id: &str) -> Value {
    changed(&sale(), &json!({ "externalId": id }))
}

#[test]
fn a_day_goes_through_the_queue() {
    let shop = Shop::with(&json!({}), Options { cash_roubles: 10_000, ..Options::default() });
    let cashier = json!({ "name": "Лунина Вера", "vatin": "123456789047" });
    let opened = shop.make(&json!({ "type": "openShift", "operator": cashier, "externalId": "o" }));
    assert_eq!(opened["fiscalParams"]["shiftNumber"], 1, "{opened}");
    let sold = shop.make(&sale());
    assert_eq!(sold["fiscalParams"]["total"].to_string(), "137.70", "{sold}");
    assert_eq!(sold["change"].to_string(), "12.30", "{sold}");
    assert_eq!(sold["warnings"], json!({}), "{sold}");
    for kind in ["sellReturn", "buy", "buyReturn"] {
        shop.make(&changed(&sale(), &json!({ "type": kind, "externalId": kind })));
    }
    shop.make(&json!({ "type": "cashIn", "cashSum": 500.52, "operator": cashier }));
    shop.make(&json!({ "type": "cashOut", "cashSum": 100 }));
    shop.make(&json!({ "type": "reportX", "operator": cashier }));
    shop.make(&json!({ "type": "nonFiscal", "items": [{ "type": "text", "text": "Привет" }] }));
    shop.make(&json!({
        "type": "sellCorrection", "taxationType": "usnIncomeOutcome", "correctionType": "self",
        "correctionBaseDate": "2026.11.22", "correctionBaseNumber": "17", "correctionBaseName": "Не пробит чек",
        "taxes": [{ "type": "vat20", "sum": 20 }, { "type": "none", "sum": 100.50 }],
    }));
    let closed = shop.make(&json!({ "type": "closeShift", "operator": cashier }));
    assert_eq!(closed["fiscalParams"]["shiftNumber"], 1, "{closed}");
    let kinds: Vec<_> = shop.made().iter().map(|document| serde_json::to_value(document.kind).unwrap()).collect();
    let expected = json!([
        "openSession",
        "sale",
        "returnSale",
        "buy",
        "returnBuy",
        "cashIn",
        "cashOut",
        "xReport",
        "slip",
        "correction",
        "closeSession"
    ]);
    assert_eq!(json!(kinds), expected);
}

#[test]
fn every_field_reaches_its_place() {
    let shop = Shop::open();
    let task = changed(
        &sale(),
        &json!({
            "operator": { "name": "Лунина Вера", "vatin": "123456789047" },
            "clientInfo": { "name": "ООО Рога и копыта", "vatin": "7800987653", "emailOrPhone": "cl@mail.ru" },
            "electronically": true, "paymentsPlace": "shop.example",
            "agentInfo": {
                "agents": ["payingAgent", "another"],
                "payingAgent": { "operation": "перевод", "phones": ["+79161112233"] },
                "receivePaymentsOperator": { "phones": ["+79161112244"] },
                "moneyTransferOperator": {
                    "phones": ["+79161112255"], "name": "Оператор", "address": "Москва", "vatin": "771234567859",
                },
            },
            "items[0].agentInfo": { "agents": ["commissionAgent"] },
            "items[0].supplierInfo": { "vatin": "7800987653", "name": "Поставщик", "phones": ["+79161112266"] },
            "items[0].exciseSum": 1.05, "items[0].countryCode": "643", "items[0].customsDeclaration": "10702020/060520/0013422",
            "items[0].markingCode": { "scanned": "0104607427512375215Qgj=T\u{1d}91EE06\u{1d}92abc" },
            "items[0].additionalAttribute": "признак", "items[0].measurementUnit": "шт",
            "items[0].nomenclatureCode": "FSAEN", "items[0].price": 137.70, "items[0].quantity": 1,
            "items[0].tags": [{ "id": 1085, "type": "string", "value": "имя" }, { "id": 1214, "type": "byte", "value": 4 }],
            "payments": [
                { "type": "cash", "sum": 50 }, { "type": "electronically", "sum": 40 }, { "type": "prepaid", "sum": 30 },
                { "type": "credit", "sum": 10 }, { "type": "other", "sum": 7.70 },
            ],
        }),
    );
    let task = changed(&task, &json!({ "items[0].nomenclatureCode": null }));
    let written = shop.written(&task);
    let expected = json!({
        "type": "sale", "isPrintable": false, "tagCashierName": "Лунина Вера", "tagCashierINN": "123456789047",
        "sno": "sno_osn", "tagClientTitle": "ООО Рога и копыта", "tagClientContact": "cl@mail.ru",
        "tagClientINN": "7800987653", "tagSaleLocation": "shop.example", "tagAgentType": 68,
        "tagTransferServiceOperatorContact": "+79161112255", "tagAgentOperator": "перевод",
        "tagAgentContact": "+79161112233", "tagPayeeServiceOperatorContact": "+79161112244",
        "tagTransferServiceOperatorTitle": "Оператор", "tagTransferServiceOperatorAddress": "Москва",
        "tagTransferServiceOperatorINN": "771234567859",
        "lines": [{
            "title": "Хлеб ржаной", "price": "137.70", "quantity": "1", "total": "137.70", "tax": "vat_10", "ppr": "goods",
            "psr": "full_settle", "tagAgentType": 32, "tagServiceProviderINN": "7800987653",
            "tagServiceProviderContact": "+79161112266", "tagServiceProviderTitle": "Поставщик", "tagExcise": "1.05",
            "tagCountry": "643", "tagGtdNumber": "10702020/060520/0013422",
            "tagTrueSign": "0104607427512375215Qgj=T\u{1d}91EE06\u{1d}92abc",
            "tags": [
                { "id": 1085, "type": "string", "value": "имя" }, { "id": 1214, "type": "byte", "value": "4" },
                { "id": 1197, "type": "string", "value": "шт" }, { "id": 1191, "type": "string", "value": "признак" },
            ],
        }],
        "amountCash": "50.00", "amountElectronic": "40.00", "amountPrepaid": "30.00", "amountCredit": "10.00",
        "amountIncoming": "7.70",
    });
    assert_eq!(written, expected);
    let coded = changed(&named("coded"), &json!({ "items[0].nomenclatureCode": "FSAEMg==" }));
    let tags = shop.written(&coded)["lines"][0]["tags"].clone();
    assert_eq!(tags, json!([{ "id": 1162, "type": "array", "value": "15 20 04 32" }]));
    // The vocabulary's own form of a marking code is base64.
    let one = json!({
        "items[0].markingCode": { "mark": "MDEwNB05MQ==" }, "items[0].price": 137.70, "items[0].quantity": 1,
    });
    let marked = changed(&named("marked"), &one);
    assert_eq!(shop.written(&marked)["lines"][0]["tagTrueSign"], "0104\u{1d}91");
}

#[test]
fn a_unit_stands_in_its_tag_in_russian() {
    let shop = Shop::open();
    for (number, (unit, printed)) in [
        (json!("kilogram"), "кг"),
        (json!(11), "кг"),
        (json!("piece"), "шт."),
        (json!(0), "шт."),
        (json!("шт"), "шт"),
        (json!("kg"), "кг"),
        (json!("упаковка"), "упаковка"),
    ]
    .into_iter()
    .enumerate()
    {
        let task = changed(&named(&format!("unit-{number}")), &json!({ "items[0].measurementUnit": unit }));
        let tags = shop.written(&task)["lines"][0]["tags"].clone();
        assert_eq!(tags, json!([{ "id": 1197, "type": "string", "value": printed }]), "{unit}");
    }
}

#[test]
fn a_document_larger_than_the_fiscal_drive_takes_is_refused_by_driver_and_service_at_the_same_size() {
    let shop = Shop::open();
    let whole = |last: usize| {
        let mut task = named("large");
        let line = json!({
            "type": "position", "name": "Т".repeat(122), "price": 10, "quantity": 1.5, "amount": 15,
            "tax": { "type": "vat20" }, "paymentMethod": "fullPayment", "paymentObject": "commodity",
        });
        task["items"] = vec![line; 194].into();
        task["items"][193]["name"] = "Т".repeat(last).into();
        task["payments"][0]["sum"] = (15 * 194).into();
        task
    };
    let longest =
        (1..=250).rev().find(|last| shop.device.validate(&whole(*last)).0 == OK).expect("a receipt that fits");
    assert!(longest < 250, "the limit is within the last line");
    assert_eq!(shop.refused(&whole(longest + 1)), ["items: form"]);
    let sent = shop.written(&whole(longest));

    // The service computes the same by itself.
    let mut body = json!({ "idempKey": "own-key-2", "commands": [sent] });
    body["commands"][0]["lines"][193]["title"] = "Т".repeat(longest + 1).into();
    let (status, answer) = shop.device.call("print-documents", Some(&body.to_string()));
    assert_ne!(status, OK, "{answer}");
    assert!(answer.to_string().contains("32769"), "{answer}");
}

#[test]
fn every_command_has_the_spelling_of_its_own_example() {
    let shop = Shop::open();
    let cashier = json!({ "name": "Лунина", "vatin": "123456789047" });
    let correction = json!({
        "type": "buyCorrection", "correctionType": "instruction", "correctionBaseDate": "2026.11.22",
        "correctionBaseNumber": "17", "correctionBaseName": "Opisanie", "taxationType": "osn", "operator": cashier,
        "taxes": [{ "type": "vat0", "sum": 1 }, { "type": "vat10", "sum": 2 }, { "type": "vat110", "sum": 3 },
            { "type": "vat120", "sum": 4 }],
    });
    assert_eq!(
        shop.written(&correction),
        json!({
            "type": "correction", "isPrintable": true, "tagCashierName": "Лунина", "tagCashierINN": "123456789047",
            "docNumber": "17", "docDescription": "Opisanie", "docDate": "2026-11-22", "correctionType": "byDocument", "paymentSign": "outcoming",
            "amountVat0": "1.00", "amountVat10": "2.00", "amountVat110": "3.00", "amountVat120": "4.00", "sno": "sno_osn",
        })
    );
    for (task, spelling) in [
        (json!({ "type": "cashIn", "cashSum": 500.52, "operator": cashier }), "tagCashierInn"),
        (json!({ "type": "reportX", "operator": cashier }), "tagCashierInn"),
        (json!({ "type": "closeShift", "operator": cashier }), "tagCashierInn"),
        (json!({ "type": "openShift", "operator": cashier, "electronically": true }), "tagCashierINN"),
    ] {
        let written = shop.written(&task);
        assert_eq!(written[spelling], "123456789047", "{written}");
        assert_eq!(written["isPrintable"], task.get("electronically").is_none(), "{written}");
    }
    shop.make(&json!({ "type": "nonFiscal", "printFooter": false, "items": [
        { "type": "text", "text": "Заголовок", "bold": true }, { "type": "text", "text": "" }, { "type": "text" },
        { "type": "text", "text": "Строка 2\nСтрока 3" }, { "type": "barcode", "barcode": "билет", "barcodeType": "QR", "scale": 6 },
    ]}));
    assert_eq!(
        shop.made().last().unwrap().request,
        json!([
            { "type": "startSlip" }, { "type": "print", "text": "Заголовок", "font": "bold" }, { "type": "feed", "count": 2 },
            { "type": "print", "text": "Строка 2\nСтрока 3" }, { "type": "printQR", "text": "билет", "size": "6" },
            { "type": "endSlip", "disablePrintFooter": true },
        ])
    );
}

#[test]
fn what_it_does_not_support_is_refused_by_its_place() {
    let shop = Shop::open();
    for (changes, faults) in [
        (json!({ "electronically": true }), vec!["clientInfo.emailOrPhone: form"]),
        (json!({ "items[0].tax.type": "vat22" }), vec!["items[0].tax.type: carried"]),
        (json!({ "items[0].name": "Торт 🎂" }), vec!["items[0].name: encoding"]),
        (json!({ "items[0].quantity": 3.0001 }), vec!["items[0].quantity: fraction"]),
        (json!({ "items[0].paymentObject": "deposit" }), vec!["items[0].paymentObject: carried"]),
        (json!({ "machineNumber": "1" }), vec!["machineNumber: carried"]),
        (json!({ "taxes": [{ "type": "vat10", "sum": 12.52 }] }), vec!["taxes: carried"]),
        (json!({ "items[0].markingCode": { "mark": "не base64" } }), vec!["items[0].markingCode.mark: form"]),
        (
            json!({ "items[0].markingCode": {} , "items[0].tags": [{ "id": 1, "type": "byte", "value": "256" }] }),
            vec!["items[0].tags[0].value: form"],
        ),
    ] {
        assert_eq!(shop.refused(&changed(&sale(), &changes)), faults, "{changes}");
    }
    let correction = json!({
        "type": "sellCorrection", "correctionType": "self", "correctionBaseDate": "2026.11.22", "taxationType": "osn",
        "correctionBaseNumber": "1", "correctionBaseName": "Opisanie",
        "taxes": [{ "type": "vat20", "sum": 20 }],
    });
    for (changes, faults) in [
        (json!({ "payments": [{ "type": "cash", "sum": 20 }] }), vec!["payments: carried"]),
        // One fault: that it has no sums by rate, and that it has payments, follows from its lines.
        (
            json!({ "items": sale()["items"], "payments": sale()["payments"], "total": 251, "taxes": null }),
            vec!["items: form"],
        ),
        (json!({ "items": [{ "type": "additionalAttribute", "value": "17" }] }), vec!["items: carried"]),
        (json!({ "total": 20 }), vec!["total: carried"]),
        (json!({ "taxes": [] }), vec!["taxes: form"]),
    ] {
        assert_eq!(shop.refused(&changed(&correction, &changes)), faults, "{changes}");
    }
    assert_eq!(shop.made().len(), 0);
}

#[test]
fn a_receipt_may_leave_out_what_the_registration_card_has() {
    let shop = Shop::with(&json!({ "creItemId": OTHER_REGISTER.to_uppercase() }), Options::default());
    let bare = json!({
        "type": "sell", "payments": [{ "type": "electronically", "sum": 10 }],
        "items": [{ "type": "position", "name": "Чай", "price": 10, "quantity": 1, "amount": 10 }],
    });
    let written = shop.written(&bare);
    assert_eq!(
        written,
        json!({
            "type": "sale", "isPrintable": true, "amountElectronic": "10.00",
            "lines": [{ "title": "Чай", "price": "10.00", "quantity": "1", "total": "10.00" }],
        })
    );
}

#[test]
fn results_are_read_in_every_place_they_may_have() {
    for shapes in [
        Shapes { result: ResultShape::Flat, ..Shapes::default() },
        Shapes { result: ResultShape::FlatList, unknown_key: UnknownKey::Empty, ..Shapes::default() },
        Shapes { unknown_key: UnknownKey::Refused, refusal_200: true, ..Shapes::default() },
    ] {
        let shop = Shop::with(&json!({}), Options { shapes, ..Options::default() });
        let answer = shop.make(&sale());
        assert!(answer["fiscalParams"]["fiscalDocumentNumber"].as_u64() > Some(0), "{shapes:?}: {answer}");
        shop.make(&json!({ "type": "openShift", "externalId": "x" }).clone_closed(&shop));
        let (status, answer) = shop.device.execute(&json!({ "type": "openShift", "externalId": "again" }));
        assert_eq!((status, &answer["error"]["device"]["code"]), (ALREADY_DONE, &json!(83)), "{shapes:?}: {answer}");
        assert_eq!(answer["error"]["outcome"], "rejected");
    }
}

/// A task, carried out after the shift was closed.
trait AfterClosing {
    fn clone_closed(&self, shop: &Shop) -> Value;
}

impl AfterClosing for Value {
    fn clone_closed(&self, shop: &Shop) -> Value {
        shop.make(&json!({ "type": "closeShift" }));
        self.clone()
    }
}

#[test]
fn a_test_register_makes_no_fiscal_document_and_the_answer_says_so() {
    let shop = Shop::with(&json!({ "creItemId": TEST_REGISTER }), Options::default());
    let answer = shop.make(&sale());
    assert_eq!(answer["warnings"]["nonFiscal"], true, "{answer}");
    assert_eq!(answer["fiscalParams"].get("fiscalDocumentNumber"), None, "{answer}");
}

#[test]
fn refusals_of_the_server_and_errors_of_the_register_are_told_apart() {
    let shop = Shop::open();
    // The register has no default VAT rate, so the server refuses.
    let (status, answer) = shop.device.execute(&without(&sale(), "items[0].tax"));
    let error = &answer["error"];
    assert_eq!((status, &error["outcome"], error.get("device")), (REFUSED, &json!("rejected"), None), "{answer}");
    assert!(error["backend"]["text"].as_str().unwrap().contains("tax"), "{answer}");
    shop.service.set_register(&json!({ "error": { "id": 12, "text": "Нет бумаги", "times": 1 } }));
    let (status, answer) = shop.device.execute(&sale());
    let error = &answer["error"];
    assert_eq!(
        (status, &error["outcome"], &error["retry"]),
        (REFUSED, &json!("rejected"), &json!("service")),
        "{answer}"
    );
    assert_eq!(error["device"]["code"], 12, "{answer}");
    assert!(error["device"]["text"].as_str().unwrap().contains("Нет бумаги"), "{answer}");
    // A document that failed may be requested again under its id: it is sent with the next key.
    shop.make(&sale());
    let keys: Vec<_> = shop.made().iter().map(|document| document.key.clone()).collect();
    assert_eq!(keys.len(), 1);
}

#[test]
fn a_register_that_was_cut_off_leaves_an_unresolved_document_that_holds_up_no_other() {
    for (link, made) in [("severed", 1), ("failing", 0)] {
        let shop = Shop::open();
        shop.service.set_register(&json!({ "link": link }));
        let (status, answer) = shop.device.execute(&sale());
        let error = &answer["error"];
        assert_eq!(
            (status, &error["outcome"], &error["device"]["code"]),
            (UNKNOWN, &json!("unknown"), &json!(255)),
            "{answer}"
        );
        assert_eq!(error["candidates"].as_array().map(Vec::len), Some(1), "{answer}");
        let told =
            ["Сервер потерял связь с кассой.", "Проверьте в личном кабинете или на ленте кассы, есть ли документ."];
        let texts = [&error["message"]["ru"], &error["advice"]["ru"]];
        for (told, text) in told.iter().zip(texts) {
            assert!(text.as_str().unwrap().contains(told), "{answer}");
        }
        shop.service.set_register(&json!({ "link": "online" }));
        assert_eq!(shop.device.execute(&sale()).0, UNKNOWN, "{link}: a doubt is not sent again");
        assert_eq!(shop.device.recover("order-1").0, UNKNOWN);
        shop.make(&named("order-2"));
        assert_eq!(shop.made().len(), made + 1, "{link}");
    }
    let shop = Shop::with(&json!({ "noLinkMeans": "notMade" }), Options::default());
    shop.service.set_register(&json!({ "link": "failing" }));
    assert_eq!(shop.device.execute(&sale()).0, REFUSED);
    shop.service.set_register(&json!({ "link": "online" }));
    shop.make(&sale());
    assert_eq!(shop.made().len(), 1);
}

#[test]
fn what_a_person_has_discarded_is_made_by_the_same_call() {
    use kassa::{Code, Discarded};
    // The C interface leaves this to the program `kassa`.
    let (service, folder) = (Simulator::start(Options::default()).unwrap(), tempfile::tempdir().unwrap());
    let device = kassa::Device::open(&config(&service, &folder).to_string()).unwrap();
    let task: kassa::Task = sale().to_string().parse().unwrap();
    service.set_register(&json!({ "link": "failing" }));
    for _ in 0..2 {
        assert_eq!(device.execute(&task).unwrap_err().code(), Code::Unknown);
        service.set_register(&json!({ "link": "online" }));
    }
    assert!(matches!(device.discard("order-1").unwrap(), Discarded::Discarded));
    assert_eq!(device.recover("order-1").unwrap_err().code(), Code::NotMade);
    let answer = device.execute(&task).unwrap();
    assert_eq!(device.recover("order-1").unwrap().fiscal, answer.fiscal);
    assert_eq!(device.execute(&task).unwrap().fiscal, answer.fiscal);
    assert_eq!(service.ledger().iter().filter(|document| document.task.is_some()).count(), 1);
}

#[test]
fn without_waiting_the_result_is_found_later_also_by_another_handle() {
    let shop = Shop::open();
    shop.hold(true);
    let task = changed(&sale(), &json!({ "wait": false }));
    let (status, answer) = shop.device.execute(&task);
    let error = &answer["error"];
    assert_eq!(
        (status, &error["name"], &error["outcome"]),
        (PENDING, &json!("pending"), &json!("unknown")),
        "{answer}"
    );
    assert_eq!((&error["retry"], &error["externalId"]), (&json!("recoverFirst"), &json!("order-1")), "{answer}");
    assert_eq!(shop.device.execute(&task).0, PENDING, "asked again");
    assert_eq!(shop.device.recover("order-1").0, PENDING);
    // A queued document does not hold up other documents.
    assert_eq!(shop.device.execute(&changed(&named("order-2"), &json!({ "wait": false }))).0, PENDING);
    shop.hold(false);
    let other = shop.again(&json!({}));
    let (status, answer) = other.execute(&sale());
    assert_eq!(status, OK, "the same document, now waited for: {answer}");
    until("the document that was not waited for", || other.recover("order-2").0 != PENDING);
    let (status, recovered) = shop.device.recover("order-2");
    assert_eq!(status, OK, "{recovered}");
    assert_eq!(recovered["change"].to_string(), "12.30", "{recovered}");
    assert_eq!(shop.made().len(), 2);
    let (status, answer) = shop.device.execute(&changed(&sale(), &json!({ "items[0].name": "Чай" })));
    assert_eq!((status, &answer["error"]["outcome"]), (ID_REUSED, &json!("registered")), "{answer}");
    let recorded = &shop.device.execute(&sale()).1["fiscalParams"];
    assert_eq!(answer["error"]["recorded"], *recorded, "{answer}");
}

#[test]
fn a_deadline_and_a_cancel_leave_the_document_in_the_queue() {
    let shop = Shop::with(&json!({ "deadlineMs": 3000 }), Options::default());
    shop.hold(true);
    let (status, answer) = shop.device.execute(&sale());
    assert_eq!(status, PENDING, "{answer}");
    let patient = shop.again(&json!({ "deadlineMs": 60_000 }));
    thread::scope(|scope| {
        let call = scope.spawn(|| patient.execute(&named("order-2")));
        until("it is put in and asked for", || {
            let requests = shop.service.requests();
            let put = requests.iter().filter(|request| request["method"] == "POST").count();
            put == 2 && requests.last().unwrap()["method"] == "GET"
        });
        let cancel: unsafe extern "C" fn(*mut c_void) -> i32 = function("kassa_cancel");
        #[allow(unsafe_code, reason = "a foreign host calls C functions")]
        let cancelled = unsafe { cancel(patient.handle()) };
        assert_eq!(cancelled, OK);
        let (status, answer) = call.join().unwrap();
        assert_eq!(status, PENDING, "{answer}");
    });
    shop.hold(false);
    for id in ["order-1", "order-2"] {
        let (status, answer) = patient.execute(&named(id));
        assert_eq!(status, OK, "{answer}");
    }
    assert_eq!(shop.made().len(), 2);
}

#[test]
fn an_answer_lost_at_any_point_makes_one_document() {
    for point in ["accept", "request", "received", "processed", "answer"] {
        let shop = Shop::open();
        shop.faults(&json!([{ "path": "/print-documents", "method": "POST", "point": point, "action": "reset" }]));
        let (status, answer) = shop.device.execute(&sale());
        let outcome = answer["error"]["outcome"].clone();
        assert!(status == OK || matches!(outcome.as_str(), Some("notSent" | "rejected")), "{point}: {status} {answer}");
        let (status, answer) = shop.device.execute(&sale());
        assert_eq!(status, OK, "{point}: {answer}");
        assert_eq!(shop.made().len(), 1, "{point}");
    }
}

#[test]
fn a_lost_document_holds_up_the_others_until_it_is_resolved() {
    let shop = Shop::with(&json!({ "deadlineMs": 3000, "timeoutMs": 2000, "settleMs": 60_000 }), Options::default());
    // The request arrives and the server does nothing with it; it answers later look-ups.
    shop.faults(&json!([{ "path": "/print-documents", "method": "POST", "point": "received", "action": "reset" }]));
    let (status, answer) = shop.device.execute(&sale());
    assert_eq!((status, &answer["error"]["outcome"]), (UNKNOWN, &json!("unknown")), "{answer}");
    let (status, answer) = shop.device.execute(&named("order-2"));
    assert_eq!((status, &answer["error"]["outcome"]), (BUSY, &json!("notSent")), "{answer}");
    assert_eq!(answer["error"]["unsettled"], "order-1", "{answer}");
    let later = shop.again(&json!({ "settleMs": 100 }));
    let (status, answer) = later.recover("order-1");
    assert_eq!(status, NOT_MADE, "{answer}");
    assert_eq!(later.execute(&named("order-2")).0, OK);
    assert_eq!(later.execute(&sale()).0, OK, "it goes out under the same key");
    let keys: Vec<_> = shop.made().into_iter().filter_map(|document| document.key).collect();
    assert_eq!(keys.len(), 2);
    assert_ne!(keys[0], keys[1]);
}

#[test]
fn a_lost_journal_makes_no_second_document() {
    let shop = Shop::open();
    shop.make(&sale());
    let folder = tempfile::tempdir().unwrap();
    let other = opened(&shop.service, &folder, &json!({}));
    let (status, answer) = other.execute(&sale());
    assert_eq!((status, &answer["warnings"]["recovered"]), (OK, &json!(true)), "{answer}");
    let (status, answer) = other.execute(&changed(
        &named("order-1"),
        &json!({ "payments[0].type": "electronically", "payments[0].sum": 137.70 }),
    ));
    assert_eq!(status, ID_REUSED, "{answer}");
    let third = tempfile::tempdir().unwrap();
    let changed_sale = changed(&sale(), &json!({ "payments[0].type": "electronically", "payments[0].sum": 137.70 }));
    let (status, answer) = opened(&shop.service, &third, &json!({})).execute(&changed_sale);
    assert_eq!((status, &answer["error"]["outcome"]), (ID_REUSED, &json!("notSent")), "{answer}");
    assert_eq!(shop.made().len(), 1);
}

#[test]
fn threads_share_the_queue_and_each_document_is_made_once() {
    let shop = Shop::open();
    shop.service.set_register(&json!({ "delayMs": 20 }));
    let answers = Mutex::new(Vec::new());
    thread::scope(|scope| {
        for number in 0..8 {
            let (shop, answers) = (&shop, &answers);
            scope.spawn(move || {
                let answer = shop.device.execute(&named(&format!("order-{}", number / 2)));
                answers.lock().unwrap().push(answer);
            });
        }
    });
    for (status, answer) in answers.into_inner().unwrap() {
        assert_eq!(status, OK, "{answer}");
    }
    assert_eq!(shop.made().len(), 4);
}

#[test]
fn a_shift_that_is_open_or_closed_already_leaves_nothing_to_do() {
    let shop = Shop::with(&json!({}), Options { automatic_sessions: false, ..Options::default() });
    for (task, code) in [("openShift", 83), ("closeShift", 73)] {
        shop.make(&json!({ "type": task }));
        let (status, answer) = shop.device.execute(&json!({ "type": task }));
        let error = &answer["error"];
        assert_eq!((status, &error["device"]["code"]), (ALREADY_DONE, &json!(code)), "{answer}");
    }
    // A refusal for another reason, and one of a shift that is too old, stay what they are.
    shop.make(&json!({ "type": "openShift" }));
    shop.service.set_clock_offset(25 * 3600);
    let (status, answer) = shop.device.execute(&json!({ "type": "openShift" }));
    assert_eq!(status, REFUSED, "{answer}");
}

#[test]
fn a_session_of_more_than_a_day_is_expired_and_the_register_refuses_because_of_it() {
    let shop = Shop::with(&json!({}), Options { automatic_sessions: false, ..Options::default() });
    let state = || shop.make(&json!({ "type": "getShiftStatus" }))["shiftStatus"]["state"].clone();
    assert_eq!(state(), "closed");
    let (status, answer) = shop.device.execute(&sale());
    assert_eq!((status, &answer["error"]["device"]["code"]), (REFUSED, &json!(73)), "{answer}");
    shop.make(&json!({ "type": "openShift" }));
    assert_eq!(state(), "opened");
    shop.service.set_clock_offset(25 * 3600);
    assert_eq!(state(), "expired");
    let (status, answer) = shop.device.execute(&sale());
    let error = &answer["error"];
    assert_eq!(
        (status, &error["outcome"], &error["device"]["code"]),
        (REFUSED, &json!("rejected"), &json!(68)),
        "{answer}"
    );
    shop.make(&json!({ "type": "closeShift" }));
    shop.make(&json!({ "type": "openShift" }));
    shop.make(&sale());
}

#[test]
fn the_list_of_registers_is_told_in_the_vocabularys_words() {
    let shop = Shop::open();
    shop.make(&sale());
    let shift = shop.make(&json!({ "type": "getShiftStatus" }));
    assert_eq!(shift["shiftStatus"], json!({ "state": "opened", "number": 1 }), "{shift}");
    let status = shop.make(&json!({ "type": "getDeviceStatus" }))["deviceStatus"].clone();
    assert_eq!(
        (&status["shift"], &status["online"], &status["nodeStatus"]),
        (&json!("opened"), &json!(true), &json!("ready"))
    );
    assert_eq!(shop.make(&json!({ "type": "getFnInfo" }))["fnInfo"]["serial"], "9999078900006849");
    assert_eq!(shop.make(&json!({ "type": "getDeviceInfo" }))["deviceInfo"]["serial"], "0458210010002651");
    assert_eq!(shop.make(&json!({ "type": "getRegistrationInfo" }))["device"]["registrationNumber"], "000000001047487");
    assert!(shop.make(&json!({ "type": "ofdExchangeStatus" }))["status"]["notSentCount"].is_u64());
    let unknown = shop.again(&json!({ "creItemId": "00000000-0000-0000-0000-000000000000" }));
    let (status, answer) = unknown.execute(&json!({ "type": "getShiftStatus" }));
    assert_eq!((status, &answer["error"]["outcome"]), (BAD_CONFIG, &json!("notSent")), "{answer}");
    assert_eq!(said(&answer["error"]["faults"]), ["creItemId: form"]);
    let elsewhere = shop.again(&json!({ "url": format!("{}/other", shop.service.url()) }));
    let (status, answer) = elsewhere.execute(&json!({ "type": "getShiftStatus" }));
    assert_eq!((status, said(&answer["error"]["faults"])), (BAD_CONFIG, vec!["url: form".to_owned()]), "{answer}");
}

#[test]
fn native_methods_are_called_by_their_names_and_checked_before_sending() {
    let shop = Shop::open();
    let call = |method: &str, params: &Value| shop.device.call(method, Some(&params.to_string()));
    let (status, answer) = shop.device.call("cre/items", None);
    assert_eq!((status, answer["list"].as_array().map(Vec::len)), (OK, Some(3)), "{answer}");
    let settings = json!({
        "callbackApiKey": "topsecret*1", "errorEmail": "error@email.tt", "testUrl": "http://127.0.0.1:1/test",
        "printResultUrl": "http://127.0.0.1:1/result",
    });
    let (status, answer) = call("organization/settings", &settings);
    assert_eq!(status, OK, "{answer}");
    for (changes, fault) in [
        (json!({ "callbackApiKey": "ТАЙНА" }), "callbackApiKey: form"),
        (json!({ "callbackApiKey": "a".repeat(37) }), "callbackApiKey: form"),
        (json!({ "errorEmail": "nobody" }), "errorEmail: form"),
        (json!({ "testUrl": "ftp://x" }), "testUrl: form"),
    ] {
        let (status, answer) = call("organization/settings", &changed(&settings, &changes));
        assert_eq!((status, said(&answer["error"]["faults"])), (BAD_DOCUMENT, vec![fault.to_owned()]), "{changes}");
        assert!(!answer.to_string().contains("ТАЙНА"), "{answer}");
    }
    let receipt = json!({ "externalId": "own-1", "idempKey": "own-key-1", "commands": [{
        "type": "sale", "isPrintable": true, "sno": "sno_osn", "amountCash": "54,00",
        "lines": [{ "title": "Молоко", "price": "18", "quantity": "3", "total": "54", "tax": "vat_10", "ppr": "goods",
            "psr": "full_settle" }],
    }]});
    for _ in 0..2 {
        let (status, answer) = call("print-documents", &receipt);
        assert_eq!((status, &answer["object"]["idempKey"]), (OK, &json!("own-key-1")), "{answer}");
    }
    let (status, answer) = call("print-documents/idempotent", &json!({ "key": "own-key-1" }));
    assert_eq!((status, &answer["object"]["type"]), (OK, &json!("sale")), "{answer}");
    assert_eq!(shop.made().len(), 1);
    for (place, changes, fault) in [
        ("", json!({ "creItemId": OTHER_REGISTER }), "creItemId: form"),
        ("", json!({ "commands": [] }), "commands: form"),
        (
            "",
            json!({ "commands": [{ "type": "print", "text": "x", "isPrintable": true }] }),
            "commands[0].isPrintable: form",
        ),
        ("", json!({ "commands": [{ "type": "openSession" }, { "type": "closeSession" }] }), "commands: form"),
        ("own", json!({ "commands[0].amountCash": "53" }), "commands[0].amountCash: paymentsCover"),
        ("own", json!({ "commands[0].amountCash": 54 }), "commands[0].amountCash: form"),
        ("own", json!({ "commands[0].isPrintable": false }), "commands[0].tagClientContact: form"),
        ("own", json!({ "commands[0].lines[0].tax": "vat_18" }), "commands[0].lines[0].tax: form"),
        ("own", json!({ "commands[0].lines[0].price": "18.005" }), "commands[0].lines[0].price: fraction"),
        ("own", json!({ "commands[0].tagAgentType": 128 }), "commands[0].tagAgentType: form"),
        ("own", json!({ "idempKey": "a/../b" }), "idempKey: form"),
    ] {
        let (status, answer) = call("print-documents", &changed(&receipt, &changes));
        assert_eq!(
            (status, said(&answer["error"]["faults"])),
            (BAD_DOCUMENT, vec![fault.to_owned()]),
            "{place} {changes}"
        );
    }
}

/// A callback, as a host's web server passes it to the library.
fn parse(device: &Device, headers: &Value, body: &str) -> (i32, Value) {
    device.answering_two("kassa_parse_callback", &headers.to_string(), body)
}

#[test]
fn a_callback_brings_the_result_to_the_journal_and_to_the_waiting_call() {
    let shop = Shop::open();
    shop.hold(true);
    let (status, _) = shop.device.execute(&changed(&sale(), &json!({ "wait": false })));
    assert_eq!(status, PENDING);
    let (_, look) = shop.device.call("cre/items", None);
    assert!(look["list"].is_array());
    let requests = shop.service.requests();
    let sent = requests.iter().rfind(|request| request["method"] == "POST").unwrap();
    let key = serde_json::from_str::<Value>(sent["body"].as_str().unwrap()).unwrap()["idempKey"].clone();
    let body = json!({
        "id": "9c60d0a6-130a-485b-8878-78f899346dfd", "idempKey": key, "type": "sale", "isFiscal": true,
        "commands": [{ "type": "sale", "amountCash": "137.70", "lines": [{}] }], "sessionNumber": "1", "checkNumber": "12",
        "fsNumber": "9999078900006849", "checkDate": "2026-11-25 12:00:00", "checkUrl": "", "checkUrlOfd": "",
        "resultItem": { "creErrorId": "0", "creErrorText": "Ошибка нет", "result": "success" },
    });
    let headers = json!({ "x-api-key": SHARED, "content-type": "application/json" });
    for (headers, case) in [
        (json!({}), "no key"),
        (json!({ "X-API-Key": "another" }), "another key"),
        (json!({ "X-API-Key": [SHARED, SHARED] }), "two keys"),
        (json!({ "X-API-Key": format!("{SHARED}x") }), "a longer key"),
    ] {
        let (status, answer) = parse(&shop.device, &headers, &body.to_string());
        assert_eq!(status, BAD_DOCUMENT, "{case}: {answer}");
        assert!(!answer.to_string().contains(SHARED), "{answer}");
    }
    for (changes, case) in [
        (json!({ "idempKey": "11111111-1111-1111-1111-111111111111" }), "another document"),
        (json!({ "commands[0].amountCash": "1.00" }), "another content"),
        (json!({ "idempKey": null }), "no key, another id"),
    ] {
        assert_eq!(parse(&shop.device, &headers, &changed(&body, &changes).to_string()).0, NOT_FOUND, "{case}");
    }
    assert_eq!(parse(&shop.device, &headers, "{").0, BAD_DOCUMENT);
    assert_eq!(parse(&shop.device, &headers, "").1, json!({ "trial": true }));
    assert_eq!(shop.device.recover("order-1").0, PENDING, "none of it had any effect");
    let (status, answer) = parse(&shop.device, &headers, &body.to_string());
    assert_eq!((status, &answer["error"]["externalId"]), (PENDING, &json!("order-1")), "it still waits: {answer}");
    assert_eq!(shop.device.recover("order-1").0, PENDING, "the server says no such thing");
    shop.hold(false);
    until("the document", || shop.made().len() == 1);
    let number = shop.made()[0].number.unwrap();
    assert_ne!(number, 12);
    let other = shop.again(&json!({}));
    for device in [&other, &shop.device, &other] {
        let (status, answer) = parse(device, &headers, &body.to_string());
        assert_eq!(status, OK, "{answer}");
        assert_eq!(
            (&answer["externalId"], &answer["fiscalParams"]["fiscalDocumentNumber"]),
            (&json!("order-1"), &json!(number)),
            "as the server shows it"
        );
        assert_eq!(answer["change"].to_string(), "12.30");
        // From here on only the journal can know.
        shop.faults(&queue::blind());
    }
    let (status, answer) = shop.device.execute(&sale());
    assert_eq!((status, &answer["fiscalParams"]["fiscalDocumentNumber"]), (OK, &json!(number)), "{answer}");
    let late = changed(&body, &json!({ "resultItem.creErrorId": "83", "resultItem.result": "critical_error" }));
    let (status, answer) = parse(&shop.device, &headers, &late.to_string());
    assert_eq!((status, &answer["externalId"]), (OK, &json!("order-1")), "what was made stays made: {answer}");
    assert!(answer.get("error").is_none(), "{answer}");
}

/// A call of kassa_listen; null ends it.
#[allow(unsafe_code, reason = "a foreign host calls C functions")]
fn listen(device: &Device, address: Option<&str>) -> (i32, Value) {
    type Listen = unsafe extern "C" fn(*mut c_void, *const c_char, *mut *mut c_char) -> i32;
    let address = address.map(|address| CString::new(address).unwrap());
    let mut answer = std::ptr::null_mut();
    let place = address.as_ref().map_or(std::ptr::null(), |address| address.as_ptr());
    let status = unsafe { function::<Listen>("kassa_listen")(device.handle(), place, &raw mut answer) };
    (status, taken(answer))
}

/// Adds the results that arrive by callback to `results`.
#[allow(unsafe_code, reason = "a foreign host gives C functions")]
fn collect(device: &Device, results: &Mutex<Vec<Value>>) {
    type Result = unsafe extern "C" fn(*mut c_void, *const c_char);
    type SetResult = unsafe extern "C" fn(*mut c_void, Result, *mut c_void) -> i32;
    unsafe extern "C" fn result(user: *mut c_void, text: *const c_char) {
        let (results, text) = unsafe { (&*user.cast::<Mutex<Vec<Value>>>(), std::ffi::CStr::from_ptr(text)) };
        results.lock().unwrap().push(serde_json::from_str(text.to_str().unwrap()).unwrap());
    }
    let user = std::ptr::from_ref(results).cast_mut().cast();
    assert_eq!(unsafe { function::<SetResult>("kassa_set_result")(device.handle(), result, user) }, OK);
}

#[test]
fn a_listening_device_gets_each_result_and_strangers_get_nothing() {
    let results = Mutex::new(Vec::new());
    let shop = Shop::with(&json!({}), Options { callback_pause_ms: 50, ..Options::default() });
    let (status, answer) = listen(&shop.device, Some("127.0.0.1:0"));
    assert_eq!(status, OK, "{answer}");
    let address = answer["listening"].as_str().unwrap().to_owned();
    collect(&shop.device, &results);
    let settings = json!({
        "callbackApiKey": SHARED, "errorEmail": "error@email.tt", "testUrl": format!("http://{address}/test"),
        "printResultUrl": format!("http://{address}/result"),
    });
    let (status, answer) = shop.device.call("organization/settings", Some(&settings.to_string()));
    assert_eq!(status, OK, "{answer}");
    shop.service.set_register(&json!({ "delayMs": 100 }));
    let (status, _) = shop.device.execute(&changed(&sale(), &json!({ "wait": false })));
    assert_eq!(status, PENDING);
    until("the result", || !results.lock().unwrap().is_empty());
    let result = results.lock().unwrap()[0].clone();
    assert_eq!(
        (&result["externalId"], result["change"].to_string()),
        (&json!("order-1"), "12.30".to_owned()),
        "{result}"
    );
    until("the answer", || shop.service.callbacks()[0]["delivered"] == true);
    assert_eq!(shop.device.recover("order-1"), (OK, result.clone()), "as kassa_recover gives it");
    // Once more: the same, and nothing else.
    let task = shop.service.callbacks()[0]["task"].as_str().unwrap().to_owned();
    assert!(shop.service.repeat_callback(&task));
    until("the repetition", || results.lock().unwrap().len() == 2);
    assert_eq!(results.lock().unwrap()[1], result);
    // A document of another program is not ours, and a stranger has no key.
    let body =
        json!({ "id": "x", "idempKey": "y", "commands": [{ "type": "sale" }], "resultItem": { "creErrorId": "0" } });
    for (key, status) in [(Some(SHARED), 404), (Some("another"), 403), (None, 403)] {
        assert_eq!(post(&address, key, &body.to_string()), status, "{key:?}");
    }
    assert_eq!(post(&address, Some(SHARED), "{}"), 200, "the service's own trial");
    assert_eq!(post(&address, Some(SHARED), "nonsense"), 400);
    assert_eq!(results.lock().unwrap().len(), 2);
    // A waiting call gets the result before it queries the queue again. The result comes once in either case.
    assert_eq!(shop.device.execute(&named("order-2")).0, OK);
    let (status, answer) = listen(&shop.device, None);
    assert_eq!((status, &answer["listening"]), (OK, &Value::Null), "{answer}");
    assert!(std::net::TcpStream::connect(&address).is_err(), "nobody listens any more");
    assert_eq!(shop.made().len(), 2);
}

/// Posts a callback as the service would; returns the HTTP status.
fn post(address: &str, key: Option<&str>, body: &str) -> u16 {
    let key = key.map(|key| format!("X-API-Key: {key}\r\n")).unwrap_or_default();
    let mut stream = std::net::TcpStream::connect(address).unwrap();
    write!(stream, "POST / HTTP/1.1\r\nHost: x\r\n{key}Content-Length: {}\r\n\r\n{body}", body.len()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer.split(' ').nth(1).unwrap().parse().unwrap()
}

#[test]
fn a_device_listens_only_with_a_key_and_at_a_free_address() {
    let shop = Shop::open();
    let (status, answer) = listen(&shop.device, Some("127.0.0.1:0"));
    assert_eq!(status, OK);
    let taken = answer["listening"].as_str().unwrap().to_owned();
    let other = shop.again(&json!({}));
    let (status, answer) = listen(&other, Some(&taken));
    assert_eq!((status, said(&answer["error"]["faults"])), (BAD_CONFIG, vec!["address: form".to_owned()]), "{answer}");
    let keyless = shop.again(&json!({ "callbackKey": null }));
    let (status, answer) = listen(&keyless, Some("127.0.0.1:0"));
    assert_eq!(
        (status, said(&answer["error"]["faults"])),
        (BAD_CONFIG, vec!["callbackKey: form".to_owned()]),
        "{answer}"
    );
    drop(shop.device);
    assert_eq!(listen(&other, Some(&taken)).0, OK, "closing ends the listening");
}

#[test]
fn a_configuration_without_what_it_needs_is_refused() {
    let folder = crate::support::scratch();
    let journal = folder.path().join("kassa.db");
    let whole = json!({ "backend": "itkassa", "apiKey": "k", "creItemId": REGISTER, "journal": journal });
    assert!(Device::open(&whole).is_ok(), "the url has a default");
    for name in ["apiKey", "creItemId"] {
        let (_, error) = Device::open(&without(&whole, name)).err().unwrap();
        assert_eq!(said(&error["faults"]), [format!("{name}: form")]);
    }
    let (status, answer) =
        Device::open(&changed(&whole, &json!({ "url": "https://127.0.0.1:9/open/api/v1", "deadlineMs": 2000 })))
            .unwrap()
            .execute(&sale());
    assert_eq!((status, &answer["error"]["outcome"]), (NO_LINK, &json!("notSent")), "{answer}");
}

#[test]
#[allow(unsafe_code, reason = "a foreign host gives C functions")]
fn progress_reports_the_queue_status_of_a_document() {
    type Progress = unsafe extern "C" fn(*mut c_void, *const c_char);
    type SetProgress = unsafe extern "C" fn(*mut c_void, Progress, *mut c_void) -> i32;
    unsafe extern "C" fn stage(user: *mut c_void, text: *const c_char) {
        let (stages, text) = unsafe { (&*user.cast::<Mutex<Vec<Value>>>(), std::ffi::CStr::from_ptr(text)) };
        stages.lock().unwrap().push(serde_json::from_str(text.to_str().unwrap()).unwrap());
    }
    let (shop, stages) = (Shop::open(), Mutex::new(Vec::<Value>::new()));
    shop.service.set_register(&json!({ "delayMs": 300 }));
    let user = std::ptr::from_ref(&stages).cast_mut().cast();
    assert_eq!(unsafe { function::<SetProgress>("kassa_set_progress")(shop.device.handle(), stage, user) }, OK);
    shop.make(&sale());
    let mut told: Vec<String> =
        stages.lock().unwrap().iter().map(|stage| stage["stage"].as_str().unwrap().to_owned()).collect();
    told.dedup();
    assert_eq!((told.first().map(String::as_str), told.last().map(String::as_str)), (Some("waiting"), Some("done")));
    let place = |word: &str| told.iter().position(|stage| stage == word);
    assert!(
        place("looking") < place("sending") && place("sending") < place("queued").or(place("onRegister")),
        "{told:?}"
    );
    assert!(place("looking").is_some() && place("queued").or(place("onRegister")).is_some(), "{told:?}");
}

#[test]
fn the_service_is_reached_by_tls() {
    let certificates = tempfile::tempdir().unwrap();
    let tls = Tls { folder: certificates.path().to_owned(), asks_client: true };
    let setup = Setup { tls: Some(tls), ..Setup::default() };
    let service = Simulator::start(Options { setup, ..Options::default() }).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str| certificates.path().join(name);
    let device = opened(
        &service,
        &folder,
        &json!({
            "tls": { "ca": file("ca.pem"), "certificate": file("client.pem"), "key": file("client-key.pem") },
        }),
    );
    let (status, answer) = device.execute(&sale());
    assert_eq!(status, OK, "{answer}");
    let strange = opened(&service, &folder, &json!({}));
    let (status, answer) = strange.execute(&named("order-2"));
    assert_eq!((status, &answer["error"]["outcome"]), (NO_LINK, &json!("notSent")), "{answer}");
    assert_eq!(service.ledger().iter().filter(|document| document.task.is_some()).count(), 1);
}

#[test]
fn every_task_of_the_page_runs() {
    let shop = Shop::open();
    let mut run = 0;
    for task in json_of("itkassa") {
        let (status, answer) = match task["method"].as_str() {
            Some(method) => shop.device.call(method, Some(&task["params"].to_string())),
            None => shop.device.execute(&task),
        };
        let wanted = if task["wait"] == json!(false) { PENDING } else { OK };
        assert_eq!(status, wanted, "{task}: {answer}");
        run += 1;
    }
    assert!(run > 6, "{run} tasks");
    until("the document that was not waited for", || shop.device.recover("order-1002").0 == OK);
    assert_eq!(shop.made().len(), 5);
}
