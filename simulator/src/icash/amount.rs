//! Sums and quantities as exact integers: kopecks and thousandths.

use serde_json::Value;

/// The largest value that six bytes of a fiscal document can hold.
const MOST: i64 = 281_474_976_710_655;

/// Reads a sum (§7). Whole roubles are a JSON number (`54`), a sum with kopecks is a text (`"20.45"`). Any other form
/// is `None`.
pub(super) fn kopecks(value: &Value) -> Option<i64> {
    let sum = match value {
        Value::Number(number) => digits(&number.to_string())?.checked_mul(100)?,
        Value::String(text) => {
            let (whole, fraction) = text.split_once('.')?;
            let fraction = match (fraction.len(), digits_with_zeros(fraction)?) {
                (1, tenths) => tenths * 10,
                (2, hundredths) => hundredths,
                _ => return None,
            };
            // "54.00" has no kopecks, so it must be written as the number 54.
            (fraction > 0).then_some(())?;
            digits(whole)?.checked_mul(100)?.checked_add(fraction)?
        }
        _ => return None,
    };
    (sum <= MOST).then_some(sum)
}

/// Writes a sum in the form of §7.
pub(super) fn written(kopecks: i64) -> Value {
    if kopecks % 100 == 0 { (kopecks / 100).into() } else { printed(kopecks).into() }
}

/// A sum with its kopecks, as printed on paper: `20.45`, `54.00`.
pub(super) fn printed(kopecks: i64) -> String {
    format!("{}.{:02}", kopecks / 100, kopecks % 100)
}

/// The thousandths of a quantity such as `"1.5"`.
pub(super) fn thousandths(text: &str) -> Option<i64> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
    (fraction.len() <= 3).then_some(())?;
    let fraction = digits_with_zeros(&format!("{fraction:0<3}"))?;
    digits_with_zeros(whole)?.checked_mul(1000)?.checked_add(fraction)
}

/// Whether an item's sum is price × quantity, within one kopeck.
pub(super) fn is_product(sum: i64, price: i64, thousandths: i64) -> bool {
    let difference = i128::from(sum) * 1000 - i128::from(price) * i128::from(thousandths);
    difference.abs() <= 1000
}

fn digits(text: &str) -> Option<i64> {
    if text.len() > 1 && text.starts_with('0') { None } else { digits_with_zeros(text) }
}

fn digits_with_zeros(text: &str) -> Option<i64> {
    if text.bytes().all(|byte| byte.is_ascii_digit()) { text.parse().ok() } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(json: &str) -> Option<i64> {
        serde_json::from_str(json).ok().as_ref().and_then(kopecks)
    }

    #[test]
    fn a_sum_has_the_form_of_section_7() {
        for (json, sum) in [("0", 0), ("54", 5400), (r#""20.45""#, 2045), (r#""0.57""#, 57), (r#""0.5""#, 50)] {
            assert_eq!(read(json), Some(sum), "{json}");
        }
    }

    #[test]
    fn a_sum_of_any_other_form_is_refused() {
        let wrong = [
            "20.45",
            "54.0",
            "1e2",
            "-1",
            r#""54.00""#,
            r#""54""#,
            r#""20,45""#,
            r#""020.45""#,
            r#"".45""#,
            r#""20.""#,
            r#""20.455""#,
            r#""-0.57""#,
            r#""+1.5""#,
            "true",
            "[1]",
            "281474976710656",
        ];
        for json in wrong {
            assert_eq!(read(json), None, "{json}");
        }
    }

    #[test]
    fn a_sum_is_written_in_the_form_it_is_read_in() {
        for sum in [0, 5, 50, 57, 100, 2045, 5400] {
            assert_eq!(kopecks(&written(sum)), Some(sum));
        }
    }

    #[test]
    fn a_line_may_differ_from_its_product_by_one_kopeck() {
        // 33.33 × 1.115 = 37.16295
        for (sum, good) in [(3715, false), (3716, true), (3717, true), (3718, false)] {
            assert_eq!(is_product(sum, 3333, 1115), good, "{sum}");
        }
    }
}
