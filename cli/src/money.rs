//! Sums and quantities as people write them: exact decimals, never floats.

use crate::failure::Failure;
use kassa::{Decimal, Money};
use std::str::FromStr;

/// An exact decimal: digits with a point or, as on paper, a comma.
pub fn decimal(word: &str) -> Option<Decimal> {
    let digits = word.replace(',', ".");
    let is_plain = digits.chars().all(|letter| letter.is_ascii_digit() || letter == '.');
    let begins = digits.starts_with(|letter: char| letter.is_ascii_digit());
    if is_plain && begins && !digits.ends_with('.') { Decimal::from_str_exact(&digits).ok() } else { None }
}

/// A sum of money, to the minor unit.
pub fn sum(word: &str) -> Result<Money, Failure> {
    let exact = decimal(word).and_then(|exact| Money::rounded(exact).filter(|sum| sum.decimal() == exact));
    exact.ok_or_else(|| {
        Failure::usage(
            format!("{word}: это не сумма; пример: 125.50"),
            format!("{word}: this is no sum of money; example: 125.50"),
        )
    })
}

/// A line of a receipt: `NAME:PRICE[:QUANTITY][:VAT]`.
#[derive(Debug, PartialEq, Eq)]
pub struct Line {
    /// Its name. It may contain colons: the numbers are those at the end.
    pub name: String,
    /// Price of one.
    pub price: Money,
    /// How many.
    pub quantity: Decimal,
    /// The VAT rate, such as `vat10`.
    pub vat: Option<String>,
}

impl Line {
    /// Price × quantity, rounded to the minor unit.
    pub fn amount(&self) -> Option<Money> {
        self.price.decimal().checked_mul(self.quantity).and_then(Money::rounded)
    }
}

impl FromStr for Line {
    type Err = Failure;

    fn from_str(word: &str) -> Result<Self, Failure> {
        let wrong = || {
            Failure::usage(
                format!("{word}: строка чека — НАЗВАНИЕ:ЦЕНА[:КОЛИЧЕСТВО][:НДС], например «Чай:90.50:2:vat10»"),
                format!("{word}: a line is NAME:PRICE[:QUANTITY][:VAT], such as \"Tea:90.50:2:vat10\""),
            )
        };
        let mut parts: Vec<&str> = word.split(':').collect();
        let vat = parts.pop_if(|part| decimal(part).is_none()).map(ToOwned::to_owned);
        let last = parts.pop().and_then(decimal).ok_or_else(wrong)?;
        // The name is before the first number of those at the end.
        let earlier = parts.pop_if(|part| decimal(part).is_some()).and_then(decimal);
        let name = parts.join(":");
        if name.is_empty() || vat.as_deref() == Some("") {
            return Err(wrong());
        }
        let (price, quantity) = earlier.map_or((last, Decimal::ONE), |price| (price, last));
        let price = Money::rounded(price).filter(|sum| sum.decimal() == price).ok_or_else(wrong)?;
        Ok(Self { name, price, quantity, vat })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_read_from_its_end_and_no_digit_is_lost() {
        let rows = [
            ("Чай:90", Some(("Чай", "90.00", "1", None))),
            ("Чай:90,5:2", Some(("Чай", "90.50", "2", None))),
            ("Сыр:820.00:0.355:vat10", Some(("Сыр", "820.00", "0.355", Some("vat10")))),
            ("Сыр:1:vat10", Some(("Сыр", "1.00", "1", Some("vat10")))),
            ("Набор 1:24:Лего:45.90", Some(("Набор 1:24:Лего", "45.90", "1", None))),
            ("Чай", None),
            (":90", None),
            ("Чай:", None),
            ("Чай:90:", None),
            ("Чай:0.1234", None),
            ("Чай:-5", None),
            ("Чай:1e3", None),
            ("Чай:90.", None),
        ];
        for (word, expected) in rows {
            let line = word.parse::<Line>().ok();
            let read = line.map(|line| (line.name, line.price.to_string(), line.quantity.to_string(), line.vat));
            let expected = expected.map(|(name, price, quantity, vat)| {
                (name.to_owned(), price.to_owned(), quantity.to_owned(), vat.map(ToOwned::to_owned))
            });
            assert_eq!(read, expected, "{word}");
        }
    }
}
