//! The test signature. It is obviously not a legal signature, but it depends on every byte of the document.
//!
//! A real one is a detached CMS signature made with a qualified certificate. The document of OFD.ru does not define its
//! form.

use crate::base64::from_base64;

const MARK: &str = "TEST SIGNATURE ";

/// The test signature before base64: the marker and the FNV-1a hash of the document's bytes (64 bits, 16 hexadecimal
/// digits).
pub(super) fn of(content: &[u8]) -> String {
    let step = |hash: u64, byte: &u8| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
    format!("{MARK}{:016x}", content.iter().fold(0xcbf2_9ce4_8422_2325, step))
}

/// What is wrong with a signature; `None` if it is valid.
pub(super) fn complaint(signature: &str, content: &[u8]) -> Option<&'static str> {
    let Some(bytes) = from_base64(signature) else { return Some("это не base64") };
    if !bytes.starts_with(MARK.as_bytes()) {
        return Some("это не подпись");
    }
    (bytes != of(content).as_bytes()).then_some("подпись не этого документа")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base64::to_base64;

    #[test]
    fn a_signature_belongs_to_its_document_alone() {
        // The published FNV-1a values of the empty text and of "foobar".
        assert_eq!(of(b""), "TEST SIGNATURE cbf29ce484222325");
        assert_eq!(of(b"foobar"), "TEST SIGNATURE 85944171f73967e8");
        let signature = to_base64(of(b"one").as_bytes());
        assert_eq!(complaint(&signature, b"one"), None);
        assert_eq!(complaint(&signature, b"two"), Some("подпись не этого документа"));
        assert_eq!(complaint("AA==", b"one"), Some("это не подпись"));
        assert_eq!(complaint("A", b"one"), Some("это не base64"));
    }
}
