//! iCASH-1F: this machine relays documents to the OFD (§6.15–6.17).
//!
//! The OFD is a server of the test. It takes what arrives on a connection and answers in one of several ways.
#![allow(unsafe_code, reason = "the progress of calls comes through a function of the host")]

use crate::documents::{NO_ANSWER, OK, REFUSED, Till, changed, sale};
use crate::support::abi::{Device, function};
use base64::prelude::{BASE64_STANDARD, Engine};
use kassa_simulator::Fault;
use kassa_simulator::icash::Options;
use serde_json::{Value, json};
use std::ffi::{CStr, c_char, c_int, c_void};
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

const NO_LINK: i32 = 6;

/// How the OFD answers a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Manner {
    /// An OFD receipt, and then the end of the connection.
    UntilClose,
    /// An OFD receipt whose header of 30 bytes has its length; the connection stays open.
    WithHead,
    /// The same in two pieces.
    InPieces,
    /// Such a header, and the end of the connection before the rest of the receipt.
    HalfWay,
    /// Less than the header.
    HalfHead,
    /// The end of the connection at once.
    Nothing,
    /// Nothing, and the connection stays open.
    Silent,
    /// More than any message of the protocol.
    TooMuch,
    /// A single byte now and then, without end.
    Drip,
}

/// A server in place of the OFD, which takes documents and answers in one of these manners.
struct Operator {
    port: u16,
    manner: Arc<Mutex<Manner>>,
    /// Numbers of the documents that arrived, in their order.
    came: Arc<Mutex<Vec<u32>>>,
    /// Receipts that were sent completely.
    given: Arc<Mutex<Vec<Vec<u8>>>>,
}

impl Operator {
    fn new(manner: Manner) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let operator = Self { port, manner: Arc::new(Mutex::new(manner)), came: Arc::default(), given: Arc::default() };
        let (manner, came, given) =
            (Arc::clone(&operator.manner), Arc::clone(&operator.came), Arc::clone(&operator.given));
        thread::spawn(move || {
            for link in listener.incoming().map_while(Result::ok) {
                let manner = *manner.lock().unwrap();
                let (came, given) = (Arc::clone(&came), Arc::clone(&given));
                thread::spawn(move || drop(talk(link, manner, &came, &given)));
            }
        });
        operator
    }

    fn now(&self, manner: Manner) {
        *self.manner.lock().unwrap() = manner;
    }

    fn came(&self) -> Vec<u32> {
        self.came.lock().unwrap().clone()
    }

    fn given(&self) -> Vec<Vec<u8>> {
        self.given.lock().unwrap().clone()
    }
}

fn talk(
    mut link: TcpStream,
    manner: Manner,
    came: &Mutex<Vec<u32>>,
    given: &Mutex<Vec<Vec<u8>>>,
) -> std::io::Result<()> {
    // The head of the protocol, and the simulator's container: a mark, the document's number, the length of the rest.
    let mut head = [0; 12];
    link.read_exact(&mut [0; 30])?;
    link.read_exact(&mut head)?;
    let four = |at: usize| u32::from_be_bytes(head[at..at + 4].try_into().unwrap());
    link.read_exact(&mut vec![0; usize::try_from(four(8)).unwrap()])?;
    came.lock().unwrap().push(four(4));
    let body = format!("receipt for {}", four(4)).into_bytes();
    let mut whole = vec![0; 30];
    whole[..4].copy_from_slice(&[0x2a, 0x08, 0x41, 0x0a]);
    whole[24..26].copy_from_slice(&u16::try_from(body.len()).unwrap().to_le_bytes());
    whole.extend_from_slice(&body);
    let keep = |answer: &[u8]| given.lock().unwrap().push(answer.to_vec());
    match manner {
        Manner::UntilClose => {
            keep(&body);
            link.write_all(&body)
        }
        Manner::WithHead | Manner::InPieces => {
            let cut = if manner == Manner::InPieces { 33 } else { whole.len() };
            keep(&whole);
            link.write_all(&whole[..cut])?;
            thread::sleep(Duration::from_millis(if cut < whole.len() { 30 } else { 0 }));
            link.write_all(&whole[cut..])?;
            // The register's side closes the connection.
            link.read(&mut [0]).map(drop)
        }
        Manner::HalfWay => link.write_all(&whole[..whole.len() - 3]),
        Manner::HalfHead => link.write_all(&whole[..20]),
        Manner::Nothing => Ok(()),
        Manner::Silent => link.read(&mut [0]).map(drop),
        Manner::TooMuch => link.write_all(&vec![b'x'; 80_000]),
        Manner::Drip => loop {
            link.write_all(b".")?;
            thread::sleep(Duration::from_millis(20));
        },
    }
}

