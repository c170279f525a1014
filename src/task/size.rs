//! The size of a document in the fiscal drive, computed before it is sent.
//!
//! The drive keeps a document as TLV (order ЕД-7-20/662@): each attribute has its tag and its length in two bytes each,
//! then its value. Texts take a byte a character (CP866), numbers of variable length (VLN) no more bytes than they
//! need. What the register adds itself (names, addresses, numbers from its registration) is not known here and not
//! counted, so a document slightly below the limit may still be refused by the register.

use super::money::Money;
use super::people::{AgentInfo, Supplier};
use super::position::Position;
use super::print::PrintItem;
use super::read::Fields;
use super::receipt::{Correction, Receipt};
use super::tag::{self, Tag, TagType};
use crate::error::{Problem, Text};
use rust_decimal::Decimal;

/// Most bytes of a receipt or a correction.
const LARGEST: usize = 32_768;

/// Most characters of a text that is only printed.
const LONGEST_TEXT: usize = 30_720;

/// Bytes of the tag and the length.
const HEADER: usize = 4;

/// Reports a receipt that is too large for the fiscal drive.
pub(super) fn check(fields: &Fields, receipt: &Receipt) {
    let size = of_receipt(receipt);
    if size > LARGEST {
        let text = Text::with(
            format!(
                "Документ слишком велик для фискального накопителя: {} байт из {}. Разделите его",
                spaced(size),
                spaced(LARGEST)
            ),
            format!("The document is too large for the fiscal drive: {size} bytes of {LARGEST}. Split it"),
        );
        fields.judge("items", Problem::Form(text));
    }
}

/// Reports a print that is too long.
pub(super) fn check_print(fields: &Fields, items: &[PrintItem]) {
    let length: usize = items
        .iter()
        .map(|item| match item {
            PrintItem::Text(line) => line.text.chars().count(),
            PrintItem::Barcode(code) => code.content.chars().count(),
            PrintItem::Picture => 0,
        })
        .sum();
    if length > LONGEST_TEXT {
        let text = Text::with(
            format!(
                "Текст слишком длинный для печати: {} байт из {}. Разделите его",
                spaced(length),
                spaced(LONGEST_TEXT)
            ),
            format!("The text is too long to print: {length} bytes of {LONGEST_TEXT}. Split it"),
        );
        fields.judge("items", Problem::Form(text));
    }
}

/// A number with a space between the thousands, as it is written in Russian.
fn spaced(number: usize) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(' ');
        }
        text.push(digit);
    }
    text
}

/// An attribute whose value has this many bytes.
const fn attribute(bytes: usize) -> usize {
    HEADER + bytes
}

/// A text: a byte a character.
fn text(value: Option<&str>) -> usize {
    value.map_or(0, |value| attribute(value.chars().count()))
}

fn texts(values: &[String]) -> usize {
    values.iter().map(|value| text(Some(value))).sum()
}

/// A number of one byte: a code, a flag, a set of bits.
fn byte<T>(value: Option<T>) -> usize {
    value.map_or(0, |_| attribute(1))
}

/// An attribute that consists of others; none if they are none.
fn group(inside: usize) -> usize {
    if inside == 0 { 0 } else { attribute(inside) }
}

/// Bytes of a number of variable length.
fn vln(number: u128) -> usize {
    usize::try_from(number.max(1).ilog2() / 8 + 1).unwrap_or(usize::MAX)
}

/// A sum, in kopecks.
fn sum(money: Money) -> usize {
    attribute(vln(u128::from(money.units().unsigned_abs())))
}

/// A quantity: a byte for the place of its point, then its digits.
fn quantity(value: Decimal) -> usize {
    attribute(1 + vln(value.normalize().mantissa().unsigned_abs()))
}

