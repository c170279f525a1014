//! Finding the application of a workflow, or creating it.
//!
//! The service has no key for a creation, so a repeated one would be a second application. It is therefore looked for
//! by the numbers of the fiscal drive and of the register, before it is created and after an answer was lost.

use super::advance::{Next, Run, is_named};
use super::correspond;
use super::place::fault;
use super::progress::{Awaited, Step};
use super::request::Request;
use crate::backends::ofdru::application::Application;
use crate::backends::ofdru::methods;
use crate::backends::ofdru::words::{Purpose, Stage, Status};
use crate::backends::workflow::Mark;
use crate::error::{Candidate, Error, ErrorKind, Fault, Outcome, Problem, Result, Text};
use crate::task::words::Words;
use serde_json::{Value, json};

/// Members that must agree before an application that somebody else may have made counts as this request's.
const ALIKE: [&str; 6] = [
    "KktDetails.Model",
    "KktDetails.InstallmentPlace",
    "CompanyDetails.Inn",
    "CompanyDetails.Kpp",
    "CompanyDetails.Ogrn",
    "CompanyDetails.CompanyName",
];

/// Most creations of one call.
const MOST_CREATIONS: u8 = 2;

impl Run<'_> {
    /// Takes the existing application, or creates one.
    pub(super) fn application(&mut self) -> Result<Next> {
        self.workflow.progress.step = Step::Application;
        if let Some(id) =
            self.workflow.request.application.clone().filter(|id| !self.workflow.progress.ended.contains(id))
        {
            let application = self.get(&id)?;
            if !is_of(&application, &self.workflow.request) {
                return Err(wrong_application(&id, &[application]));
            }
            return self.take_up(&application);
        }
        let mut found = if planted!(ApplicationNotLookedFor) { Vec::new() } else { self.found()? };
        if found.is_empty() && self.workflow.progress.creating {
            // The service may still be working on the request whose answer was lost, so the list is read again later.
            self.registrar.wait_settled()?;
            found = self.found()?;
        }
        match found.as_slice() {
            [] => self.create(),
            [one] => self.take_up(one),
            _ => Err(several(&found)),
        }
    }

    /// The applications in the service's list that may be this workflow's: none, one, or several.
    fn found(&self) -> Result<Vec<Application>> {
        let (mut alive, mut done, mut refused) = (Vec::new(), Vec::new(), Vec::new());
        for one in self.candidates()? {
            match (one.status, one.stage) {
                (Some(Status::Approved), Some(Stage::Finalization)) => done.push(one),
                (Some(Status::Rejected), _) => refused.push(one),
                _ => alive.push(one),
            }
        }
        if let [one] = alive.as_slice() {
            let is_it = self.workflow.progress.creating || is_open(one) || says_the_same(one, &self.workflow.request);
            return if is_it { Ok(alive) } else { Err(several(&alive)) };
        }
        if !alive.is_empty() {
            return Ok(alive);
        }
        // The journal may have been lost after the workflow had come further.
        done.retain(|one| says_the_same(one, &self.workflow.request));
        let done = if self.workflow.request.purpose == Purpose::Reregistration { self.last_made(done)? } else { done };
        if !done.is_empty() {
            return Ok(done);
        }
        // A refused application of the second round is continued, because the register has already made its report for
        // it. Of the first round there may be many that the service no longer lets change.
        let second: Vec<_> = refused.iter().filter(|one| one.stage == Some(Stage::Finalization)).cloned().collect();
        match (second.is_empty(), refused.len()) {
            (false, _) => Ok(second),
            (true, 1) => Ok(refused),
            (true, _) => Ok(Vec::new()),
        }
    }

    /// Of several approved changes of the registration, the one that the register's last report belongs to. An earlier
    /// one with the same content may have been changed again since.
    fn last_made(&self, done: Vec<Application>) -> Result<Vec<Application>> {
        let mut last = Vec::new();
        for one in done {
            let Some(number) = &one.number else { continue };
            let report = correspond::report(&one);
            let made = self.made_elsewhere(&correspond::task(&self.workflow.request, number))?;
            let same = |name: &str| {
                let reported = |params: &Value| params.get(name).map(ToString::to_string);
                let made = made.as_ref().and_then(|made| reported(&made["fiscalParams"]));
                made.is_some() && made == report.as_ref().and_then(reported)
            };
            if same("fiscalDocumentNumber") && same("fiscalDocumentSign") {
                last.push(one);
            }
        }
        Ok(last)
    }

    /// Applications of this register for this purpose, without those that this workflow has given up.
    fn candidates(&self) -> Result<Vec<Application>> {
        let is_left = |one: &Application| self.workflow.progress.ended.contains(&one.id);
        let mut all = self.listed()?;
        all.retain(|one| !is_left(one) && is_of(one, &self.workflow.request));
        Ok(all)
    }

    /// The applications of the account.
    fn listed(&self) -> Result<Vec<Application>> {
        match self.registrar.call(methods::GET, "") {
            // The service may report an empty list in this way.
            Err(error) if is_named(&error, "ApplicationNotFound") => Ok(Vec::new()),
            answer => Application::all_of_answer(&answer?).ok_or_else(unreadable),
        }
    }

    /// An application as the service shows it. A query by id may show it as after its creation (§2.4 refers to §2.1),
    /// without documents, number and reason; the list has them (table 5).
    pub(super) fn get(&self, id: &str) -> Result<Application> {
        let answer = self.registrar.call(methods::GET, &json!({ "id": id }).to_string())?;
        let application = Application::of_answer(&answer).ok_or_else(unreadable)?;
        if !is_short(&application) {
            return Ok(application);
        }
        let listed = self.listed()?.into_iter().find(|one| one.id.eq_ignore_ascii_case(id));
        Ok(listed.unwrap_or(application))
    }

    fn take_up(&mut self, application: &Application) -> Result<Next> {
        self.workflow.progress.application = Some(application.id.clone());
        self.workflow.progress.creating = false;
        self.done(Step::Application)?;
        Ok(Next::GoOn)
    }

    fn create(&mut self) -> Result<Next> {
        if self.created == MOST_CREATIONS {
            return Err(Error::new(
                ErrorKind::NoAnswer(Text::of(
                    "заявка не найдена после двух попыток",
                    "the application was not found after two attempts",
                )),
                Outcome::NotSent,
            ));
        }
        self.created += 1;
        self.workflow.progress.creating = true;
        self.begun(Step::Application)?;
        let mut body = self.workflow.request.details.clone();
        body.insert("purpose".into(), json!(self.workflow.request.purpose.word()));
        match self.registrar.call(methods::CREATE, &Value::Object(body).to_string()) {
            Ok(answer) => {
                self.workflow.progress.sent = Some(self.workflow.request.digest.clone());
                match Application::of_answer(&answer) {
                    Some(application) => self.take_up(&application),
                    // It was accepted, but the answer shows nothing: the list will.
                    None => Ok(Next::GoOn),
                }
            }
            Err(error) if matches!(error.outcome, Outcome::NotSent | Outcome::Rejected) => {
                self.workflow.progress.creating = false;
                self.workflow.progress.awaited = Awaited::Program;
                self.workflow.save(self.registrar, "application", Mark::Done)?;
                Err(error)
            }
            // The list shows whether it was created.
            Err(error)
                if matches!(error.kind, ErrorKind::CallUnresolved { .. }) && self.ensure_not_stopped().is_ok() =>
            {
                Ok(Next::GoOn)
            }
            Err(error) => Err(error),
        }
    }
}

