//! Bytes as hexadecimal digits, and back.

/// The digits of bytes.
pub fn hex(bytes: &[u8]) -> String {
    let digit = |half: u8| char::from(b"0123456789abcdef"[usize::from(half)]);
    let mut digits = String::with_capacity(2 * bytes.len());
    digits.extend(bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]));
    digits
}

/// The bytes of digits; `None` unless there are exactly as many.
#[cfg(feature = "postgres")]
pub fn bytes<const N: usize>(digits: &str) -> Option<[u8; N]> {
    let half = |digit: &u8| char::from(*digit).to_digit(16).and_then(|half| u8::try_from(half).ok());
    if digits.len() != 2 * N {
        return None;
    }
    let mut bytes = [0; N];
    for (byte, pair) in bytes.iter_mut().zip(digits.as_bytes().chunks_exact(2)) {
        *byte = half(&pair[0])? << 4 | half(&pair[1])?;
    }
    Some(bytes)
}

#[cfg(all(test, feature = "postgres"))]
mod tests {
    use super::*;

    #[test]
    fn bytes_become_digits_and_digits_of_their_length_become_bytes() {
        assert_eq!(hex(&[0, 0x1f, 0xff]), "001fff");
        assert_eq!(bytes("001FfF"), Some([0, 0x1f, 0xff]));
        for wrong in ["001ff", "001fff0", "001ffg", "+01fff", "00ж0f"] {
            assert_eq!(bytes::<3>(wrong), None, "{wrong}");
        }
    }
}
