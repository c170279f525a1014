use super::*;
use crate::task::policy::Charset;

const ACCOUNT: &str = "555b55e5-a555-5e55-55d5-5fcbafd5fe55";
const ID: &str = "5fe3c011-3137-422f-bde8-893dbd41d326";

fn called(name: &str, params: &Value) -> Result<NativeCall, Vec<Fault>> {
    let policy = Policy::new("ofdru", Charset::Unicode);
    let params = Node::parse(&params.to_string()).unwrap();
    match prepare(name, &params, &policy, ACCOUNT).unwrap()? {
        Job::Query(call) => Ok(call),
        Job::Document(_) | Job::Checked => panic!("{name} makes no fiscal document"),
    }
}

/// The paths of the faults of a call.
fn faults(name: &str, params: &Value) -> Vec<String> {
    called(name, params).err().unwrap_or_default().into_iter().map(|fault| fault.path).collect()
}

fn body(call: &NativeCall) -> Value {
    serde_json::from_slice(&call.request.body).unwrap()
}

/// The application in the vendor's list (§2.3), as a request in the form of table 1 with all its fields.
fn application() -> Value {
    json!({
        "ofdAgreementId": ACCOUNT,
        "purpose": "InitialRegistration",
        "KktDetails": {
            "FnName": "Накопитель ФН-1", "FnNumber": "4931300000000000", "Model": "ШТРИХ-ON-LINE",
            "SerialNumber": "10990917150000000000", "FnsBranchCode": "0000", "AutomaticDeviceNumber": "WebKiosk5433",
            "InstallmentAddress": {
                "FiasCode": "0c5b2444-70a0-4932-980c-b4dc0d3f02b5", "PostalCode": "125009", "RegionCode": "77",
                "Region": "Москва", "Settlement": "Москва", "Street": "ул. Ленина", "HouseNumber": "77",
                "Building": "1", "Office": "2",
            },
            "InstallmentPlace": "www.my-web-site.com",
            "UsageMode": {
                "Banking": false, "ExcisableGoods": false, "FormsForReports": false, "Gambling": false,
                "Lottery": false, "Agent": false, "AutomatedDevice": true, "Internet": true, "Mobile": false,
            },
            "FiscalDocumentData": {"DateTime": "2017-08-14T16:09:00", "DocumentNumber": "1", "Signature": "IUZXBPO55T"},
        },
        "CompanyDetails": {
            "CompanyType": "LegalEntity", "Inn": "7841465198", "Kpp": "771343001", "Ogrn": "1127847298842",
            "CompanyName": "ООО Петер-Сервис Спецтехнологии", "FnsBranchCode": "0000",
            "Director": {"FirstName": "Николай", "LastName": "Иванов", "MiddleName": "Иванович"},
            "LegalAddress": {
                "PostalCode": "125009", "RegionCode": "77", "Region": "Москва", "Settlement": "Москва",
                "Street": "ул. Ленина", "HouseNumber": "77", "Building": "1", "Office": "2",
            },
            "Signatory": {
                "FirstName": "Николай", "LastName": "Иванов", "MiddleName": "Иванович", "Email": "mail@mail.com",
                "Phone": "+79000000000", "Position": "гендиректор", "Reason": "Устав",
            },
        },
    })
}

/// The same for an entrepreneur (ИП).
fn entrepreneur() -> Value {
    let mut application = application();
    let company = &mut application["CompanyDetails"];
    company["CompanyType"] = json!("PrivateEnterpreneur");
    company["Inn"] = json!("771234567859");
    company["Ogrn"] = json!("304500116000157");
    company.as_object_mut().unwrap().remove("Kpp");
    application
}

fn with(path: &str, value: Value) -> Value {
    changed(application(), path, value)
}

fn changed(mut application: Value, path: &str, value: Value) -> Value {
    let (parent, name) = path.rsplit_once('.').map_or(("", path), |(parent, name)| (parent, name));
    let pointer = if parent.is_empty() { String::new() } else { format!("/{}", parent.replace('.', "/")) };
    application.pointer_mut(&pointer).unwrap()[name] = value;
    application
}

#[test]
fn every_field_of_the_table_is_sent_unchanged() {
    for application in [application(), entrepreneur()] {
        let call = called(CREATE, &application).unwrap();
        assert_eq!((call.method, call.request.path.as_str()), (Method::Post, "/api/kkt/application"));
        assert_eq!(body(&call), application);
        assert_eq!(call.shown_by, Some(GET), "a second application has no key by which it would be known");
    }
}

