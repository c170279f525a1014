//! The public calls of an open device: execute, validate, recover, and native methods.

use super::asking::{Asking, new_id};
use super::device::Device;
use super::failure::{Phase, error_of};
use crate::backends::{Failure, Job, NativeCall};
use crate::error::{Error, ErrorKind, Note, Result, Rule, nearest};
use crate::log;
use crate::task::answer::{Answer, Asked};
use crate::task::given::Task;
use crate::task::json::Node;
use crate::task::meaning::Meaning;
use crate::task::policy::Policy;
use crate::task::{self, Parsed};
use crate::transport::CallContext;
use serde_json::Value;
use std::sync::Arc;
use std::time::Duration;

impl Device {
    /// Executes a task and returns its answer.
    ///
    /// A fiscal document is made exactly once. Its `externalId` identifies it: the same task with the same id returns
    /// the recorded answer and sends nothing, also after a restart and from another process with the same journal. If
    /// the task has no id, the library makes one; the answer or the error contains it.
    ///
    /// The call waits for its turn on the device, for the register and, if the answer is lost, until it is known what
    /// became of the document; in all no longer than `deadlineMs` of the configuration.
    ///
    /// # Errors
    ///
    /// [`Error::outcome`] says whether the document exists. After [`Outcome::Unknown`](crate::Outcome::Unknown) call
    /// [`Device::recover`] and do not send the document under another id. A task with faults is refused before anything
    /// is sent; [`Error::faults`] has all of them:
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

    /// [`Device::execute`] for a task that is already parsed, as the C ABI and the 1C component have it.
    #[doc(hidden)]
    pub fn execute_node(&self, task: &Node) -> Result<Answer> {
        self.logged(&name_of(task), None, || self.run(task))
    }

    fn run(&self, task: &Node) -> Result<Answer> {
        let (parsed, job, id) = self.prepare(task)?;
        if matches!(job, Job::Document(_)) {
            log::document(&id);
        }
        self.with_context(|context| match job {
            Job::Document(document) => {
                if let Some(answer) = self.close_unopened_shift(&parsed, &id, context)? {
                    return Ok(answer);
                }
                let made = match self.is_without_id(&parsed) {
                    true => self.make_without_id(&parsed, &id, context),
                    false => self.make(&Asking::of(&parsed, &document), &document, &id, context),
                };
                made.inspect(|_| self.end_shift_opening())
            }
            Job::Checked => Err(only_checked()),
            Job::Query(query) => {
                let mut answer = self.alone(context, || self.backend.run(&query, context))?;
                self.show_shift_opening(&query, &mut answer)?;
                answer.notes.extend(parsed.notes.into_iter().map(Note::from));
                Ok(answer)
            }
        })
    }

    /// Does all that [`Device::execute`] does before it sends anything. The answer has the warnings, the error every
    /// fault.
    pub fn validate(&self, task: &Task) -> Result<Answer> {
        self.validate_node(task.node())
    }

    /// [`Device::validate`] for a task that is already parsed.
    #[doc(hidden)]
    pub fn validate_node(&self, task: &Node) -> Result<Answer> {
        self.logged(&format!("validate {}", name_of(task)), None, || {
            // A task that is only checked is not compared with another, unless its id depends on that.
            let (parsed, _, _) = self.read(task, self.joins)?;
            let notes = parsed.notes.into_iter().map(Note::from).collect();
            Ok(Answer { external_id: parsed.external_id, notes, ..Answer::default() })
        })
    }

    /// Finds out what became of the document with this `externalId`, also after a restart and from another process.
    ///
    /// # Errors
    ///
    /// By [`Error::code`]: [`Code::NotMade`](crate::Code::NotMade) if it was not made, and the same task may be sent
    /// again; [`Code::Unknown`](crate::Code::Unknown) if nobody can tell yet, with [`Error::candidates`] for a person
    /// to compare with the tape; [`Code::NotFound`](crate::Code::NotFound) if the journal has no such document. If the
    /// journal has lost documents and does not know the id, or knows it as not made while it was perhaps sent again, it is
    /// unknown, and only the call that sent the document tells more, repeated ([`Retry::Safe`](crate::Retry::Safe)).
    pub fn recover(&self, id: &str) -> Result<Answer> {
        self.recovered(id, |found| self.acknowledge(id, found, false))
    }

    /// [`Device::recover`] for a caller who cannot wait for so long and asks again instead.
    #[doc(hidden)]
    pub fn recover_within(&self, id: &str, most: Duration) -> Result<Answer> {
        self.found(id, self.time.min(most), |found| self.acknowledge(id, found, false))
    }

    /// [`Device::recover`]; `delivers` is given the outcome and acknowledges it if the caller receives it now.
    pub(super) fn recovered(&self, id: &str, delivers: impl FnOnce(&Result<Answer>)) -> Result<Answer> {
        self.found(id, self.time, delivers)
    }

    fn found(&self, id: &str, time: Duration, delivers: impl FnOnce(&Result<Answer>)) -> Result<Answer> {
        if id.len() > task::LONGEST_ID {
            return Err(Error::before(ErrorKind::NotFound));
        }
        self.logged("recover", Some(id), || {
            let found = self.with_context_for(time, |context| {
                let find = || {
                    self.find_out(id, context).map_err(|error| match error.kind {
                        ErrorKind::NotFound => error,
                        _ => error.unresolved(),
                    })
                };
                let found = self.of_complete_journal(find, context);
                delivers(&found);
                found
            });
            found.map_err(|error| error.about(id))
        })
    }

