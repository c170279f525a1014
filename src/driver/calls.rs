//! What can be asked of an open device.

use super::asking::{Asking, new_id};
use super::device::Device;
use super::failure::{Phase, error_of};
use crate::backends::{Failure, Job, OwnCall};
use crate::error::{Error, Fault, Result, Rule, What};
use crate::task::answer::{Answer, Asked};
use crate::task::json::Node;
use crate::task::meaning::Meaning;
use crate::task::terms::Terms;
use crate::task::{self, Parsed};
use crate::transport::Watch;
use serde_json::Value;
use std::sync::Arc;

impl Device {
    /// Carries out a task (JSON) and gives the answer.
    pub fn execute(&self, task: &str) -> Result<Value> {
        let node = task::parse_json(task)?;
        self.execute_node(&node)
    }

    /// Carries out a task that is read already.
    pub fn execute_node(&self, task: &Node) -> Result<Value> {
        let (parsed, job, id) = self.prepare(task)?;
        self.watched(|watch| match job {
            Job::Document(_) if self.is_without_id(&parsed) => self.make_without_id(&parsed, &id, watch),
            Job::Document(document) => self.make(&Asking::of(&parsed, &document), &document, &id, watch),
            Job::Errand(errand) => {
                let mut answer = self.alone(watch, || self.backend.run(&errand, watch))?;
                answer.notes.extend(parsed.notes.iter().map(Fault::to_json));
                Ok(answer.into_json(None))
            }
        })
    }

    /// Does all that `execute` does short of sending.
    pub fn validate(&self, task: &str) -> Result<Value> {
        self.validate_node(&task::parse_json(task)?)
    }

    /// Does all that `execute_node` does short of sending.
    pub fn validate_node(&self, task: &Node) -> Result<Value> {
        let (parsed, _, _) = self.prepare(task)?;
        let notes = parsed.notes.iter().map(Fault::to_json).collect();
        Ok(Answer { notes, ..Answer::default() }.into_json(parsed.external_id.as_deref()))
    }

    /// Finds out what became of the document `id`.
    pub fn recover(&self, id: &str) -> Result<Value> {
        if id.len() > task::LONGEST_ID {
            return Err(Error::before(What::NotFound));
        }
        let found = self.watched(|watch| {
            let find = || {
                self.find_out(id, watch).map_err(|error| match error.what {
                    What::NotFound => error,
                    _ => error.in_doubt(),
                })
            };
            let found = self.of_whole(find, watch);
            self.told(id, &found, false);
            found
        });
        found.map_err(|error| error.about(id))
    }

    /// Calls one of the backend's own methods with its own parameters (JSON), and gives the device's own answer.
    pub fn call(&self, method: &str, params: &str) -> Result<Value> {
        let unsupported = || Error::before(What::Unsupported { task: named(method), backend: self.terms.backend });
        // What the caller writes in the device's own words goes out as it is, so nothing in it can be let pass.
        let mut terms = Terms::new(self.terms.backend, self.terms.charset);
        terms.country = self.terms.country;
        // Check digits alone change nothing of what goes out.
        terms.set_level(Rule::TaxNumber, self.terms.level(Rule::TaxNumber));
        let params = if params.is_empty() { Node::Null } else { task::parse_json(params)? };
        let job = self.backend.method(method, &params, &terms).ok_or_else(unsupported)?;
        match job.map_err(|faults| Error::before(What::BadDocument(faults)))? {
            Job::Document(document) => {
                let (id, wait) = task::own_members(&params)?;
                let id = id.map_or_else(new_id, Ok)?;
                let digest = params.digest(task::OWN);
                let asking = Asking {
                    task: method.to_owned(),
                    digest,
                    spelled: digest,
                    meaning: Arc::new(Meaning::of_params(&params, task::OWN)),
                    wait,
                    nameless: false,
                    asked: Asked::default(),
                };
                let answer = self.watched(|watch| self.make(&asking, &document, &id, watch))?;
                Ok(native_with_warnings(answer))
            }
            Job::Errand(call) => self.watched(|watch| self.own_call(&call, watch)),
        }
    }

    /// Reads a task: what it says, what it turns into, and the id of its document.
    pub(super) fn prepare(&self, task: &Node) -> Result<(Parsed, Job, String)> {
        let mut terms = self.terms.clone();
        terms.today = time::OffsetDateTime::now_utc().date();
        let parsed = task::parse(task, &terms, |name| self.backend.room(name))?;
        let id = parsed.external_id.clone().map_or_else(|| self.id_for(&parsed), Ok)?;
        let job = self.job(&parsed, &id)?;
        Ok((parsed, job, id))
    }

    /// Does what makes no document; the device is held meanwhile, so that a print does not fall into a receipt.
    fn alone<T>(&self, watch: &Watch, work: impl FnOnce() -> std::result::Result<T, Failure>) -> Result<T> {
        let _held = self.lock.hold(watch)?;
        work().map_err(|failure| error_of(failure, Phase::Asking))
    }

    /// Calls one of the backend's own methods that makes no document.
    fn own_call(&self, call: &OwnCall, watch: &Watch) -> Result<Value> {
        let answer = self.alone(watch, || self.backend.call(call, watch));
        answer.map_err(|error| match (error.what, call.shown_by) {
            (What::NoAnswer(cause), Some(shown_by)) => Error { what: What::Doubt { cause, shown_by }, ..error },
            (what, _) => Error { what, ..error },
        })
    }
}

/// The device's own answer, with the library's warnings beside it where there are any.
fn native_with_warnings(mut answer: Value) -> Value {
    let warnings = answer.get_mut("warnings").map(Value::take).filter(|warnings| *warnings != serde_json::json!({}));
    let mut native = answer.get_mut("native").map_or(Value::Null, Value::take);
    if let (Value::Object(members), Some(warnings)) = (&mut native, warnings) {
        members.insert("warnings".into(), warnings);
    }
    native
}

/// The name of a method as an error may show it: parameters passed by mistake in its place may hold a secret.
fn named(method: &str) -> String {
    let plain = |letter: char| letter.is_alphanumeric() || matches!(letter, '/' | '.' | '_' | '-' | ' ');
    if method.len() <= 64 && method.chars().all(plain) { method.to_owned() } else { "?".to_owned() }
}
