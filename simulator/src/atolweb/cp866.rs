//! The code page of the fiscal drive's texts. A character that it does not have is lost.

/// The characters of the codes 80 to AF, B0 to DF, E0 to EF and F0 to FF.
const LETTERS: [&str; 4] = [
    "АБВГДЕЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯабвгдежзийклмноп",
    "░▒▓│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀",
    "рстуфхцчшщъыьэюя",
    "ЁёЄєЇїЎў°∙·√№¤■\u{a0}",
];

/// The text in CP866.
pub(super) fn bytes(text: &str) -> Vec<u8> {
    text.chars().filter_map(byte).collect()
}

/// Its code; `None` if the code page does not have it.
pub(super) fn byte(letter: char) -> Option<u8> {
    if letter.is_ascii() {
        return u8::try_from(letter).ok();
    }
    let place = LETTERS.iter().flat_map(|letters| letters.chars()).position(|known| known == letter)?;
    u8::try_from(place + 0x80).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_have_their_codes_and_the_rest_is_lost() {
        assert_eq!(bytes("Aа«я»пр№Ёё─°\u{a0}"), [65, 0xa0, 0xef, 0xaf, 0xe0, 0xfc, 0xf0, 0xf1, 0xc4, 0xf8, 0xff]);
    }
}
