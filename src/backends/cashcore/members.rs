//! Reading members of the register's JSON. The vendor's document spells some of their names in several ways.

use serde_json::Value;

/// A member by its name, ignoring case: the vendor's document is not consistent in it.
pub(super) fn member<'a>(value: &'a Value, name: &str) -> Option<&'a Value> {
    value.get(name).or_else(|| {
        let members = value.as_object()?;
        members.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value)
    })
}

/// A list, named with or without `List` at the end. An empty list may be written as `{}`.
pub(super) fn list<'a>(value: &'a Value, name: &str) -> Option<&'a [Value]> {
    let found = value.get(format!("{name}List")).or_else(|| value.get(name))?;
    match found {
        Value::Array(list) => Some(list),
        Value::Object(members) if members.is_empty() => Some(&[]),
        _ => None,
    }
}

/// A non-negative integer.
pub(super) fn count(value: &Value, name: &str) -> Option<u64> {
    member(value, name).and_then(Value::as_u64)
}

/// `{"date": {…}, "time": {…}}` as `2025-01-17T13:34:37`.
pub(super) fn date_time(value: &Value) -> Option<String> {
    let (date, time) = (value.get("date")?, value.get("time")?);
    let part = |of: &Value, name| count(of, name).filter(|part| *part < 10_000);
    let (year, month, day) = (part(date, "year")?, part(date, "month")?, part(date, "day")?);
    let (hour, minute, second) = (part(time, "hour")?, part(time, "minute")?, part(time, "second")?);
    (year > 0).then(|| format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}"))
}
