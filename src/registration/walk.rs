//! Walking the road: what the service shows decides what comes next.

use super::progress::{Awaited, Progress, Road, Step, word};
use super::{Signer, correspond, methods};
use crate::backends::ofdru::application::Application;
use crate::backends::ofdru::tables;
use crate::backends::ofdru::words::{DocumentKind, Stage, Status};
use crate::driver::Driver;
use crate::error::{Error, Outcome, Result, What};
use crate::journal::Mark;
use crate::task::words::Words;
use serde_json::{Value, json};

/// Steps that one call makes at most: more than there are, and a service that goes in circles ends it.
const MOST_STEPS: usize = 40;

/// Whether the road leads on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Go {
    /// It does.
    On,
    /// Somebody is awaited.
    Wait,
}

/// A walk along a road.
pub(super) struct Walk<'a> {
    pub registrar: &'a Driver,
    pub device: &'a Driver,
    pub road: Road,
    /// Applications created by this call.
    pub created: u8,
    pub signer: Signer<'a>,
    /// Documents signed by this call.
    pub signed: Vec<String>,
    /// This call has ordered documents.
    ordered: bool,
    /// How often calls on either device had been broken off before this one.
    stops: [u64; 2],
}

/// Goes as far as the road leads now.
pub(super) fn walk(registrar: &Driver, device: &Driver, road: Road, signer: Signer) -> Result<Road> {
    let stops = [registrar.stops(), device.stops()];
    let mut walk = Walk { registrar, device, road, created: 0, signer, signed: Vec::new(), ordered: false, stops };
    let mut kept = walk.road.progress.clone();
    for _ in 0..MOST_STEPS {
        walk.is_on()?;
        let gone = walk.step();
        // What was seen on the way is written down too, once it is news.
        if walk.road.progress != kept {
            walk.road.keep(registrar, &word(&walk.road.progress.step), Mark::Done)?;
            kept = walk.road.progress.clone();
        }
        if gone? == Go::Wait {
            break;
        }
    }
    Ok(walk.road)
}

