//! Айти Касса through 1C: a register behind a server's queue, in which documents wait for their turn.

use super::platform::Platform;
use super::till::{attribute, input, sale};
use kassa_simulator::itkassa::{BASE, Document, Options, REGISTER, Simulator, TEST_REGISTER};
use serde_json::json;

/// The platform with a device of a shop's register.
struct Shop {
    platform: Platform,
    service: Simulator,
    id: String,
}

impl Shop {
    fn open(class: &str, settings: &[(&str, &str)]) -> Self {
        let service = Simulator::start(Options { cash_roubles: 1000, ..Options::default() }).unwrap();
        let platform = Platform::with(class);
        let mut shop = Self { platform, service, id: String::new() };
        shop.connect(settings);
        shop
    }

    /// Connects a device with the settings of the form; the last value of a name counts.
    fn connect(&mut self, settings: &[(&str, &str)]) {
        let (url, journal) = (format!("{}{BASE}", self.service.url()), self.platform.journal());
        let key = Options::default().api_key;
        let common = [
            ("EquipmentType", "ККТ"),
            ("Backend", "itkassa"),
            ("Url", &url),
            ("ApiKey", &key),
            ("CreItemId", REGISTER),
            ("Journal", &journal),
            ("SettleMs", "300"),
            ("DeadlineMs", "60000"),
        ];
        for (name, value) in common.iter().chain(settings) {
            self.platform.done("УстановитьПараметр", &[&format!("s:{name}"), &format!("s:{value}")]);
        }
        self.id = format!("s:{}", self.platform.done("Подключить", &["o:"])[0].text());
    }

    fn done(&mut self, method: &str, arguments: &[&str]) -> Vec<super::platform::Value> {
        self.platform.done(method, &[&[self.id.clone().as_str()], arguments].concat())[1..].to_vec()
    }

    fn refused(&mut self, method: &str, arguments: &[&str]) -> (String, String) {
        self.platform.refused(method, &[&[self.id.clone().as_str()], arguments].concat())
    }

    /// Runs an additional action; returns the text that the user reads.
    fn act(&mut self, name: &str) -> String {
        self.platform.done("DoAdditionalAction", &[&format!("s:{name}")]);
        self.platform.last_error().1
    }

    /// The documents that were requested through the queue.
    fn made(&self) -> Vec<Document> {
        let mut all = self.service.ledger();
        all.retain(|document| document.task.is_some());
        all
    }

    fn kinds(&self) -> Vec<serde_json::Value> {
        self.made().iter().map(|document| serde_json::to_value(document.kind).unwrap()).collect()
    }

    fn register(&self, world: &serde_json::Value) {
        assert!(self.service.set_register(world));
    }

    fn end(self) {
        let mut platform = self.platform;
        assert_eq!(platform.tell(&["destroy"]), ["ok"]);
        platform.end();
    }
}

fn text(given: &str) -> String {
    format!("s:{given}")
}

/// A correction with a basis, and its lines.
fn corrected() -> String {
    let rests_on =
        "<CorrectionData Type=\"1\" Date=\"2026-11-20T00:00:00\" Number=\"17\" Description=\"Не пробит чек\"/>";
    sale("45.90").replace("<AgentData/>", rests_on)
}

