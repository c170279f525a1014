//! Marking codes (коды маркировки): what a scanner reads from the DataMatrix of one thing.
//!
//! Refused is only what no marking code can be: a mistake of the scanner's settings, of an encoding, of a copy. Codes
//! of a kind that is not known here are accepted: kinds of goods are added every year, and the register checks the
//! code.

use super::json::Node;
use super::read::{Fields, Need};
use super::tag::{self, Tag, TagType};
use super::words::MarkKind;
use crate::error::{Problem, Text};
use base64::prelude::{BASE64_STANDARD, Engine};
use rust_decimal::Decimal;

/// The separator of a code's parts (GS).
const GS: char = '\u{1d}';

/// FNC1 as some scanners send it: the codeword 232.
const FNC1: char = '\u{e8}';

/// Most characters of a marking code, as it is given.
const LONGEST: usize = 512;

/// Ways to spell the separator out, in lower case.
#[rustfmt::skip]
const SPELLED_OUT: &[&str] = &[
    "<gs>", "{gs}", "[gs]", "(gs)", "<fnc1>", "{fnc1}", "[fnc1]", "\\u001d", "\\x1d", "\\029", "_x001d_", "&#29;", "&#x1d;",
    "<0x1d>", "{1d}", "^]", "~",
];

/// What is wrong with a text that should be a marking code.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Wrong {
    /// Nothing is left of it.
    Empty,
    /// `(01)…(21)…`, as codes are printed for people.
    Brackets,
    /// The separator is spelled out like this.
    SpelledOut(&'static str),
    /// Typed by the scanner while the Russian keyboard layout was on.
    Layout,
    /// The barcode of a kind of goods; its name.
    Barcode(&'static str),
    /// Base64 where the code itself belongs.
    Base64,
    /// Words of a language.
    OtherText,
    /// Bytes that are no text.
    Bytes,
    /// A sign that no marking code contains.
    Sign(char),
}

impl Wrong {
    fn text(&self) -> Text {
        match self {
            Self::Empty => Text::of("Код маркировки пустой", "The marking code is empty"),
            Self::Brackets => Text::of(
                "Скобки не входят в код маркировки: их печатают для людей. Передайте код таким, как его прочитал сканер",
                "Brackets are not part of a marking code: they are printed for people. Give the code as the scanner read it",
            ),
            Self::SpelledOut(word) => Text::with(
                format!("Разделитель записан словом «{word}»: на его месте должен стоять знак GS (код 29)"),
                format!("The separator is spelled out as \"{word}\": the character GS (code 29) belongs in its place"),
            ),
            Self::Layout => Text::of(
                "Код прочитан при русской раскладке клавиатуры: включите латинскую и прочитайте его снова",
                "The code was scanned with a Russian keyboard layout: switch to a Latin one and scan again",
            ),
            Self::Barcode(kind) => Text::with(
                format!("Это штрихкод {kind} вида товара, а не код маркировки: прочитайте квадратный код DataMatrix"),
                format!("This is a barcode {kind} of a kind of goods, not a marking code: scan the square DataMatrix"),
            ),
            Self::Base64 => Text::of(
                "Код маркировки закодирован в base64 лишний раз",
                "The marking code is encoded in base64 once too often",
            ),
            Self::OtherText => Text::of("Это текст, а не код маркировки", "This is a text, not a marking code"),
            Self::Bytes => Text::of(
                "Это не код маркировки: после base64 получился не текст",
                "This is not a marking code: its base64 holds no text",
            ),
            Self::Sign(letter) => {
                let sign =
                    if letter.is_control() { format!("{:#04x}", u32::from(*letter)) } else { letter.to_string() };
                Text::with(
                    format!("В коде маркировки не бывает знака {sign}: только латиница, цифры, знаки препинания и GS"),
                    format!("No marking code contains {sign}: only Latin letters, digits, punctuation and GS"),
                )
            }
        }
    }
}

/// A code as it goes to the register, and what was left out of the given one.
#[derive(Debug, PartialEq, Eq)]
struct Clean<'a> {
    code: &'a str,
    left_out: Vec<Text>,
}

/// Checks a code, and takes off what a scanner adds to it.
fn checked(given: &str) -> Result<Clean<'_>, Wrong> {
    let clean = cleaned(given);
    match fault(clean.code) {
        Some(wrong) => Err(wrong),
        None => Ok(clean),
    }
}

