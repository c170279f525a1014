//! The fingerprint of a document: the same facts, once from the request that was sent and once from what the register
//! shows.
//!
//! The register has no request ids, so a document with a lost answer is recognised by its content, and by a mark where
//! the register keeps it.

use super::mark;
use super::members::{count, list};
use super::number::{sum_of, thousandths, whole};
use crate::backends::fingerprint::{Fingerprint, Kind};
use crate::task::money::Money;
use serde_json::Value;
use std::collections::BTreeMap;

/// Upper limit for documents in one shift. A serial number has that many places per shift.
const PER_SHIFT: u64 = 1_000_000;

type Facts = BTreeMap<String, String>;

/// One number for a document over all shifts.
///
/// The register numbers documents within a shift. Serial numbers grow from shift to shift, so they tell which document
/// came later.
pub(super) fn serial(shift: u64, document: u64) -> u64 {
    shift.saturating_mul(PER_SHIFT).saturating_add(document.min(PER_SHIFT - 1))
}

/// The shift and the number within the shift.
pub(super) fn of_serial(serial: u64) -> (u64, u64) {
    (serial / PER_SHIFT, serial % PER_SHIFT)
}

fn put(attributes: &mut Facts, name: &str, fact: Option<impl ToString>) {
    if let Some(fact) = fact {
        attributes.insert(name.to_owned(), fact.to_string());
    }
}

fn sum(value: &Value, name: &str) -> Option<Money> {
    value.get(name).and_then(sum_of)
}

fn text(value: &Value, name: &str) -> Option<String> {
    value.get(name).and_then(Value::as_str).map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned)
}

/// The fingerprint of a request, without a mark. Totals and change are computed as the register computes them.
pub(super) fn of_request(command: &str, body: &Value) -> Fingerprint {
    let mut attributes = Facts::new();
    let operation = count(body, "operation");
    let kind = match (command, operation) {
        ("TradeOperation", _) => Kind::Receipt,
        ("MoneyPlacement", Some(1)) => Kind::CashOut,
        ("MoneyPlacement", _) => Kind::CashIn,
        _ => Kind::CloseShift,
    };
    match kind {
        Kind::Receipt => {
            put(&mut attributes, "operation", operation);
            settle(body, &mut attributes);
            customer(body, &mut attributes);
            put(&mut attributes, "items", list(body, "items").and_then(|items| lines(items, thousandths)));
        }
        Kind::CashIn | Kind::CashOut => put(&mut attributes, "sum", sum(body, "sum")),
        _ => {}
    }
    // The vendor's document does not say whether the register keeps auxiliary data.
    Fingerprint { kind, attributes, marks: Vec::new(), unmarked_maybe: true }
}

/// The sums of a receipt: total = Σ lines − discounts + markups; change = taken − total.
///
/// The cash payment that the register records is the cash taken less the change.
fn settle(body: &Value, attributes: &mut Facts) {
    let none = Value::Null;
    let amounts = body.get("amounts").unwrap_or(&none);
    let of = |value: &Value, name| value.get(name).and_then(|modifier| sum(modifier, "sum")).unwrap_or_default();
    let mut total = Money::ZERO;
    for item in list(body, "items").unwrap_or_default() {
        let own = item.get("commodity").and_then(|commodity| sum(commodity, "sum")).unwrap_or_default();
        total = total + own - of(item, "discount") + of(item, "markup");
    }
    total = total - of(amounts, "discount") + of(amounts, "markup");
    let paid = |kind: u64| -> Money {
        let payments = list(body, "payments").unwrap_or_default().iter();
        payments.filter(|payment| count(payment, "type") == Some(kind)).filter_map(|payment| sum(payment, "sum")).sum()
    };
    let (cash, card, mobile) = (paid(0), paid(1), paid(4));
    let taken = cash.max(sum(amounts, "taken").unwrap_or_default());
    let change = (taken + card + mobile - total).max(Money::ZERO);
    put(attributes, "total", Some(total));
    let left = if cash == Money::ZERO { cash } else { taken - change };
    for (name, paid) in [("cash", left), ("card", card), ("mobile", mobile)] {
        put(attributes, name, Some(paid));
    }
}

