//! Advancing the workflow: the application's status at the service decides the next step.

use super::correspond;
use super::place::{at, put};
use super::progress::{Awaited, Progress, Step, Workflow, word};
use crate::backends::ofdru::application::Application;
use crate::backends::ofdru::words::{DocumentKind, Stage, Status};
use crate::backends::ofdru::{methods, native_parameters};
use crate::backends::workflow::{Mark, RegisterDevice, RegistrarDevice, Turn};
use crate::error::{Error, ErrorKind, Outcome, Result};
use crate::task::words::Words;
use serde_json::{Value, json};

/// Most steps of one call. There are fewer, so this ends a call if the service goes in circles.
const MOST_STEPS: usize = 40;

/// Asks the host to sign a document. It gets what the document is (JSON) and its bytes, and returns the signature in
/// base64, or `None` if it cannot sign now.
pub type Signer<'a> = &'a dyn Fn(&Value, &[u8]) -> Option<String>;

/// Whether the call continues with the next step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Next {
    /// It continues.
    GoOn,
    /// Somebody else has to act first.
    Wait,
}

/// One call that advances a workflow.
pub(super) struct Run<'a> {
    pub registrar: &'a dyn RegistrarDevice,
    pub device: &'a dyn RegisterDevice,
    turn: Turn<'a>,
    pub workflow: Workflow,
    /// Applications created by this call.
    pub created: u8,
    pub signer: Signer<'a>,
    /// Documents signed by this call.
    pub signed: Vec<String>,
    /// Whether this call has ordered documents.
    ordered: bool,
    /// How often calls on each device had been cancelled when this one began.
    stops: [u64; 2],
}

/// Makes every step that is possible now.
pub(super) fn advance(
    registrar: &dyn RegistrarDevice,
    device: &dyn RegisterDevice,
    turn: Turn,
    workflow: Workflow,
    signer: Signer,
) -> Result<Workflow> {
    let stops = [registrar.cancellations(), device.cancellations()];
    let mut run =
        Run { registrar, device, turn, workflow, created: 0, signer, signed: Vec::new(), ordered: false, stops };
    let mut kept = run.workflow.progress.clone();
    for _ in 0..MOST_STEPS {
        run.ensure_not_stopped()?;
        let next = run.step();
        // What was seen at the service is recorded too, if it is new.
        if run.workflow.progress != kept {
            (run.turn)()?;
            run.workflow.save(registrar, &word(&run.workflow.progress.step), Mark::Done)?;
            kept = run.workflow.progress.clone();
        }
        if next? == Next::Wait {
            break;
        }
    }
    Ok(run.workflow)
}

