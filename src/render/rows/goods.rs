//! The lines of a receipt.

use super::super::captions::{self, Caption};
use super::super::printed::{Item, modifier};
use super::people;
use super::{Rows, Style};
use crate::task::modifier::Modifier;

/// A line with everything that belongs to it.
pub(super) fn line(rows: &mut Rows, number: usize, line: &Item) {
    let mark = line.mark.map(|mark| format!("{mark} ")).unwrap_or_default();
    rows.left(format!("{number}. {mark}{}", line.name));
    priced(rows, line);
    if let Some((caption, modifier)) = modifier(&line.modifiers) {
        modified(rows, caption, modifier);
    }
    taxed(rows, line);
    match (line.object.map(captions::object), line.method.map(captions::method)) {
        (Some(object), Some(method)) => rows.named(object, method, Style::Plain),
        (Some(one), None) | (None, Some(one)) => rows.left(one),
        (None, None) => {}
    }
    for (caption, fact) in &line.facts {
        rows.pair(*caption, Some(fact));
    }
    people::agent(rows, line.agent.as_ref());
    people::supplier(rows, line.supplier.as_ref());
}

/// Quantity × price, and the sum.
fn priced(rows: &mut Rows, line: &Item) {
    let unit = line.unit.as_ref().map(|unit| format!(" {unit}")).unwrap_or_default();
    let quantity = match (&line.fraction, line.quantity) {
        (Some(fraction), _) => Some(format!("{fraction}{unit}")),
        (None, quantity) => quantity.map(|quantity| format!("{}{unit}", quantity.normalize())),
    };
    let times = match (quantity, line.price) {
        (Some(quantity), Some(price)) => format!("{quantity} x {price}"),
        (one, price) => one.or_else(|| price.map(|price| price.to_string())).unwrap_or_default(),
    };
    rows.named(times, line.amount.map(|amount| format!("={amount}")).unwrap_or_default(), Style::Plain);
}

fn taxed(rows: &mut Rows, line: &Item) {
    let Some(vat) = line.vat else { return };
    let Some(rate) = captions::rate(vat) else { return rows.left(rows.told(Caption::WithoutVat)) };
    let name = format!("{} {rate}", rows.told(Caption::VatAmount));
    rows.named(name, line.vat_sum.map(|sum| sum.to_string()).unwrap_or_default(), Style::Plain);
}

/// A discount or a markup.
pub(super) fn modified(rows: &mut Rows, caption: Caption, modifier: &Modifier) {
    let name = modifier.name.as_ref().map(|name| format!(": {name}")).unwrap_or_default();
    let sign = if caption == Caption::Discount { "-" } else { "+" };
    rows.named(format!("{}{name}", rows.told(caption)), format!("{sign}{}", modifier.sum), Style::Plain);
}
