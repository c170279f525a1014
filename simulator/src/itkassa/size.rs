//! How much room a receipt takes in the fiscal drive of the register that makes it.
//!
//! The drive stores each value behind its tag and its length, two bytes each. The register adds the VAT of each line and
//! of each rate; what it adds from its registration is not counted.

use super::fields::{Faults, Members, decimal, lines, total_of};
use super::requests::PAYMENTS;
use serde_json::Value;
use std::collections::BTreeMap;

/// Most bytes of a receipt.
const MOST: usize = 32_768;

/// Most characters of a text to print.
const MOST_PRINTED: usize = 30_720;

/// The texts of a receipt, of which each is a tag of its own.
#[rustfmt::skip]
const TEXTS: &[&str] = &[
    "tagCashierName", "tagCashierINN", "tagClientContact", "tagClientTitle", "tagClientINN", "tagSaleLocation",
    "tagTransferServiceOperatorContact", "tagAgentOperator", "tagAgentContact", "tagPayeeServiceOperatorContact",
    "tagTransferServiceOperatorTitle", "tagTransferServiceOperatorAddress", "tagTransferServiceOperatorINN",
];

/// The texts of a line.
const LINE_TEXTS: &[&str] = &["title", "tagServiceProviderINN", "tagCountry", "tagGtdNumber", "tagTrueSign"];

/// The data of a supplier, which stand inside a tag.
const SUPPLIER: &[&str] = &["tagServiceProviderContact", "tagServiceProviderTitle"];

/// The codes of a line, a byte each.
const LINE_CODES: &[&str] = &["tax", "ppr", "psr", "tagAgentType"];

/// Adds an error if the receipt is too large for the drive.
pub(super) fn check(receipt: &Members, place: &str, faults: &mut Faults) {
    let size = of_receipt(receipt);
    if size > MOST {
        faults.push(format!("{place}: в документе {size} байт, можно до {MOST}"));
    }
}

/// Adds an error if the text is too long to print.
pub(super) fn check_printed(commands: &[Members], faults: &mut Faults) {
    let size: usize = commands.iter().map(|command| characters(command, "text")).sum();
    if size > MOST_PRINTED {
        faults.push(format!("commands: в тексте {size} символов, можно до {MOST_PRINTED}"));
    }
}

fn of_receipt(receipt: &Members) -> usize {
    let mut by_rate: BTreeMap<&str, i64> = BTreeMap::new();
    let (mut size, mut total) = (0, 0);
    for line in lines(receipt) {
        let sum = decimal(line, "total", 2);
        total += sum;
        size += 4 + of_line(line);
        if let Some(rate) = line.get("tax").and_then(Value::as_str) {
            let vat = vat_within(rate, sum);
            *by_rate.entry(rate).or_default() += vat.unwrap_or(sum);
            size += vat.map_or(0, of_number);
        }
    }
    let payments: usize = PAYMENTS.iter().map(|name| of_number(total_of(receipt, &[name]))).sum();
    // The kind of settlement, and the codes that may be missing.
    let codes = 1 + ["sno", "tagAgentType"].iter().filter(|name| receipt.contains_key(**name)).count();
    size + of_number(total)
        + payments
        + 5 * codes
        + TEXTS.iter().map(|name| of_text(receipt, name)).sum::<usize>()
        + by_rate.values().map(|sum| of_number(*sum)).sum::<usize>()
}

fn of_line(line: &Members) -> usize {
    let supplier: usize = SUPPLIER.iter().map(|name| of_text(line, name)).sum();
    let tags = line.get("tags").and_then(Value::as_array).into_iter().flatten();
    let excise = if line.contains_key("tagExcise") { of_number(decimal(line, "tagExcise", 2)) } else { 0 };
    LINE_TEXTS.iter().map(|name| of_text(line, name)).sum::<usize>()
        + if supplier > 0 { 4 + supplier } else { 0 }
        + 5 * LINE_CODES.iter().filter(|name| line.contains_key(**name)).count()
        + of_number(decimal(line, "price", 2))
        + of_number(decimal(line, "total", 2))
        + 1
        + of_number(shortest(decimal(line, "quantity", 3)))
        + excise
        + tags.map(of_tag).sum::<usize>()
}

/// A tag of the client's own.
fn of_tag(tag: &Value) -> usize {
    let value = tag["value"].as_str().unwrap_or_default();
    4 + match tag["type"].as_str().unwrap_or_default() {
        "byte" => 1,
        "int16" => 2,
        "int32" => 4,
        "double" => 8,
        "array" => value.split_ascii_whitespace().count(),
        _ => value.chars().count(),
    }
}

fn of_text(members: &Members, name: &str) -> usize {
    if members.contains_key(name) { 4 + characters(members, name) } else { 0 }
}

fn characters(members: &Members, name: &str) -> usize {
    members.get(name).and_then(Value::as_str).map_or(0, |text| text.chars().count())
}

/// A number takes no more bytes than it needs; zero takes one.
fn of_number(number: i64) -> usize {
    (1..8).find(|bytes| number < 1 << (8 * bytes)).map_or(4 + 8, |bytes| 4 + bytes)
}

/// Thousandths without the zeros at the end of the fraction: 15 for 1.500, 3 for 3.000.
fn shortest(thousandths: i64) -> i64 {
    let mut digits = thousandths;
    for _ in 0..3 {
        if digits % 10 == 0 {
            digits /= 10;
        }
    }
    digits
}

/// The VAT within a sum; `None` for a rate without tax.
fn vat_within(rate: &str, sum: i64) -> Option<i64> {
    let percent = match rate {
        "vat_10" | "vat_110" => 10,
        "vat_20" | "vat_120" => 20,
        _ => return None,
    };
    Some((sum * percent * 2 + 100 + percent) / (2 * (100 + percent)))
}
