//! Every Russian text that a test makes the library give is checked: it has no English phrase.

use serde_json::Value;

/// Checks the texts of an answer. What a vendor said in its own words is not the library's.
pub fn check(answer: &Value) {
    let mut said = Vec::new();
    vendors(answer, &mut said);
    texts(answer, &said);
}

/// Checks a text for a user of 1C, if it is a Russian one. A line of the register or of its server has their own words.
pub fn check_text(text: &str) {
    if text.chars().find(|letter| letter.is_alphabetic()).is_none_or(|letter| letter.is_ascii()) {
        return;
    }
    let vendors = ["касса", "icash", "itkassa", "cashcore", "atolweb"];
    for line in text.lines().filter(|line| !vendors.iter().any(|who| line.starts_with(who))) {
        assert_eq!(phrase(line), None, "English in «{line}»");
    }
}

/// The vendors' own texts, which a message of the library may repeat.
fn vendors<'v>(value: &'v Value, into: &mut Vec<&'v str>) {
    let Some(error) = value.get("error") else { return };
    for who in ["backend", "device"] {
        into.extend(error.get(who).and_then(|said| said.get("text")?.as_str()));
    }
}

fn texts(value: &Value, said: &[&str]) {
    match value {
        Value::Object(members) => {
            if let (Some(Value::String(russian)), Some(Value::String(_))) = (members.get("ru"), members.get("en")) {
                let own = said.iter().fold(russian.clone(), |text, said| text.replace(said.trim_end_matches('.'), " "));
                assert_eq!(phrase(&own), None, "English in «{russian}»");
            }
            members.values().for_each(|value| texts(value, said));
        }
        Value::Array(list) => list.iter().for_each(|value| texts(value, said)),
        _ => {}
    }
}

/// What a text tells the reader to type.
const COMMANDS: [&str; 4] = ["kassa journal rebuild", "kassa journal accept", "kassa discard", "kassa doctor"];

/// Two English words in a row, outside quotes, marks of code and commands.
fn phrase(text: &str) -> Option<String> {
    let text = COMMANDS.iter().fold(text.to_owned(), |text, command| text.replace(command, "…"));
    let outside = outside(&text);
    let words: Vec<&str> = outside.split(' ').collect();
    let is_english = |word: &str| word.len() > 1 && word.bytes().all(|byte| byte.is_ascii_lowercase());
    words.windows(2).find(|pair| pair.iter().all(|word| is_english(word))).map(|pair| pair.join(" "))
}

/// A text without what stands between two marks of a pair. A mark without its other one is a letter like any other.
fn outside(text: &str) -> String {
    const PAIRS: [(char, char); 4] = [('«', '»'), ('`', '`'), ('"', '"'), ('(', ')')];
    let (mut made, mut rest) = (String::new(), text);
    while let Some(letter) = rest.chars().next() {
        let after = &rest[letter.len_utf8()..];
        let close = PAIRS.iter().find(|(open, _)| *open == letter).map(|(_, close)| *close);
        match close.and_then(|close| after.split_once(close)) {
            Some((_, behind)) => {
                made.push('…');
                rest = behind;
            }
            None => {
                made.push(letter);
                rest = after;
            }
        }
    }
    made
}

#[test]
fn an_english_phrase_within_russian_is_found() {
    for (text, found) in [
        ("Недопустимое значение; допустимо: must be positive", Some("must be")),
        ("Недопустимое значение: «must be positive»", None),
        ("1) must be «x»", Some("must be")),
        ("«x», 5\" или must be", Some("must be")),
        ("Допустимые значения: cash, electronically", None),
        ("Проверьте user и password в настройках", None),
        ("Выполните kassa journal rebuild.", None),
        ("Выполните kassa journal rebuild or accept", Some("or accept")),
        ("Проверьте состояние кассы (getDeviceStatus).", None),
    ] {
        assert_eq!(phrase(text).as_deref(), found, "{text}");
    }
}
