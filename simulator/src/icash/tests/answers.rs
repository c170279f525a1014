//! The tags in the answers: those that the vendor's tables require, and their values.

use super::*;
use crate::icash::{By, DocumentKind};

fn has_all(data: &Value, tags: &str) {
    for tag in tags.split_whitespace() {
        assert!(data.get(tag).is_some(), "{tag} of {data}");
    }
}

#[test]
fn every_document_has_the_tags_that_its_table_requires() {
    let device = started(Options { registered: false, ..Options::default() });
    let answer = post(&device, "/register", &registration());
    has_all(
        &answer["data"],
        "T1209 T1048 T1018 T1012 T1037 T1002 T1221 T1110 T1056 T1001 T1108 T1013 T1021 T1188 T1189 T1040 T1041 T1077",
    );
    let answer = post(&device, "/shift/open", &json!({}));
    has_all(&answer["data"], "T1209 T1048 T1018 T1012 T1037 T1038 T1021 T1188 T1189 T1040 T1041 T1077");
    let answer = post(&device, "/receipt", &receipt());
    has_all(
        &answer["data"],
        "T1209 T1048 T1018 T1042 T1012 T1038 T1054 T1055 T1037 T1059 T1020 T1031 T1081 T1102 T1105 T1021 T1040 T1041 T1077 T1196",
    );
    let answer = post(&device, "/currentstate", &json!({}));
    has_all(&answer["data"], "T1209 T1048 T1018 T1012 T1037 T1116 T1097 T1098 T1157 T1158 T1040 T1041 T1077");
    let answer = post(&device, "/shift/close", &json!({}));
    has_all(
        &answer["data"],
        "T1209 T1048 T1018 T1012 T1038 T1037 T1118 T1111 T1097 T1098 T1194 T1157 T1213 T1040 T1041 T1077",
    );
    assert_eq!((&answer["data"]["T1118"], &answer["data"]["T1111"]), (&json!(1), &json!(4)));
    let answer = post(&device, "/finalize", &json!({"T1021": "Админ", "T1009": "Тверь"}));
    has_all(&answer["data"], "T1209 T1048 T1018 T1012 T1038 T1037 T1157 T1040 T1041 T1077");
    assert_eq!((&answer["data"]["T1009"], &answer["document_number"]), (&json!("Тверь"), &json!(6)));
}

#[test]
fn the_qr_text_is_that_of_the_document() {
    let device = open_device(Options::default());
    let answer = post(&device, "/receipt", &receipt());
    let data = &answer["data"];
    let time: String =
        data["T1012"].as_str().expect("a time").chars().filter(|letter| !"-:".contains(*letter)).take(13).collect();
    let expected = format!("t={time}&s=74.45&fn=9999078900012345&i=3&fp={}&n=1", data["T1077"]);
    assert_eq!(data["T1196"], expected);
    assert!(data["T1077"].as_u64().is_some_and(|sign| (1_000_000_000..=u64::from(u32::MAX)).contains(&sign)));
    assert!(answer.get("document_number").is_none());
}

#[test]
fn a_bare_answer_hides_the_number_and_the_search_shows_it() {
    let device = open_device(Options { bare_answers: true, ..Options::default() });
    let answer = post(&device, "/receipt", &receipt());
    for tag in ["T1040", "T1041", "T1077", "T1196"] {
        assert!(answer["data"].get(tag).is_none());
    }
    assert_eq!(answer["data"]["T1042"], 1);
    has_all(&get(&device, "/search/3/")["data"], "T1040 T1041 T1077 T1196");
}

#[test]
fn both_forms_of_a_correction_are_answered_in_one() {
    let device = open_device(Options::default());
    let base = json!({"T1178": "2026-01-02", "T1179": "5"});
    let nested = receipt().with("T1173", json!(true)).with("T1174", base.clone());
    let flat =
        receipt().with("T1173", json!(true)).with("T1178", base["T1178"].clone()).with("T1179", base["T1179"].clone());
    for body in [nested, flat] {
        let data = &post(&device, "/correctivereceipt", &body.with("T1055", json!([1])))["data"];
        assert_eq!((&data["T1174"], &data["T1173"], &data["T1055"]), (&base, &json!(true), &json!(1)));
        assert!(data.get("T1178").is_none());
    }
}

