//! A row of a table: an attribute of 1C's document, and what it becomes in a task.

use kassa::error::Problem;
use kassa::task::json::Node;

/// What an attribute becomes.
pub struct Row {
    /// Names of the attribute: the newest revision's first, then those of older ones.
    pub names: &'static [&'static str],
    /// Path in the task. `[0]` makes a list with one element.
    pub path: &'static str,
    /// Reads the attribute's value as the task's value.
    pub read: fn(&str) -> std::result::Result<Node, Problem>,
}

/// A row of a table.
pub const fn row(
    names: &'static [&'static str],
    path: &'static str,
    read: fn(&str) -> std::result::Result<Node, Problem>,
) -> Row {
    Row { names, path, read }
}
