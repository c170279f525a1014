//! iCASH-1F: registration, its changes, closing the archive, and the settlement report (§6.8, §6.10, §6.14).

use crate::documents::{BAD_DOCUMENT, OK, REFUSED, Till, changed, said, sale, without};
use kassa_simulator::Fault;
use kassa_simulator::icash::{DocumentKind, Options};
use serde_json::{Value, json};

const NOT_MADE: i32 = 8;
const UNKNOWN: i32 = 9;

fn fresh() -> Till {
    Till::closed(&json!({}), Options { registered: false, ..Options::default() })
}

fn registered() -> Till {
    Till::closed(&json!({}), Options::default())
}

fn set_faults(till: &Till, faults: &Value) {
    till.register.set_faults(Fault::list(&faults.to_string()).unwrap());
}

/// A registration that passes every rule, with the required fields only.
fn registration() -> Value {
    json!({
        "type": "registration",
        "operator": { "name": "Инженер Седов" },
        "organization": {
            "name": "ООО Ромашка", "vatin": "7700123459", "email": "kassa@example.com", "taxationTypes": ["osn"],
        },
        "device": { "registrationNumber": "0001234567007512", "ffdVersion": "1.05" },
        "ofd": { "name": "ООО Пример ОФД", "vatin": "5000111221" },
    })
}

fn change(reason: &str) -> Value {
    changed(&registration(), &json!({ "type": "changeRegistrationParameters", "reason": reason }))
}

fn fn_change() -> Value {
    changed(&registration(), &json!({ "type": "fnChange" }))
}

/// Carries out a task, which the register may refuse; returns the body that the register received.
fn body(till: &Till, task: &Value) -> Value {
    till.register.forget_requests();
    let (status, answer) = till.device.execute(task);
    assert!(matches!(status, OK | REFUSED), "{task}: {answer}");
    till.received().unwrap_or_else(|| panic!("nothing was sent for {task}: {answer}"))
}

#[test]
fn every_member_of_a_registration_is_written_under_its_tag() {
    let till = registered();
    let taxations = ["osn", "usnIncome", "usnIncomeOutcome", "envd", "esn", "patent"];
    let agents = [
        "bankPayingAgent",
        "bankPayingSubagent",
        "payingAgent",
        "payingSubagent",
        "attorney",
        "commissionAgent",
        "another",
    ];
    for (row, path, value, tag, written) in [
        ("I2.15", "organization.name", json!("ИП Лунина"), "T1048", json!("ИП Лунина")),
        ("I2.16", "organization.vatin", json!("771234567859"), "T1018", json!("771234567859")),
        ("I2.17", "organization.taxationTypes", json!(taxations), "T1062", json!([1, 2, 3, 4, 5, 6])),
        ("I2.18", "device.registrationNumber", json!("0000000001045548"), "T1037", json!("0000000001045548")),
        ("I2.19", "device.offlineMode", json!(true), "T1002", json!(true)),
        ("I2.20", "device.machineInstallation", json!(true), "T1221", json!(true)),
        ("I2.21", "device.bso", json!(true), "T1110", json!(true)),
        ("I2.22", "device.encryption", json!(true), "T1056", json!(true)),
        ("I2.24", "device.internet", json!(true), "T1108", json!(true)),
        ("I2.25", "device.machineNumber", json!("АВТ-1"), "T1036", json!("АВТ-1")),
        ("I2.26", "device.excise", json!(true), "T1207", json!(true)),
        ("I2.27", "device.service", json!(true), "T1109", json!(true)),
        ("I2.28", "device.gambling", json!(true), "T1193", json!(true)),
        ("I2.29", "device.lottery", json!(true), "T1126", json!(true)),
        ("I2.30", "organization.agents", json!(agents), "T1057", json!([1, 2, 3, 4, 5, 6, 7])),
        ("I2.31", "operator.name", json!("Админ"), "T1021", json!("Админ")),
        ("I2.32", "operator.vatin", json!("771234567859"), "T1203", json!("771234567859")),
        ("I2.33", "organization.address", json!("Москва"), "T1009", json!("Москва")),
        ("I2.34", "device.paymentsAddress", json!("Магазин № 1"), "T1187", json!("Магазин № 1")),
        ("I2.35", "organization.email", json!("a@example.com"), "T1117", json!("a@example.com")),
        ("I2.36", "ofd.vatin", json!("7704453017"), "T1017", json!("7704453017")),
        ("I2.37", "ofd.name", json!("ООО ОФД"), "T1046", json!("ООО ОФД")),
    ] {
        let task = changed(&registration(), &json!({ path: value }));
        assert_eq!(body(&till, &task)[tag], written, "{row}: {path}");
    }
    let machine = changed(&registration(), &json!({ "device.autoMode": true, "device.machineNumber": "АВТ-1" }));
    assert_eq!(body(&till, &machine)["T1001"], true, "I2.23");
    for (index, reason) in ["fnChange", "ofdChange", "attributesChange", "settingsChange"].iter().enumerate() {
        let till = registered();
        assert_eq!(body(&till, &change(reason))["T1101"], index + 1, "I2.38: {reason}");
    }
    assert_eq!(body(&registered(), &fn_change())["T1101"], 1, "I2.38: the task's name is the reason");
}

