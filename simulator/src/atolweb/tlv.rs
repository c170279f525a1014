//! A fiscal document as a tree of tags, and its bytes in the fiscal drive.
//!
//! A document is a tree: the keys are the tags' numbers, the values are as `getFnDocument` shows them.

use super::failure::{Failure, NO_REQUIRED_TAG, TAG_NOT_WRITTEN};
use super::tags::Holds::{self, Bytes, Flag, Int, Quantity, Sum, Text, Time, Tree};
use super::tags::{REPEATED, holds};
use super::{cp866, decimal};
use crate::clock::Moment;
use serde_json::{Map, Value};

pub(super) type Tags = Map<String, Value>;

/// The tags as the fiscal drive keeps them, without the characters that it does not have.
pub(super) fn kept(tags: Tags) -> Tags {
    tags.into_iter().map(|(name, value)| (name, kept_value(value))).collect()
}

fn kept_value(value: Value) -> Value {
    match value {
        Value::String(text) => text.chars().filter(|letter| cp866::byte(*letter).is_some()).collect::<String>().into(),
        Value::Array(list) => list.into_iter().map(kept_value).collect(),
        Value::Object(tags) => kept(tags).into(),
        other => other,
    }
}

/// Adds a value: to the list of a tag that may be repeated, otherwise in place of the old one.
pub(super) fn put(tags: &mut Tags, tag: u16, value: Value) {
    if !REPEATED.contains(&tag) {
        tags.insert(tag.to_string(), value);
        return;
    }
    let list = tags.entry(tag.to_string()).or_insert_with(|| Value::Array(Vec::new()));
    if let Some(list) = list.as_array_mut() {
        list.push(value);
    }
}

/// A sum of kopecks.
pub(super) fn put_sum(tags: &mut Tags, tag: u16, kopecks: i64) {
    put(tags, tag, decimal::roubles(kopecks));
}

/// A sum of a document in kopecks; 0 if it is not there.
pub(super) fn sum(tags: &Tags, tag: u16) -> i64 {
    tags.get(&tag.to_string()).and_then(|value| decimal::rounded(value, 2)).unwrap_or(0)
}

pub(super) fn integer(tags: &Tags, tag: u16) -> i64 {
    tags.get(&tag.to_string()).and_then(Value::as_i64).unwrap_or(0)
}

pub(super) fn text(tags: &Tags, tag: u16) -> &str {
    tags.get(&tag.to_string()).and_then(Value::as_str).unwrap_or_default()
}

/// Checks that the fiscal drive can hold every tag.
pub(super) fn ensure_writable(tags: &Tags) -> Result<(), Failure> {
    for (name, value) in tags {
        let list = value.as_array().map_or(std::slice::from_ref(value), Vec::as_slice);
        list.iter().try_for_each(|value| ensure_fits(name, value))?;
    }
    Ok(())
}

fn ensure_fits(name: &str, value: &Value) -> Result<(), Failure> {
    let refused = |code: u16, why: &str| Err(Failure::because(code, format!("{why}: {name}")));
    let Some(holds) = name.parse().ok().and_then(holds) else {
        return refused(TAG_NOT_WRITTEN, "Реквизит неизвестен");
    };
    match (holds, value) {
        (Tree, Value::Object(inner)) => ensure_writable(inner),
        (Text(_), Value::String(text)) if text.is_empty() => refused(NO_REQUIRED_TAG, "Реквизит пуст"),
        (Text(most), Value::String(text)) if text.chars().count() > most => {
            refused(TAG_NOT_WRITTEN, "Реквизит слишком длинный")
        }
        (Text(_) | Bytes | Time, Value::String(_))
        | (Int(_) | Sum | Quantity, Value::Number(_))
        | (Flag, Value::Bool(_)) => Ok(()),
        _ => refused(TAG_NOT_WRITTEN, "Реквизит не записан"),
    }
}

