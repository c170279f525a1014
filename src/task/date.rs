//! Calendar dates in the form that tasks use.

use super::json::Node;
use super::read::{Fields, Need};
use crate::clock;
use crate::error::{Error, ErrorKind, Problem, Result};
use serde_json::json;
use std::str::FromStr;
use time::{Date, Month, PrimitiveDateTime, Time};

/// Form of a date in a task.
const DATE: &str = "YYYY.MM.DD";

/// Form of a date with a time in a task.
const DATE_TIME: &str = "YYYY.MM.DD HH:MM:SS";

/// Most characters of a date or a time in any form that is taken: `2026-02-17T13:24:48.000+03:00`.
const LONGEST: usize = 29;

impl Fields<'_> {
    /// A date. Any single character may separate its numbers. Another form that people write is taken with a note: the
    /// day first, or a time after it, which is left out.
    pub fn date(&self, name: &'static str, need: Need) -> Option<Date> {
        self.describe(name, need, || json!({ "type": "string", "pattern": "^([0-9]{4}.[0-9]{2}.[0-9]{2})?$" }));
        let text = self.text(name, need, LONGEST)?;
        let (day, clock) = split(&text);
        let Some(date) = day_of(day).filter(|_| clock.is_none_or(|clock| time_of(clock).is_some())) else {
            self.judge(name, Problem::Date(DATE));
            return None;
        };
        self.mean(name, date);
        if self::date(&text).is_none() {
            self.note(name, Problem::Adjusted(date.to_string()));
        }
        self.rewrite(name, || Node::Text(dotted(date).into()));
        Some(date)
    }

    /// A date of birth. The vocabulary passes it on as it is, and the format wants the day first: `01.02.1990`.
    pub fn birth_date(&self, name: &'static str) -> Option<Date> {
        const FORM: &str = "DD.MM.YYYY";
        self.describe(
            name,
            Need::Optional,
            || json!({ "type": "string", "pattern": "^([0-9]{2}.[0-9]{2}.[0-9]{4})?$" }),
        );
        let text = self.text(name, Need::Optional, LONGEST)?;
        let Some(date) = day_of(split(&text).0) else {
            self.judge(name, Problem::Date(FORM));
            return None;
        };
        self.mean(name, date);
        self.rewrite(name, || Node::Text(day_first(date).into()));
        Some(date)
    }

    /// A date and time of the device's own clock. The same separators as in [`Fields::date`]; the day first or a `T`
    /// before the time are taken with a note. A time zone is refused: the device knows only its own.
    pub fn date_time(&self, name: &'static str, need: Need) -> Option<PrimitiveDateTime> {
        self.describe(
            name,
            need,
            || json!({ "type": "string", "pattern": "^([0-9]{4}.[0-9]{2}.[0-9]{2} [0-9]{2}:[0-9]{2}:[0-9]{2})?$" }),
        );
        let text = self.text(name, need, LONGEST)?;
        let (day, clock) = split(&text);
        let clock = clock.filter(|clock| !clock.contains(['+', '-', 'Z'])).and_then(time_of);
        let Some(at) = day_of(day).zip(clock).map(|(day, clock)| day.with_time(clock)) else {
            self.judge(name, Problem::Date(DATE_TIME));
            return None;
        };
        self.mean(name, at);
        if date_time(&text, ' ').is_none() {
            self.note(name, Problem::Adjusted(iso(at).replacen('T', " ", 1)));
        }
        Some(at)
    }
}

/// The day, which has ten characters in every form, and the time after it.
fn split(text: &str) -> (&str, Option<&str>) {
    match text.char_indices().nth(DATE.len()) {
        Some((at, 'T' | ' ')) => (&text[..at], Some(&text[at + 1..])),
        _ => (text, None),
    }
}

/// A day, with its year or its day first: `2026.02.17`, `17.02.2026`.
fn day_of(text: &str) -> Option<Date> {
    match text.split(['.', '-', '/']).collect::<Vec<_>>()[..] {
        [day, month, year] if day.len() == 2 && month.len() == 2 && year.len() == 4 => {
            date(&format!("{year}-{month}-{day}"))
        }
        _ => date(text),
    }
}

