//! ATOL's web server that restarts, forgets keys, refuses with its two meanings of HTTP 409, and takes documents back.

use super::atolweb::PROTOCOL;
use super::kills::standing;
use super::protocol::Fiscal;
use super::scene::{Said, Scene};
use super::ways::{Ends, Way, go, hasty, reached, sends, well};
use crate::support::host::Program;
use crate::support::register::await_that;
use serde_json::{Value, json};
use std::thread;
use std::time::Duration;

/// Where a document is when the server ends: not begun, begun, executed and not recorded.
const PLACES: [&str; 3] = ["start", "task", "document"];

/// Longer than the server remembers a finished request, in seconds.
const MONTH: i64 = 31 * 24 * 3600;

#[test]
fn a_server_that_restarts_or_forgets_leaves_one_document() {
    let mut ways = Vec::new();
    for place in PLACES {
        ways.push(Way::new(format!("restart: {place}, queue kept"), move |scene: &mut Scene, task| {
            accepted(scene, task, place);
            restart(scene, "kept");
            Ends::Known
        }));
        ways.push(Way::new(format!("restart: {place}, queue lost"), move |scene: &mut Scene, task| {
            accepted(scene, task, place);
            restart(scene, "lost");
            known_without_queue(place)
        }));
        ways.push(Way::new(format!("restart: {place}, answer and queue lost"), move |scene: &mut Scene, task| {
            unheard(scene, task, place)
        }));
    }
    ways.push(Way::new("forgotten: before the result was asked for", |scene: &mut Scene, task| {
        accepted(scene, task, "document");
        well(scene);
        // The month begins when the server has recorded the result.
        await_that("the result", || statuses(scene).iter().any(|status| status == "ready"));
        scene.register.clock(MONTH);
        Ends::Unknown
    }));
    ways.push(Way::new("forgotten: after the result", |scene: &mut Scene, task| {
        let device = scene.open_patiently();
        let said = scene.execute(&device, "a", task);
        reached(scene, said.is_made());
        scene.register.clock(MONTH);
        Ends::Known
    }));
    go(&PROTOCOL, "The server restarts or forgets", &ways, &PROTOCOL.tasks[..6], |_, task| task.numbered);
}

#[test]
fn a_document_that_is_taken_back_is_not_made() {
    let faults = [
        ("all is well", json!([])),
        ("request lost", struck("received", "reset")),
        ("answer lost", struck("processed", "reset")),
        ("answer late", struck("processed", "hang")),
        (
            "refused",
            json!([{"path": "/requests/*", "method": "DELETE", "point": "received", "action": "error", "code": 409}]),
        ),
    ];
    let ways: Vec<Way> = faults
        .into_iter()
        .map(|(what, faults)| {
            Way::new(format!("taken back: {what}"), move |scene: &mut Scene, task| taken_back(scene, task, &faults))
        })
        .chain([Way::new("taken back: killed within", killed_within)])
        .collect();
    go(&PROTOCOL, "A waiting document is taken back", &ways, &PROTOCOL.tasks[..6], |_, _| true);
}

#[test]
fn a_register_that_is_disconnected_when_the_document_comes_has_it_once() {
    let ways = [Way::new("409: the register is not connected", |scene: &mut Scene, task| {
        scene.strike(task, &[json!({"path": "@", "point": "received", "action": "delay", "delayMs": 400})]);
        let program = Program::executing(&scene.patient(), &task.task("a"));
        await_that("the request", || scene.register.fired() > 0);
        scene.register.world(&json!({"active": false}));
        let (status, answer) = program.answer();
        let said = scene.judge("execute", "a", 0, status, &answer);
        scene.register.world(&json!({"active": true}));
        if said != Said::Rejected {
            scene.falsehoods.push(format!("{said:?} of a document that the server has not taken"));
        }
        Ends::Known
    })];
    go(&PROTOCOL, "The register is not connected", &ways, &PROTOCOL.tasks[..6], |_, _| true);
}

/// The server has the document, which stays at this place.
fn accepted(scene: &mut Scene, task: &Fiscal, place: &str) {
    scene.register.world(&json!({"held": place, "heldTasks": "documents"}));
    let said = sends(scene, task);
    reached(scene, said == Said::Unknown);
    arrived(scene, place);
}

fn arrived(scene: &Scene, place: &str) {
    await_that("the document at its place", || match place {
        "start" => statuses(scene) == ["wait"],
        "task" => statuses(scene) == ["inProgress"],
        _ => scene.made() == 1,
    });
}

/// Neither the answer nor any other was heard, and the server has forgotten everything.
fn unheard(scene: &mut Scene, task: &Fiscal, place: &str) -> Ends {
    scene.register.world(&json!({"held": place, "heldTasks": "documents"}));
    let deaf = json!({"path": PROTOCOL.state, "point": "received", "action": "reset", "skip": 1, "times": 0});
    scene.strike(task, &[json!({"path": "@", "point": "processed", "action": "reset"}), deaf]);
    let device = hasty(scene);
    let said = scene.execute(&device, "a", task);
    reached(scene, said == Said::Unknown);
    arrived(scene, place);
    restart(scene, "lost");
    known_without_queue(place)
}

/// What can be known of a document whose server has lost its queue: the register shows one that may be ours, or nothing.
fn known_without_queue(place: &str) -> Ends {
    if place == "document" { Ends::Unknown } else { Ends::Known }
}

fn restart(scene: &Scene, queue: &str) {
    scene.register.ask("POST", "/restart", &json!({"queue": queue}).to_string());
}

/// The states of the documents that the server was given.
fn statuses(scene: &Scene) -> Vec<String> {
    let orders: Vec<Value> = serde_json::from_str(&scene.register.ask("GET", "/orders", "")).unwrap();
    let documents = orders.iter().filter(|order| !order["request"][0]["type"].as_str().unwrap().starts_with("get"));
    documents.map(|order| order["results"][0]["status"].as_str().unwrap().to_owned()).collect()
}

fn struck(point: &str, action: &str) -> Value {
    json!([{"path": "/requests/*", "method": "DELETE", "point": point, "action": action}])
}

fn taken_back(scene: &mut Scene, task: &Fiscal, faults: &Value) -> Ends {
    scene.register.world(&json!({"held": "start", "heldTasks": "documents"}));
    scene.register.faults(faults.as_array().unwrap());
    let device = hasty(scene);
    let said = scene.execute(&device, "a", task);
    let struck = faults.as_array().unwrap().is_empty() || scene.register.fired() > 0;
    reached(scene, scene.posts() == 1 && struck);
    let expected = if faults.as_array().unwrap().is_empty() { Said::Rejected } else { Said::Unknown };
    if said != expected {
        scene.falsehoods.push(format!("{said:?}, and {expected:?} is what can be known"));
    }
    well(scene);
    // What was taken back stays away.
    if said == Said::Rejected {
        thread::sleep(Duration::from_millis(100));
        scene.judge_absence("a");
    }
    Ends::Known
}

fn killed_within(scene: &mut Scene, task: &'static Fiscal) -> Ends {
    scene.register.world(&json!({"held": "start", "heldTasks": "documents"}));
    scene.register.faults(struck("processed", "hang").as_array().unwrap());
    let mut config = standing(scene);
    config["deadlineMs"] = json!(3000);
    let program = Program::executing(&config, &task.task("a"));
    await_that("the taking back", || scene.register.fired() > 0);
    program.kill_in_time();
    Ends::Known
}
