//! Queries that make no document: fiscal drive, registration, documents by number, clock.

use super::super::{Failure, text_of};
use super::Icash;
use super::fingerprint;
use crate::error::{Fault, Problem, Text};
use crate::task::answer::Answer;
use crate::task::date::iso;
use crate::task::words::{Agent, Taxation, Words};
use crate::transport::CallContext;
use serde_json::{Map, Value, json};
use time::PrimitiveDateTime;

/// Bits of `alert_flags` (§6.1.2) and the vocabulary's words for them, if it has any.
const ALERTS: [(u32, &str); 8] = [
    (0, "needReplacement"),
    (1, "resourceExhausted"),
    (2, "memoryOverflow"),
    (3, "ofdTimeout"),
    (4, "formatControlRefused"),
    (5, "settingNeeded"),
    (6, "ofdCancelled"),
    (7, "criticalError"),
];

/// Bits of `exchangeState` (§6.17.2).
const EXCHANGE: [&str; 6] =
    ["connected", "messageToSend", "waitingForReceipt", "commandFromOfd", "settingsChanged", "waitingForCommandAnswer"];

/// Tags that the register repeats in every document (§6.8.3 to §6.14.3): name and ИНН of the user, registration number,
/// address, place.
const REPEATED: [&str; 5] = ["T1048", "T1018", "T1037", "T1009", "T1187"];

/// Documents that are searched for the last receipt.
const LOOK_BACK: u64 = 1000;

impl Icash {
    /// The fiscal drive's last numbers and warnings (§6.1, §6.2).
    pub(super) fn fn_status(&self, context: &CallContext) -> Result<Answer, Failure> {
        let status = self.status(context)?;
        let shift = self.get("/shift/status", context)?;
        let mut drive = Map::new();
        drive.insert("fiscalDocumentNumber".into(), json!(status.last_document));
        if shift.get("shiftStatus").and_then(Value::as_u64) == Some(1)
            && let Some(receipt) = shift.get("checkNo")
        {
            drive.insert("fiscalReceiptNumber".into(), receipt.clone());
        }
        drive.insert("warnings".into(), alerts(&status.native));
        Ok(answer("fnStatus", drive, json!({ "status": status.native, "shift": shift })))
    }

    /// The fiscal drive's number and phase (§6.1).
    pub(super) fn fn_info(&self, context: &CallContext) -> Result<Answer, Failure> {
        let status = self.status(context)?;
        let mut drive = Map::new();
        drive.insert("serial".into(), json!(status.drive));
        let phase = match status.state {
            Some(0) => "init",
            Some(1) => "configured",
            Some(3) => "fiscalMode",
            Some(7) => "postFiscalMode",
            Some(15) => "accessArchive",
            _ => "unknown",
        };
        drive.insert("livePhase".into(), json!(phase));
        drive.insert("warnings".into(), alerts(&status.native));
        Ok(answer("fnInfo", drive, status.native))
    }

    /// Which register it is, from its registration report.
    pub(super) fn device_info(&self, context: &CallContext) -> Result<Answer, Failure> {
        let (data, native) = self.registration_report(context)?;
        let mut device = Map::new();
        device.insert("modelName".into(), json!(super::REGISTERED.title));
        let texts = [("serial", "T1013"), ("firmwareVersion", "T1188")];
        put_texts(&mut device, &data, &texts);
        for (name, tag) in [("ffdVersion", "T1189"), ("fnFfdVersion", "T1190")] {
            if let Some(version) = data.get(tag).and_then(ffd_version) {
                device.insert(name.into(), json!(version));
            }
        }
        Ok(answer("deviceInfo", device, native))
    }

