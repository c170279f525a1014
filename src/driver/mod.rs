//! One device, worked one call at a time: reading of tasks, exactly-once, errors.

mod callback;
mod config;
mod counter;
mod follow;
mod key;
mod listen;
mod lock;
mod look;
mod make;
mod nameless;
mod numbering;
mod queue;
mod rebuilt;
mod reused;
mod road;
mod settle;
mod whole;

use crate::backends::{Backend, Document, Documents, Failure, Job, OwnCall};
use crate::error::{Error, Fault, Outcome, Result, Rule, What};
use crate::journal::{Cause, Entry, Journal, Patience, State, Trouble};
use crate::task::answer::{Answer, Asked};
use crate::task::json::Node;
use crate::task::meaning::Meaning;
use crate::task::terms::Terms;
use crate::task::{self, Parsed};
use crate::transport::server::Server;
use crate::transport::{Left, Stage, Watch};
pub use config::default_journal;
pub use listen::ResultSink;
use lock::Lock;
use make::{Asking, Till};
use queue::Line;
use serde_json::Value;
use settle::Quiet;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};
use std::time::{Duration, Instant};

/// Where a call stands, to wherever the host wants it.
pub type Progress = Arc<dyn Fn(Stage) + Send + Sync>;

/// An open device.
pub struct Driver {
    backend: Box<dyn Backend>,
    terms: Terms,
    journal: Mutex<Box<dyn Journal>>,
    lock: Arc<Lock>,
    /// The lock of the register's fiscal drive, which has one whatever name leads to it.
    drive: Mutex<Option<(String, Arc<Lock>)>>,
    /// Where the journal is.
    place: PathBuf,
    quiet: Mutex<Option<Quiet>>,
    progress: RwLock<Option<Progress>>,
    /// Where the calls of a queue's server come in, and those that have ended with calls still under way.
    listeners: Mutex<Vec<Arc<Server>>>,
    /// Who gets each result that they bring.
    result: RwLock<Option<ResultSink>>,
    /// A document without an id may be one that its caller was left in doubt about.
    joins: bool,
    /// How often a document is sent again within a call, once it is known that it was not made.
    resend: u32,
    /// Counted up by every `cancel`.
    stops: Arc<AtomicU64>,
    /// How long a call may take in all.
    time: Duration,
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
        let node = task::parse_json(task)?;
        self.execute_node(&node)
    }

    /// Carries out a task that is read already.
    pub fn execute_node(&self, task: &Node) -> Result<Value> {
        let (parsed, job, id) = self.prepare(task)?;
        self.watched(|watch| match job {
            Job::Document(_) if self.keeps_untold(&parsed) => self.make_nameless(&parsed, &id, watch),
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

    /// Makes the document, or tells what became of it when it was asked for before.
    fn make(&self, asking: &Asking, document: &Document, id: &str, watch: &Watch) -> Result<Value> {
        let made = match self.backend.documents() {
            Documents::None => Err(Error::before(What::Internal("a document where there are none".into()))),
            Documents::Register(register) => Till { driver: self, register }.make(asking, document, id, watch),
            Documents::Queue(queue) => Line { driver: self, queue }.make(asking, document, id, watch),
        };
        made.map_err(|error| error.about(id))
    }

    fn find_out(&self, id: &str, watch: &Watch) -> Result<Value> {
        match self.backend.documents() {
            Documents::None => Err(Error::before(What::NotFound)),
            Documents::Register(register) => Till { driver: self, register }.find_out(id, watch),
            Documents::Queue(queue) => Line { driver: self, queue }.find_out(id, watch),
        }
    }

    /// What the account of a queue is told from others by; none where there is no queue.
    fn account(&self) -> Option<String> {
        match self.backend.documents() {
            Documents::Queue(queue) => Some(queue.account().to_owned()),
            Documents::None | Documents::Register(_) => None,
        }
    }

    /// Breaks off the calls that are under way.
    pub fn cancel(&self) {
        self.stops.fetch_add(1, Ordering::Release);
        self.backend.interrupt();
    }

    /// Tells `progress` from now on where calls stand, or nobody.
    pub fn set_progress(&self, progress: Option<Progress>) {
        *self.progress.write().unwrap_or_else(PoisonError::into_inner) = progress;
    }

    /// Runs a call under its watch.
    fn watched<T>(&self, call: impl FnOnce(&Watch) -> Result<T>) -> Result<T> {
        self.watched_for(self.time, call)
    }

    fn watched_for<T>(&self, time: Duration, call: impl FnOnce(&Watch) -> Result<T>) -> Result<T> {
        let progress = self.progress.read().unwrap_or_else(PoisonError::into_inner).clone();
        let tell = |stage| {
            if let Some(progress) = &progress {
                progress(stage);
            }
        };
        let watch = Watch::new(time, &self.stops, &tell);
        let (stops, ends) = (Arc::clone(&self.stops), Instant::now() + time);
        let begun_at = stops.load(Ordering::Acquire);
        let _patience = Patience::of(move || stops.load(Ordering::Acquire) == begun_at && Instant::now() < ends);
        call(&watch).map_err(|error| {
            let unsent = error.outcome == Outcome::NotSent
                && matches!(error.what, What::NoLink(_) | What::Busy | What::JournalHeld);
            if watch.is_stopped() && (unsent || matches!(error.what, What::NoAnswer(_))) {
                // No document had been sent yet, so the wish to stop is all there is to say.
                return Error { what: What::Cancelled, ..error };
            }
            error
        })
    }

    fn prepare(&self, task: &Node) -> Result<(Parsed, Job, String)> {
        let mut terms = self.terms.clone();
        terms.today = time::OffsetDateTime::now_utc().date();
        let parsed = task::parse(task, &terms, |name| self.backend.room(name))?;
        let id = parsed.external_id.clone().map_or_else(|| self.id_for(&parsed), Ok)?;
        let job = self.job(&parsed, &id)?;
        Ok((parsed, job, id))
    }

    /// What a task turns into under an id.
    fn job(&self, parsed: &Parsed, id: &str) -> Result<Job> {
        let bad = |faults| Error::before(What::BadDocument(faults));
        match self.backend.prepare(parsed, id) {
            Ok(job) if parsed.faults.is_empty() => Ok(job),
            Ok(_) => Err(bad(parsed.faults.clone())),
            Err(more) => {
                // What was not read is missing for the backend too; that has been said once.
                let mut faults = parsed.faults.clone();
                let known: Vec<String> = faults.iter().map(|fault| fault.path.clone()).collect();
                let said = |path: &str| {
                    known.iter().any(|known| {
                        path.strip_prefix(known.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
                    })
                };
                faults.extend(more.into_iter().filter(|fault| !said(&fault.path)));
                Err(bad(faults))
            }
        }
    }

    /// Does what makes no document; the device is held meanwhile, so that a print does not fall into a receipt.
    fn alone<T>(&self, watch: &Watch, work: impl FnOnce() -> std::result::Result<T, Failure>) -> Result<T> {
        let _held = self.lock.hold(watch)?;
        work().map_err(|failure| match failure {
            Failure::Here(fault) => Error::before(What::BadDocument(vec![*fault])),
            Failure::Broken(broken) if broken.left == Left::Nothing => Error::before(What::NoLink(broken.cause)),
            Failure::Broken(broken) => Error::new(What::NoAnswer(broken.cause), Outcome::Unknown),
            Failure::Refused(refused) => {
                Error::new(What::Refused(Box::new(refused.refusal)), Outcome::Rejected).said(refused.said)
            }
            Failure::Unreadable(cause, said) => Error::new(What::NoAnswer(cause), Outcome::Unknown).said(said),
        })
    }

    /// Calls one of the backend's own methods that makes no document.
    fn own_call(&self, call: &OwnCall, watch: &Watch) -> Result<Value> {
        let answer = self.alone(watch, || self.backend.call(call, watch));
        answer.map_err(|error| match (error.what, call.shown_by) {
            (What::NoAnswer(cause), Some(shown_by)) => Error { what: What::Doubt { cause, shown_by }, ..error },
            (what, _) => Error { what, ..error },
        })
    }

    fn journal(&self) -> MutexGuard<'_, Box<dyn Journal>> {
        self.journal.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn record(&self, entry: &Entry, state: &State) -> std::result::Result<(), Trouble> {
        self.journal().settle(&entry.device, &entry.external_id, entry.key.as_deref(), state)
    }
}

impl From<Trouble> for Error {
    fn from(trouble: Trouble) -> Self {
        Self::before(match trouble.1 {
            Cause::Held => What::JournalHeld,
            Cause::Broken => What::Journal(trouble.0),
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

/// An id for a document whose caller gave none: 128 random bits in hexadecimal digits.
fn new_id() -> Result<String> {
    let mut bits = [0; 16];
    getrandom::fill(&mut bits).map_err(|error| Error::before(What::Internal(error.to_string())))?;
    Ok(format!("{:032x}", u128::from_be_bytes(bits)))
}
