//! Texts as a register prints and stores them: code page 866, and the check digits of tax numbers.

/// The letters and signs of code page 866 above ASCII, less the frames, which no text needs but which it has.
const CP866: &str = "АБВГДЕЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯабвгдежзийклмноп░▒▓│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀рстуфхцчшщъыьэюяЁёЄєЇїЎў°∙·√№¤■\u{a0}";

/// What stands for a sign that the code page lacks.
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

/// The characters that code page 866 lacks, each once.
pub fn outside_cp866(text: &str) -> String {
    let mut strange = String::new();
    for letter in text.chars().filter(|letter| !prints(*letter)) {
        if !strange.contains(letter) {
            strange.push(letter);
        }
    }
    strange
}

/// The text with what the code page lacks replaced by the nearest it has, else by `?`.
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

/// Check digits of an ИНН of 10 or 12 digits (order ММВ-7-6/435@, annex).
pub fn tax_number_is_right(digits: &str) -> bool {
    const TWELVE: [u32; 11] = [3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8];
    let digits: Vec<u32> = digits.chars().filter_map(|letter| letter.to_digit(10)).collect();
    let check = |count: usize, weights: &[u32]| {
        let sum: u32 = digits[..count].iter().zip(weights).map(|(digit, weight)| digit * weight).sum();
        sum % 11 % 10 == digits[count]
    };
    match digits.len() {
        10 => check(9, &TWELVE[2..]),
        12 => check(10, &TWELVE[1..]) && check(11, &TWELVE),
        _ => false,
    }
}

/// Check digit of an ИИН or a БИН of 12 digits (Kazakhstan): the second row of weights is for a remainder of 10.
pub fn business_number_is_right(digits: &str) -> bool {
    const FIRST: [u32; 11] = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11];
    const SECOND: [u32; 11] = [3, 4, 5, 6, 7, 8, 9, 10, 11, 1, 2];
    let digits: Vec<u32> = digits.chars().filter_map(|letter| letter.to_digit(10)).collect();
    if digits.len() != 12 {
        return false;
    }
    let remainder =
        |weights: &[u32]| digits.iter().zip(weights).map(|(digit, weight)| digit * weight).sum::<u32>() % 11;
    let check = match remainder(&FIRST) {
        10 => remainder(&SECOND),
        first => first,
    };
    check == digits[11]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn check_digits_of_numbers_of_kazakhstan() {
        for (number, right) in [
            // The seller of the vendor's examples.
            ("910812450255", true),
            ("910812450254", false),
            // The buyer of the vendor's example is made up.
            ("123456789012", false),
            // The first row leaves 10, and so the second one decides.
            ("910812450809", true),
            ("910812450800", false),
            // Both rows leave 10: no such number is given out.
            ("910812450860", false),
            ("91081245025", false),
            ("", false),
        ] {
            assert_eq!(business_number_is_right(number), right, "{number}");
        }
    }

    #[test]
    fn check_digits_of_tax_numbers() {
        for (number, right) in [
            ("7700123459", true),
            ("771234567859", true),
            ("7800987653", true),
            ("5000111221", true),
            ("7743013902", false),
            ("1234567890", false),
            ("7701237658", false),
            ("771234567850", false),
            ("77", false),
        ] {
            assert_eq!(tax_number_is_right(number), right, "{number}");
        }
    }

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
