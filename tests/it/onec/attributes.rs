//! No attribute that the requirements define is silently ignored: set alone in a valid document, each changes what the
//! register receives, is refused, or is left out with a line in the log.

use super::registers::Shop;
use super::registration;
use super::till::{Till, input};
use kassa_simulator::atolweb::Options;
use serde_json::{Value, json};

/// Path of an attribute of CheckPackage, its name, and a value other than that of the usual document.
const RECEIPT: &[(&str, &str, &str)] = &[
    ("Parameters", "CashierName", "Иванова"),
    ("Parameters", "CashierINN", "771234567859"),
    ("Parameters", "OperationType", "2"),
    ("Parameters", "TaxationSystem", "1"),
    ("Parameters", "CustomerEmail", "buyer@example.com"),
    ("Parameters", "CustomerPhone", "+79161112233"),
    ("Parameters", "CustomerInfo", "ООО Покупатель"),
    ("Parameters", "CustomerINN", "771234567859"),
    ("Parameters", "SenderEmail", "other@example.com"),
    ("Parameters", "SaleAddress", "Тверь"),
    ("Parameters", "SaleLocation", "Рынок"),
    ("Parameters", "AutomatNumber", "17"),
    ("Parameters", "AgentType", "6"),
    ("Parameters", "AdditionalAttribute", "признак"),
    ("Parameters", "OperationOnline", "true"),
    ("Parameters", "TimeZone", "3"),
    ("Parameters", "GroupingPositionsWhenPrinting", "true"),
    ("Parameters/CustomerDetail", "Info", "ООО Покупатель"),
    ("Parameters/CustomerDetail", "INN", "771234567859"),
    ("Parameters/CustomerDetail", "DateOfBirth", "10.09.1990"),
    ("Parameters/CustomerDetail", "Citizenship", "643"),
    ("Parameters/CustomerDetail", "DocumentTypeCode", "21"),
    ("Parameters/CustomerDetail", "DocumentData", "4510 123456"),
    ("Parameters/CustomerDetail", "Address", "Москва"),
    ("Parameters/AgentData", "AgentOperation", "перевод"),
    ("Parameters/AgentData", "AgentPhone", "+79161112233"),
    ("Parameters/AgentData", "PaymentProcessorPhone", "+79161112233"),
    ("Parameters/AgentData", "AcquirerOperatorPhone", "+79161112233"),
    ("Parameters/AgentData", "AcquirerOperatorName", "Оператор"),
    ("Parameters/AgentData", "AcquirerOperatorAddress", "Москва"),
    ("Parameters/AgentData", "AcquirerOperatorINN", "771234567859"),
    ("Parameters/VendorData", "VendorPhone", "+79161112233"),
    ("Parameters/VendorData", "VendorName", "Поставщик"),
    ("Parameters/VendorData", "VendorINN", "771234567859"),
    ("Parameters/UserAttribute", "Name", "имя"),
    ("Parameters/UserAttribute", "Value", "значение"),
    ("Parameters/OperationalAttribute", "DateTime", "2021-09-10T18:57:03"),
    ("Parameters/OperationalAttribute", "OperationID", "1"),
    ("Parameters/OperationalAttribute", "OperationData", "данные"),
    ("Parameters/IndustryAttribute", "IdentifierFOIV", "001"),
    ("Parameters/IndustryAttribute", "DocumentDate", "10.09.2021"),
    ("Parameters/IndustryAttribute", "DocumentNumber", "17"),
    ("Parameters/IndustryAttribute", "AttributeValue", "Ид=Знач"),
    ("Line", "Name", "Чай"),
    ("Line", "Quantity", "2"),
    ("Line", "PriceWithDiscount", "11"),
    ("Line", "AmountWithDiscount", "11"),
    ("Line", "DiscountAmount", "5"),
    ("Line", "DiscountAmount", "-5"),
    ("Line", "Department", "3"),
    ("Line", "VATRate", "10"),
    ("Line", "VATAmount", "1"),
    ("Line", "PaymentMethod", "1"),
    ("Line", "CalculationSubject", "4"),
    ("Line", "CalculationAgent", "5"),
    ("Line", "MeasureOfQuantity", "11"),
    ("Line", "MeasurementUnit", "кг"),
    ("Line", "MarkingCode", "MDEwNA=="),
    ("Line", "CountryOfOrigin", "643"),
    ("Line", "CustomsDeclaration", "10702020/060520/0013422"),
    ("Line", "AdditionalAttribute", "признак"),
    ("Line", "ExciseAmount", "1"),
    ("Line/AgentData", "AgentOperation", "перевод"),
    ("Line/AgentData", "AcquirerOperatorName", "Оператор"),
    ("Line/VendorData", "VendorPhone", "+79161112233"),
    ("Line/VendorData", "VendorName", "Поставщик"),
    ("Line/VendorData", "VendorINN", "771234567859"),
    ("Line/IndustryAttribute", "IdentifierFOIV", "001"),
    ("Line/FractionalQuantity", "Numerator", "1"),
    ("Line/FractionalQuantity", "Denominator", "2"),
    ("Line/GoodCodeData", "NotIdentified", "MQ=="),
    ("Line/GoodCodeData", "EAN8", "MjkwMDAwMTQ="),
    ("Line/GoodCodeData", "EAN13", "2900001462105"),
    ("Line/GoodCodeData", "ITF14", "MQ=="),
    ("Line/GoodCodeData", "GS1.0", "MQ=="),
    ("Line/GoodCodeData", "GS1.M", "MQ=="),
    ("Line/GoodCodeData", "KMK", "MQ=="),
    ("Line/GoodCodeData", "MI", "RU-430302"),
    ("Line/GoodCodeData", "EGAIS20", "MQ=="),
    ("Line/GoodCodeData", "EGAIS30", "MQ=="),
    ("Line/GoodCodeData", "F1", "MQ=="),
    ("Line/GoodCodeData", "F2", "MQ=="),
    ("Line/GoodCodeData", "F3", "MQ=="),
    ("Line/GoodCodeData", "F4", "MQ=="),
    ("Line/GoodCodeData", "F5", "MQ=="),
    ("Line/GoodCodeData", "F6", "MQ=="),
    ("Line/GoodCodeData", "GTIN", "MDI5MDAwMDE0NjIxMDU="),
    ("Line/GoodCodeData", "MarkingCode", "RE0CKdvvmgM="),
    ("Line/GoodCodeData", "StampType", "05"),
    ("Line/GoodCodeData", "Stamp", "abc"),
    ("Line/GoodCodeData", "SerialNumber", "17"),
    ("Positions/TextString", "Text", "Спасибо"),
    ("Positions/Barcode", "Type", "QR"),
    ("Positions/Barcode", "ValueBase64", "MQ=="),
    ("Positions/Barcode", "Value", "1"),
    ("Payments", "Cash", "9"),
    ("Payments", "ElectronicPayment", "10"),
    ("Payments", "PrePayment", "10"),
    ("Payments", "PostPayment", "10"),
    ("Payments", "Barter", "10"),
    ("Payments", "Voucher", "10"),
    ("ElectronicPaymentInfo/ElectronicPayment", "Amount", "10"),
    ("ElectronicPaymentInfo/ElectronicPayment", "PaymentMethod", "1"),
    ("ElectronicPaymentInfo/ElectronicPayment", "Identifiers", "4276"),
    ("ElectronicPaymentInfo/ElectronicPayment", "AdditionalInformation", "СБП"),
];

