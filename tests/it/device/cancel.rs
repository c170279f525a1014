//! Calls cancelled by `kassa_cancel`, and the progress that the host is told.
#![allow(unsafe_code, reason = "a foreign host calls C functions")]

use crate::documents::{NO_ANSWER, NO_LINK, OK, sale};
use crate::support::abi::{Device, function};
use crate::support::await_that;
use kassa_simulator::Fault;
use kassa_simulator::icash::{Options, Simulator};
use serde_json::{Value, json};
use std::ffi::{CStr, c_char, c_int, c_void};
use std::fs::{self, File};
use std::sync::Mutex;
use std::thread;
use std::time::{Duration, Instant};

const BAD_HANDLE: i32 = 2;
const NOT_MADE: i32 = 8;
const UNKNOWN: i32 = 9;
const NOT_FOUND: i32 = 14;
const CANCELLED: i32 = 15;

/// A cancelled call must return within this time: long enough for a busy machine, and well before the call would end by
/// itself.
const SOON: Duration = Duration::from_secs(15);

/// How long the register stays silent: longer than the call waits for an answer.
const SILENCE_MS: u64 = 60_000;

/// The stages that the host was told; the host may cancel the call at one of them.
struct Host {
    device: *mut c_void,
    stages: Mutex<Vec<Value>>,
    stop_at: Mutex<Option<&'static str>>,
}

// The handle is a token that any thread may use.
unsafe impl Sync for Host {}

/// The host's progress callback.
type Told = extern "C" fn(*mut c_void, *const c_char);

extern "C" fn told(host: *mut c_void, stage: *const c_char) {
    let host = unsafe { &*host.cast::<Host>() };
    let stage: Value = serde_json::from_str(unsafe { CStr::from_ptr(stage) }.to_str().unwrap()).unwrap();
    if host.stop_at.lock().unwrap().is_some_and(|word| stage["stage"] == word) {
        assert_eq!(cancel(host.device), OK);
    }
    host.stages.lock().unwrap().push(stage);
}

fn cancel(device: *mut c_void) -> c_int {
    unsafe { function::<unsafe extern "C" fn(*mut c_void) -> c_int>("kassa_cancel")(device) }
}

/// A register and a device for it, in a folder of their own.
struct Scene {
    device: Device,
    config: Value,
    register: Simulator,
    folder: tempfile::TempDir,
    host: Box<Host>,
}

impl Scene {
    fn new() -> Self {
        let register = Simulator::start(Options::default()).unwrap();
        let opened = register.make_document(&json!({ "command": "shift/open" })).unwrap();
        assert_eq!(opened["ok"], true);
        let folder = tempfile::tempdir().unwrap();
        let config = json!({ "backend": "icash", "url": register.url(), "journal": folder.path().join("kassa.db"), "settleMs": 100, "resend": 0 });
        let device = Device::open(&config).unwrap();
        let host = Box::new(Host { device: device.handle(), stages: Mutex::default(), stop_at: Mutex::default() });
        let scene = Self { device, config, register, folder, host };
        scene.watch();
        scene
    }

    fn watch(&self) {
        type Set = unsafe extern "C" fn(*mut c_void, Option<Told>, *mut c_void) -> c_int;
        let user = std::ptr::from_ref(&*self.host).cast_mut().cast();
        assert_eq!(unsafe { function::<Set>("kassa_set_progress")(self.device.handle(), Some(told), user) }, OK);
    }

    /// A register that is silent at one point of a command, after `skip` commands without a fault.
    fn silent(&self, path: &str, point: &str, skip: u64) {
        self.faults(&json!([{ "path": path, "point": point, "action": "hang", "delayMs": SILENCE_MS, "skip": skip }]));
    }

    fn faults(&self, faults: &Value) {
        self.register.set_faults(Fault::list(&faults.to_string()).unwrap());
    }

    fn well(&self) {
        self.register.set_faults(Vec::new());
        *self.host.stop_at.lock().unwrap() = None;
    }

    /// Whether each of the faults has occurred.
    fn struck(&self) -> bool {
        self.register.faults().as_array().unwrap().iter().all(|fault| fault["fired"] != 0)
    }

    /// How often a stage was reported.
    fn told(&self, stage: &str) -> usize {
        self.host.stages.lock().unwrap().iter().filter(|told| told["stage"] == stage).count()
    }