#[test]
fn what_a_registration_leaves_out_is_false_or_absent() {
    let till = fresh();
    let written = json!({
        "T1048": "ООО Ромашка", "T1018": "7700123459", "T1062": [1], "T1037": "0001234567007512", "T1002": false,
        "T1221": false, "T1110": false, "T1056": false, "T1001": false, "T1108": false, "T1207": false, "T1109": false,
        "T1193": false, "T1126": false, "T1021": "Инженер Седов", "T1117": "kassa@example.com", "T1017": "5000111221",
        "T1046": "ООО Пример ОФД",
    });
    assert_eq!(body(&till, &registration()), written);
    let alone = json!({ "device.offlineMode": true, "ofd": { "dns": "" }, "organization.email": "" });
    let body = body(&fresh(), &changed(&registration(), &alone));
    for tag in ["T1117", "T1017", "T1046", "T1036", "T1057", "T1203", "T1009", "T1187", "T1101"] {
        assert_eq!(body.get(tag), None, "{tag}");
    }
}

#[test]
fn a_registration_is_answered_with_the_record_of_the_fiscal_drive() {
    let till = fresh();
    let answer = till.make(&changed(&registration(), &json!({ "externalId": "первая" })));
    let document = till.register.ledger().pop().unwrap();
    assert_eq!((document.kind, document.number), (DocumentKind::Registration, 1));
    let fiscal = &answer["fiscalParams"];
    assert_eq!(
        (&fiscal["fiscalDocumentNumber"], &fiscal["fnNumber"], &fiscal["registrationNumber"], &fiscal["fnsUrl"]),
        (&json!(1), &document.data["T1041"], &json!("0001234567007512"), &json!("www.nalog.gov.ru"))
    );
    assert_eq!(fiscal["fiscalDocumentSign"], document.data["T1077"].to_string());
    assert_eq!(fiscal["fiscalDocumentDateTime"], document.data["T1012"]);
    assert_eq!((&answer["externalId"], &answer["warnings"]), (&json!("первая"), &json!({})));
    assert_eq!(answer["native"]["data"], document.data, "I3.1: all tags of the report");
    assert_eq!(till.make(&json!({ "type": "getDeviceStatus" }))["deviceStatus"]["fiscal"], true);
}

#[test]
fn each_reason_makes_a_report_of_its_own() {
    let till = registered();
    for (index, reason) in ["ofdChange", "attributesChange", "settingsChange"].iter().enumerate() {
        let answer = till.make(&change(reason));
        let document = till.register.ledger().pop().unwrap();
        assert_eq!(document.kind, DocumentKind::Reregistration, "{reason}");
        assert_eq!(answer["fiscalParams"]["fiscalDocumentNumber"], index + 2, "{reason}");
        assert_eq!(answer["native"]["data"]["T1101"], index + 2, "{reason}");
    }
    let drive = till.register.ledger()[0].drive.clone();
    for task in [change("fnChange"), fn_change()] {
        let answer = till.make(&task);
        let document = till.register.ledger().pop().unwrap();
        assert_ne!(document.drive, drive, "another drive");
        assert_eq!(answer["fiscalParams"]["fiscalDocumentNumber"], 1, "numbers begin anew");
        assert_eq!(answer["fiscalParams"]["fnNumber"], document.drive);
    }
}

