//! Documents as printed text, with the marks of their positions and the QR code.

use super::document::{Document, DocumentKind};
use super::register::Register;
use super::sample::WIDTH;
use super::tlv::{self, Tags};
use super::{decimal, print_items};
use serde_json::Value;

const SIGNS: [&str; 4] = ["ПРИХОД", "ВОЗВРАТ ПРИХОДА", "РАСХОД", "ВОЗВРАТ РАСХОДА"];
const RATES: [&str; 12] = [
    "НДС 20%",
    "НДС 10%",
    "НДС 20/120",
    "НДС 10/110",
    "НДС 0%",
    "БЕЗ НДС",
    "НДС 5%",
    "НДС 7%",
    "НДС 5/105",
    "НДС 7/107",
    "НДС 22%",
    "НДС 22/122",
];
const PAYMENTS: [(u16, &str); 5] = [
    (1031, "НАЛИЧНЫМИ"),
    (1081, "БЕЗНАЛИЧНЫМИ"),
    (1215, "ПРЕДВАРИТЕЛЬНАЯ ОПЛАТА"),
    (1216, "ПОСЛЕДУЮЩАЯ ОПЛАТА"),
    (1217, "ИНАЯ ФОРМА ОПЛАТЫ"),
];

/// The printed lines.
#[derive(Default)]
struct Paper(String);

impl Paper {
    fn left(&mut self, text: &str) {
        for row in text.chars().collect::<Vec<_>>().chunks(WIDTH) {
            self.0.extend(row);
            self.0.push('\n');
        }
    }

    fn center(&mut self, text: &str) {
        let indent = WIDTH.saturating_sub(text.chars().count()) / 2;
        self.left(&format!("{}{text}", " ".repeat(indent)));
    }

    fn pair(&mut self, left: &str, right: &str) {
        let gap = WIDTH.saturating_sub(left.chars().count() + right.chars().count()).max(1);
        self.left(&format!("{left}{}{right}", " ".repeat(gap)));
    }
}

/// A document as printed text.
pub(super) fn printed(document: &Document, register: &Register) -> String {
    let mut paper = Paper::default();
    items(&mut paper, &document.task["preItems"]);
    let tags = document.tags();
    paper.center(&register.registered_text("organization.name"));
    paper.center(title(document));
    match document.kind {
        DocumentKind::Receipt | DocumentKind::Correction => settlement(&mut paper, document, tags),
        DocumentKind::CashIn | DocumentKind::CashOut => {
            let sum = decimal::rounded(&document.task["cashSum"], 2).unwrap_or(0);
            paper.pair("СУММА", &format!("={}", decimal::printed(sum)));
        }
        DocumentKind::NonFiscal => items(&mut paper, &document.task["items"]),
        _ => {}
    }
    items(&mut paper, &document.task["postItems"]);
    if !tlv::text(tags, 1021).is_empty() {
        paper.pair("КАССИР", tlv::text(tags, 1021));
    }
    paper.pair(&format!("СМЕНА {}", document.shift), &document.time.replace('T', " ")[..16]);
    if let Some(number) = document.number {
        paper.pair(&format!("ФД {number}"), &format!("ФП {}", document.fiscal_sign()));
        paper.left(&format!("ФН {}", document.drive));
    }
    if let Some(qr) = document.qr() {
        paper.left(&format!("[QR {qr}]"));
    }
    paper.0.push('\n');
    paper.0
}

