//! The paper tape: each document as text, 48 columns wide. The image is made from the same text.

use super::amount::{of_money, printed as sum};
use super::document::{Document, DocumentKind};
use super::ticket::{BUY, BUY_RETURN, SELL, SELL_RETURN, list};
use serde_json::Value;

const WIDTH: usize = 48;

const PAYMENTS: [(&str, u64); 3] = [("НАЛИЧНЫЕ", 0), ("КАРТА", 1), ("МОБИЛЬНЫЙ ПЛАТЁЖ", 4)];

/// Collects the lines of a document.
#[derive(Default)]
struct Paper(String);

impl Paper {
    fn left(&mut self, text: &str) {
        for row in rows(text, WIDTH) {
            self.0.push_str(&row);
            self.0.push('\n');
        }
    }

    fn center(&mut self, text: &str) {
        for row in rows(text, WIDTH) {
            let gap = (WIDTH - row.chars().count()) / 2;
            self.0.push_str(&" ".repeat(gap));
            self.0.push_str(&row);
            self.0.push('\n');
        }
    }

    fn pair(&mut self, left: &str, right: &str) {
        let used = left.chars().count() + right.chars().count();
        match WIDTH.checked_sub(used).filter(|gap| *gap > 0) {
            Some(gap) => self.left(&format!("{left}{}{right}", " ".repeat(gap))),
            None => {
                self.left(left);
                self.left(right);
            }
        }
    }

    fn money(&mut self, left: &str, money: &Value) {
        self.pair(left, &sum(of_money(money)));
    }

    fn rule(&mut self) {
        self.left(&"-".repeat(WIDTH));
    }
}

/// Splits a text into rows of this many letters. Control characters become spaces.
pub(super) fn rows(text: &str, width: usize) -> Vec<String> {
    let letters: Vec<char> = text.chars().map(|letter| if letter.is_control() { ' ' } else { letter }).collect();
    letters.chunks(width.max(1)).map(|row| row.iter().collect()).collect()
}

/// A document as printed text.
pub(super) fn printed(document: &Document) -> String {
    let mut paper = Paper::default();
    paper.center("ТОО Пример");
    match document.kind {
        DocumentKind::Ticket => ticket(&mut paper, document),
        DocumentKind::MoneyPlacement => {
            let words = if document.data["operation"] == 0 { "ВНЕСЕНИЕ" } else { "ИЗЪЯТИЕ" };
            paper.money(words, &document.data["sum"]);
        }
        DocumentKind::Report | DocumentKind::CloseShift => report(&mut paper, document),
    }
    paper.rule();
    paper.pair(&format!("КАССА {}", document.register), &document.time.replace('T', " "));
    paper.pair(&format!("СМЕНА {}", document.shift), &format!("ДОКУМЕНТ {}", document.number));
    paper.0.push_str("\n\n");
    paper.0
}

fn ticket(paper: &mut Paper, document: &Document) {
    let body = &document.data;
    paper.center(word(&body["operation"]));
    paper.rule();
    for item in list(body.get("itemsList")) {
        let goods = &item["commodity"];
        if let Some(name) = goods["name"].as_str() {
            paper.left(name);
            let quantity = goods["quantity"].as_i64().unwrap_or(0);
            let price = sum(of_money(&goods["price"]));
            let quantity = format!("{}.{:03}", quantity / 1000, quantity % 1000);
            paper.money(&format!("{price} x {quantity}"), &goods["sum"]);
        }
        modifiers(paper, item);
    }
    paper.rule();
    let amounts = &body["amounts"];
    modifiers(paper, amounts);
    paper.money("ИТОГО", &amounts["total"]);
    for (words, kind) in PAYMENTS {
        for payment in list(body.get("paymentsList")).iter().filter(|payment| payment["type"] == kind) {
            paper.money(words, &payment["sum"]);
        }
    }
    if of_money(&amounts["change"]) > 0 {
        paper.money("ПОЛУЧЕНО", &amounts["taken"]);
        paper.money("СДАЧА", &amounts["change"]);
    }
    for tax in list(body.get("taxesList")) {
        let percent = tax["percent"].as_i64().unwrap_or(0);
        paper.money(&format!("НДС {}.{:03}%", percent / 1000, percent % 1000), &tax["sum"]);
    }
    let words =
        if document.offline { "АВТОНОМНЫЙ ПРИЗНАК" } else { "ФИСКАЛЬНЫЙ ПРИЗНАК" };
    paper.pair(words, body["printed_document_number_old"].as_str().unwrap_or_default());
    paper.left(body["printed_ticket"].as_str().unwrap_or_default());
}

fn modifiers(paper: &mut Paper, of: &Value) {
    for (words, name) in [("СКИДКА", "discount"), ("НАЦЕНКА", "markup")] {
        if of_money(&of[name]["sum"]) > 0 {
            paper.money(&format!("{words} {}", of[name]["name"].as_str().unwrap_or_default()), &of[name]["sum"]);
        }
    }
}

fn report(paper: &mut Paper, document: &Document) {
    let body = &document.data;
    paper.center(if document.kind == DocumentKind::CloseShift { "Z-ОТЧЁТ" } else { "X-ОТЧЁТ" });
    paper.rule();
    for of_operation in list(body.get("ticket_operationsList")) {
        let words = format!("{} {}", word(&of_operation["operation"]), of_operation["tickets_count"]);
        paper.money(&words, &of_operation["tickets_sum"]);
    }
    for placement in list(body.get("money_placementsList")) {
        let words = if placement["operation"] == 0 { "ВНЕСЕНИЯ" } else { "ИЗЪЯТИЯ" };
        paper.money(&format!("{words} {}", placement["operations_count"]), &placement["operations_sum"]);
    }
    let minus = if body["revenue"]["is_negative"] == true { "-" } else { "" };
    paper.pair("ВЫРУЧКА", &format!("{minus}{}", sum(of_money(&body["revenue"]["sum"]))));
    paper.money("НАЛИЧНЫХ В КАССЕ", &body["cash_sum"]);
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
