//! Reads the JSON of an answer, whose size a device or a server decides and not we.
//!
//! As values in memory a short text may take a hundred times its length: 4 MB of `[0,0,…]` took 339 MB. So the values are
//! counted before any is made.

use serde::de::{DeserializeOwned, Error};
use serde_json::Value;

/// Longest JSON text of an answer, in bytes.
const LONGEST: usize = 2 * 1024 * 1024;

/// Most values in an answer; an object counts as [`OBJECT`] values. A receipt of 1,000 positions has some 30,000.
const MOST: usize = 65_536;

/// How many numbers take the memory of an object with one member.
const OBJECT: usize = 4;

/// Deepest nesting in an answer. An answer is recorded within other objects, and a reader of JSON goes 127 levels deep.
const DEEPEST: usize = 100;

/// Reads the body of an answer or of a callback. Fails for one that is too long, too deep or has too many values, as for
/// one that is no JSON.
pub(super) fn read<T: DeserializeOwned>(body: &[u8]) -> serde_json::Result<T> {
    match excess(body) {
        Some(what) => Err(serde_json::Error::custom(what)),
        None => serde_json::from_slice(body),
    }
}

/// What is too much in a text.
fn excess(body: &[u8]) -> Option<&'static str> {
    if body.len() > LONGEST {
        return Some("the text is too long");
    }
    let (mut values, mut depth, mut is_text, mut is_escaped) = (0, 0_usize, false, false);
    for byte in body {
        match byte {
            _ if is_escaped => is_escaped = false,
            b'\\' if is_text => is_escaped = true,
            b'"' => is_text = !is_text,
            _ if is_text => {}
            b'[' | b'{' => {
                depth += 1;
                values += if *byte == b'{' { OBJECT } else { 1 };
            }
            b']' | b'}' => depth = depth.saturating_sub(1),
            b',' => values += 1,
            _ => {}
        }
        if depth > DEEPEST {
            return Some("the values are nested too deeply");
        }
        if values > MOST {
            return Some("there are too many values");
        }
    }
    None
}

/// About how much memory a value takes, in bytes.
pub(super) fn memory(value: &Value) -> usize {
    /// A value, and the smallest block of memory that its text or its list takes.
    const VALUE: usize = size_of::<Value>() + 32;
    VALUE
        + match value {
            Value::Null | Value::Bool(_) | Value::Number(_) => 0,
            Value::String(text) => text.len(),
            Value::Array(list) => list.iter().map(memory).sum(),
            Value::Object(members) => {
                members.iter().map(|(name, value)| VALUE + name.len() + memory(value)).sum::<usize>()
            }
        }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list(items: usize, item: &str) -> String {
        format!("[{}]", vec![item; items].join(","))
    }

    #[test]
    fn what_a_device_may_answer_is_read_and_more_is_an_error() {
        let nested = |levels: usize| format!("{}{}", "[".repeat(levels), "]".repeat(levels));
        let text = |length: usize| format!("\"{}\"", "x".repeat(length - 2));
        for (what, body, is_read) in [
            ("numbers", list(MOST, "0"), true),
            ("more numbers", list(MOST + 1, "0"), false),
            ("objects", list(MOST / 5 - 1, "{}"), true),
            ("more objects", list(MOST / 5 + 1, r#"{"a":0}"#), false),
            ("levels", nested(DEEPEST), true),
            ("more levels", nested(DEEPEST + 1), false),
            ("signs within a text", list(9, &format!("\"\\\"{}\"", "[,{".repeat(MOST))), true),
            ("a backslash at the end of a text", list(MOST + 1, r#""\\""#), false),
            ("a long text", text(LONGEST), true),
            ("a longer text", text(LONGEST + 1), false),
        ] {
            assert_eq!(read::<Value>(body.as_bytes()).is_ok(), is_read, "{what}");
        }
    }

    #[test]
    fn the_error_says_what_is_too_much() {
        let error = read::<Value>(list(MOST + 1, "0").as_bytes()).unwrap_err();
        assert_eq!(error.to_string(), "there are too many values");
    }
}
