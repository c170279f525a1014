//! Rejections, requests that are mended, applications that somebody else has made, and sides that behave oddly.

use super::exchanges::{self, Exchange};
use super::report::{Matrix, abreast};
use super::scene::{FIRST, LAST, ROAD, Scene};
use super::support::road;
use kassa::simulator::ofdru::{Options, Shapes, test_signature};
use serde_json::{Value, json};
use std::sync::LazyLock;

const FIRST_REJECTED: [&str; 2] = ["Initialization", "rejected"];
const LAST_REJECTED: [&str; 2] = ["Finalization", "rejected"];

/// Goes on until the tax service is awaited for the time of `filing`, and has it reject.
fn until_rejected(scene: &mut Scene, filing: usize) {
    for _ in 0..12 {
        let handles = scene.open();
        let (status, answer) = handles.advance();
        scene.story.push(format!("advance: {status} {answer}"));
        if answer["awaited"] == "taxService" {
            if scene.ledger()["filings"].as_array().unwrap().len() == filing {
                let fields = json!(["CompanyDetails.Signatory.LastName"]);
                scene
                    .tax_service(&json!({"reject": "*", "reason": "Неверно указаны ФИО подписанта", "fields": fields}));
                return;
            }
            scene.tax_service(&json!({"approve": "*"}));
        }
    }
    scene.falsehoods.push("nothing was filed to be rejected".into());
}

/// Mends the request and has it taken.
fn mend(scene: &mut Scene) {
    let answer = scene.advance();
    if answer["awaited"] != "applicant" || !answer.to_string().contains("Неверно указаны ФИО подписанта")
    {
        scene.falsehoods.push(format!("the rejection is not told: {answer}"));
    }
    scene.request["CompanyDetails"]["Signatory"]["LastName"] = json!("Лунина-Седова");
    scene.start();
}

/// A road whose filing is rejected once and mended; `between` happens to it after the rejection.
fn rejected(filing: usize, between: impl FnOnce(&mut Scene)) -> Scene {
    let mut scene = Scene::set();
    scene.filed = if filing == 1 { vec![FIRST_REJECTED, FIRST, LAST] } else { vec![FIRST, LAST_REJECTED, LAST] };
    scene.start();
    until_rejected(&mut scene, filing);
    mend(&mut scene);
    between(&mut scene);
    scene.walk();
    if !scene.applications().iter().any(|one| one["company"]["Signatory"]["LastName"] == "Лунина-Седова") {
        scene.falsehoods.push("what was mended has not come to the service".into());
    }
    scene.settle_accounts();
    scene
}

/// The exchanges after a rejection of the first filing, and of the last one.
static AFTER: LazyLock<[Vec<Exchange>; 2]> = LazyLock::new(|| {
    [1, 2].map(|filing| {
        let mut before = 0;
        let scene = rejected(filing, |scene| {
            before = exchanges::of(scene).len();
            scene.service.ask("DELETE", "/requests", "");
            scene.register.ask("DELETE", "/requests", "");
        });
        assert!(before > 0 && scene.falsehoods.is_empty(), "{:?}\n{}", scene.falsehoods, scene.story.join("\n"));
        exchanges::of(&scene)
    })
});

#[test]
fn a_rejected_application_is_mended_whatever_befalls_the_mending() {
    let faults = [json!({"point": "received", "action": "reset"}), json!({"point": "processed", "action": "reset"})];
    let cells: Vec<(usize, usize, &Exchange, &Value)> = AFTER
        .iter()
        .enumerate()
        .flat_map(|(filing, exchanges)| exchanges.iter().map(move |exchange| (filing + 1, exchange)))
        .enumerate()
        .flat_map(|(key, (filing, exchange))| faults.iter().map(move |fault| (key, filing, exchange, fault)))
        .collect();
    let matrix = Matrix::default();
    abreast(&cells, |(key, filing, exchange, fault)| {
        let scene = rejected(*filing, |scene| {
            scene.service.faults(&[]);
            exchange.arm_with(scene, fault);
        });
        matrix.add(*key, &format!("filing {filing}: {}", exchange.name()), &fault.to_string(), &scene);
    });
    matrix.close("A rejection, and a fault while it is mended");
}

#[test]
fn what_was_rejected_is_not_filed_again_as_it_was() {
    let cells: Vec<(usize, &Exchange)> = super::link::EXCHANGES
        .iter()
        .filter(|exchange| exchange.changes() && exchange.skip == 0 && exchange.path != "/register")
        .enumerate()
        .collect();
    let matrix = Matrix::default();
    abreast(&cells, |(key, exchange)| {
        let mut scene = Scene::set();
        scene.filed = vec![FIRST_REJECTED, FIRST, LAST];
        scene.start();
        exchange.arm_with(&scene, &json!({"point": "processed", "action": "reset"}));
        until_rejected(&mut scene, 1);
        scene.advance();
        scene.advance();
        if scene.ledger()["filings"].as_array().unwrap().len() != 1 {
            scene.falsehoods.push("filed again as it was".into());
        }
        mend(&mut scene);
        scene.walk();
        scene.settle_accounts();
        matrix.add(*key, &exchange.name(), "its answer lost, then rejected", &scene);
    });
    matrix.close("Rejected after a lost answer");
}

