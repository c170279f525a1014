//! The capabilities of a backend, task by task, built from its tables of fields.

use crate::task::capabilities::{Capabilities, FieldSpec};
use crate::task::{TASKS, TaskName};

/// The tasks that a backend supports, each with its capabilities.
pub(super) struct TaskCapabilities(Vec<(TaskName, Capabilities)>);

impl TaskCapabilities {
    /// Builds the trees from a backend's tables. Reading a task looks fields up in a tree, so this is done once.
    pub(super) fn of(table: impl Fn(TaskName) -> Option<&'static [&'static [FieldSpec]]>) -> Self {
        Self(TASKS.iter().filter_map(|task| Some((*task, Capabilities::of(table(*task)?)))).collect())
    }

    /// The capabilities of a task; `None` if the backend does not support it.
    pub(super) fn get(&self, task: TaskName) -> Option<&Capabilities> {
        self.0.iter().find(|(name, _)| *name == task).map(|(_, capabilities)| capabilities)
    }
}
