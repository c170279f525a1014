//! Another process takes the device over while a call works it: what the call says of its document. With a server, which
//! `tests/with-postgres` starts; without one these tests do nothing.

use super::idle::IdleWindow;
use super::journal_tests::{device_of, make};
use super::lock::Place;
use crate::backends::workflow::RegisterDevice;
use crate::backends::{
    Backend, Baseline, Documents, Each, Failure, Job, Made, NativeCall, Refused, Register, Request, Sighting,
};
use crate::error::{BackendError, Code, Fault, Outcome, Refusal, Retry, Text};
use crate::journal::server_tests::{database, open_for};
use crate::journal::{Address, State};
use crate::task::answer::Answer;
use crate::task::capabilities::Capabilities;
use crate::task::json::Node;
use crate::task::policy::Policy;
use crate::task::{Parsed, Query, TaskName};
use crate::transport::{CallContext, Sent, TransportError};
use serde_json::Value;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;

const DEVICE: &str = "slow";

/// Until then a holder that writes nothing has the device.
const LEASE: Duration = Duration::from_millis(200);

const DEADLINE: Duration = Duration::from_secs(60);

/// When another process takes the device over.
#[derive(Clone, Copy, PartialEq, Eq)]
enum When {
    BeforeTheIntent,
    WhileSending,
    WhileLooking,
    /// When the driver is about to send the document again by itself.
    BeforeTheSecondIntent,
}

/// A register at which the call stops for longer than its lease.
struct Slow {
    journal: Address,
    when: When,
    /// What comes of each request; `None` for a lost answer.
    answers: Option<fn() -> std::result::Result<Made, Failure>>,
    is_taken: AtomicBool,
    /// How often the call has asked for the numbering, which it does once before each intent.
    attempts: AtomicUsize,
}

impl Slow {
    fn new(journal: &Address, when: When, answers: Option<fn() -> std::result::Result<Made, Failure>>) -> Self {
        Self {
            journal: journal.clone(),
            when,
            answers,
            is_taken: AtomicBool::new(false),
            attempts: AtomicUsize::new(0),
        }
    }

    fn comes(&self, when: When) {
        if self.when == when && !self.is_taken.swap(true, Ordering::SeqCst) {
            thread::sleep(LEASE + LEASE / 2);
            assert!(open_for(&self.journal, LEASE * 50).leases().take(DEVICE).unwrap(), "the lease has ended");
        }
    }
}

fn numbering() -> Baseline {
    Baseline { document: 7, drive: None, since: None, shift: None, ffd: None }
}

fn lost() -> Failure {
    let cause = Text::of("связь прервалась", "the link broke").into();
    Failure::Transport(TransportError { left: Sent::Completely, cause })
}

impl Register for Slow {
    fn baseline(&self, _: &CallContext) -> std::result::Result<Baseline, Failure> {
        self.comes(When::BeforeTheIntent);
        if self.attempts.fetch_add(1, Ordering::SeqCst) == 1 {
            self.comes(When::BeforeTheSecondIntent);
        }
        Ok(numbering())
    }

    fn send(&self, _: &Request, _: &CallContext) -> std::result::Result<Made, Failure> {
        self.comes(When::WhileSending);
        self.answers.map_or_else(|| Err(lost()), |answer| answer())
    }

    fn look(&self, _: u64, _: &CallContext, _: Each) -> std::result::Result<Sighting, Failure> {
        self.comes(When::WhileLooking);
        Ok(Sighting { baseline: numbering(), busy: false })
    }
}

impl Backend for Slow {
    fn device(&self) -> &'static str {
        DEVICE
    }

    fn capabilities(&self, _: TaskName) -> Option<&'static Capabilities> {
        None
    }

    fn prepare(&self, _: &Parsed, _: &str) -> std::result::Result<Job, Vec<Fault>> {
        Err(Vec::new())
    }

    fn documents(&self) -> Documents<'_> {
        Documents::Register(self)
    }

    fn run(&self, _: &Query, _: &CallContext) -> std::result::Result<Answer, Failure> {
        Err(lost())
    }

    fn method(&self, _: &str, _: &Node, _: &Policy) -> Option<std::result::Result<Job<NativeCall>, Vec<Fault>>> {
        None
    }

    fn call(&self, _: &NativeCall, _: &CallContext) -> std::result::Result<Value, Failure> {
        Err(lost())
    }

    fn interrupt(&self) {}
}

#[allow(clippy::unnecessary_wraps, reason = "one of two answers; the other is a refusal")]
fn made() -> std::result::Result<Made, Failure> {
    Ok(Made { number: Some(8), answer: Answer::default(), keeps_marks: None })
}

