//! One device, worked one call at a time: reading of tasks, exactly-once, errors.

mod config;
mod lock;
mod make;
mod settle;

use crate::backends::{Backend, Errand, Failure, Job};
use crate::error::{Error, Outcome, Result, What};
use crate::journal::{Journal, State, Trouble};
use crate::task::answer::Answer;
use crate::task::terms::Terms;
use crate::task::{self, Parsed};
use crate::transport::{Deadline, Left};
use lock::Lock;
use serde_json::Value;
use settle::Quiet;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// An open device.
pub struct Driver {
    backend: Box<dyn Backend>,
    terms: Terms,
    journal: Mutex<Box<dyn Journal>>,
    lock: Lock,
    quiet: Mutex<Option<Quiet>>,
    /// How long a call may take in all.
    deadline: Duration,
    /// How long a device must be seen idle before it is believed to have made nothing.
    settle: Duration,
}

impl Driver {
    /// Opens a device by its configuration (JSON). Nothing is sent.
    pub fn open(config: &str) -> Result<Self> {
        config::open(config)
    }

    /// Carries out a task (JSON) and gives the answer.
    pub fn execute(&self, task: &str) -> Result<Value> {
        let (parsed, job, id) = self.prepare(task)?;
        let deadline = Deadline::after(self.deadline);
        match job {
            Job::Document(document) => self.make(&parsed, &document, &id, deadline).map_err(|error| error.about(&id)),
            Job::Errand(errand) => self.run(&errand, deadline).map(|mut answer| {
                answer.notes = parsed.notes;
                answer.into_json(None)
            }),
        }
    }

    /// Does all that `execute` does short of sending.
    pub fn validate(&self, task: &str) -> Result<Value> {
        let (parsed, _, _) = self.prepare(task)?;
        Ok(Answer { notes: parsed.notes, ..Answer::default() }.into_json(parsed.external_id.as_deref()))
    }

    /// Finds out what became of the document `id`.
    pub fn recover(&self, id: &str) -> Result<Value> {
        self.find_out(id, Deadline::after(self.deadline)).map_err(|error| error.about(id))
    }

    /// Calls one of the backend's own methods with its own parameters (JSON).
    pub fn call(&self, method: &str, params: &str) -> Result<Value> {
        let unsupported = || Error::before(What::Unsupported { task: method.into(), backend: self.terms.backend });
        let job = self.backend.method(method, params).ok_or_else(unsupported)?;
        match job.map_err(|faults| Error::before(What::BadDocument(faults)))? {
            Job::Errand(errand) => {
                let answer = self.run(&errand, Deadline::after(self.deadline))?;
                Ok(answer.native.unwrap_or_default())
            }
            Job::Document(_) => Err(unsupported()),
        }
    }

    fn prepare(&self, task: &str) -> Result<(Parsed, Job, String)> {
        let mut terms = self.terms.clone();
        terms.today = time::OffsetDateTime::now_utc().date();
        let parsed = task::parse(task, &terms, |name| self.backend.room(name))?;
        let id = match &parsed.external_id {
            Some(id) => id.clone(),
            None => new_id()?,
        };
        let job = self.backend.prepare(&parsed, &id).map_err(|faults| Error::before(What::BadDocument(faults)))?;
        Ok((parsed, job, id))
    }

    /// Asks, or prints what is not fiscal; the device is held meanwhile, so that a print does not fall into a receipt.
    fn run(&self, errand: &Errand, deadline: Deadline) -> Result<Answer> {
        let _held = self.lock.hold(deadline)?;
        self.backend.ask(errand, deadline).map_err(|failure| match failure {
            Failure::Broken(broken) if broken.left == Left::Nothing => Error::before(What::NoLink(broken.cause)),
            Failure::Broken(broken) => Error::new(What::NoAnswer(broken.cause), Outcome::Unknown),
            Failure::Refused(refused) => Error::new(What::Refused(Box::new(refused.refusal)), Outcome::Rejected).said(refused.said),
            Failure::Unreadable(cause, said) => Error::new(What::NoAnswer(cause), Outcome::Unknown).said(said),
        })
    }

    fn journal(&self) -> MutexGuard<'_, Box<dyn Journal>> {
        self.journal.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn record(&self, id: &str, state: &State) -> std::result::Result<(), Trouble> {
        self.journal().settle(self.backend.device(), id, state)
    }
}

impl From<Trouble> for Error {
    fn from(trouble: Trouble) -> Self {
        Self::before(What::Journal(trouble.0))
    }
}

/// An id for a document whose caller gave none: 128 random bits in hexadecimal digits.
fn new_id() -> Result<String> {
    let mut bits = [0; 16];
    getrandom::fill(&mut bits).map_err(|error| Error::before(What::Internal(error.to_string())))?;
    Ok(format!("{:032x}", u128::from_be_bytes(bits)))
}
