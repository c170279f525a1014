//! `getFnDocument`: the documents as the fiscal drive keeps them.

use super::*;
use crate::base64::from_base64;

fn document(server: &Simulator, number: u32) -> Value {
    let task = json!({"type": "getFnDocument", "fiscalDocumentNumber": number});
    ready(server, &task)["documentTLV"].clone()
}

#[test]
fn each_kind_of_document_has_its_word() {
    let server = server();
    let tasks = [
        json!({"type": "openShift"}),
        sale(),
        small("sellCorrection").with("correctionType", json!("self")).with("correctionBaseDate", json!("2025.02.17")),
        json!({"type": "reportOfdExchangeStatus"}),
        json!({"type": "closeShift"}),
        json!({"type": "closeArchive"}),
    ];
    for task in &tasks {
        ready(&server, task);
    }
    let words = [
        "registration",
        "openShift",
        "receipt",
        "receiptCorrection",
        "ofdExchangeStatus",
        "closeShift",
        "closeArchive",
    ];
    for (number, word) in (1..).zip(words) {
        let tree = document(&server, number);
        assert_eq!((&tree["fiscalDocumentType"], &tree["1040"]), (&json!(word), &json!(number)));
        assert_eq!(tree["short"], false);
        assert_eq!(tree.get("qr").is_some(), word.starts_with("receipt"), "{word}");
    }
    let beyond = json!({"type": "getFnDocument", "fiscalDocumentNumber": 8});
    assert_eq!(code(&server, &beyond), 123);
}

#[test]
fn the_qr_code_has_the_values_of_the_document() {
    let server = server();
    let answer = ready(&server, &sale())["fiscalParams"].clone();
    let text = |name: &str| answer[name].as_str().expect("a text").to_owned();
    let time: String =
        text("fiscalDocumentDateTime").chars().filter(|letter| !"-:".contains(*letter)).take(13).collect();
    let expected = format!("t={time}&s=428.80&fn=9999078900000961&i=3&fp={}&n=1", text("fiscalDocumentSign"));
    assert_eq!(document(&server, 3)["qr"], expected.as_str());
    assert!(server.tape().replace('\n', "").contains(&expected), "{}", server.tape());
}

#[test]
fn texts_are_shown_without_the_spaces_around_them() {
    let server = server();
    ready(&server, &small("sell").with("/items/0/name", json!(" Чай  чёрный ")));
    assert_eq!(document(&server, 3)["1059"][0]["1030"], "Чай  чёрный");
}

#[test]
fn the_raw_data_are_the_tags_of_the_tree() {
    let server = server();
    ready(&server, &sale());
    let task = json!({"type": "getFnDocument", "fiscalDocumentNumber": 3, "withRawData": true});
    let answer = ready(&server, &task);
    let bytes = from_base64(answer["rawData"].as_str().expect("base64")).expect("base64");
    let mut tags = Vec::new();
    let mut rest = bytes.as_slice();
    while let [low, high, short, long, after @ ..] = rest {
        tags.push(u16::from_le_bytes([*low, *high]).to_string());
        rest = &after[usize::from(u16::from_le_bytes([*short, *long]))..];
    }
    let tree = answer["documentTLV"].as_object().expect("a tree");
    let numbers = tree.keys().filter(|name| name.bytes().all(|byte| byte.is_ascii_digit()));
    let expected: Vec<_> = numbers.flat_map(|name| vec![name.clone(); if name == "1059" { 2 } else { 1 }]).collect();
    assert_eq!(tags, expected);
}

fn sorted(names: impl Iterator<Item = impl AsRef<str>>) -> Vec<String> {
    let mut names: Vec<_> = names.map(|name| name.as_ref().to_owned()).collect();
    names.sort();
    names
}

#[test]
fn an_old_document_is_short() {
    let server = server();
    ready(&server, &sale());
    let whole = document(&server, 3);
    set(&server, &json!({"deviceID": "1", "forgotten": 3}));
    let short = document(&server, 3);
    let expected = json!({
        "1012": whole["1012"], "1040": 3, "1077": whole["1077"], "1054": 1, "1020": 428, "short": true,
        "fiscalDocumentType": "receipt",
    });
    assert_eq!(crate::samples::differences(&short, &expected), Vec::<String>::new());
    for (number, names) in [(1, "1001 1002 1012 1018 1037 1040 1056 1062 1077 1017"), (2, "1012 1038 1040 1077")] {
        let tree = document(&server, number);
        let tags = tree.as_object().expect("a tree").keys().filter(|name| name.parse::<u16>().is_ok());
        assert_eq!(sorted(tags), sorted(names.split(' ')), "{number}");
    }
    let raw = json!({"type": "getFnDocument", "fiscalDocumentNumber": 3, "withRawData": true});
    assert_eq!(code(&server, &raw), 123);
}