/// Change for the buyer of this request.
pub(super) fn change(body: &Value) -> Money {
    let mut attributes = Facts::new();
    settle(body, &mut attributes);
    let fact = |name: &str| attributes.get(name).and_then(|fact| Money::parse(fact)).unwrap_or_default();
    let amounts = body.get("amounts").unwrap_or(&Value::Null);
    let given: Money = list(body, "payments")
        .unwrap_or_default()
        .iter()
        .filter(|payment| count(payment, "type") == Some(0))
        .filter_map(|payment| sum(payment, "sum"))
        .sum();
    let taken = given.max(sum(amounts, "taken").unwrap_or_default());
    (taken + fact("card") + fact("mobile") - fact("total")).max(Money::ZERO)
}

/// The buyer. "No buyer" is a fact too and must agree. If a buyer was sent and none is shown, the match is uncertain.
fn customer(of: &Value, attributes: &mut Facts) {
    match text(of, "customer_iin_or_bin") {
        Some(customer) => put(attributes, "customer", Some(customer)),
        None => put(attributes, "no customer", Some("")),
    }
}

/// The positions in one spelling: name, quantity in thousandths, price, sum, discount, markup. `None` if any part
/// cannot be read.
fn lines(items: &[Value], quantity: fn(&Value) -> Option<i64>) -> Option<String> {
    let mut lines: Vec<String> = Vec::new();
    for item in items {
        if let Some(commodity) = item.get("commodity") {
            let (name, quantity) = (text(commodity, "name")?, quantity(commodity.get("quantity")?)?);
            lines.push(format!("{name}|{quantity}|{}|{}", sum(commodity, "price")?, sum(commodity, "sum")?));
        }
        // A ticket shows a discount or markup as an element of its own, after its goods.
        let last = lines.last_mut()?;
        for name in ["discount", "markup"] {
            let Some(modifier) = item.get(name).filter(|modifier| !modifier.is_null()) else { continue };
            let sum = sum(modifier, "sum")?;
            if sum != Money::ZERO {
                *last += &format!("|{name} {sum}");
            }
        }
    }
    Some(lines.join("\n"))
}

/// The marks among the auxiliary pairs of a request or of a document.
pub(super) fn marks(body: &Value) -> Vec<String> {
    list(body, "auxiliary").map(mark::among).unwrap_or_default()
}

/// Kind of an operation in the register's list; `None` for one that needs no exactly-once handling (an X report).
pub(super) fn kind(command: u64, body: &Value) -> Option<Kind> {
    let is_z = || count(body, "type").or_else(|| count(body, "report_type")) == Some(0);
    match command {
        1 => Some(Kind::Receipt),
        2 => Some(Kind::CloseShift),
        3 if is_z() => Some(Kind::CloseShift),
        6 if count(body, "operation") == Some(1) => Some(Kind::CashOut),
        6 => Some(Kind::CashIn),
        _ => None,
    }
}

/// The fingerprint of a complete document (`TicketObject`, `MoneyPlacementObject`).
pub(super) fn of_document(kind: Kind, body: &Value) -> Fingerprint {
    let mut attributes = Facts::new();
    match kind {
        Kind::Receipt => return of_ticket(body),
        Kind::CashIn | Kind::CashOut => put(&mut attributes, "sum", sum(body, "sum")),
        _ => {}
    }
    Fingerprint { kind, attributes, marks: Vec::new(), unmarked_maybe: true }
}

fn of_ticket(body: &Value) -> Fingerprint {
    let mut attributes = Facts::new();
    put(&mut attributes, "operation", count(body, "operation"));
    put(&mut attributes, "total", body.get("amounts").and_then(|amounts| sum(amounts, "total")));
    if let Some(payments) = list(body, "payments") {
        let paid: Option<Vec<(u64, Money)>> =
            payments.iter().map(|payment| count(payment, "type").zip(sum(payment, "sum"))).collect();
        for (name, kind) in [("cash", 0), ("card", 1), ("mobile", 4)] {
            let of_kind = |paid: &Vec<(u64, Money)>| {
                paid.iter().filter(|(of, _)| *of == kind).map(|(_, sum)| *sum).sum::<Money>()
            };
            put(&mut attributes, name, paid.as_ref().map(of_kind));
        }
    }
    let none = Value::Null;
    let extension = body.get("extension_options").unwrap_or(&none);
    if extension.is_object() {
        customer(extension, &mut attributes);
    }
    put(&mut attributes, "items", list(body, "items").and_then(|items| lines(items, whole)));
    let marks = [extension, body].into_iter().flat_map(marks).collect();
    Fingerprint { kind: Kind::Receipt, attributes, marks, unmarked_maybe: true }
}

#[cfg(test)]
#[path = "fingerprint_tests.rs"]
pub(super) mod tests;
