//! Sums and quantities as exact integers, read from the texts and numbers of a request.

use serde_json::Value;

/// The maximum number of digits before the decimal point.
const DIGITS: usize = 12;

/// Reads a decimal text with a point or a comma as an integer in units of its last place. Rounds half up: `12,345` with
/// two places is 1235.
pub(super) fn rounded(text: &str, places: usize) -> Option<i64> {
    let (whole, fraction) = match text.find(['.', ',']) {
        Some(at) => (&text[..at], Some(&text[at + 1..])),
        None => (text, None),
    };
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    (digits(whole) && whole.len() <= DIGITS && fraction.is_none_or(digits)).then_some(())?;
    let fraction = fraction.unwrap_or_default();
    let kept = &fraction[..fraction.len().min(places)];
    let amount: i64 = format!("{whole}{kept:0<places$}").parse().ok()?;
    let up = fraction.as_bytes().get(places).is_some_and(|digit| *digit >= b'5');
    Some(amount + i64::from(up))
}

/// Reads a JSON number with at most two decimal places as kopecks.
pub(super) fn kopecks(value: &Value) -> Option<i64> {
    let text = value.as_number()?.to_string();
    let places = text.split_once('.').map_or(0, |(_, fraction)| fraction.trim_end_matches('0').len());
    if places > 2 { None } else { rounded(&text, 2) }
}

/// Kopecks as text: `1043.50`.
pub(super) fn printed(kopecks: i64) -> String {
    format!("{}.{:02}", kopecks / 100, kopecks % 100)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_decimal_text_is_rounded_by_the_rules_of_arithmetic() {
        let cases = [
            ("12", 2, Some(1200)),
            ("12.3", 2, Some(1230)),
            ("12,34", 2, Some(1234)),
            ("12,345", 2, Some(1235)),
            ("12.3449", 2, Some(1234)),
            ("0.0005", 3, Some(1)),
            ("999.999", 2, Some(100_000)),
            ("", 2, None),
            (".5", 2, None),
            ("5.", 2, None),
            ("1.2.3", 2, None),
            ("-1", 2, None),
            ("1e3", 2, None),
            ("1 000", 2, None),
            ("1234567890123", 2, None),
        ];
        for (text, places, amount) in cases {
            assert_eq!(rounded(text, places), amount, "{text}");
        }
    }

    #[test]
    fn only_a_number_with_at_most_two_places_is_kopecks() {
        for (json, amount) in [("500.52", Some(50_052)), ("500", Some(50_000)), ("0.500", Some(50)), ("0.001", None)] {
            assert_eq!(kopecks(&serde_json::from_str(json).expect("JSON")), amount, "{json}");
        }
        assert_eq!(kopecks(&"500".into()), None);
    }
}
