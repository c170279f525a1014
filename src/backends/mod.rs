//! The registers and servers that the driver speaks to: one folder and one line of [`REGISTRY`] each.
//!
//! A backend translates tasks into its protocol and answers back. It knows nothing of the journal, the C functions or
//! 1C.

mod address;
mod atol_codes;
pub mod atolonline;
pub mod atolweb;
pub mod cashcore;
pub mod discovery;
pub mod fingerprint;
pub mod icash;
pub mod itkassa;
mod json;
mod keep;
pub mod ofdru;
mod queue;
pub mod setting;
mod task_capabilities;
mod tokens;
pub mod workflow;

use crate::error::{BackendError, Fault, Problem, Refusal, Retry, Text};
use crate::task::answer::Answer;
use crate::task::capabilities::{Capabilities, FieldSpec};
use crate::task::json::Node;
use crate::task::money::Money;
use crate::task::policy::{Charset, Country, Policy};
use crate::task::read::Fields;
use crate::task::{Parsed, Query, TaskName};
use crate::transport::{CallContext, HttpRequest, Limits, Method, TransportError};
pub use address::TLS;
use fingerprint::Fingerprint;
pub use queue::{CallBack, CallbackRejected, Queue, QueueStatus, Ticket};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::ops::ControlFlow;
use std::path::PathBuf;
use zeroize::Zeroizing;

/// A register or server, spoken to in its own protocol.
///
/// A backend keeps no state between calls except an access token, and within a call what it has read. It makes no
/// decisions: the driver decides when to send a document and when to look for it. That keeps exactly-once delivery in one
/// place for all protocols.
pub trait Backend: Send + Sync {
    /// Identifies this device in the journal and in its lock. The same device must always have the same text, however
    /// its address is spelled.
    fn device(&self) -> &str;

    /// The fields that a task of this name may have; `None` if the backend does not support the task.
    fn capabilities(&self, task: TaskName) -> Option<&'static Capabilities>;

    /// Translates a checked task into a request. Returns the faults that only this backend can see, all of them at
    /// once.
    fn prepare(&self, parsed: &Parsed, external_id: &str) -> Result<Job, Vec<Fault>>;

    /// How this backend makes fiscal documents; see [`Documents`].
    fn documents(&self) -> Documents<'_>;

    /// Runs a query: a call that makes no fiscal document and so can be repeated freely.
    fn run(&self, query: &Query, context: &CallContext) -> Result<Answer, Failure>;

    /// Checks a native call and translates it into a request; `None` if the backend has no method of this name.
    fn method(&self, name: &str, params: &Node, policy: &Policy) -> Option<Result<Job<NativeCall>, Vec<Fault>>>;

    /// Runs a native call that makes no fiscal document, and returns the device's own answer.
    fn call(&self, call: &NativeCall, context: &CallContext) -> Result<Value, Failure>;

    /// Aborts the exchange in progress. Called from another thread.
    fn interrupt(&self);
}

