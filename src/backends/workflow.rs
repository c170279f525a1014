//! What a workflow over two devices needs from each of them.
//!
//! A service, such as one that registers registers with the tax service, needs a register of any backend for some of
//! its steps. The driver implements these traits for its open devices. So a workflow does not know the journal or the
//! locks, and the driver does not know any workflow.

use crate::error::{Level, Result, Rule};
use crate::task::answer::Answer;
use crate::task::json::Node;
use serde_json::Value;

/// The device of the service, whose journal keeps the workflow.
pub trait RegistrarDevice {
    /// How often calls on this device have been cancelled. A change of it during a call means that the call is to stop.
    fn cancellations(&self) -> u64;

    /// The level of a rule in this device's configuration.
    fn level(&self, rule: Rule) -> Level;

    /// Fails with `Unsupported` if its backend has no native method of this name.
    fn ensure_method(&self, name: &str) -> Result<()>;

    /// Calls a native method with parameters in JSON (empty for none) and returns the service's own answer.
    fn call(&self, method: &str, params: &str) -> Result<Value>;

    /// Waits for `settleMs`: as long as the service may still be working on a request whose answer was lost. Fails with
    /// `Cancelled` if the call ends first.
    fn wait_settled(&self) -> Result<()>;

    /// The workflow with this id; `None` if the journal has none.
    fn find_workflow(&self, id: &str) -> Result<Option<SavedWorkflow>>;

    /// Writes the state of a workflow and the mark of a step to disk, in one commit.
    fn save_workflow(&self, workflow: &SavedWorkflow, step: &str, mark: Mark) -> Result<()>;
}

/// The register that a workflow is about. It may be of any backend.
pub trait RegisterDevice {
    /// The device's name in the journal, such as `icash 192.168.1.10:8080`.
    fn name(&self) -> &str;

    /// How often calls on this device have been cancelled. A change of it during a call means that the call is to stop.
    fn cancellations(&self) -> u64;

    /// Runs `work` while no other thread or process is in a workflow with this register; fails if it cannot start in
    /// time. The register itself stays usable meanwhile, because a workflow may wait for a person to sign. `work` is given
    /// its turn, which it may lose.
    fn in_workflow<T>(&self, work: impl FnOnce(Turn) -> Result<T>) -> Result<T>
    where
        Self: Sized;

    /// Checks a task and sends nothing; the error has every fault.
    fn check(&self, task: &Node) -> Result<()>;

    /// Executes a task; a fiscal document is made exactly once.
    fn execute(&self, task: &Node) -> Result<Answer>;

    /// The answer of the document that the register has already made of this task, although the journal does not know
    /// that: another program made it, or the journal was lost.
    fn made_elsewhere(&self, task: &Node) -> Result<Option<Answer>>;
}

/// The turn of one who is in a workflow, to be called before each request that changes something: it keeps the turn for
/// that request, and fails if another process has it by now, as it can where the journal is on a server.
pub type Turn<'a> = &'a dyn Fn() -> Result<()>;

/// A workflow as the journal keeps it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SavedWorkflow {
    /// The id that the caller gave it.
    pub id: String,
    /// [`RegisterDevice::name`] of the register.
    pub register: String,
    /// The request (JSON), as given.
    pub request: String,
    /// The current state (JSON).
    pub progress: String,
}

/// What the journal records about a step. Each step is recorded before and after it is done, so that an interrupted one
/// is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mark {
    /// It is about to begin.
    Begun,
    /// It is done.
    Done,
}
