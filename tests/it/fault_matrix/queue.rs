//! Documents in a queue: the program is killed between sending and the result, gives up waiting, or does not wait at
//! all. A program that asks later finds one document.

use super::faults::{Fault, Manner};
use super::itkassa::PROTOCOL;
use super::link::{abreast, finish, settle};
use super::protocol::Fiscal;
use super::report::{Matrix, Outcome};
use super::scene::{SETTLE_MS, Said, Scene, locked};
use crate::support::host::Program;
use crate::support::register::await_that;
use rusqlite::Connection;
use serde_json::{Value, json};
use std::thread;
use std::time::{Duration, Instant};

/// A point between sending and the result.
struct Stay {
    at: &'static str,
    /// The state of the register when the document arrives.
    world: fn() -> Value,
    /// Waits until the program has reached the point; may return a lock on the journal that keeps it there.
    stands: fn(&Scene) -> Option<Connection>,
}

const STAYS: &[Stay] = &[
    Stay { at: "in the queue", world: held, stands: queued },
    Stay { at: "the register's link is down", world: || json!({"link": "waiting"}), stands: queued },
    Stay { at: "on the register", world: || json!({"delayMs": 500}), stands: printing },
    Stay { at: "made, the result asked for", world: held, stands: asked_in_vain },
    Stay { at: "made, the result not recorded", world: held, stands: kept_from_recording },
];

#[test]
fn a_program_killed_before_the_result_leaves_one_document() {
    let cells = cells(STAYS);
    let matrix = Matrix::default();
    abreast(&cells, |(key, stay, task)| {
        matrix.add(*key, &format!("killed: {}", stay.at), task.title, || killed(stay, task));
    });
    matrix.close("itkassa: The program is killed before the result");
}

#[test]
fn a_document_that_nobody_waited_for_is_found_by_another_program() {
    let cells = cells(&[false, true]);
    let matrix = Matrix::default();
    abreast(&cells, |(key, given_up, task)| {
        let name = if **given_up { "the deadline passed" } else { "it was not waited for" };
        matrix.add(*key, &format!("queued: {name}"), task.title, || left_alone(**given_up, task));
    });
    matrix.close("itkassa: The program ends before the result");
}

#[test]
fn documents_in_the_queue_together_are_each_made_once() {
    let cells = cells(&[()]);
    let matrix = Matrix::default();
    abreast(&cells, |(key, (), task)| matrix.add(*key, "queued: with another one", task.title, || together(task)));
    matrix.close("itkassa: Several documents in the queue");
}

#[test]
fn programs_that_ask_for_one_document_at_once_make_it_once() {
    let cells = cells(&[()]);
    let matrix = Matrix::default();
    abreast(&cells, |(key, (), task)| {
        matrix.add(*key, "queued: by four programs at once", task.title, || at_once(task));
    });
    matrix.close("itkassa: Several programs with one document");
}

#[test]
fn a_register_that_lost_its_connection_leaves_the_document_unresolved() {
    let cells = cells(&["failing", "severed"]);
    let matrix = Matrix::default();
    abreast(&cells, |(key, link, task)| {
        matrix.add(*key, &format!("link: {link}"), task.title, || in_doubt(link, task));
    });
    matrix.close("itkassa: The register loses its link (255)");
}

#[test]
fn a_refusal_of_what_the_server_has_taken_leaves_one_document() {
    let manners =
        [(Manner::Usual, 400), (Manner::Usual, 422), (Manner::Flat, 409), (Manner::Texts, 400), (Manner::Texts, 500)];
    let cells = cells(&manners);
    let matrix = Matrix::default();
    abreast(&cells, |(key, (manner, code), task)| {
        let fault = json!({"path": "@", "point": "processed", "action": "error", "code": code});
        let fault = Fault { manner: *manner, ..Fault::of(&PROTOCOL, "processed", "", vec![fault]) };
        matrix.add(*key, &format!("processed: refused, {code}, {manner:?}"), task.title, || refused(&fault, task));
    });
    matrix.close("itkassa: The server refuses what it has taken");
}

#[test]
fn a_document_that_comes_in_after_it_was_taken_for_absent_is_made_once() {
    let cells = cells(&[(0, false), (0, true), (1, false)]);
    let matrix = Matrix::default();
    abreast(&cells, |(key, (resend, recovers), task)| {
        let then = if *recovers { "asked for" } else { "repeated" };
        let name = format!("late: beyond settleMs, resend {resend}, then {then}");
        matrix.add(*key, &name, task.title, || beyond(*resend, *recovers, task));
    });
    matrix.close("itkassa: Absence that was believed too soon");
}

