//! A task that needs nothing but its type.

use kassa::driver::Device as Driver;
use kassa::error::Result;
use kassa::task::answer::Answer;
use kassa::task::json::Node;
use serde_json::Value;

/// Runs the task and returns its answer.
pub fn ask(driver: &Driver, task: &str) -> Result<Value> {
    let task = Node::Object(vec![("type".into(), Node::Text(task.into()))]);
    driver.execute_node(&task).map(Answer::into_json)
}
