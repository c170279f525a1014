//! The interface of libfptr10 in the matrix: a receipt is closed under every fault, by programs that ask for its outcome
//! in the different ways of such programs. Whatever a program believes, the register has one document, and what the
//! library said of it was true.

use super::faults::Manner;
use super::protocol::{Before, Fiscal, Protocol};
use super::scene::SETTLE_MS;
use super::{atolonline, atolweb, cashcore, icash, itkassa};
use crate::fptr10::Till;
use crate::support::register::{Register, await_that};
use crate::support::scratch_in_memory;
use serde_json::{Value, json};
use std::io::{BufRead, BufReader};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;
use tempfile::TempDir;

/// How a program asks: tests/fptr10/till.c. One that is killed is the last.
const WAYS: [&str; 8] = ["properly", "afterwards", "never", "printed", "again", "patiently", "reopened", "killed"];

/// The faults that stand for the rest, on the registers that are not the first.
const DECISIVE: [&str; 6] = ["nothing", "not processed", "processed late", "processed", "refused", SILENCE];

/// How often a program sells anew until it believes that the receipt is made.
const MOST: usize = 6;

/// How many scenarios run side by side: most of their time is waiting.
const SIDE_BY_SIDE: usize = 4;

/// The fault after which the register does not answer any more, until the program has given up.
const SILENCE: &str = "processed, then silence";

/// How long the silence is for a program that does not give up.
const PATIENCE: Duration = Duration::from_millis(1500);

/// What may happen to the request of a receipt.
fn faults(protocol: &Protocol) -> Vec<(&'static str, Value)> {
    let once = |point: &str, action: &str| json!({"path": "@", "point": point, "action": action});
    let with = |mut fault: Value, more: Value| {
        fault.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        fault
    };
    vec![
        ("nothing", json!([])),
        ("a part of the request", json!([with(once("request", "reset"), json!({"bytes": 40}))])),
        ("not processed", json!([once("received", "reset")])),
        ("not processed, no answer", json!([with(once("received", "hang"), json!({"delayMs": 2500}))])),
        ("processed late", json!([with(once("late", "reset"), json!({"delayMs": SETTLE_MS / 3}))])),
        ("processed", json!([once("processed", "reset")])),
        ("processed, no answer", json!([with(once("processed", "hang"), json!({"delayMs": 2500}))])),
        ("a part of the answer", json!([with(once("answer", "close"), json!({"bytes": 20}))])),
        ("a damaged answer", json!([once("answer", "malformed")])),
        ("refused", json!([with(once("received", "error"), json!({"code": protocol.refused[0]}))])),
        ("a server's error", json!([with(once("processed", "status"), json!({"status": 503}))])),
        (SILENCE, json!([once("processed", "reset")])),
    ]
}

/// One receipt of one program under one fault.
struct Scenario<'a> {
    protocol: &'a Protocol,
    sale: &'static Fiscal,
    register: Register,
    folder: TempDir,
    name: String,
}

