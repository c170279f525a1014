//! The possible forms of the answers where the vendor's document contradicts itself or says nothing.
//!
//! A client must understand all of them, because the real service may use any. A test selects one by its name.

/// The form of the answers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Shapes {
    /// Where the result is.
    pub result: ResultShape,
    /// Answers about a waiting task also contain the last known state of the register, under the names of the
    /// document's prose.
    pub state_while_queued: bool,
    /// Every refusal has HTTP status 200, so only the body shows that it is one.
    pub refusal_200: bool,
    /// Refusals have no code, as in the document's example of an error.
    pub refusal_bare: bool,
    /// The answer to an idempotency key that no task has.
    pub unknown_key: UnknownKey,
}

/// Where the result is. The vendor's document shows both places.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ResultShape {
    /// In `resultItem`, with numbers written as texts.
    #[default]
    Nested,
    /// Beside the other fields, under the names of the document's prose, with numbers as JSON numbers.
    Flat,
    /// Like `Flat`, but with the message in a list, and numbers written as texts.
    FlatList,
}

/// The answer to an unknown idempotency key. The vendor's document does not define it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum UnknownKey {
    /// A refusal with HTTP status 404.
    #[default]
    NotFound,
    /// The same refusal as for an invalid request.
    Refused,
    /// Code 0 and no object.
    Empty,
}

impl Shapes {
    /// Adds a form by its name: `flat`, `flat-list`, `queued-state`, `refusal-200`, `refusal-bare`, `key-refused`,
    /// `key-empty`. Returns `None` for another name.
    pub fn with(self, word: &str) -> Option<Self> {
        Some(match word {
            "flat" => Self { result: ResultShape::Flat, ..self },
            "flat-list" => Self { result: ResultShape::FlatList, ..self },
            "queued-state" => Self { state_while_queued: true, ..self },
            "refusal-200" => Self { refusal_200: true, ..self },
            "refusal-bare" => Self { refusal_200: true, refusal_bare: true, ..self },
            "key-refused" => Self { unknown_key: UnknownKey::Refused, ..self },
            "key-empty" => Self { unknown_key: UnknownKey::Empty, ..self },
            _ => return None,
        })
    }
}
