//! A register whose memory can be restored, and the devices that use it.

use crate::documents::{changed, sale};
use crate::support::abi::Device;
use kassa_simulator::icash::{self, By, DocumentKind, Options};
use kassa_simulator::{Fault, Setup, cashcore};
use serde_json::{Value, json};
use std::fs;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::PathBuf;

pub const OK: i32 = 0;
pub const NOT_MADE: i32 = 8;
pub const UNKNOWN: i32 = 9;
pub const BUSY: i32 = 11;
pub const ID_REUSED: i32 = 13;
pub const NOT_FOUND: i32 = 14;

/// The registers that make a document while the caller waits.
pub enum Register {
    Icash(icash::Simulator),
    Cashcore(cashcore::Simulator),
}

/// Which register it is, and how its receipts are recognised.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// By content.
    Icash,
    /// By a mark.
    MarkedIcash,
    /// By a mark if the register keeps it.
    Cashcore,
    /// A register that drops marks.
    ForgetfulCashcore,
}

impl Kind {
    pub const ALL: [Self; 4] = [Self::Icash, Self::MarkedIcash, Self::Cashcore, Self::ForgetfulCashcore];

    /// The request path of a sale.
    pub fn path(self) -> &'static str {
        if self.is_icash() { "/receipt" } else { "/TradeOperation" }
    }

    fn is_icash(self) -> bool {
        matches!(self, Self::Icash | Self::MarkedIcash)
    }
}

pub struct Shop {
    kind: Kind,
    register: Option<Register>,
    address: String,
    folder: tempfile::TempDir,
}

