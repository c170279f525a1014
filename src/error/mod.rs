//! Errors: what went wrong, whether the document was registered, and what the caller should do now.

mod allowed;
mod candidate;
mod cause;
mod fault;
mod logged;
mod note;
mod recorded;
mod texts;

pub use allowed::{Allowed, nearest};
pub use candidate::Candidate;
pub use cause::Cause;
pub use fault::{Fault, Level, Problem, RULES, Rule, RuleRow};
pub use note::Note;
pub use recorded::RecordedError;
use serde_json::{Map, Value, json};
use std::fmt;
pub use texts::Text;

/// Result of every public call of this library.
pub type Result<T> = core::result::Result<T, Error>;

/// A failure, with everything that the caller needs to continue.
///
/// Every error answers three questions: what happened ([`Error::code`], [`Error::message`] in Russian and English,
/// [`Error::faults`] with their places), whether the document exists ([`Error::outcome`]), and what to do now
/// ([`Error::retry`], [`Error::advice`]).
///
/// # Example
///
/// ```
/// use kassa::{Code, Outcome, Retry, Task};
///
/// let error = Task::from_json("{").unwrap_err();
/// assert_eq!(error.code(), Code::BadDocument);
/// assert_eq!(error.outcome, Outcome::NotSent);
/// assert_eq!(error.retry(), Retry::FixInput);
/// assert!(error.to_string().starts_with("The document is invalid and was not sent"));
/// ```
#[derive(Debug, Clone)]
pub struct Error {
    /// What happened, with its details.
    pub kind: ErrorKind,
    /// Whether the document exists.
    pub outcome: Outcome,
    /// The register's or server's own error, if it reported one.
    pub backend: Option<BackendError>,
    /// The register's own error, if a server is between it and us.
    pub device: Option<Box<DeviceError>>,
    /// `externalId` of the document, given by the caller or made by the library.
    pub external_id: Option<String>,
    /// Documents on the device that may be the one in question, for a person to compare with the tape.
    pub candidates: Vec<Candidate>,
    /// The error of the earlier call, as the journal recorded it.
    pub earlier: Option<Box<RecordedError>>,
    /// The document that already has the id, and where this one differs.
    pub reused: Option<Box<Reused>>,
    /// The document is known as not made only because it was looked for and not found. It may still come, so a
    /// repetition looks again.
    pub absent: bool,
    /// The call only asked or printed something, so there is no fiscal document that the error could be about.
    pub query: bool,
}

/// What is known of the document that already has the id (`idReused`).
#[derive(Debug, Clone, Default)]
pub struct Reused {
    /// `fiscalParams` of the registered one: number, sum, fiscal sign, time.
    pub recorded: Option<Value>,
    /// The first places in which the new document differs.
    pub differences: Vec<Difference>,
}

/// A place in which the new document differs from the one that has its id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// JSON path, such as `items[0].price`.
    pub path: String,
    /// The value in the earlier document, `null` if there is none. Neither value is shown if it may be personal.
    pub was: Option<Value>,
    /// The value in the new document.
    pub is: Option<Value>,
}

/// Whether the document of a failed call exists.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// No byte of its request was sent.
    NotSent,
    /// The device refused it, or was looked at and has not made it.
    Rejected,
    /// It exists: the device has registered it.
    Registered,
    /// Not known yet.
    Unknown,
}

/// What the caller may do next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Retry {
    /// Repeat the same call unchanged.
    Safe,
    /// Fix the document or the configuration first.
    FixInput,
    /// Call `kassa_recover` ([`Device::recover`](crate::Device::recover)) before anything else.
    RecoverFirst,
    /// A person has to look at the register, the network or the disk.
    Service,
}

