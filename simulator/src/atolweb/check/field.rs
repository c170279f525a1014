//! A row of a table, and the check of one member against it.

use super::super::words::{self, Words};
use super::print::{self, Items};
use super::{Fault, Rules, is_missing};
use crate::base64::from_base64;
use serde_json::Value;

/// A row of a table.
pub(in super::super) struct Field {
    pub(super) name: &'static str,
    pub(super) required: bool,
    pub(super) kind: Kind,
    /// How the member is named in the text of a fault.
    pub(super) shown: Shown,
}

/// How a member is named in the text of a fault.
#[derive(Clone, Copy)]
pub(super) enum Shown {
    /// By its own name, below its object.
    Plain,
    /// Below its array, without the index: a habit of the driver.
    WithoutIndex,
    /// By this name, which the driver gives to it.
    As(&'static str),
}

/// What a member may be.
pub(super) enum Kind {
    Text,
    Number,
    /// A number that is not negative.
    Positive,
    Flag,
    /// A word of the table; an optional one may be empty.
    Word(Words),
    /// A word, or a text that begins with a number.
    WordOrCode(Words),
    /// A word, or any number.
    WordOrNumber(Words),
    /// A word of a VAT rate; those since 2025 only if the driver knows them.
    Rate,
    Date,
    DateTime,
    /// A unit of measurement: by a word or number in FFD 1.2, any text before.
    Unit,
    Base64,
    /// An object. An array passes as an object with no members.
    Object(&'static [Field]),
    TextOrObject(&'static [Field]),
    /// Any array; its elements have a row of their own below.
    Array,
    Objects(&'static [Field]),
    Texts,
    Words(Words),
    Numbers,
    /// Items, each with a `type`.
    Items(Items),
    /// The codes of goods, by name or in a list.
    GoodsCodes(&'static [Field]),
}

pub(super) const fn must(name: &'static str, kind: Kind) -> Field {
    Field { name, required: true, kind, shown: Shown::Plain }
}

pub(super) const fn may(name: &'static str, kind: Kind) -> Field {
    Field { name, required: false, kind, shown: Shown::Plain }
}

impl Field {
    pub(super) const fn shown(mut self, shown: Shown) -> Self {
        self.shown = shown;
        self
    }

    fn path(&self, below: &str) -> String {
        match self.shown {
            Shown::Plain => join(below, self.name),
            Shown::WithoutIndex => join(below.rfind('[').map_or(below, |at| &below[..at]), self.name),
            Shown::As(name) => join(below, name),
        }
    }
}

/// The path of a member.
pub(super) fn join(below: &str, name: &str) -> String {
    if below.is_empty() { name.to_owned() } else { format!("{below}.{name}") }
}

/// How a value is shown in the text of a fault.
pub(super) fn shown(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

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
        Kind::Items(items) => each(value, path, |value, path| print::item(*items, value, path, rules)),
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

impl Kind {
    /// The types in the text of a fault; empty if a wrong type is told as a wrong value.
    fn types(&self) -> &'static str {
        match self {
            Self::Text
            | Self::Word(_)
            | Self::WordOrCode(_)
            | Self::Rate
            | Self::Date
            | Self::DateTime
            | Self::Base64 => "string",
            Self::Number | Self::Positive => "number",
            Self::Flag => "boolean",
            Self::Unit => "number|string",
            Self::Object(_) | Self::GoodsCodes(_) => "object",
            Self::TextOrObject(_) => "string|object",
            Self::WordOrNumber(_) => "",
            Self::Array | Self::Objects(_) | Self::Texts | Self::Words(_) | Self::Numbers | Self::Items(_) => "array",
        }
    }

    fn fits(&self, value: &Value) -> bool {
        let is_object = value.is_object() || value.is_array();
        match self.types() {
            "string" => value.is_string(),
            "number" => value.is_number(),
            "boolean" => value.is_boolean(),
            "number|string" | "" => value.is_number() || value.is_string(),
            "object" => is_object,
            "string|object" => value.is_string() || is_object,
            _ => value.is_array(),
        }
    }

    fn is_known(&self, value: &Value, rules: Rules) -> bool {
        let text = value.as_str().unwrap_or_default();
        match self {
            Self::Word(words) => words::code(words, text).is_some(),
            Self::WordOrCode(words) => words::loose(words, value).is_some(),
            Self::WordOrNumber(words) => value.is_number() || words::code(words, text).is_some(),
            Self::Rate => {
                words::code(words::RATES, text).is_some()
                    || (rules.new_rates && words::code(words::NEW_RATES, text).is_some())
            }
            Self::Positive => !value.to_string().starts_with('-'),
            Self::Date => is_date(text, false),
            Self::DateTime => is_date(text, true),
            Self::Base64 => from_base64(text).is_some(),
            // The real driver drops a unit that it does not know.
            Self::Unit => {
                !rules.strict || !rules.ffd.is_1_2() || words::loose(words::UNITS, value).is_some() || text.is_empty()
            }
            _ => true,
        }
    }

    fn takes_empty(&self) -> bool {
        matches!(self, Self::Word(_) | Self::WordOrCode(_) | Self::WordOrNumber(_) | Self::Rate)
    }

    fn shown(&self, value: &Value) -> String {
        if matches!(self, Self::Base64) { "not-base64-string".to_owned() } else { shown(value) }
    }
}

/// `YYYY.MM.DD`, or with ` HH:MM:SS`. Any sign separates the numbers of a date, and their values are not checked.
fn is_date(text: &str, with_time: bool) -> bool {
    let pattern = if with_time { "0000.00.00 00:00:00" } else { "0000.00.00" };
    let fits = |(letter, wanted): (char, char)| match wanted {
        '0' => letter.is_ascii_digit(),
        '.' => true,
        wanted => letter == wanted,
    };
    text.chars().count() == pattern.len() && text.chars().zip(pattern.chars()).all(fits)
}
