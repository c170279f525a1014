//! Documents in a queue: the program is killed between sending and the result, gives up waiting, or does not wait at
//! all. A program that asks later finds one document.

use super::faults::Fault;
use super::journal::Locked;
use super::kills::in_time;
use super::link::{abreast, finish, settle};
use super::protocol::{Fiscal, Protocol, Queue};
use super::report::{Matrix, Outcome};
use super::scene::{SETTLE_MS, Said, Scene};
use crate::support::host::Program;
use crate::support::register::await_that;
use serde_json::{Value, json};
use std::thread;
use std::time::{Duration, Instant};

/// A point between sending and the result.
struct Stay {
    at: &'static str,
    /// The state of the register when the document arrives.
    world: fn(&Queue) -> Value,
    /// Waits until the program has reached the point; may return a lock on the journal that keeps it there.
    stands: fn(&Scene) -> Option<Locked>,
}

const LINK_DOWN: &str = "the register's link is down";

const STAYS: &[Stay] = &[
    Stay { at: "in the queue", world: |queue| (queue.held)(), stands: queued },
    Stay { at: LINK_DOWN, world: |queue| (queue.down)(), stands: queued },
    Stay { at: "on the register", world: |queue| (queue.slow)(), stands: printing },
    Stay { at: "made, the result asked for", world: |queue| (queue.held)(), stands: asked_in_vain },
    Stay { at: "made, the result not recorded", world: |queue| (queue.held)(), stands: kept_from_recording },
];

/// The tests of a protocol with a queue.
macro_rules! queue_wing {
    () => {
        mod in_the_queue {
            use super::PROTOCOL;
            use crate::fault_matrix::queue;

            #[test]
            fn a_program_killed_before_the_result_leaves_one_document() {
                queue::a_program_killed_before_the_result_leaves_one_document(&PROTOCOL);
            }

            #[test]
            fn a_document_that_nobody_waited_for_is_found_by_another_program() {
                queue::a_document_that_nobody_waited_for_is_found_by_another_program(&PROTOCOL);
            }

            #[test]
            fn programs_that_ask_for_one_document_at_once_make_it_once() {
                queue::programs_that_ask_for_one_document_at_once_make_it_once(&PROTOCOL);
            }

            #[test]
            fn a_refusal_of_what_the_server_has_taken_leaves_one_document() {
                queue::a_refusal_of_what_the_server_has_taken_leaves_one_document(&PROTOCOL);
            }

            #[test]
            fn a_document_that_comes_in_after_it_was_taken_for_absent_is_made_once() {
                queue::a_document_that_comes_in_after_it_was_taken_for_absent_is_made_once(&PROTOCOL);
            }
        }
    };
}
pub(crate) use queue_wing;

/// The tests of a service whose driver cannot look at the register.
macro_rules! service_wing {
    () => {
        mod behind_a_service {
            use super::PROTOCOL;
            use crate::fault_matrix::queue;

            #[test]
            fn documents_in_the_queue_together_are_each_made_once() {
                queue::documents_in_the_queue_together_are_each_made_once(&PROTOCOL);
            }

            #[test]
            fn a_server_that_does_not_know_leaves_the_document_unresolved() {
                queue::a_server_that_does_not_know_leaves_the_document_unresolved(&PROTOCOL);
            }
        }
    };
}
pub(crate) use service_wing;

pub fn a_program_killed_before_the_result_leaves_one_document(protocol: &'static Protocol) {
    // A document without a number leaves no trace by which a server could settle it.
    let cells = cells(protocol, STAYS).into_iter().filter(|(_, stay, task)| task.numbered || stay.at != LINK_DOWN);
    run(protocol, "The program is killed before the result", &cells.collect::<Vec<_>>(), |stay, task| {
        (format!("killed: {}", stay.at), Box::new(move || in_time(|| killed(protocol, stay, task))))
    });
}

pub fn a_document_that_nobody_waited_for_is_found_by_another_program(protocol: &'static Protocol) {
    run(protocol, "The program ends before the result", &cells(protocol, &[false, true]), |given_up, task| {
        let name = if *given_up { "the deadline passed" } else { "it was not waited for" };
        (format!("queued: {name}"), Box::new(move || left_alone(protocol, *given_up, task)))
    });
}

pub fn documents_in_the_queue_together_are_each_made_once(protocol: &'static Protocol) {
    let next = of(protocol).beside.expect("a document that waits beside another");
    run(protocol, "Several documents in the queue", &cells(protocol, &[()]), |(), task| {
        ("queued: with another one".into(), Box::new(move || together(protocol, next, task)))
    });
}

