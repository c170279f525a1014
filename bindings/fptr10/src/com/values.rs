//! Values as COM programs have them: dates as numbers of days, bytes as hexadecimal digits.

use time::{Date, Duration, Month, PrimitiveDateTime, Time};

/// Seconds of a day.
const DAY: f64 = 86_400.0;

/// Day 0 of an automation date, at midnight.
fn day_zero() -> Option<PrimitiveDateTime> {
    Some(PrimitiveDateTime::new(Date::from_calendar_date(1899, Month::December, 30).ok()?, Time::MIDNIGHT))
}

/// An automation date: days, and the time of the day as a fraction that is counted from zero, also before day 0.
#[allow(clippy::cast_precision_loss, reason = "seconds since 1899 fit")]
pub fn to_date(time: PrimitiveDateTime) -> f64 {
    let seconds = day_zero().map_or(0, |zero| (time - zero).whole_seconds());
    let (days, seconds) = (seconds.div_euclid(86_400), seconds.rem_euclid(86_400));
    let fraction = seconds as f64 / DAY;
    if days < 0 { days as f64 - fraction } else { days as f64 + fraction }
}

/// The time of an automation date, to the second; `None` for what is none.
#[allow(clippy::cast_possible_truncation, reason = "the casts saturate, and the sum is checked")]
pub fn of_date(date: f64) -> Option<PrimitiveDateTime> {
    if !date.is_finite() {
        return None;
    }
    let seconds = ((date - date.trunc()).abs() * DAY).round() as i64;
    let days = Duration::seconds((date.trunc() as i64).checked_mul(86_400)?);
    day_zero()?.checked_add(days)?.checked_add(Duration::seconds(seconds))
}

/// The bytes of hexadecimal digits. Spaces and other signs between the bytes are skipped.
pub fn of_hex(text: &str) -> Option<Vec<u8>> {
    let digits: Vec<u8> = text.chars().filter_map(|sign| u8::try_from(sign.to_digit(16)?).ok()).collect();
    digits.len().is_multiple_of(2).then(|| digits.chunks(2).map(|pair| pair[0] << 4 | pair[1]).collect())
}

/// Bytes as hexadecimal digits.
pub fn to_hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02X}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::{Value, time};

    #[test]
    fn dates_are_those_of_automation() {
        for (text, date) in [
            ("1899-12-30T00:00:00", 0.0),
            ("1900-01-01T12:00:00", 2.5),
            ("1970-01-01T00:00:00", 25_569.0),
            ("2026-11-29T06:00:00", 46_355.25),
            ("1899-12-29T06:00:00", -1.25),
        ] {
            let read = time(text).unwrap();
            assert_eq!(to_date(read).to_bits(), f64::to_bits(date), "{text}");
            assert_eq!(of_date(date), Some(read), "{text}");
        }
        let odd = time("2026-11-29T14:58:27").unwrap();
        assert_eq!(of_date(to_date(odd)).map(|time| Value::Time(time).text()).as_deref(), Some("2026.11.29 14:58:27"));
        for wrong in [f64::NAN, f64::INFINITY, 1e300, -1e300, 1e15] {
            assert_eq!(of_date(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn bytes_are_read_from_digits_with_or_without_spaces() {
        assert_eq!(of_hex("01 0a-FF").as_deref(), Some(&[1, 10, 255][..]));
        assert_eq!(of_hex("010AFF").as_deref(), Some(&[1, 10, 255][..]));
        assert_eq!((of_hex(""), of_hex("012")), (Some(Vec::new()), None));
        assert_eq!(to_hex(&[1, 10, 255]), "010AFF");
    }
}
