use super::super::capabilities;
use super::*;
use crate::task::json::Node;
use crate::task::policy::{Charset, Policy};
use crate::task::{Task, parse};
use base64::prelude::{BASE64_STANDARD, Engine};
use std::collections::BTreeSet;

/// The tables of the service's document: path, type, whether it is required.
const FIELDS: &[&str] = &[
    include_str!("../../../tests/documents/atolonline/receipt.txt"),
    include_str!("../../../tests/documents/atolonline/correction.txt"),
];

fn shop() -> Company {
    Company {
        email: "shop@example.com".into(),
        vatin: "7743013901".into(),
        place: "https://shop.example.com".into(),
        location: None,
    }
}

/// The request for a task, or the paths of its faults.
fn sent(task: &Value) -> Result<Value, Vec<String>> {
    let paths = |faults: &[Fault]| faults.iter().map(|fault| fault.path.clone()).collect::<Vec<_>>();
    let policy = Policy::new("atolonline", Charset::Cp866);
    let task = Node::parse(&task.to_string()).unwrap();
    let parsed = parse(&task, &policy, capabilities::capabilities);
    let parsed = parsed.map_err(|error| paths(error.faults()))?;
    if !parsed.faults.is_empty() {
        return Err(paths(&parsed.faults));
    }
    let Task::Receipt(receipt) = parsed.task else { panic!("no receipt") };
    body(&receipt, &shop()).map_err(|faults| paths(&faults))
}

fn line() -> Value {
    json!({
        "type": "position", "name": "Сыр", "price": 820.00, "quantity": 0.355, "amount": 291.10, "measurementUnit": 11,
        "paymentMethod": "fullPayment", "paymentObject": "commodity", "tax": { "type": "vat22" },
    })
}

fn sale() -> Value {
    json!({
        "type": "sell", "taxationType": "osn", "clientInfo": { "emailOrPhone": "buyer@example.com" },
        "items": [line()], "payments": [{ "type": "electronically", "sum": 291.10 }],
    })
}

/// Everything that the vocabulary and the service both have.
fn full() -> Value {
    let mut task = sale();
    let more = json!({
        "operator": { "name": "Лунина", "vatin": "771234567859" },
        "clientInfo": {
            "emailOrPhone": "+79160000001", "name": "Иванов", "vatin": "771234567859", "birthDate": "01.02.1990",
            "citizenship": "643", "identityDocumentCode": "21", "identityDocumentData": "4500 000000", "address": "Москва",
        },
        "companyInfo": { "email": "other@example.com" }, "paymentsPlace": "https://two.example.com",
        "paymentsAddress": "Москва, ул. Примерная, 1", "machineNumber": "17",
        "operationInfo": { "id": 0, "data": "данные", "dateTime": "2026.11.28 12:05:31" },
        "industryInfo": [{ "fois": "030", "date": "2023.11.21", "number": "1944", "industryAttribute": "UUID=1&Time=2" }],
        "internet": true,
        "cashlessPayments": [{ "sum": 291.10, "method": 1, "id": "rrn-1", "additionalInfo": "банк" }],
    });
    for (name, value) in more.as_object().unwrap() {
        task[name.as_str()] = value.clone();
    }
    let attributes = task["industryInfo"].clone();
    let line = &mut task["items"][0];
    line["additionalAttribute"] = json!("признак");
    line["exciseSum"] = json!(1.05);
    line["countryCode"] = json!("643");
    line["customsDeclaration"] = json!("10702020/060520/0013422");
    line["industryInfo"] = attributes;
    line["agentInfo"] = json!({
        "agents": ["bankPayingAgent"],
        "payingAgent": { "operation": "перевод", "phones": ["+79161112233"] },
        "receivePaymentsOperator": { "phones": ["+79161112234"] },
        "moneyTransferOperator": {
            "phones": ["+79161112235"], "name": "Оператор", "address": "Москва", "vatin": "7800987653",
        },
    });
    line["supplierInfo"] = json!({ "phones": ["+78120000002"], "name": "ООО Тропа", "vatin": "7800987653" });
    let extra = [
        json!({ "type": "userAttribute", "name": "Заказ", "value": "17" }),
        json!({ "type": "additionalAttribute", "value": "17" }),
    ];
    task["items"].as_array_mut().unwrap().extend(extra);
    task
}

#[test]
fn the_example_of_the_service_goes_out_as_printed() {
    let expected = r#"{
        "receipt": {
            "client": {"email": "buyer@example.com"},
            "company": {
                "email": "shop@example.com", "sno": "osn", "inn": "7743013901",
                "payment_address": "https://shop.example.com"
            },
            "items": [{
                "name": "Сыр", "price": 820.00, "quantity": 0.355, "measure": 11, "sum": 291.10,
                "payment_method": "full_payment", "payment_object": 1, "vat": {"type": "vat22", "sum": 52.49}
            }],
            "payments": [{"type": 1, "sum": 291.10}], "total": 291.10
        }
    }"#;
    let expected: Value = serde_json::from_str(expected).unwrap();
    assert_eq!(sent(&sale()).unwrap(), expected);
}

#[test]
fn sums_have_the_digits_that_they_have_here() {
    let text = sent(&sale()).unwrap().to_string();
    for digits in ["\"price\":820.00", "\"quantity\":0.355", "\"sum\":291.10", "\"total\":291.10"] {
        assert!(text.contains(digits), "{digits}: {text}");
    }
}

