//! One workflow: the service and the register, both simulated, the library, and checks that compare what it reports
//! with what exists.

use super::judge;
use crate::support::abi::Device;
use crate::support::application::request;
use crate::support::register::Register;
use crate::support::registration;
use crate::support::scratch_in_memory;
use kassa_simulator::ofdru::test_signature;
use kassa_simulator::{icash, ofdru};
use serde_json::{Value, json};
use std::path::PathBuf;
use tempfile::TempDir;

/// Id of the workflow.
pub const WORKFLOW: &str = "road";

/// How long an exchange may take, in milliseconds, on a busy machine.
const PATIENCE: u64 = 4000;

/// How long a side may still be working on a request whose answer was lost, in milliseconds. A request that is processed
/// later than this after its connection broke makes a second application, which nothing can prevent. So it must be much
/// longer than `exchanges::LATE_MS`, after which the simulators process a request, also on a machine that wakes them late.
const SETTLE: u64 = 2000;

/// A workflow that does not end within this many calls is given up.
const MOST_CALLS: usize = 12;

/// The expected first filing, and the expected last one.
pub const FIRST: [&str; 2] = ["Initialization", "approved"];
pub const LAST: [&str; 2] = ["Finalization", "approved"];

/// One run of the workflow: both sides, and a judge of what the program is told.
pub struct Scene {
    pub service: Register,
    pub register: Register,
    folder: TempDir,
    /// The request with which the program begins the workflow.
    pub request: Value,
    /// The calls and their answers, in order.
    pub story: Vec<String>,
    /// The false statements that were found.
    pub falsehoods: Vec<String>,
    /// The outcomes that no error may have, for the fault that is set.
    pub impossible: Vec<&'static str>,
    /// The filings with the tax service that are expected at the end: stage and verdict.
    pub filed: Vec<[&'static str; 2]>,
    /// How long an exchange may take, in milliseconds.
    pub patience: u64,
    /// How many reports the register is expected to have at the end.
    pub reports: usize,
    /// The number of the program, which selects the journal.
    program: usize,
}

/// The two devices of a running program.
pub struct Handles {
    pub registrar: Device,
    pub device: Device,
}

impl Handles {
    pub fn open(configs: &[Value; 2]) -> Self {
        let open = |config: &Value| Device::open(config).unwrap_or_else(|error| panic!("open: {error:?}"));
        Self { registrar: open(&configs[0]), device: open(&configs[1]) }
    }

    /// Advances the workflow, with a signer whose signatures are visibly test ones.
    pub fn advance(&self) -> (i32, Value) {
        registration::advance(
            &self.registrar,
            &self.device,
            WORKFLOW,
            Some(&|_, content| Some(test_signature(content))),
        )
    }
}

impl Scene {
    /// Both sides within this process; the tax service decides when the workflow waits for it.
    pub fn set() -> Self {
        Self::with(ofdru::Options::default())
    }

    /// The same with other options of the service.
    pub fn with(options: ofdru::Options) -> Self {
        let options = ofdru::Options { setup: Register::setup(), answer_seconds: None, ..options };
        let registered = icash::Options { setup: Register::setup(), registered: false, ..icash::Options::default() };
        Self::between(
            Register::here(ofdru::Simulator::start(options).unwrap()),
            Register::here(icash::Simulator::start(registered).unwrap()),
        )
    }