/// Whether it lacks the data that its status implies.
fn is_short(application: &Application) -> bool {
    match application.status {
        Some(Status::New) => application.stage == Some(Stage::Finalization) && application.number.is_none(),
        Some(Status::AwaitingSignature | Status::Approved) => application.documents.is_empty(),
        Some(Status::Rejected) => application.reason.is_none(),
        _ => false,
    }
}

/// Whether it is an application of this register for this purpose.
fn is_of(application: &Application, request: &Request) -> bool {
    let same = |path| application.text(path) == request.detail(path);
    application.purpose.is_none_or(|purpose| purpose == request.purpose)
        && same("KktDetails.FnNumber")
        && same("KktDetails.SerialNumber")
}

/// Whether its content can still be changed, so that its present content does not matter.
fn is_open(application: &Application) -> bool {
    application.status == Some(Status::New) && application.stage != Some(Stage::Finalization)
}

/// Whether nothing in it contradicts the request.
fn says_the_same(application: &Application, request: &Request) -> bool {
    ALIKE.iter().all(|path| application.text(path).is_none_or(|text| request.detail(path) == Some(text)))
}

fn several(found: &[Application]) -> Error {
    let text = Text::of(
        "У этой кассы уже есть заявки: укажите в applicationId id нужной",
        "This register already has applications: give the id of the right one in applicationId",
    );
    chosen(found, fault("applicationId".into(), None, Problem::Form(text)))
}

fn wrong_application(id: &str, found: &[Application]) -> Error {
    let text = Text::of(
        "Эта заявка относится к другой кассе или имеет другую цель",
        "This application belongs to another register or has another purpose",
    );
    chosen(found, fault("applicationId".into(), Some(&json!(id)), Problem::Form(text)))
}

fn chosen(found: &[Application], fault: Fault) -> Error {
    let candidates = found.iter().map(|application| Candidate::Recorded(application.whole.clone())).collect();
    Error { candidates, ..Error::before(ErrorKind::BadDocument(vec![fault])) }
}

fn unreadable() -> Error {
    Error::new(ErrorKind::NoAnswer(Text::of("в ответе нет заявки", "no application in the answer")), Outcome::Unknown)
}
