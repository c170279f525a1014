//! The register loses its power at every point of an exchange. The power returns at once, or after the program has
//! given up, or the program is killed meanwhile.

use super::faults::{Fault, looks};
use super::link::{abreast, finish, settle};
use super::protocol::{Fiscal, Protocol};
use super::report::{Matrix, Outcome};
use super::scene::{DID_NOT_STRIKE, Scene};
use crate::support::host::Program;
use crate::support::register::Register;
use crate::support::scratch_in_memory;
use serde_json::{Value, json};
use std::cell::Cell;
use std::thread;
use std::time::{Duration, Instant};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Back {
    /// While the program is still asking.
    AtOnce,
    /// When the call has ended.
    Later,
    /// The program is killed together with the power.
    AfterKill,
}

/// The points at which the power fails.
fn points(protocol: &Protocol) -> Vec<(String, Vec<Value>)> {
    let at = |path: &str, point: &str| json!({"path": path, "point": point, "action": "exit"});
    let with = |mut fault: Value, name: &str, value: u64| {
        fault[name] = json!(value);
        fault
    };
    let lost = |point: &str| json!({"path": "@", "point": point, "action": "reset"});
    let look = |path: &str, skip| with(at(path, "received"), "skip", skip);
    // Where a lost document is put in again and not looked for, the second time is enough.
    let second = if protocol.finds_documents() { 2 } else { 1 };
    let points = [
        ("connected", vec![with(at("*", "accept"), "skip", protocol.before as u64)]),
        ("request half read", vec![with(at("@", "request"), "bytes", 100)]),
        ("request read", vec![at("@", "received")]),
        ("made", vec![at("@", "processed")]),
        ("first byte of the answer sent", vec![with(at("@", "answer"), "bytes", 1)]),
        ("half of the answer sent", vec![with(at("@", "answer"), "bytes", 140)]),
        ("link cut, not made, asked for the state", vec![lost("received"), look(protocol.state, second)]),
    ];
    let mut points: Vec<_> = points.into_iter().map(|(name, faults)| (name.to_owned(), faults)).collect();
    points.extend(
        looks(protocol)
            .into_iter()
            .map(|(path, skip)| (format!("link cut, made, asked {path}"), vec![lost("processed"), look(path, skip)])),
    );
    points
}

pub fn a_register_that_loses_its_power_has_one_document(protocol: &'static Protocol) {
    let points = points(protocol);
    let cells: Vec<_> = points
        .iter()
        .enumerate()
        .flat_map(|(key, point)| {
            [Back::AtOnce, Back::Later, Back::AfterKill].into_iter().enumerate().flat_map(move |(order, back)| {
                protocol.tasks.iter().map(move |task| (key * 3 + order, point, back, task))
            })
        })
        // Every fourth cell stands for its neighbours: the three returns of the power take turns.
        .filter(|(key, .., task)| protocol.is_thorough(task) || key % 4 == 0)
        .collect();
    let matrix = Matrix::default();
    abreast(&cells, |(key, (name, faults), back, task)| {
        let patient = Cell::new(false);
        matrix.add(*key, &format!("power: {name}, {back:?}"), task.title, || {
            run(protocol, faults, *back, task, patient.replace(true))
        });
    });
    matrix.close(&format!("{}: The register loses its power", protocol.word));
}

/// One run. A call that was too short to come to the fault is repeated with `patient`; a longer one waits longer for a
/// register without power.
fn run(protocol: &'static Protocol, faults: &[Value], back: Back, task: &Fiscal, patient: bool) -> Outcome {
    let fault = Fault::of(protocol, "power", "", faults.to_vec());
    let memory = scratch_in_memory();
    let memory = memory.path().join("register");
    let register = Register::apart(protocol.word, &memory, (protocol.apart)(task.before));
    (protocol.prepare)(&register, task.before);
    let mut scene = Scene::with(protocol, register, &fault, task);
    scene.expect("a", task);
    scene.arm(task);
    let mut outcome = Outcome::default();
    let asked = task.task("a");
    if back == Back::AfterKill {
        let program = Program::executing(&scene.patient(), &asked);
        scene.register.await_darkness();
        program.kill();
        scene.register.on_again();
    } else {
        let device = if patient { scene.open_patiently() } else { scene.open() };
        let (is_dark, (status, answer)) = thread::scope(|scope| {
            let call = scope.spawn(|| device.execute(&asked));
            let is_dark = goes_dark(&mut scene.register, || call.is_finished());
            if is_dark && back == Back::AtOnce {
                scene.register.on_again();
            }
            (is_dark, call.join().unwrap())
        });
        if !is_dark {
            return Outcome { falsehoods: vec![DID_NOT_STRIKE.into()], ..outcome };
        }
        if back == Back::Later {
            scene.register.on_again();
        }
        // Nothing happened while the power was off: the ledger is the same as it was then.
        outcome.first = Some(scene.judge("execute", "a", 0, status, &answer));
    }
    outcome.recovered = Some(settle(&mut scene, "a", task));
    finish(&mut scene, &["a"], outcome)
}

/// Waits until the register has lost its power; `false` if the call ended before it came to that, for want of time on a
/// busy machine.
fn goes_dark(register: &mut Register, has_ended: impl Fn() -> bool) -> bool {
    // The process of a register that took the link with it may end a little after the call.
    const A_LITTLE: Duration = Duration::from_secs(5);
    let mut ended = None;
    loop {
        if register.is_dark() {
            return true;
        }
        if has_ended() && ended.get_or_insert_with(Instant::now).elapsed() > A_LITTLE {
            return false;
        }
        thread::sleep(Duration::from_millis(5));
    }
}
