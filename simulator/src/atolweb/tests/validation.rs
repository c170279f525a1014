//! The check of a task's members: the first fault, told by its text.

use super::*;

/// The text of the error 501 with which a task ends.
fn fault(server: &Simulator, task: &Value) -> String {
    let done = done(server, task);
    assert_eq!((&done["status"], &done["error"]["code"]), (&json!("error"), &json!(501)), "{task}: {done}");
    done["error"]["description"].as_str().expect("a text").to_owned()
}

fn missing(path: &str) -> String {
    format!("Поле \"{path}\" отсутствует")
}

fn wrong_type(path: &str, types: &str) -> String {
    format!("Поле \"{path}\" имеет неверный тип (ожидается \"{types}\")")
}

fn wrong_value(path: &str, value: &str) -> String {
    format!("Некорректное значение поля \"{path}\" ({value})")
}

/// A receipt whose first position has this member.
fn position(name: &str, value: Value) -> Value {
    sale().with(&format!("/items/0/{name}"), value)
}

/// The same without the member.
fn lacking(name: &str) -> Value {
    sale().with(&format!("/items/0/{name}"), Value::Null)
}

fn mark(value: Value) -> Value {
    position("imcParams", value)
}

#[test]
fn each_wrong_member_of_a_receipt_is_told() {
    let text = "string|undefined";
    let cases = [
        (sale().with("operator", json!("Кассир")), wrong_type("operator", "object|undefined")),
        (sale().with("operator", json!([])), missing("operator.name")),
        (sale().with("operator", json!({"vatin": "1"})), missing("operator.name")),
        (sale().with("operator", json!({"name": 1})), wrong_type("operator.name", "string")),
        (sale().with("operator", json!({"name": "А", "vatin": 1})), wrong_type("operator.vatin", text)),
        (sale().with("electronically", json!("true")), wrong_type("electronically", "boolean|undefined")),
        (sale().with("taxationType", json!("usn")), wrong_value("taxationType", "usn")),
        (sale().with("taxationType", json!(1)), wrong_type("taxationType", text)),
        (sale().with("total", json!("428.80")), wrong_type("total", "number|undefined")),
        (sale().with("clientInfo", json!({"vatin": 77})), wrong_type("clientInfo.vatin", text)),
        (
            sale().with("operationInfo", json!({"dateTime": "2025-03-06T13:52:00"})),
            wrong_value("operationInfo.dateTime", "2025-03-06T13:52:00"),
        ),
        (
            sale().with("industryInfo", json!([{"fois": "030"}, {"date": "06.03.2025"}])),
            wrong_value("industryInfo.date", "06.03.2025"),
        ),
        (sale().with("industryInfo", json!([{"fois": 30}])), wrong_type("industryInfo[0].fois", text)),
        (sale().with("agentInfo", json!({"agents": ["agent"]})), wrong_value("agentInfo.agents[0]", "agent")),
        (sale().with("agentInfo", json!({"agents": "agent"})), wrong_type("agentInfo.agents", "array|undefined")),
        (sale().with("supplierInfo", json!({"phones": ["+7", 7]})), wrong_type("supplierInfo.phones[1]", "string")),
        (sale().with("items", json!({})), missing("items")),
        (sale().with("items", json!("")), wrong_type("items", "array")),
        (sale().with("payments", Value::Null), missing("payments")),
        (sale().with("payments", json!([{"type": 0, "sum": 500}])), wrong_type("payments[0].type", "string")),
        (sale().with("payments", json!([{"type": "", "sum": 500}])), wrong_value("payments[0].type", "")),
        (sale().with("payments", json!([{"type": "cashless", "sum": 1}])), wrong_value("payments[0].type", "cashless")),
        (sale().with("payments", json!([{"type": "cash", "sum": "500"}])), wrong_type("payments[0].sum", "number")),
        (
            sale().with("payments", json!([{"type": "cash", "sum": 1, "printItems": [{}, {}]}])),
            missing("payments[0].printItems[0].type"),
        ),
        (sale().with("taxes", json!([{"type": "vat20"}])), missing("taxes[0].sum")),
        (
            sale().with("preItems", json!([{"type": "text", "alignment": "middle"}])),
            wrong_value("preItems[0].alignment", "middle"),
        ),
        (sale().with("customParameters", json!([{"value": "1"}])), missing("customParameters.id")),
        (lacking("name"), missing("items[0].name")),
        (lacking("amount"), missing("items[0].amount")),
        (position("price", json!("45.90")), wrong_type("items[0].price", "number")),
        (position("measurementUnit", json!(true)), wrong_type("items[0].measurementUnit", "number|string|undefined")),
        (position("paymentMethod", json!("full")), wrong_value("items[0].paymentMethod", "full")),
        (position("paymentObject", json!(1)), wrong_type("items[0].paymentObject", text)),
        (position("nomenclatureCode", json!(1)), wrong_type("items[0].nomenclatureCode", "string|object|undefined")),
        (position("markingCode", json!({"type": "other"})), missing("items[0].markingCode.mark")),
        (position("tax", json!({"sum": 1})), missing("items[0].tax.type")),
        (position("tax", json!({"type": "vat21"})), wrong_value("items[0].tax.type", "vat21")),
        (position("tax", json!({"type": 20})), wrong_type("items[0].tax.type", "string")),
        (
            position("agentInfo", json!({"payingAgent": {"phones": ["1", 2]}})),
            wrong_type("items[0].agentInfo.payingAgent.phones[1]", "string"),
        ),
        (position("exciseSum", json!(-0.01)), wrong_value("items[0].exciseSum", "-0.01")),
        (mark(json!({"imcType": "auto"})), missing("items[0].imcParams.imc")),
        (mark(json!({"imc": "a", "imcType": "256"})), wrong_value("items[0].imcParams.imcType", "256")),
        (
            mark(json!({"imc": "a", "imcBarcode": "%"})),
            wrong_value("items[0].imcParams.imcBarcode", "not-base64-string"),
        ),
        (
            mark(json!({"imc": "a", "itemInfoCheckResult": {"imcCheckFlag": true}})),
            missing("items[0].imcParams.itemInfoCheckResult.imcCheckResult"),
        ),
        (
            position("productCodes", json!({"ean8": "12345678", "codes": []})),
            wrong_value("items[0].productCodes.codes[]", "collision of array and tags"),
        ),
        (
            position("productCodes", json!({"ean14": "1"})),
            wrong_value("items[0].productCodes.codes[]", "collision of array and tags"),
        ),
    ];
    let server = server();
    for (task, text) in cases {
        assert_eq!(fault(&server, &task), text, "{task}");
    }
    assert_eq!(made(&server), []);
}

