//! Keys under which documents are put into a queue.

use crate::uuid::uuid;
use sha2::{Digest, Sha256};

/// The key of these words: a UUID of version 8, taken from a SHA-256 of the words. The same words give the same key on
/// every machine, so the key can be made again without the journal.
pub(super) fn key(words: &[&str]) -> String {
    let mut hasher = Sha256::new();
    for word in words {
        hasher.update(word.len().to_be_bytes());
        hasher.update(word);
    }
    let digest = hasher.finalize();
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&digest[..16]);
    uuid(bytes, 8)
}

#[cfg(test)]
mod tests {
    use super::key;

    #[test]
    fn the_same_words_give_the_same_uuid_and_other_words_another() {
        let one = key(&["itkassa a", "order-1"]);
        assert_eq!(one, key(&["itkassa a", "order-1"]));
        for other in
            [key(&["itkassa a", "order-2"]), key(&["itkassa ao", "rder-1"]), key(&["itkassa a", "order-1", &one])]
        {
            assert_ne!(one, other);
        }
        let parts: Vec<usize> = one.split('-').map(str::len).collect();
        assert_eq!(parts, [8, 4, 4, 4, 12], "{one}");
        assert!(one.as_bytes()[14] == b'8' && matches!(one.as_bytes()[19], b'8' | b'9' | b'a' | b'b'), "{one}");
    }
}