/// How a backend makes fiscal documents.
pub enum Documents<'a> {
    /// It makes none.
    None,
    /// The register makes each document while the caller waits, and numbers it.
    Register(&'a dyn Register),
    /// A server queues documents, each under a key of ours; a register makes them later.
    Queue(&'a dyn Queue),
}

/// A register that makes a document while the caller waits.
///
/// Its documents have numbers but no ids. To resolve a lost answer, the driver reads the last number before sending,
/// and afterwards looks at every document past it.
pub trait Register: Sync {
    /// The device's last document and shift, read before a new document is sent. Every call begins with it, so that what
    /// an earlier call has seen counts no more.
    fn baseline(&self, context: &CallContext) -> Result<Baseline, Failure>;

    /// Sends a request once. The error says whether anything was sent.
    fn send(&self, request: &Request, context: &CallContext) -> Result<Made, Failure>;

    /// A number to look past so that at least the last `count` documents up to `now` are seen. May go back further.
    fn before(&self, now: u64, count: u64) -> u64 {
        now.saturating_sub(count)
    }

    /// Shows each document that the device made after number `past`, and returns the state of its numbering.
    fn look(&self, past: u64, context: &CallContext, each: Each) -> Result<Sighting, Failure>;
}

/// What a task or a native call was translated into. For a native call, `E` is [`NativeCall`].
pub enum Job<E = Query> {
    /// A fiscal document, which must be made exactly once.
    Document(Box<Document>),
    /// A fiscal document that is right, of a task that is only checked: there is nothing to send.
    Checked,
    /// A query: it makes no fiscal document.
    Query(E),
}

/// A native call: one of the backend's own methods, by its own name.
#[derive(Debug, Clone)]
pub struct NativeCall {
    /// HTTP method.
    pub method: Method,
    /// Path and body.
    pub request: Request,
    /// What the method returns.
    pub reply: Reply,
    /// The request contains a password. The device's reply is then not shown in errors, because it may repeat the
    /// password.
    pub secret: bool,
    /// The native method that shows whether a call took effect, for a call whose answer was lost. `None` if the call
    /// can simply be repeated.
    pub shown_by: Option<&'static str>,
}

impl NativeCall {
    /// The HTTP request to send.
    pub fn http_request(&self) -> HttpRequest<'_> {
        HttpRequest::new(self.method, &self.request.path, &self.request.body)
    }
}

/// What a native method returns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reply {
    /// JSON, passed to the caller unchanged.
    Json,
    /// Bytes: as text or base64 in the answer, or in this file.
    Text(Option<PathBuf>),
    /// Bytes, always into this file.
    File(PathBuf),
}

/// A fiscal document, ready to be sent.
pub struct Document {
    /// The request that makes it.
    pub request: Request,
    /// The fingerprint by which the document is recognised later.
    pub fingerprint: Fingerprint,
    /// Change for the buyer, where it is known before sending.
    pub change: Option<Money>,
    /// The caller's own queue key. Without it the driver derives a key from the external id.
    pub key: Option<String>,
}

/// A request in the backend's protocol.
#[derive(Debug, Clone)]
pub struct Request {
    /// Path of the command, without the server's address.
    pub path: String,
    /// JSON body. Wiped after use, since it may contain secrets.
    pub body: Zeroizing<Vec<u8>>,
    /// For each position in the request, its index in the task's `items`. Device errors about a position are reported
    /// under that index.
    pub lines: Vec<usize>,
    /// The task itself, where the protocol is the vocabulary: its body is written when it is sent, because the version of
    /// FFD that the register works by decides on it.
    pub task: Option<Node>,
}

impl Request {
    /// A request without positions.
    pub fn new(path: String, body: Zeroizing<Vec<u8>>) -> Self {
        Self { path, body, lines: Vec::new(), task: None }
    }
}

/// The device's last document and shift.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Baseline {
    /// Number of the last document.
    pub document: u64,
    /// The fiscal drive that assigns the numbers. After it is replaced, numbering starts again.
    pub drive: Option<String>,
    /// Number of the last document before an earlier attempt, which may come late: a look begins there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub since: Option<u64>,
    /// Number of the open shift, where the register can close it by itself within a receipt.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shift: Option<u64>,
    /// The version of FFD that the register works by, where it decides on the form of a document.
    #[serde(skip)]
    pub ffd: Option<String>,
}

impl Baseline {
    /// Past this number the document is looked for.
    pub fn past(&self) -> u64 {
        self.since.unwrap_or(self.document)
    }
}

/// A document that the device reported as made.
#[derive(Debug)]
pub struct Made {
    /// Its number, if the answer contained it.
    pub number: Option<u64>,
    /// The answer for the caller.
    pub answer: Answer,
    /// Whether the device kept the mark that was sent with the document; `None` if the answer does not show it.
    pub keeps_marks: Option<bool>,
}