#[test]
fn an_application_that_came_to_grief_is_mended_like_a_rejected_one() {
    let mut scene = Scene::set();
    scene.filed = vec![FIRST_REJECTED, FIRST, LAST];
    scene.start();
    let answer = scene.open().advance().1;
    assert_eq!(answer["awaited"], "taxService", "{answer}");
    scene.tax_service(&json!({"fail": "*"}));
    assert_eq!(scene.advance()["awaited"], "registrar");
    assert_eq!(scene.advance()["awaited"], "registrar", "nothing is filed again as it was");
    scene.request["CompanyDetails"]["Signatory"]["LastName"] = json!("Лунина-Седова");
    scene.start();
    scene.walk();
    scene.settle_accounts();
    assert_eq!(scene.falsehoods, Vec::<String>::new(), "{}", scene.story.join("\n"));
}

#[test]
fn every_form_of_the_answers_leads_to_the_card() {
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
    ];
    let matrix = Matrix::default();
    abreast(&words, |word| {
        let shapes = Shapes::default().with(word).unwrap();
        let mut scene = Scene::with(Options { shapes, documents_seconds: 0, ..Options::default() });
        scene.start();
        scene.service.ask("POST", "/tokens", r#"{"revoke": true}"#);
        scene.walk();
        scene.settle_accounts();
        matrix.add(0, word, "", &scene);
    });
    matrix.close("Forms of the answers");
}

#[test]
fn a_road_waits_for_documents_and_for_the_tax_service_by_the_clock() {
    let mut scene = Scene::with(Options { documents_seconds: 100, ..Options::default() });
    scene.start();
    assert_eq!(scene.advance()["awaited"], "registrar");
    assert_eq!(scene.advance()["awaited"], "registrar");
    scene.service.clock(101);
    assert_eq!(scene.advance()["awaited"], "taxService");
    assert_eq!(scene.advance()["awaited"], "registrar");
    scene.service.clock(202);
    scene.walk();
    scene.settle_accounts();
    assert_eq!(scene.falsehoods, Vec::<String>::new(), "{}", scene.story.join("\n"));
}

#[test]
fn a_token_that_ends_on_the_way_is_renewed() {
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
    assert_eq!(scene.falsehoods, Vec::<String>::new(), "{}", scene.story.join("\n"));
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
    assert_eq!(scene.falsehoods, Vec::<String>::new(), "{}", scene.story.join("\n"));
}

#[test]
fn without_a_signature_the_road_waits_and_nothing_is_sent() {
    let mut scene = Scene::set();
    scene.start();
    for signer in [None, Some(&(|_: &Value, _: &[u8]| None) as &road::Signer)] {
        let handles = scene.open();
        let (status, answer) = road::advance(&handles.registrar, &handles.device, ROAD, signer);
        assert_eq!((status, &answer["awaited"]), (0, &json!("signer")), "{answer}");
        scene.heard(status, &answer);
    }
    let before = scene.changes();
    let handles = scene.open();
    let wrong = |_: &Value, _: &[u8]| Some("AA==".to_owned());
    let (status, answer) = road::advance(&handles.registrar, &handles.device, ROAD, Some(&wrong));
    assert_eq!(answer["error"]["outcome"], "rejected", "{status} {answer}");
    drop(handles);
    assert_eq!(scene.changes(), before + 1);
    scene.walk();
    scene.settle_accounts();
    assert_eq!(scene.falsehoods, Vec::<String>::new(), "{}", scene.story.join("\n"));
}

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
    scene.walk();
    scene.settle_accounts();
    assert_eq!(strangers(&scene)[0]["status"], "New");
    assert_eq!(scene.falsehoods, Vec::<String>::new(), "{}", scene.story.join("\n"));
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
fn an_application_that_appears_while_ours_is_lost_is_the_only_one() {
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
fn a_rejection_that_cannot_be_mended_leads_to_a_new_application() {
    let mut scene = Scene::with(Options { final_rejections: true, ..Options::default() });
    scene.filed = vec![FIRST_REJECTED, FIRST, LAST];
    scene.start();
    until_rejected(&mut scene, 1);
    mend(&mut scene);
    for _ in 0..6 {
        let answer = scene.open().advance().1;
        scene.story.push(answer.to_string());
        if answer["awaited"] == "taxService" {
            scene.tax_service(&json!({"approve": "*"}));
        }
    }
    let statuses: Vec<Value> = scene.applications().iter().map(|one| one["status"].clone()).collect();
    assert_eq!(statuses, ["Rejected", "Approved"], "{}", scene.story.join("\n"));
    assert_eq!(scene.register.ours().len(), 1);
}

#[test]
fn a_second_road_of_the_same_register_makes_no_second_report() {
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
    assert_eq!(road::start(&handles.registrar, &handles.device, &second).0, 0);
    let signer = |_: &Value, content: &[u8]| Some(test_signature(content));
    let (status, answer) = road::advance(&handles.registrar, &handles.device, "second", Some(&signer));
    assert_eq!((status, &answer["awaited"]), (0, &json!("taxService")), "{answer}");
    drop(handles);
    // Either road leads to the one card.
    scene.tax_service(&json!({"approve": "*"}));
    scene.walk();
    scene.settle_accounts();
    assert_eq!(scene.falsehoods, Vec::<String>::new(), "{}", scene.story.join("\n"));
    assert_eq!(scene.register.ours().len(), 1);
}
