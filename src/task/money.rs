//! Sums in minor units and exact decimals. No float is used between the caller's digits and the device.

use rust_decimal::{Decimal, RoundingStrategy};
use serde_json::Number;
use std::fmt;
use std::iter::Sum;
use std::ops::{Add, Sub};

/// A sum of money in minor units (kopecks, tiyns).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Hash)]
pub struct Money(i64);

impl Money {
    /// Zero.
    pub const ZERO: Self = Self(0);
    /// The smallest positive sum.
    pub const KOPECK: Self = Self(1);
    /// The largest sum accepted: ten digits before the point and two after it, so that the sums of a receipt cannot
    /// overflow.
    pub const MOST: Self = Self(999_999_999_999);

    /// A sum of this many minor units.
    pub const fn minor(units: i64) -> Self {
        Self(units)
    }

    /// The number of minor units.
    pub const fn units(self) -> i64 {
        self.0
    }

    /// The nearest sum, halves rounded away from zero; `None` if it is too large.
    pub fn rounded(exact: Decimal) -> Option<Self> {
        let units = exact.checked_mul(Decimal::ONE_HUNDRED)?;
        let units = units.round_dp_with_strategy(0, RoundingStrategy::MidpointAwayFromZero);
        i64::try_from(units).ok().map(Self).filter(|sum| sum.0.unsigned_abs() <= Self::MOST.0.unsigned_abs())
    }

    /// The same as a decimal.
    pub fn decimal(self) -> Decimal {
        Decimal::new(self.0, 2)
    }

    /// The absolute difference of two sums.
    #[must_use]
    pub fn distance(self, other: Self) -> Self {
        Self((self.0 - other.0).abs())
    }

    /// The same as a JSON number with two digits after the point.
    pub fn to_number(self) -> Number {
        number(&self.to_string())
    }

    /// Parses the digits that a device returns: `54`, `20.45`. `None` if they are no exact sum.
    pub fn parse(digits: &str) -> Option<Self> {
        let exact = decimal(digits)?;
        Self::rounded(exact).filter(|sum| sum.decimal() == exact)
    }
}

impl fmt::Display for Money {
    fn fmt(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        // Each sum of each document is written several times, so by hand: a sign, 19 digits and the point fit.
        let mut text = [b'0'; 22];
        let (mut at, mut rest) = (text.len(), self.0.unsigned_abs());
        let mut digits = 0;
        while digits < 3 || rest > 0 {
            if digits == 2 {
                at -= 1;
                text[at] = b'.';
            }
            at -= 1;
            text[at] = b'0' + (rest % 10).to_le_bytes()[0];
            rest /= 10;
            digits += 1;
        }
        if self.0 < 0 {
            at -= 1;
            text[at] = b'-';
        }
        formatter.write_str(str::from_utf8(&text[at..]).unwrap_or_default())
    }
}

impl Add for Money {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }
}

impl Sub for Money {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0))
    }
}

impl Sum for Money {
    fn sum<I: Iterator<Item = Self>>(sums: I) -> Self {
        sums.fold(Self::ZERO, Add::add)
    }
}

/// A JSON number with these digits.
pub fn number(digits: &str) -> Number {
    // A decimal's text always is a JSON number; the fallback only avoids a panic.
    serde_json::from_str(digits).unwrap_or_else(|_| Number::from(0))
}

/// An exact decimal from digits in the JSON grammar of numbers; `None` if a decimal of 28 digits cannot hold it.
pub fn decimal(digits: &str) -> Option<Decimal> {
    let (mantissa, exponent) = match digits.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, exponent.parse::<i32>().ok().filter(|e| e.abs() <= 28)?),
        None => (digits, 0),
    };
    // Zeros at the end of a fraction mean nothing and must not use up the digits.
    let mantissa = match mantissa.contains('.') {
        true => mantissa.trim_end_matches('0').trim_end_matches('.'),
        false => mantissa,
    };
    let mut exact = Decimal::from_str_exact(mantissa).ok()?;
    for _ in 0..exponent.unsigned_abs() {
        exact = if exponent > 0 { exact.checked_mul(Decimal::TEN)? } else { exact.checked_div(Decimal::TEN)? };
    }
    Some(exact.normalize())
}

/// Rounds to `digits` after the point if the value is nearer than 10⁻⁶ to that, as values computed in doubles are; else
/// `None`.
pub fn snapped(exact: Decimal, digits: u32) -> Option<Decimal> {
    let near = exact.round_dp_with_strategy(digits, RoundingStrategy::MidpointAwayFromZero);
    ((exact - near).abs() < Decimal::new(1, 6)).then(|| near.normalize())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_floats_tail_snaps_to_the_kopeck() {
        for (given, kept) in
            [("136.89999999999998", "136.9"), ("0.30000000000000004", "0.3"), ("10.005", ""), ("1.0000011", "")]
        {
            let snapped = snapped(decimal(given).unwrap(), 2).map(|d| d.to_string());
            assert_eq!(snapped.unwrap_or_default(), kept, "{given}");
        }
    }

    #[test]
    fn digits_of_any_json_number_are_read_or_refused() {
        for (digits, read) in [
            ("1E+2", Some("100")),
            ("25e-1", Some("2.5")),
            ("-0", Some("0")),
            ("1.50000000000000000000000000000000000000", Some("1.5")),
            ("1e400", None),
            ("123456789012345678901234567890", None),
        ] {
            assert_eq!(decimal(digits).map(|d| d.to_string()).as_deref(), read, "{digits}");
        }
        assert_eq!(decimal(&"9".repeat(10_000)), None);
    }

    proptest! {
        #[test]
        fn a_sum_survives_its_text(units in -999_999_999_999i64..=999_999_999_999) {
            let sum = Money::minor(units);
            prop_assert_eq!(Money::parse(&sum.to_string()), Some(sum));
            prop_assert_eq!(sum.to_number().to_string(), sum.to_string());
        }

        #[test]
        fn a_product_computed_in_doubles_snaps_to_the_exact_one(price in 1i64..10_000_000, quantity in 1i64..1000) {
            let exact = Money::minor(price * quantity);
            #[allow(clippy::cast_precision_loss, reason = "this is what the hosts do")]
            let float = (price as f64 / 100.0) * quantity as f64;
            let digits = format!("{float:?}");
            let snapped = decimal(&digits).and_then(|exact| snapped(exact, 2)).and_then(Money::rounded);
            prop_assert_eq!(snapped, Some(exact));
        }
    }
}
