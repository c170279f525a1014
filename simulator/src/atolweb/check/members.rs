//! The check of an object's members against a table, and of its items, each with a `type`.

use super::field::{Field, Items, Kind, join, shown};
use super::print::{BARCODE, PICTURE, PIXELS, TEXT};
use super::receipt::{ATTRIBUTE, NOTE, POSITION};
use super::{Fault, Rules, is_missing};
use crate::atolweb::words::{self, Words};
use serde_json::Value;

/// Checks the members of an object in the order of the table.
pub(super) fn check(fields: &[Field], object: &Value, below: &str, rules: Rules) -> Result<(), Fault> {
    fields.iter().try_for_each(|field| {
        let path = field.path(below);
        match object.get(field.name).filter(|value| !is_missing(Some(value))) {
            Some(value) => member(field, value, &path, rules),
            None if field.required => Err(Fault::Missing(path)),
            None => Ok(()),
        }
    })
}

fn member(field: &Field, value: &Value, path: &str, rules: Rules) -> Result<(), Fault> {
    let types = field.kind.types();
    if !field.kind.fits(value) {
        let optional = if field.required { "" } else { "|undefined" };
        return Err(match types {
            "" => Fault::WrongValue(path.to_owned(), shown(value)),
            types => Fault::WrongType(path.to_owned(), format!("{types}{optional}")),
        });
    }
    let counts_as_missing = !field.required && value == "" && field.kind.takes_empty();
    if !counts_as_missing && !field.kind.is_known(value, rules) {
        return Err(Fault::WrongValue(path.to_owned(), field.kind.shown(value)));
    }
    inside(&field.kind, value, path, rules)
}

/// The check of what is inside a value whose type is right.
fn inside(kind: &Kind, value: &Value, path: &str, rules: Rules) -> Result<(), Fault> {
    match kind {
        Kind::Object(fields) => check(fields, value, path, rules),
        Kind::TextOrObject(fields) if !value.is_string() => check(fields, value, path, rules),
        Kind::Objects(fields) => each(value, path, |value, path| check(fields, value, path, rules)),
        Kind::Texts => each(value, path, |value, path| {
            let fault = || Fault::WrongType(path.to_owned(), "string".to_owned());
            value.is_string().then_some(()).ok_or_else(fault)
        }),
        Kind::Numbers => each(value, path, |value, path| {
            let fault = || Fault::WrongType(path.to_owned(), "number".to_owned());
            value.is_number().then_some(()).ok_or_else(fault)
        }),
        Kind::Words(words) => each(value, path, |value, path| word(words, value, path)),
        Kind::Items(items) => each(value, path, |value, path| item(*items, value, path, rules)),
        Kind::GoodsCodes(fields) => goods_codes(fields, value, path, rules),
        _ => Ok(()),
    }
}

fn each(array: &Value, path: &str, check: impl Fn(&Value, &str) -> Result<(), Fault>) -> Result<(), Fault> {
    let elements = array.as_array().into_iter().flatten().enumerate();
    elements.into_iter().try_for_each(|(index, element)| {
        if element.is_null() { Err(Fault::Crash) } else { check(element, &format!("{path}[{index}]")) }
    })
}

fn word(words: Words, value: &Value, path: &str) -> Result<(), Fault> {
    let Some(text) = value.as_str() else {
        return Err(Fault::WrongType(path.to_owned(), "string".to_owned()));
    };
    let known = words::code(words, text).is_some();
    if known { Ok(()) } else { Err(Fault::WrongValue(path.to_owned(), text.to_owned())) }
}

/// Either the list `codes` or members by name, not both and not neither.
fn goods_codes(fields: &[Field], value: &Value, path: &str, rules: Rules) -> Result<(), Fault> {
    check(fields, value, path, rules)?;
    let has = |name: &str| !is_missing(value.get(name));
    let named = words::GOODS_CODES.iter().any(|(name, _)| has(name));
    if named == has("codes") {
        let place = join(path, "codes[]");
        return Err(Fault::WrongValue(place, "collision of array and tags".to_owned()));
    }
    Ok(())
}

/// The table of an item; `None` if such an item may not stand here.
pub(super) fn table(items: Items, word: &str) -> Option<&'static [Field]> {
    let print = match word {
        "text" => Some(TEXT),
        "barcode" => Some(BARCODE),
        "pictureFromMemory" => Some(PICTURE),
        "pixels" => Some(PIXELS),
        _ => None,
    };
    match (items, word) {
        (Items::Receipt, "position") => Some(POSITION),
        (Items::Receipt | Items::OldCorrection, "userAttribute") => Some(ATTRIBUTE),
        (Items::Receipt | Items::OldCorrection, "additionalAttribute") => Some(NOTE),
        (Items::OldCorrection, _) => None,
        (Items::Overlay, word) if word != "text" => None,
        _ => print,
    }
}

/// Checks one item. An item of an unknown type is ignored by the driver.
pub(super) fn item(items: Items, value: &Value, path: &str, rules: Rules) -> Result<(), Fault> {
    let place = join(path, "type");
    let word = match value.get("type") {
        word if is_missing(word) => return Err(Fault::Missing(place)),
        Some(Value::String(word)) => word,
        _ => return Err(Fault::WrongType(place, "string".to_owned())),
    };
    match table(items, word) {
        Some(fields) => check(fields, value, path, rules),
        None if rules.strict => Err(Fault::WrongValue(place, word.clone())),
        None => Ok(()),
    }
}