/// What happened. docs/en/errors.md lists the codes; the texts are in `texts.rs`.
#[derive(Debug, Clone)]
pub enum ErrorKind {
    /// A parameter of the C function is null.
    NullArgument(&'static str),
    /// A text parameter is not valid UTF-8 or UTF-16.
    NotText(&'static str),
    /// The `size` member of a struct is not set.
    BadSize,
    /// The handle is not of an open device.
    BadHandle,
    /// The handle was opened by another process, of which this one is a `fork`.
    Forked,
    /// The configuration is wrong.
    BadConfig(Vec<Fault>),
    /// The task is wrong; all its faults.
    BadDocument(Vec<Fault>),
    /// The backend has no such task or method.
    Unsupported {
        /// Name of the task or method.
        task: String,
        /// Name of the backend, such as `icash`.
        backend: &'static str,
        /// The name that was probably meant.
        meant: Option<&'static str>,
    },
    /// The device cannot be reached; the cause.
    NoLink(Cause),
    /// The device or server refused the document or the query.
    Refused(Box<Refusal>),
    /// The request was sent, and the device has not made the document.
    NotMade,
    /// The register refused to open or to close the shift, because it is open or closed already.
    ShiftAlready {
        /// It is open; `false`: it is closed.
        open: bool,
    },
    /// The device has nothing of what was asked for; what is missing.
    NothingFound(Text),
    /// A person compared the candidates with the tape and discarded the document.
    Discarded,
    /// The answer was lost, and the device could not tell yet whether the document exists; the cause.
    Lost(Text),
    /// The register reported an error that leaves open whether the document exists, and it cannot be asked.
    Unclear(Box<Refusal>),
    /// The journal does not have the facts by which the document could be found on the device.
    Untraceable,
    /// The document is in a queue that has stopped, because its server does not know what became of it; why, and what to
    /// do.
    Blocked(Box<Refusal>),
    /// The document is in the queue; with the cause if the last question about it failed.
    Pending(Option<Text>),
    /// A query, or a print of plain text, got no usable answer; the cause.
    NoAnswer(Text),
    /// The answer to a native call that makes no document was lost, and the call may have taken effect.
    CallUnresolved {
        /// Why the answer was lost.
        cause: Text,
        /// The native method that shows whether it took effect.
        shown_by: &'static str,
    },
    /// Another program or thread holds the device.
    Busy,
    /// The host's progress function has called the device whose call it is told of.
    WithinProgress,
    /// An earlier document, with this id, is still unresolved, so a new one would be unsafe.
    EarlierUnresolved(String),
    /// An earlier document with the same content, with this id, is undelivered, and others were made since: the new one
    /// may be it or another one.
    Repeated(String),
    /// The journal cannot be opened, read or written; the cause.
    Journal(Text),
    /// Another program holds the journal's file.
    JournalHeld,
    /// The journal has fewer documents than were sent.
    JournalLost {
        /// Documents in the journal.
        kept: u64,
        /// Documents that were counted; `None` if the count itself cannot be read.
        counted: Option<u64>,
    },
    /// The `externalId` was already used for a document with different content.
    IdReused,
    /// The journal has no document with this id.
    NotFound,
    /// The host cancelled the call before a document was sent.
    Cancelled,
    /// A bug in this library; the cause, in English.
    Internal(String),
}

/// A refusal by the device, in this library's words; the vendor's are in [`BackendError`].
#[derive(Debug, Clone)]
pub struct Refusal {
    /// What happened.
    pub message: Text,
    /// What to do now.
    pub advice: Text,
    /// What the caller may do if no field is at fault.
    pub retry: Retry,
    /// The fields that the device complained about, with their places in the caller's document.
    pub faults: Vec<Fault>,
    /// The register was in another state than the command needs. It may be the state that the caller wants.
    pub by_state: bool,
}

/// The error as the register or server itself reported it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct BackendError {
    /// Name of the backend, such as `icash`.
    pub name: &'static str,
    /// The vendor's error code.
    pub code: Option<i64>,
    /// The vendor's text.
    pub text: Option<String>,
    /// HTTP status of the answer; `None` if the error did not come as an HTTP answer.
    pub http_status: Option<u16>,
}

/// The error of a register behind a server, as the server passes it on.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DeviceError {
    /// The vendor's error code.
    pub code: Option<i64>,
    /// The vendor's text.
    pub text: Option<String>,
}

