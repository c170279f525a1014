//! iCASH-1F: a fiscal register on the local network, JSON over HTTP, FFD tags as `T1054`.

mod amount;
mod answers;
mod carries;
mod codes;
mod config;
mod errands;
mod errors;
mod facts;
mod item;
mod methods;
mod printany;
mod receipt;
mod registration;
mod relay;
mod status;
mod tables;
mod tags;

use super::known::{Expected, Kind};
use super::{
    Backend, Baseline, Document, Documents, Failure, Job, Made, OwnCall, Record, Register, Registered, Request,
    Sighting,
};
use crate::error::Fault;
use crate::task::answer::Answer;
use crate::task::json::Node;
use crate::task::money::Money;
use crate::task::room::Room;
use crate::task::terms::{Charset, Country, Terms};
use crate::task::{Errand, Parsed, Task, TaskName};
use crate::transport::{Http, Watch};
use config::Config;
use serde::Serialize;
use serde_json::Value;
pub use tags::table as tags_table;

/// The line of the registry.
pub const REGISTERED: Registered = Registered {
    name: NAME,
    title: "iCASH-1F",
    charset: Charset::Cp866,
    country: Country::Russia,
    exact_total: true,
    settle_ms: 15_000,
    carries: carries::table,
    methods: methods::NAMES,
    settings: config::SETTINGS,
    open: config::open,
};

/// Name in the configuration and in messages.
const NAME: &str = "icash";

/// Base path of every command (§5).
const BASE: &str = "/api/1";

/// Most documents that the register's state may lag behind.
const MOST_AHEAD: usize = 16;

/// A register.
pub(super) struct Icash {
    http: Http,
    config: Config,
}

impl Backend for Icash {
    fn device(&self) -> &str {
        &self.config.device
    }

    fn room(&self, task: TaskName) -> Option<&'static Room> {
        carries::room(task)
    }

    fn prepare(&self, parsed: &Parsed, external_id: &str) -> Result<Job, Vec<Fault>> {
        match &parsed.task {
            Task::Receipt(receipt) => receipt::prepare(receipt, &self.config, external_id),
            Task::OpenShift(shift) => Ok(status::shift("/shift/open", Kind::OpenShift, shift)),
            Task::CloseShift(shift) => Ok(status::shift("/shift/close", Kind::CloseShift, shift)),
            Task::Registration(registration) => registration::prepare(registration),
            Task::CloseArchive(shift) => Ok(registration::finalize(shift)),
            Task::CurrentState(_) => Ok(registration::current_state()),
            // There is no room for it, so it does not come here.
            Task::Cash(_) | Task::CorrectionSums(_) => Err(vec![super::no_room(NAME)]),
            Task::Errand(errand) => Ok(Job::Errand(errand.clone())),
        }
    }

    fn documents(&self) -> Documents<'_> {
        Documents::Register(self)
    }

    fn run(&self, errand: &Errand, watch: &Watch) -> Result<Answer, Failure> {
        match errand {
            Errand::DeviceStatus => self.device_status(watch),
            Errand::DeviceInfo => self.device_info(watch),
            Errand::ShiftStatus => self.shift_status(watch),
            Errand::FnStatus => self.fn_status(watch),
            Errand::FnInfo => self.fn_info(watch),
            Errand::RegistrationInfo => self.registration_info(watch),
            Errand::OfdExchangeStatus => self.ofd_exchange_status(watch),
            Errand::FnDocument { number, .. } => self.fn_document(*number, watch),
            Errand::PrintFnDocument(number) => self.print_document(*number, watch),
            Errand::PrintLastReceiptCopy => self.print_last_receipt(watch),
            Errand::SetDateTime(time) => self.set_date_time(*time, watch),
            Errand::Print(slip) => {
                let request = printany::body(&slip.items, &self.config);
                let response = self.http.post(&request.path, &request.body, watch)?;
                let native = answers::accepted(&response, &request.lines)?;
                Ok(Answer { native: Some(native), ..Answer::default() })
            }
            Errand::OfdRelay(relay) => self.relay(relay, watch),
            Errand::OpenShift | Errand::ReportX(_) | Errand::ReceiptImage(_) => Err(super::no_errand(NAME)),
        }
    }

    fn method(&self, name: &str, params: &Node, terms: &Terms) -> Option<Result<Job<OwnCall>, Vec<Fault>>> {
        methods::prepare(name, params, terms)
    }

    fn call(&self, call: &OwnCall, watch: &Watch) -> Result<Value, Failure> {
        self.own_call(call, watch)
    }

    fn interrupt(&self) {
        self.http.interrupt();
    }
}

