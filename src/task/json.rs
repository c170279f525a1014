//! A JSON document as the caller wrote it: numbers keep their digits, and duplicate members are kept to be reported.
//!
//! An ordinary JSON library would turn sums into floats and silently drop one of two members with the same name.

use super::json_slip::slip;
use super::money::{decimal, number};
use crate::error::Text;
use crate::secret::Wiped;
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use serde::de::{Deserialize, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::Value;
use std::fmt;
use zeroize::Zeroizing;

/// Longest document accepted, in bytes: two hundred times the largest receipt that a register accepts.
pub const LONGEST: usize = 8 * 1024 * 1024;

/// The member name under which serde_json passes on the digits of a number.
const NUMBER: &str = "$serde_json::private::Number";

/// A value of a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Node {
    /// `null`
    Null,
    /// `true`, `false`
    Bool(bool),
    /// A number as its digits.
    Number(Wiped),
    /// A string.
    Text(Wiped),
    /// An array.
    List(Vec<Node>),
    /// An object: members in the order given. A name may occur twice.
    Object(Vec<(Box<str>, Node)>),
}

impl Node {
    /// Parses a document; the error gives line and column, and names the usual slips.
    pub fn parse(text: &str) -> Result<Self, Text> {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        if text.len() > LONGEST {
            let size = text.len();
            return Err(Text::with(
                format!("{size} байт, допустимо не больше {LONGEST}"),
                format!("{size} bytes, at most {LONGEST} are allowed"),
            ));
        }
        serde_json::from_str(text).map_err(|error| slip(text, &error))
    }

    /// Whether the value counts as missing: `null` and `{}` mean the same as an absent member.
    pub fn is_missing(&self) -> bool {
        matches!(self, Self::Null) || matches!(self, Self::Object(members) if members.is_empty())
    }

    /// Whether it is missing, or an empty text, which says no more.
    pub fn is_empty(&self) -> bool {
        self.is_missing() || matches!(self, Self::Text(text) if text.is_empty())
    }

    /// A member of an object; the first one if there are several.
    pub fn member(&self, name: &str) -> Option<&Self> {
        match self {
            Self::Object(members) => members.iter().find(|(key, _)| &**key == name).map(|(_, value)| value),
            _ => None,
        }
    }

    /// A member of an object that is a text.
    pub fn text(&self, name: &str) -> Option<&str> {
        match self.member(name)? {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The same as a value of serde_json.
    pub fn to_value(&self) -> Value {
        match self {
            Self::Null => Value::Null,
            Self::Bool(value) => Value::Bool(*value),
            Self::Number(digits) => Value::Number(number(digits)),
            Self::Text(text) => Value::String(text.to_string()),
            Self::List(list) => list.iter().map(Self::to_value).collect(),
            Self::Object(members) => {
                Value::Object(members.iter().map(|(name, value)| (name.to_string(), value.to_value())).collect())
            }
        }
    }

    /// The same object without some of its members.
    #[must_use]
    pub fn without(&self, names: &[&str]) -> Self {
        match self {
            Self::Object(members) => {
                Self::Object(members.iter().filter(|(name, _)| !names.contains(&&**name)).cloned().collect())
            }
            other => other.clone(),
        }
    }

    /// The same with each whole number as plain digits: `1` for `1.0` and `1e0`. A backend's fingerprint must not
    /// depend on the spelling.
    #[must_use]
    pub fn plain(self) -> Self {
        match self {
            Self::Number(digits) if digits.contains(['.', 'e', 'E']) || &*digits == "-0" => {
                let whole = decimal(&digits).filter(Decimal::is_integer).and_then(|whole| whole.to_i64());
                Self::Number(whole.map_or(digits, |whole| whole.to_string().into()))
            }
            Self::List(list) => Self::List(list.into_iter().map(Self::plain).collect()),
            Self::Object(members) => {
                Self::Object(members.into_iter().map(|(name, value)| (name, value.plain())).collect())
            }
            other => other,
        }
    }

    /// The document as text, which is wiped after use: parameters may contain a secret.
    pub fn to_text(&self) -> Zeroizing<Vec<u8>> {
        // Allocated once, so that no shorter copy is left behind: a character takes at most six bytes.
        let mut text = Zeroizing::new(Vec::with_capacity(self.room()));
        self.write(&mut text);
        text
    }

    /// An upper limit for the bytes of the text.
    fn room(&self) -> usize {
        let of_text = |text: &str| 6 * text.len() + 3;
        match self {
            Self::Null | Self::Bool(_) => 6,
            Self::Number(digits) => digits.len() + 1,
            Self::Text(text) => of_text(text),
            Self::List(list) => 3 + list.iter().map(Self::room).sum::<usize>(),
            Self::Object(members) => {
                3 + members.iter().map(|(name, value)| of_text(name) + 1 + value.room()).sum::<usize>()
            }
        }
    }

    fn write(&self, into: &mut Vec<u8>) {
        match self {
            Self::Null => into.extend_from_slice(b"null"),
            Self::Bool(value) => into.extend_from_slice(if *value { b"true" } else { b"false" }),
            Self::Number(digits) => into.extend_from_slice(digits.as_bytes()),
            Self::Text(text) => write_text(text, into),
            Self::List(list) => {
                into.push(b'[');
                for (at, node) in list.iter().enumerate() {
                    if at > 0 {
                        into.push(b',');
                    }
                    node.write(into);
                }
                into.push(b']');
            }
            Self::Object(members) => {
                into.push(b'{');
                for (at, (name, value)) in members.iter().enumerate() {
                    if at > 0 {
                        into.push(b',');
                    }
                    write_text(name, into);
                    into.push(b':');
                    value.write(into);
                }
                into.push(b'}');
            }
        }
    }

    /// A short form for messages.
    pub fn show(&self) -> String {
        let text = match self {
            Self::Null => "null".to_owned(),
            Self::Bool(value) => value.to_string(),
            Self::Number(digits) => digits.to_string(),
            Self::Text(text) => text.to_string(),
            Self::List(list) => format!("[{}]", list.len()),
            Self::Object(members) => format!("{{{}}}", members.len()),
        };
        match text.char_indices().nth(80) {
            Some((at, _)) => format!("{}…", &text[..at]),
            None => text,
        }
    }
}

fn write_text(text: &str, into: &mut Vec<u8>) {
    // Writing to memory cannot fail.
    let _ = serde_json::to_writer(into, text);
}

impl<'de> Deserialize<'de> for Node {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(NodeVisitor)
    }
}

struct NodeVisitor;

impl<'de> Visitor<'de> for NodeVisitor {
    type Value = Node;

