//! Russian texts are Russian: apart from names, which are the same in both languages, they have no English word.

use crate::support::root;
use std::collections::BTreeSet;
use std::path::Path;

/// The folders whose texts a user can read.
const FOLDERS: [&str; 3] = ["src", "bindings/onec/src", "cli/src"];

/// Words of standards, of systems and of products, beside the names of keys, methods and values, which stand in the
/// sources as texts of their own.
const KNOWN: &[&str] = &[
    "API",
    "ASCII",
    "Bearer",
    "BearerToken",
    "C",
    "CP866",
    "CSV",
    "CashCore",
    "DNS",
    "DataMatrix",
    "FNC1",
    "GS",
    "GS1",
    "GTIN",
    "HTML",
    "HTTP",
    "ID",
    "IP",
    "JSON",
    "OFD.ru",
    "OpenMetrics",
    "PEM",
    "PIN",
    "PDF",
    "PNG",
    "PostgreSQL",
    "QR",
    "README",
    "Requests",
    "OpenMetrics",
    "PostgreSQL",
    "SQLite",
    "T1223A",
    "TLS",
    "UTF-16",
    "UTF-8",
    "VPN",
    "Web",
    "Windows",
    "X",
    "XML",
    "Z",
    "base64",
    "ca.pem",
    "chmod",
    "docs",
    "e-mail",
    "fleet.md",
    "fork",
    "fsync",
    "iCASH",
    "id",
    "kassa",
    "kassa-1c.log",
    "kassa-simulator",
    "kassa.h",
    "md",
    "n",
    "o-w",
    "ok",
    "ru",
    "scram-sha-256",
    "stderr",
    "tape",
    "tasks",
    "u",
    "verify-full",
];

/// Names of products and services in Russian, which also stand in English texts.
const PRODUCTS: [&str; 4] = ["Айти Касса", "Айти Кассы", "АТОЛ Онлайн", "ИС ЭСФ"];

/// The string literals of a Rust source, without its tests.
fn literals(source: &str) -> Vec<String> {
    let source = source.split("#[cfg(test)]").next().unwrap();
    let (mut found, mut rest) = (Vec::new(), source);
    while let Some(at) = rest.find(['"', '/', '\'']) {
        let (before, tail) = rest.split_at(at);
        rest = if tail.starts_with("//") {
            tail.split_once('\n').map_or("", |(_, next)| next)
        } else if let Some(next) = tail.strip_prefix("'\"'") {
            next
        } else if let Some(text) = tail.strip_prefix('"') {
            let (text, next) = match before.ends_with("r#") {
                true => text.split_once("\"#").map(|(text, next)| (text.to_owned(), next)).unwrap(),
                false => quoted(text),
            };
            found.push(text);
            next
        } else {
            &tail[1..]
        };
    }
    found
}

/// A literal up to its closing quote, and what follows it.
fn quoted(source: &str) -> (String, &str) {
    let (mut text, mut rest) = (String::new(), source);
    loop {
        let mut letters = rest.chars();
        match letters.next() {
            None => return (text, ""),
            Some('"') => return (text, letters.as_str()),
            Some('\\') => match letters.next() {
                // The line is continued.
                Some('\n') => letters = letters.as_str().trim_start().chars(),
                Some(escaped) => text.push(if escaped == 'n' { '\n' } else { escaped }),
                None => {}
            },
            Some(other) => text.push(other),
        }
        rest = letters.as_str();
    }
}

/// The text without links, code and values that are put into it.
fn prose(text: &str) -> String {
    let mut text = text.to_owned();
    for (open, close) in [("](", ")"), ("`", "`"), ("{", "}")] {
        while let Some((before, rest)) = text.split_once(open) {
            let after = rest.split_once(close).map_or("", |(_, after)| after);
            text = format!("{before} {after}");
        }
    }
    text
}

/// Whether a text is for Russian readers: it has a Russian word beside names of products and glosses in brackets.
fn is_russian(text: &str) -> bool {
    let mut text = PRODUCTS.iter().fold(text.to_owned(), |text, name| text.replace(name, " "));
    while let Some((before, rest)) = text.split_once('(') {
        let after = rest.split_once(')').map_or("", |(_, after)| after);
        text = format!("{before} {after}");
    }
    let is_word = |word: &str| word.chars().filter(|letter| ('а'..='я').contains(letter)).count() > 1;
    text.split_whitespace().any(is_word)
}

/// The Latin words of a text.
fn words(text: &str) -> Vec<&str> {
    let is_of_word = |letter: char| letter.is_ascii_alphanumeric() || "_.-".contains(letter);
    let words = text.split(|letter: char| !is_of_word(letter)).map(|word| word.trim_matches(['.', '-']));
    words.filter(|word| word.starts_with(|letter: char| letter.is_ascii_alphabetic())).collect()
}

fn sources(folder: &Path, into: &mut Vec<String>) {
    let mut entries: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    entries.sort_unstable();
    for path in entries {
        if path.is_dir() {
            sources(&path, into);
        } else if path.extension().is_some_and(|end| end == "rs") && !path.to_string_lossy().ends_with("_tests.rs") {
            into.extend(literals(&std::fs::read_to_string(path).unwrap()));
        }
    }
}

#[test]
fn russian_texts_have_no_english_word_but_names() {
    let mut texts = Vec::new();
    for folder in FOLDERS {
        sources(&root().join(folder), &mut texts);
    }
    let is_name = |text: &&String| text.is_ascii() && !text.contains(' ');
    let parts = |text: &String| text.split(['.', '/', '[', ']', ' ', '-']).map(str::to_owned).collect::<Vec<_>>();
    let names: BTreeSet<String> = texts.iter().filter(is_name).flat_map(parts).collect();
    let is_known = |word: &str| {
        let is_part = |part: &str| names.contains(part) || KNOWN.contains(&part);
        KNOWN.contains(&word) || word.contains('_') || word.split('.').all(is_part)
    };
    let russian: Vec<_> = texts.iter().filter(|text| is_russian(text)).collect();
    let foreign: BTreeSet<_> = russian
        .iter()
        .filter_map(|text| {
            let prose = prose(text);
            let words: Vec<_> = words(&prose).into_iter().filter(|word| !is_known(word)).map(str::to_owned).collect();
            (!words.is_empty()).then(|| format!("{words:?} in «{text}»"))
        })
        .collect();
    assert!(foreign.is_empty(), "{foreign:#?}");
    assert!(russian.len() > 1000, "{} Russian texts", russian.len());
}