pub fn programs_that_ask_for_one_document_at_once_make_it_once(protocol: &'static Protocol) {
    run(protocol, "Several programs with one document", &cells(protocol, &[()]), |(), task| {
        ("queued: by four programs at once".into(), Box::new(move || at_once(protocol, task)))
    });
}

pub fn a_server_that_does_not_know_leaves_the_document_unresolved(protocol: &'static Protocol) {
    let doubts = (of(protocol).doubts)();
    run(protocol, "The server does not know", &cells(protocol, &doubts), |(name, world, made), task| {
        (format!("doubt: {name}"), Box::new(move || in_doubt(protocol, world, *made, task)))
    });
}

pub fn a_refusal_of_what_the_server_has_taken_leaves_one_document(protocol: &'static Protocol) {
    run(
        protocol,
        "The server refuses what it has taken",
        &cells(protocol, of(protocol).refusals),
        |(manner, code), task| {
            let fault = json!({"path": "@", "point": "processed", "action": "error", "code": code});
            let fault = Fault { manner: *manner, ..Fault::of(protocol, "processed", "", vec![fault]) };
            (format!("processed: refused, {code}, {manner:?}"), Box::new(move || refused(protocol, &fault, task)))
        },
    );
}

pub fn a_document_that_comes_in_after_it_was_taken_for_absent_is_made_once(protocol: &'static Protocol) {
    let values = [(0, false), (0, true), (1, false)];
    run(protocol, "Absence that was believed too soon", &cells(protocol, &values), |(resend, recovers), task| {
        let then = if *recovers { "asked for" } else { "repeated" };
        let name = format!("late: beyond settleMs, resend {resend}, then {then}");
        (name, Box::new(move || beyond(protocol, *resend, *recovers, task)))
    });
}

/// A point, and a task at it; the number orders the points.
type Cell<'a, T> = (usize, &'a T, &'static Fiscal);

/// What a run is called, and how it goes.
type Named<'a> = (String, Box<dyn Fn() -> Outcome + 'a>);

/// Runs the cells in parallel and prints what came of them.
fn run<'a, T: Sync>(
    protocol: &Protocol,
    title: &str,
    cells: &[Cell<'a, T>],
    named: impl Fn(&'a T, &'static Fiscal) -> Named<'a> + Sync,
) {
    let matrix = Matrix::default();
    abreast(cells, |(key, point, task)| {
        let (name, course) = named(point, task);
        matrix.add(*key, &name, task.title, course);
    });
    matrix.close(&format!("{}: {title}", protocol.word));
}

fn of(protocol: &Protocol) -> &Queue {
    protocol.queue.as_ref().expect("a queue")
}

/// Every point with the first five kinds of documents.
fn cells<'a, T>(protocol: &'static Protocol, points: &'a [T]) -> Vec<Cell<'a, T>> {
    let with_tasks = |(key, point)| protocol.tasks.iter().take(5).map(move |task| (key, point, task));
    points.iter().enumerate().flat_map(with_tasks).collect()
}

fn scene(protocol: &'static Protocol, task: &Fiscal, world: &Value) -> Scene {
    let mut scene = Scene::set(protocol, &Fault::of(protocol, "queue", "", Vec::new()), task);
    scene.expect("a", task);
    scene.register.world(world);
    // The journal exists already, so that it can be locked and read from outside.
    drop(scene.open());
    scene
}

fn killed(protocol: &'static Protocol, stay: &Stay, task: &Fiscal) -> Option<Outcome> {
    let mut scene = scene(protocol, task, &(stay.world)(of(protocol)));
    let program = Program::executing(&scene.patient(), &task.task("a"));
    let holds_journal = (stay.stands)(&scene);
    let killed = program.kill_in_time();
    drop(holds_journal);
    if !killed {
        return None;
    }
    scene.note(format!("killed | ledger {} ours, journal {:?}", scene.made(), scene.row("a")));
    release(&scene, 1);
    let recovered = Some(settle(&mut scene, "a", task));
    Some(finish(&mut scene, &["a"], Outcome { recovered, ..Outcome::default() }))
}

