//! The device's clock: seconds of local time without a time zone, as the real devices keep it.

use serde::{Deserialize, Serialize};
use std::fmt;
use std::time::{SystemTime, UNIX_EPOCH};

/// In seconds.
pub(super) const DAY: i64 = 86_400;
/// How long a shift may last, in seconds: 24 hours, by the laws of both countries.
pub(super) const SHIFT: i64 = DAY;
/// The last second of the year 9999.
const LAST: i64 = 253_402_300_799;

/// A second of the device's local time, counted from 1970-01-01T00:00:00 of the same local time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(super) struct Moment(i64);

impl Moment {
    /// The current second of a device whose clock is `offset` seconds ahead of UTC.
    pub(super) fn now(offset: i64) -> Self {
        let since_epoch = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |elapsed| elapsed.as_secs());
        Self(i64::try_from(since_epoch).unwrap_or(0).saturating_add(offset).clamp(0, LAST))
    }

    /// Parses `2026-11-22T13:45:00`. Returns `None` for any other form.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let (date, time) = text.split_once('T')?;
        let [hour, minute, second] = parts(time, ':', [2, 2, 2])?;
        (hour < 24 && minute < 60 && second < 60).then_some(())?;
        Some(Self(days_of(date)? * DAY + hour * 3600 + minute * 60 + second))
    }

    /// Cuts off the seconds: a fiscal drive stores minutes only.
    pub(super) fn minute(self) -> Self {
        Self(self.0 - self.0.rem_euclid(60))
    }

    /// Seconds from `earlier` to this moment.
    pub(super) fn since(self, earlier: Self) -> i64 {
        self.0 - earlier.0
    }

    pub(super) fn plus(self, seconds: i64) -> Self {
        Self(self.0.saturating_add(seconds).clamp(0, LAST))
    }

    /// Year, month, day, hour, minute, second.
    pub(super) fn parts(self) -> [i64; 6] {
        let (year, month, day) = civil(self.0.div_euclid(DAY));
        let second = self.0.rem_euclid(DAY);
        [year, month, day, second / 3600, second / 60 % 60, second % 60]
    }

    /// The form used in the QR code: `20261122T1345`.
    pub(super) fn compact(self) -> String {
        let [year, month, day, hour, minute, _] = self.parts();
        format!("{year:04}{month:02}{day:02}T{hour:02}{minute:02}")
    }

    /// The same with the seconds: `20261122T134507`.
    pub(super) fn compact_seconds(self) -> String {
        format!("{}{:02}", self.compact(), self.parts()[5])
    }

    /// The form used on a paper receipt: `22.11.2026 13:45`.
    pub(super) fn printed(self) -> String {
        let [year, month, day, hour, minute, _] = self.parts();
        format!("{day:02}.{month:02}.{year:04} {hour:02}:{minute:02}")
    }

    /// The same with the seconds: `22.11.2026 13:45:07`.
    pub(super) fn printed_seconds(self) -> String {
        format!("{}:{:02}", self.printed(), self.parts()[5])
    }
}

impl fmt::Display for Moment {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [year, month, day, hour, minute, second] = self.parts();
        write!(out, "{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}")
    }
}

/// Milliseconds of the Unix clock: of this machine, not of the device.
pub(super) fn unix_ms() -> u64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    since.map_or(0, |since| u64::try_from(since.as_millis()).unwrap_or(u64::MAX))
}

/// Whether the text is a valid calendar date such as `2026-11-22`.
pub(super) fn is_date(text: &str) -> bool {
    days_of(text).is_some()
}

fn days_of(date: &str) -> Option<i64> {
    let [year, month, day] = parts(date, '-', [4, 2, 2])?;
    let days = days_from_civil(year, month, day);
    (year >= 1970 && civil(days) == (year, month, day)).then_some(days)
}

fn parts(text: &str, separator: char, widths: [usize; 3]) -> Option<[i64; 3]> {
    let mut numbers = [0; 3];
    let mut pieces = text.split(separator);
    for (number, width) in numbers.iter_mut().zip(widths) {
        let piece = pieces.next()?;
        (piece.len() == width && piece.bytes().all(|byte| byte.is_ascii_digit())).then_some(())?;
        *number = piece.parse().ok()?;
    }
    pieces.next().is_none().then_some(numbers)
}

/// Days since 1970-01-01 in the proleptic Gregorian calendar. The calculation lets the year begin in March, so that the
/// leap day is the last day of a year.
fn days_from_civil(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let (era, of_era) = (year.div_euclid(400), year.rem_euclid(400));
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
}

fn civil(days: i64) -> (i64, i64, i64) {
    let days = days + 719_468;
    let (era, of_era) = (days.div_euclid(146_097), days.rem_euclid(146_097));
    let year = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let march_month = (5 * of_year + 2) / 153;
    let day = of_year - (153 * march_month + 2) / 5 + 1;
    let month = if march_month < 10 { march_month + 3 } else { march_month - 9 };
    (year + era * 400 + i64::from(month <= 2), month, day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_is_written_as_it_was_read() {
        for text in ["1970-01-01T00:00:00", "2000-02-29T23:59:59", "2026-11-22T13:45:07", "2100-03-01T00:00:00"] {
            assert_eq!(Moment::parse(text).map(|moment| moment.to_string()).as_deref(), Some(text));
        }
    }

    #[test]
    fn a_date_that_does_not_exist_is_refused() {
        for text in
            ["2025-02-29T00:00:00", "2026-13-01T00:00:00", "2026-11-22T24:00:00", "2026-11-22", "2026-11-22T1:2:3"]
        {
            assert_eq!(Moment::parse(text), None, "{text}");
        }
    }

    #[test]
    fn a_moment_has_a_form_for_each_place() {
        let moment = Moment::parse("2026-11-02T03:45:07").expect("a moment");
        assert_eq!(
            (moment.compact().as_str(), moment.compact_seconds().as_str()),
            ("20261102T0345", "20261102T034507")
        );
        assert_eq!(moment.printed(), "02.11.2026 03:45");
        assert_eq!(moment.printed_seconds(), "02.11.2026 03:45:07");
    }
}
