//! The capabilities of CashCore: each field of a task that it supports, with the register's own name for it.

use super::super::rooms::Rooms;
use crate::task::TaskName;
use crate::task::room::{Carried, Room, carried};
use std::sync::LazyLock;

/// Supported VAT rates.
const RATES: &[&str] = &["vat0", "vat5", "vat7", "vat10", "vat12", "vat16", "vat20", "vat22", "none"];

/// Payment types of `PaymentTypeEnum`: 0 cash, 1 card, 4 mobile.
const PAYMENTS: &[&str] = &["cash", "electronically", "mobile"];

/// Taxation systems of `TaxationTypeEnum`: general (ОСН), simplified (УСН), for farms, by patent.
const TAXATIONS: &[&str] = &["osn", "usnIncome", "esn", "patent"];

const PRINT: &[Carried] = &[carried("electronically", "is_printable")];

const IMAGE: &[Carried] = &[
    carried("image.width", "image_width"),
    carried("image.scale", "image_scale"),
    carried("image.threshold", "image_pixel_draw_threshold"),
];

/// Receipt (`TradeOperation`).
#[rustfmt::skip]
const RECEIPT: &[Carried] = &[
    carried("taxationType", "taxes[].taxation_type").words(TAXATIONS),
    carried("clientInfo.vatin", "customer_iin_or_bin").digits(12, 12),
    carried("industry.type", "domain.type"),
    carried("industry.accountNumber", "domain.services.account_number"),
    carried("industry.correctionNumber", "domain.gasoil.correction_number"),
    carried("industry.correctionSum", "domain.gasoil.correction_sum"),
    carried("industry.cardNumber", "domain.gasoil.card_number"),
    carried("industry.carNumber", "domain.taxi.car_number"),
    carried("industry.isOrder", "domain.taxi.is_order"),
    carried("industry.fare", "domain.taxi.current_fee"),
    carried("industry.parkingBegin", "domain.parking.begin_time"),
    carried("industry.parkingEnd", "domain.parking.end_time"),
    carried("payments[].type", "payments[].type").words(PAYMENTS),
    carried("payments[].sum", "payments[].sum amounts.taken amounts.change"),
    carried("taxes[].type", "taxes[].percent").words(RATES),
    carried("taxes[].sum", "taxes[].sum"),
    carried("total", "amounts.total"),
    carried("discount.name", "amounts.discount.name"),
    carried("discount.sum", "amounts.discount.sum"),
    carried("markup.name", "amounts.markup.name"),
    carried("markup.sum", "amounts.markup.sum"),
    carried("items[userAttribute].name", "auxiliary[].key"),
    carried("items[userAttribute].value", "auxiliary[].value"),
];

/// Position of a receipt (`Item`, `Commodity`).
///
/// The register records no payment method and no payment object: a position always means goods paid in full.
#[rustfmt::skip]
const LINE: &[Carried] = &[
    carried("items[].name", "items[].commodity.name").chars(1, 128),
    carried("items[].department", "items[].commodity.section_code"),
    carried("items[].section", "items[].commodity.section_code").chars(1, 128),
    carried("items[].quantity", "items[].commodity.quantity").fraction(3),
    carried("items[].price", "items[].commodity.price"),
    carried("items[].amount", "items[].commodity.sum"),
    carried("items[].tax.type", "items[].commodity.taxes[].percent").words(RATES),
    carried("items[].tax.sum", "items[].commodity.taxes[].sum"),
    carried("items[].exciseStamp", "items[].commodity.excise_stamp"),
    carried("items[].physicalLabel", "items[].commodity.physical_label"),
    carried("items[].productId", "items[].commodity.product_id"),
    carried("items[].barcode", "items[].commodity.barcode"),
    carried("items[].measurementUnit", "items[].commodity.measure_unit_code"),
    carried("items[].discount.name", "items[].discount.name"),
    carried("items[].discount.sum", "items[].discount.sum"),
    carried("items[].markup.name", "items[].markup.name"),
    carried("items[].markup.sum", "items[].markup.sum"),
    carried("items[].paymentMethod", "").words(&["fullPayment"]),
    carried("items[].paymentObject", "").words(&["commodity"]),
];

/// Cash in and out (`MoneyPlacement`).
const CASH: &[Carried] = &[carried("cashSum", "sum")];

/// A document is found by its shift and by its number within that shift.
const NUMBER: &[Carried] =
    &[carried("shiftNumber", "fr_shift_number").required(), carried("fiscalDocumentNumber", "shift_document_number")];

/// Image of a document (`GetDocumentImage`).
const PICTURE: &[Carried] = &[carried("original", "is_original"), carried("file", "")];

/// The tables of fields that a task may have; `None` if the task is not supported.
pub(super) fn table(task: TaskName) -> Option<&'static [&'static [Carried]]> {
    Some(match task {
        TaskName::Sell | TaskName::SellReturn | TaskName::Buy | TaskName::BuyReturn => &[RECEIPT, LINE, PRINT, IMAGE],
        TaskName::CloseShift | TaskName::ReportX => &[PRINT, IMAGE],
        TaskName::CashIn | TaskName::CashOut => &[CASH],
        TaskName::GetFnDocument => &[NUMBER],
        TaskName::GetReceiptImage => &[NUMBER, IMAGE, PICTURE],
        TaskName::OpenShift
        | TaskName::GetDeviceStatus
        | TaskName::GetDeviceInfo
        | TaskName::GetShiftStatus
        | TaskName::GetRegistrationInfo
        | TaskName::OfdExchangeStatus => &[],
        _ => return None,
    })
}

/// The same as a tree, built once.
pub(super) fn room(task: TaskName) -> Option<&'static Room> {
    static ROOMS: LazyLock<Rooms> = LazyLock::new(|| Rooms::of(table));
    ROOMS.get(task)
}
