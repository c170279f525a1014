//! Sums, quantities and percentages as exact integers, read from JSON numbers and written as the server writes them.

use serde_json::{Number, Value, json};
use std::str::FromStr as _;

/// The largest number of hundredths or thousandths that one field accepts.
pub(super) const MOST: i64 = 1_000_000_000_000;

/// Reads a decimal number as an integer in units of its last decimal place: `1.5` with two places is 150.
pub(super) fn scaled(value: &Value, places: usize) -> Option<i64> {
    let text = value.as_number()?.to_string();
    let (negative, digits) = text.strip_prefix('-').map_or((false, text.as_str()), |rest| (true, rest));
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let fraction = fraction.trim_end_matches('0');
    let plain = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    (fraction.len() <= places && plain(whole) && plain(fraction)).then_some(())?;
    let amount: i64 = format!("{whole}{fraction:0<places$}").parse().ok()?;
    (amount <= MOST).then_some(if negative { -amount } else { amount })
}

/// The hundredths of a tenge (tiyn) in a field that was checked before; 0 if the field is missing.
pub(super) fn tiyn(value: &Value) -> i64 {
    scaled(value, 2).unwrap_or(0)
}

/// A sum as text with two decimal places: `727985.98`, `0.50`, `-3.00`.
pub(super) fn printed(tiyn: i64) -> String {
    let sign = if tiyn < 0 { "-" } else { "" };
    let amount = tiyn.unsigned_abs();
    format!("{sign}{}.{:02}", amount / 100, amount % 100)
}

/// A sum as a JSON number: `1753`, `727985.98`, `11749.5`.
pub(super) fn number(tiyn: i64) -> Value {
    let text = printed(tiyn);
    let text = text.trim_end_matches('0').trim_end_matches('.');
    Number::from_str(if text == "-" { "0" } else { text }).map_or(Value::Null, Value::Number)
}

/// A sum as a `Money` object.
pub(super) fn money(tiyn: i64) -> Value {
    let amount = tiyn.unsigned_abs();
    json!({"bills": amount / 100, "coins": amount % 100})
}

/// The sum of a `Money` object.
pub(super) fn of_money(money: &Value) -> i64 {
    let part = |name: &str| money[name].as_i64().unwrap_or(0);
    part("bills").saturating_mul(100).saturating_add(part("coins"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(json: &str, places: usize) -> Option<i64> {
        scaled(&serde_json::from_str(json).expect("JSON"), places)
    }

    #[test]
    fn a_number_is_read_to_its_last_place() {
        let cases = [
            ("0", 2, Some(0)),
            ("1000", 2, Some(100_000)),
            ("187.5", 2, Some(18_750)),
            ("727985.98", 2, Some(72_798_598)),
            ("1.500", 2, Some(150)),
            ("-0.01", 2, Some(-1)),
            ("0.125", 3, Some(125)),
            ("0.125", 2, None),
            ("1e3", 2, None),
            ("\"1\"", 2, None),
            ("10000000001", 2, None),
            ("99999999999999999999", 2, None),
        ];
        for (json, places, amount) in cases {
            assert_eq!(read(json, places), amount, "{json}");
        }
    }

    #[test]
    fn a_sum_is_written_with_no_needless_zeros() {
        for (tiyn, json) in
            [(0, "0"), (175_300, "1753"), (72_798_598, "727985.98"), (1_174_950, "11749.5"), (-50, "-0.5")]
        {
            assert_eq!(number(tiyn).to_string(), json);
        }
    }

    #[test]
    fn money_is_bills_and_coins() {
        assert_eq!(money(18_750), json!({"bills": 187, "coins": 50}));
        assert_eq!(of_money(&money(18_750)), 18_750);
    }
}