/// A register with this many documents that wait for the OFD: the opening of its shift, and receipts.
fn till(documents: usize, settings: &Value) -> Till {
    let till = Till::of(settings, Options::default());
    for _ in 1..documents {
        till.foreign(&json!({ "T1054": 1, "T1055": 1, "T1020": 1, "T1031": 1, "T1081": 0, "T1059": [{ "T1043": 1 }] }));
    }
    till
}

fn relay(operator: &Operator) -> Value {
    json!({ "type": "ofdRelay", "host": "127.0.0.1", "port": operator.port })
}

fn waiting(till: &Till) -> u64 {
    till.make(&json!({ "type": "ofdExchangeStatus" }))["status"]["notSentCount"].as_u64().unwrap()
}

/// The OFD receipts that the register was given since the list of its requests was cleared.
fn taken(till: &Till) -> Vec<Vec<u8>> {
    let requests = till.register.requests().into_iter();
    let receipts =
        requests.filter(|request| request["method"] == "POST" && request["path"].as_str().unwrap().ends_with("/ofd"));
    receipts
        .map(|request| {
            let body: Value = serde_json::from_str(request["body"].as_str().unwrap()).unwrap();
            assert_eq!(body.as_object().unwrap().len(), 1, "I2.99: {body}");
            BASE64_STANDARD.decode(body["data"].as_str().unwrap()).unwrap()
        })
        .collect()
}

#[test]
fn every_waiting_document_is_relayed_and_its_receipt_returned() {
    for manner in [Manner::UntilClose, Manner::WithHead, Manner::InPieces] {
        let (till, operator) = (till(5, &json!({})), Operator::new(manner));
        let answer = till.make(&relay(&operator));
        assert_eq!((&answer["relayed"], &answer["status"]["notSentCount"]), (&json!(5), &json!(0)), "{manner:?}");
        assert_eq!(operator.came(), [2, 3, 4, 5, 6], "{manner:?}: each once, in order");
        assert_eq!(taken(&till), operator.given(), "{manner:?}: byte for byte");
        assert_eq!(waiting(&till), 0, "{manner:?}");
        assert_eq!(till.register.ledger().len(), 6, "no document is made");

        let answer = till.make(&relay(&operator));
        assert_eq!((&answer["relayed"], operator.came().len()), (&json!(0), 5), "nothing waits any more");
        till.make(&sale());
        assert_eq!(till.make(&relay(&operator))["relayed"], 1);
    }
}

#[test]
fn the_ofds_address_is_read_from_the_registers_settings() {
    let till = till(2, &json!({ "deadlineMs": 2000 }));
    // Addresses that stand for none, in documents.
    for (host, port) in [("192.0.2.1", 7777), ("no-such-host.test", 7778)] {
        let (status, answer) = relayed_by_settings(&till, host, port);
        let message = answer["error"]["message"]["en"].as_str().unwrap();
        assert!(status == NO_LINK && message.contains(&format!("{host}:{port}")), "{answer}");
    }
    assert_eq!(waiting(&till), 2);
}

fn relayed_by_settings(till: &Till, host: &str, port: u16) -> (i32, Value) {
    let settings =
        json!({ "dateTime": "2036-11-22T12:00:00", "ofdHost": host, "ofdPort": port, "ofdReconnectionDelay": 60 });
    assert_eq!(till.device.call("POST settings", Some(&settings.to_string())).0, OK);
    till.device.execute(&json!({ "type": "ofdRelay" }))
}

#[test]
fn a_register_cannot_lead_the_relay_to_this_machine() {
    let (till, operator) = (till(2, &json!({})), Operator::new(Manner::UntilClose));
    for host in ["127.0.0.1", "127.8.8.8", "0.0.0.0", "169.254.169.254"] {
        let (status, answer) = relayed_by_settings(&till, host, operator.port);
        assert_eq!((status, &answer["error"]["outcome"]), (NO_LINK, &json!("notSent")), "{host}: {answer}");
    }
    assert_eq!((operator.came(), waiting(&till)), (Vec::new(), 2), "nothing was sent");
    assert_eq!(till.make(&relay(&operator))["relayed"], 2, "the caller may name this machine");
}

