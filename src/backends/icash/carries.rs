//! What iCASH-1F has room for, field by field, with its tags and sizes (§6.7–6.13).

use super::super::rooms::Rooms;
use crate::task::TaskName;
use crate::task::room::{Carried, Room, carried};
use std::sync::LazyLock;

/// Rates that T1199 knows.
const RATES: &[&str] = &["vat20", "vat10", "vat120", "vat110", "vat0", "none"];

/// Ways of payment that have a tag.
const PAYMENTS: &[&str] = &["cash", "electronically", "prepaid", "credit", "other"];

/// Subjects of settlement that T1212 knows: 1 to 13.
const OBJECTS: &[&str] = &[
    "commodity",
    "excise",
    "job",
    "service",
    "gamblingBet",
    "gamblingPrize",
    "lottery",
    "lotteryPrize",
    "intellectualActivity",
    "payment",
    "agentCommission",
    "pay",
    "another",
];

/// Cashier (§6.9.2, §6.11.2, §6.13.2).
const OPERATOR: &[Carried] =
    &[carried("operator.name", "T1021").chars(1, 64), carried("operator.vatin", "T1203").digits(12, 12)];

/// Receipt (§6.11.2).
#[rustfmt::skip]
const RECEIPT: &[Carried] = &[
    carried("taxationType", "T1055").required(),
    carried("clientInfo.name", "T1227").chars(1, 256),
    carried("clientInfo.vatin", "T1228").digits(12, 12),
    carried("clientInfo.emailOrPhone", "T1008").chars(1, 64),
    carried("machineNumber", "T1036").chars(1, 20),
    carried("items", "T1059"),
    carried("items[userAttribute]", "T1084"),
    carried("total", "T1020"),
    carried("payments[].type", "T1031 T1081 T1215 T1216 T1217").words(PAYMENTS),
    carried("payments[].sum", "T1031 T1081 T1215 T1216 T1217"),
    carried("taxes[].type", "T1102 T1103 T1104 T1105 T1106 T1107").words(RATES),
    carried("taxes[].sum", "T1102 T1103 T1104 T1105 T1106 T1107"),
    carried("agentInfo.agents", "T1057").count(1),
    carried("agentInfo.moneyTransferOperator.phones", "T1075"),
    carried("agentInfo.payingAgent.operation", "T1044").chars(1, 24),
    carried("agentInfo.payingAgent.phones", "T1073"),
    carried("agentInfo.receivePaymentsOperator.phones", "T1074"),
    carried("agentInfo.moneyTransferOperator.name", "T1026").chars(1, 64),
    carried("agentInfo.moneyTransferOperator.address", "T1005").chars(1, 256),
    carried("agentInfo.moneyTransferOperator.vatin", "T1016").digits(12, 12),
    carried("supplierInfo.phones", "T1171"),
    carried("items[additionalAttribute].value", "T1192").chars(1, 16),
    carried("items[userAttribute].name", "T1084.T1085").chars(1, 64),
    carried("items[userAttribute].value", "T1084.T1086").chars(1, 256),
];

/// Line of a receipt (§6.11.2, table T1059).
#[rustfmt::skip]
const LINE: &[Carried] = &[
    carried("items[].paymentMethod", "T1059.T1214"),
    carried("items[].paymentObject", "T1059.T1212").words(OBJECTS),
    carried("items[].agentInfo.agents", "T1059.T1222").count(1),
    carried("items[].agentInfo.payingAgent.operation", "T1059.T1223.T1044").chars(1, 24),
    carried("items[].agentInfo.payingAgent.phones", "T1059.T1223.T1073"),
    carried("items[].agentInfo.receivePaymentsOperator.phones", "T1059.T1223.T1074"),
    carried("items[].agentInfo.moneyTransferOperator.name", "T1059.T1223.T1026").chars(1, 64),
    carried("items[].agentInfo.moneyTransferOperator.address", "T1059.T1223.T1005").chars(1, 256),
    carried("items[].agentInfo.moneyTransferOperator.vatin", "T1059.T1223.T1016").digits(12, 12),
    carried("items[].agentInfo.moneyTransferOperator.phones", "T1059.T1223.T1075"),
    carried("items[].supplierInfo.phones", "T1059.T1224.T1171"),
    carried("items[].supplierInfo.name", "T1059.T1224.T1225").chars(1, 256),
    carried("items[].supplierInfo.vatin", "T1059.T1226").digits(10, 12),
    carried("items[].name", "T1059.T1030").chars(1, 128),
    carried("items[].measurementUnit", "T1059.T1197").chars(1, 16),
    carried("items[].nomenclatureCode", "T1059.T1162"),
    carried("items[].countryCode", "T1059.T1230").digits(3, 3),
    carried("items[].customsDeclaration", "T1059.T1231").chars(1, 32),
    carried("items[].price", "T1059.T1079"),
    carried("items[].quantity", "T1059.T1023").fraction(3),
    carried("items[].exciseSum", "T1059.T1229"),
    carried("items[].tax", "").required(),
    carried("items[].tax.type", "T1059.T1199").words(RATES),
    carried("items[].tax.sum", "T1059.T1200"),
    carried("items[].amount", "T1059.T1043"),
    carried("items[].additionalAttribute", "T1059.T1191").chars(1, 64),
];

