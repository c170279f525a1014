//! The check of a marking code, step by step, as the register does it.

use super::failure::{Failure, Result};
use super::handle::{Handle, Outputs, task};
use super::inputs::Inputs;
use super::numbers::{error as code, param};
use super::position;
use super::receipt::number;
use super::value::Value;
use kassa::task::marking::CheckResult;
use serde_json::{Map, Value as Json, json};

/// What the marking system says of a thing's state, from code 1 on (tag 2109).
const ITEM_STATUSES: [&str; 3] = ["itemEstimatedStatusCorrect", "itemEstimatedStatusIncorrect", "itemSaleStopped"];

/// How it understood the request, from code 0 on (tag 2105).
const HANDLED: [&str; 3] = ["correct", "incorrect", "unrecognized"];

/// Begins the check of a code.
pub fn begin(handle: &mut Handle, inputs: &Inputs) -> Result<Outputs> {
    ensure_can(handle, "beginMarkingCodeValidation")?;
    let mut fields = position::mark(inputs)?;
    if fields.is_empty() {
        return Err(Failure::missing("MARKING_CODE"));
    }
    if let Some(quantity) = inputs.decimal(param::QUANTITY)? {
        fields.insert("itemQuantity".into(), number(quantity));
    }
    if let Some(unit) = inputs.int(param::MEASUREMENT_UNIT)? {
        fields.insert("itemUnits".into(), unit.into());
    }
    let members = [("type".to_owned(), json!("beginMarkingCodeValidation")), ("params".to_owned(), fields.into())];
    let answer = handle.device()?.execute(&task(Map::from_iter(members))?)?.into_json();
    let offline = answer.get("offlineValidation").unwrap_or(&Json::Null);
    let flag = |name: &str| offline.get(name) == Some(&Json::Bool(true));
    let bits = i64::from(flag("fmCheck")) | i64::from(flag("fmCheckResult")) << 1;
    Ok(Outputs::from([
        (param::MARKING_CODE_OFFLINE_VALIDATION_ERROR, Value::Int(0)),
        (param::MARKING_CODE_VALIDATION_RESULT, Value::Int(bits)),
    ]))
}

/// How far the check is.
pub fn status(handle: &mut Handle, _: &Inputs) -> Result<Outputs> {
    ensure_can(handle, "getMarkingCodeValidationStatus")?;
    let answer = handle.ask("getMarkingCodeValidationStatus")?;
    let flag = |name: &str| Value::Flag(answer.get(name) == Some(&Json::Bool(true)));
    let error = answer.get("driverError").unwrap_or(&Json::Null);
    let description = ["description", "error"].iter().find_map(|name| error.get(name)?.as_str()).unwrap_or_default();
    let mut outputs = Outputs::from([
        (param::MARKING_CODE_VALIDATION_READY, flag("ready")),
        (param::IS_REQUEST_SENT, flag("sentImcRequest")),
        (
            param::MARKING_CODE_ONLINE_VALIDATION_ERROR,
            Value::Int(error.get("code").and_then(Json::as_i64).unwrap_or(0)),
        ),
        (param::MARKING_CODE_ONLINE_VALIDATION_ERROR_DESCRIPTION, Value::Text(description.to_owned())),
    ]);
    if let Some(online) = answer.get("onlineValidation").filter(|online| online.is_object()) {
        outputs.extend(result(online));
        let word = |name: &str, words: [&str; 3]| {
            let given = online.get(name).and_then(Json::as_str);
            words.iter().position(|word| Some(*word) == given).and_then(|at| i64::try_from(at).ok())
        };
        let tags = [
            (2109, word("markOperatorItemStatus", ITEM_STATUSES).map(|at| at + 1)),
            (2105, word("markOperatorResponseResult", HANDLED)),
        ];
        let told: Vec<(i32, i64)> = tags.into_iter().filter_map(|(tag, value)| Some((tag, value?))).collect();
        let list: Vec<String> = told.iter().map(|(tag, _)| tag.to_string()).collect();
        outputs.insert(param::TLV_LIST, Value::Text(list.join(";")));
        outputs.extend(told.into_iter().map(|(tag, value)| (tag, Value::Int(value))));
    }
    Ok(outputs)
}

/// The result of a check (tag 2106), if an answer has it.
fn result(answer: &Json) -> Outputs {
    let Some(flags) = answer.get("itemInfoCheckResult").filter(|flags| flags.is_object()) else {
        return Outputs::new();
    };
    let bits = CheckResult::FLAGS.iter().rev().fold(0, |bits, name| bits << 1 | i64::from(flags[*name] == json!(true)));
    Outputs::from([
        (param::MARKING_CODE_ONLINE_VALIDATION_RESULT, Value::Int(bits)),
        (param::MARKING_CODE_VALIDATION_RESULT, Value::Int(bits)),
    ])
}

/// Takes the code that was checked.
pub fn accept(handle: &mut Handle, _: &Inputs) -> Result<Outputs> {
    step(handle, "acceptMarkingCode")
}

/// Refuses it.
pub fn decline(handle: &mut Handle, _: &Inputs) -> Result<Outputs> {
    step(handle, "declineMarkingCode")
}

/// Ends a check that runs.
pub fn cancel(handle: &mut Handle, _: &Inputs) -> Result<Outputs> {
    step(handle, "cancelMarkingCodeValidation")
}

/// Has the register forget the codes that it has taken.
pub fn clear(handle: &mut Handle, _: &Inputs) -> Result<Outputs> {
    step(handle, "clearMarkingCodeValidationResult")
}

fn step(handle: &Handle, name: &str) -> Result<Outputs> {
    ensure_can(handle, name)?;
    Ok(result(&handle.ask(name)?))
}

fn ensure_can(handle: &Handle, name: &str) -> Result<()> {
    handle.device()?;
    if handle.can(name) {
        return Ok(());
    }
    Err(Failure::new(code::OPERATION_DENIED_IN_CURRENT_FFD, "Касса не проверяет коды маркировки"))
}