/// The tags in the order and form of the fiscal drive: tag and length, two bytes each, then the value.
pub(super) fn raw(tags: &Tags) -> Vec<u8> {
    let mut bytes = Vec::new();
    for (name, value) in tags {
        let Some((tag, holds)) = name.parse().ok().and_then(|tag| Some((tag, holds(tag)?))) else { continue };
        for value in value.as_array().map_or(std::slice::from_ref(value), Vec::as_slice) {
            let content = content(holds, value);
            bytes.extend(u16::to_le_bytes(tag));
            bytes.extend(u16::try_from(content.len()).unwrap_or(u16::MAX).to_le_bytes());
            bytes.extend(content);
        }
    }
    bytes
}

fn content(holds: Holds, value: &Value) -> Vec<u8> {
    let text = value.as_str().unwrap_or_default();
    match holds {
        Tree => value.as_object().map(raw).unwrap_or_default(),
        Text(_) => cp866::bytes(text),
        Int(size) => value.as_u64().unwrap_or(0).to_le_bytes()[..size].to_vec(),
        Sum => short(decimal::rounded(value, 2).unwrap_or(0)),
        Quantity => [vec![6], short(decimal::rounded(value, 6).unwrap_or(0))].concat(),
        Flag => vec![u8::from(value == true)],
        Time => {
            let moment = Moment::parse(text.get(..19).unwrap_or_default());
            let seconds = Moment::parse("1970-01-01T00:00:00").zip(moment).map_or(0, |(start, end)| end.since(start));
            u32::try_from(seconds).unwrap_or(0).to_le_bytes().to_vec()
        }
        Bytes => {
            let pairs = text.as_bytes().chunks(2).filter_map(|pair| std::str::from_utf8(pair).ok());
            pairs.filter_map(|pair| u8::from_str_radix(pair, 16).ok()).collect()
        }
    }
}

/// A number without the zero bytes at its end.
fn short(number: i64) -> Vec<u8> {
    let bytes = number.to_le_bytes();
    let length = bytes.iter().rposition(|byte| *byte != 0).map_or(1, |last| last + 1);
    bytes[..length].to_vec()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn each_kind_of_value_has_its_bytes() {
        let tags = json!({
            "1020": 428.8, "1021": "Ян", "1023": 0.355, "1038": 11, "1077": "01FF", "1108": true,
            "1012": "1970-01-01T00:01:00+03:00", "1059": [{"1030": "A"}, {"1030": "B"}], "short": false,
        });
        let expected: [&[u8]; 8] = [
            &[0xfc, 3, 2, 0, 0x80, 0xa7],
            &[0xfd, 3, 2, 0, 0x9f, 0xad],
            &[0xff, 3, 4, 0, 6, 0xb8, 0x6a, 5],
            &[0x0e, 4, 4, 0, 11, 0, 0, 0],
            &[0x35, 4, 2, 0, 1, 0xff],
            &[0x54, 4, 1, 0, 1],
            &[0xf4, 3, 4, 0, 60, 0, 0, 0],
            &[0x23, 4, 5, 0, 6, 4, 1, 0, 65, 0x23, 4, 5, 0, 6, 4, 1, 0, 66],
        ];
        assert_eq!(raw(tags.as_object().expect("tags")), expected.concat());
    }

    #[test]
    fn what_the_drive_cannot_hold_is_refused() {
        let cases = [
            (json!({"1030": "x".repeat(129)}), TAG_NOT_WRITTEN),
            (json!({"1059": [{"1030": "x"}, {"1030": ""}]}), NO_REQUIRED_TAG),
            (json!({"1020": "1"}), TAG_NOT_WRITTEN),
            (json!({"999": 1}), TAG_NOT_WRITTEN),
        ];
        for (tags, code) in cases {
            let refused = ensure_writable(tags.as_object().expect("tags")).expect_err("a refusal");
            assert_eq!(refused.code, code, "{tags}");
        }
        assert_eq!(ensure_writable(json!({"1030": "x".repeat(128)}).as_object().expect("tags")), Ok(()));
    }
}