impl Walk<'_> {
    /// Whether the host has not broken the call off, on whichever device.
    pub(super) fn is_on(&self) -> Result<()> {
        let stopped = [self.registrar.stops(), self.device.stops()] != self.stops;
        if stopped { Err(Error::before(What::Cancelled)) } else { Ok(()) }
    }

    fn step(&mut self) -> Result<Go> {
        if self.road.progress.card.is_some() {
            return Ok(Go::Wait);
        }
        let Some(id) = self.road.progress.application.clone() else { return self.application() };
        let application = self.get(&id)?;
        self.see(&application);
        let second = self.is_second(&application);
        let round = if second { 2 } else { 1 };
        if application.status.is_some_and(is_past_ordering) {
            // Also when the answer to the order was lost: else a rejection would be answered with the same order again.
            self.road.progress.ordered = round;
        }
        let ordered = self.road.progress.ordered >= round;
        let filled = self.road.progress.sent.as_ref() == Some(&self.road.request.digest);
        match application.status {
            Some(Status::New | Status::Rejected | Status::UnknownError) if !filled => {
                self.fill(&id, &application, round)
            }
            Some(Status::New) if second && self.lacks_report() => self.register(&application),
            Some(Status::New) if second && self.has_news() => self.report(&id),
            Some(Status::New | Status::Rejected | Status::UnknownError) if !ordered => self.order(&id, round),
            // They were ordered and are not there: a change that came late has taken them back.
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
            // A word that the document lacks: nothing is done on a guess.
            None => Ok(self.wait(self.road.progress.step, Awaited::Registrar)),
        }
    }

    fn see(&mut self, application: &Application) {
        let progress = &mut self.road.progress;
        progress.stage = application.stage.map(|stage| stage.word().to_owned());
        progress.status = application.text_of("Status");
        progress.reason.clone_from(&application.reason);
        progress.unsigned.clear();
        progress.faults.clear();
        progress.mendable = false;
        progress.awaited = Awaited::Program;
        let is_filed = self.is_second(application) && application.status.is_some_and(|status| status != Status::New);
        if is_filed && self.lacks_report() {
            // A road whose journal was lost: the report is the one that the application was filled with.
            let progress = &mut self.road.progress;
            progress.report = correspond::report(application);
            progress.reported = progress.report.is_some();
            progress.number.clone_from(&application.number);
        }
    }

    /// Whether the application is in its second round, whose end is the card.
    fn is_second(&self, application: &Application) -> bool {
        application.stage.map_or(self.road.progress.report.is_some(), |stage| stage == Stage::Finalization)
    }

    fn lacks_report(&self) -> bool {
        self.road.progress.report.is_none() && self.road.request.has_task()
    }

    fn has_news(&self) -> bool {
        self.road.progress.report.is_some() && !self.road.progress.reported
    }

    /// Fills the application with the request, and with the report where there is one.
    fn fill(&mut self, id: &str, application: &Application, round: u8) -> Result<Go> {
        let step = if self.road.progress.report.is_some() { Step::Report } else { Step::Application };
        self.begun(step)?;
        if let Err(error) = self.put(id) {
            return self.cannot_change(id, application, error);
        }
        let progress = &mut self.road.progress;
        progress.sent = Some(self.road.request.digest.clone());
        progress.reported = progress.report.is_some();
        progress.ordered = round - 1;
        self.done(step)?;
        Ok(Go::On)
    }

    /// The report's data go into the application.
    fn report(&mut self, id: &str) -> Result<Go> {
        self.begun(Step::Report)?;
        self.put(id).map_err(|error| self.mendable(error))?;
        self.road.progress.reported = true;
        self.done(Step::Report)?;
        Ok(Go::On)
    }

    fn put(&self, id: &str) -> Result<()> {
        // The whole content: whether parts of it would stand beside the rest or in its place is not said. Hence the
        // switches that are off, too: left out, they may stay as they were before the request was mended.
        let mut body = self.road.request.details.clone();
        for (group, names) in tables::switches(self.road.request.purpose) {
            for path in names.iter().map(|name| format!("KktDetails.{group}.{name}")) {
                if correspond::at(&body, &path).is_none_or(Value::is_null) {
                    correspond::put(&mut body, &path, json!(false));
                }
            }
        }
        if let Some(report) = &self.road.progress.report {
            correspond::put_report(&mut body, report);
        }
        body.insert("id".into(), json!(id));
        self.registrar.call(methods::UPDATE, &Value::Object(body).to_string()).map(drop)
    }

    /// The documents are ordered.
    fn order(&mut self, id: &str, round: u8) -> Result<Go> {
        let step = if round == 2 { Step::ReportDocuments } else { Step::Documents };
        self.begun(step)?;
        self.ordered = true;
        match self.registrar.call(methods::PREPARE, &json!({ "id": id }).to_string()) {
            Ok(_) => {}
            Err(error) if self.road.progress.status.as_deref() == Some(Status::Rejected.word()) => {
                let application = self.get(id)?;
                return self.cannot_change(id, &application, error);
            }
            Err(error) => return Err(self.mendable(error)),
        }
        self.road.progress.ordered = round;
        self.done(step)?;
        Ok(Go::On)
    }

    /// A rejected application that cannot be mended is left for a new one, unless the register has made its report by it.
    fn cannot_change(&mut self, id: &str, application: &Application, error: Error) -> Result<Go> {
        let ended = application.status == Some(Status::Rejected) && is_named(&error, "InvalidStatus");
        if !ended || self.road.progress.report.is_some() {
            return Err(self.mendable(error));
        }
        let ended = std::mem::take(&mut self.road.progress.ended);
        self.road.progress = Progress { ended, ..Progress::default() };
        self.road.progress.ended.push(id.to_owned());
        self.done(Step::Application)?;
        Ok(Go::On)
    }

    /// Saves the card.
    fn card(&mut self, id: &str, application: &Application, second: bool) -> Result<Go> {
        let card = [DocumentKind::Card, DocumentKind::UnregistrationCard];
        let Some(card) = card.into_iter().find_map(|kind| application.document(kind)) else {
            // The first round ends with the next stage and not here.
            return Ok(self.wait(if second { Step::Approval } else { Step::Number }, Awaited::TaxService));
        };
        self.begun(Step::Card)?;
        let params = json!({ "id": id, "documentId": card.id, "file": self.road.request.card });
        let mut saved = self.registrar.call(methods::DOWNLOAD, &params.to_string()).map_err(|mut error| {
            if let What::BadDocument(faults) = &mut error.what {
                // The request of a road has another name for the file.
                faults.iter_mut().filter(|fault| fault.path == "file").for_each(|fault| fault.path = "card".into());
            }
            self.mendable(error)
        })?;
        if let Value::Object(members) = &mut saved {
            members.insert("kind".into(), json!(card.kind));
        }
        self.road.progress.card = Some(saved);
        self.road.progress.number = application.number.clone().or_else(|| self.road.progress.number.clone());
        self.road.progress.awaited = Awaited::Nobody;
        self.done(Step::Done)?;
        Ok(Go::Wait)
    }

    fn rejected(&mut self, second: bool, awaited: Awaited) -> Go {
        let reason = self.road.progress.reason.clone().unwrap_or_default();
        self.road.progress.faults = super::state::spoken_of(&reason, &self.road.request);
        self.road.progress.mendable = true;
        self.wait(if second { Step::Approval } else { Step::Number }, awaited)
    }

    pub(super) fn wait(&mut self, step: Step, awaited: Awaited) -> Go {
        self.road.progress.step = step;
        self.road.progress.awaited = awaited;
        Go::Wait
    }

    /// Writes down that a step is about to be done.
    pub(super) fn begun(&mut self, step: Step) -> Result<()> {
        self.road.progress.step = step;
        self.road.keep(self.registrar, &word(&step), Mark::Begun)
    }

    /// Writes down that a step was done.
    pub(super) fn done(&mut self, step: Step) -> Result<()> {
        self.road.progress.step = step;
        self.road.keep(self.registrar, &word(&step), Mark::Done)
    }

    /// The same error; where it is a refusal, a mended request is taken from now on.
    pub(super) fn mendable(&mut self, error: Error) -> Error {
        if matches!(error.outcome, Outcome::NotSent | Outcome::Rejected)
            && matches!(error.what, What::Refused(_) | What::BadDocument(_))
        {
            self.road.progress.mendable = true;
            self.road.progress.awaited = Awaited::Applicant;
            self.road.progress.faults = error.faults().iter().map(crate::error::Fault::to_json).collect();
        }
        error
    }
}

/// Whether the documents were ordered, as an application in this status shows.
fn is_past_ordering(status: Status) -> bool {
    use Status::{AwaitingDocuments, AwaitingSignature, ProcessingSignedDocuments, ReadyToBeSentToFns, SentToFns};
    let past = [AwaitingDocuments, AwaitingSignature, ProcessingSignedDocuments, ReadyToBeSentToFns, SentToFns];
    past.contains(&status)
}

/// Whether the service refused by this name.
pub(super) fn is_named(error: &Error, name: &str) -> bool {
    let said = error.backend.as_ref().and_then(|said| said.text.as_deref());
    matches!(error.what, What::Refused(_)) && said.is_some_and(|text| text.starts_with(name))
}
