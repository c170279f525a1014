//! FFD 1.2 through 1C: each attribute of it becomes its tag on a register of ATOL, in both classes.

use super::registers::Shop;
use super::registration::fiscal;
use kassa_simulator::atolweb::{DocumentKind, Options};
use serde_json::{Value, json};

const CLASSES: [&str; 2] = ["Kassa", "Kassa4000"];

/// A receipt of one line of 100: elements of `Parameters`, attributes and elements of the line.
fn package(parts: &str, attributes: &str, elements: &str) -> String {
    let usual = [("Quantity", "1"), ("VATRate", "none"), ("MeasureOfQuantity", "0"), ("CalculationSubject", "1")];
    let usual = usual.into_iter().filter(|(name, _)| !attributes.starts_with(&format!("{name}=")));
    let usual: String = usual.map(|(name, value)| format!("{name}=\"{value}\" ")).collect();
    format!(
        "<CheckPackage><Parameters CashierName=\"Лунина\" CashierINN=\"771234567859\" OperationType=\"1\" TaxationSystem=\"0\">{parts}\
         </Parameters><Positions><FiscalString Name=\"Чай\" PriceWithDiscount=\"100\" AmountWithDiscount=\"100\" PaymentMethod=\"4\" \
         {usual}{attributes}>{elements}</FiscalString></Positions><Payments ElectronicPayment=\"100\"/></CheckPackage>"
    )
}