    /// Makes a call on this thread. Another thread cancels it as soon as `far` holds. The call must return soon.
    fn broken_off<T>(&self, so_far: impl Fn() -> bool + Send, call: impl FnOnce(&Device) -> T) -> T {
        thread::scope(|scope| {
            let stopped = scope.spawn(move || {
                await_that("the moment to break off", so_far);
                let now = Instant::now();
                assert_eq!(cancel(self.device.handle()), OK);
                now
            });
            let answer = call(&self.device);
            let back = Instant::now();
            let stopped = stopped.join().unwrap();
            assert!(back > stopped, "the call ended by itself");
            assert!(back - stopped < SOON, "it came back after {:?}", back - stopped);
            answer
        })
    }

    /// How often a command arrived.
    fn requests(&self, path: &str) -> usize {
        let ends = |request: &&Value| request["path"].as_str().is_some_and(|whole| whole.ends_with(path));
        self.register.requests().iter().filter(ends).count()
    }

    fn receipts(&self) -> usize {
        self.register.ledger().len() - 2
    }

    fn stages(&self) -> Vec<String> {
        let stages = std::mem::take(&mut *self.host.stages.lock().unwrap());
        stages.iter().map(|stage| stage["stage"].as_str().unwrap().to_owned()).collect()
    }
}

fn named(id: &str) -> Value {
    let mut sale = sale();
    sale["externalId"] = json!(id);
    sale
}

fn said(answer: &Value) -> (&str, &str) {
    (answer["error"]["outcome"].as_str().unwrap(), answer["error"]["retry"].as_str().unwrap())
}

#[test]
fn stages_are_reported_in_their_order() {
    let scene = Scene::new();
    assert_eq!(scene.device.execute(&sale()).0, OK);
    assert_eq!(scene.stages(), ["waiting", "looking", "sending"]);
    scene.faults(&json!([{ "path": "/receipt", "point": "processed", "action": "reset" }]));
    assert_eq!(scene.device.execute(&sale()).0, OK);
    assert_eq!(scene.stages(), ["waiting", "looking", "sending", "settling"]);
    assert_eq!(scene.device.execute(&json!({ "type": "getShiftStatus" })).0, OK);
    assert_eq!(scene.stages(), ["waiting"], "no file comes in");
    assert_eq!(scene.device.validate(&sale()).0, OK);
    assert_eq!(scene.stages(), Vec::<String>::new(), "nothing is asked of the register");
    scene.device.recover("a");
    scene.stages();
    let set: unsafe extern "C" fn(*mut c_void, Option<Told>, *mut c_void) -> c_int = function("kassa_set_progress");
    assert_eq!(unsafe { set(scene.device.handle(), None, std::ptr::null_mut()) }, OK);
    assert_eq!(scene.device.execute(&sale()).0, OK);
    assert_eq!(scene.stages(), Vec::<String>::new(), "nobody is told any more");
}

#[test]
fn a_call_that_waits_for_another_thread_is_cancelled_before_sending() {
    let scene = Scene::new();
    scene.silent("/receipt", "processed", 0);
    let other = Device::open(&crate::documents::changed(&scene.config, &json!({ "timeoutMs": 8000 }))).unwrap();
    thread::scope(|scope| {
        let first = scope.spawn(|| other.execute(&named("первый")));
        await_that("the first is made", || scene.receipts() == 1);
        let waits = || scene.told("waiting") == 1;
        let (status, answer) = scene.broken_off(waits, |device| device.execute(&named("второй")));
        assert_eq!((status, said(&answer)), (CANCELLED, ("notSent", "safe")), "{answer}");
        assert_eq!(scene.device.recover("второй").0, NOT_FOUND, "nothing was intended");
        let (status, answer) = first.join().unwrap();
        assert_eq!((status, scene.receipts()), (OK, 1), "the other device's call is not touched: {answer}");
    });
    assert_eq!(scene.device.execute(&named("второй")).0, OK);
}

#[test]
fn a_call_that_waits_for_another_process_is_cancelled_before_sending() {
    let scene = Scene::new();
    let name = fs::read_dir(scene.folder.path())
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .find(|path| path.extension().is_some_and(|end| end == "lock"));
    let file = File::options().write(true).open(name.expect("a lock file beside the journal")).unwrap();
    file.lock().unwrap();
    scene.register.forget_requests();
    let (status, answer) = scene.broken_off(|| scene.told("waiting") == 1, |device| device.execute(&named("чек")));
    assert_eq!((status, said(&answer)), (CANCELLED, ("notSent", "safe")), "{answer}");
    assert_eq!(scene.register.requests(), Vec::<Value>::new());
    file.unlock().unwrap();
    assert_eq!(scene.device.recover("чек").0, NOT_FOUND);
    assert_eq!(scene.device.execute(&named("чек")).0, OK);
}

