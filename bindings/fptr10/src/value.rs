//! Values of parameters. A value has the type of the call that set it and is converted to that of the call that reads it,
//! because programs write numbers as texts and read texts as numbers.

use kassa::Decimal;
use time::{Date, Month, OffsetDateTime, PrimitiveDateTime, Time};

/// A value of a parameter.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// Whole number.
    Int(i64),
    /// Boolean.
    Flag(bool),
    /// Number with a fraction.
    Double(f64),
    /// Text.
    Text(String),
    /// Bytes, such as a marking code or a structure of attributes.
    Bytes(Vec<u8>),
    /// Date and time.
    Time(PrimitiveDateTime),
}

/// The time that stands for an unknown one: some programs make a date of it and fail at a month of 0.
pub const NO_TIME: PrimitiveDateTime =
    PrimitiveDateTime::new(OffsetDateTime::UNIX_EPOCH.date(), OffsetDateTime::UNIX_EPOCH.time());

impl Value {
    /// As a whole number; a fraction is cut off.
    #[allow(clippy::cast_possible_truncation, reason = "the cast saturates")]
    pub fn int(&self) -> Option<i64> {
        match self {
            Self::Int(number) => Some(*number),
            Self::Flag(flag) => Some(i64::from(*flag)),
            Self::Double(number) => number.is_finite().then_some(*number as i64),
            Self::Text(text) => text.trim().parse().ok().or_else(|| Self::Double(text.trim().parse().ok()?).int()),
            Self::Time(time) => Some(time.assume_utc().unix_timestamp()),
            Self::Bytes(_) => None,
        }
    }

    /// As a boolean.
    pub fn flag(&self) -> Option<bool> {
        match self {
            Self::Flag(flag) => Some(*flag),
            Self::Text(text) if text.eq_ignore_ascii_case("true") => Some(true),
            Self::Text(text) if text.eq_ignore_ascii_case("false") => Some(false),
            Self::Double(number) => Some(*number != 0.0),
            other => other.int().map(|number| number != 0),
        }
    }

    /// As a number with a fraction.
    #[allow(clippy::cast_precision_loss, reason = "the interface has doubles")]
    pub fn double(&self) -> Option<f64> {
        match self {
            Self::Double(number) => Some(*number),
            Self::Text(text) => text.trim().replace(',', ".").parse().ok(),
            other => other.int().map(|number| number as f64),
        }
    }

    /// As a decimal number: that of a double is the shortest one which reads back as the same double. `None` for what is
    /// no number, and for one that a decimal cannot hold.
    pub fn decimal(&self) -> Option<Decimal> {
        let digits = match self {
            Self::Int(number) => number.to_string(),
            Self::Flag(flag) => u8::from(*flag).to_string(),
            Self::Double(number) if number.is_finite() => number.to_string(),
            Self::Text(text) => text.trim().replace(',', "."),
            Self::Double(_) | Self::Bytes(_) | Self::Time(_) => return None,
        };
        Decimal::from_str_exact(&digits).ok().or_else(|| Decimal::from_scientific(&digits).ok())
    }

    /// As a text.
    pub fn text(&self) -> String {
        match self {
            Self::Int(number) => number.to_string(),
            Self::Flag(flag) => u8::from(*flag).to_string(),
            Self::Double(number) => number.to_string(),
            Self::Text(text) => text.clone(),
            Self::Bytes(bytes) => String::from_utf8_lossy(bytes).into_owned(),
            Self::Time(time) => {
                let (date, (hour, minute, second)) = (time.date(), time.time().as_hms());
                let (year, month, day) = (date.year(), u8::from(date.month()), date.day());
                format!("{year:04}.{month:02}.{day:02} {hour:02}:{minute:02}:{second:02}")
            }
        }
    }

    /// As bytes.
    pub fn bytes(&self) -> Vec<u8> {
        match self {
            Self::Bytes(bytes) => bytes.clone(),
            other => other.text().into_bytes(),
        }
    }

    /// As date and time; a number is Unix time.
    pub fn time(&self) -> Option<PrimitiveDateTime> {
        match self {
            Self::Time(time) => Some(*time),
            Self::Text(text) => time(text),
            Self::Int(number) => {
                let time = OffsetDateTime::from_unix_timestamp(*number).ok()?;
                Some(PrimitiveDateTime::new(time.date(), time.time()))
            }
            _ => None,
        }
    }
}

/// Date and time of six numbers; the second may be missing in what registers write.
pub fn time_of(numbers: [i64; 6]) -> Option<PrimitiveDateTime> {
    let [year, month, day, hour, minute, second] = numbers;
    let small = |number: i64| u8::try_from(number).ok();
    let month = Month::try_from(small(month)?).ok()?;
    let date = Date::from_calendar_date(i32::try_from(year).ok()?, month, small(day)?).ok()?;
    Some(PrimitiveDateTime::new(date, Time::from_hms(small(hour)?, small(minute)?, small(second)?).ok()?))
}

/// Date and time as answers have them: `2026-11-22T14:58:00`, also without seconds, with another separator or as
/// `DD.MM.YYYY`. A zone at the end is left out: the clock on the wall counts.
pub fn time(text: &str) -> Option<PrimitiveDateTime> {
    let numbers: Vec<&str> =
        text.split(|letter: char| !letter.is_ascii_digit()).filter(|part| !part.is_empty()).collect();
    let number = |at: usize| numbers.get(at).map_or(Some(0), |part| part.parse::<i64>().ok());
    let (year, day) = if numbers.first()?.len() == 4 { (0, 2) } else { (2, 0) };
    time_of([number(year)?, number(1)?, number(day)?, number(3)?, number(4)?, number(5)?])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_convert_as_programs_expect_it() {
        let text = |text: &str| Value::Text(text.to_owned());
        assert_eq!(text("12").int(), Some(12));
        assert_eq!(text("3.0").int(), Some(3));
        assert_eq!(text("x").int(), None);
        assert_eq!((Value::Double(-1.0).int(), Value::Int(2).flag()), (Some(-1), Some(true)));
        assert_eq!((text("1").flag(), text("0").flag(), text("true").flag()), (Some(true), Some(false), Some(true)));
        assert_eq!(Value::Int(7).text(), "7");
        assert_eq!(Value::Double(0.1 + 0.2).text(), "0.30000000000000004");
        assert_eq!(Value::Bytes("Чек".into()).text(), "Чек");
        let decimal = |value: Value| value.decimal().map(|number| number.to_string());
        assert_eq!(decimal(Value::Double(45.9)).as_deref(), Some("45.9"));
        assert_eq!(decimal(text("1,5")).as_deref(), Some("1.5"));
        assert_eq!(decimal(Value::Int(10_000)).as_deref(), Some("10000"));
        assert_eq!((decimal(Value::Double(f64::NAN)), decimal(text("много"))), (None, None));
    }

    #[test]
    fn times_are_read_as_registers_write_them() {
        let shown = |text: &str| time(text).map(|time| Value::Time(time).text());
        for (written, read) in [
            ("2026-11-22T14:58:27", "2026.11.22 14:58:27"),
            ("2026-11-22T14:58:00+03:00", "2026.11.22 14:58:00"),
            ("22.11.2026 14:58", "2026.11.22 14:58:00"),
            ("2026.11.22", "2026.11.22 00:00:00"),
        ] {
            assert_eq!(shown(written).as_deref(), Some(read), "{written}");
        }
        assert_eq!((shown(""), shown("2026-13-01")), (None, None));
        assert_eq!(Value::Time(NO_TIME).text(), "1970.01.01 00:00:00");
    }
}
