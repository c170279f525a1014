//! Times of the journal as people read them.

use kassa::task::date::told_date_time;
use time::macros::format_description;
use time::{OffsetDateTime, UtcOffset};

/// Unix milliseconds in the time zone of this machine: `2026-11-28 18:04:40`.
pub fn local(milliseconds: i64) -> String {
    let Ok(moment) = OffsetDateTime::from_unix_timestamp_nanos(i128::from(milliseconds) * 1_000_000) else {
        return milliseconds.to_string();
    };
    let offset = UtcOffset::local_offset_at(moment).unwrap_or(UtcOffset::UTC);
    let form = format_description!("[year]-[month]-[day] [hour]:[minute]:[second]");
    moment.to_offset(offset).format(form).unwrap_or_else(|_| milliseconds.to_string())
}

/// By how many minutes a register's date and time are ahead of the clock of this machine. `None` if it is no date.
pub fn minutes_ahead(date: &str) -> Option<i64> {
    let moment = told_date_time(date)?;
    let now = OffsetDateTime::now_utc();
    let offset = UtcOffset::local_offset_at(now).unwrap_or(UtcOffset::UTC);
    // To the nearest minute: the register cuts off its fractions of a second.
    Some(((moment.assume_offset(offset) - now).whole_seconds() + 30).div_euclid(60))
}