#[test]
fn a_call_that_queries_first_is_cancelled_before_sending() {
    for point in ["received", "accept", "answer"] {
        let scene = Scene::new();
        scene.silent("/status", point, 0);
        let (status, answer) = scene.broken_off(|| scene.struck(), |device| device.execute(&named("чек")));
        assert_eq!((status, said(&answer)), (CANCELLED, ("notSent", "safe")), "{point}: {answer}");
        scene.well();
        assert_eq!((scene.device.recover("чек").0, scene.receipts()), (NOT_FOUND, 0), "{point}");
        assert_eq!((scene.device.execute(&named("чек")).0, scene.receipts()), (OK, 1), "{point}");
    }
}

#[test]
fn a_document_that_was_being_sent_is_unknown_and_its_outcome_is_found_later() {
    for (point, made) in [("processed", true), ("answer", true), ("received", false)] {
        let scene = Scene::new();
        scene.silent("/receipt", point, 0);
        let came = || scene.requests("/receipt") == 1 && scene.receipts() == usize::from(made);
        let (status, answer) = scene.broken_off(came, |device| device.execute(&named("чек")));
        assert_eq!((status, said(&answer)), (UNKNOWN, ("unknown", "recoverFirst")), "{point}: {answer}");
        assert_eq!(answer["error"]["externalId"], "чек", "{point}");
        scene.well();
        let (status, answer) = scene.device.recover("чек");
        assert_eq!(
            (status, scene.receipts()),
            (if made { OK } else { NOT_MADE }, usize::from(made)),
            "{point}: {answer}"
        );
        assert_eq!(scene.device.execute(&named("чек")).0, OK, "{point}");
        assert_eq!(scene.receipts(), 1, "{point}: one receipt all the same");
        assert_eq!(scene.device.execute(&named("другой")).0, OK, "{point}: later calls work");
    }
}

#[test]
fn resolving_is_cancelled_and_the_outcome_is_found_later() {
    let scene = Scene::new();
    let hang = json!({ "path": "/status", "point": "received", "action": "hang", "delayMs": SILENCE_MS, "skip": 1 });
    scene.faults(&json!([{ "path": "/receipt", "point": "processed", "action": "reset" }, hang]));
    let (status, answer) = scene.broken_off(|| scene.struck(), |device| device.execute(&named("чек")));
    assert_eq!((status, said(&answer)), (UNKNOWN, ("unknown", "recoverFirst")), "{answer}");
    assert_eq!(scene.stages().last().map(String::as_str), Some("settling"));
    scene.well();
    let (status, answer) = scene.device.recover("чек");
    assert_eq!((status, &answer["warnings"]["recovered"], scene.receipts()), (OK, &json!(true), 1), "{answer}");
}

#[test]
fn pauses_of_resolving_are_cancelled_too() {
    let scene = Scene::new();
    let dead = json!({ "path": "/status", "point": "received", "action": "close", "skip": 1, "times": 0 });
    scene.faults(&json!([{ "path": "/receipt", "point": "processed", "action": "reset" }, dead]));
    let (status, answer) = scene.broken_off(|| scene.struck(), |device| device.execute(&named("чек")));
    assert_eq!((status, said(&answer).0), (UNKNOWN, "unknown"), "{answer}");
    // Asking what became of it is a call like any other.
    scene.silent("/status", "received", 0);
    let (status, answer) = scene.broken_off(|| scene.struck(), |device| device.recover("чек"));
    assert_eq!((status, said(&answer)), (UNKNOWN, ("unknown", "recoverFirst")), "{answer}");
    scene.well();
    assert_eq!((scene.device.recover("чек").0, scene.receipts()), (OK, 1));
}

#[test]
fn a_call_that_resolves_an_earlier_document_first_is_cancelled_before_sending() {
    let scene = Scene::new();
    scene.silent("/receipt", "processed", 0);
    let made = || scene.receipts() == 1;
    assert_eq!(scene.broken_off(made, |device| device.execute(&named("прежний"))).0, UNKNOWN);
    scene.silent("/status", "received", 0);
    let (status, answer) = scene.broken_off(|| scene.struck(), |device| device.execute(&named("новый")));
    assert_eq!((status, said(&answer)), (CANCELLED, ("notSent", "safe")), "{answer}");
    scene.well();
    assert_eq!(scene.device.recover("новый").0, NOT_FOUND);
    assert_eq!((scene.device.execute(&named("новый")).0, scene.device.recover("прежний").0), (OK, OK));
    assert_eq!(scene.receipts(), 2);
}

