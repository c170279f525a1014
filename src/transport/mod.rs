//! One HTTP exchange with a device: deadlines, limits, and how much of the request was sent when it fails.
//!
//! No error of an HTTP client proves by itself that nothing was sent. So a send tracker below the client counts what
//! was passed to the socket (see `send_tracker.rs`). How much was sent decides whether a document may be sent again.

mod cause;
mod context;
mod link;
mod lookup;
mod send_tracker;
pub mod server;
pub mod tcp;
mod tls;

use crate::clock;
use crate::error::{Cause, Text};
use crate::log::{self, Level};
use crate::secret::{Secret, mask};
use bytes::Bytes;
use cause::Place;
pub use context::{CallContext, Stage};
use link::Stale;
pub use lookup::{places, text_of};
use once_cell::sync::OnceCell;
use send_tracker::SendTracker;
use std::cell::RefCell;
use std::io::{self, Read, Write};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;
pub use tls::Tls;
use ureq::http::HeaderValue;
use ureq::tls::TlsConfig;
use ureq::unversioned::transport::{Connector, RustlsConnector};
use ureq::{Agent, RequestBuilder};

/// How much of a request left this machine.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Sent {
    /// Not one byte.
    Nothing,
    /// Some of it, but certainly not all.
    Partially,
    /// All of it, as far as this machine can know.
    Completely,
}

/// The failure of an exchange: no complete answer came.
#[derive(Debug, Clone)]
pub struct TransportError {
    /// How much of the request was sent.
    pub left: Sent,
    /// The cause: the address that was tried and what happened.
    pub cause: Cause,
}

/// A complete answer, whatever its status.
#[derive(Debug, Clone)]
pub struct Response {
    /// HTTP status code.
    pub status: u16,
    /// Body, at most [`Limits::body`] bytes.
    pub body: Vec<u8>,
}

/// HTTP method of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// Without a body.
    Get,
    /// With a JSON body.
    Post,
    /// With a JSON body.
    Put,
    /// Without a body.
    Delete,
}

impl Method {
    /// The method's name as it is sent.
    pub fn word(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
            Self::Put => "PUT",
            Self::Delete => "DELETE",
        }
    }
}

/// Limits of an exchange. The call's deadline applies as well.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Longest time to look up the device's name, and again to connect to it.
    pub connect: Duration,
    /// Longest time until the answer begins, once the request was sent.
    pub answer: Duration,
    /// Longest body of an answer that is accepted, in bytes.
    pub body: u64,
}

/// The content of one HTTP request.
#[derive(Debug, Clone, Copy)]
pub struct HttpRequest<'a> {
    /// HTTP method.
    pub method: Method,
    /// Path below the base URL, with its leading slash.
    pub path: &'a str,
    /// Query parameters. No log and no error shows them.
    pub query: &'a [(&'a str, &'a Secret)],
    /// Headers of this request alone. No log and no error shows them.
    pub headers: &'a [(&'static str, &'a Secret)],
    /// JSON body; not sent with GET.
    pub body: &'a [u8],
}

/// An HTTP client, used until it is interrupted.
#[derive(Debug, Clone)]
struct Client {
    agent: Agent,
    /// Interrupts everything that this client is doing, for good.
    stop: Arc<AtomicBool>,
}

/// A connection setup for the HTTP server of a device: base URL, limits, TLS files and headers.
#[derive(Debug)]
pub struct Http {
    /// Made from TLS files that may be missing at first, so each exchange tries again until it succeeds; then it is
    /// kept.
    client: RwLock<OnceCell<Client>>,
    base: String,
    /// The server of `base`, for messages.
    place: Place,
    limits: Limits,
    tls: Option<Tls>,
    headers: Vec<(&'static str, Secret)>,
    /// Send Content-Type even without a body.
    typed: bool,
    /// The server was seen to answer only one question on a connection.
    single: AtomicBool,
}

/// Longest head of an answer, in bytes.
///
/// Simulated registers need less, and a build that is not optimized clears buffers byte by byte: a third of a day's time.
const LONGEST_HEAD: usize = if cfg!(feature = "days") { 2 * 1024 } else { 64 * 1024 };

/// How many bytes are read or written at once. Requests are shorter as a rule, and larger buffers cost: they are cleared
/// for each connection.
const PIECE: usize = if cfg!(feature = "days") { 4 * 1024 } else { 16 * 1024 };

impl Http {
    /// For the server at `base` (`http://192.168.1.10:8080`). Each exchange uses a new connection, except for the
    /// questions of a [`Series`]: the device may have closed a kept one unnoticed, and then nobody knows what became of
    /// the request.
    pub fn new(base: &str, limits: Limits) -> Self {
        let base = base.trim_end_matches('/').to_owned();
        let place = Place::of(&base);
        Self {
            client: RwLock::default(),
            base,
            place,
            limits,
            tls: None,
            headers: Vec::new(),
            typed: false,
            single: AtomicBool::new(false),
        }
    }