/// Makes each receipt and compares the tag at a path with what is expected there.
fn compare(rows: impl IntoIterator<Item = (String, &'static str, Value)>) {
    let mut shops = CLASSES.map(|class| Shop::atol(class, Options::default()));
    for (package, path, expected) in rows {
        for (shop, class) in shops.iter_mut().zip(CLASSES) {
            shop.sell(&package).unwrap_or_else(|error| panic!("{class}: {package}: {error:?}"));
            let made = shop.receipts().pop().unwrap();
            assert_eq!(made.pointer(path), Some(&expected), "{class}: {path}: {package}: {made}");
        }
    }
    shops.into_iter().for_each(Shop::end);
}

#[test]
fn every_rate_of_vat_is_that_of_the_line() {
    let rows = [
        ("none", "", 6),
        ("0", "VATAmount=\"0\"", 5),
        ("5", "VATAmount=\"4.76\"", 7),
        ("7", "VATAmount=\"6.54\"", 8),
        ("10", "VATAmount=\"9.09\"", 2),
        ("22", "VATAmount=\"18.03\"", 11),
        ("5/105", "VATAmount=\"4.76\"", 9),
        ("7/107", "VATAmount=\"6.54\"", 10),
        ("10/110", "VATAmount=\"9.09\"", 4),
        ("22/122", "VATAmount=\"18.03\"", 12),
        ("22%", "", 11),
    ];
    compare(
        rows.map(|(rate, sum, code)| {
            (package("", &format!("VATRate=\"{rate}\" {sum}"), ""), "/1059/0/1199", json!(code))
        }),
    );
}

#[test]
fn every_unit_is_that_of_the_line() {
    let codes = [0, 10, 11, 12, 20, 21, 22, 30, 31, 32, 40, 41, 42, 50, 51, 70, 71, 72, 73, 80, 81, 82, 83, 255];
    compare(codes.map(|code| (package("", &format!("MeasureOfQuantity=\"{code}\""), ""), "/1059/0/2108", json!(code))));
}

#[test]
fn every_kind_of_product_code_is_its_tag() {
    let rows = [
        ("NotIdentified", "0JrQvtC0", 1300, "Код"),
        ("EAN8", "NDYwMTIzNDg=", 1301, "46012348"),
        ("EAN13", "MjkwMDAwMTQ2MjEwNQ==", 1302, "2900001462105"),
        ("EAN13", "2900001462105", 1302, "2900001462105"),
        ("ITF14", "MTQ2MDEyMzQ1Njc4OTA=", 1303, "14601234567890"),
        ("GS1.0", "MDEwNDYwNzQyNzUxMjM3NTIxMQ==", 1304, "0104607427512375211"),
        ("GS1.M", "MDEwNDYwNzQyNzUxMjM3NTIxMg==", 1305, "0104607427512375212"),
        ("KMK", "MDQ2MDc0Mjc1MTIzNzU1UWdqPVQ=", 1306, "046074275123755Qgj=T"),
        ("MI", "RU-430302-ABC1234567", 1307, "RU-430302-ABC1234567"),
        ("EGAIS20", "MTlOMDAwMDBYT1BOMTNNTTY2VDBIVkYzMTExMDAwMDAw", 1308, "19N00000XOPN13MM66T0HVF3111000000"),
        ("EGAIS30", "MDEyMzQ1Njc4OTAxMjM=", 1309, "01234567890123"),
        ("F1", "RjEtY29kZQ==", 1320, "F1-code"),
        ("F2", "RjItY29kZQ==", 1321, "F2-code"),
        ("F3", "RjMtY29kZQ==", 1322, "F3-code"),
        ("F4", "RjQtY29kZQ==", 1323, "F4-code"),
        ("F5", "RjUtY29kZQ==", 1324, "F5-code"),
        ("F6", "RjYtY29kZQ==", 1325, "F6-code"),
    ];
    compare(rows.map(|(name, given, tag, code)| {
        let element = format!("<GoodCodeData {name}=\"{given}\"/>");
        (package("", "", &element), "/1059/0/1163", json!({ tag.to_string(): code }))
    }));
}

#[test]
fn the_parts_of_a_receipt_are_their_tags() {
    let industry = "<IndustryAttribute IdentifierFOIV=\"030\" DocumentDate=\"21.11.2023\" DocumentNumber=\"1944\" AttributeValue=\"UUID=1&amp;Time=2\"/>";
    let written = json!([{ "1262": "030", "1263": "21.11.2023", "1264": "1944", "1265": "UUID=1&Time=2" }]);
    let buyer = "<CustomerDetail Info=\"Иванова Анна\" INN=\"771234567859\" DateOfBirth=\"10.09.1990\" Citizenship=\"643\" \
                 DocumentTypeCode=\"21\" DocumentData=\"4510 123456\" Address=\"Москва\"/>";
    let agent = "<VendorData VendorPhone=\"+79160000001\" VendorName=\"ООО Тропа\" VendorINN=\"771234567859\"/>";
    compare([
        (package(industry, "", ""), "/1261", written.clone()),
        (package("", "", industry), "/1059/0/1260", written),
        (
            package(
                "<OperationalAttribute DateTime=\"2026-09-10T18:57:03\" OperationID=\"0\" OperationData=\"DATA\"/>",
                "",
                "",
            ),
            "/1270",
            json!({ "1271": 0, "1272": "DATA", "1273": "2026-09-10T18:57:03+03:00" }),
        ),
        (
            package(buyer, "", ""),
            "/1256",
            json!({
                "1227": "Иванова Анна", "1228": "771234567859", "1243": "10.09.1990", "1244": "643", "1245": "21",
                "1246": "4510 123456", "1254": "Москва",
            }),
        ),
        (
            package("<UserAttribute Name=\"карта\" Value=\"17\"/>", "", ""),
            "/1084",
            json!({ "1085": "карта", "1086": "17" }),
        ),
        (package("", "CalculationAgent=\"5\"", agent), "/1059/0/1222", json!(32)),
        (package("", "CalculationAgent=\"5\"", agent), "/1059/0/1226", json!("771234567859")),
        (package("", "CountryOfOrigin=\"643\"", ""), "/1059/0/1230", json!("643")),
        (package("", "ExciseAmount=\"1.50\"", ""), "/1059/0/1229", json!(1.5)),
    ]);
}

#[test]
fn a_correction_with_lines_is_made_in_both_classes() {
    let basis = "<CorrectionData Type=\"1\" Description=\"Не пробит чек\" Date=\"2026-02-19T13:24:48\" Number=\"17\"/>";
    let good = "<GoodCodeData EAN13=\"2900001462105\"/>";
    let text = format!("s:{}", package(basis, "VATRate=\"22\" VATAmount=\"18.03\"", good));
    for (class, arguments) in CLASSES.into_iter().zip([&["b:0", &text, "o:"][..], &[&text, "o:"]]) {
        let mut shop = Shop::atol(class, Options::default());
        shop.done("ProcessCorrectionCheck", arguments);
        let made = shop.server().ledger().pop().unwrap();
        assert_eq!(made.kind, DocumentKind::Correction, "{class}");
        for (path, value) in [
            ("/1173", json!(1)),
            ("/1174/1179", json!("17")),
            ("/1059/0/1199", json!(11)),
            ("/1059/0/1200", json!(18.03)),
            ("/1059/0/1163/1302", json!("2900001462105")),
        ] {
            assert_eq!(made.tags.pointer(path), Some(&value), "{class}: {path}: {}", made.tags);
        }
        shop.end();
    }
}

#[test]
fn the_description_of_the_register_says_what_it_is() {
    let mut shop = Shop::atol("Kassa", Options::default());
    let table = shop.done("GetDataKKT", &["o:"])[0].text().to_owned();
    for part in [
        "FFDVersionKKT=\"1.2\"",
        "FFDVersionFN=\"1.2\"",
        "IsMarking=\"true\"",
        "Fiscal=\"true\"",
        "KKTSerialNumber=\"00106912345678\"",
        "KKTNumber=\"0001234567007512\"",
        "FNSerialNumber=\"9999078900000961\"",
        "TaxationSystems=\"0,1,2,4,5\"",
        "IsPawnshop=\"false\"",
        "OFDCompanyINN=\"5000111221\"",
        "SenderEmail=\"kassa@example.com\"",
    ] {
        assert!(table.contains(part), "{part}: {table}");
    }
    shop.done("OpenCashDrawer", &[]);
    let cashier = "s:<InputParameters><Parameters CashierName=\"Лунина\"/></InputParameters>";
    let status = shop.done("GetCurrentStatus", &[cashier, "o:"])[1].text().to_owned();
    for part in [
        "ShiftNumber=\"1\"",
        "ShiftState=\"2\"",
        "CheckNumber=\"2\"",
        "ShiftClosingCheckNumber=\"0\"",
        "FNError=\"false\"",
        "FNOverflow=\"false\"",
        "FNFail=\"false\"",
        "FNValidityDate=\"20",
        "CashBalance=\"0",
        "BacklogDocumentsCounter=\"0\"",
    ] {
        assert!(status.contains(part), "{part}: {status}");
    }
    shop.end();
}

#[test]
fn a_change_of_registration_lists_what_is_changed() {
    let mut shop = Shop::atol("Kassa", Options::default());
    shop.done("CloseShift", &["s:<InputParameters><Parameters CashierName=\"Лунина\"/></InputParameters>", "o:"]);
    let changed = [
        ("KKTNumber", "0001234567007512"),
        ("FFDVersion", "1.2"),
        ("INN", "7700123459"),
        ("IsMarking", "true"),
        ("RegistrationLabelCodes", "3, 4"),
    ];
    shop.done("OperationFN", &["i:2", &fiscal(&changed)]);
    let made = shop.server().ledger().pop().unwrap();
    assert_eq!(made.kind, DocumentKind::ChangeRegistrationParameters);
    assert_eq!((&made.tags["1205"], &made.tags["1048"]), (&json!(12), &json!("ООО \"Ромашка\"")), "{}", made.tags);
    shop.end();
}