impl Register for Icash {
    fn baseline(&self, watch: &Watch) -> Result<Baseline, Failure> {
        self.status(watch).map(|status| status.baseline())
    }

    fn send(&self, request: &Request, watch: &Watch) -> Result<Made, Failure> {
        let response = self.http.post(&request.path, &request.body, watch)?;
        let value = answers::made(answers::accepted(&response, &request.lines)?)?;
        let fiscal = facts::fiscal_params(&value);
        let number = fiscal.document_number;
        let fields = facts::settlements(&value);
        let answer = Answer { fields, fiscal: Some(fiscal), native: Some(value), ..Answer::default() };
        Ok(Made { number, answer, keeps_marks: None })
    }

    fn look(&self, past: u64, watch: &Watch) -> Result<Sighting, Failure> {
        let status = self.status(watch)?;
        let mut baseline = status.baseline();
        let mut records = (past..=baseline.document)
            .skip(1)
            .map(|number| self.search(number, watch))
            .collect::<Result<Vec<_>, _>>()?;
        // The state may lag behind the documents: what is there already counts.
        for number in (baseline.document + 1..).take(MOST_AHEAD) {
            let Some(record) = self.shown(number, watch)? else { break };
            baseline.document = number;
            if record.number > past {
                records.push(record);
            }
        }
        Ok(Sighting { baseline, busy: status.is_busy(), records })
    }
}

impl Icash {
    fn get(&self, command: &str, watch: &Watch) -> Result<Value, Failure> {
        let response = self.http.get(&format!("{BASE}{command}"), watch)?;
        answers::accepted(&response, &[])
    }

    fn post(&self, command: &str, body: &impl Serialize, watch: &Watch) -> Result<Value, Failure> {
        let request = request(command, body, Vec::new());
        let response = self.http.post(&request.path, &request.body, watch)?;
        answers::accepted(&response, &[])
    }

    /// A document by its number (§6.5), which the register has reached.
    fn search(&self, number: u64, watch: &Watch) -> Result<Record, Failure> {
        // One that it does not show can be neither ours nor not ours.
        let hidden = || Record { number, known: None, answer: Answer::default() };
        Ok(self.shown(number, watch)?.unwrap_or_else(hidden))
    }

    /// A document by its number; `None` if the register does not show one.
    fn shown(&self, number: u64, watch: &Watch) -> Result<Option<Record>, Failure> {
        match self.get(&format!("/search/{number}/"), watch) {
            Ok(value) => Ok(Some(facts::record(number, value))),
            Err(Failure::Refused(_)) => Ok(None),
            Err(failure) => Err(failure),
        }
    }
}

/// A request with a JSON body.
fn request(command: &str, body: &impl Serialize, lines: Vec<usize>) -> Request {
    // The wire types hold only what JSON can say, so the other branch is only there to have no panic.
    let body = serde_json::to_vec(body).unwrap_or_default();
    Request { path: format!("{BASE}{command}"), body: body.into(), lines }
}

/// A document that is known by `expected`.
fn document<E>(request: Request, expected: Expected, change: Option<Money>) -> Job<E> {
    Job::Document(Box::new(Document { request, expected, change, key: None }))
}
