//! The digest of a JSON document: equal for two spellings of the same values.

use super::json::Node;
use super::money::decimal;
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

impl Node {
    /// Digest of the meaning. The order of members, missing members and those in `without` do not count.
    pub fn digest(&self, without: &[&str]) -> [u8; 32] {
        let mut fed = Fed::default();
        self.feed(&mut fed, without);
        fed.finish()
    }

    fn feed(&self, fed: &mut Fed, without: &[&str]) {
        match self {
            Self::Null => fed.add(b"n"),
            Self::Bool(value) => fed.add(if *value { b"t" } else { b"f" }),
            // 100 and 100.00 are the same sum, however the caller spells it.
            Self::Number(digits) if is_plain_whole(digits) => fed.add_text(b'#', digits),
            Self::Number(digits) => match decimal(digits) {
                Some(exact) => fed.add_text(b'#', &exact.normalize().to_string()),
                None => fed.add_text(b'#', digits),
            },
            Self::Text(text) => fed.add_text(b'"', text),
            Self::List(list) => {
                fed.add(b"[");
                for node in list {
                    node.feed(fed, &[]);
                }
                fed.add(b"]");
            }
            Self::Object(members) => {
                let mut kept: Vec<_> =
                    members.iter().filter(|(name, value)| !without.contains(&&**name) && !value.is_missing()).collect();
                kept.sort_by(|a, b| a.0.cmp(&b.0));
                fed.add(b"{");
                for (name, value) in kept {
                    fed.add_text(b'"', name);
                    value.feed(fed, &[]);
                }
                fed.add(b"}");
            }
        }
    }
}

/// Whether digits are a whole number without a sign, a point or zeros in front: normalized, they stay the same.
fn is_plain_whole(digits: &str) -> bool {
    digits.len() <= 18 && !digits.starts_with('0') && digits.bytes().all(|digit| digit.is_ascii_digit())
}

/// What goes into a digest. It is gathered into pieces, since most of it are names and values of a few bytes.
struct Fed {
    hasher: Sha256,
    piece: Zeroizing<[u8; 512]>,
    filled: usize,
}

impl Default for Fed {
    fn default() -> Self {
        Self { hasher: Sha256::new(), piece: Zeroizing::new([0; 512]), filled: 0 }
    }
}

impl Fed {
    fn add(&mut self, bytes: &[u8]) {
        if self.filled + bytes.len() > self.piece.len() {
            self.hasher.update(&self.piece[..self.filled]);
            self.filled = 0;
        }
        match self.piece.get_mut(self.filled..self.filled + bytes.len()) {
            Some(room) => {
                room.copy_from_slice(bytes);
                self.filled += bytes.len();
            }
            // Longer than a piece.
            None => self.hasher.update(bytes),
        }
    }

    /// Adds a text in such a way that its end is unambiguous.
    fn add_text(&mut self, kind: u8, text: &str) {
        let mut head = [kind; 9];
        head[1..].copy_from_slice(&(text.len() as u64).to_le_bytes());
        self.add(&head);
        self.add(text.as_bytes());
    }

    fn finish(mut self) -> [u8; 32] {
        self.hasher.update(&self.piece[..self.filled]);
        self.hasher.finalize().into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_digest_is_of_the_meaning() {
        let digest = |text| Node::parse(text).unwrap().digest(&["externalId"]);
        assert_eq!(digest(r#"{"a": 1, "b": {}}"#), digest(r#"{ "externalId": "x", "a": 1, "c": null }"#));
        assert_eq!(digest(r#"{"a": 100}"#), digest(r#"{"a": 1.0000e+2}"#));
        assert_ne!(digest(r#"{"a": 1}"#), digest(r#"{"a": 2}"#));
        assert_ne!(digest(r#"{"a": "1"}"#), digest(r#"{"a": 1}"#));
    }

    #[test]
    fn the_digest_is_that_of_earlier_versions() {
        let long = "ж".repeat(600);
        let text = format!(r#"{{"b": ["{long}", 12, 0, 7e0, 12.50, true, null], "a": "{long}", "c": false}}"#);
        let said = |kind: &str, text: &str| {
            [kind.as_bytes(), (text.len() as u64).to_le_bytes().as_slice(), text.as_bytes()].concat()
        };
        let numbers = ["12", "0", "7", "12.5"].map(|number| said("#", number)).concat();
        let fed = [
            b"{".to_vec(),
            said("\"", "a"),
            said("\"", &long),
            said("\"", "b"),
            b"[".to_vec(),
            said("\"", &long),
            numbers,
            b"tn]".to_vec(),
            said("\"", "c"),
            b"f}".to_vec(),
        ];
        let expected: [u8; 32] = Sha256::digest(fed.concat()).into();
        assert_eq!(Node::parse(&text).unwrap().digest(&[]), expected);
    }
}
