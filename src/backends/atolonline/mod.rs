//! ATOL Online, API v5 (FFD 1.2): a service that registers the receipts of web shops on rented registers. Evotor's cloud
//! speaks the same API.
//!
//! The service keeps one document under an `external_id` and cannot be asked for it: after a lost answer the same
//! document is put in again, and the service names the one that it has.

mod answers;
mod capabilities;
mod codes;
mod config;
mod item;
mod methods;
mod receipt;
mod token;

use super::fingerprint::{Fingerprint, Kind};
use super::tokens::Account;
use super::{
    Backend, Baseline, CallBack, CallbackRejected, Document, Documents, Failure, Job, NativeCall, Queue, Refused,
    Registered, Request, Ticket, unsupported_query, unsupported_task,
};
use crate::error::Fault;
use crate::secret::Secret;
use crate::task::answer::Answer;
use crate::task::capabilities::Capabilities;
use crate::task::json::Node;
use crate::task::money::Money;
use crate::task::policy::{Charset, Country, Policy};
use crate::task::{Parsed, Query, Task, TaskName};
use crate::transport::{CallContext, Http, HttpRequest, Method, Response};
use answers::LinkMeans;
use config::Company;
use serde_json::Value;
use std::collections::BTreeMap;

/// Its entry in the registry.
pub const REGISTERED: Registered = Registered {
    name: NAME,
    title: "АТОЛ Онлайн",
    charset: Charset::Cp866,
    country: Country::Russia,
    exact_total: true,
    speaks_vocabulary: false,
    // After 300 seconds in its queue the service itself gives a document up.
    settle_ms: 30_000,
    capabilities: capabilities::table,
    methods: methods::NAMES,
    settings: config::SETTINGS,
    open: config::open,
    discovery: None,
};

const NAME: &str = "atolonline";

/// One group of registers of the service.
pub(super) struct AtolOnline {
    http: Http,
    /// Host, port and path of the service in one spelling, with the group.
    device: String,
    group: String,
    company: Company,
    callback_url: Option<String>,
    link_means: LinkMeans,
    account: Account,
}

impl Backend for AtolOnline {
    fn device(&self) -> &str {
        &self.device
    }

    fn capabilities(&self, task: TaskName) -> Option<&'static Capabilities> {
        capabilities::capabilities(task)
    }

    fn prepare(&self, parsed: &Parsed, _: &str) -> Result<Job, Vec<Fault>> {
        // The service opens and closes shifts by itself, so it makes receipts and corrections only.
        let Task::Receipt(receipt) = &parsed.task else { return Err(vec![unsupported_task(NAME)]) };
        let body = receipt::body(receipt, &self.company)?;
        let operation = receipt::operation(receipt);
        let request = Request {
            path: format!("/{}/{operation}", self.group),
            body: body.to_string().into_bytes().into(),
            lines: receipt.positions.iter().map(|line| line.index).collect(),
            task: None,
        };
        let change = Some(receipt.payments.change);
        let fingerprint = of_total(receipt.total);
        Ok(Job::Document(Box::new(Document { request, fingerprint, change, key: None })))
    }

    fn documents(&self) -> Documents<'_> {
        Documents::Queue(self)
    }

    fn run(&self, _: &Query, _: &CallContext) -> Result<Answer, Failure> {
        Err(unsupported_query(NAME))
    }

    fn method(&self, name: &str, params: &Node, policy: &Policy) -> Option<Result<Job<NativeCall>, Vec<Fault>>> {
        methods::prepare(name, params, policy, &self.group)
    }

    fn call(&self, call: &NativeCall, context: &CallContext) -> Result<Value, Failure> {
        answers::accepted(&self.exchange(&call.http_request(), context)?)
    }

    fn interrupt(&self) {
        self.http.interrupt();
    }
}

impl Queue for AtolOnline {
    fn account(&self) -> &str {
        &self.group
    }

    fn register(&self) -> &str {
        &self.group
    }

    /// The account has no access, or the request is no well-formed one: the service did not look at the document.
    fn is_plain(&self, refused: &Refused) -> bool {
        codes::is_shut_out(refused.vendor.code)
    }

    /// The service compares only the `external_id` and the group. So the same document put in again may have another
    /// `timestamp`.
    fn put(
        &self,
        request: &Request,
        key: &str,
        _: Option<&Baseline>,
        context: &CallContext,
    ) -> Result<Ticket, Failure> {
        let body = receipt::under_key(&request.body, key, self.callback_url.as_deref())?;
        let response = self.exchange(&HttpRequest::new(Method::Post, &request.path, &body), context)?;
        answers::queued(&response, &request.lines)
    }

    fn ask(&self, _: &str, ticket: Option<&str>, context: &CallContext) -> Result<Option<Ticket>, Failure> {
        let Some(uuid) = ticket else { return Ok(None) };
        let path = format!("/{}/report/{uuid}", self.group);
        let response = self.exchange(&HttpRequest::new(Method::Get, &path, &[]), context)?;
        answers::reported(&response, self.link_means)
    }

    fn finds_keys(&self) -> bool {
        false
    }

    /// The service does not sign its callbacks. They are taken because the driver asks the service before it believes
    /// one, and only for a document that is in the journal.
    fn called_back(&self, _: &[(String, Secret)], body: &[u8]) -> Result<CallBack, CallbackRejected> {
        let ticket = answers::called_back(body, self.link_means).map_err(CallbackRejected::Unreadable)?;
        Ok(CallBack::Of { device: None, ticket: Box::new(ticket) })
    }
}

impl AtolOnline {
    /// One exchange with a token; with a new one if the service no longer takes the old one.
    fn exchange(&self, request: &HttpRequest, context: &CallContext) -> Result<Response, Failure> {
        let lent = self.account.get(&self.http, None, context)?;
        let send =
            |token: &Secret| self.http.exchange(&HttpRequest { headers: &[("Token", token)], ..*request }, context);
        let response = send(&lent.text)?;
        if lent.fresh || !answers::is_token_refused(&response) {
            return Ok(response);
        }
        let again = self.account.get(&self.http, Some(&lent.text), context)?;
        Ok(send(&again.text)?)
    }
}

/// The fingerprint of a receipt of this sum: the report shows nothing else of it.
fn of_total(total: Money) -> Fingerprint {
    let attributes = BTreeMap::from([("total".to_owned(), total.to_string())]);
    Fingerprint { kind: Kind::Receipt, attributes, marks: Vec::new(), unmarked_maybe: false }
}
