//! The arithmetic of a ticket: the amount to pay, the amount paid, and how much of it is cash.

use super::amount::{MOST, tiyn};
use super::refusal::{self, Refusal};
use serde_json::{Map, Value};

pub(super) const BUY: usize = 0;
pub(super) const BUY_RETURN: usize = 1;
pub(super) const SELL: usize = 2;
pub(super) const SELL_RETURN: usize = 3;

/// The largest total of one ticket.
const MOST_TO_PAY: i64 = 10 * MOST;

/// The sums of a ticket.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Settlement {
    pub(super) to_pay: i64,
    /// The cash that the buyer handed over.
    pub(super) taken: i64,
    pub(super) change: i64,
    /// The cash that stays in the drawer: the cash taken minus the change.
    pub(super) cash: i64,
}

/// Checks the ticket's taxes. They belong to the items or to the whole ticket, and a list contains each rate only once.
pub(super) fn check_taxes(ticket: &Map<String, Value>) -> Result<(), Refusal> {
    let mut of_items = 0;
    for item in list(ticket.get("items")) {
        for part in ["commodity", "discount", "markup"] {
            let taxes = list(item[part].get("taxes"));
            unlike(taxes)?;
            of_items += taxes.len();
        }
    }
    for part in ["discount", "markup"] {
        unlike(list(ticket.get("amounts").and_then(|amounts| amounts[part].get("taxes"))))?;
    }
    let of_ticket = list(ticket.get("taxes"));
    unlike(of_ticket)?;
    if of_items > 0 && !of_ticket.is_empty() {
        return Err(Refusal::new(refusal::TAXES_TWICE));
    }
    Ok(())
}

fn unlike(taxes: &[Value]) -> Result<(), Refusal> {
    let mut percents: Vec<i64> = taxes.iter().filter_map(|tax| super::amount::scaled(&tax["percent"], 3)).collect();
    percents.sort_unstable();
    let repeated = percents.windows(2).any(|pair| pair[0] == pair[1]);
    if repeated { Err(Refusal::new(refusal::PERCENT_TWICE)) } else { Ok(()) }
}

/// Calculates the sums of the ticket. The checks run in the same order as on the vendor's server.
pub(super) fn settle(ticket: &Map<String, Value>) -> Result<Settlement, Refusal> {
    let amounts = ticket.get("amounts").unwrap_or(&Value::Null);
    let (mut discounts, mut markups) = modifiers(amounts)?;
    let mut total = 0;
    for item in list(ticket.get("items")) {
        let sum = tiyn(&item["commodity"]["sum"]);
        let (discount, markup) = modifiers(item)?;
        if discount >= sum {
            return Err(Refusal::new(refusal::DISCOUNT_OVER_TOTAL));
        }
        (total, discounts, markups) = (total + sum, discounts + discount, markups + markup);
    }
    if total <= 0 || total > MOST_TO_PAY {
        return Err(Refusal::new(refusal::TOTAL));
    }
    if discounts >= total {
        return Err(Refusal::new(refusal::DISCOUNT_OVER_TOTAL));
    }
    let to_pay = total - discounts + markups;
    if to_pay > MOST_TO_PAY {
        return Err(Refusal::new(refusal::SUM_TO_PAY));
    }
    let stated = tiyn(&amounts["total"]);
    if stated != 0 && stated != to_pay {
        return Err(Refusal::because(refusal::TOTAL, super::amount::printed(to_pay)));
    }
    pay(list(ticket.get("payments")), tiyn(&amounts["taken"]), to_pay)
}

fn pay(payments: &[Value], stated: i64, to_pay: i64) -> Result<Settlement, Refusal> {
    let (mut cash, mut cashless) = (0, 0);
    for payment in payments {
        let into = if payment["type"] == 0 { &mut cash } else { &mut cashless };
        *into += tiyn(&payment["sum"]);
    }
    if cashless > to_pay {
        return Err(Refusal::new(refusal::CASHLESS_OVER_TOTAL));
    }
    let taken = stated.max(cash);
    let paid = taken + cashless;
    if paid <= 0 {
        return Err(Refusal::new(refusal::PAID_SUM));
    }
    if paid < to_pay {
        return Err(Refusal::new(refusal::PAID_TOO_LITTLE));
    }
    let change = paid - to_pay;
    Ok(Settlement { to_pay, taken, change, cash: taken - change })
}

/// The discount and the markup of an item or of the whole ticket. Only one of them may be greater than zero.
fn modifiers(of: &Value) -> Result<(i64, i64), Refusal> {
    let (discount, markup) = (tiyn(&of["discount"]["sum"]), tiyn(&of["markup"]["sum"]));
    if discount > 0 && markup > 0 {
        return Err(Refusal::new(refusal::DISCOUNT_AND_MARKUP));
    }
    Ok((discount, markup))
}

/// A list that was checked before. A missing list is returned as an empty one.
pub(super) fn list(value: Option<&Value>) -> &[Value] {
    value.and_then(Value::as_array).map_or(&[], Vec::as_slice)
}
