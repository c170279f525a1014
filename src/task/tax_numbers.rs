//! Numbers assigned by the tax service: their formats and check digits.

use crate::error::{Problem, Text};

/// Check digits of an ИНН of 10 or 12 digits (order ММВ-7-6/435@, annex).
pub fn tax_number_is_right(digits: &str) -> bool {
    const TWELVE: [u32; 11] = [3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8];
    let Some(digits) = figures(digits) else { return false };
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

/// What is wrong with a text that should be an ИНН of one of these counts of digits.
pub fn not_a_tax_number(given: &str, counts: &[usize]) -> Problem {
    let listed = |or: &str| counts.iter().map(ToString::to_string).collect::<Vec<_>>().join(or);
    let (ru, en) = (listed(" или "), listed(" or "));
    Problem::Form(match given.bytes().all(|byte| byte.is_ascii_digit()) {
        true => Text::with(
            format!("В ИНН {}, а нужно {ru}", counted(given.len())),
            format!("The tax number has {} digits; needed: {en}", given.len()),
        ),
        false => Text::with(
            format!("В ИНН бывают только цифры, их {ru}"),
            format!("A tax number consists of digits only; there are {en} of them"),
        ),
    })
}

/// A count of digits in Russian: `1 цифра`, `14 цифр`, `22 цифры`.
fn counted(count: usize) -> String {
    let word = match (count % 10, count % 100) {
        (_, 11..=14) => "цифр",
        (1, _) => "цифра",
        (2..=4, _) => "цифры",
        _ => "цифр",
    };
    format!("{count} {word}")
}

/// The digits of a number; `None` if it contains anything else.
fn figures(number: &str) -> Option<Vec<u32>> {
    number.chars().map(|letter| letter.to_digit(10)).collect()
}

/// Check digit of an ИИН or a БИН of 12 digits (Kazakhstan). If the first row of weights leaves 10, the second row
/// decides.
pub fn business_number_is_right(digits: &str) -> bool {
    const FIRST: [u32; 11] = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11];
    const SECOND: [u32; 11] = [3, 4, 5, 6, 7, 8, 9, 10, 11, 1, 2];
    let Some(digits) = figures(digits).filter(|digits| digits.len() == 12) else { return false };
    let remainder =
        |weights: &[u32]| digits.iter().zip(weights).map(|(digit, weight)| digit * weight).sum::<u32>() % 11;
    let check = match remainder(&FIRST) {
        10 => remainder(&SECOND),
        first => first,
    };
    check == digits[11]
}

/// Check digit of an ОГРН of 13 digits or an ОГРНИП of 15 (order of the Ministry of Finance 165н): the number without
/// it, modulo 11 or 13; the last digit of that remainder.
pub fn state_number_is_right(digits: &str) -> bool {
    let modulus = match digits.len() {
        13 => 11,
        15 => 13,
        _ => return false,
    };
    let is_number = digits.bytes().all(|byte| byte.is_ascii_digit());
    digits.parse::<u64>().is_ok_and(|number| is_number && number / 10 % modulus % 10 == number % 10)
}

/// Format of a КПП (order ММВ-7-6/435@): four digits of the tax office, two characters for the reason, three digits.
pub fn reason_code_is_right(code: &str) -> bool {
    code.len() == 9
        && code.bytes().enumerate().all(|(at, byte)| match at {
            4 | 5 => byte.is_ascii_digit() || byte.is_ascii_uppercase(),
            _ => byte.is_ascii_digit(),
        })
}

/// Check digits of a registration number (РНМ) of 16 digits (order ММВ-7-20/229@). The last six digits are a CRC-16
/// (CCITT, initial value 0xFFFF) of the first ten, the user's ИНН padded to 12 digits and the serial number padded to
/// 20.
pub fn registration_number_is_right(number: &str, vatin: &str, serial: &str) -> bool {
    if number.len() != 16 || !number.bytes().all(|byte| byte.is_ascii_digit()) {
        return false;
    }
    let (own, check) = number.split_at(10);
    let whole = format!("{own}{vatin:0>12}{serial:0>20}");
    format!("{:06}", crc16(whole.as_bytes())) == check
}

