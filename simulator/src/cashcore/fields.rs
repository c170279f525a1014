//! Field types, and the check of an object against a table of fields.

use super::amount;
use super::refusal::{INVALID_FIELDS, Refusal};
use crate::clock::Moment;
use serde_json::{Map, Value};
use std::ops::RangeInclusive;

/// A row of a request's table.
pub(super) struct Field {
    name: &'static str,
    /// The error code if the field is missing; `None` if the field is optional.
    missing: Option<u16>,
    kind: Kind,
}

/// The type of a field and its permitted values. A `u16` is the error code for a value of the right type that is not
/// permitted.
pub(super) enum Kind {
    Text,
    /// A text that is not empty.
    Filled(u16),
    Flag,
    Integer(RangeInclusive<i64>),
    Integers,
    Code(&'static [i64], u16),
    Codes(&'static [i64]),
    /// A decimal number with at most this many places, greater than zero.
    Positive(usize, u16),
    /// A decimal number with at most this many places, zero or greater.
    NotNegative(usize, u16),
    /// A decimal number with at most three places; the limits are in thousandths.
    Thousandths(RangeInclusive<i64>),
    DateTime,
    Object(&'static [Field]),
    /// An object whose content the vendor's document does not describe.
    AnyObject,
    /// A list of objects. The code is the error for an empty list.
    List(&'static [Field], Option<u16>),
    Any,
}

/// A field without which the request is refused.
pub(super) const fn must(name: &'static str, kind: Kind) -> Field {
    Field { name, missing: Some(INVALID_FIELDS), kind }
}

/// A required field with its own error code for a missing value.
pub(super) const fn must_or(name: &'static str, kind: Kind, missing: u16) -> Field {
    Field { name, missing: Some(missing), kind }
}

/// A field that may be left out.
pub(super) const fn may(name: &'static str, kind: Kind) -> Field {
    Field { name, missing: None, kind }
}

/// Checks an object's fields in the order of the table. A field that the table does not list is an error too.
///
/// An answer of this server reports only one error, so the check stops at the first one.
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

/// An integer written without a fraction.
pub(super) fn integer(value: &Value) -> Option<i64> {
    value.as_number()?.to_string().parse().ok()
}

/// Parses `2022-02-24T17:46:52.083` into a moment and milliseconds. The fraction is optional.
pub(super) fn moment(text: &str) -> Option<(Moment, u32)> {
    let (second, fraction) = text.split_once('.').unwrap_or((text, "000"));
    let digits = fraction.len() == 3 && fraction.bytes().all(|byte| byte.is_ascii_digit());
    Some((Moment::parse(second)?, fraction.parse().ok().filter(|_| digits)?))
}
