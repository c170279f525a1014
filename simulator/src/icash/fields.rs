//! Field types, and the check of an object against a table of fields.

use super::amount;
use super::refusal::FieldFaults;
use crate::base64::from_base64;
use crate::clock::{self, Moment};
use serde_json::{Map, Value};
use std::ops::RangeInclusive;

/// A row of a request's table.
pub(super) struct Field {
    pub(super) name: &'static str,
    pub(super) required: bool,
    pub(super) kind: Kind,
}

/// The type of a field, with its length and permitted values.
pub(super) enum Kind {
    /// A text with this number of characters.
    Text(RangeInclusive<usize>),
    /// A text with this number of digits.
    Digits(RangeInclusive<usize>),
    Boolean,
    Integer(RangeInclusive<i64>),
    /// A number that is one of the codes.
    Code(RangeInclusive<i64>),
    /// An array of codes.
    Codes(RangeInclusive<i64>),
    /// An array with exactly one code.
    OneCode(RangeInclusive<i64>),
    /// A code, or an array with exactly one code. The vendor's table allows both (T1055).
    CodeOrOne(RangeInclusive<i64>),
    Money,
    /// A sum that must be left out when it is zero (T1217).
    MoneyNotZero,
    Quantity,
    /// An array of texts.
    Texts,
    /// An array of bytes with this length.
    Bytes(RangeInclusive<usize>),
    Date,
    DateTime,
    Host,
    Address,
    Feed,
    Base64,
    /// One of these texts.
    Words(&'static [&'static str]),
    Object(&'static [Field]),
    /// An object that matches one of the two tables.
    Either(&'static [Field], &'static [Field]),
    /// An array with at least one object.
    Objects(&'static [Field]),
    /// Checked elsewhere.
    Any,
}

/// Checks an object's fields. A field that the table does not list is an error too. All errors are collected, because
/// the device reports all of them with their fields.
pub(super) fn check(table: &[Field], object: &Map<String, Value>) -> FieldFaults {
    let mut faults = FieldFaults::default();
    for field in table {
        match object.get(field.name) {
            Some(value) => check_value(field.name, &field.kind, value, &mut faults),
            None if field.required => faults.required(field.name),
            None => {}
        }
    }
    for name in object.keys().filter(|name| table.iter().all(|field| field.name != name.as_str())) {
        faults.wrong(name, "поле неизвестно");
    }
    faults
}

fn check_value(name: &str, kind: &Kind, value: &Value, faults: &mut FieldFaults) {
    match kind {
        Kind::Object(table) => check_object(name, table, value, faults),
        Kind::Either(one, other) => {
            let table = if fits(one, value) { one } else { other };
            check_object(name, table, value, faults);
        }
        Kind::Objects(table) => check_objects(name, table, value, faults),
        Kind::Codes(codes) => check_elements(name, value, faults, |code| is_code(code, codes)),
        Kind::Texts => check_elements(name, value, faults, |text| is_text(text, &(1..=usize::MAX))),
        Kind::Bytes(sizes) => {
            if value.as_array().is_some_and(|bytes| bytes.len() > *sizes.end()) {
                faults.wrong(name, "байтов больше, чем можно");
            }
            check_elements(name, value, faults, |byte| is_code(byte, &(0..=255)));
        }
        kind => {
            if let Some(why) = complaint(kind, value) {
                faults.wrong(name, why);
            }
        }
    }
}

/// What is wrong with a value that has no parts; `None` if it is valid.
fn complaint(kind: &Kind, value: &Value) -> Option<&'static str> {
    let text = value.as_str();
    let (good, why) = match kind {
        Kind::Text(sizes) => (is_text(value, sizes), "нужна строка допустимой длины"),
        Kind::Digits(sizes) => {
            let digits = text.is_some_and(|text| text.bytes().all(|byte| byte.is_ascii_digit()));
            (digits && is_text(value, sizes), "нужна строка цифр допустимой длины")
        }
        Kind::Boolean => (value.is_boolean(), "нужно true или false"),
        Kind::Integer(range) => (is_code(value, range), "нужно целое число в пределах"),
        Kind::Code(codes) => (is_code(value, codes), "нет такого кода"),
        Kind::OneCode(codes) => (is_one_code(value, codes), "нужен массив из одного кода"),
        Kind::CodeOrOne(codes) => (is_code(value, codes) || is_one_code(value, codes), "нет такого кода"),
        Kind::Money => (amount::kopecks(value).is_some(), "нужна сумма: целое число или строка вида \"20.45\""),
        Kind::MoneyNotZero => (amount::kopecks(value).is_some_and(|sum| sum > 0), "нужна сумма больше нуля"),
        Kind::Quantity => (text.is_some_and(is_quantity), "нужна строка вида \"1.5\", до трёх знаков после точки"),
        Kind::Date => (text.is_some_and(clock::is_date), "нужна дата вида 2026-11-22"),
        Kind::DateTime => (text.and_then(Moment::parse).is_some(), "нужны дата и время вида 2026-11-22T13:45:00"),
        Kind::Host => (text.is_some_and(|text| is_address(text) || is_domain(text)), "нужен адрес IPv4 или имя узла"),
        Kind::Address => (text.is_some_and(is_address), "нужен адрес IPv4"),
        Kind::Feed => (text.is_some_and(is_feed), "нужно Default, N lines или N dots"),
        Kind::Base64 => (text.and_then(from_base64).is_some_and(|bytes| !bytes.is_empty()), "нужен base64"),
        Kind::Words(words) => (text.is_some_and(|text| words.contains(&text)), "нет такого значения"),
        _ => (true, ""),
    };
    (!good).then_some(why)
}

