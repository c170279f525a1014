//! The kinds of errors, with what each one knows; a kind has a code and a page of the documentation.

use super::{Cause, Code, Error, Fault, Outcome, Retry, Text};

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
    /// The document may exist, and the device could not be asked about it; why.
    Unasked(Cause),
    /// The register reported an error that leaves open whether the document exists, and it cannot be asked.
    Unclear(Box<Refusal>),
    /// The journal does not have the facts by which the document could be found on the device.
    Untraceable,
    /// The journal has no document with this id, but it has lost documents, and this may be one of them.
    Forgotten,
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
    /// Another process has taken over the device, because the lease of this call had ended. Nothing was recorded since.
    TakenOver {
        /// The number of this call's document, if the register answered that it is registered.
        made: Option<u64>,
    },
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

/// A refusal by the device, in this library's words; the vendor's are in [`BackendError`](super::BackendError).
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

/// Where a document is explained that a person has discarded. Recorded errors are known by it.
pub(super) const DISCARDED: &str = "errors/notMade#discarded";

impl Error {
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
            ErrorKind::TakenOver { .. } if self.outcome == Outcome::NotSent => Code::Busy,
            ErrorKind::Lost(_)
            | ErrorKind::Unasked(_)
            | ErrorKind::Unclear(_)
            | ErrorKind::Untraceable
            | ErrorKind::Forgotten
            | ErrorKind::TakenOver { .. }
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
            ErrorKind::Discarded => DISCARDED,
            ErrorKind::Lost(_) => "errors/unknown#lost",
            ErrorKind::Unasked(_) => "errors/unknown#unasked",
            ErrorKind::Unclear(_) => "errors/unknown#unclear",
            ErrorKind::Untraceable => "errors/unknown#untraceable",
            ErrorKind::Forgotten => "errors/unknown#forgotten",
            ErrorKind::CallUnresolved { .. } => "errors/unknown#call",
            ErrorKind::Repeated(_) => "errors/unknown#repeated",
            ErrorKind::NoAnswer(_) => "errors/noAnswer",
            ErrorKind::Busy => "errors/busy#held",
            ErrorKind::WithinProgress => "errors/busy#progress",
            ErrorKind::EarlierUnresolved(_) => "errors/busy#earlier",
            ErrorKind::Journal(_) => "errors/journal#unavailable",
            ErrorKind::JournalHeld => "errors/journal#held",
            ErrorKind::JournalLost { .. } => "errors/journal#lost",
            ErrorKind::TakenOver { .. } if self.outcome == Outcome::NotSent => "errors/busy#takenOver",
            ErrorKind::TakenOver { .. } => "errors/unknown#takenOver",
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
}
