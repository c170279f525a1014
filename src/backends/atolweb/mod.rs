//! A register of ATOL behind ATOL's own program on the till's machine or in the shop's network ("Веб-сервер ККТ", now
//! "АТОЛ Web Requests"): HTTP, the tasks of the vocabulary as they are, a key per task, and a queue that stops when the
//! fate of a document is unknown.

mod answers;
mod calls;
mod capabilities;
mod config;
mod discovery;
mod ffd;
mod fingerprint;
mod methods;
mod queries;

use super::{
    Backend, Baseline, CallBack, CallbackRejected, Document, Documents, Each, Failure, Job, NativeCall, Queue, Refused,
    Registered, Request, Sighting, Ticket,
};
use crate::error::Fault;
use crate::secret::Secret;
use crate::task::answer::Answer;
use crate::task::capabilities::Capabilities;
use crate::task::given;
use crate::task::json::Node;
use crate::task::policy::{Charset, Country, Policy};
use crate::task::{Parsed, Query, Task, TaskName};
use crate::transport::{CallContext, Http};
use calls::Dialect;
use serde_json::Value;
use zeroize::Zeroizing;

/// Its entry in the registry.
pub const REGISTERED: Registered = Registered {
    name: NAME,
    title: "АТОЛ Web Requests",
    charset: Charset::Cp866,
    country: Country::Russia,
    // The register drops the kopecks of a receipt itself.
    exact_total: false,
    speaks_vocabulary: true,
    // How long the server may work on a request before it knows its key.
    settle_ms: 15_000,
    capabilities: capabilities::table,
    methods: methods::NAMES,
    settings: config::SETTINGS,
    open: config::open,
    discovery: Some(discovery::DISCOVERY),
};

const NAME: &str = "atolweb";

/// One register behind the server.
pub(super) struct Atolweb {
    http: Http,
    /// Host and port of the server in one spelling, with the register's id.
    device: String,
    dialect: Dialect,
    /// The account, empty if the server has none.
    user: String,
}

impl Backend for Atolweb {
    fn device(&self) -> &str {
        &self.device
    }

    fn capabilities(&self, task: TaskName) -> Option<&'static Capabilities> {
        capabilities::capabilities(task)
    }

    fn prepare(&self, parsed: &Parsed, _: &str) -> Result<Job, Vec<Fault>> {
        // These make no document, or may be repeated; all others must be made once, even a mere print.
        if let Task::Query(query) = &parsed.task
            && !matches!(query, Query::Print(_) | Query::ReportX(_))
        {
            return Ok(Job::Query(Query::Vocabulary(Box::new(parsed.document.clone()))));
        }
        let task = Some(parsed.document.clone());
        let request = Request { task, ..Request::new(String::new(), Zeroizing::default()) };
        let fingerprint = fingerprint::of_task(&parsed.task);
        let change = match &parsed.task {
            Task::Receipt(receipt) => Some(receipt.payments.change),
            _ => None,
        };
        Ok(Job::Document(Box::new(Document { request, fingerprint, change, key: None })))
    }

    fn documents(&self) -> Documents<'_> {
        Documents::Queue(self)
    }

    fn run(&self, query: &Query, context: &CallContext) -> Result<Answer, Failure> {
        match query {
            Query::Vocabulary(task) => self.query(task, context),
            // The question that the core asks by itself.
            Query::ShiftStatus => self.query(given::Task::named("getShiftStatus").node(), context),
            _ => Err(super::unsupported_query(NAME)),
        }
    }

    fn method(&self, name: &str, params: &Node, policy: &Policy) -> Option<Result<Job<NativeCall>, Vec<Fault>>> {
        methods::prepare(name, params, policy, &self.dialect)
    }

    fn call(&self, call: &NativeCall, context: &CallContext) -> Result<Value, Failure> {
        answers::accepted(&self.http.exchange(&call.http_request(), context)?)
    }

    fn interrupt(&self) {
        self.http.interrupt();
    }
}

impl Queue for Atolweb {
    /// Accounts of the server own no tasks: whoever reaches it sees all of them. The name only tells who put them in.
    fn account(&self) -> &str {
        &self.user
    }

    fn register(&self) -> &str {
        self.dialect.register()
    }

    /// Each till may have a server of its own, whose only register has no name.
    fn is_known_by_name(&self) -> bool {
        false
    }

    /// In a queue that has stopped a document would wait for a person, so nothing is put in there.
    fn baseline(&self, request: Option<&Request>, context: &CallContext) -> Result<Option<Baseline>, Failure> {
        self.ensure_runs(context)?;
        let baseline = self.last_document(context)?;
        let task = request.and_then(|request| request.task.as_ref());
        match task.zip(baseline.ffd.as_deref()).and_then(|(task, version)| ffd::refused(version, task)) {
            Some(refused) => Err(Failure::Refused(refused)),
            None => Ok(Some(baseline)),
        }
    }

    fn look(&self, past: u64, context: &CallContext, each: Each) -> Result<Option<Sighting>, Failure> {
        self.documents_past(past, context, each).map(Some)
    }

    /// A client without access, or a register that the server does not have: nothing was queued.
    ///
    /// 409 is no such case. It means a known key as well as a register that is not connected, and only asking for the
    /// key tells them apart.
    fn is_plain(&self, refused: &Refused) -> bool {
        matches!(refused.vendor.http_status, Some(401 | 403 | 404))
    }

    fn put(
        &self,
        request: &Request,
        key: &str,
        baseline: Option<&Baseline>,
        context: &CallContext,
    ) -> Result<Ticket, Failure> {
        let version = baseline.and_then(|baseline| baseline.ffd.as_deref()).unwrap_or_default();
        let task = request.task.clone().unwrap_or(Node::Null);
        let body = calls::envelope(key, &ffd::written(version, task).to_text());
        let response = self.http.post(&self.dialect.requests(), &body, context)?;
        answers::queued(key, &response)
    }

    fn ask(&self, key: &str, _: Option<&str>, context: &CallContext) -> Result<Option<Ticket>, Failure> {
        let response = self.http.get(&self.dialect.request(key), context)?;
        let Some(ticket) = answers::known(key, &response)? else { return Ok(None) };
        self.compared(self.explained(ticket, context), context).map(Some)
    }

    fn withdraw(&self, key: &str, context: &CallContext) -> Result<bool, Failure> {
        let path = self.dialect.request(key);
        Ok(self.http.exchange(&calls::withdrawal(&path), context)?.status == 200)
    }

    fn called_back(&self, _: &[(String, Secret)], _: &[u8]) -> Result<CallBack, CallbackRejected> {
        // Its documented editions have no callbacks.
        Err(CallbackRejected::None)
    }
}
