//! The connection fails; the program keeps running, or is restarted.

use super::exchanges::{self, Exchange, Fault, LATE_MS, faults};
use super::report::{Matrix, abreast};
use super::scene::Scene;
use serde_json::{Value, json};
use std::sync::LazyLock;
use std::thread;
use std::time::Duration;

/// The exchanges of a workflow without faults.
pub static EXCHANGES: LazyLock<Vec<Exchange>> = LazyLock::new(|| {
    let mut scene = Scene::set();
    scene.start();
    scene.complete();
    let found = exchanges::of(&scene);
    scene.settle_accounts();
    scene.is_true();
    found
});

#[test]
fn a_workflow_without_faults_ends_with_the_card() {
    for exchange in EXCHANGES.iter() {
        println!("{}", exchange.name());
    }
    let has = |path: &str| EXCHANGES.iter().any(|exchange| exchange.path == path);
    for path in ["/kkt/application", "/kkt/application/*/sign", "/register"] {
        assert!(has(path), "{path}");
    }
}

#[test]
fn every_fault_of_every_exchange_leaves_one_of_each() {
    let cells: Vec<(usize, &Exchange, Fault)> = EXCHANGES
        .iter()
        .enumerate()
        .flat_map(|(key, exchange)| faults(exchange).into_iter().map(move |fault| (key, exchange, fault)))
        .collect();
    let matrix = Matrix::default();
    abreast(&cells, |(key, exchange, fault)| {
        matrix.add(*key, &exchange.name(), &fault.name, &restarted(exchange, fault));
    });
    matrix.close("A fault, and a restart before every call");
}

fn restarted(exchange: &Exchange, fault: &Fault) -> Scene {
    let mut scene = Scene::set();
    scene.start();
    exchange.arm(&mut scene, fault);
    scene.complete();
    if fault.name.starts_with("late") {
        thread::sleep(Duration::from_millis(LATE_MS + 50));
    }
    if !scene.has_been_struck() {
        scene.falsehoods.push("the fault did not strike".into());
    }
    scene.settle_accounts();
    scene
}

#[test]
fn a_program_that_continues_at_once_on_one_handle_leaves_one_of_each() {
    let lost = |fault: &Fault| {
        ["request: reset", "received: close", "late: reset", "processed: reset"].contains(&&*fault.name)
    };
    let cells: Vec<(usize, &Exchange, Fault)> = EXCHANGES
        .iter()
        .enumerate()
        .flat_map(|(key, exchange)| faults(exchange).into_iter().map(move |fault| (key, exchange, fault)))
        .filter(|(_, _, fault)| lost(fault))
        .collect();
    let matrix = Matrix::default();
    abreast(&cells, |(key, exchange, fault)| {
        let mut scene = Scene::set();
        scene.start();
        exchange.arm(&mut scene, fault);
        let handles = scene.open();
        let done = (0..12).any(|_| scene.advance_on(&handles)["done"] == true);
        drop(handles);
        if !done {
            scene.falsehoods.push("not done".into());
        }
        scene.settle_accounts();
        matrix.add(*key, &exchange.name(), &fault.name, &scene);
    });
    matrix.close("A fault, and the same handles on and on");
}

#[test]
fn an_exchange_that_fails_again_and_again_leaves_one_of_each() {
    let cells: Vec<(usize, &Exchange, &str)> = EXCHANGES
        .iter()
        .enumerate()
        .flat_map(|(key, exchange)| ["received", "processed", "answer"].map(|point| (key, exchange, point)))
        .collect();
    let matrix = Matrix::default();
    abreast(&cells, |(key, exchange, point)| {
        let mut scene = Scene::set();
        scene.start();
        exchange.arm_with(&mut scene, &json!({"point": point, "action": "close", "times": 3, "bytes": 50}));
        scene.complete();
        scene.settle_accounts();
        matrix.add(*key, &exchange.name(), point, &scene);
    });
    matrix.close("The same fault three times");
}

/// Workflows of registered registers: purpose, reasons, filings, reports.
fn on_record() -> [(&'static str, Value, usize, usize); 6] {
    [
        ("Reregistration", json!({"InstallmentPlaceChanged": true}), 2, 1),
        ("Reregistration", json!({"OfdChaged": true, "Other": true}), 2, 1),
        ("Reregistration", json!({"FnChanged": true}), 2, 1),
        ("Unregistration", json!({}), 2, 1),
        ("Unregistration", json!({"Lost": true}), 1, 0),
        ("Unregistration", json!({"Stolen": true}), 1, 0),
    ]
}

#[test]
fn a_registered_register_is_registered_again_or_deregistered_by_the_same_workflow() {
    let cells: Vec<_> = on_record()
        .into_iter()
        .enumerate()
        .flat_map(|(key, row)| {
            let lost = [
                ("/kkt/application", "POST"),
                ("/kkt/application/*/sign", "POST"),
                ("/kkt/application/*", "PUT"),
                ("/register", "POST"),
                ("/finalize", "POST"),
                ("", ""),
            ];
            lost.map(|(path, method)| (key, row.clone(), path, method))
        })
        .collect();
    let matrix = Matrix::default();
    abreast(&cells, |(key, (purpose, reasons, filings, reports), path, method)| {
        let mut scene = Scene::on_record(purpose, reasons);
        scene.filed.truncate(*filings);
        scene.reports = *reports;
        if !path.is_empty() {
            let fault = json!({"path": path, "method": method, "point": "processed", "action": "reset"});
            scene.service.faults(std::slice::from_ref(&fault));
            scene.register.faults(&[fault]);
        }
        scene.start();
        scene.complete();
        scene.settle_accounts();
        matrix.add(*key, &format!("{purpose} {reasons}"), &format!("lost answer of {method} {path}"), &scene);
    });
    matrix.close("Registers on record");
}
