//! Dates of tasks (`2025.03.06`, `2025.03.06 13:52:00`) and of answers.

use crate::clock::Moment;

/// The offset from UTC of the computer on which the server runs.
pub(super) const UTC_OFFSET: &str = "+03:00";

/// A time in an answer. The register has no time zone: the offset is the one of the server's computer.
pub(super) fn iso(moment: Moment) -> String {
    format!("{moment}{UTC_OFFSET}")
}

/// A time that the register does not have.
pub(super) fn never() -> String {
    format!("1970-01-01T00:00:00{UTC_OFFSET}")
}

/// Year, month and day of a date whose form was checked.
pub(super) fn parts(text: &str) -> Option<[u32; 3]> {
    let letters: Vec<char> = text.chars().take(10).collect();
    let number = |from: usize, to: usize| letters.get(from..to)?.iter().collect::<String>().parse().ok();
    Some([number(0, 4)?, number(5, 7)?, number(8, 10)?])
}

/// The moment of a date, with its time if it has one. `None` if the calendar has no such day.
pub(super) fn moment(text: &str) -> Option<Moment> {
    let [year, month, day] = parts(text)?;
    let time = text.split_once(' ').map_or("00:00:00", |(_, time)| time);
    Moment::parse(&format!("{year:04}-{month:02}-{day:02}T{time}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_of_a_task_is_a_day_of_the_calendar() {
        let cases = [
            ("2025.02.17", Some("2025-02-17T00:00:00")),
            ("2025-02-17", Some("2025-02-17T00:00:00")),
            ("2025.02.17 13:52:01", Some("2025-02-17T13:52:01")),
            ("2025.13.45", None),
            ("2025.02.29", None),
        ];
        for (text, expected) in cases {
            assert_eq!(moment(text).map(|moment| moment.to_string()).as_deref(), expected, "{text}");
        }
    }
}
