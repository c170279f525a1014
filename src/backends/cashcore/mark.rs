//! A mark of ours on a receipt: a short form of the external id, as an auxiliary pair.
//!
//! By it a receipt is recognised even if another one with equal content was printed meanwhile. The mark is 16
//! characters of 32 letters and digits, derived from SHA-256 of the id.

use super::members::member;
use serde_json::Value;
use sha2::{Digest, Sha256};

/// Key of the pair that holds the mark. A caller may use the same key for its own pair.
pub(super) const KEY: &str = "kassa";

/// Characters of a mark: digits and capital letters without I, L, O and U, as in Crockford's base32.
const LETTERS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

const LENGTH: usize = 16;

/// The mark for an external id.
pub(super) fn of(external_id: &str) -> String {
    let digest = Sha256::digest(external_id.as_bytes());
    digest.iter().take(LENGTH).map(|byte| char::from(LETTERS[usize::from(byte % 32)])).collect()
}

/// The values of pairs with our key that have the form of a mark. A caller's own value under the same key normally does
/// not.
pub(super) fn among(pairs: &[Value]) -> Vec<String> {
    let keyed = pairs.iter().filter(|pair| member(pair, "key").and_then(Value::as_str) == Some(KEY));
    let values = keyed.filter_map(|pair| member(pair, "value")).filter_map(Value::as_str);
    values.filter(|value| is_mark(value)).map(str::to_owned).collect()
}

fn is_mark(value: &str) -> bool {
    value.len() == LENGTH && value.bytes().all(|byte| LETTERS.contains(&byte))
}
