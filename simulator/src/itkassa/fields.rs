//! Field types, and the check of an object against its table. All errors are collected, each with its place.

use super::decimal;
use crate::clock::is_date;
use serde_json::{Map, Value};

pub(super) type Members = Map<String, Value>;

/// All errors of a request, each with its place.
pub(super) type Faults = Vec<String>;

pub(super) fn lines(receipt: &Members) -> impl Iterator<Item = &Members> {
    receipt.get("lines").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_object)
}

/// A decimal text as an integer with this many decimal places; 0 if it is missing.
pub(super) fn decimal(members: &Members, name: &str, places: usize) -> i64 {
    members.get(name).and_then(Value::as_str).and_then(|text| decimal::rounded(text, places)).unwrap_or(0)
}

/// The sum of these members, in kopecks.
pub(super) fn total_of(command: &Members, names: &[&str]) -> i64 {
    names.iter().map(|name| decimal(command, name, 2)).sum()
}

/// A row of a table.
pub(super) struct Field {
    name: &'static str,
    required: bool,
    kind: Kind,
}

/// The type of a field.
pub(super) enum Kind {
    /// A text that is not empty, with at most this many characters.
    Text(usize),
    /// Any text, including an empty one.
    AnyText,
    /// Digits, in one of these lengths.
    Digits(&'static [usize]),
    /// An e-mail address or a telephone number.
    Contact,
    /// The address of a web page.
    Url,
    /// The shared key of the callbacks.
    Key,
    Guid,
    Flag,
    Date,
    Word(&'static [&'static str]),
    /// A decimal number written as text.
    Decimal,
    /// A decimal number written as text, greater than zero, with at most this many decimal places.
    Positive(usize),
    /// A sum as a JSON number, greater than zero.
    Sum,
    /// An integer between these limits.
    Integer(i64, i64),
    /// A list with at least one object.
    List(&'static [Field]),
    /// Any value; it is checked elsewhere.
    Any,
}

/// A field without which the request is refused.
pub(super) const fn must(name: &'static str, kind: Kind) -> Field {
    Field { name, required: true, kind }
}

/// A field that may be left out.
pub(super) const fn may(name: &'static str, kind: Kind) -> Field {
    Field { name, required: false, kind }
}

/// Checks an object's fields against the parts of its table. A field that no part lists is an error too.
pub(super) fn check(tables: &[&[Field]], object: &Members, place: &str, faults: &mut Faults) {
    let fields = || tables.iter().copied().flatten();
    for name in object.keys().filter(|name| fields().all(|field| field.name != name.as_str())) {
        faults.push(format!("{}: неизвестное поле", within(place, name)));
    }
    for field in fields() {
        let at = within(place, field.name);
        match object.get(field.name) {
            Some(value) => field.kind.check(value, &at, faults),
            None if field.required => faults.push(format!("{at}: нет обязательного поля")),
            None => {}
        }
    }
}

fn within(place: &str, name: &str) -> String {
    if place.is_empty() { name.to_owned() } else { format!("{place}.{name}") }
}

impl Kind {
    fn check(&self, value: &Value, at: &str, faults: &mut Faults) {
        if let Self::List(table) = self {
            return check_list(table, value, at, faults);
        }
        if let Some(wrong) = self.wrong(value) {
            faults.push(format!("{at}: {wrong}"));
        }
    }

    fn wrong(&self, value: &Value) -> Option<String> {
        let text = value.as_str();
        let (good, needed) = match self {
            Self::Any | Self::List(_) => return None,
            Self::Text(most) => {
                let letters = text.map_or(0, |text| text.chars().count());
                ((1..=*most).contains(&letters), format!("нужна строка от 1 до {most} символов"))
            }
            Self::AnyText => (text.is_some(), "нужна строка".to_owned()),
            Self::Digits(lengths) => {
                let digits = text.is_some_and(|text| {
                    lengths.contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit())
                });
                (digits, format!("нужна строка цифр, их число: {lengths:?}"))
            }
            Self::Contact => {
                (text.is_some_and(|text| is_email(text) || is_phone(text)), "нужен e-mail или телефон".to_owned())
            }
            Self::Url => (text.is_some_and(is_url), "нужен адрес http:// или https://".to_owned()),
            Self::Key => (text.is_some_and(is_key), "нужны *, 0-9, a-z, до 36 символов".to_owned()),
            Self::Guid => (text.is_some_and(is_guid), "нужен GUID".to_owned()),
            Self::Flag => (value.is_boolean(), "нужно true или false".to_owned()),
            Self::Date => (text.is_some_and(is_date), "нужна дата ГГГГ-ММ-ДД".to_owned()),
            Self::Word(words) => (text.is_some_and(|text| words.contains(&text)), format!("нужно одно из {words:?}")),
            Self::Decimal => (decimal_of(text, 2).is_some(), "нужно десятичное число строкой".to_owned()),
            Self::Positive(places) => (
                decimal_of(text, *places).is_some_and(|amount| amount > 0),
                "нужно десятичное число строкой, больше нуля".to_owned(),
            ),
            Self::Sum => (
                decimal::kopecks(value).is_some_and(|amount| amount > 0),
                "нужно число больше нуля, до 2 знаков после точки".to_owned(),
            ),
            Self::Integer(least, most) => {
                let number: Option<i64> = value.as_number().and_then(|number| number.to_string().parse().ok());
                let within = number.is_some_and(|number| (*least..=*most).contains(&number));
                (within, format!("нужно целое число от {least} до {most}"))
            }
        };
        (!good).then_some(needed)
    }
}

fn check_list(table: &'static [Field], value: &Value, at: &str, faults: &mut Faults) {
    let list = value.as_array().filter(|list| !list.is_empty());
    let Some(list) = list else { return faults.push(format!("{at}: нужен непустой список")) };
    for (index, item) in list.iter().enumerate() {
        let place = format!("{at}[{index}]");
        match item.as_object() {
            Some(object) => check(&[table], object, &place, faults),
            None => faults.push(format!("{place}: нужен объект")),
        }
    }
}

fn decimal_of(text: Option<&str>, places: usize) -> Option<i64> {
    decimal::rounded(text?, places)
}

pub(super) fn is_email(text: &str) -> bool {
    let Some((name, host)) = text.split_once('@') else { return false };
    let plain = |part: &str| !part.is_empty() && !part.contains(|letter: char| letter.is_whitespace() || letter == '@');
    plain(name) && plain(host) && host.contains('.')
}

fn is_phone(text: &str) -> bool {
    let digits = text.strip_prefix('+').unwrap_or(text);
    (5..=18).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit())
}

fn is_url(text: &str) -> bool {
    let rest = text.strip_prefix("http://").or_else(|| text.strip_prefix("https://"));
    rest.is_some_and(|rest| !rest.is_empty() && !rest.starts_with('/') && !rest.contains(char::is_whitespace))
}

fn is_key(text: &str) -> bool {
    let letter = |byte: u8| byte == b'*' || byte.is_ascii_digit() || byte.is_ascii_lowercase();
    (1..=36).contains(&text.len()) && text.bytes().all(letter)
}

pub(super) fn is_guid(text: &str) -> bool {
    let lengths = text.split('-').map(str::len).eq([8, 4, 4, 4, 12]);
    lengths && text.bytes().all(|byte| byte == b'-' || byte.is_ascii_hexdigit())
}
