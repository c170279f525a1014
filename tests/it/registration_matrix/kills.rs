//! The program is killed with SIGKILL at every exchange of the workflow, between exchanges, and while it waits for a
//! signature; another program continues.

use super::exchanges::{Exchange, Side};
use super::link::EXCHANGES;
use super::program::Program;
use super::report::{Matrix, abreast};
use super::scene::Scene;
use rusqlite::Connection;
use serde_json::json;
use std::thread;
use std::time::Duration;

/// When the answer comes that cannot be recorded: the test needs the time before to lock the journal.
const ANSWER_MS: u64 = 1500;

/// The moment within an exchange.
#[derive(Debug, Clone, Copy)]
enum At {
    /// The request was read, nothing is processed.
    Received,
    /// It was processed, nothing is answered.
    Processed,
    /// Half of the answer was sent.
    Answer,
    /// The answer has arrived, and cannot be written into the journal.
    Unrecorded,
}

#[test]
fn after_a_kill_at_any_exchange_another_program_continues() {
    let cells: Vec<(usize, &Exchange, At)> = EXCHANGES
        .iter()
        .enumerate()
        .flat_map(|(key, exchange)| {
            let all = [At::Received, At::Processed, At::Answer, At::Unrecorded];
            all.into_iter().map(move |at| (key, exchange, at))
        })
        .filter(|(_, exchange, at)| exchange.changes() || !matches!(at, At::Processed | At::Unrecorded))
        .collect();
    let matrix = Matrix::default();
    abreast(&cells, |(key, exchange, at)| {
        matrix.add(*key, &exchange.name(), &format!("{at:?}"), &killed(exchange, *at));
    });
    matrix.close("The program is killed at an exchange");
}

#[test]
fn after_a_kill_between_exchanges_another_program_continues() {
    let cells = ["writing the start down", "first signature", "second signature"];
    let matrix = Matrix::default();
    abreast(&cells, |cell| matrix.add(0, cell, "", &beside(cell)));
    matrix.close("The program is killed beside its exchanges");
}

fn killed(exchange: &Exchange, at: At) -> Scene {
    let mut scene = Scene::set();
    scene.start();
    let fault = match at {
        At::Received => json!({"point": "received", "action": "hang"}),
        At::Processed => json!({"point": "processed", "action": "hang"}),
        At::Answer => json!({"point": "answer", "action": "hang", "bytes": 200}),
        At::Unrecorded => json!({"point": "processed", "action": "delay", "delayMs": ANSWER_MS}),
    };
    let side =
        |scene: &Scene| if exchange.side == Side::Service { scene.service.fired() } else { scene.register.fired() };
    let (of_service, of_register) = match exchange.side {
        Side::Service => (vec![exchange.faulty(&fault)], vec![]),
        Side::Register => (vec![], vec![exchange.faulty(&fault)]),
    };
    scene.service.faults(&of_service);
    scene.register.faults(&of_register);
    loop {
        // The timeouts of the program are longer than the hang.
        let mut configs = scene.configs();
        for config in &mut configs {
            config["timeoutMs"] = json!(20_000);
            config["deadlineMs"] = json!(30_000);
        }
        let mut program = Program::advancing(&configs, false);
        let Some((status, answer)) = program.until(|| side(&scene) > 0) else {
            let lock = matches!(at, At::Unrecorded).then(|| kept_from_recording(&scene));
            program.kill();
            drop(lock);
            break;
        };
        scene.heard(status, &answer);
        if answer["done"] == true {
            scene.falsehoods.push("the road ended before the program was killed".into());
            break;
        }
    }
    scene.story.push("killed".into());
    scene.complete();
    scene.settle_accounts();
    scene
}

/// Locks the journal before the answer comes, and waits until the answer has arrived.
fn kept_from_recording(scene: &Scene) -> Connection {
    let lock = locked(scene);
    thread::sleep(Duration::from_millis(ANSWER_MS + 200));
    lock
}

/// A lock on the journal that prevents every write.
fn locked(scene: &Scene) -> Connection {
    let journal = Connection::open(scene.journal()).unwrap();
    journal.busy_timeout(Duration::from_secs(10)).unwrap();
    journal.execute_batch("BEGIN IMMEDIATE").unwrap();
    journal
}

fn beside(cell: &str) -> Scene {
    let mut scene = Scene::set();
    if cell == "writing the start down" {
        // The journal exists already, so that it can be locked.
        drop(scene.open());
        let lock = locked(&scene);
        let program = Program::starting(&scene.configs(), &scene.request);
        thread::sleep(Duration::from_millis(300));
        program.kill();
        drop(lock);
        scene.start();
    } else {
        scene.start();
        if cell == "second signature" {
            scene.advance();
        }
        let mut program = Program::advancing(&scene.configs(), true);
        program.until_asked();
        program.kill();
    }
    scene.complete();
    scene.settle_accounts();
    scene
}