#[test]
fn what_the_register_requires_under_conditions_is_named_by_its_path() {
    let till = fresh();
    let task = registration();
    for (row, task, paths) in [
        ("I2.36", without(&task, "ofd.vatin"), vec!["ofd.vatin"]),
        ("I2.37", without(&task, "ofd.name"), vec!["ofd.name"]),
        ("I2.35", without(&task, "organization.email"), vec!["organization.email"]),
        ("I2.25", changed(&task, &json!({ "device.autoMode": true })), vec!["device.machineNumber"]),
        ("I2.31", without(&task, "operator"), vec!["operator.name"]),
        (
            "I2.22",
            changed(&task, &json!({ "device.offlineMode": true, "device.encryption": true })),
            vec!["device.encryption"],
        ),
        ("§2.13", without(&change("ofdChange"), "reason"), vec!["reason"]),
        ("§2.12", without(&task, "organization"), vec!["organization"]),
        ("§2.12", without(&task, "device"), vec!["device"]),
        ("§2.12", changed(&task, &json!({ "ofd": {} })), vec!["ofd"]),
        ("§2.12", without(&task, "device.ffdVersion"), vec!["device.ffdVersion"]),
        ("I2.15", without(&task, "organization.name"), vec!["organization.name"]),
        ("I2.16", without(&task, "organization.vatin"), vec!["organization.vatin"]),
        ("I2.18", without(&task, "device.registrationNumber"), vec!["device.registrationNumber"]),
        ("§2.12 †", without(&task, "organization.taxationTypes"), vec!["organization.taxationTypes"]),
        (
            "all at once",
            changed(&without(&task, "operator"), &json!({ "ofd": { "dns": "" }, "organization.email": "" })),
            vec!["ofd.vatin", "ofd.name", "organization.email", "operator.name"],
        ),
    ] {
        let (status, answer) = till.device.execute(&task);
        assert_eq!((status, &answer["error"]["outcome"]), (BAD_DOCUMENT, &json!("notSent")), "{row}: {answer}");
        let told = paths_of(&answer);
        assert_eq!(told, paths, "{row}");
    }
    assert_eq!(till.register.requests(), Vec::<Value>::new());
    let machine = json!({ "device.autoMode": true, "device.machineNumber": "АВТ-1" });
    till.make(&changed(&without(&task, "operator"), &machine));
}

/// Paths of the faults of an answer.
fn paths_of(answer: &Value) -> Vec<String> {
    let mut paths: Vec<String> =
        said(&answer["error"]["faults"]).iter().map(|fault| fault.rsplit_once(": ").unwrap().0.to_owned()).collect();
    paths.dedup();
    paths
}

#[test]
fn faults_of_the_form_and_of_the_conditions_are_reported_together() {
    let task = changed(&without(&registration(), "ofd.vatin"), &json!({ "device.pawnShop": true, "nothing": 1 }));
    let mut told = paths_of(&fresh().device.execute(&task).1);
    told.sort();
    assert_eq!(told, ["device.pawnShop", "nothing", "ofd.vatin"]);
}

