//! The JSON schema of a task. The reading code itself makes it, so the two cannot differ.

use super::policy::{Charset, Policy};
use super::read::{Fields, Reader, Sketch};
use super::words::Words;
use super::{TASKS, TaskName};
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// The schema of a task that the library reads.
pub fn schema_of(name: TaskName) -> Value {
    let policy = Policy::new("", Charset::Unicode);
    let reader = Reader::new(&policy);
    let sketch = Sketch::default();
    sketch.member("type", true, json!({ "const": name.word() }));
    super::read_task(name, &Fields::sketched(&reader, &sketch));
    let mut schema = sketch.into_json();
    schema["$schema"] = json!("https://json-schema.org/draft/2020-12/schema");
    schema["title"] = json!(name.word());
    schema
}

/// The schemas of all tasks that the library reads, by name.
pub fn schemas() -> impl Iterator<Item = (&'static str, Value)> {
    TASKS.iter().map(|name| (name.word(), schema_of(*name)))
}

/// The path of every field of every task, without indices: `items[].tax.type`.
pub fn paths() -> BTreeSet<String> {
    let mut paths = BTreeSet::new();
    for (_, schema) in schemas() {
        add_paths(&schema, "", &mut paths);
    }
    paths
}

fn add_paths(schema: &Value, within: &str, paths: &mut BTreeSet<String>) {
    for (name, member) in schema["properties"].as_object().into_iter().flatten() {
        let path = if within.is_empty() { name.clone() } else { format!("{within}.{name}") };
        add_paths(member, &path, paths);
        let elements = &member["items"];
        let forms = elements["oneOf"].as_array().map_or(std::slice::from_ref(elements), Vec::as_slice);
        for form in forms {
            add_paths(form, &format!("{path}[]"), paths);
        }
        paths.insert(path);
    }
}

/// The path of every field of a task as a table of capabilities names it: elements of a kind that is not the first under
/// its word, `items[text].alignment`.
pub fn table_paths(name: TaskName) -> Vec<String> {
    let mut paths = Vec::new();
    add_table_paths(&schema_of(name), "", &mut paths);
    paths
}

fn add_table_paths(schema: &Value, within: &str, paths: &mut Vec<String>) {
    for (name, member) in schema["properties"].as_object().into_iter().flatten() {
        let path = if within.is_empty() { name.clone() } else { format!("{within}.{name}") };
        let elements = &member["items"];
        let forms = elements["oneOf"].as_array().map_or(std::slice::from_ref(elements), Vec::as_slice);
        for (at, form) in forms.iter().enumerate() {
            let word = form["properties"]["type"]["const"].as_str().filter(|_| at > 0).unwrap_or_default();
            if form["properties"].is_object() {
                let element = format!("{path}[{word}]");
                add_table_paths(form, &element, paths);
                paths.push(element);
            }
        }
        add_table_paths(member, &path, paths);
        paths.push(path);
    }
}
