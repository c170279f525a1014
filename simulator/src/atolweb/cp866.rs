//! The code page of the fiscal drive's texts. A character that it does not have is lost, as in a real drive.

/// The text in CP866.
pub(super) fn bytes(text: &str) -> Vec<u8> {
    text.chars().filter_map(byte).collect()
}

fn byte(letter: char) -> Option<u8> {
    let from = |first: char, code: u32| u8::try_from(u32::from(letter) - u32::from(first) + code).ok();
    match letter {
        '\0'..='\u{7f}' => u8::try_from(letter).ok(),
        'А'..='п' => from('А', 0x80),
        'р'..='я' => from('р', 0xe0),
        'Ё' => Some(0xf0),
        'ё' => Some(0xf1),
        '№' => Some(0xfc),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_have_their_codes_and_the_rest_is_lost() {
        assert_eq!(bytes("Aа«я»пр№Ёё"), [65, 0xa0, 0xef, 0xaf, 0xe0, 0xfc, 0xf0, 0xf1]);
    }
}
