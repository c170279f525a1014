//! An application from its creation to the registration card.

use super::*;
use crate::ofdru::{DocumentKind, Purpose, Shapes, Verdict};

#[test]
fn a_registration_goes_from_the_first_filing_to_the_card() {
    let client = client();
    let id = client.create(&application());
    assert_eq!(client.progress(&id), ("Initialization/New".to_owned(), vec![]));
    assert_eq!(client.prepare(&id)["Status"], "AwaitingSignature");
    assert_eq!(client.progress(&id), ("Initialization/AwaitingSignature".to_owned(), vec!["1110061".to_owned()]));
    let shown = client.sign(&id);
    assert_eq!(client.progress(&id).0, "Finalization/New");
    assert_eq!(shown["KktDetails"]["RegNumber"], "0000000001045548");
    assert_eq!(client.progress(&id).1, ["1110061", "1110211"]);

    client.update(&id, &report());
    client.prepare(&id);
    client.sign(&id);
    let kinds = ["1110061", "1110211", "1110201", "1110066"];
    assert_eq!(client.progress(&id), ("Finalization/Approved".to_owned(), kinds.map(str::to_owned).to_vec()));

    let ledger = client.server.ledger();
    let filed: Vec<_> = ledger.filings.iter().map(|filing| (filing.documents.clone(), filing.verdict)).collect();
    let approved = |kind| (vec![kind], Verdict::Approved);
    assert_eq!(filed, [approved(DocumentKind::Statement), approved(DocumentKind::ReportData)]);
    assert_eq!(ledger.filings[1].report["Signature"], "1234567890");
    assert_eq!((ledger.registers.len(), ledger.registers[0].active), (1, true));
    let tape = client.server.tape();
    assert_eq!(tape.lines().count(), 7, "{tape}");
}

#[test]
fn the_tax_service_takes_its_time_by_the_servers_clock() {
    let client = started(Options { answer_seconds: Some(3000), documents_seconds: 60, ..Options::default() });
    let id = client.create(&application());
    assert_eq!(client.prepare(&id)["Status"], "AwaitingDocuments");
    client.server.set_clock_offset(61);
    assert_eq!(client.progress(&id).0, "Initialization/AwaitingSignature");
    for (offset, status) in [
        (61, "Initialization/ProcessingSignedDocuments"),
        (1070, "Initialization/ReadyToBeSentToFns"),
        (2070, "Initialization/SentToFns"),
        (3070, "Finalization/New"),
    ] {
        client.server.set_clock_offset(offset);
        client.sign(&id);
        assert_eq!(client.progress(&id).0, status, "{offset}");
    }
}

#[test]
fn a_rejected_application_is_fixed_and_filed_again() {
    let client = by_hand();
    let id = client.create(&application());
    client.prepare(&id);
    client.sign(&id);
    assert_eq!(client.progress(&id).0, "Initialization/SentToFns");
    client.rejects("Неверно указаны ФИО подписанта", &["CompanyDetails.Signatory.LastName"]);
    let shown = client.get(&id);
    assert_eq!(shown["StatusReason"], "Неверно указаны ФИО подписанта (CompanyDetails.Signatory.LastName)");
    assert_eq!(client.progress(&id).1, ["1110061", "1167003"]);

    client.update(&id, &json!({"companyDetails": {"Signatory": {"LastName": "Петров"}}}));
    let shown = client.prepare(&id);
    assert_eq!(shown["CompanyDetails"]["Signatory"]["Name"], "Петров Николай Иванович");
    assert_eq!(shown.get("StatusReason"), None);
    client.sign(&id);
    assert!(client.server.decide(&id, &Decision::Approve));
    assert_eq!(client.progress(&id).0, "Finalization/New");
    assert!(!client.server.decide("*", &Decision::Approve), "nothing waits any more");
}

#[test]
fn a_final_rejection_cannot_be_fixed() {
    let client = started(Options { answer_seconds: None, final_rejections: true, ..Options::default() });
    let id = client.create(&application());
    client.prepare(&id);
    client.sign(&id);
    client.rejects("Нет", &[]);
    let path = format!("/kkt/application/{id}/prepareDocuments");
    assert_eq!(client.refused("POST", &path, &Value::Null), ["InvalidStatus"]);
}

#[test]
fn a_failed_application_can_be_filed_again() {
    let client = by_hand();
    let id = client.create(&application());
    client.prepare(&id);
    client.sign(&id);
    assert!(client.server.decide(&id, &Decision::Fail));
    assert_eq!(client.progress(&id).0, "Initialization/UnknownError");
    assert_eq!(client.prepare(&id)["Status"], "AwaitingSignature");
}

