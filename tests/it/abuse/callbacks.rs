//! Bad clients of the receiver of callbacks. Only the service's own results are accepted, and the receiver works
//! afterwards.

use crate::support::abi::{Device, lent};
use crate::support::register::{Register, await_that, own_address, post};
use kassa_simulator::itkassa::{BASE, Options, REGISTER, Simulator};
use serde_json::{Value, json};
use std::ffi::{c_char, c_void};
use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;
use tempfile::TempDir;

pub const KEY: &str = "s3cret*of*the*shop";

/// A shop whose device listens for the results of its register.
pub struct Listening {
    pub register: Register,
    pub device: Device,
    pub address: String,
    _folder: TempDir,
}

impl Listening {
    pub fn new() -> Self {
        let options = Options {
            setup: Register::setup(),
            callback_attempts: u32::MAX,
            callback_pause_ms: 40,
            callback_longest_pause_ms: 160,
            ..Options::default()
        };
        let register = Register::here(Simulator::start(options).unwrap());
        let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
        let config = json!({
            "backend": "itkassa", "url": register.url().to_owned() + BASE, "apiKey": Options::default().api_key,
            "creItemId": REGISTER, "callbackKey": KEY, "journal": folder.path().join("kassa.db"), "settleMs": 300, "resend": 0,
            "timeoutMs": 2500, "connectTimeoutMs": 2500, "deadlineMs": 6000,
        });
        let device = Device::open(&config).unwrap_or_else(|error| panic!("open: {error:?}"));
        let address = listening(&device, &format!("{}:0", own_address()));
        register.calls_back(&address, KEY);
        Self { register, device, address, _folder: folder }
    }

    /// Sends a document and does not wait for it.
    fn sends(&self, id: &str) {
        self.register.faults(&[]);
        let task =
            json!({"type": "nonFiscal", "externalId": id, "wait": false, "items": [{"type": "text", "text": id}]});
        let (status, answer) = self.device.execute(&task);
        assert_eq!(status, 16, "{answer}");
    }

    /// Waits until the last result was accepted. Then it is in the journal, and no query is needed to learn it.
    fn awaits(&self, id: &str, results: usize) {
        await_that("the result", || {
            let calls = self.register.callbacks();
            calls.len() >= results && calls.last().is_some_and(|call| call["delivered"] == true)
        });
        let blind =
            json!({"path": "/print-documents/*/idempotent", "point": "received", "action": "close", "times": 0});
        self.register.faults(&[blind]);
        assert!(self.has(id), "{id}");
    }

    /// A document whose result arrives by callback only.
    fn hears_of(&self, id: &str) {
        self.register.world(&json!({"held": true}));
        self.sends(id);
        let before = self.register.callbacks().len();
        self.register.world(&json!({"held": false}));
        self.awaits(id, before + 1);
    }

    /// Whether the journal has the result of a document.
    fn has(&self, id: &str) -> bool {
        let (status, answer) = self.device.recover(id);
        assert!(status == 0 || status == 16, "{answer}");
        status == 0
    }

    fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(&self.address).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(60))).unwrap();
        stream
    }

    /// The status of the answer to these bytes, if there is one.
    fn says_to(&self, bytes: &[u8]) -> Option<u16> {
        let mut stream = self.connect();
        // The receiver may close before it has read everything.
        let _ = stream.write_all(bytes);
        let _ = stream.shutdown(Shutdown::Write);
        let mut answer = Vec::new();
        let _ = stream.read_to_end(&mut answer);
        String::from_utf8_lossy(&answer).split(' ').nth(1)?.parse().ok()
    }

    /// What the service would send for a waiting document if it were made.
    pub fn forged(&self) -> Value {
        let mut object = self.register.tasks().pop().unwrap()["object"].clone();
        object["resultItem"] = json!({"creErrorId": "0", "creErrorText": "", "result": "success"});
        object
    }
}

/// Makes a device listen; returns the address.
fn listening(device: &Device, address: &str) -> String {
    let (status, answer) = device.listen(Some(address));
    assert_eq!(status, 0, "{answer}");
    answer["listening"].as_str().unwrap().to_owned()
}

fn head(lines: &str) -> String {
    format!("POST /result HTTP/1.1\r\nHost: shop\r\nX-API-Key: {KEY}\r\n{lines}\r\n")
}

