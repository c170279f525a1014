//! How much room a document takes in the fiscal drive: the tags of the request as the drive stores them.
//!
//! Each value stands behind its tag and its length, two bytes each. What the device adds from its registration is not
//! counted.

use super::amount;
use super::fields::{Field, Kind};
use super::refusal::{self, Refusal};
use super::requests::{CORRECTION, RECEIPT};
use serde_json::{Map, Value};

/// Most bytes of a receipt or a correction.
const MOST: usize = 32_768;

/// Most characters of a text to print.
const MOST_PRINTED: usize = 30_720;

/// The five kinds of payment stand in every receipt, also those that are zero.
const PAYMENTS: [&str; 5] = ["T1031", "T1081", "T1215", "T1216", "T1217"];

/// Refuses a receipt or a correction that the drive cannot store.
pub(super) fn check(tags: &Map<String, Value>) -> Result<(), Refusal> {
    let absent = PAYMENTS.iter().filter(|name| !tags.contains_key(**name)).count();
    let size = stored(&[RECEIPT, CORRECTION], tags) + absent * (4 + 1);
    if size > MOST { Err(too_large(size, MOST)) } else { Ok(()) }
}

/// Refuses a text that is too long to print.
pub(super) fn check_printed(lines: &[Value]) -> Result<(), Refusal> {
    let of_line = |line: &Value| -> usize {
        ["left", "right", "center"]
            .iter()
            .filter_map(|name| line[*name].as_str())
            .map(|text| text.chars().count())
            .sum()
    };
    let size = lines.iter().map(of_line).sum();
    if size > MOST_PRINTED { Err(too_large(size, MOST_PRINTED)) } else { Ok(()) }
}

fn too_large(size: usize, most: usize) -> Refusal {
    Refusal::because(refusal::TOO_LARGE, &format!("{size} > {most}"))
}

/// Bytes of an object's tags.
fn stored(tables: &[&[Field]], tags: &Map<String, Value>) -> usize {
    let field = |name: &str| tables.iter().copied().flatten().find(|field| field.name == name);
    tags.iter().filter_map(|(name, value)| Some(size_of(&field(name)?.kind, value))).sum()
}

fn size_of(kind: &Kind, value: &Value) -> usize {
    let object = |table: &[Field], value: &Value| value.as_object().map_or(0, |inner| 4 + stored(&[table], inner));
    let list = |of_one: &dyn Fn(&Value) -> usize| value.as_array().into_iter().flatten().map(of_one).sum();
    match kind {
        Kind::Money | Kind::MoneyNotZero => 4 + bytes(amount::kopecks(value).unwrap_or(0)),
        Kind::Quantity => 5 + bytes(shortest(value.as_str().unwrap_or("0"))),
        Kind::Date => 4 + 4,
        Kind::Bytes(_) => 4 + value.as_array().map_or(0, Vec::len),
        Kind::Texts => list(&|text| 4 + characters(text)),
        Kind::Objects(table) => list(&|inner| object(table, inner)),
        Kind::Object(table) => object(table, value),
        Kind::Either(one, other) => object(one, value).max(object(other, value)),
        Kind::Text(_) | Kind::Digits(_) => 4 + characters(value),
        // Codes and flags.
        _ => 4 + 1,
    }
}

fn characters(text: &Value) -> usize {
    text.as_str().map_or(0, |text| text.chars().count())
}

/// The digits of a quantity without its point and without the zeros at its end: 15 for `1.500`.
fn shortest(quantity: &str) -> i64 {
    let digits = match quantity.split_once('.') {
        Some((whole, fraction)) => format!("{whole}{}", fraction.trim_end_matches('0')),
        None => quantity.to_owned(),
    };
    digits.parse().unwrap_or(0)
}

/// How many bytes a number needs; zero needs one.
fn bytes(number: i64) -> usize {
    let mut left = number >> 8;
    let mut count = 1;
    while left > 0 {
        (left, count) = (left >> 8, count + 1);
    }
    count
}
