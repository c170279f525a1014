//! The request tables of the vendor's document, one for each method and each object.

use super::amount::MOST;
use super::fields::Kind::{
    Any, AnyObject, Code, Codes, DateTime, Filled, Flag, Integer, Integers, List, NotNegative, Object, Positive, Text,
    Thousandths,
};
use super::fields::{Field, may, must, must_or};
use super::methods::Method;
use super::refusal::{
    EMPTY_ITEMS, INVALID_FIELDS, ITEM_SUM, ITEM_TYPE, LICENSE_KEY, NEGATIVE_CASH, NEGATIVE_DISCOUNT, NEGATIVE_MARKUP,
    NO_COMMODITY, NO_ITEMS, NO_SECTION, NO_UNIT, PAID_SUM, PRICE, QUANTITY, REPORT_TYPE, TAXATION, WRONG_ACCESS_CODE,
};
use std::ops::RangeInclusive;

const IDS: RangeInclusive<i64> = 0..=4_294_967_295;
/// The permitted width of an image, in pixels.
const WIDTHS: RangeInclusive<i64> = 48..=4096;

const NOTHING: &[Field] = &[];

const LICENSE: &[Field] = &[
    must("licenseKey", Filled(LICENSE_KEY)),
    may("email", Text),
    may("phone", Text),
    may("owner", Text),
    may("orgId", Text),
    may("address", Text),
];

const PRINTER: &[Field] = &[
    may("id", Integer(IDS)),
    may("ID", Integer(IDS)),
    must("name", Filled(INVALID_FIELDS)),
    must("type", Code(&[1, 2, 3], INVALID_FIELDS)),
];

const VAT_CERTIFICATE: &[Field] = &[may("series", Text), may("number", Text), may("is_printable", Flag)];

const REGISTER: &[Field] = &[
    must("ofd_id", Integer(1..=*IDS.end())),
    may("ofd_token", Integer(IDS)),
    may("printer", Object(PRINTER)),
    may("local_name", Text),
    may("auto_withdraw_money", Flag),
    may("ofd_uid", Text),
    may("vat_certificate", Object(VAT_CERTIFICATE)),
    may("custom_data", Any),
    may("use_software_vpn", Flag),
    may("bindings", Integers),
];

const OPERATOR: &[Field] = &[
    may("ID", Integer(IDS)),
    may("name", Text),
    must("access_pin", Filled(WRONG_ACCESS_CODE)),
    must("role", Code(&[1, 2, 3], INVALID_FIELDS)),
    may("owner_id", Integer(IDS)),
    may("email", Text),
    may("bindings", Integers),
    may("custom_data", Any),
];

const PAIR: &[Field] = &[must("key", Text), may("value", Text)];

const TAX: &[Field] = &[
    must("taxation_type", Code(&[100, 101, 102, 103], TAXATION)),
    must("percent", Thousandths(0..=100_000)),
    must("sum", NotNegative(2, INVALID_FIELDS)),
    must("is_in_total_sum", Flag),
];

const DISCOUNT: &[Field] = &[
    may("name", Text),
    must("sum", NotNegative(2, NEGATIVE_DISCOUNT)),
    may("taxes", List(TAX, None)),
    may("auxiliary", List(PAIR, None)),
];

const MARKUP: &[Field] = &[
    may("name", Text),
    must("sum", NotNegative(2, NEGATIVE_MARKUP)),
    may("taxes", List(TAX, None)),
    may("auxiliary", List(PAIR, None)),
];

const COMMODITY: &[Field] = &[
    must_or("name", Filled(NO_COMMODITY), NO_COMMODITY),
    must_or("measure_unit_code", Filled(NO_UNIT), NO_UNIT),
    must_or("section_code", Filled(NO_SECTION), NO_SECTION),
    must_or("quantity", Positive(3, QUANTITY), QUANTITY),
    must_or("price", Positive(2, PRICE), PRICE),
    must_or("sum", Positive(2, ITEM_SUM), ITEM_SUM),
    may("taxes", List(TAX, None)),
    may("excise_stamp", Text),
    may("physical_label", Text),
    may("product_id", Text),
    may("barcode", Text),
    may("auxiliary", List(PAIR, None)),
];

