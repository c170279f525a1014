use super::*;
use serde_json::json;

/// The vendor's answers, shortened to the members that distinguish them, each in its own spelling.
fn listed() -> Value {
    json!({
        "Status": "Success",
        "Data": {
            "Id": "8bade7f9-4ff1-4201-9a16-b0031c5e95e8",
            "CompanyDetails": {"Inn": "7841465198", "Ogrn": "1127847298842", "Kpp": "771343001"},
            "KktDetails": {
                "FnNumber": "4931300000000000", "SerialNumber": "10990917150000000000",
                "FiscalDocumentData": {"DateTime": "2017-08-14T16:09:00", "DocumentNumber": "1", "Signature": "IUZXBPO55T"},
                "RegNumber": "82162530000000000",
            },
            "Status": "Rejected",
            "StatusReason": "Неверно указаны ФИО подписанта",
            "Stage": "Finalization",
            "Purpose": "InitialRegistration",
            "Gateway": "SuccessMock",
            "OfdAgreementId": "555b55e5-a555-5e55-55d5-5fcbafd5fe55",
            "Documents": [
                {"Id": "77e7d777-f7b7-7777-ad7f-7ecb777d7cfb", "Kind": "1110077", "Content": "AA==", "Signature": "NotNeeded"},
                {
                    "Id": "bd444444-f4a4-4ddc-a4b4-b4ee4cd44b4a", "Kind": "1110061", "Content": "AA==",
                    "Signature": "Signed", "FileName": "PD_KOZVLREGKKT.xml",
                    "Description": "Заявление о регистрации (перерегистрации) контрольно-кассовой техники",
                },
            ],
        },
        "Elapsed": "00:00:00.0024449",
    })
}

#[test]
fn the_application_of_the_list_is_read() {
    let all = Application::all_of_answer(&listed()).unwrap();
    assert_eq!(all.len(), 1, "an object for one (§2.3)");
    let one = &all[0];
    assert_eq!(
        (one.id.as_str(), one.purpose, one.stage, one.status),
        (
            "8bade7f9-4ff1-4201-9a16-b0031c5e95e8",
            Some(Purpose::InitialRegistration),
            Some(Stage::Finalization),
            Some(Status::Rejected)
        )
    );
    assert_eq!(one.reason.as_deref(), Some("Неверно указаны ФИО подписанта"));
    assert_eq!(one.number.as_deref(), Some("82162530000000000"));
    assert_eq!(one.text("KktDetails.FnNumber").as_deref(), Some("4931300000000000"));
    assert_eq!(one.text("KktDetails.FiscalDocumentData.DocumentNumber").as_deref(), Some("1"));
    // A kind that §2.3.2 does not list is passed on as it was received.
    assert_eq!(
        (one.documents[0].kind.as_str(), one.documents[0].signature),
        ("1110077", Some(SignatureState::NotNeeded))
    );
    let signed = one.document(DocumentKind::Registration).unwrap();
    assert_eq!((signed.signature, signed.name.as_deref()), (Some(SignatureState::Signed), Some("PD_KOZVLREGKKT.xml")));
    assert_eq!(one.document(DocumentKind::Card), None);
}

#[test]
fn a_list_is_an_object_an_array_or_nothing() {
    let one = listed()["Data"].clone();
    for (data, count) in
        [(json!([one, one]), 2), (json!([one]), 1), (one.clone(), 1), (json!([]), 0), (json!({}), 0), (Value::Null, 0)]
    {
        let answer = json!({"Status": "Success", "Data": data});
        assert_eq!(Application::all_of_answer(&answer).map(|all| all.len()), Some(count), "{data}");
    }
    assert!(Application::all_of_answer(&json!({"Data": [{"Status": "New"}]})).is_none(), "one without an id is none");
}

#[test]
fn every_word_of_the_document_is_read() {
    let statuses = "New AwaitingDocuments AwaitingSignature ProcessingSignedDocuments ReadyToBeSentToFns SentToFns \
        Rejected Approved UnknownError";
    for word in statuses.split_whitespace() {
        assert_eq!(Status::of(word).map(Words::word), Some(word));
    }
    for word in ["InitialRegistration", "ReRegistration", "UnRegistration", "Reregistration", "Unregistration"] {
        assert!(Purpose::of(word).is_some(), "{word}");
    }
    for (word, right) in [("Initialization", true), ("Finalization", true), ("Начало", false)] {
        assert_eq!(Stage::of(word).is_some(), right, "{word}");
    }
    for word in ["1110061", "1110062", "1110201", "1110211", "1110066", "1167003", "1110065"] {
        assert_eq!(DocumentKind::of(word).map(Words::word), Some(word));
    }
    for word in ["Signed", "Unsigned", "NotNeeded"] {
        assert_eq!(SignatureState::of(word).map(Words::word), Some(word));
    }
}

#[test]
fn names_in_lower_case_are_read_too() {
    let answer =
        json!({"data": {"id": "a-1", "kktDetails": {"regNumber": "1"}, "status": "New", "stage": "Initialization"}});
    let read = Application::of_answer(&answer).unwrap();
    assert_eq!((read.id.as_str(), read.number.as_deref(), read.status), ("a-1", Some("1"), Some(Status::New)));
}
