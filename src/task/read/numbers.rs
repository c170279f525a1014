//! Numbers of a task, read from their digits: sums, quantities, whole numbers.

use super::{Fields, Need};
use crate::error::Problem;
use crate::task::json::Node;
use crate::task::money::{Money, decimal, snapped};
use rust_decimal::prelude::ToPrimitive;
use rust_decimal::{Decimal, RoundingStrategy};
use serde_json::json;
use std::str::FromStr;

impl Fields<'_> {
    /// A sum of money, zero or more.
    pub fn money(&self, name: &'static str, need: Need) -> Option<Money> {
        self.describe(
            name,
            need,
            || json!({ "type": "number", "minimum": 0, "description": "money, two digits after the point" }),
        );
        let node = self.take(name, need)?;
        let room = self.limit(name, node);
        let exact = self.number(name, node)?;
        if room.is_none() {
            self.mean(name, exact.normalize());
            return None;
        }
        let exact = self.fraction(name, node, exact, 2)?;
        let sum = Money::rounded(exact).filter(|sum| *sum >= Money::ZERO);
        sum.inspect(|sum| self.mean(name, sum))
            .inspect(|sum| self.rewrite(name, || Node::Number(sum.to_string().into())))
            .or_else(|| self.wrong(name, node, Problem::Range(format!("0…{}", Money::MOST))))
    }

    /// A sum that follows from others, as VAT does. Programs compute it by division, so it is rounded to the kopeck
    /// with a note, however many digits it has.
    pub fn money_computed(&self, name: &'static str, need: Need) -> Option<Money> {
        let long = match self.peek(name) {
            // More digits than a decimal holds are cut off first: they are no kopecks.
            Some(Node::Number(digits)) => decimal(digits).or_else(|| Decimal::from_str(digits).ok()),
            _ => None,
        };
        let Some(exact) = long.filter(|exact| snapped(*exact, 2).is_none()) else { return self.money(name, need) };
        let Some(sum) = Money::rounded(exact).filter(|sum| *sum >= Money::ZERO) else { return self.money(name, need) };
        let node = self.take(name, need)?;
        self.mean(name, sum);
        self.limit(name, node)?;
        self.reader.note(self.at(name), Some(node), Problem::Adjusted(sum.to_string()));
        Some(sum)
    }

    /// A sum that is only printed; zero needs nothing from the backend.
    pub fn money_to_print(&self, name: &'static str) {
        match self.peek(name) {
            Some(Node::Number(digits)) if decimal(digits).is_some_and(|sum| sum.is_zero()) => self.know(name),
            _ => {
                self.money(name, Need::Optional);
            }
        }
    }

    /// A quantity greater than zero, with at most `digits` after the point.
    pub fn quantity(&self, name: &'static str, need: Need, digits: u32) -> Option<Decimal> {
        self.describe(name, need, || json!({ "type": "number", "exclusiveMinimum": 0 }));
        let node = self.take(name, need)?;
        let room = self.limit(name, node);
        let exact = self.number(name, node)?;
        let Some(limit) = room else {
            self.mean(name, exact.normalize());
            return None;
        };
        let exact = self.fraction(name, node, exact, digits.min(limit.fraction))?;
        let most = Decimal::new(999_999_999, 0);
        if exact <= Decimal::ZERO || exact > most {
            return self.wrong(name, node, Problem::Range(format!("> 0, ≤ {most}")));
        }
        self.mean(name, exact);
        self.rewrite(name, || Node::Number(exact.normalize().to_string().into()));
        Some(exact)
    }

    pub(super) fn number(&self, name: &str, node: &Node) -> Option<Decimal> {
        let Node::Number(digits) = node else { return self.wrong(name, node, Problem::Type("number")) };
        decimal(digits).or_else(|| self.wrong(name, node, Problem::Range(format!("±{}", Money::MOST))))
    }

    pub(super) fn fraction(&self, name: &str, node: &Node, exact: Decimal, digits: u32) -> Option<Decimal> {
        if let Some(near) = snapped(exact, digits) {
            return Some(near);
        }
        if !self.reader.judge(self.at(name), Some(node), Problem::Fraction(digits)) {
            return None;
        }
        let near = exact.round_dp_with_strategy(digits, RoundingStrategy::MidpointAwayFromZero).normalize();
        self.reader.note(self.at(name), Some(node), Problem::Adjusted(near.to_string()));
        Some(near)
    }

    /// A whole number from `least` to `most`.
    pub fn integer(&self, name: &'static str, need: Need, least: i64, most: i64) -> Option<i64> {
        self.describe(name, need, || json!({ "type": "integer", "minimum": least, "maximum": most }));
        let node = self.take(name, need)?;
        let room = self.limit(name, node);
        let whole = self.number(name, node)?;
        let whole = if whole.is_integer() { whole.to_i64() } else { None };
        let whole = whole
            .filter(|value| (least..=most).contains(value))
            .inspect(|value| self.mean(name, value))
            .or_else(|| self.wrong(name, node, Problem::Range(format!("{least}…{most}"))));
        let whole = room.and(whole)?;
        self.rewrite(name, || Node::Number(whole.to_string().into()));
        Some(whole)
    }

    /// A whole number that needs nothing from the backend while it has its usual value.
    pub fn integer_unless(&self, name: &'static str, usual: i64, least: i64, most: i64) -> Option<i64> {
        self.describe(
            name,
            Need::Optional,
            || json!({ "type": "integer", "minimum": least, "maximum": most, "default": usual }),
        );
        let node = self.take(name, Need::Optional)?;
        let whole = self.number(name, node).filter(Decimal::is_integer).and_then(|value| value.to_i64());
        match whole.filter(|value| (least..=most).contains(value)) {
            Some(value) if value == usual => Some(value),
            Some(value) => {
                self.mean(name, value);
                self.limit(name, node)?;
                self.rewrite(name, || Node::Number(value.to_string().into()));
                Some(value)
            }
            None => self.wrong(name, node, Problem::Range(format!("{least}…{most}"))),
        }
    }

    /// An array of whole numbers.
    pub fn integers(&self, name: &'static str, least: i64, most: i64) -> Vec<i64> {
        self.describe(
            name,
            Need::Optional,
            || json!({ "type": "array", "items": { "type": "integer", "minimum": least, "maximum": most } }),
        );
        let numbers = self.elements(name, Need::Optional, |path, node, _| {
            let whole = match node {
                Node::Number(digits) => digits.parse().ok().filter(|value| (least..=most).contains(value)),
                _ => None,
            };
            if whole.is_none() {
                self.reader.fault(path, Some(node), Problem::Range(format!("{least}…{most}")));
            }
            whole.inspect(|whole| self.reader.mean(path, whole))
        });
        if !numbers.is_empty() {
            let node = |number: &i64| Node::Number(number.to_string().into());
            self.rewrite(name, || Node::List(numbers.iter().map(node).collect()));
        }
        numbers
    }
}
