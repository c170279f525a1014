//! The arithmetic of a receipt, each rule once (order ММВ-7-20/229@, tables 19 and 20).

use super::money::Money;
use super::read::Fields;
use super::receipt::{Payment, Payments};
use super::words::{PaymentKind, Vat};
use crate::error::{Level, Problem, Rule};
use rust_decimal::Decimal;
use std::collections::BTreeMap;

/// Line sum = price × quantity within one kopeck (note to 1043).
pub fn line(fields: &Fields, name: &str, price: Money, quantity: Decimal, amount: Money) {
    let exact = price.decimal().checked_mul(quantity);
    let off = exact.is_none_or(|exact| (amount.decimal() - exact).abs() > Money::KOPECK.decimal());
    if off {
        let expected = exact.and_then(Money::rounded).map_or_else(|| "?".into(), |sum| sum.to_string());
        fields.judge(name, Problem::LineSum(expected));
    }
}

/// VAT within a sum, halves up; `None` where the rate has no tax.
pub fn vat_of(vat: Vat, amount: Money) -> Option<Money> {
    let (part, whole) = vat.share()?;
    let doubled = i128::from(amount.units()) * i128::from(part) * 2;
    let whole = i128::from(whole);
    // A share is less than the whole, so the tax fits where the amount did.
    i64::try_from((doubled + whole).div_euclid(whole * 2)).ok().map(Money::minor)
}

/// VAT that the caller gave for a line; without tax, nought and the turnover both mean that there is none.
pub(super) fn line_vat(fields: &Fields, given: Money, vat: Vat, amount: Money) -> Option<(Vat, Option<Money>)> {
    let right = match vat_of(vat, amount) {
        Some(tax) => given.distance(tax) <= Money::KOPECK,
        None => given == Money::ZERO || given == amount,
    };
    if !right {
        let expected = vat_of(vat, amount).unwrap_or(amount);
        if !fields.judge("sum", Problem::Vat(expected.to_string())) {
            return None;
        }
    }
    Some((vat, vat.share().map(|_| given)))
}

/// VAT of a receipt by rate: the tax, or the turnover where the rate has none (1102–1107).
pub type VatTotals = BTreeMap<Vat, Money>;

/// The total: given, or the sum of lines; the kopecks of the receipt may be left off (note to 1020).
pub(super) fn total(fields: &Fields, given: Option<Money>, lines: Money) -> Money {
    let Some(given) = given else { return lines };
    let kopecks_off = given <= lines && given.units() / 100 == lines.units() / 100;
    let right = if fields.reader.terms.exact_total { given == lines } else { kopecks_off };
    if !right {
        fields.judge("total", Problem::Total(lines.to_string()));
    }
    given
}

/// What is paid and how; change comes from cash alone, and the document holds cash less change.
pub(super) fn payments(fields: &Fields, given: &[Payment], total: Money) -> Payments {
    let by = |kind: PaymentKind| given.iter().filter(|payment| payment.kind == kind).map(|payment| payment.sum).sum();
    let all: Money = given.iter().map(|payment| payment.sum).sum();
    let cash: Money = by(PaymentKind::Cash);
    let non_cash = all - cash;
    if non_cash > total {
        fields.judge("payments", Problem::NonCash(total.to_string()));
    } else if all < total {
        fields.judge("payments", Problem::PaymentsCover(total.to_string()));
    }
    let change = (all - total).max(Money::ZERO).min(cash);
    Payments {
        cash: cash - change,
        electronically: by(PaymentKind::Electronically),
        prepaid: by(PaymentKind::Prepaid),
        credit: by(PaymentKind::Credit),
        other: by(PaymentKind::Other),
        change,
    }
}

/// VAT by rate, from the lines; what the caller gave must agree with it.
pub(super) fn vat_totals(
    fields: &Fields,
    lines: impl Iterator<Item = (Vat, Money, Option<Money>)>,
    given: &[(usize, Vat, Money)],
) -> VatTotals {
    let mut totals = VatTotals::new();
    for (vat, amount, tax) in lines {
        let sum = totals.entry(vat).or_default();
        *sum = *sum + tax.unwrap_or(amount);
    }
    for (index, vat, sum) in given {
        let expected = totals.get(vat).copied().unwrap_or_default();
        if *sum == expected {
            continue;
        }
        let place = fields.at("taxes");
        let item = super::path::Path::Item(&place, *index);
        let path = super::path::Path::Member(&item, "sum");
        let node = super::json::Node::Number(sum.to_string().into());
        if fields.reader.judge(path, Some(&node), Problem::Vat(expected.to_string())) {
            totals.insert(*vat, *sum);
        }
    }
    totals
}

/// 22 % took the place of 20 % for new sales on 2026-01-01.
pub(super) fn rate_in_force(fields: &Fields, index: usize, vat: Vat) -> bool {
    if fields.reader.terms.level(Rule::RateInForce) == Level::Off {
        return true;
    }
    let new = fields.reader.terms.today.year() >= 2026;
    let wrong = match vat {
        Vat::Vat20 | Vat::Vat120 => new,
        Vat::Vat22 | Vat::Vat122 => !new,
        _ => false,
    };
    if wrong {
        let place = fields.at("items");
        let item = super::path::Path::Item(&place, index);
        let tax = super::path::Path::Member(&item, "tax");
        let path = super::path::Path::Member(&tax, "type");
        fields.reader.judge(path, None, Problem::RateInForce("2026-01-01"));
    }
    !wrong
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::task::words::Words;
    use proptest::prelude::*;

    fn rates() -> impl Strategy<Value = Vat> {
        let taxed: Vec<Vat> = Vat::SPELLINGS.iter().map(|(_, vat)| *vat).filter(|vat| vat.share().is_some()).collect();
        proptest::sample::select(taxed)
    }

    #[test]
    fn tax_within_a_sum_is_rounded_half_up() {
        for (vat, amount, tax) in [
            (Vat::Vat20, 24_2100, 4_0350),
            (Vat::Vat120, 3, 1),
            (Vat::Vat20, 9, 2),
            (Vat::Vat10, 137_70, 12_52),
            (Vat::Vat22, 122_00, 22_00),
            (Vat::Vat16, 116_00, 16_00),
            (Vat::Vat12, 112_00, 12_00),
            (Vat::Vat5, 105_00, 5_00),
            (Vat::Vat7, 1, 0),
        ] {
            assert_eq!(vat_of(vat, Money::minor(amount)), Some(Money::minor(tax)), "{vat:?} in {amount}");
        }
        assert_eq!(vat_of(Vat::None, Money::minor(100)), None);
    }

    proptest! {
        #[test]
        fn tax_is_within_half_a_kopeck_of_the_exact_share(vat in rates(), units in 0i64..=999_999_999_999) {
            let (part, whole) = vat.share().unwrap();
            let tax = vat_of(vat, Money::minor(units)).unwrap().units();
            let off = i128::from(tax) * i128::from(whole) - i128::from(units) * i128::from(part);
            prop_assert!(off.abs() * 2 <= i128::from(whole), "{tax} of {units}");
        }
    }
}
