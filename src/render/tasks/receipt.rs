//! What a receipt's task says.

use super::super::captions::Caption;
use super::super::printed::{Item, Printed, Trade, mark};
use super::super::seller::prefer;
use crate::task::Position;
use crate::task::date::{day_first, iso};
use crate::task::industry::{Attribute, Industry};
use crate::task::marking::{CheckResult, Marked, ProductCodes};
use crate::task::money::Money;
use crate::task::payment::Payments;
use crate::task::policy::Country;
use crate::task::receipt::{CorrectionSums, Receipt};
use crate::task::unit::Measure;
use crate::task::words::Vat;

/// A receipt or a correction.
pub(super) fn receipt(receipt: &Receipt, mut printed: Printed) -> Printed {
    if receipt.correction.is_some() {
        printed.title = Caption::Correction;
    }
    prefer(receipt.extra.address.as_ref(), &mut printed.seller.address);
    prefer(receipt.extra.sender.as_ref(), &mut printed.seller.email);
    prefer(receipt.place.as_ref(), &mut printed.seller.place);
    printed.operator.clone_from(&receipt.operator);
    let country = printed.country;
    let vat = match receipt.vat.is_empty() {
        true => receipt.whole_vat.clone(),
        false => receipt.vat.iter().map(|(vat, sum)| (*vat, *sum)).collect(),
    };
    printed.trade = Some(Box::new(Trade {
        operation: Some(receipt.operation),
        correction: receipt.correction.clone(),
        taxation: receipt.taxation.filter(|_| country == Country::Russia),
        client: receipt.client.clone(),
        lines: receipt.positions.iter().map(|position| item(position, country)).collect(),
        modifiers: receipt.modifiers.clone(),
        total: Some(receipt.total),
        payments: payments(&receipt.payments),
        change: receipt.payments.change,
        // In Kazakhstan there is no turnover without VAT to tell.
        vat: vat.into_iter().filter(|(vat, _)| country == Country::Russia || *vat != Vat::None).collect(),
        agent: receipt.agent.clone(),
        supplier: receipt.supplier.clone(),
        machine_number: receipt.machine_number.clone(),
        internet: receipt.extra.internet,
        attributes: attributes(receipt),
    }));
    printed
}

/// A correction that is given only by its sums.
pub(super) fn sums(sums: &CorrectionSums, printed: Printed) -> Printed {
    let trade = Trade {
        operation: Some(sums.operation),
        correction: Some(sums.correction.clone()),
        taxation: sums.taxation,
        vat: sums.vat.clone(),
        ..Trade::default()
    };
    Printed { operator: sums.operator.clone(), trade: Some(Box::new(trade)), ..printed }
}

fn payments(payments: &Payments) -> Vec<(Caption, Money)> {
    let all = [
        (Caption::Cash, payments.cash),
        (Caption::Electronically, payments.electronically),
        (Caption::Mobile, payments.mobile),
        (Caption::Prepaid, payments.prepaid),
        (Caption::Credit, payments.credit),
        (Caption::Other, payments.other),
    ];
    all.into_iter().filter(|(_, sum)| *sum != Money::ZERO).collect()
}

fn item(position: &Position, country: Country) -> Item {
    let marked = position.marked.as_ref();
    let has_mark = marked.is_some()
        || position.mark.is_some()
        || position.code.is_some()
        || position.labels.excise_stamp.is_some();
    let checked = marked.and_then(|marked| marked.checked).map(CheckResult::bits);
    Item {
        name: position.name.clone().unwrap_or_default(),
        mark: has_mark.then(|| mark(checked)),
        price: Some(position.price),
        quantity: Some(position.quantity),
        fraction: marked.and_then(fraction),
        unit: position.unit.as_ref().and_then(|unit| told_unit(unit, country)),
        amount: Some(position.amount),
        modifiers: position.modifiers.clone(),
        vat: Some(position.vat).filter(|vat| position.taxed && (country == Country::Russia || *vat != Vat::None)),
        vat_sum: position.vat_sum,
        method: position.method.filter(|_| country == Country::Russia),
        object: position.object.filter(|_| country == Country::Russia),
        agent: position.agent.clone(),
        supplier: position.supplier.clone(),
        facts: facts(position),
    }
}