    /// Adds TLS with these files, for a base URL with `https`.
    #[must_use]
    pub fn secured(mut self, tls: Tls) -> Self {
        self.tls = Some(tls);
        self
    }

    /// Adds this header to each request.
    #[must_use]
    pub fn with_header(mut self, name: &'static str, value: Secret) -> Self {
        self.headers.push((name, value));
        self
    }

    /// Sends Content-Type with each request, even without a body.
    #[must_use]
    pub fn typed(mut self) -> Self {
        self.typed = true;
        self
    }

    /// Sends a GET request.
    pub fn get(&self, path: &str, context: &CallContext) -> Result<Response, TransportError> {
        self.exchange(&HttpRequest::new(Method::Get, path, &[]), context)
    }

    /// Sends a POST request with a JSON body.
    pub fn post(&self, path: &str, body: &[u8], context: &CallContext) -> Result<Response, TransportError> {
        self.exchange(&HttpRequest::new(Method::Post, path, body), context)
    }

    /// For several questions, one after the other, on one connection. It is closed when the series is dropped.
    pub fn series(&self) -> Series<'_> {
        Series { http: self, client: RefCell::default() }
    }

    /// Runs one exchange and reads the answer into memory. Secrets that the answer repeats are masked.
    pub fn exchange(&self, http_request: &HttpRequest, context: &CallContext) -> Result<Response, TransportError> {
        // Get the client before checking the call context: a request to stop that comes in between interrupts this
        // client.
        let client = self.client()?;
        self.exchange_by(&client, http_request, context)
    }

    fn exchange_by(
        &self,
        client: &Client,
        http_request: &HttpRequest,
        context: &CallContext,
    ) -> Result<Response, TransportError> {
        let mut read = Vec::new();
        let answered = self.transfer(client, http_request, context, self.limits.body, &mut read, false);
        // An answer of data may have a number or a name that is equal to a short secret; an error is text for people.
        let is_error = answered.as_ref().is_ok_and(|status| *status >= 400);
        let secrets = self.secrets(http_request);
        for secret in &secrets {
            mask(&mut read, secret, is_error);
        }
        log::exchange(http_request.body, answered.is_ok().then_some(&*read), secrets);
        let status = answered?;
        match self.place.asks_for_tls(status, &read) {
            Some(cause) => Err(TransportError { left: Sent::Completely, cause }),
            None => Ok(Response { status, body: read }),
        }
    }

    /// Our secrets: no error, no answer and no log shows them where the server repeats them.
    fn secrets(&self, http_request: &HttpRequest) -> Vec<Secret> {
        let own = self.headers.iter().map(|(_, value)| value);
        let of_request = http_request.headers.iter().chain(http_request.query).map(|(_, value)| *value);
        own.chain(of_request).cloned().collect()
    }

    /// Like [`Http::exchange`], but writes at most `most` bytes of the body to `into` while they arrive. Returns the
    /// status.
    pub fn stream(
        &self,
        http_request: &HttpRequest,
        context: &CallContext,
        most: u64,
        into: &mut dyn Write,
    ) -> Result<u16, TransportError> {
        let client = self.client()?;
        self.transfer(&client, http_request, context, most, into, true)
    }

    /// Runs one exchange. With `tells`, the host is told how many bytes have arrived.
    fn transfer(
        &self,
        client: &Client,
        http_request: &HttpRequest,
        context: &CallContext,
        most: u64,
        into: &mut dyn Write,
        tells: bool,
    ) -> Result<u16, TransportError> {
        let begun = clock::now();
        if context.is_over() {
            let cause = Text::of("время вызова (deadlineMs) истекло", "the time of the call (deadlineMs) is over");
            return Err(TransportError { left: Sent::Nothing, cause: cause.into() });
        }
        // A question changes nothing.
        let by = context.is_sent_by().filter(|_| !matches!(http_request.method, Method::Get));
        send_tracker::begin(http_request.sent_body().len(), by);
        let mut held = link::Held::begin();
        let sent = self.send(&client.agent, http_request, context.left()).map_err(|error| self.broken(&error));
        let answered = sent.and_then(|response| self.receive(response, context, most, into, tells));
        held.whole = answered.is_ok();
        told(http_request, &answered, clock::since(begun));
        answered
    }