impl Scenario<'_> {
    fn till(&self, patient: bool) -> Till {
        let (answer, deadline) = if patient { (10_000, 60_000) } else { (1500, 5000) };
        let mut config = json!({
            "backend": self.protocol.word, "url": self.register.url().to_owned() + self.protocol.base,
            "journal": self.folder.path().join("kassa.db"), "settleMs": SETTLE_MS, "resend": 0, "testMode": true,
            "timeoutMs": answer, "connectTimeoutMs": 10_000, "deadlineMs": deadline,
        });
        config
            .as_object_mut()
            .unwrap()
            .extend((self.protocol.config)(self.protocol.marks[0]).as_object().unwrap().clone());
        Till::new(&config)
    }

    /// The receipts of the driver in the register's ledger.
    fn receipts(&self) -> usize {
        let [kind, _] = self.protocol.ledger;
        self.register.ours().iter().filter(|document| document[kind] == self.sale.kind).count()
    }

    fn strike(&self, faults: &Value) {
        let mut faults = faults.as_array().unwrap().clone();
        for fault in &mut faults {
            if fault["path"] == "@" {
                fault["path"] = json!(self.sale.path);
                if let Some(part) = (self.protocol.told_by)(self.sale) {
                    fault["body"] = json!(part);
                }
            }
        }
        self.register.faults(&faults);
    }

    /// Waits until the receipt is lost, and then loses whatever is asked.
    fn silence(&self, ends: bool) {
        await_that("the lost receipt", || self.register.fired() > 0);
        self.register.faults(&[json!({"path": "*", "point": "received", "action": "reset", "times": 0})]);
        if ends {
            thread::sleep(PATIENCE);
            self.register.faults(&[]);
        }
    }

    /// What a program believes that was run to its end, and what it said. One that does not come to its question, because
    /// the machine is busy and a register has not answered in time, is started again.
    fn believes(&self, till: &Till, words: &[&str]) -> (String, String) {
        let mut said = String::new();
        for _ in 0..MOST {
            said = String::from_utf8(till.command(words).output().unwrap().stdout).unwrap();
            if let Some(belief) = said.lines().find_map(|line| line.strip_prefix("believes: ")) {
                return (belief.to_owned(), said);
            }
        }
        panic!("{}: the program does not come to its receipt\n{said}", self.name);
    }

    /// Checks a belief against the ledger.
    fn judge(&self, belief: &str, said: &str) {
        let receipts = self.receipts();
        let is_true = match belief {
            "made" => receipts == 1,
            "not made" => receipts == 0,
            _ => receipts <= 1,
        };
        assert!(is_true, "{}: it believes {belief:?}, receipts: {receipts}\n{said}", self.name);
    }

    /// Starts a program that sells, and kills it once the register has met the fault, or has the receipt.
    fn kill(&self, is_broken: bool) {
        let mut program = self.till(false).starts(&["sale", "properly"]);
        let output = BufReader::new(program.stdout.take().unwrap());
        let closing = output.lines().map_while(Result::ok).any(|line| line == "closing");
        assert!(closing, "{}: the program did not come to its receipt", self.name);
        await_that("the receipt or its fault", || match is_broken {
            true => self.register.fired() > 0 || program.try_wait().unwrap().is_some(),
            false => self.receipts() > 0,
        });
        program.kill().unwrap();
        program.wait().unwrap();
    }

    fn runs(&self, way: &str, faults: &Value, silent: bool) {
        self.strike(faults);
        let is_broken = faults.as_array().is_some_and(|faults| !faults.is_empty());
        let (way, mut belief) = if way == "killed" {
            self.kill(is_broken);
            self.register.faults(&[]);
            // A service that cannot be asked knows the receipt when it is sold again.
            let how = if self.protocol.finds_documents() { "patiently" } else { "properly" };
            let (belief, said) = self.believes(&self.till(true), &["check", how]);
            // A document that was never begun is none that the register could have: nothing is unresolved.
            if belief == "not made" || self.receipts() > 0 {
                self.judge(&belief, &said);
            }
            // One that knows nothing of a document before it must still sell.
            let belief = if belief == "made" && self.receipts() == 0 { "not made".to_owned() } else { belief };
            ("properly", belief)
        } else {
            let (belief, said) = thread::scope(|scope| {
                let silence = silent.then(|| scope.spawn(|| self.silence(way == "patiently")));
                let believed = self.believes(&self.till(false), &["sale", way]);
                match silence {
                    Some(silence) => silence.join().unwrap(),
                    None => assert!(!is_broken || self.register.fired() > 0, "{}: it did not occur", self.name),
                }
                believed
            });
            self.judge(&belief, &said);
            self.register.faults(&[]);
            (way, belief)
        };
        for _ in 0..MOST {
            if belief == "made" {
                break;
            }
            let said;
            (belief, said) = self.believes(&self.till(true), &["sale", way]);
            self.judge(&belief, &said);
        }
        assert_eq!((belief.as_str(), self.receipts()), ("made", 1), "{}", self.name);
        // The next buyer takes the same: that is another receipt.
        let (belief, said) = self.believes(&self.till(true), &["sale", way]);
        assert_eq!((belief.as_str(), self.receipts()), ("made", 2), "{}\n{said}", self.name);
    }
}

/// Every way of asking under every fault, or under those that stand for the rest.
fn one_receipt(protocol: &Protocol, all: bool) {
    let mut scenarios: Vec<(&str, &str, Value)> = Vec::new();
    for (name, faults) in faults(protocol).into_iter().filter(|(name, _)| all || DECISIVE.contains(name)) {
        scenarios.extend(WAYS.map(|way| (name, way, faults.clone())));
    }
    let (next, failures) = (AtomicUsize::new(0), Mutex::new(Vec::new()));
    thread::scope(|scope| {
        for _ in 0..SIDE_BY_SIDE {
            scope.spawn(|| {
                while let Some((fault, way, faults)) = scenarios.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let run = || {
                        let scenario = Scenario {
                            protocol,
                            sale: protocol.named("sell"),
                            register: protocol.ready(Before::Open, Manner::Usual),
                            folder: scratch_in_memory(),
                            name: format!("{}: {fault}, a program that asks {way}", protocol.word),
                        };
                        scenario.runs(way, faults, *fault == SILENCE);
                    };
                    if let Err(panic) = std::panic::catch_unwind(run) {
                        let text = panic.downcast_ref::<String>().cloned().unwrap_or_else(|| "?".to_owned());
                        failures.lock().unwrap().push(text);
                    }
                }
            });
        }
    });
    let failures = failures.into_inner().unwrap();
    println!("{}: {} scenarios, {} failed", protocol.word, scenarios.len(), failures.len());
    assert!(failures.is_empty(), "{}", failures.join("\n\n"));
}

macro_rules! registers {
    ($($name:ident $protocol:expr, $all:expr;)*) => {$(
        #[test]
        fn $name() {
            one_receipt(&$protocol, $all);
        }
    )*};
}

registers! {
    a_program_of_libfptr10_makes_one_receipt_on_an_icash icash::PROTOCOL, true;
    a_program_of_libfptr10_makes_one_receipt_on_a_cashcore cashcore::PROTOCOL, false;
    a_program_of_libfptr10_makes_one_receipt_on_a_queue itkassa::PROTOCOL, false;
    a_program_of_libfptr10_makes_one_receipt_on_the_vendors_server atolweb::PROTOCOL, false;
    a_program_of_libfptr10_makes_one_receipt_in_the_vendors_cloud atolonline::PROTOCOL, false;
}