/// What a correction has beside a receipt (§6.12.2).
const CORRECTION: &[Carried] = &[
    carried("correctionType", "T1173"),
    carried("correctionBaseDate", "T1174.T1178 T1178"),
    carried("correctionBaseNumber", "T1174.T1179 T1179").chars(1, 32).required(),
];

/// Free print (§6.7.2).
const PRINT: &[Carried] = &[
    carried("items[].text", "left right center").chars(0, 4096),
    carried("items[].alignment", "left right center"),
    carried("items[].wrap", ""),
    carried("items[].doubleWidth", "doubleWidth"),
    carried("items[].doubleHeight", "doubleHeight"),
    carried("items[barcode].barcode", "center").chars(1, 4096),
    carried("items[barcode].barcodeType", "qrcode").words(&["QR"]),
];

/// Registration (§6.8.2).
#[rustfmt::skip]
const REGISTRATION: &[Carried] = &[
    carried("organization.name", "T1048").chars(1, 256),
    carried("organization.vatin", "T1018").digits(10, 12),
    carried("organization.taxationTypes", "T1062"),
    carried("device.registrationNumber", "T1037").chars(1, 16),
    carried("device.offlineMode", "T1002"),
    carried("device.machineInstallation", "T1221"),
    carried("device.bso", "T1110"),
    carried("device.encryption", "T1056"),
    carried("device.autoMode", "T1001"),
    carried("device.internet", "T1108"),
    carried("device.machineNumber", "T1036").chars(1, 20),
    carried("device.excise", "T1207"),
    carried("device.service", "T1109"),
    carried("device.gambling", "T1193"),
    carried("device.lottery", "T1126"),
    carried("organization.agents", "T1057"),
    carried("organization.address", "T1009").chars(1, 256),
    carried("device.paymentsAddress", "T1187").chars(1, 256),
    carried("organization.email", "T1117").chars(1, 64),
    carried("ofd.vatin", "T1017").digits(10, 12),
    carried("ofd.name", "T1046").chars(1, 256),
];

/// What a change of registration has beside it.
const CHANGE: &[Carried] = &[carried("reason", "T1101")];

/// A document by its number (§6.5, §6.6).
const NUMBER: &[Carried] = &[carried("fiscalDocumentNumber", "document_number")];

/// The clock (§6.4.2).
const CLOCK: &[Carried] = &[carried("dateTime", "dateTime")];

/// The relay's own fields.
const RELAY: &[Carried] = &[carried("host", ""), carried("port", ""), carried("limit", "")];

/// The tables of a task.
pub(super) fn table(task: TaskName) -> Option<&'static [&'static [Carried]]> {
    Some(match task {
        TaskName::Sell | TaskName::SellReturn | TaskName::Buy | TaskName::BuyReturn => &[OPERATOR, RECEIPT, LINE],
        TaskName::SellCorrection
        | TaskName::SellReturnCorrection
        | TaskName::BuyCorrection
        | TaskName::BuyReturnCorrection => &[OPERATOR, RECEIPT, LINE, CORRECTION],
        TaskName::OpenShift | TaskName::CloseShift | TaskName::CloseArchive => &[OPERATOR],
        TaskName::Registration | TaskName::FnChange => &[OPERATOR, REGISTRATION],
        TaskName::ChangeRegistrationParameters => &[OPERATOR, REGISTRATION, CHANGE],
        TaskName::NonFiscal => &[PRINT],
        TaskName::GetFnDocument | TaskName::PrintFnDocument => &[NUMBER],
        TaskName::SetDateTime => &[CLOCK],
        TaskName::OfdRelay => &[RELAY],
        TaskName::ReportOfdExchangeStatus
        | TaskName::GetDeviceStatus
        | TaskName::GetDeviceInfo
        | TaskName::GetShiftStatus
        | TaskName::GetFnStatus
        | TaskName::GetFnInfo
        | TaskName::GetRegistrationInfo
        | TaskName::OfdExchangeStatus
        | TaskName::PrintLastReceiptCopy => &[],
        _ => return None,
    })
}

/// The same as the reading of a task wants it.
pub(super) fn room(task: TaskName) -> Option<&'static Room> {
    static ROOMS: LazyLock<Rooms> = LazyLock::new(|| Rooms::of(table));
    ROOMS.get(task)
}

/// The place in a task of a tag that the device found fault with: `T1059.T1223.T1073`, with the line's place.
///
/// A place within an array of which no index is known ends before it.
pub(super) fn place(tag: &str, item: Option<usize>) -> Option<String> {
    let tables = [OPERATOR, RECEIPT, LINE, CORRECTION, REGISTRATION, CHANGE];
    let field = tables.into_iter().flatten().find(|field| field.tag.split(' ').any(|name| name == tag))?;
    let path = match (field.path.strip_prefix("items[]"), item) {
        (Some(rest), Some(index)) => return Some(format!("items[{index}]{rest}")),
        _ => field.path,
    };
    Some(path.split('[').next().unwrap_or(path).to_owned())
}