#[test]
fn a_day_goes_through_the_queue_in_both_classes() {
    for (class, [open, check, print, cash, report, status, data, close]) in [
        (
            "Kassa",
            [
                "ОткрытьСмену",
                "СформироватьЧек",
                "НапечататьТекстовыйДокумент",
                "НапечататьЧекВнесенияВыемки",
                "НапечататьОтчетБезГашения",
                "ПолучитьТекущееСостояние",
                "ПолучитьПараметрыККТ",
                "ЗакрытьСмену",
            ],
        ),
        (
            "Kassa4000",
            [
                "OpenShift",
                "ProcessCheck",
                "PrintTextDocument",
                "CashInOutcome",
                "PrintXReport",
                "GetCurrentStatus",
                "GetDataKKT",
                "CloseShift",
            ],
        ),
    ] {
        let mut shop = Shop::open(class, &[]);
        let operator = text(&input("Лунина Вера"));
        let opened = shop.done(open, &[&operator, "o:"])[1].text().to_owned();
        assert_eq!(attribute(&opened, "ShiftNumber").as_deref(), Some("1"), "{opened}");
        assert_eq!(attribute(&opened, "ShiftState").as_deref(), Some("2"), "{opened}");
        assert!(attribute(&opened, "FNValidityDate").is_some_and(|date| date.len() == 19), "{opened}");

        let made = shop.done(check, &["b:0", &text(&sale("45.90")), "o:"])[2].text().to_owned();
        let receipt = shop.made().pop().unwrap();
        assert!(attribute(&made, "CheckNumber").is_some_and(|number| number != "0"), "{made}");
        assert!(attribute(&made, "FiscalSign").is_some_and(|sign| !sign.is_empty()), "{made}");
        assert_eq!(attribute(&made, "ShiftNumber").as_deref(), Some("1"), "{made}");
        let written = &receipt.request[0];
        assert_eq!((&written["tagCashierName"], &written["amountCash"]), (&json!("Лунина"), &json!("45.90")));
        assert_eq!(written["lines"][0]["title"], "Хлеб \"Ржаной\"");
        // The code of a DataMatrix with its separator, in base64.
        let returned = sale("45.90")
            .replace("OperationType=\"1\"", "OperationType=\"2\"")
            .replace("MeasureOfQuantity=\"0\"", "MeasureOfQuantity=\"0\" MarkingCode=\"MDEwNDYyMR05MWFi\"");
        shop.done(check, &["b:0", &text(&returned), "o:"]);
        assert_eq!(shop.made().pop().unwrap().request[0]["lines"][0]["tagTrueSign"], "0104621\u{1d}91ab");

        let slip = "<Document><Positions><TextString Text=\"  Спасибо за покупку\"/><Image Type=\"PNG\"/><Barcode Type=\"QR\" \
                    ValueBase64=\"aHR0cA==\"/></Positions></Document>";
        shop.done(print, &[&text(slip)]);
        let written = shop.made().pop().unwrap().request;
        let printed = json!([
            { "type": "startSlip" }, { "type": "print", "text": "  Спасибо за покупку" },
            { "type": "printQR", "text": "http" }, { "type": "endSlip" },
        ]);
        for (written, printed) in written.as_array().unwrap().iter().zip(printed.as_array().unwrap()) {
            for (name, value) in printed.as_object().unwrap() {
                assert_eq!(written[name], *value, "{written}");
            }
        }
        shop.done(cash, &[&operator, "d:500.52"]);
        shop.done(cash, &[&operator, "i:-100"]);
        shop.done(report, &[&operator]);

        let status = shop.done(status, &[&operator, "o:"])[1].text().to_owned();
        assert_eq!(attribute(&status, "ShiftState").as_deref(), Some("2"), "{status}");
        assert_eq!(attribute(&status, "BacklogDocumentsCounter").as_deref(), Some("0"), "{status}");
        assert_eq!(attribute(&status, "CashBalance"), None, "the service does not tell it: {status}");
        let table = shop.done(data, &["o:"])[0].text().to_owned();
        assert_eq!(attribute(&table, "KKTNumber").as_deref(), Some("000000001047487"), "{table}");
        assert_eq!(attribute(&table, "Fiscal").as_deref(), Some("true"), "{table}");

        let closed = shop.done(close, &[&operator, "o:"])[1].text().to_owned();
        assert_eq!(attribute(&closed, "ShiftState").as_deref(), Some("1"), "{closed}");
        let expected = ["openSession", "sale", "returnSale", "slip", "cashIn", "cashOut", "xReport", "closeSession"]
            .map(|kind| json!(kind));
        assert_eq!(shop.kinds(), expected, "{class}");
        shop.end();
    }
}