    /// Interrupts what is in progress. Exchanges that begin later are not affected.
    pub fn interrupt(&self) {
        let old = std::mem::take(&mut *self.client.write().unwrap_or_else(PoisonError::into_inner));
        if let Some(client) = old.into_inner() {
            client.stop.store(true, Ordering::Release);
        }
    }

    fn client(&self) -> Result<Client, TransportError> {
        let place = self.client.read().unwrap_or_else(PoisonError::into_inner);
        let config = || self.tls.as_ref().map(Tls::config).transpose();
        let made = place.get_or_try_init(|| config().map(|tls| client(tls, Arc::default(), false)));
        made.cloned().map_err(|error| TransportError {
            left: Sent::Nothing,
            cause: Cause {
                text: error.cause.at(&format_args!("tls.{}", error.file.word())),
                hint: Some(Text::of(
                    "Проверьте этот файл TLS в настройках.",
                    "Check this TLS file of the configuration.",
                )),
            },
        })
    }

    fn send(
        &self,
        agent: &Agent,
        http_request: &HttpRequest,
        time: Duration,
    ) -> Result<ureq::http::Response<ureq::Body>, ureq::Error> {
        const JSON: &str = "application/json; charset=utf-8";
        let url = format!("{}{}", self.base, http_request.path);
        match http_request.method {
            Method::Get if self.typed => {
                self.limited(agent.get(&url).header("Content-Type", JSON), http_request, time).call()
            }
            Method::Get => self.limited(agent.get(&url), http_request, time).call(),
            Method::Post => {
                self.limited(agent.post(&url).content_type(JSON), http_request, time).send(http_request.sent_body())
            }
            Method::Delete => self.limited(agent.delete(&url), http_request, time).call(),
            Method::Put => {
                self.limited(agent.put(&url).content_type(JSON), http_request, time).send(http_request.sent_body())
            }
        }
    }

    /// Converts an error of the HTTP client, and adds how much of the request was sent.
    fn broken(&self, error: &ureq::Error) -> TransportError {
        let left = if tls::is_rejection(error) { Sent::Nothing } else { send_tracker::left() };
        TransportError { left, cause: self.place.cause_of(error) }
    }

    /// Reads the body to its end.
    fn receive(
        &self,
        mut response: ureq::http::Response<ureq::Body>,
        context: &CallContext,
        most: u64,
        into: &mut dyn Write,
        tells: bool,
    ) -> Result<u16, TransportError> {
        self.place.has_answered();
        let broken = |cause: Cause| TransportError { left: Sent::Completely, cause };
        let unread = |error: io::Error| broken(self.place.of_io(&error));
        let status = response.status().as_u16();
        let whole = response.body().content_length();
        let mut reader = response.body_mut().with_config().limit(most).reader();
        let mut buffer = [0; PIECE];
        let mut come = 0;
        loop {
            let count = reader.read(&mut buffer).map_err(unread)?;
            if count == 0 {
                return Ok(status);
            }
            into.write_all(&buffer[..count]).map_err(|error| {
                let text = Text::of_io(&error);
                broken(
                    Text::with(
                        format!("ответ не записан в файл: {}", text.ru),
                        format!("the answer was not written to the file: {}", text.en),
                    )
                    .into(),
                )
            })?;
            come += count as u64;
            if tells {
                context.tell(Stage::Downloading(come, whole));
            }
        }
    }

    fn limited<B>(
        &self,
        mut request: RequestBuilder<B>,
        http_request: &HttpRequest,
        time: Duration,
    ) -> RequestBuilder<B> {
        for (name, value) in http_request.query {
            request = request.query(*name, value.reveal());
        }
        let own = self.headers.iter().map(|(name, value)| (*name, value));
        for (name, value) in own.chain(http_request.headers.iter().map(|(name, value)| (*name, *value))) {
            if let Ok(mut value) = HeaderValue::from_maybe_shared(Bytes::from_owner(value.header())) {
                // So that no log of the HTTP client shows it.
                value.set_sensitive(true);
                request = request.header(name, value);
            }
        }
        let within = |limit: Duration| Some(limit.min(time));
        // It does not matter which limit is reached first: the send tracker knows what had been sent by then.
        request
            .config()
            .timeout_global(Some(time))
            .timeout_resolve(within(self.limits.connect))
            .timeout_connect(within(self.limits.connect))
            .timeout_recv_response(within(self.limits.answer))
            .build()
    }
}