#[test]
fn the_first_fault_in_the_drivers_order_is_told() {
    let server = server();
    let task = sale()
        .with("total", json!("1"))
        .with("items", json!([{"type": "position"}]))
        .with("taxationType", json!("no"))
        .with("unknown", json!(1));
    assert_eq!(fault(&server, &task), wrong_value("taxationType", "no"));
    let task = task.with("taxationType", Value::Null).with("total", Value::Null);
    assert_eq!(fault(&server, &task), missing("items[0].name"));
}

#[test]
fn what_is_missing_may_be_said_in_several_ways() {
    let server = server();
    let empty = sale()
        .with("clientInfo", json!({}))
        .with("agentInfo", json!({}))
        .with("taxes", json!([]))
        .with("preItems", json!([]))
        .with("/items/0/paymentObject", json!(""))
        .with("/items/0/supplierInfo", json!({}));
    ready(&server, &empty);
    let mut nulls = sale();
    nulls["clientInfo"] = Value::Null;
    nulls["items"][0]["agentInfo"] = Value::Null;
    ready(&server, &nulls);
}

#[test]
fn a_member_that_the_driver_does_not_know_is_refused_or_ignored() {
    let cases = [
        (sale().with("cashier", json!("А")), wrong_value("cashier", "А")),
        (position("infoDiscountSum", json!(1)), wrong_value("items[0].infoDiscountSum", "1")),
        (sale().with("/items/0/type", json!("positon")), wrong_value("items[0].type", "positon")),
        (sale().with("/payments/0/kind", json!("a")), wrong_value("payments[0].kind", "a")),
        (sale().with("/operator/inn", json!("1")), wrong_value("operator.inn", "1")),
        (position("measurementUnit", json!("шт.")), wrong_value("items[0].measurementUnit", "шт.")),
    ];
    let (strict, real) = (server(), started(Options { ignore_unknown: true, ..Options::default() }));
    for (task, text) in cases {
        assert_eq!(fault(&strict, &task), text, "{task}");
        let end = done(&real, &task);
        // A position that is ignored is missing in the total.
        let loses_position = task["items"][0]["type"] != "position";
        assert_eq!(end["status"], if loses_position { "error" } else { "ready" }, "{task}: {end}");
    }
}

