//! The registers and servers that the driver speaks to; one folder each, one line of the registry each.

mod address;
pub mod cashcore;
pub mod icash;
pub mod itkassa;
mod keep;
pub mod known;
pub mod ofdru;
mod queue;
mod rooms;
pub mod setting;
pub mod workflow;

use crate::error::{BackendError, Fault, Problem, Refusal};
use crate::task::answer::Answer;
use crate::task::json::Node;
use crate::task::money::Money;
use crate::task::read::Fields;
use crate::task::room::{Carried, Room};
use crate::task::terms::{Charset, Country, Terms};
use crate::task::{Errand, Parsed, TaskName};
use crate::transport::{Broken, Limits, Method, Outgoing, Watch};
pub use address::TLS;
use known::Expected;
pub use queue::{CallBack, Queue, Stand, Ticket, Turned};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::path::PathBuf;
use zeroize::Zeroizing;

/// A register or server, spoken to in its own protocol.
///
/// It keeps no state between calls, save what lets it in (a token), and decides nothing: when to send and when to look
/// is the driver's.
pub trait Backend: Send + Sync {
    /// What tells this device from others, in the journal and in its lock.
    fn device(&self) -> &str;

    /// What a task of this name may carry; `None` if the backend has no such task.
    fn room(&self, task: TaskName) -> Option<&'static Room>;

    /// Turns a task into what is to be sent; the faults are those that only this backend sees.
    fn prepare(&self, parsed: &Parsed, external_id: &str) -> Result<Job, Vec<Fault>>;

    /// How its fiscal documents come to be.
    fn documents(&self) -> Documents<'_>;

    /// Does what makes no fiscal document.
    fn run(&self, errand: &Errand, watch: &Watch) -> Result<Answer, Failure>;

    /// Turns a call of one of the backend's own methods into what is to be sent; `None` if it has no such method.
    fn method(&self, name: &str, params: &Node, terms: &Terms) -> Option<Result<Job<OwnCall>, Vec<Fault>>>;

    /// Calls a method that makes no fiscal document, and gives the device's own answer.
    fn call(&self, call: &OwnCall, watch: &Watch) -> Result<Value, Failure>;

    /// Breaks off what is under way.
    fn interrupt(&self);
}

/// How the fiscal documents of a backend come to be.
pub enum Documents<'a> {
    /// There are none.
    None,
    /// A register makes each of them while it is waited for, and numbers it.
    Register(&'a dyn Register),
    /// A server takes them into a queue, each under a key of ours, and a register makes them in its time.
    Queue(&'a dyn Queue),
}

/// A register that makes a document while it is waited for.
pub trait Register: Sync {
    /// The device's last document, before a new one.
    fn baseline(&self, watch: &Watch) -> Result<Baseline, Failure>;

    /// Sends a request, once.
    fn send(&self, request: &Request, watch: &Watch) -> Result<Made, Failure>;

    /// The number to look past for at least so many of the documents up to `now`.
    fn before(&self, now: u64, count: u64) -> u64 {
        now.saturating_sub(count)
    }

    /// What the device has made past the document number `past`.
    fn look(&self, past: u64, watch: &Watch) -> Result<Sighting, Failure>;
}

/// What a task turned into, or a call of one of the backend's own methods: then `E` is an [`OwnCall`].
pub enum Job<E = Errand> {
    /// A fiscal document: made exactly once.
    Document(Box<Document>),
    /// What makes no fiscal document.
    Errand(E),
}

/// A call of one of the backend's own methods.
#[derive(Debug, Clone)]
pub struct OwnCall {
    /// Method of the request.
    pub method: Method,
    /// The request.
    pub request: Request,
    /// What comes back.
    pub reply: Reply,
    /// It carries a password: what the device says to it is not shown.
    pub secret: bool,
    /// The method that shows whether a call whose answer was lost took effect; none for a call that can simply be made
    /// again.
    pub shown_by: Option<&'static str>,
}

impl OwnCall {
    /// What goes out.
    pub fn outgoing(&self) -> Outgoing<'_> {
        Outgoing::new(self.method, &self.request.path, &self.request.body)
    }
}

/// What an own method gives back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reply {
    /// JSON.
    Json,
    /// A text, or bytes in base64, or either into a file.
    Text(Option<PathBuf>),
    /// Bytes into a file.
    File(PathBuf),
}

/// A fiscal document, ready to be sent.
pub struct Document {
    /// The request.
    pub request: Request,
    /// By what the document is known again.
    pub expected: Expected,
    /// What the buyer gets back.
    pub change: Option<Money>,
    /// The key that the caller wants it queued under; ours is made of its id.
    pub key: Option<String>,
}

