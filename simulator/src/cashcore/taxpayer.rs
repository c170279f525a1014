//! The numbers of persons (ИИН) and companies (БИН) in Kazakhstan: twelve digits, the last one a check digit.

/// Whether the number has twelve digits and a correct check digit.
///
/// The check digit is the sum of the first eleven digits, weighted by 1 to 11, modulo 11. If the result is 10, the
/// weights start at 3 instead. If it is 10 again, the number is invalid.
pub(super) fn is_valid(number: &str) -> bool {
    let digits: Vec<u32> = number.chars().filter_map(|letter| letter.to_digit(10)).collect();
    digits.len() == 12 && number.len() == 12 && check_digit(&digits) == digits.last().copied()
}

fn check_digit(digits: &[u32]) -> Option<u32> {
    let rest = |from: u32| {
        let weights = (0..11).map(|at| (from + at - 1) % 11 + 1);
        weights.zip(digits).map(|(weight, digit)| weight * digit).sum::<u32>() % 11
    };
    [1, 3].into_iter().map(rest).find(|rest| *rest < 10)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_known_by_its_check_digit() {
        // The sample seller's number, and the number of the vendor's example buyer with a correct check digit. The
        // latter needs the second row of weights.
        for (number, good) in [
            ("200140000014", true),
            ("123456789013", true),
            ("123456789012", false),
            ("200140000015", false),
            ("20014000001", false),
            ("2001400000145", false),
            ("20014000001x", false),
            ("", false),
        ] {
            assert_eq!(is_valid(number), good, "{number}");
        }
    }
}
