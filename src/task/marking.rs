//! Marking codes of FFD 1.2 and the product codes beside them (task vocabulary §2.8, §2.14).

use super::mark;
use super::read::{Fields, Need};
use super::words::{ImcKind, ItemStatus, Unit, Words, words};
use crate::error::{Problem, Text};
use rust_decimal::Decimal;

/// A marked thing (`imcParams`): its code and what is done with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Marked {
    /// The scanned code with its GS characters (tag 2000), decoded from base64.
    pub code: String,
    /// Kind of the code (tag 2100); `None` leaves it to the register.
    pub kind: Option<ImcKind>,
    /// What becomes of the thing (tags 2003 and 2110).
    pub status: Option<ItemStatus>,
    /// Processing mode (tag 2102); the format knows 0 only.
    pub mode: Option<i64>,
    /// Part of the package that is sold (tag 1291), for a package that is sold by the piece.
    pub fraction: Option<Fraction>,
    /// Identifier of the thing, base64 (tag 2101).
    pub barcode: Option<String>,
    /// Quantity for the check alone (tag 1023); `None` where the line says it.
    pub quantity: Option<Decimal>,
    /// Unit of that quantity (tag 2108).
    pub unit: Option<Unit>,
    /// The result of a check that was made before (tag 2106).
    pub checked: Option<CheckResult>,
}

/// A part of a package: `1/20`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fraction {
    /// Pieces sold (tag 1293), at least 1.
    pub numerator: u32,
    /// Pieces in the package (tag 1294), more than the numerator.
    pub denominator: u32,
}

/// The result of checking a marking code (tag 2106), bit by bit.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[allow(clippy::struct_excessive_bools, reason = "each is a bit of the tag")]
pub struct CheckResult {
    /// Bit 0: the code was checked by the fiscal drive or the marking system.
    pub is_checked: bool,
    /// Bit 1: that check was positive.
    pub is_right: bool,
    /// Bit 2: the marking system knows the state of the thing.
    pub is_known: bool,
    /// Bit 3: that state allows what is done with it.
    pub is_allowed: bool,
    /// Bit 4: the register worked on its own, without the marking system.
    pub is_offline: bool,
}

words! {
    /// Kind of a product code (код товара), by the tag within 1163.
    ProductCodeKind {
        Undefined = 0: "undefined", Ean8 = 1: "ean8", Ean13 = 2: "ean13", Itf14 = 3: "itf14", Gs10 = 4: "gs10",
        Gs1m = 5: "gs1m", Short = 6: "short", Furs = 7: "furs", Egais20 = 8: "egais20", Egais30 = 9: "egais30",
        F1 = 20: "f1", F2 = 21: "f2", F3 = 22: "f3", F4 = 23: "f4", F5 = 24: "f5", F6 = 25: "f6",
    }
}

/// The codes of a product (tag 1163).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ProductCodes {
    /// Codes whose kind the register finds out.
    Unsorted(Vec<String>),
    /// One code per kind.
    Sorted(Vec<(ProductCodeKind, String)>),
}

impl ProductCodeKind {
    /// The tag that holds the code: 1300 to 1309, 1320 to 1325.
    pub fn tag(self) -> u16 {
        1300 + u16::from(self.code())
    }

    /// Fewest and most characters.
    fn lengths(self) -> (usize, usize) {
        match self {
            Self::Ean8 => (8, 8),
            Self::Ean13 => (13, 13),
            Self::Itf14 | Self::Egais30 => (14, 14),
            Self::Furs => (20, 20),
            Self::Egais20 => (23, 33),
            Self::Gs10 | Self::Gs1m | Self::Short => (1, 38),
            _ => (1, 32),
        }
    }
}

impl Marked {
    /// Whether the line is one whole thing: goods by weight or by volume are sold in parts from a marked package.
    pub fn is_whole(&self) -> bool {
        let measured = matches!(self.status, Some(ItemStatus::DryForSale | ItemStatus::DryReturn));
        self.fraction.is_none() && !measured
    }
}

impl CheckResult {
    /// The names of the bits in a task and in an answer, from bit 0 on.
    pub const FLAGS: [&str; 5] =
        ["imcCheckFlag", "imcCheckResult", "imcStatusInfo", "imcEstimatedStatusCorrect", "ecrStandAloneFlag"];

