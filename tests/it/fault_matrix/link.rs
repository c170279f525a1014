//! The connection fails and the program lives: it continues after a restart, tries again at once, or sells to the next
//! buyer.

use super::faults::{Fault, LATE_MS, is_short, table};
use super::protocol::{Fiscal, Protocol};
use super::report::{Matrix, Outcome};
use super::scene::{Said, Scene, fits};
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Condvar, Mutex};
use std::thread;
use std::time::Duration;

/// Runs in parallel, of all tests together. They mostly wait, but an overloaded machine would be slower than the
/// settling time.
const ABREAST: usize = 40;

/// Free places for them.
static PLACES: (Mutex<usize>, Condvar) = (Mutex::new(ABREAST), Condvar::new());

/// What a program does after an answer.
type Course = fn(&mut Scene, &Fiscal, &mut Outcome) -> Vec<&'static str>;

pub fn every_fault_at_every_point_leaves_one_document_after_a_restart(protocol: &'static Protocol) {
    matrix(protocol, "A restart after the fault", protocol.tasks, restarted);
}

pub fn a_program_that_repeats_at_once_makes_one_document(protocol: &'static Protocol) {
    matrix(protocol, "The same call again and again on one handle", &protocol.tasks[..3], repeated);
}

pub fn the_next_document_does_not_disturb_the_one_that_was_lost(protocol: &'static Protocol) {
    matrix(protocol, "Another document next", &protocol.tasks[..1], followed_by_another);
}

pub fn the_next_document_of_the_same_content_is_not_taken_for_the_one_that_was_lost(protocol: &'static Protocol) {
    matrix(protocol, "A document of the same content next", &protocol.tasks[..1], followed_by_the_same);
}

/// Runs every fault with every task.
fn matrix(protocol: &'static Protocol, title: &str, tasks: &'static [Fiscal], course: Course) {
    let rows = table(protocol);
    let cells: Vec<(usize, &Fault, &Fiscal)> = rows
        .iter()
        .enumerate()
        .flat_map(|(key, fault)| tasks.iter().map(move |task| (key, fault, task)))
        .filter(|(_, fault, task)| fits(fault, task) && (protocol.is_thorough(task) || is_short(fault)))
        .collect();
    let matrix = Matrix::default();
    abreast(&cells, |(key, fault, task)| {
        matrix.add(*key, &fault.name(), task.title, || run(protocol, fault, task, course));
    });
    matrix.close(&format!("{}: {title}", protocol.word));
}

/// Runs the cells in parallel.
pub fn abreast<C: Sync>(cells: &[C], run: impl Fn(&C) + Sync) {
    let next = AtomicUsize::new(0);
    thread::scope(|scope| {
        for _ in 0..ABREAST {
            scope.spawn(|| {
                while let Some(cell) = cells.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let free = PLACES.1.wait_while(PLACES.0.lock().unwrap(), |free| *free == 0);
                    *free.unwrap() -= 1;
                    let done = catch_unwind(AssertUnwindSafe(|| run(cell)));
                    *PLACES.0.lock().unwrap() += 1;
                    PLACES.1.notify_one();
                    if let Err(panic) = done {
                        resume_unwind(panic);
                    }
                }
            });
        }
    });
}

/// One run of a course.
fn run(protocol: &'static Protocol, fault: &Fault, task: &Fiscal, course: Course) -> Outcome {
    let mut scene = Scene::set(protocol, fault, task);
    let mut outcome = Outcome::default();
    let ids = course(&mut scene, task, &mut outcome);
    if fault.is_slow() {
        // The register has made by now whatever it was still doing.
        thread::sleep(Duration::from_millis(LATE_MS + 100));
    }
    finish(&mut scene, &ids, outcome)
}

