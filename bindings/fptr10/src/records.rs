//! Attributes (TLV): a structure formed of those that a program sets, and reading them one by one.

use super::failure::{Failure, Result};
use super::handle::{Handle, Outputs};
use super::inputs::Inputs;
use super::numbers::{error as code, param};
use super::queries::document;
use super::stlv::{Attributes, formed, formed_number};
use super::value::{Value, time};
use kassa::Decimal;
use kassa::task::money::decimal;
use rust_decimal::prelude::ToPrimitive;
use serde_json::Value as Json;
use std::collections::VecDeque;

/// Types of attributes.
mod kind {
    pub const STRUCTURE: i64 = 0;
    pub const TEXT: i64 = 1;
    pub const BYTES: i64 = 2;
    pub const NUMBER: i64 = 6;
    pub const TIME: i64 = 9;
    pub const FLAG: i64 = 10;
}

/// Attributes that are read one by one, under the number that the program got.
#[derive(Default)]
pub struct Records {
    next: u32,
    open: Vec<(String, VecDeque<Outputs>)>,
}

/// Forms a structure of the attributes that were set, in their order.
pub fn util_form_tlv(_: &mut Handle, inputs: &Inputs) -> Result<Outputs> {
    Ok(Outputs::from([(param::TAG_VALUE, Value::Bytes(formed(inputs.tags())?))]))
}

/// Begins to read: the attributes of a document (1), or those of a structure (6).
pub fn begin_read_records(handle: &mut Handle, inputs: &Inputs) -> Result<Outputs> {
    let found = match inputs.required(param::RECORDS_TYPE, Inputs::int)? {
        1 => {
            let number = inputs.required(param::DOCUMENT_NUMBER, Inputs::int)?;
            let (tags, _) = document(handle, u64::try_from(number).unwrap_or(0))?;
            of_document(&tags)
        }
        6 => {
            let structure = inputs.get(param::TAG_VALUE).ok_or_else(|| Failure::missing("TAG_VALUE"))?;
            let read = Attributes::read(&structure.bytes())?;
            read.iter().map(|(tag, value)| record(tag, kind::BYTES, Value::Bytes(value.to_vec()), false)).collect()
        }
        other => return Err(Failure::not_supported(&format!("libfptr_begin_read_records, записи {other}"))),
    };
    handle.records.next += 1;
    let id = handle.records.next.to_string();
    let count = i64::try_from(found.len()).unwrap_or(0);
    handle.records.open.push((id.clone(), found));
    Ok(Outputs::from([(param::RECORDS_ID, Value::Text(id)), (param::COUNT, Value::Int(count))]))
}

/// The next attribute.
pub fn read_next_record(handle: &mut Handle, inputs: &Inputs) -> Result<Outputs> {
    let id = inputs.text(param::RECORDS_ID).unwrap_or_default();
    let open = handle.records.open.iter_mut().find(|(known, _)| *known == id);
    let wrong = || Failure::new(code::INVALID_RECORDS_ID, format!("Чтение {id} не начато"));
    let (_, rest) = open.ok_or_else(wrong)?;
    rest.pop_front().ok_or_else(|| Failure::new(code::NO_MORE_DATA, "Больше записей нет"))
}

/// Ends reading.
#[allow(clippy::unnecessary_wraps, reason = "as every function of the interface")]
pub fn end_read_records(handle: &mut Handle, inputs: &Inputs) -> Result<Outputs> {
    let id = inputs.text(param::RECORDS_ID).unwrap_or_default();
    handle.records.open.retain(|(known, _)| *known != id);
    Ok(Outputs::new())
}

fn record(tag: i32, kind: i64, value: Value, repeated: bool) -> Outputs {
    Outputs::from([
        (param::TAG_NUMBER, Value::Int(i64::from(tag))),
        (param::TAG_TYPE, Value::Int(kind)),
        (param::TAG_VALUE, value),
        (param::TAG_NAME, Value::Text(tag.to_string())),
        (param::TAG_IS_COMPLEX, Value::Flag(kind == kind::STRUCTURE)),
        (param::TAG_IS_REPEATABLE, Value::Flag(repeated)),
    ])
}

/// The attributes of a document, in its order; each element of a list is one.
fn of_document(tags: &Json) -> VecDeque<Outputs> {
    let mut found = VecDeque::new();
    for (name, value) in tags.as_object().into_iter().flatten() {
        let Ok(tag) = name.parse() else { continue };
        match value {
            Json::Array(list) => found.extend(list.iter().filter_map(|value| of_json(tag, value, true))),
            value => found.extend(of_json(tag, value, false)),
        }
    }
    found
}

