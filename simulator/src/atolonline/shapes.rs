//! The possible behaviours of the service where its documents contradict each other or say nothing.
//!
//! A client must cope with all of them, because the real service may have any. A test selects one by its name.

/// The behaviour of the service.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Shapes {
    /// The answer to an `external_id` that is known.
    pub known_id: KnownId,
    /// An `external_id` whose document failed can be used again: it makes a new document.
    pub failed_id_is_free: bool,
    /// The answer to a `uuid` that is not known.
    pub unknown_uuid: UnknownUuid,
    /// The answer to a report that is asked for too soon.
    pub too_soon: TooSoon,
    /// Each `getToken` gives a new token; the old ones stay valid. By default it repeats the valid one.
    pub new_tokens: bool,
}

/// The answer to an `external_id` that is known. Its content is not compared with that of the first request.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum KnownId {
    /// Error 33 with the uuid of before.
    #[default]
    Refused,
    /// Error 33 without a uuid.
    RefusedWithoutUuid,
    /// The same answer as to the first request, as the text of version 4 says.
    Accepted,
}

/// The answer to a `uuid` that is not known. A malformed one always gets error 30.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum UnknownUuid {
    /// Error 34, as if its state were not there yet.
    #[default]
    NotReady,
    /// Error 30, like a malformed one.
    Wrong,
}

/// The answer to a report that is asked for too soon.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum TooSoon {
    /// HTTP status 429, and no JSON.
    #[default]
    Status429,
    /// A refusal in JSON, with error 1 of the protocol.
    Error,
}

impl Shapes {
    /// Adds a behaviour by its name: `known-id-bare`, `known-id-accepted`, `failed-id-free`, `unknown-uuid-wrong`,
    /// `too-soon-error`, `new-tokens`. Returns `None` for another name.
    pub fn with(self, word: &str) -> Option<Self> {
        Some(match word {
            "known-id-bare" => Self { known_id: KnownId::RefusedWithoutUuid, ..self },
            "known-id-accepted" => Self { known_id: KnownId::Accepted, ..self },
            "failed-id-free" => Self { failed_id_is_free: true, ..self },
            "unknown-uuid-wrong" => Self { unknown_uuid: UnknownUuid::Wrong, ..self },
            "too-soon-error" => Self { too_soon: TooSoon::Error, ..self },
            "new-tokens" => Self { new_tokens: true, ..self },
            _ => return None,
        })
    }
}
