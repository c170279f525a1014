//! The program is killed with SIGKILL at every point of an exchange, with the connection working or cut. Another
//! program with the same journal then finds out what became of the document.

use super::faults::{Fault, LATE_MS};
use super::journal::Locked;
use super::link::{abreast, finish, settle};
use super::protocol::{Fiscal, Protocol};
use super::report::{Matrix, Outcome};
use super::scene::Scene;
use super::wire::{Cut, End, Upto};
use crate::support::host::Program;
use crate::support::register::await_that;
use serde_json::{Value, json};
use std::thread;
use std::time::Duration;

/// Waits until the program has reached a point; may return a lock on the journal that keeps it there.
pub type Stands = fn(&Scene) -> Option<Locked>;

/// A point at which the program is killed.
pub struct Kill {
    pub at: &'static str,
    pub faults: fn() -> Vec<Value>,
    pub cut: Option<Cut>,
    pub stands: Stands,
}

impl Kill {
    /// Where nothing is looked for, there is nothing to be killed in.
    pub fn is_of(&self, protocol: &Protocol) -> bool {
        protocol.finds_documents() || self.at != NOT_THERE
    }

    /// A program with this configuration that has come to the point with the document `a`.
    pub fn reached(&self, protocol: &'static Protocol, task: &Fiscal, config: fn(&Scene) -> Value) -> Standing {
        let fault = row(protocol, (self.faults)(), self.cut);
        let mut scene = Scene::set(protocol, &fault, task);
        scene.arm(task);
        scene.expect("a", task);
        // The journal exists already, so that it can be locked and read from outside.
        drop(scene.open());
        let holds_journal = (self.at == "writing the intent").then(|| scene.journal.lock());
        let program = Program::executing(&config(&scene), &task.task("a"));
        let holds_journal = holds_journal.or((self.stands)(&scene));
        Standing { scene, program, holds_journal }
    }
}

/// A program at its point.
pub struct Standing {
    pub scene: Scene,
    pub program: Program,
    /// What keeps it from writing to the journal.
    pub holds_journal: Option<Locked>,
}

const fn kill(at: &'static str, faults: fn() -> Vec<Value>, stands: Stands) -> Kill {
    Kill { at, faults, cut: None, stands }
}

const fn on_the_wire(at: &'static str, cut: Cut, stands: Stands) -> Kill {
    Kill { at, faults: Vec::new, cut: Some(cut), stands }
}

const NOT_THERE: &str = "link cut, request lost, looking";

pub const KILLS: &[Kill] = &[
    kill("asking for the state", || vec![json!({"path": "?", "point": "received", "action": "hang"})], fired),
    kill("writing the intent", Vec::new, locked_out),
    on_the_wire("connecting", Cut::Deaf, intended),
    on_the_wire("connected, nothing read", Cut::After(Upto::Nothing, End::Hang), struck),
    on_the_wire("half of the head read", Cut::After(Upto::HalfOfHead, End::Hang), struck),
    on_the_wire("head read", Cut::After(Upto::Head, End::Hang), struck),
    on_the_wire("half of the body read", Cut::After(Upto::HalfOfBody, End::Hang), struck),
    kill("request read", || vec![at("received", "hang")], sent),
    kill("request read, made later", || vec![late("hang")], sent),
    kill("being processed", || vec![slow("received")], sent),
    kill("made", || vec![at("processed", "hang")], sent),
    kill("answer begun", || vec![answer_cut(1)], sent),
    kill("half of the answer sent", || vec![answer_cut(140)], sent),
    on_the_wire("answer read, not recorded", Cut::Held, kept_from_recording),
    kill(NOT_THERE, || vec![at("received", "reset")], looking),
    kill("link cut, made later", || vec![late("reset")], sent),
    kill("link cut, made, looking", || vec![at("processed", "close"), blind()], looking),
    kill("link cut within the answer, looking", || vec![answer_close(60), blind()], looking),
];

pub fn a_killed_program_leaves_one_document(protocol: &'static Protocol) {
    let cells: Vec<_> = KILLS
        .iter()
        .enumerate()
        .filter(|(_, kill)| kill.is_of(protocol))
        .flat_map(|(key, kill)| protocol.tasks.iter().map(move |task| (key, kill, task)))
        // Every third point stands for its neighbours.
        .filter(|(key, _, task)| protocol.is_thorough(task) || key % 3 == 0)
        .collect();
    let matrix = Matrix::default();
    abreast(&cells, |(key, kill, task)| {
        matrix.add(*key, &format!("killed: {}", kill.at), task.title, || in_time(|| killed(protocol, kill, task)));
    });
    matrix.close(&format!("{}: The program is killed", protocol.word));
}

pub fn a_program_killed_while_it_recovers_leaves_one_document(protocol: &'static Protocol) {
    let cells: Vec<_> = ["processed", "received"]
        .into_iter()
        .enumerate()
        .flat_map(|(key, point)| protocol.tasks.iter().map(move |task| (key, point, task)))
        .collect();
    let matrix = Matrix::default();
    abreast(&cells, |(key, point, task)| {
        matrix.add(*key, &format!("killed: {point}, and again while recovering"), task.title, || {
            killed_twice(protocol, point, task)
        });
    });
    matrix.close(&format!("{}: The program is killed twice", protocol.word));
}

