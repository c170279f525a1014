//! The paper tape: each document as text, 42 columns wide, with the text of its QR code.

use super::decimal::printed as digits;
use super::job::{MarkResult, Record};
use super::operation::Operation;
use super::rules::{elements, number};
use super::schema::Members;
use serde_json::Value;

const WIDTH: usize = 42;
/// All bits of tag 2106 that stand for a positive check.
const CHECKED: u8 = 0b1111;

/// A document as printed text. `content` is its receipt or correction.
pub(super) fn printed(operation: Operation, record: &Record, content: Option<&Members>) -> String {
    let mut paper = Paper::default();
    paper.left(operation.title());
    if let Some(content) = content {
        receipt(&mut paper, record, content);
    }
    paper.pair(&format!("СМЕНА {}", record.shift), &record.time.printed());
    paper.pair(&format!("ФД {}", record.number), &format!("ФП {:010}", record.sign));
    if content.is_some() {
        paper.left(&format!("[QR {}]", qr(operation, record)));
    }
    paper.left(&"-".repeat(WIDTH));
    paper.0.push('\n');
    paper.0
}

fn receipt(paper: &mut Paper, record: &Record, content: &Members) {
    paper.left(text(content, "cashier"));
    for (index, line) in elements(content, "items").enumerate() {
        let mark = record.marks.iter().find(|mark| mark.position == index).map_or("", word);
        paper.left(&format!("{}{mark}", text(line, "name")));
        let count = format!("{} x {}", sum(line, "price"), digits(number(line, "quantity", 3), 3));
        paper.pair(&count, &sum(line, "sum"));
        paper.left(&rate(line["vat"]["type"].as_str().unwrap_or_default()));
    }
    paper.pair("ИТОГ", &digits(record.total, 2));
    for payment in elements(content, "payments") {
        let word = match number(payment, "type", 0) {
            0 => "НАЛИЧНЫМИ",
            1 => "БЕЗНАЛИЧНЫМИ",
            2 => "ПРЕДОПЛАТА (АВАНС)",
            3 => "ПОСТОПЛАТА (КРЕДИТ)",
            _ => "ИНАЯ ФОРМА ОПЛАТЫ",
        };
        paper.pair(word, &sum(payment, "sum"));
    }
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

/// Collects the printed lines.
#[derive(Default)]
struct Paper(String);

impl Paper {
    fn left(&mut self, text: &str) {
        let letters: Vec<char> = text.chars().map(|letter| if letter.is_control() { ' ' } else { letter }).collect();
        for row in letters.chunks(WIDTH) {
            self.0.extend(row);
            self.0.push('\n');
        }
    }

    fn pair(&mut self, words: &str, number: &str) {
        let used = words.chars().count() + number.chars().count();
        match WIDTH.checked_sub(used).filter(|gap| *gap > 0) {
            Some(gap) => self.left(&format!("{words}{}{number}", " ".repeat(gap))),
            None => {
                self.left(words);
                self.left(number);
            }
        }
    }
}
