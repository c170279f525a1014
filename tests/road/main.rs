//! The road to a registration card, through the built library: what is asked, what is said, what waits for whom. Faults
//! of the link, kills and losses of power have their own matrix (`road_matrix`).
#![cfg(feature = "simulator")]

mod support;

use kassa::simulator::ofdru::{Decision, test_signature};
use kassa::simulator::{Fault, Setup, icash, ofdru};
use rusqlite::Connection;
use serde_json::{Value, json};
use std::path::PathBuf;
use support::abi::Device;
use support::road::{advance, start, state};

const OK: i32 = 0;
const BAD_DOCUMENT: i32 = 4;
const UNSUPPORTED: i32 = 5;
const REFUSED: i32 = 7;
const ID_REUSED: i32 = 13;
const NOT_FOUND: i32 = 14;
const ROAD: &str = "shop-1";
const ACCOUNT: &str = "555b55e5-a555-5e55-55d5-5fcbafd5fe55";
/// Whose, which and where the simulated register is.
const VATIN: &str = "7743013901";
const SERIAL: &str = "00000000000000012345";
const DRIVE: &str = "9999078900012345";
const NEXT_DRIVE: &str = "9999078900054321";

/// Both sides, and a program between them.
struct Scene {
    service: ofdru::Simulator,
    register: icash::Simulator,
    registrar: Device,
    device: Device,
    folder: tempfile::TempDir,
}

impl Scene {
    /// A fresh register, and a tax service that answers by hand.
    fn fresh() -> Self {
        Self::of(ofdru::Options::default(), false, &json!({}))
    }

    fn of(options: ofdru::Options, registered: bool, settings: &Value) -> Self {
        let service = ofdru::Simulator::start(ofdru::Options { answer_seconds: None, ..options }).unwrap();
        let register = icash::Simulator::start(icash::Options {
            setup: Setup::default(),
            registered,
            ..icash::Options::default()
        })
        .unwrap();
        let folder = tempfile::tempdir().unwrap();
        let journal = folder.path().join("kassa.db");
        let mut config = json!({
            "backend": "ofdru", "url": service.url(), "login": "partner@example.com", "password": "partner-password",
            "ofdAgreementId": ACCOUNT, "journal": journal, "settleMs": 50,
        });
        config.as_object_mut().unwrap().extend(settings.as_object().unwrap().clone());
        let registrar = Device::open(&config).unwrap();
        let device =
            Device::open(&json!({"backend": "icash", "url": register.url(), "journal": journal, "settleMs": 50}))
                .unwrap();
        Self { service, register, registrar, device, folder }
    }

    fn card(&self) -> PathBuf {
        self.folder.path().join("карточка.xml")
    }

    fn request(&self) -> Value {
        let mut request = request();
        request["card"] = json!(self.card());
        request
    }

    fn start(&self, request: &Value) -> Value {
        let (status, answer) = start(&self.registrar, &self.device, request);
        assert_eq!(status, OK, "{answer}");
        answer
    }

    /// Faults of a request that must be refused, as `path: rule`.
    fn refused(&self, request: &Value) -> Vec<String> {
        let (status, answer) = start(&self.registrar, &self.device, request);
        assert_eq!(status, BAD_DOCUMENT, "{request}: {answer}");
        places(&answer["error"]["faults"])
    }

    fn advance(&self) -> Value {
        let (status, answer) = self.advanced();
        assert_eq!(status, OK, "{answer}");
        answer
    }

    fn advanced(&self) -> (i32, Value) {
        advance(&self.registrar, &self.device, ROAD, Some(&|_, content| Some(test_signature(content))))
    }

    fn decide(&self, decision: &Decision) {
        assert!(self.service.decide("*", decision));
    }

    fn approve(&self) {
        self.decide(&Decision::Approve);
    }

    fn reject(&self, reason: &str) {
        self.decide(&Decision::Reject { reason: reason.into(), fields: Vec::new() });
    }

    /// Documents of a kind that the register has made.
    fn reports(&self, word: &str) -> usize {
        self.register.ledger().iter().filter(|document| document.kind.word() == word).count()
    }
}

