//! A day of sales: every method that a configuration calls, under its names in both languages.

use super::platform::Value;
use super::till::{Till, attribute, input, sale};
use kassa_simulator::icash::{DocumentKind, Options, Simulator};

/// Names of the methods of a day in a language.
struct Words {
    language: [&'static str; 2],
    open: &'static str,
    check: &'static str,
    correction: &'static str,
    status: &'static str,
    text: &'static str,
    copy: &'static str,
    settlements: &'static str,
    data: &'static str,
    close: &'static str,
    disconnect: &'static str,
}

const RUSSIAN: Words = Words {
    language: ["ru_RU", "ru"],
    open: "ОткрытьСмену",
    check: "СформироватьЧек",
    correction: "СформироватьЧекКоррекции",
    status: "ПолучитьТекущееСостояние",
    text: "НапечататьТекстовыйДокумент",
    copy: "НапечататьКопиюЧека",
    settlements: "ОтчетОТекущемСостоянииРасчетов",
    data: "ПолучитьПараметрыККТ",
    close: "ЗакрытьСмену",
    disconnect: "Отключить",
};

const ENGLISH: Words = Words {
    language: ["en_US", "en"],
    open: "OpenShift",
    check: "ProcessCheck",
    correction: "ProcessCorrectionCheck",
    status: "GetCurrentStatus",
    text: "PrintTextDocument",
    copy: "PrintCheckCopy",
    settlements: "ReportCurrentStatusOfSettlements",
    data: "GetDataKKT",
    close: "CloseShift",
    disconnect: "DisconnectEquipment",
};

fn text(given: &str) -> String {
    format!("s:{given}")
}

#[test]
fn a_day_works_in_both_languages_and_in_both_classes() {
    for (class, words) in [("Kassa", RUSSIAN), ("Kassa4000", ENGLISH)] {
        let mut till = Till::of(class, &[]);
        let [locale, language] = words.language;
        assert_eq!(till.platform.tell(&["language", locale, language]), ["ok"]);
        let operator = text(&input("Лунина"));

        let opened = till.done(words.open, &[&operator, "o:"]);
        let opened = opened[1].text();
        assert_eq!(attribute(opened, "ShiftNumber").as_deref(), Some("1"), "{opened}");
        assert_eq!(attribute(opened, "ShiftState").as_deref(), Some("2"), "{opened}");
        assert_eq!(attribute(opened, "FNError").as_deref(), Some("false"), "{opened}");
        assert_eq!(attribute(opened, "DateTime").map(|time| time.len()), Some("2025-03-01T10:00:00".len()), "{opened}");

        let made = till.done(words.check, &["b:0", &text(&sale("45.90")), "o:"]);
        let made = made[2].text();
        let receipt = till.receipts().pop().unwrap();
        assert_eq!(attribute(made, "CheckNumber"), Some(receipt.number.to_string()), "{made}");
        assert_eq!(attribute(made, "ShiftClosingCheckNumber").as_deref(), Some("1"), "{made}");
        let sign = receipt.data["T1077"].to_string().replace('"', "");
        assert_eq!(attribute(made, "FiscalSign"), Some(sign), "{made}");
        assert_eq!(attribute(made, "PrintError"), None, "{made}");
        assert_eq!(receipt.data["T1021"], "Лунина");
        assert_eq!(receipt.data["T1059"][0]["T1030"], "Хлеб \"Ржаной\"");

        let corrected = sale("45.90").replace(
            "<AgentData/>",
            "<CorrectionData Type=\"1\" Dаtе=\"2025-03-01T00:00:00\" Number=\"17\"/><AgentData/>",
        );
        let corrected = text(&corrected);
        let arguments: &[&str] = if class == "Kassa" { &["b:0", &corrected, "o:"] } else { &[&corrected, "o:"] };
        let made = till.done(words.correction, arguments);
        assert!(attribute(made.last().unwrap().text(), "CheckNumber").is_some());
        assert_eq!(till.receipts().pop().unwrap().kind, DocumentKind::Correction);

        let number = attribute(made.last().unwrap().text(), "CheckNumber").unwrap();
        till.done(words.copy, &[&text(&number)]);
        till.done(words.copy, &["s:"]);
        let slip = "<Document><Positions><TextString Text=\"Спасибо за покупку\"/><Barcode Type=\"QR\" ValueBase64=\"aHR0cA==\"/><Barcode BarcodeType=\"QR\" Barcode=\"http\"/></Positions></Document>";
        till.done(words.text, &[&text(slip)]);
        assert!(till.register.tape().contains("Спасибо за покупку"));

        let status = till.done(words.status, &[&operator, "o:"]);
        let status = status[1].text();
        assert_eq!(attribute(status, "ShiftState").as_deref(), Some("2"), "{status}");
        assert_eq!(attribute(status, "BacklogDocumentsCounter").map(|count| count != "0"), Some(true), "{status}");
        assert!(attribute(status, "BacklogDocumentFirstNumber").is_some(), "{status}");
        // A shift of more than a day has expired.
        till.register.set_clock_offset(25 * 3600);
        let expired = till.done(words.status, &[&operator, "o:"]);
        assert_eq!(attribute(expired[1].text(), "ShiftState").as_deref(), Some("3"), "{expired:?}");
        till.register.set_clock_offset(0);

        till.done(words.settlements, &[&operator, "o:"]);
        let table = till.done(words.data, &["o:"]);
        let table = table[0].text();
        for (name, value) in [
            ("KKTNumber", "0000000001045548"),
            ("FNSerialNumber", "9999078900012345"),
            ("INN", "7743013901"),
            ("Fiscal", "true"),
            ("FFDVersionKKT", "1.0.5"),
            ("TaxationSystems", "0,1,2,3,4,5"),
            ("AgentTypes", "0,1,2,3,4,5,6"),
            ("IsOffline", "false"),
            ("SaleLocation", "Магазин"),
            ("OFDCompanyINN", "7704453017"),
        ] {
            assert_eq!(attribute(table, name).as_deref(), Some(value), "{name} of {table}");
        }

        let closed = till.done(words.close, &[&operator, "o:"]);
        assert_eq!(attribute(closed[1].text(), "ShiftState").as_deref(), Some("1"));
        let kinds: Vec<_> = till.made().iter().map(|document| document.kind.word().to_owned()).collect();
        assert_eq!(kinds.len(), 5, "{kinds:?}");
        till.done(words.disconnect, &[]);
        assert!(!till.refused(words.disconnect, &[]).1.is_empty());
        till.end();
    }
}

#[test]
fn what_the_register_cannot_do_is_refused_with_a_text() {
    let mut till = Till::open(&[]);
    let operator = text(&input("Лунина"));
    let rows: &[(&str, &[&str], &str)] = &[
        ("НапечататьЧекВнесенияВыемки", &[&operator, "d:100.5"], "cashIn"),
        ("НапечататьЧекВнесенияВыемки", &[&operator, "i:-100"], "cashOut"),
        ("НапечататьОтчетБезГашения", &[&operator], "reportX"),
        ("ОткрытьДенежныйЯщик", &[], "openCashDrawer"),
        ("ОткрытьСессиюРегистрацииКМ", &[], "OpenSessionRegistrationKM"),
        ("ЗакрытьСессиюРегистрацииКМ", &[], "CloseSessionRegistrationKM"),
        ("ЗапросКМ", &["s:<RequestKM/>", "o:"], "RequestKM"),
        ("ПолучитьРезультатыЗапросаКМ", &["o:", "o:"], "GetProcessingKMResult"),
        ("ПодтвердитьКМ", &["s:1", "i:0"], "ConfirmKM"),
    ];
    for (method, arguments, task) in rows {
        let (code, error) = till.refused(method, arguments);
        assert!(code == "5" && error.contains(task), "{method}: {code} {error}");
    }
    let platform = &mut till.platform;
    for (method, arguments) in [
        ("АвтонастройкаОборудования", ["s:ККТ", "s:", "o:", "b:0", "i:5"].as_slice()),
        ("ПолучитьШаблонЛокализации", &["o:"]),
        ("УстановитьЛокализацию", &["s:ru", "s:<a/>"]),
    ] {
        assert_eq!(platform.refused(method, arguments).0, "5", "{method}");
    }
    assert!(till.made().is_empty());
    till.end();
}

#[test]
fn an_old_vat_rate_is_refused_at_its_attribute_if_the_tax_is_one_of_it() {
    let mut till = Till::open(&[]);
    till.open_shift();
    let returned = sale("118").replace("OperationType=\"1\"", "OperationType=\"2\"");
    let taxed = |sum: &str| {
        let rate = format!("VATRate=\"18\" VATAmount=\"{sum}\"");
        text(&returned.replace("VATRate=\"none\" VATAmount=\"\"", &rate))
    };
    let (code, error) = till.refused("СформироватьЧек", &["b:0", &taxed("18"), "o:"]);
    assert!(code == "4" && error.contains("FiscalString[1]/@VATRate"), "{code} {error}");
    assert!(error.contains("Ставки НДС 18 % в чеке сегодня нет"), "{error}");
    assert_eq!(till.receipts(), []);
    till.done("СформироватьЧек", &["b:0", &taxed("19.67"), "o:"]);
    assert_eq!(till.receipts()[0].request["T1059"][0]["T1199"], 1);
    till.end();
}

#[test]
fn the_newer_methods_connect_several_devices_of_one_object_and_test_them() {
    let mut till = Till::open(&[]);
    let parameters = format!(
        "s:<Parameters><Parameter Name=\"EquipmentType\" Value=\"ККТ\"/><Parameter Name=\"Backend\" Value=\"icash\"/><Parameter Name=\"Url\" Value=\"{}\"/><Parameter Name=\"Journal\" Value=\"{}\"/><Parameter Name=\"LineWidth\" Value=\"42\"/></Parameters>",
        till.register.url(),
        till.platform.journal(),
    );
    let platform = &mut till.platform;
    let second = platform.done("ConnectEquipment", &["o:", "s:kkt", &parameters])[0].text().to_owned();
    assert_ne!(second, till.id);
    for (id, width) in [(&till.id, "32"), (&second, "42")] {
        let answer = platform.done("ПолучитьШиринуСтроки", &[&text(id), "o:"]);
        assert_eq!(answer[1], Value::Number(width.into()));
    }
    let tested = platform.done("ТестированиеОборудования", &["s:ККТ", &parameters, "o:", "o:"]);
    assert!(tested[2].text().starts_with("ККТ отвечает"), "{tested:?}");
    assert_eq!(tested[3].text(), "");
    assert!(platform.done("DeviceTest", &["o:", "o:"])[0].text().contains("смена: закрыта"));
    assert!(platform.refused("ПодключитьОборудование", &["o:", "s:Сканер", &parameters]).1.contains("EquipmentType"));
    assert!(platform.refused("ПодключитьОборудование", &["o:", "s:ККТ", "s:<Parameters"]).1.contains("XML"));
    let form = platform.done("EquipmentParameters", &["s:ККТ", "o:"]);
    assert!(form[1].text().contains("<Settings><Page "));
    platform.done("УстановитьИнформациюПриложения", &["s:<ApplicationInformation Name=\"Розница\"/>"]);
    platform.done("ОтключитьОборудование", &[&text(&second)]);
    // Another object does not know this one's devices.
    assert_eq!(platform.tell(&["create", "Kassa"]), ["ok"]);
    assert!(platform.refused("Close", &[&text(&till.id)]).1.contains("не подключено"));
    assert_eq!(platform.tell(&["destroy"]), ["ok"]);
    assert_eq!(platform.tell(&["use", "0"]), ["ok"]);
    till.done("Close", &[]);
    till.end();
}

#[test]
fn invalid_settings_are_named_as_in_the_form() {
    let mut till = Till::open(&[]);
    let platform = &mut till.platform;
    for (name, value) in [("Url", "ftp://а"), ("DeadlineMs", "0"), ("Extra", "{\"unknownKey\": 1}")] {
        platform.done("УстановитьПараметр", &[&text(name), &text(value)]);
    }
    let (code, error) = platform.refused("Подключить", &["o:"]);
    assert_eq!(code, "3");
    for named in ["Адрес", "Предел всего вызова", "unknownKey"] {
        assert!(error.contains(named), "{named}: {error}");
    }
    platform.done("УстановитьПараметр", &["s:DeadlineMs", "s:скоро"]);
    assert!(platform.refused("Подключить", &["o:"]).1.contains("DeadlineMs") || !till.id.is_empty());
    till.end();
}

#[test]
fn a_register_that_is_off_is_reported_as_off() {
    let mut till = Till::open(&[]);
    till.register = Simulator::start(Options::default()).unwrap();
    for (method, arguments) in [
        ("ОткрытьСмену", [text(&input("Лунина")), "o:".into()].as_slice()),
        ("СформироватьЧек", &["b:0".into(), text(&sale("10")), "o:".into()]),
        ("GetCurrentStatus", &[text(&input("Лунина")), "o:".into()]),
    ] {
        let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
        let (code, error) = till.refused(method, &arguments);
        assert!(
            code == "6" && error.starts_with("Нет связи с устройством, ничего не отправлено"),
            "{method}: {code} {error}"
        );
    }
    till.end();
}

#[test]
fn the_log_has_the_documents_and_no_secrets() {
    let mut till = Till::open(&[]);
    till.open_shift();
    let platform = &mut till.platform;
    platform.done("УстановитьПараметр", &["s:Pin", "s:first-secret"]);
    platform.done("УстановитьПараметр", &["s:Extra", "s:{\"token\": \"second-secret\"}"]);
    let parameters = "s:<Parameters><Parameter Name=\"Backend\" Value=\"cashcore\"/><Parameter Name=\"Pin\" Value=\"third-secret\"/></Parameters>";
    platform.refused("ConnectEquipment", &["o:", "s:ККТ", parameters]);
    till.done("СформироватьЧек", &["b:0", &text(&sale("77.70")), "o:"]);
    let described = till.platform.done("GetDescription", &["o:"]);
    let path = attribute(described[0].text(), "LogPath").unwrap();
    assert_eq!(attribute(described[0].text(), "LogIsEnabled").as_deref(), Some("true"));
    // Wine names this machine's folders as drive Z.
    assert_eq!(path.replace('\\', "/").trim_start_matches("Z:"), till.platform.log_path());
    let log = till.platform.log();
    for part in ["ProcessCheck", "PriceWithDiscount=\"77.70\"", "Name=Pin Value=***", "CheckNumber=", "Value=\"***\""] {
        assert!(log.contains(part), "{part}: {log}");
    }
    for secret in ["first-secret", "second-secret", "third-secret"] {
        assert!(!log.contains(secret), "{secret}");
    }
    till.end();
}