    /// The result of these flags, each with its bit of tag 2106.
    pub fn of_flags([is_checked, is_right, is_known, is_allowed, is_offline]: [bool; 5]) -> Self {
        Self { is_checked, is_right, is_known, is_allowed, is_offline }
    }

    /// Its flags, from bit 0 on.
    pub fn flags(self) -> [bool; 5] {
        [self.is_checked, self.is_right, self.is_known, self.is_allowed, self.is_offline]
    }

    /// The bits of tag 2106.
    pub fn bits(self) -> u8 {
        self.flags().into_iter().enumerate().fold(0, |bits, (at, is_set)| bits | u8::from(is_set) << at)
    }
}

/// Reads `imcParams` of a line.
pub(super) fn read(fields: &Fields) -> Option<Marked> {
    fields.object("imcParams", Need::Optional, marked)
}

/// Reads the members of a mark.
pub(super) fn marked(fields: &Fields) -> Option<Marked> {
    let code = mark::imc(fields);
    let kind = fields.word("imcType", Need::Optional, None);
    let status = fields.word("itemEstimatedStatus", Need::Optional, None);
    let mode = fields.integer("imcModeProcessing", Need::Optional, 0, 255);
    let fraction = fraction(fields);
    let barcode = fields.code("imcBarcode", Need::Optional, 512);
    let quantity = fields.quantity("itemQuantity", Need::Optional, 6);
    let unit = fields.text_or_number("itemUnits", 32);
    let checked = fields.object("itemInfoCheckResult", Need::Optional, |fields| {
        let given = CheckResult::FLAGS.map(|name| fields.flag_given(name, Need::Required));
        given.iter().all(Option::is_some).then(|| CheckResult::of_flags(given.map(Option::unwrap_or_default)))
    });
    Some(Marked {
        code: code?,
        kind,
        status,
        mode,
        fraction,
        barcode,
        quantity,
        unit: unit.and_then(|unit| Unit::of(&unit)),
        checked,
    })
}

/// Reads the part of a package: `"1/2"`; some programs write `"1/2&"`.
fn fraction(fields: &Fields) -> Option<Fraction> {
    let text = fields.text("itemFractionalAmount", Need::Optional, 32)?;
    let parts = text.trim_end_matches('&').split_once('/');
    let fraction = parts.and_then(|(above, below)| {
        let (numerator, denominator) = (above.trim().parse().ok()?, below.trim().parse().ok()?);
        (1 <= numerator && numerator < denominator).then_some(Fraction { numerator, denominator })
    });
    if fraction.is_none() {
        let text = Text::of(
            "Дробная часть маркированного товара указывается как «1/20»: числитель меньше знаменателя",
            "A part of a marked package is written as \"1/20\": the numerator is less than the denominator",
        );
        fields.judge("itemFractionalAmount", Problem::Form(text));
    }
    fraction
}

/// Reads `productCodes` of a line: a list, or a code per kind.
pub(super) fn product_codes(fields: &Fields) -> Option<ProductCodes> {
    fields.object("productCodes", Need::Optional, |fields| {
        let codes = fields.texts("codes", 128);
        let mut sorted = Vec::new();
        for (name, kind) in ProductCodeKind::SPELLINGS {
            let Some(code) = fields.code(name, Need::Optional, 128) else { continue };
            let (least, most) = kind.lengths();
            let length = code.chars().count();
            if !(least..=most).contains(&length) {
                fields.judge(name, Problem::Length { given: length, least, most });
            }
            sorted.push((*kind, code));
        }
        if !codes.is_empty() && !sorted.is_empty() {
            fields.judge("codes", Problem::Duplicate);
        }
        match (codes.is_empty(), sorted.is_empty()) {
            (false, _) => Some(ProductCodes::Unsorted(codes)),
            (_, false) => Some(ProductCodes::Sorted(sorted)),
            _ => {
                // A code that is given is read as none if it is wrong, or if it is left out.
                let is_given = |name| !fields.is_missing(name);
                if !is_given("codes") && !ProductCodeKind::SPELLINGS.iter().any(|(name, _)| is_given(name)) {
                    fields.judge("codes", Problem::Missing);
                }
                None
            }
        }
    })
}
