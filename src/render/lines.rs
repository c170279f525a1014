//! Rows laid out in columns of letters.

use super::code::Code;
use super::rows::{Row, Style};

/// A line of letters, or a QR code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Line {
    /// At most as many characters as the paper has columns.
    Text {
        /// The characters.
        text: String,
        /// How they are drawn.
        style: Style,
    },
    /// A QR code, centred.
    Code {
        /// Its modules.
        code: Code,
        /// Its content in lines, for text.
        spelled: Vec<String>,
    },
}

/// Most lines of a drawing: several times what a fiscal drive takes in one document. Each is two kilobytes of a picture.
const MOST: usize = 20_000;

/// Lays rows out in `columns`; `None` if they are too many.
pub fn lay(rows: &[Row], columns: usize) -> Option<Vec<Line>> {
    let mut lines = Vec::new();
    for row in rows {
        // A text without end is not even broken into lines.
        if row.letters() / columns > MOST {
            return None;
        }
        lines.extend(row_lines(row, columns));
        if lines.len() > MOST {
            return None;
        }
    }
    Some(lines)
}

fn row_lines(row: &Row, columns: usize) -> Vec<Line> {
    let plain = |text: String| Line::Text { text, style: Style::Plain };
    match row {
        Row::Rule => vec![plain("-".repeat(columns))],
        Row::Space => vec![plain(String::new())],
        Row::Left(text) => wrap(text, columns).into_iter().map(plain).collect(),
        Row::Center(text, style) => {
            let lines = wrap(text, columns).into_iter();
            lines.map(|line| Line::Text { text: centered(&line, columns), style: *style }).collect()
        }
        Row::Pair(name, value, style) => {
            let lines = pair(name, value, columns).into_iter();
            lines.map(|text| Line::Text { text, style: *style }).collect()
        }
        Row::Code(content) => match Code::of(content) {
            Some(code) => vec![Line::Code { code, spelled: wrap(content, columns) }],
            None => wrap(content, columns).into_iter().map(plain).collect(),
        },
    }
}

/// A name at the left and its value at the right: on one line if both fit, else the value on lines of its own.
fn pair(name: &str, value: &str, columns: usize) -> Vec<String> {
    let mut lines = wrap(name, columns);
    let room = columns.saturating_sub(lines.last().map_or(0, |line| width(line)));
    if width(value) < room || (width(value) == room && name.is_empty()) {
        let last = lines.pop().unwrap_or_default();
        let gap = columns - width(&last) - width(value);
        lines.push(last + &" ".repeat(gap) + value);
        return lines;
    }
    lines.extend(wrap(value, columns).into_iter().map(|line| " ".repeat(columns - width(&line)) + &line));
    lines
}

/// Lines of at most `columns` characters, broken between words; a longer word is broken where the line ends.
fn wrap(text: &str, columns: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let mut line = String::new();
    for word in text.split_whitespace() {
        if !line.is_empty() && width(&line) + 1 + width(word) > columns {
            lines.push(std::mem::take(&mut line));
        }
        if !line.is_empty() {
            line.push(' ');
        }
        for letter in word.chars() {
            if width(&line) == columns {
                lines.push(std::mem::take(&mut line));
            }
            line.push(letter);
        }
    }
    lines.push(line);
    lines
}

fn centered(line: &str, columns: usize) -> String {
    " ".repeat((columns - width(line)) / 2) + line
}

fn width(text: &str) -> usize {
    text.chars().count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_broken_between_words_and_a_long_word_where_the_line_ends() {
        for (text, lines) in [
            ("", vec![""]),
            ("Хлеб ржаной", vec!["Хлеб", "ржаной"]),
            ("Хлеб  и чай", vec!["Хлеб и", "чай"]),
            ("шестнадцатеричный", vec!["шестна", "дцатер", "ичный"]),
            ("а шестнадцать", vec!["а", "шестна", "дцать"]),
        ] {
            assert_eq!(wrap(text, 6), lines, "{text}");
        }
    }

    #[test]
    fn lines_without_end_are_not_laid_out() {
        let rows = |count: usize| vec![Row::Space; count];
        assert_eq!(lay(&rows(MOST), 32).map(|lines| lines.len()), Some(MOST));
        assert_eq!(lay(&rows(MOST + 1), 32), None);
        for endless in ["Чай".repeat(32 * MOST), "Ч ".repeat(32 * MOST)] {
            assert_eq!(lay(&[Row::Left(endless.clone())], 32), None);
            assert_eq!(lay(&[Row::Pair(String::new(), endless, Style::Plain)], 32), None);
        }
        assert!(lay(&[Row::Left(" ".repeat(64 * MOST))], 32).is_some(), "spaces are no letters");
    }

    #[test]
    fn a_value_goes_to_the_right_edge_and_to_a_line_of_its_own_if_it_must() {
        for (name, value, lines) in [
            ("ИТОГ", "1.00", vec!["ИТОГ  1.00"]),
            ("ИТОГО", "12.00", vec!["ИТОГО", "     12.00"]),
            ("", "1234567.00", vec!["1234567.00"]),
            ("САЙТ ФНС", "www.nalog.gov.ru", vec!["САЙТ ФНС", "www.nalog.", "    gov.ru"]),
        ] {
            assert_eq!(pair(name, value, 10), lines, "{name}");
        }
    }
}