    fn expecting(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        formatter.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<Node, E> {
        Ok(Node::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Node, E> {
        Ok(Node::Bool(value))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Node, E> {
        Ok(Node::Number(value.to_string().into()))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Node, E> {
        Ok(Node::Number(value.to_string().into()))
    }

    fn visit_str<E>(self, text: &str) -> Result<Node, E> {
        Ok(Node::Text(text.into()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Node, A::Error> {
        let mut nodes = Vec::new();
        while let Some(node) = list.next_element()? {
            nodes.push(node);
        }
        Ok(Node::List(nodes))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Node, A::Error> {
        let mut members = Vec::new();
        while let Some(name) = map.next_key::<Name>()? {
            let name = match name {
                Name::Number if members.is_empty() => {
                    let digits: Box<str> = map.next_value()?;
                    // A document may contain a member of this name. That must not turn a text into a number.
                    let last = map.next_key::<Name>()?.is_none();
                    return if last && is_number(&digits) {
                        Ok(Node::Number(digits.into()))
                    } else {
                        Err(A::Error::custom("not a number"))
                    };
                }
                Name::Number => NUMBER.into(),
                Name::Other(name) => name,
            };
            if members.is_empty() {
                members.reserve(USUAL_MEMBERS);
            }
            members.push((name, map.next_value()?));
        }
        Ok(Node::Object(members))
    }
}

/// Room for the members of a usual object, so that it need not grow step by step.
const USUAL_MEMBERS: usize = 12;

/// The name of a member. That of a number's digits is not copied: every number has it.
enum Name {
    Number,
    Other(Box<str>),
}

impl<'de> Deserialize<'de> for Name {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(NameVisitor)
    }
}

struct NameVisitor;

impl Visitor<'_> for NameVisitor {
    type Value = Name;

    fn expecting(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        formatter.write_str("the name of a member")
    }

    fn visit_str<E>(self, name: &str) -> Result<Name, E> {
        Ok(if name == NUMBER { Name::Number } else { Name::Other(name.into()) })
    }
}

/// Whether a text can be the digits of a JSON number.
fn is_number(digits: &str) -> bool {
    digits.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'-' | b'+' | b'.' | b'e' | b'E'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_keep_their_digits() {
        let node = Node::parse(r#"{"a": 0.30000000000000004, "b": [1E+2, -0]}"#).unwrap();
        assert_eq!(node.member("a"), Some(&Node::Number("0.30000000000000004".into())));
        assert_eq!(node.member("b"), Some(&Node::List(vec![Node::Number("1e+2".into()), Node::Number("-0".into())])));
    }

    #[test]
    fn a_whole_number_is_its_digits_however_it_is_spelled() {
        for (spelled, plain) in [
            (r#"{"a": [0.0, -0, -0.0, 0e5, 1.0, 1e2, -3.000]}"#, r#"{"a":[0,0,0,0,1,100,-3]}"#),
            (r"[20.45, 0.5, 12, 1e40, 1e-7]", "[20.45,0.5,12,1e+40,1e-7]"),
        ] {
            let read = Node::parse(spelled).unwrap().plain();
            assert_eq!(str::from_utf8(&read.to_text()).unwrap(), plain);
        }
    }

    #[test]
    fn a_member_given_twice_is_kept_twice() {
        let Node::Object(members) = Node::parse(r#"{"a": 1, "a": 2}"#).unwrap() else { panic!("an object") };
        assert_eq!(members.len(), 2);
    }

    #[test]
    fn a_document_as_text_means_the_same_and_fits_the_buffer_allocated_for_it() {
        let text = "{\"a\":[1e+2,-0.50,null,true,false,{}],\"б\u{1}\":\"\\\"\\n\u{7f}\u{0}ё€\",\"a\":[]}";
        let text = text.replace('\u{1}', "\\u0001").replace('\u{0}', "\\u0000");
        let node = Node::parse(&text).unwrap();
        let (written, room) = (node.to_text(), node.room());
        assert_eq!(std::str::from_utf8(&written).unwrap(), text);
        assert!(written.len() <= room && written.capacity() >= room);
        assert_eq!(Node::parse(std::str::from_utf8(&written).unwrap()).unwrap(), node);
        assert_eq!(&**node.without(&["a"]).to_text(), format!("{{{}}}", &text[37..text.len() - 8]).as_bytes());
    }

    #[test]
    fn deep_nesting_is_an_error_and_not_a_crash() {
        assert!(Node::parse(&"[".repeat(10_000)).unwrap_err().en.contains("recursion"));
    }
}
