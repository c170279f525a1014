//! The registration workflow, through the built library: what it asks for, what it answers, who waits for whom. Faults
//! of the network, kills and power losses have their own matrix (`registration_matrix`).

mod changes;
mod rejections;
mod scene;
mod signing;

use crate::support::abi::Device;
use crate::support::pages::{json_of, text_of, twins};
use crate::support::registration::{advance, start, state};
use kassa_simulator::{cashcore, itkassa, ofdru};
use rusqlite::Connection;
use scene::{
    ACCOUNT, BAD_DOCUMENT, DRIVE, ID_REUSED, NOT_FOUND, OK, SERIAL, Scene, UNSUPPORTED, VATIN, WORKFLOW, places,
    request, stands,
};
use serde_json::{Value, json};

#[test]
fn a_new_register_gets_its_registration_card() {
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
    assert_eq!((state(&scene.registrar, WORKFLOW), scene.advance()), ((OK, done.clone()), done));
}

#[test]
fn the_task_takes_its_values_from_the_application_and_from_nothing_else() {
    let scene = Scene::fresh();
    scene.start(&scene.request());
    scene.advance();
    scene.approve();
    scene.advance();
    let report = scene.register.ledger().pop().unwrap().data;
    for (tag, value) in [
        ("T1048", json!("ООО \"Ромашка\"")),
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
fn every_fault_of_both_sides_is_reported_at_once_and_nothing_is_sent() {
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
    assert_eq!(state(&scene.registrar, WORKFLOW).0, NOT_FOUND);
}

#[test]
fn a_workflow_has_one_request_and_one_register() {
    let scene = Scene::fresh();
    let begun = scene.start(&scene.request());
    assert_eq!(scene.start(&scene.request()), begun, "the same again is the same road");
    scene.advance();
    let mut other = scene.request();
    other["KktDetails"]["InstallmentPlace"] = json!("Киоск");
    assert_eq!(start(&scene.registrar, &scene.device, &other).0, ID_REUSED, "it is with the tax service");
    let stranger = Scene::fresh();
    let (status, answer) = advance(&scene.registrar, &stranger.device, WORKFLOW, None);
    assert_eq!((status, &answer["error"]["faults"][0]["path"]), (BAD_DOCUMENT, &json!("register")), "{answer}");
    assert_eq!(advance(&scene.registrar, &scene.device, "another", None).0, NOT_FOUND);
    assert_eq!(start(&scene.registrar, &scene.registrar, &other).0, UNSUPPORTED, "the service is no register");
    assert_eq!(start(&scene.device, &scene.device, &request()).0, UNSUPPORTED, "and a register is no service");
}

#[test]
fn a_register_without_the_task_is_refused_before_anything_is_sent() {
    let scene = Scene::of(ofdru::Options::default(), true, &json!({}));
    scene.service.put_on_record(VATIN, SERIAL, DRIVE).unwrap();
    let journal = scene.folder.path().join("kassa.db");
    let (cashcore, queue) = (
        cashcore::Simulator::start(cashcore::Options::default()).unwrap(),
        itkassa::Simulator::start(itkassa::Options::default()).unwrap(),
    );
    let others = [
        json!({"backend": "cashcore", "url": cashcore.url(), "pin": "0000", "kkmOfdId": 6923, "journal": journal}),
        json!({
            "backend": "itkassa", "url": format!("{}{}", queue.url(), itkassa::BASE), "apiKey": itkassa::Options::default().api_key, "creItemId": itkassa::REGISTER, "journal": journal,
        }),
    ];
    for config in others {
        let other = Device::open(&config).unwrap_or_else(|error| panic!("{error:?}"));
        for (purpose, reasons, task) in [
            ("InitialRegistration", json!({}), "registration"),
            ("Reregistration", json!({"FnChanged": true}), "fnChange"),
            ("Reregistration", json!({"Other": true}), "changeRegistrationParameters"),
            ("Unregistration", json!({}), "closeArchive"),
        ] {
            let mut request = scene.request();
            request["purpose"] = json!(purpose);
            request["KktDetails"]["ReregistrationReasons"] = reasons;
            let (status, answer) = start(&scene.registrar, &other, &request);
            let backend = config["backend"].as_str().unwrap();
            assert_eq!((status, &answer["error"]["outcome"]), (UNSUPPORTED, &json!("notSent")), "{answer}");
            for language in ["ru", "en"] {
                let message = answer["error"]["message"][language].as_str().unwrap();
                assert!(message.contains(task) && message.contains(backend), "{message}");
            }
        }
        // The old drive is lost and cannot be queried, so its number may be any.
        let mut lost = scene.request();
        lost["purpose"] = json!("Unregistration");
        lost["KktDetails"]["UnregistrationReasons"] = json!({"Lost": true});
        lost.as_object_mut().unwrap().remove("registration");
        lost["id"] = config["backend"].clone();
        assert_eq!(start(&scene.registrar, &other, &lost).0, OK);
    }
    assert_eq!((scene.service.requests(), cashcore.requests(), queue.requests()), (vec![], vec![], vec![]));
    assert_eq!(state(&scene.registrar, WORKFLOW).0, NOT_FOUND);
}

#[test]
fn a_card_that_cannot_be_saved_is_saved_elsewhere() {
    let scene = Scene::fresh();
    let mut request = scene.request();
    let folder = scene.folder.path();
    request["card"] = json!(folder.join("missing/card.xml"));
    scene.start(&request);
    scene.advance();
    scene.approve();
    scene.advance();
    scene.approve();
    std::fs::create_dir(folder.join("taken")).unwrap();
    for card in ["missing/card.xml", "taken"] {
        request["card"] = json!(folder.join(card));
        scene.start(&request);
        let (status, answer) = scene.advanced();
        assert_eq!((status, &answer["error"]["outcome"]), (BAD_DOCUMENT, &json!("notSent")), "{answer}");
        assert_eq!(places(&answer["error"]["faults"]), ["card: form"], "{answer}");
        let (_, stopped) = state(&scene.registrar, WORKFLOW);
        assert_eq!(
            (stands(&stopped), places(&stopped["faults"])),
            (("card", "applicant"), vec!["card: form".to_owned()])
        );
    }
    // An existing file is replaced by the complete new one.
    request["card"] = json!(scene.card());
    std::fs::write(scene.card(), "another").unwrap();
    scene.start(&request);
    assert_eq!(scene.advance()["done"], true);
    let card = scene.service.ledger().applications[0].documents.last().unwrap().content.clone();
    assert_eq!(std::fs::read(scene.card()).unwrap(), card);
    let files: Vec<String> =
        std::fs::read_dir(folder).unwrap().map(|file| file.unwrap().file_name().into_string().unwrap()).collect();
    assert!(!files.iter().any(|file| file.contains(".part")), "nothing is left behind: {files:?}");
    assert_eq!((scene.service.ledger().filings.len(), scene.reports("registration")), (2, 1));
}

#[test]
fn without_an_id_the_same_request_is_the_same_workflow() {
    let scene = Scene::fresh();
    let mut request = scene.request();
    request.as_object_mut().unwrap().remove("id");
    let id = scene.start(&request)["id"].as_str().unwrap().to_owned();
    assert_eq!(id, format!("InitialRegistration {SERIAL} {DRIVE}"));
    assert_eq!(scene.start(&request)["id"], *id);
    assert_eq!(advance(&scene.registrar, &scene.device, &id, None).0, OK);
}

#[test]
fn of_several_existing_applications_none_is_guessed() {
    let stranger = |scene: &Scene, request: &Value| {
        let mut application = request.clone();
        application
            .as_object_mut()
            .unwrap()
            .retain(|name, _| matches!(name.as_str(), "purpose" | "KktDetails" | "CompanyDetails"));
        application["ofdAgreementId"] = json!(ACCOUNT);
        scene.service.make_document(&application).unwrap()["Data"]["Id"].clone()
    };
    // A single one is continued.
    let scene = Scene::fresh();
    scene.start(&scene.request());
    let there = stranger(&scene, &request());
    assert_eq!(scene.advance()["application"]["id"], there);
    assert_eq!(scene.service.ledger().applications.len(), 1);
    // Two are shown, and the one that is named is continued.
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
    // The application of another register is not continued.
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
fn every_step_is_in_the_journal_before_and_after_it_is_done() {
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
        query.query_map([WORKFLOW], |row| Ok((row.get(0)?, row.get(1)?))).unwrap().map(Result::unwrap).collect();
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
fn the_request_and_the_state_shown_in_the_docs_are_those_of_the_workflow() {
    let mut blocks = json_of("registration").into_iter();
    let (mut request, mut shown) = (blocks.next().unwrap(), blocks.next().unwrap());
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
    // Every step and everyone who may be awaited is listed in its table.
    for (path, _) in twins("registration") {
        let page = text_of(&path);
        for word in
            "application documents signature number registration report reportDocuments reportSignature approval card done \
            program signer registrar taxService applicant nobody"
                .split_whitespace()
        {
            assert!(
                page.lines().any(|line| line.starts_with("| ") && line.split('|').nth(1).unwrap().contains(word)),
                "{path}: {word}"
            );
        }
    }
}