fn fraction(marked: &Marked) -> Option<String> {
    marked.fraction.map(|fraction| format!("{}/{}", fraction.numerator, fraction.denominator))
}

/// The unit for people. In Kazakhstan a text may be a code of a list that people do not know.
fn told_unit(unit: &Measure, country: Country) -> Option<String> {
    match unit {
        Measure::Text(_) if country == Country::Kazakhstan => None,
        unit => Some(unit.printed().to_owned()),
    }
}

fn facts(position: &Position) -> Vec<(Caption, String)> {
    let codes = match &position.product_codes {
        Some(ProductCodes::Unsorted(codes)) => codes.clone(),
        Some(ProductCodes::Sorted(codes)) => codes.iter().map(|(_, code)| code.clone()).collect(),
        None => Vec::new(),
    };
    let goods = position.labels.barcode.iter().cloned().chain(codes).map(|code| (Caption::GoodsCode, code));
    let others = [
        (Caption::PhysicalLabel, position.labels.physical_label.clone()),
        (Caption::Origin, position.country.clone()),
        (Caption::Declaration, position.declaration.clone()),
        (Caption::Excise, position.excise.map(|sum| sum.to_string())),
        (Caption::Attribute, position.attribute.clone()),
    ];
    let others = others.into_iter().filter_map(|(caption, fact)| Some((caption, fact?)));
    let industry = position.industry.iter().map(|attribute| (Caption::Industry, told(attribute)));
    goods.chain(others).chain(industry).collect()
}

/// An industry attribute: who demands it, by which document, and its value.
fn told(attribute: &Attribute) -> String {
    format!("{} {} {} {}", attribute.authority, day_first(attribute.date), attribute.number, attribute.value)
}

fn attributes(receipt: &Receipt) -> Vec<(String, String)> {
    let name = |caption: Caption| caption.russian().to_owned();
    let mut attributes: Vec<(String, String)> = receipt.user_attribute.iter().cloned().collect();
    attributes.extend(receipt.attribute.iter().map(|value| (name(Caption::Attribute), value.clone())));
    attributes.extend(receipt.extra.attributes.iter().map(|value| (name(Caption::Industry), told(value))));
    if let Some(operation) = &receipt.extra.operation {
        let parts = [operation.id.map(|id| id.to_string()), operation.data.clone(), Some(iso(operation.at))];
        let value = parts.into_iter().flatten().collect::<Vec<_>>().join(" ");
        attributes.push((name(Caption::OperationAttribute), value));
    }
    attributes.extend(receipt.industry.iter().flat_map(business));
    attributes
}

/// What a kind of business in Kazakhstan adds to a receipt.
fn business(industry: &Industry) -> Vec<(String, String)> {
    let fuel = industry.fuel.as_ref();
    let facts = [
        ("ЕСЕПШОТ / СЧЕТ", industry.account.clone()),
        ("КАРТА", fuel.and_then(|fuel| fuel.card_number.clone())),
        ("ТҮЗЕТУ / КОРРЕКТИРОВКА", fuel.and_then(|fuel| fuel.correction_number.clone())),
        ("ТҮЗЕТУ СОМАСЫ / СУММА КОРРЕКТИРОВКИ", fuel.and_then(|fuel| fuel.correction_sum).map(|sum| sum.to_string())),
        ("АВТОМОБИЛЬ", industry.taxi.as_ref().map(|taxi| taxi.car_number.clone())),
        ("ТАРИФ", industry.taxi.as_ref().map(|taxi| taxi.fee.to_string())),
        ("БАСЫ / НАЧАЛО", industry.parking.map(|(begin, _)| iso(begin))),
        ("СОҢЫ / КОНЕЦ", industry.parking.map(|(_, end)| iso(end))),
    ];
    facts.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?))).collect()
}