const ITEM: &[Field] = &[
    must("type", Code(&[1], ITEM_TYPE)),
    must_or("commodity", Object(COMMODITY), NO_COMMODITY),
    may("discount", Object(DISCOUNT)),
    may("markup", Object(MARKUP)),
];

const PAYMENT: &[Field] = &[must("type", Code(&[0, 1, 4], INVALID_FIELDS)), must("sum", NotNegative(2, PAID_SUM))];

const AMOUNTS: &[Field] = &[
    may("total", NotNegative(2, super::refusal::TOTAL)),
    may("taken", NotNegative(2, NEGATIVE_CASH)),
    may("change", NotNegative(2, NEGATIVE_CASH)),
    may("markup", Object(MARKUP)),
    may("discount", Object(DISCOUNT)),
];

const DOMAIN: &[Field] = &[
    may("type", Code(&[0, 1, 2, 3, 4, 5], INVALID_FIELDS)),
    may("services", AnyObject),
    may("gasoil", AnyObject),
    may("taxi", AnyObject),
    may("parking", AnyObject),
];

const TRADE: &[Field] = &[
    must("kkm_ofd_id", Integer(IDS)),
    may("is_printable", Flag),
    may("image_width", Integer(WIDTHS)),
    may("image_scale", Thousandths(100..=10_000)),
    may("image_pixel_draw_threshold", Integer(0..=255)),
    must("operation", Code(&[0, 1, 2, 3], INVALID_FIELDS)),
    may("domain", Object(DOMAIN)),
    must_or("items", List(ITEM, Some(EMPTY_ITEMS)), NO_ITEMS),
    may("payments", List(PAYMENT, None)),
    may("taxes", List(TAX, None)),
    may("amounts", Object(AMOUNTS)),
    may("customer_iin_or_bin", Text),
    may("auxiliary", List(PAIR, None)),
];

const PLACEMENT: &[Field] = &[
    must("kkm_ofd_id", Integer(IDS)),
    must("operation", Code(&[0, 1], INVALID_FIELDS)),
    must("sum", NotNegative(2, NEGATIVE_CASH)),
];

const REPORT: &[Field] = &[
    must("kkm_ofd_id", Integer(IDS)),
    must("report_type", Code(&[0, 1], REPORT_TYPE)),
    may("is_printable", Flag),
    may("image_width", Integer(WIDTHS)),
    may("image_scale", Thousandths(100..=10_000)),
    may("image_pixel_draw_threshold", Integer(0..=255)),
];

const TRANSACTIONS: &[Field] = &[
    must("kkm_ofd_id", Integer(IDS)),
    may("period_start", DateTime),
    may("period_end", DateTime),
    may("command_type_list", Codes(&[1, 2, 3, 6])),
    may("transaction_id", Integer(0..=MOST)),
    may("shift_number", Integer(IDS)),
    may("fiscal_id", Text),
];

const TRANSACTION: &[Field] = &[must("kkm_ofd_id", Integer(IDS)), must("transaction_id", Integer(0..=MOST))];

const IMAGE: &[Field] = &[
    must("kkm_ofd_id", Integer(IDS)),
    must("fr_shift_number", Integer(IDS)),
    must("shift_document_number", Integer(IDS)),
    may("is_original", Flag),
    may("image_width", Integer(WIDTHS)),
    may("image_scale", Thousandths(100..=10_000)),
    may("image_pixel_draw_threshold", Integer(0..=255)),
];

/// The table of a method's request.
pub(super) fn of(method: Method) -> &'static [Field] {
    match method {
        Method::Ping | Method::GetOfdList | Method::GetOperatorList | Method::GetPrinterList => NOTHING,
        Method::ActivateLicense => LICENSE,
        Method::GetKkmList => const { &[may("ofd_id", Integer(IDS))] },
        Method::GetVendorId => const { &[may("ofd_uid", Text)] },
        Method::SaveKkm => REGISTER,
        Method::DeleteKkm => const { &[must("ofd_id", Integer(IDS))] },
        Method::SaveOperator => OPERATOR,
        Method::DeleteOperator => const { &[must("ID", Integer(IDS))] },
        Method::TradeOperation => TRADE,
        Method::MoneyPlacement => PLACEMENT,
        Method::ZxReport => REPORT,
        Method::GetTransactionList => TRANSACTIONS,
        Method::GetTransaction => TRANSACTION,
        Method::GetDocumentImage => IMAGE,
    }
}