/// Every point with every kind of document.
fn cells<T>(points: &[T]) -> Vec<(usize, &T, &'static Fiscal)> {
    let with_tasks = |(key, point)| PROTOCOL.tasks.iter().map(move |task| (key, point, task));
    points.iter().enumerate().flat_map(with_tasks).collect()
}

fn scene(task: &Fiscal, world: &Value) -> Scene {
    let mut scene = Scene::set(&PROTOCOL, &Fault::of(&PROTOCOL, "queue", "", Vec::new()), task);
    scene.expect("a", task);
    scene.register.world(world);
    // The journal exists already, so that it can be locked and read from outside.
    drop(scene.open());
    scene
}

fn killed(stay: &Stay, task: &Fiscal) -> Outcome {
    let mut scene = scene(task, &(stay.world)());
    let program = Program::executing(&scene.patient(), &task.task("a"));
    let holds_journal = (stay.stands)(&scene);
    program.kill();
    drop(holds_journal);
    scene.note(format!("killed | ledger {} ours, journal {:?}", scene.made(), scene.row("a")));
    release(&scene, 1);
    let recovered = Some(settle(&mut scene, "a", task));
    finish(&mut scene, &["a"], Outcome { recovered, ..Outcome::default() })
}

fn left_alone(given_up: bool, task: &Fiscal) -> Outcome {
    let mut scene = scene(task, &held());
    let mut asked = task.task("a");
    let mut config = scene.config();
    if given_up {
        config["deadlineMs"] = json!(2500);
    } else {
        asked["wait"] = json!(false);
    }
    let (status, answer) = Program::executing(&config, &asked).answer();
    let first = scene.judge("execute", "a", 0, status, &answer);
    if status != 16 {
        scene.falsehoods.push(format!("status {status} for a document in the queue"));
    }
    // Asking does not make the queue continue either.
    let again = scene.open();
    if scene.recover(&again, "a") != Said::Unknown {
        scene.falsehoods.push("recovered, and it stands in the queue".into());
    }
    release(&scene, 1);
    let recovered = Some(settle(&mut scene, "a", task));
    finish(&mut scene, &["a"], Outcome { first: Some(first), recovered, ..Outcome::default() })
}

fn together(task: &Fiscal) -> Outcome {
    let mut scene = scene(task, &held());
    let next = PROTOCOL.named("nonFiscal");
    scene.expect("b", next);
    let mut outcome = Outcome::default();
    let device = scene.open();
    for (id, task) in [("a", task), ("b", next)] {
        let (status, answer) = device.execute(&with(&task.task(id), "wait", json!(false)));
        outcome.first = Some(scene.judge("execute", id, 0, status, &answer));
    }
    drop(device);
    release(&scene, 2);
    settle(&mut scene, "b", next);
    outcome.recovered = Some(settle(&mut scene, "a", task));
    finish(&mut scene, &["a", "b"], outcome)
}

fn at_once(task: &Fiscal) -> Outcome {
    let mut scene = scene(task, &json!({"delayMs": 300}));
    let programs: Vec<_> = (0..4).map(|_| Program::executing(&scene.patient(), &task.task("a"))).collect();
    let mut outcome = Outcome::default();
    for program in programs {
        let (status, answer) = program.answer();
        outcome.first = Some(scene.judge("execute", "a", 0, status, &answer));
    }
    outcome.recovered = Some(settle(&mut scene, "a", task));
    finish(&mut scene, &["a"], outcome)
}

fn refused(fault: &Fault, task: &Fiscal) -> Outcome {
    let mut scene = Scene::set(&PROTOCOL, fault, task);
    scene.arm(task);
    let device = scene.open_patiently();
    let first = scene.execute(&device, "a", task);
    if !first.is_made() || scene.posts() != 1 {
        scene.falsehoods.push(format!("{first:?} after {} sendings of what the server had taken", scene.posts()));
    }
    scene.judge_faults();
    scene.end_faults();
    drop(device);
    let recovered = Some(settle(&mut scene, "a", task));
    finish(&mut scene, &["a"], Outcome { first: Some(first), recovered, ..Outcome::default() })
}

