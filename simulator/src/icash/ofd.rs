//! The messages that the device exchanges with the OFD, in base64.
//!
//! A message is a head of 30 bytes, with a signature and the length of the rest, and a container. A real container is
//! encrypted. This one consists of a marker, the document's number and length, and its tags as JSON.

use super::document::Document;

/// First bytes of a message, and the length of its head.
const SIGNATURE: [u8; 4] = [0x2a, 0x08, 0x41, 0x0a];
const HEAD: usize = 30;

const MARK: &[u8] = b"KSIM";

/// The message that passes a document to the OFD.
pub(super) fn message(document: &Document) -> Vec<u8> {
    let container = container(document);
    let mut bytes = vec![0; HEAD];
    bytes[..4].copy_from_slice(&SIGNATURE);
    bytes[24..26].copy_from_slice(&u16::try_from(container.len()).unwrap_or(u16::MAX).to_le_bytes());
    bytes.extend_from_slice(&container);
    bytes
}

/// Packs a document for the OFD.
fn container(document: &Document) -> Vec<u8> {
    let tags = document.data.to_string().into_bytes();
    let length = u32::try_from(tags.len()).unwrap_or(u32::MAX);
    let mut bytes = MARK.to_vec();
    bytes.extend_from_slice(&document.number.to_be_bytes());
    bytes.extend_from_slice(&length.to_be_bytes());
    bytes.extend_from_slice(&tags);
    bytes
}
