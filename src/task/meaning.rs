//! What a document says, whatever its spelling: each field by its path, in one spelling, and none that has its default.
//!
//! The reading writes it down as it goes, so that a default stands in one place. Two documents that mean the same are one
//! document. What a backend leaves out of its request counts all the same: it may be all that parts two sales.

use super::json::{Node, feed_text};
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;

/// What parts these digests from those of older journals, which are of the JSON document itself.
const VERSION: &[u8] = b"kassa document 2\n";

/// Most parts that are told apart; all others are one more.
const MOST_PARTS: usize = 64;

/// Most bytes of plain values among the parts.
const MOST_PLAIN: usize = 2048;

/// Longest plain value that is shown, in characters.
const LONGEST: usize = 48;

/// The part of all that comes after the last one.
const REST: &str = "…";

/// A meaning.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Meaning {
    said: BTreeMap<String, String>,
}

impl Meaning {
    /// The meaning of the parameters of a backend's own method: nothing is known of their defaults.
    pub fn of_params(params: &Node, without: &[&str]) -> Self {
        let Node::Object(members) = params else { return Self::default() };
        let given = members.iter().filter(|(name, value)| !without.contains(&&**name) && !value.is_missing());
        Self { said: given.map(|(name, value)| (name.to_string(), hex(&value.digest(&[])))).collect() }
    }

    pub(super) fn say(&mut self, path: String, value: String) {
        self.said.insert(path, value);
    }

    /// Takes back what was said of a path and all beneath it.
    pub(super) fn unsay(&mut self, path: &str) {
        let beneath = |key: &str| key[path.len()..].is_empty() || key[path.len()..].starts_with(['.', '[']);
        let from = self.said.range::<str, _>((std::ops::Bound::Included(path), std::ops::Bound::Unbounded));
        let keys = from.map(|(key, _)| key).take_while(|key| key.starts_with(path));
        let keys: Vec<String> = keys.filter(|key| beneath(key)).cloned().collect();
        for key in keys {
            self.said.remove(&key);
        }
    }

    /// Its digest: equal for documents that mean the same, and for no others.
    pub fn digest(&self) -> [u8; 32] {
        let mut hasher = Sha256::new_with_prefix(VERSION);
        for (path, value) in &self.said {
            feed_text(&mut hasher, b'.', path);
            feed_text(&mut hasher, b'=', value);
        }
        hasher.finalize().into()
    }

    /// Its parts, by which another document can be told where it differs: sums, quantities, rates and names of goods as
    /// they are, of all else a digest alone. Nobody looks a telephone number up by it, for `salt` is in each.
    pub fn parts(&self, salt: &str) -> Map<String, Value> {
        let mut parts: Vec<(&str, Vec<(&str, &str)>)> = Vec::new();
        for (path, value) in &self.said {
            let (part, leaf) = path.split_once('.').unwrap_or((path, ""));
            match parts.last_mut() {
                Some((last, leaves)) if *last == part => leaves.push((leaf, value)),
                _ => parts.push((part, vec![(leaf, value)])),
            }
        }
        parts.sort_by_key(|(part, _)| place(part));
        let rest = parts.split_off(parts.len().min(MOST_PARTS));
        if !rest.is_empty() {
            parts.push((REST, rest.into_iter().flat_map(|(_, leaves)| leaves).collect()));
        }
        let mut room = MOST_PLAIN;
        parts.into_iter().map(|(part, leaves)| (part.to_owned(), kept(part, &leaves, salt, &mut room))).collect()
    }
}

/// Where a part stands among the others: lines in their order, all else by name.
pub fn place(part: &str) -> (&str, usize) {
    let index = part.split_once('[').and_then(|(name, index)| Some((name, index.strip_suffix(']')?.parse().ok()?)));
    index.unwrap_or((part, 0))
}

/// What is kept of a part: its value, or a digest of its values and those that may be shown.
fn kept(part: &str, leaves: &[(&str, &str)], salt: &str, room: &mut usize) -> Value {
    if let [("", value)] = leaves
        && is_plain(part, "", leaves)
    {
        return shown(value).into();
    }
    let mut hasher = Sha256::new();
    feed_text(&mut hasher, b'$', salt);
    let mut plain = Map::new();
    for (leaf, value) in leaves {
        feed_text(&mut hasher, b'.', leaf);
        feed_text(&mut hasher, b'=', value);
        if is_plain(part, leaf, leaves) {
            plain.insert((*leaf).to_owned(), shown(value).into());
        }
    }
    let size: usize = plain.iter().map(|(leaf, value)| leaf.len() + value.as_str().map_or(0, str::len) + 6).sum();
    if size > *room {
        plain.clear();
    }
    *room -= size.min(*room);
    plain.insert(String::new(), hex(&hasher.finalize()[..8]).into());
    plain.into()
}

/// Whether a value says nothing of a person.
fn is_plain(part: &str, leaf: &str, leaves: &[(&str, &str)]) -> bool {
    match (place(part).0, leaf) {
        ("total" | "taxationType" | "electronically" | "cashSum" | "correctionType" | "correctionBaseDate", "")
        | ("discount" | "markup", "sum")
        | (
            "items",
            "type" | "price" | "quantity" | "amount" | "tax.type" | "tax.sum" | "discount.sum" | "markup.sum"
            | "paymentMethod" | "paymentObject" | "measurementUnit",
        ) => true,
        ("items", "name") => leaves.contains(&("type", "position")),
        ("payments" | "taxes", _) => !part.contains('['),
        _ => false,
    }
}

fn shown(value: &str) -> String {
    match value.char_indices().nth(LONGEST) {
        Some((at, _)) => format!("{}…", &value[..at]),
        None => value.to_owned(),
    }
}

/// Bytes in hexadecimal digits.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
