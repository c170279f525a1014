//! What can be asked of an open device.

use super::asking::{Asking, new_id};
use super::device::Device;
use super::failure::{Phase, error_of};
use crate::backends::{Failure, Job, OwnCall};
use crate::error::{Error, Note, Result, Rule, What};
use crate::task::answer::{Answer, Asked};
use crate::task::given::Task;
use crate::task::json::Node;
use crate::task::meaning::Meaning;
use crate::task::terms::Terms;
use crate::task::{self, Parsed};
use crate::transport::Watch;
use serde_json::Value;
use std::sync::Arc;

impl Device {
    /// Carries out a task and gives the answer.
    ///
    /// A fiscal document is made exactly once. Its `externalId` names it: the same task again, under the same id, gives
    /// the recorded answer and sends nothing, also after a restart and from another process with the same journal. Without
    /// an id the library makes one, which the answer or the error tells.
    ///
    /// The call waits for its turn on the device, for the register and, where the answer is lost, until it is known what
    /// became of the document, in all no longer than `deadlineMs` of the configuration.
    ///
    /// # Errors
    ///
    /// [`Error::outcome`] says whether the document exists; after [`Outcome::Unknown`](crate::Outcome::Unknown) ask with
    /// [`Device::recover`] and do not send it anew. A task with faults is refused before anything is sent, with all of
    /// them in [`Error::faults`]:
    ///
    /// ```
    /// # let folder = tempfile::tempdir().unwrap();
    /// # let journal = folder.path().join("kassa.db").display().to_string().replace('\\', "/");
    /// use kassa::{Device, Outcome, Task};
    ///
    /// let config = format!(r#"{{"backend": "icash", "url": "http://192.168.1.10:8080", "journal": "{journal}"}}"#);
    /// let device = Device::open(&config)?;
    /// let error = device.execute(&Task::from_json(r#"{"type": "sell", "items": [], "total": "a"}"#)?).unwrap_err();
    /// assert_eq!(error.outcome, Outcome::NotSent);
    /// assert!(error.faults().iter().any(|fault| fault.path == "total"));
    /// assert!(error.faults().iter().any(|fault| fault.path == "items"));
    /// # Ok::<(), kassa::Error>(())
    /// ```
    pub fn execute(&self, task: &Task) -> Result<Answer> {
        self.execute_node(task.node())
    }

    /// Carries out a task that is read already: for the doors of this library, which put it together themselves.
    #[doc(hidden)]
    pub fn execute_node(&self, task: &Node) -> Result<Answer> {
        let (parsed, job, id) = self.prepare(task)?;
        self.watched(|watch| match job {
            Job::Document(_) if self.is_without_id(&parsed) => self.make_without_id(&parsed, &id, watch),
            Job::Document(document) => self.make(&Asking::of(&parsed, &document), &document, &id, watch),
            Job::Errand(errand) => {
                let mut answer = self.alone(watch, || self.backend.run(&errand, watch))?;
                answer.notes.extend(parsed.notes.into_iter().map(Note::from));
                Ok(answer)
            }
        })
    }

    /// Does all that [`Device::execute`] does short of sending: the answer has the warnings, the error every fault.
    pub fn validate(&self, task: &Task) -> Result<Answer> {
        self.validate_node(task.node())
    }

    /// Does all that `execute_node` does short of sending.
    #[doc(hidden)]
    pub fn validate_node(&self, task: &Node) -> Result<Answer> {
        let (parsed, _, _) = self.prepare(task)?;
        let notes = parsed.notes.into_iter().map(Note::from).collect();
        Ok(Answer { external_id: parsed.external_id, notes, ..Answer::default() })
    }

    /// Finds out what became of the document whose `externalId` is `id`, also after a restart and from another process.
    ///
    /// # Errors
    ///
    /// By [`Error::code`]: [`Code::NotMade`](crate::Code::NotMade) if it was not made, and the same task may be sent again;
    /// [`Code::Unknown`](crate::Code::Unknown) if nobody can tell yet, with [`Error::candidates`] for a person to compare
    /// with the tape; [`Code::NotFound`](crate::Code::NotFound) if the journal never sent such a document.
    pub fn recover(&self, id: &str) -> Result<Answer> {
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
            self.acknowledge(id, &found, false);
            found
        });
        found.map_err(|error| error.about(id))
    }

    /// Calls a native method of the backend by its own name with its own parameters (JSON; empty for none).
    ///
    /// What comes back is the device's own answer, whole, hence JSON: its words are the vendor's, and no type of this
    /// library stands for them. Where the library warns of something, `warnings` stands beside it. A method that makes a
    /// fiscal document goes through the journal like a task.
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
                    without_id: false,
                    asked: Asked::default(),
                };
                let answer = self.watched(|watch| self.make(&asking, &document, &id, watch))?;
                Ok(answer.into_native())
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

/// The name of a method as an error may show it: parameters passed by mistake in its place may hold a secret.
fn named(method: &str) -> String {
    let plain = |letter: char| letter.is_alphanumeric() || matches!(letter, '/' | '.' | '_' | '-' | ' ');
    if method.len() <= 64 && method.chars().all(plain) { method.to_owned() } else { "?".to_owned() }
}
