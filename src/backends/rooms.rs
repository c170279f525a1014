//! What each task of a backend may carry, made of the backend's tables once.

use crate::task::room::{Carried, Room};
use crate::task::{TASKS, TaskName};

/// The tasks that a backend has, each with its room.
pub(super) struct Rooms(Vec<(TaskName, Room)>);

impl Rooms {
    /// Made of the tables: a tree for each task that there is, as the reading of a task wants it.
    pub(super) fn of(table: impl Fn(TaskName) -> Option<&'static [&'static [Carried]]>) -> Self {
        Self(TASKS.iter().filter_map(|task| Some((*task, Room::of(table(*task)?)))).collect())
    }

    /// The room of a task; `None` if the backend has no such task.
    pub(super) fn get(&self, task: TaskName) -> Option<&Room> {
        self.0.iter().find(|(name, _)| *name == task).map(|(_, room)| room)
    }
}
