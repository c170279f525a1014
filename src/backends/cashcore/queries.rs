//! Queries to the register: its state, its registration, an X report. None of them makes a fiscal document.

use super::super::{Failure, text_of};
use super::document::{self, named, note};
use super::look::is_open;
use super::members::{count, member};
use super::wire::ZXReport;
use super::{Cashcore, REGISTERED, answers, print, request};
use crate::error::Text;
use crate::task::Report;
use crate::task::answer::Answer;
use crate::task::date::{LONGEST_SHIFT, iso, local_now, told_date_time};
use crate::transport::CallContext;
use serde_json::{Map, Value, json};
use time::PrimitiveDateTime;

/// The register's date for "none".
const NO_DATE: &str = "1899-12-30";

impl Cashcore {
    pub(super) fn device_status(&self, context: &CallContext) -> Result<Answer, Failure> {
        let register = self.register(context)?;
        let mut device = Map::new();
        device.insert("shift".into(), json!(shift_word(&register)));
        put_expires(&mut device, &register);
        for (name, own) in [("blocked", "is_blocked"), ("offline", "is_offline"), ("invalidToken", "is_invalid_token")]
        {
            device.insert(name.into(), json!(member(&register, own) == Some(&Value::Bool(true))));
        }
        device.insert("valuesConflict".into(), json!(count(&register, "local_state") == Some(1)));
        put_texts(&mut device, &register, &[("blockedInfo", "blocked_info"), ("serial", "vendor_id")]);
        put_date(&mut device, &register, "offlineSince", "offline_start_date");
        for (name, own) in [("cashSum", "cash_sum"), ("revenue", "revenue")] {
            if let Some(sum) = register.get(own) {
                device.insert(name.into(), sum.clone());
            }
        }
        Ok(named("deviceStatus", device, register))
    }

    pub(super) fn device_info(&self, context: &CallContext) -> Result<Answer, Failure> {
        let register = self.register(context)?;
        let mut device = Map::new();
        device.insert("modelName".into(), json!(REGISTERED.title));
        put_texts(&mut device, &register, &[("serial", "vendor_id"), ("localName", "local_name")]);
        put_date(&mut device, &register, "manufactured", "manufacture_date");
        Ok(named("deviceInfo", device, register))
    }

    pub(super) fn shift_status(&self, context: &CallContext) -> Result<Answer, Failure> {
        let register = self.register(context)?;
        let mut shift = Map::new();
        shift.insert("state".into(), json!(shift_word(&register)));
        if let Some(number) = count(&register, "fr_shift_number") {
            shift.insert("number".into(), json!(number));
        }
        if let Some(next) = count(&register, "shift_document_number") {
            shift.insert("documentsCount".into(), json!(next.saturating_sub(1)));
        }
        put_date(&mut shift, &register, "openedAt", "shift_open_date");
        put_expires(&mut shift, &register);
        Ok(named("shiftStatus", shift, register))
    }

    /// Does nothing: the register opens a shift with its first receipt and has no command for it. The answer says so in
    /// a note.
    pub(super) fn open_shift(&self, context: &CallContext) -> Result<Answer, Failure> {
        let mut answer = self.shift_status(context)?;
        answer.notes.push(note(&Text::of(
            "Эта касса открывает смену сама, первым чеком: сейчас ничего не сделано",
            "This register opens the shift itself with the first receipt: nothing was done now",
        )));
        Ok(answer)
    }

    pub(super) fn registration_info(&self, context: &CallContext) -> Result<Answer, Failure> {
        let register = self.register(context)?;
        let info = |name: &str| register.get("reg_info").and_then(|info| info.get(name)).cloned().unwrap_or_default();
        let (org, pos, kkm) = (info("org"), info("pos"), info("kkm"));
        let (mut organization, mut device) = (Map::new(), Map::new());
        let own = [("name", "title"), ("vatin", "inn"), ("address", "address"), ("okved", "okved")];
        put_texts(&mut organization, &org, &own);
        put_texts(&mut device, &kkm, &[("registrationNumber", "fns_kkm_id"), ("serial", "serial_number")]);
        put_texts(&mut device, &pos, &[("paymentsPlace", "title"), ("paymentsAddress", "address")]);
        let mut answer = named("organization", organization, register);
        answer.fields.insert("device".into(), Value::Object(device));
        Ok(answer)
    }

    pub(super) fn ofd_exchange_status(&self, context: &CallContext) -> Result<Answer, Failure> {
        let register = self.register(context)?;
        let mut status = Map::new();
        status.insert("offline".into(), json!(member(&register, "is_offline") == Some(&Value::Bool(true))));
        put_date(&mut status, &register, "notSentFirstDocDateTime", "offline_start_date");
        Ok(named("status", status, register))
    }

    pub(super) fn report_x(&self, report: &Report, context: &CallContext) -> Result<Answer, Failure> {
        let body = ZXReport { kkm_ofd_id: self.config.register, report_type: 1, print: print(report) };
        let request = request("ZXReport", &body);
        let native = answers::made(&self.http.post(&request.path, &request.body, context)?)?;
        let data = native.get("response_data").unwrap_or(&Value::Null);
        let mut answer = document::answer(data, document::body_of(data));
        answer.native = Some(native);
        Ok(answer)
    }
}

/// The state of the shift. The core tells when it was opened, by the clock of the shop, but not what time it is now. So
/// the clock of this machine decides whether it is older than 24 hours.
fn shift_word(register: &Value) -> &'static str {
    match expires(register) {
        _ if !is_open(register) => "closed",
        Some(expires) if local_now().is_some_and(|now| now >= expires) => "expired",
        _ => "opened",
    }
}

/// Adds when the open shift expires, if the register tells when it was opened.
fn put_expires(into: &mut Map<String, Value>, register: &Value) {
    if let Some(expires) = expires(register) {
        into.insert("expiredTime".into(), json!(iso(expires)));
    }
}

/// When the open shift expires; `None` if it is closed, or the register does not tell when it was opened.
fn expires(register: &Value) -> Option<PrimitiveDateTime> {
    let opened = text_of(register, "shift_open_date").filter(|date| !date.starts_with(NO_DATE));
    let opened = opened.filter(|_| is_open(register)).and_then(|date| told_date_time(&date))?;
    Some(opened.saturating_add(LONGEST_SHIFT))
}

fn put_texts(into: &mut Map<String, Value>, from: &Value, names: &[(&str, &str)]) {
    for (name, own) in names {
        if let Some(text) = text_of(from, own) {
            into.insert((*name).to_owned(), json!(text));
        }
    }
}

fn put_date(into: &mut Map<String, Value>, from: &Value, name: &str, own: &str) {
    if let Some(date) = text_of(from, own).filter(|date| !date.starts_with(NO_DATE)) {
        into.insert(name.to_owned(), json!(date));
    }
}
