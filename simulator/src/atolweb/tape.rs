//! Documents as printed text, with the marks of their positions and the QR code.

use super::document::{Document, DocumentKind};
use super::register::Register;
use super::tlv::{self, Tags};
use super::{decimal, print_items, words};
use crate::clock::Moment;
use crate::law;
use crate::paper::{Paper, Printed};
use serde_json::Value;

/// Letters in a line of paper.
pub(super) const WIDTH: usize = 48;

/// A document as printed text.
pub(super) fn printed(document: &Document, register: &Register) -> Printed {
    let mut paper = Paper::new(WIDTH);
    items(&mut paper, &document.task["preItems"]);
    let tags = document.tags();
    let registered = |name: &str| register.registered_text(name);
    let given = |tag: u16, name: &str| {
        let own = tlv::text(tags, tag);
        if own.is_empty() { registered(name) } else { own.to_owned() }
    };
    paper.center(&registered("organization.name"));
    if document.number.is_some() {
        paper.center(&given(1009, "organization.address"));
        paper.center(&given(1187, "device.paymentsAddress"));
        paper.center(&format!("ИНН {}", registered("organization.vatin")));
    }
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
    paper.pair_if("КАССИР", tlv::text(tags, 1021));
    let time = Moment::parse(&document.time).map(Moment::printed).unwrap_or_default();
    paper.pair(&format!("СМЕНА {}", document.shift), &time);
    if let Some(number) = document.number {
        if document.kind.is_settlement() {
            paper.pair_if("ЭЛ.АДР.ОТПРАВИТЕЛЯ", &given(1117, "organization.email"));
            paper.pair_if("САЙТ ФНС", &given(1060, "device.fnsUrl"));
        }
        paper.pair("ЗН ККТ", &register.serial);
        paper.pair_if("РН ККТ", &registered("device.registrationNumber"));
        paper.pair("ФН", &document.drive);
        paper.pair(&format!("ФД {number}"), &format!("ФП {}", document.fiscal_sign()));
        paper.pair_if("ФФД", law::format(tlv::integer(tags, 1209)));
    }
    if let Some(qr) = document.qr() {
        paper.qr(&qr);
    }
    paper.feed(1);
    paper.done()
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
    paper.pair(law::sign(document.sign()), &format!("ЧЕК {}", tlv::integer(tags, 1042)));
    paper.rule();
    let mut positions = tags.get("1059").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_object);
    for item in document.task["items"].as_array().into_iter().flatten() {
        if item["type"] != "position" {
            print(paper, item);
        } else if let Some(position) = positions.next() {
            line(paper, position);
        }
    }
    paper.rule();
    let sum = |tag| tlv::sum(tags, tag);
    let mut money = |words: &str, sum: i64| {
        if sum != 0 {
            paper.pair(words, &format!("={}", decimal::printed(sum)));
        }
    };
    money("ИТОГ", sum(1020));
    for (tag, words) in law::PAYMENTS {
        money(words, sum(tag));
    }
    let taken = taken(&document.task);
    if taken > sum(1031) {
        money("ПОЛУЧЕНО", taken);
        money("СДАЧА", taken - sum(1031));
    }
    paper.pair_if("СНО", law::taxation(taxation(tags)));
    paper.pair_if("ПОКУПАТЕЛЬ", tlv::text(tags, 1008));
    paper.pair_if("ДОП. РЕКВИЗИТ ЧЕКА", tlv::text(tags, 1192));
}

/// The cash that the buyer handed over.
fn taken(task: &Value) -> i64 {
    let payments = task["payments"].as_array().into_iter().flatten();
    let cash = payments.filter(|payment| {
        let kind = payment["type"].as_str().and_then(words::payment);
        kind.is_some_and(|(tag, _)| tag == 1031)
    });
    cash.map(|payment| decimal::rounded(&payment["sum"], 2).unwrap_or(0)).sum()
}

/// Tag 1055 is one bit of six.
fn taxation(tags: &Tags) -> i64 {
    let bits = tlv::integer(tags, 1055);
    if bits == 0 { 0 } else { i64::from(bits.trailing_zeros()) + 1 }
}

fn line(paper: &mut Paper, position: &Tags) {
    paper.left(&format!("{}{}", mark(position), tlv::text(position, 1030)));
    let (price, sum) = (tlv::sum(position, 1079), tlv::sum(position, 1043));
    let quantity = position.get("1023").map(Value::to_string).unwrap_or_default();
    paper.pair(&format!("{} x {quantity}", decimal::printed(price)), &format!("={}", decimal::printed(sum)));
    paper.left(law::rate(tlv::integer(position, 1199)));
    paper.pair(law::subject(tlv::integer(position, 1212)), law::method(tlv::integer(position, 1214)));
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
            let (kind, content) = (item["barcodeType"].as_str().unwrap_or_default(), item["barcode"].as_str());
            let content = content.unwrap_or_default();
            if kind == "QR" { paper.qr(content) } else { paper.center(&format!("[{kind} {content}]")) }
        }
        Some("pictureFromMemory") => paper.center(&format!("[КАРТИНКА {}]", item["pictureNumber"])),
        Some("pixels") => paper.center("[КАРТИНКА]"),
        _ => {}
    }
}