/// A time: `13:24`, `13:24:48`, `13:24:48.000`, with a time zone or without.
fn time_of(text: &str) -> Option<Time> {
    let clock = match text.find(['+', '-', 'Z']) {
        Some(zone) if text[zone..].len() <= 6 => &text[..zone],
        Some(_) => return None,
        None => text,
    };
    let (clock, fraction) = clock.split_once('.').unwrap_or((clock, ""));
    if !fraction.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let parts: Vec<Option<u8>> = clock.split(':').map(|part| number(part).filter(|_| part.len() == 2)).collect();
    match parts[..] {
        [Some(hour), Some(minute)] => Time::from_hms(hour, minute, 0).ok(),
        [Some(hour), Some(minute), Some(second)] => Time::from_hms(hour, minute, second).ok(),
        _ => None,
    }
}

/// A date as a task has it: `2025.03.01`.
pub fn dotted(date: Date) -> String {
    format!("{:04}.{:02}.{:02}", date.year(), u8::from(date.month()), date.day())
}

/// A date as people write it: `01.03.2025`.
pub fn day_first(date: Date) -> String {
    format!("{:02}.{:02}.{:04}", date.day(), u8::from(date.month()), date.year())
}

/// Whether a text is a valid calendar date.
pub fn is_date(text: &str) -> bool {
    date(text).is_some()
}

fn date(text: &str) -> Option<Date> {
    let letters: Vec<char> = text.chars().collect();
    if letters.len() != DATE.len() || letters[4].is_ascii_digit() || letters[7].is_ascii_digit() {
        return None;
    }
    let part = |from: usize, to: usize| letters[from..to].iter().collect::<String>();
    let month = Month::try_from(number::<u8>(&part(5, 7))?).ok()?;
    Date::from_calendar_date(number(&part(0, 4))?, month, number(&part(8, 10))?).ok()
}

/// A number that consists of digits only: dates and times contain no sign.
pub fn number<T: FromStr>(digits: &str) -> Option<T> {
    digits.parse().ok().filter(|_| digits.bytes().all(|byte| byte.is_ascii_digit()))
}

/// A date and a time with the character `between` as their separator.
pub fn date_time(text: &str, between: char) -> Option<PrimitiveDateTime> {
    let (day, clock) = text.split_once(between)?;
    Some(date(day)?.with_time(whole_time(clock)?))
}

/// A time with seconds: `13:24:48`.
fn whole_time(clock: &str) -> Option<Time> {
    let part = |from: usize, to: usize| number::<u8>(clock.get(from..to)?);
    let colons = clock.len() == 8 && clock.as_bytes()[2] == b':' && clock.as_bytes()[5] == b':';
    if !colons {
        return None;
    }
    Time::from_hms(part(0, 2)?, part(3, 5)?, part(6, 8)?).ok()
}

/// A date and time in any form that a register returns: ISO with or without seconds, a space instead of the `T`, the
/// day before the year. Everything after the seconds (a time zone) is ignored: it does not come from the register's own
/// clock.
pub fn told_date_time(text: &str) -> Option<PrimitiveDateTime> {
    let (day, clock) = text.trim().split_once(['T', ' '])?;
    let clock = if clock.len() == 5 { &format!("{clock}:00") } else { clock.get(..8)? };
    Some(day_of(day)?.with_time(whole_time(clock)?))
}

/// How long a shift may be open (54-ФЗ, article 4.3; the same in Kazakhstan). An older one is expired.
pub const LONGEST_SHIFT: time::Duration = time::Duration::hours(24);

/// A date and time in the form of an answer: `2025-03-01T10:00:00`.
pub fn iso(time: PrimitiveDateTime) -> String {
    let (hour, minute, second) = time.as_hms();
    format!("{}T{hour:02}:{minute:02}:{second:02}", time.date())
}

/// The local time of this machine's clock; `None` if the system does not report its time zone.
pub fn local_now() -> Option<PrimitiveDateTime> {
    clock::local().ok().map(|now| PrimitiveDateTime::new(now.date(), now.time()))
}

/// By how many minutes a register's date and time are ahead of the clock of this machine; `None` if it is no date.
pub fn minutes_ahead(date: &str) -> Option<i64> {
    // To the nearest minute: the register cuts off its fractions of a second.
    Some(((told_date_time(date)? - local_now()?).whole_seconds() + 30).div_euclid(60))
}

