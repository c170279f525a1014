//! iCASH-1F: a fiscal register on the local network, JSON over HTTP, FFD tags as `T1054`.

mod amount;
mod answers;
mod capabilities;
mod codes;
mod config;
mod counters;
mod discovery;
mod errors;
mod fingerprint;
mod item;
mod looks;
mod methods;
mod native_parameters;
mod printany;
mod queries;
mod receipt;
mod registration;
mod relay;
mod status;
pub mod tags;

use super::fingerprint::{Fingerprint, Kind};
use super::{
    Backend, Baseline, Document, Documents, Each, Failure, Job, Made, NativeCall, Record, Register, Registered,
    Request, Sighting,
};
use crate::error::Fault;
use crate::task::answer::Answer;
use crate::task::capabilities::Capabilities;
use crate::task::json::Node;
use crate::task::money::Money;
use crate::task::policy::{Charset, Country, Policy};
use crate::task::{Parsed, Query, Task, TaskName};
use crate::transport::{CallContext, Http, Series};
use config::Config;
use looks::Memory;
use serde::Serialize;
use serde_json::Value;
use std::sync::Mutex;

/// The row of this backend in the registry.
pub const REGISTERED: Registered = Registered {
    name: NAME,
    title: "iCASH-1F",
    charset: Charset::Cp866,
    country: Country::Russia,
    exact_total: false,
    speaks_vocabulary: false,
    settle_ms: 15_000,
    capabilities: capabilities::table,
    methods: methods::NAMES,
    settings: config::SETTINGS,
    open: config::open,
    discovery: Some(discovery::DISCOVERY),
};

/// The backend's name in the configuration and in messages.
const NAME: &str = "icash";

/// Base path of every command (§5).
const BASE: &str = "/api/1";

/// One iCASH-1F register.
pub(super) struct Icash {
    http: Http,
    config: Config,
    /// What the looks of the running call have read.
    memory: Mutex<Memory>,
}

impl Backend for Icash {
    fn device(&self) -> &str {
        &self.config.device
    }

    fn capabilities(&self, task: TaskName) -> Option<&'static Capabilities> {
        capabilities::capabilities(task)
    }

    fn prepare(&self, parsed: &Parsed, external_id: &str) -> Result<Job, Vec<Fault>> {
        match &parsed.task {
            Task::Receipt(receipt) if parsed.is_checked => receipt::check(receipt, &self.config, external_id),
            Task::Receipt(receipt) => receipt::prepare(receipt, &self.config, external_id),
            Task::OpenShift(shift) => Ok(status::shift("/shift/open", Kind::OpenShift, shift)),
            Task::CloseShift(shift) => Ok(status::shift("/shift/close", Kind::CloseShift, shift)),
            Task::Registration(registration) => registration::prepare(registration),
            Task::CloseArchive(shift) => Ok(registration::finalize(shift)),
            Task::CurrentState(_) => Ok(registration::current_state()),
            // The capabilities table does not have it, so it is refused before this.
            Task::Cash(_) | Task::CorrectionSums(_) => Err(vec![super::unsupported_task(NAME)]),
            Task::Query(query) => Ok(Job::Query(query.clone())),
        }
    }

    fn documents(&self) -> Documents<'_> {
        Documents::Register(self)
    }

    fn run(&self, query: &Query, context: &CallContext) -> Result<Answer, Failure> {
        match query {
            Query::DeviceStatus => self.device_status(context),
            Query::DeviceInfo => self.device_info(context),
            Query::ShiftStatus => self.shift_status(context),
            Query::FnStatus => self.fn_status(context),
            Query::FnInfo => self.fn_info(context),
            Query::RegistrationInfo => self.registration_info(context),
            Query::OfdExchangeStatus => self.ofd_exchange_status(context),
            Query::FnDocument { number, .. } => self.fn_document(*number, context),
            Query::PrintFnDocument(number) => self.print_document(*number, context),
            Query::PrintLastReceiptCopy => self.print_last_receipt(context),
            Query::SetDateTime(time) => self.set_date_time(*time, context),
            Query::Print(slip) => {
                let request = printany::body(&slip.items, &self.config);
                let response = self.http.post(&request.path, &request.body, context)?;
                let native = answers::accepted(&response, &request.lines)?;
                Ok(Answer { native: Some(native), ..Answer::default() })
            }
            Query::OfdRelay(relay) => self.relay(relay, context),
            Query::OpenShift | Query::ReportX(_) | Query::ReceiptImage(_) | Query::Named(_) | Query::Vocabulary(_) => {
                Err(super::unsupported_query(NAME))
            }
        }
    }

    fn method(&self, name: &str, params: &Node, policy: &Policy) -> Option<Result<Job<NativeCall>, Vec<Fault>>> {
        methods::prepare(name, params, policy)
    }

    fn call(&self, call: &NativeCall, context: &CallContext) -> Result<Value, Failure> {
        self.native_call(call, context)
    }

    fn interrupt(&self) {
        self.http.interrupt();
    }
}

