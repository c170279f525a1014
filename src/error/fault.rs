//! Faults of a document or a configuration, and the table of rules that they break.

use super::{Allowed, Text};
use serde_json::{Map, Value, json};

/// One fault: its place, the offending value, and what is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// JSON path from the root of the document: `items[0].tax.type`; empty for the document itself.
    pub path: String,
    /// The given value, shortened; `None` if there is none or it may be secret.
    pub value: Option<String>,
    /// What is wrong with it.
    pub problem: Problem,
}

/// What is wrong with a value. Each variant belongs to one [`Rule`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Problem {
    /// The text is not JSON; what is wrong with it, and where.
    Json(Text),
    /// A required field is missing, `null` or `{}`.
    Missing,
    /// The value has another JSON type than this one.
    Type(&'static str),
    /// The value is not one of these words.
    Word(Allowed),
    /// The value is not in this range or not of this form.
    Range(String),
    /// A text is too long or too short, in characters.
    Length {
        /// Characters in the given text.
        given: usize,
        /// Fewest characters allowed.
        least: usize,
        /// Most characters allowed.
        most: usize,
    },
    /// The text contains these characters, which the device cannot print.
    Encoding(String),
    /// The vocabulary has no such field; the one that was probably meant.
    Unknown(Option<&'static str>),
    /// The field occurs twice.
    Duplicate,
    /// The value is not a date of this form, or not in the calendar.
    Date(&'static str),
    /// The backend does not support this field or value; name of the backend.
    NotCarried(&'static str),
    /// The same, for a field that an administrator may have left out; name of the backend and path without indices.
    Omittable(&'static str, String),
    /// The backend has no such value.
    NotAmong {
        /// Name of the backend.
        backend: &'static str,
        /// The words that it has.
        allowed: String,
    },
    /// The backend accepts at most this many elements.
    Count {
        /// Name of the backend.
        backend: &'static str,
        /// Elements in the given array.
        given: usize,
        /// Most elements allowed.
        most: usize,
    },
    /// The field was not sent; the clause says why.
    LeftOut(Text),
    /// The backend cannot print this inside a document; name of the backend.
    NotPrintable(&'static str),
    /// The value has a form that needs a sentence of its own.
    Form(Text),
    /// The value was changed to this one, as the configuration allows.
    Adjusted(String),
    /// The value broke this rule and was changed to this one, as the rule's level allows.
    Fitted(Rule, String),
    /// A fault that the device reported, in the vendor's words.
    Device(String),
    /// The number has more decimal places than this.
    Fraction(u32),
    /// The line's sum is not price × quantity; the expected sum.
    LineSum(String),
    /// The line was split in two so that each sum is price × quantity; the parts.
    Split([String; 2]),
    /// The total is not the sum of the lines; the expected total.
    Total(String),
    /// The payments are less than this total.
    PaymentsCover(String),
    /// The non-cash payments exceed this total: change is given from cash only.
    NonCash(String),
    /// The VAT of a line or of the receipt does not follow from its sums; the expected VAT.
    Vat(String),
    /// The VAT rate is not in force on the document's date; the date on which the rates changed.
    RateInForce(&'static str),
    /// The check digits of a number of the tax service are wrong; which number it is.
    TaxNumber(&'static str),
    /// Data of an agent and of a supplier do not fit together.
    Agent(Text),
    /// The base document of a correction is missing or wrong.
    Correction(Text),
    /// This many faults more than those that are listed.
    More(usize),
}

/// A rule that a fault breaks. Its name is in the error object and in `rules` of the configuration.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs, reason = "each is described by its row in the table RULES")]
pub enum Rule {
    Form,
    Carried,
    TextLength,
    Encoding,
    Fraction,
    LineSum,
    Total,
    PaymentsCover,
    NonCash,
    Vat,
    RateInForce,
    TaxNumber,
    Agent,
    Correction,
}

/// What happens if a rule is broken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Level {
    /// The document is refused.
    Strict,
    /// What can be adjusted without a loss is adjusted, with a note; the rest is refused. The rule's row says what.
    Adjust,
    /// The document is sent anyway; the answer has a note.
    Warn,
    /// The rule is not checked.
    Off,
}

/// A row of the table of rules. The configuration's keys and the docs are made from it.
pub struct RuleRow {
    /// The rule.
    pub rule: Rule,
    /// Its name in the error object and in `rules` of the configuration.
    pub name: &'static str,
    /// Level without configuration; `None` for a rule that cannot be relaxed.
    pub default: Option<Level>,
    /// The word of [`Level::Adjust`] in the configuration; `None` if the rule has no such level.
    pub adjust: Option<&'static str>,
    /// What it requires, and its source, in Russian; Markdown for the docs.
    pub ru: &'static str,
    /// The same in English.
    pub en: &'static str,
}

const fn row(rule: Rule, name: &'static str, default: Option<Level>, ru: &'static str, en: &'static str) -> RuleRow {
    RuleRow { rule, name, default, adjust: None, ru, en }
}

impl RuleRow {
    /// Gives the rule a level at which what can be adjusted without a loss is adjusted.
    const fn or(mut self, word: &'static str) -> Self {
        self.adjust = Some(word);
        self
    }

    /// The levels that the configuration may give the rule, by their words.
    pub fn levels(&self) -> impl Iterator<Item = (&'static str, Level)> {
        let words = [("strict", Level::Strict), ("warn", Level::Warn), ("off", Level::Off)];
        words.into_iter().chain(self.adjust.map(|word| (word, Level::Adjust)))
    }
}

/// Every rule, in the order of [`Rule`].
#[rustfmt::skip]
pub const RULES: [RuleRow; 14] = [
    row(Rule::Form, "form", None, "поля, типы, слова и диапазоны словаря заданий", "fields, types, words and ranges of the vocabulary"),
    row(Rule::Carried, "carried", None, "касса поддерживает каждое поле и значение", "the backend supports every field and value"),
    row(Rule::TextLength, "textLength", Some(Level::Adjust), "длина текстов в знаках (приказ ММВ-7-20/229@, таблица 19; собственные пределы кассы); `cutNames` сокращает наименование позиции, `warn` — любой текст", "lengths of texts in characters (order ММВ-7-20/229@, table 19; the backend's own limits); `cutNames` cuts the name of a line, `warn` cuts every text").or("cutNames"),
    row(Rule::Encoding, "encoding", Some(Level::Adjust), "только знаки CP866, если касса печатает в этой кодировке; `replace` заменяет знаки, у которых есть простая замена (« » — … ₽), `warn` — ещё и буквы, у которых она есть (é, Қ); знак без замены — отказ", "only characters of CP866 where the device prints in it; `replace` replaces signs that have a plain equivalent (« » — … ₽), `warn` also letters that have one (é, Қ); what has none is refused").or("replace"),
    row(Rule::Fraction, "fraction", Some(Level::Strict), "суммы и цены — целое число копеек, количество — не точнее, чем принимает касса; `warn` округляет до ближайшего, половину вверх", "sums and prices in whole kopecks, quantity to the digits of the device; `warn` rounds half up"),
    row(Rule::LineSum, "lineSum", Some(Level::Strict), "1043 = 1079 × 1023 с точностью до копейки (приказ ММВ-7-20/229@, примечание к 1043); `split` делает две позиции из одной, у которой это не так", "1043 = 1079 × 1023 within one kopeck (order ММВ-7-20/229@, note to 1043); `split` makes two lines of one that does not fit").or("split"),
    row(Rule::Total, "total", Some(Level::Strict), "1020 = Σ 1043, копейки итога можно отбросить (приказ ММВ-7-20/229@, примечание к 1020)", "1020 = Σ 1043, the kopecks of the total may be dropped (order ММВ-7-20/229@, note to 1020)"),
    row(Rule::PaymentsCover, "paymentsCover", Some(Level::Strict), "сумма оплат не меньше итога (1031 + 1081 + 1215 + 1216 + 1217 = 1020)", "payments are not below the total (1031 + 1081 + 1215 + 1216 + 1217 = 1020)"),
    row(Rule::NonCash, "nonCash", Some(Level::Strict), "безналичные оплаты не больше итога: сдача возможна только с наличных", "non-cash payments are not above the total: change is given from cash only"),
    row(Rule::Vat, "vat", Some(Level::Strict), "НДС = сумма × ставка / (100 + ставка): по позиции с точностью до копейки, по ставке — сумма по позициям", "VAT = sum × rate / (100 + rate) per line within a kopeck, per rate the sum over lines"),
    row(Rule::RateInForce, "rateInForce", Some(Level::Warn), "с 01.01.2026 нет новых продаж по ставке 20 %, до этой даты — по ставке 22 %", "no new sale at 20 % from 2026-01-01, none at 22 % before that date"),
    row(Rule::TaxNumber, "taxNumber", Some(Level::Adjust), "контрольные цифры ИНН, ОГРН, ОГРНИП и РНМ (Россия), ИИН и БИН (Казахстан); `registration` отказывает только при регистрации кассы, а в чеках предупреждает: там решает касса", "check digits of ИНН, ОГРН, ОГРНИП and РНМ (Russia), of ИИН and БИН (Kazakhstan); `registration` refuses them only where a register is registered, and warns in receipts, where the register decides").or("registration"),
    row(Rule::Agent, "agent", Some(Level::Strict), "в позиции агента указан ИНН поставщика (1226); данные поставщика допустимы только вместе с агентом (приказ ММВ-7-20/229@, примечания к 1222–1226)", "an agent's line names its supplier's ИНН (1226), supplier data are allowed only with an agent (order ММВ-7-20/229@, notes to 1222–1226)"),
    row(Rule::Correction, "correction", Some(Level::Strict), "в коррекции указаны её тип, дата и номер документа-основания (1173, 1174)", "a correction names its kind and the date and number of its base document (1173, 1174)"),
];

impl Rule {
    /// The row of this rule.
    pub fn row(self) -> &'static RuleRow {
        &RULES[self as usize]
    }
}

impl Fault {
    /// `{"path", "value", "rule", "message": {"ru", "en"}}`.
    pub fn to_json(&self) -> Value {
        let mut object = Map::new();
        object.insert("path".into(), json!(self.path));
        if let Some(value) = &self.value {
            object.insert("value".into(), json!(value));
        }
        object.insert("rule".into(), json!(self.problem.rule().row().name));
        object.insert("message".into(), self.problem.message().to_json());
        Value::Object(object)
    }
}

impl Problem {
    /// The rule that this problem breaks.
    pub fn rule(&self) -> Rule {
        match self {
            Self::NotCarried(_)
            | Self::Omittable(..)
            | Self::NotAmong { .. }
            | Self::Count { .. }
            | Self::LeftOut(_)
            | Self::NotPrintable(_)
            | Self::Device(_) => Rule::Carried,
            Self::Fitted(rule, _) => *rule,
            Self::Length { .. } => Rule::TextLength,
            Self::Encoding(_) => Rule::Encoding,
            Self::Fraction(_) => Rule::Fraction,
            Self::LineSum(_) | Self::Split(_) => Rule::LineSum,
            Self::Total(_) => Rule::Total,
            Self::PaymentsCover(_) => Rule::PaymentsCover,
            Self::NonCash(_) => Rule::NonCash,
            Self::Vat(_) => Rule::Vat,
            Self::RateInForce(_) => Rule::RateInForce,
            Self::TaxNumber(_) => Rule::TaxNumber,
            Self::Agent(_) => Rule::Agent,
            Self::Correction(_) => Rule::Correction,
            _ => Rule::Form,
        }
    }

    /// The sentence about what a backend does not take.
    fn of_backend(&self) -> Option<Text> {
        let with = |ru: String, en: String| Text::with(ru, en);
        Some(match self {
            Self::NotCarried(backend) => with(
                format!("{backend} не поддерживает это поле или значение"),
                format!("{backend} does not support this field or value"),
            ),
            Self::Omittable(backend, path) => with(
                format!(
                    "{backend} не поддерживает это поле. Чтобы пробивать документ без него, добавьте «{path}» в настройку `leaveOut`"
                ),
                format!(
                    "{backend} does not support this field. To make the document without it, add \"{path}\" to the setting `leaveOut`"
                ),
            ),
            Self::NotAmong { backend, allowed } => with(
                format!("{backend} не поддерживает это значение; поддерживает: {allowed}"),
                format!("{backend} does not support this value; it supports: {allowed}"),
            ),
            Self::Count { backend, given, most } => with(
                format!("Задано элементов: {given}; {backend} принимает не больше {most}"),
                format!("{given} elements given; {backend} accepts at most {most}"),
            ),
            Self::LeftOut(reason) => with(format!("Не передано: {}", reason.ru), format!("Not sent: {}", reason.en)),
            Self::NotPrintable(backend) => with(
                format!("{backend} не может напечатать это в документе"),
                format!("{backend} cannot print this inside a document"),
            ),
            Self::Device(text) => with(format!("Ответ устройства: {text}"), format!("The device answered: {text}")),
            _ => return None,
        })
    }

    /// The sentence for people.
    pub fn message(&self) -> Text {
        let with = |ru: String, en: String| Text::with(ru, en);
        if let Some(text) = self.of_backend() {
            return text;
        }
        match self {
            Self::Json(cause) => with(format!("Это не JSON: {}", cause.ru), format!("This is not JSON: {}", cause.en)),
            Self::Missing => Text::of("Обязательное поле не задано", "A required field is missing"),
            Self::Type(expected) => with(
                format!("Неверный тип, нужно: {}", in_russian(expected)),
                format!("Wrong type, expected {expected}"),
            ),
            Self::Word(Allowed { words, meant }) => {
                let (ru, en) = meant_as(meant.as_deref());
                with(format!("{ru}Допустимые значения: {words}"), format!("{en}Allowed values: {words}"))
            }
            Self::Range(allowed) => with(
                format!("Недопустимое значение; допустимо: {allowed}"),
                format!("Invalid value; allowed: {allowed}"),
            ),
            Self::Length { given, least, most } => with(
                format!("Длина {given} знаков, допустимо от {least} до {most}"),
                format!("Length is {given} characters; allowed: {least} to {most}"),
            ),
            Self::Encoding(letters) => with(
                format!("Устройство не может напечатать знаки: {letters}"),
                format!("The device cannot print these characters: {letters}"),
            ),
            Self::Unknown(None) => Text::of("Неизвестное поле", "Unknown field"),
            Self::Unknown(Some(meant)) => with(
                format!("Неизвестное поле; возможно, имелось в виду «{meant}»"),
                format!("Unknown field; did you mean \"{meant}\"?"),
            ),
            Self::Duplicate => Text::of("Поле задано дважды", "The field is given twice"),
            Self::Date(form) => with(
                format!("Неверная дата; формат: {}", form_in_russian(form)),
                format!("Invalid date; format: {form}"),
            ),
            Self::Adjusted(to) | Self::Fitted(_, to) => {
                with(format!("Заменено на «{to}»"), format!("Changed to \"{to}\""))
            }
            Self::Fraction(digits) => with(
                format!("Допустимо не больше {digits} знаков после запятой"),
                format!("At most {digits} digits after the decimal point are allowed"),
            ),
            Self::LineSum(expected) => with(
                format!(
                    "Сумма позиции не равна цене × количество; ожидается {expected}. Позицию с целым количеством делит надвое \
                     настройка rules.lineSum: \"split\""
                ),
                format!(
                    "The line sum is not price × quantity; expected {expected}. The setting rules.lineSum: \"split\" \
                     splits a line with a whole quantity in two"
                ),
            ),
            Self::Split([first, last]) => with(
                format!("Позиция разделена на две, чтобы каждая сумма равнялась цене × количество: {first} и {last}"),
                format!("The line was split in two, so that each sum is price × quantity: {first} and {last}"),
            ),
            Self::Total(expected) => with(
                format!("Итог не равен сумме позиций {expected}"),
                format!("The total is not equal to the sum of the lines, {expected}"),
            ),
            Self::PaymentsCover(total) => with(
                format!("Сумма оплат меньше итога {total}"),
                format!("The payments are less than the total {total}"),
            ),
            Self::NonCash(total) => with(
                format!("Сумма безналичных оплат больше итога {total}: сдача возможна только с наличных"),
                format!("Non-cash payments exceed the total {total}: change is given from cash only"),
            ),
            Self::Vat(expected) => {
                with(format!("Сумма НДС должна быть {expected}"), format!("The VAT sum should be {expected}"))
            }
            Self::RateInForce(when) => with(
                format!("Ставка НДС не действует на дату документа (ставки изменились {when})"),
                format!("The VAT rate is not in force on the date of the document (rates changed on {when})"),
            ),
            Self::TaxNumber(number) => {
                with(format!("Контрольные цифры неверны: {number}"), format!("The check digits are wrong: {number}"))
            }
            Self::More(count) => with(format!("Других ошибок: {count}"), format!("Other faults: {count}")),
            Self::Form(text) | Self::Agent(text) | Self::Correction(text) => text.clone(),
            // Each has its sentence above.
            Self::NotCarried(_)
            | Self::Omittable(..)
            | Self::NotAmong { .. }
            | Self::Count { .. }
            | Self::LeftOut(_)
            | Self::NotPrintable(_)
            | Self::Device(_) => Text::of("", ""),
        }
    }
}

/// The word that was probably meant, as the begin of a message.
fn meant_as(meant: Option<&str>) -> (String, String) {
    meant.map_or_else(Default::default, |meant| {
        (format!("Возможно, имелось в виду «{meant}». "), format!("Did you mean \"{meant}\"? "))
    })
}

/// The form of a date with the letters that Russian has for its parts.
fn form_in_russian(form: &str) -> String {
    let parts = [("HH:MM:SS", "чч:мм:сс"), ("hh:mm:ss", "чч:мм:сс"), ("YYYY", "ГГГГ"), ("MM", "ММ"), ("DD", "ДД")];
    parts.iter().fold(form.to_owned(), |form, (english, russian)| form.replace(english, russian))
}

/// The names of JSON's types in Russian; they may be joined.
fn in_russian(types: &str) -> String {
    let word = |name| match name {
        "string" => "строка",
        "number" => "число",
        "integer" => "целое число",
        "boolean" => "true или false",
        "array" => "массив",
        "object" => "объект",
        other => other,
    };
    types.split(", ").map(word).collect::<Vec<_>>().join(", ")
}
