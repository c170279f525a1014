//! The containers that the device exchanges with the OFD, in base64.
//!
//! A real container is encrypted. This one consists of a marker, the document's number and length, and its tags as
//! JSON.

use super::document::Document;

const MARK: &[u8] = b"KSIM";

/// Packs a document for the OFD.
pub(super) fn container(document: &Document) -> Vec<u8> {
    let tags = document.data.to_string().into_bytes();
    let length = u32::try_from(tags.len()).unwrap_or(u32::MAX);
    let mut bytes = MARK.to_vec();
    bytes.extend_from_slice(&document.number.to_be_bytes());
    bytes.extend_from_slice(&length.to_be_bytes());
    bytes.extend_from_slice(&tags);
    bytes
}
