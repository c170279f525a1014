//! Answers as JSON, and as tables for people.

use crate::captions::{caption, word};
use crate::failure::{Done, Failure};
use crate::lang::Lang;
use kassa::Text;
use serde_json::{Map, Value};
use std::io::{self, Write};

/// Writes JSON.
pub fn json(answer: &Value) -> Done {
    text(&format!("{answer:#}\n"))
}

/// Writes a text.
pub fn text(text: &str) -> Done {
    ended(write(text))
}

/// Writes a text. Colours are left out if the output is no terminal.
pub fn write(text: &str) -> io::Result<()> {
    anstream::stdout().write_all(text.as_bytes()).and_then(|()| io::stdout().flush())
}

/// Writes a file to the standard output, as it is.
pub fn file(bytes: &[u8]) -> io::Result<()> {
    let mut output = io::stdout().lock();
    output.write_all(bytes).and_then(|()| output.flush())
}

/// How writing to the standard output has ended. A closed pipe is no failure: its reader has read enough, and the exit
/// code still tells the result.
pub fn ended(written: io::Result<()>) -> Done {
    match written {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(Failure::Output(Text::of_io(&error))),
        _ => Ok(()),
    }
}

/// The members of an answer, a line each. What the register answered in its own words (`native`) is for programs.
pub fn table(lang: Lang, answer: &Value) -> String {
    let mut rows = Vec::new();
    match answer {
        Value::Object(members) => members_of(lang, members, 0, &mut rows),
        other => rows.push(Row::Line(0, String::new(), plain(lang, "", other))),
    }
    drawn(&rows)
}

/// Lines of equal cells, with a heading.
pub fn columns(heading: &[&str], rows: &[Vec<String>]) -> String {
    let width = |at: usize| {
        let cells = rows.iter().filter_map(|row| row.get(at)).map(String::as_str);
        cells.chain(heading.get(at).copied()).map(length).max().unwrap_or_default()
    };
    let widths: Vec<usize> = (0..heading.len()).map(width).collect();
    let line = |cells: &mut dyn Iterator<Item = &str>| {
        let cells = cells.zip(&widths).map(|(cell, width)| format!("{cell}{}", " ".repeat(width - length(cell))));
        cells.collect::<Vec<_>>().join("  ").trim_end().to_owned()
    };
    let head = line(&mut heading.iter().copied());
    let bold = anstyle::Style::new().bold();
    let body = rows.iter().map(|row| line(&mut row.iter().map(String::as_str)) + "\n").collect::<String>();
    format!("{bold}{head}{bold:#}\n{body}")
}

enum Row {
    /// A heading at this depth.
    Heading(usize, String),
    /// A caption at this depth, and its value.
    Line(usize, String, String),
}

fn members_of(lang: Lang, members: &Map<String, Value>, depth: usize, rows: &mut Vec<Row>) {
    for (name, value) in members.iter().filter(|(name, _)| *name != "native") {
        match value {
            Value::Null => {}
            _ if is_nothing(value) => {}
            Value::Object(inner) if is_bilingual(inner) => {
                rows.push(Row::Line(depth, caption(lang, name), plain(lang, name, value)));
            }
            Value::Object(inner) => {
                let begin = rows.len();
                match name.as_str() {
                    // A warning that is off says nothing.
                    "warnings" => members_of(lang, &set_only(inner), depth + 1, rows),
                    _ => members_of(lang, inner, depth + 1, rows),
                }
                if rows.len() > begin {
                    rows.insert(begin, Row::Heading(depth, caption(lang, name)));
                }
            }
            Value::Array(list) if list.iter().any(Value::is_object) => {
                for (number, element) in list.iter().enumerate() {
                    if let Some(sentence) = placed(lang, element) {
                        rows.push(Row::Line(depth, caption(lang, name), sentence));
                        continue;
                    }
                    rows.push(Row::Heading(depth, format!("{} {}", caption(lang, name), number + 1)));
                    if let Value::Object(inner) = element {
                        members_of(lang, inner, depth + 1, rows);
                    }
                }
            }
            Value::Array(list) if list.is_empty() => {}
            other => rows.push(Row::Line(depth, caption(lang, name), plain(lang, name, other))),
        }
    }
}

/// No date, and no error, as registers write them.
fn is_nothing(value: &Value) -> bool {
    value.as_str().is_some_and(|text| text.starts_with("1970-01-01"))
        || value.get("code").is_some_and(|code| *code == 0)
}

/// A note or a fault as one sentence: `items[0].price: …`.
fn placed(lang: Lang, element: &Value) -> Option<String> {
    let (path, message) = (element.get("path")?.as_str()?, element.get("message")?);
    let sentence = plain(lang, "message", message);
    Some(if path.is_empty() { sentence } else { format!("{path}: {sentence}") })
}

fn set_only(members: &Map<String, Value>) -> Map<String, Value> {
    let is_set = |value: &Value| *value != Value::Bool(false);
    members.iter().filter(|(_, value)| is_set(value)).map(|(name, value)| (name.clone(), value.clone())).collect()
}

/// `{"ru": …, "en": …}`.
fn is_bilingual(members: &Map<String, Value>) -> bool {
    members.len() == 2 && members.contains_key("ru") && members.contains_key("en")
}

fn plain(lang: Lang, name: &str, value: &Value) -> String {
    match value {
        Value::Bool(is) => if *is { lang.told("да", "yes") } else { lang.told("нет", "no") }.to_owned(),
        Value::String(text) => word(lang, name, text),
        Value::Array(list) => list.iter().map(|value| plain(lang, name, value)).collect::<Vec<_>>().join(", "),
        Value::Object(members) => {
            members.get(lang.told("ru", "en")).and_then(Value::as_str).unwrap_or_default().to_owned()
        }
        other => other.to_string(),
    }
}

fn drawn(rows: &[Row]) -> String {
    let width = rows.iter().map(|row| match row {
        Row::Heading(..) => 0,
        Row::Line(depth, caption, _) => 2 * depth + length(caption),
    });
    let width = width.max().unwrap_or_default();
    let bold = anstyle::Style::new().bold();
    let line = |row: &Row| match row {
        Row::Heading(depth, caption) => format!("{}{bold}{caption}{bold:#}\n", "  ".repeat(*depth)),
        Row::Line(depth, caption, value) => {
            let gap = width - 2 * depth - length(caption);
            format!("{}{caption}{}  {value}\n", "  ".repeat(*depth), " ".repeat(gap))
        }
    };
    rows.iter().map(line).collect()
}

/// How many columns a text takes, without the signs that colour it.
fn length(text: &str) -> usize {
    anstream::adapter::strip_str(text).to_string().chars().count()
}