fn request() -> Value {
    json!({
        "id": ROAD, "purpose": "InitialRegistration", "card": "card.xml",
        "KktDetails": {
            "FnName": "Накопитель ФН-1.1", "FnNumber": DRIVE, "Model": "iCASH-1F", "SerialNumber": SERIAL,
            "FnsBranchCode": "7743", "InstallmentPlace": "Магазин № 1",
            "InstallmentAddress": {
                "RegionCode": "77", "FiasCode": "0c5b2444-70a0-4932-980c-b4dc0d3f02b5", "PostalCode": "125009",
                "Region": "г. Москва", "Street": "ул. Примерная", "HouseNumber": "1",
            },
            "UsageMode": {"Internet": true, "ExcisableGoods": true, "Agent": true},
        },
        "CompanyDetails": {
            "CompanyType": "LegalEntity", "FnsBranchCode": "7743", "Inn": VATIN, "Kpp": "774301001",
            "Ogrn": "1027739019208", "CompanyName": "ООО Ромашка", "LegalAddress": {"RegionCode": "77"},
            "Signatory": {
                "FirstName": "Анна", "LastName": "Лунина", "MiddleName": "Павловна", "Email": "lunina@example.com",
                "Phone": "+79000000000", "Position": "директор",
            },
        },
        "registration": {
            "operator": {"name": "Инженер Седов"},
            "organization": {"email": "shop@example.com", "taxationTypes": ["osn"]},
            "device": {"ffdVersion": "1.05", "service": true},
            "ofd": {"name": "ООО Пример ОФД", "vatin": "7704453017"},
        },
    })
}

fn places(faults: &Value) -> Vec<String> {
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let mut places: Vec<String> = faults
        .as_array()
        .into_iter()
        .flatten()
        .map(|fault| format!("{}: {}", text(&fault["path"]), text(&fault["rule"])))
        .collect();
    places.sort_unstable();
    places
}

/// What stands in a state document: step, who is awaited.
fn stands(state: &Value) -> (&str, &str) {
    for text in ["message", "advice"] {
        assert!(state[text]["ru"].as_str().unwrap().chars().any(|letter| ('а'..='я').contains(&letter)), "{state}");
        assert!(state[text]["en"].as_str().unwrap().chars().any(|letter| letter.is_ascii_lowercase()), "{state}");
    }
    (state["step"].as_str().unwrap(), state["awaited"].as_str().unwrap())
}

#[test]
fn a_fresh_register_comes_to_its_card() {
    let scene = Scene::fresh();
    let begun = scene.start(&scene.request());
    assert_eq!((stands(&begun), &begun["done"]), (("application", "program"), &json!(false)));
    assert_eq!(scene.service.requests(), [] as [Value; 0], "nothing is sent by starting");
    let waits = scene.advance();
    assert_eq!(stands(&waits), ("number", "taxService"));
    assert_eq!((&waits["application"]["stage"], scene.reports("registration")), (&json!("Initialization"), 0));
    assert_eq!(scene.advance(), waits, "asking again changes nothing");
    scene.approve();
    let waits = scene.advance();
    assert_eq!(stands(&waits), ("approval", "taxService"));
    let number = waits["registrationNumber"].as_str().unwrap();
    assert_eq!((&number[..10], number.len()), ("0000000001", 16));
    assert_eq!(waits["fiscalParams"]["registrationNumber"], number, "registered with the number of the tax service");
    scene.approve();
    let done = scene.advance();
    assert_eq!((stands(&done), &done["done"]), (("done", "nobody"), &json!(true)));
    assert_eq!(done["card"]["kind"], "1110066");
    let ledger = scene.service.ledger();
    let application = &ledger.applications[0];
    assert_eq!(std::fs::read(scene.card()).unwrap(), application.documents.last().unwrap().content);
    let report = json!({
        "DateTime": done["fiscalParams"]["fiscalDocumentDateTime"],
        "DocumentNumber": done["fiscalParams"]["fiscalDocumentNumber"].to_string(),
        "Signature": done["fiscalParams"]["fiscalDocumentSign"],
    });
    assert_eq!(application.register["FiscalDocumentData"], report, "number, sign and time of the report");
    assert_eq!((ledger.applications.len(), ledger.filings.len(), scene.reports("registration")), (1, 2, 1));
    assert_eq!((state(&scene.registrar, ROAD), scene.advance()), ((OK, done.clone()), done));
}