#[test]
fn the_rates_since_2025_need_a_newer_driver() {
    let (new, old) = (server(), started(Options { old_driver: true, ..Options::default() }));
    assert_ne!(get(&new, "serverInfo")["driverVersion"], get(&old, "serverInfo")["driverVersion"]);
    for rate in ["vat5", "vat7", "vat105", "vat107", "vat22", "vat122"] {
        let task = small("sell").with("/items/0/tax/type", json!(rate));
        ready(&new, &task);
        assert_eq!(fault(&old, &task), wrong_value("items[0].tax.type", rate));
    }
    ready(&old, &sale());
}

#[test]
fn a_document_that_is_too_big_is_refused() {
    let server = server();
    let positions = |count: usize| vec![sale()["items"][0].clone(); count];
    // A position is estimated at 109 bytes, and a fifth of the room stays free.
    let fitting = sale()
        .with("items", json!(positions(235)))
        .with("total", json!(32_359.50))
        .with("payments", json!([{"type": "1", "sum": 32_359.50}]));
    ready(&server, &fitting);
    let text = fault(&server, &fitting.with("items", json!(positions(245))));
    let bytes = text
        .strip_prefix("Размер чека: ")
        .and_then(|rest| rest.strip_suffix(" байт. Допустимый размер чека не более 32768 байт"));
    assert!(bytes.and_then(|bytes| bytes.parse::<u32>().ok()).is_some_and(|bytes| bytes > 32_768), "{text}");
}

#[test]
fn each_wrong_member_of_the_other_tasks_is_told() {
    let registration = |at: &str, value: Value| {
        super::super::sample::registration("0001234567007512", &Options::default()).with(at, value)
    };
    let mark = |value: Value| json!({"type": "validateMarks", "params": [value]});
    let cases = [
        (json!({"type": "cashIn"}), missing("cashSum")),
        (json!({"type": "cashIn", "cashSum": "1"}), wrong_type("cashSum", "number")),
        (json!({"type": "nonFiscal"}), missing("items")),
        (json!({"type": "nonFiscal", "items": [{"text": "а"}]}), missing("items[0].type")),
        (json!({"type": "nonFiscal", "items": [{"type": "barcode", "barcode": "1"}]}), missing("items[0].barcodeType")),
        (
            json!({"type": "nonFiscal", "items": [{"type": "barcode", "barcode": "1", "barcodeType": ""}]}),
            wrong_value("items[0].barcodeType", ""),
        ),
        (
            json!({"type": "nonFiscal", "items": [{"type": "pixels", "pixels": "AA==", "width": "1"}]}),
            wrong_type("items[0].width", "number"),
        ),
        (json!({"type": "getFnDocument"}), missing("fiscalDocumentNumber")),
        (json!({"type": "setDateTime", "dateTime": "2025.03.06"}), wrong_value("dateTime", "2025.03.06")),
        (
            json!({"type": "printDocumentsFromJournal", "filter": "date", "from": 1, "to": 2}),
            wrong_value("filter", "date"),
        ),
        (mark(json!({})), missing("params[0].params.imc")),
        (mark(json!({"imc": "a", "itemUnits": "pcs"})), wrong_value("params[0].params.itemUnits", "pcs")),
        (json!({"type": "beginMarkingCodeValidation", "params": {"imcType": "auto"}}), missing("params.imc")),
        (registration("device", json!({})), missing("device")),
        (registration("/device/ffdVersion", json!(1.2)), wrong_type("device.ffdVersion", "string")),
        (
            registration("/organization/taxationTypes", json!(["osn", "usn"])),
            wrong_value("organization.taxationTypes[1]", "usn"),
        ),
        (registration("/ofd/port", json!("7790")), wrong_type("ofd.port", "number|undefined")),
        (
            registration("type", json!("fnChange")).with("changeInfoReasons", json!([1, "2"])),
            wrong_type("changeInfoReasons[1]", "number"),
        ),
    ];
    let server = server();
    for (task, text) in cases {
        assert_eq!(fault(&server, &task), text, "{task}");
    }
    let crash = json!({"type": "nonFiscal", "items": [null]});
    assert_eq!(code(&server, &crash), 503);
    for word in ["getLicenses", "getMcu", "getDeviceParameters", "setDeviceParameters"] {
        assert_eq!(code(&server, &json!({"type": word})), 11);
    }
    assert_eq!(code(&server, &json!({"type": "Sell"})), 504);
}
