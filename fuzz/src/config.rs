//! A configuration. Its files are left out: the fuzzer would name those of this machine.

use crate::server::{new_journal, remove_journal};
use kassa::Device;
use serde_json::Value;

pub fn run(data: &[u8]) {
    let Ok(text) = str::from_utf8(data) else { return };
    let journal = new_journal();
    let opened = match serde_json::from_str(text) {
        Ok(Value::Object(mut members)) => {
            for name in ["log", "tls"] {
                members.remove(name);
            }
            members.insert("journal".into(), journal.to_string_lossy().into());
            Device::open(&Value::Object(members).to_string())
        }
        // It has no journal in any case.
        _ => Device::open(text),
    };
    match opened {
        Ok(device) => drop(device.notes().to_vec()),
        Err(error) => drop(error.to_json().to_string()),
    }
    remove_journal(&journal);
}