impl Run<'_> {
    /// Fails if the host has cancelled calls on either device since this one began.
    pub(super) fn ensure_not_stopped(&self) -> Result<()> {
        let stopped = [self.registrar.cancellations(), self.device.cancellations()] != self.stops;
        if stopped { Err(Error::before(ErrorKind::Cancelled)) } else { Ok(()) }
    }

    fn step(&mut self) -> Result<Next> {
        if self.workflow.progress.card.is_some() {
            return Ok(Next::Wait);
        }
        let Some(id) = self.workflow.progress.application.clone() else { return self.application() };
        let application = self.get(&id)?;
        self.see(&application);
        let second = self.is_second(&application);
        let round = if second { 2 } else { 1 };
        if application.status.is_some_and(is_past_ordering) {
            // Also if the answer to the order was lost; otherwise a rejection would be followed by the same order
            // again.
            self.workflow.progress.ordered = round;
        }
        let ordered = self.workflow.progress.ordered >= round;
        let filled = self.workflow.progress.sent.as_ref() == Some(&self.workflow.request.digest);
        match application.status {
            Some(Status::New | Status::Rejected | Status::UnknownError) if !filled => {
                self.fill(&id, &application, round)
            }
            Some(Status::New) if second && self.lacks_report() => self.register(&application),
            Some(Status::New) if second && self.has_news() => self.report(&id),
            Some(Status::New | Status::Rejected | Status::UnknownError) if !ordered => self.order(&id, round),
            // They were ordered and are missing: a change that arrived late has withdrawn them.
            Some(Status::New) if !self.ordered => self.order(&id, round),
            Some(Status::New | Status::AwaitingDocuments) => {
                Ok(self.wait(if second { Step::ReportDocuments } else { Step::Documents }, Awaited::Registrar))
            }
            Some(Status::AwaitingSignature) => self.sign(&application, second),
            Some(Status::ProcessingSignedDocuments | Status::ReadyToBeSentToFns | Status::SentToFns) => {
                Ok(self.wait(if second { Step::Approval } else { Step::Number }, Awaited::TaxService))
            }
            Some(Status::Approved) => self.card(&id, &application, second),
            Some(Status::Rejected) => Ok(self.rejected(second, Awaited::Applicant)),
            Some(Status::UnknownError) => Ok(self.rejected(second, Awaited::Registrar)),
            // A status that the vendor's document does not list. Nothing is done on a guess.
            None => Ok(self.wait(self.workflow.progress.step, Awaited::Registrar)),
        }
    }

    fn see(&mut self, application: &Application) {
        let progress = &mut self.workflow.progress;
        progress.stage = application.stage.map(|stage| stage.word().to_owned());
        progress.status = application.text_of("Status");
        progress.reason.clone_from(&application.reason);
        progress.unsigned.clear();
        progress.faults.clear();
        progress.mendable = false;
        progress.awaited = Awaited::Program;
        let is_filed = self.is_second(application) && application.status.is_some_and(|status| status != Status::New);
        if is_filed && self.lacks_report() {
            // The journal of this workflow was lost. The report is the one with which the application was filled.
            let progress = &mut self.workflow.progress;
            progress.report = correspond::report(application);
            progress.reported = progress.report.is_some();
            progress.number.clone_from(&application.number);
        }
    }

    /// Whether the application is in its second round, which ends with the card.
    fn is_second(&self, application: &Application) -> bool {
        application.stage.map_or(self.workflow.progress.report.is_some(), |stage| stage == Stage::Finalization)
    }

    fn lacks_report(&self) -> bool {
        self.workflow.progress.report.is_none() && self.workflow.request.has_task()
    }

    fn has_news(&self) -> bool {
        self.workflow.progress.report.is_some() && !self.workflow.progress.reported
    }

    /// Sends the request's data into the application, and the report's if there is one.
    fn fill(&mut self, id: &str, application: &Application, round: u8) -> Result<Next> {
        let step = if self.workflow.progress.report.is_some() { Step::Report } else { Step::Application };
        self.begun(step)?;
        if let Err(error) = self.put(id) {
            return self.cannot_change(id, application, error);
        }
        let progress = &mut self.workflow.progress;
        progress.sent = Some(self.workflow.request.digest.clone());
        progress.reported = progress.report.is_some();
        progress.ordered = round - 1;
        self.done(step)?;
        Ok(Next::GoOn)
    }

    /// Sends the report's data into the application.
    fn report(&mut self, id: &str) -> Result<Next> {
        self.begun(Step::Report)?;
        self.put(id).map_err(|error| self.allow_correction(error))?;
        self.workflow.progress.reported = true;
        self.done(Step::Report)?;
        Ok(Next::GoOn)
    }

    fn put(&self, id: &str) -> Result<()> {
        // The complete content is sent, because the vendor's document does not say whether parts are added to the rest
        // or replace it. For the same reason flags that are off are sent too: if they were left out, they might keep
        // their value from before the request was corrected.
        let mut body = self.workflow.request.details.clone();
        for (group, names) in native_parameters::switches(self.workflow.request.purpose) {
            for path in names.iter().map(|name| format!("KktDetails.{group}.{name}")) {
                if at(&body, &path).is_none_or(Value::is_null) {
                    put(&mut body, &path, json!(false));
                }
            }
        }
        if let Some(report) = &self.workflow.progress.report {
            correspond::put_report(&mut body, report);
        }
        body.insert("id".into(), json!(id));
        self.registrar.call(methods::UPDATE, &Value::Object(body).to_string()).map(drop)
    }

    /// Orders the documents.
    fn order(&mut self, id: &str, round: u8) -> Result<Next> {
        let step = if round == 2 { Step::ReportDocuments } else { Step::Documents };
        self.begun(step)?;
        self.ordered = true;
        match self.registrar.call(methods::PREPARE, &json!({ "id": id }).to_string()) {
            Ok(_) => {}
            Err(error) if self.workflow.progress.status.as_deref() == Some(Status::Rejected.word()) => {
                let application = self.get(id)?;
                return self.cannot_change(id, &application, error);
            }
            Err(error) => return Err(self.allow_correction(error)),
        }
        self.workflow.progress.ordered = round;
        self.done(step)?;
        Ok(Next::GoOn)
    }

    /// Gives up a rejected application that can no longer be changed, so that a new one is created. Not if the register
    /// has already made its report for it.
    fn cannot_change(&mut self, id: &str, application: &Application, error: Error) -> Result<Next> {
        let ended = application.status == Some(Status::Rejected) && is_named(&error, "InvalidStatus");
        if !ended || self.workflow.progress.report.is_some() {
            return Err(self.allow_correction(error));
        }
        let ended = std::mem::take(&mut self.workflow.progress.ended);
        self.workflow.progress = Progress { ended, ..Progress::default() };
        self.workflow.progress.ended.push(id.to_owned());
        self.done(Step::Application)?;
        Ok(Next::GoOn)
    }

    /// Saves the card.
    fn card(&mut self, id: &str, application: &Application, second: bool) -> Result<Next> {
        let card = [DocumentKind::Card, DocumentKind::UnregistrationCard];
        let Some(card) = card.into_iter().find_map(|kind| application.document(kind)) else {
            // The first round ends with the next stage, not here.
            return Ok(self.wait(if second { Step::Approval } else { Step::Number }, Awaited::TaxService));
        };
        self.begun(Step::Card)?;
        let params = json!({ "id": id, "documentId": card.id, "file": self.workflow.request.card });
        let mut saved = self.registrar.call(methods::DOWNLOAD, &params.to_string()).map_err(|mut error| {
            if let ErrorKind::BadDocument(faults) = &mut error.kind {
                // The workflow's request has another name for the file.
                faults.iter_mut().filter(|fault| fault.path == "file").for_each(|fault| fault.path = "card".into());
            }
            self.allow_correction(error)
        })?;
        if let Value::Object(members) = &mut saved {
            members.insert("kind".into(), json!(card.kind));
        }
        self.workflow.progress.card = Some(saved);
        self.workflow.progress.number = application.number.clone().or_else(|| self.workflow.progress.number.clone());
        self.workflow.progress.awaited = Awaited::Nobody;
        self.done(Step::Done)?;
        Ok(Next::Wait)
    }

    fn rejected(&mut self, second: bool, awaited: Awaited) -> Next {
        let reason = self.workflow.progress.reason.clone().unwrap_or_default();
        self.workflow.progress.faults = super::state::mentioned_places(&reason, &self.workflow.request);
        self.workflow.progress.mendable = true;
        self.wait(if second { Step::Approval } else { Step::Number }, awaited)
    }

    pub(super) fn wait(&mut self, step: Step, awaited: Awaited) -> Next {
        self.workflow.progress.step = step;
        self.workflow.progress.awaited = awaited;
        Next::Wait
    }

    /// Records that a step is about to begin. Fails if another process has the workflow by now.
    pub(super) fn begun(&mut self, step: Step) -> Result<()> {
        (self.turn)()?;
        self.workflow.progress.step = step;
        self.workflow.save(self.registrar, &word(&step), Mark::Begun)
    }

    /// Records that a step is done.
    pub(super) fn done(&mut self, step: Step) -> Result<()> {
        self.workflow.progress.step = step;
        self.workflow.save(self.registrar, &word(&step), Mark::Done)
    }

    /// Passes an error on. If it is a refusal, a corrected request is accepted from now on.
    pub(super) fn allow_correction(&mut self, error: Error) -> Error {
        if matches!(error.outcome, Outcome::NotSent | Outcome::Rejected)
            && matches!(error.kind, ErrorKind::Refused(_) | ErrorKind::BadDocument(_))
        {
            self.workflow.progress.mendable = true;
            self.workflow.progress.awaited = Awaited::Applicant;
            self.workflow.progress.faults = error.faults().iter().map(crate::error::Fault::to_json).collect();
        }
        error
    }
}

/// Whether this status shows that the documents were ordered.
fn is_past_ordering(status: Status) -> bool {
    use Status::{AwaitingDocuments, AwaitingSignature, ProcessingSignedDocuments, ReadyToBeSentToFns, SentToFns};
    let past = [AwaitingDocuments, AwaitingSignature, ProcessingSignedDocuments, ReadyToBeSentToFns, SentToFns];
    past.contains(&status)
}

/// Whether the service refused with this error name.
pub(super) fn is_named(error: &Error, name: &str) -> bool {
    let vendor = error.backend.as_ref().and_then(|vendor| vendor.text.as_deref());
    matches!(error.kind, ErrorKind::Refused(_)) && vendor.is_some_and(|text| text.starts_with(name))
}