/// Takes the documents that a look shows, one after the other, with the state of the numbering as it is known by then.
/// It keeps what it needs, so that a look over many documents needs the memory of one. It may end the look.
pub type Each<'a> = &'a mut dyn FnMut(&Baseline, Record) -> ControlFlow<()>;

/// What was seen on the device.
#[derive(Debug)]
pub struct Sighting {
    /// The state of its numbering at that time.
    pub baseline: Baseline,
    /// Whether the device is making a document right now.
    pub busy: bool,
}

/// A document found on the device.
#[derive(Debug, Clone)]
pub struct Record {
    /// Its document number.
    pub number: u64,
    /// Its fingerprint; `None` if the device could not show the document.
    pub shown: Option<Fingerprint>,
    /// What the device reports about it, as an answer for the caller.
    pub answer: Answer,
}

/// Why a call returned no usable answer.
#[derive(Debug)]
pub enum Failure {
    /// The transport failed. It knows how much of the request was sent.
    Transport(TransportError),
    /// The device refused.
    Refused(Box<Refused>),
    /// An answer came, but it is neither an acceptance nor a refusal. The first field is the cause.
    Unreadable(Text, BackendError),
    /// A local failure (for example, an output file that cannot be created).
    Local(Box<Fault>),
    /// The device answered, and has nothing of what was asked for; what is missing.
    NothingFound(Text),
}

/// A refusal by the device.
#[derive(Debug, Clone)]
pub struct Refused {
    /// In the library's words, with advice.
    pub refusal: Refusal,
    /// The vendor's code and text.
    pub vendor: BackendError,
    /// The document may have been made despite the refusal (a paper jam, a failure halfway), so the driver must look
    /// for it.
    pub unresolved: bool,
    /// If the document was made, its printing is not finished.
    pub not_printed: bool,
    /// The key of the configuration that is wrong, where the refusal shows that: another address, an unknown register.
    pub key: Option<&'static str>,
}

/// One entry of the registry: what the library needs to know of a backend before it opens one.
pub struct Registered {
    /// Name in the configuration (`backend`) and in messages.
    pub name: &'static str,
    /// Product name, for the README's table.
    pub title: &'static str,
    /// Characters that it can print.
    pub charset: Charset,
    /// The country whose tax numbers it writes.
    pub country: Country,
    /// Whether the total must equal Σ lines to the minor unit.
    pub exact_total: bool,
    /// Its protocol is the vocabulary of tasks, so it gets the document as it was read ([`Parsed::document`]).
    pub speaks_vocabulary: bool,
    /// Milliseconds after which a device that was seen idle will not make an earlier document any more. The default of
    /// `settleMs`.
    pub settle_ms: i64,
    /// The fields that a task of this name may have, as the README's table lists them; `None` if the task is not
    /// supported.
    pub capabilities: fn(TaskName) -> Option<&'static [&'static [FieldSpec]]>,
    /// Names of its native methods.
    pub methods: &'static [&'static str],
    /// Its part of the configuration, as a settings form shows it.
    pub settings: &'static [setting::Setting],
    /// Reads its part of the configuration and opens a device. `None` if there are faults, which are collected in the
    /// fields' reader.
    pub open: fn(&Fields, Limits) -> Option<Box<dyn Backend>>,
    /// How it is found on a network; `None` for a cloud service.
    pub discovery: Option<discovery::Discovery>,
}

/// All backends. Adding one takes its folder and one entry here.
pub const REGISTRY: &[Registered] = &[
    icash::REGISTERED,
    cashcore::REGISTERED,
    itkassa::REGISTERED,
    atolweb::REGISTERED,
    atolonline::REGISTERED,
    ofdru::REGISTERED,
];

impl Record {
    /// A document of which nothing but its number is known, so that it may be any.
    pub fn hidden(number: u64) -> Self {
        Self { number, shown: None, answer: Answer::default() }
    }

    /// About how much memory the record takes, in bytes. Whatever else it has comes from the device's own answer.
    pub fn memory(&self) -> usize {
        self.answer.native.as_ref().map_or(0, json::memory)
    }
}