#[test]
fn the_application_flows_into_the_task_and_nothing_else_does() {
    let scene = Scene::fresh();
    scene.start(&scene.request());
    scene.advance();
    scene.approve();
    scene.advance();
    let report = scene.register.ledger().pop().unwrap().data;
    for (tag, value) in [
        ("T1048", json!("ООО Ромашка")),
        ("T1018", json!(VATIN)),
        ("T1009", json!("125009, г. Москва, ул. Примерная, 1")),
        ("T1187", json!("Магазин № 1")),
        ("T1108", json!(true)),
        ("T1207", json!(true)),
        ("T1057", json!([3])),
        ("T1109", json!(true)),
        ("T1001", json!(false)),
        ("T1193", json!(false)),
        ("T1126", json!(false)),
        ("T1110", json!(false)),
        ("T1117", json!("shop@example.com")),
        ("T1021", json!("Инженер Седов")),
        ("T1017", json!("7704453017")),
    ] {
        assert_eq!(report[tag].as_str().map(str::trim).map_or(report[tag].clone(), |text| json!(text)), value, "{tag}");
    }
}

#[test]
fn every_fault_of_both_sides_is_named_at_once_and_nothing_is_sent() {
    let scene = Scene::fresh();
    let mut wrong = scene.request();
    wrong.as_object_mut().unwrap().remove("card");
    wrong["id"] = json!("a\nb");
    wrong["CompanyDetails"]["Inn"] = json!("7743013902");
    wrong["KktDetails"]["FnName"] = json!("");
    wrong["KktDetails"]["InstallmentPlace"] = json!("Ж".repeat(257));
    wrong["registration"]["organization"].as_object_mut().unwrap().remove("taxationTypes");
    wrong["registration"]["organization"]["name"] = json!("ООО Другая");
    wrong["registration"]["device"] = json!({"ffdVersion": "1.05", "internet": false, "colour": "red"});
    wrong["registration"]["type"] = json!("sell");
    wrong["KktDetails"]["FiscalDocumentData"] = json!({"DocumentNumber": "1"});
    assert_eq!(
        scene.refused(&wrong),
        [
            "CompanyDetails.Inn: taxNumber",
            "KktDetails.FiscalDocumentData: form",
            "KktDetails.FnName: form",
            "KktDetails.InstallmentPlace: textLength",
            "card: form",
            "id: form",
            "registration.device.colour: form",
            "registration.device.internet: form",
            "registration.organization.name: form",
            "registration.organization.taxationTypes: form",
            "registration.type: form",
        ]
    );
    assert_eq!((scene.service.requests(), scene.register.requests()), (Vec::new(), Vec::new()));
    assert_eq!(state(&scene.registrar, ROAD).0, NOT_FOUND);
}

#[test]
fn a_road_is_of_one_request_and_one_register() {
    let scene = Scene::fresh();
    let begun = scene.start(&scene.request());
    assert_eq!(scene.start(&scene.request()), begun, "the same again is the same road");
    scene.advance();
    let mut other = scene.request();
    other["KktDetails"]["InstallmentPlace"] = json!("Киоск");
    assert_eq!(start(&scene.registrar, &scene.device, &other).0, ID_REUSED, "it is with the tax service");
    let stranger = Scene::fresh();
    let (status, answer) = advance(&scene.registrar, &stranger.device, ROAD, None);
    assert_eq!((status, &answer["error"]["faults"][0]["path"]), (BAD_DOCUMENT, &json!("register")), "{answer}");
    assert_eq!(advance(&scene.registrar, &scene.device, "another", None).0, NOT_FOUND);
    assert_eq!(start(&scene.registrar, &scene.registrar, &other).0, UNSUPPORTED, "the service is no register");
    assert_eq!(start(&scene.device, &scene.device, &request()).0, UNSUPPORTED, "and a register is no service");
}

