//! Rejections by the tax service, and requests that are fixed.

use super::exchanges::{self, Exchange};
use super::report::{Matrix, abreast};
use super::scene::{FIRST, LAST, Scene};
use kassa_simulator::ofdru::Options;
use serde_json::{Value, json};
use std::sync::LazyLock;

const FIRST_REJECTED: [&str; 2] = ["Initialization", "rejected"];
const LAST_REJECTED: [&str; 2] = ["Finalization", "rejected"];

/// Advances until the tax service has filing number `filing`, and makes it reject that one.
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

/// Fixes the request and starts the workflow with it again.
fn fix(scene: &mut Scene) {
    let answer = scene.advance();
    if answer["awaited"] != "applicant" || !answer.to_string().contains("Неверно указаны ФИО подписанта")
    {
        scene.falsehoods.push(format!("the rejection is not told: {answer}"));
    }
    scene.request["CompanyDetails"]["Signatory"]["LastName"] = json!("Лунина-Седова");
    scene.start();
}

/// A workflow whose filing is rejected once and then fixed; `between` runs after the fix.
pub fn rejected(filing: usize, between: impl FnOnce(&mut Scene)) -> Scene {
    let mut scene = Scene::set();
    scene.filed = if filing == 1 { vec![FIRST_REJECTED, FIRST, LAST] } else { vec![FIRST, LAST_REJECTED, LAST] };
    scene.start();
    until_rejected(&mut scene, filing);
    fix(&mut scene);
    between(&mut scene);
    scene.complete();
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
fn a_rejected_application_is_fixed_even_if_the_fix_meets_faults() {
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
fn what_was_rejected_is_not_filed_again_unchanged() {
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
        exchange.arm_with(&mut scene, &json!({"point": "processed", "action": "reset"}));
        until_rejected(&mut scene, 1);
        scene.advance();
        scene.advance();
        if scene.ledger()["filings"].as_array().unwrap().len() != 1 {
            scene.falsehoods.push("filed again as it was".into());
        }
        fix(&mut scene);
        scene.complete();
        scene.settle_accounts();
        matrix.add(*key, &exchange.name(), "its answer lost, then rejected", &scene);
    });
    matrix.close("Rejected after a lost answer");
}

#[test]
fn an_application_that_failed_is_fixed_like_a_rejected_one() {
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
    scene.complete();
    scene.settle_accounts();
    scene.is_true();
}

#[test]
fn a_rejection_that_cannot_be_fixed_leads_to_a_new_application() {
    let mut scene = Scene::with(Options { final_rejections: true, ..Options::default() });
    scene.filed = vec![FIRST_REJECTED, FIRST, LAST];
    scene.start();
    until_rejected(&mut scene, 1);
    fix(&mut scene);
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
