//! The meaning of a document, independent of its spelling: each field by its path, in one canonical spelling, and no
//! field that has its default value.
//!
//! The reading code records it while it reads, so each default is defined in one place only. Two documents with the
//! same meaning are the same document. What a backend leaves out of its request counts as well: it may be the only
//! difference between two sales.

use super::json::Node;
use super::path::Path;
use crate::hex::hex;
use serde::{Serialize, Serializer};
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};
use std::borrow::Cow;
use std::fmt::{Display, Write};

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
#[derive(Debug, Clone, Default)]
pub struct Meaning {
    /// Paths and values, one after the other.
    text: String,
    /// Where in the text they are, in the order of the paths. No path occurs twice.
    said: Vec<Said>,
}

/// The place of a path and of its value, which follows it.
#[derive(Debug, Clone, Copy)]
struct Said {
    path: usize,
    value: usize,
    end: usize,
}

impl Said {
    fn path(self, text: &str) -> &str {
        &text[self.path..self.value]
    }
}

/// A meaning while its document is read. It is one text that only grows: a document has hundreds of values, and most of
/// them are never asked for one by one.
#[derive(Debug, Default)]
pub(super) struct Recorder {
    meaning: Meaning,
    /// The paths that mean nothing after all, each with how much had been said before.
    unsaid: Vec<Said>,
}

impl Recorder {
    /// Records the value of a path. It replaces what was recorded for it.
    pub(super) fn say(&mut self, path: Path, value: impl Display) {
        let Meaning { text, said } = &mut self.meaning;
        let start = text.len();
        path.add_to(text);
        let at = text.len();
        // Writing to a text cannot fail.
        let _ = write!(text, "{value}");
        said.push(Said { path: start, value: at, end: text.len() });
    }

    /// Removes what was recorded for a path and everything below it.
    pub(super) fn unsay(&mut self, path: Path) {
        let text = &mut self.meaning.text;
        let start = text.len();
        path.add_to(text);
        self.unsaid.push(Said { path: start, value: text.len(), end: text.len() });
    }

    /// What was recorded.
    pub(super) fn finish(self) -> Meaning {
        let Self { meaning: Meaning { text, mut said }, unsaid } = self;
        // Later ones first among equal paths, so that the last one stays.
        said.sort_unstable_by(|one, other| one.path(&text).cmp(other.path(&text)).then(other.path.cmp(&one.path)));
        said.dedup_by(|later, kept| later.path(&text) == kept.path(&text));
        for gone in unsaid {
            let path = gone.path(&text);
            let is_gone = |said: &Said| {
                let rest = said.path(&text).strip_prefix(path);
                said.path < gone.path && rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']))
            };
            let from = said.partition_point(|said| said.path(&text) < path);
            let count = said[from..].iter().take_while(|said| said.path(&text).starts_with(path)).count();
            let kept: Vec<Said> = said[from..from + count].iter().copied().filter(|said| !is_gone(said)).collect();
            if kept.len() < count {
                said.splice(from..from + count, kept);
            }
        }
        Meaning { text, said }
    }
}

impl Meaning {
    /// The meaning of the parameters of a native method. Their defaults are not known, so every member counts.
    pub fn of_params(params: &Node, without: &[&str]) -> Self {
        let Node::Object(members) = params else { return Self::default() };
        let mut recorder = Recorder::default();
        for (name, value) in members.iter().filter(|(name, value)| !without.contains(&&**name) && !value.is_missing()) {
            recorder.say(Path::Member(&Path::Root, name), hex(&value.digest(&[])));
        }
        recorder.finish()
    }

    /// Paths and values, in the order of the paths.
    fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.said.iter().map(|said| (said.path(&self.text), &self.text[said.value..said.end]))
    }

    /// Its digest: equal for documents with the same meaning, and only for those.
    pub fn digest(&self) -> [u8; 32] {
        self.digest_of(VERSION, |_| true)
    }

    /// Digest of the meaning without the cashier, without the address for the electronic receipt and without the check of
    /// a marking code: what may differ when the next cashier repeats a document.
    pub fn gist(&self) -> [u8; 32] {
        self.digest_of(GIST, |path| !is_beside(path))
    }

    fn digest_of(&self, version: &[u8], counts: impl Fn(&str) -> bool) -> [u8; 32] {
        let mut fed = version.to_vec();
        fed.reserve(self.text.len() + self.said.len() * 18);
        for (path, value) in self.iter().filter(|(path, _)| counts(path)) {
            feed_text(&mut fed, b'.', path);
            feed_text(&mut fed, b'=', value);
        }
        Sha256::digest(&fed).into()
    }

    /// Its parts, used to tell where another document differs. Sums, quantities, rates and names of goods are stored as
    /// they are, everything else as a digest only. Each digest includes `salt`, so that nobody can look up a telephone
    /// number by it.
    pub fn parts(&self, salt: &str) -> Parts<'_> {
        let mut parts: Vec<(&str, Vec<(&str, &str)>)> = Vec::new();
        for (path, value) in self.iter() {
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
        Parts(parts.into_iter().map(|(part, leaves)| (part, kept(part, &leaves, salt, &mut room))).collect())
    }
}