#[test]
fn the_tax_service_refuses_invalid_data_by_itself() {
    let client = client();
    client.server.put_on_record("7743013901", "777", "9999078900012345").expect("a number");
    let machine = json!({"AutomatedDevice": true});
    for (at, value, reason) in [
        ("/CompanyDetails/Inn", json!("7743013902"), "CompanyDetails.Inn"),
        ("/CompanyDetails/Ogrn", json!("1027739019209"), "CompanyDetails.Ogrn"),
        ("/CompanyDetails/Kpp", json!("77430100"), "CompanyDetails.Kpp"),
        ("/KktDetails/UsageMode", machine, "KktDetails.AutomaticDeviceNumber"),
        ("/KktDetails/SerialNumber", json!("777"), "KktDetails.SerialNumber"),
        ("/purpose", json!("Reregistration"), "KktDetails.SerialNumber"),
        ("/purpose", json!("Unregistration"), "KktDetails.SerialNumber"),
    ] {
        let id = client.create(&application().with(at, value));
        client.prepare(&id);
        let shown = client.sign(&id);
        let told = shown["StatusReason"].as_str().expect("a reason");
        assert!(shown["Status"] == "Rejected" && told.contains(reason), "{at}: {shown}");
    }
}

fn changed(purpose: &str, register: &Value) -> Value {
    let mut body = application().with("purpose", json!(purpose));
    for (name, value) in register.as_object().expect("members") {
        body = body.with(&format!("/KktDetails/{name}"), value.clone());
    }
    body
}

#[test]
fn a_re_registration_needs_its_reason_and_ends_with_a_card() {
    let client = client();
    let number =
        client.server.put_on_record("7743013901", "00000000000000012345", "9999078900000001").expect("a number");
    let id = client.create(&changed("Reregistration", &json!({})));
    client.prepare(&id);
    assert!(client.sign(&id)["StatusReason"].as_str().expect("a reason").contains("ReregistrationReasons"));
    client.update(&id, &json!({"kktDetails": {"ReregistrationReasons": {"FnChanged": true}}}));
    client.prepare(&id);
    assert_eq!(client.sign(&id)["KktDetails"]["RegNumber"], number);
    assert_eq!(client.progress(&id).0, "Finalization/New");
    client.update(&id, &report());
    client.prepare(&id);
    client.sign(&id);
    assert_eq!(client.progress(&id).0, "Finalization/Approved");
    assert_eq!(client.progress(&id).1.last().map(String::as_str), Some("1110066"));
    assert_eq!(client.server.ledger().registers[0].fn_number, "9999078900012345");
    assert_eq!(client.server.ledger().applications[0].purpose, Purpose::Reregistration);
}

#[test]
fn a_re_registration_whose_report_is_given_first_is_filed_once() {
    let client = client();
    client.server.put_on_record("7743013901", "00000000000000012345", "9999078900012345").expect("a number");
    let report = report()["kktDetails"]["FiscalDocumentData"].clone();
    let reasons = json!({"OfdChaged": true});
    let id = client
        .create(&changed("ReRegistration", &json!({"ReregistrationReasons": reasons, "FiscalDocumentData": report})));
    client.prepare(&id);
    assert_eq!(client.progress(&id).1, ["1110061", "1110201"]);
    client.sign(&id);
    assert_eq!(client.progress(&id).0, "Finalization/Approved");
    assert_eq!(client.server.ledger().filings.len(), 1);
}

#[test]
fn a_lost_register_is_deregistered_by_one_filing_and_any_other_by_two() {
    for (reasons, filings) in [(json!({"Lost": true}), 1), (json!({"Stolen": true}), 1), (json!({}), 2)] {
        let client = client();
        client.server.put_on_record("7743013901", "00000000000000012345", "9999078900012345").expect("a number");
        let id = client.create(&changed("UnRegistration", &json!({"UnregistrationReasons": reasons})));
        client.prepare(&id);
        client.sign(&id);
        if filings == 2 {
            assert_eq!(client.progress(&id).0, "Finalization/New");
            client.update(&id, &report());
            client.prepare(&id);
            client.sign(&id);
        }
        assert_eq!(client.progress(&id).0, "Finalization/Approved");
        assert_eq!(client.progress(&id).1.last().map(String::as_str), Some("1110065"));
        let ledger = client.server.ledger();
        assert_eq!((ledger.filings.len(), ledger.registers[0].active), (filings, false));
    }
}

#[test]
fn wrong_numbers_and_complete_documents_are_returned_on_demand() {
    let shapes = Shapes::default().with("whole-content").expect("a shape");
    let client = started(Options { wrong_numbers: true, shapes, ..Options::default() });
    let id = client.create(&application());
    let content = client.prepare(&id)["Documents"][0]["Content"].as_str().expect("a text").to_owned();
    let document = client.server.ledger().applications[0].documents[0].clone();
    assert_eq!(crate::base64::from_base64(&content), Some(document.content));
    assert_eq!(client.sign(&id)["KktDetails"]["RegNumber"], "0000000001045549");
}
