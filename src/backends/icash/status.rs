//! State of the register and of its shift (§6.1, §6.2), and the opening and closing of a shift (§6.9, §6.13).

use super::super::fingerprint::Kind;
use super::super::{Baseline, Failure, Job, text_of};
use super::{Icash, document, fingerprint, request};
use crate::error::BackendError;
use crate::task::Shift;
use crate::task::answer::Answer;
use crate::transport::CallContext;
use serde::Serialize;
use serde_json::{Map, Value, json};

/// Cashier (§6.9.2, §6.13.2).
#[derive(Debug, Serialize)]
struct Cashier<'a> {
    /// Name.
    #[serde(rename = "T1021", skip_serializing_if = "Option::is_none")]
    name: Option<&'a str>,
    /// ИНН.
    #[serde(rename = "T1203", skip_serializing_if = "Option::is_none")]
    vatin: Option<&'a str>,
}

/// The answer of `/status` (§6.1.2).
pub(super) struct Status {
    pub last_document: u64,
    pub drive: Option<String>,
    document_code: u64,
    pub state: Option<u64>,
    shift_open: Option<bool>,
    pub native: Value,
}

impl Status {
    pub(super) fn baseline(&self) -> Baseline {
        Baseline { document: self.last_document, drive: self.drive.clone(), shift: None }
    }

    /// Whether a document is open on the register.
    pub(super) fn is_busy(&self) -> bool {
        self.document_code != 0
    }
}

/// The request that opens or closes a shift.
pub(super) fn shift(command: &str, kind: Kind, shift: &Shift) -> Job {
    let operator = shift.operator.as_ref();
    let body = Cashier {
        name: operator.map(|operator| operator.name.as_str()),
        vatin: operator.and_then(|operator| operator.vatin.as_deref()),
    };
    let sent = serde_json::to_value(&body).unwrap_or_default();
    document(request(command, &body, Vec::new()), fingerprint::of_tags(kind, &sent), None)
}

impl Icash {
    pub(super) fn status(&self, context: &CallContext) -> Result<Status, Failure> {
        let native = self.get("/status", context)?;
        let number = |name: &str| native.get(name).and_then(Value::as_u64);
        // A register without a fiscal drive has no last document; one in operation has.
        let Some(last_document) = number("last_document_number")
            .or_else(|| number("state").filter(|state| *state < 3).map(|_| 0))
            .filter(|number| u32::try_from(*number).is_ok())
        else {
            let vendor = BackendError { name: super::NAME, ..BackendError::default() };
            return Err(Failure::Unreadable("no valid last_document_number in /status".into(), vendor));
        };
        Ok(Status {
            last_document,
            drive: text_of(&native, "fiscal_drive_number"),
            document_code: number("document_code").unwrap_or(0),
            state: number("state"),
            shift_open: number("shift_status").map(|status| status == 1),
            native,
        })
    }

    pub(super) fn device_status(&self, context: &CallContext) -> Result<Answer, Failure> {
        let status = self.status(context)?;
        let settings = self.get("/settings", context)?;
        let mut device = Map::new();
        if let Some(state) = status.state {
            device.insert("fiscal".into(), json!(state == 3));
            device.insert("fnFiscal".into(), json!(state == 3));
        }
        device.insert("fnPresent".into(), json!(status.drive.is_some()));
        if let Some(time) = text_of(&settings, "dateTime") {
            device.insert("currentDateTime".into(), json!(time));
        }
        if let Some(open) = status.shift_open {
            device.insert("shift".into(), json!(if open { "opened" } else { "closed" }));
        }
        let fields = [("deviceStatus".to_owned(), Value::Object(device))].into_iter().collect();
        Ok(Answer {
            fields,
            native: Some(json!({ "status": status.native, "settings": settings })),
            ..Answer::default()
        })
    }

    pub(super) fn shift_status(&self, context: &CallContext) -> Result<Answer, Failure> {
        let native = self.get("/shift/status", context)?;
        let mut shift = Map::new();
        let open = native.get("shiftStatus").and_then(Value::as_u64) == Some(1);
        shift.insert("state".into(), json!(if open { "opened" } else { "closed" }));
        if let Some(number) = native.get("shiftNo") {
            shift.insert("number".into(), number.clone());
        }
        if let Some(number) = native.get("checkNo") {
            // In a closed shift the register reports here how many documents the shift had, in an open one its last
            // receipt.
            shift.insert(if open { "fiscalReceiptNumber" } else { "documentsCount" }.into(), number.clone());
        }
        let fields = [("shiftStatus".to_owned(), Value::Object(shift))].into_iter().collect();
        Ok(Answer { fields, native: Some(native), ..Answer::default() })
    }
}