/// The server starts to process a request long after it was reported that it never would.
fn beyond(resend: u32, recovers: bool, task: &Fiscal) -> Outcome {
    let late = json!({"path": "@", "point": "late", "action": "reset", "delayMs": 3 * SETTLE_MS});
    let mut scene = Scene::set(&PROTOCOL, &Fault::of(&PROTOCOL, "late", "", vec![late]), task);
    scene.arm(task);
    scene.expect("a", task);
    let mut config = scene.patient();
    config["resend"] = json!(resend);
    let (status, answer) = Program::executing(&config, &task.task("a")).answer();
    let first = scene.judge("execute", "a", 0, status, &answer);
    if resend == 0 && first.is_open() {
        scene.falsehoods.push(format!("{first:?} of a server that has shown nothing over its settling time"));
    }
    await_that("the document", || scene.made() == 1);
    let before = scene.posts();
    if !recovers {
        let device = scene.open_patiently();
        if !scene.execute(&device, "a", task).is_made() || scene.posts() != before {
            scene.falsehoods.push("sent again, and it is there".into());
        }
    }
    let recovered = Some(settle(&mut scene, "a", task));
    // The first request may arrive after the second one.
    thread::sleep(Duration::from_millis(if resend > 0 { 3 * SETTLE_MS } else { 0 }));
    finish(&mut scene, &["a"], Outcome { first: Some(first), recovered, ..Outcome::default() })
}

/// Error 255 means that nobody knows: whatever is asked afterwards, nothing is sent again and nothing is claimed.
fn in_doubt(link: &str, task: &Fiscal) -> Outcome {
    let mut scene = scene(task, &json!({"link": link}));
    let device = scene.open();
    let first = scene.execute(&device, "a", task);
    scene.register.world(&json!({"link": "online"}));
    drop(device);
    let device = scene.open();
    let recovered = scene.recover(&device, "a");
    let before = scene.posts();
    let again = scene.execute(&device, "a", task);
    if ![first, recovered, again].iter().all(|said| said.is_open()) {
        scene.falsehoods.push(format!("{first:?}, {recovered:?}, {again:?} after the error 255"));
    }
    if scene.posts() != before {
        scene.falsehoods.push("sent again after the error 255".into());
    }
    // It does not hold up another document.
    let next = PROTOCOL.named("nonFiscal");
    if !scene.execute(&device, "b", next).is_made() {
        scene.falsehoods.push("the next document is held up".into());
    }
    let made = usize::from(link == "severed");
    let duplicates = scene.made().saturating_sub(made + 1);
    let (falsehoods, story) = (std::mem::take(&mut scene.falsehoods), std::mem::take(&mut scene.story));
    Outcome { first: Some(first), recovered: Some(recovered), duplicates, falsehoods, story, ..Outcome::default() }
}

fn with(task: &Value, name: &str, value: Value) -> Value {
    let mut task = task.clone();
    task[name] = value;
    task
}

fn held() -> Value {
    json!({"held": true})
}

/// Lets the queue continue until this many of our documents are made and the service is asked again.
fn release(scene: &Scene, documents: usize) {
    scene.end_faults();
    scene.register.world(&json!({"held": false, "delayMs": 0, "link": "online"}));
    await_that("the document", || scene.made() >= documents);
}

/// The program asks what has become of the document.
fn queued(scene: &Scene) -> Option<Connection> {
    let is_registered = || scene.row("a").is_some_and(|(state, _)| state == "registered");
    await_that("a document in the queue", || {
        scene.row("a").is_some_and(|(state, _)| state == "queued") || is_registered()
    });
    let looks = scene.looks();
    await_that("a question", || scene.looks() > looks || is_registered());
    None
}

fn printing(scene: &Scene) -> Option<Connection> {
    // A busy machine may look only after the print is over.
    await_that("the register's turn", || scene.register.tasks().iter().any(|task| task["state"] != "waiting"));
    queued(scene)
}

fn asked_in_vain(scene: &Scene) -> Option<Connection> {
    queued(scene);
    scene.register.faults(&[json!({"path": PROTOCOL.state, "point": "received", "action": "hang", "times": 0})]);
    release_with_faults(scene);
    await_that("a question", || scene.register.fired() > 0);
    None
}

/// It has the complete result and cannot write to the journal.
#[allow(clippy::unnecessary_wraps, reason = "one of several that mostly have no lock")]
fn kept_from_recording(scene: &Scene) -> Option<Connection> {
    queued(scene);
    let holds_journal = locked(scene);
    release_with_faults(scene);
    // It may have asked already, and asks no more before it has recorded the answer.
    let (looks, since) = (scene.looks(), Instant::now());
    await_that("the question", || scene.looks() > looks || since.elapsed() > Duration::from_millis(700));
    thread::sleep(Duration::from_millis(100));
    assert_eq!(scene.row("a").map(|(state, _)| state).as_deref(), Some("queued"));
    Some(holds_journal)
}

/// Lets the queue continue, and changes nothing else.
fn release_with_faults(scene: &Scene) {
    scene.register.world(&json!({"held": false}));
    await_that("the document", || scene.made() == 1);
}
