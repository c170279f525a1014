//! The code page of the fiscal drive's texts. A character that it does not have is lost.

use super::tlv::Tags;
use serde_json::Value;

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

fn byte(letter: char) -> Option<u8> {
    if letter.is_ascii() {
        return u8::try_from(letter).ok();
    }
    let place = LETTERS.iter().flat_map(|letters| letters.chars()).position(|known| known == letter)?;
    u8::try_from(place + 0x80).ok()
}

/// The tags as the fiscal drive keeps them, without the characters that it does not have.
pub(super) fn kept(tags: Tags) -> Tags {
    tags.into_iter().map(|(name, value)| (name, kept_value(value))).collect()
}

fn kept_value(value: Value) -> Value {
    match value {
        Value::String(text) => text.chars().filter(|letter| byte(*letter).is_some()).collect::<String>().into(),
        Value::Array(list) => list.into_iter().map(kept_value).collect(),
        Value::Object(tags) => kept(tags).into(),
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_have_their_codes_and_the_rest_is_lost() {
        assert_eq!(bytes("Aа«я»пр№Ёё─°\u{a0}"), [65, 0xa0, 0xef, 0xaf, 0xe0, 0xfc, 0xf0, 0xf1, 0xc4, 0xf8, 0xff]);
    }
}
