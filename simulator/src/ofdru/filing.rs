//! The tax service (ФНС): what is filed, why it refuses, and what it answers.

use super::application::Application;
use super::document::DocumentKind;
use super::state::State;
use super::words::{Purpose, Stage, Status};
use super::{reg_number, requests, taxpayer};
use crate::clock::Moment;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// Documents that were filed with the tax service.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Filing {
    /// Id of the application.
    pub application: String,
    /// Stage of the application.
    pub stage: Stage,
    /// Kinds of the documents that were filed.
    pub documents: Vec<DocumentKind>,
    /// ИНН of the applicant.
    pub inn: String,
    /// Serial number of the register.
    pub serial_number: String,
    /// Number of the fiscal drive.
    pub fn_number: String,
    /// `FiscalDocumentData`: the data of the registration report, or an empty object.
    pub report: Value,
    /// When it was filed, by the server's clock.
    pub time: String,
    /// The answer of the tax service.
    pub verdict: Verdict,
}

/// The tax service's answer to a filing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Verdict {
    /// There is no answer yet.
    Awaited,
    /// The tax service has accepted it.
    Approved,
    /// Refused, or failed with an error.
    Rejected,
}

/// A register in the tax service's record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Registered {
    /// Registration number (1037).
    pub reg_number: String,
    /// ИНН of the user.
    pub inn: String,
    /// Serial number of the register.
    pub serial_number: String,
    /// Number of the fiscal drive.
    pub fn_number: String,
    /// Whether its registration card was issued and it was not deregistered since.
    pub active: bool,
}

/// An answer of the tax service that a test chooses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Decision {
    /// The filing is approved, whatever is in it.
    Approve,
    /// The filing is refused, for the reason that is given.
    Reject {
        /// The reason as a text.
        reason: String,
        /// The fields to fix, such as `CompanyDetails.Inn`.
        fields: Vec<String>,
    },
    /// The application fails with the status `UnknownError`.
    Fail,
}

impl Decision {
    fn reject(reason: &str, fields: &[&str]) -> Self {
        Self::Reject { reason: reason.to_owned(), fields: fields.iter().map(|field| (*field).to_owned()).collect() }
    }
}

impl State {
    /// Whether a change is due by now because time has passed.
    pub(super) fn is_due(&self, now: Moment) -> bool {
        self.core.applications.iter().any(|application| self.next(application, now).is_some())
    }

    /// Applies all changes that are due by now because time has passed.
    pub(super) fn settle(&mut self, now: Moment) {
        for index in 0..self.core.applications.len() {
            while let Some(next) = self.next(&self.core.applications[index], now) {
                self.step(index, next, now);
            }
        }
    }

    /// The next status that is due by now. `Approved` means that the tax service answers.
    ///
    /// The time to the answer has three equal parts. With `answer_seconds` of 3000 the status is
    /// `ProcessingSignedDocuments` until 1000 s, `ReadyToBeSentToFns` until 2000 s, then `SentToFns`, and the answer
    /// comes at 3000 s. If the answer comes by hand, the first two changes need no time.
    fn next(&self, application: &Application, now: Moment) -> Option<Status> {
        let waited = now.since(application.since?);
        let by_hand = self.options.answer_seconds.is_none();
        let whole = i64::from(self.options.answer_seconds.unwrap_or(0));
        match application.status {
            Status::AwaitingDocuments if waited >= i64::from(self.options.documents_seconds) => {
                Some(Status::AwaitingSignature)
            }
            Status::ProcessingSignedDocuments if waited * 3 >= whole => Some(Status::ReadyToBeSentToFns),
            Status::ReadyToBeSentToFns if waited * 3 >= whole * 2 => Some(Status::SentToFns),
            Status::SentToFns if waited >= whole && !by_hand => Some(Status::Approved),
            _ => None,
        }
    }

    fn step(&mut self, index: usize, next: Status, now: Moment) {
        match next {
            Status::AwaitingSignature => self.make_documents(index, now),
            Status::SentToFns => self.file(index, now),
            Status::Approved => {
                let decision = self.judged(&self.core.applications[index]);
                self.decide(index, &decision, now);
            }
            status => self.core.applications[index].status = status,
        }
    }

    fn file(&mut self, index: usize, now: Moment) {
        let application = &mut self.core.applications[index];
        application.status = Status::SentToFns;
        let filing = Filing {
            application: application.id.clone(),
            stage: application.stage,
            documents: application.current().map(|document| document.kind).collect(),
            inn: application.company_text("Inn").to_owned(),
            serial_number: application.register_text("SerialNumber").to_owned(),
            fn_number: application.register_text("FnNumber").to_owned(),
            report: application.report(),
            time: now.to_string(),
            verdict: Verdict::Awaited,
        };
        let codes: Vec<&str> = filing.documents.iter().map(|kind| kind.code()).collect();
        let line = format!("{} отправлена в ФНС: {}", filing.application, codes.join(", "));
        self.core.filings.push(filing);
        self.note(now, &line);
    }

