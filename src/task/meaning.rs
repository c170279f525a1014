//! The meaning of a document, independent of its spelling: each field by its path, in one canonical spelling, and no
//! field that has its default value.
//!
//! The reading code records it while it reads, so each default is defined in one place only. Two documents with the
//! same meaning are the same document. What a backend leaves out of its request counts as well: it may be the only
//! difference between two sales.

use super::json::{Node, feed_text};
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;

/// Separates these digests from those of older journals, which are digests of the JSON document itself.
const VERSION: &[u8] = b"kassa document 2\n";

/// Separates the digests of [`Meaning::gist`] from the others.
const GIST: &[u8] = b"kassa gist 1\n";

/// Most parts that are stored one by one; all others together are one more.
const MOST_PARTS: usize = 64;

/// Most bytes of plain values that are stored in the parts.
const MOST_PLAIN: usize = 2048;

/// Longest plain value that is shown, in characters.
const LONGEST: usize = 48;

/// The part that stands for everything after the last one.
const REST: &str = "…";

/// The meaning of a document: canonical values by path, for example `items[0].price` → `45.90`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Meaning {
    said: BTreeMap<String, String>,
}

impl Meaning {
    /// The meaning of the parameters of a native method. Their defaults are not known, so every member counts.
    pub fn of_params(params: &Node, without: &[&str]) -> Self {
        let Node::Object(members) = params else { return Self::default() };
        let given = members.iter().filter(|(name, value)| !without.contains(&&**name) && !value.is_missing());
        Self { said: given.map(|(name, value)| (name.to_string(), hex(&value.digest(&[])))).collect() }
    }

    pub(super) fn say(&mut self, path: String, value: String) {
        self.said.insert(path, value);
    }

    /// Removes what was recorded for a path and everything below it.
    pub(super) fn unsay(&mut self, path: &str) {
        let beneath = |key: &str| key[path.len()..].is_empty() || key[path.len()..].starts_with(['.', '[']);
        let from = self.said.range::<str, _>((std::ops::Bound::Included(path), std::ops::Bound::Unbounded));
        let keys = from.map(|(key, _)| key).take_while(|key| key.starts_with(path));
        let keys: Vec<String> = keys.filter(|key| beneath(key)).cloned().collect();
        for key in keys {
            self.said.remove(&key);
        }
    }

    /// Its digest: equal for documents with the same meaning, and only for those.
    pub fn digest(&self) -> [u8; 32] {
        let mut hasher = Sha256::new_with_prefix(VERSION);
        for (path, value) in &self.said {
            feed_text(&mut hasher, b'.', path);
            feed_text(&mut hasher, b'=', value);
        }
        hasher.finalize().into()
    }

    /// Digest of the meaning without the cashier, without the address for the electronic receipt and without the check of
    /// a marking code: what may differ when the next cashier repeats a document.
    pub fn gist(&self) -> [u8; 32] {
        let mut hasher = Sha256::new_with_prefix(GIST);
        for (path, value) in self.said.iter().filter(|(path, _)| !is_beside(path)) {
            feed_text(&mut hasher, b'.', path);
            feed_text(&mut hasher, b'=', value);
        }
        hasher.finalize().into()
    }

    /// Its parts, used to tell where another document differs. Sums, quantities, rates and names of goods are stored as
    /// they are, everything else as a digest only. Each digest includes `salt`, so that nobody can look up a telephone
    /// number by it.
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

/// Whether a path is that of the cashier, of the buyer's contact, or of the check of a marking code. A code that is
/// checked anew before the repetition may have another result: by then the thing may be known as sold.
fn is_beside(path: &str) -> bool {
    let is_of_check = path.split_once(".imcParams.").is_some_and(|(_, name)| {
        name == "itemEstimatedStatus" || name == "itemInfoCheckResult" || name.starts_with("itemInfoCheckResult.")
    });
    is_of_check || path == "operator" || path.starts_with("operator.") || path == "clientInfo.emailOrPhone"
}

/// Sort key of a part: lines in their order, everything else by name.
pub fn place(part: &str) -> (&str, usize) {
    let index = part.split_once('[').and_then(|(name, index)| Some((name, index.strip_suffix(']')?.parse().ok()?)));
    index.unwrap_or((part, 0))
}

/// What is stored of a part: its value, or a digest of its values together with those that may be shown.
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

/// Whether a value contains no personal data.
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_next_cashier_changes_is_beside_the_content() {
        for (path, beside) in [
            ("operator", true),
            ("operator.vatin", true),
            ("clientInfo.emailOrPhone", true),
            ("items[1].imcParams.itemEstimatedStatus", true),
            ("items[1].imcParams.itemInfoCheckResult.imcCheckFlag", true),
            ("items[1].imcParams.imc", false),
            ("items[1].imcParams.itemFractionalAmount", false),
            ("clientInfo.vatin", false),
            ("operators", false),
        ] {
            assert_eq!(is_beside(path), beside, "{path}");
        }
    }
}
