//! A receipt as a `TradeOperation`.
//!
//! All sums are computed as the register computes them, so the answer contains what was sent.

use super::super::Job;
use super::config::{Config, Mark};
use super::number::Number;
use super::units;
use super::wire::{
    Amounts, Commodity, Domain, GasOil, Item, KeyValuePair, Modifier, Parking, Payment, Services, Tax, Taxi,
    TradeOperation,
};
use super::{NAME, job, mark, print};
use crate::error::{Fault, Problem};
use crate::task::Position;
use crate::task::date::iso;
use crate::task::industry::Industry;
use crate::task::modifier::{self, Modifiers};
use crate::task::money::Money;
use crate::task::receipt::Receipt;
use crate::task::vat_of;
use crate::task::words::{IndustryKind, Operation, Taxation, Vat, Words};
use time::PrimitiveDateTime;

/// Kind of an item: always goods since version 1.3.42.
const COMMODITY: u8 = 1;

/// The general taxation system (ОСН) in `TaxationTypeEnum`.
const GENERAL: u8 = 101;

/// Translates a receipt into a request. Returns the faults that only this register can see.
pub(super) fn prepare(receipt: &Receipt, config: &Config, external_id: &str) -> Result<Job, Vec<Fault>> {
    let mut faults = Vec::new();
    let mark = (config.mark == Mark::Auto).then(|| mark::of(external_id));
    let body = body(receipt, config, mark.as_deref(), &mut faults);
    let marks = mark.iter().cloned().collect();
    if faults.is_empty() { Ok(job("TradeOperation", &body, marks)) } else { Err(faults) }
}

fn body<'a>(
    receipt: &'a Receipt,
    config: &'a Config,
    mark: Option<&'a str>,
    faults: &mut Vec<Fault>,
) -> TradeOperation<'a> {
    let taxation = taxation(receipt.taxation).unwrap_or_else(|| {
        faults.push(Fault { path: "taxationType".into(), value: None, problem: Problem::NotCarried(NAME) });
        GENERAL
    });
    let tax = |vat: Vat, sum: Money| tax(taxation, vat, sum);
    let by_lines = receipt.whole_vat.is_empty();
    let modifier_taxes: Vec<Tax> = receipt.modifier_vat.iter().filter_map(|(vat, sum)| tax(*vat, *sum)).collect();
    let whole = |modifier: &'a Option<modifier::Modifier>| {
        modifier.as_ref().map(|modifier| self::modifier(modifier, modifier_taxes.clone()))
    };
    let cash = receipt.payments.cash + receipt.payments.change;
    let own = receipt.user_attribute.as_ref().map(|(key, value)| KeyValuePair { key, value });
    let marked = mark.map(|value| KeyValuePair { key: mark::KEY, value });
    if receipt.total == Money::ZERO {
        faults.push(Fault { path: "items".into(), value: None, problem: Problem::Range("> 0".into()) });
    }
    TradeOperation {
        kkm_ofd_id: config.register,
        print: print(&receipt.report),
        operation: operation(receipt.operation),
        domain: Some(domain(receipt.industry.as_ref())),
        items: receipt.positions.iter().map(|line| item(line, taxation, by_lines, config, faults)).collect(),
        payments: [(0, cash), (1, receipt.payments.electronically), (4, receipt.payments.mobile)]
            .into_iter()
            .filter(|(_, sum)| *sum != Money::ZERO)
            .map(|(kind, sum)| Payment { kind, sum: Number::sum(sum) })
            .collect(),
        taxes: receipt.whole_vat.iter().filter_map(|(vat, sum)| tax(*vat, *sum)).collect(),
        amounts: Amounts {
            total: Number::sum(receipt.total),
            taken: (cash != Money::ZERO).then(|| Number::sum(cash)),
            change: (cash != Money::ZERO).then(|| Number::sum(receipt.payments.change)),
            markup: whole(&receipt.modifiers.markup),
            discount: whole(&receipt.modifiers.discount),
        },
        customer_iin_or_bin: receipt.client.vatin.as_deref(),
        auxiliary: own.into_iter().chain(marked).collect(),
    }
}