/// A sale of bread with one more attribute, or with another value of an attribute.
fn package(place: &str, name: &str, value: &str) -> String {
    let attributes = |of: &str, usual: &[(&str, &str)]| {
        let all = usual.iter().copied().filter(|(known, _)| place != of || *known != name);
        let own = (place == of).then_some((name, value));
        all.chain(own).map(|(name, value)| format!(" {name}=\"{value}\"")).collect::<String>()
    };
    let within = |of: &str| match place.strip_prefix(of).and_then(|rest| rest.strip_prefix('/')) {
        Some(element) => format!("<{element} {name}=\"{value}\"/>"),
        None => String::new(),
    };
    let parameters = [("CashierName", "Лунина"), ("OperationType", "1"), ("TaxationSystem", "0")];
    let line = [
        ("Name", "Хлеб"),
        ("Quantity", "1"),
        ("PriceWithDiscount", "10"),
        ("AmountWithDiscount", "10"),
        ("VATRate", "none"),
        ("PaymentMethod", "4"),
        ("CalculationSubject", "1"),
    ];
    format!(
        "s:<CheckPackage><Parameters{}>{}</Parameters><Positions><FiscalString{}>{}</FiscalString>{}</Positions><Payments{}/>\
         <ElectronicPaymentInfo>{}</ElectronicPaymentInfo></CheckPackage>",
        attributes("Parameters", &parameters),
        within("Parameters"),
        attributes("Line", &line),
        within("Line"),
        within("Positions"),
        attributes("Payments", &[("Cash", "10")]),
        within("ElectronicPaymentInfo"),
    )
}