fn fits(table: &[Field], value: &Value) -> bool {
    value.as_object().is_some_and(|object| check(table, object).is_empty())
}

fn check_object(name: &str, table: &[Field], value: &Value, faults: &mut FieldFaults) {
    match value.as_object() {
        Some(object) if !object.is_empty() => faults.nested(name, None, check(table, object)),
        _ => faults.wrong(name, "нужен непустой объект"),
    }
}

fn check_objects(name: &str, table: &[Field], value: &Value, faults: &mut FieldFaults) {
    let Some(elements) = value.as_array().filter(|elements| !elements.is_empty()) else {
        return faults.wrong(name, "нужен непустой массив");
    };
    for (index, element) in elements.iter().enumerate() {
        match element.as_object() {
            Some(object) => faults.nested(name, Some(index), check(table, object)),
            None => faults.wrong_element(name, index, "нужен объект"),
        }
    }
}

fn check_elements(name: &str, value: &Value, faults: &mut FieldFaults, good: impl Fn(&Value) -> bool) {
    let Some(elements) = value.as_array().filter(|elements| !elements.is_empty()) else {
        return faults.wrong(name, "нужен непустой массив");
    };
    for (index, _) in elements.iter().enumerate().filter(|(_, element)| !good(element)) {
        faults.wrong_element(name, index, "элемент неверен");
    }
}

fn is_text(value: &Value, sizes: &RangeInclusive<usize>) -> bool {
    value.as_str().is_some_and(|text| sizes.contains(&text.chars().count()))
}

fn is_code(value: &Value, codes: &RangeInclusive<i64>) -> bool {
    // Compares the digits as written, so that 1.0 and 1e0 are not accepted as codes.
    value.as_number().and_then(|number| number.to_string().parse().ok()).is_some_and(|code| codes.contains(&code))
}

fn is_one_code(value: &Value, codes: &RangeInclusive<i64>) -> bool {
    value.as_array().is_some_and(|elements| elements.len() == 1 && elements.iter().all(|code| is_code(code, codes)))
}

fn is_quantity(text: &str) -> bool {
    let (whole, fraction) = text.split_once('.').map_or((text, None), |(whole, fraction)| (whole, Some(fraction)));
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    text.len() <= 21
        && digits(whole)
        && fraction.is_none_or(|fraction| digits(fraction) && fraction.len() <= 3)
        && amount::thousandths(text).is_some()
}

fn is_address(text: &str) -> bool {
    let byte =
        |part: &str| part.len() <= 3 && part.bytes().all(|digit| digit.is_ascii_digit()) && part.parse::<u8>().is_ok();
    text.split('.').count() == 4 && text.split('.').all(byte)
}

fn is_domain(text: &str) -> bool {
    let label = |label: &str| {
        let inner = label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
        (1..=63).contains(&label.len()) && inner && !label.starts_with('-') && !label.ends_with('-')
    };
    let Some((rest, top)) = text.rsplit_once('.') else { return false };
    rest.split('.').all(label) && (2..=6).contains(&top.len()) && top.bytes().all(|byte| byte.is_ascii_alphabetic())
}

fn is_feed(text: &str) -> bool {
    // The vendor's table says `Default`; its pattern has another, misspelled value. Both are accepted.
    if matches!(text, "Default" | "По-умолчинию") {
        return true;
    }
    let Some((count, unit)) = text.split_once(' ') else { return false };
    let most = match unit {
        "lines" => 16,
        "dots" => 255,
        _ => return false,
    };
    !count.starts_with('0')
        && count.bytes().all(|byte| byte.is_ascii_digit())
        && count.parse().is_ok_and(|count: u32| (1..=most).contains(&count))
}