/// A request of the backend's protocol.
#[derive(Debug, Clone)]
pub struct Request {
    /// Path of the command.
    pub path: String,
    /// JSON body.
    pub body: Zeroizing<Vec<u8>>,
    /// Places of the task's lines among its items, to lead the device's faults back to them.
    pub lines: Vec<usize>,
}

/// The device's last document and shift.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Baseline {
    /// Number of the last document.
    pub document: u64,
    /// The fiscal drive that numbers them: another one begins anew.
    pub drive: Option<String>,
    /// Number of the open shift, where the register may close it by itself within a receipt.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shift: Option<u64>,
}

/// A document that the device said it made.
#[derive(Debug)]
pub struct Made {
    /// Its number, if the answer had it.
    pub number: Option<u64>,
    /// The answer.
    pub answer: Answer,
    /// Whether the device kept the mark that it was sent; `None` if it does not show that.
    pub keeps_marks: Option<bool>,
}

/// What was seen on the device.
#[derive(Debug)]
pub struct Sighting {
    /// State of the numbering.
    pub baseline: Baseline,
    /// A document is being made right now.
    pub busy: bool,
    /// The documents asked for.
    pub records: Vec<Record>,
}

/// A document found on the device.
#[derive(Debug, Clone)]
pub struct Record {
    /// Its number.
    pub number: u64,
    /// By what it can be compared; `None` if the device could not show it.
    pub known: Option<Expected>,
    /// What the device says of it.
    pub answer: Answer,
}

/// Why there is no answer to go on with.
#[derive(Debug)]
pub enum Failure {
    /// The exchange broke.
    Broken(Broken),
    /// The device said no.
    Refused(Box<Refused>),
    /// An answer came that says neither yes nor no.
    Unreadable(String, BackendError),
    /// Something on this machine stood in the way before anything was sent.
    Here(Box<Fault>),
}

/// The device said no.
#[derive(Debug, Clone)]
pub struct Refused {
    /// In our words.
    pub refusal: Refusal,
    /// In its own.
    pub said: BackendError,
    /// The document may have been made all the same (a jam of paper, a fault half-way).
    pub doubtful: bool,
    /// If it was made, its paper is not finished.
    pub not_printed: bool,
}

/// One line of the registry.
pub struct Registered {
    /// Name in the configuration.
    pub name: &'static str,
    /// What it is, for the README's table.
    pub title: &'static str,
    /// Characters that it prints.
    pub charset: Charset,
    /// Whose tax numbers it writes.
    pub country: Country,
    /// Total = Σ lines to the kopeck.
    pub exact_total: bool,
    /// Time after which a device that was seen idle will not make a document any more, in milliseconds.
    pub settle_ms: i64,
    /// What a task of this name may carry, as the table that the README shows.
    pub carries: fn(TaskName) -> Option<&'static [&'static [Carried]]>,
    /// Names of its own methods.
    pub methods: &'static [&'static str],
    /// The keys of its own part of the configuration.
    pub settings: &'static [setting::Setting],
    /// Reads its own part of the configuration.
    pub open: fn(&Fields, Limits) -> Option<Box<dyn Backend>>,
}

/// Every backend.
pub const REGISTRY: &[Registered] = &[icash::REGISTERED, cashcore::REGISTERED, itkassa::REGISTERED, ofdru::REGISTERED];

impl From<Broken> for Failure {
    fn from(broken: Broken) -> Self {
        Self::Broken(broken)
    }
}

/// The fault of a task that a backend has no room for.
pub fn no_room(backend: &'static str) -> Fault {
    Fault { path: "type".into(), value: None, problem: Problem::NotCarried(backend) }
}

/// The failure of an errand that a backend has no room for.
pub fn no_errand(backend: &'static str) -> Failure {
    let said = BackendError { name: backend, ..BackendError::default() };
    Failure::Unreadable("this backend has no such query".into(), said)
}

/// What the device said, as text for an error object, shortened.
pub fn shown(body: &[u8]) -> String {
    let text: String = String::from_utf8_lossy(body).chars().filter(|letter| !letter.is_control()).take(200).collect();
    text.trim().to_owned()
}

/// A text member of an answer.
pub fn text_of(value: &Value, name: &str) -> Option<String> {
    match value.get(name)? {
        Value::String(text) => Some(text.trim().to_owned()).filter(|text| !text.is_empty()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}
