//! Documents as configurations send them: the register makes each correctly, or it is refused by the attribute that the
//! register does not support.

use super::till::{Till, attribute};
use crate::support::root;
use serde_json::json;

fn document(name: &str) -> String {
    std::fs::read_to_string(root().join("tests/onec/samples").join(name)).unwrap()
}

/// The places that a refusal names, in its order.
fn named(error: &str) -> Vec<&str> {
    let places = error.lines().filter_map(|line| line.strip_prefix("• "));
    places.map(|line| line.split(" «").next().unwrap().split(": ").next().unwrap()).collect()
}

/// What is printed besides the receipt; the settings may allow to drop it.
const PRINT: &[&str] = &[
    "CheckPackage/Positions/FiscalString[3]/@DiscountAmount",
    "CheckPackage/Positions/TextString[1]",
    "CheckPackage/Positions/TextString[2]",
    "CheckPackage/Positions/TextString[3]",
    "CheckPackage/Positions/TextString[4]",
    "CheckPackage/Positions/Barcode[1]",
];

#[test]
fn what_no_register_supports_is_refused_by_its_attribute() {
    let mut till = Till::open(&[("ShortTaxNumbers", "send"), ("Extra", "{\"rules\": {\"vat\": \"warn\"}}")]);
    till.open_shift();
    let address = ["CheckPackage/Parameters/@SaleAddress", "CheckPackage/Parameters/@SaleLocation"];
    let mark = |line: u8| format!("CheckPackage/Positions/FiscalString[{line}]/@MarkingCode");
    let (first, third, fourth) = (mark(1), mark(3), mark(4));
    let rows: &[(&str, &str, &[&str])] = &[
        ("irp-02.xml", "СформироватьЧек", &[&first, &third]),
        ("irp-13.xml", "СформироватьЧек", &[]),
        ("irp-17.xml", "СформироватьЧек", &[]),
        ("irp-21.xml", "СформироватьЧек", &[]),
        ("irp-28.xml", "СформироватьЧекКоррекции", &["CheckPackage/Parameters/CorrectionData/@Description"]),
        (
            "mitsu-ffd12-check.xml",
            "СформироватьЧек",
            &[
                "CheckPackage/Positions/FiscalString[1]/GoodCodeData/@EAN13",
                "CheckPackage/Positions/FiscalString[4]/@Department",
                "CheckPackage/Positions/FiscalString[5]/@Department",
                &fourth,
                "CheckPackage/Parameters/OperationalAttribute/@DateTime, @OperationID, @OperationData",
                "CheckPackage/Parameters/IndustryAttribute/@IdentifierFOIV, @DocumentDate, @DocumentNumber, @AttributeValue",
            ],
        ),
    ];
    for (name, method, refused) in rows {
        let (_, error) = till.refused(method, &["b:0", &format!("s:{}", document(name)), "o:"]);
        let mut expected = [*refused, &address].concat();
        if name.starts_with("mitsu") {
            expected.extend(PRINT);
        }
        let mut found = named(&error);
        found.sort_unstable();
        expected.sort_unstable();
        assert_eq!(found, expected, "{name}: {error}");
    }
    let (_, error) = till.refused("ЗакрытьСмену", &[&format!("s:{}", document("unw-input.xml")), "o:"]);
    let expected = ["InputParameters/Parameters/@CashierINN", "InputParameters/Parameters/@PrintRequired"];
    assert_eq!(named(&error), expected, "{error}");
    assert!(till.receipts().is_empty());
    till.end();
}

