//! Units of quantity (tags 1197 and 2108): as people write them, and as they stand on a receipt.

use super::json::Node;
use super::policy::Country;
use super::read::Fields;
use super::words::{Unit, Words, listed};
use crate::error::{Problem, Text};

/// Most characters of a unit (tag 1197).
const LONGEST: usize = 16;

/// A unit of quantity: one from the list of FFD 1.2, or the caller's own text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Measure {
    /// A unit of the list.
    Listed(Unit),
    /// A unit of the list, as the caller spells it.
    Usual(Unit, String),
    /// Any other unit, as it should be printed; in Kazakhstan, a code of its own list.
    Text(String),
}

impl Measure {
    /// The unit as it stands on a receipt (tag 1197).
    pub fn printed(&self) -> &str {
        match self {
            Self::Listed(unit) => unit.abbreviation(),
            // A receipt is in Russian.
            Self::Usual(unit, text) if text.is_ascii() => unit.abbreviation(),
            Self::Usual(_, text) | Self::Text(text) => text,
        }
    }
}

impl Unit {
    /// Its usual abbreviation, as it stands on a receipt (see order ЕД-7-20/662@, table 114).
    pub fn abbreviation(self) -> &'static str {
        match self {
            Self::Piece => "шт.",
            Self::Gram => "г",
            Self::Kilogram => "кг",
            Self::Ton => "т",
            Self::Centimeter => "см",
            Self::Decimeter => "дм",
            Self::Meter => "м",
            Self::SquareCentimeter => "кв. см",
            Self::SquareDecimeter => "кв. дм",
            Self::SquareMeter => "кв. м",
            Self::Milliliter => "мл",
            Self::Liter => "л",
            Self::CubicMeter => "куб. м",
            Self::KilowattHour => "кВт·ч",
            Self::Gkal => "Гкал",
            Self::Day => "сутки",
            Self::Hour => "ч",
            Self::Minute => "мин",
            Self::Second => "с",
            Self::Kilobyte => "Кбайт",
            Self::Megabyte => "Мбайт",
            Self::Gigabyte => "Гбайт",
            Self::Terabyte => "Тбайт",
            // The table has no abbreviation for other units.
            Self::OtherUnits => "ед.",
        }
    }
}

/// Usual words for the units of the list, in lower case and without points, beside the abbreviations.
#[rustfmt::skip]
const USUAL: &[(&str, Unit)] = &[
    ("шт", Unit::Piece), ("штука", Unit::Piece), ("штуки", Unit::Piece), ("штук", Unit::Piece), ("ед", Unit::Piece),
    ("pcs", Unit::Piece), ("pc", Unit::Piece),
    ("гр", Unit::Gram), ("грамм", Unit::Gram), ("g", Unit::Gram),
    ("килограмм", Unit::Kilogram), ("kg", Unit::Kilogram), ("тонна", Unit::Ton), ("тн", Unit::Ton),
    ("cm", Unit::Centimeter), ("метр", Unit::Meter), ("пог м", Unit::Meter), ("м п", Unit::Meter), ("m", Unit::Meter),
    ("см2", Unit::SquareCentimeter), ("см²", Unit::SquareCentimeter), ("дм2", Unit::SquareDecimeter),
    ("дм²", Unit::SquareDecimeter), ("м2", Unit::SquareMeter), ("м²", Unit::SquareMeter),
    ("ml", Unit::Milliliter), ("литр", Unit::Liter), ("l", Unit::Liter),
    ("м3", Unit::CubicMeter), ("м³", Unit::CubicMeter), ("квт*ч", Unit::KilowattHour), ("квтч", Unit::KilowattHour),
    ("квт∙ч", Unit::KilowattHour), ("день", Unit::Day), ("сут", Unit::Day), ("час", Unit::Hour), ("минута", Unit::Minute),
    ("сек", Unit::Second), ("секунда", Unit::Second),
];

