//! One workflow: the service and the register, both simulated, and a program between them.

use crate::support::abi::Device;
use crate::support::registration::{advance, start};
use kassa_simulator::ofdru::{Decision, test_signature};
use kassa_simulator::{Setup, icash, ofdru};
use serde_json::{Value, json};
use std::path::PathBuf;

pub const OK: i32 = 0;
pub const BAD_DOCUMENT: i32 = 4;
pub const UNSUPPORTED: i32 = 5;
pub const REFUSED: i32 = 7;
pub const ID_REUSED: i32 = 13;
pub const NOT_FOUND: i32 = 14;
pub const WORKFLOW: &str = "shop-1";
pub const ACCOUNT: &str = "555b55e5-a555-5e55-55d5-5fcbafd5fe55";
/// The owner of the simulated register, the register itself, and its place.
pub const VATIN: &str = "7743013901";
pub const SERIAL: &str = "00000000000000012345";
pub const DRIVE: &str = "9999078900012345";
pub const NEXT_DRIVE: &str = "9999078900054321";

/// Both sides, and a program between them.
pub struct Scene {
    pub service: ofdru::Simulator,
    pub register: icash::Simulator,
    pub registrar: Device,
    pub device: Device,
    configs: [Value; 2],
    pub folder: tempfile::TempDir,
}

impl Scene {
    /// A new register, and a tax service that decides when the test says so.
    pub fn fresh() -> Self {
        Self::of(ofdru::Options::default(), false, &json!({}))
    }

    pub fn of(options: ofdru::Options, registered: bool, settings: &Value) -> Self {
        let service = ofdru::Simulator::start(ofdru::Options { answer_seconds: None, ..options }).unwrap();
        let register = icash::Simulator::start(icash::Options {
            setup: Setup::default(),
            registered,
            ..icash::Options::default()
        })
        .unwrap();
        let folder = tempfile::tempdir().unwrap();
        let journal = folder.path().join("kassa.db");
        let mut config = json!({
            "backend": "ofdru", "url": service.url(), "login": "partner@example.com", "password": "partner-password",
            "ofdAgreementId": ACCOUNT, "journal": journal, "settleMs": 50,
        });
        config.as_object_mut().unwrap().extend(settings.as_object().unwrap().clone());
        let register_config =
            json!({"backend": "icash", "url": register.url(), "journal": journal, "settleMs": 50, "resend": 0});
        let configs = [config, register_config];
        let [registrar, device] = [0, 1].map(|side| Device::open(&configs[side]).unwrap());
        Self { service, register, registrar, device, configs, folder }
    }

    pub fn card(&self) -> PathBuf {
        self.folder.path().join("карточка.xml")
    }

    pub fn request(&self) -> Value {
        let mut request = request();
        request["card"] = json!(self.card());
        request
    }

    pub fn start(&self, request: &Value) -> Value {
        let (status, answer) = start(&self.registrar, &self.device, request);
        assert_eq!(status, OK, "{answer}");
        answer
    }

    /// Faults of a request that must be refused, as `path: rule`.
    pub fn refused(&self, request: &Value) -> Vec<String> {
        let (status, answer) = start(&self.registrar, &self.device, request);
        assert_eq!(status, BAD_DOCUMENT, "{request}: {answer}");
        places(&answer["error"]["faults"])
    }

    pub fn advance(&self) -> Value {
        let (status, answer) = self.advanced();
        assert_eq!(status, OK, "{answer}");
        answer
    }

    pub fn advanced(&self) -> (i32, Value) {
        advance(&self.registrar, &self.device, WORKFLOW, Some(&|_, content| Some(test_signature(content))))
    }

    /// Advances to the end; the tax service approves everything.
    pub fn complete(&self, id: &str) {
        for _ in 0..4 {
            let signer = |_: &Value, content: &[u8]| Some(test_signature(content));
            let (status, answer) = advance(&self.registrar, &self.device, id, Some(&signer));
            assert_eq!(status, OK, "{answer}");
            if answer["done"] == true {
                return;
            }
            self.approve();
        }
        panic!("not done");
    }

    /// The journal is lost, and a new one is begun.
    pub fn forget(&mut self) {
        let journal = self.folder.path().join(format!("{}.db", self.service.requests().len()));
        for config in &mut self.configs {
            config["journal"] = json!(journal);
        }
        self.registrar = Device::open(&self.configs[0]).unwrap();
        self.device = Device::open(&self.configs[1]).unwrap();
    }

    pub fn decide(&self, decision: &Decision) {
        assert!(self.service.decide("*", decision));
    }

    pub fn approve(&self) {
        self.decide(&Decision::Approve);
    }

    pub fn reject(&self, reason: &str) {
        self.decide(&Decision::Reject { reason: reason.into(), fields: Vec::new() });
    }

    /// The documents of a kind that the register has made.
    pub fn reports(&self, word: &str) -> usize {
        self.register.ledger().iter().filter(|document| document.kind.word() == word).count()
    }
}

/// A request with more fields than are required.
pub fn request() -> Value {
    let mut request = crate::support::application::request(WORKFLOW, "card.xml");
    let details = &mut request["KktDetails"];
    details["InstallmentPlace"] = json!("Магазин № 1");
    details["InstallmentAddress"]["PostalCode"] = json!("125009");
    details["InstallmentAddress"]["Region"] = json!("г. Москва");
    details["UsageMode"] = json!({"Internet": true, "ExcisableGoods": true, "Agent": true});
    request["registration"]["device"]["service"] = json!(true);
    request
}

pub fn places(faults: &Value) -> Vec<String> {
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let mut places: Vec<String> = faults
        .as_array()
        .into_iter()
        .flatten()
        .map(|fault| format!("{}: {}", text(&fault["path"]), text(&fault["rule"])))
        .collect();
    places.sort_unstable();
    places
}

/// The parts of a state document that tests compare: the step, and who is awaited.
pub fn stands(state: &Value) -> (&str, &str) {
    for text in ["message", "advice"] {
        assert!(state[text]["ru"].as_str().unwrap().chars().any(|letter| ('а'..='я').contains(&letter)), "{state}");
        assert!(state[text]["en"].as_str().unwrap().chars().any(|letter| letter.is_ascii_lowercase()), "{state}");
    }
    (state["step"].as_str().unwrap(), state["awaited"].as_str().unwrap())
}