#[test]
fn the_others_are_made_if_the_register_is_registered_at_their_address() {
    // The register does not take a cashier's INN of ten digits. 18 % is sent under the code that means 20 % today.
    let document = |name| document(name).replace("CashierINN=\"1111111111\"", "CashierINN=\"771234567859\"");
    let mut till = Till::open(&[("Extra", "{\"rules\": {\"vat\": \"warn\"}}")]);
    till.register_at("Sale address", "Sale location");
    till.open_shift();
    let rows = [
        ("irp-13.xml", json!(112), json!(0), json!("17.08"), 4),
        ("irp-17.xml", json!(500), json!(0), json!("76.27"), 3),
        ("irp-21.xml", json!(300), json!(0), json!("30.50"), 4),
    ];
    for (name, cash, electronically, vat, way) in rows {
        let made = till.done("СформироватьЧек", &["b:0", &format!("s:{}", document(name)), "o:"]);
        let receipt = till.receipts().pop().unwrap();
        assert_eq!(attribute(made[2].text(), "CheckNumber"), Some(receipt.number.to_string()));
        let data = &receipt.data;
        assert_eq!((&data["T1031"], &data["T1081"]), (&cash, &electronically), "{name}: {data}");
        assert_eq!((&data["T1102"], &data["T1059"][0]["T1214"]), (&vat, &json!(way)), "{name}: {data}");
        assert_eq!((&data["T1021"], &data["T1203"]), (&json!("Арина Браун"), &json!("771234567859")), "{name}: {data}");
    }
    let lines = &till.receipts().pop().unwrap().data["T1059"];
    assert_eq!((&lines[1]["T1226"], &lines[1]["T1222"]), (&json!("2222222222"), &json!([6])));
    assert_eq!(lines[1]["T1224"], json!({ "T1171": ["+9 (000) 000-00-02"], "T1225": "Consignor 2" }));
    // A correction passes without the texts that no register supports.
    let correction = document("irp-28.xml").replace(" Description=\"wrong VAT rate\"", "");
    till.done("СформироватьЧекКоррекции", &["b:0", &format!("s:{correction}"), "o:"]);
    let data = till.receipts().pop().unwrap().data;
    assert_eq!((&data["T1054"], &data["T1173"], &data["T1192"]), (&json!(2), &json!(false), &json!("715")), "{data}");
    till.end();
}

#[test]
fn what_is_only_printed_is_dropped_where_the_settings_say_so() {
    let mut till = Till::open(&[("LeaveOutPrint", "true")]);
    till.open_shift();
    let (_, error) =
        till.refused("СформироватьЧек", &["b:0", &format!("s:{}", document("mitsu-ffd12-check.xml")), "o:"]);
    assert!(PRINT.iter().all(|place| !named(&error).contains(place)), "{error}");
    let mut package = document("mitsu-ffd12-check.xml");
    for (part, instead) in [
        (" SaleAddress=\"г.Москва, Дмитровское ш. д.9\"", ""),
        (" SaleLocation=\"Торговый островок на 1 этаже\"", ""),
        ("<OperationalAttribute DateTime=\"2021-09-10T18:57:03\" OperationID=\"0\" OperationData=\"DATA\"/>", ""),
        ("<IndustryAttribute Iden", "<Another Iden"),
        ("<GoodCodeData EAN13=\"MjkwMDAwMTQ2MjEwNQ==\"/>", ""),
        ("Department=\"3\"", "Department=\"0\""),
        (
            " MarkingCode=\"MDEwMzY2MDAwNTE1MDg0MDIxcGpscWE3cClQcVIpSB05MUVFMDYdOTI2enF3bGJMY2Z5YUZFZWtIU084b1hDZlVQY3hHczhYbW9HQTFIb0Q4K0VzPQ==\"",
            "",
        ),
    ] {
        assert!(package.contains(part), "{part}");
        package = package.replace(part, instead);
    }
    till.done("СформироватьЧек", &["b:0", &format!("s:{package}"), "o:"]);
    let data = till.receipts().pop().unwrap().data;
    // 1500 in cash and 300 on credit for 485.23: what is left of the cash is change.
    assert_eq!(
        (&data["T1020"], &data["T1031"], &data["T1216"]),
        (&json!("485.23"), &json!("185.23"), &json!(300)),
        "{data}"
    );
    assert_eq!((&data["T1059"][4]["T1023"], &data["T1059"][4]["T1197"]), (&json!("0.61"), &json!("кг")), "{data}");
    till.end();
}
