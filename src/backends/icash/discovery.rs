//! Recognising the register by its status (§6.1).

use super::BASE;
use crate::backends::discovery::{Asker, Discovered, Discovery};

pub(super) const DISCOVERY: Discovery = Discovery { ports: &[8080, 80], look };

/// Its status names the fiscal drive; the protocol has no question for the number of the register itself.
fn look(asker: &Asker) -> Vec<Discovered> {
    let status = asker.get(&format!("{BASE}/status"));
    let is_status = |status: &serde_json::Value| {
        status.get("ok").is_some_and(serde_json::Value::is_boolean) && status.get("last_document_number").is_some()
    };
    let Some(status) = status.filter(is_status) else { return Vec::new() };
    let serial = status.get("fiscal_drive_number").and_then(|drive| drive.as_str()).filter(|drive| !drive.is_empty());
    vec![Discovered { model: Some("iCASH-1F".into()), serial: serial.map(str::to_owned), ..Discovered::default() }]
}
