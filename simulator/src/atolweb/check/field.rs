//! A row of a table: the name of a member, and what it may be.

use super::super::words::{self, Words};
use super::Rules;
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

/// Which items may stand in an array.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(in super::super) enum Items {
    /// Only lines of print.
    Print,
    /// Those of a receipt.
    Receipt,
    /// Those of a correction of the old form, which uses only the attributes.
    OldCorrection,
    /// What is printed beside a bar code.
    Overlay,
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

    pub(super) fn path(&self, below: &str) -> String {
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

impl Kind {
    /// The types in the text of a fault; empty if a wrong type is told as a wrong value.
    pub(super) fn types(&self) -> &'static str {
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

    pub(super) fn fits(&self, value: &Value) -> bool {
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

    pub(super) fn is_known(&self, value: &Value, rules: Rules) -> bool {
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

    pub(super) fn takes_empty(&self) -> bool {
        matches!(self, Self::Word(_) | Self::WordOrCode(_) | Self::WordOrNumber(_) | Self::Rate)
    }

    pub(super) fn shown(&self, value: &Value) -> String {
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