    /// A workflow for a register that is registered already.
    pub fn on_record(purpose: &str, reasons: &Value) -> Self {
        let options = ofdru::Options { setup: Register::setup(), answer_seconds: None, ..ofdru::Options::default() };
        let registered = icash::Options { setup: Register::setup(), ..icash::Options::default() };
        let mut scene = Self::between(
            Register::here(ofdru::Simulator::start(options).unwrap()),
            Register::here(icash::Simulator::start(registered).unwrap()),
        );
        let request = &mut scene.request;
        request["purpose"] = json!(purpose);
        let details = &mut request["KktDetails"];
        details[if purpose == "Reregistration" { "ReregistrationReasons" } else { "UnregistrationReasons" }] =
            reasons.clone();
        let record = json!({
            "inn": request["CompanyDetails"]["Inn"], "serialNumber": request["KktDetails"]["SerialNumber"],
            "fnNumber": request["KktDetails"]["FnNumber"],
        });
        if purpose == "Unregistration" {
            request["registration"] = json!({"operator": {"name": "Инженер Седов"}});
        }
        let answer: Value = serde_json::from_str(&scene.service.ask("POST", "/register", &record.to_string())).unwrap();
        assert_eq!(answer["regNumber"], "0000000001045548", "the number that the register has");
        if reasons["FnChanged"] == true {
            let fresh = "9999078900054321";
            scene.register.ask("POST", "/drive", &json!({"fnNumber": fresh}).to_string());
            scene.request["KktDetails"]["FnNumber"] = json!(fresh);
        }
        scene
    }

    /// A workflow between these two.
    pub fn between(service: Register, register: Register) -> Self {
        let folder = scratch_in_memory();
        let request = request(WORKFLOW, folder.path().join("card.xml").to_str().unwrap());
        let (story, falsehoods, impossible) = (Vec::new(), Vec::new(), Vec::new());
        let filed = vec![FIRST, LAST];
        Self {
            service,
            register,
            folder,
            request,
            story,
            falsehoods,
            impossible,
            filed,
            patience: PATIENCE,
            reports: 1,
            program: 0,
        }
    }

    /// The configurations of the service and of the register.
    pub fn configs(&self) -> [Value; 2] {
        let common = json!({
            "journal": self.journal(), "timeoutMs": self.patience, "connectTimeoutMs": PATIENCE,
            "deadlineMs": PATIENCE, "settleMs": SETTLE,
        });
        let with = |own: Value| {
            let mut config = common.clone();
            config.as_object_mut().unwrap().extend(own.as_object().unwrap().clone());
            config
        };
        [
            with(json!({
                "backend": "ofdru", "url": self.service.url(), "login": "partner@example.com",
                "password": "partner-password", "ofdAgreementId": "555b55e5-a555-5e55-55d5-5fcbafd5fe55",
            })),
            with(json!({"backend": "icash", "url": self.register.url()})),
        ]
    }

    /// Path of the journal.
    pub fn journal(&self) -> PathBuf {
        self.folder.path().join(format!("{}/kassa.db", self.program))
    }

    /// Deletes the journal with its side files, and starts the workflow again.
    pub fn lose_journal(&mut self) {
        std::fs::remove_dir_all(self.journal().parent().unwrap()).unwrap();
        self.story.push("the journal is lost".into());
        self.start();
    }

    /// The next calls come from another program, which has its own journal.
    pub fn change_program(&mut self) {
        self.program = 1 - self.program;
        self.story.push(format!("program {}", self.program));
    }

    /// The kind of card that the workflow ends with.
    pub fn card_kind(&self) -> &'static str {
        if self.request["purpose"] == "Unregistration" { "1110065" } else { "1110066" }
    }

    /// Path where the card is saved.
    pub fn card(&self) -> PathBuf {
        self.folder.path().join("card.xml")
    }

    /// The devices as after a restart of the program.
    pub fn open(&self) -> Handles {
        Handles::open(&self.configs())
    }

    /// Starts the workflow, or starts it again with a fixed request.
    pub fn start(&mut self) {
        let handles = self.open();
        let (status, answer) = registration::start(&handles.registrar, &handles.device, &self.request);
        self.story.push(format!("start: {status} {answer}"));
        if status != 0 {
            self.falsehoods.push(format!("start: {answer}"));
        }
    }

    /// One call of `advance` by a program that has just started; then plays the tax service if it is awaited. Returns
    /// the state document, or the error.
    pub fn advance(&mut self) -> Value {
        let handles = self.open();
        self.advance_on(&handles)
    }

