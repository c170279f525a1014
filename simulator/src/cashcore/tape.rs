//! The paper tape: each document as text, 48 columns wide. The image is made from the same text.

use super::amount::{of_money, printed as sum};
use super::document::{Document, DocumentKind};
use super::register::Register;
use super::sample;
use super::ticket::{BUY, BUY_RETURN, SELL, SELL_RETURN, list};
use crate::clock::Moment;
use crate::paper::{Paper, Printed};
use serde_json::Value;

/// Letters in a line.
pub(super) const WIDTH: usize = 48;

const PAYMENTS: [(&str, u64); 3] = [("НАЛИЧНЫЕ", 0), ("КАРТА", 1), ("МОБИЛЬНЫЙ ПЛАТЁЖ", 4)];

fn money(paper: &mut Paper, left: &str, money: &Value) {
    paper.pair(left, &sum(of_money(money)));
}

/// Splits a text into rows of this many letters. Control characters become spaces.
pub(super) fn rows(text: &str, width: usize) -> Vec<String> {
    let letters: Vec<char> = text.chars().map(|letter| if letter.is_control() { ' ' } else { letter }).collect();
    letters.chunks(width.max(1)).map(|row| row.iter().collect()).collect()
}

/// A document as printed text.
pub(super) fn printed(document: &Document, register: &Register) -> Printed {
    let mut paper = Paper::new(WIDTH);
    let organization = sample::organization();
    paper.center(organization["title"].as_str().unwrap_or_default());
    paper.center(sample::place()["address"].as_str().unwrap_or_default());
    paper.center(&format!("БИН {}", sample::SELLER));
    match document.kind {
        DocumentKind::Ticket => ticket(&mut paper, document, register),
        DocumentKind::MoneyPlacement => {
            let words = if document.data["operation"] == 0 { "ВНЕСЕНИЕ" } else { "ИЗЪЯТИЕ" };
            money(&mut paper, words, &document.data["sum"]);
        }
        DocumentKind::Report | DocumentKind::CloseShift => report(&mut paper, document),
    }
    paper.rule();
    let time = Moment::parse(&document.time).map(Moment::printed).unwrap_or_default();
    paper.pair("ЗНМ", &register.vendor_id);
    paper.pair("РНМ", &register.state_number());
    paper.pair(&format!("КАССА {}", document.register), &time);
    paper.pair(&format!("СМЕНА {}", document.shift), &format!("ДОКУМЕНТ {}", document.number));
    paper.feed(2);
    paper.done()
}

fn ticket(paper: &mut Paper, document: &Document, register: &Register) {
    let body = &document.data;
    paper.center("ФИСКАЛЬНЫЙ ЧЕК");
    paper.center(word(&body["operation"]));
    paper.rule();
    for item in list(body.get("itemsList")) {
        let goods = &item["commodity"];
        if let Some(name) = goods["name"].as_str() {
            paper.left(name);
            let quantity = goods["quantity"].as_i64().unwrap_or(0);
            let price = sum(of_money(&goods["price"]));
            let quantity = format!("{}.{:03}", quantity / 1000, quantity % 1000);
            money(paper, &format!("{price} x {quantity}"), &goods["sum"]);
        }
        modifiers(paper, item);
    }
    paper.rule();
    let amounts = &body["amounts"];
    modifiers(paper, amounts);
    money(paper, "ИТОГО", &amounts["total"]);
    for (words, kind) in PAYMENTS {
        for payment in list(body.get("paymentsList")).iter().filter(|payment| payment["type"] == kind) {
            money(paper, words, &payment["sum"]);
        }
    }
    if of_money(&amounts["change"]) > 0 {
        money(paper, "ПОЛУЧЕНО", &amounts["taken"]);
        money(paper, "СДАЧА", &amounts["change"]);
    }
    for tax in list(body.get("taxesList")) {
        let percent = tax["percent"].as_i64().unwrap_or(0);
        money(paper, &format!("НДС {}.{:03}%", percent / 1000, percent % 1000), &tax["sum"]);
    }
    let words =
        if document.offline { "АВТОНОМНЫЙ ПРИЗНАК" } else { "ФИСКАЛЬНЫЙ ПРИЗНАК" };
    paper.pair(words, body["printed_document_number_old"].as_str().unwrap_or_default());
    let qr = body["printed_ticket"].as_str().unwrap_or_default();
    if !qr.is_empty() {
        paper.qr(qr);
    }
    paper.pair("ОФД", ofd(register));
    paper.left(&format!("Проверка чека: {}", sample::CONSUMER));
}

/// Name of the OFD that the register is registered with.
pub(super) fn ofd(register: &Register) -> &'static str {
    sample::OFDS.iter().find(|(uid, _)| *uid == register.ofd_uid).map_or("", |(_, name)| name)
}

fn modifiers(paper: &mut Paper, of: &Value) {
    for (words, name) in [("СКИДКА", "discount"), ("НАЦЕНКА", "markup")] {
        if of_money(&of[name]["sum"]) > 0 {
            money(paper, &format!("{words} {}", of[name]["name"].as_str().unwrap_or_default()), &of[name]["sum"]);
        }
    }
}

fn report(paper: &mut Paper, document: &Document) {
    let body = &document.data;
    paper.center(if document.kind == DocumentKind::CloseShift { "Z-ОТЧЁТ" } else { "X-ОТЧЁТ" });
    paper.rule();
    for of_operation in list(body.get("ticket_operationsList")) {
        let words = format!("{} {}", word(&of_operation["operation"]), of_operation["tickets_count"]);
        money(paper, &words, &of_operation["tickets_sum"]);
    }
    for placement in list(body.get("money_placementsList")) {
        let words = if placement["operation"] == 0 { "ВНЕСЕНИЯ" } else { "ИЗЪЯТИЯ" };
        money(paper, &format!("{words} {}", placement["operations_count"]), &placement["operations_sum"]);
    }
    let minus = if body["revenue"]["is_negative"] == true { "-" } else { "" };
    paper.pair("ВЫРУЧКА", &format!("{minus}{}", sum(of_money(&body["revenue"]["sum"]))));
    money(paper, "НАЛИЧНЫХ В КАССЕ", &body["cash_sum"]);
}

/// Whether the operation gives money to the buyer or takes it, in words.
fn word(operation: &Value) -> &'static str {
    match operation.as_u64().and_then(|code| usize::try_from(code).ok()) {
        Some(BUY) => "ПОКУПКА",
        Some(BUY_RETURN) => "ВОЗВРАТ ПОКУПКИ",
        Some(SELL) => "ПРОДАЖА",
        Some(SELL_RETURN) => "ВОЗВРАТ ПРОДАЖИ",
        _ => "",
    }
}
