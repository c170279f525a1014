//! Registered registers: registered again, or deregistered.

use super::scene::{DRIVE, NEXT_DRIVE, SERIAL, Scene, VATIN, stands};
use kassa_simulator::ofdru;
use serde_json::{Value, json};

#[test]
fn each_reason_makes_its_own_document_of_the_register() {
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
fn a_register_is_deregistered_with_the_end_of_its_archive() {
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
fn an_archive_that_is_closed_already_is_not_closed_again() {
    let scene = Scene::of(ofdru::Options::default(), true, &json!({}));
    scene.service.put_on_record(VATIN, SERIAL, DRIVE).unwrap();
    let closed = scene.device.execute(&json!({"type": "closeArchive", "operator": {"name": "Кассир Лунина"}})).1;
    let mut request = scene.request();
    request["purpose"] = json!("Unregistration");
    request["registration"] = json!({"operator": {"name": "Инженер Седов"}});
    scene.start(&request);
    scene.advance();
    scene.approve();
    let waits = scene.advance();
    assert_eq!(stands(&waits), ("approval", "taxService"));
    assert_eq!(waits["fiscalParams"]["fiscalDocumentSign"], closed["fiscalParams"]["fiscalDocumentSign"]);
    assert_eq!(scene.reports("closeArchive"), 1);
}

#[test]
fn the_workflow_waits_for_a_new_drive_that_is_not_in_the_register_yet() {
    let scene = Scene::of(ofdru::Options::default(), true, &json!({}));
    scene.service.put_on_record(VATIN, SERIAL, DRIVE).unwrap();
    let mut request = scene.request();
    request["purpose"] = json!("Reregistration");
    request["KktDetails"]["ReregistrationReasons"] = json!({"FnChanged": true});
    request["KktDetails"]["FnNumber"] = json!(NEXT_DRIVE);
    scene.start(&request);
    scene.advance();
    scene.approve();
    let stopped = scene.advance();
    assert_eq!(
        (stands(&stopped), &stopped["faults"][0]["path"]),
        (("registration", "applicant"), &json!("KktDetails.FnNumber"))
    );
    assert_eq!(scene.reports("reregistration"), 0);
    assert!(scene.register.put_in(NEXT_DRIVE));
    assert_eq!(stands(&scene.advance()), ("approval", "taxService"));
    assert_eq!(scene.reports("reregistration"), 1);
}

#[test]
fn a_change_equal_to_an_earlier_one_is_a_change_anyway() {
    let mut scene = Scene::of(ofdru::Options::default(), true, &json!({}));
    scene.service.put_on_record(VATIN, SERIAL, DRIVE).unwrap();
    // There and back, and there again.
    for (times, place) in ["Киоск", "Магазин", "Киоск"].into_iter().enumerate() {
        let mut request = scene.request();
        request["id"] = json!(format!("{place} {times}"));
        request["purpose"] = json!("Reregistration");
        request["KktDetails"]["ReregistrationReasons"] = json!({"InstallmentPlaceChanged": true});
        request["KktDetails"]["InstallmentPlace"] = json!(place);
        let id = request["id"].as_str().unwrap().to_owned();
        scene.start(&request);
        scene.complete(&id);
        assert_eq!(scene.reports("reregistration"), times + 1, "{place}");
        // The journal is lost, and the same is requested once more.
        scene.forget();
        scene.start(&request);
        scene.complete(&id);
        assert_eq!(scene.reports("reregistration"), times + 1, "{place}");
        assert_eq!(scene.service.ledger().applications.len(), times + 1, "{place}");
    }
}