/// The register's record of its last receipt, without the parts that differ in each receipt.
fn written(till: &Till) -> Value {
    let mut data = till.receipts().pop().unwrap().data;
    let tags = data.as_object_mut().unwrap();
    for own in ["T1012", "T1040", "T1042", "T1077", "T1196"] {
        tags.remove(own);
    }
    data
}

#[test]
fn each_attribute_of_a_receipt_changes_it_or_is_refused_or_is_in_the_log() {
    let mut till = Till::open(&[]);
    till.open_shift();
    till.done("СформироватьЧек", &["b:0", &package("", "", ""), "o:"]);
    let usual = written(&till);
    let mut silent = Vec::new();
    for (place, name, value) in RECEIPT {
        let before = till.receipts().len();
        let log = till.platform.log().len();
        let id = format!("s:{}", till.id);
        till.platform.call("СформироватьЧек", &[&id, "b:0", &package(place, name, value), "o:"]);
        let error = till.platform.last_error();
        let refused = error.0 == "4" && till.receipts().len() == before;
        let sold = error.0 == "0" && till.receipts().len() == before + 1;
        let carried = sold && written(&till) != usual;
        let element = place.split('/').next_back().unwrap().replace("Line", "FiscalString[1]");
        let noted = till.platform.log()[log..].lines().any(|line| {
            // A note stands once for an element that is only printed.
            line.contains("note: ") && (line.contains(&format!("@{name}")) || line.contains(&format!("/{element}")))
        });
        if !(refused || carried || sold && noted) {
            silent.push(format!("{place}/@{name}: {error:?}"));
        }
    }
    assert!(silent.is_empty(), "{silent:#?}");
    // An attribute that the requirements do not define passes.
    till.done("СформироватьЧек", &["b:0", &package("Line", "NewAttribute", "1"), "o:"]);
    assert_eq!(written(&till), usual);
    till.end();
}

#[test]
fn each_attribute_of_a_receipt_reaches_atols_register_or_is_refused_or_is_in_the_log() {
    let mut shop = Shop::atol("Kassa", Options { cash_roubles: 1000, ..Options::default() });
    let sell = |shop: &mut Shop, place, name, value| {
        let package = package(place, name, value);
        shop.sell(package.trim_start_matches("s:"))
    };
    // A text between the lines is in the task only.
    let made = |shop: &Shop| shop.server().ledger().pop().unwrap().task;
    sell(&mut shop, "", "", "").unwrap();
    let usual = made(&shop);
    let (mut silent, mut refused) = (Vec::new(), Vec::new());
    for (place, name, value) in RECEIPT {
        let (before, log) = (shop.receipts().len(), shop.platform.log().len());
        let sold = sell(&mut shop, place, name, value);
        let is_new = shop.receipts().len() > before;
        let noted = shop.platform.log()[log..].lines().any(|line| line.contains("note: ") && line.contains(name));
        match sold {
            // By the library, or for this register's version of documents.
            Err((code, _)) if ["4", "7"].contains(&code.as_str()) && !is_new => refused.push(*name),
            Ok(_) if is_new && (made(&shop) != usual || noted) => {}
            other => silent.push(format!("{place}/@{name}: {other:?}")),
        }
    }
    assert!(silent.is_empty(), "{silent:#?}");
    for taken in ["EAN8", "EAN13", "GS1.0", "KMK", "F1", "DateOfBirth", "DocumentData", "DateTime", "MeasureOfQuantity"]
    {
        assert!(!refused.contains(&taken), "{taken}");
    }
    shop.end();
}

