//! Sums and quantities as exact integers, read from the digits of JSON numbers.

use serde_json::Value;

/// The largest sum that the fiscal drive holds, in kopecks: six bytes.
pub(super) const MOST: i64 = (1 << 48) - 1;
/// The most digits that a number may have, with those that its exponent adds.
const DIGITS: usize = 30;

/// A number as its digits and its count of decimal places.
fn parts(value: &Value) -> Option<(i128, i32)> {
    let text = value.as_number()?.to_string();
    let (mantissa, exponent) = text.split_once(['e', 'E']).unwrap_or((&text, "0"));
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let digits = format!("{whole}{fraction}");
    (digits.len() <= DIGITS).then_some(())?;
    let places = i32::try_from(fraction.len()).ok()? - exponent.trim_start_matches('+').parse::<i32>().ok()?;
    Some((digits.parse().ok()?, places))
}

/// The number in units of its last of `places` decimal places, and whether digits were cut off. Half is rounded away
/// from zero.
fn scaled(value: &Value, places: i32) -> Option<(i64, bool)> {
    let (digits, given) = parts(value)?;
    let power = |count: i32| 10_i128.checked_pow(u32::try_from(count).ok()?);
    if given <= places {
        let units = digits.checked_mul(power(places - given)?)?;
        return Some((i64::try_from(units).ok()?, false));
    }
    let Some(unit) = power(given - places) else { return Some((0, digits != 0)) };
    let (units, rest) = (digits / unit, digits % unit);
    let up = if rest.abs() * 2 >= unit { rest.signum() } else { 0 };
    Some((i64::try_from(units + up).ok()?, rest != 0))
}

/// The number rounded to `places` decimal places, in units of the last one; `None` if it is no number, or too large.
pub(super) fn rounded(value: &Value, places: i32) -> Option<i64> {
    scaled(value, places).map(|(units, _)| units)
}

/// Like [`rounded`]; `None` also if the number has more decimal places.
pub(super) fn exact(value: &Value, places: i32) -> Option<i64> {
    scaled(value, places).filter(|(_, cut)| !cut).map(|(units, _)| units)
}

/// A count of units as a JSON number with no needless zeros: 42880 with two places is `428.8`.
pub(super) fn plain(units: i64, places: usize) -> Value {
    let sign = if units < 0 { "-" } else { "" };
    let digits = format!("{:0>width$}", units.unsigned_abs(), width = places + 1);
    let (whole, fraction) = digits.split_at(digits.len() - places);
    let fraction = fraction.trim_end_matches('0');
    let point = if fraction.is_empty() { "" } else { "." };
    serde_json::from_str(&format!("{sign}{whole}{point}{fraction}")).unwrap_or_default()
}

/// Kopecks as roubles in an answer.
pub(super) fn roubles(kopecks: i64) -> Value {
    plain(kopecks, 2)
}

/// Kopecks as printed on paper: `428.80`.
pub(super) fn printed(kopecks: i64) -> String {
    let sign = if kopecks < 0 { "-" } else { "" };
    format!("{sign}{}.{:02}", kopecks.unsigned_abs() / 100, kopecks.unsigned_abs() % 100)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Value {
        serde_json::from_str(text).expect("JSON")
    }

    #[test]
    fn a_number_is_read_by_its_digits() {
        let cases = [
            ("100", Some(10_000), Some(10_000)),
            ("1.005", Some(101), None),
            ("-1.005", Some(-101), None),
            ("45.90", Some(4590), Some(4590)),
            ("1.5e2", Some(15_000), Some(15_000)),
            ("1e-9", Some(0), None),
            ("0.30000000000000004", Some(30), None),
            ("1e40", None, None),
            ("\"1\"", None, None),
        ];
        for (text, near, same) in cases {
            assert_eq!((rounded(&read(text), 2), exact(&read(text), 2)), (near, same), "{text}");
        }
    }

    #[test]
    fn a_sum_is_written_without_needless_zeros() {
        for (kopecks, text) in [(0, "0"), (5, "0.05"), (150_000, "1500"), (42_880, "428.8"), (-150, "-1.5")] {
            assert_eq!(roubles(kopecks).to_string(), text);
        }
        assert_eq!((printed(42_880).as_str(), printed(-5).as_str()), ("428.80", "-0.05"));
    }
}