/// Takes off what a scanner puts before and after a code.
fn cleaned(given: &str) -> Clean<'_> {
    let mut left_out = Vec::new();
    let mut code = given.trim_end_matches(['\r', '\n', '\t', ' ']);
    if code.len() < given.len() {
        left_out.push(Text::of("перевод строки или пробел в конце", "the line break or space at the end"));
    }
    let bare = code.trim_start_matches([' ', '\t', '\r', '\n']);
    if bare.len() < code.len() {
        left_out.push(Text::of("пробел в начале", "the space at the beginning"));
        code = bare;
    }
    // The name of the symbology by AIM: `]d2` DataMatrix, `]C1` GS1-128, `]Q3` QR.
    let bytes = code.as_bytes();
    if bytes.len() > 2 && bytes[0] == b']' && bytes[1].is_ascii_alphabetic() && bytes[2].is_ascii_digit() {
        left_out.push(Text::with(
            format!("вид кода «{}» в начале", &code[..3]),
            format!("the symbology \"{}\" at the beginning", &code[..3]),
        ));
        code = &code[3..];
    }
    let bare = code.trim_start_matches([GS, FNC1]);
    if bare.len() < code.len() {
        left_out.push(Text::of("знак FNC1 (GS) в начале", "FNC1 (GS) at the beginning"));
        code = bare;
    }
    Clean { code, left_out }
}

/// What is wrong with a code; `None` if it may be one.
fn fault(code: &str) -> Option<Wrong> {
    if code.is_empty() {
        return Some(Wrong::Empty);
    }
    if code.chars().any(is_cyrillic) {
        let latin: String = code.chars().map(on_latin_layout).collect();
        return Some(if is_known(&latin) { Wrong::Layout } else { Wrong::OtherText });
    }
    if let Some(letter) = code.chars().find(|letter| !matches!(letter, ' '..='~' | '\u{1d}')) {
        return Some(Wrong::Sign(letter));
    }
    let lower = code.to_ascii_lowercase();
    if let Some(word) = SPELLED_OUT.iter().find(|word| lower.contains(**word)) {
        return Some(Wrong::SpelledOut(word));
    }
    if is_in_brackets(code) {
        return Some(Wrong::Brackets);
    }
    if let Some(kind) = barcode(code) {
        return Some(Wrong::Barcode(kind));
    }
    if is_base64_of_a_code(code) {
        return Some(Wrong::Base64);
    }
    None
}

/// What is doubtful in a code that may be one: the check digit of its GTIN. A scanner cannot misread a DataMatrix, so
/// such a code is one that somebody invented or typed, and the register judges it.
fn doubt(code: &str) -> Option<Text> {
    let gtin = gs1(code).filter(|gtin| !check_digit_is_right(gtin))?;
    Some(Text::with(
        format!("Неверна контрольная цифра GTIN {gtin} в коде маркировки: такого товара нет, касса может отказать"),
        format!(
            "The check digit of the GTIN {gtin} in the marking code is wrong: there are no such goods, the register may refuse"
        ),
    ))
}

fn is_cyrillic(letter: char) -> bool {
    matches!(letter, 'А'..='я' | 'Ё' | 'ё')
}

/// The letter of the same key on the Latin layout.
fn on_latin_layout(letter: char) -> char {
    const RUSSIAN: &str = "йцукенгшщзхъфывапролджэячсмитьбюЙЦУКЕНГШЩЗХЪФЫВАПРОЛДЖЭЯЧСМИТЬБЮ";
    const LATIN: &str = "qwertyuiop[]asdfghjkl;'zxcvbnm,.QWERTYUIOP{}ASDFGHJKL:\"ZXCVBNM<>";
    let key = RUSSIAN.chars().position(|russian| russian == letter);
    key.and_then(|key| LATIN.chars().nth(key)).unwrap_or(letter)
}

/// Whether a code begins with an application identifier in brackets: `(01)`.
fn is_in_brackets(code: &str) -> bool {
    let inside = code.strip_prefix('(').and_then(|rest| rest.split_once(')')).map(|(inside, _)| inside);
    inside.is_some_and(|inside| (2..=4).contains(&inside.len()) && inside.bytes().all(|byte| byte.is_ascii_digit()))
}