/// The local time of this machine's clock in the form of a task: `2025.03.01 10:00:00`.
///
/// The time zone is the system's; it may be read from any thread. Fails if the system does not report it.
pub fn local_time() -> Result<String> {
    let now = clock::local().map_err(|error| Error::before(ErrorKind::Internal(error.to_string())))?;
    let ((year, month, day), (hour, minute, second)) = (now.to_calendar_date(), now.to_hms());
    Ok(format!("{year:04}.{:02}.{day:02} {hour:02}:{minute:02}:{second:02}", u8::from(month)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use rusqlite::Connection;
    use std::process::Command;
    use std::thread;

    /// A zone that no machine of ours uses, given by its offset only.
    const FAR: &str = "FAR-5:45";

    #[test]
    fn the_local_time_is_that_of_the_zone_in_every_thread() {
        if cfg!(unix) && std::env::var("TZ").as_deref() != Ok(FAR) {
            let mut again = Command::new(std::env::current_exe().unwrap());
            again.env("TZ", FAR).args(["the_local_time_is_that_of_the_zone_in_every_thread", "--test-threads=2"]);
            let output = again.output().unwrap();
            let said = String::from_utf8_lossy(&output.stdout);
            assert!(output.status.success() && said.contains("1 passed"), "{said}");
            return;
        }
        // SQLite asks the system in its own way.
        let elsewhere = || -> String {
            let query = "SELECT strftime('%Y.%m.%d %H:%M:%S', 'now', 'localtime')";
            Connection::open_in_memory().unwrap().query_row(query, [], |row| row.get(0)).unwrap()
        };
        let ask = || {
            let [before, told, after] = [elsewhere(), local_time().unwrap(), elsewhere()];
            assert!(before <= told && told <= after, "{before} {told} {after}");
            assert!(date_time(&told, ' ').is_some(), "{told}");
        };
        thread::scope(|scope| (0..8).for_each(|_| drop(scope.spawn(ask))));
    }

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
            ("2025-03-+1", false),
            ("2025-+3-01", false),
            ("+025-03-01", false),
            ("20а5.03.01", false),
        ] {
            assert_eq!(date(text).is_some(), right, "{text}");
        }
        assert!(date_time("2025.03.01 23:59:59", ' ').is_some());
        assert!(date_time("2025.03.01 24:00:00", ' ').is_none());
        assert!(date_time("2025.03.01 +1:00:00", ' ').is_none());
        assert!(date_time("2025-03-01T10:00:00", 'T').is_some());
    }

    #[test]
    fn a_date_is_read_as_people_write_it() {
        for (given, day, time) in [
            ("2026.02.17", Some("2026-02-17"), None),
            ("17.02.2026", Some("2026-02-17"), None),
            ("17-02-2026", Some("2026-02-17"), None),
            ("2026-02-17T13:24:48", Some("2026-02-17"), Some("13:24:48.0")),
            ("2026-02-17 13:24", Some("2026-02-17"), Some("13:24:00.0")),
            ("17.02.2026 13:24:48", Some("2026-02-17"), Some("13:24:48.0")),
            ("2026-02-17T00:00:00.000+03:00", Some("2026-02-17"), Some("0:00:00.0")),
            ("0001-01-01T00:00:00", Some("0001-01-01"), Some("0:00:00.0")),
            ("17.02.26", None, None),
            ("31.02.2026", None, None),
            ("02/17/2026", None, None),
            ("2026-02-17T25:00:00", Some("2026-02-17"), None),
            ("2026-02-17T1:00:00", Some("2026-02-17"), None),
            ("2026-02-17Tутром", Some("2026-02-17"), None),
        ] {
            let (at, clock) = split(given);
            let shown = (day_of(at).map(|day| day.to_string()), clock.and_then(time_of).map(|time| time.to_string()));
            assert_eq!((shown.0.as_deref(), shown.1.as_deref()), (day, time), "{given}");
        }
    }

    #[test]
    fn a_time_is_read_in_every_form_that_a_register_returns() {
        for (told, read) in [
            ("2026-11-25T10:07:00", Some("2026-11-25 10:07:00.0")),
            ("2026-11-25T10:07", Some("2026-11-25 10:07:00.0")),
            ("2026.11.25 10:07:31", Some("2026-11-25 10:07:31.0")),
            ("25.11.2026 10:07", Some("2026-11-25 10:07:00.0")),
            ("2026-11-25T10:07:00.000+03:00", Some("2026-11-25 10:07:00.0")),
            ("2026-11-25", None),
            ("2026-02-30T10:07:00", None),
            ("T", None),
            ("сегодня утром", None),
            ("2026-11-25T1:07", None),
        ] {
            assert_eq!(told_date_time(told).map(|time| time.to_string()).as_deref(), read, "{told}");
        }
    }
}
