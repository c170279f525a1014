//! The journal is lost on the way, or belongs to another program: the driver finds what exists on both sides, and
//! continues with it.

use super::exchanges::{self, Exchange};
use super::rejections::rejected;
use super::report::{Matrix, abreast};
use super::scene::{FIRST, Scene};
use serde_json::{Value, json};

/// Every kind of workflow: purpose, reasons.
fn workflows() -> [(&'static str, Value); 5] {
    [
        ("InitialRegistration", json!({})),
        ("Reregistration", json!({"InstallmentPlaceChanged": true})),
        ("Reregistration", json!({"FnChanged": true})),
        ("Unregistration", json!({})),
        ("Unregistration", json!({"Lost": true})),
    ]
}

fn set(purpose: &str, reasons: &Value) -> Scene {
    let mut scene = match purpose {
        "InitialRegistration" => Scene::set(),
        _ => Scene::on_record(purpose, reasons),
    };
    if reasons["Lost"] == true {
        (scene.filed, scene.reports) = (vec![FIRST], 0);
    }
    scene
}

#[test]
fn a_journal_that_is_lost_at_any_exchange_leaves_one_of_each() {
    let cells: Vec<(usize, &str, Value, Exchange, Value)> = workflows()
        .into_iter()
        .enumerate()
        .flat_map(|(key, (purpose, reasons))| {
            let mut whole = set(purpose, &reasons);
            whole.start();
            whole.complete();
            whole.is_true();
            exchanges::of(&whole).into_iter().flat_map(move |exchange| {
                let reasons = reasons.clone();
                faults(&exchange).map(move |fault| (key, purpose, reasons.clone(), exchange.clone(), fault))
            })
        })
        .collect();
    let matrix = Matrix::default();
    abreast(&cells, |(key, purpose, reasons, exchange, fault)| {
        let mut scene = set(purpose, reasons);
        scene.start();
        exchange.arm_with(&mut scene, fault);
        while !scene.has_been_struck() && scene.advance()["done"] != true {}
        scene.lose_journal();
        scene.complete();
        scene.settle_accounts();
        matrix.add(*key, &format!("{purpose} {reasons}"), &format!("{} {fault}", exchange.name()), &scene);
    });
    matrix.close("The journal is lost at an exchange");
}

/// The request is lost; the request is processed, and its answer is lost.
fn faults(exchange: &Exchange) -> impl Iterator<Item = Value> + use<> {
    let points: &[&str] = if exchange.changes() { &["received", "processed"] } else { &["received"] };
    points.iter().map(|point| json!({"point": point, "action": "reset"}))
}

#[test]
fn a_journal_that_is_lost_between_two_calls_leaves_one_of_each() {
    let cells: Vec<(usize, &str, Value, usize)> = workflows()
        .into_iter()
        .enumerate()
        .flat_map(|(key, (purpose, reasons))| (0..4).map(move |calls| (key, purpose, reasons.clone(), calls)))
        .collect();
    let matrix = Matrix::default();
    abreast(&cells, |(key, purpose, reasons, calls)| {
        let mut scene = set(purpose, reasons);
        scene.start();
        for _ in 0..*calls {
            scene.advance();
        }
        scene.lose_journal();
        scene.complete();
        scene.settle_accounts();
        matrix.add(*key, &format!("{purpose} {reasons}"), &format!("after {calls} calls"), &scene);
    });
    matrix.close("The journal is lost between two calls");
}

#[test]
fn two_programs_with_journals_of_their_own_advance_one_workflow_in_turns() {
    let matrix = Matrix::default();
    abreast(&workflows(), |(purpose, reasons)| {
        let mut scene = set(purpose, reasons);
        scene.start();
        scene.change_program();
        scene.start();
        // Both reach the end.
        let mut done = 0;
        for _ in 0..10 {
            done = if scene.advance()["done"] == true { done + 1 } else { 0 };
            scene.change_program();
        }
        if done < 2 {
            scene.falsehoods.push("not done".into());
        }
        scene.settle_accounts();
        matrix.add(0, &format!("{purpose} {reasons}"), "", &scene);
    });
    matrix.close("Two journals by turns");
}

#[test]
fn a_rejection_is_fixed_in_its_own_application_by_a_journal_that_does_not_know_it() {
    for filing in [1, 2] {
        rejected(filing, Scene::lose_journal).is_true();
    }
}

#[test]
fn a_report_that_the_register_does_not_show_yet_is_not_made_again() {
    let mut scene = set("Reregistration", &json!({"InstallmentPlaceChanged": true}));
    scene.start();
    // The report is made, and its data do not get into the application.
    let lost =
        json!({"method": "PUT", "path": "/kkt/application/*", "point": "received", "action": "reset", "times": 0});
    scene.service.faults(&[lost]);
    while !scene.has_been_struck() {
        scene.advance();
    }
    scene.service.faults(&[]);
    scene.change_program();
    scene.start();
    scene.register.faults(&[json!({"path": "/search", "point": "received", "action": "error", "code": 8, "times": 0})]);
    let waits = scene.advance();
    assert_eq!(waits["error"]["outcome"], "unknown", "{waits}");
    scene.register.faults(&[]);
    scene.complete();
    scene.settle_accounts();
    scene.is_true();
}
