//! State of the register and of its shift (§6.1, §6.2), and the opening and closing of a shift (§6.9, §6.13).

use super::super::fingerprint::Kind;
use super::super::{Baseline, Failure, Job, text_of};
use super::{Icash, document, fingerprint, get_in, request};
use crate::error::{BackendError, Text};
use crate::task::Shift;
use crate::task::answer::Answer;
use crate::task::date::{LONGEST_SHIFT, iso, told_date_time};
use crate::transport::{CallContext, Series};
use serde::Serialize;
use serde_json::{Map, Value, json};
use time::PrimitiveDateTime;

/// Most reports on the state of settlements in one shift that are looked through for its opening.
const MOST_REPORTS: usize = 8;

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
    fn of(native: Value) -> Result<Self, Failure> {
        let number = |name: &str| native.get(name).and_then(Value::as_u64);
        // A register without a fiscal drive has no last document; one in operation has.
        let Some(last_document) = number("last_document_number")
            .or_else(|| number("state").filter(|state| *state < 3).map(|_| 0))
            .filter(|number| u32::try_from(*number).is_ok())
        else {
            let vendor = BackendError { name: super::NAME, ..BackendError::default() };
            return Err(Failure::Unreadable(
                Text::of(
                    "в ответе /status нет номера последнего документа",
                    "no valid last_document_number in /status",
                ),
                vendor,
            ));
        };
        Ok(Self {
            last_document,
            drive: text_of(&native, "fiscal_drive_number"),
            document_code: number("document_code").unwrap_or(0),
            state: number("state"),
            shift_open: number("shift_status").map(|status| status == 1),
            native,
        })
    }

    pub(super) fn baseline(&self) -> Baseline {
        Baseline { document: self.last_document, drive: self.drive.clone(), since: None, shift: None, ffd: None }
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
        Status::of(self.get("/status", context)?)
    }

    /// The same, asked within a series.
    pub(super) fn status_in(series: &Series, context: &CallContext) -> Result<Status, Failure> {
        Status::of(get_in(series, "/status", context)?)
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
        if status.shift_open == Some(true) {
            let shift = self.get("/shift/status", context)?;
            let opened = self.shift_opened(&shift, status.last_document, context)?;
            put_open_shift(&mut device, "shift", opened, &settings);
        } else if status.shift_open == Some(false) {
            device.insert("shift".into(), json!("closed"));
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
        if open {
            let opened = self.shift_opened(&native, self.status(context)?.last_document, context)?;
            let settings = if opened.is_some() { self.get("/settings", context)? } else { Value::Null };
            put_open_shift(&mut shift, "state", opened, &settings);
        } else {
            shift.insert("state".into(), json!("closed"));
        }
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

    /// When the open shift was opened; `None` if its report is not found.
    ///
    /// The register does not tell it, only its documents do. The report of the opening has the number before the first
    /// receipt of the shift. Other reports in the shift are not counted, so it may be a little earlier.
    fn shift_opened(
        &self,
        shift: &Value,
        last_document: u64,
        context: &CallContext,
    ) -> Result<Option<PrimitiveDateTime>, Failure> {
        let receipts = shift.get("checkNo").and_then(Value::as_u64).unwrap_or(0);
        let last = last_document.saturating_sub(receipts);
        for number in (1..=last).rev().take(MOST_REPORTS) {
            let Some(record) = self.shown(number, context)? else { return Ok(None) };
            match record.shown.as_ref().map(|shown| shown.kind) {
                Some(Kind::OpenShift) => {
                    let time = record.answer.fiscal.and_then(|fiscal| fiscal.date_time);
                    return Ok(time.and_then(|time| told_date_time(&time)));
                }
                // The shift before.
                Some(Kind::CloseShift) => return Ok(None),
                _ => {}
            }
        }
        Ok(None)
    }
}

/// Adds the state of the open shift under `name`, and when it expires, if that can be known. The register judges by its
/// own clock, which is in its settings.
fn put_open_shift(into: &mut Map<String, Value>, name: &str, opened: Option<PrimitiveDateTime>, settings: &Value) {
    let expires = opened.map(|opened| opened.saturating_add(LONGEST_SHIFT));
    let now = text_of(settings, "dateTime").and_then(|time| told_date_time(&time));
    let is_expired = expires.zip(now).is_some_and(|(expires, now)| now >= expires);
    into.insert(name.to_owned(), json!(if is_expired { "expired" } else { "opened" }));
    if let Some(expires) = expires {
        into.insert("expiredTime".into(), json!(iso(expires)));
    }
}
