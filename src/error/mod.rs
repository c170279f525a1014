//! Errors: what went wrong, whether the document was registered, and what the caller should do now.

mod allowed;
mod candidate;
mod cause;
mod code;
mod fault;
mod kind;
mod logged;
mod note;
mod recorded;
mod reused;
mod texts;
mod vendor;

pub use allowed::{Allowed, nearest};
pub use candidate::Candidate;
pub use cause::Cause;
pub use code::Code;
pub use fault::{Fault, Level, Problem, RULES, Rule, RuleRow};
pub use kind::{ErrorKind, Refusal};
pub use note::Note;
pub use recorded::RecordedError;
pub use reused::{Difference, Reused};
use serde_json::{Map, Value, json};
use std::fmt;
pub use texts::Text;
pub use vendor::{BackendError, DeviceError};

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

/// Whether the document of a failed call exists.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// This call sent nothing of it, and no earlier call left open what became of it.
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
            ErrorKind::NoLink(cause) => Self { kind: ErrorKind::Unasked(cause), ..self },
            ErrorKind::NoAnswer(text) => Self { kind: ErrorKind::Unasked(text.into()), ..self },
            _ => self,
        }
    }

    /// The same, if the document may exist.
    pub fn unresolved_if(self, may_exist: bool) -> Self {
        if may_exist { self.unresolved() } else { self }
    }

    /// The same error with the vendor's own error.
    #[must_use]
    pub fn with_vendor(mut self, backend: BackendError) -> Self {
        self.backend = Some(backend);
        self
    }

    /// What the caller may do next.
    pub fn retry(&self) -> Retry {
        match &self.kind {
            ErrorKind::NoAnswer(_) | ErrorKind::Cancelled | ErrorKind::Forgotten => Retry::Safe,
            _ if self.outcome == Outcome::Unknown => Retry::RecoverFirst,
            ErrorKind::NoLink(_)
            | ErrorKind::NotMade
            | ErrorKind::Discarded
            | ErrorKind::Busy
            | ErrorKind::WithinProgress
            | ErrorKind::EarlierUnresolved(_)
            | ErrorKind::JournalHeld
            | ErrorKind::TakenOver { .. } => Retry::Safe,
            ErrorKind::Journal(_)
            | ErrorKind::JournalLost { .. }
            | ErrorKind::Internal(_)
            | ErrorKind::Lost(_)
            | ErrorKind::Unasked(_)
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