#[test]
fn a_correction_is_refused_at_its_lines_which_the_service_does_not_support() {
    let mut shop = Shop::open("Kassa", &[]);
    shop.done("ОткрытьСмену", &[&text(&input("Лунина")), "o:"]);
    let (code, error) = shop.refused("СформироватьЧекКоррекции", &["b:0", &text(&corrected()), "o:"]);
    assert_eq!(code, "4", "{error}");
    // One fault says it: the sums by rate that it has not, and the payments, are no faults of their own.
    let faults: Vec<_> = error.lines().filter(|line| line.starts_with("• ")).collect();
    let [fault] = faults[..] else { panic!("{error}") };
    assert!(fault.starts_with("• CheckPackage/Positions: ") && fault.contains("без позиций и оплат"), "{error}");
    assert_eq!(shop.kinds(), ["openSession"]);
    shop.end();
}

#[test]
fn a_receipt_that_waits_longer_than_the_call_is_found_by_the_action_and_by_its_repetition() {
    for (russian, action) in [(true, true), (false, true), (true, false)] {
        let mut shop = Shop::open("Kassa", &[]);
        shop.done("ОткрытьСмену", &[&text(&input("Лунина")), "o:"]);
        let patient = shop.id.clone();
        shop.connect(&[("DeadlineMs", "3000")]);
        let (locale, language) = if russian { ("ru_RU", "ru") } else { ("en_US", "en") };
        assert_eq!(shop.platform.tell(&["language", locale, language]), ["ok"]);
        shop.register(&json!({ "held": true }));
        let receipt = text(&sale("10"));
        let (code, error) = shop.refused("СформироватьЧек", &["b:0", &receipt, "o:"]);
        assert_eq!(code, "16", "{error}");
        let (stands, unknown, advised) = if russian {
            ("Документ ждёт в очереди кассы", "Пока неизвестно", "Проверить документы без ответа")
        } else {
            ("The document is waiting in the register's queue", "not known yet", "Check documents without an answer")
        };
        for part in [stands, unknown, advised] {
            assert!(error.contains(part), "{part}: {error}");
        }
        assert!(!error.contains("kassa_recover") && !error.contains("externalId"), "{error}");
        // The action reports that it still waits; nothing is sent again.
        let said = shop.act("FindOut");
        assert!(said.contains(stands), "{said}");
        assert_eq!(shop.kinds(), ["openSession"]);

        shop.register(&json!({ "held": false }));
        shop.id = patient;
        if action {
            let found = loop {
                let said = shop.act("FindOut");
                if !said.contains(stands) {
                    break said;
                }
            };
            assert!(found.contains(if russian { "зарегистрирован, ФД" } else { "registered, document" }), "{found}");
        }
        let made = shop.done("СформироватьЧек", &["b:0", &receipt, "o:"])[2].text().to_owned();
        assert!(attribute(&made, "FiscalSign").is_some(), "{made}");
        assert_eq!(shop.kinds(), ["openSession", "sale"], "one receipt");
        // Once 1C has the data, the next document of the same content is for another buyer.
        shop.done("СформироватьЧек", &["b:0", &receipt, "o:"]);
        assert_eq!(shop.kinds(), ["openSession", "sale", "sale"]);
        shop.end();
    }
}

#[test]
fn the_printers_error_is_reported_and_the_receipt_may_be_made_again() {
    for (russian, who) in [(true, "касса 12: "), (false, "the register 12: ")] {
        let mut shop = Shop::open("Kassa", &[]);
        let (locale, language) = if russian { ("ru_RU", "ru") } else { ("en_US", "en") };
        assert_eq!(shop.platform.tell(&["language", locale, language]), ["ok"]);
        shop.done("ОткрытьСмену", &[&text(&input("Лунина")), "o:"]);
        shop.register(&json!({ "error": { "id": 12, "text": "Нет бумаги", "times": 1 } }));
        let receipt = text(&sale("10"));
        let (code, error) = shop.refused("СформироватьЧек", &["b:0", &receipt, "o:"]);
        assert!(code == "7" && error.contains(who) && error.contains("Нет бумаги"), "{code} {error}");
        assert!(!error.contains("externalId") && !error.contains("device.text"), "{error}");
        shop.done("СформироватьЧек", &["b:0", &receipt, "o:"]);
        assert_eq!(shop.kinds(), ["openSession", "sale"]);
        shop.end();
    }
}

