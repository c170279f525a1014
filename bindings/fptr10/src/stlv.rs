//! Structures of attributes (TLV): tag and length in two bytes each, the lower byte first, then the value. Texts are in
//! code page 866.

use super::failure::{Failure, Result};
use super::numbers::error as code;
use super::value::{Value, time};
use kassa::task::text::{decode_cp866, encode_cp866};

/// Attributes within structures that are a time. Programs give the day also as a text.
const TIMES: &[i32] = &[1178, 1273];

/// The attributes of a structure.
#[derive(Debug, Default)]
pub struct Attributes(Vec<(i32, Vec<u8>)>);

impl Attributes {
    /// Reads a structure without its own tag and length.
    pub fn read(bytes: &[u8]) -> Result<Self> {
        let wrong = || Failure::new(code::FISCAL_PROPERTY_WRITE, "Составной реквизит нельзя разобрать");
        let (mut rest, mut read) = (bytes, Vec::new());
        while !rest.is_empty() {
            let (head, tail) = rest.split_at_checked(4).ok_or_else(wrong)?;
            let length = usize::from(u16::from_le_bytes([head[2], head[3]]));
            let (value, tail) = tail.split_at_checked(length).ok_or_else(wrong)?;
            read.push((i32::from(u16::from_le_bytes([head[0], head[1]])), value.to_vec()));
            rest = tail;
        }
        Ok(Self(read))
    }

    /// The attributes with their values.
    pub fn iter(&self) -> impl Iterator<Item = (i32, &[u8])> {
        self.0.iter().map(|(tag, value)| (*tag, value.as_slice()))
    }

    /// The text of an attribute, without the spaces that registers fill it with.
    pub fn text(&self, tag: i32) -> Option<String> {
        let text = decode_cp866(self.values(tag).next()?);
        Some(text.trim_end().to_owned()).filter(|text| !text.is_empty())
    }

    /// The texts of an attribute that may be repeated.
    pub fn texts(&self, tag: i32) -> Vec<String> {
        self.values(tag).map(|value| decode_cp866(value).trim_end().to_owned()).collect()
    }

    /// The number of an attribute: a whole one of any length.
    pub fn number(&self, tag: i32) -> Option<i64> {
        let value = self.values(tag).next().filter(|value| value.len() < 8)?;
        Some(value.iter().rev().fold(0, |number, byte| number << 8 | i64::from(*byte)))
    }

    /// An attribute that is a time, as a task has it: `2026.02.17 10:30:00`.
    pub fn time(&self, tag: i32) -> Option<String> {
        Some(Value::Time(Value::Int(self.number(tag)?).time()?).text())
    }

    /// The day of such an attribute.
    pub fn day(&self, tag: i32) -> Option<String> {
        Some(self.time(tag)?.split(' ').next()?.to_owned())
    }

    fn values(&self, tag: i32) -> impl Iterator<Item = &[u8]> {
        self.iter().filter(move |(other, _)| *other == tag).map(|(_, value)| value)
    }
}

/// The attributes as a structure, in the given order.
pub fn formed<'a>(tags: impl Iterator<Item = (i32, &'a Value)>) -> Result<Vec<u8>> {
    let mut made = Vec::new();
    for (tag, value) in tags {
        let wrong = || Failure::new(code::FISCAL_PROPERTY_WRITE, format!("Значение реквизита {tag} не годится"));
        let value = match value {
            Value::Text(text) if TIMES.contains(&tag) => bytes(&Value::Time(time(text).ok_or_else(wrong)?)),
            value => bytes(value),
        };
        let value = value.ok_or_else(wrong)?;
        made.extend(u16::try_from(tag).map_err(|_| wrong())?.to_le_bytes());
        made.extend(u16::try_from(value.len()).map_err(|_| wrong())?.to_le_bytes());
        made.extend(value);
    }
    Ok(made)
}

/// The value of an attribute by the type that the program gave it.
fn bytes(value: &Value) -> Option<Vec<u8>> {
    Some(match value {
        Value::Text(text) => encode_cp866(text),
        Value::Bytes(bytes) => bytes.clone(),
        Value::Flag(flag) => vec![u8::from(*flag)],
        Value::Time(time) => u32::try_from(time.assume_utc().unix_timestamp()).ok()?.to_le_bytes().to_vec(),
        Value::Int(_) | Value::Double(_) => formed_number(u64::try_from(value.int()?).ok()?),
    })
}

/// A whole number in as many bytes as it needs.
pub fn formed_number(number: u64) -> Vec<u8> {
    let bytes = number.to_le_bytes();
    let used = bytes.iter().rposition(|byte| *byte != 0).map_or(1, |at| at + 1);
    bytes[..used].to_vec()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_structure_is_read_as_it_was_formed() {
        let day = Value::Time(time("2026-02-17").unwrap());
        let given = [
            (1177, Value::Text("Акт № 5".into())),
            (1178, day),
            (1179, Value::Text("17".into())),
            (1171, Value::Text("+7".into())),
            (1171, Value::Text("+8".into())),
            (1271, Value::Int(300)),
        ];
        let bytes = formed(given.iter().map(|(tag, value)| (*tag, value))).unwrap();
        assert_eq!(bytes[..6], [0x99, 0x04, 7, 0, 0x80, 0xAA]);
        let read = Attributes::read(&bytes).unwrap();
        assert_eq!((read.text(1177).as_deref(), read.text(1179).as_deref()), (Some("Акт № 5"), Some("17")));
        assert_eq!((read.day(1178).as_deref(), read.number(1271)), (Some("2026.02.17"), Some(300)));
        assert_eq!((read.texts(1171), read.text(1000)), (vec!["+7".to_owned(), "+8".to_owned()], None));
        assert_eq!(read.iter().count(), 6);
        assert_eq!(Attributes::read(&bytes[..5]).unwrap_err().code, 148);
    }

    #[test]
    fn a_time_may_be_given_as_a_text() {
        let day = Value::Time(time("2026-02-17").unwrap());
        let formed_of = |value: &Value| formed([(1178, value)].into_iter());
        for text in ["2026.02.17", "17.02.2026", "2026-02-17T00:00:00"] {
            assert_eq!(formed_of(&Value::Text(text.into())).unwrap(), formed_of(&day).unwrap(), "{text}");
        }
        assert_eq!(formed_of(&Value::Text("вчера".into())).unwrap_err().code, 148);
    }
}
