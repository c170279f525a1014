//! Finding the application of a road, or creating it: creation has no key, so it is looked for by the numbers of the
//! fiscal drive and of the register, before it is created and after an answer was lost.

use super::progress::{Awaited, Step};
use super::request::{Request, fault};
use super::walk::{Go, Walk, is_named};
use crate::backends::ofdru::application::Application;
use crate::backends::ofdru::methods;
use crate::backends::ofdru::words::{Stage, Status};
use crate::error::{Error, Fault, Outcome, Problem, Result, Text, What};
use crate::journal::Mark;
use crate::task::words::Words;
use serde_json::{Value, json};

/// Members by which an application that somebody else may have made is known to say the same as the request.
const ALIKE: [&str; 6] = [
    "KktDetails.Model",
    "KktDetails.InstallmentPlace",
    "CompanyDetails.Inn",
    "CompanyDetails.Kpp",
    "CompanyDetails.Ogrn",
    "CompanyDetails.CompanyName",
];

/// Creations that one call makes at most.
const MOST_CREATIONS: u8 = 2;

impl Walk<'_> {
    /// Takes up the application that is there, or creates one.
    pub(super) fn application(&mut self) -> Result<Go> {
        self.road.progress.step = Step::Application;
        if let Some(id) = self.road.request.application.clone().filter(|id| !self.road.progress.ended.contains(id)) {
            let application = self.get(&id)?;
            if !is_of(&application, &self.road.request) {
                return Err(wrong_application(&id, &[application]));
            }
            return self.take_up(&application);
        }
        let mut found = self.candidates()?;
        if found.is_empty() && self.road.progress.creating {
            // Absence seen soon is not absence: the service may still be at the request whose answer was lost.
            self.registrar.wait_settled()?;
            found = self.candidates()?;
        }
        match found.as_slice() {
            [] => self.create(),
            [one] if self.road.progress.creating || is_open(one) || says_the_same(one, &self.road.request) => {
                self.take_up(one)
            }
            _ => Err(several(&found)),
        }
    }

    /// Applications of this register for this purpose that have not come to an end.
    fn candidates(&self) -> Result<Vec<Application>> {
        let answer = match self.registrar.call(methods::GET, "") {
            // So the service may say of an empty list.
            Err(error) if is_named(&error, "ApplicationNotFound") => return Ok(Vec::new()),
            answer => answer?,
        };
        let all = Application::all_of_answer(&answer).ok_or_else(unreadable)?;
        let ended = &self.road.progress.ended;
        let lives = |application: &Application| {
            let approved =
                application.status == Some(Status::Approved) && application.stage == Some(Stage::Finalization);
            application.status != Some(Status::Rejected) && !approved && !ended.contains(&application.id)
        };
        Ok(all.into_iter().filter(|one| lives(one) && is_of(one, &self.road.request)).collect())
    }

    fn take_up(&mut self, application: &Application) -> Result<Go> {
        self.road.progress.application = Some(application.id.clone());
        self.road.progress.creating = false;
        self.done(Step::Application)?;
        Ok(Go::On)
    }

    fn create(&mut self) -> Result<Go> {
        if self.created == MOST_CREATIONS {
            return Err(Error::new(
                What::NoAnswer("the application is not there after two tries".into()),
                Outcome::NotSent,
            ));
        }
        self.created += 1;
        self.road.progress.creating = true;
        self.begun(Step::Application)?;
        let mut body = self.road.request.details.clone();
        body.insert("purpose".into(), json!(self.road.request.purpose.word()));
        match self.registrar.call(methods::CREATE, &Value::Object(body).to_string()) {
            Ok(answer) => {
                self.road.progress.sent = Some(self.road.request.digest.clone());
                match Application::of_answer(&answer) {
                    Some(application) => self.take_up(&application),
                    // It says yes and shows nothing: the list will show it.
                    None => Ok(Go::On),
                }
            }
            Err(error) if matches!(error.outcome, Outcome::NotSent | Outcome::Rejected) => {
                self.road.progress.creating = false;
                self.road.progress.awaited = Awaited::Program;
                self.road.keep(self.registrar, "application", Mark::Done)?;
                Err(error)
            }
            // Whether it was created is seen in the list.
            Err(error) if matches!(error.what, What::Doubt { .. }) && self.is_on().is_ok() => Ok(Go::On),
            Err(error) => Err(error),
        }
    }
}

/// Whether it is an application of this register for this purpose.
fn is_of(application: &Application, request: &Request) -> bool {
    let same = |path| application.text(path) == request.detail(path);
    application.purpose.is_none_or(|purpose| purpose == request.purpose)
        && same("KktDetails.FnNumber")
        && same("KktDetails.SerialNumber")
}

/// Whether its content can still be changed, so that it does not matter what it says.
fn is_open(application: &Application) -> bool {
    application.status == Some(Status::New) && application.stage != Some(Stage::Finalization)
}

/// Whether nothing that it shows contradicts the request.
fn says_the_same(application: &Application, request: &Request) -> bool {
    ALIKE.iter().all(|path| application.text(path).is_none_or(|text| request.detail(path) == Some(text)))
}

fn several(found: &[Application]) -> Error {
    let text = Text::of(
        "У этой кассы уже есть заявки, и какая из них эта, неизвестно: укажите её id",
        "This register has applications already, and which is this one is not known: name its id",
    );
    chosen(found, fault("applicationId".into(), None, Problem::Form(text)))
}

fn wrong_application(id: &str, found: &[Application]) -> Error {
    let text = Text::of(
        "Эта заявка — другой кассы или с другой целью",
        "This application is of another register or for another purpose",
    );
    chosen(found, fault("applicationId".into(), Some(&json!(id)), Problem::Form(text)))
}

fn chosen(found: &[Application], fault: Fault) -> Error {
    let candidates = found.iter().map(|application| application.whole.clone()).collect();
    Error { candidates, ..Error::before(What::BadDocument(vec![fault])) }
}

pub(super) fn unreadable() -> Error {
    Error::new(What::NoAnswer("no application in the answer".into()), Outcome::Unknown)
}