#[test]
fn without_an_id_the_same_request_is_the_same_road() {
    let scene = Scene::fresh();
    let mut request = scene.request();
    request.as_object_mut().unwrap().remove("id");
    let id = scene.start(&request)["id"].as_str().unwrap().to_owned();
    assert_eq!(id, format!("InitialRegistration {SERIAL} {DRIVE}"));
    assert_eq!(scene.start(&request)["id"], *id);
    assert_eq!(advance(&scene.registrar, &scene.device, &id, None).0, OK);
}

#[test]
fn documents_wait_for_a_signer_as_long_as_it_takes() {
    let scene = Scene::fresh();
    scene.start(&scene.request());
    for signer in [None, Some(&(|_: &Value, _: &[u8]| None) as &support::road::Signer)] {
        let (status, waits) = advance(&scene.registrar, &scene.device, ROAD, signer);
        assert_eq!((status, stands(&waits)), (OK, ("signature", "signer")));
        let document = &waits["documents"][0];
        assert_eq!((&document["kind"], &document["applicationId"]), (&json!("1110061"), &waits["application"]["id"]));
    }
    let content = scene.service.ledger().applications[0].documents[0].content.clone();
    let shown = std::cell::RefCell::new(Vec::new());
    let signer = |document: &Value, bytes: &[u8]| {
        shown.borrow_mut().push((document.clone(), bytes.to_vec()));
        Some(test_signature(bytes))
    };
    let (status, waits) = advance(&scene.registrar, &scene.device, ROAD, Some(&signer));
    assert_eq!((status, stands(&waits)), (OK, ("number", "taxService")));
    let shown = shown.into_inner();
    assert_eq!((shown.len(), &shown[0].1), (1, &content), "the document's own bytes, once");
    for member in ["id", "kind", "name", "description", "applicationId"] {
        assert!(shown[0].0[member].is_string(), "{member}: {}", shown[0].0);
    }
}

#[test]
fn a_signature_that_is_none_is_refused_and_another_is_taken() {
    let scene = Scene::fresh();
    scene.start(&scene.request());
    for (signature, wanted) in [("это не base64", BAD_DOCUMENT), ("AA==", REFUSED)] {
        let (status, answer) = advance(&scene.registrar, &scene.device, ROAD, Some(&|_, _| Some(signature.to_owned())));
        assert_eq!(status, wanted, "{answer}");
    }
    assert_eq!(stands(&scene.advance()), ("number", "taxService"));
}

#[test]
fn a_rejection_says_what_to_mend_and_the_road_goes_on_from_there() {
    for (reason, path, mended) in [
        ("Неверно указаны ФИО подписанта", "CompanyDetails.Signatory", ("CompanyDetails", "Signatory", "LastName")),
        (
            "неверный адрес (KktDetails.InstallmentAddress.Street)",
            "KktDetails.InstallmentAddress.Street",
            ("KktDetails", "InstallmentAddress", "Street"),
        ),
    ] {
        for final_rejections in [false, true] {
            let scene = Scene::of(ofdru::Options { final_rejections, ..ofdru::Options::default() }, false, &json!({}));
            let mut request = scene.request();
            scene.start(&request);
            scene.advance();
            scene.reject(reason);
            let rejected = scene.advance();
            assert_eq!(
                (stands(&rejected), rejected["application"]["statusReason"].as_str()),
                (("number", "applicant"), Some(reason))
            );
            assert_eq!(rejected["faults"][0]["path"], path, "{rejected}");
            assert_eq!(scene.advance(), rejected, "and waits for it");
            request[mended.0][mended.1][mended.2] = json!("Исправлено");
            let mended = scene.start(&request);
            assert_eq!(stands(&mended).1, "program");
            assert_eq!(stands(&scene.advance()), ("number", "taxService"));
            scene.approve();
            scene.advance();
            scene.approve();
            assert_eq!(scene.advance()["done"], true, "{reason} {final_rejections}");
            let applications = scene.service.ledger().applications.len();
            assert_eq!((applications, scene.reports("registration")), (if final_rejections { 2 } else { 1 }, 1));
        }
    }
}