/// Questions to a device, one after the other, on one connection.
///
/// A connection is new for everything else, because a device may close a kept one at any time, and then nobody knows what
/// became of the request. A question changes nothing, so one that got no answer on a kept connection is asked again on a
/// new one.
pub struct Series<'a> {
    http: &'a Http,
    /// Made for the first question, and anew after the host has interrupted the connection setup.
    client: RefCell<Option<Client>>,
}

impl Series<'_> {
    /// Sends a GET request.
    pub fn get(&self, path: &str, context: &CallContext) -> Result<Response, TransportError> {
        let client = self.client()?;
        let question = HttpRequest::new(Method::Get, path, &[]);
        let answered = self.http.exchange_by(&client, &question, context);
        let Some(stale) = link::stale().filter(|_| answered.is_err() && !context.is_over()) else { return answered };
        // The client has dropped that connection, so the next one is new.
        let again = self.http.exchange_by(&client, &question, context);
        if again.is_ok() && stale == Stale::Silent {
            self.http.single.store(true, Ordering::Relaxed);
            self.client.take();
        }
        again
    }

    /// The client of the series. It is interrupted with that of the connection setup.
    fn client(&self) -> Result<Client, TransportError> {
        let single = self.http.client()?;
        let mut made = self.client.borrow_mut();
        match &*made {
            Some(made) if Arc::ptr_eq(&made.stop, &single.stop) => Ok(made.clone()),
            _ => {
                let tls = single.agent.config().tls_config().clone();
                let keeps = !self.http.single.load(Ordering::Relaxed);
                Ok(made.insert(client(Some(tls), single.stop, keeps)).clone())
            }
        }
    }
}

impl<'a> HttpRequest<'a> {
    /// A request without query parameters.
    pub fn new(method: Method, path: &'a str, body: &'a [u8]) -> Self {
        Self { method, path, query: &[], headers: &[], body }
    }

    /// The body as it is sent.
    fn sent_body(&self) -> &'a [u8] {
        match self.method {
            Method::Get | Method::Delete => &[],
            Method::Post | Method::Put => self.body,
        }
    }
}

/// Logs an exchange: the path only, neither query parameters nor bodies.
fn told(http_request: &HttpRequest, answer: &Result<u16, TransportError>, took: Duration) {
    let (method, path, sent, took) =
        (http_request.method.word(), http_request.path, http_request.body.len(), took.as_millis());
    match answer {
        Ok(status) => log::line(Level::Debug, format_args!("{method} {path} {sent} bytes: {status} in {took} ms")),
        Err(broken) => {
            let (left, cause) = (broken.left, &broken.cause.text.en);
            log::line(
                Level::Warning,
                format_args!("{method} {path} {sent} bytes: {left:?} left, {cause} in {took} ms"),
            );
        }
    }
}

/// A client that follows no redirect, ignores the environment's proxy settings, and has a send tracker. The flag `stop`
/// interrupts it; it uses a connection once, or with `keeps` again.
fn client(tls: Option<TlsConfig>, stop: Arc<AtomicBool>, keeps: bool) -> Client {
    let config = Agent::config_builder()
        .tls_config(tls.unwrap_or_default())
        .proxy(None)
        .max_redirects(0)
        .max_redirects_will_error(false)
        .http_status_as_error(false)
        .max_idle_connections(usize::from(keeps))
        .max_response_header_size(LONGEST_HEAD)
        .input_buffer_size(LONGEST_HEAD + PIECE)
        .output_buffer_size(PIECE)
        .user_agent(concat!("kassa/", env!("CARGO_PKG_VERSION")))
        .build();
    let connect = link::Connect { stop: Arc::clone(&stop), keeps };
    let connector = connect.chain(RustlsConnector::default()).chain(SendTracker);
    let agent = Agent::with_parts(config, connector, lookup::Lookup(Arc::clone(&stop)));
    Client { agent, stop }
}
