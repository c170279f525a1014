//! Kind of business of a receipt (вид отрасли) with what belongs to it, as Kazakhstan's protocol has them.

use super::money::Money;
use super::read::{Fields, Need};
use super::words::IndustryKind;
use crate::error::Problem;
use time::PrimitiveDateTime;

/// Kind of business with its attributes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Industry {
    /// Kind.
    pub kind: IndustryKind,
    /// Attributes of services, hotels and restaurants.
    pub account: Option<String>,
    /// Attributes of filling stations.
    pub fuel: Option<Fuel>,
    /// Attributes of taxis.
    pub taxi: Option<Taxi>,
    /// From when to when a car was parked.
    pub parking: Option<(PrimitiveDateTime, PrimitiveDateTime)>,
}

/// Attributes of a filling station.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Fuel {
    /// Number of the correction.
    pub correction_number: Option<String>,
    /// Sum of the correction.
    pub correction_sum: Option<Money>,
    /// Number of the fuel card.
    pub card_number: Option<String>,
}

/// Attributes of a taxi.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Taxi {
    /// Number of the car.
    pub car_number: String,
    /// By order, not from the street.
    pub is_order: bool,
    /// Fare.
    pub fee: Money,
}

/// Reads `industry`; its attributes stand flat beside its type, each kind with its own.
pub(super) fn read(fields: &Fields) -> Option<Industry> {
    fields.object("industry", Need::May, |fields| {
        let kind = fields.word("type", Need::Must, None);
        let account = fields.text("accountNumber", Need::May, 64);
        let fuel = Fuel {
            correction_number: fields.text("correctionNumber", Need::May, 64),
            correction_sum: fields.money("correctionSum", Need::May),
            card_number: fields.text("cardNumber", Need::May, 64),
        };
        let car_number = fields.text("carNumber", Need::May, 32);
        let is_order = fields.flag_given("isOrder", Need::May);
        let fee = fields.money("fare", Need::May);
        let begin = fields.date_time("parkingBegin", Need::May);
        let end = fields.date_time("parkingEnd", Need::May);
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

/// Each attribute and the kinds of business that have it; `true` where they must.
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

/// The document's table has each attribute under the condition of its kind.
fn belongs(fields: &Fields, kind: IndustryKind) {
    for (name, kinds, must) in ATTRIBUTES {
        let given = fields.peek(name).is_some_and(|node| !node.is_missing());
        match (kinds.contains(&kind), given) {
            (true, false) if *must => {
                fields.judge(name, Problem::Missing);
            }
            (false, true) => {
                fields.judge(name, Problem::Unknown);
            }
            _ => {}
        }
    }
}

/// Industry attributes (отраслевой реквизит, 1260 and 1261): no backend so far has room for them.
pub(super) fn attributes(fields: &Fields) {
    fields.objects("industryInfo", Need::May, |_, fields| {
        fields.text("fois", Need::Must, 3);
        fields.date("date", Need::Must);
        fields.text("number", Need::Must, 32);
        fields.text("industryAttribute", Need::Must, 256);
        Some(())
    });
}
