//! The glyphs of pictures and pages: 12 × 24 dots, so that 32 columns fill the 384 dots of 58 mm paper and 48 columns the
//! 576 dots of 80 mm. Where they come from: `cargo xtask font`; their licence: `font/OFL.txt`.

/// Width of a glyph in dots.
pub const WIDTH: usize = 12;
/// Height of a glyph in dots.
pub const HEIGHT: usize = 24;

const REGULAR: &[u8] = include_bytes!("font/regular.bin");
const BOLD: &[u8] = include_bytes!("font/bold.bin");

/// Bytes of a record: the character and the rows.
const RECORD: usize = 2 + 2 * HEIGHT;

/// What is drawn for a character that the font does not have.
const UNKNOWN: char = '?';

/// A glyph: 24 rows of dots.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Glyph(&'static [u8]);

/// The glyph of a character, or of a question mark.
pub fn glyph(letter: char, bold: bool) -> Glyph {
    find(letter, bold).or_else(|| find(UNKNOWN, bold)).unwrap_or(Glyph(&[]))
}

/// The glyph of a character, if the font has it.
pub fn find(letter: char, bold: bool) -> Option<Glyph> {
    let (records, _) = if bold { BOLD } else { REGULAR }.as_chunks::<RECORD>();
    let code = u16::try_from(u32::from(letter)).ok()?;
    let found = records.binary_search_by_key(&code, |record| u16::from_be_bytes([record[0], record[1]]));
    found.ok().map(|index| Glyph(&records[index][2..]))
}

impl Glyph {
    /// Whether a dot is black.
    pub fn dot(self, column: usize, row: usize) -> bool {
        self.0.get(row * 2 + column / 8).is_some_and(|byte| byte & (0x80 >> (column % 8)) != 0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Letters of Russian and of Kazakh, and the signs of a receipt.
    const LETTERS: &str = "АБВГДЕЁЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯабвгдеёжзийклмнопрстуфхцчшщъыьэюяӘәҒғҚқҢңӨөҰұҮүҺһІі\
        ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789№₽₸«»„“–—×=%*/.,:;!?()[]+-&'\"@#_°·";

    #[test]
    fn every_letter_of_russian_and_kazakh_has_a_glyph_of_its_own() {
        for bold in [false, true] {
            let missing: String = LETTERS.chars().filter(|letter| find(*letter, bold).is_none()).collect();
            assert_eq!(missing, "", "bold: {bold}");
            let dotless =
                |letter: &char| !(0..WIDTH * HEIGHT).any(|at| glyph(*letter, bold).dot(at % WIDTH, at / WIDTH));
            assert_eq!(LETTERS.chars().find(dotless), None);
            for (cyrillic, kazakh) in "ГКНОУуЧгкноЭ".chars().zip("ҒҚҢӨҰүҺғқңөӘ".chars()) {
                assert_ne!(find(cyrillic, bold), find(kazakh, bold), "{kazakh}");
            }
        }
        assert_eq!(glyph('☕', false), glyph('?', false));
    }
}
