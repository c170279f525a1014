//! What a workflow over two devices needs of each.
//!
//! A service, such as the registration of registers, may need a register of any backend for some of its steps. The
//! driver does what these traits ask on its open devices. So a workflow knows neither journal nor locks, and the driver
//! knows no workflow.

use crate::error::{Level, Result, Rule};
use crate::task::answer::Answer;
use crate::task::json::Node;
use serde_json::Value;

/// The device of the service, whose journal keeps the workflow.
pub trait RegistrarDevice {
    /// How often calls on this device have been cancelled. A change of it during a call means that the call is to stop.
    fn cancellations(&self) -> u64;

    /// Level of a rule in this device's configuration.
    fn level(&self, rule: Rule) -> Level;

    /// Fails with `Unsupported` if its backend has no native method of this name.
    fn ensure_method(&self, name: &str) -> Result<()>;

    /// Calls a native method with its parameters (JSON; an empty text for none) and gives the service's own answer.
    fn call(&self, method: &str, params: &str) -> Result<Value>;

    /// Waits as long as the service may need for a request whose answer was lost. Fails with `Cancelled` if the call
    /// ends first.
    fn wait_settled(&self) -> Result<()>;

    /// The workflow that the caller knows by this id, if the journal has one.
    fn find_workflow(&self, id: &str) -> Result<Option<SavedWorkflow>>;

    /// Makes durable, in one commit, how far a workflow has come and what is to be told of a step.
    fn save_workflow(&self, workflow: &SavedWorkflow, step: &str, mark: Mark) -> Result<()>;
}

/// The register that a workflow is about, of whatever backend.
pub trait RegisterDevice {
    /// What tells this device from others.
    fn name(&self) -> &str;

    /// How often calls on this device have been cancelled. A change of it during a call means that the call is to stop.
    fn cancellations(&self) -> u64;

    /// Runs `work` while no other thread or process is in a workflow with this register, and fails if the turn does not
    /// come in time. The register itself is free meanwhile: a workflow may wait for a person to sign.
    fn in_workflow<T>(&self, work: impl FnOnce() -> Result<T>) -> Result<T>
    where
        Self: Sized;

    /// Checks a task and sends nothing; the error has every fault.
    fn check(&self, task: &Node) -> Result<()>;

    /// Carries out a task; a fiscal document is made exactly once.
    fn execute(&self, task: &Node) -> Result<Answer>;

    /// The answer of the document that the register has made of this task, though the journal does not know it as this
    /// one: under a journal that was lost, or by another program.
    fn made_elsewhere(&self, task: &Node) -> Result<Option<Answer>>;
}

/// A workflow as it is made durable.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SavedWorkflow {
    /// The caller's id of it.
    pub id: String,
    /// The register, by what tells it from others.
    pub register: String,
    /// What is asked (JSON).
    pub request: String,
    /// How far it has come (JSON).
    pub progress: String,
}

/// What is told of a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mark {
    /// It is about to be done.
    Begun,
    /// It was done.
    Done,
}
