//! An `externalId` that already belongs to a document with different content.

use serde_json::{Map, Value, json};

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

impl Difference {
    pub(super) fn to_json(&self) -> Value {
        let mut object = Map::new();
        object.insert("path".into(), json!(self.path));
        if let (Some(was), Some(is)) = (&self.was, &self.is) {
            object.insert("was".into(), was.clone());
            object.insert("is".into(), is.clone());
        }
        Value::Object(object)
    }
}