#[test]
fn a_call_can_be_cancelled_at_each_of_its_stages() {
    for (stage, status, outcome) in [
        ("waiting", CANCELLED, "notSent"),
        ("looking", CANCELLED, "notSent"),
        ("sending", CANCELLED, "notSent"),
        ("settling", UNKNOWN, "unknown"),
    ] {
        let scene = Scene::new();
        if stage == "settling" {
            scene.faults(&json!([{ "path": "/receipt", "point": "processed", "action": "reset" }]));
        }
        *scene.host.stop_at.lock().unwrap() = Some(stage);
        let (told, answer) = scene.device.execute(&named("чек"));
        assert_eq!((told, said(&answer).0), (status, outcome), "{stage}: {answer}");
        assert_eq!(scene.receipts(), usize::from(stage == "settling"), "{stage}");
        scene.well();
        assert_eq!(scene.device.execute(&named("чек")).0, OK, "{stage}");
        assert_eq!(scene.receipts(), 1, "{stage}: one receipt");
    }
}

#[test]
fn a_cancelled_download_leaves_no_file() {
    for (path, method) in [("/firmware/icash1f.bin", "firmware/icash1f.bin"), ("/log", "log")] {
        for fault in [
            json!({ "point": "answer", "action": "hang", "bytes": 220, "delayMs": SILENCE_MS }),
            json!({ "point": "received", "action": "hang", "delayMs": SILENCE_MS }),
            json!({ "point": "processed", "action": "drip", "delayMs": 50 }),
        ] {
            let scene = Scene::new();
            for _ in 0..9 {
                assert_eq!(scene.device.call("status", None).0, OK);
            }
            let folder = tempfile::tempdir().unwrap();
            let mut params = json!({ "file": folder.path().join("file") });
            if method == "log" {
                params["number_of_lines"] = json!(9);
            }
            scene.faults(&json!([crate::documents::changed(&fault, &json!({ "path": path }))]));
            let call = |device: &Device| device.call(method, Some(&params.to_string()));
            let (status, answer) = scene.broken_off(|| scene.struck(), call);
            assert!(matches!(status, NO_ANSWER | CANCELLED), "{method}, {fault}: {answer}");
            assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0, "{method}, {fault}");
            scene.well();
            assert_eq!(scene.device.call(method, Some(&params.to_string())).0, OK, "{method}");
        }
    }
}

/// What was sent may be on paper: only the outcome can tell (docs/en/errors.md).
#[test]
fn a_print_that_was_sent_is_not_reported_as_unsent() {
    let scene = Scene::new();
    let print = json!({ "type": "nonFiscal", "items": [{ "type": "text", "text": "Да" }] });
    scene.silent("/printany", "processed", 0);
    let on_paper = || scene.register.tape().contains("Да");
    let (status, answer) = scene.broken_off(on_paper, |device| device.execute(&print));
    assert!(matches!(status, NO_ANSWER | CANCELLED), "{answer}");
    assert_eq!(said(&answer).0, "unknown", "{answer}");
}

#[test]
fn a_query_is_cancelled() {
    let scene = Scene::new();
    for (task, path) in [("getShiftStatus", "/shift/status"), ("getFnInfo", "/status"), ("getFnDocument", "/search")] {
        scene.silent(path, "received", 0);
        let mut task = json!({ "type": task });
        if path == "/search" {
            task["fiscalDocumentNumber"] = json!(1);
        }
        let (status, answer) = scene.broken_off(|| scene.struck(), |device| device.execute(&task));
        assert!(matches!(status, NO_ANSWER | CANCELLED), "{task}: {answer}");
        scene.well();
        assert_eq!(scene.device.execute(&task).0, OK);
    }
}

#[test]
fn every_call_on_the_device_is_cancelled_and_none_that_begins_later() {
    let scene = Scene::new();
    scene.silent("/receipt", "processed", 0);
    thread::scope(|scope| {
        let calls: Vec<_> = ["один", "два", "три"]
            .map(|id| {
                let device = &scene.device;
                let begun = scene.told("waiting");
                let call = scope.spawn(move || device.execute(&named(id)).0);
                await_that("it is made, or waits", || scene.told("waiting") > begun && scene.receipts() == 1);
                call
            })
            .into_iter()
            .collect();
        assert_eq!(cancel(scene.device.handle()), OK);
        let begun = Instant::now();
        let statuses: Vec<_> = calls.into_iter().map(|call| call.join().unwrap()).collect();
        assert_eq!(statuses, [UNKNOWN, CANCELLED, CANCELLED]);
        assert!(begun.elapsed() < SOON, "{:?}", begun.elapsed());
    });
    scene.well();
    assert_eq!(scene.device.execute(&named("четыре")).0, OK);
    assert_eq!(scene.device.recover("один").0, OK);
    assert_eq!(scene.receipts(), 2);
}