#[test]
fn what_the_register_does_not_support_is_refused_by_its_path() {
    let till = registered();
    for (path, value) in [
        ("device.ffdVersion", json!("1.1")),
        ("device.ffdVersion", json!("1.2")),
        ("device.fnsUrl", json!("www.example.com")),
        ("device.marking", json!(true)),
        ("device.pawnShop", json!(true)),
        ("device.insurance", json!(true)),
        ("device.defaultTaxationType", json!("osn")),
        ("device.ofdChannel", json!("proto")),
        ("ofd.host", json!("ofd.example.com")),
        ("ofd.port", json!(7790)),
        ("ofd.dns", json!("8.8.8.8")),
        ("ism", json!({ "host": "ism.example.com" })),
        ("changeInfoReasons", json!([3])),
        ("organization.name", json!("ы".repeat(257))),
        ("organization.email", json!("ы".repeat(65))),
        ("organization.address", json!("ы".repeat(257))),
        ("organization.vatin", json!("7700123458")),
        ("device.registrationNumber", json!("00012345670075123")),
        ("device.machineNumber", json!("ы".repeat(21))),
        ("device.paymentsAddress", json!("ы".repeat(257))),
        ("ofd.name", json!("ы".repeat(257))),
        ("ofd.vatin", json!("77044530")),
        ("operator.name", json!("ы".repeat(65))),
        ("operator.vatin", json!("7800987653")),
        ("nothing", json!(1)),
        ("organization.nothing", json!(1)),
        ("device.nothing", json!(1)),
        ("ofd.nothing", json!(1)),
        ("organization.taxationTypes", json!(["none"])),
        ("organization.agents", json!(["agent"])),
        ("reason", json!("nothing")),
    ] {
        till.register.forget_requests();
        let (status, answer) = till.device.execute(&changed(&change("ofdChange"), &json!({ path: value })));
        assert_eq!(status, BAD_DOCUMENT, "{path} = {value}: {answer}");
        let told = paths_of(&answer);
        assert!(!told.is_empty() && told.iter().all(|told| told.starts_with(path)), "{path} = {value}: {told:?}");
        assert_eq!(till.register.requests(), Vec::<Value>::new(), "{path} = {value}");
    }
    for usual in ["www.nalog.gov.ru", "nalog.ru"] {
        till.make(&changed(&change("ofdChange"), &json!({ "device.fnsUrl": usual, "device.marking": false })));
    }
    let made = till.make(&changed(&change("ofdChange"), &json!({ "electronically": true })));
    assert_eq!(made["warnings"]["notes"][0]["path"], "electronically", "a report goes to no buyer: {made}");
}

/// Task vocabulary §6.
#[test]
fn the_vocabularys_registration_is_refused_for_exactly_what_the_register_lacks() {
    let task = json!({
        "type": "registration", "operator": { "name": "Инженер Седов" },
        "organization": {
            "name": "ООО Ромашка", "vatin": "7700123459", "address": "125009, г. Москва, ул. Примерная, д. 1",
            "email": "kassa@example.com", "taxationTypes": ["osn", "patent"],
        },
        "device": {
            "registrationNumber": "0001234567007512", "ffdVersion": "1.2", "paymentsAddress": "Магазин № 1",
            "fnsUrl": "www.nalog.gov.ru", "offlineMode": false, "encryption": false, "autoMode": false,
            "internet": false, "service": false, "bso": false, "excise": false, "gambling": false, "lottery": false,
            "machineInstallation": false, "marking": true, "pawnShop": false, "insurance": false,
            "defaultTaxationType": "osn", "ofdChannel": "proto",
        },
        "ofd": { "name": "ООО Пример ОФД", "vatin": "5000111221", "host": "ofd.example.com", "port": 7790, "dns": "" },
    });
    let till = fresh();
    let (status, answer) = till.device.execute(&task);
    let mut told = paths_of(&answer);
    told.sort();
    let lacking = [
        "device.defaultTaxationType",
        "device.ffdVersion",
        "device.marking",
        "device.ofdChannel",
        "ofd.host",
        "ofd.port",
    ];
    assert_eq!((status, told), (BAD_DOCUMENT, lacking.map(str::to_owned).to_vec()));
    assert_eq!(till.register.requests(), Vec::<Value>::new());
    let less =
        lacking.iter().filter(|path| !path.ends_with("ffdVersion")).fold(task, |task, path| without(&task, path));
    till.make(&changed(&less, &json!({ "device.ffdVersion": "1.05" })));
}

#[test]
fn what_the_register_refuses_is_reported_and_makes_nothing() {
    let till = Till::open();
    for (task, code) in
        [(change("ofdChange"), 2), (fn_change(), 2), (json!({ "type": "closeArchive" }), 2), (registration(), 50)]
    {
        let (status, answer) = till.device.execute(&task);
        assert_eq!((status, &answer["error"]["outcome"]), (REFUSED, &json!("rejected")), "{answer}");
        assert_eq!(answer["error"]["backend"]["code"], code, "{task}: {answer}");
    }
    assert_eq!(till.register.ledger().len(), 2);
    let (status, answer) = fresh().device.execute(&change("ofdChange"));
    assert_eq!(status, REFUSED, "there is nothing to change: {answer}");
    let places = paths_of(&answer);
    assert_eq!(places, ["reason"], "the register's own fault, in its place");
}

