//! Ways to a second document other than a broken connection, combined with the faults of the connection: a register
//! that makes a document long after the driver gave it up, or is restored to an earlier day; a journal that lost its
//! last writes; one register under two names; a child that uses its parent's handle; a driver that sends again by
//! itself.

use super::faults::{Fault, LATE_MS, Stranger, is_short, table};
use super::kills::{answer_cut, at, fired, late, standing};
use super::link::{abreast, finish, restarted, settle};
use super::protocol::{Fiscal, Protocol};
use super::report::{Matrix, Outcome};
use super::scene::{Said, Scene, fits};
use super::wire::{Cut, Wire};
use crate::support::host::Program;
use crate::support::register::{Register, await_that};
use crate::support::scratch_in_memory;
use serde_json::{Value, json};
use std::fs;
use std::path::Path;
use std::thread;
use std::time::Duration;

/// Statuses of a call that is refused: for its handle, and for a journal that has lost documents.
const BAD_HANDLE: i32 = 2;
const JOURNAL: i32 = 12;

/// In seconds.
const HOUR: i64 = 3600;

fn short(protocol: &Protocol) -> Vec<Fault> {
    table(protocol).into_iter().filter(is_short).collect()
}

/// The tests of a protocol whose register makes a document while the caller waits.
macro_rules! courses {
    () => {
        mod other_ways {
            use super::PROTOCOL;
            use crate::fault_matrix::other_ways;

            #[test]
            fn a_document_that_comes_after_it_was_given_up_is_made_once() {
                other_ways::a_document_that_comes_after_it_was_given_up_is_made_once(&PROTOCOL);
            }

            #[test]
            fn a_register_put_back_to_an_earlier_day_has_each_new_document_once() {
                other_ways::a_register_put_back_to_an_earlier_day_has_each_new_document_once(&PROTOCOL);
            }

            #[test]
            fn a_journal_that_lost_its_end_sends_nothing_again() {
                other_ways::a_journal_that_lost_its_end_sends_nothing_again(&PROTOCOL);
            }

            #[test]
            fn a_document_lost_under_one_address_is_made_once_under_another() {
                other_ways::a_document_lost_under_one_address_is_made_once_under_another(&PROTOCOL);
            }

            #[cfg(target_os = "linux")]
            #[test]
            fn a_child_sends_nothing_on_its_parents_handle() {
                other_ways::a_child_sends_nothing_on_its_parents_handle(&PROTOCOL);
            }

            #[test]
            fn a_driver_that_sends_again_by_itself_makes_one_document() {
                other_ways::a_driver_that_sends_again_by_itself_makes_one_document(&PROTOCOL);
            }
        }
    };
}
pub(crate) use courses;

/// A fault, what is combined with it, where the mark goes, and the task.
struct Cell<'a, V> {
    key: usize,
    fault: &'a Fault,
    value: &'a V,
    task: &'static Fiscal,
}

