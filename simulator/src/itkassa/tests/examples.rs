//! The examples of the vendor's document, exactly as printed there.

use super::*;
use std::collections::BTreeSet;

macro_rules! vendor {
    ($name:literal) => {
        serde_json::from_str::<Value>(include_str!(concat!("vendor/", $name, ".json"))).expect("JSON")
    };
}

/// The example for one of our registers. The example itself has a placeholder that is not a valid id.
fn on(register: &str, example: &Value) -> Value {
    example.with("creItemId", json!(register))
}

fn names(of: &Value) -> BTreeSet<String> {
    of.as_object().expect("an object").keys().cloned().collect()
}

/// The members of the example that differ in the answer.
fn differing(answer: &Value, example: &Value) -> Vec<String> {
    names(example).into_iter().filter(|name| answer[name.as_str()] != example[name.as_str()]).collect()
}

#[test]
fn a_task_in_the_queue_is_shown_as_printed() {
    let service = service();
    service.set_register(&json!({"held": true}));
    let example = vendor!("openSession.queued");
    let answer = post(&service, &json!({"creItemId": TEST_REGISTER, "commands": example["object"]["commands"]})).json();
    assert_eq!(answer["code"], example["code"]);
    assert_eq!(differing(&answer["object"], &example["object"]), ["createdAt", "id", "updatedAt"]);
}

#[test]
fn a_task_that_is_done_is_shown_as_printed() {
    let service = service();
    let example = vendor!("openSession.done")["object"].clone();
    let body = json!({"creItemId": TEST_REGISTER, "commands": example["commands"]});
    let object = done(&service, &body, "a");
    // The drive in the example has already made ten documents.
    let own = ["checkNumber", "checkUrl", "creItemId", "createdAt", "id", "resultItem", "updatedAt"];
    assert_eq!(differing(&object, &example), own);
    let url = "t=19700101T000000&s=0.00&fn=&i=1&fp=0000000000&n=0";
    assert_eq!((&object["checkNumber"], &object["checkUrl"]), (&json!("1"), &json!(url)));
    let (result, printed) = (&object["resultItem"], &example["resultItem"]);
    let own = ["createdAt", "id", "printDocumentId", "printedAt", "queueItemId", "updatedAt"];
    assert_eq!(differing(result, printed), own);
    assert_eq!(result["printDocumentId"], object["id"]);
}

#[test]
fn an_error_of_the_register_is_shown_as_printed() {
    let service = shaped("flat");
    let body = on(REGISTER, &vendor!("openSession.request"));
    take(&service, &body);
    let object = done(&service, &body, "again");
    // In the document's prose the session number is a JSON number.
    assert_eq!(differing(&object, &vendor!("openSession.error")), ["creItemId", "id", "sessionNumber", "updatedAt"]);
    assert_eq!(object["sessionNumber"], 1);
}

#[test]
fn a_callback_has_the_members_that_are_printed() {
    let service = service();
    done(&service, &on(TEST_REGISTER, &vendor!("openSession.request")), "a");
    let example = vendor!("closeSession.callback");
    let body = json!({"creItemId": TEST_REGISTER, "commands": example["commands"]});
    let object = done(&service, &body, "b");
    let own = ["createdAt", "id", "idempKey", "orderNumber", "resultItem", "updatedAt"];
    assert_eq!(differing(&object, &example), own);
    assert_eq!(names(&object["resultItem"]), names(&example["resultItem"]));
}

#[test]
fn a_report_is_shown_as_printed() {
    let service = service();
    done(&service, &session("openSession"), "a");
    let example = vendor!("xReport.done")["object"].clone();
    let object = done(&service, &on(REGISTER, &vendor!("xReport.request")), "b");
    assert_eq!(differing(&object, &example), ["creItemId", "createdAt", "id", "updatedAt"]);
}

#[test]
fn registers_have_the_members_that_are_printed() {
    let service = service();
    let answer = reply(&service, "GET", "cre/items/", &Value::Null).json();
    let example = vendor!("items.answer");
    assert_eq!(names(&answer), names(&example));
    assert_eq!(names(&answer["related"]["node"]), names(&example["related"]["node"]));
    for at in [0, 1] {
        let (shown, printed) = (&answer["list"][at], &example["list"][at]);
        assert_eq!(names(shown), names(printed));
        assert_eq!(names(&shown["state"]), names(&printed["state"]));
        for name in ["id", "title", "productNumber", "fsNumber", "fiscalizationNumber", "noCashier", "defaultSno"] {
            assert_eq!(shown[name], printed[name], "{name}");
        }
    }
    assert_eq!(answer["list"][0]["fsExpireAt"], example["list"][0]["fsExpireAt"]);
}

