//! One HTTP exchange with a device: deadlines, limits, and what is known of it when it fails.
//!
//! No error of an HTTP client proves by itself that nothing was sent, so a witness below the client counts what was
//! handed to the socket (see `witness.rs`).

mod witness;

use std::time::{Duration, Instant};
use ureq::Agent;
use ureq::http::Method;
use ureq::unversioned::resolver::DefaultResolver;
use ureq::unversioned::transport::{Connector, DefaultConnector};
use witness::Witness;

/// How much of a request left this machine.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Left {
    /// Not one byte.
    Nothing,
    /// Some of it, but surely not all.
    Part,
    /// All of it, as far as can be known here.
    Whole,
}

/// An exchange that brought no whole answer.
#[derive(Debug, Clone)]
pub struct Broken {
    /// How much of the request left.
    pub left: Left,
    /// Why, for people.
    pub cause: String,
}

/// A whole answer, whatever its status.
#[derive(Debug, Clone)]
pub struct Response {
    /// HTTP status.
    pub status: u16,
    /// Body.
    pub body: Vec<u8>,
}

/// Limits of an exchange.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// For finding and reaching the device.
    pub connect: Duration,
    /// For its answer to begin, once the request has left.
    pub answer: Duration,
    /// Longest body of an answer taken, in bytes.
    pub body: u64,
}

/// The deadline of a call, which every exchange and pause within it keeps.
#[derive(Debug, Clone, Copy)]
pub struct Deadline(Instant);

impl Deadline {
    /// So much time from now.
    pub fn after(time: Duration) -> Self {
        Self(Instant::now() + time)
    }

    /// What is left of it.
    pub fn left(self) -> Duration {
        self.0.saturating_duration_since(Instant::now())
    }

    /// Whether it has passed.
    pub fn is_over(self) -> bool {
        self.left().is_zero()
    }
}

/// A way to the HTTP server of a device.
#[derive(Debug)]
pub struct Http {
    agent: Agent,
    base: String,
    limits: Limits,
}

/// Longest head of an answer, in bytes.
const LONGEST_HEAD: usize = 64 * 1024;

impl Http {
    /// A way to `base` (`http://192.168.1.10:8080`), each exchange on a connection of its own: a kept one may have been
    /// closed by the device unseen, and then the request is gone with no word of what became of it.
    pub fn new(base: &str, limits: Limits) -> Self {
        let config = Agent::config_builder()
            .proxy(None)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .http_status_as_error(false)
            .max_idle_connections(0)
            .max_response_header_size(LONGEST_HEAD)
            .user_agent(concat!("kassa/", env!("CARGO_PKG_VERSION")))
            .build();
        let connector = DefaultConnector::new().chain(Witness);
        let agent = Agent::with_parts(config, connector, DefaultResolver::default());
        Self { agent, base: base.trim_end_matches('/').to_owned(), limits }
    }

    /// Asks with GET.
    pub fn get(&self, path: &str, deadline: Deadline) -> Result<Response, Broken> {
        self.exchange(&Method::GET, path, &[], deadline)
    }

    /// Sends a JSON body with POST.
    pub fn post(&self, path: &str, body: &[u8], deadline: Deadline) -> Result<Response, Broken> {
        self.exchange(&Method::POST, path, body, deadline)
    }

    fn exchange(&self, method: &Method, path: &str, body: &[u8], deadline: Deadline) -> Result<Response, Broken> {
        let begun = Instant::now();
        let time = deadline.left();
        if time.is_zero() {
            return Err(Broken { left: Left::Nothing, cause: "deadline passed".into() });
        }
        witness::begin(body.len());
        let answered = self.send(method, path, body, time).and_then(|response| self.read(response));
        crate::log::exchange(method.as_str(), path, body.len(), &answered, begun.elapsed());
        answered
    }

    fn send(
        &self,
        method: &Method,
        path: &str,
        body: &[u8],
        time: Duration,
    ) -> Result<ureq::http::Response<ureq::Body>, Broken> {
        let url = format!("{}{path}", self.base);
        let within = |limit: Duration| Some(limit.min(time));
        // No limit over the whole call: it would hide in which phase the time ran out.
        let sent = if *method == Method::GET {
            let request = self.agent.get(&url).config();
            let request = request.timeout_resolve(within(self.limits.connect)).timeout_connect(within(self.limits.connect));
            let request = request.timeout_send_request(within(self.limits.connect));
            request.timeout_recv_response(within(self.limits.answer)).timeout_recv_body(within(self.limits.answer)).build().call()
        } else {
            let request = self.agent.post(&url).content_type("application/json; charset=utf-8").config();
            let request = request.timeout_resolve(within(self.limits.connect)).timeout_connect(within(self.limits.connect));
            let request = request.timeout_send_request(within(self.limits.connect)).timeout_send_body(within(self.limits.answer));
            let request = request.timeout_recv_response(within(self.limits.answer)).timeout_recv_body(within(self.limits.answer));
            request.build().send(body)
        };
        sent.map_err(|error| Broken { left: witness::left(), cause: error.to_string() })
    }

    fn read(&self, mut response: ureq::http::Response<ureq::Body>) -> Result<Response, Broken> {
        let status = response.status().as_u16();
        let body = response.body_mut().with_config().limit(self.limits.body).read_to_vec();
        body.map(|body| Response { status, body }).map_err(|error| Broken { left: Left::Whole, cause: error.to_string() })
    }
}
