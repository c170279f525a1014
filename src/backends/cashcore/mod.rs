//! CashCore: Kazakhstan's software register ("кассовое ядро"), protocol 2.0.2.
//!
//! Every method is one POST with a JSON body. Documents are numbered within their shift.

mod advice;
mod answers;
mod carries;
mod codes;
mod config;
mod document;
mod errands;
mod facts;
mod look;
mod mark;
mod members;
mod methods;
mod number;
mod picture;
mod tables;
mod ticket;
mod units;
mod wire;

use super::known::Expected;
use super::{
    Backend, Baseline, Document, Documents, Failure, Job, Made, OwnCall, Register, Registered, Request, Sighting,
};
use crate::error::Fault;
use crate::task::answer::Answer;
use crate::task::json::Node;
use crate::task::room::Room;
use crate::task::terms::{Charset, Country, Terms};
use crate::task::{Errand, Image, Parsed, Report, Task, TaskName};
use crate::transport::{Http, Watch};
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
    // A receipt that closes an expired shift makes the register ask the OFD twice, 12 seconds each at most.
    settle_ms: 30_000,
    carries: carries::table,
    methods: methods::NAMES,
    settings: config::SETTINGS,
    open: config::open,
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

    fn room(&self, task: TaskName) -> Option<&'static Room> {
        carries::room(task)
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
            Task::OpenShift(_) => Ok(Job::Errand(Errand::OpenShift)),
            Task::Errand(errand) => Ok(Job::Errand(errand.clone())),
            // These tasks are not supported, so they do not get here.
            Task::CorrectionSums(_) | Task::Registration(_) | Task::CloseArchive(_) | Task::CurrentState(_) => {
                Err(vec![super::no_room(NAME)])
            }
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
            Errand::RegistrationInfo => self.registration_info(watch),
            Errand::OfdExchangeStatus => self.ofd_exchange_status(watch),
            Errand::OpenShift => self.open_shift(watch),
            Errand::ReportX(shift) => self.report_x(&shift.report, watch),
            Errand::FnDocument { number, shift } => self.fn_document(shift.unwrap_or(0), *number, watch),
            Errand::ReceiptImage(picture) => self.receipt_image(picture, watch),
            Errand::FnStatus
            | Errand::FnInfo
            | Errand::PrintFnDocument(_)
            | Errand::PrintLastReceiptCopy
            | Errand::SetDateTime(_)
            | Errand::Print(_)
            | Errand::OfdRelay(_) => Err(super::no_errand(NAME)),
        }
    }

    fn method(&self, name: &str, params: &Node, terms: &Terms) -> Option<Result<Job<OwnCall>, Vec<Fault>>> {
        methods::prepare(name, params, terms, self.config.register)
    }

    fn call(&self, call: &OwnCall, watch: &Watch) -> Result<Value, Failure> {
        self.own_call(call, watch)
    }

    fn interrupt(&self) {
        self.http.interrupt();
    }
}

impl Register for Cashcore {
    fn baseline(&self, watch: &Watch) -> Result<Baseline, Failure> {
        look::baseline(&self.register(watch)?)
    }

    fn send(&self, request: &Request, watch: &Watch) -> Result<Made, Failure> {
        let response = self.http.post(&request.path, &request.body, watch)?;
        let native = answers::made(&response)?;
        let sent: Value = serde_json::from_slice(&request.body).unwrap_or_default();
        let facts = facts::of_request(request.path.trim_start_matches('/'), &sent);
        let expected = Expected { marks: facts::marks(&sent), ..facts };
        Ok(document::made(native, &expected))
    }

    fn before(&self, now: u64, count: u64) -> u64 {
        // Documents are numbered within a shift, and how many an earlier shift had is not known. A busy day has a
        // hundred.
        let (shift, _) = facts::of_serial(now);
        facts::serial(shift.saturating_sub(1 + count / 100), 0)
    }

    fn look(&self, past: u64, watch: &Watch) -> Result<Sighting, Failure> {
        self.sight(past, watch)
    }
}

impl Cashcore {
    /// Calls a method and returns its `response_data`.
    fn ask(&self, method: &str, body: &impl Serialize, watch: &Watch) -> Result<Value, Failure> {
        let request = request(method, body);
        answers::data(&self.http.post(&request.path, &request.body, watch)?)
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
    Request { path: format!("/{method}"), body: body.into(), lines: Vec::new() }
}

/// A fiscal document with its fingerprint and its mark.
fn job(method: &str, body: &impl Serialize, marks: Vec<String>) -> Job {
    let sent = serde_json::to_value(body).unwrap_or_default();
    let change = (method == "TradeOperation").then(|| facts::change(&sent));
    let expected = Expected { marks, ..facts::of_request(method, &sent) };
    Job::Document(Box::new(Document { request: request(method, body), expected, change, key: None }))
}