/// The code of an error: the number that a C function returns, and the name in the error object.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(i32)]
#[allow(missing_docs, reason = "documented where C readers see them: ffi::types::Status")]
pub enum Code {
    BadArgument = 1,
    BadHandle = 2,
    BadConfig = 3,
    BadDocument = 4,
    Unsupported = 5,
    NoLink = 6,
    Refused = 7,
    NotMade = 8,
    Unknown = 9,
    NoAnswer = 10,
    Busy = 11,
    Journal = 12,
    IdReused = 13,
    NotFound = 14,
    Cancelled = 15,
    Pending = 16,
    AlreadyDone = 17,
    Internal = 99,
}

impl Error {
    /// An error of this kind with no further details.
    pub fn new(kind: ErrorKind, outcome: Outcome) -> Self {
        Self {
            kind,
            outcome,
            backend: None,
            device: None,
            external_id: None,
            candidates: Vec::new(),
            earlier: None,
            reused: None,
            absent: false,
            query: false,
        }
    }

    /// An error that was found before anything was sent.
    pub fn before(kind: ErrorKind) -> Self {
        Self::new(kind, Outcome::NotSent)
    }

    /// The same error with the document's id.
    #[must_use]
    pub fn about(mut self, id: &str) -> Self {
        self.external_id = Some(id.to_owned());
        self
    }

    /// The same error about a document that may exist anyway: "not sent" becomes "unknown".
    #[must_use]
    pub fn unresolved(mut self) -> Self {
        if self.outcome == Outcome::NotSent {
            self.outcome = Outcome::Unknown;
        }
        match self.kind {
            ErrorKind::NoLink(Cause { text, .. }) | ErrorKind::NoAnswer(text) => {
                Self { kind: ErrorKind::Lost(text), ..self }
            }
            _ => self,
        }
    }

    /// The same error with the vendor's own error.
    #[must_use]
    pub fn with_vendor(mut self, backend: BackendError) -> Self {
        self.backend = Some(backend);
        self
    }

    /// The code of the error.
    pub fn code(&self) -> Code {
        match &self.kind {
            ErrorKind::NullArgument(_) | ErrorKind::NotText(_) | ErrorKind::BadSize => Code::BadArgument,
            ErrorKind::BadHandle | ErrorKind::Forked => Code::BadHandle,
            ErrorKind::BadConfig(_) => Code::BadConfig,
            ErrorKind::BadDocument(_) => Code::BadDocument,
            ErrorKind::Unsupported { .. } => Code::Unsupported,
            ErrorKind::NoLink(_) => Code::NoLink,
            ErrorKind::Refused(_) => Code::Refused,
            ErrorKind::NotMade | ErrorKind::Discarded => Code::NotMade,
            ErrorKind::Lost(_)
            | ErrorKind::Unclear(_)
            | ErrorKind::Untraceable
            | ErrorKind::CallUnresolved { .. }
            | ErrorKind::Repeated(_) => Code::Unknown,
            ErrorKind::Pending(_) | ErrorKind::Blocked(_) => Code::Pending,
            ErrorKind::NoAnswer(_) => Code::NoAnswer,
            ErrorKind::Busy | ErrorKind::WithinProgress | ErrorKind::EarlierUnresolved(_) => Code::Busy,
            ErrorKind::Journal(_) | ErrorKind::JournalHeld | ErrorKind::JournalLost { .. } => Code::Journal,
            ErrorKind::IdReused => Code::IdReused,
            ErrorKind::NotFound | ErrorKind::NothingFound(_) => Code::NotFound,
            ErrorKind::ShiftAlready { .. } => Code::AlreadyDone,
            ErrorKind::Cancelled => Code::Cancelled,
            ErrorKind::Internal(_) => Code::Internal,
        }
    }