#[test]
fn a_rejection_of_the_report_never_registers_twice() {
    let scene = Scene::fresh();
    let mut request = scene.request();
    scene.start(&request);
    scene.advance();
    scene.approve();
    scene.advance();
    scene.reject("Неверно указаны ФИО подписанта");
    let rejected = scene.advance();
    assert_eq!(stands(&rejected), ("approval", "applicant"));
    // What the register has written down cannot be mended in the application alone.
    let mut other = request.clone();
    other["CompanyDetails"]["CompanyName"] = json!("ООО Другая");
    other["registration"]["organization"]["email"] = json!("other@example.com");
    let (status, answer) = start(&scene.registrar, &scene.device, &other);
    assert_eq!(status, BAD_DOCUMENT, "{answer}");
    assert_eq!(
        places(&answer["error"]["faults"]),
        ["CompanyDetails.CompanyName: form", "registration.organization.email: form"]
    );
    request["CompanyDetails"]["Signatory"]["LastName"] = json!("Седова");
    scene.start(&request);
    assert_eq!(stands(&scene.advance()), ("approval", "taxService"));
    scene.approve();
    assert_eq!(scene.advance()["done"], true);
    assert_eq!((scene.service.ledger().applications.len(), scene.reports("registration")), (1, 1));
}

#[test]
fn a_number_with_wrong_check_digits_registers_nothing() {
    let wrong = || ofdru::Options { wrong_numbers: true, ..ofdru::Options::default() };
    let scene = Scene::of(wrong(), false, &json!({}));
    scene.start(&scene.request());
    scene.advance();
    scene.approve();
    let stopped = scene.advance();
    assert_eq!(
        (stands(&stopped), places(&stopped["faults"])),
        (("registration", "applicant"), vec!["KktDetails.RegNumber: taxNumber".to_owned()])
    );
    assert_eq!(scene.reports("registration"), 0);
    // Numbers of a test service are out of the air.
    let test = Scene::of(wrong(), false, &json!({"testMode": true}));
    test.start(&test.request());
    test.advance();
    test.approve();
    assert_eq!(stands(&test.advance()), ("approval", "taxService"));
}

#[test]
fn another_register_than_that_of_the_application_is_not_registered() {
    let scene = Scene::fresh();
    let mut request = scene.request();
    request["KktDetails"]["FnNumber"] = json!("9999078900054321");
    scene.start(&request);
    scene.advance();
    scene.approve();
    let stopped = scene.advance();
    assert_eq!(stands(&stopped), ("registration", "applicant"));
    assert_eq!(places(&stopped["faults"]), ["KktDetails.FnNumber: form"]);
    assert_eq!(scene.reports("registration"), 0);
    request["KktDetails"]["FnNumber"] = json!(DRIVE);
    scene.start(&request);
    assert_eq!(stands(&scene.advance()), ("approval", "taxService"));
    assert_eq!(scene.service.ledger().applications[0].register["FnNumber"], DRIVE, "mended in the application first");
}