#[test]
fn what_is_not_a_request_is_rejected() {
    let shop = Listening::new();
    let long = "x".repeat(1 << 20);
    let nested = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    let with_body = |body: &str| format!("{}{body}", head(&format!("Content-Length: {}\r\n", body.len())));
    for (what, bytes) in [
        ("nothing", Vec::new()),
        ("zeros", vec![0; 4096]),
        ("no HTTP", b"EHLO shop\r\n\r\n".to_vec()),
        ("TLS", vec![0x16, 3, 1, 2, 0, 1, 0, 1, 0xfc, 3, 3]),
        ("half a head", head("").into_bytes()[..40].to_vec()),
        ("a head without an end", format!("POST / HTTP/1.1\r\nA: {long}").into_bytes()),
        ("many headers", head(&"A: b\r\n".repeat(10_000)).into_bytes()),
        ("a length that is no number", head("Content-Length: -1\r\n").into_bytes()),
        ("two lengths", format!("{}{{}}", head("Content-Length: 2\r\nContent-Length: 3\r\n")).into_bytes()),
        ("half a body", format!("{}{{\"id\"", head("Content-Length: 500\r\n")).into_bytes()),
        ("a length beyond all bounds", format!("{}{{", head("Content-Length: 18446744073709551615\r\n")).into_bytes()),
        ("a body that is too long", with_body(&format!("\"{}\"", "x".repeat(64 << 20))).into_bytes()),
        ("chunks without an end", {
            let mut bytes = head("Transfer-Encoding: chunked\r\n").into_bytes();
            (0..4000).for_each(|_| bytes.extend_from_slice(format!("4000\r\n{}\r\n", &long[..0x4000]).as_bytes()));
            bytes
        }),
        ("no JSON", with_body("{\"id\": ").into_bytes()),
        ("deep JSON", with_body(&nested).into_bytes()),
        ("no object", with_body("[1, 2]").into_bytes()),
        ("bytes that are no text", [head("Content-Length: 4\r\n").as_bytes(), &[0xff, 0xfe, 0x80, 0]].concat()),
        ("types that are wrong", with_body("{\"id\": [], \"commands\": 5, \"resultItem\": \"x\"}").into_bytes()),
    ] {
        assert_ne!(shop.says_to(&bytes), Some(200), "{what}");
    }
    shop.hears_of("after");
}

#[test]
fn only_the_right_key_is_accepted() {
    let shop = Listening::new();
    shop.register.world(&json!({"held": true}));
    shop.sends("waiting");
    let forged = shop.forged().to_string();
    let own = |key: &str| vec![("X-API-Key", key.to_owned())];
    let mut wrong = vec![Vec::new(), own(""), own(&KEY[1..]), own(&format!("{KEY}x")), own(&KEY.to_uppercase())];
    wrong.push(vec![("X-API-Key", KEY.to_owned()), ("X-API-Key", "another".to_owned())]);
    wrong.push(vec![("Authorization", KEY.to_owned())]);
    wrong.extend((0..200).map(|number| own(&format!("{number:018}"))));
    for headers in wrong {
        let status = post(&shop.address, "/result", &headers, &forged);
        assert!(status.is_some_and(|status| (400..500).contains(&status)), "{headers:?}: {status:?}");
    }
    assert!(!shop.has("waiting"));
    shop.register.world(&json!({"held": false}));
    shop.awaits("waiting", 1);
}

#[test]
fn a_slow_client_holds_nobody_up() {
    let shop = Listening::new();
    let slow: Vec<TcpStream> = (0..40)
        .map(|number| {
            let mut stream = shop.connect();
            let part = head("Content-Length: 500\r\n");
            // Each one stops at another position.
            stream.write_all(&part.as_bytes()[..part.len() * number / 40]).unwrap();
            stream
        })
        .collect();
    shop.hears_of("meanwhile");
    // And none of them is kept forever.
    for mut stream in slow {
        let mut answer = Vec::new();
        let _ = stream.read_to_end(&mut answer);
        assert!(!String::from_utf8_lossy(&answer).starts_with("HTTP/1.1 200"));
    }
}

