//! The paper tape: what the device prints, as text 42 columns wide.

use super::amount;
use super::document::{Document, DocumentKind};
use super::sums;
use crate::clock::Moment;
use serde_json::{Map, Value};

type Tags = Map<String, Value>;

const WIDTH: usize = 42;

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

const PAYMENTS: [(&str, &str); 5] = [
    ("T1031", "НАЛИЧНЫМИ"),
    ("T1081", "БЕЗНАЛИЧНЫМИ"),
    ("T1215", "ПРЕДОПЛАТА (АВАНС)"),
    ("T1216", "ПОСТОПЛАТА (КРЕДИТ)"),
    ("T1217", "ВСТРЕЧНОЕ ПРЕДОСТАВЛЕНИЕ"),
];

const RATES: [&str; 6] = ["НДС 20%", "НДС 10%", "НДС 20/120", "НДС 10/110", "НДС 0%", "БЕЗ НДС"];

/// Collects the printed lines.
#[derive(Default)]
struct Paper(String);

impl Paper {
    fn left(&mut self, text: &str) {
        let letters: Vec<char> = printable(text);
        for row in letters.chunks(WIDTH) {
            self.0.extend(row);
            self.0.push('\n');
        }
    }

    fn center(&mut self, text: &str) {
        let letters = printable(text);
        for row in letters.chunks(WIDTH) {
            self.0.extend(std::iter::repeat_n(' ', (WIDTH - row.len()) / 2).chain(row.iter().copied()));
            self.0.push('\n');
        }
    }

    fn pair(&mut self, left: &str, right: &str) {
        if right.is_empty() {
            return self.left(left);
        }
        let (left, right) = (printable(left), printable(right));
        let Some(gap) = WIDTH.checked_sub(left.len() + right.len()).filter(|gap| *gap > 0) else {
            self.left(&left.iter().collect::<String>());
            return self.right(&right);
        };
        self.0.extend(left.into_iter().chain(std::iter::repeat_n(' ', gap)).chain(right));
        self.0.push('\n');
    }

    fn right(&mut self, letters: &[char]) {
        for row in letters.chunks(WIDTH) {
            self.0.extend(std::iter::repeat_n(' ', WIDTH - row.len()).chain(row.iter().copied()));
            self.0.push('\n');
        }
    }

    fn rule(&mut self) {
        self.left(&"-".repeat(WIDTH));
    }

    fn feed(&mut self, rows: usize) {
        self.0.extend(std::iter::repeat_n('\n', rows));
    }
}

/// A character that the printer does not have becomes a space (§6.7).
fn printable(text: &str) -> Vec<char> {
    let has = |letter: char| matches!(letter, ' '..='~' | 'А'..='я') || OTHER_CP866.contains(letter);
    text.chars().map(|letter| if has(letter) { letter } else { ' ' }).collect()
}

fn text(tags: &Tags, name: &str) -> String {
    match tags.get(name) {
        Some(Value::String(text)) => text.clone(),
        Some(value) => value.to_string(),
        None => String::new(),
    }
}

/// A fiscal document as printed text.
pub(super) fn printed(document: &Document) -> String {
    let mut paper = Paper::default();
    let Some(tags) = document.data.as_object() else { return paper.0 };
    for name in ["T1048", "T1009", "T1187"] {
        paper.center(&text(tags, name));
    }
    paper.pair(&format!("ИНН {}", text(tags, "T1018")), &format!("РН ККТ {}", text(tags, "T1037")));
    title(&mut paper, document, tags);
    if document.kind.is_receipt() {
        settlement(&mut paper, tags);
    }
    for (name, words) in [("T1118", "ЧЕКОВ ЗА СМЕНУ"), ("T1111", "ФД ЗА СМЕНУ"), ("T1097", "НЕ ПЕРЕДАНО ФД")]
    {
        if tags.contains_key(name) {
            paper.pair(words, &text(tags, name));
        }
    }
    paper.rule();
    if tags.contains_key("T1021") {
        paper.pair("КАССИР", &text(tags, "T1021"));
    }
    let time = Moment::parse(&document.time).map(Moment::printed).unwrap_or_default();
    paper.pair(&format!("СМЕНА {}", document.shift), &time);
    paper.pair(&format!("ФД {}", document.number), &format!("ФПД {}", text(tags, "T1077")));
    paper.left(&format!("ФН {}", document.drive));
    paper.left(&text(tags, "T1196"));
    paper.feed(2);
    paper.0
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
    let sign = match tags.get("T1054").and_then(Value::as_i64) {
        Some(1) => "ПРИХОД",
        Some(2) => "ВОЗВРАТ ПРИХОДА",
        Some(3) => "РАСХОД",
        Some(4) => "ВОЗВРАТ РАСХОДА",
        _ => return,
    };
    paper.center(sign);
    paper.pair("ЧЕК", &text(tags, "T1042"));
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
        let rate = usize::try_from(sums::rate(line) - 1).ok().and_then(|at| RATES.get(at)).copied().unwrap_or_default();
        let tax = if line.contains_key("T1200") { amount::printed(sums::sum(line, "T1200")) } else { String::new() };
        paper.pair(rate, &tax);
    }
    paper.rule();
    paper.pair("ИТОГ", &format!("={}", amount::printed(sums::sum(tags, "T1020"))));
    for (name, words) in PAYMENTS.into_iter().chain(VAT_SUMS) {
        let sum = sums::sum(tags, name);
        if sum != 0 {
            paper.pair(words, &format!("={}", amount::printed(sum)));
        }
    }
    for (name, words) in [("T1008", "ПОКУПАТЕЛЬ"), ("T1227", "ПОКУПАТЕЛЬ"), ("T1192", "ДОП. РЕКВИЗИТ")]
    {
        if tags.contains_key(name) {
            paper.pair(words, &text(tags, name));
        }
    }
    if let Some(own) = tags.get("T1084").and_then(Value::as_object) {
        paper.pair(&text(own, "T1085"), &text(own, "T1086"));
    }
}

/// The lines of `printany` as printed text.
pub(super) fn any(lines: &[Value]) -> String {
    let mut paper = Paper::default();
    for line in lines.iter().filter_map(Value::as_object) {
        any_line(&mut paper, line);
    }
    paper.0
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
        paper.center(&if is_code { format!("[QR {center}]") } else { center });
    } else if right.is_empty() {
        paper.left(if left.is_empty() { " " } else { &left });
    } else {
        paper.pair(&left, &right);
    }
}
