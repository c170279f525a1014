//! Айти Касса: a cloud queue before many registers, public OpenAPI 1.1; tasks by REST, results by look-up or call-back.

mod advice;
mod answers;
mod callback;
mod carries;
mod codes;
mod config;
mod errands;
mod facts;
mod methods;
mod receipt;
mod tables;
mod wire;

use super::{
    Backend, CallBack, Documents, Failure, Job, OwnCall, Queue, Refused, Registered, Request, Ticket, Turned,
    no_errand, no_room,
};
use crate::error::{BackendError, Fault};
use crate::secret::Secret;
use crate::task::answer::Answer;
use crate::task::json::Node;
use crate::task::room::Room;
use crate::task::terms::{Charset, Country, Terms};
use crate::task::{Errand, Parsed, Task, TaskName};
use crate::transport::{Http, Watch};
use config::Config;
use serde_json::Value;

/// The line of the registry.
pub const REGISTERED: Registered = Registered {
    name: NAME,
    title: "Айти Касса",
    charset: Charset::Unicode,
    country: Country::Russia,
    exact_total: true,
    // How long the server may be at work on a request before its key is known.
    settle_ms: 30_000,
    carries: carries::table,
    methods: methods::NAMES,
    settings: config::SETTINGS,
    open: config::open,
};

/// Name in the configuration and in messages.
const NAME: &str = "itkassa";

/// A register of the service.
pub(super) struct Itkassa {
    http: Http,
    config: Config,
}

impl Backend for Itkassa {
    fn device(&self) -> &str {
        &self.config.device
    }

    fn room(&self, task: TaskName) -> Option<&'static Room> {
        carries::room(task)
    }

    fn prepare(&self, parsed: &Parsed, _: &str) -> Result<Job, Vec<Fault>> {
        let register = self.config.register.as_str();
        let document = match &parsed.task {
            Task::Receipt(receipt) => receipt::receipt(register, receipt)?,
            Task::CorrectionSums(sums) => receipt::correction(register, sums),
            Task::OpenShift(shift) => receipt::session(register, "openSession", shift),
            Task::CloseShift(shift) => receipt::session(register, "closeSession", shift),
            Task::Cash(cash) => receipt::cash(register, cash),
            // Neither is fiscal, but either would be printed twice if it were put in twice.
            Task::Errand(Errand::ReportX(shift)) => receipt::session(register, "xReport", shift),
            Task::Errand(Errand::Print(slip)) => receipt::slip(register, slip),
            Task::Errand(errand) => return Ok(Job::Errand(errand.clone())),
            // There is no room for them, so they do not come here.
            Task::Registration(_) | Task::CloseArchive(_) | Task::CurrentState(_) => return Err(vec![no_room(NAME)]),
        };
        Ok(Job::Document(Box::new(document)))
    }

    fn documents(&self) -> Documents<'_> {
        Documents::Queue(self)
    }

    fn run(&self, errand: &Errand, watch: &Watch) -> Result<Answer, Failure> {
        match errand {
            Errand::DeviceStatus => self.device_status(watch),
            Errand::DeviceInfo => self.device_info(watch),
            Errand::ShiftStatus => self.shift_status(watch),
            Errand::FnInfo => self.fn_info(watch),
            Errand::RegistrationInfo => self.registration_info(watch),
            Errand::OfdExchangeStatus => self.ofd_exchange_status(watch),
            _ => Err(no_errand(NAME)),
        }
    }

    fn method(&self, name: &str, params: &Node, terms: &Terms) -> Option<Result<Job<OwnCall>, Vec<Fault>>> {
        methods::prepare(name, params, terms, &self.config.register)
    }

    fn call(&self, call: &OwnCall, watch: &Watch) -> Result<Value, Failure> {
        let answer = answers::accepted(&self.http.exchange(&call.outgoing(), watch)?);
        if call.secret { answer.map_err(unsaid) } else { answer }
    }

    fn interrupt(&self) {
        self.http.interrupt();
    }
}

impl Queue for Itkassa {
    fn account(&self) -> &str {
        &self.config.account
    }

    fn register(&self) -> &str {
        &self.config.register
    }

    /// Faults of a document have the same word (`critical_error`) as whatever else goes wrong, and no table tells them
    /// apart. Only who is not let in has put nothing in.
    fn is_plain(&self, refused: &Refused) -> bool {
        answers::is_shut_out(refused.said.http_status.unwrap_or_default())
    }

    fn put(&self, request: &Request, key: &str, watch: &Watch) -> Result<Ticket, Failure> {
        let mut body: Value = serde_json::from_slice(&request.body).unwrap_or_default();
        body["idempKey"] = key.into();
        let response = self.http.post(&request.path, body.to_string().as_bytes(), watch)?;
        answers::ticket(&answers::told(&response)?, self.config.no_link_means)
    }

    fn ask(&self, key: &str, watch: &Watch) -> Result<Option<Ticket>, Failure> {
        answers::known(&self.http.get(&lookup(key), watch)?, self.config.no_link_means)
    }

    fn called_back(&self, headers: &[(String, Secret)], body: &[u8]) -> Result<CallBack, Turned> {
        callback::read(&self.config, headers, body)
    }
}

/// Path of the look-up by a key.
fn lookup(key: &str) -> String {
    format!("/print-documents/{key}/idempotent")
}

/// A task to be put in.
fn request(body: &Value) -> Request {
    Request { path: "/print-documents".into(), body: body.to_string().into_bytes().into(), lines: Vec::new() }
}

/// The failure without the server's own text, which may repeat the secret of the request.
fn unsaid(failure: Failure) -> Failure {
    match failure {
        Failure::Refused(mut refused) => {
            let status = refused.said.http_status.unwrap_or_default();
            let said = BackendError { text: None, ..refused.said };
            *refused = advice::by_server(status, said);
            Failure::Refused(refused)
        }
        Failure::Unreadable(cause, said) => Failure::Unreadable(cause, BackendError { text: None, ..said }),
        other => other,
    }
}