#[test]
fn every_purpose_and_reason_is_sent_as_the_request_table_spells_it() {
    let reasons = [
        "AutomatedDeviceChanged",
        "FnChanged",
        "InstallmentPlaceChanged",
        "OfdChaged",
        "Other",
        "SwitchedFromOfflineToOnlineMode",
        "SwitchedFromOnlineToOfflineMode",
        "UserChanged",
    ];
    for reason in reasons {
        for (given, written) in [("Reregistration", "Reregistration"), ("ReRegistration", "Reregistration")] {
            let application = with("purpose", json!(given));
            let application = changed(application, "KktDetails.ReregistrationReasons", json!({reason: true}));
            let sent = body(&called(CREATE, &application).unwrap());
            assert_eq!(sent["purpose"], written, "{reason}");
            assert_eq!(sent["KktDetails"]["ReregistrationReasons"], json!({reason: true}));
        }
    }
    for reason in ["Lost", "Stolen"] {
        for given in ["Unregistration", "UnRegistration"] {
            let application = with("purpose", json!(given));
            let application = changed(application, "KktDetails.UnregistrationReasons", json!({reason: true}));
            let sent = body(&called(CREATE, &application).unwrap());
            assert_eq!(sent["purpose"], "Unregistration", "{reason}");
            assert_eq!(sent["KktDetails"]["UnregistrationReasons"], json!({reason: true}));
        }
    }
    assert!(called(CREATE, &with("purpose", json!("Unregistration"))).is_ok(), "the common case has no reason");
}

#[test]
fn all_fields_that_prepare_documents_requires_are_required_at_once() {
    let listed = "CompanyDetails.CompanyType CompanyDetails.Inn CompanyDetails.Ogrn CompanyDetails.CompanyName \
        CompanyDetails.FnsBranchCode CompanyDetails.LegalAddress CompanyDetails.Signatory KktDetails.FnName \
        KktDetails.FnNumber KktDetails.Model KktDetails.SerialNumber KktDetails.FnsBranchCode \
        KktDetails.InstallmentAddress KktDetails.InstallmentPlace";
    let bare = json!({"purpose": "InitialRegistration", "KktDetails": {"Model": ""}, "CompanyDetails": {"Inn": ""}});
    let mut found = faults(CREATE, &bare);
    let mut wanted: Vec<&str> = listed.split_whitespace().collect();
    found.sort_unstable();
    wanted.sort_unstable();
    assert_eq!(found, wanted);
    // The fields of §2.5.1 in its order, for a legal entity and for an entrepreneur.
    let common = "CompanyDetails.CompanyType CompanyDetails.FnsBranchCode CompanyDetails.Inn CompanyDetails.CompanyName \
        CompanyDetails.Ogrn CompanyDetails.LegalAddress.RegionCode CompanyDetails.Signatory.Email \
        CompanyDetails.Signatory.FirstName CompanyDetails.Signatory.LastName CompanyDetails.Signatory.MiddleName \
        CompanyDetails.Signatory.Phone CompanyDetails.Signatory.Position KktDetails.FnName KktDetails.FnNumber \
        KktDetails.Model KktDetails.SerialNumber KktDetails.FnsBranchCode KktDetails.InstallmentAddress.RegionCode \
        KktDetails.InstallmentAddress.FiasCode KktDetails.InstallmentPlace";
    let director =
        "CompanyDetails.Director.FirstName CompanyDetails.Director.MiddleName CompanyDetails.Director.LastName";
    for (application, own, free) in
        [(application(), "CompanyDetails.Kpp", director), (entrepreneur(), director, "CompanyDetails.Kpp")]
    {
        for path in common.split_whitespace().chain(own.split_whitespace()) {
            for empty in [json!(""), Value::Null] {
                let found = faults(CREATE, &changed(application.clone(), path, empty));
                assert!(found.contains(&path.to_owned()), "{path}: {found:?}");
            }
        }
        for path in free.split_whitespace() {
            assert_eq!(faults(CREATE, &changed(application.clone(), path, Value::Null)), [""; 0], "{path}");
        }
    }
}