#[test]
fn counters_add_up_by_kind_of_settlement() {
    let device = open_device(Options::default());
    post(&device, "/receipt", &receipt());
    post(&device, "/receipt", &receipt());
    post(&device, "/receipt", &receipt().with("T1054", json!(2)));
    post(
        &device,
        "/correctivereceipt",
        &receipt().with("T1173", json!(false)).with("T1174", json!({"T1178": "2026-01-02", "T1179": "5"})),
    );
    let data = post(&device, "/shift/close", &json!({}))["data"].clone();
    let shift = &data["T1194"];
    let sales = json!({"T1135": 2, "T1201": "148.90", "T1136": 80, "T1138": "68.90", "T1139": 18, "T1183": "40.90"});
    assert_eq!((&shift["T1129"], &shift["T1134"]), (&sales, &json!(3)));
    assert_eq!((&shift["T1130"]["T1201"], &shift["T1133"]["T1144"]), (&json!("74.45"), &json!(1)));
    post(&device, "/shift/open", &json!({}));
    let next = post(&device, "/shift/close", &json!({}))["data"].clone();
    assert_eq!(next["T1194"], json!({"T1134": 0}));
    assert_eq!(next["T1157"], data["T1157"]);
}

#[test]
fn the_status_follows_the_documents() {
    let device = device();
    assert_eq!(get(&device, "/shift/status"), json!({"shiftStatus": 0, "shiftNo": 0, "checkNo": 0}));
    post(&device, "/shift/open", &json!({}));
    assert_eq!(get(&device, "/shift/status"), json!({"shiftStatus": 1, "shiftNo": 1, "checkNo": 0}));
    post(&device, "/receipt", &receipt());
    assert_eq!(get(&device, "/shift/status")["checkNo"], 1);
    let status = get(&device, "/status");
    assert_eq!(
        (&status["state"], &status["shift_status"], &status["last_document_number"]),
        (&json!(3), &json!(1), &json!(3))
    );
    assert_eq!(status["last_document_datetime"], get(&device, "/search/3/")["data"]["T1012"]);
    post(&device, "/shift/close", &json!({}));
    assert_eq!(get(&device, "/shift/status"), json!({"shiftStatus": 0, "shiftNo": 1, "checkNo": 3}));
}

#[test]
fn the_ledger_stores_the_request_and_the_document() {
    let device = open_device(Options::default());
    let answer = post(&device, "/receipt", &receipt());
    let ledger = device.ledger();
    let document = ledger.last().expect("a document");
    assert_eq!((document.kind, document.by, document.shift, document.number), (DocumentKind::Receipt, By::Api, 1, 3));
    assert_eq!((&document.request, &document.data), (&receipt(), &answer["data"]));
    assert_eq!(ledger.first().map(|first| (first.kind, first.by)), Some((DocumentKind::Registration, By::Stranger)));
}

#[test]
fn a_receipt_can_be_read_on_the_tape() {
    let device = open_device(Options::default());
    post(&device, "/receipt", &receipt());
    let tape = device.tape();
    let parts = [
        "ООО \"Ромашка\"",
        "КАССОВЫЙ ЧЕК\n",
        " ПРИХОД\n",
        "18.00 x 3.000",
        "=54.00\n",
        "ИТОГ                                =74.45\n",
        "НАЛИЧНЫМИ",
        "=40.00",
        "СУММА НДС 20%",
        "Иванова А.",
        "СМЕНА 1",
        "ФД 3",
    ];
    for part in parts {
        assert!(tape.contains(part), "{part} in {tape}");
    }
    let qr = device.ledger()[2].data["T1196"].as_str().expect("a QR text").to_owned();
    assert!(tape.replace('\n', "").contains(&qr), "{qr} in {tape}");
    assert!(tape.lines().all(|line| line.chars().count() <= 42));
}

#[test]
fn a_strict_form_is_told_from_a_receipt() {
    let device = started(Options { registered: false, ..Options::default() });
    post(&device, "/register", &registration().with("T1110", json!(true)));
    post(&device, "/shift/open", &json!({}));
    post(&device, "/receipt", &receipt());
    assert_eq!(get(&device, "/search/3/")["document_type"], 17);
}
