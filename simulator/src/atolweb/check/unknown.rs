//! Members that no table has. The real driver ignores them, so a misspelled name is lost in silence.

use super::field::{Field, Items, Kind, join, shown};
use super::members::table;
use super::{Fault, Rules};
use serde_json::Value;

/// Finds the first member that the table does not know.
pub(super) fn check(fields: &[Field], task: &Value, rules: Rules) -> Result<(), Fault> {
    object(fields, task, "", rules)
}

fn object(fields: &[Field], value: &Value, below: &str, rules: Rules) -> Result<(), Fault> {
    for (name, member) in value.as_object().into_iter().flatten() {
        let path = join(below, name);
        let Some(field) = fields.iter().find(|field| field.name == name) else {
            return Err(Fault::WrongValue(path, shown(member)));
        };
        inside(&field.kind, member, &path, rules)?;
    }
    Ok(())
}

fn inside(kind: &Kind, value: &Value, path: &str, rules: Rules) -> Result<(), Fault> {
    let elements = || value.as_array().into_iter().flatten().enumerate();
    match kind {
        Kind::Object(fields) | Kind::TextOrObject(fields) | Kind::GoodsCodes(fields) => {
            object(fields, value, path, rules)
        }
        Kind::Objects(fields) => {
            elements().try_for_each(|(index, element)| object(fields, element, &format!("{path}[{index}]"), rules))
        }
        Kind::Items(items) => {
            elements().try_for_each(|(index, element)| item(*items, element, &format!("{path}[{index}]"), rules))
        }
        _ => Ok(()),
    }
}

fn item(items: Items, value: &Value, path: &str, rules: Rules) -> Result<(), Fault> {
    let fields = value["type"].as_str().and_then(|word| table(items, word));
    fields.map_or(Ok(()), |fields| object(fields, value, path, rules))
}
