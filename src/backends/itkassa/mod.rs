//! Айти Касса: a cloud queue in front of many registers, public OpenAPI 1.1.
//!
//! Tasks are submitted by REST under an idempotency key. Results come by asking for the key, or by a callback.

mod advice;
mod answers;
mod callback;
mod capabilities;
mod codes;
mod config;
mod fingerprint;
mod methods;
mod native_parameters;
mod queries;
mod receipt;
mod wire;

use super::{
    Backend, Baseline, CallBack, CallbackRejected, Documents, Failure, Job, NativeCall, Queue, Refused, Registered,
    Request, Ticket, unsupported_query, unsupported_task,
};
use crate::error::{BackendError, Fault};
use crate::secret::Secret;
use crate::task::answer::Answer;
use crate::task::capabilities::Capabilities;
use crate::task::json::Node;
use crate::task::policy::{Charset, Country, Policy};
use crate::task::{Parsed, Query, Task, TaskName};
use crate::transport::{CallContext, Http};
use config::Config;
use serde_json::Value;

/// Its entry in the registry.
pub const REGISTERED: Registered = Registered {
    name: NAME,
    title: "Айти Касса",
    // The service takes any character, but the registers behind it print code page 866.
    charset: Charset::Cp866,
    country: Country::Russia,
    exact_total: true,
    speaks_vocabulary: false,
    // How long the server may work on a request before it knows its key.
    settle_ms: 30_000,
    capabilities: capabilities::table,
    methods: methods::NAMES,
    settings: config::SETTINGS,
    open: config::open,
    discovery: None,
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

    fn capabilities(&self, task: TaskName) -> Option<&'static Capabilities> {
        capabilities::capabilities(task)
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
            Task::Query(Query::ReportX(shift)) => receipt::session(register, "xReport", shift),
            Task::Query(Query::Print(slip)) => receipt::slip(register, slip),
            Task::Query(query) => return Ok(Job::Query(query.clone())),
            // These tasks are not supported, so they do not get here.
            Task::Registration(_) | Task::CloseArchive(_) | Task::CurrentState(_) => {
                return Err(vec![unsupported_task(NAME)]);
            }
        };
        Ok(Job::Document(Box::new(document)))
    }

    fn documents(&self) -> Documents<'_> {
        Documents::Queue(self)
    }

    fn run(&self, query: &Query, context: &CallContext) -> Result<Answer, Failure> {
        match query {
            Query::DeviceStatus => self.device_status(context),
            Query::DeviceInfo => self.device_info(context),
            Query::ShiftStatus => self.shift_status(context),
            Query::FnInfo => self.fn_info(context),
            Query::RegistrationInfo => self.registration_info(context),
            Query::OfdExchangeStatus => self.ofd_exchange_status(context),
            _ => Err(unsupported_query(NAME)),
        }
    }

    fn method(&self, name: &str, params: &Node, policy: &Policy) -> Option<Result<Job<NativeCall>, Vec<Fault>>> {
        methods::prepare(name, params, policy, &self.config.register)
    }

    fn call(&self, call: &NativeCall, context: &CallContext) -> Result<Value, Failure> {
        let answer = answers::accepted(&self.http.exchange(&call.http_request(), context)?);
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
        answers::is_shut_out(refused.vendor.http_status.unwrap_or_default())
    }

    fn put(
        &self,
        request: &Request,
        key: &str,
        _: Option<&Baseline>,
        context: &CallContext,
    ) -> Result<Ticket, Failure> {
        let mut body: Value = serde_json::from_slice(&request.body).unwrap_or_default();
        body["idempKey"] = key.into();
        let response = self.http.post(&request.path, body.to_string().as_bytes(), context)?;
        answers::ticket(&answers::told(&response)?, self.config.no_link_means)
    }

    fn ask(&self, key: &str, _: Option<&str>, context: &CallContext) -> Result<Option<Ticket>, Failure> {
        let mut response = self.http.get(&lookup(key), context)?;
        if answers::is_page_not_found(&response) {
            // The vendor's document does not say how the service tells that it does not know a key. Whether this is its answer
            // or a gateway's shows another question.
            self.list(context)?;
            response = self.http.get(&lookup(key), context)?;
            if answers::is_page_not_found(&response) {
                return Ok(None);
            }
        }
        answers::known(&response, self.config.no_link_means)
    }

    fn called_back(&self, headers: &[(String, Secret)], body: &[u8]) -> Result<CallBack, CallbackRejected> {
        callback::read(&self.config, headers, body)
    }
}

/// Path of the query for a key.
fn lookup(key: &str) -> String {
    format!("/print-documents/{key}/idempotent")
}

/// A request that submits a task. The key is added when it is sent.
fn request(body: &Value) -> Request {
    Request::new("/print-documents".into(), body.to_string().into_bytes().into())
}

/// Removes the server's own text from a failure, because it may repeat the secret of the request.
fn unsaid(failure: Failure) -> Failure {
    match failure {
        Failure::Refused(mut refused) => {
            let status = refused.vendor.http_status.unwrap_or_default();
            let vendor = BackendError { text: None, ..refused.vendor };
            *refused = advice::by_server(status, vendor);
            Failure::Refused(refused)
        }
        Failure::Unreadable(cause, vendor) => Failure::Unreadable(cause, BackendError { text: None, ..vendor }),
        other => other,
    }
}
