//! Times of the journal as people read them.

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
