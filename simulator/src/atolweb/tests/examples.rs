//! The examples of the vocabulary (§6).

use super::*;
use crate::samples::differences;
use DocumentKind::{Correction, NonFiscal, OpenShift, Receipt, Registration};

#[test]
fn a_sale_is_answered_as_the_vocabulary_shows() {
    let server = server();
    opened(&server);
    let text = json!({"type": "text", "text": "Спасибо!", "alignment": "center"});
    let mut task = sale();
    task["items"].as_array_mut().expect("items").insert(1, text);
    let answer = ready(&server, &task);
    let document = server.ledger().pop().expect("a document");
    let time = format!("{}+03:00", document.time);
    let example = json!({
        "fiscalParams": {
            "total": 428.8, "fiscalDocumentNumber": 3, "fiscalDocumentDateTime": time,
            "fiscalDocumentSign": answer["fiscalParams"]["fiscalDocumentSign"], "fiscalReceiptNumber": 1, "shiftNumber": 1,
            "fnNumber": "9999078900000961", "registrationNumber": "0001234567007512", "fnsUrl": "www.nalog.gov.ru",
        },
        "warnings": {},
    });
    assert_eq!(differences(&answer, &example), Vec::<String>::new());
    let sign = answer["fiscalParams"]["fiscalDocumentSign"].as_str().expect("a sign");
    assert!(sign.parse::<u32>().is_ok(), "{sign}");
    assert_eq!((document.kind, document.number, &document.task), (DocumentKind::Receipt, Some(3), &task));
    // The texts keep their place.
    let tape = server.tape();
    let places = ["Хлеб ржаной", "Спасибо!", "Сыр весовой", "[QR t="].map(|text| tape.find(text).expect(text));
    assert!(places.is_sorted(), "{tape}");
}

#[test]
fn the_other_examples_are_executed() {
    let server = server();
    let tasks = [
        json!({"type": "sellReturn", "taxationType": "usnIncome", "operator": {"name": "Кассир Лунина"},
         "items": [{"type": "position", "name": "Билет на экскурсию", "price": 1500.00, "quantity": 1, "amount": 1500.00,
          "measurementUnit": "piece", "paymentMethod": "fullPayment", "paymentObject": "service",
          "tax": {"type": "none"}, "agentInfo": {"agents": ["commissionAgent"]},
          "supplierInfo": {"name": "ООО Тропа", "vatin": "7800987653", "phones": ["+78120000002"]}}],
         "payments": [{"type": "1", "sum": 1500.00}], "total": 1500.00}),
        json!({"type": "sellCorrection", "taxationType": "osn", "correctionType": "self",
         "correctionBaseDate": "2025.02.17", "electronically": true, "clientInfo": {"emailOrPhone": "buh@example.com"},
         "operator": {"name": "Кассир Лунина"},
         "items": [{"type": "position", "name": "Кофе в зёрнах 1 кг", "price": 1210.50, "quantity": 2, "amount": 2421.00,
          "measurementUnit": 0, "paymentMethod": "fullPayment", "paymentObject": "commodity",
          "tax": {"type": "vat20", "sum": 403.50}}, {"type": "additionalAttribute", "value": "2403680979"}],
         "payments": [{"type": "electronically", "sum": 2421.00}, {"type": "cash", "sum": 0}], "taxes": []}),
        json!({"type": "nonFiscal", "printFooter": false, "items": [
          {"type": "text", "text": "ОПЛАТА КАРТОЙ ОДОБРЕНА", "alignment": "center", "wrap": "words", "doubleWidth": true},
          {"type": "barcode", "barcode": "https://example.com/r/17", "barcodeType": "QR", "scale": 4},
          {"type": "barcode", "barcode": "4601234567893", "barcodeType": "EAN13", "printText": true}]}),
    ];
    for task in &tasks {
        ready(&server, task);
    }
    let kinds: Vec<_> = server.ledger().iter().map(|document| document.kind).collect();
    assert_eq!(kinds, [Registration, Registration, OpenShift, Receipt, Correction, NonFiscal]);
    let tape = server.tape();
    assert!(tape.contains("ОПЛАТА КАРТОЙ ОДОБРЕНА") && tape.contains("[QR https://example.com/r/17]"), "{tape}");
    // An electronic document is not on paper.
    assert!(!tape.contains("Кофе в зёрнах"), "{tape}");
}

#[test]
fn a_register_is_registered_by_the_example() {
    let server = started(Options { registered: false, ..Options::default() });
    assert_eq!(code(&server, &sale()), 89);
    let task = json!({"type": "registration", "operator": {"name": "Инженер Седов"},
     "organization": {"name": "ООО Ромашка", "vatin": "7700123459", "address": "125009, г. Москва, ул. Примерная, д. 1",
      "email": "kassa@example.com", "taxationTypes": ["osn", "patent"]},
     "device": {"registrationNumber": "0001234567007512", "ffdVersion": "1.2", "paymentsAddress": "Магазин № 1",
      "fnsUrl": "www.nalog.gov.ru", "offlineMode": false, "encryption": false, "autoMode": false,
      "internet": false, "service": false, "bso": false, "excise": false, "gambling": false, "lottery": false,
      "machineInstallation": false, "marking": true, "pawnShop": false, "insurance": false,
      "defaultTaxationType": "osn", "ofdChannel": "proto"},
     "ofd": {"name": "ООО Пример ОФД", "vatin": "5000111221", "host": "ofd.example.com", "port": 7790, "dns": ""}});
    let answer = ready(&server, &task);
    assert_eq!(answer["fiscalParams"]["fiscalDocumentNumber"], 1);
    ready(&server, &sale().with("taxationType", Value::Null));
    assert_eq!(made(&server).len(), 2);
}
