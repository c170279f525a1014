//! Places in a request: members by their paths (`KktDetails.FnNumber`), and faults at them.

use crate::error::{Fault, Problem};
use serde_json::{Map, Value};

/// The member at a path.
pub(super) fn at<'a>(object: &'a Map<String, Value>, path: &str) -> Option<&'a Value> {
    let mut names = path.split('.');
    let first = object.get(names.next()?)?;
    names.try_fold(first, |value, name| value.get(name))
}

/// Sets the member at a path. If something in between is no object, nothing is set: the task's own check reports that.
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

/// A fault at a place in the request.
pub(super) fn fault(path: String, value: Option<&Value>, problem: Problem) -> Fault {
    Fault { path, value: value.map(ToString::to_string), problem }
}
