//! The arithmetic of a receipt, one function per rule (order ММВ-7-20/229@, tables 19 and 20).

use super::money::Money;
use super::payment::{Payment, Payments};
use super::read::Fields;
use super::words::{PaymentKind, Vat, Words};
use crate::error::{Level, Problem, Rule};
use rust_decimal::Decimal;
use std::collections::BTreeMap;

/// Whether a line's sum is price × quantity within one kopeck (note to tag 1043).
pub(super) fn line_fits(price: Money, quantity: Decimal, amount: Money) -> bool {
    let exact = price.decimal().checked_mul(quantity);
    exact.is_some_and(|exact| (amount.decimal() - exact).abs() <= Money::KOPECK.decimal())
}

/// Reports a line whose sum is not price × quantity.
pub fn line(fields: &Fields, name: &str, price: Money, quantity: Decimal, amount: Money) {
    if !line_fits(price, quantity, amount) {
        let exact = price.decimal().checked_mul(quantity);
        let expected = exact.and_then(Money::rounded).map_or_else(|| "?".into(), |sum| sum.to_string());
        fields.judge(name, Problem::LineSum(expected));
    }
}

/// VAT included in a sum, halves rounded up; `None` if the rate has no tax.
pub fn vat_of(vat: Vat, amount: Money) -> Option<Money> {
    share_of(vat.share()?, amount)
}

/// A share of a sum, for example 20/120, halves rounded up.
pub(super) fn share_of((part, whole): (i64, i64), amount: Money) -> Option<Money> {
    let doubled = i128::from(amount.units()) * i128::from(part) * 2;
    let whole = i128::from(whole);
    // A share is less than the whole, so the tax fits if the amount did.
    i64::try_from((doubled + whole).div_euclid(whole * 2)).ok().map(Money::minor)
}

/// Checks the VAT that the caller gave for a line. For a rate without tax, zero and the turnover both mean that there
/// is none.
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

/// VAT of a receipt by rate: the tax, or the turnover for a rate without tax (tags 1102–1107).
pub type VatTotals = BTreeMap<Vat, Money>;

/// The total: the given one, or the sum of the lines. The kopecks of the receipt may be dropped (note to tag 1020).
pub(super) fn total(fields: &Fields, given: Option<Money>, lines: Money) -> Money {
    let Some(given) = given else { return lines };
    let kopecks_off = given <= lines && given.units() / 100 == lines.units() / 100;
    let right = if fields.reader.policy.exact_total { given == lines } else { kopecks_off };
    if !right {
        fields.judge("total", Problem::Total(lines.to_string()));
    }
    given
}

/// The payments by type. Change is given from cash only, and the document contains cash without the change.
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
        mobile: by(PaymentKind::Mobile),
        change,
    }
}

/// VAT by rate, from the lines and from the discount (`less`) or markup on all of them. Totals given by the caller must
/// agree.
pub(super) fn vat_totals(
    fields: &Fields,
    lines: impl Iterator<Item = (Vat, Money, Option<Money>)>,
    (modifier, less): (&VatTotals, bool),
    given: &[(usize, Vat, Money)],
) -> VatTotals {
    let mut totals = VatTotals::new();
    for (vat, amount, tax) in lines {
        let sum = totals.entry(vat).or_default();
        *sum = *sum + tax.unwrap_or(amount);
    }
    for (vat, tax) in modifier {
        let sum = totals.entry(*vat).or_default();
        *sum = if less { *sum - *tax } else { *sum + *tax };
    }
    for (index, vat, sum) in given {
        let expected = totals.get(vat).copied().unwrap_or_default();
        // Zero means that there is no such tax; that is not worth a note.
        if *sum == expected || *sum == Money::ZERO {
            continue;
        }
        let place = fields.at("taxes");
        let item = super::path::Path::Item(&place, *index);
        let path = super::path::Path::Member(&item, "sum");
        let node = super::json::Node::Number(sum.to_string().into());
        if fields.reader.judge(path, Some(&node), Problem::Vat(expected.to_string())) {
            totals.insert(*vat, *sum);
            fields.mean(&format!("taxes.{}", vat.word()), sum);
        }
    }
    totals
}

