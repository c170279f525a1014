//! Applications that another program has made, and a second workflow for the same register.

use super::scene::Scene;
use crate::support::registration;
use kassa_simulator::ofdru::test_signature;
use serde_json::{Value, json};

/// An application of another program, for this register or for another one.
fn stranger(scene: &Scene, serial: &str) -> Value {
    let mut body = scene.request.clone();
    let members = body.as_object_mut().unwrap();
    for own in ["id", "card", "registration"] {
        members.remove(own);
    }
    body["ofdAgreementId"] = json!("555b55e5-a555-5e55-55d5-5fcbafd5fe55");
    body["KktDetails"]["SerialNumber"] = json!(serial);
    body
}

fn strangers(scene: &Scene) -> Vec<Value> {
    let ledger = scene.ledger();
    let all = ledger["applications"].as_array().unwrap().iter();
    all.filter(|application| application["by"] == "stranger").cloned().collect()
}

#[test]
fn applications_of_other_registers_are_left_alone() {
    let mut scene = Scene::set();
    scene.service.ask("POST", "/document", &stranger(&scene, "77777").to_string());
    scene.start();
    scene.complete();
    scene.settle_accounts();
    assert_eq!(strangers(&scene)[0]["status"], "New");
    scene.is_true();
}

#[test]
fn of_several_applications_none_is_taken_until_one_is_named() {
    let mut scene = Scene::set();
    for _ in 0..2 {
        let body = stranger(&scene, "00000000000000012345");
        scene.service.ask("POST", "/document", &body.to_string());
    }
    scene.start();
    let answer = scene.open().advance().1;
    let candidates = answer["error"]["candidates"].as_array().map(Vec::len);
    assert_eq!((candidates, &answer["error"]["outcome"]), (Some(2), &json!("notSent")), "{answer}");
    assert!(scene.applications().is_empty());
    let named = strangers(&scene)[1]["id"].clone();
    scene.request["applicationId"] = named.clone();
    scene.start();
    for _ in 0..6 {
        let answer = scene.open().advance().1;
        if answer["awaited"] == "taxService" {
            scene.tax_service(&json!({"approve": "*"}));
        }
    }
    let taken: Vec<Value> = strangers(&scene).into_iter().filter(|one| one["status"] == "Approved").collect();
    assert_eq!((taken.len(), &taken[0]["id"]), (1, &named), "{}", scene.story.join("\n"));
    assert!(scene.applications().is_empty());
    assert_eq!(scene.register.ours().len(), 1);
}

#[test]
fn an_application_that_appears_while_ours_is_lost_stays_the_only_one() {
    let scene = Scene::set();
    let body = stranger(&scene, "00000000000000012345");
    let mut scene = scene;
    scene.start();
    scene.service.faults(&[
        json!({"path": "/kkt/application", "method": "POST", "point": "received", "action": "stranger", "document": body}),
        json!({"path": "/kkt/application", "method": "POST", "point": "received", "action": "reset"}),
    ]);
    for _ in 0..6 {
        let answer = scene.open().advance().1;
        scene.story.push(answer.to_string());
        if answer["awaited"] == "taxService" {
            scene.tax_service(&json!({"approve": "*"}));
        }
    }
    let made = (strangers(&scene).len(), scene.applications().len(), scene.register.ours().len());
    assert_eq!(made, (1, 0, 1), "{}", scene.story.join("\n"));
    assert_eq!(strangers(&scene)[0]["status"], "Approved", "{}", scene.story.join("\n"));
}

#[test]
fn a_second_workflow_of_the_same_register_makes_no_second_report() {
    let mut scene = Scene::on_record("Reregistration", &json!({"InstallmentPlaceChanged": true}));
    scene.start();
    scene.advance();
    scene
        .service
        .faults(&[json!({"path": "/kkt/application/*", "method": "PUT", "point": "received", "action": "reset"})]);
    let answer = scene.open().advance().1;
    assert_eq!((answer["error"]["outcome"].as_str(), scene.register.ours().len()), (Some("unknown"), 1), "{answer}");
    let handles = scene.open();
    let mut second = scene.request.clone();
    second["id"] = json!("second");
    assert_eq!(registration::start(&handles.registrar, &handles.device, &second).0, 0);
    let signer = |_: &Value, content: &[u8]| Some(test_signature(content));
    let (status, answer) = registration::advance(&handles.registrar, &handles.device, "second", Some(&signer));
    assert_eq!((status, &answer["awaited"]), (0, &json!("taxService")), "{answer}");
    drop(handles);
    // Both workflows end with the same card.
    scene.tax_service(&json!({"approve": "*"}));
    scene.complete();
    scene.settle_accounts();
    scene.is_true();
    assert_eq!(scene.register.ours().len(), 1);
}
