//! Members of the register's JSON, whose names its document spells in more than one way.

use serde_json::Value;

/// A member whose name the document spells now in capitals and now in small letters.
pub(super) fn member<'a>(value: &'a Value, name: &str) -> Option<&'a Value> {
    value.get(name).or_else(|| {
        let members = value.as_object()?;
        members.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value)
    })
}

/// A list, named with and without `List` at its end; an empty one may be `{}`.
pub(super) fn list<'a>(value: &'a Value, name: &str) -> Option<&'a [Value]> {
    let found = value.get(format!("{name}List")).or_else(|| value.get(name))?;
    match found {
        Value::Array(list) => Some(list),
        Value::Object(members) if members.is_empty() => Some(&[]),
        _ => None,
    }
}

/// A whole number from nought up.
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
