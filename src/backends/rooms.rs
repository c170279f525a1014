//! The capabilities of a backend, task by task, built from its tables of fields.

use crate::task::room::{Carried, Room};
use crate::task::{TASKS, TaskName};

/// The tasks that a backend supports, each with its capabilities.
pub(super) struct Rooms(Vec<(TaskName, Room)>);

impl Rooms {
    /// Builds the trees from a backend's tables. Reading a task looks fields up in a tree, so this is done once.
    pub(super) fn of(table: impl Fn(TaskName) -> Option<&'static [&'static [Carried]]>) -> Self {
        Self(TASKS.iter().filter_map(|task| Some((*task, Room::of(table(*task)?)))).collect())
    }

    /// The capabilities of a task; `None` if the backend does not support it.
    pub(super) fn get(&self, task: TaskName) -> Option<&Room> {
        self.0.iter().find(|(name, _)| *name == task).map(|(_, room)| room)
    }
}