fn left_alone(protocol: &'static Protocol, given_up: bool, task: &Fiscal) -> Outcome {
    let mut scene = scene(protocol, task, &(of(protocol).held)());
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

fn together(protocol: &'static Protocol, next: &str, task: &Fiscal) -> Outcome {
    let mut scene = scene(protocol, task, &(of(protocol).held)());
    let next = protocol.named(next);
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

fn at_once(protocol: &'static Protocol, task: &Fiscal) -> Outcome {
    let mut scene = scene(protocol, task, &(of(protocol).slow)());
    let programs: Vec<_> = (0..4).map(|_| Program::executing(&scene.patient(), &task.task("a"))).collect();
    let mut outcome = Outcome::default();
    for program in programs {
        let (status, answer) = program.answer();
        outcome.first = Some(scene.judge("execute", "a", 0, status, &answer));
    }
    outcome.recovered = Some(settle(&mut scene, "a", task));
    finish(&mut scene, &["a"], outcome)
}

fn refused(protocol: &'static Protocol, fault: &Fault, task: &Fiscal) -> Outcome {
    let mut scene = Scene::set(protocol, fault, task);
    scene.arm(task);
    let device = scene.open_patiently();
    let first = scene.execute(&device, "a", task);
    // A server that cannot be asked gets it once more, under the same key.
    let sendings = if protocol.finds_documents() { 1 } else { 2 };
    if !first.is_made() || scene.posts() != sendings {
        scene.falsehoods.push(format!("{first:?} after {} sendings of what the server had taken", scene.posts()));
    }
    scene.judge_faults();
    scene.end_faults();
    drop(device);
    let recovered = Some(settle(&mut scene, "a", task));
    finish(&mut scene, &["a"], Outcome { first: Some(first), recovered, ..Outcome::default() })
}

/// The server starts to process a request long after it was reported that it never would.
fn beyond(protocol: &'static Protocol, resend: u32, recovers: bool, task: &Fiscal) -> Outcome {
    let late = json!({"path": "@", "point": "late", "action": "reset", "delayMs": 3 * SETTLE_MS});
    let mut scene = Scene::set(protocol, &Fault::of(protocol, "late", "", vec![late]), task);
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

/// Nobody knows: whatever is asked afterwards, nothing is sent again and nothing is claimed.
fn in_doubt(protocol: &'static Protocol, world: &Value, made: bool, task: &Fiscal) -> Outcome {
    let mut scene = scene(protocol, task, world);
    let device = scene.open();
    let first = scene.execute(&device, "a", task);
    scene.register.world(&(of(protocol).well)());
    drop(device);
    let device = scene.open();
    let recovered = scene.recover(&device, "a");
    let before = scene.posts();
    let again = scene.execute(&device, "a", task);
    if ![first, recovered, again].iter().all(|said| said.is_open()) {
        scene
            .falsehoods
            .push(format!("{first:?}, {recovered:?}, {again:?} of a document that the server does not know of"));
    }
    if scene.posts() != before {
        scene.falsehoods.push("sent again, and the server does not know of it".into());
    }
    // It does not hold up another document.
    let next = protocol.named(protocol.next);
    if !scene.execute(&device, "b", next).is_made() {
        scene.falsehoods.push("the next document is held up".into());
    }
    let duplicates = scene.made().saturating_sub(usize::from(made) + 1);
    let (falsehoods, story) = (std::mem::take(&mut scene.falsehoods), std::mem::take(&mut scene.story));
    Outcome { first: Some(first), recovered: Some(recovered), duplicates, falsehoods, story, ..Outcome::default() }
}

fn with(task: &Value, name: &str, value: Value) -> Value {
    let mut task = task.clone();
    task[name] = value;
    task
}

/// Lets the queue continue until this many of our documents are made and the service is asked again.
fn release(scene: &Scene, documents: usize) {
    scene.end_faults();
    scene.register.world(&(of(scene.protocol).well)());
    await_that("the document", || scene.made() >= documents);
}

/// The program asks what has become of the document.
fn queued(scene: &Scene) -> Option<Locked> {
    let is_registered = || scene.row("a").is_some_and(|(state, _)| state == "registered");
    await_that("a document in the queue", || {
        scene.row("a").is_some_and(|(state, _)| state == "queued") || is_registered()
    });
    let looks = scene.looks();
    await_that("a question", || scene.looks() > looks || is_registered());
    None
}

fn printing(scene: &Scene) -> Option<Locked> {
    await_that("the register's turn", || (of(scene.protocol).has_begun)(&scene.register));
    queued(scene)
}

fn asked_in_vain(scene: &Scene) -> Option<Locked> {
    queued(scene);
    scene
        .register
        .faults(&[json!({"path": of(scene.protocol).result, "point": "received", "action": "hang", "times": 0})]);
    release_with_faults(scene);
    await_that("a question", || scene.register.fired() > 0);
    None
}

/// It has the complete result and cannot write to the journal.
#[allow(clippy::unnecessary_wraps, reason = "one of several that mostly have no lock")]
fn kept_from_recording(scene: &Scene) -> Option<Locked> {
    queued(scene);
    let holds_journal = scene.journal.lock();
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
    scene.register.world(&(of(scene.protocol).free)());
    await_that("the document", || scene.made() == 1);
}