#[test]
fn a_client_that_sends_byte_by_byte_is_not_kept_forever() {
    let shop = Listening::new();
    let mut stream = shop.connect();
    let dripping = thread::spawn(move || {
        let body = "x".repeat(1 << 20);
        let bytes = format!("{}{body}", head(&format!("Content-Length: {}\r\n", body.len())));
        bytes.as_bytes().iter().position(|byte| stream.write_all(&[*byte]).is_err() || is_over(&stream))
    });
    shop.hears_of("meanwhile");
    assert!(dripping.join().unwrap().is_some(), "a megabyte was taken byte by byte");
}

/// Waits a moment between two bytes; returns whether the other side has closed.
fn is_over(stream: &TcpStream) -> bool {
    stream.set_read_timeout(Some(Duration::from_millis(100))).unwrap();
    match stream.peek(&mut [0]) {
        Ok(_) => true,
        Err(error) => !matches!(error.kind(), std::io::ErrorKind::WouldBlock | std::io::ErrorKind::TimedOut),
    }
}

#[test]
fn a_crowd_of_connections_does_not_shut_the_service_out() {
    let shop = Listening::new();
    let (address, soon) = (shop.address.parse().unwrap(), Duration::from_millis(100));
    let crowd: Vec<_> = (0..400).map_while(|_| TcpStream::connect_timeout(&address, soon).ok()).collect();
    assert!(crowd.len() >= 40, "{} connections", crowd.len());
    shop.sends("in the crowd");
    drop(crowd);
    shop.awaits("in the crowd", 1);
}

#[test]
fn an_address_that_cannot_be_bound_is_an_error() {
    let shop = Listening::new();
    let taken = TcpListener::bind(format!("{}:0", own_address())).unwrap();
    for address in
        ["", "shop", "127.0.0.1", "127.0.0.1:99999", "300.0.0.1:80", &taken.local_addr().unwrap().to_string()]
    {
        let (status, answer) = shop.device.listen(Some(address));
        assert_ne!(status, 0, "{address}");
        assert_eq!(answer["error"]["outcome"], "notSent", "{address}: {answer}");
        assert!(TcpStream::connect(&shop.address).is_ok(), "{address}: the earlier one listens on");
    }
    shop.hears_of("after");
    // If it already listens there, nothing changes.
    let stands = shop.connect();
    assert_eq!(listening(&shop.device, &shop.address), shop.address);
    shop.hears_of("later");
    drop(stands);
    // A free address can be bound, and replaces the old one.
    let elsewhere = listening(&shop.device, &format!("{}:0", own_address()));
    assert_ne!(elsewhere, shop.address);
    assert!(TcpStream::connect(&shop.address).is_err());
    shop.register.calls_back(&elsewhere, KEY);
    shop.hears_of("elsewhere");
}

#[test]
fn a_receiver_that_has_ended_can_start_again() {
    let shop = Listening::new();
    assert_eq!(shop.device.listen(None).0, 0);
    assert!(TcpStream::connect(&shop.address).is_err());
    shop.sends("unheard");
    await_that("a call in vain", || {
        shop.register.callbacks().last().is_some_and(|call| call["attempts"][0].is_object())
    });
    assert_eq!(listening(&shop.device, &shop.address), shop.address);
    shop.awaits("unheard", 1);
    // A connection is open while the receiver ends.
    let _stands = shop.connect();
    drop(shop.device);
    assert!(TcpStream::connect(&shop.address).is_err());
}

/// How many results were reported to the one program of these tests that counts them.
static TOLD: AtomicUsize = AtomicUsize::new(0);

extern "C" fn told(_: *mut c_void, result: *const c_char) {
    assert!(lent(result)["externalId"].is_string());
    TOLD.fetch_add(1, Ordering::SeqCst);
}

#[test]
fn each_result_is_reported_and_none_after_the_end() {
    let told_so_far = || TOLD.load(Ordering::SeqCst);
    let shop = Listening::new();
    assert_eq!(shop.device.on_result(told, std::ptr::null_mut()), 0);
    for number in 0..5 {
        shop.hears_of(&format!("document {number}"));
    }
    await_that("five results", || told_so_far() >= 5);
    let register = &shop.register;
    drop(shop.device);
    let before = told_so_far();
    let task = register.callbacks()[0]["task"].as_str().unwrap().to_owned();
    register.call_back_again(&task);
    await_that("a call in vain", || register.callbacks().last().unwrap()["attempts"][0].is_object());
    assert_eq!(told_so_far(), before);
}
