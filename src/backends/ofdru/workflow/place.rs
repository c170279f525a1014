//! Places of a request: members by their paths (`KktDetails.FnNumber`), and faults at them.

use crate::error::{Fault, Problem};
use serde_json::{Map, Value};

/// A member by its path.
pub(super) fn at<'a>(object: &'a Map<String, Value>, path: &str) -> Option<&'a Value> {
    let mut names = path.split('.');
    let first = object.get(names.next()?)?;
    names.try_fold(first, |value, name| value.get(name))
}

/// Sets a member by its path; what stands in its way and is no object is for the task's own reading to name.
pub(super) fn put(object: &mut Map<String, Value>, path: &str, value: Value) {
    match path.split_once('.') {
        None => {
            object.insert(path.to_owned(), value);
        }
        Some((name, rest)) => {
            let inner = object.entry(name).or_insert_with(|| Value::Object(Map::new()));
            if let Value::Object(inner) = inner {
                put(inner, rest, value);
            }
        }
    }
}

/// A fault at a place of the request.
pub(super) fn fault(path: String, value: Option<&Value>, problem: Problem) -> Fault {
    Fault { path, value: value.map(ToString::to_string), problem }
}
