//! Dates of the calendar as tasks write them.

use super::read::{Fields, Need};
use crate::error::Problem;
use serde_json::json;
use time::{Date, Month, PrimitiveDateTime, Time};

/// How a date is written in a task.
const DATE: &str = "YYYY.MM.DD";

/// How a date with a time is written in a task.
const DATE_TIME: &str = "YYYY.MM.DD HH:MM:SS";

impl Fields<'_> {
    /// A date; any character may part its numbers.
    pub fn date(&self, name: &'static str, need: Need) -> Option<Date> {
        self.describe(name, need, || json!({ "type": "string", "pattern": "^([0-9]{4}.[0-9]{2}.[0-9]{2})?$" }));
        let text = self.text(name, need, DATE.len())?;
        date(&text).or_else(|| {
            self.judge(name, Problem::Date(DATE));
            None
        })
    }

    /// A date and time of the device's own clock.
    pub fn date_time(&self, name: &'static str, need: Need) -> Option<PrimitiveDateTime> {
        self.describe(
            name,
            need,
            || json!({ "type": "string", "pattern": "^([0-9]{4}.[0-9]{2}.[0-9]{2} [0-9]{2}:[0-9]{2}:[0-9]{2})?$" }),
        );
        let text = self.text(name, need, DATE_TIME.len())?;
        date_time(&text, ' ').or_else(|| {
            self.judge(name, Problem::Date(DATE_TIME));
            None
        })
    }
}

/// Whether a text is a date of the calendar.
pub fn is_date(text: &str) -> bool {
    date(text).is_some()
}

fn date(text: &str) -> Option<Date> {
    let letters: Vec<char> = text.chars().collect();
    if letters.len() != DATE.len() || letters[4].is_ascii_digit() || letters[7].is_ascii_digit() {
        return None;
    }
    let part = |from: usize, to: usize| letters[from..to].iter().collect::<String>().parse::<u16>().ok();
    let month = Month::try_from(u8::try_from(part(5, 7)?).ok()?).ok()?;
    Date::from_calendar_date(part(0, 4)?.into(), month, u8::try_from(part(8, 10)?).ok()?).ok()
}

/// A date and time with `between` them.
pub fn date_time(text: &str, between: char) -> Option<PrimitiveDateTime> {
    let (day, clock) = text.split_once(between)?;
    let part = |from: usize, to: usize| clock.get(from..to)?.parse::<u8>().ok();
    let colons = clock.len() == 8 && clock.as_bytes()[2] == b':' && clock.as_bytes()[5] == b':';
    if !colons {
        return None;
    }
    let clock = Time::from_hms(part(0, 2)?, part(3, 5)?, part(6, 8)?).ok()?;
    Some(date(day)?.with_time(clock))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_dates_of_the_calendar_are_dates() {
        for (text, right) in [
            ("2025.03.01", true),
            ("2025-03-01", true),
            ("2024/02/29", true),
            ("2025.02.29", false),
            ("2025.13.45", false),
            ("01.03.2025", false),
            ("20250301", false),
            ("2025.03.1", false),
            ("20а5.03.01", false),
        ] {
            assert_eq!(date(text).is_some(), right, "{text}");
        }
        assert!(date_time("2025.03.01 23:59:59", ' ').is_some());
        assert!(date_time("2025.03.01 24:00:00", ' ').is_none());
        assert!(date_time("2025-03-01T10:00:00", 'T').is_some());
    }
}
