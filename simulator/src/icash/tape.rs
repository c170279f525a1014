//! The paper tape: what the device prints, as text 42 columns wide.

use super::amount;
use super::document::{Document, DocumentKind};
use super::sums;
use crate::clock::Moment;
use crate::law;
use crate::paper::{Paper, Printed};
use serde_json::{Map, Value};

type Tags = Map<String, Value>;

/// Letters in a line.
pub(super) const WIDTH: usize = 42;

/// The characters of CP866 other than Latin and Cyrillic letters: box drawing, and the last ones of the code page.
const OTHER_CP866: &str = "░▒▓│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀ЁёЄєЇїЎў°∙·√№¤■\u{a0}";

const VAT_SUMS: [(&str, &str); 6] = [
    ("T1102", "СУММА НДС 20%"),
    ("T1103", "СУММА НДС 10%"),
    ("T1106", "СУММА НДС 20/120"),
    ("T1107", "СУММА НДС 10/110"),
    ("T1104", "СУММА С НДС 0%"),
    ("T1105", "СУММА БЕЗ НДС"),
];

/// A character that the printer does not have becomes a space (§6.7).
fn has(letter: char) -> bool {
    matches!(letter, ' '..='~' | 'А'..='я') || OTHER_CP866.contains(letter)
}

fn paper() -> Paper {
    Paper::with_letters(WIDTH, has)
}

fn text(tags: &Tags, name: &str) -> String {
    match tags.get(name) {
        Some(Value::String(text)) => text.clone(),
        Some(value) => value.to_string(),
        None => String::new(),
    }
}

fn code(tags: &Tags, name: &str) -> i64 {
    tags.get(name).and_then(Value::as_i64).unwrap_or(0)
}

/// A fiscal document as printed text.
pub(super) fn printed(document: &Document) -> Printed {
    let mut paper = paper();
    let Some(tags) = document.data.as_object() else { return paper.done() };
    for name in ["T1048", "T1009", "T1187"] {
        paper.center(&text(tags, name));
    }
    paper.center(&format!("ИНН {}", text(tags, "T1018")));
    title(&mut paper, document, tags);
    if document.kind.is_receipt() {
        settlement(&mut paper, tags);
    }
    for (name, words) in [("T1118", "ЧЕКОВ ЗА СМЕНУ"), ("T1111", "ФД ЗА СМЕНУ"), ("T1097", "НЕ ПЕРЕДАНО ФД")]
    {
        paper.pair_if(words, &text(tags, name));
    }
    paper.rule();
    paper.pair_if("КАССИР", &text(tags, "T1021"));
    paper.pair_if("ИНН КАССИРА", &text(tags, "T1203"));
    let time = Moment::parse(&document.time).map(Moment::printed).unwrap_or_default();
    paper.pair(&format!("СМЕНА {}", document.shift), &time);
    paper.pair_if("ЭЛ.АДР.ОТПРАВИТЕЛЯ", &text(tags, "T1117"));
    paper.pair_if("САЙТ ФНС", &text(tags, "T1060"));
    paper.pair_if("ЗН ККТ", &text(tags, "T1013"));
    paper.pair_if("РН ККТ", &text(tags, "T1037"));
    paper.pair("ФН", &document.drive);
    paper.pair(&format!("ФД {}", document.number), &format!("ФПД {}", text(tags, "T1077")));
    paper.pair_if("ФФД", law::format(code(tags, "T1209")));
    let qr = text(tags, "T1196");
    if !qr.is_empty() {
        paper.qr(&qr);
    }
    paper.feed(2);
    paper.done()
}

