//! A callback of a queue's server: its body, and what the server answers when it is asked about the document.

use crate::server::{answer, new_journal, open, parts};
use kassa::Device;
use std::sync::LazyLock;

const HEADERS: &str = r#"{"X-API-Key": "0123456789abcdef0123"}"#;

static DEVICES: LazyLock<[Device; 2]> = LazyLock::new(|| {
    let journal = new_journal();
    ["itkassa", "atolonline"].map(|backend| open(backend, &journal))
});

pub fn run(data: &[u8]) {
    for device in &*DEVICES {
        let mut parts = parts(data);
        let Ok(body) = str::from_utf8(parts.next().unwrap_or_default()) else { return };
        answer(parts);
        match device.parse_callback(HEADERS, body) {
            Ok(result) => drop(result.to_json().to_string()),
            Err(error) => drop(error.to_json().to_string()),
        }
    }
}
