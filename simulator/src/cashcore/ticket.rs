//! The arithmetic of a ticket: what is to pay, what was paid, and how much of it is cash.

use super::amount::{MOST, tiyn};
use super::refusal::{self, Refusal};
use serde_json::{Map, Value};

pub(super) const BUY: usize = 0;
pub(super) const BUY_RETURN: usize = 1;
pub(super) const SELL: usize = 2;
pub(super) const SELL_RETURN: usize = 3;

/// The greatest sum of one ticket.
const MOST_TO_PAY: i64 = 10 * MOST;

/// The sums of a ticket.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Settlement {
    pub(super) to_pay: i64,
    /// Cash as it was handed over.
    pub(super) taken: i64,
    pub(super) change: i64,
    /// Cash that stays: what was taken, less the change.
    pub(super) cash: i64,
}

/// Checks the ticket's taxes: on items or on the whole, each percent once in a list.
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

/// Adds up the ticket as the server does, in its order of refusals.
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

/// The discount and the markup of an item or of the whole ticket, of which one is nothing.
fn modifiers(of: &Value) -> Result<(i64, i64), Refusal> {
    let (discount, markup) = (tiyn(&of["discount"]["sum"]), tiyn(&of["markup"]["sum"]));
    if discount > 0 && markup > 0 {
        return Err(Refusal::new(refusal::DISCOUNT_AND_MARKUP));
    }
    Ok((discount, markup))
}

/// A list that has been checked; none is empty.
pub(super) fn list(value: Option<&Value>) -> &[Value] {
    value.and_then(Value::as_array).map_or(&[], Vec::as_slice)
}
