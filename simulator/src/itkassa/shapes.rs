//! The forms of answers where the document wavers or is silent.

/// Which of the possible forms the answers have.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Shapes {
    /// Where a result stands.
    pub result: ResultShape,
    /// Answers on a task that waits tell the register's last known state as well, in the names of the document's prose.
    pub state_while_queued: bool,
    /// Every refusal has HTTP status 200: only the body tells.
    pub refusal_200: bool,
    /// The same without a code, as the document's example of an error is.
    pub refusal_bare: bool,
    /// What is said of an idempotency key that no task has.
    pub unknown_key: UnknownKey,
}

/// Where a result stands; the document shows both.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ResultShape {
    /// In `resultItem`, its numbers as texts.
    #[default]
    Nested,
    /// Beside the other fields, with the names of the document's prose; numbers are numbers.
    Flat,
    /// The same with the message in a list, and numbers as texts.
    FlatList,
}

/// What is said of an unknown idempotency key; the document does not say.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum UnknownKey {
    /// It is refused with 404.
    #[default]
    NotFound,
    /// It is refused as a wrong request is.
    Refused,
    /// Code 0, and no object.
    Empty,
}

impl Shapes {
    /// Takes on one form by its word: `flat`, `flat-list`, `queued-state`, `refusal-200`, `refusal-bare`,
    /// `key-refused`, `key-empty`.
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