/// The name of the barcode of a kind of goods, if the code is one.
fn barcode(code: &str) -> Option<&'static str> {
    if !code.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    match code.len() {
        8 => Some("EAN-8"),
        13 => Some("EAN-13"),
        12 if check_digit_is_right(code) => Some("UPC-A"),
        14 if check_digit_is_right(code) => Some("ITF-14"),
        _ => None,
    }
}

/// Whether a text is the base64 of a marking code of a known kind.
fn is_base64_of_a_code(text: &str) -> bool {
    let decoded = BASE64_STANDARD.decode(text).ok().and_then(|bytes| as_text(&bytes));
    decoded.is_some_and(|decoded| {
        let code = cleaned(&decoded).code;
        is_known(code) || is_in_brackets(code)
    })
}

/// Whether a code is of a kind known here. Others exist: short codes without a GTIN, codes of kits.
fn is_known(code: &str) -> bool {
    gs1(code).is_some() || is_tobacco(code) || is_furs(code) || is_egais(code)
}

/// The GTIN of a code with `01` + GTIN + `21` + serial number: most kinds of goods, medicines too.
fn gs1(code: &str) -> Option<&str> {
    let gtin = code.strip_prefix("01")?.get(..14)?;
    let serial = code.get(16..)?.strip_prefix("21")?;
    (gtin.bytes().all(|byte| byte.is_ascii_digit()) && !serial.is_empty()).then_some(gtin)
}

/// A pack of tobacco: GTIN, seven characters of the serial number, four of the price, four to check it; 29 in all.
fn is_tobacco(code: &str) -> bool {
    let gtin = code.get(..14).filter(|gtin| gtin.bytes().all(|byte| byte.is_ascii_digit()));
    code.len() == 29 && gtin.is_some_and(check_digit_is_right)
}

/// The mark of a fur: `RU-430301-AAA1234567`.
fn is_furs(code: &str) -> bool {
    const FORM: &[u8] = b"AA-999999-AAA9999999";
    let form = |byte: u8, kind: u8| match kind {
        b'A' => byte.is_ascii_uppercase(),
        b'9' => byte.is_ascii_digit(),
        _ => byte == kind,
    };
    code.len() == FORM.len() && code.bytes().zip(FORM).all(|(byte, kind)| form(byte, *kind))
}

/// A mark of ЕГАИС: 68 characters (2.0) or 150 (3.0).
fn is_egais(code: &str) -> bool {
    matches!(code.len(), 68 | 150) && code.bytes().all(|byte| byte.is_ascii_digit() || byte.is_ascii_uppercase())
}

/// Check digit of a GTIN, an EAN or a UPC (GS1 General Specifications, §7.9).
fn check_digit_is_right(digits: &str) -> bool {
    let sum: u32 = digits
        .bytes()
        .rev()
        .zip([1, 3].into_iter().cycle())
        .map(|(digit, weight)| u32::from(digit.wrapping_sub(b'0')) * weight)
        .sum();
    sum.is_multiple_of(10)
}

/// The text in these bytes: UTF-8, or ASCII with FNC1 as the byte 0xE8.
fn as_text(bytes: &[u8]) -> Option<String> {
    let single = |byte: &u8| byte.is_ascii() || u32::from(*byte) == u32::from(FNC1);
    match std::str::from_utf8(bytes) {
        Ok(text) => Some(text.to_owned()),
        Err(_) => bytes.iter().all(single).then(|| bytes.iter().copied().map(char::from).collect()),
    }
}

/// Reads `markingCode`: in base64, as in the vocabulary, or as the text from the scanner.
pub(super) fn marking_code(fields: &Fields) -> Option<String> {
    fields.object("markingCode", Need::Optional, |fields| {
        let encoded = fields.code("mark", Need::Optional, LONGEST);
        let scanned = fields.code("scanned", Need::Optional, LONGEST);
        fields.word::<MarkKind>("type", Need::Optional, Some(MarkKind::Other));
        fields.mean_nothing("mark");
        fields.mean_nothing("scanned");
        let (name, text) = match (encoded, scanned) {
            (Some(encoded), None) => {
                let Ok(bytes) = BASE64_STANDARD.decode(encoded.trim()) else {
                    fields.judge("mark", Problem::Range("base64".into()));
                    return None;
                };
                let Some(text) = as_text(&bytes) else {
                    fields.reader.judge(fields.path, fields.peek("mark"), Problem::Form(Wrong::Bytes.text()));
                    return None;
                };
                ("mark", text)
            }
            (None, Some(scanned)) => ("scanned", scanned),
            (Some(_), Some(_)) => {
                fields.judge("scanned", Problem::Duplicate);
                return None;
            }
            (None, None) => {
                let given = |name| fields.peek(name).is_some_and(|node| !node.is_missing() && !node.show().is_empty());
                // If one of them is present but wrong, that was already reported.
                if !given("mark") && !given("scanned") {
                    fields.judge("mark", Problem::Missing);
                }
                return None;
            }
        };
        accepted(fields, name, &text).inspect(|mark| {
            fields.mean("mark", mark);
            // The vocabulary has the code in base64 only.
            fields.unwrite("scanned");
            fields.rewrite("mark", || Node::Text(BASE64_STANDARD.encode(mark).into()));
        })
    })
}

