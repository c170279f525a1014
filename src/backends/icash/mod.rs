//! iCASH-1F: a fiscal register on the local network, JSON over HTTP, FFD tags as `T1054`.

mod amount;
mod answers;
mod carries;
mod codes;
mod config;
mod errors;
mod facts;
mod item;
mod printany;
mod receipt;
mod status;

use super::{Backend, Baseline, Document, Errand, Failure, Job, Made, Record, Registered, Request, Sighting};
use crate::error::Fault;
use crate::task::answer::Answer;
use crate::task::room::Room;
use crate::task::terms::Charset;
use crate::task::{Parsed, Question, Task, TaskName};
use crate::transport::{Deadline, Http};
use config::Config;
use serde::Serialize;
use serde_json::Value;

/// The line of the registry.
pub const REGISTERED: Registered = Registered {
    name: NAME,
    title: "iCASH-1F",
    charset: Charset::Cp866,
    exact_total: true,
    settle_ms: 15_000,
    carries: carries::table,
    methods: &[],
    open: config::open,
};

/// Name in the configuration and in messages.
const NAME: &str = "icash";

/// Base path of every command (§5).
const BASE: &str = "/api/1";

/// A register.
pub(super) struct Icash {
    http: Http,
    config: Config,
}

impl Backend for Icash {
    fn device(&self) -> &str {
        &self.config.device
    }

    fn room(&self, task: TaskName) -> Option<&'static Room> {
        carries::room(task)
    }

    fn prepare(&self, parsed: &Parsed, external_id: &str) -> Result<Job, Vec<Fault>> {
        match &parsed.task {
            Task::Receipt(receipt) => receipt::prepare(receipt, &self.config, external_id),
            Task::OpenShift(shift) => Ok(status::shift("/shift/open", super::known::Kind::OpenShift, shift)),
            Task::CloseShift(shift) => Ok(status::shift("/shift/close", super::known::Kind::CloseShift, shift)),
            Task::NonFiscal(items) => printany::prepare(items, &self.config).map(Job::Errand),
            Task::Ask(Question::DeviceStatus) => Ok(Job::Errand(Errand::DeviceStatus)),
            Task::Ask(Question::ShiftStatus) => Ok(Job::Errand(Errand::ShiftStatus)),
        }
    }

    fn baseline(&self, deadline: Deadline) -> Result<Baseline, Failure> {
        self.status(deadline).map(|status| status.baseline())
    }

    fn send(&self, request: &Request, deadline: Deadline) -> Result<Made, Failure> {
        let response = self.http.post(&request.path, &request.body, deadline)?;
        let value = answers::made(answers::accepted(&response, &request.lines)?)?;
        let fiscal = facts::fiscal_params(&value);
        let number = fiscal.document_number;
        Ok(Made { number, answer: Answer { fiscal: Some(fiscal), native: Some(value), ..Answer::default() } })
    }

    fn look(&self, past: u64, deadline: Deadline) -> Result<Sighting, Failure> {
        let status = self.status(deadline)?;
        let baseline = status.baseline();
        let records =
            (past + 1..=baseline.document).map(|number| self.search(number, deadline)).collect::<Result<_, _>>()?;
        Ok(Sighting { baseline, busy: status.is_busy(), records })
    }

    fn ask(&self, errand: &Errand, deadline: Deadline) -> Result<Answer, Failure> {
        match errand {
            Errand::DeviceStatus => self.device_status(deadline),
            Errand::ShiftStatus => self.shift_status(deadline),
            Errand::Print(request) => {
                let response = self.http.post(&request.path, &request.body, deadline)?;
                answers::accepted(&response, &request.lines)?;
                Ok(Answer::default())
            }
        }
    }

    fn method(&self, _name: &str, _params: &str) -> Option<Result<Job, Vec<Fault>>> {
        None
    }
}

impl Icash {
    fn get(&self, command: &str, deadline: Deadline) -> Result<Value, Failure> {
        let response = self.http.get(&format!("{BASE}{command}"), deadline)?;
        answers::accepted(&response, &[])
    }

    /// A document by its number (§6.5).
    fn search(&self, number: u64, deadline: Deadline) -> Result<Record, Failure> {
        match self.get(&format!("/search/{number}/"), deadline) {
            Ok(value) => Ok(facts::record(number, value)),
            // The register has the number but does not show the document: it can be neither ours nor not ours.
            Err(Failure::Refused(_)) => Ok(Record { number, known: None, answer: Answer::default() }),
            Err(failure) => Err(failure),
        }
    }
}

/// A request with a JSON body.
fn request(command: &str, body: &impl Serialize, lines: Vec<usize>) -> Request {
    // The wire types hold only what JSON can say, so the other branch is only there to have no panic.
    let body = serde_json::to_vec(body).unwrap_or_default();
    Request { path: format!("{BASE}{command}"), body, lines }
}

/// A document of the kind that is known by `expected`.
fn document(request: Request, expected: super::known::Expected, answer: Answer) -> Job {
    Job::Document(Box::new(Document { request, expected, answer }))
}
