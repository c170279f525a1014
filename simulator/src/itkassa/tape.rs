//! The paper tape: each document as text, 32 columns wide.

use super::document::Document;
use super::fields::Members;
use super::fields::{decimal, lines};
use super::kind::DocumentKind;
use super::register::Register;
use super::task::{By, Record};
use super::{decimal as sums, requests};
use crate::clock::Moment;
use crate::law;
use crate::paper::{Paper, Printed};
use serde_json::Value;

/// Letters in a line.
pub(super) const WIDTH: usize = 32;

/// A document as printed text.
pub(super) fn printed(document: &Document, register: &Register, record: Option<&Record>) -> Printed {
    let mut paper = Paper::new(WIDTH);
    paper.center(&register.title);
    for command in document.request.as_array().into_iter().flatten().filter_map(Value::as_object) {
        match text(command, "type") {
            "print" => text(command, "text").split('\n').for_each(|row| paper.left(row)),
            "printQR" => paper.qr(text(command, "text")),
            "feed" => {
                let count = command.get("count").and_then(Value::as_u64).unwrap_or(0);
                paper.feed(usize::try_from(count).unwrap_or(usize::MAX));
            }
            "startSlip" | "endSlip" => {}
            _ => settlement(&mut paper, document, command, register),
        }
    }
    if document.by == By::Register {
        title(&mut paper, document, None);
    }
    if document.kind != DocumentKind::Slip {
        let time = Moment::parse(&document.time).map(Moment::printed).unwrap_or_default();
        paper.pair(&format!("СМЕНА {}", document.shift), &time);
    }
    if let Some(record) = record {
        fiscal(&mut paper, document, register, record);
    }
    paper.rule();
    paper.feed(1);
    paper.done()
}

fn settlement(paper: &mut Paper, document: &Document, command: &Members, register: &Register) {
    title(paper, document, Some(command));
    for line in lines(command) {
        paper.left(text(line, "title"));
        let count = format!("{} x {}", text(line, "price"), text(line, "quantity"));
        paper.pair(&count, text(line, "total"));
        let or = |name: &str, default: &Option<String>| {
            let own = text(line, name);
            if own.is_empty() { default.clone().unwrap_or_default() } else { own.to_owned() }
        };
        paper.left(rate(&or("tax", &register.card.tax)));
        paper.left(subject(&or("ppr", &register.card.subject)));
        paper.left(method(&or("psr", &register.card.method)));
    }
    if document.kind.is_of_session() {
        paper.rule();
    }
    let total: i64 = if document.kind.is_receipt() {
        requests::PAYMENTS.iter().map(|name| decimal(command, name, 2)).sum()
    } else {
        requests::RATES.iter().map(|name| decimal(command, name, 2)).sum()
    };
    if document.kind.is_of_session() {
        paper.pair("ИТОГ", &sums::printed(total));
    }
    for (name, (_, words)) in requests::PAYMENTS.into_iter().zip(law::PAYMENTS) {
        if document.kind.is_receipt() && decimal(command, name, 2) > 0 {
            paper.pair(words, &sums::printed(decimal(command, name, 2)));
        }
    }
    if document.kind.is_of_session() {
        let own = text(command, "sno");
        paper.pair_if(
            "СНО",
            taxation(if own.is_empty() { register.card.taxation.as_deref().unwrap_or("") } else { own }),
        );
        paper.pair_if("ПОКУПАТЕЛЬ", text(command, "tagClientContact"));
        paper.rule();
    }
    paper.pair_if("КАССИР", text(command, "tagCashierName"));
}

fn title(paper: &mut Paper, document: &Document, command: Option<&Members>) {
    // The queue's title says in its first word whether the document is fiscal.
    let words = document.kind.title().split_once(' ').map_or("", |(_, words)| words);
    if !document.kind.is_of_session() {
        return paper.center(&words.to_uppercase());
    }
    paper.center(if document.kind.is_receipt() {
        "КАССОВЫЙ ЧЕК"
    } else {
        "КАССОВЫЙ ЧЕК КОРРЕКЦИИ"
    });
    paper.center(law::sign(command.map_or(0, |command| document.kind.settlement(command)).into()));
    paper.rule();
}

fn fiscal(paper: &mut Paper, document: &Document, register: &Register, record: &Record) {
    if document.kind.is_of_session() {
        paper.pair("САЙТ ФНС", law::SITE);
    }
    paper.pair("ЗН ККТ", &register.product_number);
    paper.pair_if("РН ККТ", register.fiscalization_number.as_deref().unwrap_or_default());
    paper.pair("ФН", &register.drive);
    paper.pair(&format!("ФД {}", record.number), &format!("ФП {}", record.sign));
    if document.kind.is_of_session() && !register.is_test {
        paper.qr(&super::views::qr(record, register));
    }
}

fn text<'a>(members: &'a Members, name: &str) -> &'a str {
    members.get(name).and_then(Value::as_str).unwrap_or_default()
}

/// The words of the law for a word of the protocol: the place in its table is the code, unless told otherwise.
fn at(words: &[&str], word: &str, law: fn(i64) -> &'static str, codes: &[i64]) -> &'static str {
    let place = words.iter().position(|known| *known == word);
    place.and_then(|place| codes.get(place)).map_or("", |code| law(*code))
}

fn taxation(word: &str) -> &'static str {
    at(requests::TAXATIONS, word, law::taxation, &[1, 2, 3, 4, 5, 6])
}

fn rate(word: &str) -> &'static str {
    at(requests::TAXES, word, law::rate, &[6, 5, 2, 1, 4, 3])
}

fn method(word: &str) -> &'static str {
    at(requests::METHODS, word, law::method, &[1, 2, 3, 4, 5, 6, 7])
}

fn subject(word: &str) -> &'static str {
    at(requests::SUBJECTS, word, law::subject, &[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 11, 13])
}