fn refused() -> std::result::Result<Made, Failure> {
    let text = Text::of("нет бумаги", "no paper");
    let refusal =
        Refusal { message: text.clone(), advice: text, retry: Retry::Service, faults: Vec::new(), by_state: false };
    let vendor = BackendError::default();
    Err(Failure::Refused(Box::new(Refused { refusal, vendor, unresolved: false, not_printed: false, key: None })))
}

#[test]
fn a_call_whose_device_was_taken_over_says_so_and_what_it_knows_of_the_document() {
    for (when, answers, code, outcome, said) in [
        (When::BeforeTheIntent, None, Code::Busy, Outcome::NotSent, "did not send the document"),
        (When::WhileSending, Some(made as fn() -> _), Code::Unknown, Outcome::Unknown, "registered as number 8"),
        (When::WhileSending, Some(refused), Code::Unknown, Outcome::Unknown, "not known yet"),
        (When::WhileLooking, None, Code::Unknown, Outcome::Unknown, "not known yet"),
    ] {
        let Some(journal) = database() else { return };
        let postgres = open_for(&journal, LEASE);
        let place = Place::Server(postgres.leases());
        let slow = Slow::new(&journal, when, answers);
        let device = device_of(Box::new(slow), Box::new(postgres), place);
        let error = make(&device, "a", DEADLINE).unwrap_err();
        assert_eq!((error.code(), error.outcome), (code, outcome), "{error:?}");
        assert!(error.docs().ends_with("#takenOver"), "{error:?}");
        assert!(error.message().en.contains(said), "{error}");
        let kept = device.journal().find(DEVICE, "a").unwrap();
        assert_eq!(kept.map(|entry| entry.state), (when != When::BeforeTheIntent).then_some(State::Open));
    }
}

#[test]
fn one_that_has_the_device_now_may_have_made_what_the_driver_was_about_to_send_again() {
    let Some(journal) = database() else { return };
    let postgres = open_for(&journal, LEASE);
    let place = Place::Server(postgres.leases());
    let slow = Slow::new(&journal, When::BeforeTheSecondIntent, None);
    let mut device = device_of(Box::new(slow), Box::new(postgres), place);
    (device.resend, device.idle) = (1, IdleWindow::new(Duration::ZERO));
    let error = make(&device, "a", DEADLINE).unwrap_err();
    assert_eq!((error.code(), error.outcome), (Code::Unknown, Outcome::Unknown), "{error:?}");
    assert!(error.docs().ends_with("#takenOver"), "{error:?}");
    let kept = device.journal().find(DEVICE, "a").unwrap().unwrap();
    assert!(matches!(kept.state, State::NotMade { .. }), "the first attempt was not made: {kept:?}");
}

#[test]
fn a_workflow_that_another_process_has_taken_over_sends_nothing_more() {
    let Some(journal) = database() else { return };
    let postgres = open_for(&journal, LEASE);
    let place = Place::Server(postgres.leases());
    let slow = Slow::new(&journal, When::WhileLooking, None);
    let device = device_of(Box::new(slow), Box::new(postgres), place);
    let (mut turns, lock) = (0, format!("road {}", device.name()));
    let ended = device.in_workflow(|turn| {
        turn().inspect(|()| turns += 1)?;
        // The person who signs takes a while.
        thread::sleep(LEASE + LEASE / 2);
        assert!(open_for(&journal, LEASE * 50).leases().take(&lock).unwrap(), "the lease has ended");
        turn()
    });
    let error = ended.unwrap_err();
    assert_eq!((turns, error.code(), error.outcome), (1, Code::Busy, Outcome::NotSent), "{error:?}");
    assert!(error.docs().ends_with("#takenOver"), "{error:?}");
}

#[test]
fn a_journal_on_a_server_is_read_back_although_nothing_counts_what_it_lacks() {
    let Some(journal) = database() else { return };
    let open = || {
        let postgres = open_for(&journal, LEASE * 50);
        let place = Place::Server(postgres.leases());
        let slow = Slow::new(&journal, When::BeforeTheIntent, Some(made));
        slow.is_taken.store(true, Ordering::SeqCst);
        device_of(Box::new(slow), Box::new(postgres), place)
    };
    make(&open(), "a", DEADLINE).unwrap();
    // Another process: it has counted nothing. Its register shows nothing past the last number.
    let mut device = open();
    device.idle = IdleWindow::new(Duration::ZERO);
    let rebuilt = device.rebuild_journal().unwrap();
    assert_eq!((rebuilt.lost, rebuilt.documents.len()), (None, 0), "the register was asked");
}