fn crc16(bytes: &[u8]) -> u16 {
    bytes.iter().fold(0xFFFF, |crc, byte| {
        (0..8).fold(
            crc ^ (u16::from(*byte) << 8),
            |crc, _| {
                if crc & 0x8000 == 0 { crc << 1 } else { (crc << 1) ^ 0x1021 }
            },
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn check_digits_of_numbers_of_kazakhstan() {
        for (number, right) in [
            // The seller of the vendor's examples.
            ("910812450255", true),
            ("910812450254", false),
            // The buyer in the vendor's example is invented.
            ("123456789012", false),
            // The first row leaves 10, so the second one decides.
            ("910812450809", true),
            ("910812450800", false),
            // Both rows leave 10: such numbers are not assigned.
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
            ("7700123459x", false),
        ] {
            assert_eq!(tax_number_is_right(number), right, "{number}");
        }
    }

    #[test]
    fn a_wrong_count_of_digits_is_said_in_words() {
        for (given, counts, ru) in [
            ("32456234523452", &[12][..], "В ИНН 14 цифр, а нужно 12"),
            ("123", &[10, 12], "В ИНН 3 цифры, а нужно 10 или 12"),
            ("1", &[10, 12], "В ИНН 1 цифра, а нужно 10 или 12"),
            ("12345678901", &[12], "В ИНН 11 цифр, а нужно 12"),
            ("77-01", &[10, 12], "В ИНН бывают только цифры, их 10 или 12"),
        ] {
            let Problem::Form(text) = not_a_tax_number(given, counts) else { panic!("{given}") };
            assert_eq!(text.ru, ru);
        }
    }

    #[test]
    fn check_digits_of_state_numbers() {
        for (number, right) in [
            // From the vendor's list of applications.
            ("1127847298842", true),
            ("1127847298843", false),
            // Masked in the vendor's other examples.
            ("1127847000000", false),
            ("304500116000157", true),
            ("304500116000158", false),
            ("11278472988", false),
            ("112784729884x", false),
            ("+127847298842", false),
            ("", false),
            // The same number of bytes, but fewer characters.
            ("11278472988ж", false),
            ("1127847298842ж", false),
        ] {
            assert_eq!(state_number_is_right(number), right, "{number}");
        }
    }

    #[test]
    fn the_form_of_a_reason_code() {
        for (code, right) in [
            ("771343001", true),
            ("7713AZ001", true),
            ("7713az001", false),
            ("77134300", false),
            ("77134300x", false),
            ("7713430011", false),
        ] {
            assert_eq!(reason_code_is_right(code), right, "{code}");
        }
    }

    #[test]
    fn the_check_value_of_the_crc_is_that_of_its_definition() {
        assert_eq!(crc16(b"123456789"), 0x29B1);
    }

    #[test]
    fn a_registration_number_belongs_to_one_user_and_one_register() {
        let right = |number, vatin, serial| registration_number_is_right(number, vatin, serial);
        assert!(right("0000000001045548", "7743013901", "00000000000000012345"));
        assert!(right("0000000001045548", "7743013901", "12345"));
        for (number, vatin, serial) in [
            ("0000000001045548", "7743013901", "12346"),
            ("0000000001045548", "7700123459", "12345"),
            ("0000000002045548", "7743013901", "12345"),
            ("000000000104554", "7743013901", "12345"),
            ("000000000104554x", "7743013901", "12345"),
            ("", "7743013901", "12345"),
        ] {
            assert!(!right(number, vatin, serial), "{number} {vatin} {serial}");
        }
    }

    proptest! {
        #[test]
        fn whatever_is_asked_is_answered(text in any::<String>(), digits in "[0-9ж]{0,24}") {
            for text in [&text, &digits] {
                let is_number = text.bytes().all(|byte| byte.is_ascii_digit());
                for right in [tax_number_is_right(text), business_number_is_right(text), state_number_is_right(text)] {
                    prop_assert!(is_number || !right, "{}", text);
                }
                prop_assert!(!reason_code_is_right(text) || text.len() == 9);
                prop_assert!(!registration_number_is_right(text, text, text) || (is_number && text.len() == 16));
            }
        }

        #[test]
        fn of_ten_last_digits_one_is_right(nine in "[0-9]{9}", ten in "[0-9]{10}", twelve in "[0-9]{12}", fourteen in "[0-9]{14}") {
            let right = |is_right: fn(&str) -> bool, rest: &str| {
                (0..10).filter(|digit| is_right(&format!("{rest}{digit}"))).count()
            };
            prop_assert_eq!(right(tax_number_is_right, &nine), 1);
            prop_assert_eq!(right(state_number_is_right, &twelve), 1);
            prop_assert_eq!(right(state_number_is_right, &fourteen), 1);
            let pairs = (0..100).filter(|pair| tax_number_is_right(&format!("{ten}{pair:02}"))).count();
            prop_assert_eq!(pairs, 1);
        }

        #[test]
        fn a_registration_number_says_when_one_digit_is_another(
            own in "[0-9]{10}", vatin in "[1-9][0-9]{9}([0-9]{2})?", serial in "[1-9][0-9]{0,19}", at in 0..10_usize, step in 1..10_u8,
        ) {
            let check = crc16(format!("{own}{vatin:0>12}{serial:0>20}").as_bytes());
            let other = |text: &str| {
                let mut bytes = text.as_bytes().to_vec();
                let at = at % bytes.len();
                bytes[at] = b'0' + (bytes[at] - b'0' + step) % 10;
                String::from_utf8(bytes).unwrap()
            };
            let right = |own: &str, vatin: &str, serial: &str| {
                registration_number_is_right(&format!("{own}{check:06}"), vatin, serial)
            };
            prop_assert!(right(&own, &vatin, &serial));
            prop_assert!(right(&own, &vatin, &format!("{serial:0>20}")), "leading zeros say nothing");
            prop_assert!(!right(&other(&own), &vatin, &serial));
            prop_assert!(!right(&own, &other(&vatin), &serial));
            prop_assert!(!right(&own, &vatin, &other(&serial)));
        }
    }
}