#[test]
fn the_archive_is_closed_with_its_cashier_and_ends_the_fiscal_drive() {
    let till = registered();
    let task = json!({ "type": "closeArchive", "operator": { "name": "Инженер Седов", "vatin": "771234567859" } });
    let answer = till.make(&task);
    let sent = till.register.requests().into_iter().rfind(|request| request["method"] == "POST").unwrap();
    assert!(sent["path"].as_str().unwrap().ends_with("/finalize"), "{sent}");
    assert_eq!(till.received(), Some(json!({ "T1021": "Инженер Седов", "T1203": "771234567859" })), "I2.95, I2.96");
    let document = till.register.ledger().pop().unwrap();
    assert_eq!(document.kind, DocumentKind::CloseArchive);
    assert_eq!(answer["fiscalParams"]["fiscalDocumentNumber"], document.number);
    assert_eq!(answer["native"]["data"], document.data, "I3.7");
    let info = till.make(&json!({ "type": "getFnInfo" }));
    assert_eq!(info["fnInfo"]["livePhase"], "postFiscalMode", "its last document waits for the operator");
    let (status, answer) = till.device.execute(&json!({ "type": "openShift" }));
    assert_eq!((status, &answer["error"]["backend"]["code"]), (REFUSED, &json!(2)));
    till.make(&fn_change());
    let plain = registered();
    assert_eq!(body(&plain, &json!({ "type": "closeArchive" })), json!({}), "nothing is made up");
}

#[test]
fn a_settlement_report_takes_no_data_and_tells_what_waits() {
    let till = Till::open();
    till.make(&sale());
    till.register.forget_requests();
    let answer = till.make(&json!({ "type": "reportOfdExchangeStatus" }));
    let sent = till.register.requests().into_iter().rfind(|request| request["method"] == "POST").unwrap();
    assert!(sent["path"].as_str().unwrap().ends_with("/currentstate"), "{sent}");
    assert!(matches!(sent["body"].as_str(), Some("" | "{}")), "{sent}");
    let document = till.register.ledger().pop().unwrap();
    assert_eq!(
        (document.kind, &answer["fiscalParams"]["fiscalDocumentNumber"]),
        (DocumentKind::CurrentState, &json!(4))
    );
    let status = &answer["status"];
    assert_eq!((&status["notSentCount"], &status["notSentFirstDocNumber"]), (&json!(2), &json!(2)));
    assert_eq!(status["notSentFirstDocDateTime"], document.data["T1098"]);
    assert_eq!(answer["native"]["data"], document.data, "I3.3");
    let by_cashier = json!({ "type": "reportOfdExchangeStatus", "operator": { "name": "Лунина" } });
    assert_eq!(till.passed(&by_cashier), ["operator: carried"]);
}

/// Each task of a registration with its command, in an order that a register allows.
fn tasks() -> Vec<(&'static str, Value)> {
    vec![
        ("/register", registration()),
        ("/currentstate", json!({ "type": "reportOfdExchangeStatus" })),
        ("/register", change("attributesChange")),
        ("/register", fn_change()),
        ("/register", changed(&fn_change(), &json!({ "organization.address": "Москва" }))),
        ("/finalize", json!({ "type": "closeArchive", "operator": { "name": "Инженер Седов" } })),
    ]
}

#[test]
fn an_answer_lost_after_the_report_was_made_makes_one_report() {
    let till = fresh();
    for (number, (path, task)) in tasks().into_iter().enumerate() {
        let task = changed(&task, &json!({ "externalId": format!("№ {number}") }));
        set_faults(&till, &json!([{ "path": path, "point": "processed", "action": "reset" }]));
        let answer = till.make(&task);
        let ledger = till.register.ledger();
        assert_eq!(ledger.len(), number + 1, "{task}: one report");
        assert_eq!(answer["warnings"]["recovered"], true, "{task}");
        assert_eq!(answer["fiscalParams"]["fiscalDocumentNumber"], ledger[number].number, "{task}");
        assert_eq!(answer["fiscalParams"]["fnNumber"], ledger[number].drive, "{task}");
        till.register.forget_requests();
        assert_eq!(till.device.execute(&task), (OK, answer.clone()), "{task}: the recorded answer");
        assert_eq!(till.device.recover(&format!("№ {number}")), (OK, answer), "{task}");
        assert_eq!(till.register.requests(), Vec::<Value>::new(), "{task}: nothing is sent");
    }
}

