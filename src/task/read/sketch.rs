//! The JSON schema of an object, built field by field while the object is read.

use serde_json::{Map, Value, json};
use std::cell::RefCell;

/// Collects the fields of an object while it is read.
#[derive(Default)]
pub struct Sketch {
    properties: RefCell<Map<String, Value>>,
    required: RefCell<Vec<&'static str>>,
}

impl Sketch {
    /// Adds a member with its schema.
    pub fn member(&self, name: &'static str, required: bool, schema: Value) {
        let mut properties = self.properties.borrow_mut();
        if properties.contains_key(name) {
            // A reading function that calls a simpler one has already given the more precise schema.
            return;
        }
        properties.insert(name.to_owned(), schema);
        if required {
            self.required.borrow_mut().push(name);
        }
    }

    /// The schema of the object.
    pub fn into_json(self) -> Value {
        let mut required = self.required.into_inner();
        required.sort_unstable();
        let mut schema = Map::new();
        schema.insert("type".into(), json!("object"));
        schema.insert("properties".into(), Value::Object(self.properties.into_inner()));
        if !required.is_empty() {
            schema.insert("required".into(), json!(required));
        }
        schema.insert("additionalProperties".into(), json!(false));
        Value::Object(schema)
    }
}
