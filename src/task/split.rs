//! Splitting a line into the two parts of which [`line_sum`](super::line_sum) has found that they fit.

use super::json::Node;
use super::line_sum::{Parts, parts, splits};
use super::modifier::Modifiers;
use super::policy::Policy;
use super::position::Position;
use super::sums;
use rust_decimal::Decimal;

/// The line as it is sent: itself, or the two parts of which [`line_sum::check`](super::line_sum::check) has noted that it is split.
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