    /// The same by a program that keeps running.
    pub fn advance_on(&mut self, handles: &Handles) -> Value {
        let (status, answer) = handles.advance();
        self.heard(status, &answer);
        answer
    }

    /// Checks an answer, and plays the tax service if it is awaited.
    pub fn heard(&mut self, status: i32, answer: &Value) {
        self.story.push(format!("advance: {status} {answer} | {}", self.there()));
        let told = judge::answer(self, status, answer);
        self.falsehoods.extend(told);
        if status != 0 && self.has_been_struck() {
            // Errors after that have another cause.
            self.impossible.clear();
        }
        self.hear_state((status == 0).then_some(answer));
        if status == 0 && answer["awaited"] == "taxService" {
            self.tax_service(&json!({"approve": "*"}));
        }
    }

    /// Checks the state in the journal: after an answer, both are equal.
    fn hear_state(&mut self, answer: Option<&Value>) {
        let registrar = Device::open(&self.configs()[0]).unwrap_or_else(|error| panic!("open: {error:?}"));
        let (status, state) = registration::state(&registrar, WORKFLOW);
        if status != 0 || answer.is_some_and(|answer| *answer != state) {
            self.falsehoods.push(format!("the journal says {status} {state}"));
        }
        let told = judge::state(self, &state);
        self.falsehoods.extend(told);
    }

    /// Advances to the end with a restart before every call.
    pub fn complete(&mut self) {
        for _ in 0..MOST_CALLS {
            if self.advance()["done"] == true {
                return;
            }
        }
        self.falsehoods.push(format!("not done after {MOST_CALLS} calls"));
    }

    /// Makes the tax service decide, or changes its behaviour.
    pub fn tax_service(&mut self, told: &Value) {
        let answer = self.service.ask("POST", "/fns", &told.to_string());
        self.story.push(format!("tax service: {told} {}", answer.trim()));
    }

    /// Compares both ledgers, the card and a last call when the workflow is over.
    pub fn settle_accounts(&mut self) {
        let told = judge::accounts(self);
        self.falsehoods.extend(told);
        let before = self.changes();
        let again = self.advance();
        if again["done"] != true || self.changes() != before {
            self.falsehoods.push(format!("a call after the end does something: {again}"));
        }
        self.start();
        if self.changes() != before {
            self.falsehoods.push("the same request at the end sends something".into());
        }
    }

    /// Whether the fault that is set has occurred.
    pub fn has_been_struck(&self) -> bool {
        self.service.fired() + self.register.fired() > 0
    }

    /// Fails with the complete story if anything was false.
    pub fn is_true(&self) {
        assert!(self.falsehoods.is_empty(), "{}\n{}", self.falsehoods.join("\n"), self.story.join("\n"));
    }

    /// Requests that arrived completely and change something, on both sides.
    pub fn changes(&self) -> usize {
        let changes = |side: &Register| {
            let asks = |request: &&Value| {
                request["method"] != "GET" && !request["path"].as_str().unwrap().contains("/CreateAuthToken")
            };
            side.requests().iter().filter(asks).count()
        };
        changes(&self.service) + changes(&self.register)
    }

    /// What the service has.
    pub fn ledger(&self) -> Value {
        serde_json::from_str(&self.service.ask("GET", "/ledger", "")).unwrap()
    }

    /// Applications that the driver has made.
    pub fn applications(&self) -> Vec<Value> {
        let ledger = self.ledger();
        let all = ledger["applications"].as_array().unwrap().iter();
        all.filter(|application| application["by"] == "api").cloned().collect()
    }

    fn there(&self) -> String {
        let applications: Vec<String> = self
            .applications()
            .iter()
            .map(|one| format!("{}/{}", one["stage"].as_str().unwrap(), one["status"].as_str().unwrap()))
            .collect();
        format!("there: {applications:?}, {} reports", self.register.ours().len())
    }
}
