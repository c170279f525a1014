//! Free print (§6.7): lines of text and QR codes. It makes no fiscal document.

use super::super::Request;
use super::config::{Config, PrintForm};
use super::request;
use crate::task::print::{PrintItem, TextLine};
use crate::task::words::{Alignment, Wrap};
use serde::Serialize;

/// Line of a free print (§6.7.2).
#[derive(Debug, Default, Serialize)]
struct Line<'a> {
    /// Text at the left edge.
    #[serde(skip_serializing_if = "Option::is_none")]
    left: Option<&'a str>,
    /// Text at the right edge.
    #[serde(skip_serializing_if = "Option::is_none")]
    right: Option<&'a str>,
    /// Centred text, or the content of a QR code.
    #[serde(skip_serializing_if = "Option::is_none")]
    center: Option<&'a str>,
    /// Double width.
    #[serde(rename = "doubleWidth", skip_serializing_if = "is_false")]
    double_width: bool,
    /// Double height.
    #[serde(rename = "doubleHeight", skip_serializing_if = "is_false")]
    double_height: bool,
    /// `"true"` prints `center` as a QR code; a text, as in the vendor's example.
    #[serde(skip_serializing_if = "Option::is_none")]
    qrcode: Option<&'static str>,
}

/// The body as an object (`printForm`).
#[derive(Serialize)]
struct Wrapped<'a> {
    data: Vec<Line<'a>>,
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde calls it so")]
fn is_false(flag: &bool) -> bool {
    !flag
}

/// The request of a free print.
pub(super) fn body(items: &[PrintItem], config: &Config) -> Request {
    let broken: Vec<(&PrintItem, Vec<String>)> =
        items.iter().map(|item| (item, broken(item, config.line_width))).collect();
    let lines: Vec<Line> = broken.iter().flat_map(|(item, texts)| texts.iter().map(|text| line(item, text))).collect();
    match config.print {
        PrintForm::Array => request("/printany", &lines, Vec::new()),
        PrintForm::Object => request("/printany", &Wrapped { data: lines }, Vec::new()),
    }
}

/// The lines that an item is printed as.
fn broken(item: &PrintItem, width: usize) -> Vec<String> {
    match item {
        PrintItem::Text(text) => {
            let width = if text.double_width { width / 2 } else { width };
            match text.wrap {
                Wrap::None => vec![text.text.clone()],
                Wrap::Chars => by_letters(&text.text, width),
                Wrap::Words => by_words(&text.text, width),
            }
        }
        PrintItem::Barcode(code) => vec![code.content.clone()],
        PrintItem::Picture => Vec::new(),
    }
}

fn line<'a>(item: &PrintItem, text: &'a str) -> Line<'a> {
    // An empty value must not be sent (§8); a space is printed as an empty line.
    let text = Some(if text.is_empty() { " " } else { text });
    let PrintItem::Text(TextLine { alignment, double_width, double_height, .. }) = item else {
        return Line { center: text, qrcode: Some("true"), ..Line::default() };
    };
    let plain = Line { double_width: *double_width, double_height: *double_height, ..Line::default() };
    match alignment {
        Alignment::Left => Line { left: text, ..plain },
        Alignment::Center => Line { center: text, ..plain },
        Alignment::Right => Line { right: text, ..plain },
    }
}

fn by_letters(text: &str, width: usize) -> Vec<String> {
    let letters: Vec<char> = text.chars().collect();
    let lines: Vec<String> = letters.chunks(width.max(1)).map(|line| line.iter().collect()).collect();
    if lines.is_empty() { vec![String::new()] } else { lines }
}

/// Breaks a text between words; a word that is longer than the line is broken inside.
fn by_words(text: &str, width: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in text.split_whitespace().flat_map(|word| by_letters(word, width)) {
        let Some(line) = lines.last_mut() else { break };
        if line.is_empty() {
            *line = word;
        } else if line.chars().count() + 1 + word.chars().count() <= width {
            line.push(' ');
            line.push_str(&word);
        } else {
            lines.push(word);
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_texts_are_broken_as_asked() {
        assert_eq!(by_letters("абвгд", 2), ["аб", "вг", "д"]);
        assert_eq!(by_letters("", 2), [""]);
        assert_eq!(by_words("оплата картой одобрена", 14), ["оплата картой", "одобрена"]);
        assert_eq!(by_words("абвгд е", 3), ["абв", "гд", "е"]);
        assert_eq!(by_words("", 3), [""]);
    }
}
