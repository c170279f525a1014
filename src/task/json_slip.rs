//! What is wrong with a text that is not JSON, for the person who wrote it: the line, the column and the usual slips.
//!
//! The parser's own sentence is for programmers and English only, so this reads the text once more up to the place where
//! the parser stopped.

use crate::error::Text;
use serde_json::error::Category;

/// Explains an error of the parser. `text` is what it read.
pub fn slip(text: &str, error: &serde_json::Error) -> Text {
    if error.line() == 0 {
        // The parser was not asked: there is too much of it.
        return Text::foreign("текст длиннее, глубже или содержит больше значений, чем принимается", error);
    }
    let at = offset(text, error.line(), error.column());
    let (line, column) = place(text, at);
    let with = |ru: String, en: String| {
        Text::with(format!("строка {line}, столбец {column}: {ru}"), format!("line {line}, column {column}: {en}"))
    };
    let of = |ru: &str, en: &str| with(ru.to_owned(), en.to_owned());
    if text.trim().is_empty() {
        return Text::of("текст пуст", "the text is empty");
    }
    let scan = Scan::of(&text[..at]);
    if error.classify() == Category::Eof {
        return match scan.open.last() {
            _ if scan.in_text => of("не закрыта кавычка \"", "a closing quotation mark \" is missing"),
            Some((bracket, opened)) => {
                let (line, column) = place(text, *opened);
                let closing = if *bracket == '{' { '}' } else { ']' };
                with(
                    format!("не хватает «{closing}» для «{bracket}» из строки {line}, столбца {column}"),
                    format!("\"{closing}\" is missing for \"{bracket}\" of line {line}, column {column}"),
                )
            }
            None => of("текст оборван", "the text ends too early"),
        };
    }
    let words = error.to_string();
    let seen = text[..at].chars().next_back();
    if words.starts_with("recursion limit") {
        return of("слишком глубокая вложенность", "the nesting (recursion) is too deep");
    }
    if words.starts_with("invalid escape") || words.starts_with("invalid unicode") || words.contains("hex escape") {
        return of(
            "недопустимый знак после обратной косой черты: в путях Windows удвойте её, например \"C:\\\\kassa\\\\kassa.db\"",
            "an invalid character after a backslash: double the backslashes of a Windows path, such as \
             \"C:\\\\kassa\\\\kassa.db\"",
        );
    }
    if words.starts_with("control character") {
        return of(
            "перевод строки или другой управляющий знак внутри кавычек: запишите его как \\n",
            "a line break or another control character within quotation marks: write it as \\n",
        );
    }
    if words.starts_with("trailing characters") {
        return of("после конца документа есть ещё текст", "there is more text after the end of the document");
    }
    if words.starts_with("trailing comma") || (matches!(seen, Some('}' | ']')) && scan.before == Some(',')) {
        return of("лишняя запятая перед закрывающей скобкой", "there is a comma before the closing bracket");
    }
    match seen {
        Some('\'') => {
            of("одинарные кавычки: в JSON нужны двойные \"", "single quotation marks: JSON needs double ones \"")
        }
        Some('«' | '»' | '“' | '”' | '„') => of(
            "типографские кавычки: в JSON нужны прямые \"",
            "typographic quotation marks: JSON needs straight ones \"",
        ),
        Some('/' | '#') => of("комментарий: в JSON их нет", "a comment: JSON has none"),
        Some('"') => of(
            "перед кавычкой не хватает запятой или двоеточия",
            "a comma or a colon is missing before the quotation mark",
        ),
        Some('{' | '[') => {
            of("перед скобкой не хватает запятой или двоеточия", "a comma or a colon is missing before the bracket")
        }
        Some('}' | ']') => of("лишняя или не та закрывающая скобка", "a closing bracket that does not fit"),
        Some('T' | 'F' | 'N') => {
            of("слова JSON пишутся строчными: true, false, null", "the words of JSON are lower case: true, false, null")
        }
        _ if words.starts_with("key must be") => {
            of("имя поля должно стоять в двойных кавычках", "the name of a field must be in double quotation marks")
        }
        _ if words.contains("number") => of("число записано неверно", "a number is written wrongly"),
        _ => of(
            "здесь не может стоять такой знак: тексты и имена пишутся в двойных кавычках, между полями стоит запятая",
            "this character is not possible here: texts and names are in double quotation marks, a comma is between fields",
        ),
    }
}