fn title(document: &Document) -> &'static str {
    match document.kind {
        DocumentKind::Registration => "ОТЧЁТ О РЕГИСТРАЦИИ",
        DocumentKind::ChangeRegistrationParameters => "ОТЧЁТ ОБ ИЗМЕНЕНИИ РЕГИСТРАЦИИ",
        DocumentKind::OpenShift => "ОТЧЁТ ОБ ОТКРЫТИИ СМЕНЫ",
        DocumentKind::Receipt => "КАССОВЫЙ ЧЕК",
        DocumentKind::Correction => "КАССОВЫЙ ЧЕК КОРРЕКЦИИ",
        DocumentKind::OfdExchangeStatus => "ОТЧЁТ О СОСТОЯНИИ РАСЧЁТОВ",
        DocumentKind::CloseShift => "ОТЧЁТ О ЗАКРЫТИИ СМЕНЫ",
        DocumentKind::CloseArchive => "ОТЧЁТ О ЗАКРЫТИИ ФН",
        DocumentKind::CashIn => "ВНЕСЕНИЕ",
        DocumentKind::CashOut => "ВЫПЛАТА",
        DocumentKind::Report => "X-ОТЧЁТ",
        DocumentKind::NonFiscal => "НЕФИСКАЛЬНЫЙ ДОКУМЕНТ",
    }
}

fn settlement(paper: &mut Paper, document: &Document, tags: &Tags) {
    let sign = usize::try_from(document.sign() - 1).ok().and_then(|at| SIGNS.get(at));
    paper.pair(sign.copied().unwrap_or_default(), &format!("ЧЕК {}", tlv::integer(tags, 1042)));
    let mut positions = tags.get("1059").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_object);
    for item in document.task["items"].as_array().into_iter().flatten() {
        if item["type"] != "position" {
            print(paper, item);
        } else if let Some(position) = positions.next() {
            line(paper, position);
        }
    }
    paper.pair("ИТОГ", &format!("={}", decimal::printed(tlv::sum(tags, 1020))));
    for (tag, words) in PAYMENTS.into_iter().filter(|(tag, _)| tlv::sum(tags, *tag) != 0) {
        paper.pair(words, &format!("={}", decimal::printed(tlv::sum(tags, tag))));
    }
    for (tag, words) in [(1008, "ПОКУПАТЕЛЬ"), (1192, "ДОП. РЕКВИЗИТ ЧЕКА")] {
        if !tlv::text(tags, tag).is_empty() {
            paper.pair(words, tlv::text(tags, tag));
        }
    }
}

fn line(paper: &mut Paper, position: &Tags) {
    paper.left(&format!("{}{}", mark(position), tlv::text(position, 1030)));
    let (price, sum) = (tlv::sum(position, 1079), tlv::sum(position, 1043));
    let quantity = position.get("1023").map(Value::to_string).unwrap_or_default();
    paper.pair(&format!("{} x {quantity}", decimal::printed(price)), &format!("={}", decimal::printed(sum)));
    let rate = usize::try_from(tlv::integer(position, 1199) - 1).ok().and_then(|at| RATES.get(at));
    paper.left(rate.copied().unwrap_or_default());
}

/// `[M+]` for a mark whose check is positive, `[M-]` for one whose check is negative, `[M]` for one without a check.
fn mark(position: &Tags) -> &'static str {
    let is_marked = position.contains_key("2000") || position.contains_key("1162");
    match (is_marked, tlv::integer(position, 2106)) {
        (false, _) => "",
        (true, 0) => "[M] ",
        (true, result) if result & 15 == 15 => "[M+] ",
        (true, _) => "[M-] ",
    }
}

fn items(paper: &mut Paper, list: &Value) {
    list.as_array().into_iter().flatten().for_each(|item| print(paper, item));
}

/// A line that fails is left out.
fn print(paper: &mut Paper, item: &Value) {
    if print_items::check(item).is_err() {
        return;
    }
    match item["type"].as_str() {
        Some("text") if item["alignment"] == "center" => paper.center(item["text"].as_str().unwrap_or(" ")),
        Some("text") => paper.left(item["text"].as_str().unwrap_or(" ")),
        Some("barcode") => {
            let kind = item["barcodeType"].as_str().unwrap_or_default();
            paper.center(&format!("[{kind} {}]", item["barcode"].as_str().unwrap_or_default()));
        }
        Some("pictureFromMemory") => paper.center(&format!("[КАРТИНКА {}]", item["pictureNumber"])),
        Some("pixels") => paper.center("[КАРТИНКА]"),
        _ => {}
    }
}