impl Register for Icash {
    fn baseline(&self, context: &CallContext) -> Result<Baseline, Failure> {
        self.forget();
        self.status(context).map(|status| status.baseline())
    }

    fn send(&self, request: &Request, context: &CallContext) -> Result<Made, Failure> {
        let response = self.http.post(&request.path, &request.body, context)?;
        let value = answers::made(answers::accepted(&response, &request.lines)?)?;
        let fiscal = fingerprint::fiscal_params(&value);
        let number = fiscal.document_number;
        let fields = fingerprint::reported(&value);
        let answer = Answer { fields, fiscal: Some(fiscal), native: Some(value), ..Answer::default() };
        Ok(Made { number, answer, keeps_marks: None })
    }

    fn look(&self, past: u64, context: &CallContext, each: Each) -> Result<Sighting, Failure> {
        self.look_past(past, context, each)
    }
}

impl Icash {
    fn get(&self, command: &str, context: &CallContext) -> Result<Value, Failure> {
        let response = self.http.get(&format!("{BASE}{command}"), context)?;
        answers::accepted(&response, &[])
    }

    fn post(&self, command: &str, body: &impl Serialize, context: &CallContext) -> Result<Value, Failure> {
        let request = request(command, body, Vec::new());
        let response = self.http.post(&request.path, &request.body, context)?;
        answers::accepted(&response, &[])
    }

    /// A document by its number (§6.5), which the register has reached.
    fn search(&self, number: u64, context: &CallContext) -> Result<Record, Failure> {
        // A document that the register does not show may be ours or not.
        let hidden = || Record { number, shown: None, answer: Answer::default() };
        Ok(self.shown(number, context)?.unwrap_or_else(hidden))
    }

    /// A document by its number; `None` if the register does not show one.
    fn shown(&self, number: u64, context: &CallContext) -> Result<Option<Record>, Failure> {
        record_of(number, self.get(&search(number), context))
    }

    /// The same, asked within a series.
    fn shown_in(series: &Series, number: u64, context: &CallContext) -> Result<Option<Record>, Failure> {
        record_of(number, get_in(series, &search(number), context))
    }
}

/// The answer to a question within a series.
fn get_in(series: &Series, command: &str, context: &CallContext) -> Result<Value, Failure> {
    let response = series.get(&format!("{BASE}{command}"), context)?;
    answers::accepted(&response, &[])
}

/// The command that shows a document (§6.5).
fn search(number: u64) -> String {
    format!("/search/{number}/")
}

/// The document in an answer; a refusal is that the register does not show it.
fn record_of(number: u64, answer: Result<Value, Failure>) -> Result<Option<Record>, Failure> {
    match answer {
        Ok(value) => Ok(Some(fingerprint::record(number, value))),
        Err(Failure::Refused(_)) => Ok(None),
        Err(failure) => Err(failure),
    }
}

/// A request with a JSON body.
fn request(command: &str, body: &impl Serialize, lines: Vec<usize>) -> Request {
    // The wire types contain only what JSON can express; the fallback is there only to have no panic.
    let body = serde_json::to_vec(body).unwrap_or_default();
    Request { path: format!("{BASE}{command}"), body: body.into(), lines, task: None }
}

/// A document with this fingerprint.
fn document<E>(request: Request, fingerprint: Fingerprint, change: Option<Money>) -> Job<E> {
    Job::Document(Box::new(Document { request, fingerprint, change, key: None }))
}