    /// The page of the documentation about this error, below the folder of a language: `errors/unknown#lost` is the part
    /// `lost` of docs/en/errors/unknown.md.
    pub fn docs(&self) -> &'static str {
        match &self.kind {
            ErrorKind::NullArgument(_) => "errors/badArgument#null",
            ErrorKind::NotText(_) => "errors/badArgument#text",
            ErrorKind::BadSize => "errors/badArgument#size",
            ErrorKind::BadHandle => "errors/badHandle#closed",
            ErrorKind::Forked => "errors/badHandle#forked",
            ErrorKind::BadConfig(_) => "errors/badConfig",
            ErrorKind::BadDocument(_) => "errors/badDocument",
            ErrorKind::Unsupported { .. } => "errors/unsupported",
            ErrorKind::NoLink(_) => "errors/noLink",
            ErrorKind::Refused(_) => "errors/refused",
            ErrorKind::NotMade => "errors/notMade#absent",
            ErrorKind::Discarded => "errors/notMade#discarded",
            ErrorKind::Lost(_) => "errors/unknown#lost",
            ErrorKind::Unclear(_) => "errors/unknown#unclear",
            ErrorKind::Untraceable => "errors/unknown#untraceable",
            ErrorKind::CallUnresolved { .. } => "errors/unknown#call",
            ErrorKind::Repeated(_) => "errors/unknown#repeated",
            ErrorKind::NoAnswer(_) => "errors/noAnswer",
            ErrorKind::Busy => "errors/busy#held",
            ErrorKind::WithinProgress => "errors/busy#progress",
            ErrorKind::EarlierUnresolved(_) => "errors/busy#earlier",
            ErrorKind::Journal(_) => "errors/journal#unavailable",
            ErrorKind::JournalHeld => "errors/journal#held",
            ErrorKind::JournalLost { .. } => "errors/journal#lost",
            ErrorKind::IdReused => "errors/idReused",
            ErrorKind::NotFound => "errors/notFound#id",
            ErrorKind::NothingFound(_) => "errors/notFound#nothing",
            ErrorKind::Cancelled => "errors/cancelled",
            ErrorKind::Pending(_) => "errors/pending#queued",
            ErrorKind::Blocked(_) => "errors/pending#blocked",
            ErrorKind::ShiftAlready { .. } => "errors/alreadyDone",
            ErrorKind::Internal(_) => "errors/internal",
        }
    }

    /// What the caller may do next.
    pub fn retry(&self) -> Retry {
        match &self.kind {
            ErrorKind::NoAnswer(_) | ErrorKind::Cancelled => Retry::Safe,
            _ if self.outcome == Outcome::Unknown => Retry::RecoverFirst,
            ErrorKind::NoLink(_)
            | ErrorKind::NotMade
            | ErrorKind::Discarded
            | ErrorKind::Busy
            | ErrorKind::WithinProgress
            | ErrorKind::EarlierUnresolved(_)
            | ErrorKind::JournalHeld => Retry::Safe,
            ErrorKind::Journal(_)
            | ErrorKind::JournalLost { .. }
            | ErrorKind::Internal(_)
            | ErrorKind::Lost(_)
            | ErrorKind::Unclear(_)
            | ErrorKind::Untraceable
            | ErrorKind::Pending(_)
            | ErrorKind::Blocked(_)
            | ErrorKind::CallUnresolved { .. }
            | ErrorKind::Repeated(_) => Retry::Service,
            ErrorKind::Refused(refusal) if refusal.faults.is_empty() => refusal.retry,
            _ => Retry::FixInput,
        }
    }

    /// Faults of the document or configuration, each with its place; empty for other errors.
    pub fn faults(&self) -> &[Fault] {
        match &self.kind {
            ErrorKind::BadConfig(faults) | ErrorKind::BadDocument(faults) => faults,
            ErrorKind::Refused(refusal) => &refusal.faults,
            _ => &[],
        }
    }

    /// The error object, as `kassa_last_error` and the `error` member of an answer have it.
    pub fn to_json(&self) -> Value {
        let mut object = Map::new();
        object.insert("code".into(), json!(self.code() as i32));
        object.insert("name".into(), json!(self.code().name()));
        object.insert("outcome".into(), json!(self.outcome.word()));
        object.insert("retry".into(), json!(self.retry().word()));
        object.insert("message".into(), self.message().to_json());
        object.insert("advice".into(), self.advice().to_json());
        object.insert("docs".into(), json!(self.docs()));
        if let Some(id) = &self.external_id {
            object.insert("externalId".into(), json!(id));
        }
        if let Some(backend) = &self.backend {
            object.insert("backend".into(), backend.to_json());
        }
        if let Some(device) = &self.device {
            object.insert("device".into(), device.to_json());
        }
        if !self.faults().is_empty() {
            object.insert("faults".into(), self.faults().iter().map(Fault::to_json).collect());
        }
        if !self.candidates.is_empty() {
            object.insert("candidates".into(), self.candidates.iter().map(Candidate::to_json).collect());
        }
        if let Some(earlier) = &self.earlier {
            object.insert("earlier".into(), earlier.to_json());
        }
        if let Some(reused) = &self.reused {
            if let Some(recorded) = &reused.recorded {
                object.insert("recorded".into(), recorded.clone());
            }
            if !reused.differences.is_empty() {
                object.insert("differences".into(), reused.differences.iter().map(Difference::to_json).collect());
            }
        }
        if let ErrorKind::EarlierUnresolved(earlier) = &self.kind {
            object.insert("unsettled".into(), json!(earlier));
        }
        Value::Object(object)
    }
}

