//! CashCore: Kazakhstan's software register ("кассовое ядро"), protocol 2.0.2.
//!
//! Every method is one POST with a JSON body. Documents are numbered within their shift.

mod advice;
mod answers;
mod capabilities;
mod codes;
mod config;
mod discovery;
mod document;
mod fingerprint;
mod look;
mod mark;
mod members;
mod methods;
mod native_parameters;
mod number;
mod picture;
mod queries;
mod ticket;
mod units;
mod wire;

use super::fingerprint::Fingerprint;
use super::{
    Backend, Baseline, Document, Documents, Each, Failure, Job, Made, NativeCall, Register, Registered, Request,
    Sighting,
};
use crate::error::Fault;
use crate::task::answer::Answer;
use crate::task::capabilities::Capabilities;
use crate::task::json::Node;
use crate::task::policy::{Charset, Country, Policy};
use crate::task::{Image, Parsed, Query, Report, Task, TaskName};
use crate::transport::{CallContext, Http};
use config::Config;
use number::Number;
use serde::Serialize;
use serde_json::Value;

/// Its entry in the registry.
pub const REGISTERED: Registered = Registered {
    name: NAME,
    title: "CashCore",
    charset: Charset::Unicode,
    country: Country::Kazakhstan,
    exact_total: true,
    speaks_vocabulary: false,
    // A receipt that closes an expired shift makes the register ask the OFD twice, 12 seconds each at most.
    settle_ms: 30_000,
    capabilities: capabilities::table,
    methods: methods::NAMES,
    settings: config::SETTINGS,
    open: config::open,
    discovery: Some(discovery::DISCOVERY),
};

const NAME: &str = "cashcore";

/// One register of a core.
pub(super) struct Cashcore {
    http: Http,
    config: Config,
}

impl Backend for Cashcore {
    fn device(&self) -> &str {
        &self.config.device
    }

    fn capabilities(&self, task: TaskName) -> Option<&'static Capabilities> {
        capabilities::capabilities(task)
    }

    fn prepare(&self, parsed: &Parsed, external_id: &str) -> Result<Job, Vec<Fault>> {
        let register = self.config.register;
        match &parsed.task {
            Task::Receipt(receipt) => ticket::prepare(receipt, &self.config, external_id),
            Task::CloseShift(shift) => {
                let body = wire::ZXReport { kkm_ofd_id: register, report_type: 0, print: print(&shift.report) };
                Ok(job("ZXReport", &body, Vec::new()))
            }
            Task::Cash(cash) => {
                let sum = Number::sum(cash.sum);
                let body = wire::MoneyPlacement { kkm_ofd_id: register, operation: u8::from(cash.out), sum };
                Ok(job("MoneyPlacement", &body, Vec::new()))
            }
            Task::OpenShift(_) => Ok(Job::Query(Query::OpenShift)),
            Task::Query(query) => Ok(Job::Query(query.clone())),
            // These tasks are not supported, so they do not get here.
            Task::CorrectionSums(_) | Task::Registration(_) | Task::CloseArchive(_) | Task::CurrentState(_) => {
                Err(vec![super::unsupported_task(NAME)])
            }
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
            Query::RegistrationInfo => self.registration_info(context),
            Query::OfdExchangeStatus => self.ofd_exchange_status(context),
            Query::OpenShift => self.open_shift(context),
            Query::ReportX(shift) => self.report_x(&shift.report, context),
            Query::FnDocument { number, shift } => self.fn_document(shift.unwrap_or(0), *number, context),
            Query::ReceiptImage(picture) => self.receipt_image(picture, context),
            Query::FnStatus
            | Query::FnInfo
            | Query::PrintFnDocument(_)
            | Query::PrintLastReceiptCopy
            | Query::SetDateTime(_)
            | Query::Print(_)
            | Query::OfdRelay(_)
            | Query::Named(_)
            | Query::Vocabulary(_) => Err(super::unsupported_query(NAME)),
        }
    }

    fn method(&self, name: &str, params: &Node, policy: &Policy) -> Option<Result<Job<NativeCall>, Vec<Fault>>> {
        methods::prepare(name, params, policy, self.config.register)
    }

    fn call(&self, call: &NativeCall, context: &CallContext) -> Result<Value, Failure> {
        self.native_call(call, context)
    }

    fn interrupt(&self) {
        self.http.interrupt();
    }
}

impl Register for Cashcore {
    fn baseline(&self, context: &CallContext) -> Result<Baseline, Failure> {
        look::baseline(&self.register(context)?)
    }

    fn send(&self, request: &Request, context: &CallContext) -> Result<Made, Failure> {
        let response = self.http.post(&request.path, &request.body, context)?;
        let native = answers::made(&response)?;
        let sent: Value = serde_json::from_slice(&request.body).unwrap_or_default();
        let attributes = fingerprint::of_request(request.path.trim_start_matches('/'), &sent);
        let fingerprint = Fingerprint { marks: fingerprint::marks(&sent), ..attributes };
        Ok(document::made(native, &fingerprint))
    }

    fn before(&self, now: u64, count: u64) -> u64 {
        // Documents are numbered within a shift, and how many an earlier shift had is not known. A busy day has a
        // hundred.
        let (shift, _) = fingerprint::of_serial(now);
        fingerprint::serial(shift.saturating_sub(1 + count / 100), 0)
    }

    fn look(&self, past: u64, context: &CallContext, each: Each) -> Result<Sighting, Failure> {
        self.sight(past, context, each)
    }
}

impl Cashcore {
    /// Calls a method and returns its `response_data`.
    fn ask(&self, method: &str, body: &impl Serialize, context: &CallContext) -> Result<Value, Failure> {
        let request = request(method, body);
        answers::data(&self.http.post(&request.path, &request.body, context)?)
    }
}

/// The members that say whether a document is printed and how it is drawn.
fn print(report: &Report) -> wire::Print {
    wire::Print { is_printable: !report.electronically, image: drawn(&report.image) }
}

/// The members that say how a document is drawn.
fn drawn(image: &Image) -> wire::ImageOptions {
    wire::ImageOptions {
        image_width: image.width,
        image_scale: image.scale.map(Number),
        image_pixel_draw_threshold: image.threshold,
    }
}

fn request(method: &str, body: &impl Serialize) -> Request {
    // Serialisation cannot fail: the wire types contain only what JSON can express. This avoids a panic.
    let body = serde_json::to_vec(body).unwrap_or_default();
    Request::new(format!("/{method}"), body.into())
}

/// A fiscal document with its fingerprint and its mark.
fn job(method: &str, body: &impl Serialize, marks: Vec<String>) -> Job {
    let sent = serde_json::to_value(body).unwrap_or_default();
    let change = (method == "TradeOperation").then(|| fingerprint::change(&sent));
    let fingerprint = Fingerprint { marks, ..fingerprint::of_request(method, &sent) };
    Job::Document(Box::new(Document { request: request(method, body), fingerprint, change, key: None }))
}