/// VAT included in a discount or markup on the whole receipt. Its sum is split across the VAT rates in proportion to
/// the sums of the lines, without a rounding remainder, and each part is taxed at its rate.
pub(super) fn modifier_vat(lines: impl Iterator<Item = (Vat, Money)>, sum: Option<Money>) -> VatTotals {
    let Some(sum) = sum else { return VatTotals::new() };
    let mut groups = VatTotals::new();
    for (vat, amount) in lines {
        let group = groups.entry(vat).or_default();
        *group = *group + amount;
    }
    let (mut left, mut whole) = (sum.units(), groups.values().copied().sum::<Money>().units());
    let mut parts = VatTotals::new();
    for (vat, group) in &groups {
        // Each part is computed from what is left, so the last group takes the remainder and nothing is lost.
        let part = match whole {
            0 => 0,
            whole => i128::from(left) * i128::from(group.units()) / i128::from(whole),
        };
        let part = i64::try_from(part).unwrap_or(0);
        left -= part;
        whole -= group.units();
        parts.insert(*vat, vat_of(*vat, Money::minor(part)).unwrap_or(Money::minor(part)));
    }
    parts
}

/// VAT of a receipt whose lines name no rate: each rate once. If there is only one rate, its VAT follows from the
/// total.
pub(super) fn whole_vat(fields: &Fields, given: &[(usize, Vat, Money)], total: Money) -> Vec<(Vat, Money)> {
    let place = fields.at("taxes");
    for (index, vat, sum) in given {
        let item = super::path::Path::Item(&place, *index);
        if given.iter().any(|(other, rate, _)| other < index && rate == vat) {
            fields.reader.judge(super::path::Path::Member(&item, "type"), None, Problem::Duplicate);
        }
        let expected = vat_of(*vat, total).unwrap_or_default();
        let right = if given.len() == 1 { sum.distance(expected) <= Money::KOPECK } else { *sum <= expected };
        if !right {
            let node = super::json::Node::Number(sum.to_string().into());
            let path = super::path::Path::Member(&item, "sum");
            fields.reader.judge(path, Some(&node), Problem::Vat(expected.to_string()));
        }
    }
    given.iter().map(|(_, vat, sum)| (*vat, *sum)).collect()
}

/// Reports a rate that is not in force today, and returns `false` then. On 2026-01-01, 22 % replaced 20 % for new sales
/// in Russia, and 16 % replaced 12 % in Kazakhstan.
pub(super) fn rate_in_force(fields: &Fields, index: usize, vat: Vat) -> bool {
    if fields.reader.policy.level(Rule::RateInForce) == Level::Off {
        return true;
    }
    let new = fields.reader.policy.today.year() >= 2026;
    let wrong = match vat {
        Vat::Vat20 | Vat::Vat120 | Vat::Vat12 => new,
        Vat::Vat22 | Vat::Vat122 | Vat::Vat16 => !new,
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
        fn a_discount_on_a_receipt_of_one_rate_is_taxed_as_a_whole(vat in rates(), lines in proptest::collection::vec(1i64..9_999_999, 1..9), sum in 0i64..9_999) {
            let taxes = modifier_vat(lines.iter().map(|line| (vat, Money::minor(*line))), Some(Money::minor(sum)));
            prop_assert_eq!(taxes.into_iter().collect::<Vec<_>>(), [(vat, vat_of(vat, Money::minor(sum)).unwrap())]);
        }

        #[test]
        fn a_discount_is_split_across_the_rates_to_the_last_tiyn(groups in proptest::collection::vec(1i64..9_999_999, 3), sum in 0i64..9_999) {
            // For rates without tax, the part itself is recorded.
            let lines = [Vat::Vat0, Vat::None].into_iter().zip(&groups).map(|(vat, group)| (vat, Money::minor(*group)));
            let parts = modifier_vat(lines, Some(Money::minor(sum)));
            prop_assert_eq!(parts.values().copied().sum::<Money>(), Money::minor(sum));
        }

        #[test]
        fn tax_is_within_half_a_kopeck_of_the_exact_share(vat in rates(), units in 0i64..=999_999_999_999) {
            let (part, whole) = vat.share().unwrap();
            let tax = vat_of(vat, Money::minor(units)).unwrap().units();
            let off = i128::from(tax) * i128::from(whole) - i128::from(units) * i128::from(part);
            prop_assert!(off.abs() * 2 <= i128::from(whole), "{tax} of {units}");
        }
    }
}
