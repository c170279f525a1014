//! The capabilities of CashCore: each field of a task that it supports, with the register's own name for it.

use super::super::task_capabilities::TaskCapabilities;
use crate::task::TaskName;
use crate::task::capabilities::{
    AROUND, Capabilities, FieldSpec, RECEIPT_PRINT, REGISTERED, REPORT_PRINT, Reason, field, left_out,
};
use std::sync::LazyLock;

/// Supported VAT rates.
const RATES: &[&str] = &["vat0", "vat5", "vat7", "vat10", "vat12", "vat16", "vat20", "vat22", "none"];

/// Payment types of `PaymentTypeEnum`: 0 cash, 1 card, 4 mobile.
const PAYMENTS: &[&str] = &["cash", "electronically", "mobile"];

/// Taxation systems of `TaxationTypeEnum`: general (ОСН), simplified (УСН), for farms, by patent.
const TAXATIONS: &[&str] = &["osn", "usnIncome", "esn", "patent"];

const PRINT: &[FieldSpec] = &[field("electronically", "is_printable")];

const IMAGE: &[FieldSpec] = &[
    field("image.width", "image_width"),
    field("image.scale", "image_scale"),
    field("image.threshold", "image_pixel_draw_threshold"),
];

/// Receipt (`TradeOperation`).
#[rustfmt::skip]
const RECEIPT: &[FieldSpec] = &[
    field("taxationType", "taxes[].taxation_type").words(TAXATIONS),
    field("clientInfo.vatin", "customer_iin_or_bin").digits(12, 12),
    field("industry.type", "domain.type"),
    field("industry.accountNumber", "domain.services.account_number"),
    field("industry.correctionNumber", "domain.gasoil.correction_number"),
    field("industry.correctionSum", "domain.gasoil.correction_sum"),
    field("industry.cardNumber", "domain.gasoil.card_number"),
    field("industry.carNumber", "domain.taxi.car_number"),
    field("industry.isOrder", "domain.taxi.is_order"),
    field("industry.fare", "domain.taxi.current_fee"),
    field("industry.parkingBegin", "domain.parking.begin_time"),
    field("industry.parkingEnd", "domain.parking.end_time"),
    field("payments[].type", "payments[].type").words(PAYMENTS),
    field("payments[].sum", "payments[].sum amounts.taken amounts.change"),
    field("taxes[].type", "taxes[].percent").words(RATES),
    field("taxes[].sum", "taxes[].sum"),
    field("total", "amounts.total"),
    field("discount.name", "amounts.discount.name"),
    field("discount.sum", "amounts.discount.sum"),
    field("markup.name", "amounts.markup.name"),
    field("markup.sum", "amounts.markup.sum"),
    field("items[userAttribute].name", "auxiliary[].key"),
    field("items[userAttribute].value", "auxiliary[].value"),
];

/// Position of a receipt (`Item`, `Commodity`).
#[rustfmt::skip]
const LINE: &[FieldSpec] = &[
    field("items[].name", "items[].commodity.name").chars(1, 128),
    field("items[].department", "items[].commodity.section_code"),
    field("items[].section", "items[].commodity.section_code").chars(1, 128),
    field("items[].quantity", "items[].commodity.quantity").fraction(3),
    field("items[].price", "items[].commodity.price"),
    field("items[].amount", "items[].commodity.sum"),
    field("items[].tax.type", "items[].commodity.taxes[].percent").words(RATES),
    field("items[].tax.sum", "items[].commodity.taxes[].sum"),
    field("items[].exciseStamp", "items[].commodity.excise_stamp"),
    field("items[].physicalLabel", "items[].commodity.physical_label"),
    field("items[].productId", "items[].commodity.product_id"),
    field("items[].barcode", "items[].commodity.barcode"),
    field("items[].measurementUnit", "items[].commodity.measure_unit_code"),
    field("items[].discount.name", "items[].discount.name"),
    field("items[].discount.sum", "items[].discount.sum"),
    field("items[].markup.name", "items[].markup.name"),
    field("items[].markup.sum", "items[].markup.sum"),
];

/// The cashier is not part of a document: the register knows who has logged in.
const CASHIER: &[FieldSpec] = &[left_out("operator", &BY_PIN)];

/// Fields that are left out of receipts.
const LEFT_OUT: &[FieldSpec] = &[
    left_out("paymentsAddress", &REGISTERED),
    left_out("paymentsPlace", &REGISTERED),
    left_out("companyInfo.email", &REGISTERED),
    left_out("clientInfo.emailOrPhone", &NOT_SENT_TO_BUYER),
    left_out("clientInfo.name", &NOT_IN_KAZAKHSTAN),
    // A receipt of Kazakhstan documents money that was paid, whether before, with or after the goods. What is not paid
    // yet has no payment type here, so such a receipt is refused by its payments.
    left_out("items[].paymentMethod", &NOT_IN_KAZAKHSTAN).words(&["fullPayment"]),
    left_out("items[].paymentObject", &NOT_IN_KAZAKHSTAN).words(&["commodity"]),
];

static BY_PIN: Reason = Reason {
    ru: "касса знает кассира по ПИН-коду или токену",
    en: "the register knows the cashier by PIN or token",
    print: false,
};

static NOT_SENT_TO_BUYER: Reason =
    Reason {
        ru: "касса не отправляет чек покупателю", en: "the register sends no receipt to the buyer", print: false
    };

static NOT_IN_KAZAKHSTAN: Reason = Reason {
    ru: "такого реквизита в чеках Казахстана нет",
    en: "receipts in Kazakhstan have no such attribute",
    print: false,
};

/// Cash in and out (`MoneyPlacement`).
const CASH: &[FieldSpec] = &[field("cashSum", "sum")];

/// A document is found by its shift and by its number within that shift.
const NUMBER: &[FieldSpec] =
    &[field("shiftNumber", "fr_shift_number").required(), field("fiscalDocumentNumber", "shift_document_number")];

/// Image of a document (`GetDocumentImage`).
const PICTURE: &[FieldSpec] = &[field("original", "is_original"), field("file", "")];

/// The tables of fields that a task may have; `None` if the task is not supported.
pub(super) fn table(task: TaskName) -> Option<&'static [&'static [FieldSpec]]> {
    Some(match task {
        TaskName::Sell | TaskName::SellReturn | TaskName::Buy | TaskName::BuyReturn => {
            &[RECEIPT, LINE, PRINT, IMAGE, CASHIER, LEFT_OUT, RECEIPT_PRINT, AROUND]
        }
        TaskName::CloseShift | TaskName::ReportX => &[PRINT, IMAGE, CASHIER, AROUND],
        TaskName::CashIn | TaskName::CashOut => &[CASH, CASHIER, REPORT_PRINT, AROUND],
        TaskName::GetFnDocument => &[NUMBER],
        TaskName::GetReceiptImage => &[NUMBER, IMAGE, PICTURE],
        TaskName::OpenShift => &[CASHIER, REPORT_PRINT, AROUND],
        TaskName::GetDeviceStatus
        | TaskName::GetDeviceInfo
        | TaskName::GetShiftStatus
        | TaskName::GetRegistrationInfo
        | TaskName::OfdExchangeStatus => &[],
        _ => return None,
    })
}

/// The same as a tree, built once.
pub(super) fn capabilities(task: TaskName) -> Option<&'static Capabilities> {
    static ROOMS: LazyLock<TaskCapabilities> = LazyLock::new(|| TaskCapabilities::of(table));
    ROOMS.get(task)
}