fn item<'a>(line: &'a Position, taxation: u8, taxed: bool, config: &'a Config, faults: &mut Vec<Fault>) -> Item<'a> {
    let mut refuse = |name: &str, problem| {
        faults.push(Fault { path: format!("items[{}].{name}", line.index), value: None, problem });
    };
    for (name, sum) in [("price", line.price), ("amount", line.amount)] {
        if sum == Money::ZERO {
            refuse(name, Problem::Range("> 0".into()));
        }
    }
    let unit = line.unit.as_ref().map_or(Some(config.unit.as_str()), units::code);
    if unit.is_none() {
        refuse("measurementUnit", Problem::Word("796, 166, … (ИС ЭСФ), piece, kilogram, …".into()));
    }
    let (own, less) = if taxed { line_taxes(line, taxation) } else { (None, None) };
    let modifier = |modifier: &'a Option<modifier::Modifier>| {
        modifier.as_ref().map(|modifier| self::modifier(modifier, less.iter().cloned().collect()))
    };
    Item {
        kind: COMMODITY,
        commodity: Commodity {
            name: line.name.as_deref().unwrap_or_default(),
            section_code: line.section.as_deref().unwrap_or(&config.section),
            quantity: Number(line.quantity),
            price: Number::sum(line.price),
            sum: Number::sum(line.amount),
            taxes: own.into_iter().collect(),
            excise_stamp: line.labels.excise_stamp.as_deref(),
            physical_label: line.labels.physical_label.as_deref(),
            product_id: line.labels.product_id.as_deref(),
            barcode: line.labels.barcode.as_deref(),
            measure_unit_code: unit.unwrap_or_default(),
        },
        markup: modifier(&line.modifiers.markup),
        discount: modifier(&line.modifiers.discount),
    }
}

/// The tax on a position before its discount or markup, and the tax on the discount or markup itself.
///
/// The register wants both; their difference (their sum for a markup) is the tax on what is paid.
fn line_taxes(line: &Position, taxation: u8) -> (Option<Tax>, Option<Tax>) {
    let paid = line.vat_sum.unwrap_or_default();
    let Modifiers { discount, markup } = &line.modifiers;
    let gross = match (discount, markup) {
        (None, None) => paid,
        _ => vat_of(line.vat, line.amount).unwrap_or_default(),
    };
    let within = if markup.is_some() { paid - gross } else { gross - paid };
    (tax(taxation, line.vat, gross), tax(taxation, line.vat, within.max(Money::ZERO)))
}

/// A tax; `None` for the rate "without tax".
fn tax(taxation_type: u8, vat: Vat, sum: Money) -> Option<Tax> {
    let percent = vat.percent()?;
    // At 0 % the task's sum is the turnover, but the register's field is the tax.
    let sum = if percent == 0 { Money::ZERO } else { sum };
    Some(Tax { taxation_type, percent: Number::whole(percent), sum: Number::sum(sum), is_in_total_sum: true })
}

fn modifier(modifier: &modifier::Modifier, taxes: Vec<Tax>) -> Modifier<'_> {
    Modifier { name: modifier.name.as_deref(), sum: Number::sum(modifier.sum), taxes }
}

fn operation(operation: Operation) -> u8 {
    match operation {
        Operation::Buy => 0,
        Operation::BuyReturn => 1,
        Operation::Sell => 2,
        Operation::SellReturn => 3,
    }
}

/// `TaxationTypeEnum`; `None` if the register does not know the system. Without a taxation type the general system is
/// assumed, since the receipt has VAT.
fn taxation(taxation: Option<Taxation>) -> Option<u8> {
    match taxation {
        None | Some(Taxation::Osn) => Some(GENERAL),
        Some(Taxation::UsnIncome) => Some(100),
        Some(Taxation::Esn) => Some(102),
        Some(Taxation::Patent) => Some(103),
        Some(Taxation::UsnIncomeOutcome | Taxation::Envd) => None,
    }
}

fn domain(industry: Option<&Industry>) -> Domain<'_> {
    let Some(industry) = industry else {
        return Domain { kind: IndustryKind::Trading.code(), services: None, gasoil: None, taxi: None, parking: None };
    };
    Domain {
        kind: industry.kind.code(),
        services: industry.account.as_deref().map(|account_number| Services { account_number }),
        gasoil: industry.fuel.as_ref().map(|fuel| GasOil {
            correction_number: fuel.correction_number.as_deref(),
            correction_sum: fuel.correction_sum.map(Number::sum),
            card_number: fuel.card_number.as_deref(),
        }),
        taxi: industry.taxi.as_ref().map(|taxi| Taxi {
            car_number: &taxi.car_number,
            is_order: taxi.is_order,
            current_fee: Number::sum(taxi.fee),
        }),
        parking: industry
            .parking
            .map(|(begin, end)| Parking { begin_time: date_time(begin), end_time: date_time(end) }),
    }
}

/// The format of the vendor's document: `2025-01-17T13:34:37.000`.
fn date_time(time: PrimitiveDateTime) -> String {
    format!("{}.000", iso(time))
}

#[cfg(test)]
#[path = "ticket_tests.rs"]
mod tests;
