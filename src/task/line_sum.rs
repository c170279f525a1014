//! The sum of a line: price × quantity, or two parts of which each fits (`"rules": {"lineSum": "split"}`).
//!
//! Programs give a discount on a whole line and then round the price: 7 pieces for 100.00 have a price of 14.29, and
//! 7 × 14.29 = 100.03. The law wants each line to fit (note to tag 1043), so the line becomes two: 6 × 14.28 and
//! 1 × 14.32. The sums of the receipt stay as they are.

use super::json::Node;
use super::money::{Money, decimal};
use super::policy::Policy;
use super::read::Fields;
use super::sums;
use crate::error::{Level, Problem, Rule};
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

/// Members of a line that belong to its goods as a whole: a code of one thing, a sum that cannot be divided by pieces.
const WHOLE: [&str; 7] =
    ["tags", "markingCode", "nomenclatureCode", "exciseStamp", "physicalLabel", "imcParams", "exciseSum"];

/// The two parts of a line: their numbers of pieces, prices and sums.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Parts {
    pub pieces: [i64; 2],
    pub prices: [Money; 2],
    pub amounts: [Money; 2],
}

impl Parts {
    /// Whether the first part is larger than the discount, which stays with it.
    pub fn hold(&self, discount: Option<Money>) -> bool {
        discount.is_none_or(|discount| discount < self.amounts[0])
    }
}

/// Whether lines are split at all.
pub(super) fn splits(policy: &Policy) -> bool {
    policy.level(Rule::LineSum) == Level::Adjust
}

/// Checks that a line's sum is price × quantity (note to tag 1043). With the setting, a line that can be split passes
/// with a note.
pub(super) fn check(fields: &Fields, name: &str, price: Money, quantity: Decimal, amount: Money) {
    let whole = WHOLE.iter().any(|member| fields.peek(member).is_some_and(|node| !node.is_empty()));
    let discount = match fields.peek("discount").and_then(|discount| discount.member("sum")) {
        Some(Node::Number(digits)) => decimal(digits).and_then(Money::rounded),
        _ => None,
    };
    let parts = parts(price, quantity, amount).filter(|parts| !whole && parts.hold(discount));
    match parts.filter(|_| splits(fields.reader.policy)) {
        Some(parts) => {
            let [first, last] = [0, 1].map(|part| format!("{} × {}", parts.pieces[part], parts.prices[part]));
            fields.reader.note(fields.at(name), fields.peek(name), Problem::Split([first, last]));
        }
        None => sums::line(fields, name, price, quantity, amount),
    }
}

/// How a line is split: all pieces but one at the price rounded down, the last one for the rest. `None` if its sum fits
/// already, if the pieces are not several whole ones, or if the price is not that of a piece, rounded to the kopeck.
pub(super) fn parts(price: Money, quantity: Decimal, amount: Money) -> Option<Parts> {
    let count = quantity.is_integer().then(|| quantity.to_i64()).flatten().filter(|count| *count > 1)?;
    if sums::line_fits(price, quantity, amount) {
        return None;
    }
    let each = amount.units() / count;
    // The rounded price is within a kopeck of the exact one.
    let is_rounded = price.units() - each <= 1 && each - price.units() <= 1;
    let first = each.checked_mul(count - 1)?;
    let last = amount.units() - first;
    is_rounded.then_some(Parts {
        pieces: [count - 1, 1],
        prices: [each, last].map(Money::minor),
        amounts: [first, last].map(Money::minor),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn units(sum: &str) -> Money {
        Money::parse(sum).unwrap()
    }

    #[test]
    fn a_line_is_split_into_parts_that_fit() {
        for (price, quantity, amount, prices) in [
            ("14.29", 7, "100.00", Some(["14.28", "14.32"])),
            ("14.28", 7, "100.00", Some(["14.28", "14.32"])),
            ("3.33", 3, "10.00", None),
            ("33.33", 30, "1000.00", Some(["33.33", "33.43"])),
            ("0.33", 30, "10.00", Some(["0.33", "0.43"])),
            ("10.00", 10, "100.00", None),
            ("10.00", 1, "100.00", None),
            ("10.00", 7, "100.00", None),
            ("14.31", 7, "100.00", None),
        ] {
            let found = parts(units(price), Decimal::from(quantity), units(amount));
            assert_eq!(found.map(|parts| parts.prices), prices.map(|prices| prices.map(units)), "{price} × {quantity}");
        }
        assert_eq!(parts(units("14.29"), Decimal::new(75, 1), units("100.00")), None, "of 7.5 pieces");
    }

    proptest! {
        #[test]
        fn the_parts_fit_and_add_up(count in 2i64..1000, amount in 1i64..100_000_000) {
            let (quantity, amount) = (Decimal::from(count), Money::minor(amount));
            let price = Money::rounded(amount.decimal() / quantity).unwrap();
            if let Some(parts) = parts(price, quantity, amount) {
                prop_assert_eq!(parts.amounts[0] + parts.amounts[1], amount);
                prop_assert_eq!(parts.pieces[0] + parts.pieces[1], count);
                for part in 0..2 {
                    let exact = parts.prices[part].decimal() * Decimal::from(parts.pieces[part]);
                    prop_assert_eq!(exact, parts.amounts[part].decimal());
                }
            } else {
                prop_assert!(sums::line_fits(price, quantity, amount));
            }
        }
    }
}