#[test]
fn a_report_that_was_not_made_may_be_requested_again() {
    let till = fresh();
    for (number, (path, task)) in tasks().into_iter().enumerate() {
        let task = changed(&task, &json!({ "externalId": format!("№ {number}") }));
        set_faults(&till, &json!([{ "path": path, "point": "received", "action": "close" }]));
        let (status, answer) = till.device.execute(&task);
        assert_eq!((status, &answer["error"]["outcome"]), (NOT_MADE, &json!("rejected")), "{task}: {answer}");
        assert_eq!(till.register.ledger().len(), number, "{task}");
        till.make(&task);
        assert_eq!(till.register.ledger().len(), number + 1, "{task}");
    }
}

#[test]
fn an_unresolved_report_is_found_later_on_the_new_drive() {
    let till = Till::closed(&json!({ "deadlineMs": 4000 }), Options::default());
    set_faults(
        &till,
        &json!([
            { "path": "/register", "point": "processed", "action": "reset" },
            { "path": "/status", "point": "received", "action": "close", "skip": 1, "times": 0 },
        ]),
    );
    let task = changed(&fn_change(), &json!({ "externalId": "замена" }));
    let (status, answer) = till.device.execute(&task);
    assert_eq!((status, &answer["error"]["outcome"]), (UNKNOWN, &json!("unknown")), "{answer}");
    till.register.set_faults(Vec::new());
    let (status, answer) = till.device.recover("замена");
    assert_eq!((status, &answer["fiscalParams"]["fiscalDocumentNumber"]), (OK, &json!(1)), "{answer}");
    assert_eq!(till.device.execute(&task).0, OK);
    assert_eq!(till.register.ledger().len(), 2, "one change of the drive");
}

#[test]
fn numbers_of_an_older_drive_hide_no_document_of_the_new_one() {
    let till = fresh();
    till.make(&registration());
    till.make(&json!({ "type": "openShift" }));
    till.make(&sale());
    till.make(&json!({ "type": "closeShift" }));
    till.make(&fn_change());
    for (path, task) in [
        ("/shift/open", json!({ "type": "openShift" })),
        ("/receipt", sale()),
        ("/shift/close", json!({ "type": "closeShift" })),
    ] {
        set_faults(&till, &json!([{ "path": path, "point": "processed", "action": "reset" }]));
        let before = till.register.ledger().len();
        let answer = till.make(&task);
        assert_eq!(till.register.ledger().len(), before + 1, "{path}: once");
        assert_eq!(answer["warnings"]["recovered"], true, "{path}");
    }
}

/// The request is dropped. Meanwhile another program registers the device again, for another reason or with other
/// attributes. That report is not ours.
#[test]
fn another_programs_report_is_not_taken_for_ours() {
    for (tag, value) in
        [("T1101", json!(4)), ("T1048", json!("ООО Лютик")), ("T1009", json!("Тверь")), ("T1062", json!([2]))]
    {
        let till = registered();
        let mut theirs = json!({
            "T1048": "ООО Ромашка", "T1018": "7700123459", "T1062": [1], "T1037": "0001234567007512", "T1002": false,
            "T1221": false, "T1110": false, "T1056": false, "T1001": false, "T1108": false, "T1021": "Инженер Седов",
            "T1117": "kassa@example.com", "T1017": "5000111221", "T1046": "ООО Пример ОФД", "T1101": 3, "T1009": "Москва",
        });
        theirs[tag] = value;
        set_faults(
            &till,
            &json!([
                { "path": "/register", "point": "received", "action": "stranger", "document": { "command": "register", "data": theirs } },
                { "path": "/register", "point": "received", "action": "close" },
            ]),
        );
        let task =
            changed(&change("attributesChange"), &json!({ "organization.address": "Москва", "externalId": "наша" }));
        let (status, answer) = till.device.execute(&task);
        assert_eq!(till.register.ledger().len(), 2, "theirs alone was made");
        assert!(matches!(status, NOT_MADE | UNKNOWN), "{tag}: their report was taken for ours: {answer}");
    }
}