    /// The register's registration: from its registration report, and for the tags that every document repeats, from
    /// the last document, because they may have changed since.
    pub(super) fn registration_info(&self, context: &CallContext) -> Result<Answer, Failure> {
        let (mut data, mut native) = self.registration_report(context)?;
        let last = self.status(context)?.last_document;
        if last > 1 {
            let document = self.get(&format!("/search/{last}/"), context)?;
            if let (Value::Object(tags), Some(later)) = (&mut data, document.get("data")) {
                tags.extend(REPEATED.iter().filter_map(|tag| Some(((*tag).to_owned(), later.get(tag)?.clone()))));
            }
            if let Value::Object(members) = &mut native {
                members.insert("last".into(), document);
            }
        }
        let (mut organization, mut device, mut ofd) = (Map::new(), Map::new(), Map::new());
        put_texts(
            &mut organization,
            &data,
            &[("name", "T1048"), ("vatin", "T1018"), ("address", "T1009"), ("email", "T1117")],
        );
        organization.insert("taxationTypes".into(), words(&data, "T1062", taxation));
        organization.insert("agents".into(), words(&data, "T1057", agent));
        let texts = [
            ("registrationNumber", "T1037"),
            ("paymentsAddress", "T1187"),
            ("fnsUrl", "T1060"),
            ("machineNumber", "T1036"),
        ];
        put_texts(&mut device, &data, &texts);
        let flags = [
            ("offlineMode", "T1002"),
            ("machineInstallation", "T1221"),
            ("bso", "T1110"),
            ("encryption", "T1056"),
            ("autoMode", "T1001"),
            ("internet", "T1108"),
            ("excise", "T1207"),
            ("service", "T1109"),
            ("gambling", "T1193"),
            ("lottery", "T1126"),
        ];
        for (name, tag) in flags {
            device.insert(name.into(), json!(data.get(tag) == Some(&Value::Bool(true))));
        }
        if let Some(version) = data.get("T1209").and_then(ffd_version) {
            device.insert("ffdVersion".into(), json!(version));
        }
        put_texts(&mut ofd, &data, &[("name", "T1046"), ("vatin", "T1017")]);
        let mut fields = Map::new();
        fields.insert("organization".into(), Value::Object(organization));
        fields.insert("device".into(), Value::Object(device));
        fields.insert("ofd".into(), Value::Object(ofd));
        let mut report = Map::new();
        put_texts(&mut report, &data, &[("fiscalDocumentDateTime", "T1012")]);
        report.insert("fiscalDocumentNumber".into(), json!(1));
        fields.insert("report".into(), Value::Object(report));
        let note = Text::of(
            "Пользователь, адрес, место и РНМ взяты из последнего документа, остальное — из отчёта о регистрации (ФД 1): о \
             более поздних изменениях регистрации ККТ не сообщает",
            "User, address, place and registration number are from the last document, the rest is from the registration \
             report (document 1): the register does not report later changes",
        );
        let note = Fault { path: String::new(), value: None, problem: Problem::Form(note) };
        Ok(Answer { fields, notes: vec![note.into()], native: Some(native), ..Answer::default() })
    }

    /// The tags of the drive's first document, which is the registration report.
    fn registration_report(&self, context: &CallContext) -> Result<(Value, Value), Failure> {
        let native = self.get("/search/1/", context)?;
        Ok((native.get("data").cloned().unwrap_or_default(), native))
    }

    /// What waits for the OFD (§6.17).
    pub(super) fn ofd_exchange_status(&self, context: &CallContext) -> Result<Answer, Failure> {
        let native = self.get("/ofd/status", context)?;
        let mut status = Map::new();
        let members = [
            ("notSentCount", "msgCountForExch"),
            ("notSentFirstDocNumber", "noOfFirstDocForExch"),
            ("notSentFirstDocDateTime", "dateTimeOfFirstDocForExch"),
        ];
        for (name, own) in members {
            if let Some(value) = native.get(own) {
                status.insert(name.into(), value.clone());
            }
        }
        let bits = native.get("exchangeState").and_then(Value::as_u64).unwrap_or(0);
        let exchange: Map<String, Value> =
            EXCHANGE.iter().enumerate().map(|(bit, name)| ((*name).to_owned(), json!(bits >> bit & 1 == 1))).collect();
        status.insert("exchange".into(), Value::Object(exchange));
        status.insert("readingMessage".into(), json!(native.get("readMsgState").and_then(Value::as_u64) == Some(1)));
        Ok(answer("status", status, native))
    }

    /// A document by its number, with its tags under their numbers (§6.5).
    pub(super) fn fn_document(&self, number: u64, context: &CallContext) -> Result<Answer, Failure> {
        let native = self.get(&format!("/search/{number}/"), context)?;
        let data = native.get("data").cloned().unwrap_or_default();
        let mut document = Map::new();
        document.insert("fiscalDocumentType".into(), json!(fingerprint::type_word(&native, &data)));
        document.insert("short".into(), json!(false));
        if let Some(qr) = text_of(&data, "T1196") {
            document.insert("qr".into(), json!(qr));
        }
        if let Value::Object(tags) = by_number(&data) {
            document.extend(tags);
        }
        Ok(answer("documentTLV", document, native))
    }

