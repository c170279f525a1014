//! The README's table of registers, in both languages: what each can do, from its table of capabilities.

use crate::tables::{selling, sent};
use kassa::backends::Registered;
use kassa::error::Text;
use kassa::task::TaskName;

/// A register, and whom it is for; the table cannot know this from the code.
const ROWS: [(&str, Text, Text); 5] = [
    ("atolweb", Text::of("кассы АТОЛ через их веб-сервер", "registers of ATOL by their local server"), SHOPS),
    ("atolonline", Text::of("АТОЛ Онлайн, облако Эвотор", "ATOL Online, Evotor's cloud"), WEB_SHOPS),
    ("icash", Text::of("iCASH-1F", "iCASH-1F"), SHOPS),
    ("itkassa", Text::of("Айти Касса", "Айти Касса"), WEB_SHOPS),
    ("cashcore", Text::of("CashCore", "CashCore"), Text::of("магазины Казахстана", "shops in Kazakhstan")),
];
const SHOPS: Text = Text::of("магазины России", "shops in Russia");
const WEB_SHOPS: Text = Text::of("интернет-магазины России", "web shops in Russia");

const HEAD: [Text; 6] = [
    Text::of("касса", "register"),
    Text::of("НДС, %", "VAT, %"),
    Text::of("маркировка", "marking"),
    Text::of("почта покупателя", "buyer's e-mail"),
    Text::of("чеки коррекции", "corrections"),
    Text::of("для кого", "for whom"),
];

/// The table.
///
/// # Panics
///
/// If a register that sells has no row.
pub fn registers(russian: bool) -> String {
    let told = |text: Text| if russian { text.ru } else { text.en };
    let selling = selling();
    assert_eq!(selling.len(), ROWS.len(), "a row for each register");
    let mut table = format!("| {} |\n|{}\n", HEAD.map(told).join(" | "), "---|".repeat(HEAD.len()));
    for (name, title, audience) in ROWS {
        let backend = selling.iter().find(|backend| backend.name == name).unwrap_or_else(|| panic!("{name}"));
        let [marking, email, corrections] = [marking(backend), email(backend), corrections(backend)].map(told);
        let (title, audience) = (told(title), told(audience));
        let rates = rates(backend);
        table += &format!("| `{name}`: {title} | {rates} | {marking} | {email} | {corrections} | {audience} |\n");
    }
    table
}

fn has(backend: &Registered, path: &str) -> bool {
    sent(backend, TaskName::Sell).any(|field| field.path.starts_with(path))
}

/// The VAT rates of a line; those of prepayments (`vat120`) follow from them.
fn rates(backend: &Registered) -> String {
    let field = sent(backend, TaskName::Sell).find(|field| field.path == "items[].tax.type");
    let words = field.map_or(&[][..], |field| field.limit.words);
    let mut rates: Vec<u32> = words.iter().filter_map(|word| word.strip_prefix("vat")?.parse().ok()).collect();
    rates.retain(|rate| *rate < 100);
    rates.sort_unstable();
    rates.iter().map(u32::to_string).collect::<Vec<_>>().join(", ")
}

fn marking(backend: &Registered) -> Text {
    let checks = (backend.capabilities)(TaskName::ValidateMarks).is_some();
    match () {
        () if checks => {
            Text::of("ФФД 1.2, с проверкой кода до продажи", "FFD 1.2, the code is checked before the sale")
        }
        () if has(backend, "items[].imcParams") => Text::of("ФФД 1.2", "FFD 1.2"),
        () if has(backend, "items[].markingCode") => {
            Text::of("ФФД 1.05: код от сканера", "FFD 1.05: code from the scanner")
        }
        () if has(backend, "items[].nomenclatureCode") => {
            Text::of("ФФД 1.05: код товара", "FFD 1.05: code of the goods")
        }
        () if has(backend, "items[].exciseStamp") => {
            Text::of("код маркировки Казахстана", "marking code of Kazakhstan")
        }
        () => Text::of("–", "–"),
    }
}

fn email(backend: &Registered) -> Text {
    let field = |task| sent(backend, task).find(|field| field.path == "clientInfo.emailOrPhone");
    match field(TaskName::Sell) {
        Some(field) if field.limit.required => Text::of("обязательна", "always"),
        Some(_) => Text::of("да", "yes"),
        None => Text::of("–", "–"),
    }
}

fn corrections(backend: &Registered) -> Text {
    let has_lines = sent(backend, TaskName::SellCorrection).any(|field| field.path.starts_with("items"));
    match (backend.capabilities)(TaskName::SellCorrection) {
        None => Text::of("–", "–"),
        Some(_) if has_lines => Text::of("с позициями", "with lines"),
        Some(_) => Text::of("суммами", "by sums"),
    }
}