    /// The answer that the tax service gives by itself. It refuses wrong numbers of the taxpayer (unless this is
    /// switched off), a missing number of an automatic device, and a purpose that does not fit its record of the
    /// register.
    fn judged(&self, application: &Application) -> Decision {
        let (person, flag) = (application.is_person(), |place: &str| application.flag(place));
        if self.options.checks_taxpayers {
            if !taxpayer::is_inn(application.company_text("Inn"), person) {
                return Decision::reject("неверный ИНН", &["CompanyDetails.Inn"]);
            }
            if !taxpayer::is_ogrn(application.company_text("Ogrn"), person) {
                return Decision::reject("неверный ОГРН", &["CompanyDetails.Ogrn"]);
            }
            if !person && !taxpayer::is_kpp(application.company_text("Kpp")) {
                return Decision::reject("неверный КПП", &["CompanyDetails.Kpp"]);
            }
        }
        if flag("UsageMode.AutomatedDevice") && application.register_text("AutomaticDeviceNumber").is_empty() {
            return Decision::reject("не указан номер автомата", &["KktDetails.AutomaticDeviceNumber"]);
        }
        let on_record = self.record_of(application).is_some_and(|register| register.active);
        let reasons = requests::REREGISTRATION_REASONS.iter();
        let has_reason = || reasons.into_iter().any(|field| flag(&format!("ReregistrationReasons.{}", field.0)));
        match application.purpose {
            Purpose::InitialRegistration if on_record => {
                Decision::reject("ККТ уже состоит на учёте", &["KktDetails.SerialNumber"])
            }
            Purpose::Reregistration | Purpose::Unregistration if !on_record => {
                Decision::reject("ККТ не состоит на учёте", &["KktDetails.SerialNumber"])
            }
            Purpose::Reregistration if !has_reason() => {
                Decision::reject("не указана причина перерегистрации", &["KktDetails.ReregistrationReasons"])
            }
            _ => Decision::Approve,
        }
    }

    /// The application's register in the tax service's record: found by its registration number, otherwise by its user
    /// and its serial number.
    fn record_of(&self, application: &Application) -> Option<&Registered> {
        let mut records = self.core.registers.iter();
        if let Some(number) = &application.reg_number {
            return records.find(|register| register.reg_number == *number);
        }
        let (inn, serial) = (application.company_text("Inn"), application.register_text("SerialNumber"));
        records.find(|register| register.active && register.serial_number == serial && register.inn == inn)
    }

    /// Applies the tax service's answer to an application that was filed.
    pub(super) fn decide(&mut self, index: usize, decision: &Decision, now: Moment) {
        let id = self.core.applications[index].id.clone();
        let verdict = match decision {
            Decision::Approve => {
                self.approve(index, now);
                Verdict::Approved
            }
            Decision::Reject { reason, fields } => {
                let uuid = self.uuid();
                let application = &mut self.core.applications[index];
                let places = if fields.is_empty() { String::new() } else { format!(" ({})", fields.join(", ")) };
                application.reason = Some(format!("{reason}{places}"));
                application.status = Status::Rejected;
                application.add(uuid, DocumentKind::Refusal, now);
                Verdict::Rejected
            }
            Decision::Fail => {
                self.core.applications[index].status = Status::UnknownError;
                Verdict::Rejected
            }
        };
        let application = &mut self.core.applications[index];
        application.since = None;
        application.updated = now.to_string();
        let (stage, status) = (application.stage, application.status);
        if let Some(filing) = self.core.filings.iter_mut().rev().find(|filing| filing.application == id) {
            filing.verdict = verdict;
        }
        self.note(now, &format!("{id} ответ ФНС: {stage:?}, {status:?}"));
    }

    fn approve(&mut self, index: usize, now: Moment) {
        let application = &self.core.applications[index];
        let (purpose, last) = (application.purpose, application.stage == Stage::Finalization);
        let ends = match purpose {
            Purpose::InitialRegistration => last,
            Purpose::Reregistration => last || application.has_report(),
            Purpose::Unregistration => last || application.has_report() || application.is_lost(),
        };
        let number = match self.record_of(application) {
            Some(register) => register.reg_number.clone(),
            None => self.give_number(index),
        };
        let fn_number = self.core.applications[index].register_text("FnNumber").to_owned();
        let uuid = self.uuid();
        let application = &mut self.core.applications[index];
        application.reg_number = Some(number.clone());
        application.stage = Stage::Finalization;
        application.status = if ends { Status::Approved } else { Status::New };
        if ends {
            application.add(uuid, DocumentKind::card(purpose), now);
        } else if purpose == Purpose::InitialRegistration {
            application.add(uuid, DocumentKind::NumberNotice, now);
        }
        if let Some(register) = self.core.registers.iter_mut().find(|register| register.reg_number == number)
            && ends
        {
            register.active = purpose != Purpose::Unregistration;
            register.fn_number = fn_number;
        }
    }

    fn give_number(&mut self, index: usize) -> String {
        self.core.last_number += 1;
        let application = &self.core.applications[index];
        let (inn, serial) = (application.company_text("Inn"), application.register_text("SerialNumber"));
        let made = if self.options.wrong_numbers { reg_number::wrong } else { reg_number::of };
        let register = Registered {
            reg_number: made(self.core.last_number, inn, serial),
            inn: inn.to_owned(),
            serial_number: serial.to_owned(),
            fn_number: application.register_text("FnNumber").to_owned(),
            active: false,
        };
        let number = register.reg_number.clone();
        self.core.registers.push(register);
        number
    }
}
