//! Splitting a line whose sum is not price × quantity (`"rules": {"lineSum": "split"}`).
//!
//! Programs give a discount on a whole line and then round the price: 7 pieces for 100.00 have a price of 14.29, and
//! 7 × 14.29 = 100.03. The law wants each line to fit (note to tag 1043), so the line becomes two: 6 × 14.28 and
//! 1 × 14.32. The sums of the receipt stay as they are.

use super::json::Node;
use super::modifier::Modifiers;
use super::money::{Money, decimal};
use super::policy::Policy;
use super::position::Position;
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
struct Parts {
    pieces: [i64; 2],
    prices: [Money; 2],
    amounts: [Money; 2],
}

impl Parts {
    /// Whether the first part is larger than the discount, which stays with it.
    fn hold(&self, discount: Option<Money>) -> bool {
        discount.is_none_or(|discount| discount < self.amounts[0])
    }
}

fn splits(policy: &Policy) -> bool {
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

/// The line as it is sent: itself, or the two parts of which [`check`] has noted that it is split.
pub(super) fn lines(line: Position, policy: &Policy) -> Vec<Position> {
    let whole = !line.tags.is_empty()
        || line.mark.is_some()
        || line.code.is_some()
        || line.marked.is_some()
        || line.excise.is_some()
        || line.labels.excise_stamp.is_some()
        || line.labels.physical_label.is_some();
    let discount = line.modifiers.discount.as_ref().map(|discount| discount.sum);
    let parts = parts(line.price, line.quantity, line.amount);
    match parts.filter(|parts| splits(policy) && !whole && parts.hold(discount)) {
        Some(parts) => divided(&line, parts),
        None => vec![line],
    }
}

/// A discount or markup stays with the first part, which is the larger one, and the VAT of the parts adds up to that of
/// the line.
fn divided(line: &Position, parts: Parts) -> Vec<Position> {
    let of = |part: usize| Position {
        price: parts.prices[part],
        quantity: Decimal::from(parts.pieces[part]),
        amount: parts.amounts[part],
        ..line.clone()
    };
    let (mut first, mut last) = (of(0), of(1));
    last.modifiers = Modifiers::default();
    if let Some(vat) = line.vat_sum {
        let of_last = sums::vat_of(line.vat, last.amount).unwrap_or_default().min(vat);
        first.vat_sum = Some(vat - of_last);
        last.vat_sum = Some(of_last);
    }
    vec![first, last]
}

/// A line of the document that is passed on, as its parts.
pub(super) fn written(line: Node, parts: &[Position]) -> Vec<Node> {
    if parts.len() < 2 {
        return vec![line];
    }
    let number = |digits: String| Node::Number(digits.into());
    let of = |part: &Position| {
        let mut node = line.clone();
        set(&mut node, "price", number(part.price.to_string()));
        set(&mut node, "quantity", number(part.quantity.normalize().to_string()));
        set(&mut node, "amount", number(part.amount.to_string()));
        if let (Some(tax), Some(sum)) = (member(&mut node, "tax"), part.vat_sum) {
            set(tax, "sum", number(sum.to_string()));
        }
        node
    };
    let mut written: Vec<Node> = parts.iter().map(of).collect();
    for other in &mut written[1..] {
        // It is printed once.
        set(other, "infoDiscountAmount", Node::Null);
    }
    written
}

fn member<'n>(node: &'n mut Node, name: &str) -> Option<&'n mut Node> {
    let Node::Object(members) = node else { return None };
    members.iter_mut().find(|(key, _)| &**key == name).map(|(_, member)| member)
}

/// Replaces a member, if there is one.
fn set(node: &mut Node, name: &str, value: Node) {
    if let Some(member) = member(node, name) {
        *member = value;
    }
}

/// How a line is split: all pieces but one at the price rounded down, the last one for the rest. `None` if its sum fits
/// already, if the pieces are not several whole ones, or if the price is not that of a piece, rounded to the kopeck.
fn parts(price: Money, quantity: Decimal, amount: Money) -> Option<Parts> {
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