#[test]
fn a_number_has_the_form_for_its_owner() {
    for (path, value) in [
        ("CompanyDetails.Inn", "771234567859"),
        ("CompanyDetails.Inn", "7841465199"),
        ("CompanyDetails.Ogrn", "304500116000157"),
        ("CompanyDetails.Ogrn", "1127847298843"),
        ("CompanyDetails.Ogrn", "112784729884x"),
        ("CompanyDetails.Kpp", "77134300"),
        ("CompanyDetails.Kpp", "77134З001"),
        ("CompanyDetails.FnsBranchCode", "77"),
        ("CompanyDetails.LegalAddress.RegionCode", "Москва"),
        ("CompanyDetails.LegalAddress.PostalCode", "1250"),
        ("CompanyDetails.Signatory.Email", "mail"),
        ("CompanyDetails.CompanyType", "LegalEntities"),
        ("KktDetails.FnNumber", "493130000000000"),
        ("KktDetails.SerialNumber", "109909171500000000001"),
        ("KktDetails.FnsBranchCode", "00000"),
        ("KktDetails.InstallmentAddress.PostalCode", "12500x"),
        ("KktDetails.FiscalDocumentData.DateTime", "14.08.2017"),
        ("KktDetails.AutomaticDeviceNumber", ""),
        ("purpose", "Registration"),
        ("ofdAgreementId", "../../etc"),
    ] {
        assert_eq!(faults(CREATE, &with(path, json!(value))), [path], "{value}");
    }
    for (path, value) in [
        ("CompanyDetails.Inn", "7841465198"),
        ("CompanyDetails.Ogrn", "1127847298842"),
        ("CompanyDetails.Kpp", "771343001"),
    ] {
        assert_eq!(faults(CREATE, &changed(entrepreneur(), path, json!(value))), [path], "{value}");
    }
}

#[test]
fn a_time_has_the_form_of_iso_8601() {
    let time = |text: &str| faults(CREATE, &with("KktDetails.FiscalDocumentData.DateTime", json!(text)));
    for right in ["", "Z", ".5", ".000Z", "+03:00", ".123-05:00"] {
        assert_eq!(time(&format!("2017-08-14T16:09:00{right}")), [""; 0], "{right}");
    }
    for wrong in ["z", ".", ".x", "+3", "+03:0x", "Z00:00", " утром", "ж"] {
        assert_eq!(time(&format!("2017-08-14T16:09:00{wrong}")), ["KktDetails.FiscalDocumentData.DateTime"], "{wrong}");
    }
    for wrong in ["2017-02-29T16:09:00", "2017-08-14T24:09:00", "2017-08-14 16:09:00", "2017-08-14T16:09", "ж"] {
        assert_eq!(time(wrong), ["KktDetails.FiscalDocumentData.DateTime"], "{wrong}");
    }
}

#[test]
fn a_reason_is_allowed_only_with_its_purpose() {
    let lost = json!({"Lost": true});
    assert_eq!(faults(CREATE, &with("KktDetails.UnregistrationReasons", lost)), ["KktDetails.UnregistrationReasons"]);
    let other = json!({"Other": true});
    assert_eq!(faults(CREATE, &with("KktDetails.ReregistrationReasons", other)), ["KktDetails.ReregistrationReasons"]);
    assert_eq!(faults(CREATE, &with("purpose", json!("Reregistration"))), ["KktDetails.ReregistrationReasons"]);
}

#[test]
fn what_the_tables_do_not_list_is_named() {
    for path in
        ["KktDetails.Color", "CompanyDetails.Signatory.Name", "KktDetails.InstallmentAddress.FullAddress", "Stage"]
    {
        assert_eq!(faults(CREATE, &with(path, json!("x"))), [path]);
    }
    // The row InstallmentPlace.FiasCode means InstallmentAddress.FiasCode, since the place itself is a text.
    assert_eq!(
        faults(CREATE, &with("KktDetails.InstallmentPlace", json!({"FiasCode": "x"}))),
        ["KktDetails.InstallmentPlace"]
    );
}

#[test]
fn a_change_accepts_any_part_in_both_spellings() {
    let number = json!({"FiscalDocumentData": {"DocumentNumber": 12}});
    for name in ["kktDetails", "KktDetails"] {
        let call = called(UPDATE, &json!({"id": ID, name: number})).unwrap();
        assert_eq!((call.method, call.request.path), (Method::Put, format!("/api/kkt/application/{ID}")));
        let sent: Value = serde_json::from_slice(&call.request.body).unwrap();
        assert_eq!(sent, json!({"kktDetails": {"FiscalDocumentData": {"DocumentNumber": "12"}}}), "{name}");
    }
    let call = called(UPDATE, &json!({"id": ID, "CompanyDetails": {"Kpp": "771343001"}})).unwrap();
    assert_eq!(body(&call), json!({"companyDetails": {"Kpp": "771343001"}}));
    assert_eq!(faults(UPDATE, &json!({"id": ID})), ["kktDetails"]);
    assert_eq!(faults(UPDATE, &json!({"kktDetails": {"FnNumber": "1"}})), ["id", "kktDetails.FnNumber"]);
}

