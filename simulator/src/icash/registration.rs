//! The rules of a registration beyond its table: fields that depend on each other.

use super::fields;
use super::refusal::FieldFaults;
use super::requests;
use serde_json::{Map, Value};

/// Version of the device (T1188).
pub(super) const DEVICE_VERSION: &str = "1.0";

/// Checks the fields of a registration, first each field, then their combinations.
pub(super) fn check(tags: &Map<String, Value>) -> FieldFaults {
    let mut faults = fields::check(requests::REGISTRATION, tags);
    let is = |name: &str, flag: bool| tags.get(name) == Some(&Value::Bool(flag));
    if is("T1002", true) && is("T1056", true) {
        faults.wrong("T1056", "в автономном режиме шифрования нет");
    }
    // The table requires the cashier, but automatic devices may omit it.
    let needed = [
        ("T1021", is("T1001", false)),
        ("T1036", is("T1001", true)),
        ("T1117", is("T1002", false)),
        ("T1017", is("T1002", false)),
        ("T1046", is("T1002", false)),
    ];
    for (name, _) in needed.into_iter().filter(|(name, needed)| *needed && !tags.contains_key(*name)) {
        faults.required(name);
    }
    faults
}
