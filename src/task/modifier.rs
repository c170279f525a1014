//! Discounts and markups (скидка, наценка) on a line or on the whole receipt.

use super::money::Money;
use super::read::{Fields, Need};
use crate::error::{Problem, Text};

/// A discount or markup: its name and its sum.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Modifier {
    /// Name for printing, at most 128 characters.
    pub name: Option<String>,
    /// Sum, greater than zero.
    pub sum: Money,
}

/// A discount, a markup, or neither. They exclude each other.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Modifiers {
    /// Subtracted from the sum.
    pub discount: Option<Modifier>,
    /// Added to the sum.
    pub markup: Option<Modifier>,
}

impl Modifiers {
    /// The sum with the discount subtracted and the markup added.
    pub fn net(&self, sum: Money) -> Money {
        let of = |modifier: &Option<Modifier>| modifier.as_ref().map_or(Money::ZERO, |modifier| modifier.sum);
        sum - of(&self.discount) + of(&self.markup)
    }

    /// The discount or the markup, if there is one.
    pub fn any(&self) -> Option<&Modifier> {
        self.discount.as_ref().or(self.markup.as_ref())
    }
}

/// Reads `discount` and `markup` of something that costs `sum`.
pub(super) fn read(fields: &Fields, sum: Option<Money>) -> Modifiers {
    let one = |name| {
        fields.object(name, Need::Optional, |fields| {
            let name = fields.text("name", Need::Optional, 128);
            let sum = fields.money("sum", Need::Required);
            if sum == Some(Money::ZERO) {
                fields.mean_nothing("name");
                fields.mean_nothing("sum");
            }
            Some(Modifier { name, sum: sum? })
        })
    };
    let modifiers = Modifiers {
        discount: one("discount").filter(|modifier| modifier.sum != Money::ZERO),
        markup: one("markup").filter(|modifier| modifier.sum != Money::ZERO),
    };
    if modifiers.discount.is_some() && modifiers.markup.is_some() {
        let text = Text::of(
            "Нельзя указать и скидку, и наценку: оставьте что-то одно",
            "A discount and a markup cannot be used together: keep one of them",
        );
        fields.judge("markup", Problem::Form(text));
    }
    check(fields, &modifiers, sum);
    modifiers
}

/// Checks that a discount is less than the sum it is subtracted from.
pub(super) fn check(fields: &Fields, modifiers: &Modifiers, sum: Option<Money>) {
    if let (Some(discount), Some(sum)) = (&modifiers.discount, sum)
        && discount.sum >= sum
    {
        let place = fields.at("discount");
        let node = super::json::Node::Number(discount.sum.to_string().into());
        let path = super::path::Path::Member(&place, "sum");
        fields.reader.judge(path, Some(&node), Problem::Range(format!("< {sum}")));
    }
}
