//! Sums and quantities of a request as exact integers.

use serde_json::Value;

/// The maximum number of digits before the decimal point.
const DIGITS: usize = 12;

/// Reads a JSON number as an integer in units of its last place: `12.5` with two places is 1250. Returns `None` for
/// more decimal places than that, for an exponent, and for anything that is not a number.
pub(super) fn units(value: &Value, places: usize) -> Option<i64> {
    let text = value.as_number()?.to_string();
    let (sign, digits) = text.strip_prefix('-').map_or((1, text.as_str()), |digits| (-1, digits));
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let fraction = fraction.trim_end_matches('0');
    (whole.len() <= DIGITS && fraction.len() <= places).then_some(())?;
    let units: i64 = format!("{whole}{fraction:0<places$}").parse().ok()?;
    Some(sign * units)
}

/// Units of the last place as text: 104350 with two places is `1043.50`. The number must not be negative.
pub(super) fn printed(units: i64, places: usize) -> String {
    if places == 0 {
        return units.to_string();
    }
    let digits = format!("{units:0>width$}", width = places + 1);
    let (whole, fraction) = digits.split_at(digits.len() - places);
    format!("{whole}.{fraction}")
}

/// Kopecks as a JSON number of two decimal places.
pub(super) fn number(kopecks: i64) -> Value {
    serde_json::from_str(&printed(kopecks, 2)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_read_by_its_digits() {
        let cases = [
            ("12", 2, Some(1200)),
            ("12.3", 2, Some(1230)),
            ("0.01", 2, Some(1)),
            ("-0.01", 2, Some(-1)),
            ("42949672.95", 2, Some(4_294_967_295)),
            ("1.10", 1, Some(11)),
            ("0.355", 3, Some(355)),
            ("7", 0, Some(7)),
            ("1.001", 2, None),
            ("1e2", 2, None),
            ("1234567890123", 2, None),
            ("\"12\"", 2, None),
            ("true", 2, None),
        ];
        for (text, places, expected) in cases {
            assert_eq!(units(&serde_json::from_str(text).expect("JSON"), places), expected, "{text}");
        }
    }

    #[test]
    fn units_are_printed_with_every_place() {
        let cases =
            [(104_350, 2, "1043.50"), (5, 2, "0.05"), (0, 2, "0.00"), (99_999_999, 3, "99999.999"), (3, 0, "3")];
        for (units, places, text) in cases {
            assert_eq!(printed(units, places), text);
        }
        assert_eq!(number(29_110).to_string(), "291.10");
    }
}
