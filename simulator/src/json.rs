//! Strict JSON: finds keys that occur twice in an object, with their path.
//!
//! The parser silently keeps the last of two equal keys. So the text is scanned a second time.

use serde_json::Value;

/// One step of a path into a JSON text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// A member of an object.
    Key(String),
    /// An element of an array.
    Index(usize),
}

/// Parses a body. An empty body is an error.
pub(super) fn parse(body: &[u8]) -> Result<Value, String> {
    let text = std::str::from_utf8(body).map_err(|_| "текст не в UTF-8".to_owned())?;
    serde_json::from_str(text).map_err(|error| format!("строка {}, столбец {}", error.line(), error.column()))
}

/// The paths of all keys that occur twice in one object. The text must be valid JSON, so parse it first.
pub(super) fn repeated_keys(body: &[u8]) -> Vec<Vec<Step>> {
    let mut walk = Walk { rest: body, open: Vec::new(), repeated: Vec::new() };
    while walk.token().is_some() {}
    walk.repeated
}

/// An object or array that is not closed yet.
enum Open {
    Object { keys: Vec<String>, awaits_key: bool },
    Array { index: usize },
}

struct Walk<'a> {
    rest: &'a [u8],
    open: Vec<Open>,
    repeated: Vec<Vec<Step>>,
}

impl Walk<'_> {
    fn token(&mut self) -> Option<()> {
        let (&byte, rest) = self.rest.split_first()?;
        match byte {
            b'"' => return self.string(),
            b'{' => self.open.push(Open::Object { keys: Vec::new(), awaits_key: true }),
            b'[' => self.open.push(Open::Array { index: 0 }),
            b'}' | b']' => drop(self.open.pop()),
            b',' => self.comma(),
            _ => {}
        }
        self.rest = rest;
        Some(())
    }

    fn comma(&mut self) {
        match self.open.last_mut() {
            Some(Open::Object { awaits_key, .. }) => *awaits_key = true,
            Some(Open::Array { index }) => *index += 1,
            None => {}
        }
    }

    fn string(&mut self) -> Option<()> {
        let end = string_length(self.rest)?;
        let (string, rest) = self.rest.split_at(end);
        self.rest = rest;
        let Some(Open::Object { keys, awaits_key }) = self.open.last_mut() else { return Some(()) };
        if !std::mem::take(awaits_key) {
            return Some(());
        }
        let key: String = serde_json::from_slice(string).ok()?;
        let repeated = keys.contains(&key);
        keys.push(key);
        if repeated {
            self.repeated.push(self.way());
        }
        Some(())
    }

    fn way(&self) -> Vec<Step> {
        let step = |open: &Open| match open {
            Open::Object { keys, .. } => keys.last().cloned().map(Step::Key),
            Open::Array { index } => Some(Step::Index(*index)),
        };
        self.open.iter().filter_map(step).collect()
    }
}

/// The length in bytes of the JSON string at the start of the text, including its quotes.
fn string_length(text: &[u8]) -> Option<usize> {
    let mut at = 1;
    loop {
        match text.get(at)? {
            b'\\' => at += 2,
            b'"' => return Some(at + 1),
            _ => at += 1,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(name: &str) -> Step {
        Step::Key(name.to_owned())
    }

    #[test]
    fn a_key_given_twice_is_found_at_any_depth() {
        assert_eq!(repeated_keys(br#"{"a": 1, "b": 2, "a": 3}"#), [vec![key("a")]]);
        assert_eq!(
            repeated_keys(br#"{"a": [{}, {"b": "a,b", "\u0062": [1]}]}"#),
            [vec![key("a"), Step::Index(1), key("b")]]
        );
    }

    #[test]
    fn equal_keys_of_different_objects_are_not_an_error() {
        assert!(repeated_keys(br#"{"a": {"a": "a"}, "b": [{"a": 1}, {"a": "\"a"}]}"#).is_empty());
    }
}
