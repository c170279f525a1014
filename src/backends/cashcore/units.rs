//! Unit codes of Kazakhstan's electronic invoice system (ИС ЭСФ). They are those of the classifier МКЕИ.

use crate::task::Measure;
use crate::task::words::Unit;

/// The code of a unit; `None` if the classifier has no code for it. A text of digits is taken as a code.
pub(super) fn code(measure: &Measure) -> Option<&str> {
    let listed = match measure {
        Measure::Text(code) => return code.bytes().all(|byte| byte.is_ascii_digit()).then_some(code),
        Measure::Listed(listed) | Measure::Usual(listed, _) => listed,
    };
    Some(match listed {
        Unit::Piece => "796",
        Unit::Gram => "163",
        Unit::Kilogram => "166",
        Unit::Ton => "168",
        Unit::Centimeter => "004",
        Unit::Decimeter => "005",
        Unit::Meter => "006",
        Unit::SquareCentimeter => "051",
        Unit::SquareDecimeter => "053",
        Unit::SquareMeter => "055",
        Unit::Milliliter => "111",
        Unit::Liter => "112",
        Unit::CubicMeter => "113",
        Unit::KilowattHour => "245",
        Unit::Gkal => "233",
        Unit::Day => "359",
        Unit::Hour => "356",
        Unit::Minute => "355",
        Unit::Second => "354",
        Unit::Kilobyte => "256",
        Unit::Megabyte => "257",
        Unit::Gigabyte | Unit::Terabyte | Unit::OtherUnits => return None,
    })
}
