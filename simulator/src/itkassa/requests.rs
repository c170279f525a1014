//! The tables of the vendor's document: the fields of each command.

use super::fields::Kind::{
    Any, AnyText, Contact, Date, Decimal, Digits, Flag, Guid, Integer, Key, List, Positive, Sum, Text, Url, Word,
};
use super::fields::{Field, may, must};

/// The maximum length of a text for which the document gives no length.
const LONG: usize = 1000;
const INN: &[usize] = &[10, 12];

pub(super) const TAXATIONS: &[&str] = &["sno_osn", "sno_ysn_d", "sno_ysn_dmr", "sno_envd", "sno_esn", "sno_psn"];
pub(super) const TAXES: &[&str] = &["vat_none", "vat_0", "vat_10", "vat_20", "vat_110", "vat_120"];
pub(super) const SUBJECTS: &[&str] = &[
    "goods",
    "excise_goods",
    "job",
    "service",
    "bet_in_game",
    "winning_in_game",
    "lottery_ticket",
    "lottery_winning",
    "ipr",
    "payment",
    "composite",
    "agent_commission",
    "other",
];
pub(super) const METHODS: &[&str] =
    &["prepayment_100", "prepayment", "advance", "full_settle", "credit", "credit_transfer", "credit_payment"];

/// The payments of a receipt.
pub(super) const PAYMENTS: [&str; 5] =
    ["amountCash", "amountElectronic", "amountPrepaid", "amountCredit", "amountIncoming"];
/// The sums of a correction, one per VAT rate.
pub(super) const RATES: [&str; 6] =
    ["amountVatNone", "amountVat0", "amountVat10", "amountVat20", "amountVat110", "amountVat120"];

/// A task; each of its commands is checked by its own table.
pub(super) const TASK: &[Field] = &[must("creItemId", Guid), may("idempKey", Text(LONG)), must("commands", Any)];

/// The settings of the organization.
pub(super) const SETTINGS: &[Field] =
    &[may("callbackApiKey", Key), may("errorEmail", Contact), may("testUrl", Url), may("printResultUrl", Url)];

const TYPE: &[Field] = &[must("type", Any)];
const PRINT: &[Field] = &[may("isPrintable", Flag)];
/// The cashier, as spelled in `openSession`, receipts and corrections.
const CASHIER: &[Field] = &[may("tagCashierName", Text(64)), may("tagCashierINN", Digits(&[12]))];
/// The cashier, as spelled in `closeSession`, `xReport`, `cashIn` and `cashOut`.
const CASHIER_INN: &[Field] = &[may("tagCashierName", Text(64)), may("tagCashierInn", Digits(&[12]))];
const CLIENT: &[Field] =
    &[may("tagClientContact", Contact), may("tagClientTitle", Text(256)), may("tagClientINN", Digits(INN))];

const TAG: &[Field] = &[
    must("id", Integer(1000, 65_535)),
    must("type", Word(&["array", "byte", "int16", "int32", "double", "string"])),
    must("value", AnyText),
];

const LINE: &[Field] = &[
    must("title", Text(250)),
    must("price", Decimal),
    must("quantity", Positive(3)),
    must("total", Decimal),
    may("tax", Word(TAXES)),
    may("ppr", Word(SUBJECTS)),
    may("psr", Word(METHODS)),
    may("tagAgentType", Integer(1, 127)),
    may("tagServiceProviderINN", Digits(INN)),
    may("tagServiceProviderContact", Text(LONG)),
    may("tagServiceProviderTitle", Text(256)),
    may("tagExcise", Decimal),
    may("tagCountry", Digits(&[3])),
    may("tagGtdNumber", Text(32)),
    may("tagTrueSign", Text(LONG)),
    may("tags", List(TAG)),
];

const RECEIPT: &[Field] = &[
    may("sno", Word(TAXATIONS)),
    may("tagSaleLocation", Text(256)),
    may("tagAgentType", Integer(1, 127)),
    may("tagTransferServiceOperatorContact", Text(LONG)),
    may("tagAgentOperator", Text(LONG)),
    may("tagAgentContact", Text(LONG)),
    may("tagPayeeServiceOperatorContact", Text(LONG)),
    may("tagTransferServiceOperatorTitle", Text(LONG)),
    may("tagTransferServiceOperatorAddress", Text(LONG)),
    may("tagTransferServiceOperatorINN", Digits(INN)),
    must("lines", List(LINE)),
    may("amountCash", Decimal),
    may("amountElectronic", Decimal),
    may("amountPrepaid", Decimal),
    may("amountCredit", Decimal),
    may("amountIncoming", Decimal),
];

const CORRECTION: &[Field] = &[
    must("docNumber", Text(32)),
    must("docDescription", Text(256)),
    must("docDate", Date),
    must("correctionType", Word(&["bySelf", "byDocument"])),
    must("paymentSign", Word(&["incoming", "outcoming"])),
    may("amountVatNone", Decimal),
    may("amountVat0", Decimal),
    may("amountVat10", Decimal),
    may("amountVat20", Decimal),
    may("amountVat110", Decimal),
    may("amountVat120", Decimal),
    may("sno", Word(TAXATIONS)),
];

const CASH: &[Field] = &[must("amountCash", Sum)];
const TEXT: &[Field] = &[must("text", AnyText), may("font", Word(&["bold", "normal"]))];
const QR: &[Field] = &[must("text", Text(LONG)), may("size", Digits(&[1, 2]))];
const FEED: &[Field] = &[must("count", Integer(1, 255))];
const FOOTER: &[Field] = &[may("disablePrintFooter", Flag)];

/// The parts of a command's table; `None` for an unknown command.
pub(super) fn of(command: &str) -> Option<&'static [&'static [Field]]> {
    Some(match command {
        "openSession" => &[TYPE, PRINT, CASHIER, CLIENT],
        "closeSession" => &[TYPE, PRINT, CASHIER_INN, CLIENT],
        "sale" | "returnSale" | "buy" | "returnBuy" => &[TYPE, PRINT, CASHIER, CLIENT, RECEIPT],
        "correction" => &[TYPE, PRINT, CASHIER, CORRECTION],
        "xReport" => &[TYPE, PRINT, CASHIER_INN],
        "cashIn" | "cashOut" => &[TYPE, PRINT, CASHIER_INN, CASH],
        "startSlip" => &[TYPE],
        "print" => &[TYPE, TEXT],
        "printQR" => &[TYPE, QR],
        "feed" => &[TYPE, FEED],
        "endSlip" => &[TYPE, FOOTER],
        _ => return None,
    })
}