/// Size of a receipt or a correction, in bytes.
fn of_receipt(receipt: &Receipt) -> usize {
    let operator = receipt.operator.as_ref();
    let client = &receipt.client;
    let payments = &receipt.payments;
    let user = receipt.user_attribute.as_ref().map_or(0, |(name, value)| group(text(Some(name)) + text(Some(value))));
    // Operation and taxation system; the total and the five kinds of payment are in every receipt.
    byte(Some(()))
        + byte(receipt.taxation)
        + text(operator.map(|operator| operator.name.as_str()))
        + text(operator.and_then(|operator| operator.vatin.as_deref()))
        + text(client.contact.as_deref())
        + text(client.name.as_deref())
        + text(client.vatin.as_deref())
        + text(receipt.machine_number.as_deref())
        + text(receipt.place.as_deref())
        + receipt.agent.as_ref().map_or(0, |agent| byte(agent.agents.first()) + of_agent(agent))
        + receipt.supplier.as_ref().map_or(0, |supplier| texts(&supplier.phones))
        + receipt.positions.iter().map(of_line).sum::<usize>()
        + user
        + text(receipt.attribute.as_deref())
        + sum(receipt.total)
        + [payments.cash, payments.electronically, payments.prepaid, payments.credit, payments.other]
            .into_iter()
            .map(sum)
            .sum::<usize>()
        + receipt.vat.values().map(|vat| sum(*vat)).sum::<usize>()
        + receipt.whole_vat.iter().map(|(_, vat)| sum(*vat)).sum::<usize>()
        + receipt.correction.as_ref().map_or(0, of_correction)
}

fn of_correction(correction: &Correction) -> usize {
    // The date is a number of seconds in four bytes.
    let date = correction.date.map_or(0, |_| attribute(4));
    byte(correction.kind) + group(text(correction.name.as_deref()) + date + text(correction.number.as_deref()))
}

/// A line (tag 1059).
fn of_line(line: &Position) -> usize {
    let agent = line.agent.as_ref();
    let supplier = line.supplier.as_ref();
    group(
        text(line.name.as_deref())
            + sum(line.price)
            + quantity(line.quantity)
            + sum(line.amount)
            + text(line.unit.as_ref().map(super::Measure::printed))
            + byte(line.method)
            + byte(line.object)
            + byte(line.taxed.then_some(()))
            + line.vat_sum.map_or(0, sum)
            + byte(agent.and_then(|agent| agent.agents.first()))
            + agent.map_or(0, |agent| group(of_agent(agent)))
            + supplier.map_or(0, of_supplier)
            + text(line.attribute.as_deref())
            + line.excise.map_or(0, sum)
            + text(line.country.as_deref())
            + text(line.declaration.as_deref())
            + line.code.as_ref().map_or(0, |code| attribute(code.len()))
            + text(line.mark.as_deref())
            + line.tags.iter().map(of_tag).sum::<usize>(),
    )
}

/// Data of an agent, without the kind of agent.
fn of_agent(agent: &AgentInfo) -> usize {
    text(agent.operation.as_deref())
        + texts(&agent.paying_phones)
        + texts(&agent.receiving_phones)
        + texts(&agent.transfer_phones)
        + text(agent.transfer_name.as_deref())
        + text(agent.transfer_address.as_deref())
        + text(agent.transfer_vatin.as_deref())
}

/// Data of a line's supplier (tag 1224), and its ИНН beside them.
fn of_supplier(supplier: &Supplier) -> usize {
    group(texts(&supplier.phones) + text(supplier.name.as_deref())) + text(supplier.vatin.as_deref())
}

fn of_tag(tag: &Tag) -> usize {
    attribute(match tag.kind {
        TagType::Byte => 1,
        TagType::Int16 => 2,
        TagType::Int32 => 4,
        TagType::Double => 8,
        TagType::Text => tag.value.chars().count(),
        TagType::Array => tag::bytes(&tag.value).map_or(0, |bytes| bytes.len()),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_take_no_more_bytes_than_they_need() {
        for (number, bytes) in [(0, 1), (1, 1), (255, 1), (256, 2), (65_535, 2), (65_536, 3), (1 << 32, 5)] {
            assert_eq!(vln(number), bytes, "{number}");
        }
        assert_eq!(sum(Money::minor(100_00)), 4 + 2);
        // 1.500 is 15 with one digit after the point.
        assert_eq!(quantity(Decimal::new(1500, 3)), 4 + 1 + 1);
        assert_eq!(quantity(Decimal::new(355, 3)), 4 + 1 + 2);
    }

    #[test]
    fn a_text_takes_a_byte_a_character() {
        assert_eq!(text(Some("Хлеб")), 4 + 4);
        assert_eq!(text(None), 0);
        assert_eq!(texts(&["+79161234567".into(), "+79161234568".into()]), 32);
        assert_eq!(group(0), 0);
    }

    #[test]
    fn thousands_are_separated() {
        for (number, text) in [(0, "0"), (999, "999"), (1000, "1 000"), (32_768, "32 768"), (1_234_567, "1 234 567")] {
            assert_eq!(spaced(number), text);
        }
    }
}