fn of_json(tag: i32, value: &Json, repeated: bool) -> Option<Outputs> {
    let (kind, value) = typed(value)?;
    Some(record(tag, kind, value, repeated))
}

/// Attributes whose value is a sum.
#[rustfmt::skip]
const SUMS: &[i32] = &[
    1020, 1031, 1043, 1079, 1081, 1102, 1103, 1104, 1105, 1106, 1107, 1136, 1138, 1139, 1140, 1141, 1142, 1143, 1198, 1200,
    1201, 1215, 1216, 1217, 1218, 1219, 1220, 1229,
];

/// The quantity: the number of its decimal places comes first.
const QUANTITY: i32 = 1023;

/// A value as a record has it, with its type. Numbers stay as their digits; a program reads them as it wants.
fn typed(value: &Json) -> Option<(i64, Value)> {
    Some(match value {
        Json::Null | Json::Array(_) => return None,
        Json::Bool(flag) => (kind::FLAG, Value::Flag(*flag)),
        Json::Number(number) => (kind::NUMBER, Value::Text(number.to_string())),
        // Sums stand in texts, with their kopecks.
        Json::String(text) if text.contains('.') && decimal(text).is_some() => {
            (kind::NUMBER, Value::Text(text.clone()))
        }
        Json::String(text) if text.contains('T') && time(text).is_some() => (kind::TIME, Value::Time(time(text)?)),
        Json::String(text) => (kind::TEXT, Value::Text(text.clone())),
        Json::Object(members) => {
            let values = members.iter().filter_map(|(name, value)| {
                let tag = name.parse().ok()?;
                Some((tag, within(tag, value)?))
            });
            let values: Vec<(i32, Value)> = values.collect();
            (kind::STRUCTURE, Value::Bytes(formed(values.iter().map(|(tag, value)| (*tag, value))).ok()?))
        }
    })
}

/// A value as a structure has it: there a sum is in kopecks.
fn within(tag: i32, value: &Json) -> Option<Value> {
    let (kind, value) = typed(value)?;
    if kind != kind::NUMBER {
        return Some(value);
    }
    let exact = value.decimal()?.normalize();
    Some(match tag {
        QUANTITY => {
            let digits = formed_number(u64::try_from(exact.mantissa()).ok()?);
            Value::Bytes([vec![u8::try_from(exact.scale()).ok()?], digits].concat())
        }
        _ if SUMS.contains(&tag) => Value::Int((exact * Decimal::ONE_HUNDRED).to_i64()?),
        _ => Value::Int(exact.to_i64()?),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn attributes_of_a_document_are_read_one_by_one() {
        let tags = json!({
            "fiscalDocumentType": "receipt", "1012": "2026-11-22T15:06:00", "1020": "428.80", "1108": false,
            "1059": [{"1030": "Хлеб", "1212": 1, "1079": 820, "1043": "45.90", "1023": "0.355"}, {"1030": "Сыр", "1212": 1}], "1040": 3, "1021": "Лунина",
        });
        let mut handle = Handle::default();
        handle.records.open.push(("1".to_owned(), of_document(&tags)));
        let mut read = Vec::new();
        let mut inputs = Inputs::default();
        inputs.set(param::RECORDS_ID, Value::Int(1), super::super::inputs::Way::Plain);
        let ended = loop {
            match read_next_record(&mut handle, &inputs) {
                Ok(record) => read.push(record),
                Err(failure) => break failure,
            }
        };
        assert_eq!(ended.code, code::NO_MORE_DATA);
        let told: Vec<String> = read
            .iter()
            .map(|record| format!("{} {}", record[&param::TAG_NUMBER].text(), record[&param::TAG_TYPE].text()))
            .collect();
        assert_eq!(told, ["1012 9", "1020 6", "1108 10", "1059 0", "1059 0", "1040 6", "1021 1"]);
        let bread = Attributes::read(&read[3][&param::TAG_VALUE].bytes()).unwrap();
        assert_eq!((bread.text(1030).as_deref(), bread.number(1212)), (Some("Хлеб"), Some(1)));
        assert_eq!((bread.number(1079), bread.number(1043)), (Some(82_000), Some(4590)));
        assert_eq!(bread.iter().last(), Some((1023, &[3, 99, 1][..])));
        end_read_records(&mut handle, &inputs).unwrap();
        assert_eq!(read_next_record(&mut handle, &inputs).unwrap_err().code, code::INVALID_RECORDS_ID);
    }
}
