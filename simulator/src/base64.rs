//! Base64 with padding (RFC 4648). Each value has exactly one valid text.

const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

pub(super) fn to_base64(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for chunk in bytes.chunks(3) {
        let byte = |at: usize| u32::from(chunk.get(at).copied().unwrap_or(0));
        let bits = byte(0) << 16 | byte(1) << 8 | byte(2);
        for at in 0..4_usize {
            let sextet = bits >> (18 - 6 * at) & 63;
            let letter = if at <= chunk.len() { char::from(LETTERS[sextet as usize]) } else { '=' };
            text.push(letter);
        }
    }
    text
}

/// Decodes base64 with padding. Returns `None` for any other form.
pub(super) fn from_base64(text: &str) -> Option<Vec<u8>> {
    let letters = text.trim_end_matches('=');
    let padding = text.len() - letters.len();
    (text.len().is_multiple_of(4) && padding <= 2).then_some(())?;
    let mut bytes = Vec::with_capacity(text.len() / 4 * 3);
    let (mut bits, mut count) = (0_u32, 0);
    for letter in letters.bytes() {
        let sextet = LETTERS.iter().position(|known| *known == letter)?;
        bits = bits << 6 | u32::try_from(sextet).ok()?;
        count += 6;
        if count >= 8 {
            count -= 8;
            bytes.push(u8::try_from(bits >> count & 0xff).ok()?);
        }
    }
    // The unused trailing bits must be zero, so that each value has exactly one text.
    (bits & ((1 << count) - 1) == 0).then_some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_is_that_of_rfc_4648() {
        let known =
            [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("foobar", "Zm9vYmFy")];
        for (bytes, text) in known {
            assert_eq!(to_base64(bytes.as_bytes()), text);
            assert_eq!(from_base64(text).as_deref(), Some(bytes.as_bytes()));
        }
    }

    #[test]
    fn text_that_is_not_base64_is_refused() {
        for text in ["Zg", "Zg=", "Zh==", "Z g=", "Zm9v====", "=", "Zm-v"] {
            assert_eq!(from_base64(text), None, "{text}");
        }
    }
}
