//! Invalid requests, and calls in the wrong order.

use super::*;

fn path(id: &str, rest: &str) -> String {
    format!("/kkt/application/{id}{rest}")
}

#[test]
fn an_unknown_field_or_a_wrong_type_is_refused() {
    let client = client();
    for (at, value, place) in [
        ("/KktDetails/Serial", json!("1"), "KktDetails.Serial"),
        ("/KktDetails/Model", json!(1), "KktDetails.Model"),
        ("/KktDetails/Model", json!([]), "KktDetails.Model"),
        ("/KktDetails/InstallmentAddress", json!("ул. Ленина"), "KktDetails.InstallmentAddress"),
        ("/KktDetails/InstallmentPlace", json!({"FiasCode": "1"}), "KktDetails.InstallmentPlace"),
        ("/KktDetails/UsageMode", json!({"Internet": "true"}), "KktDetails.UsageMode.Internet"),
        ("/KktDetails/FiscalDocumentData", json!({"DateTime": "25.11.2026"}), "KktDetails.FiscalDocumentData.DateTime"),
        (
            "/KktDetails/FiscalDocumentData",
            json!({"DocumentNumber": 1.5}),
            "KktDetails.FiscalDocumentData.DocumentNumber",
        ),
        (
            "/KktDetails/ReregistrationReasons",
            json!({"OfdChanged": true}),
            "KktDetails.ReregistrationReasons.OfdChanged",
        ),
        ("/CompanyDetails/CompanyType", json!("PrivateEntrepreneur"), "CompanyDetails.CompanyType"),
        ("/CompanyDetails/Signatory", json!({"Name": "Иванов"}), "CompanyDetails.Signatory.Name"),
        ("/kktDetails", json!({}), "KktDetails"),
    ] {
        let body = application().with(at, value);
        let answer = client.reply("POST", "/kkt/application", &body.to_string()).json();
        let why = answer["Message"].as_str().expect("a text");
        assert!(answer["Errors"] == json!(["ValidationError"]) && why.contains(place), "{at}: {answer}");
    }
    for text in ["", "[]", "{", r#"{"purpose": "InitialRegistration", "purpose": "Reregistration"}"#] {
        let answer = client.reply("POST", "/kkt/application", text).json();
        assert_ne!(answer["Status"], "Success", "{text}");
    }
    assert!(client.server.ledger().applications.is_empty());
    for query in ["?agreement=1", "?ofdAgreementId=a&ofdAgreementId=b"] {
        assert_eq!(client.refused("GET", &format!("/kkt/application{query}"), &Value::Null), ["ValidationError"]);
    }
}

#[test]
fn both_spellings_of_the_document_are_accepted() {
    let client = client();
    for purpose in ["Reregistration", "ReRegistration"] {
        let id = client.create(&application().with("purpose", json!(purpose)));
        assert_eq!(client.get(&id)["Purpose"], "ReRegistration");
    }
    let mut body = application();
    let members = body.as_object_mut().expect("an object");
    for (from, to) in [("KktDetails", "kktDetails"), ("CompanyDetails", "companyDetails")] {
        let value = members.remove(from).expect("a member");
        members.insert(to.to_owned(), value);
    }
    let id = client.create(&body);
    let shown = client.update(&id, &json!({"KktDetails": {"FiscalDocumentData": {"DocumentNumber": 7}}}));
    assert_eq!(shown["KktDetails"]["FiscalDocumentData"]["DocumentNumber"], "7");
    assert_eq!(client.update(&id, &json!({"kktDetails": {"Model": "iCASH-1F"}}))["KktDetails"]["Model"], "iCASH-1F");
    assert_eq!(client.get(&id)["CompanyDetails"]["Inn"], "7743013901", "the rest stays");
}

#[test]
fn documents_need_the_fields_of_their_kind_of_company() {
    let client = client();
    let bare = json!({"ofdAgreementId": AGREEMENT, "purpose": "InitialRegistration"});
    let id = client.create(&bare);
    let told = |company: &str| {
        client.update(&id, &json!({"companyDetails": {"CompanyType": company}}));
        client.refused("POST", &path(&id, "/prepareDocuments"), &Value::Null)
    };
    let (of_company, of_person) = (told("LegalEntity"), told("PrivateEnterpreneur"));
    assert_eq!((of_company.len(), of_person.len()), (20, 22));
    let only = |these: &[String], those: &[String]| -> Vec<String> {
        these.iter().filter(|name| !those.contains(name)).cloned().collect()
    };
    assert_eq!(only(&of_company, &of_person), ["Missing_CompanyDetails.Kpp"]);
    let director =
        ["FirstName", "MiddleName", "LastName"].map(|name| format!("Missing_CompanyDetails.Director.{name}"));
    assert_eq!(only(&of_person, &of_company), director);

    let id = client.create(&application().with("/KktDetails/InstallmentAddress/FiasCode", json!(" ")));
    let missing = ["Missing_KktDetails.InstallmentAddress.FiasCode"];
    assert_eq!(client.refused("POST", &path(&id, "/prepareDocuments"), &Value::Null), missing);
}