#[test]
fn every_other_call_goes_to_its_own_path() {
    let document = "bd444444-f4a4-4ddc-a4b4-b4ee4cd44b4a";
    for (name, params, method, path, sent) in [
        (GET, json!({}), Method::Get, format!("/api/kkt/application?ofdAgreementId={ACCOUNT}"), None),
        (GET, json!({"ofdAgreementId": "a-1"}), Method::Get, "/api/kkt/application?ofdAgreementId=a-1".into(), None),
        (GET, json!({"id": ID}), Method::Get, format!("/api/kkt/application/{ID}"), None),
        (
            PREPARE,
            json!({"id": ID}),
            Method::Post,
            format!("/api/kkt/application/{ID}/prepareDocuments"),
            Some(json!({})),
        ),
        (
            SIGN,
            json!({"id": ID, "documentId": document, "signature": "AA=="}),
            Method::Post,
            format!("/api/kkt/application/{ID}/sign"),
            Some(json!({"documentId": document, "signature": "AA=="})),
        ),
        (
            DOWNLOAD,
            json!({"id": ID, "documentId": document}),
            Method::Get,
            format!("/api/kkt/application/{ID}/document/{document}/download"),
            None,
        ),
    ] {
        let call = called(name, &params).unwrap();
        assert_eq!((call.method, call.request.path.as_str()), (method, path.as_str()), "{name}");
        assert_eq!(serde_json::from_slice(&call.request.body).ok(), sent, "{name}");
        assert_eq!(call.shown_by, None, "{name} can be made again");
    }
    for (name, params, places) in [
        (GET, json!({"id": "a/b"}), vec!["id"]),
        (PREPARE, json!({}), vec!["id"]),
        (SIGN, json!({"id": ID, "signature": "A"}), vec!["documentId", "signature"]),
        (DOWNLOAD, json!({"documentId": "?"}), vec!["id", "documentId"]),
    ] {
        assert_eq!(faults(name, &params), places, "{name}");
    }
    assert_eq!(
        called(DOWNLOAD, &json!({"id": ID, "documentId": document, "file": "a.xml"})).unwrap().reply,
        Reply::Text(Some("a.xml".into()))
    );
}

/// The template of the appendix.
fn client() -> Value {
    let address = json!({
        "regionCode": "77", "region": "Москва", "zipCode": "125009", "city": "Москва", "settlement": "Москва",
        "street": "ул. Ленина", "building": "77", "housing": "1", "apartment": "2",
    });
    json!({
        "nickName": "Ромашка", "Name": "ООО Ромашка", "email": "shop@example.com", "inn": "7743013901",
        "kpp": "774301001", "ogrn": "1127847298842", "okved": "47.11", "legalAddress": address,
        "actualAddress": address, "taxPayer": {"lastName": "Лунина", "firstName": "Анна", "secondName": "Павловна"},
        "phoneNumber": "+79000000000", "agreement": "AA==",
    })
}

#[test]
fn a_client_is_registered_with_every_field_of_the_appendix() {
    let call = called(CLIENT, &client()).unwrap();
    assert_eq!((call.method, call.request.path.as_str()), (Method::Post, "/api/partner/v2/kkt/application"));
    let mut written = client();
    let name = written.as_object_mut().unwrap().remove("Name").unwrap();
    written["name"] = name;
    assert_eq!(body(&call), written, "the table spells it with a small letter");
    assert_eq!(faults(CLIENT, &json!({})), ["email", "inn"]);
    for (path, value) in [
        ("email", "shop"),
        ("inn", "7743013902"),
        ("kpp", "7743"),
        ("ogrn", "1127847298843"),
        ("agreement", "A"),
        ("legalAddress.zipCode", "1"),
        ("taxPayer.name", "x"),
    ] {
        assert_eq!(faults(CLIENT, &changed(client(), path, json!(value))), [path]);
    }
}

#[test]
fn the_token_is_no_method() {
    let policy = Policy::new("ofdru", Charset::Unicode);
    for name in ["Authorization/CreateAuthToken", "CreateAuthToken", "application", "POST application/sign", ""] {
        assert!(prepare(name, &Node::Null, &policy, ACCOUNT).is_none(), "{name}");
    }
}
