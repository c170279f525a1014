//! Requests that the vendor's document does not permit are refused, with the place of every error.

use super::*;

/// A change of a task, and the places that the refusal names.
type Case = (&'static str, Value, &'static [&'static str]);

fn assert_refused(right: &Value, cases: &[Case]) {
    let service = service();
    service.set_register(&json!({"held": true}));
    take(&service, right);
    for (pointer, value, places) in cases {
        let body = right.within(pointer, value.clone());
        let why = refused(&service, &body);
        let named: Vec<&str> = why.split("; ").map(|fault| fault.split(": ").next().unwrap_or_default()).collect();
        assert_eq!(named, *places, "{pointer} {value}: {why}");
    }
    let tasks = client::ask(&service.url(), "GET", "/simulator/tasks", "").expect("an answer").json();
    assert_eq!(tasks.as_array().map(Vec::len), Some(1), "nothing refused is in the queue");
}

#[test]
fn a_document_larger_than_a_fiscal_drive_takes_is_refused() {
    let service = service();
    let receipt = |last: usize| {
        let line = |name: usize| {
            json!({"title": "я".repeat(name), "price": "10", "quantity": "1.5", "total": "15", "tax": "vat_20",
                "ppr": "goods", "psr": "full_settle"})
        };
        let mut lines = vec![line(122); 193];
        lines.push(line(last));
        let command =
            json!({"type": "sale", "isPrintable": true, "sno": "sno_osn", "lines": lines, "amountCash": "2910"});
        json!({"creItemId": REGISTER, "commands": [command]})
    };
    // 193 lines of 168 bytes; 10 for two codes, 14 for total and cash, 20 for the other payments, 6 for the VAT.
    let room = 32_768 - 193 * 168 - 10 - 14 - 20 - 6;
    take(&service, &receipt(room - 46));
    assert_eq!(refused(&service, &receipt(room - 45)), "commands[0]: в документе 32769 байт, можно до 32768");

    let slip = |count: usize| {
        let line = json!({"type": "print", "text": "я".repeat(count)});
        json!({"creItemId": REGISTER, "commands": [{"type": "startSlip"}, line, {"type": "endSlip"}]})
    };
    take(&service, &slip(30_720));
    assert_eq!(refused(&service, &slip(30_721)), "commands: в тексте 30721 символов, можно до 30720");
}

#[test]
fn a_wrong_receipt_names_its_fields() {
    const LINE: &str = "/commands/0/lines/0";
    assert_refused(
        &sale(),
        &[
            ("", json!({"creItemId": "касса"}), &["creItemId", "creItemId"]),
            ("", json!({"creItemId": "00000000-0000-4000-8000-000000000000"}), &["creItemId"]),
            ("", json!({"idempKey": ""}), &["idempKey"]),
            ("", json!({"idempKey": 5}), &["idempKey"]),
            ("", json!({"commands": []}), &["commands"]),
            ("", json!({"commands": {}}), &["commands"]),
            ("", json!({"mark": 1}), &["mark"]),
            ("/commands/0", json!({"type": "sell"}), &["commands[0].type"]),
            ("/commands/0", json!({"total": "251"}), &["commands[0].total"]),
            ("/commands/0", json!({"isPrintable": "true"}), &["commands[0].isPrintable"]),
            ("/commands/0", json!({"isPrintable": false}), &["commands[0].tagClientContact"]),
            ("/commands/0", json!({"sno": "osn"}), &["commands[0].sno"]),
            ("/commands/0", json!({"tagCashierInn": "123456789047"}), &["commands[0].tagCashierInn"]),
            ("/commands/0", json!({"tagCashierINN": "1234567890"}), &["commands[0].tagCashierINN"]),
            ("/commands/0", json!({"tagCashierName": ""}), &["commands[0].tagCashierName"]),
            ("/commands/0", json!({"tagClientContact": "почта"}), &["commands[0].tagClientContact"]),
            ("/commands/0", json!({"tagClientINN": 7_743_013_901_u64}), &["commands[0].tagClientINN"]),
            ("/commands/0", json!({"tagAgentType": 128}), &["commands[0].tagAgentType"]),
            ("/commands/0", json!({"tagAgentType": "64"}), &["commands[0].tagAgentType"]),
            ("/commands/0", json!({"lines": []}), &["commands[0].lines"]),
            ("/commands/0", json!({"amountElectronic": 251}), &["commands[0].amountElectronic"]),
            ("/commands/0", json!({"amountElectronic": "250.99"}), &["commands[0]"]),
            ("/commands/0", json!({"amountCash": "0.01"}), &["commands[0]"]),
            (LINE, json!({"title": "ч".repeat(251)}), &["commands[0].lines[0].title"]),
            (LINE, json!({"price": 125.5}), &["commands[0].lines[0].price"]),
            (LINE, json!({"price": "125 50"}), &["commands[0].lines[0].price"]),
            (LINE, json!({"quantity": "0.0004"}), &["commands[0].lines[0].quantity"]),
            (LINE, json!({"total": "252.01"}), &["commands[0].lines[0].total", "commands[0]"]),
            (LINE, json!({"tax": "vat_22"}), &["commands[0].lines[0].tax"]),
            (LINE, json!({"ppr": "commodity"}), &["commands[0].lines[0].ppr"]),
            (LINE, json!({"psr": null}), &["commands[0].lines[0].psr"]),
            (LINE, json!({"tagCountry": "RUS"}), &["commands[0].lines[0].tagCountry"]),
            (
                LINE,
                json!({"tags": [{"id": "1162", "type": "array", "value": "01"}]}),
                &["commands[0].lines[0].tags[0].id"],
            ),
            (
                LINE,
                json!({"tags": [{"id": 1162, "type": "bytes", "value": "01"}]}),
                &["commands[0].lines[0].tags[0].type"],
            ),
            (
                LINE,
                json!({"tags": [{"id": 1162, "type": "array", "value": "0115"}]}),
                &["commands[0].lines[0].tags[0].value"],
            ),
            (
                LINE,
                json!({"tags": [{"id": 1055, "type": "byte", "value": "256"}]}),
                &["commands[0].lines[0].tags[0].value"],
            ),
            (LINE, json!({"title": "", "tax": 1}), &["commands[0].lines[0].title", "commands[0].lines[0].tax"]),
        ],
    );
}

#[test]
fn a_wrong_document_of_another_kind_names_its_fields() {
    let correction = task(
        OTHER_REGISTER,
        &json!({
            "type": "correction", "docNumber": "1", "docDescription": "Опись", "docDate": "2026-11-22",
            "correctionType": "byDocument", "paymentSign": "incoming", "amountVat20": "100.00",
        }),
    );
    assert_refused(
        &correction,
        &[
            ("/commands/0", json!({"docDate": "22.11.2026"}), &["commands[0].docDate"]),
            ("/commands/0", json!({"docDate": "2026-02-30"}), &["commands[0].docDate"]),
            ("/commands/0", json!({"correctionType": "self"}), &["commands[0].correctionType"]),
            ("/commands/0", json!({"paymentSign": "income"}), &["commands[0].paymentSign"]),
            ("/commands/0", json!({"amountVat20": "0"}), &["commands[0]"]),
            ("/commands/0", json!({"amountCash": "100.00"}), &["commands[0].amountCash"]),
            ("/commands/0", json!({"tagClientContact": "a@b.ru"}), &["commands[0].tagClientContact"]),
            ("", json!({"creItemId": REGISTER}), &["commands[0].sno"]),
        ],
    );
    let cash = task(REGISTER, &json!({"type": "cashIn", "amountCash": 500.52}));
    assert_refused(
        &cash,
        &[
            ("/commands/0", json!({"amountCash": "500.52"}), &["commands[0].amountCash"]),
            ("/commands/0", json!({"amountCash": 500.525}), &["commands[0].amountCash"]),
            ("/commands/0", json!({"amountCash": 0}), &["commands[0].amountCash"]),
            ("/commands/0", json!({"tagCashierINN": "123456789047"}), &["commands[0].tagCashierINN"]),
        ],
    );
    let slip = json!({"creItemId": REGISTER, "commands": [
        {"type": "startSlip"}, {"type": "print", "text": "строка"}, {"type": "endSlip"},
    ]});
    assert_refused(
        &slip,
        &[
            ("/commands/1", json!({"isPrintable": true}), &["commands[1].isPrintable"]),
            ("/commands/1", json!({"font": "italic"}), &["commands[1].font"]),
            ("/commands/1", json!({"type": "printQR", "size": 6}), &["commands[1].size"]),
            ("/commands/1", json!({"type": "feed", "count": 0}), &["commands[1].text", "commands[1].count"]),
            ("/commands/2", json!({"disablePrintFooter": "true"}), &["commands[2].disablePrintFooter"]),
            ("/commands/2", json!({"type": "print", "text": "без конца"}), &["commands"]),
            ("/commands/2", json!({"type": "xReport"}), &["commands"]),
        ],
    );
}

#[test]
fn two_documents_are_not_one_task() {
    let two = sale().within("/commands", json!([session("openSession")["commands"][0], sale()["commands"][0]]));
    assert_eq!(refused(&service(), &two), "commands: в одном задании один документ");
}

#[test]
fn what_a_receipt_leaves_out_may_be_in_the_card() {
    let service = service();
    let bare = sale().without("/commands/0", "sno").without("/commands/0/lines/0", "tax");
    assert_eq!(refused(&service, &bare).matches("карточке кассы").count(), 2);
    let object = done(&service, &bare.with("creItemId", json!(OTHER_REGISTER)), "a");
    assert_eq!(object["resultItem"]["result"], "success");
}

#[test]
fn an_invalid_request_is_refused() {
    for (service, statuses) in
        [(service(), [401, 400, 400, 400, 404]), (shaped("refusal-200"), [200; 5]), (shaped("refusal-bare"), [200; 5])]
    {
        let ask = |headers: &str, path: &str, body: &str| {
            ask_with(&service.url(), headers, "POST", &format!("{BASE}/{path}"), body).expect("an answer")
        };
        let path = "print-documents";
        let replies = [
            ask("X-API-Key: wrong\r\nContent-Type: application/json;charset=UTF-8", path, &sale().to_string()),
            ask("X-API-Key: KqZD0anh8wkRs01eZVwhkPSR7d3Fgq4k\r\nContent-Type: text/plain", path, &sale().to_string()),
            ask(HEADERS, path, "{"),
            ask(HEADERS, path, r#"{"creItemId": "1", "creItemId": "2"}"#),
            ask(HEADERS, "print-document", "{}"),
        ];
        assert_eq!(replies.each_ref().map(|reply| reply.status), statuses);
        assert!(replies.iter().all(|reply| reply.json()["code"] != 0 && reply.json()["object"].is_null()));
    }
}