/// The message in English; [`Error::message`] has both languages.
impl fmt::Display for Error {
    fn fmt(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        formatter.write_str(&self.message().en)
    }
}

impl std::error::Error for Error {}

impl Difference {
    fn to_json(&self) -> Value {
        let mut object = Map::new();
        object.insert("path".into(), json!(self.path));
        if let (Some(was), Some(is)) = (&self.was, &self.is) {
            object.insert("was".into(), was.clone());
            object.insert("is".into(), is.clone());
        }
        Value::Object(object)
    }
}

impl BackendError {
    fn to_json(&self) -> Value {
        let mut object = Map::new();
        object.insert("name".into(), json!(self.name));
        if let Some(code) = self.code {
            object.insert("code".into(), json!(code));
        }
        if let Some(text) = &self.text {
            object.insert("text".into(), json!(text));
        }
        if let Some(status) = self.http_status {
            object.insert("httpStatus".into(), json!(status));
        }
        Value::Object(object)
    }
}

impl DeviceError {
    fn to_json(&self) -> Value {
        let mut object = Map::new();
        if let Some(code) = self.code {
            object.insert("code".into(), json!(code));
        }
        if let Some(text) = &self.text {
            object.insert("text".into(), json!(text));
        }
        Value::Object(object)
    }
}

impl Code {
    /// Every code.
    pub const ALL: [Self; 18] = [
        Self::BadArgument,
        Self::BadHandle,
        Self::BadConfig,
        Self::BadDocument,
        Self::Unsupported,
        Self::NoLink,
        Self::Refused,
        Self::NotMade,
        Self::Unknown,
        Self::NoAnswer,
        Self::Busy,
        Self::Journal,
        Self::IdReused,
        Self::NotFound,
        Self::Cancelled,
        Self::Pending,
        Self::AlreadyDone,
        Self::Internal,
    ];

    /// The code with this name; `None` if there is none.
    pub fn of(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|code| code.name() == name)
    }

    /// Its name in the error object, such as `notMade`.
    pub fn name(self) -> &'static str {
        match self {
            Self::BadArgument => "badArgument",
            Self::BadHandle => "badHandle",
            Self::BadConfig => "badConfig",
            Self::BadDocument => "badDocument",
            Self::Unsupported => "unsupported",
            Self::NoLink => "noLink",
            Self::Refused => "refused",
            Self::NotMade => "notMade",
            Self::Unknown => "unknown",
            Self::NoAnswer => "noAnswer",
            Self::Busy => "busy",
            Self::Journal => "journal",
            Self::IdReused => "idReused",
            Self::NotFound => "notFound",
            Self::Cancelled => "cancelled",
            Self::Pending => "pending",
            Self::AlreadyDone => "alreadyDone",
            Self::Internal => "internal",
        }
    }
}

impl Outcome {
    /// Its word in the error object and in the journal, such as `notSent`.
    pub fn word(self) -> &'static str {
        match self {
            Self::NotSent => "notSent",
            Self::Rejected => "rejected",
            Self::Registered => "registered",
            Self::Unknown => "unknown",
        }
    }
}

impl Retry {
    /// Its word in the error object, such as `recoverFirst`.
    pub fn word(self) -> &'static str {
        match self {
            Self::Safe => "safe",
            Self::FixInput => "fixInput",
            Self::RecoverFirst => "recoverFirst",
            Self::Service => "service",
        }
    }
}
