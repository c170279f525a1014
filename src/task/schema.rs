//! The JSON schema of a task, drawn by the reading code itself, so that the two cannot differ.

use super::read::{Fields, Form, Need, Reader};
use super::terms::{Charset, Terms};
use super::words::Words;
use super::{TASKS, TaskName};
use serde_json::{Map, Value, json};
use std::cell::RefCell;

/// Fields of an object as the reading meets them.
#[derive(Default)]
pub struct Sketch {
    properties: RefCell<Map<String, Value>>,
    required: RefCell<Vec<&'static str>>,
}

impl Sketch {
    pub(super) fn member(&self, name: &'static str, need: Need, schema: Value) {
        let mut properties = self.properties.borrow_mut();
        if properties.contains_key(name) {
            // A reading that goes by way of a plainer one has said more about the field already.
            return;
        }
        properties.insert(name.to_owned(), schema);
        if need == Need::Must {
            self.required.borrow_mut().push(name);
        }
    }

    pub(super) fn object<T>(
        &self,
        parent: &Fields,
        name: &'static str,
        need: Need,
        read: impl FnOnce(&Fields) -> Option<T>,
    ) -> Option<T> {
        let inner = Self::default();
        let value = read(&Fields::new(parent.reader, &[], parent.path, None, Some(&inner)));
        self.member(name, need, inner.into_json());
        value
    }

    pub(super) fn variants<T>(
        &self,
        parent: &Fields,
        name: &'static str,
        need: Need,
        kind: &'static str,
        readers: &[Form<'_, T>],
    ) {
        let mut forms = Vec::new();
        for (word, read) in readers {
            let inner = Self::default();
            if !kind.is_empty() {
                inner.member(kind, Need::Must, json!({ "const": word }));
            }
            read(0, &Fields::new(parent.reader, &[], parent.path, None, Some(&inner)));
            forms.push(inner.into_json());
        }
        let items = if forms.len() == 1 { forms.swap_remove(0) } else { json!({ "oneOf": forms }) };
        self.member(name, need, json!({ "type": "array", "items": items }));
    }

    fn into_json(self) -> Value {
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

/// The schema of a task that the library reads.
pub fn schema_of(name: TaskName) -> Value {
    let terms = Terms::new("", Charset::Unicode);
    let reader = Reader::new(&terms);
    let sketch = Sketch::default();
    sketch.member("type", Need::Must, json!({ "const": name.word() }));
    super::read_task(name, &Fields::new(&reader, &[], super::path::Path::Root, None, Some(&sketch)));
    let mut schema = sketch.into_json();
    schema["$schema"] = json!("https://json-schema.org/draft/2020-12/schema");
    schema["title"] = json!(name.word());
    schema
}

/// The schemas of all tasks that the library reads, by name.
pub fn schemas() -> impl Iterator<Item = (&'static str, Value)> {
    TASKS.iter().map(|name| (name.word(), schema_of(*name)))
}
