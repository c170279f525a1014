//! Tasks that a program gives as JSON.

use super::failure::{Failure, Result, of_json};
use super::handle::{Handle, Outputs};
use super::inputs::Inputs;
use super::numbers::param;
use super::value::Value;
use kassa::Task;

/// Executes a task.
pub fn process_json(handle: &mut Handle, inputs: &Inputs) -> Result<Outputs> {
    let task = given(handle, inputs)?;
    let answer = match task.is_query() {
        true => handle.device()?.execute(&task),
        false => handle.make(&task),
    };
    let answer = answer.map_err(of_json)?;
    Ok(Outputs::from([(param::JSON_DATA, Value::Text(answer.into_json().to_string()))]))
}

/// Checks a task without sending it.
pub fn validate_json(handle: &mut Handle, inputs: &Inputs) -> Result<Outputs> {
    let task = given(handle, inputs)?;
    handle.device()?.validate(&task).map_err(of_json)?;
    Ok(Outputs::new())
}

fn given(handle: &Handle, inputs: &Inputs) -> Result<Task> {
    handle.device()?;
    let text = inputs.text(param::JSON_DATA).ok_or_else(|| Failure::missing("JSON_DATA"))?;
    Task::from_json(&text).map_err(of_json)
}