/// Compares everything at the end, and asks for every document once more: nothing may be sent for that.
pub fn finish(scene: &mut Scene, ids: &[&str], mut outcome: Outcome) -> Outcome {
    let (duplicates, losses) = scene.settle_accounts(ids);
    (outcome.duplicates, outcome.losses) = (duplicates, losses);
    if ids.iter().any(|id| scene.is_undecidable(id)) {
        // If the device has one document with this content and no mark, it is ours as far as anybody can see. If it has
        // several, the call reports that it does not know. Neither makes a second one.
        let foreign = |id: &&str| scene.claim(id).is_some() && scene.made() == 0;
        outcome.taken_for_ours = ids.iter().any(foreign);
        outcome.losses = 0;
    }
    if ids.iter().all(|id| scene.left_no_trace(id)) {
        outcome.losses = 0;
    }
    outcome.falsehoods = std::mem::take(&mut scene.falsehoods);
    outcome.story = std::mem::take(&mut scene.story);
    outcome
}

pub fn restarted(scene: &mut Scene, task: &Fiscal, outcome: &mut Outcome) -> Vec<&'static str> {
    let device = scene.open();
    scene.arm(task);
    let first = scene.execute(&device, "a", task);
    outcome.first = Some(first);
    drop(device);
    scene.judge_faults();
    if matches!(first, Said::Rejected | Said::NotSent) {
        thread::sleep(Duration::from_millis(LATE_MS));
        scene.judge_absence("a");
    }
    scene.end_faults();
    outcome.recovered = Some(settle(scene, "a", task));
    vec!["a"]
}

fn repeated(scene: &mut Scene, task: &Fiscal, outcome: &mut Outcome) -> Vec<&'static str> {
    let device = scene.open();
    scene.arm(task);
    for _ in 0..3 {
        let said = scene.execute(&device, "a", task);
        outcome.first.get_or_insert(said);
        if said.is_made() {
            break;
        }
    }
    scene.end_faults();
    drop(device);
    outcome.recovered = Some(settle(scene, "a", task));
    vec!["a"]
}

fn followed_by_another(scene: &mut Scene, task: &Fiscal, outcome: &mut Outcome) -> Vec<&'static str> {
    followed_by(scene, task, scene.protocol.named(scene.protocol.next), outcome)
}

fn followed_by_the_same(scene: &mut Scene, task: &Fiscal, outcome: &mut Outcome) -> Vec<&'static str> {
    followed_by(scene, task, task, outcome)
}

fn followed_by(scene: &mut Scene, task: &Fiscal, next: &Fiscal, outcome: &mut Outcome) -> Vec<&'static str> {
    scene.expect("a", task);
    scene.expect("b", next);
    let device = scene.open();
    scene.arm(task);
    outcome.first = Some(scene.execute(&device, "a", task));
    scene.execute(&device, "b", next);
    scene.end_faults();
    drop(device);
    outcome.recovered = Some(settle(scene, "a", task));
    settle(scene, "b", next);
    vec!["a", "b"]
}

/// What a program does after a restart: it asks what became of the document, and sends it again where that is safe.
/// Returns the first answer.
pub fn settle(scene: &mut Scene, id: &str, task: &Fiscal) -> Said {
    let device = scene.open_patiently();
    let recovered = scene.recover(&device, id);
    let mut said = recovered;
    let needs_more = said == Said::Unknown && scene.protocol.queue.as_ref().is_some_and(|queue| !queue.tells_at_once);
    if needs_more {
        said = scene.execute(&device, id, task);
    }
    if !said.is_made() && !said.is_open() {
        said = scene.execute(&device, id, task);
    }
    if said.is_made() {
        let before = scene.posts();
        let again = scene.execute(&device, id, task);
        if !again.is_made() || scene.posts() != before {
            scene.falsehoods.push(format!("{id}: registered, and something else when asked again"));
        }
        // A third opening reads what the second one has recorded.
        let third = scene.open_patiently();
        if !scene.recover(&third, id).is_made() {
            scene.falsehoods.push(format!("{id}: registered, and not after another restart"));
        }
    } else if !(scene.is_undecidable(id) || scene.left_no_trace(id)) || said != Said::Candidates {
        scene.falsehoods.push(format!("{id}: {said:?} on a register that is well"));
    }
    recovered
}