/// The listed unit that a usual word means: `шт`, `Шт.`, `кг`, `кв.м`.
fn usual(given: &str) -> Option<Unit> {
    let plain = |text: &str| {
        let spaced = text.to_lowercase().replace('.', " ");
        spaced.split_whitespace().collect::<Vec<_>>().join(" ")
    };
    let given = plain(given);
    let units = listed::<Unit>().map(|(_, unit)| unit).filter(|unit| *unit != Unit::OtherUnits);
    let mut abbreviated = units.map(|unit| (plain(unit.abbreviation()), unit));
    abbreviated
        .find(|(word, _)| *word == given)
        .map(|(_, unit)| unit)
        .or_else(|| USUAL.iter().find(|(word, _)| *word == given).map(|(_, unit)| *unit))
}

/// Reads the unit of a line.
pub(super) fn read(fields: &Fields) -> Option<Measure> {
    const NAME: &str = "measurementUnit";
    let given = fields.text_or_number(NAME, LONGEST)?;
    let kazakhstan = fields.reader.policy.country == Country::Kazakhstan;
    if let Some(unit) = Unit::of(&given).or_else(|| usual(&given)) {
        fields.mean(NAME, unit.word());
        if unit == Unit::OtherUnits && kazakhstan {
            // The list of the tax service has no code for it, so the line gets the unit of lines that name none.
            let text = Text::of(
                "У «иных единиц» (255) нет кода в списке ИС ЭСФ: передана единица по умолчанию, настройка unit",
                "\"Other units\" (255) have no code in the list of ИС ЭСФ: the default unit was sent, setting unit",
            );
            fields.note(NAME, Problem::Form(text));
            return None;
        }
        fields.rewrite(NAME, || Node::Text(unit.word().into()));
        let is_vocabulary = Unit::of(&given).is_some();
        return Some(if is_vocabulary { Measure::Listed(unit) } else { Measure::Usual(unit, given) });
    }
    // Kazakhstan has codes of its own, which the backend checks. A text is any other unit, printed as it is.
    if !kazakhstan && given.bytes().all(|byte| byte.is_ascii_digit()) {
        fields.judge(NAME, Problem::Word(codes().into()));
        return None;
    }
    Some(Measure::Text(given))
}

/// The codes of the list, each with its word, for a message.
fn codes() -> String {
    listed::<Unit>().map(|(word, unit)| format!("{} ({word})", unit.code())).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn usual_words_are_units_of_the_list() {
        for (given, unit) in [
            ("шт", Some(Unit::Piece)),
            ("Шт.", Some(Unit::Piece)),
            ("ед.", Some(Unit::Piece)),
            ("кг", Some(Unit::Kilogram)),
            ("КГ.", Some(Unit::Kilogram)),
            ("г", Some(Unit::Gram)),
            ("гр.", Some(Unit::Gram)),
            ("т", Some(Unit::Ton)),
            ("см", Some(Unit::Centimeter)),
            ("м", Some(Unit::Meter)),
            ("пог. м", Some(Unit::Meter)),
            ("кв.м", Some(Unit::SquareMeter)),
            ("м²", Some(Unit::SquareMeter)),
            ("мл", Some(Unit::Milliliter)),
            ("л", Some(Unit::Liter)),
            ("куб. м", Some(Unit::CubicMeter)),
            ("кВт·ч", Some(Unit::KilowattHour)),
            ("ч", Some(Unit::Hour)),
            ("час", Some(Unit::Hour)),
            ("kg", Some(Unit::Kilogram)),
            ("упаковка", None),
            ("", None),
        ] {
            assert_eq!(usual(given), unit, "{given}");
        }
    }

    #[test]
    fn an_abbreviation_fits_its_tag_and_is_printed() {
        for (_, unit) in Unit::SPELLINGS {
            let text = unit.abbreviation();
            assert!(text.chars().count() <= LONGEST && !text.is_empty(), "{unit:?}");
            assert_eq!(super::super::text::outside_cp866(text), "", "{unit:?}");
        }
    }

    #[test]
    fn the_known_codes_are_named_once() {
        let codes = codes();
        assert!(
            codes.starts_with("0 (piece), 10 (gram), 11 (kilogram)") && codes.ends_with("255 (otherUnits)"),
            "{codes}"
        );
    }
}
