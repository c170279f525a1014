//! One HTTP exchange with a device: deadlines, limits, and what is known of it when it fails.
//!
//! No error of an HTTP client proves by itself that nothing was sent, so a witness below the client counts what was
//! handed to the socket (see `witness.rs`).

mod link;
mod lookup;
pub mod server;
pub mod tcp;
mod tls;
mod watch;
mod witness;

use crate::secret::Secret;
use bytes::Bytes;
pub use lookup::places;
use once_cell::sync::OnceCell;
use std::io::{self, Read, Write};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::{Duration, Instant};
pub use tls::Tls;
use ureq::http::HeaderValue;
use ureq::tls::TlsConfig;
use ureq::unversioned::transport::{Connector, RustlsConnector};
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
    /// PUT
    Put,
}

impl Method {
    /// The method's name on the wire.
    pub fn word(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
            Self::Put => "PUT",
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

/// What goes out in one exchange.
#[derive(Debug, Clone, Copy)]
pub struct Outgoing<'a> {
    /// Method.
    pub method: Method,
    /// Path, from the base on.
    pub path: &'a str,
    /// Parameters behind the path; no log and no error shows them.
    pub query: &'a [(&'a str, &'a Secret)],
    /// JSON body; none with GET.
    pub body: &'a [u8],
}

/// A client, until it is broken off.
#[derive(Debug, Clone)]
struct Client {
    agent: Agent,
    /// Breaks off all that it has under way, for good.
    stop: Arc<AtomicBool>,
}

/// A way to the HTTP server of a device.
#[derive(Debug)]
pub struct Http {
    /// Made from files that may not be there yet: tried again with each exchange until it is, and then kept.
    client: RwLock<OnceCell<Client>>,
    base: String,
    limits: Limits,
    tls: Option<Tls>,
    headers: Vec<(&'static str, Secret)>,
    /// Each request says the type of its body, also one without.
    typed: bool,
}

/// Longest head of an answer, in bytes.
const LONGEST_HEAD: usize = 64 * 1024;

/// Shortest secret that is masked where an answer says it back: a shorter one may stand there for itself.
const SHORTEST_MASKED: usize = 12;

impl Http {
    /// A way to `base` (`http://192.168.1.10:8080`), each exchange on a connection of its own: a kept one may have been
    /// closed by the device unseen, and then the request is gone with no word of what became of it.
    pub fn new(base: &str, limits: Limits) -> Self {
        let base = base.trim_end_matches('/').to_owned();
        Self { client: RwLock::default(), base, limits, tls: None, headers: Vec::new(), typed: false }
    }

    /// The same by TLS with these files, for a base of `https`.
    #[must_use]
    pub fn secured(mut self, tls: Tls) -> Self {
        self.tls = Some(tls);
        self
    }

    /// The same with this header in each request.
    #[must_use]
    pub fn with_header(mut self, name: &'static str, value: Secret) -> Self {
        self.headers.push((name, value));
        self
    }

    /// The same with the type of the body in each request, also in one without a body.
    #[must_use]
    pub fn typed(mut self) -> Self {
        self.typed = true;
        self
    }

    /// Asks with GET.
    pub fn get(&self, path: &str, watch: &Watch) -> Result<Response, Broken> {
        self.exchange(&Outgoing::new(Method::Get, path, &[]), watch)
    }

    /// Sends a JSON body with POST.
    pub fn post(&self, path: &str, body: &[u8], watch: &Watch) -> Result<Response, Broken> {
        self.exchange(&Outgoing::new(Method::Post, path, body), watch)
    }

    /// One exchange.
    pub fn exchange(&self, outgoing: &Outgoing, watch: &Watch) -> Result<Response, Broken> {
        let mut read = Vec::new();
        let answered = self.transfer(outgoing, watch, self.limits.body, &mut read, false);
        self.mask(outgoing, &mut read);
        answered.map(|status| Response { status, body: read })
    }

    /// What lets us in is masked where a server says it back, so that no error and no answer shows it.
    fn mask(&self, outgoing: &Outgoing, body: &mut [u8]) {
        let sent = self.headers.iter().map(|(_, value)| value).chain(outgoing.query.iter().map(|(_, value)| *value));
        for secret in sent.filter_map(|value| value.reveal().rsplit(' ').next()) {
            let (secret, mut begin) = (secret.as_bytes(), 0);
            if secret.len() < SHORTEST_MASKED {
                continue;
            }
            while let Some(at) = body[begin..].windows(secret.len()).position(|piece| piece == secret) {
                body[begin + at..][..secret.len()].fill(b'*');
                begin += at + secret.len();
            }
        }
    }

    /// The same with the answer's body written to `into`, `most` bytes of it, as it comes in; gives the status.
    pub fn stream(&self, outgoing: &Outgoing, watch: &Watch, most: u64, into: &mut dyn Write) -> Result<u16, Broken> {
        self.transfer(outgoing, watch, most, into, true)
    }

