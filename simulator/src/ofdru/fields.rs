//! Field types, and the check of an object against a table of fields.

use crate::base64::from_base64;
use crate::clock::Moment;
use serde_json::{Map, Value};

/// A row of a request's table.
pub(super) struct Field(pub(super) &'static str, pub(super) Kind);

/// The type of a field.
pub(super) enum Kind {
    Text,
    Flag,
    /// A date and time such as `2017-08-14T16:09:00`.
    DateTime,
    /// A text or an integer: the vendor's document allows both.
    TextOrInteger,
    Word(&'static [&'static str]),
    Base64,
    Object(&'static [Field]),
}

/// All errors in an object's fields. A field that the table does not list is an error too.
pub(super) fn complaints(table: &[Field], object: &Map<String, Value>, place: &str) -> Vec<String> {
    let mut found = Vec::new();
    for (name, value) in object {
        let place = if place.is_empty() { name.clone() } else { format!("{place}.{name}") };
        match table.iter().find(|Field(known, _)| known == name) {
            None => found.push(format!("{place}: поле неизвестно")),
            Some(Field(_, Kind::Object(table))) => match value.as_object() {
                Some(object) => found.extend(complaints(table, object, &place)),
                None => found.push(format!("{place}: нужен объект")),
            },
            Some(Field(_, kind)) => found.extend(complaint(kind, value).map(|why| format!("{place}: {why}"))),
        }
    }
    found
}

fn complaint(kind: &Kind, value: &Value) -> Option<&'static str> {
    let text = value.as_str();
    let (good, why) = match kind {
        Kind::Text => (text.is_some(), "нужна строка"),
        Kind::Flag => (value.is_boolean(), "нужно true или false"),
        Kind::DateTime => (text.is_some_and(|text| Moment::parse(text).is_some()), "нужны дата и время"),
        Kind::TextOrInteger => {
            let whole = value.as_number().is_some_and(|number| number.to_string().parse::<u64>().is_ok());
            (text.is_some() || whole, "нужна строка или целое число")
        }
        Kind::Word(words) => (text.is_some_and(|text| words.contains(&text)), "нет такого значения"),
        Kind::Base64 => (text.and_then(from_base64).is_some(), "нужен base64"),
        Kind::Object(_) => (value.is_object(), "нужен объект"),
    };
    (!good).then_some(why)
}
