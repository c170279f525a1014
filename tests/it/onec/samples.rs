//! Documents as configurations send them: each register makes them correctly, or they are refused by the attributes that
//! the register does not have.

use super::registers::{ALL, Shop};
use super::till::{Till, attribute};
use crate::support::root;
use serde_json::json;

fn document(name: &str) -> String {
    std::fs::read_to_string(root().join("tests/onec/samples").join(name)).unwrap()
}

/// A document of today: the samples have VAT at 18 %, which a receipt has not had since 2019, the cashier's ИНН of a
/// company, and a sentence in the place of a marking code.
fn today(name: &str) -> String {
    let mut text = document(name).replace("CashierINN=\"1111111111\"", "CashierINN=\"771234567859\"");
    while let Some(at) = text.find("VATRate=\"18\" VATAmount=\"") {
        let end = at + text[at..].find("VATAmount=\"").unwrap() + "VATAmount=\"".len();
        let end = end + text[end..].find('"').unwrap() + 1;
        text.replace_range(at..end, "VATRate=\"20\"");
    }
    text.replace("Q3VycmVudCByb3cgd2lsbCBkZWNvZGUgdG8gYmFzZTY0", "MDEwNDYyMDA3MDIzMDcyMzIxNXNybCdVZmxY")
}

/// The places that a refusal names, in their order.
fn named(error: &str) -> Vec<&str> {
    let places = error.lines().filter_map(|line| line.strip_prefix("• "));
    let mut places: Vec<_> = places.map(|line| line.split(" «").next().unwrap().split(": ").next().unwrap()).collect();
    places.sort_unstable();
    places.dedup();
    places
}

/// Lines of a receipt, for lists of places.
fn lines(numbers: &[u8], attribute: &str) -> Vec<String> {
    numbers.iter().map(|number| format!("CheckPackage/Positions/FiscalString[{number}]/{attribute}")).collect()
}

/// What no register of FFD 1.05 has of FFD 1.2.
fn newer() -> Vec<String> {
    let of = "CheckPackage/Parameters";
    vec![
        "CheckPackage/Positions/FiscalString[1]/GoodCodeData/@EAN13".to_owned(),
        format!("{of}/OperationalAttribute/@DateTime, @OperationID, @OperationData"),
        format!("{of}/IndustryAttribute/@IdentifierFOIV, @DocumentDate, @DocumentNumber, @AttributeValue"),
    ]
}

/// The places by which a register refuses a sample; none if it makes it. `None` if it makes no such document.
fn refused(register: &str, sample: &str) -> Option<Vec<String>> {
    Some(match (register, sample) {
        ("icash", "irp-02") => lines(&[1, 3], "@MarkingCode"),
        ("icash", "mitsu-ffd12-check") => [newer(), lines(&[4], "@MarkingCode")].concat(),
        ("itkassa", "mitsu-ffd12-check") => newer(),
        ("itkassa" | "cashcore", "irp-28") => return None,
        // Kazakhstan has no credit and no agents.
        ("cashcore", "irp-21") => {
            ["@CalculationAgent", "VendorData/@VendorINN", "VendorData/@VendorName", "VendorData/@VendorPhone"]
                .iter()
                .flat_map(|attribute| lines(&[1, 2, 3], attribute))
                .collect()
        }
        ("cashcore", "mitsu-ffd12-check") => [newer(), vec!["CheckPackage/Payments/@PostPayment".to_owned()]].concat(),
        _ => Vec::new(),
    })
}

#[test]
fn each_sample_is_made_or_refused_for_a_reason_of_law() {
    let mut made = Vec::new();
    for name in ALL {
        for sample in ["irp-02", "irp-13", "irp-17", "irp-21", "irp-28", "mitsu-ffd12-check"] {
            let mut shop = Shop::open(name);
            shop.fill_drawer();
            let method = if sample == "irp-28" { "ProcessCorrectionCheck" } else { "ProcessCheck" };
            let id = shop.id.clone();
            let package = format!("s:{}", today(&format!("{sample}.xml")));
            shop.platform.call(method, &[&id, "b:0", &package, "o:"]);
            let (code, error) = shop.platform.last_error();
            match refused(name, sample) {
                None => assert_eq!(code, "5", "{name} {sample}: {error}"),
                Some(mut places) => {
                    places.sort_unstable();
                    assert_eq!(named(&error), places, "{name} {sample}: {error}");
                    assert_eq!(shop.receipts().len(), usize::from(places.is_empty()), "{name} {sample}: {error}");
                    if places.is_empty() {
                        made.push((name, sample));
                    }
                }
            }
            shop.end();
        }
    }
    let count = |name| made.iter().filter(|(register, _)| *register == name).count();
    assert_eq!(ALL.map(count), [4, 4, 3, 6], "{made:?}");
}

#[test]
fn what_a_configuration_asks_beside_its_documents_is_done() {
    for name in ALL {
        let mut shop = Shop::with(name, &[("TestMode", "true")]);
        // No person's ИНН has fourteen digits.
        let input = document("unw-input.xml").replace("32456234523452", "771234567859");
        shop.done("CloseShift", &[&format!("s:{input}"), "o:"]);
        shop.end();
    }
}

#[test]
fn the_sums_of_the_samples_are_those_of_the_receipts() {
    let mut till = Till::open(&[]);
    till.open_shift();
    let rows = [
        ("irp-13.xml", json!(112), json!(0), json!("18.67"), 4),
        ("irp-17.xml", json!(500), json!(0), json!("83.33"), 3),
        ("irp-21.xml", json!(300), json!(0), json!("33.34"), 4),
    ];
    for (name, cash, electronically, vat, way) in rows {
        let made = till.done("СформироватьЧек", &["b:0", &format!("s:{}", today(name)), "o:"]);
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
    till.done("СформироватьЧекКоррекции", &["b:0", &format!("s:{}", today("irp-28.xml")), "o:"]);
    let data = till.receipts().pop().unwrap().data;
    assert_eq!((&data["T1054"], &data["T1173"], &data["T1192"]), (&json!(2), &json!(false), &json!("715")), "{data}");
    till.end();
}

#[test]
fn a_document_of_ffd_12_is_made_without_what_an_administrator_names() {
    let omitted = "GoodCodeData, OperationalAttribute, IndustryAttribute";
    let mut till = Till::open(&[("Omit", omitted)]);
    till.open_shift();
    let mark = document("mitsu-ffd12-check.xml")
        .split_once(" MarkingCode=\"")
        .unwrap()
        .1
        .split('"')
        .next()
        .unwrap()
        .to_owned();
    let package = document("mitsu-ffd12-check.xml").replace(&format!(" MarkingCode=\"{mark}\""), "");
    till.done("СформироватьЧек", &["b:0", &format!("s:{package}"), "o:"]);
    let data = till.receipts().pop().unwrap().data;
    // 1500 in cash and 300 on credit for 485.23: what is left of the cash is change.
    assert_eq!(
        (&data["T1020"], &data["T1031"], &data["T1216"]),
        (&json!("485.23"), &json!("185.23"), &json!(300)),
        "{data}"
    );
    assert_eq!((&data["T1059"][4]["T1023"], &data["T1059"][4]["T1197"]), (&json!("0.61"), &json!("кг")), "{data}");
    for name in omitted.split(", ") {
        assert!(till.platform.log().contains(name), "{name}");
    }
    till.end();
}
