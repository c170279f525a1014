//! The paper tape: each document as text, 32 columns wide.

use super::document::Document;
use super::kind::DocumentKind;
use super::register::Register;
use super::task::{By, Record, decimal, lines};
use super::{decimal as sums, requests};
use serde_json::Value;

const WIDTH: usize = 32;

const PAYMENTS: [&str; 5] = ["НАЛИЧНЫМИ", "БЕЗНАЛИЧНЫМИ", "АВАНС", "КРЕДИТ", "ВСТРЕЧНОЕ"];

/// A document as printed text.
pub(super) fn printed(document: &Document, register: &Register, record: Option<&Record>) -> String {
    let mut paper = String::new();
    left(&mut paper, &register.title);
    for command in document.request.as_array().into_iter().flatten().filter_map(Value::as_object) {
        let text = |name: &str| command.get(name).and_then(Value::as_str).unwrap_or_default();
        match text("type") {
            "print" => text("text").split('\n').for_each(|row| left(&mut paper, row)),
            "printQR" => left(&mut paper, &format!("[QR {}]", text("text"))),
            "feed" => {
                let count = command.get("count").and_then(Value::as_u64).unwrap_or(0);
                (0..count).for_each(|_| paper.push('\n'));
            }
            "startSlip" | "endSlip" => {}
            _ => {
                left(&mut paper, document.kind.title());
                left(&mut paper, text("tagCashierName"));
                for line in lines(command) {
                    left(&mut paper, line.get("title").and_then(Value::as_str).unwrap_or_default());
                    let number = |name: &str| line.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
                    pair(&mut paper, &format!("{} x {}", number("price"), number("quantity")), &number("total"));
                }
                for (name, word) in requests::PAYMENTS.into_iter().zip(PAYMENTS) {
                    if document.kind.is_receipt() && decimal(command, name, 2) > 0 {
                        pair(&mut paper, word, &sums::printed(decimal(command, name, 2)));
                    }
                }
            }
        }
    }
    if document.by == By::Register {
        left(&mut paper, document.kind.title());
    }
    if let Some(record) = record {
        pair(&mut paper, "ИТОГ", &sums::printed(record.total));
        pair(&mut paper, &format!("ФД {}", record.number), &format!("ФП {}", record.sign));
    }
    if document.kind != DocumentKind::Slip {
        pair(&mut paper, &format!("СМЕНА {}", document.shift), &document.time.replace('T', " "));
    }
    paper.push_str(&"-".repeat(WIDTH));
    paper.push_str("\n\n");
    paper
}

fn left(paper: &mut String, text: &str) {
    let letters: Vec<char> = text.chars().map(|letter| if letter.is_control() { ' ' } else { letter }).collect();
    for row in letters.chunks(WIDTH) {
        paper.extend(row);
        paper.push('\n');
    }
}

fn pair(paper: &mut String, words: &str, number: &str) {
    let used = words.chars().count() + number.chars().count();
    match WIDTH.checked_sub(used).filter(|gap| *gap > 0) {
        Some(gap) => left(paper, &format!("{words}{}{number}", " ".repeat(gap))),
        None => {
            left(paper, words);
            left(paper, number);
        }
    }
}