#[test]
fn the_printed_tasks_are_accepted() {
    let service = service();
    service.set_register(&json!({"held": true}));
    for example in [
        vendor!("openSession.request"),
        vendor!("xReport.request"),
        vendor!("cashOut.request"),
        vendor!("closeSession.request"),
        vendor!("slip.request"),
    ] {
        let object = take(&service, &on(REGISTER, &example));
        assert_eq!(object["commands"], example["commands"]);
    }
}

#[test]
fn the_printed_correction_is_accepted_with_values_in_place_of_lists_of_values() {
    let example = vendor!("correction.request");
    let sums = ["amountVatNone", "amountVat0", "amountVat10", "amountVat20", "amountVat110", "amountVat120"];
    let mut filled = on(REGISTER, &example)
        .within("/commands/0/correctionType", json!("byDocument"))
        .within("/commands/0/paymentSign", json!("incoming"));
    for name in sums {
        filled = filled.within(&format!("/commands/0/{name}"), json!("10,50"));
    }
    assert_eq!(names(&filled["commands"][0]), names(&example["commands"][0]));
    let object = done(&service(), &filled, "a");
    assert!(object["checkUrl"].as_str().is_some_and(|url| url.contains("&s=63.00&") && url.ends_with("&n=1")));
}

#[test]
fn a_receipt_with_every_printed_field_is_accepted() {
    let example = vendor!("sale.request");
    let tags = json!([
        {"id": 1162, "type": "array", "value": example["commands"][0]["lines"][0]["tags"][0]["value"]},
        {"id": 1229, "type": "double", "value": "12.50"}, {"id": 1055, "type": "byte", "value": "1"},
        {"id": 1012, "type": "int32", "value": "1577836800"}, {"id": 1191, "type": "string", "value": "реквизит"},
    ]);
    let full = task(REGISTER, &json!({
        "type": "sale", "isPrintable": true, "sno": "sno_osn", "tagCashierName": "Лунина", "tagCashierINN": "123456789047",
        "tagClientTitle": "ООО Рога и копыта", "tagClientContact": "+79990000000", "tagClientINN": "7743013901",
        "tagSaleLocation": "г. Москва", "tagAgentType": 64, "tagTransferServiceOperatorContact": "+78000000001",
        "tagAgentOperator": "перевод", "tagAgentContact": "+78000000002",
        "tagPayeeServiceOperatorContact": "+78000000003", "tagTransferServiceOperatorTitle": "Оператор",
        "tagTransferServiceOperatorAddress": "г. Тверь", "tagTransferServiceOperatorINN": "7743013901",
        "lines": [{
            "title": "Чай", "price": "10,005", "quantity": "1.0004", "total": "10.01", "tax": "vat_20", "ppr": "goods",
            "psr": "full_settle", "tagAgentType": 1, "tagServiceProviderINN": "7743013901",
            "tagServiceProviderContact": "+78000000004", "tagServiceProviderTitle": "Поставщик", "tagExcise": "1.50",
            "tagCountry": "643", "tagGtdNumber": "10702020/060520/0013422", "tagTrueSign": "010460\u{1d}91EE", "tags": tags,
        }],
        "amountCash": "2", "amountElectronic": "2", "amountPrepaid": "2", "amountCredit": "2", "amountIncoming": "2.01",
    })).with("idempKey", json!("k"));
    assert_eq!(names(&full), names(&example));
    assert_eq!(names(&full["commands"][0]), names(&example["commands"][0]));
    assert_eq!(names(&full["commands"][0]["lines"][0]), names(&example["commands"][0]["lines"][0]));
    let service = service();
    let object = done(&service, &full, "k");
    assert_eq!(object["resultItem"]["result"], "success", "{object}");
    let ledger = service.ledger();
    assert_eq!(ledger.last().expect("a document").request[0]["lines"][0]["tagTrueSign"], "010460\u{1d}91EE");
}

#[test]
fn the_printed_settings_are_accepted_with_a_key_in_place_of_the_placeholder() {
    let service = service();
    let example = vendor!("settings.request");
    let answer = reply(&service, "POST", "organization/settings", &example).json();
    assert!(answer["result_description"].as_str().is_some_and(|text| text.starts_with("callbackApiKey:")));
    let answer =
        reply(&service, "POST", "organization/settings", &example.with("callbackApiKey", json!("a*0z"))).json();
    assert_eq!((&answer["code"], &answer["object"]["testUrl"]), (&json!(0), &example["testUrl"]));
    assert!(!answer.to_string().contains("a*0z"));
}