#[test]
fn no_more_documents_are_relayed_than_the_limit_allows() {
    let (till, operator) = (till(5, &json!({})), Operator::new(Manner::UntilClose));
    for (limit, passed, left) in [(2, 2, 3), (1, 1, 2), (100, 2, 0), (100, 0, 0)] {
        let answer = till.make(&changed(&relay(&operator), &json!({ "limit": limit })));
        assert_eq!((&answer["relayed"], &answer["status"]["notSentCount"]), (&json!(passed), &json!(left)), "{limit}");
    }
    assert_eq!(operator.came(), [2, 3, 4, 5, 6]);
}

#[test]
fn invalid_fields_of_a_relay_are_refused_in_their_places() {
    let till = till(1, &json!({}));
    for (task, faults) in [
        (json!({ "host": "127.0.0.1" }), ["port: form"]),
        (json!({ "port": 7777 }), ["host: form"]),
        (json!({ "host": 1, "port": 7777 }), ["host: form"]),
        (json!({ "host": "127.0.0.1", "port": 0 }), ["port: form"]),
        (json!({ "host": "127.0.0.1", "port": 65_536 }), ["port: form"]),
        (json!({ "limit": 0 }), ["limit: form"]),
        (json!({ "limit": "2" }), ["limit: form"]),
        (json!({ "limit": 100_001 }), ["limit: form"]),
        (json!({ "most": 1 }), ["most: form"]),
    ] {
        let task = changed(&task, &json!({ "type": "ofdRelay" }));
        let mut told = till.refused(&task);
        told.dedup();
        assert_eq!(told, faults, "{task}");
    }
}

/// The OFD sends no complete receipt: nothing is acknowledged, and the document is sent again later.
fn is_not_acknowledged(manner: Manner) {
    let (till, operator) = (till(2, &json!({ "deadlineMs": 6000 })), Operator::new(manner));
    let begun = Instant::now();
    let (status, answer) = till.device.execute(&relay(&operator));
    assert!(begun.elapsed() < Duration::from_secs(60), "{manner:?}: {:?}", begun.elapsed());
    assert_eq!(taken(&till), Vec::<Vec<u8>>::new(), "{manner:?}: nothing goes to the register as a receipt: {answer}");
    assert_eq!((status, &answer["error"]["outcome"]), (NO_ANSWER, &json!("unknown")), "{manner:?}: {answer}");
    assert_eq!((operator.came(), waiting(&till)), (vec![2], 2), "{manner:?}: the document waits");

    operator.now(Manner::WithHead);
    assert_eq!(till.make(&relay(&operator))["relayed"], 2, "{manner:?}: and goes on");
    assert_eq!((operator.came(), waiting(&till)), (vec![2, 2, 3], 0), "{manner:?}: nothing is lost");
}

#[test]
fn a_document_that_the_ofd_did_not_answer_is_not_acknowledged() {
    for manner in [Manner::Nothing, Manner::TooMuch, Manner::Silent, Manner::Drip] {
        is_not_acknowledged(manner);
    }
}

#[test]
fn a_receipt_that_ends_early_is_not_acknowledged() {
    is_not_acknowledged(Manner::HalfWay);
}

#[test]
fn a_receipt_that_ends_in_its_header_is_not_acknowledged() {
    is_not_acknowledged(Manner::HalfHead);
}

#[test]
fn an_ofd_that_cannot_be_reached_is_a_connection_error() {
    let till = till(2, &json!({}));
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    for host in ["127.0.0.1", "no-such-host.invalid"] {
        let (status, answer) = till.device.execute(&json!({ "type": "ofdRelay", "host": host, "port": port }));
        assert_eq!(status, NO_LINK, "{host}: {answer}");
        assert!(answer["error"]["message"]["en"].as_str().unwrap().contains(host), "{host} is named: {answer}");
    }
    assert_eq!(waiting(&till), 2);
}

#[test]
fn a_register_that_fails_half_way_loses_nothing() {
    for (path, method, point, action, status) in [
        ("/ofd", "GET", "received", "error", REFUSED),
        ("/ofd", "GET", "received", "malformed", NO_ANSWER),
        ("/ofd", "POST", "received", "error", REFUSED),
        ("/ofd", "POST", "received", "close", NO_ANSWER),
        ("/ofd", "POST", "processed", "reset", NO_ANSWER),
    ] {
        let (till, operator) = (till(3, &json!({})), Operator::new(Manner::UntilClose));
        let fault =
            json!([{ "path": path, "method": method, "point": point, "action": action, "code": 32, "skip": 1 }]);
        till.register.set_faults(Fault::list(&fault.to_string()).unwrap());
        let (told, answer) = till.device.execute(&relay(&operator));
        assert_eq!(told, status, "{fault}: {answer}");
        if status == REFUSED {
            assert_eq!(answer["error"]["backend"]["code"], 32, "{answer}");
        }
        till.make(&relay(&operator));
        let mut came = operator.came();
        came.dedup();
        assert_eq!((came, waiting(&till)), (vec![2, 3, 4], 0), "{fault}: each document came to the operator");
    }
}

