//! What a field of a request may hold, and the check of an object against a table of fields.

use super::amount;
use super::refusal::{INVALID_FIELDS, Refusal};
use crate::clock::Moment;
use serde_json::{Map, Value};
use std::ops::RangeInclusive;

/// A row of a request's table.
pub(super) struct Field {
    name: &'static str,
    /// The code when it is missing; `None` if it may be.
    missing: Option<u16>,
    kind: Kind,
}

/// The type of a field, with its values, and the code when it is of that type and yet wrong.
pub(super) enum Kind {
    Text,
    /// A text that is not empty.
    Filled(u16),
    Flag,
    Integer(RangeInclusive<i64>),
    Integers,
    Code(&'static [i64], u16),
    Codes(&'static [i64]),
    /// A decimal number of so many places, more than nothing.
    Positive(usize, u16),
    /// A decimal number of so many places, nothing at least.
    NotNegative(usize, u16),
    /// A decimal number of three places within these thousandths.
    Thousandths(RangeInclusive<i64>),
    DateTime,
    Object(&'static [Field]),
    /// An object that the document does not describe.
    AnyObject,
    /// A list of objects, with the code of an empty one.
    List(&'static [Field], Option<u16>),
    Any,
}

/// A field that must be there.
pub(super) const fn must(name: &'static str, kind: Kind) -> Field {
    Field { name, missing: Some(INVALID_FIELDS), kind }
}

/// A field whose absence has a code of its own.
pub(super) const fn must_or(name: &'static str, kind: Kind, missing: u16) -> Field {
    Field { name, missing: Some(missing), kind }
}

/// A field that may be left out.
pub(super) const fn may(name: &'static str, kind: Kind) -> Field {
    Field { name, missing: None, kind }
}

/// Checks an object's fields in the table's order; a field that the table lacks is wrong too.
pub(super) fn check(table: &[Field], object: &Map<String, Value>) -> Result<(), Refusal> {
    if let Some(name) = object.keys().find(|name| table.iter().all(|field| field.name != name.as_str())) {
        return Err(Refusal::because(INVALID_FIELDS, format!("{name}: поле неизвестно")));
    }
    for field in table {
        match (object.get(field.name), field.missing) {
            (Some(value), _) => check_value(field.name, &field.kind, value)?,
            (None, Some(code)) => return Err(Refusal::because(code, format!("{}: поля нет", field.name))),
            (None, None) => {}
        }
    }
    Ok(())
}

fn check_value(name: &str, kind: &Kind, value: &Value) -> Result<(), Refusal> {
    let refuse = |code, why: &str| Err(Refusal::because(code, format!("{name}: {why}")));
    let is_code = |value: &Value, codes: &[i64]| integer(value).is_some_and(|code| codes.contains(&code));
    let (good, why) = match kind {
        Kind::Any => (true, ""),
        Kind::Text => (value.is_string(), "нужна строка"),
        Kind::Filled(code) => match value.as_str() {
            Some(text) if text.trim().is_empty() => return refuse(*code, "строка пуста"),
            text => (text.is_some(), "нужна строка"),
        },
        Kind::Flag => (value.is_boolean(), "нужно true или false"),
        Kind::Integer(range) => {
            (integer(value).is_some_and(|number| range.contains(&number)), "нужно целое число в пределах")
        }
        Kind::Integers => {
            (value.as_array().is_some_and(|list| list.iter().all(|item| integer(item).is_some())), "нужен список ID")
        }
        Kind::Code(codes, code) => match integer(value) {
            Some(number) if !codes.contains(&number) => return refuse(*code, "нет такого значения"),
            number => (number.is_some(), "нужно целое число"),
        },
        Kind::Codes(codes) => {
            let all = value.as_array().is_some_and(|list| list.iter().all(|item| is_code(item, codes)));
            (all, "нужен список значений")
        }
        Kind::Positive(places, code) => match amount::scaled(value, *places) {
            Some(number) if number <= 0 => return refuse(*code, "нужно больше нуля"),
            number => (number.is_some(), "нужно число, знаков после точки не больше положенного"),
        },
        Kind::NotNegative(places, code) => match amount::scaled(value, *places) {
            Some(number) if number < 0 => return refuse(*code, "нужно не меньше нуля"),
            number => (number.is_some(), "нужно число, знаков после точки не больше положенного"),
        },
        Kind::Thousandths(range) => {
            (amount::scaled(value, 3).is_some_and(|number| range.contains(&number)), "нужно число в пределах")
        }
        Kind::DateTime => (value.as_str().and_then(moment).is_some(), "нужны дата и время"),
        Kind::AnyObject => (value.is_object(), "нужен объект"),
        Kind::Object(table) => match value.as_object() {
            Some(object) => return check(table, object).map_err(|refused| refused.within(name)),
            None => (false, "нужен объект"),
        },
        Kind::List(table, empty) => return check_list(name, table, *empty, value),
    };
    if good { Ok(()) } else { refuse(INVALID_FIELDS, why) }
}

fn check_list(name: &str, table: &[Field], empty: Option<u16>, value: &Value) -> Result<(), Refusal> {
    let Some(list) = value.as_array() else {
        return Err(Refusal::because(INVALID_FIELDS, format!("{name}: нужен список")));
    };
    if let Some(code) = empty.filter(|_| list.is_empty()) {
        return Err(Refusal::because(code, name));
    }
    for (index, item) in list.iter().enumerate() {
        let place = format!("{name}[{index}]");
        let Some(object) = item.as_object() else {
            return Err(Refusal::because(INVALID_FIELDS, format!("{place}: нужен объект")));
        };
        check(table, object).map_err(|refused| refused.within(&place))?;
    }
    Ok(())
}

/// A whole number, written without a fraction.
pub(super) fn integer(value: &Value) -> Option<i64> {
    value.as_number()?.to_string().parse().ok()
}

/// Reads `2022-02-24T17:46:52.083`, whose fraction may be left out, as milliseconds after a moment.
pub(super) fn moment(text: &str) -> Option<(Moment, u32)> {
    let (second, fraction) = text.split_once('.').unwrap_or((text, "000"));
    let digits = fraction.len() == 3 && fraction.bytes().all(|byte| byte.is_ascii_digit());
    Some((Moment::parse(second)?, fraction.parse().ok().filter(|_| digits)?))
}
