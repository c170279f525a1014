//! The kind of business of a receipt (вид отрасли) and its attributes, as in the protocol of Kazakhstan.

use super::money::Money;
use super::read::{Fields, Need};
use super::words::IndustryKind;
use crate::error::Problem;
use time::{Date, PrimitiveDateTime};

/// The kind of business with its attributes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Industry {
    /// Kind of business (вид отрасли).
    pub kind: IndustryKind,
    /// Account number, at most 64 characters; required for services and hotels, not allowed for others.
    pub account: Option<String>,
    /// Optional, for filling stations.
    pub fuel: Option<Fuel>,
    /// Required for taxis.
    pub taxi: Option<Taxi>,
    /// Required for parking: start and end.
    pub parking: Option<(PrimitiveDateTime, PrimitiveDateTime)>,
}

/// Attributes of a filling station.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Fuel {
    /// Number of the correction, at most 64 characters.
    pub correction_number: Option<String>,
    /// Sum of the correction.
    pub correction_sum: Option<Money>,
    /// Number of the fuel card, at most 64 characters.
    pub card_number: Option<String>,
}

/// Attributes of a taxi.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Taxi {
    /// Registration number of the car, at most 32 characters.
    pub car_number: String,
    /// Ordered in advance, not hailed in the street.
    pub is_order: bool,
    /// Fare, in minor units.
    pub fee: Money,
}

/// Reads `industry`. Its attributes are on the same level as its type, and each kind has its own.
pub(super) fn read(fields: &Fields) -> Option<Industry> {
    fields.object("industry", Need::Optional, |fields| {
        let kind = fields.word("type", Need::Required, None);
        let account = fields.text("accountNumber", Need::Optional, 64);
        let fuel = Fuel {
            correction_number: fields.text("correctionNumber", Need::Optional, 64),
            correction_sum: fields.money("correctionSum", Need::Optional),
            card_number: fields.text("cardNumber", Need::Optional, 64),
        };
        let car_number = fields.text("carNumber", Need::Optional, 32);
        let is_order = fields.flag_given("isOrder", Need::Optional);
        let fee = fields.money("fare", Need::Optional);
        let begin = fields.date_time("parkingBegin", Need::Optional);
        let end = fields.date_time("parkingEnd", Need::Optional);
        let kind = kind?;
        belongs(fields, kind);
        Some(Industry {
            kind,
            account,
            fuel: (fuel != Fuel::default()).then_some(fuel),
            taxi: car_number.zip(is_order).zip(fee).map(|((car_number, is_order), fee)| Taxi {
                car_number,
                is_order,
                fee,
            }),
            parking: begin.zip(end),
        })
    })
}

/// Each attribute and the kinds of business that have it; `true` if it is required there.
const ATTRIBUTES: &[(&str, &[IndustryKind], bool)] = &[
    ("accountNumber", &[IndustryKind::Services, IndustryKind::Hotels], true),
    ("correctionNumber", &[IndustryKind::Gasoil], false),
    ("correctionSum", &[IndustryKind::Gasoil], false),
    ("cardNumber", &[IndustryKind::Gasoil], false),
    ("carNumber", &[IndustryKind::Taxi], true),
    ("isOrder", &[IndustryKind::Taxi], true),
    ("fare", &[IndustryKind::Taxi], true),
    ("parkingBegin", &[IndustryKind::Parking], true),
    ("parkingEnd", &[IndustryKind::Parking], true),
];

/// Checks that each attribute belongs to the kind, and that the required ones are present.
fn belongs(fields: &Fields, kind: IndustryKind) {
    for (name, kinds, must) in ATTRIBUTES {
        let given = !fields.is_missing(name);
        match (kinds.contains(&kind), given) {
            (true, false) if *must => {
                fields.judge(name, Problem::Missing);
            }
            (false, true) => {
                fields.judge(name, Problem::Unknown(None));
            }
            _ => {}
        }
    }
}

/// An industry attribute (отраслевой реквизит): what a federal authority demands of a line (tag 1260) or of a receipt
/// (tag 1261).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attribute {
    /// Number of the authority (ФОИВ), `001` to `073` (tag 1262).
    pub authority: String,
    /// Date of its document (tag 1263).
    pub date: Date,
    /// Number of its document, at most 32 characters (tag 1264).
    pub number: String,
    /// The value, at most 256 characters (tag 1265).
    pub value: String,
}

/// Reads `industryInfo`.
pub(super) fn attributes(fields: &Fields) -> Vec<Attribute> {
    fields.objects("industryInfo", Need::Optional, |_, fields| {
        let authority = fields.text("fois", Need::Required, 3);
        let date = fields.date("date", Need::Required);
        let number = fields.text("number", Need::Required, 32);
        let value = fields.text("industryAttribute", Need::Required, 256);
        Some(Attribute { authority: authority?, date: date?, number: number?, value: value? })
    })
}
