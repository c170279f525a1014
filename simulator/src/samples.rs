//! Helpers for the tests of the simulated devices: change one member of a sample document, and compare an answer with
//! the vendor's example.

use serde_json::{Map, Value};

/// Changes one member. The place is a pointer such as `/items/0/type` or a plain name; `null` removes the member.
pub(super) trait With {
    fn with(self, at: &str, value: Value) -> Self;
}

impl With for Value {
    fn with(mut self, at: &str, value: Value) -> Self {
        let (before, name) = at.rsplit_once('/').unwrap_or(("", at));
        let members = self.pointer_mut(before).and_then(Value::as_object_mut).expect("an object");
        if value.is_null() {
            members.remove(name);
        } else {
            members.insert(name.to_owned(), value);
        }
        self
    }
}

/// Every place that exists in only one of the two, or has a different value.
pub(super) fn differences(answer: &Value, example: &Value) -> Vec<String> {
    let mut found = Vec::new();
    find(answer, example, "", &mut found);
    found
}

fn find(answer: &Value, example: &Value, at: &str, found: &mut Vec<String>) {
    match (answer, example) {
        (Value::Object(answer), Value::Object(example)) => {
            for name in example.keys().chain(answer.keys().filter(|name| !example.contains_key(*name))) {
                let one = |members: &Map<String, Value>| members.get(name).cloned().unwrap_or_default();
                find(&one(answer), &one(example), &format!("{at}/{name}"), found);
            }
        }
        (Value::Array(answer), Value::Array(example)) if answer.len() == example.len() => {
            for (index, (answer, example)) in answer.iter().zip(example).enumerate() {
                find(answer, example, &format!("{at}/{index}"), found);
            }
        }
        _ if answer == example => {}
        _ => found.push(at.to_owned()),
    }
}
