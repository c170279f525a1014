//! A hundred programs on one device at once, in threads and in processes: each document is made once, no call starves,
//! none deadlocks.

use crate::support::abi::Device;
use crate::support::host::Program;
use crate::support::register::{Register, await_that};
use kassa_simulator::Setup;
use kassa_simulator::icash::{Options, Simulator};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Barrier;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};
use tempfile::TempDir;

const CROWD: usize = 100;

/// Each of them must have its answer within this time. Only a hang takes so long, even on a busy machine.
const DEADLINE_MS: u64 = 300_000;

/// The status of a document whose outcome is not known.
const UNKNOWN: i32 = 9;

/// How many documents of others a newcomer may have to wait for when five programs want the device.
const PATIENCE: u64 = 20;

/// What one caller got: the status, the answer, and how long it took.
type Served = (i32, Value, Duration);

#[test]
fn a_hundred_threads_on_one_handle_are_all_served() {
    let (register, folder) = device(5);
    let handle = open(&config(&register, folder.path(), "kassa.db"));
    let served = crowd(|number| sold(&handle, number));
    check("threads, one handle", &register, &served);
}

#[test]
fn a_hundred_threads_with_handles_of_their_own_are_all_served() {
    let (register, folder) = device(5);
    let config = config(&register, folder.path(), "kassa.db");
    let served = crowd(|number| sold(&open(&config), number));
    check("threads, a handle each", &register, &served);
}

#[test]
fn a_hundred_processes_are_all_served() {
    let (register, folder) = device(5);
    let config = config(&register, folder.path(), "kassa.db");
    let served = crowd(|number| timed(|| Program::executing(&config, &sell(number)).answer()));
    check("processes, one journal", &register, &served);
}

#[test]
fn two_groups_of_processes_with_separate_journals_are_all_served() {
    let (register, folder) = device(5);
    let configs = ["one.db", "other.db"].map(|journal| config(&register, folder.path(), journal));
    let served = crowd(|number| timed(|| Program::executing(&configs[number % 2], &sell(number)).answer()));
    check("processes, two journals", &register, &served);
}

#[test]
fn a_hundred_threads_whose_answers_are_often_lost_are_all_served() {
    let (register, folder) = device(0);
    lose_answers(&register);
    let config = config(&register, folder.path(), "kassa.db");
    let served = crowd(|number| insisting(&open(&config), number));
    check("threads, answers lost", &register, &served);
}

#[test]
fn two_groups_of_threads_whose_answers_are_often_lost_are_all_served() {
    let (register, folder) = device(0);
    lose_answers(&register);
    let configs = ["one.db", "other.db"].map(|journal| config(&register, folder.path(), journal));
    let served = crowd(|number| insisting(&open(&configs[number % 2]), number));
    check("threads, two journals, answers lost", &register, &served);
}

#[test]
fn a_hundred_calls_for_one_document_get_one_document() {
    let (register, folder) = device(5);
    register.faults(&[json!({"path": "/receipt", "point": "processed", "action": "reset"})]);
    let config = config(&register, folder.path(), "kassa.db");
    let served = crowd(|_| sold(&open(&config), 0));
    assert!(served.iter().all(|(status, _, _)| *status == 0), "{served:?}");
    let numbers: Vec<_> = served.iter().map(|(_, answer, _)| &answer["fiscalParams"]["fiscalDocumentNumber"]).collect();
    assert!(numbers.iter().all(|number| *number == numbers[0]), "{numbers:?}");
    assert_eq!(register.ours().len(), 1);
}

#[test]
fn what_one_program_saw_tells_nothing_about_what_another_has_sent_since() {
    let (register, folder) = device(0);
    let times = |settle: u64, deadline: u64| {
        let mut config = config(&register, folder.path(), "kassa.db");
        (config["settleMs"], config["deadlineMs"]) = (json!(settle), json!(deadline));
        config
    };
    // The window outlasts the first call and is far longer than the late document takes, also on a busy machine.
    let first = open(&times(7000, 6000));
    register.faults(&[json!({"path": "/receipt", "point": "received", "action": "reset"})]);
    let (status, answer, _) = sold(&first, 0);
    assert_eq!(status, UNKNOWN, "{answer}");
    // The second program sees that it was not made, sends it again, and dies; the register processes it late.
    register.faults(&[json!({"path": "/receipt", "point": "late", "action": "hang", "delayMs": 1600})]);
    let second = Program::executing(&times(50, DEADLINE_MS), &sell(0));
    // A fault fires before the whole request is there.
    let receipts = || register.requests().iter().filter(|request| request["path"] == "/api/1/receipt").count();
    await_that("it is sent again", || receipts() == 2);
    second.kill();
    let found = std::iter::repeat_with(|| sold(&first, 0)).find(|(status, _, _)| *status != UNKNOWN);
    let (status, answer, _) = found.unwrap();
    assert_eq!((status, &answer["warnings"]["recovered"]), (0, &json!(true)), "{answer}");
    assert_eq!(register.ours().len(), 1);
}

#[test]
fn a_sale_without_an_id_is_not_the_equal_one_that_is_still_being_made() {
    let (register, folder) = device(700);
    let mut config = config(&register, folder.path(), "kassa.db");
    config["repeats"] = json!("join");
    let mut sale = sell(1);
    sale.as_object_mut().unwrap().remove("externalId");
    let answers = thread::scope(|scope| {
        let first = scope.spawn(|| open(&config).execute(&sale));
        let sent = |request: &Value| request["path"].as_str().is_some_and(|path| path.ends_with("/receipt"));
        await_that("the first is sent", || register.requests().iter().any(sent));
        let second = scope.spawn(|| open(&config).execute(&sale));
        let program = Program::executing(&config, &sale).answer();
        [first.join().unwrap(), second.join().unwrap(), program]
    });
    let number = |(status, answer): (i32, Value)| {
        assert_eq!(status, 0, "{answer}");
        answer["fiscalParams"]["fiscalDocumentNumber"].as_u64().unwrap()
    };
    assert_eq!(BTreeSet::from(answers.map(number)).len(), 3, "each has a receipt of its own");
    assert_eq!(register.ours().len(), 3);
}