/// The place up to which the parser has read: its column counts bytes and includes the one that it did not like.
fn offset(text: &str, line: usize, column: usize) -> usize {
    let begin: usize = text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum();
    let mut at = (begin + column).min(text.len());
    while !text.is_char_boundary(at) {
        at += 1;
    }
    at
}

/// Line and column, in characters, of the last character before an offset.
fn place(text: &str, at: usize) -> (usize, usize) {
    let read = &text[..at];
    let line = read.matches('\n').count() + 1;
    let column = read.rsplit('\n').next().unwrap_or_default().chars().count().max(1);
    (line, column)
}

/// The state of the document after a part of it.
struct Scan {
    /// The brackets that are open: each with the offset after it.
    open: Vec<(char, usize)>,
    /// Whether the part ends within quotation marks.
    in_text: bool,
    /// The last character before the final one, spaces left out.
    before: Option<char>,
}

impl Scan {
    fn of(part: &str) -> Self {
        let (mut open, mut in_text, mut escaped) = (Vec::new(), false, false);
        for (at, letter) in part.char_indices() {
            match letter {
                _ if escaped => escaped = false,
                '\\' if in_text => escaped = true,
                '"' => in_text = !in_text,
                _ if in_text => {}
                '{' | '[' => open.push((letter, at + 1)),
                '}' | ']' => drop(open.pop()),
                _ => {}
            }
        }
        let before = part.trim_end().chars().rev().skip(1).find(|letter| !letter.is_whitespace());
        Self { open, in_text, before }
    }
}

#[cfg(test)]
mod tests {
    use crate::task::json::Node;

    #[test]
    fn the_usual_slips_are_named_with_their_place_in_both_languages() {
        for (text, ru, en) in [
            (
                r#"{"journal": "C:\kassa\kassa.db"}"#,
                "строка 1, столбец 17: недопустимый знак после обратной косой черты",
                "double the backslashes",
            ),
            (r#"{"journal": "C:\users\kassa.db"}"#, "удвойте", "double the backslashes"),
            ("{\"a\": 1,\n \"б\": 2,\n}", "строка 3, столбец 1: лишняя запятая", "a comma before the closing bracket"),
            ("[1, 2, ]", "строка 1, столбец 8: лишняя запятая", "a comma before"),
            ("{'a': 1}", "столбец 2: одинарные кавычки", "single quotation marks"),
            ("{\"a\": 'x'}", "столбец 7: одинарные кавычки", "single quotation marks"),
            ("{\"a\": «x»}", "столбец 7: типографские", "typographic"),
            (
                "{\n  \"a\": [1, 2",
                "не хватает «]» для «[» из строки 2, столбца 8",
                "\"]\" is missing for \"[\" of line 2, column 8",
            ),
            (
                "{\"a\": {\"b\": 1}",
                "не хватает «}» для «{» из строки 1, столбца 1",
                "is missing for \"{\" of line 1, column 1",
            ),
            ("{\"a\": \"x", "не закрыта кавычка", "closing quotation mark"),
            ("{\"a\": 1 \"b\": 2}", "столбец 9: перед кавычкой не хватает запятой", "a comma or a colon is missing"),
            ("{\"a\" 1}", "столбец 6: здесь не может стоять", "not possible here"),
            ("{a: 1}", "столбец 2: имя поля должно стоять в двойных кавычках", "must be in double quotation marks"),
            ("{\"a\": True}", "столбец 7: слова JSON пишутся строчными", "lower case"),
            ("{\"a\": 1} x", "после конца документа", "after the end of the document"),
            ("{\"a\": \"x\ny\"}", "управляющий знак", "control character"),
            ("{\"a\": 1} // x", "после конца", "after the end"),
            ("{ // x\n\"a\": 1}", "комментарий", "a comment"),
            ("{\"a\": 01}", "число записано неверно", "a number"),
            ("{\"a\": 1]", "не та закрывающая скобка", "does not fit"),
            ("", "текст пуст", "empty"),
        ] {
            let text_of = Node::parse(text).unwrap_err();
            assert!(text_of.ru.contains(ru), "{text}: {}", text_of.ru);
            assert!(text_of.en.contains(en), "{text}: {}", text_of.en);
            let foreign = text_of.ru.replace("JSON", "").replace("Windows", "").replace("C:\\\\kassa\\\\kassa.db", "");
            let foreign = foreign.replace("true, false, null", "").replace("\\n", "");
            assert!(!foreign.chars().any(|letter| letter.is_ascii_alphabetic()), "{text}: {}", text_of.ru);
        }
    }
}
