//! The codes of errors: a number for C, a name for the error object.

/// The code of an error: the number that a C function returns, and the name in the error object.
///
/// It is for messages; a program decides by [`Error::outcome`](super::Error::outcome) and
/// [`Error::retry`](super::Error::retry). docs/en/errors.md has a page for each code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(i32)]
pub enum Code {
    /// A parameter of a C function is null or no text.
    BadArgument = 1,
    /// The device is closed, was never opened, or was opened before a `fork`.
    BadHandle = 2,
    /// The configuration is wrong, at [`Error::faults`](super::Error::faults).
    BadConfig = 3,
    /// The task is wrong, at [`Error::faults`](super::Error::faults).
    BadDocument = 4,
    /// This register does not have the task.
    Unsupported = 5,
    /// The device cannot be reached; nothing was sent.
    NoLink = 6,
    /// The register or server refused the document or the question.
    Refused = 7,
    /// The request was sent, and the device has not made the document.
    NotMade = 8,
    /// Whether the document exists is not known yet: [`Device::recover`](crate::Device::recover) before anything else.
    Unknown = 9,
    /// A question, or a print without a fiscal document, got no usable answer.
    NoAnswer = 10,
    /// Another program, or an earlier document that is not resolved, holds the device.
    Busy = 11,
    /// The journal cannot be used, or has lost documents.
    Journal = 12,
    /// The `externalId` belongs to a document with other content.
    IdReused = 13,
    /// The journal or the device has nothing of what was asked for.
    NotFound = 14,
    /// The program cancelled the call; [`Error::outcome`](super::Error::outcome) says what that means for a document.
    Cancelled = 15,
    /// The document is in the register's queue.
    Pending = 16,
    /// The shift is open already, or closed already; no document was made.
    AlreadyDone = 17,
    /// A bug in this library.
    Internal = 99,
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
