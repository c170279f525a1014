//! Text as a register prints and stores it: code page 866.

/// The characters of code page 866 above ASCII, in the order of their codes.
const CP866: &str = "АБВГДЕЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯабвгдежзийклмноп░▒▓│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀рстуфхцчшщъыьэюяЁёЄєЇїЎў°∙·√№¤■\u{a0}";

/// Replacements for characters that the code page lacks.
const INSTEAD: &[(char, &str)] = &[
    ('«', "\""),
    ('»', "\""),
    ('“', "\""),
    ('”', "\""),
    ('„', "\""),
    ('‘', "'"),
    ('’', "'"),
    ('—', "-"),
    ('–', "-"),
    ('−', "-"),
    ('‑', "-"),
    ('…', "..."),
    ('×', "x"),
    ('\u{2009}', " "),
    ('\u{202f}', " "),
    ('\t', " "),
    ('₽', "руб."),
    ('€', "EUR"),
    ('™', "(TM)"),
    ('©', "(C)"),
    ('®', "(R)"),
    ('½', "1/2"),
    ('¼', "1/4"),
    ('•', "·"),
    ('І', "I"),
    ('і', "i"),
];

fn prints(letter: char) -> bool {
    matches!(letter, ' '..='~') || CP866.contains(letter)
}

/// The characters of a text that code page 866 lacks, each once.
pub fn outside_cp866(text: &str) -> String {
    let mut strange = String::new();
    for letter in text.chars().filter(|letter| !prints(*letter)) {
        if !strange.contains(letter) {
            strange.push(letter);
        }
    }
    strange
}

/// The text with each character that the code page lacks replaced by the nearest one, or else by `?`.
pub fn to_cp866(text: &str) -> String {
    let mut printed = String::with_capacity(text.len());
    for letter in text.chars() {
        match INSTEAD.iter().find(|(strange, _)| *strange == letter) {
            _ if prints(letter) => printed.push(letter),
            Some((_, instead)) => printed.push_str(instead),
            None => printed.push('?'),
        }
    }
    printed
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_code_page_has_all_of_its_upper_half() {
        assert_eq!(CP866.chars().count(), 128);
    }

    #[test]
    fn typographic_signs_become_typed_ones() {
        assert_eq!(outside_cp866("Кофе «Ёлка» №1 — 5 € ™™"), "«»—€™");
        assert_eq!(to_cp866("Кофе «Ёлка» №1 — 5 €\u{1f600}"), "Кофе \"Ёлка\" №1 - 5 EUR?");
    }
}
