//! Queries: what the service's list of registers shows of ours (`GET cre/items/`).

use super::super::{Failure, text_of};
use super::answers::{accepted, count};
use super::{Itkassa, advice};
use crate::task::answer::Answer;
use crate::transport::CallContext;
use serde_json::{Map, Value, json};

impl Itkassa {
    /// Our register in the list, and the whole answer.
    fn item(&self, context: &CallContext) -> Result<(Value, Value), Failure> {
        let native = self.list(context)?;
        let list = native.get("list").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
        let ours = |item: &&Value| text_of(item, "id").is_some_and(|id| id.eq_ignore_ascii_case(&self.config.register));
        match list.iter().find(ours) {
            Some(item) => Ok((item.clone(), native)),
            None => Err(Failure::Refused(Box::new(advice::unknown_register()))),
        }
    }

    /// The service's list of registers.
    pub(super) fn list(&self, context: &CallContext) -> Result<Value, Failure> {
        accepted(&self.http.get("/cre/items/", context)?)
    }

    pub(super) fn device_status(&self, context: &CallContext) -> Result<Answer, Failure> {
        let (item, native) = self.item(context)?;
        let state = state(&item);
        let mut device = Map::new();
        put_texts(&mut device, state, &[("shift", "sessionState"), ("lastErrorText", "lastErrorText")]);
        put_texts(&mut device, &item, &[("status", "status"), ("nodeStatus", "nodeStatus")]);
        put_flag(&mut device, "online", state.get("isOnline"));
        put_flag(&mut device, "fiscal", item.get("isFiscalized"));
        put_flag(&mut device, "printable", item.get("isPrintable"));
        if let Some(code) = super::answers::whole(state.get("lastErrorId").unwrap_or(&Value::Null)) {
            device.insert("lastErrorCode".into(), json!(code));
        }
        put_texts(&mut device, state, &[("lastExchangeDateTime", "lastExchangeAt")]);
        put_dates(&mut device, &item, &[("licenseExpiresAt", "licenseExpireAtDate"), ("fnExpiresAt", "fsExpireAt")]);
        Ok(answer("deviceStatus", device, native))
    }

    pub(super) fn device_info(&self, context: &CallContext) -> Result<Answer, Failure> {
        let (item, native) = self.item(context)?;
        let mut device = Map::new();
        put_texts(&mut device, &item, &[("modelName", "title"), ("serial", "productNumber"), ("location", "location")]);
        Ok(answer("deviceInfo", device, native))
    }

    pub(super) fn shift_status(&self, context: &CallContext) -> Result<Answer, Failure> {
        let (item, native) = self.item(context)?;
        let state = state(&item);
        let mut shift = Map::new();
        put_texts(&mut shift, state, &[("state", "sessionState")]);
        if let Some(number) = count(state, "sessionNumber") {
            shift.insert("number".into(), json!(number));
        }
        Ok(answer("shiftStatus", shift, native))
    }

    pub(super) fn fn_info(&self, context: &CallContext) -> Result<Answer, Failure> {
        let (item, native) = self.item(context)?;
        let mut drive = Map::new();
        put_texts(&mut drive, &item, &[("serial", "fsNumber")]);
        put_dates(&mut drive, &item, &[("validityDate", "fsExpireAt")]);
        Ok(answer("fnInfo", drive, native))
    }

    pub(super) fn registration_info(&self, context: &CallContext) -> Result<Answer, Failure> {
        let (item, native) = self.item(context)?;
        let mut device = Map::new();
        put_texts(
            &mut device,
            &item,
            &[("registrationNumber", "fiscalizationNumber"), ("paymentsAddress", "location")],
        );
        let defaults = [
            ("defaultTaxation", "defaultSno"),
            ("defaultVat", "defaultTax"),
            ("defaultPaymentObject", "defaultPpr"),
            ("defaultPaymentMethod", "defaultPsr"),
        ];
        put_texts(&mut device, &item, &defaults);
        Ok(answer("device", device, native))
    }

    pub(super) fn ofd_exchange_status(&self, context: &CallContext) -> Result<Answer, Failure> {
        let (item, native) = self.item(context)?;
        let state = state(&item);
        let mut status = Map::new();
        for (name, own) in [("notSentCount", "ofdUnsentNumber"), ("notSentFirstDocNumber", "ofdFirstUnsentNumber")] {
            if let Some(number) = count(state, own) {
                status.insert(name.into(), json!(number));
            }
        }
        put_dates(&mut status, state, &[("notSentFirstDocDateTime", "ofdFirstUnsentDate")]);
        Ok(answer("status", status, native))
    }
}

fn state(item: &Value) -> &Value {
    item.get("state").unwrap_or(&Value::Null)
}

fn answer(name: &str, members: Map<String, Value>, native: Value) -> Answer {
    let fields = [(name.to_owned(), Value::Object(members))].into_iter().collect();
    Answer { fields, native: Some(native), ..Answer::default() }
}

fn put_texts(into: &mut Map<String, Value>, from: &Value, names: &[(&str, &str)]) {
    for (name, own) in names {
        if let Some(text) = text_of(from, own) {
            into.insert((*name).to_owned(), json!(text));
        }
    }
}

/// Copies dates. The start of the epoch means "no date".
fn put_dates(into: &mut Map<String, Value>, from: &Value, names: &[(&str, &str)]) {
    for (name, own) in names {
        if let Some(text) = text_of(from, own).filter(|text| !text.starts_with("1970")) {
            into.insert((*name).to_owned(), json!(text));
        }
    }
}

/// Copies a flag. The vendor's document writes it as `true` or as 1.
fn put_flag(into: &mut Map<String, Value>, name: &str, value: Option<&Value>) {
    let flag = match value {
        Some(Value::Bool(flag)) => *flag,
        Some(Value::Number(number)) => number.as_i64() != Some(0),
        _ => return,
    };
    into.insert(name.to_owned(), json!(flag));
}
