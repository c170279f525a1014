//! The service or the register loses its power at every exchange of the workflow, and returns when the call has ended.

use super::exchanges::{Exchange, Side};
use super::link::EXCHANGES;
use super::report::{Matrix, abreast};
use super::scene::Scene;
use crate::documents::OK;
use crate::support::register::Register;
use crate::support::scratch_in_memory;
use serde_json::json;
use std::thread;
use std::time::Duration;

#[test]
fn a_side_that_loses_its_power_has_one_of_each() {
    let points = ["received", "processed", "answer"];
    let cells: Vec<(usize, &Exchange, &str)> = EXCHANGES
        .iter()
        .enumerate()
        .flat_map(|(key, exchange)| points.into_iter().map(move |point| (key, exchange, point)))
        .filter(|(_, exchange, point)| exchange.changes() || *point != "processed")
        .collect();
    let matrix = Matrix::default();
    abreast(&cells, |(key, exchange, point)| {
        matrix.add(*key, &exchange.name(), point, &darkened(exchange, point));
    });
    matrix.close("A side loses its power");
}

fn darkened(exchange: &Exchange, point: &str) -> Scene {
    let memory = scratch_in_memory();
    let service = Register::apart("ofdru", &memory.path().join("service"), &["--by-hand"]);
    let register = Register::apart("icash", &memory.path().join("register"), &["--unregistered"]);
    let mut scene = Scene::between(service, register);
    scene.start();
    let fault = exchange.faulty(&json!({"point": point, "action": "exit", "bytes": 40}));
    let side = if exchange.side == Side::Service { &scene.service } else { &scene.register };
    side.faults(&[fault]);
    loop {
        let (status, answer) = scene.open().advance();
        // Who got its whole answer had it before the power was lost.
        if status != OK && has_gone_dark(&mut scene, exchange.side) {
            scene.story.push(format!("advance: {status} {answer} | dark"));
            break;
        }
        scene.heard(status, &answer);
        if answer["done"] == true {
            scene.falsehoods.push("the road ended before the power was lost".into());
            return scene;
        }
    }
    let side = if exchange.side == Side::Service { &mut scene.service } else { &mut scene.register };
    side.on_again();
    if exchange.side == Side::Service {
        scene.tax_service(&json!({"byHand": true}));
    }
    scene.complete();
    scene.settle_accounts();
    scene
}

/// Whether the side has lost its power; waits a moment for its process to end.
fn has_gone_dark(scene: &mut Scene, side: Side) -> bool {
    let side = if side == Side::Service { &mut scene.service } else { &mut scene.register };
    (0..100).any(|_| {
        thread::sleep(Duration::from_millis(5));
        side.is_dark()
    })
}