/// Repeats a run, which is `None` if its program had ended before it was killed or stopped: on a busy machine it may pass
/// a short point.
pub fn in_time(run: impl Fn() -> Option<Outcome>) -> Outcome {
    const TRIES: usize = 50;
    (0..TRIES).find_map(|_| run()).expect("the program stands at its point")
}

fn killed(protocol: &'static Protocol, kill: &Kill, task: &Fiscal) -> Option<Outcome> {
    let Standing { scene, program, holds_journal } = kill.reached(protocol, task, standing);
    let killed = program.kill_in_time();
    drop(holds_journal);
    killed.then(|| after_the_kill(scene, task))
}

/// The configuration of a program that stays at its point until it is killed.
pub fn standing(scene: &Scene) -> Value {
    let mut config = scene.patient();
    config["settleMs"] = json!(60_000);
    config
}

fn killed_twice(protocol: &'static Protocol, point: &str, task: &Fiscal) -> Outcome {
    let fault = row(protocol, vec![at(point, "hang")], None);
    let mut scene = Scene::set(protocol, &fault, task);
    scene.arm(task);
    scene.expect("a", task);
    let program = Program::executing(&standing(&scene), &task.task("a"));
    sent(&scene);
    program.kill();
    let state = protocol.state;
    scene
        .register
        .faults(&[json!({"path": state, "point": "received", "action": "hang", "skip": protocol.first_looks})]);
    let program = if protocol.finds_documents() {
        Program::recovering(&standing(&scene), "a")
    } else {
        Program::executing(&standing(&scene), &task.task("a"))
    };
    fired(&scene);
    program.kill();
    after_the_kill(scene, task)
}

fn after_the_kill(mut scene: Scene, task: &Fiscal) -> Outcome {
    scene.note(format!("killed | ledger {} ours, journal {:?}", scene.made(), scene.row("a")));
    scene.end_faults();
    let recovered = Some(settle(&mut scene, "a", task));
    thread::sleep(Duration::from_millis(LATE_MS + 100));
    finish(&mut scene, &["a"], Outcome { recovered, ..Outcome::default() })
}

fn row(protocol: &Protocol, faults: Vec<Value>, cut: Option<Cut>) -> Fault {
    Fault { cut, ..Fault::of(protocol, "killed", "", faults) }
}

pub fn at(point: &str, action: &str) -> Value {
    json!({"path": "@", "point": point, "action": action})
}

pub fn late(action: &str) -> Value {
    json!({"path": "@", "point": "late", "action": action, "delayMs": LATE_MS})
}

fn slow(point: &str) -> Value {
    json!({"path": "@", "point": point, "action": "delay", "delayMs": 2 * LATE_MS})
}

pub fn answer_cut(bytes: usize) -> Value {
    json!({"path": "@", "point": "answer", "action": "hang", "bytes": bytes})
}

fn answer_close(bytes: usize) -> Value {
    json!({"path": "@", "point": "answer", "action": "close", "bytes": bytes})
}

/// The query after the loss fails as well, so that the program keeps asking.
fn blind() -> Value {
    json!({"path": "?", "point": "received", "action": "status", "status": 503, "skip": 1, "times": 0})
}

pub fn fired(scene: &Scene) -> Option<Locked> {
    await_that("a fault", || scene.register.fired() > 0);
    None
}

/// The register has the whole request for the document. It counts a fault as soon as it has the head.
fn sent(scene: &Scene) -> Option<Locked> {
    fired(scene);
    await_that("the request", || scene.posts() > 0);
    None
}

fn struck(scene: &Scene) -> Option<Locked> {
    await_that("the wire", || scene.wire.as_ref().unwrap().has_struck());
    None
}

fn intended(scene: &Scene) -> Option<Locked> {
    await_that("an intent", || scene.row("a").is_some());
    None
}

/// It has the state and cannot write to the journal.
fn locked_out(scene: &Scene) -> Option<Locked> {
    // Where nothing is asked before the intent, the pause has to do.
    await_that("the question for the state", || scene.looks() > 0 || !scene.protocol.finds_documents());
    thread::sleep(Duration::from_millis(50));
    None
}

/// It asks the device for the second time.
fn looking(scene: &Scene) -> Option<Locked> {
    await_that("a second look", || scene.looks() + scene.posts() >= scene.protocol.before + 3);
    None
}

/// It has the complete answer and cannot write to the journal.
#[allow(clippy::unnecessary_wraps, reason = "one of several that mostly have no lock")]
fn kept_from_recording(scene: &Scene) -> Option<Locked> {
    let wire = scene.wire.as_ref().unwrap();
    struck(scene);
    let holds_journal = scene.journal.lock();
    wire.end_faults();
    await_that("the answer", || wire.has_delivered());
    thread::sleep(Duration::from_millis(50));
    assert_eq!(scene.row("a").map(|(state, _)| state).as_deref(), Some("open"));
    Some(holds_journal)
}