/// Checks the code that a member holds. Its fault is one of the whole object, however the code is given.
fn accepted(fields: &Fields, name: &str, text: &str) -> Option<String> {
    match checked(text) {
        Ok(clean) => {
            for what in &clean.left_out {
                let note = Text::with(
                    format!("Из кода маркировки убрано лишнее: {}", what.ru),
                    format!("Left out of the marking code: {}", what.en),
                );
                fields.note(name, Problem::Form(note));
            }
            if let Some(doubt) = doubt(clean.code) {
                fields.note(name, Problem::Form(doubt));
            }
            Some(clean.code.to_owned())
        }
        Err(wrong) => {
            fields.reader.judge(fields.path, fields.peek(name), Problem::Form(wrong.text()));
            None
        }
    }
}

/// The code `imc` of `imcParams`. What is not base64 is the code itself: the vocabulary takes both. A mark of ЕГАИС has
/// the letters and the length of base64, but no text in it.
pub(super) fn imc(fields: &Fields) -> Option<String> {
    let given = fields.code("imc", Need::Required, LONGEST)?;
    let text = match BASE64_STANDARD.decode(given.trim()) {
        Ok(bytes) => as_text(&bytes).or_else(|| is_known(cleaned(&given).code).then_some(given)),
        Err(_) => Some(given),
    };
    let Some(text) = text else {
        fields.reader.judge(fields.path, fields.peek("imc"), Problem::Form(Wrong::Bytes.text()));
        return None;
    };
    let code = accepted(fields, "imc", &text)?;
    fields.mean("imc", &code);
    fields.rewrite("imc", || Node::Text(BASE64_STANDARD.encode(&code).into()));
    Some(code)
}

/// Whether the bytes of tag 1162 are the code of one thing. The first two say what follows: a barcode, which all things
/// of a kind share, or a mark, which has a serial number after the six bytes of the GTIN: DataMatrix (444Dh), furs
/// (5246h), ЕГАИС 2.0 and 3.0 (C514h, C51Eh), and 2, 3, 5 and 1520h of the first years.
pub(super) fn is_of_one_thing(code: &[u8]) -> bool {
    // EAN-8 (4508h), EAN-13 (450Dh), ITF-14 (490Eh), not identified (0), and what is not known here are no such code.
    matches!(
        code,
        [0x44, 0x4D, rest @ ..]
        | [0x52, 0x46, rest @ ..]
        | [0xC5, 0x14 | 0x1E, rest @ ..]
        | [0x00, 0x02 | 0x03 | 0x05, rest @ ..]
        | [0x15, 0x20, rest @ ..] if rest.len() > 6
    )
}

/// Whether one of these tags is the code of one thing: 1162, or 2000 of FFD 1.2.
pub(super) fn names_one_thing(tags: &[Tag]) -> bool {
    tags.iter().any(|tag| match tag.id {
        1162 => tag.kind == TagType::Array && tag::bytes(&tag.value).is_some_and(|code| is_of_one_thing(&code)),
        2000 => true,
        _ => false,
    })
}

/// The code of one thing goes with a quantity of one.
pub(super) fn check_quantity(fields: &Fields, quantity: Option<Decimal>) {
    if quantity.is_some_and(|quantity| quantity != Decimal::ONE) {
        let text = Text::of(
            "Код маркировки принадлежит одной вещи: с ним количество должно быть 1. Запишите каждую вещь отдельной строкой",
            "A marking code belongs to one thing: its line must have the quantity 1. Write each thing as a line of its own",
        );
        fields.judge("quantity", Problem::Form(text));
    }
}

#[cfg(test)]
#[path = "mark_tests.rs"]
mod tests;