fn title(paper: &mut Paper, document: &Document, tags: &Tags) {
    let words = match document.kind {
        DocumentKind::Registration => "ОТЧЁТ О РЕГИСТРАЦИИ",
        DocumentKind::OpenShift => "ОТЧЁТ ОБ ОТКРЫТИИ СМЕНЫ",
        DocumentKind::Receipt if document.strict_form => "БСО",
        DocumentKind::Receipt => "КАССОВЫЙ ЧЕК",
        DocumentKind::Correction if document.strict_form => "БСО КОРРЕКЦИИ",
        DocumentKind::Correction => "КАССОВЫЙ ЧЕК КОРРЕКЦИИ",
        DocumentKind::CloseShift => "ОТЧЁТ О ЗАКРЫТИИ СМЕНЫ",
        DocumentKind::CloseArchive => "ОТЧЁТ О ЗАКРЫТИИ ФН",
        DocumentKind::CurrentState => "ОТЧЁТ О СОСТОЯНИИ РАСЧЁТОВ",
        DocumentKind::Reregistration => "ОТЧЁТ ОБ ИЗМЕНЕНИИ РЕГИСТРАЦИИ",
    };
    paper.center(words);
    if document.kind.is_receipt() {
        paper.center(law::sign(code(tags, "T1054")));
        paper.pair("ЧЕК", &text(tags, "T1042"));
    }
}

fn settlement(paper: &mut Paper, tags: &Tags) {
    paper.rule();
    for line in sums::lines(tags) {
        paper.left(&text(line, "T1030"));
        let sum = amount::printed(sums::sum(line, "T1043"));
        match (line.contains_key("T1079"), line.contains_key("T1023")) {
            (true, true) => {
                let price = amount::printed(sums::sum(line, "T1079"));
                paper.pair(&format!("{price} x {} {}", text(line, "T1023"), text(line, "T1197")), &format!("={sum}"));
            }
            _ => paper.pair("СУММА", &format!("={sum}")),
        }
        let tax = if line.contains_key("T1200") { amount::printed(sums::sum(line, "T1200")) } else { String::new() };
        paper.pair(law::rate(sums::rate(line)), &tax);
        let (subject, method) = (law::subject(code(line, "T1212")), law::method(code(line, "T1214")));
        if !(subject.is_empty() && method.is_empty()) {
            paper.pair(subject, method);
        }
    }
    paper.rule();
    paper.pair("ИТОГ", &format!("={}", amount::printed(sums::sum(tags, "T1020"))));
    let payments = law::PAYMENTS.iter().map(|(tag, words)| (format!("T{tag}"), *words));
    for (name, words) in payments.chain(VAT_SUMS.map(|(name, words)| (name.to_owned(), words))) {
        let sum = sums::sum(tags, &name);
        if sum != 0 {
            paper.pair(words, &format!("={}", amount::printed(sum)));
        }
    }
    paper.pair_if("СНО", law::taxation(taxation(tags)));
    for (name, words) in [("T1008", "ПОКУПАТЕЛЬ"), ("T1227", "ПОКУПАТЕЛЬ"), ("T1192", "ДОП. РЕКВИЗИТ")]
    {
        paper.pair_if(words, &text(tags, name));
    }
    if let Some(own) = tags.get("T1084").and_then(Value::as_object) {
        paper.pair(&text(own, "T1085"), &text(own, "T1086"));
    }
}

/// T1055 is a number, or a list of one.
fn taxation(tags: &Tags) -> i64 {
    let given = tags.get("T1055").unwrap_or(&Value::Null);
    given.as_i64().or_else(|| given[0].as_i64()).unwrap_or(0)
}

/// The lines of `printany` as printed text.
pub(super) fn any(lines: &[Value]) -> Printed {
    let mut paper = paper();
    for line in lines.iter().filter_map(Value::as_object) {
        any_line(&mut paper, line);
    }
    paper.done()
}

fn any_line(paper: &mut Paper, line: &Tags) {
    if let Some(feed) = line.get("feed").and_then(Value::as_str) {
        let rows = feed.strip_suffix(" lines").and_then(|count| count.parse().ok());
        return paper.feed(rows.unwrap_or(if feed.ends_with("dots") { 1 } else { 4 }));
    }
    if line.get("hr") == Some(&Value::Bool(true)) {
        return paper.rule();
    }
    let (left, right) = (text(line, "left"), text(line, "right"));
    if line.contains_key("center") {
        let is_code = line.get("qrcode").and_then(Value::as_str) == Some("true");
        let center = text(line, "center");
        if is_code { paper.qr(&center) } else { paper.center(&center) }
    } else if right.is_empty() {
        paper.left(if left.is_empty() { " " } else { &left });
    } else {
        paper.pair(&left, &right);
    }
}
