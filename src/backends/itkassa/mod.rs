//! Айти Касса: a cloud queue in front of many registers, public OpenAPI 1.1.
//!
//! Tasks are submitted by REST under an idempotency key. Results come by asking for the key, or by a callback.

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

/// Its entry in the registry.
pub const REGISTERED: Registered = Registered {
    name: NAME,
    title: "Айти Касса",
    charset: Charset::Unicode,
    country: Country::Russia,
    exact_total: true,
    // How long the server may work on a request before it knows its key.
    settle_ms: 30_000,
    carries: carries::table,
    methods: methods::NAMES,
    settings: config::SETTINGS,
    open: config::open,
};

const NAME: &str = "itkassa";

/// One register of the service.
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
            // Neither is fiscal, but submitted twice it would be printed twice.
            Task::Errand(Errand::ReportX(shift)) => receipt::session(register, "xReport", shift),
            Task::Errand(Errand::Print(slip)) => receipt::slip(register, slip),
            Task::Errand(errand) => return Ok(Job::Errand(errand.clone())),
            // These tasks are not supported, so they do not get here.
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

    /// Only a client without access has certainly submitted nothing.
    ///
    /// Faults of a document have the same word (`critical_error`) as any other failure, and no table tells them apart.
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

/// Path of the query for a key.
fn lookup(key: &str) -> String {
    format!("/print-documents/{key}/idempotent")
}

/// A request that submits a task. The key is added when it is sent.
fn request(body: &Value) -> Request {
    Request { path: "/print-documents".into(), body: body.to_string().into_bytes().into(), lines: Vec::new() }
}

/// Removes the server's own text from a failure, because it may repeat the secret of the request.
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
