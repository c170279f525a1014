//! Numbers of the register: exact decimals in requests, and sums in the two forms of its answers.

use crate::task::money::{Money, decimal, number};
use rust_decimal::Decimal;
use serde::{Serialize, Serializer};
use serde_json::Value;

/// A JSON number without trailing zeros: `1750`, `187.5`. Sums are in tenge.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Number(pub Decimal);

impl Number {
    pub(super) fn sum(sum: Money) -> Self {
        Self(sum.decimal())
    }

    pub(super) fn whole(value: i64) -> Self {
        Self(Decimal::from(value))
    }
}

impl Serialize for Number {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        number(&self.0.normalize().to_string()).serialize(serializer)
    }
}

/// A sum from an answer: `{"bills", "coins"}` (tenge and tiyn) in documents, a plain number in lists.
pub(super) fn sum_of(value: &Value) -> Option<Money> {
    match value {
        Value::Number(digits) => Money::parse(&digits.to_string()),
        Value::Object(_) => {
            let part = |name| value.get(name).map_or(Some(0), Value::as_i64);
            let (bills, coins) = (part("bills")?, part("coins")?);
            let units = bills.checked_mul(100)?.checked_add(coins)?;
            let fits = (0..100).contains(&coins) && (0..=Money::MOST.units()).contains(&units);
            fits.then(|| Money::minor(units))
        }
        _ => None,
    }
}

/// A quantity or percentage of a request in thousandths. The request writes it as a plain number: `2` is 2000.
pub(super) fn thousandths(value: &Value) -> Option<i64> {
    integer(exact(value)?.checked_mul(Decimal::ONE_THOUSAND)?)
}

/// A quantity or percentage of a document. The register shows it in thousandths already: `2000`, `2000.0`.
pub(super) fn whole(value: &Value) -> Option<i64> {
    integer(exact(value)?)
}

fn exact(value: &Value) -> Option<Decimal> {
    let Value::Number(digits) = value else { return None };
    decimal(&digits.to_string())
}

fn integer(exact: Decimal) -> Option<i64> {
    if exact.is_integer() { i64::try_from(exact).ok() } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::json;

    #[test]
    fn sums_of_the_vendors_examples_are_read_and_written_as_printed() {
        for (value, units) in [
            (json!({ "bills": 187, "coins": 50 }), Some(18_750)),
            (json!({ "bills": 1750, "coins": 0 }), Some(175_000)),
            (json!({ "bills": 1 }), Some(100)),
            (json!({ "bills": 1, "coins": 100 }), None),
            (json!({ "bills": -1, "coins": 0 }), None),
            (json!({ "bills": i64::MAX, "coins": 0 }), None),
            (json!("1"), None),
        ] {
            assert_eq!(sum_of(&value).map(Money::units), units, "{value}");
        }
        assert_eq!(sum_of(&serde_json::from_str("727985.98").unwrap()), Some(Money::minor(72_798_598)));
        for (units, written) in [(18_750, "187.5"), (100_000, "1000"), (5, "0.05"), (0, "0")] {
            assert_eq!(serde_json::to_string(&Number::sum(Money::minor(units))).unwrap(), written);
        }
        assert_eq!(thousandths(&json!(2)), Some(2000));
        assert_eq!(thousandths(&serde_json::from_str("0.0005").unwrap()), None);
    }

    proptest! {
        #[test]
        fn a_sum_is_the_same_in_both_forms(units in 0i64..=999_999_999_999) {
            let sum = Money::minor(units);
            let written = serde_json::to_value(Number::sum(sum)).unwrap();
            prop_assert_eq!(sum_of(&written), Some(sum));
            prop_assert_eq!(sum_of(&json!({ "bills": units / 100, "coins": units % 100 })), Some(sum));
        }

        #[test]
        fn nothing_that_a_server_sends_for_a_sum_breaks_the_reading(bills in any::<i64>(), coins in any::<i64>()) {
            let _ = sum_of(&json!({ "bills": bills, "coins": coins }));
            let _ = thousandths(&json!(bills));
        }
    }
}
