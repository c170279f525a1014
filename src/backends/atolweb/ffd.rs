//! What a register drops in silence because its version of the fiscal documents has no place for it (task vocabulary
//! §5.1). Such a document is not sent.

use super::super::Refused;
use super::NAME;
use crate::error::{BackendError, Fault, Problem, Refusal, Retry, Text};
use crate::task::words::{Unit, Words};
use serde_json::Value;

/// Fields of FFD 1.2 beside the lines, and in a line.
const NEW: &[&str] = &[
    "clientInfo.birthDate",
    "clientInfo.citizenship",
    "clientInfo.identityDocumentCode",
    "clientInfo.identityDocumentData",
    "clientInfo.address",
    "industryInfo",
    "operationInfo",
];
const NEW_IN_LINE: &[&str] = &["imcParams", "productCodes", "industryInfo"];

/// Fields that FFD 1.2 no longer has: the agents of a whole receipt, and the older forms of codes.
const OLD: &[&str] = &["agentInfo.agents"];
const OLD_IN_LINE: &[&str] = &["markingCode", "nomenclatureCode"];

/// The refusal of a document with fields that a register of this version drops; `None` if it takes all of them.
///
/// A text that is no word of the list is a unit in FFD 1.1, and nothing in FFD 1.2.
pub(super) fn refused(version: &str, task: &[u8]) -> Option<Box<Refused>> {
    let task: Value = serde_json::from_slice(task).ok()?;
    let is_new = match version {
        "1.0" | "1.05" | "1.1" => false,
        "1.2" => true,
        _ => return None,
    };
    let (beside, in_line) = if is_new { (OLD, OLD_IN_LINE) } else { (NEW, NEW_IN_LINE) };
    let mut faults: Vec<Fault> =
        beside.iter().filter_map(|path| fault(&task, path, (*path).to_owned(), version)).collect();
    for (index, item) in task.get("items").and_then(Value::as_array).into_iter().flatten().enumerate() {
        let at = |name: &str| format!("items[{index}].{name}");
        faults.extend(in_line.iter().filter_map(|name| fault(item, name, at(name), version)));
        let unit = item.get("measurementUnit").and_then(Value::as_str);
        if let Some(unit) = unit.filter(|unit| is_new && Unit::of(unit).is_none()) {
            faults.push(lacks(at("measurementUnit"), Some(unit.to_owned()), version));
        }
    }
    if faults.is_empty() {
        return None;
    }
    let message = Text::with(
        format!("Касса работает по ФФД {version}: в её чеке для части полей нет места. Документ не отправлен."),
        format!("The register works by FFD {version}, whose receipt has no place for some fields. Nothing was sent."),
    );
    let advice = Text::of(
        "Уберите поля из faults или смените версию ФФД перерегистрацией кассы.",
        "Remove the fields in faults, or change the FFD version by a re-registration of the register.",
    );
    let refusal = Refusal { message, advice, retry: Retry::FixInput, faults, by_state: false };
    let vendor = BackendError { name: NAME, ..BackendError::default() };
    Some(Box::new(Refused { refusal, vendor, unresolved: false, not_printed: false, key: None }))
}

fn fault(object: &Value, name: &str, path: String, version: &str) -> Option<Fault> {
    let given = name.split('.').try_fold(object, |object, member| object.get(member))?;
    let is_empty = match given {
        Value::Null => true,
        Value::String(text) => text.is_empty(),
        Value::Array(list) => list.is_empty(),
        Value::Object(members) => members.is_empty(),
        Value::Bool(_) | Value::Number(_) => false,
    };
    (!is_empty).then(|| lacks(path, None, version))
}

fn lacks(path: String, value: Option<String>, version: &str) -> Fault {
    let text =
        Text::with(format!("В ФФД {version} этого реквизита нет"), format!("FFD {version} has no such attribute"));
    Fault { path, value, problem: Problem::Form(text) }
}

#[cfg(test)]
mod tests {
    use super::refused;

    #[test]
    fn what_the_version_lacks_is_refused_by_its_path() {
        let task = r#"{"type": "sell", "clientInfo": {"name": "А", "address": "М"}, "agentInfo": {"agents": ["agent"]},
            "industryInfo": [], "items": [{"type": "text"}, {"imcParams": {"imc": "MDE="}, "measurementUnit": "шт."},
            {"markingCode": {"mark": "MDE="}, "measurementUnit": "piece"}]}"#;
        for (version, wanted) in [
            ("1.05", ["clientInfo.address", "items[1].imcParams"].as_slice()),
            ("1.2", &["agentInfo.agents", "items[1].measurementUnit", "items[2].markingCode"]),
            ("", &[]),
        ] {
            let found = refused(version, task.as_bytes());
            let faults = found.map(|refused| refused.refusal.faults).unwrap_or_default();
            let paths: Vec<&str> = faults.iter().map(|fault| fault.path.as_str()).collect();
            assert_eq!(paths, wanted, "{version}");
        }
    }
}
