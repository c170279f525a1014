//! The type of every optional member of a receipt, by the tables of the vocabulary (§2.1 to §2.8).

use super::*;

const TEXTS: [&str; 67] = [
    "operator.vatin",
    "taxationType",
    "paymentsPlace",
    "paymentsAddress",
    "machineNumber",
    "clientInfo.emailOrPhone",
    "clientInfo.vatin",
    "clientInfo.name",
    "clientInfo.birthDate",
    "clientInfo.citizenship",
    "clientInfo.identityDocumentCode",
    "clientInfo.identityDocumentData",
    "clientInfo.address",
    "operationInfo.data",
    "operationInfo.dateTime",
    "industryInfo[0].fois",
    "industryInfo[0].number",
    "industryInfo[0].industryAttribute",
    "companyInfo.email",
    "agentInfo.payingAgent.operation",
    "agentInfo.moneyTransferOperator.name",
    "agentInfo.moneyTransferOperator.address",
    "agentInfo.moneyTransferOperator.vatin",
    "supplierInfo.name",
    "supplierInfo.vatin",
    "items[0].paymentMethod",
    "items[0].paymentObject",
    "items[0].agentInfo.payingAgent.operation",
    "items[0].agentInfo.moneyTransferOperator.name",
    "items[0].supplierInfo.name",
    "items[0].supplierInfo.vatin",
    "items[0].additionalAttribute",
    "items[0].countryCode",
    "items[0].customsDeclaration",
    "items[0].industryInfo[0].fois",
    "items[0].productCodes.undefined",
    "items[0].productCodes.ean8",
    "items[0].productCodes.ean13",
    "items[0].productCodes.itf14",
    "items[0].productCodes.gs10",
    "items[0].productCodes.gs1m",
    "items[0].productCodes.short",
    "items[0].productCodes.furs",
    "items[0].productCodes.egais20",
    "items[0].productCodes.egais30",
    "items[0].productCodes.f1",
    "items[0].productCodes.f2",
    "items[0].productCodes.f3",
    "items[0].productCodes.f4",
    "items[0].productCodes.f5",
    "items[0].productCodes.f6",
    "items[0].imcParams.itemFractionalAmount",
    "items[0].imcParams.imcBarcode",
    "items[2].name",
    "items[2].value",
    "items[3].text",
    "items[3].alignment",
    "items[3].wrap",
    "items[4].alignment",
    "items[5].alignment",
    "items[6].alignment",
    "preItems[0].text",
    "postItems[0].text",
    "payments[0].printItems[0].text",
    "items[4].overlay[0].text",
    "items[0].nomenclatureCode.gtin",
    "items[0].markingCode.type",
];
const NUMBERS: [&str; 19] = [
    "total",
    "operationInfo.id",
    "items[0].infoDiscountAmount",
    "items[0].department",
    "items[0].exciseSum",
    "items[0].tax.sum",
    "items[0].ucUserParam3",
    "items[0].ucUserParam4",
    "items[0].ucUserParam5",
    "items[0].ucUserParam6",
    "items[0].imcParams.imcModeProcessing",
    "items[0].imcParams.itemQuantity",
    "items[3].font",
    "items[4].scale",
    "items[4].height",
    "items[6].scale",
    "preItems[0].font",
    "postItems[0].font",
    "items[4].overlay[0].font",
];
const FLAGS: [&str; 18] = [
    "ignoreNonFiscalPrintErrors",
    "electronically",
    "useVAT18",
    "validateMarkingCodes",
    "agentInfo.agentsPrint",
    "agentInfo.agentDataPrint",
    "supplierInfo.supplierPrint",
    "supplierInfo.supplierVatinPrint",
    "items[0].piece",
    "items[0].additionalAttributePrint",
    "items[0].agentInfo.agentsPrint",
    "items[0].supplierInfo.supplierPrint",
    "items[2].print",
    "items[3].doubleWidth",
    "items[3].doubleHeight",
    "items[4].printText",
    "items[7].print",
    "preItems[0].doubleWidth",
];
const ARRAYS: [&str; 16] = [
    "industryInfo",
    "taxes",
    "preItems",
    "postItems",
    "customParameters",
    "agentInfo.agents",
    "agentInfo.payingAgent.phones",
    "agentInfo.receivePaymentsOperator.phones",
    "agentInfo.moneyTransferOperator.phones",
    "supplierInfo.phones",
    "payments[0].printItems",
    "items[0].industryInfo",
    "items[0].customParameters",
    "items[0].productCodes.codes",
    "items[0].supplierInfo.phones",
    "items[4].overlay",
];
const OBJECTS: [&str; 13] = [
    "operator",
    "clientInfo",
    "operationInfo",
    "companyInfo",
    "agentInfo",
    "agentInfo.payingAgent",
    "agentInfo.receivePaymentsOperator",
    "agentInfo.moneyTransferOperator",
    "supplierInfo",
    "items[0].tax",
    "items[0].imcParams",
    "items[0].imcParams.itemInfoCheckResult",
    "items[0].productCodes",
];

/// A receipt with an item of each type.
fn whole() -> Value {
    let mut task = sale();
    let items = json!([
        {"type": "userAttribute"},
        {"type": "text"},
        {"type": "barcode", "barcode": "1", "barcodeType": "QR", "overlay": [{"type": "text"}], "alignment": "left"},
        {"type": "pictureFromMemory", "pictureNumber": 1},
        {"type": "pixels", "pixels": "AAAA", "width": 3},
        {"type": "additionalAttribute", "value": "1"},
    ]);
    task["items"].as_array_mut().expect("items").extend(items.as_array().expect("items").clone());
    for name in ["preItems", "postItems"] {
        task[name] = json!([{"type": "text"}]);
    }
    task["payments"][0]["printItems"] = json!([{"type": "text"}]);
    task
}

/// The receipt with this value at a path such as `items[0].tax.sum`.
fn changed(path: &str, value: Value) -> Value {
    let mut task = whole();
    if path.contains("imcParams.") {
        task["items"][0]["imcParams"] = json!({"imc": "1"});
    }
    if path.contains("nomenclatureCode.") {
        task["items"][0]["nomenclatureCode"] = json!({"type": "shoes", "serial": "1"});
    }
    if path.contains("markingCode.") {
        task["items"][0]["markingCode"] = json!({"mark": "MQ=="});
    }
    let mut place = &mut task;
    for step in path.split('.') {
        let (name, index) = step.split_once('[').unwrap_or((step, ""));
        place = &mut place[name];
        if let Ok(index) = index.trim_end_matches(']').parse::<usize>() {
            if place.is_null() {
                *place = json!([{}]);
            }
            place = &mut place[index];
        }
    }
    *place = value;
    task
}

#[test]
fn a_receipt_with_every_kind_of_item_is_taken() {
    ready(&server(), &whole());
}

#[test]
fn each_optional_member_has_its_type() {
    let server = server();
    let cases = [
        (&TEXTS[..], "string", json!(true)),
        (&NUMBERS, "number", json!("1")),
        (&FLAGS, "boolean", json!("true")),
        (&ARRAYS, "array", json!("1")),
        (&OBJECTS, "object", json!("1")),
    ];
    for (paths, types, value) in cases {
        for path in paths {
            let end = done(&server, &changed(path, value.clone()));
            let text = format!("Поле \"{path}\" имеет неверный тип (ожидается \"{types}|undefined\")");
            assert_eq!(end["error"]["description"], text.as_str());
        }
    }
}
