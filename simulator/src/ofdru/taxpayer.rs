//! The numbers of a taxpayer, as the tax service checks them: ИНН, ОГРН, КПП.

fn digits(text: &str) -> Option<Vec<u64>> {
    text.chars().map(|letter| letter.to_digit(10).map(u64::from)).collect()
}

fn weighted(digits: &[u64], weights: &[u64]) -> u64 {
    digits.iter().zip(weights).map(|(digit, weight)| digit * weight).sum::<u64>() % 11 % 10
}

/// Whether the ИНН has correct check digits: 10 digits with one check digit for a company, 12 digits with two for a
/// person.
pub(super) fn is_inn(text: &str, person: bool) -> bool {
    let Some(digits) = digits(text) else { return false };
    match (digits.len(), person) {
        (10, false) => weighted(&digits, &[2, 4, 10, 3, 5, 9, 4, 6, 8]) == digits[9],
        (12, true) => {
            weighted(&digits, &[7, 2, 4, 10, 3, 5, 9, 4, 6, 8]) == digits[10]
                && weighted(&digits, &[3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8]) == digits[11]
        }
        _ => false,
    }
}

/// Whether the ОГРН (13 digits) or the ОГРНИП (15 digits) has a correct check digit.
pub(super) fn is_ogrn(text: &str, person: bool) -> bool {
    let (length, divisor) = if person { (15, 13) } else { (13, 11) };
    let Some(number) = text.parse::<u64>().ok().filter(|_| text.len() == length && digits(text).is_some()) else {
        return false;
    };
    number / 10 % divisor % 10 == number % 10
}

/// Whether the КПП has the right form: four digits, two digits or capital letters, three digits.
pub(super) fn is_kpp(text: &str) -> bool {
    let at =
        |(place, byte): (usize, u8)| byte.is_ascii_digit() || (matches!(place, 4 | 5) && byte.is_ascii_uppercase());
    text.len() == 9 && text.bytes().enumerate().all(at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_need_their_check_digits() {
        // The company in the example of the list in §2.3. The companies of the other examples are invented.
        assert!(is_inn("7841465198", false) && is_ogrn("1127847298842", false) && is_kpp("771343001"));
        assert!(is_inn("771234567859", true) && is_ogrn("304500116000157", true));
        for (inn, person) in
            [("7841465199", false), ("7841465198", true), ("771234567850", true), ("784146519x", false)]
        {
            assert!(!is_inn(inn, person), "{inn}");
        }
        for ogrn in ["1127847298843", "112784729884", "+127847298842"] {
            assert!(!is_ogrn(ogrn, false), "{ogrn}");
        }
        for kpp in ["77134300", "7713a3001", "A71343001"] {
            assert!(!is_kpp(kpp), "{kpp}");
        }
    }
}
