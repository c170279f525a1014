//! Text as a register prints and stores it: code page 866.

/// The characters of code page 866 above ASCII, in the order of their codes.
const CP866: &str = "АБВГДЕЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯабвгдежзийклмноп░▒▓│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀рстуфхцчшщъыьэюяЁёЄєЇїЎў°∙·√№¤■\u{a0}";

/// Signs that the code page lacks, and what people write for them where there is no such sign.
const SIGNS: &[(&str, &str)] = &[
    ("«»“”„‟″〞", "\""),
    ("‘’‚‛′‹›´", "'"),
    ("—–−‐‑‒―⁃", "-"),
    ("…", "..."),
    ("×✕✖", "x"),
    ("÷", "/"),
    ("±", "+-"),
    ("≤", "<="),
    ("≥", ">="),
    ("≈", "~"),
    ("→", "->"),
    ("←", "<-"),
    ("•●", "·"),
    ("²", "2"),
    ("³", "3"),
    ("½", "1/2"),
    ("¼", "1/4"),
    ("¾", "3/4"),
    ("₽", "руб."),
    ("₸", "тг"),
    ("€", "EUR"),
    ("£", "GBP"),
    ("¥", "JPY"),
    ("™", "(TM)"),
    ("©", "(C)"),
    ("®", "(R)"),
    (
        "\t\n\r\u{2000}\u{2001}\u{2002}\u{2003}\u{2004}\u{2005}\u{2006}\u{2007}\u{2008}\u{2009}\u{200a}\u{2028}\u{202f}\u{3000}",
        " ",
    ),
    // Not seen at all: a soft hyphen, joiners, a byte order mark.
    ("\u{ad}\u{200b}\u{200c}\u{200d}\u{2060}\u{feff}", ""),
];

/// Letters that the code page lacks, and those that are read in their place.
const LETTERS: &[(&str, &str)] = &[
    ("Ә", "А"),
    ("ә", "а"),
    ("Ғ", "Г"),
    ("ғ", "г"),
    ("Қ", "К"),
    ("қ", "к"),
    ("Ң", "Н"),
    ("ң", "н"),
    ("Ө", "О"),
    ("ө", "о"),
    ("ҰҮ", "У"),
    ("ұү", "у"),
    ("Һ", "Х"),
    ("һ", "х"),
    ("І", "I"),
    ("і", "i"),
    ("Ґ", "Г"),
    ("ґ", "г"),
    ("ÀÁÂÃÄÅĀĂĄ", "A"),
    ("àáâãäåāăą", "a"),
    ("ÇĆČ", "C"),
    ("çćč", "c"),
    ("ĎĐ", "D"),
    ("ďđ", "d"),
    ("ÈÉÊËĒĖĘĚ", "E"),
    ("èéêëēėęě", "e"),
    ("ĞĢ", "G"),
    ("ğģ", "g"),
    ("ÌÍÎÏĪĮİ", "I"),
    ("ìíîïīįı", "i"),
    ("Ķ", "K"),
    ("ķ", "k"),
    ("ĹĻĽŁ", "L"),
    ("ĺļľł", "l"),
    ("ÑŃŅŇ", "N"),
    ("ñńņň", "n"),
    ("ÒÓÔÕÖØŌŐ", "O"),
    ("òóôõöøōő", "o"),
    ("ŔŘ", "R"),
    ("ŕř", "r"),
    ("ŚŞŠȘ", "S"),
    ("śşšș", "s"),
    ("ŢŤȚ", "T"),
    ("ţťț", "t"),
    ("ÙÚÛÜŪŮŰŲ", "U"),
    ("ùúûüūůűų", "u"),
    ("ÝŸ", "Y"),
    ("ýÿ", "y"),
    ("ŹŻŽ", "Z"),
    ("źżž", "z"),
    ("Æ", "AE"),
    ("æ", "ae"),
    ("Œ", "OE"),
    ("œ", "oe"),
    ("ß", "ss"),
];

fn prints(letter: char) -> bool {
    // Most of what is written, without a search.
    matches!(letter, ' '..='~' | 'А'..='я') || CP866.contains(letter)
}

/// A text in code page 866. A character that it lacks becomes a question mark.
pub fn encode_cp866(text: &str) -> Vec<u8> {
    let byte = |letter: char| match u8::try_from(letter) {
        Ok(ascii) if ascii.is_ascii() => ascii,
        _ => CP866.chars().position(|other| other == letter).and_then(|at| u8::try_from(at + 128).ok()).unwrap_or(b'?'),
    };
    text.chars().map(byte).collect()
}

/// The text that these bytes are in code page 866.
pub fn decode_cp866(bytes: &[u8]) -> String {
    let letter = |byte: &u8| match byte.checked_sub(128) {
        None => char::from(*byte),
        Some(at) => CP866.chars().nth(usize::from(at)).unwrap_or(char::REPLACEMENT_CHARACTER),
    };
    bytes.iter().map(letter).collect()
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

/// The text with signs that the code page lacks as people type them, and with `letters` also letters as they are read.
/// A character without an equivalent stays.
pub fn to_cp866(text: &str, letters: bool) -> String {
    let more = if letters { LETTERS } else { &[] };
    let mut printed = String::with_capacity(text.len());
    for letter in text.chars() {
        let equivalent = || SIGNS.iter().chain(more).find(|(strange, _)| strange.contains(letter));
        match (!prints(letter)).then(equivalent).flatten() {
            Some((_, instead)) => printed.push_str(instead),
            None => printed.push(letter),
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
        let every: Vec<u8> = (0..=255).collect();
        assert_eq!(encode_cp866(&decode_cp866(&every)), every);
        assert_eq!(encode_cp866("Ёж☕"), [0xF0, 0xA6, b'?']);
    }

    #[test]
    fn signs_and_letters_become_what_people_type_for_them() {
        assert_eq!(outside_cp866("Кофе «Ёлка» №1 — 5 € ™™"), "«»—€™");
        for (text, letters, printed) in [
            ("Кофе «Ёлка» №1 — 5 €", false, "Кофе \"Ёлка\" №1 - 5 EUR"),
            ("2 × 100\u{2009}г…\u{a0}“a” `b`", false, "2 x 100 г...\u{a0}\"a\" `b`"),
            ("две\nстроки\u{ad}", false, "две строки"),
            ("Café Қазақстан", false, "Café Қазақстан"),
            ("Café Қазақстан Łódź", true, "Cafe Казакстан Lodz"),
            ("Торт \u{1f382}", true, "Торт \u{1f382}"),
        ] {
            assert_eq!(to_cp866(text, letters), printed);
        }
    }

    #[test]
    fn every_equivalent_is_printed_and_stands_for_a_character_that_is_not() {
        for (strange, instead) in SIGNS.iter().chain(LETTERS) {
            assert!(instead.chars().all(prints), "{strange}");
            assert!(strange.chars().all(|letter| !prints(letter)), "{strange}");
        }
    }
}