#[test]
fn cancelling_is_harmless_when_no_call_is_running() {
    let scene = Scene::new();
    for _ in 0..100 {
        assert_eq!(cancel(scene.device.handle()), OK);
    }
    for id in ["один", "два"] {
        assert_eq!(scene.device.execute(&named(id)).0, OK);
        assert_eq!(cancel(scene.device.handle()), OK);
        assert_eq!(scene.device.recover(id).0, OK);
    }
    assert_eq!(scene.receipts(), 2);
    assert_eq!(cancel(std::ptr::null_mut()), BAD_HANDLE);
    let stale = Device::open(&scene.config).unwrap();
    let handle = stale.handle();
    drop(stale);
    assert_eq!(cancel(handle), BAD_HANDLE);
}

/// At whatever moment the cancellation comes, the status agrees with the register's ledger.
#[test]
fn at_whatever_moment_a_call_is_cancelled_its_status_is_true() {
    let scene = Scene::new();
    for round in 0_u64..60 {
        let id = format!("№ {round}");
        let before = scene.receipts();
        let (status, answer) = thread::scope(|scope| {
            scope.spawn(|| {
                thread::sleep(Duration::from_micros(round * 150));
                assert_eq!(cancel(scene.device.handle()), OK);
            });
            scene.device.execute(&named(&id))
        });
        let made = scene.receipts() - before;
        match status {
            OK => assert_eq!(made, 1, "{id}"),
            // On a busy machine the connection may not come about in time.
            CANCELLED | NOT_MADE | NO_LINK => assert_eq!(made, 0, "{id}: {answer}"),
            UNKNOWN => {
                let (status, answer) = scene.device.recover(&id);
                assert_eq!(scene.receipts() - before, usize::from(status == OK), "{id}: {answer}");
            }
            _ => panic!("{id}: {status} {answer}"),
        }
        assert_eq!(scene.device.execute(&named(&id)).0, OK, "{id}");
        assert_eq!(scene.receipts() - before, 1, "{id}");
    }
}

/// A listener with a full backlog leaves further connections without an answer.
#[cfg(target_os = "linux")]
#[test]
fn a_call_that_connects_is_cancelled_before_sending() {
    use socket2::{Domain, Socket, Type};
    let listener = Socket::new(Domain::IPV4, Type::STREAM, None).unwrap();
    listener.bind(&std::net::SocketAddr::from(([127, 0, 0, 1], 0)).into()).unwrap();
    listener.listen(0).unwrap();
    let place = listener.local_addr().unwrap().as_socket().unwrap();
    let connect = || std::net::TcpStream::connect_timeout(&place, Duration::from_millis(200)).ok();
    let _waiting: Vec<_> = std::iter::from_fn(connect).collect();
    let mut scene = Scene::new();
    let settings = json!({ "url": format!("http://{place}"), "connectTimeoutMs": SILENCE_MS });
    scene.device = Device::open(&crate::documents::changed(&scene.config, &settings)).unwrap();
    // A connection in the state SYN_SENT (2), as the system's table of connections shows it.
    let connecting = || {
        let table = std::fs::read_to_string("/proc/net/tcp").unwrap();
        table.lines().any(|row| {
            let columns: Vec<&str> = row.split_whitespace().collect();
            columns.get(2).is_some_and(|to| to.ends_with(&format!(":{:04X}", place.port()))) && columns[3] == "02"
        })
    };
    let (status, answer) = scene.broken_off(connecting, |device| device.execute(&named("чек")));
    assert_eq!((status, said(&answer)), (CANCELLED, ("notSent", "safe")), "{answer}");
    assert_eq!(scene.device.recover("чек").0, NOT_FOUND);
    let question = json!({ "type": "getShiftStatus" });
    let (status, answer) = scene.broken_off(connecting, |device| device.execute(&question));
    assert_eq!((status, said(&answer)), (CANCELLED, ("notSent", "safe")), "{answer}");
}