/// What the host is told, and when it cancels.
struct Host {
    device: *mut c_void,
    stages: Mutex<Vec<Value>>,
    stop_at: AtomicU64,
}

extern "C" fn told(host: *mut c_void, stage: *const c_char) {
    let host = unsafe { &*host.cast::<Host>() };
    let stage: Value = serde_json::from_str(unsafe { CStr::from_ptr(stage) }.to_str().unwrap()).unwrap();
    if stage["stage"] == "relaying" && stage["done"].as_u64() == Some(host.stop_at.load(Ordering::SeqCst)) {
        cancel(host.device);
    }
    host.stages.lock().unwrap().push(stage);
}

fn cancel(device: *mut c_void) {
    assert_eq!(unsafe { function::<unsafe extern "C" fn(*mut c_void) -> c_int>("kassa_cancel")(device) }, 0);
}

type Told = extern "C" fn(*mut c_void, *const c_char);

#[allow(clippy::unnecessary_box_returns, reason = "the library keeps its address")]
fn watched(device: &Device) -> Box<Host> {
    type Set = unsafe extern "C" fn(*mut c_void, Option<Told>, *mut c_void) -> c_int;
    let host = Box::new(Host { device: device.handle(), stages: Mutex::default(), stop_at: AtomicU64::new(u64::MAX) });
    let user = std::ptr::from_ref(&*host).cast_mut().cast();
    assert_eq!(unsafe { function::<Set>("kassa_set_progress")(device.handle(), Some(told), user) }, 0);
    host
}

#[test]
fn progress_reports_how_many_of_how_many_are_relayed() {
    let (till, operator) = (till(4, &json!({})), Operator::new(Manner::WithHead));
    let host = watched(&till.device);
    till.make(&relay(&operator));
    let stages = host.stages.lock().unwrap().clone();
    assert_eq!(stages[0], json!({ "stage": "waiting" }));
    let relaying: Vec<_> = stages.into_iter().filter(|stage| stage["stage"] == "relaying").collect();
    let expected: Vec<_> = (0..=4).map(|done| json!({ "stage": "relaying", "done": done, "of": 4 })).collect();
    assert_eq!(relaying, expected);
    drop(till);
}

#[test]
fn a_cancelled_relay_continues_later_where_it_stopped() {
    let (till, operator) = (till(5, &json!({})), Operator::new(Manner::WithHead));
    let host = watched(&till.device);
    host.stop_at.store(2, Ordering::SeqCst);
    let (status, answer) = till.device.execute(&relay(&operator));
    assert_ne!(status, OK, "{answer}");
    assert_eq!(taken(&till), operator.given()[..2], "only what the operator answered");
    host.stop_at.store(u64::MAX, Ordering::SeqCst);
    assert_eq!(waiting(&till), 3);
    assert_eq!(till.make(&relay(&operator))["relayed"], 3);
    let mut came = operator.came();
    came.dedup();
    assert_eq!((came, waiting(&till)), (vec![2, 3, 4, 5, 6], 0), "nothing is lost");
    drop(till);
}

#[test]
fn a_relay_stops_soon_although_the_ofd_is_silent() {
    let (till, operator) = (till(2, &json!({ "deadlineMs": 80_000 })), Operator::new(Manner::Silent));
    let over = AtomicBool::new(false);
    let took = thread::scope(|scope| {
        scope.spawn(|| {
            while operator.came().is_empty() && !over.load(Ordering::SeqCst) {
                thread::sleep(Duration::from_millis(10));
            }
            cancel(till.device.handle());
        });
        let begun = Instant::now();
        let (status, answer) = till.device.execute(&relay(&operator));
        over.store(true, Ordering::SeqCst);
        assert_ne!(status, OK, "{answer}");
        begun.elapsed()
    });
    assert_eq!((taken(&till).len(), waiting(&till)), (0, 2), "nothing is acknowledged");
    assert!(took < Duration::from_secs(20), "it returned after {took:?}");
}
