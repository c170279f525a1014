//! The register's step: check the registration number, let the register make its document exactly once, and take its
//! data.

use super::advance::{Next, Run};
use super::correspond;
use super::place::fault;
use super::progress::{Awaited, Step};
use crate::backends::ofdru::application::Application;
use crate::backends::ofdru::words::Purpose;
use crate::backends::text_of;
use crate::error::{Error, ErrorKind, Fault, Level, Outcome, Problem, Result, Rule, Text};
use crate::task::answer::Answer;
use crate::task::tax_numbers::registration_number_is_right;
use serde_json::{Value, json};

/// What a register reports about itself, if it can: the task, the place in its answer, the member of the application.
const IDENTITY: [(&str, &str, &str); 2] = [
    ("getFnInfo", "/fnInfo/serial", "KktDetails.FnNumber"),
    ("getDeviceInfo", "/deviceInfo/serial", "KktDetails.SerialNumber"),
];

impl Run<'_> {
    /// Lets the register make its document.
    pub(super) fn register(&mut self, application: &Application) -> Result<Next> {
        let number = match (&application.number, self.workflow.request.purpose) {
            (Some(number), _) => number.clone(),
            (None, Purpose::Unregistration) => String::new(),
            (None, _) => return Ok(self.wait(Step::Number, Awaited::TaxService)),
        };
        let mut faults = self.number_faults(&number);
        faults.extend(self.identity_faults()?);
        if !faults.is_empty() {
            self.workflow.progress.faults = faults.iter().map(Fault::to_json).collect();
            self.workflow.progress.mendable = true;
            return Ok(self.wait(Step::Registration, Awaited::Applicant));
        }
        self.workflow.progress.number.clone_from(&application.number);
        let mut task = correspond::task(&self.workflow.request, &number);
        task["externalId"] = json!(self.workflow.external_id());
        let made = if planted!(ReportNotLookedFor) { Ok(None) } else { self.made_elsewhere(&task) };
        let made = made.map_err(|error| self.with_request_places(error))?;
        self.begun(Step::Registration)?;
        let answer = match made {
            Some(made) => made,
            None => self.ask(&task).map_err(|error| self.with_request_places(error))?,
        };
        self.workflow.progress.report = Some(self.written(&answer)?);
        self.done(Step::Registration)?;
        Ok(Next::GoOn)
    }

    /// Faults if the number does not belong to this register and this user.
    fn number_faults(&self, number: &str) -> Vec<Fault> {
        let part = |path| self.workflow.request.detail(path).unwrap_or_default();
        let (vatin, serial) = (part("CompanyDetails.Inn"), part("KktDetails.SerialNumber"));
        let strict = matches!(self.registrar.level(Rule::TaxNumber), Level::Strict | Level::Adjust);
        if number.is_empty() || !strict || registration_number_is_right(number, &vatin, &serial) {
            return Vec::new();
        }
        vec![fault("KktDetails.RegNumber".into(), Some(&json!(number)), Problem::TaxNumber("РНМ, ИНН, SerialNumber"))]
    }

    /// Faults if this is not the register that the application is about, as far as it can report that.
    fn identity_faults(&self) -> Result<Vec<Fault>> {
        let mut faults = Vec::new();
        for (task, place, path) in IDENTITY {
            let answer = match self.ask(&json!({ "type": task })) {
                Ok(answer) => answer,
                // It does not support the task, or cannot answer before it is registered.
                Err(error) if matches!(error.kind, ErrorKind::Unsupported { .. } | ErrorKind::Refused(_)) => continue,
                Err(error) => return Err(error),
            };
            let reported =
                answer.pointer(place).and_then(Value::as_str).map(|serial| serial.trim().trim_start_matches('0'));
            let asked = self.workflow.request.detail(path).unwrap_or_default();
            if let Some(reported) =
                reported.filter(|reported| !reported.is_empty() && *reported != asked.trim_start_matches('0'))
            {
                let text = Text::with(
                    format!("Касса сообщает другой номер: {reported}"),
                    format!("The register has another number: {reported}"),
                );
                faults.push(fault(path.to_owned(), Some(&json!(asked)), Problem::Form(text)));
            }
        }
        Ok(faults)
    }

    /// The data of the register's document, complete.
    fn written(&self, answer: &Value) -> Result<Value> {
        let mut fiscal = answer.get("fiscalParams").cloned().unwrap_or_default();
        // The answer may lack the sign or the time; a query for the document shows them.
        if let Some(number) = fiscal.get("fiscalDocumentNumber").filter(|_| !is_complete(&fiscal))
            && let Ok(shown) = self.ask(&json!({ "type": "getFnDocument", "fiscalDocumentNumber": number }))
        {
            complete(&mut fiscal, &shown);
        }
        if is_complete(&fiscal) {
            return Ok(fiscal);
        }
        let cause = Text::of(
            "касса сделала отчёт, но не сообщила его номер, фискальный признак и время",
            "the register made its report but did not return its number, sign and time",
        );
        let error = Error::new(ErrorKind::NoAnswer(cause), Outcome::Registered);
        Err(error.about(&self.workflow.external_id().unwrap_or_default()))
    }

    /// The document that the register has already made of this task, although the journal does not know that.
    pub(super) fn made_elsewhere(&self, task: &Value) -> Result<Option<Value>> {
        Ok(self.device.made_elsewhere(&correspond::node(task)?)?.map(Answer::into_json))
    }

    fn ask(&self, task: &Value) -> Result<Value> {
        self.device.execute(&correspond::node(task)?).map(Answer::into_json)
    }

    /// Moves the faults of the register's task to the places of the request from which they come.
    fn with_request_places(&mut self, mut error: Error) -> Error {
        let request = &self.workflow.request;
        let faults = match &mut error.kind {
            ErrorKind::BadDocument(faults) => faults,
            ErrorKind::Refused(refusal) => &mut refusal.faults,
            _ => return error,
        };
        for fault in faults {
            fault.path = correspond::origin(request, &fault.path);
        }
        self.allow_correction(error)
    }
}

/// Whether a report has all that goes into the application.
fn is_complete(fiscal: &Value) -> bool {
    correspond::INTO_APPLICATION.iter().all(|(name, _)| fiscal.get(name).is_some())
}

/// Completes a report with the tags of its document.
fn complete(fiscal: &mut Value, shown: &Value) {
    for (name, tag) in [("fiscalDocumentDateTime", "1012"), ("fiscalDocumentSign", "1077")] {
        if let (None, Some(text)) = (fiscal.get(name), text_of(&shown["documentTLV"], tag)) {
            fiscal[name] = json!(text);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_incomplete_report_is_completed_from_its_document() {
        let shown = json!({"documentTLV": {"1012": "2026-11-25T10:07:00", "1040": 1, "1077": 1_717_718_929}});
        let mut fiscal = json!({"fiscalDocumentNumber": 1});
        assert!(!is_complete(&fiscal));
        complete(&mut fiscal, &json!({}));
        assert_eq!(fiscal, json!({"fiscalDocumentNumber": 1}));
        complete(&mut fiscal, &shown);
        let whole = json!({
            "fiscalDocumentNumber": 1, "fiscalDocumentDateTime": "2026-11-25T10:07:00",
            "fiscalDocumentSign": "1717718929",
        });
        assert!(is_complete(&fiscal));
        assert_eq!(fiscal, whole);
        complete(&mut fiscal, &json!({"documentTLV": {"1077": 2}}));
        assert_eq!(fiscal, whole, "what it told itself stands");
    }
}