#[test]
fn each_attribute_of_the_basis_of_a_correction_changes_it_or_is_refused() {
    let correction = |name: &str, value: &str| {
        let usual = [("Type", "1"), ("Date", "2026-11-20T00:00:00"), ("Number", "17")];
        let all = usual.iter().filter(|(known, _)| *known != name).copied().chain([(name, value)]);
        let attributes: String = all.map(|(name, value)| format!(" {name}=\"{value}\"")).collect();
        let rests_on = format!("<CorrectionData{attributes}/>");
        package("", "", "").replace("</Parameters>", &format!("{rests_on}</Parameters>"))
    };
    let mut till = Till::open(&[]);
    till.open_shift();
    till.done("СформироватьЧекКоррекции", &["b:0", &correction("Unknown", "1"), "o:"]);
    let usual = written(&till);
    for (name, value) in [("Type", "0"), ("Date", "2026-11-21T00:00:00"), ("Number", "18")] {
        till.done("СформироватьЧекКоррекции", &["b:0", &correction(name, value), "o:"]);
        assert_ne!(written(&till), usual, "{name}");
    }
    till.done("СформироватьЧекКоррекции", &["b:0", &correction("Description", "описание"), "o:"]);
    assert!(till.platform.log().contains("note: CheckPackage/Parameters/CorrectionData/@Description"));
    for (name, value) in [("Type", ""), ("Type", "2"), ("Date", "вчера"), ("Number", "")] {
        let (code, error) = till.refused("СформироватьЧекКоррекции", &["b:0", &correction(name, value), "o:"]);
        assert!(code == "4" && error.contains(&format!("CorrectionData/@{name}")), "{name}: {code} {error}");
    }
    till.end();
}

#[test]
fn a_repeated_part_is_refused_unless_it_is_empty() {
    let mut till = Till::open(&[]);
    till.open_shift();
    let vendor = "<VendorData VendorPhone=\"+79161112233\" VendorINN=\"771234567859\"/>";
    let with = |parts: &str| {
        let line = package("Line", "CalculationAgent", "5");
        line.replace("</FiscalString>", &format!("{parts}</FiscalString>"))
    };
    till.done("СформироватьЧек", &["b:0", &with(&format!("<VendorData/>{vendor}<VendorData VendorINN=\"\"/>")), "o:"]);
    assert_eq!(written(&till)["T1059"][0]["T1226"], "771234567859");
    let (code, error) = till.refused("СформироватьЧек", &["b:0", &with(&format!("{vendor}{vendor}")), "o:"]);
    assert!(code == "4" && error.contains("FiscalString[1]/VendorData[2]"), "{code} {error}");
    till.end();
}