impl Shop {
    /// A shop whose shift is open.
    pub fn open(kind: Kind) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut shop = Self { kind, register: None, address: "127.0.0.1:0".into(), folder };
        shop.switch_on();
        if let Some(Register::Icash(register)) = &shop.register {
            assert_eq!(register.make_document(&json!({ "command": "shift/open" })).unwrap()["ok"], true);
        }
        shop
    }

    fn memory(&self) -> PathBuf {
        self.folder.path().join("register.json")
    }

    fn switch_on(&mut self) {
        let setup = Setup { listen: self.address.clone(), state_file: Some(self.memory()), ..Setup::default() };
        let register = if self.kind.is_icash() {
            Register::Icash(icash::Simulator::start(Options { setup, ..Options::default() }).unwrap())
        } else {
            let keeps_auxiliary = self.kind == Kind::Cashcore;
            let options = cashcore::Options { setup, keeps_auxiliary, ..cashcore::Options::default() };
            Register::Cashcore(cashcore::Simulator::start(options).unwrap())
        };
        let url = match &register {
            Register::Icash(register) => register.url(),
            Register::Cashcore(register) => register.url(),
        };
        url.trim_start_matches("http://").clone_into(&mut self.address);
        self.register = Some(register);
    }

    /// Keeps a copy of the register's memory.
    pub fn back_up(&self) {
        fs::copy(self.memory(), self.folder.path().join("copy.json")).unwrap();
    }

    /// Restores the copy, at the same address.
    pub fn restore(&mut self) {
        match self.register.take() {
            Some(Register::Icash(register)) => register.stop(),
            Some(Register::Cashcore(register)) => register.stop(),
            None => {}
        }
        fs::copy(self.folder.path().join("copy.json"), self.memory()).unwrap();
        self.switch_on();
    }

    pub fn address(&self) -> &str {
        &self.address
    }

    pub fn journal(&self) -> PathBuf {
        self.folder.path().join("kassa.db")
    }

    /// A device of the register; `settings` are added to the usual ones.
    pub fn device(&self, settings: &Value) -> Device {
        self.device_at(&format!("http://{}", self.address), settings)
    }

    /// The same under another address.
    pub fn device_at(&self, url: &str, settings: &Value) -> Device {
        let own = match self.kind {
            Kind::Icash => json!({ "backend": "icash" }),
            Kind::MarkedIcash => json!({ "backend": "icash", "mark": "T1192" }),
            Kind::Cashcore | Kind::ForgetfulCashcore => {
                json!({ "backend": "cashcore", "kkmOfdId": 6923, "pin": "3333" })
            }
        };
        let mut config = json!({
            "url": url, "journal": self.journal(), "settleMs": 150, "resend": 0, "deadlineMs": 60_000,
        });
        for part in [&own, settings] {
            config.as_object_mut().unwrap().extend(part.as_object().unwrap().clone());
        }
        Device::open(&config).unwrap_or_else(|error| panic!("{config}: {error:?}"))
    }

    /// The same sale as another program sends it, in the register's own protocol.
    pub fn foreign(&self, sum: u32) -> Value {
        let spare = Self::open(self.kind);
        assert_eq!(spare.device(&json!({ "mark": "none" })).execute(&sale_of("x", sum)).0, OK);
        let requests = spare.requests();
        let sent = requests.iter().rfind(|request| request["path"].as_str().unwrap().ends_with(self.kind.path()));
        let body: Value = serde_json::from_str(sent.unwrap()["body"].as_str().unwrap()).unwrap();
        match self.kind.is_icash() {
            true => json!({ "command": "receipt", "data": body }),
            false => json!({ "command": "TradeOperation", "data": body, "pin": "2222" }),
        }
    }

    pub fn sell_elsewhere(&self, document: &Value) {
        let answer = match self.register.as_ref().unwrap() {
            Register::Icash(register) => register.make_document(document),
            Register::Cashcore(register) => register.make_document(document),
        };
        let answer = answer.unwrap();
        assert!(answer["ok"] == true || answer["response_code"] == 0, "{document}: {answer}");
    }

    /// Sets faults for the request of a sale.
    pub fn fail(&self, faults: &[Value]) {
        let path = self.kind.path();
        let faults = faults.iter().map(|fault| {
            let mut fault = fault.clone();
            fault.as_object_mut().unwrap().entry("path").or_insert_with(|| json!(path));
            fault
        });
        let faults = Fault::list(&faults.collect::<Value>().to_string()).unwrap();
        match self.register.as_ref().unwrap() {
            Register::Icash(register) => register.set_faults(faults),
            Register::Cashcore(register) => register.set_faults(faults),
        }
    }

    /// How many sales of this sum the library has made.
    pub fn sold(&self, sum: u32) -> usize {
        match self.register.as_ref().unwrap() {
            Register::Icash(register) => {
                let receipts = register.ledger().into_iter().filter(|document| document.kind == DocumentKind::Receipt);
                receipts
                    .filter(|document| {
                        document.by == By::Api && document.data["T1020"].as_f64() == Some(f64::from(sum))
                    })
                    .count()
            }
            Register::Cashcore(register) => {
                let tickets = register.ledger().into_iter().filter(|document| document.by == cashcore::By::Api);
                tickets.filter(|document| document.request["payments"][0]["sum"] == json!(sum)).count()
            }
        }
    }

    /// The bodies sent to a path.
    pub fn bodies(&self, path: &str) -> Vec<Value> {
        let requests = self.requests();
        let asked = requests.iter().filter(|request| request["path"] == path);
        asked.map(|request| serde_json::from_str(request["body"].as_str().unwrap()).unwrap()).collect()
    }

    fn requests(&self) -> Vec<Value> {
        match self.register.as_ref().unwrap() {
            Register::Icash(register) => register.requests(),
            Register::Cashcore(register) => register.requests(),
        }
    }

    /// Whether a path of this kind was requested since the last time.
    pub fn has_asked(&self, kind: &str) -> bool {
        self.requests().iter().any(|request| request["path"].as_str().unwrap().contains(kind))
    }

    /// The paths that the library requested since the last time.
    pub fn asked(&self) -> Vec<String> {
        let requests = self.requests();
        match self.register.as_ref().unwrap() {
            Register::Icash(register) => register.forget_requests(),
            Register::Cashcore(register) => register.forget_requests(),
        }
        requests.iter().map(|request| request["path"].as_str().unwrap().to_owned()).collect()
    }

    /// Delivers a request that was delayed on its way: the last sale, byte by byte.
    pub fn deliver(&self) {
        let requests = self.requests();
        let path = |request: &&Value| request["path"].as_str().unwrap().ends_with(self.kind.path());
        let sale = requests.iter().rfind(path).unwrap();
        let (path, body) = (sale["path"].as_str().unwrap(), sale["body"].as_str().unwrap());
        let mut link = TcpStream::connect(&self.address).unwrap();
        let length = body.len();
        write!(link, "POST {path} HTTP/1.1\r\nHost: a\r\nAuthorization: 3333\r\nContent-Type: application/json\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{body}").unwrap();
        let mut answer = String::new();
        link.read_to_string(&mut answer).unwrap();
        assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    }
}

/// A sale of one line for this many roubles, or tenge.
pub fn sale_of(id: &str, sum: u32) -> Value {
    let changes = json!({
        "externalId": id, "items[0].price": sum, "items[0].amount": sum, "payments[0].sum": sum,
    });
    changed(&sale(), &changes)
}
