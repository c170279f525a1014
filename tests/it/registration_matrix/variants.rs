//! Sides that answer in other forms, take their time, give wrong numbers, or do not sign.

use super::report::{Matrix, abreast};
use super::scene::{Scene, WORKFLOW};
use crate::support::registration;
use kassa_simulator::ofdru::{Options, Shapes};
use serde_json::{Value, json};

#[test]
fn every_form_of_the_answers_ends_with_the_card() {
    let words = [
        "bare-token",
        "array-of-one",
        "none-is-refused",
        "refusal-error",
        "refusal-status",
        "refusal-value",
        "refusal-400",
        "token-200",
        "capital-data",
        "integer-numbers",
        "whole-content",
        "short-get",
    ];
    let matrix = Matrix::default();
    abreast(&words, |word| {
        let shapes = Shapes::default().with(word).unwrap();
        let mut scene = Scene::with(Options { shapes, ..Options::default() });
        scene.start();
        scene.service.ask("POST", "/tokens", r#"{"revoke": true}"#);
        scene.complete();
        scene.settle_accounts();
        matrix.add(0, word, "", &scene);
    });
    matrix.close("Forms of the answers");
}

#[test]
fn a_workflow_waits_for_documents_and_for_the_tax_service_by_the_clock() {
    let mut scene = Scene::with(Options { documents_seconds: 100, ..Options::default() });
    scene.start();
    assert_eq!(scene.advance()["awaited"], "registrar");
    assert_eq!(scene.advance()["awaited"], "registrar");
    scene.service.clock(101);
    assert_eq!(scene.advance()["awaited"], "taxService");
    assert_eq!(scene.advance()["awaited"], "registrar");
    scene.service.clock(202);
    scene.complete();
    scene.settle_accounts();
    scene.is_true();
}

#[test]
fn a_token_that_expires_on_the_way_is_renewed() {
    let mut scene = Scene::set();
    scene.start();
    let handles = scene.open();
    for _ in 0..8 {
        scene.service.ask("POST", "/tokens", r#"{"revoke": true}"#);
        if scene.advance_on(&handles)["done"] == true {
            break;
        }
    }
    drop(handles);
    scene.settle_accounts();
    scene.is_true();
}

#[test]
fn a_number_that_is_not_the_registers_is_not_given_to_it() {
    let mut scene = Scene::with(Options { wrong_numbers: true, ..Options::default() });
    scene.start();
    scene.advance();
    let answer = scene.advance();
    assert_eq!(
        (&answer["awaited"], &answer["faults"][0]["path"]),
        (&json!("applicant"), &json!("KktDetails.RegNumber"))
    );
    assert!(scene.register.ours().is_empty());
    scene.is_true();
}

#[test]
fn without_a_signature_the_workflow_waits_and_nothing_is_sent() {
    let mut scene = Scene::set();
    scene.start();
    for signer in [None, Some(&(|_: &Value, _: &[u8]| None) as &registration::Signer)] {
        let handles = scene.open();
        let (status, answer) = registration::advance(&handles.registrar, &handles.device, WORKFLOW, signer);
        assert_eq!((status, &answer["awaited"]), (0, &json!("signer")), "{answer}");
        scene.heard(status, &answer);
    }
    let before = scene.changes();
    let handles = scene.open();
    let wrong = |_: &Value, _: &[u8]| Some("AA==".to_owned());
    let (status, answer) = registration::advance(&handles.registrar, &handles.device, WORKFLOW, Some(&wrong));
    assert_eq!(answer["error"]["outcome"], "rejected", "{status} {answer}");
    drop(handles);
    assert_eq!(scene.changes(), before + 1);
    scene.complete();
    scene.settle_accounts();
    scene.is_true();
}