impl From<TransportError> for Failure {
    fn from(error: TransportError) -> Self {
        Self::Transport(error)
    }
}

/// The fault for a task that a backend does not support.
pub fn unsupported_task(backend: &'static str) -> Fault {
    Fault { path: "type".into(), value: None, problem: Problem::NotCarried(backend) }
}

/// The failure for a query that a backend does not support.
pub fn unsupported_query(backend: &'static str) -> Failure {
    let vendor = BackendError { name: backend, ..BackendError::default() };
    Failure::Unreadable(Text::of("эта касса не отвечает на такой запрос", "this backend has no such query"), vendor)
}

/// The refusal of a server that does not know the path of a command: it is another server, or its address is another
/// one. It cannot be seen whether the device answered or something on the way to it.
fn unknown_path(vendor: BackendError) -> Failure {
    let refusal = Refusal {
        message: Text::of(
            "По этому адресу нет такой команды (HTTP 404).",
            "This address has no such command (HTTP 404).",
        ),
        advice: Text::of(
            "Проверьте url в настройках: узел, порт и путь должны быть адресом кассы или её сервера.",
            "Check url in the configuration: host, port and path must be the address of the register or its server.",
        ),
        retry: Retry::FixInput,
        faults: Vec::new(),
        by_state: false,
    };
    let refused = Refused { refusal, vendor, unresolved: true, not_printed: false, key: Some("url") };
    Failure::Refused(Box::new(refused))
}

/// The message of a refusal with a code of the vendor's table. `row` is the code's name and its meaning in Russian and in
/// English; `None` for a code that the table lacks.
fn code_message(title: &str, code: i64, row: Option<(&str, &str, &str)>) -> Text {
    match row {
        Some((name, ru, en)) => Text::with(
            format!("Отказ {title} {code} ({name}): {ru}."),
            format!("{title} returned error {code} ({name}): {en}."),
        ),
        None => Text::with(
            format!("Отказ {title} с неизвестным кодом {code}."),
            format!("{title} returned an unknown error code {code}."),
        ),
    }
}

/// The cause of an answer that is neither an acceptance nor a refusal, from its HTTP status.
fn odd_answer(status: u16) -> Text {
    let (ru, en) = match status {
        300..=399 => (
            format!("ответ HTTP {status} отсылает на другой адрес: укажите в url окончательный"),
            format!("the answer, HTTP {status}, redirects to another address: give the final one in url"),
        ),
        401 | 403 => {
            (format!("сервер отказал в доступе, HTTP {status}"), format!("the server denied access, HTTP {status}"))
        }
        400.. => (
            format!("сервер ответил ошибкой HTTP {status}"),
            format!("the server answered with an error, HTTP {status}"),
        ),
        _ => (
            format!("ответ HTTP {status} — не ответ этой кассы: проверьте url"),
            format!("the answer, HTTP {status}, is not one of this device: check url"),
        ),
    };
    Text::with(ru, en)
}

/// The cause of an answer whose body is not JSON.
fn not_json(status: u16, error: &dyn std::fmt::Display) -> Text {
    match status {
        300.. => odd_answer(status),
        _ => Text::with(
            format!("ответ HTTP {status} не разобран: это не JSON, возможно, по этому адресу (url) отвечает не касса"),
            format!(
                "the answer, HTTP {status}, is not JSON: perhaps another program answers at this address (url): {error}"
            ),
        ),
    }
}

/// The start of a device's reply as text for an error: at most 200 characters, without control characters.
pub fn shown(body: &[u8]) -> String {
    let text: String = String::from_utf8_lossy(body).chars().filter(|letter| !letter.is_control()).take(200).collect();
    text.trim().to_owned()
}

/// A member that is a non-empty text or a number, as text.
pub fn text_of(value: &Value, name: &str) -> Option<String> {
    match value.get(name)? {
        Value::String(text) => Some(text.trim().to_owned()).filter(|text| !text.is_empty()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}
