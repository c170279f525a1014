//! The tables of receipts and corrections.

use super::blocks::{AFTER, AGENT, BEFORE, CUSTOM, ELECTRONICALLY, INDUSTRY, OPERATOR, PAYMENTS, SUPPLIER, TAXES};
use super::field::{Field, Items, Kind, may, must};
use crate::atolweb::words;

pub(super) const ATTRIBUTE: &[Field] =
    &[must("type", Kind::Text), may("name", Kind::Text), may("value", Kind::Text), may("print", Kind::Flag)];
pub(super) const NOTE: &[Field] = &[must("type", Kind::Text), must("value", Kind::Text), may("print", Kind::Flag)];

const MARK: &[Field] = &[
    must("imc", Kind::Text),
    may("imcType", Kind::WordOrNumber(words::MARK_TYPES)),
    may("itemFractionalAmount", Kind::Text),
    may("itemEstimatedStatus", Kind::WordOrNumber(words::MARK_STATUSES)),
    may("imcModeProcessing", Kind::Number),
    may("imcBarcode", Kind::Base64),
    may(
        "itemInfoCheckResult",
        Kind::Object(&[
            must("imcCheckFlag", Kind::Flag),
            must("imcCheckResult", Kind::Flag),
            must("imcStatusInfo", Kind::Flag),
            must("imcEstimatedStatusCorrect", Kind::Flag),
            must("ecrStandAloneFlag", Kind::Flag),
        ]),
    ),
    may("itemQuantity", Kind::Number),
    may("itemUnits", Kind::WordOrNumber(words::UNITS)),
];
const GOODS: &[Field] = &[
    may("undefined", Kind::Text),
    may("ean8", Kind::Text),
    may("ean13", Kind::Text),
    may("itf14", Kind::Text),
    may("gs10", Kind::Text),
    may("gs1m", Kind::Text),
    may("short", Kind::Text),
    may("furs", Kind::Text),
    may("egais20", Kind::Text),
    may("egais30", Kind::Text),
    may("f1", Kind::Text),
    may("f2", Kind::Text),
    may("f3", Kind::Text),
    may("f4", Kind::Text),
    may("f5", Kind::Text),
    may("f6", Kind::Text),
    may("codes", Kind::Texts),
];
const OLD_GOODS: &[Field] =
    &[must("type", Kind::Word(words::OLD_GOODS)), may("gtin", Kind::Text), must("serial", Kind::Text)];
const OLD_MARK: &[Field] = &[must("mark", Kind::Text), may("type", Kind::Word(words::OLD_MARKS))];

pub(super) const POSITION: &[Field] = &[
    must("type", Kind::Text),
    must("name", Kind::Text),
    must("price", Kind::Number),
    must("quantity", Kind::Number),
    must("amount", Kind::Number),
    may("infoDiscountAmount", Kind::Number),
    may("department", Kind::Number),
    may("measurementUnit", Kind::Unit),
    may("piece", Kind::Flag),
    may("paymentMethod", Kind::WordOrCode(words::METHODS)),
    may("paymentObject", Kind::WordOrCode(words::OBJECTS)),
    may("nomenclatureCode", Kind::TextOrObject(OLD_GOODS)),
    may("markingCode", Kind::Object(OLD_MARK)),
    may("imcParams", Kind::Object(MARK)),
    may("tax", Kind::Object(&[must("type", Kind::Rate), may("sum", Kind::Number)])),
    AGENT,
    SUPPLIER,
    may("additionalAttribute", Kind::Text),
    may("additionalAttributePrint", Kind::Flag),
    may("exciseSum", Kind::Positive),
    may("countryCode", Kind::Text),
    may("customsDeclaration", Kind::Text),
    INDUSTRY,
    may("productCodes", Kind::GoodsCodes(GOODS)),
    may("ucUserParam3", Kind::Number),
    may("ucUserParam4", Kind::Number),
    may("ucUserParam5", Kind::Number),
    may("ucUserParam6", Kind::Number),
    CUSTOM,
];

const CLIENT: Field = may(
    "clientInfo",
    Kind::Object(&[
        may("emailOrPhone", Kind::Text),
        may("vatin", Kind::Text),
        may("name", Kind::Text),
        may("birthDate", Kind::Text),
        may("citizenship", Kind::Text),
        may("identityDocumentCode", Kind::Text),
        may("identityDocumentData", Kind::Text),
        may("address", Kind::Text),
    ]),
);
const OPERATION: Field = may(
    "operationInfo",
    Kind::Object(&[may("id", Kind::Number), may("data", Kind::Text), may("dateTime", Kind::DateTime)]),
);
const CORRECTION_TYPE: Field = may("correctionType", Kind::Word(words::CORRECTION_TYPES));
const CORRECTION_NAME: Field = may("correctionBaseName", Kind::Text);
const CORRECTION_NUMBER: Field = may("correctionBaseNumber", Kind::Text);
const CORRECTION_DATE: Field = may("correctionBaseDate", Kind::Date);

/// The members of a receipt after its operator.
macro_rules! settlement {
    ($($first:expr),*) => {
        &[
            must("type", Kind::Text),
            OPERATOR,
            $($first,)*
            may("ignoreNonFiscalPrintErrors", Kind::Flag),
            ELECTRONICALLY,
            may("useVAT18", Kind::Flag),
            may("taxationType", Kind::Word(words::TAXATION)),
            may("paymentsPlace", Kind::Text),
            may("paymentsAddress", Kind::Text),
            may("machineNumber", Kind::Text),
            may("total", Kind::Number),
            may("validateMarkingCodes", Kind::Flag),
            CLIENT,
            OPERATION,
            INDUSTRY,
            may("companyInfo", Kind::Object(&[may("email", Kind::Text)])),
            AGENT,
            SUPPLIER,
            must("items", Kind::Items(Items::Receipt)),
            must("payments", PAYMENTS),
            TAXES,
            BEFORE,
            AFTER,
            CUSTOM,
        ]
    };
}

pub(super) const RECEIPT: &[Field] = settlement!();
/// Corrections of FFD 1.1 and 1.2: a receipt with its reason.
pub(super) const NEW_CORRECTION: &[Field] =
    settlement!(CORRECTION_TYPE, CORRECTION_NAME, CORRECTION_NUMBER, CORRECTION_DATE);
/// Corrections of FFD 1.05: sums without lines.
pub(super) const OLD_CORRECTION: &[Field] = &[
    must("type", Kind::Text),
    OPERATOR,
    CORRECTION_TYPE,
    CORRECTION_NAME,
    CORRECTION_NUMBER,
    CORRECTION_DATE,
    may("machineNumber", Kind::Text),
    ELECTRONICALLY,
    may("taxationType", Kind::Word(words::TAXATION)),
    must("payments", PAYMENTS),
    TAXES,
    BEFORE,
    AFTER,
    CUSTOM,
    may("items", Kind::Items(Items::OldCorrection)),
    may("useVAT18", Kind::Flag),
    may("total", Kind::Number),
    CLIENT,
];
