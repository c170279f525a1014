//! A request in the queue of a register: its tasks, and what came of each.

use super::failure::{self, Failure, Reason};
use crate::clock::Moment;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// The state of one task.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) enum Status {
    Wait,
    InProgress,
    Ready,
    Error,
    Interrupted,
    Canceled,
    Blocked,
}

/// What is known of one task.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct TaskResult {
    pub(super) status: Status,
    pub(super) error: Failure,
    pub(super) result: Value,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Order {
    pub(super) uuid: String,
    /// Identifier of the register.
    pub(super) device: String,
    pub(super) tasks: Vec<Value>,
    pub(super) results: Vec<TaskResult>,
    /// Index of the task that is executed next.
    pub(super) next: usize,
    /// The task at `next` has begun.
    pub(super) begun: bool,
    /// Number of the last fiscal document before that task.
    pub(super) baseline: u32,
    /// What the register did for that task, not recorded yet: the server does not know it after a restart.
    pub(super) done: Option<Done>,
    /// When the last task ended; `None` while some are unfinished.
    pub(super) finished: Option<Moment>,
}

/// What the register did for a task.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Done {
    pub(super) outcome: Result<Value, Failure>,
}

/// Why the queue of a register stands.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Block {
    pub(super) uuid: String,
    pub(super) reason: Reason,
    /// The error of the task whose fate is not known; `None` if the task is done and only its paper is not.
    pub(super) error: Option<Failure>,
}

impl Status {
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Wait => "wait",
            Self::InProgress => "inProgress",
            Self::Ready => "ready",
            Self::Error => "error",
            Self::Interrupted => "interrupted",
            Self::Canceled => "canceled",
            Self::Blocked => "blocked",
        }
    }
}

impl TaskResult {
    pub(super) fn new(status: Status, mut error: Failure) -> Self {
        let result = error.result.take();
        Self { status, error, result }
    }
}

impl Order {
    pub(super) fn new(uuid: &str, device: &str, tasks: Vec<Value>) -> Self {
        let results = vec![TaskResult::new(Status::Wait, Failure::new(0)); tasks.len()];
        Self {
            uuid: uuid.to_owned(),
            device: device.to_owned(),
            tasks,
            results,
            next: 0,
            begun: false,
            baseline: 0,
            done: None,
            finished: None,
        }
    }

    /// Whether nothing of it has begun, so that it can be cancelled.
    pub(super) fn waits(&self) -> bool {
        self.finished.is_none() && self.next == 0 && !self.begun
    }

    pub(super) fn is_canceled(&self) -> bool {
        self.results.iter().any(|result| result.status == Status::Canceled)
    }

    pub(super) fn cancel(&mut self, now: Moment) {
        let error = Failure::because(failure::SCRIPT, "Задание отменено");
        self.results.fill(TaskResult::new(Status::Canceled, error));
        self.finished = Some(now);
    }

    /// Ends the task at `next` well.
    pub(super) fn succeed(&mut self, result: Value, now: Moment) {
        self.results[self.next] = TaskResult { status: Status::Ready, error: Failure::new(0), result };
        self.next += 1;
        (self.begun, self.done) = (false, None);
        if self.next == self.tasks.len() {
            self.finished = Some(now);
        }
    }

    /// Ends the task at `next` with an error, and interrupts the tasks after it.
    pub(super) fn fail(&mut self, error: Failure, now: Moment) {
        self.results[self.next] = TaskResult::new(Status::Error, error);
        let interrupted = TaskResult::new(Status::Interrupted, Failure::new(failure::INTERRUPTED));
        self.results[self.next + 1..].fill(interrupted);
        (self.begun, self.done) = (false, None);
        self.finished = Some(now);
    }

    /// Leaves the task at `next` with an error that does not say whether its document was made.
    pub(super) fn block(&mut self, error: Failure) {
        self.results[self.next] = TaskResult::new(Status::Blocked, error);
    }

    /// The answer to `GET requests/{uuid}` of the second dialect.
    pub(super) fn to_json(&self) -> Value {
        let one = |result: &TaskResult| {
            let error = json!({"code": result.error.code, "description": result.error.text});
            json!({"status": result.status.word(), "error": error, "result": result.result})
        };
        json!({"results": self.results.iter().map(one).collect::<Vec<_>>()})
    }

    /// The same of the first dialect.
    pub(super) fn to_old_json(&self) -> Value {
        let one = |result: &TaskResult| {
            json!({
                "status": result.status.word(), "errorCode": result.error.code, "errorDescription": result.error.text,
                "result": result.result,
            })
        };
        json!({"results": self.results.iter().map(one).collect::<Vec<_>>()})
    }
}