/// The parts of a meaning as the journal stores them: a JSON object with a member for each.
#[derive(Debug)]
pub struct Parts<'a>(Vec<(&'a str, Kept<'a>)>);

/// What is stored of a part.
#[derive(Debug)]
enum Kept<'a> {
    /// Its value.
    Plain(Cow<'a, str>),
    /// Those of its values that may be shown, and the digest of all.
    Leaves(Vec<(&'a str, Cow<'a, str>)>, String),
}

impl Parts<'_> {
    /// Adds a member.
    pub fn add(&mut self, name: &'static str, value: String) {
        self.0.push((name, Kept::Plain(value.into())));
    }

    /// The members as values.
    pub fn to_map(&self) -> Map<String, Value> {
        match serde_json::to_value(self) {
            Ok(Value::Object(members)) => members,
            // Only texts are in it, which cannot fail.
            _ => Map::new(),
        }
    }
}

impl Serialize for Parts<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(part, kept)| (*part, kept)))
    }
}

impl Serialize for Kept<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Plain(value) => serializer.serialize_str(value),
            Self::Leaves(plain, digest) => {
                let plain = plain.iter().map(|(leaf, value)| (*leaf, &**value));
                serializer.collect_map(plain.chain([("", digest.as_str())]))
            }
        }
    }
}

/// Adds a text to what is hashed in such a way that its end is unambiguous.
fn feed_text(fed: &mut Vec<u8>, kind: u8, text: &str) {
    fed.push(kind);
    fed.extend_from_slice(&(text.len() as u64).to_le_bytes());
    fed.extend_from_slice(text.as_bytes());
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
fn kept<'a>(part: &str, leaves: &[(&'a str, &'a str)], salt: &str, room: &mut usize) -> Kept<'a> {
    if let [("", value)] = leaves
        && is_plain(part, "", leaves)
    {
        return Kept::Plain(shown(value));
    }
    let mut fed = Vec::with_capacity(512);
    feed_text(&mut fed, b'$', salt);
    let mut plain = Vec::with_capacity(leaves.len());
    for (leaf, value) in leaves {
        feed_text(&mut fed, b'.', leaf);
        feed_text(&mut fed, b'=', value);
        if !leaf.is_empty() && is_plain(part, leaf, leaves) {
            plain.push((*leaf, shown(value)));
        }
    }
    let size: usize = plain.iter().map(|(leaf, value)| leaf.len() + value.len() + 6).sum();
    if size > *room {
        plain.clear();
    }
    *room -= size.min(*room);
    Kept::Leaves(plain, hex(&Sha256::digest(&fed)[..8]))
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

fn shown(value: &str) -> Cow<'_, str> {
    // No character is shorter than a byte.
    let cut = if value.len() > LONGEST { value.char_indices().nth(LONGEST) } else { None };
    match cut {
        Some((at, _)) => format!("{}…", &value[..at]).into(),
        None => value.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;

    #[test]
    fn the_last_value_of_a_path_counts_and_what_was_unsaid_before_does_not() {
        let root = Path::Root;
        let items = Path::Member(&root, "items");
        let (first, second) = (Path::Item(&items, 0), Path::Item(&items, 1));
        let mut recorder = Recorder::default();
        recorder.say(Path::Member(&root, "total"), 1);
        recorder.say(Path::Member(&first, "tax"), "a");
        recorder.say(Path::Member(&Path::Member(&first, "tax"), "sum"), "b");
        recorder.say(Path::Member(&first, "taxes"), "c");
        recorder.say(Path::Member(&second, "tax"), "d");
        recorder.say(Path::Member(&root, "total"), 2);
        recorder.unsay(Path::Member(&first, "tax"));
        recorder.unsay(Path::Member(&second, "tax"));
        recorder.say(Path::Member(&second, "tax"), "e");
        recorder.unsay(Path::Member(&root, "nothing"));
        let meaning = recorder.finish();
        let said: Vec<_> = meaning.iter().collect();
        assert_eq!(said, [("items[0].taxes", "c"), ("items[1].tax", "e"), ("total", "2")]);
    }

    #[test]
    fn the_digest_is_that_of_earlier_versions() {
        let said = BTreeMap::from([("items[0].price", "45.90"), ("operator.name", "Лунина"), ("total", "45.90")]);
        let digest = |version: &[u8], said: &mut dyn Iterator<Item = (&&str, &&str)>| -> [u8; 32] {
            let mut hasher = Sha256::new_with_prefix(version);
            for (kind, text) in said.flat_map(|(path, value)| [(b'.', *path), (b'=', *value)]) {
                hasher.update([kind]);
                hasher.update((text.len() as u64).to_le_bytes());
                hasher.update(text);
            }
            hasher.finalize().into()
        };
        let mut recorder = Recorder::default();
        let root = Path::Root;
        recorder.say(Path::Member(&root, "total"), "45.90");
        recorder.say(Path::Member(&Path::Member(&root, "operator"), "name"), "Лунина");
        recorder.say(Path::Member(&Path::Item(&Path::Member(&root, "items"), 0), "price"), "45.90");
        let meaning = recorder.finish();
        assert_eq!(meaning.digest(), digest(VERSION, &mut said.iter()));
        assert_eq!(meaning.gist(), digest(GIST, &mut said.iter().filter(|(path, _)| !path.starts_with("operator"))));
    }

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
