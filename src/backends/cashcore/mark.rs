//! A mark of ours on a receipt: a short form of the document's id among the auxiliary pairs.

use super::members::member;
use serde_json::Value;
use sha2::{Digest, Sha256};

/// Key of the mark; a caller may write a pair of the same key.
pub(super) const KEY: &str = "kassa";

/// Letters of a mark.
const LETTERS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// Length of a mark.
const LENGTH: usize = 16;

/// The mark of a document.
pub(super) fn of(external_id: &str) -> String {
    let digest = Sha256::digest(external_id.as_bytes());
    digest.iter().take(LENGTH).map(|byte| char::from(LETTERS[usize::from(byte % 32)])).collect()
}

/// Every pair that may be a mark of ours, the caller's own of the same key left out.
pub(super) fn among(pairs: &[Value]) -> Vec<String> {
    let keyed = pairs.iter().filter(|pair| member(pair, "key").and_then(Value::as_str) == Some(KEY));
    let values = keyed.filter_map(|pair| member(pair, "value")).filter_map(Value::as_str);
    values.filter(|value| is_mark(value)).map(str::to_owned).collect()
}

fn is_mark(value: &str) -> bool {
    value.len() == LENGTH && value.bytes().all(|byte| LETTERS.contains(&byte))
}