#[test]
fn applications_that_are_there_already_are_not_guessed_at() {
    let stranger = |scene: &Scene, request: &Value| {
        let mut application = request.clone();
        application
            .as_object_mut()
            .unwrap()
            .retain(|name, _| matches!(name.as_str(), "purpose" | "KktDetails" | "CompanyDetails"));
        application["ofdAgreementId"] = json!(ACCOUNT);
        scene.service.make_document(&application).unwrap()["Data"]["Id"].clone()
    };
    // One is gone on with.
    let scene = Scene::fresh();
    scene.start(&scene.request());
    let there = stranger(&scene, &request());
    assert_eq!(scene.advance()["application"]["id"], there);
    assert_eq!(scene.service.ledger().applications.len(), 1);
    // Two are shown, and the one that is named is taken.
    let scene = Scene::fresh();
    let mut request = scene.request();
    scene.start(&request);
    let there = [stranger(&scene, &request), stranger(&scene, &request)];
    let (status, answer) = scene.advanced();
    assert_eq!((status, &answer["error"]["faults"][0]["path"]), (BAD_DOCUMENT, &json!("applicationId")), "{answer}");
    assert_eq!(answer["error"]["candidates"].as_array().unwrap().len(), 2);
    request["applicationId"] = there[1].clone();
    scene.start(&request);
    assert_eq!(scene.advance()["application"]["id"], there[1]);
    // Another register's is not.
    let scene = Scene::fresh();
    let mut other = scene.request();
    other["KktDetails"]["SerialNumber"] = json!("12346");
    let there = stranger(&scene, &other);
    let mut request = scene.request();
    request["applicationId"] = there;
    scene.start(&request);
    let (status, answer) = scene.advanced();
    assert_eq!((status, &answer["error"]["faults"][0]["path"]), (BAD_DOCUMENT, &json!("applicationId")), "{answer}");
    request.as_object_mut().unwrap().remove("applicationId");
    scene.start(&request);
    scene.advance();
    assert_eq!(scene.service.ledger().applications.len(), 2, "a new one is made beside it");
}

#[test]
fn each_reason_leads_to_its_own_document_of_the_register() {
    for (reason, own, kind, code) in [
        ("FnChanged", None, "reregistration", 1),
        ("OfdChaged", None, "reregistration", 2),
        ("UserChanged", None, "reregistration", 3),
        ("InstallmentPlaceChanged", None, "reregistration", 3),
        ("AutomatedDeviceChanged", None, "reregistration", 4),
        ("SwitchedFromOfflineToOnlineMode", None, "reregistration", 4),
        ("SwitchedFromOnlineToOfflineMode", None, "reregistration", 4),
        ("Other", None, "reregistration", 4),
        ("Other", Some("attributesChange"), "reregistration", 3),
    ] {
        let scene = Scene::of(ofdru::Options::default(), true, &json!({}));
        let number = scene.service.put_on_record(VATIN, SERIAL, DRIVE).unwrap();
        let mut request = scene.request();
        request["purpose"] = json!("Reregistration");
        if reason == "FnChanged" {
            assert!(scene.register.put_in(NEXT_DRIVE));
            request["KktDetails"]["FnNumber"] = json!(NEXT_DRIVE);
        }
        request["KktDetails"]["ReregistrationReasons"] = json!({reason: true});
        if let Some(own) = own {
            request["registration"]["reason"] = json!(own);
        }
        scene.start(&request);
        assert_eq!(stands(&scene.advance()), ("number", "taxService"), "{reason}");
        scene.approve();
        let waits = scene.advance();
        assert_eq!(
            (stands(&waits), &waits["registrationNumber"]),
            (("approval", "taxService"), &json!(number)),
            "{reason}"
        );
        scene.approve();
        let done = scene.advance();
        assert_eq!((&done["done"], &done["card"]["kind"]), (&json!(true), &json!("1110066")), "{reason}");
        let made = scene.register.ledger().pop().unwrap();
        assert_eq!((made.kind.word(), &made.data["T1101"]), (kind, &json!(code)), "{reason}");
        assert_eq!(request["KktDetails"]["FnNumber"], made.drive, "{reason}");
    }
}

#[test]
fn a_register_is_taken_off_with_the_end_of_its_archive() {
    let scene = Scene::of(ofdru::Options::default(), true, &json!({}));
    scene.service.put_on_record(VATIN, SERIAL, DRIVE).unwrap();
    let mut request = scene.request();
    request["purpose"] = json!("Unregistration");
    request["registration"] = json!({"operator": {"name": "Инженер Седов"}});
    scene.start(&request);
    scene.advance();
    scene.approve();
    scene.advance();
    scene.approve();
    let done = scene.advance();
    assert_eq!((&done["done"], &done["card"]["kind"]), (&json!(true), &json!("1110065")), "{done}");
    assert_eq!(scene.reports("closeArchive"), 1, "{:?}", scene.register.ledger().last().map(|made| made.kind.word()));
    assert!(!scene.service.ledger().registers[0].active);
}