    /// Prints a document again (§6.6).
    pub(super) fn print_document(&self, number: u64, context: &CallContext) -> Result<Answer, Failure> {
        let native = self.post(&format!("/print/{number}/"), &json!({}), context)?;
        Ok(Answer { native: Some(native), ..Answer::default() })
    }

    /// Finds the last receipt or correction and prints it again.
    pub(super) fn print_last_receipt(&self, context: &CallContext) -> Result<Answer, Failure> {
        let last = self.status(context)?.last_document;
        for number in (last.saturating_sub(LOOK_BACK) + 1..=last).rev() {
            let record = self.search(number, context)?;
            if record.shown.is_some_and(|shown| shown.attributes.contains_key("T1054")) {
                return self.print_document(number, context);
            }
        }
        Err(Failure::NothingFound(Text::with(
            format!("Среди последних {LOOK_BACK} документов кассы нет чека."),
            format!("There is no receipt among the last {LOOK_BACK} documents of the register."),
        )))
    }

    /// Sets the clock. The command replaces all settings, so the others are read first and sent back (§6.3, §6.4).
    pub(super) fn set_date_time(&self, time: PrimitiveDateTime, context: &CallContext) -> Result<Answer, Failure> {
        let mut settings = self.get("/settings", context)?;
        if let Value::Object(settings) = &mut settings {
            settings.remove("ok");
            settings.insert("dateTime".into(), json!(iso(time)));
        }
        let native = self.post("/settings", &settings, context)?;
        Ok(Answer { native: Some(native), ..Answer::default() })
    }
}

fn answer(name: &str, fields: Map<String, Value>, native: Value) -> Answer {
    let fields = [(name.to_owned(), Value::Object(fields))].into_iter().collect();
    Answer { fields, native: Some(native), ..Answer::default() }
}

fn alerts(status: &Value) -> Value {
    let bits = status.get("alert_flags").and_then(Value::as_u64).unwrap_or(0);
    ALERTS.iter().map(|(bit, name)| ((*name).to_owned(), json!(bits >> bit & 1 == 1))).collect::<Map<_, _>>().into()
}

fn put_texts(into: &mut Map<String, Value>, data: &Value, names: &[(&str, &str)]) {
    for (name, tag) in names {
        if let Some(text) = text_of(data, tag) {
            into.insert((*name).to_owned(), json!(text));
        }
    }
}

/// A version of FFD by its code in tags 1189, 1190, 1209.
fn ffd_version(code: &Value) -> Option<&'static str> {
    match code.as_u64()? {
        1 => Some("1.0"),
        2 => Some("1.05"),
        3 => Some("1.1"),
        4 => Some("1.2"),
        _ => None,
    }
}

fn words(data: &Value, tag: &str, word: fn(u64) -> Option<&'static str>) -> Value {
    let codes = data.get(tag).and_then(Value::as_array).cloned().unwrap_or_default();
    codes.iter().filter_map(Value::as_u64).filter_map(word).collect::<Vec<_>>().into()
}

fn taxation(code: u64) -> Option<&'static str> {
    let all = Taxation::SPELLINGS.iter().map(|(_, taxation)| *taxation);
    all.into_iter().find(|taxation| u64::from(super::receipt::taxation_code(*taxation)) == code).map(Words::word)
}

fn agent(code: u64) -> Option<&'static str> {
    Agent::SPELLINGS.iter().map(|(_, agent)| *agent).find(|agent| u64::from(agent.code()) == code).map(Words::word)
}

/// The same value with `T1040` written as `1040` at every depth.
fn by_number(value: &Value) -> Value {
    match value {
        Value::Object(members) => {
            let named = |name: &String| name.strip_prefix('T').map_or_else(|| name.clone(), str::to_owned);
            Value::Object(members.iter().map(|(name, value)| (named(name), by_number(value))).collect())
        }
        Value::Array(list) => list.iter().map(by_number).collect(),
        other => other.clone(),
    }
}