/// Combines faults with values, marks and tasks, as far as that makes sense; returns and prints the results.
fn cross<V: Sync>(
    protocol: &'static Protocol,
    title: &str,
    faults: &[Fault],
    values: &[(&str, V)],
    tasks: &'static [Fiscal],
    makes_sense: impl Fn(&Fault, &V, &Fiscal) -> bool,
    run: impl Fn(&Fault, &V, &'static Fiscal) -> Outcome + Sync,
) {
    let faults: Vec<(usize, Fault)> = faults.iter().enumerate().flat_map(|row| with_marks(protocol, row)).collect();
    let mut cells = Vec::new();
    for (row, fault) in &faults {
        for (order, (name, value)) in values.iter().enumerate() {
            for task in tasks {
                let needless = !task.marked && fault.stranger == Stranger::None && fault.mark != protocol.marks[0];
                if fits(fault, task) && !needless && makes_sense(fault, value, task) {
                    cells.push((name, Cell { key: order * faults.len() + row, fault, value, task }));
                }
            }
        }
    }
    let matrix = Matrix::default();
    abreast(&cells, |(name, Cell { key, fault, value, task })| {
        let row = if name.is_empty() { fault.name() } else { format!("{name}; {}", fault.name()) };
        let content = format!("{}, mark {}", task.title, fault.mark.unwrap_or("none"));
        matrix.add(*key, &row, &content, || run(fault, value, task));
    });
    matrix.close(&format!("{}: {title}", protocol.word));
}

/// A row with and without a mark. Rows with another program have their own mark.
fn with_marks(protocol: &Protocol, (row, fault): (usize, &Fault)) -> Vec<(usize, Fault)> {
    let marks = if fault.stranger == Stranger::None { &protocol.marks[..2] } else { &[fault.mark] };
    marks.iter().map(|mark| (row, Fault { mark: *mark, ..fault.clone() })).collect()
}

/// Waits for what the register is still doing, and compares everything.
fn ended(scene: &mut Scene, fault: &Fault, ids: &[&str], outcome: Outcome) -> Outcome {
    if fault.is_slow() {
        thread::sleep(Duration::from_millis(LATE_MS + 100));
    }
    finish(scene, ids, outcome)
}

/// What a program does once a document arrives that it takes for absent.
#[derive(PartialEq, Eq)]
enum Then {
    Repeats,
    Asks,
    /// It first makes another document, or one with the same content.
    MakesAnother,
    MakesAnEqual,
    /// It repeats while the register does not report its state: only at first, or the whole time.
    RepeatsBlindly,
    RepeatsBlind,
}

pub fn a_document_that_comes_after_it_was_given_up_is_made_once(protocol: &'static Protocol) {
    let faults: Vec<Fault> =
        table(protocol).into_iter().filter(is_short).filter(|row| row.point == "received").collect();
    let values = [
        ("repeated", Then::Repeats),
        ("asked for", Then::Asks),
        ("after another", Then::MakesAnother),
        ("after an equal one", Then::MakesAnEqual),
        ("repeated, two looks fail", Then::RepeatsBlindly),
        ("repeated, every look fails", Then::RepeatsBlind),
    ];
    let makes_sense = |_: &Fault, then: &Then, task: &Fiscal| {
        !task.only && task.marked || !matches!(then, Then::MakesAnother | Then::MakesAnEqual)
    };
    let title = "Late beyond the settling time";
    cross(protocol, title, &faults, &values, &protocol.tasks[..3], makes_sense, |fault, then, task| {
        came_late(protocol, fault, then, task)
    });
}

fn came_late(protocol: &'static Protocol, fault: &Fault, then: &Then, task: &Fiscal) -> Outcome {
    let mut scene = Scene::set(protocol, fault, task);
    let device = scene.open();
    scene.arm(task);
    let first = scene.execute(&device, "a", task);
    scene.judge_faults();
    if first != Said::Rejected {
        scene.falsehoods.push(format!("{first:?} of a register that has shown nothing over its settling time"));
    }
    scene.end_faults();
    scene.deliver();
    let blind = json!({"path": protocol.state, "point": "received", "action": "status", "status": 503});
    let blind = |times: u32| Fault { faults: vec![with(&blind, "times", times)], ..fault.clone() }.faults;
    let mut ids = vec!["a"];
    match then {
        Then::MakesAnother | Then::MakesAnEqual => {
            let next = if *then == Then::MakesAnEqual { task } else { protocol.named(protocol.next) };
            if !scene.execute(&device, "b", next).is_made() {
                scene.falsehoods.push("the next document is held up".into());
            }
            ids.push("b");
        }
        Then::RepeatsBlindly => scene.register.faults(&blind(2)),
        Then::RepeatsBlind => scene.register.faults(&blind(0)),
        Then::Repeats | Then::Asks => {}
    }
    let before = scene.posts();
    if *then != Then::Asks {
        let said = scene.execute(&device, "a", task);
        if scene.posts() != before {
            scene.falsehoods.push(format!("{said:?}: sent again, and it is there"));
        }
        if !said.is_made() && !matches!(then, Then::RepeatsBlindly | Then::RepeatsBlind) {
            scene.falsehoods.push(format!("{said:?} of a document that is there"));
        }
    }
    scene.end_faults();
    let recovered = Some(settle(&mut scene, "a", task));
    if scene.posts() != before {
        scene.falsehoods.push("sent again, and it is there".into());
    }
    ended(&mut scene, fault, &ids, Outcome { first: Some(first), recovered, ..Outcome::default() })
}

pub fn a_register_put_back_to_an_earlier_day_has_each_new_document_once(protocol: &'static Protocol) {
    let values = [("others forgotten", false), ("equal ones forgotten", true)];
    cross(
        protocol,
        "The numbering goes back",
        &short(protocol),
        &values,
        &protocol.tasks[..1],
        always,
        |fault, equal, task| put_back(protocol, fault, *equal, task),
    );
}

fn always<V>(_: &Fault, _: &V, _: &Fiscal) -> bool {
    true
}

fn put_back(protocol: &'static Protocol, fault: &Fault, equal: bool, task: &Fiscal) -> Outcome {
    let folder = scratch_in_memory();
    let register = Register::apart(protocol.word, &folder.path().join("register"), (protocol.apart)(task.before));
    (protocol.prepare)(&register, task.before);
    let mut scene = Scene::with(protocol, register, fault, task);
    let next = protocol.named(protocol.next);
    let device = scene.open_patiently();
    scene.execute(&device, "kept", next);
    scene.register.back_up();
    for id in ["forgotten", "forgotten too"] {
        scene.execute(&device, id, if equal { task } else { next });
    }
    scene.forget(&["forgotten", "forgotten too"]);
    scene.register.restore();
    // Restoring takes a while.
    scene.register.clock(HOUR);
    drop(device);
    let device = scene.open();
    scene.arm(task);
    let first = Some(scene.execute(&device, "a", task));
    drop(device);
    scene.judge_faults();
    scene.end_faults();
    let recovered = Some(settle(&mut scene, "a", task));
    // Up to the number that the journal knows from before, and past it.
    let device = scene.open_patiently();
    for id in ["b", "c"] {
        if !scene.execute(&device, id, next).is_made() {
            scene.falsehoods.push(format!("{id} is held up"));
        }
    }
    drop(device);
    ended(&mut scene, fault, &["kept", "a", "b", "c"], Outcome { first, recovered, ..Outcome::default() })
}

/// Damages the log of a journal.
type Spoil = fn(&Path);

pub fn a_journal_that_lost_its_end_sends_nothing_again(protocol: &'static Protocol) {
    let points = [
        ("request read", at("received", "hang")),
        ("request read, made later", late("hang")),
        ("made", at("processed", "hang")),
        ("answer begun", answer_cut(1)),
        ("half of the answer sent", answer_cut(140)),
    ];
    let faults = points.map(|(what, fault)| Fault::of(protocol, "killed", what, vec![fault]));
    let values: [(&str, Spoil); 2] = [("log gone", |log| fs::remove_file(log).unwrap()), ("log spoilt", flip)];
    cross(
        protocol,
        "The journal has lost its end",
        &faults,
        &values,
        &protocol.tasks[..1],
        always,
        |fault, spoil, task| forgotten(protocol, fault, *spoil, task),
    );
}

/// Flips a bit in the first page of a log, after the head of the log and that of the page.
fn flip(log: &Path) {
    let mut bytes = fs::read(log).unwrap();
    bytes[32 + 24 + 100] ^= 1;
    fs::write(log, bytes).unwrap();
}

fn forgotten(protocol: &'static Protocol, fault: &Fault, spoil: Spoil, task: &Fiscal) -> Outcome {
    let mut scene = Scene::set(protocol, fault, task);
    let next = protocol.named(protocol.next);
    let device = scene.open_patiently();
    scene.execute(&device, "before", next);
    // Closing moves what is in the log into the file.
    drop(device);
    scene.arm(task);
    scene.expect("a", task);
    let program = Program::executing(&standing(&scene), &task.task("a"));
    fired(&scene);
    await_that("the request", || scene.posts() == 2);
    let (comes_late, made) = (fault.faults[0]["point"] == "late", fault.faults[0]["point"] != "received");
    if made && !comes_late {
        await_that("the document", || scene.made() == 2);
    }
    program.kill();
    scene.end_faults();
    spoil(&scene.journal.file().with_extension("db-wal"));
    scene.note(format!("killed, and the log spoilt | ledger {} ours", scene.made()));
    let device = scene.open_patiently();
    let posts = scene.posts();
    scene.expect("b", next);
    for (call, id, (status, answer)) in [
        ("execute", "a", device.execute(&task.task("a"))),
        ("recover", "a", device.recover("a")),
        ("execute", "b", device.execute(&next.task("b"))),
    ] {
        let said = scene.judge(call, id, posts, status, &answer);
        if (status, said, scene.posts()) != (JOURNAL, Said::Unknown, posts) {
            scene.falsehoods.push(format!("{id}: status {status}, {said:?}, and the journal has lost documents"));
        }
    }
    if comes_late {
        await_that("the document", || scene.made() == 2);
    }
    let (status, answer) = device.asking("kassa_rebuild_journal");
    if (status, answer["documents"].as_array().map(Vec::len)) != (0, Some(usize::from(made))) {
        scene.falsehoods.push(format!("status {status} of the rebuilding: {answer}"));
    }
    // A mark shows whose document was read back; without one a person has to look.
    let is_known = if task.marked && fault.mark.is_some() { Said::Recovered } else { Said::Candidates };
    let expected = if made { is_known } else { Said::Registered };
    let first = scene.execute(&device, "a", task);
    let again = scene.execute(&device, "a", task);
    let sent = scene.posts() - posts;
    if first != expected || again.is_made() != first.is_made() || sent != usize::from(!made) {
        scene.falsehoods.push(format!("{first:?}, {again:?} and {sent} sent, for {expected:?}"));
    }
    let recovered = Some(scene.recover(&device, "a"));
    if !scene.execute(&device, "b", next).is_made() {
        scene.falsehoods.push("the next document is held up".into());
    }
    drop(device);
    ended(&mut scene, fault, &["before", "a", "b"], Outcome { first: Some(first), recovered, ..Outcome::default() })
}

/// Under which name the register is used afterwards.
#[derive(PartialEq, Eq)]
enum Name {
    /// An address that leads to it.
    Relay,
    /// The same, while the program at the first address is still running.
    Both,
    /// The same address in another spelling.
    Spelling,
}

pub fn a_document_lost_under_one_address_is_made_once_under_another(protocol: &'static Protocol) {
    let values = [("moved", Name::Relay), ("both at once", Name::Both), ("spelled otherwise", Name::Spelling)];
    let (title, tasks) = ("The register gets another address", &protocol.tasks[..1]);
    cross(protocol, title, &short(protocol), &values, tasks, always, |fault, name, task| {
        renamed(protocol, fault, name, task)
    });
}

fn renamed(protocol: &'static Protocol, fault: &Fault, name: &Name, task: &Fiscal) -> Outcome {
    let mut scene = Scene::set(protocol, fault, task);
    let mut device = Some(scene.open());
    scene.arm(task);
    let first = scene.execute(device.as_ref().unwrap(), "a", task);
    scene.judge_faults();
    if matches!(first, Said::Rejected | Said::NotSent) {
        thread::sleep(Duration::from_millis(LATE_MS));
        scene.judge_absence("a");
    }
    scene.end_faults();
    // This wire has no fault.
    let relay = Wire::new(scene.register.url(), Cut::Held, protocol);
    relay.end_faults();
    let (host, port) = scene.register.address().rsplit_once(':').unwrap();
    let spelled = format!("http://[::ffff:{host}]:0{port}");
    scene.renamed = Some(if *name == Name::Spelling { spelled } else { relay.url() });
    if *name == Name::Both {
        let moved = scene.open_patiently();
        scene.execute(&moved, "a", task);
        let posts = scene.posts();
        scene.execute(device.as_ref().unwrap(), "a", task);
        if scene.posts() != posts {
            scene.falsehoods.push("sent under the first address again".into());
        }
    } else {
        device = None;
    }
    let recovered = Some(settle(&mut scene, "a", task));
    drop(device);
    if recovered == Some(Said::NotFound) {
        scene.falsehoods.push("sent under the first address, and not found under the other".into());
    }
    ended(&mut scene, fault, &["a"], Outcome { first: Some(first), recovered, ..Outcome::default() })
}

#[derive(PartialEq, Eq)]
enum Fork {
    /// While the call is in progress.
    Within,
    After,
}

#[cfg(target_os = "linux")]
pub fn a_child_sends_nothing_on_its_parents_handle(protocol: &'static Protocol) {
    let values = [("within the call", Fork::Within), ("after the call", Fork::After)];
    cross(
        protocol,
        "A child asks on the parent's handle",
        &short(protocol),
        &values,
        &protocol.tasks[..1],
        always,
        |fault, when, task| forked(protocol, fault, when, task),
    );
}

#[cfg(target_os = "linux")]
fn forked(protocol: &'static Protocol, fault: &Fault, when: &Fork, task: &Fiscal) -> Outcome {
    let mut scene = Scene::set(protocol, fault, task);
    scene.expect("a", task);
    scene.arm(task);
    let folder = scratch_in_memory();
    let sign = folder.path().join("sign");
    let program = Program::forking(&scene.config(), &task.task("a"), &sign);
    if *when == Fork::Within {
        fired(&scene);
        fs::write(&sign, "").unwrap();
    }
    let (status, answer) = program.next_answer().expect("the program answers");
    let first = scene.judge("execute", "a", 0, status, &answer);
    scene.judge_faults();
    fs::write(&sign, "").unwrap();
    let told = program.child();
    for answer in told.as_array().unwrap() {
        if (&answer[0], &answer[1]["error"]["outcome"]) != (&json!(BAD_HANDLE), &json!("notSent")) {
            scene.falsehoods.push(format!("the child was told {answer}"));
        }
    }
    if scene.posts() != 1 {
        scene.falsehoods.push(format!("{} documents sent by one call", scene.posts()));
    }
    scene.end_faults();
    fs::write(sign.with_extension("next"), "").unwrap();
    let (status, answer) = program.next_answer().expect("the program answers again");
    if !scene.judge("execute", "a", 1, status, &answer).is_made() {
        scene.falsehoods.push("not made by the parent on a register that is well".into());
    }
    let recovered = Some(settle(&mut scene, "a", task));
    ended(&mut scene, fault, &["a"], Outcome { first: Some(first), recovered, ..Outcome::default() })
}

pub fn a_driver_that_sends_again_by_itself_makes_one_document(protocol: &'static Protocol) {
    let (title, tasks) = ("The driver sends again by itself", &protocol.tasks[..1]);
    let makes_sense = |fault: &Fault, (): &(), _: &Fiscal| {
        is_short(fault) || fault.stranger != Stranger::None || fault.mark == protocol.marks[0]
    };
    cross(protocol, title, &table(protocol), &[("", ())], tasks, makes_sense, |fault, (), task| {
        sent_again(protocol, fault, task)
    });
}

fn sent_again(protocol: &'static Protocol, fault: &Fault, task: &Fiscal) -> Outcome {
    let mut scene = Scene::set(protocol, fault, task);
    scene.resend = None;
    let mut outcome = Outcome::default();
    let ids = restarted(&mut scene, task, &mut outcome);
    ended(&mut scene, fault, &ids, outcome)
}

fn with(fault: &Value, name: &str, value: u32) -> Value {
    let mut fault = fault.clone();
    fault[name] = json!(value);
    fault
}
