//! The paper tape: each document as text, 42 columns wide, with the text of its QR code.

use super::decimal::printed as digits;
use super::job::{MarkResult, Record};
use super::operation::Operation;
use super::rules::{elements, number};
use super::schema::Members;
use crate::law;
use crate::paper::{Paper, Printed};
use serde_json::Value;

/// Letters in a line.
pub(super) const WIDTH: usize = 42;
/// FFD 1.2, as tag 1209 has it: the only one of version 5.
const FORMAT: i64 = 4;
/// The words of `sno`, in the order of tag 1055.
const TAXATIONS: [&str; 6] = ["osn", "usn_income", "usn_income_outcome", "envd", "esn", "patent"];
/// The words of `payment_method`, in the order of tag 1214.
const METHODS: [&str; 7] =
    ["full_prepayment", "prepayment", "advance", "full_payment", "partial_payment", "credit", "credit_payment"];
/// All bits of tag 2106 that stand for a positive check.
const CHECKED: u8 = 0b1111;

/// A document as printed text. `content` is its receipt or correction.
pub(super) fn printed(operation: Operation, record: &Record, content: Option<&Members>) -> Printed {
    let mut paper = Paper::new(WIDTH);
    if let Some(company) = content.and_then(|content| content.get("company")).and_then(Value::as_object) {
        paper.center(text(company, "payment_address"));
        paper.center(&format!("ИНН {}", text(company, "inn")));
    }
    paper.center(operation.title());
    if let Some(content) = content {
        receipt(&mut paper, record, content);
    }
    paper.pair(&format!("СМЕНА {}", record.shift), &record.time.printed());
    if let Some(company) = content.and_then(|content| content.get("company")).and_then(Value::as_object) {
        paper.pair_if("ЭЛ.АДР.ОТПРАВИТЕЛЯ", text(company, "email"));
        paper.pair("САЙТ ФНС", law::SITE);
    }
    paper.pair("РН ККТ", &record.registration_number);
    paper.pair("ФН", &record.drive);
    paper.pair(&format!("ФД {}", record.number), &format!("ФП {:010}", record.sign));
    paper.pair("ФФД", law::format(FORMAT));
    if content.is_some() {
        paper.qr(&qr(operation, record));
    }
    paper.rule();
    paper.feed(1);
    paper.done()
}

fn receipt(paper: &mut Paper, record: &Record, content: &Members) {
    paper.pair_if("КАССИР", text(content, "cashier"));
    paper.rule();
    for (index, line) in elements(content, "items").enumerate() {
        let mark = record.marks.iter().find(|mark| mark.position == index).map_or("", word);
        paper.left(&format!("{}{mark}", text(line, "name")));
        let count = format!("{} x {}", sum(line, "price"), digits(number(line, "quantity", 3), 3));
        paper.pair(&count, &sum(line, "sum"));
        paper.left(&rate(line["vat"]["type"].as_str().unwrap_or_default()));
        let subject = law::subject(number(line, "payment_object", 0));
        paper.pair(subject, law::method(place(&METHODS, text(line, "payment_method"))));
    }
    paper.rule();
    paper.pair("ИТОГ", &digits(record.total, 2));
    for payment in elements(content, "payments") {
        let kind = usize::try_from(number(payment, "type", 0)).unwrap_or(usize::MAX);
        let (_, words) = law::PAYMENTS[kind.min(law::PAYMENTS.len() - 1)];
        paper.pair(words, &sum(payment, "sum"));
    }
    if let Some(company) = content.get("company").and_then(Value::as_object) {
        paper.pair_if("СНО", law::taxation(place(&TAXATIONS, text(company, "sno"))));
    }
    if let Some(client) = content.get("client").and_then(Value::as_object) {
        let contact = text(client, "email");
        paper.pair_if("ПОКУПАТЕЛЬ", if contact.is_empty() { text(client, "phone") } else { contact });
    }
}

/// The place of a word in its list, from 1; 0 for a word that is not there.
fn place(words: &[&str], word: &str) -> i64 {
    let place = words.iter().position(|known| *known == word);
    place.and_then(|place| i64::try_from(place + 1).ok()).unwrap_or(0)
}

/// The letters that a register prints after the name of marked goods: checked, refused, or not checked.
fn word(mark: &MarkResult) -> &'static str {
    match mark.result & CHECKED {
        CHECKED => " [M+]",
        0 => " [M]",
        _ => " [M-]",
    }
}

/// The VAT rate as it is printed: `НДС 22%` for `vat22`, `НДС 22/122` for `vat122`.
fn rate(word: &str) -> String {
    match word.trim_start_matches("vat").parse::<u32>() {
        Ok(percent @ 0..=100) => format!("НДС {percent}%"),
        Ok(whole) => format!("НДС {}/{whole}", whole - 100),
        Err(_) => "БЕЗ НДС".to_owned(),
    }
}

fn qr(operation: Operation, record: &Record) -> String {
    format!(
        "t={}&s={}&fn={}&i={}&fp={}&n={}",
        record.time.compact(),
        digits(record.total, 2),
        record.drive,
        record.number,
        record.sign,
        operation.settlement()
    )
}

fn text<'a>(members: &'a Members, name: &str) -> &'a str {
    members.get(name).and_then(Value::as_str).unwrap_or_default()
}

fn sum(members: &Members, name: &str) -> String {
    digits(number(members, name, 2), 2)
}
