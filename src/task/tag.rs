//! A tag of FFD for which the vocabulary has no name: by its number, with its type and value.

use super::read::{Fields, Need};
use super::words::{Words, words};
use crate::error::Problem;

words! {
    /// Type of a tag's value.
    TagType { Array = 0: "array", Byte = 1: "byte", Int16 = 2: "int16", Int32 = 3: "int32", Double = 4: "double", Text = 5: "string" }
}

/// The fiscal sign (tag 1077) in decimal digits. Registers of ATOL have it in twelve hexadecimal ones: two bytes of the kind, and the
/// sign itself.
pub fn decimal_sign(told: &str) -> String {
    let hex = told.get(4..).filter(|_| told.len() == 12);
    hex.and_then(|hex| u32::from_str_radix(hex, 16).ok()).map_or_else(|| told.to_owned(), |sign| sign.to_string())
}

/// A tag of FFD, for example `{"id": 1192, "type": "string", "value": "42"}`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tag {
    /// Its number, 1 to 65 535.
    pub id: i64,
    /// Type of its value.
    pub kind: TagType,
    /// Its value: text, digits, or bytes in hexadecimal with spaces between them.
    pub value: String,
}

impl Tag {
    /// A tag whose value is bytes.
    pub fn of_bytes(id: i64, bytes: &[u8]) -> Self {
        let value: Vec<String> = bytes.iter().map(|byte| format!("{byte:02X}")).collect();
        Self { id, kind: TagType::Array, value: value.join(" ") }
    }

    /// A tag whose value is text.
    pub fn of_text(id: i64, text: &str) -> Self {
        Self { id, kind: TagType::Text, value: text.to_owned() }
    }
}

/// Reads `tags`.
pub fn read(fields: &Fields) -> Vec<Tag> {
    fields.objects("tags", Need::Optional, |_, fields| {
        let id = fields.integer("id", Need::Required, 1, 65_535);
        let kind = fields.word::<TagType>("type", Need::Required, None);
        let value = fields.text_or_number("value", 4096);
        if value.is_none() && fields.is_missing("value") {
            fields.judge("value", Problem::Missing);
        }
        let (id, kind, value) = (id?, kind?, value?);
        match spelled(kind, &value) {
            Ok(value) => {
                fields.mean("value", &value);
                Some(Tag { id, kind, value })
            }
            Err(allowed) => {
                fields.judge("value", Problem::Range(allowed.into()));
                None
            }
        }
    })
}

/// The value in its canonical spelling; the error says what is allowed.
fn spelled(kind: TagType, value: &str) -> Result<String, &'static str> {
    let whole = |least: i64, most: i64, allowed| match value.parse::<i64>() {
        Ok(number) if (least..=most).contains(&number) => Ok(number.to_string()),
        _ => Err(allowed),
    };
    match kind {
        TagType::Byte => whole(0, 255, "0…255"),
        TagType::Int16 => whole(-32_768, 65_535, "−32768…65535"),
        TagType::Int32 => whole(i64::from(i32::MIN), i64::from(u32::MAX), "−2³¹…2³²−1"),
        TagType::Double => match super::money::decimal(value) {
            Some(_) => Ok(value.to_owned()),
            None => Err("0.00"),
        },
        TagType::Text => Ok(value.to_owned()),
        TagType::Array => bytes(value).map(|bytes| Tag::of_bytes(0, &bytes).value).ok_or("15 20 04 36 03 BE F5"),
    }
}

/// Parses bytes in hexadecimal with spaces between them.
pub(super) fn bytes(value: &str) -> Option<Vec<u8>> {
    let pairs: Vec<&str> = value.split_whitespace().collect();
    let two = |pair: &&str| pair.len() == 2 && pair.bytes().all(|digit| digit.is_ascii_hexdigit());
    if pairs.is_empty() || !pairs.iter().all(two) {
        return None;
    }
    pairs.iter().map(|pair| u8::from_str_radix(pair, 16).ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_of_its_type_or_refused() {
        for (kind, value, right) in [
            // The example of the vendor's document.
            (
                TagType::Array,
                " 15 20 04 36 03 BE F5 14 73 67 45 4b 4b 50 50 63 53 32\n35 79 35",
                Some("15 20 04 36 03 BE F5 14 73 67 45 4B 4B 50 50 63 53 32 35 79 35"),
            ),
            (TagType::Array, "1520", None),
            (TagType::Array, "+1 20", None),
            (TagType::Array, "", None),
            (TagType::Byte, "255", Some("255")),
            (TagType::Byte, "256", None),
            (TagType::Byte, "1.5", None),
            (TagType::Int16, "-32768", Some("-32768")),
            (TagType::Int32, "4294967295", Some("4294967295")),
            (TagType::Int32, "4294967296", None),
            (TagType::Double, "12.50", Some("12.50")),
            (TagType::Double, "twelve", None),
            (TagType::Text, "любой", Some("любой")),
        ] {
            assert_eq!(spelled(kind, value).ok().as_deref(), right, "{kind:?} {value}");
        }
    }

    #[test]
    fn a_sign_is_told_in_decimal_digits() {
        let signs = [("21046969637C", "1768514428"), ("210400000BB8", "3000"), ("3456789012", "3456789012"), ("", "")];
        for (told, sign) in signs {
            assert_eq!(decimal_sign(told), sign);
        }
    }
}