#[test]
fn a_newcomer_is_not_starved_by_a_program_that_never_pauses() {
    let (register, folder) = device(50);
    let config = config(&register, folder.path(), "kassa.db");
    let over = AtomicBool::new(false);
    let next = AtomicUsize::new(CROWD);
    let waited: Vec<u64> = thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                let device = open(&config);
                while !over.load(Ordering::SeqCst) {
                    let (status, answer, _) = sold(&device, next.fetch_add(1, Ordering::SeqCst));
                    assert_eq!(status, 0, "{answer}");
                }
            });
        }
        await_that("the others are at work", || register.ours().len() > 10);
        let newcomers = (0..5).map(|number| {
            let program = Program::executing(&config, &sell(number));
            program.is_open();
            let before = register.ours().last().unwrap()["number"].as_u64().unwrap();
            let (status, answer) = program.answer();
            assert_eq!(status, 0, "{answer}");
            answer["fiscalParams"]["fiscalDocumentNumber"].as_u64().unwrap().saturating_sub(before + 1)
        });
        let waited = newcomers.collect();
        over.store(true, Ordering::SeqCst);
        waited
    });
    println!("newcomers waited for so many documents of the others: {waited:?}");
    assert!(waited.iter().all(|documents| *documents <= PATIENCE), "{waited:?}");
}

/// A register with its shift open, and a folder for journals.
fn device(delay: u64) -> (Register, TempDir) {
    let setup = Setup { processing_delay_ms: delay, ..Register::setup() };
    let register = Register::here(Simulator::start(Options { setup, ..Options::default() }).unwrap());
    register.open_shift();
    (register, tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap())
}

/// The answer of every third receipt is lost: before it is made, after it, or long before it is made.
fn lose_answers(register: &Register) {
    let ways = [("processed", "reset"), ("received", "close"), ("late", "reset"), ("processed", "malformed")];
    let faults: Vec<Value> = (0..CROWD)
        .step_by(3)
        .zip(ways.iter().cycle())
        .map(|(skip, (point, action))| {
            json!({"path": "/receipt", "point": point, "action": action, "skip": skip, "delayMs": 50})
        })
        .collect();
    register.faults(&faults);
}

fn config(register: &Register, folder: &Path, journal: &str) -> Value {
    json!({
        "backend": "icash", "url": register.url(), "journal": folder.join(journal), "settleMs": 300, "resend": 0,
        "deadlineMs": DEADLINE_MS,
    })
}

fn open(config: &Value) -> Device {
    Device::open(config).unwrap_or_else(|error| panic!("open: {error:?}"))
}

/// A receipt that only this caller sells.
fn sell(number: usize) -> Value {
    json!({
        "type": "sell", "externalId": format!("sale {number}"), "taxationType": "osn",
        "items": [{
            "type": "position", "name": name(number), "price": 10, "quantity": 1, "amount": 10, "tax": {"type": "none"},
        }],
        "payments": [{"type": "cash", "sum": 10}],
    })
}

fn name(number: usize) -> String {
    format!("Билет {number}")
}

fn sold(device: &Device, number: usize) -> Served {
    timed(|| device.execute(&sell(number)))
}

/// Sells like a program that repeats what is safe to repeat.
fn insisting(device: &Device, number: usize) -> Served {
    timed(|| {
        loop {
            let (status, answer) = device.execute(&sell(number));
            let outcome = answer["error"]["outcome"].as_str();
            if !matches!(outcome, Some("rejected" | "notSent")) || answer["error"]["retry"] != "safe" {
                return (status, answer);
            }
        }
    })
}

fn timed(call: impl FnOnce() -> (i32, Value)) -> Served {
    let begun = Instant::now();
    let (status, answer) = call();
    (status, answer, begun.elapsed())
}

/// Runs one caller per thread and lets all of them begin at the same moment.
fn crowd(serve: impl Fn(usize) -> Served + Sync) -> Vec<Served> {
    let (start, serve) = (Barrier::new(CROWD), &serve);
    thread::scope(|scope| {
        let together = |number| {
            let start = &start;
            scope.spawn(move || {
                start.wait();
                serve(number)
            })
        };
        let threads: Vec<_> = (0..CROWD).map(together).collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    })
}

/// Each caller has an answer, and it names the one document of that id in the ledger.
fn check(title: &str, register: &Register, served: &[Served]) {
    let mut ledger: BTreeMap<String, Vec<Value>> = BTreeMap::new();
    for document in register.ours() {
        let name = document["data"]["T1059"][0]["T1030"].as_str().unwrap().to_owned();
        ledger.entry(name).or_default().push(document["number"].clone());
    }
    for (number, (status, answer, time)) in served.iter().enumerate() {
        assert_eq!(*status, 0, "{title}: {number} after {time:?}: {answer}");
        let claimed = vec![answer["fiscalParams"]["fiscalDocumentNumber"].clone()];
        assert_eq!(ledger.get(&name(number)), Some(&claimed), "{title}: {number}");
    }
    assert_eq!(ledger.len(), CROWD, "{title}");
    let longest = served.iter().map(|(_, _, time)| time).max().unwrap();
    let recovered = served.iter().filter(|(_, answer, _)| answer["warnings"]["recovered"] == true).count();
    println!("{title}: {CROWD} documents, each once; {recovered} recovered; the longest wait {longest:.1?}");
}
