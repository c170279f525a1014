//! The answers of the commands that make no fiscal document, and the settings.

use super::document::{Document, DocumentKind, DocumentTypes};
use super::ofd;
use super::refusal::{self, Refusal};
use super::sample;
use super::state::{ARCHIVE, FISCAL, POST_FISCAL, State};
use crate::base64::to_base64;
use crate::clock::Moment;
use serde_json::{Map, Value, json};

/// Bit of `alert_flags`: the OFD has not answered for too long.
const OFD_IS_LATE: u8 = 1 << 3;

impl State {
    /// Status (§6.1). A document is made in one step, so the status never shows an open one.
    pub(super) fn status(&self, now: Moment) -> Value {
        let mut status = json!({
            "ok": true,
            "fiscal_drive_number": self.core.drive,
            "state": self.core.phase,
            "document_code": 0,
            "document_data_status": 0,
            "shift_status": u8::from(self.core.opened.is_some()),
            "alert_flags": if self.ofd_is_late(now) { OFD_IS_LATE } else { 0 },
            "last_document_number": self.core.last_number,
        });
        if let Some(time) = self.core.last_time {
            status["last_document_datetime"] = time.to_string().into();
        }
        status
    }

    /// State of the shift (§6.2). While the shift is closed, `checkNo` is the number of its documents.
    pub(super) fn shift_status(&self) -> Value {
        let open = self.core.opened.is_some();
        let number = if open { self.core.receipts } else { self.core.shift_documents };
        json!({"shiftStatus": u8::from(open), "shiftNo": self.core.shift, "checkNo": number})
    }

    /// Reads the settings (§6.3).
    pub(super) fn settings(&self, now: Moment) -> Value {
        let mut settings = self.core.settings.clone();
        settings.insert("dateTime".to_owned(), now.to_string().into());
        settings.into()
    }

    /// Changes the settings (§6.4).
    pub(super) fn set(&mut self, mut settings: Map<String, Value>, now: Moment) -> Result<Value, Refusal> {
        let wanted = settings.remove("dateTime");
        if let Some(wanted) = wanted.as_ref().and_then(Value::as_str).and_then(Moment::parse) {
            if self.core.last_time.is_some_and(|last| wanted < last) {
                return Err(Refusal::because(refusal::WRONG_TIME, "время раньше последнего документа"));
            }
            self.core.clock_set_by += wanted.since(now);
        }
        self.core.settings.extend(settings);
        Ok(json!({"ok": true}))
    }

    /// The document that a search (§6.5) or a reprint (§6.6) asks for.
    pub(super) fn wanted(&self, number: &str) -> Result<&Document, Refusal> {
        if !matches!(self.core.phase, FISCAL | POST_FISCAL | ARCHIVE) {
            return Err(Refusal::new(refusal::NOT_ACTIVATED).in_phase(self.core.phase));
        }
        let digits = number.bytes().all(|byte| byte.is_ascii_digit());
        let number: u32 = number
            .parse()
            .ok()
            .filter(|number| digits && *number > 0)
            .ok_or_else(|| Refusal::because(refusal::WRONG_PARAMETER, "номер документа — целое число от 1"))?;
        self.find(number).ok_or_else(|| Refusal::new(refusal::NO_DATA))
    }

    /// Reads the first document that the OFD does not have (§6.15).
    pub(super) fn read_for_ofd(&mut self) -> Result<Value, Refusal> {
        let first = self.unsent().next().ok_or_else(|| Refusal::new(refusal::NO_DATA))?;
        let data = to_base64(&ofd::message(first));
        self.core.reading = true;
        Ok(json!({"ok": true, "data": data}))
    }

    /// Takes the OFD's answer (§6.16). It is applied to the document that was read last, whatever it contains.
    pub(super) fn take_ofd_receipt(&mut self) -> Result<Value, Refusal> {
        let first = self.unsent().next().map(|document| document.number);
        let Some(number) = first.filter(|_| self.core.reading) else {
            return Err(Refusal::because(refusal::OFD_MESSAGE_REFUSED, "ни один документ её не ждёт"));
        };
        self.core.acknowledged = number;
        self.core.reading = false;
        if self.core.phase == POST_FISCAL && self.unsent().next().is_none() {
            self.core.phase = ARCHIVE;
        }
        Ok(json!({"ok": true}))
    }

    /// State of the exchange with the OFD (§6.17).
    pub(super) fn ofd_status(&self) -> Value {
        let first = self.unsent().next();
        let has_message = u8::from(first.is_some()) << 1;
        let awaits_receipt = u8::from(self.core.reading) << 2;
        let mut status = json!({
            "exchangeState": has_message | awaits_receipt,
            "readMsgState": u8::from(self.core.reading),
            "msgCountForExch": self.unsent().count(),
            "noOfFirstDocForExch": first.map_or(0, |document| document.number),
        });
        if let Some(document) = first {
            status["dateTimeOfFirstDocForExch"] = document.time.as_str().into();
        }
        status
    }
}

/// Answer to a search (§6.5).
pub(super) fn found(document: &Document, types: DocumentTypes) -> Value {
    json!({
        "ok": true, "document_number": document.number, "document_type": document.code(types), "data": document.data,
    })
}

/// Answer to a reprint (§6.6).
pub(super) fn reprinted(document: &Document, types: DocumentTypes) -> Value {
    json!({"ok": true, "document_number": document.number, "document_type": document.code(types)})
}

/// The answer to a document that was just made. The table in §6.11 has no number beside the tags, the other tables have
/// one.
pub(super) fn made(document: &Document, bare: bool) -> Value {
    let mut answer = json!({"ok": true, "data": document.data});
    if !matches!(document.kind, DocumentKind::Receipt | DocumentKind::Correction) {
        answer["document_number"] = document.number.into();
    } else if bare && let Some(data) = answer["data"].as_object_mut() {
        for name in ["T1040", "T1041", "T1077", "T1196"] {
            data.remove(name);
        }
    }
    answer
}

/// The Wi-Fi networks in range (§6.21).
pub(super) fn networks() -> Value {
    let point = |(ssid, mac): (&str, &str)| json!({"ecn": "WPA2_PSK", "ssid": ssid, "mac": mac});
    json!({"AccessPoints": sample::NETWORKS.map(point)})
}

/// The address of the device in the Wi-Fi network (§6.22).
pub(super) fn address() -> Value {
    json!({"ok": true, "ip": "10.0.0.135", "gateway": "10.0.0.1", "netmask": "255.0.0.0"})
}