    /// One exchange; `tells` the host how much has come in.
    fn transfer(
        &self,
        outgoing: &Outgoing,
        watch: &Watch,
        most: u64,
        into: &mut dyn Write,
        tells: bool,
    ) -> Result<u16, Broken> {
        let begun = Instant::now();
        // Taken before the look at the watch: a wish to stop that comes in between breaks this very client off.
        let client = self.client()?;
        if watch.is_over() {
            return Err(Broken { left: Left::Nothing, cause: "the time is over".into() });
        }
        witness::begin(outgoing.body.len());
        let mut held = link::Held::begin();
        let sent = self.send(&client.agent, outgoing, watch.left()).map_err(|error| broken(&error));
        let answered = sent.and_then(|response| receive(response, watch, most, into, tells));
        held.whole = answered.is_ok();
        log(outgoing, &answered, begun.elapsed());
        answered
    }

    /// Breaks off what is under way; exchanges that begin later are not touched.
    pub fn interrupt(&self) {
        let old = std::mem::take(&mut *self.client.write().unwrap_or_else(PoisonError::into_inner));
        if let Some(client) = old.into_inner() {
            client.stop.store(true, Ordering::Release);
        }
    }

    fn client(&self) -> Result<Client, Broken> {
        let place = self.client.read().unwrap_or_else(PoisonError::into_inner);
        let made = place.get_or_try_init(|| self.tls.as_ref().map(Tls::config).transpose().map(client));
        made.cloned().map_err(|trouble| Broken { left: Left::Nothing, cause: trouble.to_string() })
    }

    fn send(
        &self,
        agent: &Agent,
        outgoing: &Outgoing,
        time: Duration,
    ) -> Result<ureq::http::Response<ureq::Body>, ureq::Error> {
        const JSON: &str = "application/json; charset=utf-8";
        let url = format!("{}{}", self.base, outgoing.path);
        match outgoing.method {
            Method::Get if self.typed => {
                self.limited(agent.get(&url).header("Content-Type", JSON), outgoing, time).call()
            }
            Method::Get => self.limited(agent.get(&url), outgoing, time).call(),
            Method::Post => self.limited(agent.post(&url).content_type(JSON), outgoing, time).send(outgoing.body),
            Method::Put => self.limited(agent.put(&url).content_type(JSON), outgoing, time).send(outgoing.body),
        }
    }

    fn limited<B>(&self, mut request: RequestBuilder<B>, outgoing: &Outgoing, time: Duration) -> RequestBuilder<B> {
        for (name, value) in outgoing.query {
            request = request.query(*name, value.reveal());
        }
        for (name, value) in &self.headers {
            if let Ok(mut value) = HeaderValue::from_maybe_shared(Bytes::from_owner(value.bytes())) {
                // So that no log of the client's shows it.
                value.set_sensitive(true);
                request = request.header(*name, value);
            }
        }
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

impl<'a> Outgoing<'a> {
    /// A request without parameters behind its path.
    pub fn new(method: Method, path: &'a str, body: &'a [u8]) -> Self {
        Self { method, path, query: &[], body }
    }
}

/// Writes a line about an exchange: its path alone, neither parameters nor bodies.
fn log(outgoing: &Outgoing, answer: &Result<u16, Broken>, took: Duration) {
    let (method, path, sent, took) = (outgoing.method.word(), outgoing.path, outgoing.body.len(), took.as_millis());
    match answer {
        Ok(status) => crate::log::line(format_args!("{method} {path} {sent} bytes: {status} in {took} ms")),
        Err(broken) => {
            let (left, cause) = (broken.left, &broken.cause);
            crate::log::line(format_args!("{method} {path} {sent} bytes: {left:?} left, {cause} in {took} ms"));
        }
    }
}

/// What a failure says of the request.
fn broken(error: &ureq::Error) -> Broken {
    let left = if tls::is_turned_away(error) { Left::Nothing } else { witness::left() };
    let cause = match error {
        // It would show the whole address, parameters and all.
        ureq::Error::BadUri(_) => "bad address".to_owned(),
        error => error.to_string(),
    };
    Broken { left, cause }
}

/// A client that follows nothing, keeps nothing, asks the environment nothing, and is watched.
fn client(tls: Option<TlsConfig>) -> Client {
    let config = Agent::config_builder()
        .tls_config(tls.unwrap_or_default())
        .proxy(None)
        .max_redirects(0)
        .max_redirects_will_error(false)
        .http_status_as_error(false)
        .max_idle_connections(0)
        .max_response_header_size(LONGEST_HEAD)
        .user_agent(concat!("kassa/", env!("CARGO_PKG_VERSION")))
        .build();
    let stop = Arc::new(AtomicBool::new(false));
    let connector = link::Connect(Arc::clone(&stop)).chain(RustlsConnector::default()).chain(Witness);
    let agent = Agent::with_parts(config, connector, lookup::Lookup(Arc::clone(&stop)));
    Client { agent, stop }
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