#[test]
fn each_attribute_of_a_registration_changes_it_or_is_refused_or_is_the_registers_own() {
    // FFDVersionKKT is read when a configuration of older requirements gives no FFDVersion.
    let own = [
        "KKTSerialNumber",
        "FirmwareVersion",
        "Fiscal",
        "FFDVersionFN",
        "FFDVersionKKT",
        "FNSerialNumber",
        "DocumentNumber",
        "DateTime",
    ];
    let rows = [
        ("CashierName", "Иванова"),
        ("CashierINN", "500100732259"),
        ("KKTNumber", "0001234567007512"),
        ("CompanyName", "ООО Другое"),
        ("INN", "7700123459"),
        ("SaleAddress", "Тверь"),
        ("SaleLocation", "Рынок"),
        ("TaxationSystems", "1"),
        ("AgentTypes", "5"),
        ("FFDVersion", "1.1"),
        ("FNSURL", "www.example.com"),
        ("AutomaticNumber", "17"),
        ("IsOffline", "true"),
        ("IsEncrypted", "false"),
        ("IsService", "false"),
        ("IsExcisable", "true"),
        ("IsGambling", "true"),
        ("IsLottery", "true"),
        ("BSOSing", "false"),
        ("IsOnline", "true"),
        ("IsOnlineOnly", "true"),
        ("IsAutomaticPrinter", "true"),
        ("IsAutomatic", "true"),
        ("IsMarking", "true"),
        ("IsPawnshop", "true"),
        ("IsAssurance", "true"),
        ("IsVendingMachine", "true"),
        ("IsCateringServices", "true"),
        ("IsWholesaleTrade", "true"),
        ("SupportFNPiot", "true"),
        ("OFDCompany", "ООО Другой ОФД"),
        ("OFDCompanyINN", "5000111221"),
        ("SenderEmail", "other@example.com"),
        ("RegistrationReasonCode", "3"),
        ("RegistrationReasonCode", "9"),
    ];
    let mut till = registration::till("Kassa", true);
    let reason = ("RegistrationReasonCode", "4");
    let written = |till: &Till| {
        let mut data = till.made().pop().unwrap().data;
        let tags = data.as_object_mut().unwrap();
        for own in ["T1012", "T1040", "T1077", "T1157"] {
            tags.remove(own);
        }
        data
    };
    till.done("ОперацияФН", &["i:2", &registration::fiscal(&[reason])]);
    let usual = written(&till);
    for change in rows.iter().copied().chain(own.map(|name| (name, "1"))) {
        let before = till.made().len();
        let id = format!("s:{}", till.id);
        till.platform.call("ОперацияФН", &[&id, "i:2", &registration::fiscal(&[change, reason])]);
        let error = till.platform.last_error();
        let made = till.made().len() > before;
        match (error.0.as_str(), made) {
            ("4", false) => assert!(!own.contains(&change.0), "{change:?}: {error:?}"),
            ("0", true) => assert_eq!(written(&till) == usual, own.contains(&change.0), "{change:?}"),
            _ => panic!("{change:?}: {error:?}"),
        }
    }
    till.end();
}

#[test]
fn the_clock_is_set_only_where_the_settings_say_so() {
    let mut till = Till::open(&[]);
    let with = |wish: &str| {
        let plain = input("Лунина");
        format!(
            "s:{}",
            plain.replace("/></InputParameters>", &format!(" TimeSynchronization=\"{wish}\"/></InputParameters>"))
        )
    };
    let clocks = |till: &Till| {
        let requests = till.register.requests();
        requests
            .iter()
            .filter(|request| request["method"] == "POST" && request["path"].as_str().unwrap().ends_with("/settings"))
            .count()
    };
    for (number, method) in ["ОткрытьСмену", "ПолучитьТекущееСостояние", "ЗакрытьСмену"].into_iter().enumerate()
    {
        till.done(method, &[&with("true"), "o:"]);
        assert_eq!(clocks(&till), number + 1, "{method}");
    }
    for wish in ["false", ""] {
        till.done("GetCurrentStatus", &[&with(wish), "o:"]);
    }
    for method in ["GetCurrentStatus", "OpenShift"] {
        let (code, error) = till.refused(method, &[&with("да"), "o:"]);
        assert!(
            code == "4" && error.contains("InputParameters/Parameters/@TimeSynchronization «да»"),
            "{code} {error}"
        );
        assert!(till.refused(method, &["s:<InputParameters", "o:"]).1.contains("XML"), "{method}");
    }
    assert_eq!(clocks(&till), 3);
    till.end();
}

#[test]
fn a_report_that_was_made_succeeds_even_if_later_queries_fail() {
    let mut till = Till::open(&[]);
    till.open_shift();
    till.faults(&json!([{ "path": "/shift/status", "point": "received", "action": "close", "times": 0 }]));
    let operator = format!("s:{}", input("Лунина"));
    let made = till.done("ОтчетОТекущемСостоянииРасчетов", &[&operator, "o:"]);
    assert!(made[1].text().contains("<OutputParameters><Parameters "), "{made:?}");
    assert!(!made[1].text().contains("ShiftState"), "nothing is made up: {made:?}");
    assert_eq!(till.made().len(), 2);
    till.end();
}
