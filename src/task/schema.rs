//! The JSON schema of a task. The reading code itself makes it, so the two cannot differ.

use super::policy::{Charset, Policy};
use super::read::{Fields, Reader, Sketch};
use super::words::Words;
use super::{TASKS, TaskName};
use serde_json::{Value, json};

/// The schema of a task that the library reads.
pub fn schema_of(name: TaskName) -> Value {
    let policy = Policy::new("", Charset::Unicode);
    let reader = Reader::new(&policy);
    let sketch = Sketch::default();
    sketch.member("type", true, json!({ "const": name.word() }));
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