/// The paths of a request, without indices.
fn paths(value: &Value, within: &str, into: &mut BTreeSet<String>) {
    match value {
        Value::Object(members) => {
            for (name, member) in members {
                let path = if within.is_empty() { name.clone() } else { format!("{within}.{name}") };
                paths(member, &path, into);
            }
        }
        Value::Array(list) => list.iter().for_each(|element| paths(element, &format!("{within}[]"), into)),
        _ => _ = into.insert(within.to_owned()),
    }
}

#[test]
fn every_field_goes_to_a_place_that_the_service_has() {
    let correction = {
        let mut task = full();
        task["type"] = json!("sellReturnCorrection");
        task["correctionType"] = json!("instruction");
        task["correctionBaseDate"] = json!("2026.02.17");
        task["correctionBaseNumber"] = json!("17");
        task
    };
    for (task, table) in [full(), correction].iter().zip(FIELDS) {
        let known: BTreeSet<&str> = table.lines().collect();
        let mut given = BTreeSet::new();
        paths(&sent(task).unwrap(), "", &mut given);
        assert!(given.len() > 55, "{}", given.len());
        let newer = ["cashless_payments", "internet"];
        let strange: Vec<&String> = given
            .iter()
            .filter(|path| !known.contains(path.as_str()) && !newer.iter().any(|name| path.contains(name)))
            .collect();
        assert!(strange.is_empty(), "{strange:?}");
    }
}

#[test]
fn a_line_has_the_code_of_its_thing_or_of_its_product() {
    let with = |name: &str, value: Value| {
        let mut task = sale();
        let line = &mut task["items"][0];
        (line["price"], line["quantity"], line["amount"]) = (json!(291.1), json!(1), json!(291.1));
        line["measurementUnit"] = json!(0);
        line[name] = value;
        sent(&task).map(|body| body["receipt"]["items"][0].clone())
    };
    let code = "0104607427512375215Qgj=T\u{1d}91EE06\u{1d}92YWJj";
    let encoded = BASE64_STANDARD.encode(code);
    let marked = with("imcParams", json!({ "imc": encoded, "itemEstimatedStatus": "itemPieceSold" })).unwrap();
    assert_eq!(marked["mark_code"], json!({ "gs1m": encoded }));
    assert_eq!((&marked["mark_processing_mode"], &marked["planned_status"]), (&json!("0"), &json!(1)));
    let part = with("imcParams", json!({ "imc": encoded, "itemFractionalAmount": "1/20" })).unwrap();
    assert_eq!(part["mark_quantity"], json!({ "numerator": 1, "denominator": 20 }));
    for (kind, code, own) in [("ean13", "4601234567893", "ean13"), ("furs", "RU-430301-ABC1234567", "fur")] {
        let line = with("productCodes", json!({ kind: code })).unwrap();
        assert_eq!(line["mark_code"], json!({ own: code }), "{kind}");
    }
    let egais = with("productCodes", json!({ "egais20": "x".repeat(33) })).unwrap_err();
    assert!(egais.iter().all(|path| path.starts_with("items[0].productCodes")) && !egais.is_empty(), "{egais:?}");
    let two = with("productCodes", json!({ "ean8": "46012340", "short": "x" })).unwrap_err();
    assert_eq!(two, ["items[0].productCodes"]);
}

#[test]
fn what_the_service_needs_or_does_not_have_is_refused_by_its_path() {
    for (name, value, at) in [
        ("/clientInfo", json!({}), "clientInfo"),
        ("/clientInfo", json!({ "name": "Иванов" }), "clientInfo.emailOrPhone"),
        ("/taxationType", Value::Null, "taxationType"),
        ("/items/0/paymentMethod", Value::Null, "items[0].paymentMethod"),
        ("/items/0/tax", Value::Null, "items[0].tax"),
        ("/items/0/quantity", json!(0.3551), "items[0].quantity"),
        ("/items/0/tax/type", json!("vat12"), "items[0].tax.type"),
        ("/electronically", json!(true), "electronically"),
        ("/agentInfo", json!({ "agents": ["another"] }), "agentInfo"),
    ] {
        let mut task = sale();
        let (parent, name) = name.rsplit_once('/').unwrap();
        task.pointer_mut(parent).unwrap()[name] = value.clone();
        let faults = sent(&task).err().unwrap_or_default();
        assert!(faults.iter().any(|path| path.starts_with(at)), "{name} {value}: {faults:?}");
    }
}

#[test]
fn the_cash_is_what_stays_in_the_drawer() {
    let mut task = sale();
    task["payments"] = json!([{ "type": "cash", "sum": 500 }]);
    assert_eq!(sent(&task).unwrap()["receipt"]["payments"].to_string(), r#"[{"type":0,"sum":291.10}]"#);
    task["payments"] = json!([{ "type": "cash", "sum": 91.1 }, { "type": "prepaid", "sum": 200 }]);
    let sums = sent(&task).unwrap()["receipt"]["payments"].to_string();
    assert_eq!(sums, r#"[{"type":0,"sum":91.10},{"type":2,"sum":200.00}]"#);
}

#[test]
fn the_key_the_time_and_the_callback_stand_beside_the_document() {
    let whole = under_key(br#"{"receipt":{"total":291.10}}"#, "k-1", Some("https://shop.example.com/back")).unwrap();
    let whole: Value = serde_json::from_slice(&whole).unwrap();
    assert_eq!((&whole["external_id"], whole["receipt"].to_string().as_str()), (&json!("k-1"), r#"{"total":291.10}"#));
    assert_eq!(whole["service"]["callback_url"], "https://shop.example.com/back");
    let time = whole["timestamp"].as_str().unwrap();
    assert!(time.len() == 19 && time.as_bytes()[2] == b'.' && time.as_bytes()[13] == b':', "{time}");
}
