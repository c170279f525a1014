//! One HTTP exchange with a device: deadlines, limits, and what is known of it when it fails.
//!
//! No error of an HTTP client proves by itself that nothing was sent, so a witness below the client counts what was
//! handed to the socket (see `witness.rs`).

pub mod tcp;
mod watch;
mod witness;

use crate::secret::Secret;
use std::io::{self, Read, Write};
use std::sync::{PoisonError, RwLock};
use std::time::{Duration, Instant};
use ureq::http::HeaderValue;
use ureq::unversioned::resolver::DefaultResolver;
use ureq::unversioned::transport::{Connector, DefaultConnector};
use ureq::{Agent, RequestBuilder};
pub use watch::{Stage, Watch};
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

/// Method of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// GET
    Get,
    /// POST
    Post,
}

impl Method {
    /// The method's name on the wire.
    pub fn word(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
        }
    }
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

/// A way to the HTTP server of a device.
#[derive(Debug)]
pub struct Http {
    agent: RwLock<Agent>,
    base: String,
    limits: Limits,
    authorization: Option<Secret>,
}

/// Longest head of an answer, in bytes.
const LONGEST_HEAD: usize = 64 * 1024;

impl Http {
    /// A way to `base` (`http://192.168.1.10:8080`), each exchange on a connection of its own: a kept one may have been
    /// closed by the device unseen, and then the request is gone with no word of what became of it.
    pub fn new(base: &str, limits: Limits) -> Self {
        Self { agent: RwLock::new(agent()), base: base.trim_end_matches('/').to_owned(), limits, authorization: None }
    }

    /// The same with this header `Authorization` in each request.
    #[must_use]
    pub fn authorized(mut self, authorization: Secret) -> Self {
        self.authorization = Some(authorization);
        self
    }

    /// Asks with GET.
    pub fn get(&self, path: &str, watch: &Watch) -> Result<Response, Broken> {
        self.exchange(Method::Get, path, &[], watch)
    }

    /// Sends a JSON body with POST.
    pub fn post(&self, path: &str, body: &[u8], watch: &Watch) -> Result<Response, Broken> {
        self.exchange(Method::Post, path, body, watch)
    }

    /// Sends a JSON body with the method.
    pub fn exchange(&self, method: Method, path: &str, body: &[u8], watch: &Watch) -> Result<Response, Broken> {
        let mut read = Vec::new();
        let answered = self.transfer(method, path, body, watch, self.limits.body, &mut read, false);
        answered.map(|status| Response { status, body: read })
    }

    /// The same with the answer's body written to `into`, `most` bytes of it, as it comes in; gives the status.
    pub fn stream(
        &self,
        method: Method,
        path: &str,
        body: &[u8],
        watch: &Watch,
        most: u64,
        into: &mut dyn Write,
    ) -> Result<u16, Broken> {
        self.transfer(method, path, body, watch, most, into, true)
    }

    /// One exchange; `tells` the host how much has come in.
    #[allow(clippy::too_many_arguments, reason = "an exchange has so many parts")]
    fn transfer(
        &self,
        method: Method,
        path: &str,
        body: &[u8],
        watch: &Watch,
        most: u64,
        into: &mut dyn Write,
        tells: bool,
    ) -> Result<u16, Broken> {
        let begun = Instant::now();
        // Taken before the look at the watch: a wish to stop that comes in between breaks this very agent off.
        let agent = self.agent.read().unwrap_or_else(PoisonError::into_inner).clone();
        if watch.is_over() {
            return Err(Broken { left: Left::Nothing, cause: "the time is over".into() });
        }
        witness::begin(body.len());
        let sent = self.send(&agent, method, path, body, watch.left());
        let sent = sent.map_err(|error| Broken { left: witness::left(), cause: error.to_string() });
        let answered = sent.and_then(|response| receive(response, watch, most, into, tells));
        crate::log::exchange(method.word(), path, body.len(), &answered, begun.elapsed());
        answered
    }

    /// Breaks off what is under way; exchanges that begin later are not touched.
    pub fn interrupt(&self) {
        let old = std::mem::replace(&mut *self.agent.write().unwrap_or_else(PoisonError::into_inner), agent());
        old.shutdown();
    }

    fn send(
        &self,
        agent: &Agent,
        method: Method,
        path: &str,
        body: &[u8],
        time: Duration,
    ) -> Result<ureq::http::Response<ureq::Body>, ureq::Error> {
        let url = format!("{}{path}", self.base);
        match method {
            Method::Get => self.limited(agent.get(&url), time).call(),
            Method::Post => {
                let request = agent.post(&url).content_type("application/json; charset=utf-8");
                self.limited(request, time).send(body)
            }
        }
    }

    /// The header that lets us in, marked so that no log of the client's shows it.
    fn header(&self) -> Option<HeaderValue> {
        let mut header = HeaderValue::from_str(self.authorization.as_ref()?.reveal()).ok()?;
        header.set_sensitive(true);
        Some(header)
    }

    fn limited<B>(&self, request: RequestBuilder<B>, time: Duration) -> RequestBuilder<B> {
        let request = match self.header() {
            Some(header) => request.header("Authorization", header),
            None => request,
        };
        let within = |limit: Duration| Some(limit.min(time));
        // Which of them ran out does not matter: the witness knows what had left by then.
        request
            .config()
            .timeout_global(Some(time))
            .timeout_resolve(within(self.limits.connect))
            .timeout_connect(within(self.limits.connect))
            .timeout_recv_response(within(self.limits.answer))
            .build()
    }
}

/// A client that follows nothing, keeps nothing, asks the environment nothing, and is watched.
fn agent() -> Agent {
    let config = Agent::config_builder()
        .proxy(None)
        .max_redirects(0)
        .max_redirects_will_error(false)
        .http_status_as_error(false)
        .max_idle_connections(0)
        .max_response_header_size(LONGEST_HEAD)
        .user_agent(concat!("kassa/", env!("CARGO_PKG_VERSION")))
        .build();
    Agent::with_parts(config, DefaultConnector::new().chain(Witness), DefaultResolver::default())
}

/// Reads the body to its end.
fn receive(
    mut response: ureq::http::Response<ureq::Body>,
    watch: &Watch,
    most: u64,
    into: &mut dyn Write,
    tells: bool,
) -> Result<u16, Broken> {
    let broken = |error: io::Error| Broken { left: Left::Whole, cause: error.to_string() };
    let status = response.status().as_u16();
    let whole = response.body().content_length();
    let mut reader = response.body_mut().with_config().limit(most).reader();
    let mut buffer = [0; 16 * 1024];
    let mut come = 0;
    loop {
        let count = reader.read(&mut buffer).map_err(broken)?;
        if count == 0 {
            return Ok(status);
        }
        into.write_all(&buffer[..count]).map_err(broken)?;
        come += count as u64;
        if tells {
            watch.tell(Stage::Downloading(come, whole));
        }
    }
}
