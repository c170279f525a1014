//! The life of a fiscal drive.

use super::super::sample;
use super::*;

fn registration(word: &str) -> Value {
    sample::registration("0001234567007512", &Options::default()).with("type", json!(word))
}

#[test]
fn both_registers_are_registered_at_the_start() {
    let server = server();
    let documents = server.ledger();
    let kinds: Vec<_> = documents.iter().map(|it| (it.device.as_str(), it.number, it.kind)).collect();
    assert_eq!(kinds, [("1", Some(1), DocumentKind::Registration), ("2", Some(1), DocumentKind::Registration)]);
    assert_eq!((&documents[0].tags["1290"], &documents[0].tags["1062"]), (&json!(256), &json!(55)));
}

#[test]
fn a_registration_that_is_not_complete_is_refused() {
    let cases = [
        (registration("registration").with("/organization/name", Value::Null), 161),
        (registration("registration").with("/organization/taxationTypes", json!([])), 161),
        (registration("registration").with("/device/registrationNumber", json!("")), 161),
        (registration("registration").with("/device/registrationNumber", json!("0001234567007513")), 88),
        (registration("registration").with("/organization/vatin", json!("7700123460")), 88),
        (registration("changeRegistrationParameters"), 89),
        (registration("fnChange"), 89),
        (json!({"type": "closeArchive"}), 117),
        (json!({"type": "openShift"}), 89),
    ];
    let server = started(Options { registered: false, ..Options::default() });
    for (task, expected) in cases {
        assert_eq!(code(&server, &task), expected, "{task}");
    }
    ready(&server, &registration("registration"));
    for word in ["registration", "fnChange"] {
        assert_eq!(code(&server, &registration(word)), 117, "{word}");
    }
}

#[test]
fn a_change_keeps_who_is_registered() {
    let server = server();
    let change = registration("changeRegistrationParameters")
        .with("changeInfoReasons", json!([3, 7]))
        .with("/organization/vatin", json!("1"))
        .with("/organization/address", json!("Тула"))
        .with("/device/offlineMode", json!(true))
        .with("/device/ffdVersion", json!("1.1"));
    opened(&server);
    assert_eq!(code(&server, &change), 83);
    ready(&server, &json!({"type": "closeShift"}));
    let change = change.with("/device/machineNumber", json!("77"));
    ready(&server, &change.clone().with("/device/autoMode", json!(true)));
    assert_eq!(last_tags(&server)["1036"], "77");
    ready(&server, &change);
    let document = server.ledger().pop().expect("a document");
    assert_eq!(document.tags.get("1036"), None, "only an automatic machine has a number");
    assert_eq!(document.kind, DocumentKind::ChangeRegistrationParameters);
    assert_eq!((&document.tags["1205"], &document.tags["1018"]), (&json!(136), &json!("7700123459")));
    assert_eq!((&document.tags["1002"], &document.tags["1017"]), (&json!(true), &json!("000000000000")));
    assert_eq!(ask(&server, "getDeviceInfo")["deviceInfo"]["ffdVersion"], "1.1");
}

#[test]
fn a_change_of_ffd_1_05_needs_its_reason() {
    let server = with_ffd(Ffd::V1_05);
    let change = registration("changeRegistrationParameters").with("/device/ffdVersion", json!("1.05"));
    assert_eq!(code(&server, &change), 501);
    ready(&server, &change.with("reason", json!("settingsChange")));
    assert_eq!(server.ledger().pop().expect("a document").tags["1101"], 4);
}

#[test]
fn a_new_drive_begins_with_its_own_numbers() {
    let server = server();
    ready(&server, &sale());
    ready(&server, &json!({"type": "cashIn", "cashSum": 1}));
    assert_eq!(control(&server, "drive", &json!({"fnNumber": "9999078900000970"})).status, 400, "the shift is open");
    ready(&server, &json!({"type": "closeShift"}));
    ready(&server, &json!({"type": "closeArchive"}));
    assert_eq!(ask(&server, "getFnInfo")["fnInfo"]["livePhase"], "accessArchive");
    assert_eq!(code(&server, &sale()), 117);
    assert_eq!(control(&server, "drive", &json!({"fnNumber": "9999078900000970"})).status, 200);
    assert_eq!(code(&server, &sale()), 89);
    let answer = ready(&server, &registration("fnChange").with("changeInfoReasons", json!([])));
    let params = &answer["fiscalParams"];
    assert_eq!((&params["fiscalDocumentNumber"], &params["fnNumber"]), (&json!(1), &json!("9999078900000970")));
    assert_eq!(server.ledger().pop().expect("a document").tags["1205"], 1);
    let before = json!({"type": "getFnDocument", "fiscalDocumentNumber": 3});
    assert_eq!(code(&server, &before), 123);
    ready(&server, &sale());
    let totals = ask(&server, "getShiftTotals")["shiftTotals"].clone();
    assert_eq!((&totals["shiftNumber"], &totals["income"]["count"]), (&json!(1), &json!(0)));
    assert_eq!(ask(&server, "getOverallTotals")["overallTotals"]["receipts"]["sell"]["sum"], 857.6);
}

#[test]
fn a_closed_drive_waits_for_the_ofd() {
    let server = server();
    set(&server, &json!({"ofd": "offline"}));
    ready(&server, &json!({"type": "closeArchive"}));
    assert_eq!(ask(&server, "getFnInfo")["fnInfo"]["livePhase"], "postFiscalMode");
}
