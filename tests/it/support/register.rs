//! A simulated register and what a test can ask of it, in this process or in one of its own.
#![allow(dead_code, reason = "each test program uses its part")]

pub use super::await_that;
use super::simulated;
use kassa_simulator::{Setup, Simulator};
use serde_json::{Value, json};
use std::ffi::OsString;
use std::fs;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::Child;
use std::sync::atomic::{AtomicI64, AtomicU32, Ordering};

/// A running register; dropping it ends it.
pub struct Register {
    url: String,
    power: Power,
    /// Seconds that its clock is ahead of UTC.
    clock: AtomicI64,
}

enum Power {
    Here { simulator: Box<dyn Control> },
    Apart { process: Child, word: &'static str, state: PathBuf, options: &'static [&'static str] },
}

/// What a register in this process is asked without a connection: judges ask far more than drivers do.
trait Control: Send + Sync {
    fn control(&self, method: &str, path: &str, body: &str) -> String;
    fn requests(&self) -> Vec<Value>;
}

impl<D: Send + Sync> Control for Simulator<D> {
    fn control(&self, method: &str, path: &str, body: &str) -> String {
        Self::control(self, method, path, body)
    }

    fn requests(&self) -> Vec<Value> {
        Self::requests(self)
    }
}

impl Register {
    /// The setup of a register in this process.
    pub fn setup() -> Setup {
        Setup { listen: format!("{}:0", own_address()), ..Setup::default() }
    }

    /// A register in this process.
    pub fn here<D: Send + Sync + 'static>(simulator: Simulator<D>) -> Self {
        let url = simulator.url();
        Self { url, power: Power::Here { simulator: Box::new(simulator) }, clock: AtomicI64::new(0) }
    }

    /// A register of this protocol in a process of its own, which keeps its memory in a file.
    pub fn apart(word: &'static str, state: &Path, options: &'static [&'static str]) -> Self {
        Self::powered(word, &format!("{}:0", own_address()), state, options)
    }

    fn powered(word: &'static str, listen: &str, state: &Path, options: &'static [&'static str]) -> Self {
        let words = [word, "--listen", listen, "--state"].into_iter().map(OsString::from);
        let words = words.chain([state.into()]).chain(options.iter().map(OsString::from));
        let (process, url) = simulated::started(&words.collect::<Vec<_>>());
        let power = Power::Apart { process, word, state: state.to_owned(), options };
        Self { url, power, clock: AtomicI64::new(0) }
    }

    /// Whether its process has lost its power.
    pub fn is_dark(&mut self) -> bool {
        let Power::Apart { process, .. } = &mut self.power else { panic!("only a process loses its power") };
        process.try_wait().unwrap().is_some()
    }

    /// Waits until the process has lost its power.
    pub fn await_darkness(&mut self) {
        await_that("the loss of power", || self.is_dark());
    }

    /// Waits until the process has lost its power, and starts the register again.
    pub fn on_again(&mut self) {
        self.await_darkness();
        let Power::Apart { word, state, options, .. } = &self.power else { return };
        let (state, clock) = (state.clone(), self.clock.load(Ordering::Relaxed));
        *self = Self::powered(word, self.address(), &state, options);
        if clock != 0 {
            self.clock(clock);
        }
    }

    /// Keeps a copy of the memory of its process.
    pub fn back_up(&self) {
        let Power::Apart { state, .. } = &self.power else { panic!("only a process keeps its memory in a file") };
        fs::copy(state, state.with_extension("copy")).unwrap();
    }

    /// Stops it, restores the copy, and starts it again at the same address.
    pub fn restore(&mut self) {
        let Power::Apart { process, state, .. } = &mut self.power else {
            panic!("only a process keeps its memory in a file")
        };
        process.kill().unwrap();
        process.wait().unwrap();
        fs::copy(state.with_extension("copy"), state).unwrap();
        self.on_again();
    }

    /// The register's base address.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Its host and port.
    pub fn address(&self) -> &str {
        self.url.strip_prefix("http://").unwrap()
    }

    /// Sets the register's faults; an empty list ends them.
    pub fn faults(&self, faults: &[Value]) {
        let answer: Value = serde_json::from_str(&self.ask("POST", "/faults", &json!(faults).to_string())).unwrap();
        assert_eq!(answer["ok"], true, "{faults:?}");
    }

    /// How often faults have occurred.
    pub fn fired(&self) -> u64 {
        let faults: Value = serde_json::from_str(&self.ask("GET", "/faults", "")).unwrap();
        faults.as_array().unwrap().iter().map(|fault| fault["fired"].as_u64().unwrap()).sum()
    }

    /// The documents made by the protocol's client, that is, by the driver.
    pub fn ours(&self) -> Vec<Value> {
        self.documents("api")
    }

    /// The documents of other programs.
    pub fn strangers(&self) -> Vec<Value> {
        self.documents("stranger")
    }

    fn documents(&self, by: &str) -> Vec<Value> {
        let ledger: Vec<Value> = serde_json::from_str(&self.ask("GET", "/ledger", "")).unwrap();
        ledger.into_iter().filter(|document| document["by"] == by).collect()
    }

    /// The requests that arrived completely.
    pub fn requests(&self) -> Vec<Value> {
        match &self.power {
            Power::Here { simulator } => simulator.requests(),
            Power::Apart { .. } => serde_json::from_str(&self.ask("GET", "/requests", "")).unwrap(),
        }
    }

    /// Makes a document as another program.
    pub fn make(&self, document: &Value) {
        let answer: Value = serde_json::from_str(&self.ask("POST", "/document", &document.to_string())).unwrap();
        let is_queued = answer["status"] == "wait" && answer["error"].is_null();
        let done = answer["ok"] == true || answer["response_code"] == 0 || answer["code"] == 0;
        let done = done || is_queued || answer["result"].is_object();
        assert!(done, "{document}: {answer}");
    }

    /// Opens the shift of an iCASH as another program.
    pub fn open_shift(&self) {
        self.make(&json!({"command": "shift/open", "data": {"T1021": "Другая программа"}}));
    }

    /// Changes the state of the registers behind a queue.
    pub fn world(&self, change: &Value) {
        let answer: Value = serde_json::from_str(&self.ask("POST", "/register", &change.to_string())).unwrap();
        assert_eq!(answer["ok"], true, "{change}");
    }

    /// The tasks of a queue, each as its service shows it, with its state.
    pub fn tasks(&self) -> Vec<Value> {
        serde_json::from_str(&self.ask("GET", "/tasks", "")).unwrap()
    }

    /// Makes a queue's service call back to an address, with this key.
    pub fn calls_back(&self, address: &str, key: &str) {
        let settings = json!({"callbackApiKey": key, "printResultUrl": format!("http://{address}/result")});
        let key = kassa_simulator::itkassa::Options::default().api_key;
        let headers = [("X-API-Key", key), ("Content-Type", "application/json;charset=UTF-8".into())];
        let path = format!("{}/organization/settings", kassa_simulator::itkassa::BASE);
        assert_eq!(post(self.address(), &path, &headers, &settings.to_string()), Some(200));
    }

    /// The callbacks that a queue's service has sent.
    pub fn callbacks(&self) -> Vec<Value> {
        serde_json::from_str(&self.ask("GET", "/callbacks", "")).unwrap()
    }

    /// Makes this many answers to the service's callbacks get lost.
    pub fn unheard(&self, answers: u64) {
        self.ask("POST", "/callbacks", &json!({"unheard": answers}).to_string());
    }

    /// Makes the service send a result once more.
    pub fn call_back_again(&self, task: &str) {
        let answer: Value =
            serde_json::from_str(&self.ask("POST", "/callbacks/repeat", &json!({"task": task}).to_string())).unwrap();
        assert_eq!(answer["ok"], true, "{task}");
    }

    /// Sets the clock this far ahead of UTC.
    pub fn clock(&self, seconds: i64) {
        self.clock.store(seconds, Ordering::Relaxed);
        self.ask("POST", "/clock", &json!({"offsetSeconds": seconds}).to_string());
    }

    /// Sends a request to its control paths; returns the body of the answer.
    pub fn ask(&self, method: &str, path: &str, body: &str) -> String {
        if let Power::Here { simulator } = &self.power {
            return simulator.control(method, path, body);
        }
        let mut stream = TcpStream::connect(self.address()).unwrap();
        let length = body.len();
        let head = format!(
            "{method} /simulator{path} HTTP/1.1\r\nhost: register\r\nconnection: close\r\ncontent-length: {length}\r\n\r\n"
        );
        stream.write_all(format!("{head}{body}").as_bytes()).unwrap();
        // Without a capacity it is read in pieces of 32 bytes at first.
        let mut answer = String::with_capacity(32 * 1024);
        stream.read_to_string(&mut answer).unwrap();
        answer.split_once("\r\n\r\n").expect("an answer").1.to_owned()
    }
}

impl Drop for Register {
    fn drop(&mut self) {
        if let Power::Apart { process, .. } = &mut self.power {
            let _ = process.kill();
            let _ = process.wait();
        }
    }
}

/// An address that no outgoing connection uses as its own, so that a released port can be bound again.
pub fn own_address() -> String {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    let number = NEXT.fetch_add(1, Ordering::Relaxed);
    let of_process = std::process::id() % 120 + 100;
    format!("127.{of_process}.{}.{}", number / 250 % 250, number % 250 + 1)
}

/// Posts a body; returns the status of the answer, if there is one.
pub fn post(address: &str, path: &str, headers: &[(&str, String)], body: &str) -> Option<u16> {
    let mut stream = TcpStream::connect(address).unwrap();
    let more: String = headers.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
    let length = body.len();
    let head =
        format!("POST {path} HTTP/1.1\r\nhost: kassa\r\nconnection: close\r\ncontent-length: {length}\r\n{more}\r\n");
    stream.write_all(format!("{head}{body}").as_bytes()).unwrap();
    let mut answer = String::new();
    let _ = stream.read_to_string(&mut answer);
    answer.split(' ').nth(1)?.parse().ok()
}