#[test]
fn the_last_filing_needs_the_report() {
    let client = client();
    let id = client.create(&application());
    client.prepare(&id);
    client.sign(&id);
    client.update(&id, &report().with("/kktDetails/FiscalDocumentData/Signature", json!("")));
    let missing = ["Missing_KktDetails.FiscalDocumentData.Signature"];
    assert_eq!(client.refused("POST", &path(&id, "/prepareDocuments"), &Value::Null), missing);
}

#[test]
fn calls_out_of_their_order_are_refused() {
    let client = by_hand();
    let id = client.create(&application());
    let signature = json!({"documentId": "1", "signature": "AA=="});
    let refused = |method: &str, rest: &str, body: &Value| client.refused(method, &path(&id, rest), body);
    assert_eq!(refused("POST", "/sign", &signature), ["InvalidStatus"], "nothing is prepared");
    client.prepare(&id);
    assert_eq!(refused("POST", "/prepareDocuments", &Value::Null), ["InvalidStatus"], "they are there already");
    client.sign(&id);
    for status in ["Initialization/SentToFns", "Finalization/New"] {
        if status == "Finalization/New" {
            assert!(client.server.decide(&id, &Decision::Approve));
            client.update(&id, &report());
            client.prepare(&id);
            client.sign(&id);
        }
        assert_eq!(refused("PUT", "", &report()), ["InvalidStatus"], "{status}");
        assert_eq!(refused("POST", "/prepareDocuments", &Value::Null), ["InvalidStatus"], "{status}");
        assert_eq!(refused("POST", "/sign", &signature), ["InvalidStatus"], "{status}");
    }
    assert!(client.server.decide(&id, &Decision::Approve));
    assert_eq!(refused("PUT", "", &report()), ["InvalidStatus"], "it is over");
}

#[test]
fn a_change_removes_documents_that_wait_for_signatures() {
    let client = client();
    let id = client.create(&application());
    let document = client.prepare(&id)["Documents"][0]["Id"].as_str().expect("an id").to_owned();
    let signature = test_signature(&client.download(&id, &document).body);
    client.update(&id, &json!({"kktDetails": {"Model": "iCASH-1F"}}));
    assert_eq!(client.progress(&id), ("Initialization/New".to_owned(), vec![]));
    client.prepare(&id);
    let body = json!({"documentId": document, "signature": signature});
    assert_eq!(client.refused("POST", &path(&id, "/sign"), &body), ["ValidationError"]);
}

#[test]
fn a_signature_must_match_its_document() {
    let client = client();
    let id = client.create(&application());
    let document = client.prepare(&id)["Documents"][0]["Id"].as_str().expect("an id").to_owned();
    let sign = path(&id, "/sign");
    for signature in ["", "AA==", "no base64", &test_signature(b"another document")] {
        let body = json!({"documentId": document, "signature": signature});
        assert_eq!(client.refused("POST", &sign, &body), ["ValidationError"], "{signature}");
    }
    assert_eq!(client.progress(&id).0, "Initialization/AwaitingSignature");
}

#[test]
fn a_document_is_a_file_that_is_not_utf_8() {
    let client = client();
    let id = client.create(&application());
    let shown = client.prepare(&id)["Documents"][0].clone();
    let file = client.download(&id, shown["Id"].as_str().expect("an id"));
    assert!(file.head.contains("Content-Type: application/octet-stream"), "{}", file.head);
    assert!(file.head.contains(shown["FileName"].as_str().expect("a name")), "{}", file.head);
    assert!(std::str::from_utf8(&file.body).is_err() && file.body.starts_with(b"<?xml"));
    let answer = client.download(&id, "00000000-0000-4000-8000-000000000000").json();
    assert_eq!(answer["Errors"], json!(["ValidationError"]));
}

#[test]
fn an_unknown_path_is_not_found() {
    let client = client();
    let id = client.create(&application());
    for (method, path) in [
        ("DELETE", format!("/kkt/application/{id}")),
        ("GET", format!("/kkt/application/{id}/sign")),
        ("POST", format!("/kkt/application/{id}/preparedocuments")),
        ("GET", "/kkt".to_owned()),
    ] {
        assert_eq!(client.reply(method, &path, "").status, 404, "{method} {path}");
    }
}