#[test]
fn a_lost_register_makes_no_document() {
    for reason in ["Lost", "Stolen"] {
        let scene = Scene::of(ofdru::Options::default(), true, &json!({}));
        scene.service.put_on_record(VATIN, SERIAL, DRIVE).unwrap();
        let mut request = scene.request();
        request["purpose"] = json!("Unregistration");
        request["KktDetails"]["UnregistrationReasons"] = json!({reason: true});
        request.as_object_mut().unwrap().remove("registration");
        assert_eq!(scene.start(&request).get("externalId"), None);
        scene.advance();
        scene.approve();
        assert_eq!(scene.advance()["done"], true, "{reason}");
        assert_eq!(scene.register.requests(), [] as [Value; 0], "it was not even asked");
    }
}

#[test]
fn a_refusal_of_the_register_is_led_back_to_the_request() {
    let scene = Scene::fresh();
    scene.start(&scene.request());
    scene.advance();
    scene.approve();
    scene.register.set_faults(
        Fault::list(&json!([{"path": "/register", "point": "received", "action": "error", "code": 51}]).to_string())
            .unwrap(),
    );
    let (status, answer) = scene.advanced();
    assert_eq!((status, &answer["error"]["outcome"]), (REFUSED, &json!("rejected")), "{answer}");
    let (_, stopped) = state(&scene.registrar, ROAD);
    assert_eq!(stands(&stopped), ("registration", "applicant"));
    assert_eq!(stands(&scene.advance()), ("approval", "taxService"), "the same may be sent again");
    assert_eq!(scene.reports("registration"), 1);
}

#[test]
fn every_step_stands_in_the_journal_before_and_after() {
    let scene = Scene::fresh();
    scene.start(&scene.request());
    scene.advance();
    scene.approve();
    scene.advance();
    scene.approve();
    scene.advance();
    let journal = Connection::open(scene.folder.path().join("kassa.db")).unwrap();
    let mut query = journal.prepare("SELECT step, mark FROM road_step WHERE id = ?1 ORDER BY number").unwrap();
    let steps: Vec<(String, String)> =
        query.query_map([ROAD], |row| Ok((row.get(0)?, row.get(1)?))).unwrap().map(Result::unwrap).collect();
    for step in
        ["application", "documents", "signature", "registration", "report", "reportDocuments", "reportSignature"]
    {
        let of = |mark: &str| steps.iter().position(|kept| kept.0 == step && kept.1 == mark);
        assert!(of("begun").is_some_and(|begun| of("done").is_some_and(|done| begun < done)), "{step}: {steps:?}");
    }
    assert_eq!(steps.last().unwrap().0, "done");
    let text: String =
        journal.query_row("SELECT group_concat(request || progress) FROM road", [], |row| row.get(0)).unwrap();
    assert!(!text.contains("partner-password"));
}

#[test]
fn the_request_and_the_state_shown_in_the_docs_are_those_of_the_road() {
    let page = std::fs::read_to_string(support::root().join("docs/registration.md")).unwrap();
    let mut blocks = page.split("```json\n").skip(1).map(|block| block.split_once("```").unwrap().0);
    let mut block = || serde_json::from_str::<Value>(blocks.next().unwrap()).unwrap();
    let (mut request, mut shown) = (block(), block());
    let scene = Scene::fresh();
    request["card"] = json!(scene.card());
    scene.start(&request);
    let given = scene.advance();
    shown["register"] = given["register"].clone();
    shown["application"]["id"] = given["application"]["id"].clone();
    shown["externalId"] = json!(format!("road {}", given["application"]["id"].as_str().unwrap()));
    assert_eq!(shown, given);
    scene.approve();
    scene.advance();
    scene.approve();
    assert_eq!(scene.advance()["done"], true);
    // Every step and everyone who may be awaited is in its table.
    for word in
        "application documents signature number registration report reportDocuments reportSignature approval card done \
        program signer registrar taxService applicant nobody"
            .split_whitespace()
    {
        assert!(
            page.lines().any(|line| line.starts_with("| ") && line.split('|').nth(1).unwrap().contains(word)),
            "{word}"
        );
    }
}
