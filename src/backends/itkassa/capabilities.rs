//! The capabilities of Айти Касса: each field of a task that it supports, with the service's own name for it.

use super::super::task_capabilities::TaskCapabilities;
use crate::task::TaskName;
use crate::task::capabilities::{
    AROUND, Capabilities, FieldSpec, RECEIPT_PRINT, REGISTERED, SLIP_LOOK, field, left_out,
};
use std::sync::LazyLock;

/// VAT rates of the list `tax`.
const RATES: &[&str] = &["vat20", "vat10", "vat120", "vat110", "vat0", "none"];

/// Payment types that have an amount in the protocol.
const PAYMENTS: &[&str] = &["cash", "electronically", "prepaid", "credit", "other"];

/// Payment objects of the list `ppr`.
#[rustfmt::skip]
const OBJECTS: &[&str] = &[
    "commodity", "excise", "job", "service", "gamblingBet", "gamblingPrize", "lottery", "lotteryPrize",
    "intellectualActivity", "payment", "agentCommission", "pay", "another",
];

/// For every document: whether the call waits until it is made.
const QUEUED: &[FieldSpec] = &[field("wait", "")];

/// Cashier, and whether to print.
const HEAD: &[FieldSpec] = &[
    field("operator.name", "tagCashierName").chars(1, 64),
    field("operator.vatin", "tagCashierINN tagCashierInn").digits(12, 12),
    field("electronically", "isPrintable"),
];

/// Receipt ("Печать чека").
#[rustfmt::skip]
const RECEIPT: &[FieldSpec] = &[
    field("taxationType", "sno"),
    field("clientInfo.name", "tagClientTitle").chars(1, 256),
    field("clientInfo.emailOrPhone", "tagClientContact").chars(1, 64),
    field("clientInfo.vatin", "tagClientINN"),
    field("paymentsPlace", "tagSaleLocation").chars(1, 256),
    field("agentInfo.agents", "tagAgentType"),
    field("agentInfo.moneyTransferOperator.phones", "tagTransferServiceOperatorContact").count(1),
    field("agentInfo.payingAgent.operation", "tagAgentOperator").chars(1, 24),
    field("agentInfo.payingAgent.phones", "tagAgentContact").count(1),
    field("agentInfo.receivePaymentsOperator.phones", "tagPayeeServiceOperatorContact").count(1),
    field("agentInfo.moneyTransferOperator.name", "tagTransferServiceOperatorTitle").chars(1, 64),
    field("agentInfo.moneyTransferOperator.address", "tagTransferServiceOperatorAddress").chars(1, 256),
    field("agentInfo.moneyTransferOperator.vatin", "tagTransferServiceOperatorINN"),
    field("payments[].type", "amountCash amountElectronic amountPrepaid amountCredit amountIncoming").words(PAYMENTS),
    field("payments[].sum", "amountCash amountElectronic amountPrepaid amountCredit amountIncoming"),
    field("total", ""),
];

/// Position of a receipt.
#[rustfmt::skip]
const LINE: &[FieldSpec] = &[
    field("items[].name", "lines[].title").chars(1, 250),
    field("items[].price", "lines[].price"),
    field("items[].quantity", "lines[].quantity").fraction(3),
    field("items[].amount", "lines[].total"),
    field("items[].tax.type", "lines[].tax").words(RATES),
    field("items[].tax.sum", ""),
    field("items[].paymentObject", "lines[].ppr").words(OBJECTS),
    field("items[].paymentMethod", "lines[].psr"),
    field("items[].agentInfo.agents", "lines[].tagAgentType"),
    field("items[].supplierInfo.vatin", "lines[].tagServiceProviderINN"),
    field("items[].supplierInfo.phones", "lines[].tagServiceProviderContact").count(1),
    field("items[].supplierInfo.name", "lines[].tagServiceProviderTitle").chars(1, 256),
    field("items[].exciseSum", "lines[].tagExcise"),
    field("items[].countryCode", "lines[].tagCountry").digits(3, 3),
    field("items[].customsDeclaration", "lines[].tagGtdNumber").chars(1, 32),
    field("items[].markingCode.mark", "lines[].tagTrueSign"),
    field("items[].markingCode.scanned", "lines[].tagTrueSign"),
    field("items[].tags[].id", "lines[].tags[].id"),
    field("items[].tags[].type", "lines[].tags[].type"),
    field("items[].tags[].value", "lines[].tags[].value"),
    field("items[].nomenclatureCode", "lines[].tags[1162]"),
    field("items[].additionalAttribute", "lines[].tags[1191]").chars(1, 64),
    field("items[].measurementUnit", "lines[].tags[1197]").chars(1, 16),
];

/// Correction ("Печать чека коррекции"). It has neither positions nor payments.
#[rustfmt::skip]
const CORRECTION: &[FieldSpec] = &[
    field("taxationType", "sno"),
    field("correctionType", "correctionType"),
    field("correctionBaseDate", "docDate"),
    field("correctionBaseNumber", "docNumber").chars(1, 32).required(),
    field("correctionBaseName", "docDescription").chars(1, 256).required(),
    field("taxes[].type", "amountVatNone amountVat0 amountVat10 amountVat20 amountVat110 amountVat120").words(RATES),
    field("taxes[].sum", "amountVatNone amountVat0 amountVat10 amountVat20 amountVat110 amountVat120"),
];

/// Fields that are left out of receipts.
const LEFT_OUT: &[FieldSpec] = &[left_out("paymentsAddress", &REGISTERED), left_out("companyInfo.email", &REGISTERED)];

/// A correction is made by its sums, without place and sender.
const LEFT_OUT_OF_CORRECTION: &[FieldSpec] = &[left_out("paymentsPlace", &REGISTERED)];

/// Cash in and out.
const CASH: &[FieldSpec] = &[field("cashSum", "amountCash")];

/// A non-fiscal print.
const PRINT: &[FieldSpec] = &[
    field("items[].text", "text").chars(0, 4096).lines(),
    field("items[].bold", "font"),
    field("items[barcode].barcode", "text").chars(1, 4096),
    field("items[barcode].barcodeType", "").words(&["QR"]),
    field("items[barcode].scale", "size"),
    field("printFooter", "disablePrintFooter"),
];

/// The tables of fields that a task may have; `None` if the task is not supported.
pub(super) fn table(task: TaskName) -> Option<&'static [&'static [FieldSpec]]> {
    Some(match task {
        TaskName::Sell | TaskName::SellReturn | TaskName::Buy | TaskName::BuyReturn => {
            &[QUEUED, HEAD, RECEIPT, LINE, LEFT_OUT, RECEIPT_PRINT, AROUND]
        }
        TaskName::SellCorrection | TaskName::BuyCorrection => {
            &[QUEUED, HEAD, CORRECTION, LEFT_OUT, LEFT_OUT_OF_CORRECTION, AROUND]
        }
        TaskName::OpenShift | TaskName::CloseShift | TaskName::ReportX => &[QUEUED, HEAD, AROUND],
        TaskName::CashIn | TaskName::CashOut => &[QUEUED, HEAD, CASH, AROUND],
        TaskName::NonFiscal => &[QUEUED, PRINT, SLIP_LOOK],
        TaskName::GetDeviceStatus
        | TaskName::GetDeviceInfo
        | TaskName::GetShiftStatus
        | TaskName::GetFnInfo
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
