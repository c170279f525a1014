//! The program is stopped at every point of an exchange, and another one wants the same document. On a server that one
//! takes over the device once the lease has ended, and has the document made; in a file it finds the device busy, unless
//! the first one had not taken it yet. Then the first program wakes.

use super::kills::{KILLS, Kill, Standing, in_time};
use super::link::{abreast, finish, settle};
use super::protocol::{Fiscal, Protocol};
use super::report::{Matrix, Outcome};
use super::scene::Scene;
use super::ways::hasty;
use serde_json::{Value, json};

pub fn a_program_that_sleeps_through_its_lease_makes_nothing(protocol: &'static Protocol) {
    let cells: Vec<_> = KILLS
        .iter()
        .enumerate()
        .filter(|(_, kill)| kill.is_of(protocol))
        .flat_map(|(key, kill)| protocol.tasks[..2].iter().map(move |task| (key, kill, task)))
        .collect();
    let matrix = Matrix::default();
    abreast(&cells, |(key, kill, task)| {
        matrix.add(*key, &format!("asleep: {}", kill.at), task.title, || in_time(|| asleep(protocol, kill, task)));
    });
    matrix.close(&format!("{}: The program sleeps through its lease", protocol.word));
}

fn asleep(protocol: &'static Protocol, kill: &Kill, task: &Fiscal) -> Option<Outcome> {
    let Standing { mut scene, program, holds_journal } = kill.reached(protocol, task, sleepy);
    if !program.stop_in_time() {
        return None;
    }
    drop(holds_journal);
    scene.note(format!("asleep | ledger {} ours, journal {:?}", scene.made(), scene.row("a")));
    scene.end_faults();
    let taken_over = scene.journal.is_on_a_server();
    let device = if taken_over { scene.open_patiently() } else { hasty(&scene) };
    let first = scene.execute(&device, "a", task);
    if taken_over && !first.is_made() {
        scene.falsehoods.push(format!("{first:?} while the program sleeps"));
    }
    let posts = scene.posts();
    program.wake();
    let (status, answer) = program.answer();
    scene.judge("woken", "a", posts, status, &answer);
    if first.is_made() && scene.posts() != posts {
        scene.falsehoods.push("sent by a program that has lost its device".into());
    }
    drop(device);
    let recovered = Some(settle(&mut scene, "a", task));
    Some(finish(&mut scene, &["a"], Outcome { first: Some(first), recovered, ..Outcome::default() }))
}

/// The configuration of a program that stays at its point until it is stopped, and whose lease does not last long.
fn sleepy(scene: &Scene) -> Value {
    let mut config = scene.patient();
    for (name, time) in [("settleMs", 60_000), ("connectTimeoutMs", 500), ("timeoutMs", 3_000), ("deadlineMs", 15_000)]
    {
        config[name] = json!(time);
    }
    config
}