#[test]
fn a_document_that_no_query_resolves_is_discarded_by_a_person() {
    let mut shop = Shop::open("Kassa", &[]);
    shop.done("ОткрытьСмену", &[&text(&input("Лунина")), "o:"]);
    shop.register(&json!({ "link": "severed" }));
    let receipt = text(&sale("10"));
    for _ in 0..2 {
        let (code, error) = shop.refused("СформироватьЧек", &["b:0", &receipt, "o:"]);
        assert!(code == "9" && error.contains("Снять документы без ответа (сверены с лентой)"), "{code} {error}");
        shop.register(&json!({ "link": "online" }));
    }
    assert_eq!(shop.kinds(), ["openSession", "sale"], "the second was not sent");
    shop.act("Forget");
    shop.done("СформироватьЧек", &["b:0", &receipt, "o:"]);
    assert_eq!(shop.kinds(), ["openSession", "sale", "sale"]);
    shop.end();
}

#[test]
fn a_test_register_is_reported_to_make_no_fiscal_documents() {
    let mut shop = Shop::open("Kassa", &[("CreItemId", TEST_REGISTER)]);
    let made = shop.done("СформироватьЧек", &["b:0", &text(&sale("10")), "o:"])[2].text().to_owned();
    assert_eq!(attribute(&made, "CheckNumber"), None, "{made}");
    let said = shop.platform.last_error();
    assert!(said.0 == "0" && said.1.contains("Касса тестовая"), "{said:?}");
    let messages = shop.platform.lines("messages");
    assert!(messages.iter().any(|line| line[0] == "1005" && line[2].contains("не фискальный")), "{messages:?}");
    shop.end();
}

#[test]
fn its_form_is_checked_in_both_languages_and_never_shows_a_key() {
    let mut shop = Shop::open("Kassa", &[]);
    let form = shop.platform.done("ПолучитьПараметры", &["o:"])[0].text().to_owned();
    for name in ["ApiKey", "CreItemId", "CallbackKey", "NoLinkMeans"] {
        assert!(form.contains(&format!("Name=\"{name}\" Caption=\"Айти Касса: ")), "{name}");
    }
    let rows: &[(&[(&str, &str)], &str)] = &[
        (&[("CreItemId", "")], "creItemId"),
        (&[("ApiKey", "")], "apiKey"),
        (&[("CreItemId", "касса 1")], "creItemId"),
        (&[("CallbackKey", "SECRET-7391")], "callbackKey"),
        (&[("NoLinkMeans", "всё")], "noLinkMeans"),
        (&[("Url", "ftp://qapi.example.com")], "url"),
        (&[("TimeoutMs", "долго")], "timeoutMs"),
    ];
    for (locale, language, refused, advice) in [
        ("ru_RU", "ru", "Настройки не приняты", "Исправьте названные настройки"),
        ("en_US", "en", "The configuration is invalid", "Fix the settings that are named"),
    ] {
        for (changes, key) in rows {
            assert_eq!(shop.platform.tell(&["create", "Kassa"]), ["ok"]);
            assert_eq!(shop.platform.tell(&["language", locale, language]), ["ok"]);
            let journal = shop.platform.journal();
            let usual =
                [("Backend", "itkassa"), ("ApiKey", "KEY-8462"), ("CreItemId", REGISTER), ("Journal", &journal)];
            for (name, value) in usual.iter().chain(*changes) {
                shop.platform.done("SetParameter", &[&format!("s:{name}"), &format!("s:{value}")]);
            }
            let (code, error) = shop.platform.refused("Open", &["o:"]);
            assert_eq!(code, "3", "{changes:?}: {error}");
            assert!(error.starts_with(refused) && error.contains(advice), "{changes:?}: {error}");
            assert!(error.contains(&format!("({key})")), "{changes:?}: {error}");
            assert!(!error.contains("SECRET-7391") && !error.contains("KEY-8462"), "{error}");
            assert_eq!(shop.platform.tell(&["destroy"]), ["ok"]);
        }
    }
    assert!(!shop.platform.log().contains("KEY-8462"));
    assert_eq!(shop.platform.tell(&["use", "0"]), ["ok"]);
    shop.end();
}
