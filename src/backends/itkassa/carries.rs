//! The capabilities of Айти Касса: each field of a task that it supports, with the service's own name for it.

use super::super::rooms::Rooms;
use crate::task::TaskName;
use crate::task::room::{Carried, Room, carried};
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
const QUEUED: &[Carried] = &[carried("wait", "")];

/// Cashier, and whether to print.
const HEAD: &[Carried] = &[
    carried("operator.name", "tagCashierName").chars(1, 64),
    carried("operator.vatin", "tagCashierINN tagCashierInn").digits(12, 12),
    carried("electronically", "isPrintable"),
];

/// Receipt ("Печать чека").
#[rustfmt::skip]
const RECEIPT: &[Carried] = &[
    carried("taxationType", "sno"),
    carried("clientInfo.name", "tagClientTitle").chars(1, 256),
    carried("clientInfo.emailOrPhone", "tagClientContact").chars(1, 64),
    carried("clientInfo.vatin", "tagClientINN"),
    carried("paymentsPlace", "tagSaleLocation").chars(1, 256),
    carried("agentInfo.agents", "tagAgentType"),
    carried("agentInfo.moneyTransferOperator.phones", "tagTransferServiceOperatorContact").count(1),
    carried("agentInfo.payingAgent.operation", "tagAgentOperator").chars(1, 24),
    carried("agentInfo.payingAgent.phones", "tagAgentContact").count(1),
    carried("agentInfo.receivePaymentsOperator.phones", "tagPayeeServiceOperatorContact").count(1),
    carried("agentInfo.moneyTransferOperator.name", "tagTransferServiceOperatorTitle").chars(1, 64),
    carried("agentInfo.moneyTransferOperator.address", "tagTransferServiceOperatorAddress").chars(1, 256),
    carried("agentInfo.moneyTransferOperator.vatin", "tagTransferServiceOperatorINN"),
    carried("payments[].type", "amountCash amountElectronic amountPrepaid amountCredit amountIncoming").words(PAYMENTS),
    carried("payments[].sum", "amountCash amountElectronic amountPrepaid amountCredit amountIncoming"),
    carried("total", ""),
];

/// Position of a receipt.
#[rustfmt::skip]
const LINE: &[Carried] = &[
    carried("items[].name", "lines[].title").chars(1, 250),
    carried("items[].price", "lines[].price"),
    carried("items[].quantity", "lines[].quantity").fraction(3),
    carried("items[].amount", "lines[].total"),
    carried("items[].tax.type", "lines[].tax").words(RATES),
    carried("items[].tax.sum", ""),
    carried("items[].paymentObject", "lines[].ppr").words(OBJECTS),
    carried("items[].paymentMethod", "lines[].psr"),
    carried("items[].agentInfo.agents", "lines[].tagAgentType"),
    carried("items[].supplierInfo.vatin", "lines[].tagServiceProviderINN"),
    carried("items[].supplierInfo.phones", "lines[].tagServiceProviderContact").count(1),
    carried("items[].supplierInfo.name", "lines[].tagServiceProviderTitle").chars(1, 256),
    carried("items[].exciseSum", "lines[].tagExcise"),
    carried("items[].countryCode", "lines[].tagCountry").digits(3, 3),
    carried("items[].customsDeclaration", "lines[].tagGtdNumber").chars(1, 32),
    carried("items[].markingCode.mark", "lines[].tagTrueSign"),
    carried("items[].markingCode.scanned", "lines[].tagTrueSign"),
    carried("items[].tags[].id", "lines[].tags[].id"),
    carried("items[].tags[].type", "lines[].tags[].type"),
    carried("items[].tags[].value", "lines[].tags[].value"),
    carried("items[].nomenclatureCode", "lines[].tags[1162]"),
    carried("items[].additionalAttribute", "lines[].tags[1191]").chars(1, 64),
    carried("items[].measurementUnit", "lines[].tags[1197]").chars(1, 16),
];

/// Correction ("Печать чека коррекции"). It has neither positions nor payments.
#[rustfmt::skip]
const CORRECTION: &[Carried] = &[
    carried("taxationType", "sno"),
    carried("correctionType", "correctionType"),
    carried("correctionBaseDate", "docDate"),
    carried("correctionBaseNumber", "docNumber").chars(1, 32).required(),
    carried("correctionBaseName", "docDescription").chars(1, 256).required(),
    carried("taxes[].type", "amountVatNone amountVat0 amountVat10 amountVat20 amountVat110 amountVat120").words(RATES),
    carried("taxes[].sum", "amountVatNone amountVat0 amountVat10 amountVat20 amountVat110 amountVat120"),
];

/// Cash in and out.
const CASH: &[Carried] = &[carried("cashSum", "amountCash")];

/// A non-fiscal print.
const PRINT: &[Carried] = &[
    carried("items[].text", "text").chars(0, 4096),
    carried("items[].bold", "font"),
    carried("items[barcode].barcode", "text").chars(1, 4096),
    carried("items[barcode].barcodeType", "").words(&["QR"]),
    carried("items[barcode].scale", "size"),
    carried("printFooter", "disablePrintFooter"),
];

/// The tables of fields that a task may have; `None` if the task is not supported.
pub(super) fn table(task: TaskName) -> Option<&'static [&'static [Carried]]> {
    Some(match task {
        TaskName::Sell | TaskName::SellReturn | TaskName::Buy | TaskName::BuyReturn => &[QUEUED, HEAD, RECEIPT, LINE],
        TaskName::SellCorrection | TaskName::BuyCorrection => &[QUEUED, HEAD, CORRECTION],
        TaskName::OpenShift | TaskName::CloseShift | TaskName::ReportX => &[QUEUED, HEAD],
        TaskName::CashIn | TaskName::CashOut => &[QUEUED, HEAD, CASH],
        TaskName::NonFiscal => &[QUEUED, PRINT],
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
pub(super) fn room(task: TaskName) -> Option<&'static Room> {
    static ROOMS: LazyLock<Rooms> = LazyLock::new(|| Rooms::of(table));
    ROOMS.get(task)
}
