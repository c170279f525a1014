//! The codes of errors: a number for C, a name for the error object.

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