    /// Calls a native method of the backend: its own name, its own parameters (JSON; empty for none).
    ///
    /// Returns the device's complete answer as JSON, because its words are the vendor's and this library has no type
    /// for them. Warnings of the library are added as `warnings`. A method that makes a fiscal document goes through
    /// the journal like a task.
    pub fn call(&self, method: &str, params: &str) -> Result<Value> {
        self.logged(&format!("call {}", named(method)), None, || self.native(method, params))
    }

    fn native(&self, method: &str, params: &str) -> Result<Value> {
        let unsupported = || {
            let backend = self.policy.backend;
            let meant = nearest(method, self.methods().iter().copied());
            Error::before(ErrorKind::Unsupported { task: named(method), backend, meant })
        };
        // Native parameters are sent as they are, so the configuration's relaxed rules do not apply to them.
        let mut policy = Policy::new(self.policy.backend, self.policy.charset);
        policy.country = self.policy.country;
        // The check of check digits is the exception: it changes nothing that is sent.
        policy.set_level(Rule::TaxNumber, self.policy.level(Rule::TaxNumber));
        let params = if params.is_empty() { Node::Null } else { task::parse_json(params)? };
        let job = self.backend.method(method, &params, &policy).ok_or_else(unsupported)?;
        match job.map_err(|faults| Error::before(ErrorKind::BadDocument(faults)))? {
            Job::Document(document) => {
                let (id, wait) = task::own_members(&params)?;
                let id = id.map_or_else(new_id, Ok)?;
                log::document(&id);
                let digest = params.digest(task::OWN);
                let asking = Asking {
                    task: method.to_owned(),
                    digest,
                    spelled: digest,
                    gist: None,
                    meaning: Arc::new(Meaning::of_params(&params, task::OWN)),
                    wait,
                    without_id: false,
                    asked: Asked::default(),
                };
                let answer = self.with_context(|context| self.make(&asking, &document, &id, context))?;
                Ok(answer.into_native())
            }
            Job::Checked => Err(only_checked()),
            Job::Query(call) => self.with_context(|context| self.native_call(&call, context)),
        }
    }

    /// Parses a task, chooses the id of its document, and prepares its request.
    pub(super) fn prepare<'n>(&self, task: &'n Node) -> Result<(Parsed<'n>, Job, String)> {
        self.read(task, true)
    }

    /// The same; `compared` as [`Device::parsed`] has it.
    fn read<'n>(&self, task: &'n Node, compared: bool) -> Result<(Parsed<'n>, Job, String)> {
        let parsed = self.parsed(task, compared)?;
        let id = parsed.external_id.clone().map_or_else(|| self.id_for(&parsed), Ok)?;
        let job = self.job(&parsed, &id).map_err(|error| Error { query: task::is_query(task), ..error })?;
        Ok((parsed, job, id))
    }

    /// Parses a task as of today; `compared` says whether it will be compared with documents of the journal. Its faults
    /// are in it; [`Device::job`] reports them with those of the backend.
    pub(super) fn parsed<'n>(&self, task: &'n Node, compared: bool) -> Result<Parsed<'n>> {
        let mut policy = self.policy.clone();
        policy.today = crate::clock::utc().date();
        policy.records_meaning = compared;
        task::parse(task, &policy, |name| self.backend.capabilities(name))
            .map_err(|error| Error { query: task::is_query(task), ..error })
    }

    /// Does what makes no document. The device is locked meanwhile, so that a print does not end up inside a receipt.
    pub(super) fn alone<T>(
        &self,
        context: &CallContext,
        work: impl FnOnce() -> std::result::Result<T, Failure>,
    ) -> Result<T> {
        let _held = self.lock.hold(context)?;
        work().map_err(|failure| error_of(failure, Phase::Asking))
    }

    /// Calls a native method that makes no document.
    fn native_call(&self, call: &NativeCall, context: &CallContext) -> Result<Value> {
        let answer = self.alone(context, || self.backend.call(call, context));
        answer.map_err(|error| match (error.kind, call.shown_by) {
            (ErrorKind::NoAnswer(cause), Some(shown_by)) => {
                Error { kind: ErrorKind::CallUnresolved { cause, shown_by }, ..error }
            }
            (kind, _) => Error { kind, ..error },
        })
    }
}

/// The error of a document that was to be made and only checked: [`Device::read`] was asked for the other.
fn only_checked() -> Error {
    Error::before(ErrorKind::Internal("the document was only checked".into()))
}

/// The name of a task, for the log.
fn name_of(task: &Node) -> String {
    task.text("type").map_or_else(|| "?".to_owned(), named)
}

/// The name of a method as an error may show it. A caller may have passed parameters in its place by mistake, and they
/// may contain a secret.
pub(super) fn named(method: &str) -> String {
    let plain = |letter: char| letter.is_alphanumeric() || matches!(letter, '/' | '.' | '_' | '-' | ' ');
    if method.len() <= 64 && method.chars().all(plain) { method.to_owned() } else { "?".to_owned() }
}
